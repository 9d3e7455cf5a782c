/* SPDX-License-Identifier: GPL-3.0-or-later
   Edges.  Nodes that share a box draw one edge from another box between them;
   what a lone node reads twice has two.  Read dot_write.h before. */
#include <stdlib.h>

#include "draw/dot_write.h"
#include "host/exits.h"

/* The edges into one box: from[n], whether a derivative passes there, and
   whether a product reads the transpose, as W in x @ W'.  found[nodes]: where
   in from[] a box is, if it is; so there is nothing to be cleared between two
   boxes. */
struct edges {
  size_t n, room;
  struct edge {
    uint32_t from;
    int active, turned;
  } *from;
  size_t *found;
};

static void add_edge(struct edges *e, struct edge edge, int join)
{
  size_t at = e->found[edge.from];
  if (join && at < e->n && e->from[at].from == edge.from) {
    e->from[at].active |= edge.active;
    e->from[at].turned &= edge.turned;
    return;
  }
  if (e->n == e->room) {
    e->room = 2 * e->room + 8;
    e->from = memory_grow(e->from, e->room, sizeof *e->from);
  }
  e->found[edge.from] = e->n;
  e->from[e->n++] = edge;
}

static void put_number(const struct dot *dot, ad_ref x, size_t k, ad_ref box)
{
  fputs("  ", dot->out);
  dot_number_id(dot, x, k);
  fputs(" [shape=plaintext, width=0, height=0, margin=0.04, label=<", dot->out);
  dot_number_label(dot, ad_graph_operand(dot->boxes->graph, x, k));
  fputs(">];\n  ", dot->out);
  dot_number_id(dot, x, k);
  fputs(" -> ", dot->out);
  dot_id(dot, box);
  fputs(" [style=dashed];\n", dot->out);
}

/* What node x of the box reads from elsewhere. */
static void add_edges(const struct dot *dot, struct edges *e, ad_ref x,
                      ad_ref box, int join)
{
  const struct boxes *b = dot->boxes;
  for (size_t k = 0; k < ad_graph_operands(b->graph, x); k++) {
    ad_ref operand = ad_graph_operand(b->graph, x, k);
    uint32_t from = b->box[operand.index];
    if (boxes_is_number(b, operand))
      put_number(dot, x, k, box);
    else if (from != box.index)
      add_edge(e,
               (struct edge){.from = from,
                             .active = ad_trace_paid(dot->trace, x, k) != NULL,
                             .turned = ad_graph_turns(b->graph, x, k)},
               join);
  }
}

static void put_edges(const struct dot *dot, const struct edges *e, ad_ref box)
{
  for (size_t i = 0; i < e->n; i++) {
    fputs("  ", dot->out);
    dot_id(dot, (ad_ref){e->from[i].from});
    fputs(" -> ", dot->out);
    dot_id(dot, box);
    fputs(e->from[i].active ? "" : " [style=dashed]", dot->out);
    fputs(e->from[i].turned ? " [label=\"transposed\"]" : "", dot->out);
    fputs(";\n", dot->out);
  }
}

void dot_edges(const struct dot *dot)
{
  const struct boxes *b = dot->boxes;
  size_t n = ad_graph_size(b->graph);
  struct edges e = {.found = memory_new(n + 1, sizeof *e.found)};
  for (uint32_t i = 0; i < n; i++) {
    e.n = 0;
    if (!boxes_has(b, (ad_ref){i}))
      continue;
    for (uint32_t x = b->first[i]; x != AD_NO_INDEX; x = b->next[x])
      add_edges(dot, &e, (ad_ref){x}, (ad_ref){i},
                b->next[b->first[i]] != AD_NO_INDEX);
    put_edges(dot, &e, (ad_ref){i});
  }
  free(e.from);
  free(e.found);
}
