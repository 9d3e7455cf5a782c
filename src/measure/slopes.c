/* SPDX-License-Identifier: GPL-3.0-or-later
   Least squares, by GSL.  Read slopes.h before. */
#include "measure/slopes.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_fit.h>
#include <gsl/gsl_math.h>

#include "host/exits.h"

/* Logarithms of x[n]; 0 where there are none. */
static int take_logs(size_t n, const double *x, double *log_x)
{
  for (size_t i = 0; i < n; i++) {
    if (!(x[i] > 0) || !isfinite(x[i]))
      return 0;
    log_x[i] = log(x[i]);
  }
  return 1;
}

/* Takes the mean of its group from each of x[n]; how many groups there are.
   A fit to what remains has the slope of a fit with a constant a group. */
static size_t centre(size_t n, double *x, const size_t *line)
{
  size_t groups = 0;
  for (size_t i = 0; i < n; i++) {
    double sum = 0, count = 0;
    size_t first = n;
    for (size_t j = n; j-- > 0;)
      if (line[j] == line[i]) {
        sum += x[j];
        count++;
        first = j;
      }
    if (first != i)
      continue;
    groups++;
    for (size_t j = i; j < n; j++)
      x[j] -= line[j] == line[i] ? sum / count : 0;
  }
  return groups;
}

/* gsl_fit_linear takes n - 2 degrees of freedom for what is left over; with
   several groups there are n - groups - 1. */
static struct slope fit(size_t n, size_t groups, const double *x,
                        const double *y)
{
  double c0, c1, cov00, cov01, cov11, chi2, spread = 0;
  for (size_t i = 0; i < n; i++)
    spread += x[i] * x[i];
  if (n < groups + 2 || !(spread > 1e-18))
    return (struct slope){0};
  gsl_fit_linear(x, 1, y, 1, n, &c0, &c1, &cov00, &cov01, &cov11, &chi2);
  double freedom = (double)(n - groups - 1);
  return (struct slope){.value = c1,
                        .error = sqrt(cov11 * (double)(n - 2) / freedom),
                        .points = n};
}

struct slope slope_fit(size_t n, const double *x, const double *y,
                       const size_t *line)
{
  struct slope slope = {0};
  double *log_x = memory_new(n, sizeof *log_x);
  double *log_y = memory_new(n, sizeof *log_y);
  if (take_logs(n, x, log_x) && take_logs(n, y, log_y)) {
    size_t groups = centre(n, log_x, line);
    centre(n, log_y, line);
    slope = fit(n, groups, log_x, log_y);
  }
  free(log_x);
  free(log_y);
  return slope;
}

double crossover_find(size_t n, const double *x, const unsigned char *wins)
{
  double lost = -GSL_POSINF, least = GSL_NAN;
  for (size_t i = 0; i < n; i++)
    if (!wins[i])
      lost = fmax(lost, x[i]);
  for (size_t i = 0; i < n; i++)
    if (wins[i] && x[i] > lost)
      least = fmin(least, x[i]);
  return least;
}
