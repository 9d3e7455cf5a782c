/* SPDX-License-Identifier: GPL-3.0-or-later
   Exponents and crossovers from measured points.  Knows no sweeps. */
#ifndef SLOPES_H
#define SLOPES_H

#include <stddef.h>

/* y ~ x^value, fitted to logarithms, with its standard error; `theory` is
   the same fit to what should come out.  points 0: could not be fitted. */
struct slope {
  double value, error, theory;
  size_t points;
};

/* Fits y = c x^b by least squares to logarithms, with one b for all points
   x[n], y[n] and a c of its own for each group of points with the same
   line[i]; value is b, error its standard error,

     sqrt(sum of squared residuals / (n - groups - 1)
          / sum of (log x - mean of its group)^2).

   points is n, but 0 where n < groups + 2, where x does not vary within a
   group, or where a number is not positive and finite.  theory is 0. */
struct slope slope_fit(size_t n, const double *x, const double *y,
                       const size_t *line);

/* The least of x[n] from which on, that one included, wins[] holds at every
   point; NAN where it does not hold at the largest. */
double crossover_find(size_t n, const double *x, const unsigned char *wins);

#endif
