/* SPDX-License-Identifier: GPL-3.0-or-later
   See ledger.h. */
#include "explain/ledger.h"

#include <stdlib.h>
#include <string.h>

#include "host/exits.h"

static const ad_ref nobody = {AD_NO_INDEX};

/* --- owners --------------------------------------------------------------- */

/* In whose name reader `by` pays. */
static ad_ref payer_of(const struct ledger *l, ad_ref by)
{
  return explain_is_named(l->e, by) ? by : l->owner[by.index];
}

/* An unnamed node belongs to the payer that all its readers pay for, or to
   itself where there are several. */
static ad_ref owner_of(const struct ledger *l, ad_ref x)
{
  const struct readers *r = &l->e->readers;
  ad_ref owner = nobody;
  for (size_t i = r->first[x.index]; i < r->first[x.index + 1]; i++) {
    ad_ref by = r->edges[i].by, payer = payer_of(l, by);
    if (!ad_trace_paid(l->e->trace, by, r->edges[i].k))
      continue;
    if (owner.index != AD_NO_INDEX && owner.index != payer.index)
      return x;
    owner = payer;
  }
  return owner.index == AD_NO_INDEX ? x : owner;
}

struct ledger ledger_new(const struct explained *e)
{
  size_t n = ad_graph_size(e->graph);
  struct ledger l = {.e = e,
                     .owner = memory_new(n, sizeof *l.owner),
                     .slot = memory_new(n + 1, sizeof *l.slot)};
  for (size_t i = n; i-- > 0;) {
    ad_ref x = {(uint32_t)i};
    l.owner[i] = explain_is_named(e, x) ? x : owner_of(&l, x);
  }
  return l;
}

void ledger_free(struct ledger *l)
{
  free(l->owner);
  free(l->slot);
}

/* --- payers --------------------------------------------------------------- */

/* The payer of this name among payers[*n], or a new one.  slot[from]: its
   number and 1 where it is there; the seed has the last. */
static struct payer *payer_at(const struct ledger *l, struct payer *payers,
                              size_t *n, ad_ref from, size_t entries)
{
  size_t *slot = from.index == AD_NO_INDEX
                     ? &l->slot[ad_graph_size(l->e->graph)]
                     : &l->slot[from.index];
  if (*slot == 0) {
    payers[*n] = (struct payer){from, memory_new(entries, sizeof(double))};
    *slot = ++*n;
  }
  return &payers[*slot - 1];
}

static void clear_slots(const struct ledger *l, const struct payer *payers,
                        size_t n)
{
  l->slot[ad_graph_size(l->e->graph)] = 0;
  for (size_t i = 0; i < n; i++)
    if (payers[i].from.index != AD_NO_INDEX)
      l->slot[payers[i].from.index] = 0;
}

/* What the sweep begins with. */
static void take_seed(const struct ledger *l, ad_ref x, struct payer *payers,
                      size_t *n, size_t entries)
{
  const struct explained *e = l->e;
  if (x.index != explain_output_node(e).index)
    return;
  struct payer *seed = payer_at(l, payers, n, nobody, entries);
  memcpy(seed->amount, e->from + e->parts[e->of.part].first,
         entries * sizeof *seed->amount);
}

/* The first `entries` of what was paid, by payer: 0 for the names alone. */
static size_t pay_in(const struct ledger *l, ad_ref x, size_t entries,
                     struct payer **payers)
{
  const struct explained *e = l->e;
  const struct readers *r = &e->readers;
  size_t n = 0;
  size_t first = r->first[x.index], end = r->first[x.index + 1];
  *payers = memory_new(end - first + 1, sizeof **payers);
  take_seed(l, x, *payers, &n, entries);
  for (size_t i = end; i-- > first;) { /* the last reader pays first          */
    const struct edge *edge = &r->edges[i];
    const double *paid = ad_trace_paid(e->trace, edge->by, edge->k);
    if (!paid)
      continue;
    struct payer *payer =
        payer_at(l, *payers, &n, payer_of(l, edge->by), entries);
    for (size_t k = 0; k < entries; k++)
      payer->amount[k] += paid[k];
  }
  clear_slots(l, *payers, n);
  return n;
}

size_t ledger_payers(const struct ledger *l, ad_ref x, struct payer **payers)
{
  return pay_in(l, x, ad_graph_entries(l->e->graph, x), payers);
}

size_t ledger_count(const struct ledger *l, ad_ref x)
{
  struct payer *payers;
  size_t n = pay_in(l, x, 0, &payers);
  payers_free(payers, n);
  return n;
}

void payers_free(struct payer *payers, size_t n)
{
  for (size_t i = 0; i < n; i++)
    free(payers[i].amount);
  free(payers);
}

/* --- rows ----------------------------------------------------------------- */

static int backwards(const void *left, const void *right)
{
  const ad_ref *x = left, *y = right;
  return (x->index < y->index) - (x->index > y->index);
}

size_t ledger_nodes(const struct ledger *l, ad_ref **nodes)
{
  const struct explained *e = l->e;
  size_t n = 0;
  *nodes = memory_new(e->n_named, sizeof **nodes);
  for (size_t i = 0; i < e->n_named; i++)
    if (ad_trace_reached(e->trace, e->named[i]) &&
        ad_trace_adjoint(e->trace, e->named[i]))
      (*nodes)[n++] = e->named[i];
  qsort(*nodes, n, sizeof **nodes, backwards);
  return n;
}
