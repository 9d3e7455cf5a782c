/* SPDX-License-Identifier: GPL-3.0-or-later
   Read parts.h before. */
#include "worksheet/parts.h"

#include <stdlib.h>

#include "host/exits.h"

static struct part part_of(const ad_graph *g, ad_ref node, size_t *first)
{
  ad_shape shape = ad_graph_shape(g, node);
  struct part part = {node, ad_graph_name(g, node), shape, *first,
                      shape.rows * shape.cols, NULL};
  *first += part.entries;
  return part;
}

size_t parts_outputs(const ad_graph *g, struct part **parts)
{
  size_t n = ad_graph_outputs(g), first = 0;
  *parts = memory_new(n, sizeof **parts);
  for (size_t i = 0; i < n; i++)
    (*parts)[i] = part_of(g, ad_graph_output(g, i), &first);
  return n;
}

size_t parts_wrts(const ad_graph *g, struct part **parts)
{
  size_t n = ad_graph_wrts(g), first = 0;
  *parts = memory_new(n, sizeof **parts);
  for (size_t i = 0; i < n; i++)
    (*parts)[i] = part_of(g, ad_graph_wrt(g, i), &first);
  return n;
}

void parts_free(struct part *parts, size_t n)
{
  for (size_t i = 0; i < n; i++)
    free(parts[i].uses);
  free(parts);
}

size_t parts_entries(const struct part *parts, size_t n)
{
  return n ? parts[n - 1].first + parts[n - 1].entries : 0;
}

size_t parts_find(const struct part *parts, size_t n, size_t at)
{
  size_t low = 0, high = n;
  while (high - low > 1) {
    size_t middle = low + (high - low) / 2;
    if (parts[middle].first <= at)
      low = middle;
    else
      high = middle;
  }
  return low;
}

/* How a node can be seen from the output: at all, and by derivatives. */
enum { SEEN = 1, USED = 2 };

/* How operand k can be seen where x can be in this way. */
static unsigned char passed(const ad_graph *g, ad_ref x, size_t k,
                            unsigned char way)
{
  ad_op op = ad_graph_op(g, x);
  if (ad_op_has_edge(op, (unsigned)k))
    return way;
  return ad_op_get(op)->edge == AD_EDGE_frozen ? 0 : way & SEEN;
}

/* Marks the leaves that can be seen from the output. */
static void find_reached(const ad_graph *g, struct part *output,
                         const struct part *wrts, size_t n_wrts)
{
  unsigned char *reached = memory_new(ad_graph_size(g), 1);
  reached[output->node.index] = SEEN | USED;
  for (uint32_t i = output->node.index + 1; i-- > 0;) {
    ad_ref x = {i};
    for (size_t k = 0; reached[i] && k < ad_graph_operands(g, x); k++)
      reached[ad_graph_operand(g, x, k).index] |= passed(g, x, k, reached[i]);
  }
  for (size_t w = 0; w < n_wrts; w++)
    if (reached[wrts[w].node.index])
      output->uses[w] = reached[wrts[w].node.index] & USED ? PART_USES
                                                           : PART_JUMPS;
  free(reached);
}

void parts_connect(const ad_graph *g, struct part *outputs, size_t n_outputs,
                   const struct part *wrts, size_t n_wrts)
{
  for (size_t i = 0; i < n_outputs; i++) {
    outputs[i].uses = memory_new(n_wrts, 1);
    find_reached(g, &outputs[i], wrts, n_wrts);
  }
}
