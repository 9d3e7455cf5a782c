/* SPDX-License-Identifier: GPL-3.0-or-later
   The words in which ops.def writes its formulas, as C (the functions among
   them are listed in row_words.def): include this last,
   in files that compile the rows' texts.  (The C library's abs is for
   integers; stdlib.h must not be included after this file.) */
#ifndef AD_ROWMATH_H
#define AD_ROWMATH_H

#include <math.h>

#undef abs
#define abs(x) fabs(x)
#define where(condition, x, y) ((condition) != 0 ? (x) : (y))
#define inf ((double)INFINITY)

/* As the rows of these names say. */
#define square(x) ad_row_square(x)
#define sign(x) ad_row_sign(x)
#define step(x) ad_row_step(x)
#define min(x, y) ad_row_min(x, y)
#define max(x, y) ad_row_max(x, y)

static inline double ad_row_square(double x)
{
  return x * x;
}

static inline double ad_row_sign(double x)
{
  return x == x ? (x > 0) - (x < 0) : x;
}

static inline double ad_row_step(double x)
{
  return x == x ? x > 0 : x;
}

static inline double ad_row_min(double x, double y)
{
  return x < y ? x : y <= x ? y : x + y;
}

static inline double ad_row_max(double x, double y)
{
  return x > y ? x : y >= x ? y : x + y;
}

/* The product is made in any case: gcc then needs half of the instructions in
   a loop that goes over vectors. */
static inline double ad_row_select(double partial, double x)
{
  double product = partial * x;
  return partial == 0 ? 0 : product;
}

/* A partial outside the domain is NaN (rule G2). */
#define AD_GUARDED(domain, partial)                                          \
  ((domain) != 0 ? (double)(partial) : (double)NAN)

/* How a partial meets a tangent or an adjoint; names are the edge column. */
#define AD_TIMES_product(p, x) ((p) * (x))
#define AD_TIMES_select(p, x) ad_row_select(p, x)
#define AD_TIMES_frozen(p, x) ((p) * (x))

#endif
