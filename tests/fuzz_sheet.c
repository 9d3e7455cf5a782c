/* SPDX-License-Identifier: GPL-3.0-or-later
   A libFuzzer target: any bytes as a worksheet.  What can be read is
   evaluated, and forward mode held against reverse mode by rule R1; what
   can be parsed is printed and parsed again, which must give the same terms.
   What follows the first line "%%%" is the text of every file that the
   worksheet reads: nothing is opened.  Bytes after a first byte 255 are made
   into a worksheet of long chains instead (wide.h).  tests/fuzz.sh builds and
   runs it. */
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agree.h"
#include "cost.h"
#include "fd.h"
#include "forward.h"
#include "fuzz_formulas.h"
#include "sheet.h"
#include "tape.h"
#include "value.h"
#include "wide.h"

enum {
  LONGEST = 4096,             /* bytes of an input                        */
  MEMORY = 8 << 20,           /* bytes a worksheet may ask for            */
  LINES = 20000,              /* lines its loops may run                  */
  NODES = 4000, ENTRIES = 512, /* of graphs that are evaluated            */
  FORMULAS = 120              /* nodes of graphs that are written out     */
};
static const double FLOPS = 2e6; /* of one Jacobian                       */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
FILE *fuzz_open(const char *path, const char *mode);

/* --- files ---------------------------------------------------------------- */

static struct {
  const char *text;
  size_t size;
} file;

/* Stands for fopen in the library. */
FILE *fuzz_open(const char *path, const char *mode)
{
  (void)path;
  errno = ENOENT;
  return file.size > 0 ? fmemopen((void *)file.text, file.size, mode) : NULL;
}

/* Cuts the file off the input; the size of what is before it. */
static size_t split(const char *text, size_t size)
{
  static const char mark[] = "\n%%%\n";
  file.size = 0;
  for (size_t i = 0; i + sizeof mark - 1 <= size; i++)
    if (memcmp(text + i, mark, sizeof mark - 1) == 0) {
      file.text = text + i + sizeof mark - 1;
      file.size = size - i - (sizeof mark - 1);
      return i + 1;
    }
  return size;
}

static void fail(const char *what, const char *text, size_t size)
{
  fprintf(stderr, "fuzz_sheet: %s\n%.*s\n", what, (int)size, text);
  abort();
}

/* --- print and parse again ------------------------------------------------ */

/* Names of one letter are declared, so dl/dx is a derivative. */
static int declared(const void *state, const char *name, size_t length)
{
  (void)state, (void)name;
  return length == 1;
}
static int is_function(const char *name, size_t length)
{
  return length > 2 && name[0] < 'm';
}
static const ad_names names = {declared, NULL, is_function};

/* The next term that is no parenthesis, from i on; n past the end. */
static size_t skip_parens(const ad_expr *expr, size_t i)
{
  while (i < expr->n && expr->terms[i].kind == AD_T_PAREN)
    i++;
  return i;
}

static int same_term(const ad_term *a, const ad_term *b)
{
  return a->kind == b->kind && a->arity == b->arity &&
         strcmp(a->text, b->text) == 0 &&
         memcmp(&a->number, &b->number, sizeof a->number) == 0;
}

static int same(const ad_expr *a, const ad_expr *b)
{
  size_t i = skip_parens(a, 0), k = skip_parens(b, 0);
  while (i < a->n && k < b->n && same_term(&a->terms[i], &b->terms[k])) {
    i = skip_parens(a, i + 1);
    k = skip_parens(b, k + 1);
  }
  return i == a->n && k == b->n;
}

static void print_and_parse(const ad_expr *expr)
{
  char *text = NULL;
  ad_expr *again = NULL;
  ad_error err = {0};
  if (!expr)
    return;
  if (ad_expr_print(expr, &text) != AD_OK)
    abort();
  if (ad_expr_parse(text, strlen(text), 0, &names, &again, &err) != AD_OK)
    fail(err.text, text, strlen(text));
  if (!same(expr, again))
    fail("parsed again, it differs", text, strlen(text));
  ad_expr_free(again);
  free(text);
}

static void check_lines(const char *text, size_t size)
{
  for (size_t start = 0; start < size;) {
    size_t end = ad_statement_end(text, size, start);
    ad_statement *st = NULL;
    ad_statement_parse(text + start, end - start, start, &names, &st, NULL);
    if (st) {
      print_and_parse(st->rows);
      print_and_parse(st->cols);
      print_and_parse(st->points);
      for (size_t i = 0; i < st->n_items; i++) {
        print_and_parse(st->items[i].expr);
        print_and_parse(st->items[i].more);
      }
    }
    ad_statement_free(st);
    start = end + 1;
  }
}

/* --- forward against reverse ---------------------------------------------- */

struct at_work {
  const ad_sheet *sheet;
  const ad_graph *g;
  ad_value *value;
  ad_forward *forward;
  ad_tape *tape;
  ad_agree *agree;
  ad_fd *fd;
  size_t n, m;
  double *by_forward, *by_reverse; /* J[m x n]                            */
};

static int is_small(const ad_graph *g)
{
  ad_cost cost;
  size_t n = ad_graph_wrt_entries(g), m = ad_graph_output_entries(g);
  if (ad_graph_size(g) > NODES || n > ENTRIES || m > ENTRIES ||
      n * m > 4 * ENTRIES)
    return 0;
  return ad_cost_count(g, 1, &cost, NULL) == AD_OK &&
         (double)(n + m + 1) * (cost.forward.flops + cost.reverse.flops +
                                (double)ad_graph_size(g)) <= FLOPS;
}

static void set_leaves(struct at_work *w)
{
  for (size_t i = 0; i < ad_graph_leaves(w->g); i++) {
    const double *x = ad_sheet_leaf(w->sheet, i);
    ad_value_set(w->value, i, x);
    ad_forward_set(w->forward, i, x);
    ad_tape_set(w->tape, i, x);
    ad_agree_set(w->agree, i, x);
    ad_fd_set(w->fd, i, x);
  }
}

static void judge_row(struct at_work *w, size_t of, const char *text,
                      size_t size)
{
  ad_agree_sweep(w->agree, of);
  for (size_t by = 0; by < w->n; by++) {
    size_t at = of * w->n + by;
    ad_judgement judged;
    ad_agree_judge(w->agree, by, w->by_forward[at], w->by_reverse[at], NULL,
                   0, &judged);
    if (judged.engines == AD_DISAGREE) {
      fprintf(stderr, "d output %zu / d entry %zu: forward %.17g, reverse "
              "%.17g, bound %g\n", of, by, w->by_forward[at],
              w->by_reverse[at], judged.bound);
      fail("forward and reverse mode disagree", text, size);
    }
  }
}

/* Whatever they find: finite differences only have to come to an end. */
static void take_differences(struct at_work *w)
{
  ad_fd_estimate estimate;
  ad_judgement judged;
  size_t of = w->m - 1, by = w->n - 1, at = of * w->n + by;
  ad_fd_entry(w->fd, of, by, &estimate);
  ad_agree_sweep(w->agree, of);
  ad_agree_judge(w->agree, by, w->by_forward[at], w->by_reverse[at],
                 &estimate, 0, &judged);
}

static void check_formulas(const ad_sheet *sheet, const char *text,
                           size_t size)
{
  const char *formula, *wrong;
  if (ad_graph_size(ad_sheet_graph(sheet)) > FORMULAS ||
      !(wrong = fuzz_formulas(sheet, &formula)))
    return;
  fprintf(stderr, "formula: %s\n", formula ? formula : "(none)");
  fail(wrong, text, size);
}

static void compare(const ad_sheet *sheet, const char *text, size_t size)
{
  struct at_work w = {.sheet = sheet, .g = ad_sheet_graph(sheet)};
  w.n = ad_graph_wrt_entries(w.g);
  w.m = ad_graph_output_entries(w.g);
  if (!is_small(w.g))
    return;
  w.by_forward = calloc(w.m * w.n + 1, sizeof *w.by_forward);
  w.by_reverse = calloc(w.m * w.n + 1, sizeof *w.by_reverse);
  if (!w.by_forward || !w.by_reverse ||
      ad_value_new(w.g, &w.value, NULL) != AD_OK ||
      ad_forward_new(w.g, 3, &w.forward, NULL) != AD_OK ||
      ad_tape_new(w.g, 2, &w.tape, NULL) != AD_OK ||
      ad_agree_new(w.g, &w.agree, NULL) != AD_OK ||
      ad_fd_new(w.g, &w.fd, NULL) != AD_OK)
    fail("an engine cannot be made", text, size);
  ad_agree_take_differences(w.agree, w.fd);
  set_leaves(&w);
  ad_value_sweep(w.value);
  ad_forward_jacobian(w.forward, w.by_forward);
  ad_tape_jacobian(w.tape, w.by_reverse);
  for (size_t of = 0; of < w.m; of++)
    judge_row(&w, of, text, size);
  if (w.n > 0 && w.m > 0) {
    take_differences(&w);
    check_formulas(sheet, text, size);
  }
  ad_value_free(w.value);
  ad_forward_free(w.forward);
  ad_tape_free(w.tape);
  ad_agree_free(w.agree);
  ad_fd_free(w.fd);
  free(w.by_forward);
  free(w.by_reverse);
}

/* --- the target ----------------------------------------------------------- */

static void format_messages(const ad_report *report)
{
  for (size_t i = 0; i < report->count && i < 20; i++) {
    char *text = NULL;
    if (ad_report_format(report, i, &text) != AD_OK)
      abort();
    for (const char *s = text; *s; s++)
      if ((unsigned char)*s < ' ' && *s != '\n')
        fail("a message holds a control character", text, strlen(text));
    free(text);
  }
}

static void check_wide(const uint8_t *bytes, size_t size)
{
  char message[200], text[WIDE_TEXT];
  const char *wrong = wide_check(bytes, size, message, sizeof message);
  if (!wrong)
    return;
  wide_write(bytes, size, text);
  fail(wrong, text, strlen(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  const char *text = (const char *)data;
  if (size > LONGEST)
    return 0;
  if (size > 0 && data[0] == 255) {
    check_wide(data + 1, size - 1);
    return 0;
  }
  size = split(text, size);
  const ad_source source = {"fuzz", text, size};
  const ad_sheet_options options = {.folder = "nowhere", .max_bytes = MEMORY,
                                    .max_lines = LINES};
  ad_report report;
  ad_sheet *sheet = NULL;
  ad_report_init(&report, &source);
  ad_status status = ad_sheet_read(&source, &options, &sheet, &report);
  if ((status == AD_OK) != (sheet != NULL) ||
      (status == AD_OK) != (report.errors == 0))
    fail("the status does not tell", text, size);
  format_messages(&report);
  if (sheet)
    compare(sheet, text, size);
  ad_sheet_free(sheet);
  ad_report_free(&report);
  check_lines(text, size);
  return 0;
}
