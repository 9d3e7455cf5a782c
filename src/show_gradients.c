/* SPDX-License-Identifier: GPL-3.0-or-later
   Gradients: forward, reverse and finite differences side by side.  Read
   show.h before. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "exits.h"
#include "format.h"
#include "label.h"
#include "show.h"

/* --- one entry ------------------------------------------------------------ */

/* A one-sided slope: four digits, 0 where the other side dwarfs it; "-" where
   there is none. */
static char *slope(char out[FORMAT_SIZE], double x, double other)
{
  if (isnan(x))
    return strcpy(out, "-");
  return format_digits(out, fabs(x) < 1e-6 * fabs(other) ? 0 : x, 4);
}

static void put_difference(struct table *table, const ad_judgement *judged,
                           const ad_fd_estimate *fd)
{
  char a[FORMAT_SIZE], b[FORMAT_SIZE];
  if (!fd)
    table_skip(table);
  else if (judged->reason == AD_REASON_KINK)
    table_print(table, "%s | %s", slope(a, fd->left, fd->right),
                slope(b, fd->right, fd->left));
  else if (!isfinite(judged->quotient) || !isfinite(judged->tolerance) ||
           judged->reason == AD_REASON_NOISE ||
           judged->reason == AD_REASON_UNSETTLED)
    table_put(table, "-");
  else
    table_put(table, format_uncertain(a, judged->quotient, judged->tolerance));
}

void show_numbers(struct table *table, const struct results *r, size_t of,
                  size_t by)
{
  size_t at = of * r->n + by;
  const ad_judgement *judged = &r->judged[at];
  double bound = judged->engines == AD_AGREE ? results_off(r, of, by) : 0;
  char out[FORMAT_SIZE];
  if (results_has_forward(r, of, by))
    table_put(table, format_uncertain(out, r->forward[at], bound));
  else
    table_put(table, "-");
  table_put(table, format_uncertain(out, r->reverse[at], bound));
  put_difference(table, judged, results_fd(r, of, by));
}

static void put_entry(struct table *table, const struct results *r,
                      const struct part *output, const struct part *wrt,
                      size_t k)
{
  size_t of = output->first, by = wrt->first + k;
  char *label = label_derivative_entry(r, output, 0, wrt, k);
  char *verdict = label_verdict(r, of, by);
  table_row(table);
  table_put(table, label);
  show_numbers(table, r, of, by);
  table_put(table, verdict);
  if (results_has_forward(r, of, by))
    table_tone(table, label_tone(results_verdict(r, of, by)));
  free(label);
  free(verdict);
}

/* --- leaves as a whole ---------------------------------------------------- */

/* "48 agree", and the worst of them as a multiple of its bound. */
static void put_counts(struct table *table, const size_t count[3],
                       double worst, int timed)
{
  char *text = label_counts(count), out[FORMAT_SIZE];
  table_put(table, text);
  table_tone(table, label_counts_tone(count));
  if (timed)
    table_put(table, *text ? format_digits(out, worst, 2) : "");
  free(text);
}

static void put_summary(struct table *table, const struct results *r,
                        const struct part *output, const struct part *wrt,
                        int timed)
{
  const double *x = r->reverse + output->first * r->n + wrt->first;
  struct tally tally = results_tally(r, output, wrt);
  char *label = label_derivative(r, output, wrt);
  char *largest = show_largest(x, wrt->shape, 1);
  table_row(table);
  table_put(table, label);
  table_number(table, show_norm(x, wrt->entries));
  table_put(table, largest);
  put_counts(table, tally.engines, tally.engines_worst, timed);
  put_counts(table, tally.fd, tally.fd_worst, timed);
  free(label);
  free(largest);
}

void show_summary(struct page *page, const struct results *r,
                  const struct part *output, const int *wanted, int timed)
{
  struct table *table = table_new();
  table_column(table, "derivative", ALIGN_LEFT);
  table_column(table, "norm", ALIGN_POINT);
  table_column(table, "largest entry", ALIGN_LEFT);
  table_column(table, "forward = reverse", ALIGN_LEFT);
  if (timed)
    table_column(table, "worst", ALIGN_POINT);
  table_column(table, "differences", ALIGN_LEFT);
  if (timed)
    table_column(table, "worst", ALIGN_POINT);
  for (size_t i = 0; i < r->n_wrts; i++)
    if (wanted[i])
      put_summary(table, r, output, &r->wrts[i], timed);
  page_table(page, table);
}

/* --- an output of one entry ----------------------------------------------- */

static struct table *entries_table(void)
{
  struct table *table = table_new();
  table_column(table, "derivative", ALIGN_LEFT);
  table_column(table, "forward", ALIGN_POINT);
  table_column(table, "reverse", ALIGN_POINT);
  table_column(table, "differences", ALIGN_POINT);
  table_column(table, "verdict", ALIGN_LEFT);
  return table;
}

/* Marks the leaves that get one line. */
static void choose_large(const struct results *r, const struct part *output,
                         int full, int *large)
{
  size_t lines = 0;
  for (size_t i = 0; i < r->n_wrts; i++) {
    large[i] = !full && r->wrts[i].entries > SHOW_ENTRIES;
    lines += output->uses[i] == PART_USES && !large[i] ? r->wrts[i].entries : 0;
  }
  for (size_t i = 0; i < r->n_wrts; i++)
    large[i] = output->uses[i] == PART_USES &&
               (large[i] || (!full && lines > SHOW_LINES &&
                             r->wrts[i].entries > 1));
}

/* Without one, there is no derivative either. */
static int has_value(const struct results *r, const struct part *output)
{
  for (size_t i = 0; i < output->entries; i++)
    if (!isfinite(results_output(r, output->first + i)))
      return 0;
  return 1;
}

/* The leaves that the output depends on in this way, which is no derivative. */
static void list_unused(struct page *page, const struct results *r,
                        const struct part *output, int way,
                        const char *verb, const char *how)
{
  struct growing names = {0};
  for (size_t i = 0; i < r->n_wrts; i++)
    if (output->uses[i] == way)
      growing_add(&names, ", ", r->wrts[i].name);
  if (names.size > 0)
    page_print(page, "%s %s %s%s%s", output->name, verb, names.text, how,
               has_value(r, output) ? ": these derivatives are 0." : ".");
  free(names.text);
}

static void show_unused(struct page *page, const struct results *r,
                        const struct part *output)
{
  list_unused(page, r, output, PART_APART, "does not depend on", "");
  list_unused(page, r, output, PART_JUMPS, "changes with", " by jumps only");
}

static void show_gradient(struct page *page, const struct results *r,
                          const struct part *output, int full, int timed)
{
  struct table *table = entries_table();
  int *large = memory_new(r->n_wrts, sizeof *large);
  choose_large(r, output, full, large);
  for (size_t i = 0; i < r->n_wrts; i++)
    for (size_t k = 0; k < r->wrts[i].entries; k++)
      if (output->uses[i] == PART_USES && !large[i])
        put_entry(table, r, output, &r->wrts[i], k);
  page_section(page, "Gradient of %s", output->name);
  page_table(page, table);
  show_summary(page, r, output, large, timed);
  show_unused(page, r, output);
  free(large);
}

static void show_jacobians(struct page *page, const struct results *r,
                           const struct part *output, int full)
{
  int used = 0;
  for (size_t i = 0; i < r->n_wrts; i++)
    if (output->uses[i] == PART_USES) {
      show_jacobian(page, r, output, &r->wrts[i], full);
      used = 1;
    }
  if (!used)
    page_section(page, "Jacobian of %s", output->name);
  show_unused(page, r, output);
}

void show_gradients(struct page *page, const struct results *r, int full,
                    int timed)
{
  for (size_t i = 0; i < r->n_outputs; i++)
    if (r->outputs[i].entries == 1)
      show_gradient(page, r, &r->outputs[i], full, timed);
    else
      show_jacobians(page, r, &r->outputs[i], full);
}
