/* SPDX-License-Identifier: GPL-3.0-or-later
   See behind.h. */
#include "graph/behind.h"

#include <stdlib.h>
#include <string.h>

#include "graph/builder.h"

/* The numbers of constants and the layouts of blocks, so that nodes find
   theirs where they stood. */
static ad_status copy_numbers(ad_builder *b, const ad_graph *g)
{
  ad_status status = ad_grow((void **)&b->g.numbers, &b->room_numbers, 0,
                             g->n_numbers, sizeof *g->numbers);
  if (status == AD_OK)
    status = ad_grow((void **)&b->g.layouts, &b->room_layouts, 0, g->n_layouts,
                     sizeof *g->layouts);
  if (status != AD_OK)
    return status;
  if (g->n_numbers > 0)
    memcpy(b->g.numbers, g->numbers, g->n_numbers * sizeof *g->numbers);
  if (g->n_layouts > 0)
    memcpy(b->g.layouts, g->layouts, g->n_layouts * sizeof *g->layouts);
  b->g.n_numbers = g->n_numbers;
  b->g.n_layouts = g->n_layouts;
  return AD_OK;
}

/* place[i] = 0 where node i is read. */
static void mark_read(const ad_graph *g, const unsigned char *known,
                      uint32_t *place)
{
  for (size_t i = 0; i < g->n; i++)
    place[i] = AD_NO_INDEX;
  for (size_t i = 0; i < g->n_outputs; i++)
    if (!known[g->outputs[i]])
      place[g->outputs[i]] = 0;
  for (size_t i = g->n; i-- > 0;)
    for (size_t k = 0; place[i] == 0 && !known[i] && k < g->nodes[i].arity; k++)
      place[g->operands[g->nodes[i].operand + k]] = 0;
}

static ad_ref copy_node(ad_builder *b, const ad_graph *g, uint32_t i,
                        const uint32_t *place, ad_ref *operands)
{
  const ad_node *x = &g->nodes[i];
  for (size_t k = 0; k < x->arity; k++)
    operands[k] = (ad_ref){place[g->operands[x->operand + k]]};
  return ad_builder_append(b, (ad_op)x->op, ad_graph_shape(g, (ad_ref){i}),
                           x->at[0], x->at[1], x->arity, operands);
}

static void copy_nodes(ad_builder *b, const ad_graph *g,
                       const unsigned char *known, ad_behind *behind,
                       ad_ref *operands)
{
  for (uint32_t i = 0; i < g->n; i++) {
    if (behind->place[i] != 0)
      continue;
    if (known[i])
      behind->from[b->g.n_leaves] = i;
    ad_ref x = known[i] ? ad_builder_leaf(b, ad_graph_shape(g, (ad_ref){i}),
                                          AD_DATA)
                        : copy_node(b, g, i, behind->place, operands);
    behind->place[i] = x.index;
  }
  for (size_t i = 0; i < g->n_outputs; i++)
    if (!known[g->outputs[i]])
      ad_output(b, (ad_ref){behind->place[g->outputs[i]]});
}

static size_t largest_arity(const ad_graph *g)
{
  size_t most = 1;
  for (size_t i = 0; i < g->n; i++)
    most = g->nodes[i].arity > most ? g->nodes[i].arity : most;
  return most;
}

ad_status ad_behind_init(ad_behind *behind, const ad_graph *g,
                         const unsigned char *known, ad_error *err)
{
  ad_builder *b = NULL;
  *behind = (ad_behind){.from = malloc(g->n * sizeof *behind->from),
                        .place = malloc(g->n * sizeof *behind->place)};
  ad_ref *operands = malloc(largest_arity(g) * sizeof *operands);
  ad_status status = ad_builder_new(&b, err);
  if (status == AD_OK &&
      (!behind->from || !behind->place || !operands ||
       copy_numbers(b, g) != AD_OK))
    status = ad_fail_memory(err, g->n * sizeof *behind->place);
  if (status == AD_OK) {
    b->g.limit = g->limit;
    mark_read(g, known, behind->place);
    copy_nodes(b, g, known, behind, operands);
    status = ad_builder_finish(b, &behind->graph, err);
  }
  free(operands);
  ad_builder_free(b);
  return status;
}

void ad_behind_free(ad_behind *behind)
{
  ad_graph_free(behind->graph);
  free(behind->from);
  free(behind->place);
  *behind = (ad_behind){0};
}
