/* SPDX-License-Identifier: GPL-3.0-or-later
   A chain whose factors link up from one end to the other, and whose product is
   not the derivative all the same: another path goes past one of its nodes.
   Read search.h before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graph.h"
#include "mistakes/search.h"

/* The nodes where a chain stands, from its output to its variable. */
typedef struct stops {
  size_t n;
  ad_ref *at;
} stops;

/* Do the factors link up in this order, or, `turned`, in the other? */
static int link_up(const ad_graph *g, const ad_statement *st, int turned,
                   stops *out)
{
  ad_ref of, by;
  size_t factors = st->n_items - 1;
  for (size_t k = 0; k < factors; k++) {
    const ad_expr *expr = st->items[turned ? factors - k : k + 1].expr;
    if (!ad_claim_ends(g, expr, &of, &by) || of.index != out->at[k].index)
      return 0;
    out->at[k + 1] = by;
  }
  out->n = factors + 1;
  return 1;
}

/* leads[i]: is there a way from node i to `by` that does not pass `past`? */
static void mark_ways(const ad_graph *g, ad_ref of, ad_ref by, ad_ref past,
                      unsigned char *leads)
{
  memset(leads, 0, g->n);
  leads[by.index] = 1;
  for (uint32_t i = by.index + 1; i <= of.index; i++) {
    const ad_node *x = &g->nodes[i];
    for (size_t k = 0; k < x->arity && i != past.index; k++)
      leads[i] |= leads[g->operands[x->operand + k]] &&
                  ad_op_has_edge((ad_op)x->op, (unsigned)k);
  }
}

/* The next node of such a way. */
static uint32_t step(const ad_graph *g, uint32_t i, const unsigned char *leads)
{
  const ad_node *x = &g->nodes[i];
  size_t k = 0;
  while (!leads[g->operands[x->operand + k]] ||
         !ad_op_has_edge((ad_op)x->op, (unsigned)k))
    k++;
  return g->operands[x->operand + k];
}

/* "y b x", the named nodes of one of these ways. */
static void write_way(const ad_graph *g, ad_ref of, ad_ref by,
                      const unsigned char *leads, char *text, size_t size)
{
  size_t n = (size_t)snprintf(text, size, "%.40s", ad_graph_name(g, of));
  for (uint32_t i = of.index; i != by.index && n < size;) {
    i = step(g, i, leads);
    if (g->name_of[i] > 0)
      n += (size_t)snprintf(text + n, size - n, " %.40s",
                            ad_graph_name(g, (ad_ref){i}));
  }
}

static void say(ad_search *s, const ad_graph *g, ad_ref past, const char *way)
{
  char evidence[200];
  snprintf(evidence, sizeof evidence, "the path %.100s is missing: it does not "
                                      "pass %.40s", way,
           ad_graph_name(g, past));
  ad_search_say(s, AD_MISTAKE_branch, evidence);
  s->out->together = s->out->n;
}

static void look(ad_search *s, const ad_graph *g, const stops *all,
                 unsigned char *leads)
{
  char way[120];
  ad_ref of = all->at[0], by = all->at[all->n - 1];
  for (size_t k = 1; k + 1 < all->n && s->out->n == 0; k++) {
    mark_ways(g, of, by, all->at[k], leads);
    if (!leads[of.index])
      continue;
    write_way(g, of, by, leads, way, sizeof way);
    say(s, g, all->at[k], way);
  }
}

ad_status ad_bypass_find(ad_search *s, const ad_statement *st, ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(s->m->sheet);
  ad_ref of, by;
  if (!ad_claim_ends(g, st->items[0].expr, &of, &by))
    return AD_OK;
  stops all = {0, malloc((st->n_items + 1) * sizeof *all.at)};
  unsigned char *leads = malloc(g->n);
  int made = all.at && leads;
  if (made) {
    all.at[0] = of;
    if ((link_up(g, st, 0, &all) || link_up(g, st, 1, &all)) &&
        all.at[all.n - 1].index == by.index)
      look(s, g, &all, leads);
  }
  free(all.at);
  free(leads);
  return made ? AD_OK : ad_fail_memory(err, g->n);
}
