/* SPDX-License-Identifier: GPL-3.0-or-later
   One LU factorisation for det, inv and solve: P A Q = L U by partial
   pivoting.  Columns are exchanged (Q) only where nothing is left in a column
   to divide by, so that a zero pivot has nothing but zeros behind it, and the
   rank is seen.  For the kernels and for bound_factored.c.

   Not GSL's: its LU goes through its CBLAS, which skips zeros, so that a nan
   would not reach the result; it calls the error handler on singular
   matrices; it neither solves with A' nor with rows that carry directions;
   and results would change with the CBLAS that is linked.  Here every entry
   is multiplied, also by 0, and nothing is allocated.

   Factors f of an n x n matrix, in ad_lu_words(n) doubles:
     lu[n x n]   U on and above the diagonal, below it L (its diagonal is 1)
     row[n]      row j was exchanged with row[j] in step j, in this order
     col[n]      the same for columns
     det[2]      product of the pivots that are not 0, with the sign of P and
                 Q, as det[0] * 2^det[1]: it may leave the range of doubles */
#ifndef AD_LU_H
#define AD_LU_H

#include <math.h>
#include <stddef.h>
#include <string.h>

static inline size_t ad_lu_words(size_t n)
{
  return n * n + 2 * n + 2;
}

/* a[count] <-> b[count], entries `step` apart. */
static inline void ad_lu_exchange(size_t count, size_t step, double *a,
                                  double *b)
{
  for (size_t i = 0; a != b && i < count * step; i += step) {
    double kept = a[i];
    a[i] = b[i];
    b[i] = kept;
  }
}

/* The row of the largest |entry| in column c from row j on; the first of
   those that tie, and a nan before all. */
static inline size_t ad_lu_largest(size_t n, const double *lu, size_t j,
                                   size_t c)
{
  size_t best = j;
  for (size_t i = j; i < n; i++) {
    double x = lu[i * n + c];
    if (x != x)
      return i;
    if (fabs(x) > fabs(lu[best * n + c]))
      best = i;
  }
  return best;
}

/* Brings a pivot to (j, j); false where only zeros are left. */
static inline int ad_lu_pivot(size_t n, double *f, size_t j)
{
  double *lu = f, *row = f + n * n, *col = row + n;
  size_t c = j, p = ad_lu_largest(n, lu, j, j);
  while (lu[p * n + c] == 0) {
    if (++c == n)
      return 0;
    p = ad_lu_largest(n, lu, j, c);
  }
  ad_lu_exchange(n, n, lu + c, lu + j);
  ad_lu_exchange(n, 1, lu + p * n, lu + j * n);
  row[j] = (double)p;
  col[j] = (double)c;
  return 1;
}

/* det *= x */
static inline void ad_lu_multiply(double *det, double x)
{
  int exponent = 0;
  det[0] *= x;
  if (!isfinite(det[0]))
    return;
  det[0] = frexp(det[0], &exponent);
  det[1] += exponent;
}

/* f = the factors of a[n x n]. */
static inline void ad_lu_factor(size_t n, const double *a, double *f)
{
  double *lu = f, *row = f + n * n, *col = row + n, *det = col + n;
  memcpy(lu, a, n * n * sizeof *lu);
  for (size_t j = 0; j < n; j++)
    row[j] = col[j] = (double)j;
  det[0] = 1;
  det[1] = 0;
  for (size_t j = 0; j < n && ad_lu_pivot(n, f, j); j++) {
    const double *pivot = lu + j * n;
    ad_lu_multiply(det, (row[j] != (double)j) == (col[j] != (double)j)
                          ? pivot[j] : -pivot[j]);
    for (size_t i = j + 1; i < n; i++) {
      double *to = lu + i * n, l = to[j] /= pivot[j];
      for (size_t c = j + 1; c < n; c++)
        to[c] -= l * pivot[c];
    }
  }
}

/* Is A exactly singular: is the last pivot 0? */
static inline int ad_lu_is_singular(size_t n, const double *f)
{
  return f[n * n - 1] == 0;
}

static inline const double *ad_lu_product(size_t n, const double *f)
{
  return f + n * n + 2 * n;
}

/* x * 2^exponent, for exponents that are whole. */
static inline double ad_lu_scaled(double x, double exponent)
{
  return ldexp(x, exponent > 4000    ? 4000
                  : exponent < -4000 ? -4000
                                     : (int)exponent);
}

static inline double ad_lu_det(size_t n, const double *f)
{
  const double *det = ad_lu_product(n, f);
  return ad_lu_is_singular(n, f) ? 0 : ad_lu_scaled(det[0], det[1]);
}

/* log det A; nan where det A is negative, -inf where it is 0.  Two terms only
   where det A is no ordinary double: near 1 they would cancel. */
static inline double ad_lu_logdet(size_t n, const double *f)
{
  const double *det = ad_lu_product(n, f);
  if (ad_lu_is_singular(n, f))
    return -(double)INFINITY;
  return fabs(det[1]) < 1000 ? log(ad_lu_scaled(det[0], det[1]))
                             : log(det[0]) + 0.69314718055994531 * det[1];
}

/* to[w] -= by * from[w] */
static inline void ad_lu_subtract(size_t w, double *to, double by,
                                  const double *from)
{
  for (size_t c = 0; c < w; c++)
    to[c] -= by * from[c];
}

static inline void ad_lu_divide(size_t w, double *to, double by)
{
  for (size_t c = 0; c < w; c++)
    to[c] /= by;
}

/* x[n x w] = U^-1 x; a pivot of 0 is taken for 1 (see ad_lu_cofactors). */
static inline void ad_lu_upper(size_t n, const double *lu, size_t w, double *x)
{
  for (size_t i = n; i-- > 0;) {
    for (size_t j = i + 1; j < n; j++)
      ad_lu_subtract(w, x + i * w, lu[i * n + j], x + j * w);
    ad_lu_divide(w, x + i * w, lu[i * n + i] == 0 ? 1 : lu[i * n + i]);
  }
}

static inline void ad_lu_fill_nan(size_t n, double *x)
{
  for (size_t i = 0; i < n; i++)
    x[i] = (double)NAN;
}

/* x[n x w] = A^-1 x = U^-1 L^-1 P x; nan where A is singular. */
static inline void ad_lu_solve(size_t n, const double *f, size_t w, double *x)
{
  const double *lu = f, *row = f + n * n;
  if (ad_lu_is_singular(n, f)) {
    ad_lu_fill_nan(n * w, x);
    return;
  }
  for (size_t j = 0; j < n; j++)
    ad_lu_exchange(w, 1, x + j * w, x + (size_t)row[j] * w);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < i; j++)
      ad_lu_subtract(w, x + i * w, lu[i * n + j], x + j * w);
  ad_lu_upper(n, lu, w, x);
}

/* x[n x w] = A'^-1 x = P' L'^-1 U'^-1 x; nan where A is singular. */
static inline void ad_lu_solve_turned(size_t n, const double *f, size_t w,
                                      double *x)
{
  const double *lu = f, *row = f + n * n;
  if (ad_lu_is_singular(n, f)) {
    ad_lu_fill_nan(n * w, x);
    return;
  }
  for (size_t i = 0; i < n; i++) {
    ad_lu_divide(w, x + i * w, lu[i * n + i]);
    for (size_t j = i + 1; j < n; j++)
      ad_lu_subtract(w, x + j * w, lu[i * n + j], x + i * w);
  }
  for (size_t i = n; i-- > 0;)
    for (size_t j = 0; j < i; j++)
      ad_lu_subtract(w, x + j * w, lu[i * n + j], x + i * w);
  for (size_t j = n; j-- > 0;)
    ad_lu_exchange(w, 1, x + j * w, x + (size_t)row[j] * w);
}

/* x[n x n] = L^-1: row i has i + 1 entries. */
static inline void ad_lu_lower_inverse(size_t n, const double *lu, double *x)
{
  memset(x, 0, n * n * sizeof *x);
  for (size_t i = 0; i < n; i++) {
    x[i * n + i] = 1;
    for (size_t j = 0; j < i; j++)
      ad_lu_subtract(j + 1, x + i * n, lu[i * n + j], x + j * n);
  }
}

/* x[n x n] = x P: exchanges of columns, the last one first. */
static inline void ad_lu_turn_columns(size_t n, const double *f, double *x)
{
  const double *row = f + n * n;
  for (size_t j = n; j-- > 0;)
    ad_lu_exchange(n, n, x + j, x + (size_t)row[j]);
}

/* x[n x n] = A^-1 = U^-1 L^-1 P; nan where A is singular. */
static inline void ad_lu_inverse(size_t n, const double *f, double *x)
{
  if (ad_lu_is_singular(n, f)) {
    ad_lu_fill_nan(n * n, x);
    return;
  }
  ad_lu_lower_inverse(n, f, x);
  ad_lu_upper(n, f, n, x);
  ad_lu_turn_columns(n, f, x);
}

/* x[n x n] = the cofactors of A, det A'^-1, of singular matrices as well.
   The adjugate is +-Q adj(U) L^-1 P.  Where the last pivot is 0, adj(U) has
   one column, the last: the product of the other pivots times U^-1 e_n with
   1 for that pivot.  Where two are 0, the rank is at most n - 2 and adj(U)
   is 0. */
static inline void ad_lu_cofactors(size_t n, const double *f, double *x)
{
  const double *col = f + n * n + n, *det = ad_lu_product(n, f);
  if (n > 1 && f[n * n - n - 2] == 0) {
    memset(x, 0, n * n * sizeof *x);
    return;
  }
  ad_lu_lower_inverse(n, f, x);
  if (ad_lu_is_singular(n, f))
    memset(x, 0, (n - 1) * n * sizeof *x);
  ad_lu_upper(n, f, n, x);
  ad_lu_turn_columns(n, f, x);
  for (size_t j = n; j-- > 0;)
    ad_lu_exchange(n, 1, x + j * n, x + (size_t)col[j] * n);
  for (size_t i = 0; i < n; i++) /* the adjugate, transposed */
    for (size_t j = 0; j < i; j++)
      ad_lu_exchange(1, 1, x + i * n + j, x + j * n + i);
  for (size_t i = 0; i < n * n; i++)
    x[i] = ad_lu_scaled(det[0] * x[i], det[1]);
}

#endif
