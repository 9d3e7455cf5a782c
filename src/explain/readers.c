/* SPDX-License-Identifier: GPL-3.0-or-later
   See readers.h: counting, then placing. */
#include "explain/readers.h"

#include <stdlib.h>

#include "host/exits.h"

struct readers readers_new(const ad_graph *g)
{
  size_t n = ad_graph_size(g);
  struct readers r = {.first = memory_new(n + 2, sizeof *r.first)};
  for (uint32_t i = 0; i < n; i++)
    for (size_t k = 0; k < ad_graph_operands(g, (ad_ref){i}); k++)
      r.first[ad_graph_operand(g, (ad_ref){i}, k).index + 2]++;
  for (size_t i = 1; i < n; i++)
    r.first[i + 1] += r.first[i];
  /* first[i + 1] is where the next edge of node i goes, and at the end where
     those of node i + 1 begin. */
  r.edges = memory_new(r.first[n] + r.first[n + 1] + 1, sizeof *r.edges);
  for (uint32_t i = 0; i < n; i++)
    for (size_t k = 0; k < ad_graph_operands(g, (ad_ref){i}); k++) {
      size_t to = ad_graph_operand(g, (ad_ref){i}, k).index;
      r.edges[r.first[to + 1]++] = (struct edge){{i}, k};
    }
  return r;
}

void readers_free(struct readers *r)
{
  free(r->first);
  free(r->edges);
}
