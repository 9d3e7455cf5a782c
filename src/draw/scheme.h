/* SPDX-License-Identifier: GPL-3.0-or-later
   The networks in a graph, layer by layer.  A layer is a product with a leaf,
   its weights; a leaf that is added to it, its bias; and what is done to that
   entry by entry, its activation.  Read sheet.h before. */
#ifndef SCHEME_H
#define SCHEME_H

#include "draw/figure.h"
#include "sheet.h"

/* AD_NO_INDEX where there is no such node. */
struct scheme_layer {
  ad_ref input;    /* what the product reads, but the weights              */
  ad_ref weights, bias;
  ad_ref sum;      /* product and bias                                     */
  ad_ref output;   /* with the activation; `sum`, where there is none      */
  int direct;      /* is the output one function of the sum alone?         */
  size_t units;    /* neurons                                              */
  int columns;     /* is a sample a column?                                */
  size_t previous; /* 1 + the layer that it reads; 0: none                 */
  int read;        /* does another layer read it?                          */
};

struct scheme {
  const ad_graph *graph;
  size_t n;
  struct scheme_layer *layers; /* in order of evaluation                   */
};

/* AD_EINPUT where there is no layer, or where weights come twice, as in a
   recurrent network.  The caller calls scheme_free in any case. */
ad_status scheme_find(struct scheme *scheme, const ad_graph *g, ad_error *err);
void scheme_free(struct scheme *scheme);

/* scheme_figure.c: neurons in columns, a layer each, from left to right; a
   network below the other.  The caller frees what is in it. */
struct figure scheme_figure(const struct scheme *scheme, const char *title);

#endif
