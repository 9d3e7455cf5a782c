/* SPDX-License-Identifier: GPL-3.0-or-later
   Derivatives as claims mean them: where a vector is made of a vector entry by
   entry, the slopes as a vector, as in dl/da*da/dz, and not the diagonal
   matrix that ad_derivative gives.  Read claims_data.h before. */
#include <stdlib.h>

#include "claims/claims_data.h"
#include "symbolic.h"
#include "symbolic/derivation.h"

/* Marks what x leads to, up to y. */
static void mark_varied(const ad_graph *g, ad_ref y, ad_ref x,
                        unsigned char *varied)
{
  varied[x.index] = 1;
  for (uint32_t i = x.index + 1; i <= y.index; i++)
    for (size_t k = 0; k < g->nodes[i].arity; k++)
      varied[i] |= varied[g->operands[g->nodes[i].operand + k]];
}

static int are_vectors_alike(ad_shape of, ad_shape by)
{
  return of.rows == by.rows && of.cols == by.cols &&
         (of.rows == 1) != (of.cols == 1);
}

static ad_status derive(ad_builder *b, ad_ref y, ad_ref x, ad_ref *out,
                        ad_error *err)
{
  int entrywise = x.index == y.index &&
                  are_vectors_alike(ad_builder_shape(b, y),
                                    ad_builder_shape(b, x));
  if (x.index < y.index && y.index < b->g.n &&
      are_vectors_alike(ad_builder_shape(b, y), ad_builder_shape(b, x))) {
    unsigned char *marks = calloc(2, (size_t)y.index + 1);
    if (!marks)
      return ad_fail_memory(err, 2 * ((size_t)y.index + 1));
    mark_varied(&b->g, y, x, marks);
    entrywise = marks[y.index] && ad_derivation_entrywise(
                                    &b->g, y, x, marks, marks + y.index + 1);
    free(marks);
  }
  return entrywise ? ad_pullback(b, y, AD_NO_REF, 1, &x, out, err)
                   : ad_derivative(b, y, x, out, err);
}

/* Claims ask for the same ones again and again, above all when they are held
   against changes of their own text. */
ad_status ad_claim_derive(ad_builder *b, ad_ref y, ad_ref x, ad_ref *out,
                          ad_error *err)
{
  ad_derived_node *all = b->g.derived;
  size_t n = b->g.n_derived, known = n < AD_DERIVED ? n : AD_DERIVED;
  for (size_t k = 0; k < known; k++)
    if (all[k].y.index == y.index && all[k].x.index == x.index) {
      *out = all[k].node;
      return AD_OK;
    }
  ad_status status = derive(b, y, x, out, err);
  if (status == AD_OK && out->index < b->g.n)
    all[b->g.n_derived++ % AD_DERIVED] = (ad_derived_node){y, x, *out};
  return status;
}
