/* SPDX-License-Identifier: GPL-3.0-or-later
   Gradient descent on a worksheet's params: epochs, batches, updates.  Read
   batch.h and lib/train.h before. */
#ifndef TRAINER_H
#define TRAINER_H

#include "train/batch.h"

struct trainer {
  const ad_sheet *sheet;
  ad_training training;
  struct samples samples;
  struct trained trained;
  struct ground ground;
  double *start;        /* start[n]: where all runs begin                  */
  size_t pass;          /* the step that is kept, from 1; 0: none          */
};

/* What an epoch met before each of its updates: the mean over the rows of the
   batches' losses, the mean of the norms of their gradients; and, before the
   first of them, the loss of the rows held out; NaN: there are none. */
struct epoch {
  double loss, gradient, test;
};

/* A step as it was: x, gradient, after and the rule's states are [n]. */
struct pass {
  int done;
  size_t step, epoch, n_rows, *rows;
  size_t batch;         /* the one of the run's that it was on             */
  double loss;
  double *x, *gradient, *after, *state[2];
  const char *state_name[2]; /* NULL past the last                         */
};

enum { BATCH_WHOLE, BATCH_LAST, BATCH_TEST, BATCHES };

struct run {
  size_t by;            /* enum ad_train_by                                */
  struct batch batch[BATCHES]; /* the last one of an epoch may be smaller  */
  size_t n;             /* epochs that came to their end                   */
  struct epoch *epochs; /* epochs[n]                                       */
  struct epoch end;     /* at what it ended with, without an update; NaNs
                           where there was no time for it                  */
  double *x;            /* x[n]: what it ended with                        */
  size_t steps, gradients;
  double seconds;       /* of all gradients                                */
  char *fault;          /* why it stopped, in words; NULL: it did not      */
  size_t kept_epochs;   /* then: x is what this many epochs had made of it */
  int interrupted;
  struct pass pass;
};

/* A trainer of the sheet (borrowed); `chunk` as for forward mode.  AD_EINPUT
   where it has nothing to be trained, or no single number to be made small;
   AD_ENOMEM.  It must not be moved after that.  The caller calls trainer_free
   in any case. */
ad_status trainer_make(struct trainer *t, const ad_sheet *sheet,
                       const ad_training *training, size_t chunk,
                       ad_error *err);
void trainer_free(struct trainer *t);

/* Trains with gradients of this kind, from t->start, which must outlive the
   run; `shown`: with a progress bar.  Ends early, with what there is, where
   interrupt.h says so.  The caller calls run_free in any case. */
ad_status trainer_run(struct trainer *t, size_t by, int shown,
                      struct run *run, ad_error *err);
void run_free(struct run *run);

/* The sheet's output, and steps of an epoch. */
ad_ref trainer_loss(const struct trainer *t);
size_t trainer_steps(const struct trainer *t);

/* Which node, or which gradient, is not finite at x[n], in words: "Z1 is inf";
   the caller frees it.  Of the batch with these rows, whose loss this is. */
char *fault_words(const struct batch *b, const size_t *rows, const double *x,
                  double loss, const double *gradient);

#endif
