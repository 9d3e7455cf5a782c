/* SPDX-License-Identifier: GPL-3.0-or-later
   The sweeps of reach.h, entry by entry.  Read it, and run.c, before. */
#include <string.h>

#include "engines/reach.h"
#include "graph/entry.h"

static int is_active(const ad_node *x)
{
  return (x->flags & AD_NODE_ACTIVE) != 0;
}

/* --- what is carried ------------------------------------------------------ */

static double *carried(const ad_reach *w, size_t at)
{
  return w->edges.m->other + at * w->k + w->l;
}

static void clear(ad_reach *w, size_t at, size_t n)
{
  memset(w->reached + at, 0, n);
  for (size_t i = 0; i < n; i++)
    *carried(w, at + i) = 0;
}

static int any_reached(const ad_reach *w, size_t at, size_t n)
{
  return memchr(w->reached + at, 1, n) != NULL;
}

static void gather(const ad_reach *w, size_t at, size_t n, double *to)
{
  for (size_t i = 0; i < n; i++)
    to[i] = *carried(w, at + i);
}

static void scatter(ad_reach *w, size_t at, size_t n, const double *from)
{
  memset(w->reached + at, 1, n);
  for (size_t i = 0; i < n; i++)
    *carried(w, at + i) += from[i];
}

/* --- forward -------------------------------------------------------------- */

/* d[to] = sum of partial * tangent over the first n edges of the list that
   come from what is reached. */
static void push_edges(ad_reach *w, size_t to, size_t n)
{
  double sum = 0;
  unsigned char reached = 0;
  for (size_t i = 0; i < n; i++) {
    const struct ad_entry_edge *edge = &w->edges.list[i];
    if (!w->reached[edge->at])
      continue;
    sum += edge->partial * *carried(w, edge->at);
    reached = 1;
  }
  *carried(w, to) = sum;
  w->reached[to] = reached;
}

/* All of a node at once; operands that are not reached have no tangent. */
static void push_whole(ad_reach *w, const ad_node *x, size_t to)
{
  const ad_edges *s = &w->edges;
  double *room = w->whole + ad_entries(x);
  int reached = 0;
  for (size_t o = 0; o < x->arity; o++) {
    uint32_t operand = s->p->g->operands[x->operand + o];
    size_t n = ad_entries(&s->p->g->nodes[operand]);
    s->m->xd[o] = NULL;
    if (!ad_edge_active(s->p->g, x, o) ||
        !any_reached(w, s->place[operand], n))
      continue;
    gather(w, s->place[operand], n, room);
    s->m->xd[o] = room;
    room += n;
    reached = 1;
  }
  clear(w, to, ad_entries(x));
  if (!reached)
    return;
  ad_call c = ad_program_call(s->p, s->m, x);
  ad_program_kernels(s->p, x)->tangent(&c, 1, w->whole, s->m->xd, s->v,
                                       s->m->x);
  scatter(w, to, ad_entries(x), w->whole);
}

/* Running sums, from one to the next. */
static void push_runs(ad_reach *w, const ad_node *x, size_t from, size_t to)
{
  ad_runs s = ad_entry_runs(x);
  for (size_t r = 0; r < s.n; r++) {
    double sum = 0;
    unsigned char reached = 0;
    for (size_t i = 0; i < s.length; i++) {
      size_t e = r * s.next + i * s.step;
      if (w->reached[from + e])
        sum += *carried(w, from + e);
      reached |= w->reached[from + e];
      *carried(w, to + e) = sum;
      w->reached[to + e] = reached;
    }
  }
}

static void push_piece(ad_reach *w, const ad_piece *piece)
{
  ad_edges *s = &w->edges;
  const ad_node *x = &s->p->g->nodes[piece->node];
  for (size_t i = 0; i < piece->count; i++)
    if (s->p->code[piece->code + i].code & 7)
      push_edges(w, piece->slot + i,
                 ad_edges_instr(s, &s->p->code[piece->code + i],
                                piece->slot + i));
  if (piece->count > 0 || !is_active(x))
    return;
  size_t to = s->place[piece->node];
  ad_edges_node(s, piece->node);
  if (ad_edges_whole(x))
    push_whole(w, x, to);
  else if (ad_edges_running(x))
    push_runs(w, x, s->place[s->p->g->operands[x->operand]], to);
  else
    for (size_t e = 0; e < ad_entries(x); e++)
      push_edges(w, to + e, ad_edges_entry(s, e));
}

void ad_reach_push(ad_reach *w, size_t k, size_t l)
{
  const ad_program *p = w->edges.p;
  w->k = k, w->l = l;
  memset(w->reached, 0, p->other_words);
  for (size_t i = 0; i < p->g->n_wrt; i++) {
    size_t at = p->other[p->g->wrt[i]];
    size_t end = at + ad_entries(&p->g->nodes[p->g->wrt[i]]);
    for (; at < end; at++)
      w->reached[at] = *carried(w, at) != 0;
  }
  for (size_t i = 0; i < p->n_pieces; i++) {
    ad_program_run(p, w->edges.m, &p->pieces[i]);
    if (i >= p->first_varying)
      push_piece(w, &p->pieces[i]);
  }
}

/* --- reverse -------------------------------------------------------------- */

void ad_reach_begin(ad_reach *w, size_t k, size_t l)
{
  w->k = k, w->l = l;
  clear(w, 0, w->edges.p->other_words);
}

void ad_reach_seed(ad_reach *w, size_t at, double x)
{
  *carried(w, at) += x;
  w->reached[at] = 1;
}

/* bar of each operand entry += partial * adjoint, over the first n edges of
   the list. */
static void pull_edges(ad_reach *w, size_t from, size_t n)
{
  double bar = *carried(w, from);
  for (size_t i = 0; i < n; i++) {
    const struct ad_entry_edge *edge = &w->edges.list[i];
    *carried(w, edge->at) += edge->partial * bar;
    w->reached[edge->at] = 1;
  }
}

static void pull_whole(ad_reach *w, const ad_node *x, size_t from)
{
  const ad_edges *s = &w->edges;
  ad_call c = ad_program_call(s->p, s->m, x);
  double *bar = w->whole + ad_entries(x);
  if (!any_reached(w, from, ad_entries(x)))
    return;
  gather(w, from, ad_entries(x), w->whole);
  for (size_t o = 0; o < x->arity; o++) {
    uint32_t operand = s->p->g->operands[x->operand + o];
    if (!ad_edge_active(s->p->g, x, o))
      continue;
    ad_program_kernels(s->p, x)->adjoint(&c, o, 1, 1, bar, w->whole, s->v,
                                         s->m->x);
    scatter(w, s->place[operand], ad_entries(&s->p->g->nodes[operand]), bar);
  }
}

static void pull_runs(ad_reach *w, const ad_node *x, size_t from, size_t to)
{
  ad_runs s = ad_entry_runs(x);
  for (size_t r = 0; r < s.n; r++) {
    double sum = 0;
    unsigned char reached = 0;
    for (size_t i = s.length; i-- > 0;) {
      size_t e = r * s.next + i * s.step;
      if (w->reached[from + e])
        sum += *carried(w, from + e);
      reached |= w->reached[from + e];
      if (reached)
        *carried(w, to + e) += sum;
      w->reached[to + e] |= reached;
    }
  }
}

/* Adjoints of 1 x 1 nodes are cleared as they are read, as in run.c. */
static void pull_code(ad_reach *w, const ad_piece *piece)
{
  for (size_t i = piece->count; i-- > 0;) {
    const ad_instr *in = &w->edges.p->code[piece->code + i];
    size_t slot = piece->slot + i;
    if (w->reached[slot])
      pull_edges(w, slot, ad_edges_instr(&w->edges, in, slot));
    clear(w, slot, 1);
  }
}

/* The operands that this step is the first to reach, going back, have the
   adjoints of another node in their slots. */
static void clear_operands(ad_reach *w, const ad_node *x)
{
  const ad_program *p = w->edges.p;
  for (size_t o = 0; o < x->arity; o++) {
    uint32_t operand = p->g->operands[x->operand + o];
    int use = p->use[x->operand + o];
    if (use == AD_USE_ASSIGN || use == AD_USE_CLEAR)
      clear(w, p->other[operand], ad_entries(&p->g->nodes[operand]));
  }
}

static void pull_step(ad_reach *w, uint32_t node)
{
  const ad_node *x = &w->edges.p->g->nodes[node];
  size_t from = w->edges.place[node], n = ad_entries(x);
  clear_operands(w, x);
  ad_edges_node(&w->edges, node);
  if (ad_edges_whole(x))
    pull_whole(w, x, from);
  else if (ad_edges_running(x))
    pull_runs(w, x, from,
              w->edges.place[w->edges.p->g->operands[x->operand]]);
  else
    for (size_t e = 0; e < n; e++)
      if (w->reached[from + e])
        pull_edges(w, from + e, ad_edges_entry(&w->edges, e));
  if (n == 1)
    clear(w, from, 1);
}

void ad_reach_pull(ad_reach *w)
{
  const ad_program *p = w->edges.p;
  for (size_t i = p->n_pieces; i-- > p->first_varying;) {
    const ad_piece *piece = &p->pieces[i];
    if (piece->count > 0)
      pull_code(w, piece);
    else if (is_active(&p->g->nodes[piece->node]))
      pull_step(w, piece->node);
  }
}
