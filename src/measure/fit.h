/* SPDX-License-Identifier: GPL-3.0-or-later
   Slopes of straight lines in a plot of log y against log x: least squares
   by GSL, with the standard error. */
#ifndef LOGLOG_H
#define LOGLOG_H

#include <stddef.h>

struct loglog {
  double slope, error; /* NAN where points is 0                            */
  double at;           /* log10 y of the line at log10 x = 0               */
  size_t points;       /* that were fitted; 0: too few, or all at one x    */
};

enum { LOGLOG_LEAST = 4 }; /* points that are needed                       */

/* Fits log10 y = at + slope log10 x to x[n], y[n], all finite and > 0. */
struct loglog loglog_fit(const double *x, const double *y, size_t n);

#endif
