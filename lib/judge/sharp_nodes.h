/* SPDX-License-Identifier: GPL-3.0-or-later
   What sharp_nodes.c shares with sharp_reduce.c and sharp_factored.c: a node's
   kernels with other numbers in the place of its operands, and the two kinds
   that are done there.  Read sharp_parts.h before. */
#ifndef AD_SHARP_NODES_H
#define AD_SHARP_NODES_H

#include "judge/sharp_parts.h"

/* How many roundings a term of a sum of n takes; of a reduction's sums. */
double ad_sharp_sum_length(double n);
double ad_sharp_group_length(const ad_graph *g, const ad_node *x);

/* Values of x's operands, as kernels expect them. */
const double *const *ad_sharp_values(const ad_sharp *s, const ad_node *x);

/* to = the tangent of node i from those in t; to += what operand k receives
   of `from`; operands' values, and the node's, are those in `values`. */
void ad_sharp_tangent(ad_sharp *s, size_t i, const double *t,
                      const double *values, double *to);
void ad_sharp_adjoint(ad_sharp *s, size_t i, size_t k, double *to,
                      const double *from, const double *values);

/* s->work[entries of node i] = T + length S */
double *ad_sharp_on_top(ad_sharp *s, size_t i, const double *T, double length);

/* Reductions but sum: see sharp_parts.h. */
void ad_sharp_reduce_off(ad_sharp *s, size_t i);
void ad_sharp_reduce_weight(ad_sharp *s, size_t i, ad_sharp_lengths length);
void ad_sharp_reduce_turn(ad_sharp *s, size_t i); /* second derivatives only */
void ad_sharp_reduce_spread(ad_sharp *s, size_t i, double *all); /* no off */
void ad_sharp_reduce_bound(ad_sharp *s, size_t i, double *T,
                           const double *all);

/* det, inv, solve; how many roundings are behind each entry of |L| |U|. */
double ad_sharp_factored_units(const ad_sharp *s, size_t i);
size_t ad_sharp_factored_words(const ad_graph *g);
void ad_sharp_factored_off(ad_sharp *s, size_t i);
void ad_sharp_factored_weight(ad_sharp *s, size_t i, size_t k);
void ad_sharp_factored_turn(ad_sharp *s, size_t i);
void ad_sharp_factored_spread(ad_sharp *s, size_t i, double *all);
void ad_sharp_factored_bound(ad_sharp *s, size_t i, double *T, double *all);

#endif
