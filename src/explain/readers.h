/* SPDX-License-Identifier: GPL-3.0-or-later
   Who reads a node, looked up in one step: the edges of a graph sorted by the
   operand.  Read lib/graph.h before. */
#ifndef READERS_H
#define READERS_H

#include "nodes.h"

/* The edge from node `by` to its operand k. */
struct edge {
  ad_ref by;
  size_t k;
};

/* Of node i: edges[first[i]] to edges[first[i + 1] - 1], readers in order. */
struct readers {
  size_t *first;      /* first[nodes + 1]                                  */
  struct edge *edges;
};

/* The caller frees what is in it. */
struct readers readers_new(const ad_graph *g);
void readers_free(struct readers *readers);

#endif
