/* SPDX-License-Identifier: GPL-3.0-or-later
   S and W of det, inv and solve.  Internal to bound.c; read
   bound.h and lu.h before.

   Both engines use one factorisation, so what forward and reverse mode may
   differ by is the rounding of products and of solving with the triangles.
   A solution x is off by at most 3n u |A^-1| |L| |U| |x| (Higham, Accuracy
   and Stability of Numerical Algorithms, theorem 9.4), so S goes through
   Y = |A^-1| |L| |U| |A^-1|, which is at least |A^-1|, in the place of
   |A^-1|; that also covers what a derivative is off by itself. */
#ifndef AD_BOUND_FACTORED_H
#define AD_BOUND_FACTORED_H

#include "judge/bound.h"

/* Room that ad_bound.factored needs for the nodes of g, in doubles. */
size_t ad_bound_factored_words(const ad_graph *g);

/* Adds to S, and to reach, of operand k what node i passes on. */
void ad_bound_factored_pass(ad_bound *b, size_t i, size_t k);

/* Adds to `to`, entries of operand k, what it passes on of `from`, entries of
   the node. */
void ad_bound_factored_pull(ad_bound *b, size_t i, size_t k, double *to,
                            const double *from);

/* What the roundings inside node i are relative to, as its entries. */
const double *ad_bound_factored_sizes(ad_bound *b, size_t i);

/* How many least doubles the tangent of node i, entry e, may lose. */
double ad_bound_factored_loss(ad_bound *b, size_t i, size_t e);

/* The lengths that W counts: of the sums in a tangent of x, and back, of
   what operand k receives. */
double ad_bound_factored_sums(const ad_graph *g, const ad_node *x);
double ad_bound_factored_uses(const ad_graph *g, const ad_node *x, size_t k);

#endif
