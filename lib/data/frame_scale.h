/* SPDX-License-Identifier: GPL-3.0-or-later
   Means and standardising of the columns of a matrix.  Internal to the
   library; used by frame.c.  Sums run in a fixed order in plain doubles, so
   that all machines give the same bits. */
#ifndef AD_SCALE_H
#define AD_SCALE_H

#include <stddef.h>

/* A column: element i stands at x[i * stride], i < n. */
typedef struct ad_column {
  double *x;
  size_t n, stride;
} ad_column;

/* Replaces each NaN by the mean of the other elements, which are finite.
   0 where there are none (and nothing changes). */
int ad_column_fill(ad_column column);

/* x <- (x - mean) / s with the population deviation
     s = sqrt(sum (x - mean)^2 / n);
   zeros where all elements are equal.  All are finite, n > 0. */
void ad_column_standardise(ad_column column);

#endif
