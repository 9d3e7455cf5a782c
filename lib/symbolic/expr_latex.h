/* SPDX-License-Identifier: GPL-3.0-or-later
   Expressions as LaTeX, for math mode.  Internal; read expr.h before. */
#ifndef AD_EXPR_LATEX_H
#define AD_EXPR_LATEX_H

#include "expr.h"
#include "nodes.h"

/* Is what is called so 1 x 1? */
typedef int ad_latex_single(const void *state, const char *name);

/* The same of the nodes of a graph, which is the state. */
int ad_latex_is_single(const void *graph, const char *name);

/* The expression as LaTeX that needs amsmath: quotients as fractions, products
   entry by entry of matrices with a sign of their own, names with their numbers
   as subscripts, dl/dx with round d.  The caller frees *text.  AD_ENOMEM. */
ad_status ad_expr_latex(const ad_expr *expr, ad_latex_single *single,
                        const void *state, char **text);

/* A name by itself; the caller frees it; NULL without memory. */
char *ad_name_latex(const char *name);

/* A formatted text; the caller frees it; NULL without memory. */
char *ad_format(const char *format, ...) AD_PRINTF(1, 2);

#endif
