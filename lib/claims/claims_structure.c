/* SPDX-License-Identifier: GPL-3.0-or-later
   What ties the numbers of data together, and is lost where each is drawn by
   itself: put back afterwards, all that was there at once.  Read claims_data.h
   before. */
#include <math.h>

#include "claims/claims_world.h"

/* --- columns -------------------------------------------------------------- */

/* Entry i of row r is x[r * next_row + i * step]. */
typedef struct ad_grid {
  size_t rows, cols, next_row, step;
} ad_grid;

static ad_grid by_rows(ad_shape s)
{
  return (ad_grid){s.rows, s.cols, s.cols, 1};
}

static ad_grid by_cols(ad_shape s)
{
  return (ad_grid){s.cols, s.rows, 1, s.cols};
}

/* Is entry i of every row the same, and not 0? */
static int is_constant(const double *x, size_t rows, size_t next_row)
{
  for (size_t r = 1; r < rows; r++)
    if (x[r * next_row] != x[0])
      return 0;
  return x[0] != 0;
}

/* Columns that are constant, as the ones of a bias, are put back, where others
   are not; how many?  Column i of `to` is one of `from`, again and again. */
static size_t keep_constant(const double *own, ad_grid from, ad_grid to,
                            double *x)
{
  size_t n = 0;
  for (size_t i = 0; i < from.cols; i++)
    n += (size_t)is_constant(own + i * from.step, from.rows, from.next_row);
  for (size_t i = 0; i < to.cols && n < from.cols; i++) {
    const double *column = own + i % from.cols * from.step;
    for (size_t r = 0; r < to.rows &&
                       is_constant(column, from.rows, from.next_row); r++)
      x[r * to.next_row + i * to.step] = *column;
  }
  return n < from.cols ? n : 0;
}

/* The mean of a column, and its size. */
static double mean_of(const double *x, ad_shape s, double *size)
{
  double sum = 0;
  *size = 0;
  for (size_t r = 0; r < s.rows; r++) {
    sum += x[r * s.cols];
    *size += fabs(x[r * s.cols]);
  }
  return sum / (double)s.rows;
}

/* Columns that are centred stay so. */
static void keep_centred(const double *own, ad_shape from, ad_shape s,
                         double *x)
{
  double size;
  for (size_t c = 0; c < s.cols; c++) {
    double was = mean_of(own + c % from.cols, from, &size);
    if (!(fabs(was) <= 1e-12 * size) || size == 0)
      continue;
    double mean = mean_of(x + c, s, &size);
    for (size_t r = 0; r < s.rows; r++)
      x[r * s.cols + c] -= mean;
  }
}

static double length_of(const double *x, size_t n)
{
  double sum = 0;
  for (size_t k = 0; k < n; k++)
    sum += x[k] * x[k];
  return sqrt(sum);
}

/* So does a direction, a vector of length 1. */
static void keep_length(const double *own, size_t n_own, size_t n, double *x)
{
  double now = length_of(x, n);
  if (!(fabs(length_of(own, n_own) - 1) <= 1e-12) || !(now > 0))
    return;
  for (size_t k = 0; k < n; k++)
    x[k] /= now;
}

/* --- square matrices ------------------------------------------------------ */

int ad_world_mirrors(const double *x, size_t n, double sign)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j <= i; j++)
      if (x[i * n + j] != sign * x[j * n + i] && !(i == j && sign > 0))
        return 0;
  return 1;
}

/* Is all above the diagonal 0?  Below it: step 1, next n. */
static int is_empty(const double *x, size_t n, size_t next, size_t step)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = i + 1; j < n; j++)
      if (x[i * next + j * step] != 0)
        return 0;
  return 1;
}

static void empty(size_t n, size_t next, size_t step, double *x)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = i + 1; j < n; j++)
      x[i * next + j * step] = 0;
}

/* What a whole number beside the diagonal has grown by, its diagonal grows by
   as well, so that the matrix is as positive definite as it was. */
static void keep_definite(const double *own, size_t n, double *x)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      if (j != i)
        x[i * n + i] += fabs(x[i * n + j] - own[i * n + j]);
}

static void mirror(size_t n, double sign, double *x)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = i + 1; j < n; j++)
      x[j * n + i] = sign * x[i * n + j];
}

/* Nobody is his own neighbour. */
static int has_empty_diagonal(const double *x, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (x[i * n + i] != 0)
      return 0;
  return 1;
}

/* --- the whole ------------------------------------------------------------ */

/* n of the matrix as it was, `to` as it is drawn. */
static void tie_square(const ad_leaf_model *m, size_t n, size_t to, double *x)
{
  int mirrors = ad_world_mirrors(m->own, n, 1);
  if (is_empty(m->own, n, n, 1))
    empty(to, to, 1, x);
  if (is_empty(m->own, n, 1, n))
    empty(to, 1, to, x);
  if (!mirrors && !ad_world_mirrors(m->own, n, -1))
    return;
  mirror(to, mirrors ? 1 : -1, x);
  if (has_empty_diagonal(m->own, n))
    for (size_t i = 0; i < to; i++)
      x[i * to + i] = 0;
  else if (m->manner == MANNER_WHOLE)
    keep_definite(m->at, to, x);
}

static int is_free(ad_leaf_manner manner)
{
  return manner == MANNER_BITS || manner == MANNER_SIGNS ||
         manner == MANNER_WHOLE || manner == MANNER_REAL;
}

static int is_square(ad_shape s)
{
  return s.rows == s.cols && s.rows > 1;
}

void ad_world_tie(const ad_leaf_model *m, double *x)
{
  ad_shape from = m->from, s = m->shape;
  int square = is_square(from);
  if (square && is_square(s) &&
      (is_free(m->manner) || m->manner == MANNER_SYMMETRIC))
    tie_square(m, from.rows, s.rows, x);
  if (!is_free(m->manner) ||
      (square && (ad_world_mirrors(m->own, from.rows, 1) ||
                  ad_world_mirrors(m->own, from.rows, -1))))
    return;
  if (m->manner == MANNER_REAL && from.rows > 1)
    keep_centred(m->own, from, s, x);
  if (m->manner == MANNER_REAL && (from.rows == 1) != (from.cols == 1))
    keep_length(m->own, from.rows * from.cols, s.rows * s.cols, x);
  if (from.rows > 1 && from.cols > 1 &&
      keep_constant(m->own, by_rows(from), by_rows(s), x) == 0)
    keep_constant(m->own, by_cols(from), by_cols(s), x);
}
