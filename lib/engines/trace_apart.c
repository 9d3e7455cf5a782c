/* SPDX-License-Identifier: GPL-3.0-or-later
   The sweeps of a trace entry by entry, with a mark where a path leads: what is
   not taken, or cut out of a matrix, meets no infinite partial then.  As
   reach.h, but every node keeps its own.  Read trace_data.h before. */
#include <string.h>

#include "engines/trace_data.h"

static int any_marked(const ad_trace *t, const ad_node *x)
{
  size_t at = t->place[x - t->program.g->nodes];
  return memchr(t->marks + at, 1, ad_entries(x)) != NULL;
}

/* Nodes without edges to ask for go through their kernels. */
static int is_whole(const ad_node *x)
{
  return ad_edges_whole(x) || ad_edges_running(x);
}

/* --- reverse -------------------------------------------------------------- */

/* Which operand entry `at` of all lies in; where two are the same node, the
   first is the one that is paid. */
static size_t payee(const ad_trace *t, const ad_node *x, size_t at,
                    size_t *entry)
{
  const ad_graph *g = t->program.g;
  for (size_t k = 0; k < x->arity; k++) {
    size_t first = t->place[g->operands[x->operand + k]];
    if (t->paid_at[x->operand + k] != SIZE_MAX && at >= first &&
        at - first < ad_entries(ad_operand_of(g, x, k))) {
      *entry = at - first;
      return k;
    }
  }
  return SIZE_MAX;
}

static void pull_entry(ad_trace *t, const ad_node *x, size_t from, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    const struct ad_entry_edge *edge = &t->edges.list[i];
    double paid = edge->partial * t->adjoint[from];
    size_t entry, k = payee(t, x, edge->at, &entry);
    t->adjoint[edge->at] += paid;
    t->marks[edge->at] = 1;
    if (k == SIZE_MAX)
      continue;
    t->paid[t->paid_at[x->operand + k] + entry] += paid;
    t->reached[t->program.g->operands[x->operand + k]] = 1;
  }
}

static void pull_whole(ad_trace *t, const ad_node *x)
{
  const ad_graph *g = t->program.g;
  for (size_t k = 0; k < x->arity; k++)
    if (t->paid_at[x->operand + k] != SIZE_MAX) {
      uint32_t operand = g->operands[x->operand + k];
      ad_trace_pay(t, x, k, t->edges.v);
      memset(t->marks + t->place[operand], 1, ad_entries(&g->nodes[operand]));
    }
}

static void pull_node(ad_trace *t, uint32_t i)
{
  const ad_node *x = &t->program.g->nodes[i];
  if (!any_marked(t, x))
    return;
  ad_edges_node(&t->edges, i);
  if (is_whole(x)) {
    pull_whole(t, x);
    return;
  }
  for (size_t e = 0; e < ad_entries(x); e++)
    if (t->marks[t->place[i] + e])
      pull_entry(t, x, t->place[i] + e, ad_edges_entry(&t->edges, e));
}

static void seed(ad_trace *t, const double *cotangents)
{
  const ad_graph *g = t->program.g;
  for (size_t o = 0; o < g->n_outputs; o++) {
    size_t at = t->place[g->outputs[o]];
    size_t n = ad_entries(&g->nodes[g->outputs[o]]);
    for (size_t e = 0; e < n; e++)
      if (cotangents[e] != 0) {
        t->reached[g->outputs[o]] = 1;
        if (at == SIZE_MAX)
          continue;
        t->adjoint[at + e] += cotangents[e];
        t->marks[at + e] = 1;
      }
    cotangents += n;
  }
}

void ad_trace_reverse_apart(ad_trace *t, const double *cotangents)
{
  const ad_graph *g = t->program.g;
  memset(t->adjoint, 0, t->words * sizeof *t->adjoint);
  memset(t->paid, 0, t->paid_words * sizeof *t->paid);
  memset(t->reached, 0, g->n);
  memset(t->marks, 0, t->words);
  seed(t, cotangents);
  for (uint32_t i = (uint32_t)g->n; i-- > 0;)
    if (t->place[i] != SIZE_MAX && g->nodes[i].arity > 0)
      pull_node(t, i);
}

/* --- forward -------------------------------------------------------------- */

static void push_entry(ad_trace *t, size_t to, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    const struct ad_entry_edge *edge = &t->edges.list[i];
    if (!t->marks[edge->at])
      continue;
    t->tangent[to] += edge->partial * t->tangent[edge->at];
    t->marks[to] = 1;
  }
}

static int any_operand_marked(const ad_trace *t, const ad_node *x)
{
  for (size_t k = 0; k < x->arity; k++)
    if (t->paid_at[x->operand + k] != SIZE_MAX &&
        any_marked(t, ad_operand_of(t->program.g, x, k)))
      return 1;
  return 0;
}

static void push_node(ad_trace *t, uint32_t i)
{
  const ad_node *x = &t->program.g->nodes[i];
  if (!any_operand_marked(t, x))
    return;
  ad_edges_node(&t->edges, i);
  if (is_whole(x)) {
    ad_trace_push(t, x);
    memset(t->marks + t->place[i], 1, ad_entries(x));
    return;
  }
  for (size_t e = 0; e < ad_entries(x); e++)
    push_entry(t, t->place[i] + e, ad_edges_entry(&t->edges, e));
}

void ad_trace_forward_apart(ad_trace *t, const double *d)
{
  const ad_graph *g = t->program.g;
  memset(t->tangent, 0, t->words * sizeof *t->tangent);
  memset(t->marks, 0, t->words);
  for (size_t w = 0; w < g->n_wrt; w++) {
    size_t n = ad_entries(&g->nodes[g->wrt[w]]), at = t->place[g->wrt[w]];
    memcpy(t->tangent + at, d, n * sizeof *d);
    for (size_t e = 0; e < n; e++)
      t->marks[at + e] = d[e] != 0;
    d += n;
  }
  for (uint32_t i = 0; i < g->n; i++)
    if (t->place[i] != SIZE_MAX && g->nodes[i].arity > 0)
      push_node(t, i);
}
