/* SPDX-License-Identifier: GPL-3.0-or-later
   Gradients: forward, reverse and finite differences side by side.  Read
   show_compare.h before. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/against.h"
#include "compare/choice.h"
#include "compare/show_compare.h"
#include "compare/verdict.h"
#include "host/exits.h"
#include "page/number_format.h"
#include "worksheet/label.h"

/* --- one entry ------------------------------------------------------------ */

/* A one-sided slope; 0 where the other side dwarfs it. */
static double one_sided(double x, double other)
{
  return fabs(x) < 1e-6 * fabs(other) ? 0 : x;
}

/* Four digits; "-" where there is no slope. */
static char *format_slope(char *out, double x)
{
  return isnan(x) ? strcpy(out, "-") : format_rough(out, x, 4);
}

static void put_kink(struct table *table, double left, double right)
{
  char l[FORMAT_SIZE], r[FORMAT_SIZE];
  char *behind = memory_format(" | %s",
                               format_slope(r, one_sided(right, left)));
  if (isfinite(left)) {
    table_amount(table, one_sided(left, right), format_slope);
    table_around(table, "", behind);
  } else {
    table_print(table, "%s%s", format_slope(l, left), behind);
  }
  free(behind);
}

static void put_difference(struct table *table, ad_judgement judged,
                           const ad_fd_estimate *fd)
{
  if (!fd)
    table_skip(table);
  else if (judged.reason == AD_REASON_KINK)
    put_kink(table, fd->left, fd->right);
  else if (!isfinite(judged.quotient) || !isfinite(judged.tolerance) ||
           judged.reason == AD_REASON_NOISE ||
           judged.reason == AD_REASON_UNSETTLED)
    table_none(table);
  else
    table_uncertain(table, judged.quotient, judged.tolerance);
}

/* How far the printed digits may be off: of a number that is lost, they are all
   in doubt, but not of a 0 that differences confirm. */
static double doubt_of(const struct results *r, size_t of, size_t by, double x)
{
  ad_judgement j = results_judged(r, of * r->n + by);
  if (j.engines == AD_DISAGREE || !isfinite(x))
    return 0;
  if (x == 0 && j.differences == AD_AGREE)
    return 0;
  if (j.lost || (x == 0 && j.weak))
    return (double)INFINITY;
  return j.engines == AD_AGREE ? results_off(r, of, by) : 0;
}

void show_number(struct table *table, const struct results *r, size_t of,
                 size_t by, enum show_column column)
{
  size_t at = of * r->n + by;
  double x = column == SHOW_FORWARD ? results_forward(r, at) : r->reverse[at];
  if (column == SHOW_DIFFERENCE)
    put_difference(table, results_judged(r, at), results_fd(r, of, by));
  else if (column == SHOW_FORWARD && !results_has_forward(r, of, by))
    table_none(table);
  else
    table_uncertain(table, x, doubt_of(r, of, by, x));
}

static void put_entry(struct table *table, const struct results *r,
                      const struct part *output, const struct part *wrt,
                      size_t k)
{
  size_t of = output->first, by = wrt->first + k;
  char *label = label_derivative_entry(r->graph, output, 0, wrt, k);
  char *verdict = verdict_text(r, of, by);
  table_row(table);
  table_put(table, label);
  show_number(table, r, of, by, SHOW_FORWARD);
  show_number(table, r, of, by, SHOW_REVERSE);
  if (r->fd)
    show_number(table, r, of, by, SHOW_DIFFERENCE);
  if (r->against)
    show_against_number(table, r, of, by);
  table_put(table, verdict);
  if (results_has_forward(r, of, by))
    table_tone(table, verdict_tone(results_verdict(r, of, by)));
  if (r->against)
    show_against_verdict(table, r, of, by);
  free(label);
  free(verdict);
}

/* --- leaves as a whole ---------------------------------------------------- */

static char *format_two(char *out, double x)
{
  return format_digits(out, x, 2);
}

/* "48 agree", and the worst of them as a multiple of its bound. */
static void put_counts(struct table *table, const size_t count[3],
                       double worst, int timed)
{
  char *text = verdict_counts(count);
  table_put(table, text);
  table_tone(table, verdict_counts_tone(count));
  if (timed && *text)
    table_amount(table, worst, format_two);
  else if (timed)
    table_skip(table);
  free(text);
}

static void put_against(struct table *table, const struct results *r,
                        const struct part *output, const struct part *wrt)
{
  size_t differing;
  char *text = against_counts(r, output, wrt, &differing);
  table_put(table, text);
  table_tone(table, differing > 0 ? TONE_BAD : TONE_GOOD);
  free(text);
}

static void put_summary(struct table *table, const struct results *r,
                        const struct part *output, const struct part *wrt,
                        int timed)
{
  const double *x = r->reverse + output->first * r->n + wrt->first;
  struct tally tally = results_tally(r, output, wrt);
  char *label = label_derivative(r->graph, output, wrt);
  char *largest = show_largest(x, wrt->shape, 1);
  table_row(table);
  table_put(table, label);
  table_number(table, show_norm(x, wrt->entries));
  table_put(table, largest);
  put_counts(table, tally.engines, tally.engines_worst, timed);
  if (r->fd)
    put_counts(table, tally.fd, tally.fd_worst, timed);
  if (r->against)
    put_against(table, r, output, wrt);
  free(label);
  free(largest);
}

/* --- an output of one entry ----------------------------------------------- */

/* Without differences, there is no column of them either. */
static struct table *entries_table(const struct results *r)
{
  struct table *table = table_new();
  table_column(table, "derivative", ALIGN_LEFT);
  table_column(table, "forward", ALIGN_POINT);
  table_column(table, "reverse", ALIGN_POINT);
  if (r->fd)
    table_column(table, "differences", ALIGN_POINT);
  if (r->against)
    table_column(table, r->against->name, ALIGN_POINT);
  table_column(table, "verdict", ALIGN_LEFT);
  if (r->against)
    table_column(table, "", ALIGN_LEFT);
  return table;
}

/* How a leaf is shown. */
enum manner { NOT_AT_ALL, BY_ENTRIES, AS_A_WHOLE };

/* A leaf that --show names is wanted entry by entry. */
static int is_wanted_whole(const struct results *r,
                           const struct options *options, size_t i)
{
  return option_given(options, OPTION_FULL) ||
         choice_names(options, r->wrts[i].name);
}

static void choose_manners(const struct results *r,
                           const struct options *options,
                           const struct part *output, int *manner)
{
  size_t lines = 0;
  for (size_t i = 0; i < r->n_wrts; i++) {
    int whole = is_wanted_whole(r, options, i);
    int shown = output->uses[i] == PART_USES &&
                choice_shows_wrt(r, options, &r->wrts[i]);
    manner[i] = !shown                                        ? NOT_AT_ALL
                : !whole && r->wrts[i].entries > SHOW_ENTRIES ? AS_A_WHOLE
                                                              : BY_ENTRIES;
    lines += manner[i] == BY_ENTRIES && !whole ? r->wrts[i].entries : 0;
  }
  for (size_t i = 0; lines > SHOW_LINES && i < r->n_wrts; i++)
    if (manner[i] == BY_ENTRIES && r->wrts[i].entries > 1 &&
        !is_wanted_whole(r, options, i))
      manner[i] = AS_A_WHOLE;
}

/* Is |entry a| smaller than |entry b| of the output's row, or later? */
static int is_less(const double *row, size_t a, size_t b)
{
  return fabs(row[a]) < fabs(row[b]) || isnan(row[a]) ||
         (fabs(row[a]) == fabs(row[b]) && a > b);
}

/* Puts entry `by`, unless it is 0, in its place among the largest,
   best[*n]. */
static void place(const double *row, size_t by, size_t *best, size_t *n)
{
  size_t at = *n;
  if (row[by] == 0)
    return;
  while (at > 0 && is_less(row, best[at - 1], by))
    at--;
  if (at == SHOW_LARGEST)
    return;
  *n += *n < SHOW_LARGEST ? 1 : 0;
  for (size_t k = *n - 1; k > at; k--)
    best[k] = best[k - 1];
  best[at] = by;
}

/* Of the leaves that are shown as a whole, the entries that are largest. */
static void show_largest_entries(struct page *page, const struct results *r,
                                 const struct part *output, const int *manner)
{
  const double *row = r->reverse + output->first * r->n;
  size_t best[SHOW_LARGEST], n = 0, all = 0;
  char count[FORMAT_SIZE];
  struct table *table = entries_table(r);
  for (size_t i = 0; i < r->n_wrts; i++) {
    all += manner[i] == AS_A_WHOLE ? r->wrts[i].entries : 0;
    for (size_t k = 0; manner[i] == AS_A_WHOLE && k < r->wrts[i].entries; k++)
      place(row, r->wrts[i].first + k, best, &n);
  }
  for (size_t k = 0; k < n; k++) {
    const struct part *wrt =
        &r->wrts[parts_find(r->wrts, r->n_wrts, best[k])];
    put_entry(table, r, output, wrt, best[k] - wrt->first);
  }
  if (n > 0)
    page_print(page, "The %zu largest of %s entries (--full lists all):", n,
               format_count(count, (double)all));
  page_table(page, table);
}

static void show_summary(struct page *page, const struct results *r,
                         const struct part *output, const int *manner,
                         int timed)
{
  struct table *table = table_new();
  table_column(table, "derivative", ALIGN_LEFT);
  table_column(table, "norm", ALIGN_POINT);
  table_column(table, "largest entry", ALIGN_LEFT);
  table_column(table, "forward = reverse", ALIGN_LEFT);
  if (timed)
    table_column(table, "worst", ALIGN_POINT);
  if (r->fd)
    table_column(table, "differences", ALIGN_LEFT);
  if (r->fd && timed)
    table_column(table, "worst", ALIGN_POINT);
  if (r->against)
    table_column(table, r->against->name, ALIGN_LEFT);
  for (size_t i = 0; i < r->n_wrts; i++)
    if (manner[i] == AS_A_WHOLE)
      put_summary(table, r, output, &r->wrts[i], timed);
  page_table(page, table);
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
                        const struct part *output,
                        const struct options *options, int way,
                        const char *verb, const char *how)
{
  struct growing names = {0};
  for (size_t i = 0; i < r->n_wrts; i++)
    if (output->uses[i] == way && choice_shows_wrt(r, options, &r->wrts[i]))
      growing_add(&names, ", ", r->wrts[i].name);
  if (names.size > 0)
    page_print(page, "%s %s %s%s%s", output->name, verb, names.text, how,
               has_value(r, output) ? ": these derivatives are 0." : ".");
  free(names.text);
}

static void show_unused(struct page *page, const struct results *r,
                        const struct part *output,
                        const struct options *options)
{
  list_unused(page, r, output, options, PART_APART, "does not depend on", "");
  list_unused(page, r, output, options, PART_JUMPS, "changes with",
              " by jumps only");
}

static void show_gradient(struct page *page, const struct results *r,
                          const struct part *output,
                          const struct options *options)
{
  struct table *table = entries_table(r);
  int *manner = memory_new(r->n_wrts, sizeof *manner);
  choose_manners(r, options, output, manner);
  for (size_t i = 0; i < r->n_wrts; i++)
    for (size_t k = 0; manner[i] == BY_ENTRIES && k < r->wrts[i].entries; k++)
      put_entry(table, r, output, &r->wrts[i], k);
  show_gradient_title(page, r, output);
  page_table(page, table);
  show_largest_entries(page, r, output, manner);
  show_summary(page, r, output, manner,
               !option_given(options, OPTION_NO_TIMES));
  show_unused(page, r, output, options);
  free(manner);
}

static void show_jacobians(struct page *page, const struct results *r,
                           const struct part *output,
                           const struct options *options)
{
  int used = 0;
  for (size_t i = 0; i < r->n_wrts; i++)
    if (output->uses[i] == PART_USES &&
        choice_shows_wrt(r, options, &r->wrts[i])) {
      int full = is_wanted_whole(r, options, i);
      if (full || !show_mirrored(page, r, output, &r->wrts[i], options))
        show_jacobian(page, r, output, &r->wrts[i], full);
      if (r->against)
        show_against_block(page, r, output, &r->wrts[i]);
      used = 1;
    }
  if (!used)
    page_section(page, "Jacobian of %s", output->name);
  show_unused(page, r, output, options);
}

/* Is any variable left by --hide and --show? */
static int has_variables(const struct results *r,
                         const struct options *options)
{
  size_t i = 0;
  while (i < r->n_wrts && !choice_shows_wrt(r, options, &r->wrts[i]))
    i++;
  return i < r->n_wrts;
}

void show_gradients(struct page *page, const struct results *r,
                    const struct options *options)
{
  for (size_t i = 0; i < r->n_outputs; i++) {
    if (!choice_shows_output(r, options, &r->outputs[i]) ||
        !has_variables(r, options))
      continue;
    if (r->outputs[i].entries == 1)
      show_gradient(page, r, &r->outputs[i], options);
    else
      show_jacobians(page, r, &r->outputs[i], options);
  }
}
