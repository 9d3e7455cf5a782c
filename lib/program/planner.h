/* SPDX-License-Identifier: GPL-3.0-or-later
   The state while a program is planned.  Internal to program.c,
   plan_order.c and plan_pieces.c; read program.h before. */
#ifndef AD_PLANNER_H
#define AD_PLANNER_H

#include "program/program.h"

/* While planning: marks of the nodes and the order they are computed in. */
typedef struct ad_planner {
  ad_program *p;
  ad_plan plan;
  unsigned char *marks; /* marks[n]                                        */
  uint32_t *order;      /* order[n_order]                                  */
  size_t n_order, first_varying;
  int selected;         /* nodes may be missing between those of the order */
  size_t *last;         /* last[n]: position of the last reader            */
  unsigned char (*reads)[3]; /* of each row: ad_op_reads + 1; 0: not asked */
} ad_planner;

enum { VARYING = 1, KEPT = 2, PINNED = 4, FACTORS_KEPT = 8 };

static inline int ad_is_source(const ad_node *x)
{
  return x->op == AD_OP_leaf || x->op == AD_OP_constant;
}

/* Does the plan want this node?  plan_order.c */
int ad_planner_includes(const ad_planner *w, const ad_node *x);

/* Fills w->order, and p->outputs for AD_PLAN_TAPE; w->last is scratch.
   AD_ENOMEM.  plan_order.c */
ad_status ad_planner_order(ad_planner *w, ad_error *err);

/* Takes all nodes but the wanted ones out of the order, when those of the
   whole program have their slots.  plan_order.c */
void ad_planner_select(ad_planner *w, const unsigned char *wanted);

/* May the node at this place of the order be an instruction behind the one
   before, in the same piece?  plan_order.c */
int ad_planner_continues(const ad_planner *w, size_t at);

/* The outputs that a node has a way to, as in ad_piece. */
static inline uint64_t ad_planner_outputs(const ad_planner *w, uint32_t node)
{
  return w->p->outputs ? w->p->outputs[node] : ~(uint64_t)0;
}

/* The code of a 1 x 1 node's instruction.  plan_pieces.c */
uint32_t ad_planner_code(const ad_graph *g, const ad_node *x);

/* Adds x, at this place of the order, a row to all rows of a matrix product
   that stands right before it and that nothing else reads?  Then both are made
   at once, in one slot: which operand is the product; x->arity: there is
   none.  plan_pieces.c */
size_t ad_planner_product(const ad_planner *w, const ad_node *x, size_t at);

/* Places in the room for blocks of a tape's chains: w->p->inner_value and
   inner_other.  AD_ENOMEM.  plan_chains.c */
ad_status ad_planner_inner(ad_planner *w, ad_error *err);

/* Makes the pieces of w->p from the order and the slots.  AD_ENOMEM. */
ad_status ad_planner_pieces(ad_planner *w, ad_error *err);

#endif
