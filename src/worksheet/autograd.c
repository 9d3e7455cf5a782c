/* SPDX-License-Identifier: GPL-3.0-or-later
   See autograd.h. */
#include "worksheet/autograd.h"

#include "host/exits.h"

static int requires_grad(enum autograd is)
{
  return is == AUTOGRAD_LEAF || is == AUTOGRAD_RECORDED;
}

/* Is it recorded whatever operand requires a gradient?  Steps hand zeros back
   there, comparisons nothing. */
static int is_step(ad_op op)
{
  enum { COMPARED = 1 };
  const ad_op_row *row = ad_op_get(op);
  return row->kind == AD_KIND_elementwise && row->edge != AD_EDGE_frozen &&
         row->strength != COMPARED && !ad_op_has_edges(op);
}

static enum autograd computed(const ad_graph *g, ad_ref x,
                              const enum autograd *is)
{
  ad_op op = ad_graph_op(g, x);
  enum autograd found = AUTOGRAD_PLAIN;
  for (size_t k = 0; k < ad_graph_operands(g, x); k++)
    if (requires_grad(is[ad_graph_operand(g, x, k).index])) {
      if (is_step(op) || ad_op_has_edge(op, (unsigned)k))
        return AUTOGRAD_RECORDED;
      if (ad_op_get(op)->edge == AD_EDGE_frozen)
        found = AUTOGRAD_DETACHED;
    }
  return found;
}

enum autograd *autograd_of(const ad_graph *g)
{
  size_t n = ad_graph_size(g), leaf;
  enum autograd *is = memory_new(n, sizeof *is);
  for (uint32_t i = 0; i < n; i++) {
    ad_ref x = {i};
    is[i] = !ad_graph_is_leaf(g, x, &leaf) ? computed(g, x, is)
            : ad_graph_is_wrt(g, x)        ? AUTOGRAD_LEAF
                                           : AUTOGRAD_DATA;
  }
  return is;
}

const char *autograd_word(enum autograd is)
{
  static const char *const words[] = {
      [AUTOGRAD_LEAF] = "leaf, requires_grad", [AUTOGRAD_DATA] = "leaf",
      [AUTOGRAD_RECORDED] = "recorded",        [AUTOGRAD_DETACHED] = "detached",
      [AUTOGRAD_PLAIN] = "not recorded"};
  return words[is];
}
