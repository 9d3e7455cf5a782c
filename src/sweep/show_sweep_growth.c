/* SPDX-License-Identifier: GPL-3.0-or-later
   What follows from the tables of `sweep`: exponents and crossovers.  Read
   show_sweep.h before. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "page/number_format.h"
#include "sweep/show_sweep.h"
#include "worksheet/label.h"

/* --- exponents ------------------------------------------------------------ */

static number_writer *decimals(const struct slope *slope)
{
  return slope->error < 0.00995 ? format_thousandths : format_hundredths;
}

/* "1.00 ± 0.02" */
static void put_slope(struct table *table, const struct slope *slope)
{
  if (slope->points == 0)
    table_skip(table);
  else
    table_margin(table, slope->value, slope->error, decimals(slope));
}

static void put_theory(struct table *table, const struct slope *slope)
{
  if (slope->points == 0)
    table_skip(table);
  else
    table_amount(table, slope->theory, decimals(slope));
}

static struct table *growth_table(const struct sweep *s)
{
  struct table *table = table_new();
  table_column(table, "method", ALIGN_LEFT);
  table_column(table, s->timed ? "time / plain" : "flops / plain",
               ALIGN_RIGHT);
  table_column(table, "theory", ALIGN_RIGHT);
  table_column(table, s->timed ? "time" : "flops", ALIGN_RIGHT);
  table_column(table, "theory", ALIGN_RIGHT);
  table_column(table, "kept", ALIGN_RIGHT);
  for (int method = METHOD_EVALUATION; method < METHODS; method++) {
    if (!show_sweep_has(s, method))
      continue;
    char *label = label_method((enum method)method, s->chunk);
    table_row(table);
    table_put(table, label);
    for (int kind = 1; kind >= 0; kind--) {
      put_slope(table, &s->slopes[method][kind]);
      put_theory(table, &s->slopes[method][kind]);
    }
    put_slope(table, &s->kept[method]);
    free(label);
  }
  return table;
}

/* Which points were fitted, and why those. */
static void show_fitted(struct page *page, const struct sweep *s)
{
  double from = (double)INFINITY, to = 0;
  size_t n = 0;
  char low[FORMAT_SIZE], high[FORMAT_SIZE];
  for (size_t i = 0; i < s->n_points; i++)
    if (s->points[i].fitted) {
      double x = sweep_x(s, &s->points[i]);
      from = fmin(from, x);
      to = fmax(to, x);
      n++;
    }
  page_print(page, "Exponents of %s with their standard errors, fitted to %zu "
                   "of %zu sizes, %s from %s to %s%s.",
             show_sweep_x(s), n, s->n_points, show_sweep_x(s),
             format_count(low, from), format_count(high, to),
             n == s->n_points ? ""
             : s->timed       ? "; at smaller ones overhead would be fitted"
                              : ", the larger ones");
}

/* Is the time's exponent clearly below the theory's? */
static int lags(const struct slope *slope)
{
  double short_of = slope->theory - slope->value;
  return slope->points > 0 && short_of > 0.2 && short_of > 2 * slope->error;
}

/* A small standard error says that the points lie on a line, not that it is
   the right one. */
static void warn_of_overhead(struct page *page, const struct sweep *s)
{
  int any = 0;
  for (int method = METHOD_EVALUATION; s->timed && method < METHODS; method++)
    any |= show_sweep_has(s, method) && lags(&s->slopes[method][0]);
  if (any)
    page_print(page, "Times that grow more slowly than in theory are not yet "
                     "those of the arithmetic: at these sizes every step costs "
                     "a call as well. Larger sizes (--vary) come to it; the "
                     "flops (--no-times) follow the theory at any size.");
}

void show_sweep_growth(struct page *page, const struct sweep *s)
{
  page_section(page, "Growth");
  if (s->slopes[METHOD_REVERSE][0].points == 0) {
    if (s->points[s->n_points - 1].costs[METHOD_REVERSE].flops > 0 || s->timed)
      page_print(page, "There are too few sizes to fit exponents of %s.",
                 show_sweep_x(s));
    else
      page_print(page, "Without flops there are no exponents to be fitted.");
    return;
  }
  show_fitted(page, s);
  page_table(page, growth_table(s));
  page_print(page, "Theory: multiples grow like the number of sweeps, %s.",
             s->timed ? "times like the flops"
                      : "flops like those of as many evaluations");
  warn_of_overhead(page, s);
}

/* --- crossovers ----------------------------------------------------------- */

static void find_range(const struct sweep *s, double *least, double *most)
{
  *least = (double)INFINITY;
  *most = 0;
  for (size_t i = 0; i < s->n_points; i++) {
    double x = sweep_crossing(s, &s->points[i]);
    *least = fmin(*least, x);
    *most = fmax(*most, x);
  }
}

/* Exactly where it is whole. */
static char *per_output(char *out, double x)
{
  return x == floor(x) ? format_count(out, x) : format_ratio(out, x);
}

static void put_crossover(struct table *table, double at, double least)
{
  if (isnan(at)) {
    table_put(table, "never");
  } else if (at <= least) {
    table_put(table, "everywhere");
  } else {
    table_amount(table, at, per_output);
    table_around(table, "from ", " on");
  }
}

static void crossover_row(struct table *table, const struct sweep *s,
                          int method, double count, double time,
                          double least)
{
  char *label = label_method((enum method)method, s->chunk);
  table_row(table);
  table_put(table, label);
  put_crossover(table, count, least);
  if (s->timed)
    put_crossover(table, time, least);
  free(label);
}

/* What the numbers of the table are of. */
static void say_range(struct page *page, const struct sweep *s)
{
  char low[FORMAT_SIZE], high[FORMAT_SIZE], ratio[FORMAT_SIZE];
  double least, most, one = sweep_ratio(&s->points[0]);
  find_range(s, &least, &most);
  if (sweep_has_one_ratio(s))
    page_print(page, "All sizes have %s parameter%s per output: what counts "
                     "here is %s, of which %s to %s were measured.",
               per_output(ratio, one), one == 1 ? "" : "s", show_sweep_x(s),
               per_output(low, least), per_output(high, most));
  else
    page_print(page, "Parameters per output from which on reverse mode is "
                     "cheaper; from %s to %s were measured.",
               per_output(low, least), per_output(high, most));
}

void show_sweep_crossover(struct page *page, const struct sweep *s)
{
  double least, most;
  struct table *table = table_new();
  find_range(s, &least, &most);
  table_column(table, "reverse beats", ALIGN_LEFT);
  table_column(table, "by flops", ALIGN_LEFT);
  if (s->timed)
    table_column(table, "by time", ALIGN_LEFT);
  crossover_row(table, s, METHOD_FORWARD, s->crossover_count,
                s->crossover_time, least);
  if (show_sweep_has(s, METHOD_CHUNKED))
    crossover_row(table, s, METHOD_CHUNKED, s->crossover_chunked_count,
                  s->crossover_chunked_time, least);
  page_section(page, "Crossover");
  say_range(page, s);
  page_table(page, table);
}
