/* SPDX-License-Identifier: GPL-3.0-or-later
   A network layer by layer: what goes into each and what comes out, in the
   leaves alone, put together from the lines as they were written.  Read
   explain.h and lib/expr.h before. */
#ifndef LAYERS_H
#define LAYERS_H

#include "explain/explain.h"

enum { LAYER_MOST = 64 }; /* bytes of what is put together                 */

/* A named node on the way to an output. */
struct layer {
  ad_ref node;
  char *kind;   /* "linear 1", "relu", "linear 2, sigmoid", "loss"; "" of
                   what is neither                                         */
  char *input;  /* the leaves and nodes that it reads, params apart        */
  char *output; /* what it is; where that is too long, nodes before it are
                   there by their names                                    */
  struct explain_line line; /* the proof of `output`                       */
};

struct layers {
  size_t n, n_linear;
  struct layer *layers; /* layers[n], in the order of evaluation           */
};

/* Those of e's graph; the caller hands it to layers_free in any case.
   AD_ENOMEM, AD_ELIMIT. */
ad_status layers_new(struct layers *l, const struct explained *e,
                     ad_error *err);
void layers_free(struct layers *l);

#endif
