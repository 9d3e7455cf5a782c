/* SPDX-License-Identifier: GPL-3.0-or-later
   Making a struct sweep: a worksheet read, counted and timed at every point
   of a grid, then fitted.  Read sweep.h, vary.h and load.h before. */
#ifndef SWEEP_GATHER_H
#define SWEEP_GATHER_H

#include "sweep/sweep.h"
#include "sweep/vary.h"
#include "worksheet/load.h"

/* Measures the worksheet `first`, read already, at the points of `vary`
   (both must outlive *sweep).  EXIT_FINE or, with a message, the status of
   what ended it early; then, as after an interrupt, the points before it are
   there and `partial` is set.  The caller calls sweep_free in any case. */
int sweep_gather(struct sweep *sweep, const struct loaded *first,
                 const struct vary *vary, const struct options *options);
void sweep_free(struct sweep *sweep);

/* Chooses the x axis: params, outputs or a dim of the sweep; NULL: the first
   of params, outputs and the dims that varies. */
void sweep_choose_axis(struct sweep *sweep, const char *against);

/* The axis of the grid along which x changes: its lines are fitted. */
size_t sweep_along(const struct sweep *sweep);

/* Fills in which points are fitted, slopes, kept, and the crossovers. */
void sweep_fit(struct sweep *sweep);

#endif
