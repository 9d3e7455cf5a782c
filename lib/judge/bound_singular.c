/* SPDX-License-Identifier: GPL-3.0-or-later
   Which operation makes a sum S not finite?  From a leaf's entry a sweep
   forward marks what paths to the output lead through, until it comes by a
   partial that is not finite.  Read bound.h before. */
#include "judge/bound.h"

#include <math.h>
#include <string.h>

static int is_finite_all(const double *x, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (!isfinite(x[i]))
      return 0;
  return 1;
}

/* A node that is passed as a whole: S of what it makes is finite, but not
   what it makes of that for a marked entry. */
static int spoils_whole(ad_bound *b, size_t i)
{
  const ad_program *p = &b->program;
  const ad_node *x = &p->g->nodes[i];
  size_t from = p->value[i];
  int marked = 0, spoilt = 0;
  for (size_t k = 0; k < x->arity; k++) {
    size_t at = p->value[p->g->operands[x->operand + k]];
    size_t end = at + ad_entries(ad_operand_of(p->g, x, k));
    for (; ad_edge_active(p->g, x, k) && at < end; at++) {
      marked |= b->marked[at];
      spoilt |= b->marked[at] && !isfinite(b->bar[at]);
    }
  }
  if (marked)
    memset(b->marked + from, 1, ad_entries(x));
  return spoilt && is_finite_all(b->bar + from, ad_entries(x));
}

/* Is a partial of node i, of its entry *at, by a marked entry not finite?  If
   none is, marks what depends on such entries. */
static int spoils(ad_bound *b, size_t i, size_t *at)
{
  size_t from = b->program.value[i];
  *at = 0;
  if (ad_edges_whole(&b->program.g->nodes[i]))
    return spoils_whole(b, i);
  ad_edges_node(&b->edges, (uint32_t)i);
  for (size_t e = 0; e < ad_entries(&b->program.g->nodes[i]); e++) {
    size_t n = b->reach[from + e] == 0 ? 0 : ad_edges_entry(&b->edges, e);
    for (size_t l = 0; l < n; l++) {
      if (!b->marked[b->edges.list[l].at])
        continue;
      *at = e;
      if (!isfinite(b->edges.list[l].partial))
        return 1;
      b->marked[from + e] = 1;
    }
  }
  return 0;
}

int ad_bound_singular(ad_bound *b, uint32_t from, size_t entry,
                      uint32_t *node, size_t *at)
{
  const ad_graph *g = b->program.g;
  size_t place = b->program.value[from] + entry;
  if (isfinite(b->bar[place]) || !b->singular[place])
    return 0;
  memset(b->marked, 0, b->program.value_words);
  b->marked[place] = 1;
  for (size_t i = from + 1; i < g->n; i++)
    if (g->nodes[i].flags & AD_NODE_ACTIVE && g->nodes[i].arity > 0 &&
        b->W[i] >= 0 && spoils(b, i, at)) {
      *node = (uint32_t)i;
      return 1;
    }
  return 0;
}
