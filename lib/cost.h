/* SPDX-License-Identifier: GPL-3.0-or-later
   What a sweep costs, counted, not timed: flops (+ - * / and comparisons
   one each, function calls one each and counted apart) from the rows'
   texts.  Read graph.h before.

   The value of a row of cost class `arithmetic` is one flop whatever its
   text (max(a, b) is one comparison), of class `function` what its text
   says (sigmoid: a negation, exp, a sum, a quotient).  A derivative costs
   the partial's text and a product, but none where the partial is 1 or -1;
   derivatives that meet are added, one flop each.  Moving entries is free.
   Numbers in the texts fold; domains and kinks are not counted. */
#ifndef AD_COST_H
#define AD_COST_H

#include "nodes.h"

AD_BEGIN_C

/* Counts are doubles: they may pass 2^64 in a sweep over sizes. */
typedef struct ad_count {
  double flops; /* calls included                                          */
  double calls; /* of exp, log, sin, ...                                   */
} ad_count;

typedef struct ad_cost {
  ad_count evaluation; /* one plain evaluation                             */
  ad_count forward;    /* one forward sweep in one direction               */
  ad_count chunk;      /* one forward sweep in `k` directions              */
  ad_count reverse;    /* recording and one reverse sweep, one cotangent   */
} ad_cost;

/* Counts for g; k >= 1 is the chunk.  AD_ENOMEM; AD_EINPUT for 0. */
AD_API ad_status ad_cost_count(const ad_graph *g, size_t k, ad_cost *out,
                               ad_error *err);

/* What one node adds to the sweeps: its value, the partials that both modes
   share, its tangent in one direction, and the products by which operand k is
   paid in a reverse sweep.  (Operands past the third are a block's, whose
   entries only move.) */
enum { AD_COST_OPERANDS = 3 };
typedef struct ad_cost_part {
  ad_count value, partials;
  double tangent, adjoint[AD_COST_OPERANDS];
} ad_cost_part;

/* AD_EINPUT where x is no node, AD_ENOMEM. */
AD_API ad_status ad_cost_of_node(const ad_graph *g, ad_ref x,
                                 ad_cost_part *out, ad_error *err);

/* How many numbers operand k of x is paid; 0 where no edge leads there.  The
   first at each of its entries is taken as it is, those after it are added, a
   flop each; of an output the first are its cotangents. */
AD_API double ad_cost_returned(const ad_graph *g, ad_ref x, size_t k);

/* Flops of one elementwise operation on one entry: its value, its tangent
   (all edges active, value excluded), its adjoints (the same; what is added
   up where they meet others is not counted here). */
typedef struct ad_op_cost {
  ad_count value, tangent, adjoint;
} ad_op_cost;

AD_API ad_status ad_cost_of_op(ad_op op, ad_op_cost *out, ad_error *err);

AD_END_C

#endif
