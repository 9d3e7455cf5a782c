/* SPDX-License-Identifier: GPL-3.0-or-later
   A sweep in forms behind the nodes of a builder, from its arena to the nodes
   that it gives.  Internal; read gradient.h and form_lower.h before. */
#ifndef AD_DERIVATION_H
#define AD_DERIVATION_H

#include "symbolic/form_lower.h"
#include "symbolic/gradient.h"

typedef struct ad_derivation {
  ad_builder *b;
  ad_algebra w;
  ad_sym_sweep s;
} ad_derivation;

/* Has the builder no failure, and are x[n] nodes of it? */
ad_status ad_derivation_check(const ad_builder *b, size_t n, const ad_ref *x,
                              ad_error *err);

/* Begins a sweep from y by x[n]; ends it, and hands a failure on, from
   wherever it is. */
ad_status ad_derivation_start(ad_derivation *d, ad_builder *b, ad_ref y,
                              size_t n, const ad_ref *x);
ad_status ad_derivation_end(ad_derivation *d, ad_status status, ad_error *err);

/* Ones in the shape of x. */
ad_sym ad_derivation_ones(ad_derivation *d, ad_ref x);

/* The forms as nodes out[n], in the shapes of like[n]. */
ad_status ad_derivation_lower(ad_derivation *d, size_t n, const ad_sym *forms,
                              const ad_ref *like, ad_ref *out);

/* Is every step on the way from x to y entry by entry, and in the shape of
   both?  varied[y + 1] marks what depends on x; leads[y + 1], zeros, is room
   for what leads to y. */
int ad_derivation_entrywise(const ad_graph *g, ad_ref y, ad_ref x,
                            const unsigned char *varied, unsigned char *leads);

#endif
