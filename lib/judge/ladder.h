/* SPDX-License-Identifier: GPL-3.0-or-later
   Do difference quotients settle?  A single one may be far off without its
   error estimate noticing, where the function swings faster than the
   stencil.  So before differences contradict a derivative, they are taken
   again at steps h0, h0 / 7, h0 / 49, ..., each with a bar of its own: what
   the three- and the five-point formula differ by, and what rounding makes of
   the function.  Internal to agree_judge.c; read fd_data.h before.

   Three levels in a row are settled if neighbours differ by no more than
   their bars together, if what the formulas differ by falls eightfold from
   each to the next or drowns in rounding, and if no later level contradicts
   them.  Nor may two later ones in a row bear the derivative out instead, even
   if rounding might have made them: a narrow swing on a slope looks so.  A
   function whose rounding may be a hundredth of its value is no
   witness: nothing settles. */
#ifndef AD_LADDER_H
#define AD_LADDER_H

#include "judge/fd_data.h"

enum { AD_LADDER_LEVELS = 14 };

/* What is known of the function and of the derivative that is in doubt. */
typedef struct ad_ladder_known {
  double noise; /* a quotient of step h is off by noise / h, by rounding   */
  double sum;   /* and the derivative by this                              */
  double derivative;
  double size;  /* its                                                     */
} ad_ladder_known;

/* Of the settled levels, those whose quotient is known best. */
typedef struct ad_ladder {
  int settled;
  double value, error; /* NaN and infinite where none is settled           */
  double tolerance;    /* 3 error + sum                                    */
  size_t evaluations;  /* of the graph                                     */
} ad_ladder;

/* Climbs down from the step of `first` (clean, an estimate of what is aimed
   at), at the point that is set now.  No allocation, cannot fail. */
void ad_ladder_climb(const ad_fd_aim *aim, const ad_fd_estimate *first,
                     const ad_ladder_known *known, ad_ladder *out);

#endif
