/* SPDX-License-Identifier: GPL-3.0-or-later
   The tables of `sweep`, one row a size.  Read show_sweep.h before. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "page/number_format.h"
#include "sweep/show_sweep.h"

/* --- columns -------------------------------------------------------------- */

/* Is every point told from the others by its x? */
static int x_is_key(const struct sweep *s)
{
  for (size_t i = 1; i < s->n_points; i++)
    if (!(sweep_x(s, &s->points[i]) > sweep_x(s, &s->points[i - 1])))
      return 0;
  return 1;
}

/* The first columns of all tables but the first: x, or the dims. */
static struct table *table_with_key(const struct sweep *s)
{
  struct table *table = table_new();
  if (x_is_key(s))
    table_column(table, show_sweep_x(s), ALIGN_RIGHT);
  else
    for (size_t k = 0; k < s->n_dims; k++)
      table_column(table, s->dims[k], ALIGN_RIGHT);
  return table;
}

static void put_count(struct table *table, double x)
{
  table_amount(table, x, format_short);
}

static void put_dims(struct table *table, const struct sweep *s,
                     const struct sweep_point *p)
{
  for (size_t k = 0; k < s->n_dims; k++)
    put_count(table, (double)p->sizes[k]);
}

static void begin_row(struct table *table, const struct sweep *s,
                      const struct sweep_point *p)
{
  table_row(table);
  if (x_is_key(s))
    put_count(table, sweep_x(s, p));
  else
    put_dims(table, s, p);
}

static void method_columns(struct table *table, const struct sweep *s,
                           int first)
{
  for (int method = first; method < METHODS; method++) {
    char *label = show_sweep_label(s, method);
    if (show_sweep_has(s, method))
      table_column(table, label, ALIGN_RIGHT);
    free(label);
  }
}

typedef void put_figure(struct table *table, const struct sweep *s,
                        const struct sweep_point *p, int method);

/* A table of one figure a method, from method `first` on. */
static struct table *method_table(const struct sweep *s, int first,
                                  put_figure *put)
{
  struct table *table = table_with_key(s);
  method_columns(table, s, first);
  for (size_t i = 0; i < s->n_points; i++) {
    begin_row(table, s, &s->points[i]);
    for (int method = first; method < METHODS; method++)
      if (show_sweep_has(s, method))
        put(table, s, &s->points[i], method);
  }
  return table;
}

/* --- sizes and sweeps ----------------------------------------------------- */

static void show_sizes(struct page *page, const struct sweep *s)
{
  struct table *table = table_new();
  for (size_t k = 0; k < s->n_dims; k++)
    table_column(table, s->dims[k], ALIGN_RIGHT);
  table_column(table, "params", ALIGN_RIGHT);
  table_column(table, "outputs", ALIGN_RIGHT);
  table_column(table, "nodes", ALIGN_RIGHT);
  method_columns(table, s, METHOD_FORWARD);
  for (size_t i = 0; i < s->n_points; i++) {
    const struct sweep_point *p = &s->points[i];
    table_row(table);
    put_dims(table, s, p);
    put_count(table, (double)p->n);
    put_count(table, (double)p->m);
    put_count(table, (double)p->nodes);
    for (int method = METHOD_FORWARD; method < METHODS; method++)
      if (show_sweep_has(s, method))
        put_count(table, p->costs[method].sweeps);
  }
  page_section(page, "Sizes");
  if (show_sweep_has(s, METHOD_CHUNKED))
    page_print(page, "The last columns count sweeps: of forward mode, one "
                     "direction at a time and in chunks of %zu; of reverse "
                     "mode; and evaluations for finite differences%s.",
               s->chunk, s->timed ? "" : " (at least)");
  else
    page_print(page, "The last columns count sweeps of forward and reverse "
                     "mode, and evaluations for finite differences%s.",
               s->timed ? "" : " (at least)");
  page_table(page, table);
}

/* --- flops ---------------------------------------------------------------- */

static void put_flops(struct table *table, const struct sweep *s,
                      const struct sweep_point *p, int method)
{
  const struct method_cost *cost = &p->costs[method];
  const struct method_cost *plain = &p->costs[METHOD_EVALUATION];
  double flops = measure_flops(cost, method);
  (void)s;
  if (method == METHOD_EVALUATION)
    put_count(table, flops);
  else if (plain->flops > 0)
    table_amount(table, flops / plain->flops, format_ratio);
  else
    table_skip(table);
}

/* --- times ---------------------------------------------------------------- */

/* " ±12%", " ±>99%", or "" where nothing was repeated. */
static void format_spread(char out[FORMAT_SIZE], const struct method_cost *cost)
{
  double percent = 50 * (cost->most - cost->least) / cost->seconds;
  *out = '\0';
  if (percent > 0)
    snprintf(out, FORMAT_SIZE, percent < 99.5 ? " ±%.0f%%" : " ±>99%%",
             percent);
}

static void put_time(struct table *table, const struct sweep *s,
                     const struct sweep_point *p, int method)
{
  const struct method_cost *cost = &p->costs[method];
  char spread[FORMAT_SIZE] = "";
  if (x_is_key(s) || s->n_dims < 3) /* else there is no room */
    format_spread(spread, cost);
  table_amount(table, cost->seconds, format_seconds);
  table_around(table, cost->extrapolated ? "~" : "", spread);
}

static void put_multiple(struct table *table, const struct sweep *s,
                         const struct sweep_point *p, int method)
{
  table_amount(table, sweep_multiple(s, p, method), format_ratio);
  table_around(table, p->costs[method].extrapolated ? "~" : "", "");
}

static int any_extrapolated(const struct sweep *s)
{
  for (size_t i = 0; i < s->n_points; i++)
    for (int method = 0; method < METHODS; method++)
      if (s->points[i].costs[method].extrapolated)
        return 1;
  return 0;
}

static void show_times(struct page *page, const struct sweep *s,
                       const struct options *options)
{
  char floor[FORMAT_SIZE], budget[FORMAT_SIZE];
  page_section(page, "Time");
  page_print(page, "Medians, ± half of what lies between the fastest and the "
                   "slowest repeat. The floor is %s: a call that computes "
                   "nothing.",
             format_seconds(floor, s->points[0].costs[METHOD_NULL].seconds));
  page_table(page, method_table(s, METHOD_EVALUATION, put_time));
  if (any_extrapolated(s))
    page_print(page, "~ extrapolated from a sample of the sweeps, evenly "
                     "spread: all of them would take longer than %s (see %s).",
               options->budget > 0 ? format_seconds(budget, options->budget)
                                   : "the clock has for them",
               options->budget > 0 ? "--budget" : "--time-budget");
  page_section(page, "Time as a multiple of one plain evaluation");
  page_table(page, method_table(s, METHOD_FORWARD_1, put_multiple));
}

/* --- memory --------------------------------------------------------------- */

static void show_memory(struct page *page, const struct sweep *s)
{
  int chunked = show_sweep_has(s, METHOD_CHUNKED);
  char *label = show_sweep_label(s, METHOD_CHUNKED);
  struct table *table = table_with_key(s);
  table_column(table, "evaluation", ALIGN_RIGHT);
  table_column(table, "forward", ALIGN_RIGHT);
  if (chunked)
    table_column(table, label, ALIGN_RIGHT);
  table_column(table, "reverse", ALIGN_RIGHT);
  for (size_t i = 0; i < s->n_points; i++) {
    const struct sweep_point *p = &s->points[i];
    begin_row(table, s, p);
    table_bytes(table, p->costs[METHOD_EVALUATION].bytes);
    table_bytes(table, p->costs[METHOD_FORWARD_1].bytes);
    if (chunked)
      table_bytes(table, p->costs[METHOD_CHUNKED].bytes);
    table_bytes(table, p->costs[METHOD_REVERSE].bytes);
  }
  page_section(page, "Memory kept");
  page_print(page, "An evaluation and a forward sweep forget what nobody reads "
                   "any more; the tape of reverse mode keeps what the partials "
                   "will read.");
  page_table(page, table);
  free(label);
}

void show_sweep_tables(struct page *page, const struct sweep *s,
                       const struct options *options)
{
  show_sizes(page, s);
  page_section(page, "Flops");
  page_print(page, "Of one plain evaluation; of the others as multiples of "
                   "it. One sweep is of forward mode, in one direction.");
  page_table(page, method_table(s, METHOD_EVALUATION, put_flops));
  if (s->timed)
    show_times(page, s, options);
  show_memory(page, s);
}

/* --- a grid --------------------------------------------------------------- */

static void put_ratio(struct table *table, const struct sweep *s, size_t i)
{
  if (i >= s->n_points) {
    table_skip(table);
    return;
  }
  const struct sweep_point *p = &s->points[i];
  double ratio = sweep_raw(s, p, METHOD_FORWARD) /
                 sweep_raw(s, p, METHOD_REVERSE);
  if (isfinite(ratio))
    table_amount(table, ratio, format_ratio);
  else
    table_skip(table);
}

void show_sweep_grid(struct page *page, const struct sweep *s)
{
  if (s->n_axes != 2 || s->n_points <= s->axis_points[1])
    return;
  size_t down = s->axis_dim[0], across = s->axis_dim[1];
  size_t width = s->axis_points[1];
  struct table *table = table_new();
  char *corner = memory_format("%s \\ %s", s->dims[down], s->dims[across]);
  table_column(table, corner, ALIGN_RIGHT);
  for (size_t j = 0; j < width; j++) {
    char out[FORMAT_SIZE];
    table_column(table,
                 format_short(out, (double)s->points[j].sizes[across]),
                 ALIGN_RIGHT);
  }
  for (size_t i = 0; i < s->n_points; i += width) {
    table_row(table);
    put_count(table, (double)s->points[i].sizes[down]);
    for (size_t j = 0; j < width; j++)
      put_ratio(table, s, i + j);
  }
  page_section(page, "Forward over reverse");
  page_print(page, "%s of forward mode, one by one, divided by reverse "
                   "mode's: above 1 reverse mode costs less.",
             s->timed ? "Time" : "Flops");
  page_table(page, table);
  free(corner);
}
