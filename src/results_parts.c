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

/* Can a change of operand k be seen in x: as a derivative or, with `jumps`, at
   all? */
static int passes(const ad_graph *g, ad_ref x, size_t k, int jumps)
{
  ad_op op = ad_graph_op(g, x);
  return ad_op_has_edge(op, (unsigned)k) ||
         (jumps && ad_op_get(op)->edge != AD_EDGE_frozen);
}

/* Marks the leaves that can be seen from the output. */
static void find_reached(const struct results *r,
                         const struct part *output, int jumps,
                         unsigned char *uses)
{
  const ad_graph *g = r->graph;
  unsigned char *reached = memory_new(ad_graph_size(g), 1);
  reached[output->node.index] = 1;
  for (uint32_t i = output->node.index + 1; i-- > 0;) {
    ad_ref x = {i};
    for (size_t k = 0; reached[i] && k < ad_graph_operands(g, x); k++)
      if (passes(g, x, k, jumps))
        reached[ad_graph_operand(g, x, k).index] = 1;
  }
  for (size_t w = 0; w < r->n_wrts; w++)
    if (reached[r->wrts[w].node.index])
      uses[w] = jumps ? PART_JUMPS : PART_USES;
  free(reached);
}

size_t results_part(const struct part *parts, size_t n, size_t at)
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

double results_output(const struct results *r, size_t of)
{
  const struct part *part =
      &r->outputs[results_part(r->outputs, r->n_outputs, of)];
  return ad_value_at(r->engines.value, part->node)[of - part->first];
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
  for (size_t i = 0; i < r->n_outputs; i++) {
    r->outputs[i].uses = memory_new(r->n_wrts, 1);
    find_reached(r, &r->outputs[i], 1, r->outputs[i].uses);
    find_reached(r, &r->outputs[i], 0, r->outputs[i].uses);
  }
}
