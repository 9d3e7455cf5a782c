/* SPDX-License-Identifier: GPL-3.0-or-later
   What follows from the tables of `sweep`: exponents, crossovers, a
   sentence.  Read show_sweep.h before. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "page/number_format.h"
#include "sweep/show_sweep.h"
#include "worksheet/label.h"

/* --- exponents ------------------------------------------------------------ */

/* x to so many decimals, never "-0.00". */
static char *decimals(char out[FORMAT_SIZE], double x, int digits)
{
  snprintf(out, FORMAT_SIZE, "%.*f",
           digits, fabs(x) < 0.5 * pow(10, -digits) ? 0.0 : x);
  return out;
}

static int digits_of(const struct slope *slope)
{
  return slope->error < 0.00995 ? 3 : 2;
}

/* "1.00 ± 0.02" */
static void put_slope(struct table *table, const struct slope *slope)
{
  char value[FORMAT_SIZE], error[FORMAT_SIZE];
  int digits = digits_of(slope);
  if (slope->points == 0)
    table_skip(table);
  else
    table_print(table, "%s ± %s", decimals(value, slope->value, digits),
                decimals(error, slope->error, digits));
}

static void put_theory(struct table *table, const struct slope *slope)
{
  char out[FORMAT_SIZE];
  if (slope->points == 0)
    table_skip(table);
  else
    table_put(table, decimals(out, slope->theory, digits_of(slope)));
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
    double x = (double)s->points[i].n / (double)s->points[i].m;
    *least = fmin(*least, x);
    *most = fmax(*most, x);
  }
}

/* Exactly where it is whole. */
static char *per_output(char out[FORMAT_SIZE], double x)
{
  return x == floor(x) ? format_count(out, x) : format_ratio(out, x);
}

static void put_crossover(struct table *table, double at, double least)
{
  char out[FORMAT_SIZE];
  if (isnan(at))
    table_put(table, "never");
  else if (at <= least)
    table_put(table, "everywhere");
  else
    table_print(table, "from %s on", per_output(out, at));
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

void show_sweep_crossover(struct page *page, const struct sweep *s)
{
  char low[FORMAT_SIZE], high[FORMAT_SIZE];
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
  if (least < most)
    page_print(page, "Parameters per output from which on reverse mode is "
                     "cheaper; from %s to %s were measured.",
               per_output(low, least), per_output(high, most));
  else
    page_print(page, "All sizes have %s parameter%s per output.",
               per_output(low, least), least == 1 ? "" : "s");
  page_table(page, table);
}

/* --- the sentence --------------------------------------------------------- */

/* "goes from 1.5 to 2,300", "stays at 3" */
static char *range_of(const struct sweep *s, const struct sweep_point *first,
                      const struct sweep_point *last, int method)
{
  char from[FORMAT_SIZE], to[FORMAT_SIZE];
  format_ratio(from, sweep_multiple(s, first, method));
  format_ratio(to, sweep_multiple(s, last, method));
  return strcmp(from, to) == 0 ? memory_format("stays at %s", to)
                               : memory_format("goes from %s to %s", from, to);
}

/* "From 1 to 1,024 parameters", "From L = 1 to L = 64" */
static char *ends_of(const struct sweep *s, const struct sweep_point *first,
                     const struct sweep_point *last)
{
  char from[FORMAT_SIZE], to[FORMAT_SIZE];
  format_count(from, sweep_x(s, first));
  format_count(to, sweep_x(s, last));
  if (s->against == SWEEP_DIM)
    return memory_format("From %s = %s to %s = %s", show_sweep_x(s), from,
                         show_sweep_x(s), to);
  return memory_format("From %s to %s %s", from, to,
                       s->against == SWEEP_PARAMS ? "parameters" : "outputs");
}

/* Does an evaluation cost anything there? */
static int has_cost(const struct sweep *s, const struct sweep_point *p)
{
  return sweep_raw(s, p, METHOD_EVALUATION) > 0 &&
         sweep_raw(s, p, METHOD_REVERSE) > 0;
}

static void say_no_cost(struct page *page, const struct sweep *s)
{
  page_print(page, "%s", s->timed ? "No time above 0 was measured."
                                  : "No evaluation has a flop: entries are "
                                    "moved, and nothing is computed. Only the "
                                    "clock tells the modes apart here.");
}

/* From the first size to the last at which an evaluation costs something. */
static void show_ends(struct page *page, const struct sweep *s)
{
  const struct sweep_point *first = s->points;
  const struct sweep_point *last = s->points + s->n_points - 1;
  while (first < last && !has_cost(s, first))
    first++;
  while (last > first && !has_cost(s, last))
    last--;
  if (!has_cost(s, first)) {
    say_no_cost(page, s);
    return;
  }
  const char *what = first->m == 1 && last->m == 1 ? "gradient" : "Jacobian";
  char *ends = ends_of(s, first, last);
  char *forward = range_of(s, first, last, METHOD_FORWARD);
  char *reverse = range_of(s, first, last, METHOD_REVERSE);
  page_print(page, "%s, a forward %s %s plain evaluations, a reverse %s "
                   "%s%s.", ends, what, forward, what, reverse,
             s->timed ? "" : ", counted in flops");
  free(ends);
  free(forward);
  free(reverse);
}

/* "1,024 parameters, 1 output" */
static char *place_of(const struct sweep_point *p)
{
  char *n = label_plural(p->n, "parameter", "parameters");
  char *m = label_plural(p->m, "output", "outputs");
  char *text = memory_format("%s, %s", n, m);
  free(n);
  free(m);
  return text;
}

static double advantage(const struct sweep *s, size_t i)
{
  return sweep_raw(s, &s->points[i], METHOD_FORWARD) /
         sweep_raw(s, &s->points[i], METHOD_REVERSE);
}

/* The least or the largest advantage, by `sign`, among points that have one;
   n_points: none has. */
static size_t extreme(const struct sweep *s, double sign)
{
  size_t best = s->n_points;
  for (size_t i = 0; i < s->n_points; i++)
    if (has_cost(s, &s->points[i]) &&
        (best == s->n_points ||
         sign * advantage(s, i) > sign * advantage(s, best)))
      best = i;
  return best;
}

static void show_extremes(struct page *page, const struct sweep *s)
{
  size_t low = extreme(s, -1), high = extreme(s, 1);
  char from[FORMAT_SIZE], to[FORMAT_SIZE];
  if (low == s->n_points) {
    say_no_cost(page, s);
    return;
  }
  char *worst = place_of(&s->points[low]), *best = place_of(&s->points[high]);
  page_print(page, "Forward mode, one by one, costs from %s (%s) to %s times "
                   "(%s) as %s as reverse mode.",
             format_ratio(from, advantage(s, low)), worst,
             format_ratio(to, advantage(s, high)), best,
             s->timed ? "much time" : "many flops");
  free(worst);
  free(best);
}

void show_sweep_conclusion(struct page *page, const struct sweep *s)
{
  const struct method_cost *last = s->points[s->n_points - 1].costs;
  char plain[FORMAT_SIZE], forward[FORMAT_SIZE], tape[FORMAT_SIZE];
  page_section(page, "In short");
  if (s->n_axes == 1)
    show_ends(page, s);
  else
    show_extremes(page, s);
  page_print(page, "At the last size an evaluation keeps %s, a forward sweep "
                   "%s, reverse mode %s.",
             format_bytes(plain, last[METHOD_EVALUATION].bytes),
             format_bytes(forward, last[METHOD_FORWARD_1].bytes),
             format_bytes(tape, last[METHOD_REVERSE].bytes));
}
