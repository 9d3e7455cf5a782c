/* SPDX-License-Identifier: GPL-3.0-or-later
   Texts in worksheet language read behind the nodes of the sheet, and
   computed.  Read explain.h and lower.h before. */
#ifndef EXPLAIN_READ_H
#define EXPLAIN_READ_H

#include "explain/explain.h"
#include "lower.h"
#include "value.h"

/* The text as terms, whose names are nodes of g; NULL where it is no
   expression.  The caller frees it. */
ad_expr *explain_parse(const ad_graph *g, const char *text);

/* The text with the fewest parentheses; it takes the text, and gives one that
   the caller frees. */
char *explain_tidy(char *text);

/* Finishes b, which goes on from the sheet's graph, and computes it at the
   sheet's point, with given[n] for the leaves that it has added.  The caller
   frees *g and *values, in this order reversed, in any case. */
ad_status explain_compute(const struct explained *e, ad_builder *b, size_t n,
                          const double *const *given, ad_graph **g,
                          ad_value **values, ad_error *err);

/* The value x[shape] of a text; the caller frees *x. */
ad_status explain_text_value(const struct explained *e, const char *text,
                             double **x, ad_shape *shape, ad_error *err);

/* The text as LaTeX for math mode; NULL where it is no expression; the caller
   frees it. */
char *explain_latex(const struct explained *e, const char *text);

#endif
