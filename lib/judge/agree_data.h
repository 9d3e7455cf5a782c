/* SPDX-License-Identifier: GPL-3.0-or-later
   The inside of an ad_agree: agree.c makes it and sweeps, agree_judge.c
   judges.  Internal; read agree.h and bound.h before. */
#ifndef AD_AGREE_DATA_H
#define AD_AGREE_DATA_H

#include "agree.h"
#include "judge/bound.h"
#include "judge/sharp.h"
#include "judge/stencil.h"

struct ad_agree {
  ad_bound bound;
  ad_sharp sharp;
  size_t seen; /* the points of the point when it was evaluated           */
  size_t of; /* the row last swept                                         */
  int swept; /* there is such a row                                        */
  ad_fd *fd; /* who takes more differences, borrowed; or NULL              */
  size_t n_estimates; /* derivatives of it estimated one by one            */
  ad_stencil stencil;
  size_t n_kinks;
  const char *kinks[]; /* room for one an operation                        */
};

/* Is there a row, and a wrt entry `by`? */
int ad_agree_has(const ad_agree *a, size_t by);

/* Where wrt entry `by` lies among the values. */
size_t ad_agree_place(const ad_agree *a, size_t by);

#endif
