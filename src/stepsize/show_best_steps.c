/* SPDX-License-Identifier: GPL-3.0-or-later
   The best steps of the differences, and what is to be said of them.  Read
   show_stepsize.h before. */
#include "stepsize/show_stepsize.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "host/exits.h"
#include "page/number_format.h"

void show_slope(struct table *table, const struct loglog *line)
{
  if (line->points == 0)
    table_none(table);
  else
    table_margin(table, line->slope, line->error, format_hundredths);
}

static void put_best(struct table *table, const struct stepsize *s,
                     enum stepsize_method method)
{
  const struct stepsize_best *best = &s->best[method];
  table_row(table);
  table_put(table, stepsize_name(method));
  if (best->at == STEPSIZE_POINTS)
    table_none(table);
  else
    table_amount(table, s->points[best->at].h, format_power);
  show_rough(table, best->error);
  if (method == STEPSIZE_GSL)
    return;
  int power = stepsize_power(method);
  table_print(table, "eps^1/%d = %.0e", power + 1, stepsize_theory(method));
  show_slope(table, &best->truncation);
  table_count(table, (size_t)power);
  show_slope(table, &best->rounding);
  table_number(table, -1);
}

static struct table *best_table(void)
{
  struct table *table = table_new();
  table_column(table, "method", ALIGN_LEFT);
  table_column(table, "best h", ALIGN_POINT);
  table_column(table, "error there", ALIGN_POINT);
  table_column(table, "h in theory", ALIGN_LEFT);
  table_column(table, "slope, large h", ALIGN_RIGHT);
  table_column(table, "theory", ALIGN_RIGHT);
  table_column(table, "slope, small h", ALIGN_RIGHT);
  table_column(table, "theory", ALIGN_RIGHT);
  return table;
}

/* The leading term of an error may vanish at a point, or all of them. */
static int is_steep(const struct stepsize *s, enum stepsize_method method)
{
  const struct loglog *line = &s->best[method].truncation;
  return line->points > 0 && line->slope > stepsize_power(method) + 0.5;
}

static int is_exact(const struct stepsize *s, enum stepsize_method method)
{
  return s->best[method].truncation.points == 0 &&
         s->best[method].at < STEPSIZE_POINTS &&
         !stepsize_is_lost(s, method) &&
         s->points[0].near == AD_FD_CLEAN && s->points[0].far == AD_FD_CLEAN;
}

/* Prints "one-sided, central" and the text, if one of them is so. */
static void say_of(struct page *page, const struct stepsize *s,
                   int (*is_so)(const struct stepsize *, enum stepsize_method),
                   const char *text)
{
  char *names = memory_copy("");
  for (int k = 0; k < STEPSIZE_GSL; k++)
    if (is_so(s, (enum stepsize_method)k))
      memory_append(&names, ", ",
                    memory_copy(stepsize_name((enum stepsize_method)k)));
  if (*names)
    page_print(page, "%s: %s", names, text);
  free(names);
}

static void say_slopes(struct page *page, const struct stepsize *s)
{
  say_of(page, s, is_steep, "steeper than in theory, as the leading term of "
                            "the error (almost) vanishes here.");
  say_of(page, s, is_exact, "no slope at large h, where hardly an error but "
                            "rounding is left: the formula is exact here, or "
                            "nearly so.");
  say_of(page, s, stepsize_is_lost,
         fabs(s->f) < DBL_MIN
             ? "at no step is anything left of the differences: the function "
               "underflows, to 0 or nearly so."
             : "at no step is anything left of the differences: rounding in "
               "the function is larger.");
}

static void say_gsl(struct page *page, const struct stepsize *s)
{
  size_t tried = 0, short_bars = 0;
  for (size_t i = 0; i < STEPSIZE_POINTS; i++) {
    const struct stepsize_point *p = &s->points[i];
    tried += isfinite(p->bar) ? 1 : 0;
    short_bars += p->error[STEPSIZE_GSL] > p->bar + s->floor ? 1 : 0;
  }
  if (tried == 0)
    return;
  const struct stepsize_point *p = &s->points[STEPSIZE_DECADE];
  char *went = p->chosen < p->step
                   ? memory_format("went down to %.0e by itself",
                                   p->chosen / s->scale)
                   : memory_copy("stayed there");
  page_print(page, "GSL, begun at h = %.0e, %s. Of %zu starts, %d in a decade, "
                   "its error was larger than its own bar in %zu.",
             p->h, isfinite(p->bar) ? went : "found nothing", tried,
             STEPSIZE_DECADE, short_bars);
  free(went);
}

void show_best_steps(struct page *page, const struct study *study)
{
  if (study->stepsize.estimate.reason == AD_FD_KINK ||
      study->stepsize.estimate.reason == AD_FD_JUMP)
    return; /* no step helps */
  const struct stepsize *s = &study->stepsize;
  struct table *table = best_table();
  for (int k = 0; k < STEPSIZE_METHODS; k++)
    put_best(table, s, (enum stepsize_method)k);
  page_section(page, "Best steps");
  page_table(page, table);
  say_slopes(page, s);
  say_gsl(page, s);
}
