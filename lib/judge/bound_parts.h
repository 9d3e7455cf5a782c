/* SPDX-License-Identifier: GPL-3.0-or-later
   What bound.c, bound_length.c and bound_loss.c know of each other.  Read
   bound.h before. */
#ifndef AD_BOUND_PARTS_H
#define AD_BOUND_PARTS_H

#include "judge/bound.h"

/* How many products a tangent of x adds up: the length of its sums. */
double ad_bound_sum_length(const ad_graph *g, const ad_node *x);

/* How many entries of x an entry of operand k goes into, with the values that
   are set in b; takes b->work. */
double ad_bound_use_length(ad_bound *b, const ad_node *x, size_t k);

/* Operands of x among `values`, and the rest, as the kernels expect them. */
const double *const *ad_bound_operands(ad_bound *b, const ad_node *x,
                                       const double *values);
ad_call ad_bound_call(const ad_bound *b, const ad_node *x);

/* The part of node i, whose S is known, in what underflow costs. */
void ad_bound_add_losses(ad_bound *b, size_t i);

#endif
