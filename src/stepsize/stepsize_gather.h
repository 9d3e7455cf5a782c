/* SPDX-License-Identifier: GPL-3.0-or-later
   Making a struct stepsize: which derivative (stepsize_choose.c), its truth
   and its quotients (stepsize.c), what follows from their errors
   (stepsize_branches.c).  Internal to these; read stepsize.h before. */
#ifndef STEPSIZE_GATHER_H
#define STEPSIZE_GATHER_H

#include "stepsize/stepsize.h"

/* Errors count as free of rounding from so many times its size on. */
#define STEPSIZE_CLEAR 4.0

/* Fills row[n] with the gradient of output entry `of` by reverse mode. */
void stepsize_reverse(struct engines *e, const ad_graph *g, size_t of,
                      double *row);

/* What steps from x are multiples of: small variables have steps of their own
   size. */
double stepsize_scale(double x);

/* Of each method the best step, and how the error falls and rises beside it,
   from the points measured. */
void stepsize_fit(struct stepsize *s);

#endif
