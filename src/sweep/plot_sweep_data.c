/* SPDX-License-Identifier: GPL-3.0-or-later
   A sweep as CSV: '#' lines, a line of column names, a line a point.  What
   was not measured is an empty field.  Read plot_sweep.h before. */
#include <math.h>
#include <stdlib.h>

#include "host/exits.h"
#include "sweep/plot_sweep.h"

const char *plot_sweep_method(int method)
{
  static const char *const words[METHODS] = {
      [METHOD_NULL] = "null",
      [METHOD_EVALUATION] = "evaluation",
      [METHOD_FORWARD_1] = "forward_1",
      [METHOD_FORWARD] = "forward",
      [METHOD_CHUNKED] = "forward_chunked",
      [METHOD_REVERSE] = "reverse",
      [METHOD_FD] = "fd"};
  return words[method];
}

/* --- a column ------------------------------------------------------------- */

enum { CLOCKED = 4 }; /* the first, which are there only where times are    */

static const char *const fields[] = {
    "seconds", "least_seconds", "most_seconds", "extrapolated",
    "flops",   "calls",         "sweeps",       "kept_bytes"};

enum { FIELDS = sizeof fields / sizeof fields[0] };

static double value_of(const struct method_cost *cost, int method, int field)
{
  const double values[FIELDS] = {cost->seconds,
                                 cost->least,
                                 cost->most,
                                 cost->extrapolated,
                                 measure_flops(cost, method),
                                 measure_calls(cost, method),
                                 cost->sweeps,
                                 (double)cost->bytes};
  return values[field];
}

/* --- lines ---------------------------------------------------------------- */

static void write_names(FILE *csv, const struct sweep *s)
{
  for (size_t i = 0; i < s->n_dims; i++) {
    char *name = plot_sweep_dim(s, i);
    fprintf(csv, "%s,", name);
    free(name);
  }
  fputs("parameters,outputs,nodes", csv);
  for (int method = 0; method < METHODS; method++)
    for (int i = s->timed ? 0 : CLOCKED; i < FIELDS; i++)
      fprintf(csv, ",%s_%s", plot_sweep_method(method), fields[i]);
  fputc('\n', csv);
}

static void write_costs(FILE *csv, const struct sweep *s,
                        const struct sweep_point *p, int method)
{
  const struct method_cost *cost = &p->costs[method];
  for (int i = s->timed ? 0 : CLOCKED; i < FIELDS; i++) {
    double value = value_of(cost, method, i);
    fputc(',', csv);
    if (isfinite(value) && (i >= CLOCKED || cost->seconds > 0))
      fprintf(csv, "%.17g", value);
  }
}

static void write_point(FILE *csv, const struct sweep *s,
                        const struct sweep_point *p)
{
  for (size_t i = 0; i < s->n_dims; i++)
    fprintf(csv, "%zu,", p->sizes[i]);
  fprintf(csv, "%zu,%zu,%zu", p->n, p->m, p->nodes);
  for (int method = 0; method < METHODS; method++)
    write_costs(csv, s, p, method);
  fputc('\n', csv);
}

void plot_sweep_data(FILE *csv, const void *state)
{
  const struct plot_sweep_job *job = state;
  const struct sweep *s = job->s;
  plot_header(csv, job->command_line);
  if (*s->title)
    plot_comment(csv, s->title);
  if (s->partial)
    plot_comment(csv, "partial: it was ended before all points were measured");
  write_names(csv, s);
  for (size_t i = 0; i < s->n_points; i++)
    write_point(csv, s, &s->points[i]);
}
