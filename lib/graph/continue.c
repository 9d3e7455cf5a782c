/* SPDX-License-Identifier: GPL-3.0-or-later
   A builder that goes on from a graph: copies of its arrays, without what
   finishing added.  Read builder.h before. */
#include <stdlib.h>
#include <string.h>

#include "graph/builder.h"

/* *to = a copy of from[n], and *room = n.  Nothing of no elements. */
static ad_status copy(void **to, size_t *room, const void *from, size_t n,
                      size_t size, ad_error *err)
{
  if (n == 0)
    return AD_OK;
  *to = malloc(n * size);
  if (!*to)
    return ad_fail_memory(err, n * size);
  memcpy(*to, from, n * size);
  *room = n;
  return AD_OK;
}

/* Field `field` of g, with room for its count. */
#define COPY(field, room, count)                                             \
  if (status == AD_OK) {                                                     \
    status = copy((void **)&b->g.field, &b->room, g->field, g->count,        \
                  sizeof *g->field, err);                                    \
    b->g.count = status == AD_OK ? g->count : 0;                             \
  }

static ad_status copy_nodes(ad_builder *b, const ad_graph *g, ad_error *err)
{
  enum { FINISHED = AD_NODE_NEEDED | AD_NODE_ACTIVE | AD_NODE_OUTPUT |
                    AD_NODE_IDLE };
  ad_status status = AD_OK;
  COPY(nodes, room_nodes, n)
  COPY(operands, room_operands, n_operands)
  COPY(numbers, room_numbers, n_numbers)
  COPY(layouts, room_layouts, n_layouts)
  COPY(leaves, room_leaves, n_leaves)
  COPY(wrt, room_wrt, n_wrt)
  COPY(calls, room_calls, n_calls)
  for (size_t i = 0; i < b->g.n; i++)
    b->g.nodes[i].flags &= (uint16_t)~FINISHED;
  b->g.entries = g->entries;
  return status;
}

/* room_leaves is that of leaves and kinds. */
static ad_status copy_kinds(ad_builder *b, const ad_graph *g, ad_error *err)
{
  size_t room;
  return copy((void **)&b->g.kinds, &room, g->kinds, g->n_leaves,
              sizeof *g->kinds, err);
}

/* The texts as well. */
static ad_status copy_names(ad_builder *b, const ad_graph *g, ad_error *err)
{
  ad_status status = copy((void **)&b->g.names, &b->room_names, g->names,
                          g->n_names, sizeof *g->names, err);
  for (size_t i = 0; status == AD_OK && i < g->n_names; i++) {
    size_t length = strlen(g->names[i].name);
    b->g.names[i].name = ad_names_keep(&b->g.texts, g->names[i].name, length);
    if (!b->g.names[i].name)
      return ad_fail_memory(err, length + 1);
    b->g.n_names = i + 1;
    if (ad_names_add(&b->g.table, b->g.names[i].name, length, i) != AD_OK)
      return ad_fail_memory(err, g->n_names * sizeof *g->names);
  }
  return status;
}

ad_status ad_builder_continue(const ad_graph *g, ad_builder **out,
                              ad_error *err)
{
  ad_status status = ad_builder_new(out, err);
  if (status != AD_OK)
    return status;
  (*out)->g.limit = g->limit;
  (*out)->g.n_derived = g->n_derived;
  memcpy((*out)->g.derived, g->derived, sizeof g->derived);
  status = copy_nodes(*out, g, err);
  if (status == AD_OK)
    status = copy_kinds(*out, g, err);
  if (status == AD_OK)
    status = copy_names(*out, g, err);
  if (status == AD_OK &&
      ad_sizes_copy(&(*out)->g.sizes, &g->sizes, g->n) != AD_OK)
    status = ad_fail_memory(err, 2 * g->n);
  if (status != AD_OK) {
    ad_builder_free(*out);
    *out = NULL;
  }
  return status;
}
