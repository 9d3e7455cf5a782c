/* SPDX-License-Identifier: GPL-3.0-or-later
   What the rows of the op table say, as texts for tables.  The caller frees
   what is returned as char *.  Read lib/ops.h before. */
#ifndef OP_TEXT_H
#define OP_TEXT_H

#include "ops.h"

/* How it is written: "a + b", "-a", "a'", "exp(a)", "mse(x, y)". */
char *op_written(const ad_op_row *row);
char *op_derived(const ad_derived_row *row);

/* Elementwise: a line "dv/da = ..." for each operand with an edge, and the
   convention at kinks.  Structured: the rules of tangent and adjoints. */
char *op_derivatives(ad_op op);
char *op_rules(const ad_op_row *row);

/* Where an elementwise operation has derivatives. */
const char *op_domain(const ad_op_row *row);

/* The operands and the result that the tape keeps: "a v", "-" for none. */
char *op_keeps(ad_op op);

/* Its LaTeX, with the operands filled in. */
char *op_latex(const ad_op_row *row);

#endif
