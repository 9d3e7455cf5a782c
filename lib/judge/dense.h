/* SPDX-License-Identifier: GPL-3.0-or-later
   Plain products of small dense matrices, for estimates: no order of sums is
   promised.  Internal. */
#ifndef AD_DENSE_H
#define AD_DENSE_H

#include <string.h>

/* A matrix to be read: entry (i, j) at x[i * row + j * col]. */
typedef struct ad_dense {
  const double *x;
  size_t row, col;
} ad_dense;

static inline ad_dense ad_dense_plain(const double *x, size_t cols)
{
  return (ad_dense){x, cols, 1};
}

static inline ad_dense ad_dense_turned(const double *x, size_t cols)
{
  return (ad_dense){x, 1, cols};
}

/* c[m x n] += sign a[m x p] b[p x n] */
static inline void ad_dense_add_times(size_t m, size_t n, size_t p, double *c,
                                      double sign, ad_dense a, ad_dense b)
{
  for (size_t i = 0; i < m; i++)
    for (size_t q = 0; q < p; q++) {
      double by = sign * a.x[i * a.row + q * a.col];
      for (size_t j = 0; j < n; j++)
        c[i * n + j] += by * b.x[q * b.row + j * b.col];
    }
}

/* c[m x n] += a b */
static inline void ad_dense_add(size_t m, size_t n, size_t p, double *c,
                                ad_dense a, ad_dense b)
{
  ad_dense_add_times(m, n, p, c, 1, a, b);
}

/* c[m x n] = a b */
static inline void ad_dense_set(size_t m, size_t n, size_t p, double *c,
                                ad_dense a, ad_dense b)
{
  memset(c, 0, m * n * sizeof *c);
  ad_dense_add(m, n, p, c, a, b);
}

#endif
