/* SPDX-License-Identifier: GPL-3.0-or-later
   What the rows of the op table say, as texts for tables.  The caller frees
   what is returned as char *.  Read lib/ops.h before. */
#ifndef OP_TEXT_H
#define OP_TEXT_H

#include "ops.h"

/* How it is written: "a + b", "-a", "a'", "exp(a)", "mse(x, y)". */
char *op_written(const ad_op_row *row);
char *op_derived(const ad_derived_row *row);

/* Elementwise: "dv/da = ..." for each operand with an edge; structured: the
   rules of tangent and adjoints.  Returns how many there are; the caller
   frees each. */
enum { OP_FORMULAS = 4 }; /* at most                                       */
size_t op_formulas(ad_op op, char *lines[OP_FORMULAS]);

/* The same as lines of one text, with the convention at kinks; of an
   elementwise and of a structured operation. */
char *op_derivatives(ad_op op);
char *op_rules(ad_op op);

/* Where an elementwise operation has derivatives. */
const char *op_domain(const ad_op_row *row);

/* The operands and the result that the tape keeps: "a v", "-" for none. */
char *op_keeps(ad_op op);

/* Its LaTeX, with the operands filled in. */
char *op_latex(const ad_op_row *row);

/* op_math.c: in LaTeX for math mode a text; and the formulas and convention of
   an operation, under each other.  NULL: it is to be shown as it is, being
   longer than `most` columns, which no line would hold, or no expression. */
char *op_math(const char *text, int by_entries, size_t most);
char *op_formulas_math(ad_op op, size_t most);

#endif
