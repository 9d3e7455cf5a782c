/* SPDX-License-Identifier: GPL-3.0-or-later
   The figure of a computation graph: leaves below, outputs above; the graph of
   the gradient beside it, from above downwards.  Read boxes.h and figure.h
   before. */
#ifndef GRAPH_FIGURE_H
#define GRAPH_FIGURE_H

#include "boxes/boxes.h"
#include "draw/figure.h"
#include "locals.h"

/* Local derivatives at the edges, where `partials`.  The caller frees what is
   in it. */
struct figure graph_figure(const struct boxes *boxes, const char *title,
                           int partials);

/* graph_text.c: the name and the text of a box; the text of a number.  The
   caller frees them. */
char *graph_box_name(const struct boxes *boxes, ad_ref x);
char *graph_box_text(const struct boxes *boxes, ad_ref x);
char *graph_number_text(const struct boxes *boxes, ad_ref x);

/* graph_partial.c: how the adjoint of x is handed on to its operand k, or by
   all of the box of x to the box `from`: "h3 = 8", "* step(A1)", "W2' @ ...";
   "" where that cannot be said in short.  The caller frees it. */
char *graph_partial(const struct boxes *boxes, ad_locals *l, ad_ref x,
                    size_t k);
char *graph_partials_of(const struct boxes *boxes, ad_locals *l, ad_ref box,
                        ad_ref from);

/* Local derivatives that go from box to box, at values of which nonzero[nodes]
   (borrowed, ad_locals_at) are not 0; the caller frees them. */
ad_locals *graph_locals(const struct boxes *boxes,
                        const unsigned char *nonzero);

#endif
