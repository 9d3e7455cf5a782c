/* SPDX-License-Identifier: GPL-3.0-or-later
   What is drawn of a worksheet: its graph, or that with the graph of its
   gradient behind it, and the numbers of both.  Read symbolic.h and trace.h
   before. */
#ifndef SCENE_H
#define SCENE_H

#include "sheet.h"
#include "trace.h"

struct scene {
  const ad_sheet *sheet;
  const ad_graph *graph;
  size_t first;    /* from this node on it is the gradient's; where none is
                      drawn, how many nodes there are                      */
  const char *of;  /* the one scalar output, whose adjoints are shown; NULL:
                      there is none                                        */
  ad_trace *trace; /* of the sheet's graph, both sweeps, from cotangents 1:
                      for one scalar output its adjoints; otherwise they
                      tell where a derivative passes                       */
  ad_graph *more;  /* `graph`, where the gradient is drawn; else NULL      */
  ad_trace *values; /* of `more`; else NULL                                */
  ad_ref *made_for; /* made_for[nodes], of nodes of the gradient: the node
                       of the sheet whose adjoint they make                */
  char **names;     /* names[nodes], dl/dz; NULL: as in the graph          */
  unsigned char *adjoint; /* adjoint[nodes]: does the seed lead to it?     */
};

/* AD_EINPUT where there is no gradient, AD_ENOMEM, AD_ELIMIT.  The caller
   calls scene_free in any case. */
ad_status scene_make(struct scene *s, const ad_sheet *sheet, int gradient,
                       ad_error *err);
void scene_free(struct scene *s);

/* "" where it has none. */
const char *scene_name(const struct scene *s, ad_ref x);

int scene_is_gradient(const struct scene *s, ad_ref x);

/* Is it the 1 that the reverse sweep begins with? */
int scene_is_seed(const struct scene *s, ad_ref x);

/* Is x an adjoint times something that is none, a local derivative: a product
   of the chain rule? */
int scene_is_chain(const struct scene *s, ad_ref x);

/* Its value; NULL: it has none. */
const double *scene_value(const struct scene *s, ad_ref x);

/* scene_gradient.c: puts the gradient's graph behind that of the sheet. */
ad_status scene_differentiate(struct scene *s, ad_error *err);

#endif
