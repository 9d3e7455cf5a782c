/* SPDX-License-Identifier: GPL-3.0-or-later
   Expressions as LaTeX, for math mode.  Internal; read expr.h before. */
#ifndef AD_EXPR_LATEX_H
#define AD_EXPR_LATEX_H

#include "expr.h"
#include "graph.h"

/* The expression over the names of g as LaTeX that needs amsmath: quotients as
   fractions, products entry by entry of matrices with a sign of their own,
   names with their numbers as subscripts, dl/dx with round d.  The caller frees
   *text.  AD_ENOMEM. */
ad_status ad_expr_latex(const ad_graph *g, const ad_expr *expr, char **text);

/* A name by itself; the caller frees it; NULL without memory. */
char *ad_name_latex(const char *name);

#endif
