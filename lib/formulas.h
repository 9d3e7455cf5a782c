/* SPDX-License-Identifier: GPL-3.0-or-later
   Gradients written out in worksheet language: a line for the adjoint of each
   named node on the way, in the order in which the reverse sweep comes to them,
   with the adjoints of those before as names, dl/dz.  What has no name stands
   in the lines.  Each line can be read again, by a sheet that knows derivatives
   (symbolic.h), and is then the same matrix.  Read graph.h before. */
#ifndef AD_FORMULAS_H
#define AD_FORMULAS_H

#include "nodes.h"

AD_BEGIN_C

typedef struct ad_formulas ad_formulas;

/* The lines for the derivatives of the named node y, which is 1 x 1, by the
   named nodes x[n]: these always, of the others those that are read.
   AD_EINPUT, AD_ENOMEM.  The caller frees *out. */
AD_API ad_status ad_formulas_new(const ad_graph *g, ad_ref y, size_t n,
                                 const ad_ref *x, ad_formulas **out,
                                 ad_error *err);

/* The same, to be read at a point where no entry of those nodes i is 0 of
   which nonzero[i] is not 0 (borrowed): what only guards them, norm'(0) = 0, is
   left out. */
AD_API ad_status ad_formulas_at(const ad_graph *g, ad_ref y, size_t n,
                                const ad_ref *x, const unsigned char *nonzero,
                                ad_formulas **out, ad_error *err);
AD_API void ad_formulas_free(ad_formulas *f);

/* Lines; of line i the node that y is differentiated by, the name of the
   derivative, and its formula; NULL where that is too long to be written, or
   there is no such line. */
AD_API size_t ad_formulas_count(const ad_formulas *f);
AD_API ad_ref ad_formulas_node(const ad_formulas *f, size_t i);
AD_API const char *ad_formulas_left(const ad_formulas *f, size_t i);
AD_API const char *ad_formulas_right(const ad_formulas *f, size_t i);

/* The name and the formula of line i as LaTeX for math mode, which needs
   amsmath; NULL where there is no formula. */
AD_API const char *ad_formulas_left_latex(const ad_formulas *f, size_t i);
AD_API const char *ad_formulas_latex(const ad_formulas *f, size_t i);

/* The text of a row of the op set (ops.h) in its operands, tangents and the
   adjoint, as LaTeX: vbar has a bar, da is a with a dot.  by_entries: the row
   is an elementwise one.  AD_EINPUT where it is no expression, AD_ENOMEM.  The
   caller frees *latex. */
AD_API ad_status ad_text_latex(const char *text, int by_entries, char **latex,
                               ad_error *err);

/* What a text of the worksheet language comes apart at, outside of all
   brackets: a sum, a sign or a comparison; a matrix product; a product entry by
   entry; nothing.  What is weaker than its neighbours needs brackets. */
typedef enum ad_strength {
  AD_LOOSE, AD_BY_MATMUL, AD_BY_ENTRIES, AD_ONE_WORD
} ad_strength;
AD_API ad_strength ad_text_strength(const char *text);

/* A text of the worksheet language, in the names of g and in others, which
   are taken for numbers, as LaTeX for math mode.  AD_EINPUT where it is no
   expression, AD_ENOMEM.  The caller frees *latex. */
AD_API ad_status ad_formula_latex(const ad_graph *g, const char *text,
                                  char **latex, ad_error *err);

AD_END_C

#endif
