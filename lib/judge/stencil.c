/* SPDX-License-Identifier: GPL-3.0-or-later
   See stencil.h.  Here is the way through the graph; single nodes are judged
   in stencil_elementwise.c and stencil_structured.c. */
#include "base/grow.h"
#include "judge/stencil_view.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "graph.h"
#include "graph/entry.h"

static ad_view view_of(const ad_program *p, size_t i, const double *base,
                       const double *now)
{
  const ad_node *x = &p->g->nodes[i];
  ad_view w = {.g = p->g, .x = x, .row = ad_row_of(x)};
  w.v0 = base + p->value[i];
  w.v1 = now + p->value[i];
  for (size_t k = 0; k < x->arity && k < 3; k++) {
    size_t o = p->g->operands[x->operand + k];
    w.x0[k] = base + p->value[o];
    w.x1[k] = now + p->value[o];
  }
  if (p->factors) {
    w.f0 = base + p->factors[i];
    w.f1 = now + p->factors[i];
  }
  return w;
}

/* Of a value, what rounding hides. */
static const double hidden = 0x1p-40;

void ad_choice_add(ad_choice *c, double before, double after, int is_taken)
{
  if (is_taken)
    c->taken = fmax(c->taken, fabs(before));
  if (ad_view_same(before, after))
    return;
  c->changed |= is_taken;
  if (!is_taken)
    c->cut = isfinite(after - before) ? fmax(c->cut, fabs(after - before))
                                      : (double)INFINITY;
}

int ad_choice_carries(const ad_choice *c)
{
  return c->changed || (c->taken > 0 && c->cut <= hidden * c->taken);
}

/* Structured operations without a derivative are steps. */
static unsigned step_dirt(const ad_view *w, unsigned char *dirt)
{
  unsigned all = 0;
  for (size_t e = 0; e < ad_entries(w->x); e++) {
    dirt[e] = ad_view_same(w->v0[e], w->v1[e]) ? 0
                                               : AD_DIRT_BRANCH | AD_DIRT_JUMP;
    all |= dirt[e];
  }
  return all;
}

/* A list that names another row (column) jumps. */
static unsigned list_dirt(const ad_view *w, unsigned char *dirt)
{
  unsigned all = 0;
  for (size_t e = 0; e < ad_entries(w->x); e++) {
    size_t i = w->x->at[0] ? e % w->x->cols : e / w->x->cols;
    dirt[e] = ad_view_same(w->x0[1][i], w->x1[1][i])
                ? 0 : AD_DIRT_BRANCH | AD_DIRT_JUMP;
    all |= dirt[e];
  }
  return all;
}

/* --- the graph ------------------------------------------------------------ */

static unsigned node_dirt(const ad_view *w, unsigned char *dirt)
{
  if (w->row->form == AD_FORM_list)
    return list_dirt(w, dirt);
  switch (w->row->kind) {
  case AD_KIND_elementwise:
    return ad_rows_dirt(w, dirt);
  case AD_KIND_curved:
  case AD_KIND_select:
  case AD_KIND_multilinear:
    return ad_bends_dirt(w, dirt);
  case AD_KIND_factored:
    return ad_factored_dirt(w, dirt);
  case AD_KIND_fixed:
    return step_dirt(w, dirt);
  default: /* linear in each operand */
    memset(dirt, 0, ad_entries(w->x));
    return 0;
  }
}

/* A node changes in steps only where its row has no edge (a comparison), or
   where all that changes below it does. */
static unsigned char change_of(const ad_graph *g, const ad_node *x,
                               const unsigned char *varying)
{
  unsigned char change = 0;
  int edges = 0;
  for (size_t k = 0; k < x->arity; k++) {
    unsigned char below = varying[g->operands[x->operand + k]];
    edges |= ad_has_edge(x, k);
    if (below == AD_VARIES || change == 0)
      change = below;
  }
  return change && !edges ? AD_STEPS : change;
}

/* What only frozen nodes read does not vary: it would be computed anew, and
   its kinks told, for nothing. */
static void drop_unread(const ad_graph *g, unsigned char *varying)
{
  enum { READ = 4 };
  for (size_t i = 0; i < g->n_wrt; i++)
    varying[g->wrt[i]] |= READ;
  for (size_t i = g->n; i-- > 0;) {
    const ad_node *x = &g->nodes[i];
    if (!(varying[i] & READ) && !(x->flags & AD_NODE_OUTPUT))
      varying[i] = 0;
    varying[i] &= (unsigned char)~READ;
    for (size_t k = 0; varying[i] && k < x->arity; k++)
      if (varying[g->operands[x->operand + k]])
        varying[g->operands[x->operand + k]] |= READ;
  }
}

static void find_varying(const ad_graph *g, unsigned char *varying)
{
  for (size_t i = 0; i < g->n_wrt; i++)
    varying[g->wrt[i]] = AD_VARIES;
  for (size_t i = 0; i < g->n; i++) {
    const ad_node *x = &g->nodes[i];
    if (x->arity > 0 && (x->flags & AD_NODE_NEEDED) &&
        ad_row_of(x)->edge != AD_EDGE_frozen)
      varying[i] = change_of(g, x, varying);
  }
  drop_unread(g, varying);
}

/* Can a node be dirty though all values are tame?  Of a row that is asked
   once: it goes through texts. */
static int can_be_dirty(ad_op op)
{
  const ad_op_row *row = &ad_op_rows[op];
  return row->kind == AD_KIND_elementwise
           ? ad_op_has_bounds(op)
           : row->form == AD_FORM_list || row->kind == AD_KIND_curved ||
               row->kind == AD_KIND_select || row->kind == AD_KIND_fixed ||
               row->kind == AD_KIND_multilinear ||
               row->kind == AD_KIND_factored;
}

static void list_watched(ad_stencil *s)
{
  enum { UNKNOWN, NO, YES };
  const ad_graph *g = s->p->g;
  unsigned char known[AD_OP_count] = {UNKNOWN};
  for (size_t i = 0; i < g->n; i++) {
    const ad_node *x = &g->nodes[i];
    if (!s->varying[i] || x->arity == 0)
      continue;
    if (known[x->op] == UNKNOWN)
      known[x->op] = can_be_dirty((ad_op)x->op) ? YES : NO;
    if (known[x->op] == YES)
      s->watched[s->n_watched++] = (uint32_t)i;
  }
}

ad_status ad_stencil_init(ad_stencil *s, const ad_program *p, ad_error *err)
{
  const ad_graph *g = p->g;
  *s = (ad_stencil){.p = p};
  s->varying = ad_array(g->n + 1, 1);
  s->watched = ad_array(g->n + 1, sizeof *s->watched);
  if (!s->varying || !s->watched)
    return ad_fail_memory(err, (g->n + 1) * sizeof *s->watched);
  find_varying(g, s->varying);
  list_watched(s);
  return AD_OK;
}

void ad_stencil_free(ad_stencil *s)
{
  free(s->varying);
  free(s->watched);
}

/* --- a point -------------------------------------------------------------- */

/* Of a varying node. */
static int is_reached(const ad_stencil *s, const ad_stencil_point *at,
                      uint32_t i)
{
  return !at->reached || at->reached[s->p->value[i]];
}

static int may_change(const ad_stencil *s, const ad_stencil_point *at,
                      uint32_t i)
{
  return s->varying[i] && s->p->g->nodes[i].arity > 0 && is_reached(s, at, i);
}

/* What is wrong with node i itself. */
static unsigned look_at(const ad_stencil *s, const ad_stencil_point *at,
                        uint32_t i, unsigned char *dirt,
                        unsigned char *dirt_of)
{
  ad_view w = view_of(s->p, i, at->base, at->now);
  dirt_of[i] = (unsigned char)node_dirt(&w, dirt + s->p->value[i]);
  return dirt_of[i];
}

/* Adds to node i what is wrong with its operands. */
static void take_over(const ad_stencil *s, const ad_stencil_point *at,
                      uint32_t i, unsigned char *dirt, unsigned char *dirt_of)
{
  const ad_program *p = s->p;
  const ad_node *x = &p->g->nodes[i];
  for (size_t k = 0; k < x->arity; k++) {
    uint32_t o = p->g->operands[x->operand + k];
    if (!dirt_of[o] || !may_change(s, at, i))
      continue;
    unsigned char *to = dirt + p->value[i]; /* now i is known to have values */
    ad_view w = view_of(p, i, at->base, at->now);
    if (!dirt_of[i])
      memset(to, 0, ad_entries(x));
    dirt_of[i] |= (unsigned char)ad_spread_dirt(
      &w, k, dirt + p->value[o], s->varying[o] == AD_STEPS, to);
  }
}

void ad_stencil_compare(const ad_stencil *s, const ad_stencil_point *at,
                        unsigned char *dirt, unsigned char *dirt_of)
{
  uint32_t n = (uint32_t)s->p->g->n;
  unsigned any = 0;
  memset(dirt_of, 0, n);
  for (size_t i = 0; at->tame && i < s->n_watched; i++)
    if (is_reached(s, at, s->watched[i]))
      any |= look_at(s, at, s->watched[i], dirt, dirt_of);
  for (uint32_t i = 0; !at->tame && i < n; i++)
    if (may_change(s, at, i))
      any |= look_at(s, at, i, dirt, dirt_of);
  for (uint32_t i = 0; any && i < n; i++)
    take_over(s, at, i, dirt, dirt_of);
}

int ad_stencil_on_kink(const ad_program *p, size_t i, const double *value)
{
  const ad_op_row *row = ad_op_get((ad_op)p->g->nodes[i].op);
  if (row->kink[0] == '\0')
    return 0;
  ad_view w = view_of(p, i, value, value);
  return row->kind == AD_KIND_elementwise ? ad_rows_kink(&w)
                                          : ad_bends_kink(&w);
}
