/* SPDX-License-Identifier: GPL-3.0-or-later
   Marching triangles.  Read contour.h before. */
#include "gnuplot/contour.h"

#include <math.h>

struct corner {
  double x, y, f;
};

/* Where the edge a b crosses zero, if it does; zero counts as positive. */
static int crossing(const struct corner *a, const struct corner *b,
                    struct corner *at)
{
  if ((a->f < 0) == (b->f < 0))
    return 0;
  double t = a->f / (a->f - b->f);
  at->x = a->x + t * (b->x - a->x);
  at->y = a->y + t * (b->y - a->y);
  return 1;
}

static size_t triangle(FILE *out, const struct corner *a,
                       const struct corner *b, const struct corner *c)
{
  struct corner at[3];
  int n = 0;
  if (isnan(a->f) || isnan(b->f) || isnan(c->f))
    return 0;
  n += crossing(a, b, &at[n]);
  n += crossing(b, c, &at[n]);
  n += crossing(c, a, &at[n]);
  if (n != 2)
    return 0;
  fprintf(out, "%.5g,%.5g\n%.5g,%.5g\n\n", at[0].x, at[0].y, at[1].x,
          at[1].y);
  return 1;
}

/* Four triangles round the middle of a square: no direction is preferred. */
static size_t square(FILE *out, const struct corner c[4])
{
  struct corner middle = {(c[0].x + c[2].x) / 2, (c[0].y + c[2].y) / 2,
                          (c[0].f + c[1].f + c[2].f + c[3].f) / 4};
  size_t n = 0;
  for (int i = 0; i < 4; i++)
    n += triangle(out, &c[i], &c[(i + 1) % 4], &middle);
  return n;
}

size_t plot_contour(FILE *out, const double *f, size_t rows, size_t cols)
{
  size_t n = 0;
  for (size_t r = 0; r + 1 < rows; r++)
    for (size_t k = 0; k + 1 < cols; k++) {
      double x = (double)k + 1, y = (double)r + 1;
      const double *low = &f[r * cols + k], *high = low + cols;
      struct corner c[4] = {{x, y, low[0]},
                            {x + 1, y, low[1]},
                            {x + 1, y + 1, high[1]},
                            {x, y + 1, high[0]}};
      n += square(out, c);
    }
  return n;
}
