/* SPDX-License-Identifier: GPL-3.0-or-later
   The texts of the op set's rows as forms.  Internal; read form.h, ops.def and
   structured.def before. */
#ifndef AD_RULE_H
#define AD_RULE_H

#include "expr.h"
#include "symbolic/form.h"

/* The texts that have been parsed, so that each is once. */
typedef struct ad_rule_texts {
  size_t n, room, room_parsed;
  const char **texts;
  ad_expr **parsed;
} ad_rule_texts;

/* What the names in the text of a row mean: operands, tangents, the result and
   its adjoint; AD_NO_SYM where there is none.  And what the functions know by
   themselves: the axis, and the first row and column of a slice or a place. */
typedef struct ad_rule {
  ad_algebra *w;
  ad_rule_texts *texts;
  const ad_op_row *row;
  ad_sym operand[3], tangent[2], v, vbar;
  ad_sym p, q, own, other; /* of an edge, for texts that are wrong on purpose:
                              its partial and that of the other operand, and
                              these operands                               */
  ad_axis over;
  size_t r0, c0;
  int by_cols; /* a list names columns                                      */
} ad_rule;

/* The form that the text stands for.  AD_NO_SYM after a failure, which is in
   the arena. */
ad_sym ad_rule_form(const ad_rule *r, const char *text);
/* The same of a text that has been parsed. */
ad_sym ad_rule_expr(const ad_rule *r, const ad_expr *expr);

/* Row (column) k of x. */
ad_sym ad_rule_line(ad_algebra *w, ad_sym x, int by_cols, size_t k);

void ad_rule_texts_free(ad_rule_texts *texts);

/* Of each entry of x, the product of those that it is reduced with, by halves:
   exact with zeros, and made of products again. */
ad_sym ad_rule_others(ad_algebra *w, ad_sym x, ad_axis axis);

/* The cofactors of the square operand, whose determinant is v; of more than
   eight rows NaN, where it is singular to rounding. */
ad_sym ad_rule_cofactors(const ad_rule *r);

#endif
