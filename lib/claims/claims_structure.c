/* SPDX-License-Identifier: GPL-3.0-or-later
   What ties the numbers of data together, and is lost where each is drawn by
   itself: put back afterwards, all that was there at once.  Read claims_data.h
   before. */
#include <math.h>

#include "claims/claims_data.h"

/* --- columns -------------------------------------------------------------- */

/* Is entry i of every row the same, and not 0? */
static int is_constant(const double *x, size_t rows, size_t next_row)
{
  for (size_t r = 1; r < rows; r++)
    if (x[r * next_row] != x[0])
      return 0;
  return x[0] != 0;
}

/* Columns that are constant, as the ones of a bias, are put back, where others
   are not; how many? */
static size_t keep_constant(const double *own, size_t rows, size_t cols,
                            size_t next_row, size_t step, double *x)
{
  size_t n = 0;
  for (size_t i = 0; i < cols; i++)
    n += (size_t)is_constant(own + i * step, rows, next_row);
  for (size_t i = 0; i < cols && n < cols; i++)
    for (size_t r = 0; r < rows &&
                       is_constant(own + i * step, rows, next_row); r++)
      x[r * next_row + i * step] = own[i * step];
  return n < cols ? n : 0;
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
static void keep_centred(const double *own, ad_shape s, double *x)
{
  double size;
  for (size_t c = 0; c < s.cols; c++) {
    if (!(fabs(mean_of(own + c, s, &size)) <= 1e-12 * size) || size == 0)
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
static void keep_length(const double *own, size_t n, double *x)
{
  double now = length_of(x, n);
  if (!(fabs(length_of(own, n) - 1) <= 1e-12) || !(now > 0))
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

static void keep_empty(const double *own, size_t n, size_t next, size_t step,
                       double *x)
{
  for (size_t i = 0; i < n && is_empty(own, n, next, step); i++)
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

static void tie_square(size_t n, ad_leaf_manner manner, const double *own,
                       double *x)
{
  keep_empty(own, n, n, 1, x);
  keep_empty(own, n, 1, n, x);
  if (ad_world_mirrors(own, n, 1))
    mirror(n, 1, x);
  else if (ad_world_mirrors(own, n, -1))
    mirror(n, -1, x);
  else
    return;
  if (has_empty_diagonal(own, n))
    for (size_t i = 0; i < n; i++)
      x[i * n + i] = 0;
  else if (manner == MANNER_WHOLE)
    keep_definite(own, n, x);
}

static int is_free(ad_leaf_manner manner)
{
  return manner == MANNER_BITS || manner == MANNER_SIGNS ||
         manner == MANNER_WHOLE || manner == MANNER_REAL;
}

void ad_world_tie(ad_shape s, ad_leaf_manner manner, const double *own,
                  double *x)
{
  int square = s.rows == s.cols && s.rows > 1;
  if (square && (is_free(manner) || manner == MANNER_SYMMETRIC))
    tie_square(s.rows, manner, own, x);
  if (!is_free(manner) || (square && (ad_world_mirrors(own, s.rows, 1) ||
                                      ad_world_mirrors(own, s.rows, -1))))
    return;
  if (manner == MANNER_REAL && s.rows > 1)
    keep_centred(own, s, x);
  if (manner == MANNER_REAL && (s.rows == 1) != (s.cols == 1))
    keep_length(own, s.rows * s.cols, x);
  if (s.rows > 1 && s.cols > 1 &&
      keep_constant(own, s.rows, s.cols, s.cols, 1, x) == 0)
    keep_constant(own, s.cols, s.rows, 1, s.cols, x);
}
