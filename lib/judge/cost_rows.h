/* SPDX-License-Identifier: GPL-3.0-or-later
   What the formulas of the op table cost: the texts of elementwise rows,
   parsed and counted, and the loops of structured rows.  Internal to
   cost.c; read cost.h and graph_data.h before. */
#ifndef AD_ROWCOST_H
#define AD_ROWCOST_H

#include "cost.h"
#include "graph/graph_data.h"

/* One edge of an elementwise operation: its partial, once a sweep, and what
   it does with a tangent or adjoint, once a direction. */
typedef struct ad_edge_cost {
  ad_count partial;
  double product; /* 1, or 0 where the partial is 1 or -1                  */
} ad_edge_cost;

typedef struct ad_row_cost {
  ad_count value;
  ad_edge_cost edge[3];
} ad_row_cost;

/* Counts the texts of elementwise row op.  AD_ENOMEM. */
ad_status ad_row_count(ad_op op, ad_row_cost *out, ad_error *err);

/* A structured node as a whole.  tangent and adjoint are for one direction,
   the partials they share not included; adjoint[k] only the products: what
   operand k receives is then `returned` numbers to be added up.  (For the
   edges of a block, k is 0: all are alike.) */
typedef struct ad_node_cost {
  ad_count value, partials;
  double tangent;    /* of all active edges together                       */
  double adjoint[2];
} ad_node_cost;

void ad_node_count(const ad_graph *g, const ad_node *x, ad_node_cost *out);

/* How many numbers operand k of x receives in a reverse sweep. */
double ad_node_returned(const ad_graph *g, const ad_node *x, size_t k);

#endif
