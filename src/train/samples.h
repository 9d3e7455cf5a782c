/* SPDX-License-Identifier: GPL-3.0-or-later
   The rows of a worksheet's data: which of its sizes counts them, in which
   order they come, and which are held out.  Read lib/sheet.h before. */
#ifndef SAMPLES_H
#define SAMPLES_H

#include "data/random.h"
#include "sheet.h"
#include "train.h"

/* Is an axis of a leaf such a one? */
struct sampled {
  int rows, cols;
};

struct samples {
  const char *name;  /* of the size; NULL: there is none, and n is 1       */
  size_t n;          /* rows; one example may be a column as well          */
  size_t train;      /* the first so many in order[n]: not held out        */
  size_t *order;     /* order[n]                                           */
  int shuffle;
  unsigned long seed;
  ad_draw *draw;     /* NULL before samples_begin, and where it is as given */
};

/* The rows are counted by the named size that most leaves have which are no
   params, among those that no param has: first come, first taken.  AD_EINPUT
   where a batch or test rows are wanted and there is none, or it is too
   small; AD_ENOMEM.  The caller calls samples_free in any case. */
ad_status samples_find(struct samples *s, const ad_sheet *sheet,
                       const ad_training *t, ad_error *err);
void samples_free(struct samples *s);

/* Where the rows are counted in leaf number i. */
struct sampled samples_axes(const struct samples *s, const ad_graph *g,
                            size_t i);

/* Begins anew: as given, the last rows held out; or drawn from the seed.  And
   another order of those that are not held out, for the next epoch. */
ad_status samples_begin(struct samples *s, ad_error *err);
void samples_next(struct samples *s);

#endif
