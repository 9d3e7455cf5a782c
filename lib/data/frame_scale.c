/* SPDX-License-Identifier: GPL-3.0-or-later
   Means and standardising.  Elements are taken times a power of two that
   brings the largest near 1: exact, and nothing overflows or underflows.
   Read frame_scale.h before. */
#include "data/frame_scale.h"

#include <math.h>

/* The e of the largest |x| = m 2^e, 1/2 <= m < 1; NaN is passed over. */
static int top_exponent(ad_column c)
{
  double largest = 0;
  int e = 0;

  for (size_t i = 0; i < c.n; i++)
    largest = fmax(largest, fabs(c.x[i * c.stride]));
  frexp(largest, &e);
  return e;
}

/* The mean of x 2^-e over the elements that are not NaN, *count of them.
   mean <- mean + sum (x - mean) / n, from 0 and once more, so that the
   rounding errors of a long sum do not stay. */
static double mean_of(ad_column c, int e, size_t *count)
{
  double mean = 0;

  for (int pass = 0; pass < 2; pass++) {
    double sum = 0;
    *count = 0;
    for (size_t i = 0; i < c.n; i++) {
      double x = c.x[i * c.stride];
      if (isnan(x))
        continue;
      sum += ldexp(x, -e) - mean;
      ++*count;
    }
    if (*count > 0)
      mean += sum / (double)*count;
  }
  return mean;
}

int ad_column_fill(ad_column c)
{
  size_t count = 0;
  int e = top_exponent(c);
  double mean = ldexp(mean_of(c, e, &count), e);

  if (count == 0)
    return 0;
  for (size_t i = 0; i < c.n; i++)
    if (isnan(c.x[i * c.stride]))
      c.x[i * c.stride] = mean;
  return 1;
}

static int all_equal(ad_column c)
{
  for (size_t i = 1; i < c.n; i++)
    if (c.x[i * c.stride] != c.x[0])
      return 0;
  return 1;
}

void ad_column_standardise(ad_column c)
{
  size_t count = 0;
  int e = top_exponent(c), equal = all_equal(c);
  double mean = mean_of(c, e, &count), squares = 0;

  for (size_t i = 0; i < c.n; i++) {
    double *x = &c.x[i * c.stride];
    *x = equal ? 0 : ldexp(*x, -e) - mean;
    squares += *x * *x;
  }
  double deviation = sqrt(squares / (double)c.n);
  for (size_t i = 0; !equal && i < c.n; i++)
    c.x[i * c.stride] /= deviation;
}
