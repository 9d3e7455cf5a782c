/* SPDX-License-Identifier: GPL-3.0-or-later
   Outputs and leaves as stretches of the Jacobian, and which of them a
   derivative connects.  Read results_gather.h before. */
#include "results_gather.h"

#include <stdlib.h>

#include "exits.h"

static struct part part_of(const ad_graph *g, ad_ref node, size_t *first)
{
  ad_shape shape = ad_graph_shape(g, node);
  struct part part = {node, ad_graph_name(g, node), shape, *first,
                      shape.rows * shape.cols, NULL};
  *first += part.entries;
  return part;
}

/* Follows the edges that have a derivative from the output down. */
static unsigned char *find_uses(const struct results *r,
                                const struct part *output)
{
  const ad_graph *g = r->graph;
  unsigned char *reached = memory_new(ad_graph_size(g), 1);
  unsigned char *uses = memory_new(r->n_wrts, 1);
  reached[output->node.index] = 1;
  for (uint32_t i = output->node.index + 1; i-- > 0;) {
    ad_ref x = {i};
    for (size_t k = 0; reached[i] && k < ad_graph_operands(g, x); k++)
      if (ad_op_has_edge(ad_graph_op(g, x), (unsigned)k))
        reached[ad_graph_operand(g, x, k).index] = 1;
  }
  for (size_t w = 0; w < r->n_wrts; w++)
    uses[w] = reached[r->wrts[w].node.index];
  free(reached);
  return uses;
}

void results_list_parts(struct results *r)
{
  const ad_graph *g = r->graph;
  r->n_outputs = ad_graph_outputs(g);
  r->n_wrts = ad_graph_wrts(g);
  r->outputs = memory_new(r->n_outputs, sizeof *r->outputs);
  r->wrts = memory_new(r->n_wrts, sizeof *r->wrts);
  for (size_t i = 0; i < r->n_outputs; i++)
    r->outputs[i] = part_of(g, ad_graph_output(g, i), &r->m);
  for (size_t i = 0; i < r->n_wrts; i++)
    r->wrts[i] = part_of(g, ad_graph_wrt(g, i), &r->n);
  for (size_t i = 0; i < r->n_outputs; i++)
    r->outputs[i].uses = find_uses(r, &r->outputs[i]);
}
