/* SPDX-License-Identifier: GPL-3.0-or-later
   The derivative of a logsumexp, exp(a - logsumexp(a)), has the same
   exponentials as its value: one function fills both, where both are wanted.
   Read c_body.h before. */
#include "export/c_body.h"
#include "graph.h"

static int has_op(const struct c_body *b, ad_ref x, ad_op op)
{
  return ad_graph_operands(b->g, x) > 0 && ad_graph_op(b->g, x) == op;
}

/* x is exp(a - logsumexp(a)): it is filled by what fills the logsumexp. */
void c_find_softmax(struct c_body *b, ad_ref x)
{
  if (!has_op(b, x, AD_OP_exp) || c_is_number(b->g, x))
    return;
  ad_ref difference = c_operand(b, x, 0);
  if (!has_op(b, difference, AD_OP_sub))
    return;
  ad_ref total = c_operand(b, difference, 1);
  if (has_op(b, total, AD_OP_expand))
    total = c_operand(b, total, 0);
  if (!has_op(b, total, AD_OP_logsumexp) || b->nodes[total.index].weights > 0 ||
      c_operand(b, total, 0).index != c_operand(b, difference, 0).index)
    return;
  b->nodes[total.index].weights = x.index + 1;
  b->nodes[x.index].total = total.index + 1;
}
