/* SPDX-License-Identifier: GPL-3.0-or-later
   A made-up sweep: costs by formula with a little noise, so that tests of
   plots need no measuring.  Read src/sweep/sweep.h before. */
#ifndef MADE_SWEEP_H
#define MADE_SWEEP_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sweep/sweep.h"

enum { MADE_MOST = 400 };

struct made {
  struct sweep s;
  struct sweep_point points[MADE_MOST];
  size_t sizes[MADE_MOST][2], axis_points[2], axis_dim[2];
  char *dims[2];
  unsigned long noise;
};

/* 0.95 .. 1.05, the same on every run. */
static inline double made_noise(struct made *made)
{
  made->noise = (made->noise * 1103515245 + 12345) % 2147483648UL;
  return 0.95 + 0.1 * (double)made->noise / 2147483648.0;
}

static inline void made_cost(struct made *made, struct sweep_point *p,
                             int method, double flops, double bytes)
{
  struct method_cost *cost = &p->costs[method];
  double seconds = (30e-9 + flops * 0.4e-9) * made_noise(made);
  *cost = (struct method_cost){.name = "", .sweeps = 1, .flops = flops,
                               .calls = 2, .bytes = (size_t)bytes,
                               .seconds = made->s.timed ? seconds : 0,
                               .least = seconds * 0.98,
                               .most = seconds * 1.3};
  cost->extrapolated = made->s.timed && seconds > 0.05;
}

/* One evaluation takes work * (n + m) flops. */
static inline void made_point(struct made *made, size_t n, size_t m,
                              double work)
{
  struct sweep_point *p = &made->points[made->s.n_points];
  double x = (double)n, y = (double)m, one = work * (x + y);
  p->sizes = made->sizes[made->s.n_points++];
  p->sizes[0] = n;
  p->sizes[1] = m;
  p->n = n;
  p->m = m;
  p->nodes = 7;
  p->fitted = 1;
  made_cost(made, p, METHOD_NULL, 0, 0);
  made_cost(made, p, METHOD_EVALUATION, one, 16 * (x + y) + 200);
  made_cost(made, p, METHOD_FORWARD_1, 2.2 * one, 32 * (x + y) + 400);
  made_cost(made, p, METHOD_FORWARD, 2.2 * one * x, 32 * (x + y) + 400);
  made_cost(made, p, METHOD_CHUNKED, one * x * 0.7 + 2 * one,
            144 * (x + y) + 1000);
  made_cost(made, p, METHOD_REVERSE, 2.8 * one * y, 48 * (x + y) + 600);
  made_cost(made, p, METHOD_FD, 1.1 * one * 8 * x, 16 * (x + y) + 200);
}

static inline void made_slopes(struct sweep *s, double a, double b)
{
  const double theory[METHODS] = {[METHOD_EVALUATION] = 1,
                                  [METHOD_FORWARD_1] = 1,
                                  [METHOD_FORWARD] = 1 + a,
                                  [METHOD_CHUNKED] = 1 + a,
                                  [METHOD_REVERSE] = 1 + b,
                                  [METHOD_FD] = 1 + a};
  for (int i = METHOD_EVALUATION; i < METHODS; i++) {
    s->slopes[i][0] = (struct slope){theory[i] - 0.013, 0.02, theory[i], 5};
    s->slopes[i][1] = (struct slope){theory[i] - 1.004, 0.02, theory[i] - 1,
                                     5};
  }
}

static inline struct made *made_new(const char *name, int timed)
{
  struct made *made = calloc(1, sizeof *made);
  static char n[] = "n", m[] = "m";
  made->dims[0] = n;
  made->dims[1] = m;
  made->s = (struct sweep){.name = name, .title = "", .note = "",
                           .n_dims = 1, .dims = made->dims, .n_axes = 1,
                           .axis_points = made->axis_points,
                           .axis_dim = made->axis_dim,
                           .points = made->points, .timed = timed,
                           .chunk = 8,
                           .crossover_count = NAN, .crossover_time = NAN,
                           .crossover_chunked_count = NAN,
                           .crossover_chunked_time = NAN};
  made->axis_dim[1] = 1;
  return made;
}

/* points of n = first, first*factor, ...; m = 1. */
static inline struct made *made_line(const char *name, int timed,
                                     size_t points, double first,
                                     double factor, double work)
{
  struct made *made = made_new(name, timed);
  for (size_t i = 0; i < points; i++)
    made_point(made, (size_t)round(first * pow(factor, (double)i)), 1, work);
  made->axis_points[0] = points;
  made_slopes(&made->s, 1, 0);
  made->s.crossover_count = made->s.crossover_time = 4;
  return made;
}

/* n times m, doubling: cols x rows. */
static inline struct made *made_grid(const char *name, int timed, size_t rows,
                                     size_t cols)
{
  struct made *made = made_new(name, timed);
  made->s.n_dims = made->s.n_axes = 2;
  made->axis_points[0] = cols;
  made->axis_points[1] = rows;
  for (size_t k = 0; k < cols; k++)
    for (size_t r = 0; r < rows; r++)
      made_point(made, (size_t)1 << k, (size_t)1 << r, 3);
  return made;
}

#endif
