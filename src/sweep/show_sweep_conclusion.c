/* SPDX-License-Identifier: GPL-3.0-or-later
   What a sweep comes to, in a sentence or two.  Read show_sweep.h before. */
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "page/number_format.h"
#include "sweep/show_sweep.h"
#include "worksheet/label.h"

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
