/* SPDX-License-Identifier: GPL-3.0-or-later
   What the points of a sweep say together: the axis they are drawn against,
   exponents, crossovers.  Read sweep_gather.h and slopes.h before. */
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "measure/slopes.h"
#include "sweep/sweep_gather.h"

static const double RESOLVED = 10; /* times the overhead                    */
enum { ENOUGH = 4, LEAST = 3 };    /* points of a line                      */

/* --- the x axis ----------------------------------------------------------- */

double sweep_x(const struct sweep *s, const struct sweep_point *p)
{
  switch (s->against) {
  case SWEEP_PARAMS:
    return (double)p->n;
  case SWEEP_OUTPUTS:
    return (double)p->m;
  default:
    return (double)p->sizes[s->against_dim];
  }
}

double sweep_ratio(const struct sweep_point *p)
{
  return (double)p->n / (double)p->m;
}

int sweep_has_one_ratio(const struct sweep *s)
{
  for (size_t i = 1; i < s->n_points; i++)
    if (sweep_ratio(&s->points[i]) != sweep_ratio(&s->points[0]))
      return 0;
  return 1;
}

double sweep_crossing(const struct sweep *s, const struct sweep_point *p)
{
  return sweep_has_one_ratio(s) ? sweep_x(s, p) : sweep_ratio(p);
}

static int axis_varies(const struct sweep *s)
{
  for (size_t i = 1; i < s->n_points; i++)
    if (sweep_x(s, &s->points[i]) != sweep_x(s, &s->points[0]))
      return 1;
  return 0;
}

void sweep_choose_axis(struct sweep *s, const char *against)
{
  s->against = SWEEP_DIM;
  s->against_dim = 0;
  if (against) {
    if (strcmp(against, "params") == 0)
      s->against = SWEEP_PARAMS;
    else if (strcmp(against, "outputs") == 0)
      s->against = SWEEP_OUTPUTS;
    else
      while (strcmp(s->dims[s->against_dim], against) != 0)
        s->against_dim++;
    return;
  }
  s->against = SWEEP_PARAMS;
  if (!axis_varies(s))
    s->against = SWEEP_OUTPUTS;
  if (!axis_varies(s))
    s->against = SWEEP_DIM;
  while (s->against == SWEEP_DIM && !axis_varies(s) &&
         s->against_dim + 1 < s->n_dims)
    s->against_dim++;
}

/* --- lines of the grid ---------------------------------------------------- */

/* Points from one to the next along an axis of the grid. */
static size_t stride(const struct sweep *s, size_t axis)
{
  size_t n = 1;
  while (++axis < s->n_axes)
    n *= s->axis_points[axis];
  return n;
}

size_t sweep_along(const struct sweep *s)
{
  for (size_t axis = 0; axis < s->n_axes; axis++) {
    size_t next = stride(s, axis);
    if (s->axis_points[axis] > 1 && next < s->n_points &&
        sweep_x(s, &s->points[next]) != sweep_x(s, &s->points[0]))
      return axis;
  }
  return 0;
}

/* The first point of the line that point i is on, and its place there. */
static size_t line_of(const struct sweep *s, size_t along, size_t i,
                      size_t *place)
{
  size_t step = stride(s, along);
  *place = i / step % s->axis_points[along];
  return i - *place * step;
}

/* Does the evaluation take so long that it is more than overhead, which is
   at most that of a call for every node? */
static int is_slow(const struct sweep_point *p)
{
  return p->costs[METHOD_EVALUATION].seconds >=
         RESOLVED * p->costs[METHOD_NULL].seconds * (double)p->nodes;
}

/* Marks the points of a line that are fitted: the last ones, all of which are
   slow; where those are few, or nothing was timed, the larger half. */
static void choose_points(struct sweep *s, size_t along, size_t line)
{
  size_t step = stride(s, along), length = 0, slow = 0;
  while (length < s->axis_points[along] && line + length * step < s->n_points)
    length++;
  while (s->timed && slow < length &&
         is_slow(&s->points[line + (length - 1 - slow) * step]))
    slow++;
  size_t half = (length + 1) / 2 > LEAST ? (length + 1) / 2 : LEAST;
  size_t fitted = slow < ENOUGH ? half : slow;
  for (size_t k = 0; k < length; k++)
    s->points[line + k * step].fitted = k + fitted >= length;
}

/* --- exponents ------------------------------------------------------------ */

double sweep_raw(const struct sweep *s, const struct sweep_point *p,
                 int method)
{
  const struct method_cost *cost = &p->costs[method];
  return s->timed ? cost->seconds : measure_flops(cost, method);
}

double sweep_multiple(const struct sweep *s, const struct sweep_point *p,
                      int method)
{
  return sweep_raw(s, p, method) / sweep_raw(s, p, METHOD_EVALUATION);
}

/* What raw cost is held against: of seconds the flops, of flops the
   evaluations that so many sweeps would be. */
static double theory_raw(const struct sweep *s, const struct sweep_point *p,
                         int method)
{
  const struct method_cost *cost = &p->costs[method];
  if (!s->timed)
    return cost->sweeps * p->costs[METHOD_EVALUATION].flops;
  return measure_flops(cost, method);
}

static double theory_multiple(const struct sweep *s,
                              const struct sweep_point *p, int method)
{
  (void)s;
  return p->costs[method].sweeps;
}

static double kept_bytes(const struct sweep *s, const struct sweep_point *p,
                         int method)
{
  (void)s;
  return (double)p->costs[method].bytes;
}

typedef double figure(const struct sweep *s, const struct sweep_point *p,
                      int method);

/* The exponent of a figure along the chosen points. */
static struct slope fit(const struct sweep *s, figure *y_of, int method)
{
  double *x = memory_new(s->n_points, sizeof *x);
  double *y = memory_new(s->n_points, sizeof *y);
  size_t *line = memory_new(s->n_points, sizeof *line);
  size_t along = sweep_along(s), n = 0, place;
  for (size_t i = 0; i < s->n_points; i++)
    if (s->points[i].fitted) {
      x[n] = sweep_x(s, &s->points[i]);
      y[n] = y_of(s, &s->points[i], method);
      line[n++] = line_of(s, along, i, &place);
    }
  struct slope slope = slope_fit(n, x, y, line);
  free(x);
  free(y);
  free(line);
  return slope;
}

static struct slope fit_both(const struct sweep *s, figure *y_of,
                             figure *theory_of, int method)
{
  struct slope slope = fit(s, y_of, method);
  slope.theory = fit(s, theory_of, method).value;
  return slope;
}

/* --- crossovers ----------------------------------------------------------- */

static double count_of(const struct sweep_point *p, int method)
{
  return p->costs[method].flops;
}

static double time_of(const struct sweep_point *p, int method)
{
  return p->costs[method].seconds;
}

static double crossover(const struct sweep *s, int method,
                        double (*cost)(const struct sweep_point *, int))
{
  double *x = memory_new(s->n_points, sizeof *x);
  unsigned char *wins = memory_new(s->n_points, 1);
  for (size_t i = 0; i < s->n_points; i++) {
    const struct sweep_point *p = &s->points[i];
    x[i] = sweep_crossing(s, p);
    wins[i] = cost(p, METHOD_REVERSE) < cost(p, method);
  }
  double found = crossover_find(s->n_points, x, wins);
  free(x);
  free(wins);
  return found;
}

/* --- everything ----------------------------------------------------------- */

void sweep_fit(struct sweep *s)
{
  size_t along = sweep_along(s), place;
  for (size_t i = 0; i < s->n_points; i++)
    if (line_of(s, along, i, &place) == i)
      choose_points(s, along, i);
  for (int method = METHOD_EVALUATION; method < METHODS; method++) {
    s->slopes[method][0] = fit_both(s, sweep_raw, theory_raw, method);
    if (method != METHOD_EVALUATION)
      s->slopes[method][1] = fit_both(s, sweep_multiple, theory_multiple,
                                      method);
    s->kept[method] = fit(s, kept_bytes, method);
  }
  s->crossover_count = crossover(s, METHOD_FORWARD, count_of);
  s->crossover_chunked_count = crossover(s, METHOD_CHUNKED, count_of);
  s->crossover_time = crossover(s, METHOD_FORWARD, time_of);
  s->crossover_chunked_time = crossover(s, METHOD_CHUNKED, time_of);
}
