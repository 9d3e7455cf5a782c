/* SPDX-License-Identifier: GPL-3.0-or-later
   Derivatives as claims mean them: where a vector is made of a vector entry by
   entry, the slopes as a vector, as in dl/da*da/dz, and not the diagonal
   matrix that ad_derivative gives.  Read claims_data.h before. */
#include <stdlib.h>

#include "judge/claims_data.h"
#include "symbolic.h"

/* A stretch in one shape is a copy, as in y = x. */
static int goes_entrywise(const ad_node *node)
{
  return node->op == AD_OP_expand ||
         ad_op_get((ad_op)node->op)->kind == AD_KIND_elementwise;
}

/* Marks what x leads to, up to y. */
static void mark_varied(const ad_graph *g, ad_ref y, ad_ref x,
                        unsigned char *varied)
{
  varied[x.index] = 1;
  for (uint32_t i = x.index + 1; i <= y.index; i++)
    for (size_t k = 0; k < g->nodes[i].arity; k++)
      varied[i] |= varied[g->operands[g->nodes[i].operand + k]];
}

/* Is every step on the way from x to y entry by entry, in the shape of y?  Both
   arrays [y + 1], zeros. */
static int is_entrywise(const ad_graph *g, ad_ref y, ad_ref x,
                        unsigned char *varied, unsigned char *leads)
{
  const ad_node *to = &g->nodes[y.index];
  mark_varied(g, y, x, varied);
  leads[y.index] = 1;
  for (uint32_t i = y.index; i > x.index; i--) {
    const ad_node *node = &g->nodes[i];
    if (!leads[i] || !varied[i])
      continue;
    if (!goes_entrywise(node) || node->rows != to->rows ||
        node->cols != to->cols)
      return 0;
    for (size_t k = 0; k < node->arity; k++)
      leads[g->operands[node->operand + k]] = 1;
  }
  return varied[y.index];
}

static int are_vectors_alike(ad_shape of, ad_shape by)
{
  return of.rows == by.rows && of.cols == by.cols &&
         (of.rows == 1) != (of.cols == 1);
}

ad_status ad_claim_derive(ad_builder *b, ad_ref y, ad_ref x, ad_ref *out,
                          ad_error *err)
{
  int entrywise = 0;
  if (x.index < y.index && y.index < b->g.n &&
      are_vectors_alike(ad_builder_shape(b, y), ad_builder_shape(b, x))) {
    unsigned char *marks = calloc(2, (size_t)y.index + 1);
    if (!marks)
      return ad_fail_memory(err, 2 * ((size_t)y.index + 1));
    entrywise = is_entrywise(&b->g, y, x, marks, marks + y.index + 1);
    free(marks);
  }
  return entrywise ? ad_pullback(b, y, AD_NO_REF, 1, &x, out, err)
                   : ad_derivative(b, y, x, out, err);
}
