/* SPDX-License-Identifier: GPL-3.0-or-later
   Of a node in a sweep: its operands as forms, and its rule.  Internal; read
   gradient.h before. */
#ifndef AD_SWEEP_RULE_H
#define AD_SWEEP_RULE_H

#include "symbolic/gradient.h"

/* Operand k of the node x, turned where a product reads it so. */
ad_sym ad_sweep_operand(const ad_sym_sweep *s, const ad_node *x, size_t k);

/* The rule of node i, without tangents and adjoint. */
ad_rule ad_sweep_rule(ad_sym_sweep *s, uint32_t i);

/* factor times the partial by operand k of an elementwise row, or what is left
   of it where a partial of 0 cuts the edge. */
ad_sym ad_sweep_partial(const ad_rule *r, size_t k, ad_sym factor);

/* What node i, whose adjoint is in its rule, pays in to its operand k. */
ad_sym ad_sweep_paid(ad_sym_sweep *s, const ad_rule *r, uint32_t i, size_t k);

/* A determinant whose derivative is computed, and has one where the matrix is
   singular, too; in a formula, the rule's text is shorter. */
int ad_sweep_by_cofactors(const ad_rule *r);

/* Does an edge lead from operand k of x, which varies? */
int ad_sweep_has_edge(const ad_sym_sweep *s, const ad_node *x, size_t k);

#endif
