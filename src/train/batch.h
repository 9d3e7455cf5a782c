/* SPDX-License-Identifier: GPL-3.0-or-later
   The worksheet's graph for a number of rows, and an engine on it that gives
   the loss and its gradient by the params.  It is planned once; a batch sets
   leaves.  Read samples.h, lib/tape.h, lib/forward.h and lib/fd.h before. */
#ifndef BATCH_H
#define BATCH_H

#include "train/samples.h"

/* The params that are trained, one after the other in x[n]. */
struct trained {
  const ad_graph *graph; /* of the worksheet                               */
  size_t n_leaves, *leaf; /* leaf[n_leaves]: their numbers                 */
  size_t n;
};

/* What is the same for all batches. */
struct ground {
  const ad_sheet *sheet;
  const struct samples *samples;
  const struct trained *trained;
  size_t chunk; /* directions of a forward sweep                           */
};

struct batch {
  const struct ground *ground;
  size_t rows;      /* 0: not made                                         */
  ad_sheet *sheet;  /* of so many rows; NULL: the worksheet itself         */
  ad_graph *graph;  /* differentiated by what is trained                   */
  double **part;    /* part[leaves]: rows of a leaf, where they are apart  */
  struct engine *engine;
};

/* The batch of so many rows with an engine of this kind, enum ad_train_by; or,
   by AD_BY_ALL, with one that gives the loss alone.  AD_EINPUT where the
   worksheet has no such graph, AD_ENOMEM, AD_ELIMIT.  The caller calls
   batch_free in any case; a zeroed one is fine. */
ad_status batch_make(struct batch *b, const struct ground *ground,
                     size_t rows, size_t by, ad_error *err);
void batch_free(struct batch *b);

/* Takes rows[b->rows] of the data. */
void batch_take(struct batch *b, const size_t *rows);

/* The loss at x[n], of the rows that were taken; with its gradient[n] unless
   that is NULL.  No allocation. */
double batch_loss(struct batch *b, const double *x, double *gradient);

/* How many reverse or forward sweeps, or evaluations, a gradient takes. */
size_t batch_sweeps(const struct batch *b);

/* Sets all leaves of another engine on b->graph: x[n], and rows taken as
   above. */
typedef ad_status leaf_setter(void *engine, size_t leaf, const double *x);
void batch_set(const struct batch *b, const size_t *rows, const double *x,
               leaf_setter *set, void *engine);

#endif
