/* SPDX-License-Identifier: GPL-3.0-or-later
   What is known of one derivative, by an entry or along a direction, before it
   is judged: the sums of bound.h, and the estimates of sharp.h.  Internal to
   agree_judge.c; read agree_data.h before. */
#ifndef AD_AGREE_KNOWN_H
#define AD_AGREE_KNOWN_H

#include "judge/agree_data.h"

typedef struct ad_known {
  size_t by;       /* a wrt entry,                                         */
  const double *d; /* or, where not NULL, a direction d[n]                 */
  int singular;    /* a partial on a path is not finite                    */
  int differences; /* are there any to be judged?                          */
  double S, W;     /* S is INFINITY where finite partials overflow         */
  double engines;  /* E1f + E1r of sharp.h, or INFINITY                    */
  double E;        /* what the derivative may be off by                    */
  double size;     /* the larger of |forward| and |reverse|                */
  double lost;     /* to underflow, by either engine                       */
  double moved;    /* |adjoint x| of the entries that x + t d rounds       */
} ad_known;

/* But for engines, E, size and differences. */
ad_known ad_known_by(const ad_agree *a, size_t by);
ad_known ad_known_along(const ad_agree *a, const double *d);

/* The rest, for results of this size. */
void ad_known_estimate(ad_agree *a, ad_known *k, double size);

/* The noise of the output's value, the most of it at the base point and both
   ends of a stencil of step h. */
double ad_known_noise(ad_agree *a, const ad_known *k, double h);

#endif
