/* SPDX-License-Identifier: GPL-3.0-or-later
   Memory that runs out: the n-th allocation fails, for n = 0, 1, 2, ... until
   none does, alone or with all that follow, while a worksheet is read and
   every engine made, run and freed.  Whatever fails, the status says so, and
   nothing is left behind.  tests/torture.sh does the same to the program.
   And lines that run out: loops are not for ever.  Read lib/status.h before. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agree.h"
#include "check_near.h"
#include "claims.h"
#include "cost.h"
#include "forward.h"
#include "mistakes.h"
#include "sanitized.h"
#include "sheet.h"
#include "tape.h"
#include "trace.h"
#include "value.h"

/* ---- allocations that fail ----
   With the GNU C library the test takes the place of malloc and its kin;
   elsewhere, and under the sanitizers, there is nothing to test. */

#if defined __GLIBC__ && !TEST_SANITIZED
#define TORTURED 1
#else
#define TORTURED 0
#endif

/* volatile: the compiler knows malloc, and expects it to change nothing. */
static volatile int armed;       /* is anything counted?                   */
static volatile int all_follow;  /* do all fail after the first that does? */
static volatile size_t before;   /* allocations until the first that fails */
static volatile size_t failures; /* so far                                 */
static volatile long live;       /* allocated and not freed                */

#if TORTURED
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *p);
void *aligned_alloc(size_t alignment, size_t size);

/* Must this one fail? */
static int fails(void)
{
  if (!armed || before-- > 0)
    return 0;
  before = all_follow ? 0 : SIZE_MAX;
  failures++;
  errno = ENOMEM;
  return 1;
}

static void *count(void *p)
{
  live += armed && p ? 1 : 0;
  return p;
}

void *malloc(size_t size)
{
  return fails() ? NULL : count(__libc_malloc(size));
}

void *calloc(size_t n, size_t size)
{
  return fails() ? NULL : count(__libc_calloc(n, size));
}

void *realloc(void *old, size_t size)
{
  if (fails())
    return NULL;
  return old ? __libc_realloc(old, size) : count(__libc_malloc(size));
}

void *aligned_alloc(size_t alignment, size_t size)
{
  return fails() ? NULL : count(__libc_memalign(alignment, size));
}

void free(void *p)
{
  live -= armed && p ? 1 : 0;
  __libc_free(p);
}
#endif

/* ---- the work ---- */

/* Something of every kind: draws, loops, a network, kept lines, a sweep, a
   branch, a factorisation, what is copied and what is not; a file; and what
   is wrong in several ways; and claims whose mistakes are looked for. */
static const struct {
  const char *text;
  ad_status status;
  int diagnosed;
} sheets[] = {
    {"title \"Torture\"\n"
     "source \"nowhere\"\n"
     "note \"one\"\n"
     "dim n = 3, h = 2\n"
     "seed 4\n"
     "data  X[n,2] = normal(0, 1)\n"
     "input a[2,2] = [1.3, 0.4; -0.2, 2.1]\n"
     "net   s = mlp(X: h tanh, 2)\n"
     "x0 = a[1,1]\n"
     "for t = 1:3\n"
     "  x{t} = sin(x{t-1}) + 0.5*x{t-1}^2\n"
     "end\n"
     "z = where(x3 > 0, log(x3), 3*x3) + det(a) + sum(solve(a, X[1,:]'))\n"
     "C = cross_entropy(s, [1; 2; 1]) + z + max(s) + logsumexp(a)\n"
     "output C, x2\n"
     "claim dC/da = a points 2\n"
     "shape s = [n, 2]\n"
     "sweep h = 1:8:x2\n",
     AD_OK, 0},
    {"data X[m,2] from \"small.csv\" columns length, width standardise\n"
     "data c[m,2] from \"small.csv\" columns kind onehot\n"
     "param w[2] = [1; 2.385]\n"
     "l = mean((X @ w)^2) + sum(c)\n",
     AD_OK, 0},
    {"input x = 1\n"
     "y = x + zz\n"
     "l = [1, 2] @ y +\n"
     "dim n = 0\n"
     "for i = 1:2\n"
     "  a{i} = b\n"
     "end\n",
     AD_EINPUT, 0},
    {"input x = 2\n"
     "f = sin(x)\n"
     "output f\n"
     "claim df/dx = x*x\n"
     "claim d(f)/d(x) = -cos(x)\n",
     AD_OK, 1}};
enum { SHEETS = sizeof sheets / sizeof sheets[0] };

typedef struct work {
  ad_report report;
  ad_sheet *sheet;
  ad_value *value;
  ad_forward *forward;
  ad_tape *tape;
  ad_trace *trace;
  ad_builder *more;
  ad_fd *fd;
  ad_agree *agree;
  ad_judge *judge;
  ad_answers answers;
  ad_claims *claims, *own;
  ad_mistakes *mistakes;
  int diagnosed;
} work;

/* Answers to the sheet, whatever it is about. */
static ad_status judge(work *w, ad_error *err)
{
  static const char text[] = "claim 2*pi = [6.28, 1] = zz points 2\n"
                             "claim z = det(a)\nshape z = [1, 1]\nx = 3\n"
                             "chain dC/da = a, a'\npath dC/da = C z a\n"
                             "claim dC/da = (a @ a)' = [1, 2; 3, 4]\n";
  const ad_source source = {"answers", text, strlen(text)};
  ad_report report;
  ad_report_init(&report, &source);
  ad_status status = ad_judge_new(w->sheet, &w->judge, err);
  if (status == AD_OK)
    status = ad_judge_keep_points(w->judge, err);
  if (status == AD_OK)
    status = ad_answers_read(&source, w->sheet, &w->answers, &report);
  if (status == AD_OK)
    status = ad_judge_lines(w->judge, w->answers.n,
                            (const ad_statement *const *)w->answers.lines,
                            &w->claims, err);
  status = report.worst == AD_ENOMEM ? AD_ENOMEM : status;
  ad_report_free(&report);
  return status;
}

/* What is wrong with them, and what the numbers hide. */
static ad_status diagnose(work *w, ad_error *err)
{
  const ad_claim *claim;
  ad_diagnosis found;
  ad_lint lint = {0};
  ad_status status = ad_judge_own_lines(w->judge, &w->own, err);
  if (status == AD_OK)
    status = ad_mistakes_new(w->sheet, &w->mistakes, err);
  for (size_t i = 0; status == AD_OK && (claim = ad_claims_at(w->own, i)); i++)
    for (size_t k = 0; k < claim->n && status == AD_OK; k++) {
      status = ad_mistakes_follow(w->mistakes, w->own, i, k, &found, err);
      if (status == AD_OK)
        status = ad_mistakes_find(w->mistakes, claim, k, &found, err);
    }
  if (status == AD_OK)
    status = ad_mistakes_lint(w->mistakes, &lint, err);
  ad_lint_free(&lint);
  return status;
}

static ad_status make(work *w, ad_error *err)
{
  ad_cost cost;
  const ad_graph *g = ad_sheet_graph(w->sheet);
  ad_status status = ad_value_new(g, &w->value, err);
  if (status == AD_OK)
    status = ad_forward_new(g, 3, &w->forward, err);
  if (status == AD_OK)
    status = ad_tape_new(g, 2, &w->tape, err);
  if (status == AD_OK)
    status = ad_trace_new(g, &w->trace, err);
  if (status == AD_OK)
    status = ad_builder_continue(g, &w->more, err);
  if (status == AD_OK)
    status = ad_fd_new(g, &w->fd, err);
  if (status == AD_OK)
    status = ad_agree_new(g, &w->agree, err);
  if (status == AD_OK)
    status = ad_cost_count(g, 3, &cost, err);
  if (status == AD_OK)
    status = judge(w, err);
  if (status == AD_OK && w->diagnosed)
    status = diagnose(w, err);
  return status;
}

static void set(work *w)
{
  const ad_graph *g = ad_sheet_graph(w->sheet);
  ad_agree_take_differences(w->agree, w->fd);
  for (size_t i = 0; i < ad_graph_leaves(g); i++) {
    const double *x = ad_sheet_leaf(w->sheet, i);
    ad_value_set(w->value, i, x);
    ad_forward_set(w->forward, i, x);
    ad_tape_set(w->tape, i, x);
    ad_fd_set(w->fd, i, x);
    ad_agree_set(w->agree, i, x);
  }
}

enum { MOST = 64 }; /* entries of the Jacobian                             */

/* No allocation: nothing here can fail.  Do forward and reverse agree? */
static int run(work *w)
{
  double forward[MOST], reverse[MOST];
  ad_fd_estimate estimate;
  ad_judgement judged;
  const ad_graph *g = ad_sheet_graph(w->sheet);
  if (ad_graph_output_entries(g) * ad_graph_wrt_entries(g) > MOST)
    return 0;
  set(w);
  ad_value_sweep(w->value);
  ad_forward_jacobian(w->forward, forward);
  ad_tape_jacobian(w->tape, reverse);
  ad_agree_sweep(w->agree, 0);
  ad_fd_entry(w->fd, 0, 0, &estimate);
  ad_agree_judge(w->agree, 0, forward[0], reverse[0], &estimate, 1, &judged);
  return judged.engines == AD_AGREE;
}

static void give_back(work *w)
{
  ad_value_free(w->value);
  ad_forward_free(w->forward);
  ad_tape_free(w->tape);
  ad_trace_free(w->trace);
  ad_builder_free(w->more);
  ad_fd_free(w->fd);
  ad_agree_free(w->agree);
  ad_mistakes_free(w->mistakes);
  ad_claims_free(w->own);
  ad_claims_free(w->claims);
  ad_answers_free(&w->answers);
  ad_judge_free(w->judge);
  ad_sheet_free(w->sheet);
  ad_report_free(&w->report);
}

/* Shows all messages; AD_ENOMEM where one cannot be. */
static ad_status format(const ad_report *report)
{
  ad_status status = AD_OK;
  for (size_t i = 0; i < report->count && status == AD_OK; i++) {
    char *message = NULL;
    status = ad_report_format(report, i, &message);
    free(message);
  }
  return status;
}

static ad_status attempt(size_t sheet)
{
  const char *top = getenv("GRADCOMPARE_SOURCE");
  char folder[4096];
  snprintf(folder, sizeof folder, "%s/tests/errors", top ? top : ".");
  const ad_source source = {.name = "torture",
                            .text = sheets[sheet].text,
                            .size = strlen(sheets[sheet].text)};
  const ad_sheet_options options = {.folder = folder};
  work w = {.diagnosed = sheets[sheet].diagnosed};
  ad_error err = {0};
  ad_report_init(&w.report, &source);
  ad_status status = ad_sheet_read(&source, &options, &w.sheet, &w.report);
  if (status == AD_OK)
    status = make(&w, &err);
  if (status == AD_OK && !run(&w))
    status = AD_ELIMIT; /* none that is expected */
  if (format(&w.report) != AD_OK)
    status = AD_ENOMEM;
  give_back(&w);
  return status;
}

/* ---- the tests ---- */

/* Was it refused?  A file that fopen has no memory for cannot be opened. */
static int refused(ad_status status)
{
  return status == AD_ENOMEM || status == AD_EIO;
}

/* With the n-th allocation failing; were there as many? */
static int torture(size_t sheet, size_t n, int all)
{
  before = n;
  all_follow = all;
  failures = 0;
  live = 0;
  armed = 1;
  ad_status status = attempt(sheet);
  armed = 0;
  int hurt = failures > 0 && all; /* a lone one can be done without: room
                                     that is not used again, say           */
  ck_assert_msg(live == 0, "sheet %zu, allocation %zu fails: %ld are not freed",
                sheet, n, live);
  ck_assert_msg(refused(status) || (status == sheets[sheet].status && !hurt),
                "sheet %zu, allocation %zu fails: status %d", sheet, n,
                (int)status);
  return failures > 0;
}

START_TEST(test_torture)
{
  size_t n = 0, sheet = (size_t)_i / 2;
  int all = _i % 2;
  ck_assert_int_eq(attempt(sheet), sheets[sheet].status);
  while (TORTURED && torture(sheet, n, all))
    n++;
  ck_assert_msg(!TORTURED || n > 50, "only %zu allocations", n);
}
END_TEST

/* Loops that would run for years end where the caller, or the library, has
   set a limit; what is below it is read. */
START_TEST(test_lines)
{
  static const char text[] = "input x = 2.385\nfor i = 1:10\n  y{i} = x * i\n"
                             "end\nl = y10\n";
  static const struct {
    size_t most;
    ad_status status;
  } cases[] = {{0, AD_OK}, {20, AD_OK}, {19, AD_ELIMIT}, {1, AD_ELIMIT}};
  const ad_source source = {"s", text, strlen(text)};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const ad_sheet_options options = {.max_lines = cases[i].most};
    ad_report report;
    ad_sheet *sheet = NULL;
    ad_report_init(&report, &source);
    ad_status status = ad_sheet_read(&source, &options, &sheet, &report);
    ck_assert_msg(status == cases[i].status, "at most %zu lines: %d",
                  cases[i].most, (int)status);
    ck_assert_uint_eq(report.count, status == AD_OK ? 0 : 1);
    ad_sheet_free(sheet);
    ad_report_free(&report);
  }
}
END_TEST

static Suite *torture_suite(void)
{
  Suite *suite = suite_create("torture");
  TCase *all = tcase_create("limits");
  tcase_set_timeout(all, 120);
  tcase_add_loop_test(all, test_torture, 0, 2 * SHEETS);
  tcase_add_test(all, test_lines);
  suite_add_tcase(suite, all);
  return suite;
}

int main(void)
{
  return test_run(torture_suite());
}
