/* SPDX-License-Identifier: GPL-3.0-or-later
   Where rounding drowns differences at the step that truncation likes best, a
   wide stencil may still tell: rounding falls with the step, and what a wide
   one gets wrong by truncation two five-point formulas show, that of h and
   that of h / 2.  What rounding may do to these is a bound, mostly far from
   what it does; where that decides, many points measure it.  Internal to
   agree_judge.c; read fd_data.h before. */
#ifndef AD_FD_WIDE_H
#define AD_FD_WIDE_H

#include "judge/fd_data.h"

/* A quotient of h, 0 where none is fine enough. */
typedef struct ad_fd_wide {
  double value, step;
  double error;       /* what the formulas of h and h / 2 differ by; or a
                         third of the bar that many points give            */
  int measured;       /* rounding is part of that                          */
  size_t evaluations; /* of the graph                                      */
} ad_fd_wide;

/* A quotient of step h is off by noise / h, by rounding.  Steps are halved
   from the variable's own size, or 1, down to that of `first` (clean, of what
   is aimed at), as long as noise / h <= room; of those where the stencil of
   h / 2 is clean, and no branch changes within h, the one known best.  None is
   taken, and nothing evaluated, where even the widest is not wide enough.

   Where none is known within `room`, but one might be if rounding were less
   than its bound by the factor of four, an odd polynomial of degree five is
   fitted to 128 points within h (least squares; Savitzky and Golay, Analytical
   Chemistry 36, 1964), from eight times the size down: its slope, with what
   the points' own scatter and the last power say of it.  No allocation, cannot
   fail. */
void ad_fd_look_wide(const ad_fd_aim *aim, const ad_fd_estimate *first,
                     double noise, double room, ad_fd_wide *out);

/* What is known of its quotient: 3 error + noise / h, where that is not
   measured. */
double ad_fd_wide_bar(const ad_fd_wide *w, double noise);

#endif
