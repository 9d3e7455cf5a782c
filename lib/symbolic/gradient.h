/* SPDX-License-Identifier: GPL-3.0-or-later
   Both sweeps in forms.  Internal; read rule.h before. */
#ifndef AD_GRADIENT_H
#define AD_GRADIENT_H

#include "graph/builder.h"
#include "symbolic/rule.h"

/* A sweep over the nodes of a builder, the last of which is `last`.  varied[i]
   tells whether node i depends on a node that is differentiated by. */
typedef struct ad_sym_sweep {
  ad_algebra *w;
  ad_rule_texts texts;
  const ad_graph *g;
  uint32_t last;
  unsigned char *varied; /* varied[last + 1]                                */
  const unsigned char *ends; /* ends[last]: nodes that pass nothing on; NULL:
                            there are none                                  */
  ad_sym *open;          /* open[last + 1], the forms of nodes; NULL: each is
                            known by name                                   */
  /* Sees what node i pays in to its operand k, and may have another form paid;
     the rule of the node has its adjoint.  NULL: nobody looks. */
  ad_sym (*pays)(void *state, const ad_rule *r, uint32_t i, size_t k,
                 ad_sym paid);
  void *state;
} ad_sym_sweep;

/* A sweep for the derivatives of node `last` by the nodes by[n].  AD_ENOMEM. */
ad_status ad_sym_sweep_init(ad_sym_sweep *s, ad_algebra *w, uint32_t last,
                            size_t n, const ad_ref *by);
void ad_sym_sweep_free(ad_sym_sweep *s);

/* Nodes without a name are read as what they are made of.  AD_ENOMEM. */
ad_status ad_sym_sweep_open(ad_sym_sweep *s);

/* The adjoints of by[n] where that of `last` is `seed`; zeros where no path
   leads. */
ad_status ad_sym_reverse(ad_sym_sweep *s, ad_sym seed, size_t n,
                         const ad_ref *by, ad_sym *out);

/* The tangents of the nodes y[m], none behind `last`, where those of the nodes
   by[n] are seeds[n]. */
ad_status ad_sym_forward(ad_sym_sweep *s, size_t n, const ad_sym *seeds,
                         const ad_ref *by, size_t m, const ad_ref *y,
                         ad_sym *out);

#endif
