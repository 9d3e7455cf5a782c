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

/* --- one value a column --------------------------------------------------- */

static double seconds(const struct sweep_point *p, int method)
{
  return p->costs[method].seconds;
}

static double least(const struct sweep_point *p, int method)
{
  return p->costs[method].least;
}

static double most(const struct sweep_point *p, int method)
{
  return p->costs[method].most;
}

static double extrapolated(const struct sweep_point *p, int method)
{
  return p->costs[method].extrapolated;
}

static double calls(const struct sweep_point *p, int method)
{
  const struct method_cost *cost = &p->costs[method];
  return method == METHOD_FD ? cost->calls * cost->sweeps : cost->calls;
}

static double sweeps(const struct sweep_point *p, int method)
{
  return p->costs[method].sweeps;
}

static double bytes(const struct sweep_point *p, int method)
{
  return (double)p->costs[method].bytes;
}

struct field {
  const char *name;
  double (*value)(const struct sweep_point *p, int method);
  int clock; /* only where there are times                                 */
};

static const struct field fields[] = {
    {"seconds", seconds, 1},          {"least_seconds", least, 1},
    {"most_seconds", most, 1},        {"extrapolated", extrapolated, 1},
    {"flops", plot_sweep_flops, 0},   {"calls", calls, 0},
    {"sweeps", sweeps, 0},            {"kept_bytes", bytes, 0}};

enum { FIELDS = sizeof fields / sizeof fields[0] };

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
    for (int i = 0; i < FIELDS; i++)
      if (s->timed || !fields[i].clock)
        fprintf(csv, ",%s_%s", plot_sweep_method(method), fields[i].name);
  fputc('\n', csv);
}

static int was_timed(const struct sweep_point *p, int method)
{
  return p->costs[method].seconds > 0;
}

static void write_costs(FILE *csv, const struct sweep *s,
                        const struct sweep_point *p, int method)
{
  for (int i = 0; i < FIELDS; i++) {
    if (fields[i].clock && !s->timed)
      continue;
    double value = fields[i].value(p, method);
    fputc(',', csv);
    if (isfinite(value) && (!fields[i].clock || was_timed(p, method)))
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
