/* SPDX-License-Identifier: GPL-3.0-or-later
   Local derivatives: how the adjoint of a named node goes on to a named node
   that it reads, what has no name between the two being folded.  What is paid
   in is written as factors in the order in which they are met,

     dl/dx = W' @ (dl/dz * step(z))      of z = relu(W @ x), for example,

   each with the way in which it acts.  Read formulas.h before.  Source:
   Griewank and Walther, Evaluating Derivatives, 2nd edition, section 3.2 (the
   elementary adjoints). */
#ifndef AD_LOCALS_H
#define AD_LOCALS_H

#include "nodes.h"

AD_BEGIN_C

/* How a factor acts on what is there so far, s. */
typedef enum ad_act {
  AD_ACT_TIMES,   /* s * factor, entry by entry; the smaller is stretched   */
  AD_ACT_LEFT,    /* factor @ s                                             */
  AD_ACT_RIGHT,   /* s @ factor                                             */
  AD_ACT_TURN,    /* s'                                                     */
  AD_ACT_SUM,     /* the sum of s over `axis`                               */
  AD_ACT_STRETCH, /* s copied along the axes on which it has one entry      */
  AD_ACT_OTHER    /* the text, in which AD_SO_FAR stands for s              */
} ad_act;

#define AD_SO_FAR "..."
#define AD_SO_FAR_LATEX "\\mathit{...}"

/* Sizes, and what the worksheet calls them; "" where it does not. */
typedef struct ad_extent {
  size_t rows, cols;
  const char *row_name, *col_name;
} ad_extent;

/* Texts are owned; NULL where there is none, or it is too long to be written.
   What is the same number everywhere is that number, 1 x 1. */
typedef struct ad_factor {
  ad_act act;
  ad_axis axis;
  char *text, *latex;            /* of TIMES, LEFT, RIGHT, OTHER           */
  char *turned, *turned_latex;   /* the transpose, of LEFT and RIGHT       */
  ad_extent shape, gives;        /* of the factor; of all up to here       */
} ad_factor;

/* The edge from node `of` down to node `by`.  The first factor acts on the
   adjoint of `of`. */
typedef struct ad_local {
  ad_ref of, by;
  ad_extent from, to; /* of the two nodes                                   */
  size_t n;
  ad_factor *factors; /* factors[n]                                         */
} ad_local;

typedef struct ad_locals ad_locals;

/* For the derivatives of node y by the wrt leaves of g (borrowed).  AD_EINPUT
   where y is no node, AD_ENOMEM.  The caller frees *out. */
AD_API ad_status ad_locals_new(const ad_graph *g, ad_ref y, ad_locals **out,
                               ad_error *err);

/* The same, to be read where no entry of those nodes i is 0 of which nonzero[i]
   is not 0 (borrowed), as ad_formulas_at. */
AD_API ad_status ad_locals_at(const ad_graph *g, ad_ref y,
                              const unsigned char *nonzero, ad_locals **out,
                              ad_error *err);
AD_API void ad_locals_free(ad_locals *l);

/* The edges from the named node `of` to the named nodes by[n], as out[n]; the
   caller hands each to ad_local_clear, whatever the status.  AD_EINPUT where
   `of` is declared behind y, AD_ENOMEM. */
AD_API ad_status ad_locals_edges(ad_locals *l, ad_ref of, size_t n,
                                 const ad_ref *by, ad_local *out,
                                 ad_error *err);
AD_API void ad_local_clear(ad_local *local);

/* From now on node x ends the ways between named nodes, as if it had a name:
   what passes it is left out. */
AD_API void ad_locals_end(ad_locals *l, ad_ref x);

/* The name of a node, or of a derivative, dy/dx, as LaTeX; the caller frees it;
   NULL without memory. */
AD_API char *ad_locals_latex(const char *name);

/* The derivatives of y, which is 1 x 1, by x[n], each written out in one
   formula, in the names of g alone; texts[i] and latex[i], which the caller
   frees, are NULL where it would take more than `most` bytes.  A path of the
   graph is gone for each that leads there: not for graphs of many.
   AD_ENOMEM. */
AD_API ad_status ad_locals_written(ad_locals *l, size_t n, const ad_ref *x,
                                   size_t most, char **texts, char **latex,
                                   ad_error *err);

AD_END_C

#endif
