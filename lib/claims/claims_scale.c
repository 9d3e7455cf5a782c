/* SPDX-License-Identifier: GPL-3.0-or-later
   What rounding is measured by: where terms cancel, as in the rows of a
   gradient that sum to 0, what is left over is as small as the terms are
   large.  A node is written out once more without signs,

     |a - b|  ->  |a| + |b|,     |A @ B|  ->  |A| @ |B|,    ...

   a few operations deep.  Read claims_data.h before. */
#include "claims/claims_data.h"
#include "graph.h"

enum { DEPTH = 8 };

static ad_ref scale_of(ad_builder *b, ad_ref x, int depth);

/* Operand k of x without signs. */
static ad_ref part(ad_builder *b, ad_ref x, size_t k, int depth)
{
  return scale_of(b, (ad_ref){b->g.operands[b->g.nodes[x.index].operand + k]},
                  depth - 1);
}

/* The same of a product, which reads A' as A. */
static ad_ref factor(ad_builder *b, ad_ref x, size_t k, int depth)
{
  int turned = b->g.nodes[x.index].at[k] != 0;
  ad_ref a = part(b, x, k, depth);
  return turned ? ad_transpose(b, a) : a;
}

/* Hadamard: |det A| is at most the product of the rows' lengths. */
static ad_ref hadamard(ad_builder *b, ad_ref x)
{
  ad_ref a = {b->g.operands[b->g.nodes[x.index].operand]};
  return ad_reduce(b, AD_OP_prod, ad_reduce(b, AD_OP_norm, a, AD_OVER_COLS),
                   AD_ALL);
}

/* Reads the node anew: building moves the array. */
static ad_ref scale_of(ad_builder *b, ad_ref x, int depth)
{
  if (x.index == AD_NO_INDEX || depth == 0)
    return ad_abs(b, x);
  const ad_node node = b->g.nodes[x.index];
  switch (node.op) {
  case AD_OP_add:
  case AD_OP_sub:
    return ad_add(b, part(b, x, 0, depth), part(b, x, 1, depth));
  case AD_OP_mul:
    return ad_mul(b, part(b, x, 0, depth), part(b, x, 1, depth));
  case AD_OP_div:
    return ad_div(b, part(b, x, 0, depth), part(b, x, 1, 1));
  case AD_OP_matmul:
    return ad_matmul(b, factor(b, x, 0, depth), factor(b, x, 1, depth));
  case AD_OP_neg:
    return part(b, x, 0, depth);
  case AD_OP_transpose:
    return ad_transpose(b, part(b, x, 0, depth));
  case AD_OP_sum:
    return ad_reduce(b, AD_OP_sum, part(b, x, 0, depth), (ad_axis)node.at[0]);
  case AD_OP_expand:
    return ad_expand(b, part(b, x, 0, depth), ad_builder_shape(b, x));
  case AD_OP_slice:
    return ad_slice(b, part(b, x, 0, depth), node.at[0], node.at[1],
                    ad_builder_shape(b, x));
  case AD_OP_det:
    return hadamard(b, x);
  default:
    return ad_abs(b, x);
  }
}

ad_ref ad_claim_scale(ad_builder *b, ad_ref x)
{
  return scale_of(b, x, DEPTH);
}
