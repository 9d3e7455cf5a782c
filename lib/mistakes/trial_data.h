/* SPDX-License-Identifier: GPL-3.0-or-later
   The inside of trial.c: the stack on which it computes an expression at the
   sheet's own numbers, filled by trial_term.c.  Read mistakes_data.h before. */
#ifndef AD_TRIAL_DATA_H
#define AD_TRIAL_DATA_H

#include "mistakes/mistakes_data.h"

enum {
  AD_TRIAL_DEEP = 64,  /* operands that wait                               */
  AD_TRIAL_ROOM = 4096 /* numbers of all terms together                    */
};

typedef enum ad_trial_state {
  AD_TRIAL_KNOWN,
  AD_TRIAL_UNKNOWN, /* it is not computed here                             */
  AD_TRIAL_MISFIT   /* the graph would refuse it for its shapes            */
} ad_trial_state;

/* What a term is: a matrix x[rows x cols], or an axis. */
typedef struct ad_trial_item {
  ad_trial_state state;
  size_t rows, cols;
  const double *x;
  uint32_t node; /* of the sheet, where it is its name; or AD_NO_INDEX     */
  int number;    /* folded                                                 */
  int entrywise; /* has it a derivative of several entries in it?          */
  ad_axis axis;  /* AD_ALL: it is none                                     */
} ad_trial_item;

struct ad_trial {
  const ad_mistakes *m;
  const ad_expr *claim;
  ad_trial_item *terms; /* terms[claim->n]: what each is                   */
  size_t *whole; /* whole[claim->n]: the last of those that begin there    */
  size_t n, used, kept; /* kept: what of the room the claim has            */
  int full;
  ad_op infix[128]; /* of one byte; AD_OP_leaf: not asked for yet          */
  ad_trial_item stack[AD_TRIAL_DEEP];
  double room[AD_TRIAL_ROOM];
};

/* Puts an item in the place of the topmost `taken`. */
ad_trial_item *ad_trial_put(ad_trial *t, size_t taken, ad_trial_state how);

/* Term i of e is taken: its operands make room for what it is. */
void ad_trial_take(ad_trial *t, const ad_expr *e, size_t i);

#endif
