/* SPDX-License-Identifier: GPL-3.0-or-later
   Several ways from one node that are forgotten at once: all those that lead to
   a named node, and those to two of four.  One edge alone is in missteps.c.
   Read missteps.h before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graph.h"
#include "mistakes/missteps.h"

enum { WAYS_MOST = 5 }; /* of which all sets are tried                      */

/* The ways from node x: edges to one named node are one way. */
typedef struct ways {
  ad_missteps *all;
  uint32_t x;
  size_t n;
  uint32_t named[WAYS_MOST], i[WAYS_MOST]; /* of each the node that it leads
                                              to, and that of an edge of it */
  size_t k[WAYS_MOST], edges[WAYS_MOST];
} ways;

/* Which way an edge is: one that is there, or a new one. */
static size_t way_of(const ways *v, uint32_t i)
{
  uint32_t named = ad_misstep_leads_to(v->all, i);
  size_t at = 0;
  while (at < v->n && (named == AD_NO_INDEX || v->named[at] != named))
    at++;
  return at;
}

/* 0 where there are too many, or one is of a function of all entries, which
   has mistakes of its own. */
static int add_edge(ways *v, uint32_t i, size_t k)
{
  const ad_graph *g = v->all->s->g;
  size_t at = way_of(v, i);
  if (at == WAYS_MOST ||
      ad_op_get((ad_op)g->nodes[i].op)->kind == AD_KIND_curved)
    return 0;
  if (at == v->n) {
    v->named[v->n] = ad_misstep_leads_to(v->all, i);
    v->i[v->n] = i;
    v->k[v->n] = k;
    v->edges[v->n++] = 0;
  }
  v->edges[at]++;
  v->all->way[g->nodes[i].operand + k] = (unsigned char)at;
  return 1;
}

static int find(ways *v)
{
  const ad_sym_sweep *s = v->all->s;
  for (uint32_t i = v->x + 1; i <= v->all->of; i++)
    for (size_t k = 0; s->varied[i] && k < s->g->nodes[i].arity; k++)
      if (s->g->operands[s->g->nodes[i].operand + k] == v->x &&
          ad_sweep_has_edge(s, &s->g->nodes[i], k) && !add_edge(v, i, k))
        return 0;
  return 1;
}

static size_t count_bits(unsigned set)
{
  size_t n = 0;
  for (; set; set &= set - 1)
    n++;
  return n;
}

/* The name of what it leads to, or what its edge is called. */
static char *name_way(const ways *v, size_t at)
{
  const ad_graph *g = v->all->s->g;
  ad_rule r = {.row = ad_op_get((ad_op)g->nodes[v->i[at]].op)};
  const ad_misstep_edge e = {v->all, &r, v->i[at], v->k[at], AD_NO_SYM};
  return ad_misstep_text(&e, v->named[at] == AD_NO_INDEX
                               ? "%W"
                               : ad_graph_name(g, (ad_ref){v->named[at]}));
}

/* "a", "a and b", "a, b and c" */
static void list(const ways *v, unsigned set, char *text, size_t size)
{
  size_t left = count_bits(set), n = 0;
  for (size_t at = 0; at < v->n; at++) {
    if (!(set >> at & 1))
      continue;
    char *way = name_way(v, at);
    n += (size_t)snprintf(text + n, size - n, "%.60s%s", way ? way : "",
                          --left == 1 ? " and " : left > 1 ? ", " : "");
    free(way);
  }
}

/* Is the set, or what is left of all, one edge, or all but one? */
static int is_edge(const ways *v, unsigned set)
{
  size_t edges = 0;
  for (size_t at = 0; at < v->n; at++)
    edges += set >> at & 1 ? v->edges[at] : 0;
  return edges == 1;
}

static void forget(const ways *v, unsigned set)
{
  char names[300], evidence[400];
  unsigned kept = (1u << v->n) - 1 - set;
  int several = count_bits(set) > 1, only = count_bits(kept) == 1;
  if (is_edge(v, set) || (v->n > 2 && is_edge(v, kept)))
    return;
  list(v, only && several ? kept : set, names, sizeof names);
  snprintf(evidence, sizeof evidence,
           only && several ? "only the way from %%A through %s is there"
           : several       ? "the ways from %%A through %s are forgotten"
                           : "the way from %%A through %s is forgotten",
           names);
  ad_misstep_forget(v->all, v->i[0], v->k[0], set, evidence);
}

void ad_missteps_ways(ad_missteps *all)
{
  for (uint32_t x = all->by; x < all->of && x <= all->last; x++) {
    ways v = {.all = all, .x = x};
    if (all->uses[x] < 3 || ad_missteps_are_spent(all) || !find(&v))
      continue;
    for (unsigned set = 1; v.n > 1 && set + 1 < 1u << v.n; set++)
      forget(&v, set);
  }
}
