/* SPDX-License-Identifier: GPL-3.0-or-later
   The state while a program is planned.  Internal to program.c and
   pieces.c; read program.h before. */
#ifndef AD_PLANNER_H
#define AD_PLANNER_H

#include "program.h"

/* While planning: marks of the nodes and the order they are computed in. */
typedef struct ad_planner {
  ad_program *p;
  ad_plan plan;
  unsigned char *marks; /* marks[n]                                        */
  uint32_t *order;      /* order[n_order]                                  */
  size_t n_order, first_varying;
  size_t *last;         /* position of the last reader                     */
} ad_planner;

enum { VARYING = 1, KEPT = 2, PINNED = 4, FACTORS_KEPT = 8 };

static inline int ad_is_one(const ad_node *x)
{
  return x->rows == 1 && x->cols == 1;
}

/* Makes the pieces of w->p from the order and the slots.  AD_ENOMEM. */
ad_status ad_planner_pieces(ad_planner *w, ad_error *err);

#endif
