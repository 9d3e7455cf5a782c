/* SPDX-License-Identifier: GPL-3.0-or-later
   See fit.h. */
#include "measure/fit.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_fit.h>

#include "host/exits.h"

struct loglog loglog_fit(const double *x, const double *y, size_t n)
{
  struct loglog fit = {(double)NAN, (double)NAN, (double)NAN, 0};
  double *lx = memory_new(2 * n, sizeof *lx), *ly = lx + n;
  double cov00, cov01, cov11, sumsq;
  int spread = 0;
  for (size_t i = 0; i < n; i++) {
    lx[i] = log10(x[i]);
    ly[i] = log10(y[i]);
    spread |= x[i] != x[0];
  }
  if (n >= LOGLOG_LEAST && spread &&
      gsl_fit_linear(lx, 1, ly, 1, n, &fit.at, &fit.slope, &cov00, &cov01,
                     &cov11, &sumsq) == 0) {
    fit.error = sqrt(fmax(0, cov11));
    fit.points = n;
  }
  free(lx);
  return fit;
}
