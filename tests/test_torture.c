/* SPDX-License-Identifier: GPL-3.0-or-later
   Memory that runs out: the n-th allocation fails, for n = 0, 1, 2, ... until
   none does, alone or with all that follow, while a worksheet is read and
   every engine made, run and freed.  Whatever fails, the status says so, and
   nothing is left behind.  Read lib/status.h before. */
#include <errno.h>
#include <string.h>

#include "agree.h"
#include "check_near.h"
#include "cost.h"
#include "forward.h"
#include "sheet.h"
#include "tape.h"
#include "value.h"

/* ---- allocations that fail ----
   With the GNU C library the test takes the place of malloc and its kin;
   elsewhere, and under the sanitizers, there is nothing to test. */

#if defined __SANITIZE_ADDRESS__
#define TORTURED 0
#elif defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define TORTURED 0
#endif
#endif
#ifndef TORTURED
#ifdef __GLIBC__
#define TORTURED 1
#else
#define TORTURED 0
#endif
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
   branch, a factorisation, what is copied and what is not. */
static const char text[] =
    "title \"Torture\"\n"
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
    "sweep h = 1:8:x2\n";

typedef struct work {
  ad_report report;
  ad_sheet *sheet;
  ad_value *value;
  ad_forward *forward;
  ad_tape *tape;
  ad_fd *fd;
  ad_agree *agree;
} work;

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
    status = ad_fd_new(g, &w->fd, err);
  if (status == AD_OK)
    status = ad_agree_new(g, &w->agree, err);
  if (status == AD_OK)
    status = ad_cost_count(g, 3, &cost, err);
  return status;
}

static void set(work *w)
{
  const ad_graph *g = ad_sheet_graph(w->sheet);
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
  ad_fd_free(w->fd);
  ad_agree_free(w->agree);
  ad_sheet_free(w->sheet);
  ad_report_free(&w->report);
}

static ad_status attempt(void)
{
  static const ad_source source = {
      .name = "torture", .text = text, .size = sizeof text - 1};
  const ad_sheet_options options = {0};
  work w = {0};
  ad_error err = {0};
  ad_report_init(&w.report, &source);
  ad_status status = ad_sheet_read(&source, &options, &w.sheet, &w.report);
  if (status == AD_OK)
    status = make(&w, &err);
  if (status == AD_OK && !run(&w))
    status = AD_EINPUT;
  give_back(&w);
  return status;
}

/* ---- the tests ---- */

/* With the n-th allocation failing; were there as many? */
static int torture(size_t n, int all)
{
  before = n;
  all_follow = all;
  failures = 0;
  live = 0;
  armed = 1;
  ad_status status = attempt();
  armed = 0;
  int hurt = failures > 0 && all; /* a lone one can be done without: room
                                     that is not used again, say           */
  ck_assert_msg(live == 0, "allocation %zu fails: %ld are not freed", n,
                live);
  ck_assert_msg(status == AD_ENOMEM || (status == AD_OK && !hurt),
                "allocation %zu fails: status %d", n, (int)status);
  return failures > 0;
}

START_TEST(test_torture)
{
  size_t n = 0;
  ck_assert_int_eq(attempt(), AD_OK);
  while (TORTURED && torture(n, _i))
    n++;
  ck_assert_msg(!TORTURED || n > 100, "only %zu allocations", n);
}
END_TEST

static Suite *torture_suite(void)
{
  Suite *suite = suite_create("torture");
  TCase *all = tcase_create("allocations");
  tcase_set_timeout(all, 120);
  tcase_add_loop_test(all, test_torture, 0, 2);
  suite_add_tcase(suite, all);
  return suite;
}

int main(void)
{
  return test_run(torture_suite());
}
