/* SPDX-License-Identifier: GPL-3.0-or-later
   See autograd.h. */
#include "explain/autograd.h"

#include "host/exits.h"

static int requires_grad(enum autograd is)
{
  return is == AUTOGRAD_LEAF || is == AUTOGRAD_RECORDED;
}

/* Of a computed node: is there an operand that a derivative passes to?  (Not
   whether one comes from the output: backward is called later.) */
static enum autograd computed(const struct explained *e, ad_ref x,
                              const enum autograd *is)
{
  enum autograd found = AUTOGRAD_PLAIN;
  for (size_t k = 0; k < ad_graph_operands(e->graph, x); k++)
    if (requires_grad(is[ad_graph_operand(e->graph, x, k).index])) {
      if (ad_op_has_edge(ad_graph_op(e->graph, x), (unsigned)k))
        return AUTOGRAD_RECORDED;
      found = AUTOGRAD_DETACHED;
    }
  return found;
}

enum autograd *autograd_of(const struct explained *e)
{
  size_t n = ad_graph_size(e->graph), leaf;
  enum autograd *is = memory_new(n, sizeof *is);
  for (uint32_t i = 0; i < n; i++)
    is[i] = ad_graph_is_leaf(e->graph, (ad_ref){i}, &leaf)
              ? AUTOGRAD_DATA
              : AUTOGRAD_PLAIN;
  for (size_t w = 0; w < ad_graph_wrts(e->graph); w++)
    is[ad_graph_wrt(e->graph, w).index] = AUTOGRAD_LEAF;
  for (uint32_t i = 0; i < n; i++)
    if (is[i] == AUTOGRAD_PLAIN)
      is[i] = computed(e, (ad_ref){i}, is);
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
