/* SPDX-License-Identifier: GPL-3.0-or-later
   Numbers drawn anew for the leaves of a sheet, from fixed seeds.  What a leaf
   is (claims_manner.c) stays.  Read claims_data.h before. */
#include <math.h>
#include <string.h>

#include "claims/claims_world.h"

/* How far a point is from the sheet's own, as a part of each number; 0: drawn
   without regard to it, up to `wide` times the size of the leaf's numbers.  Far
   points have that size, or are of order 1, where what is small against 1 is no
   more: with the signs that the leaf has, as a domain may ask for, or without.
   Where a domain is narrow, the near ones are left.  Those of claims_branches.c
   go further: each number is taken about `times`; or stay nearer still. */
static const struct reach {
  double spread, wide, times;
  int order_one, keep_sign;
} reaches[AD_WORLDS] = {{.spread = 0.3},
                        {.wide = 1.5},
                        {.spread = 0.6},
                        {.order_one = 1, .keep_sign = 1},
                        {.spread = 0.1},
                        {.spread = 0.02},
                        {.order_one = 1}},
  more[] = {{.wide = 1.5},   {.times = -1},  {.times = 10},
            {.times = 0.1},  {.order_one = 1}, {.times = -10},
            {.times = -100}, {.wide = 100},  {.times = 100}},
  near[] = {{.spread = 0.005}, {.spread = 0.001}, {.spread = 1e-4}};

/* Of point w, from 1; of those after the last again and again. */
static struct reach reach_of(size_t w)
{
  const size_t far = AD_WORLDS + 1, close = far + AD_FAR_TRIES;
  return w < far     ? reaches[w - 1]
         : w < close ? more[(w - far) % (sizeof more / sizeof *more)]
                     : near[(w - close) % (sizeof near / sizeof *near)];
}

/* --- random numbers ------------------------------------------------------- */

/* splitmix64.  Source: Steele, Lea, Flood, Fast splittable pseudorandom number
   generators (2014). */
static uint64_t next(uint64_t *state)
{
  uint64_t z = *state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static double uniform(uint64_t *state, double a, double b)
{
  return a + (b - a) * (double)(next(state) >> 11) * 0x1p-53;
}

/* --- drawing -------------------------------------------------------------- */

/* The size of a leaf's numbers: what a 0 is moved by. */
static double typical(const double *x, size_t n)
{
  double sum = 0;
  for (size_t k = 0; k < n; k++)
    sum += x[k] * x[k];
  return sum > 0 && isfinite(sum) ? sqrt(sum / (double)n) : 1;
}

/* Not near 0, which may be no point of the domain; without regard to the sign
   beyond pi/2, too, where cos(x) is not sqrt(1 - sin(x)^2). */
static double of_order_one(uint64_t *r, double own, int keep_sign)
{
  double x = keep_sign ? uniform(r, 0.5, 2) : uniform(r, 1.6, 4);
  int negative = own != 0 && keep_sign ? own < 0 : (int)(next(r) & 1);
  return negative ? -x : x;
}

/* Near a leaf without negative numbers, as of probabilities, its zeros grow. */
static void draw_real(uint64_t *r, const double *own, size_t n,
                      struct reach reach, double *x)
{
  double size = typical(own, n), spread = reach.spread;
  double wide = reach.wide * size;
  int negative = n == 1;
  for (size_t k = 0; k < n; k++)
    negative |= own[k] < 0;
  for (size_t k = 0; k < n; k++) {
    double at = own[k] != 0 ? own[k] : size;
    double least = own[k] != 0 || negative ? -spread : 0;
    x[k] = spread > 0        ? own[k] + at * uniform(r, least, spread)
           : reach.times != 0 ? at * reach.times * uniform(r, 0.5, 1.5)
           : reach.order_one ? of_order_one(r, own[k], reach.keep_sign)
                             : uniform(r, -wide, wide);
  }
}

static void draw_hot(uint64_t *r, size_t rows, size_t cols, size_t next_row,
                     size_t step, double *x)
{
  memset(x, 0, rows * cols * sizeof *x);
  for (size_t i = 0; i < rows; i++)
    x[i * next_row + (size_t)(next(r) % cols) * step] = 1;
}

/* Of two numbers, `sum` together, each becomes one of both.  The first point
   has all exchanged, so that none stays as it is. */
static void draw_either(uint64_t *r, const double *own, size_t n, size_t w,
                        double sum, double *x)
{
  for (size_t k = 0; k < n; k++)
    x[k] = w == 1 || next(r) & 1 ? sum - own[k] : own[k];
}

/* Entry i of row r is x[r * next_row + i * step]. */
static void draw_shares(uint64_t *r, const double *own, size_t rows,
                        size_t cols, size_t next_row, size_t step,
                        double spread, double *x)
{
  for (size_t i = 0; i < rows; i++) {
    double sum = 0;
    for (size_t k = 0; k < cols; k++) {
      size_t at = i * next_row + k * step;
      double by = spread > 0 ? spread : 1;
      x[at] = (1 - by) * own[at] + by * uniform(r, 0.1, 1);
      sum += x[at];
    }
    for (size_t k = 0; k < cols; k++)
      x[i * next_row + k * step] /= sum;
  }
}

/* a own + b own^2 + c I + d/n, with a + b + c + d = 1: rows and columns still
   sum to 1, and what is symmetric is. */
static void draw_doubly(uint64_t *r, const double *own, size_t n,
                        double spread, double *x)
{
  double by = spread > 0 ? spread : 1;
  double b = by * uniform(r, 0.1, 0.3), c = by * uniform(r, 0.1, 0.3);
  double d = by * uniform(r, 0.1, 0.3), a = 1 - b - c - d;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      double square = 0;
      for (size_t k = 0; k < n; k++)
        square += own[i * n + k] * own[k * n + j];
      x[i * n + j] = a * own[i * n + j] + b * square + c * (i == j) +
                     d / (double)n;
    }
}

/* Two rows, or columns, of n entries turned by an angle of cosine c. */
static void turn(double *x, double *y, size_t n, size_t step, double c,
                 double s)
{
  for (size_t k = 0; k < n; k++) {
    double xk = x[k * step], yk = y[k * step];
    x[k * step] = c * xk - s * yk;
    y[k * step] = s * xk + c * yk;
  }
}

/* G Q, Q G where Q has fewer columns, or G Q G' where that stays symmetric, for
   turns G of neighbours. */
static void draw_orthogonal(uint64_t *r, const double *own, ad_shape s,
                            double spread, double *x)
{
  double by = spread > 0 ? spread : 3;
  size_t rows = s.rows, cols = s.cols, n = rows < cols ? rows : cols;
  int mirrors = rows == cols && ad_world_mirrors(own, n, 1);
  memcpy(x, own, rows * cols * sizeof *x);
  for (size_t i = 0; i + 1 < n; i++) {
    double angle = uniform(r, -by, by), c = cos(angle), sine = sin(angle);
    if (rows <= cols)
      turn(x + i * cols, x + (i + 1) * cols, cols, 1, c, sine);
    if (rows > cols || mirrors)
      turn(x + i, x + i + 1, rows, cols, c, sine);
  }
}

/* Away from 0, so that a count stays one, and signs what they are. */
static void draw_whole(uint64_t *r, const double *own, size_t n, double *x)
{
  for (size_t k = 0; k < n; k++) {
    double by = (double)(next(r) % 3);
    x[k] = own[k] + (own[k] < 0 ? -by : own[k] > 0 ? by : by - 1);
  }
}

/* M S M' with M = I + R: positive definite where S is. */
static void draw_symmetric(uint64_t *r, const double *own, size_t n,
                           struct reach reach, double *x)
{
  double by = reach.spread > 0 ? reach.spread : 0.5;
  double size = reach.order_one ? typical(own, n * n) : 1;
  for (size_t k = 0; k < n * n; k++)
    x[k] = own[k] / size;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      /* row i of x takes `a` of row j, and column i of column j */
      double a = uniform(r, -by, by);
      for (size_t k = 0; k < n; k++)
        x[i * n + k] += a * x[j * n + k];
      for (size_t k = 0; k < n; k++)
        x[k * n + i] += a * x[k * n + j];
    }
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < i; j++)
      x[i * n + j] = x[j * n + i];
}

static void draw(uint64_t r, ad_leaf_manner manner, ad_shape s,
                 const double *own, size_t w, double *x)
{
  size_t n = s.rows * s.cols;
  struct reach reach = reach_of(w);
  switch (manner) {
  case MANNER_KEPT:
  case MANNER_KEPT_ROWS:
  case MANNER_KEPT_COLS:
    memcpy(x, own, n * sizeof *x);
    break;
  case MANNER_HOT_ROWS:
    draw_hot(&r, s.rows, s.cols, s.cols, 1, x);
    break;
  case MANNER_HOT_COLS:
    draw_hot(&r, s.cols, s.rows, 1, s.cols, x);
    break;
  case MANNER_BITS:
    draw_either(&r, own, n, w, own[0] < 0 ? -1 : 1, x);
    break;
  case MANNER_SIGNS:
    draw_either(&r, own, n, w, 0, x);
    break;
  case MANNER_SHARE_ROWS:
    draw_shares(&r, own, s.rows, s.cols, s.cols, 1, reach.spread, x);
    break;
  case MANNER_SHARE_COLS:
    draw_shares(&r, own, s.cols, s.rows, 1, s.cols, reach.spread,
                x);
    break;
  case MANNER_SHARE_BOTH:
    draw_doubly(&r, own, s.rows, reach.spread, x);
    break;
  case MANNER_ORTHOGONAL:
    draw_orthogonal(&r, own, s, reach.spread, x);
    break;
  case MANNER_WHOLE:
    draw_whole(&r, own, n, x);
    break;
  case MANNER_SYMMETRIC:
    draw_symmetric(&r, own, s.rows, reach, x);
    break;
  case MANNER_POSITIVE:
    draw_real(&r, own, n, reach, x);
    x[0] = fabs(x[0]);
    break;
  case MANNER_REAL:
    draw_real(&r, own, n, reach, x);
    break;
  }
}

void ad_world_draw(const ad_leaf_model *model, size_t w, double *x)
{
  uint64_t r = (uint64_t)w << 32 ^ (uint64_t)model->leaf;
  next(&r);
  draw(r, model->manner, model->shape, model->at, w, x);
  if (model->is_data)
    ad_world_tie(model, x);
}
