/* SPDX-License-Identifier: GPL-3.0-or-later
   See rates_truth.h: elementwise operations, and the sweeps. */
#include "rates_truth.h"

#include <stdlib.h>
#include <string.h>

#include "rates_check.h"

#include "check_near.h"
#include "graph.h"
#include "graph/entry.h"
#include "rates_real.h"

/* --- the rows of ops.def -------------------------------------------------- */

typedef real real_fn(real a, real b, real c, real v);

#define FUNCTION(id, what, expression)                                       \
  static real id##_##what(real a, real b, real c, real v)                    \
  {                                                                          \
    (void)a, (void)b, (void)c, (void)v;                                      \
    return (real)(expression);                                               \
  }
#define ELEMENTWISE(id_, name_, infix_, strength_, arity_, value_, da_, db_, \
                    dc_, edge_, latex_, cost_, neutral_, absorbing_, lo_a_,  \
                    hi_a_, lo_b_, hi_b_, domain_, side_, width_a_, width_b_, \
                    kink_, doc_)                                             \
  FUNCTION(id_, value, value_)                                               \
  FUNCTION(id_, da, da_)                                                     \
  FUNCTION(id_, db, db_)                                                     \
  FUNCTION(id_, dc, dc_)                                                     \
  FUNCTION(id_, domain, domain_)
#include "ops.def"
#undef ELEMENTWISE

static const struct row {
  real_fn *value, *partial[3], *domain;
} rows[] = {
#define ELEMENTWISE(id_, ...)                                                \
  {id_##_value, {id_##_da, id_##_db, id_##_dc}, id_##_domain},
#include "ops.def"
#undef ELEMENTWISE
};

/* Does the row jump or bend?  Then the branch is the one that the doubles
   take, which may differ where rounding makes a tie. */
static int has_branches(ad_op op)
{
  const ad_op_row *row = ad_op_get(op);
  return row->kink[0] != '\0' || op == AD_OP_where || !ad_op_has_edge(op, 0);
}

/* The same operands as doubles. */
static void doubles_at(const truth *t, uint32_t node, const size_t from[3],
                       double a[3])
{
  const ad_node *x = &t->g->nodes[node];
  for (size_t k = 0; k < x->arity; k++)
    a[k] = truth_doubles(t, t->g->operands[x->operand + k])[from[k]];
}

/* Value and partials of entry e, by the branch of the doubles. */
static void follow_branch(truth *t, uint32_t node, size_t e,
                          const size_t from[3], const real a[3])
{
  const ad_node *x = &t->g->nodes[node];
  ad_op op = (ad_op)x->op;
  double d[3] = {0, 0, 0}, v = truth_doubles(t, node)[e];
  doubles_at(t, node, from, d);
  t->v[t->first[node] + e] =
    op == AD_OP_where ? (d[0] != 0 ? a[1] : a[2])
    : !ad_op_has_edge(op, 0) && op != AD_OP_stop_gradient
      ? (real)v
      : rows[op - AD_OP_elementwise].value(a[0], a[1], a[2], 0);
  for (uint32_t k = 0; k < x->arity; k++)
    truth_enter(t, node, e, k, from[k],
                ad_op_partial(op, k, d[0], d[1], d[2], v));
}

static void compute_elementwise(truth *t, uint32_t node)
{
  const ad_node *x = &t->g->nodes[node];
  const struct row *row = &rows[x->op - AD_OP_elementwise];
  for (size_t i = 0, e = 0; i < x->rows; i++)
    for (size_t j = 0; j < x->cols; j++, e++) {
      real a[3] = {0, 0, 0};
      size_t from[3] = {0, 0, 0};
      for (size_t k = 0; k < x->arity; k++) {
        from[k] = ad_entry_read(x, ad_operand_of(t->g, x, k), i, j);
        a[k] = truth_operand(t, node, k)[from[k]];
      }
      if (has_branches((ad_op)x->op)) {
        follow_branch(t, node, e, from, a);
        continue;
      }
      real v = row->value(a[0], a[1], a[2], 0);
      int inside = row->domain(a[0], a[1], a[2], v) != 0;
      t->v[t->first[node] + e] = v;
      for (uint32_t k = 0; k < x->arity; k++)
        truth_enter(t, node, e, k, from[k],
                    inside ? row->partial[k](a[0], a[1], a[2], v) : real_nan);
    }
}

/* --- entries and edges ---------------------------------------------------- */

const double *truth_doubles(const truth *t, uint32_t node)
{
  return ad_value_at(t->doubles, (ad_ref){node});
}

const real *truth_operand(const truth *t, uint32_t node, size_t k)
{
  return t->v + t->first[t->g->operands[t->g->nodes[node].operand + k]];
}

void truth_enter(truth *t, uint32_t node, size_t to, uint32_t operand,
                 size_t from, real partial)
{
  const ad_node *x = &t->g->nodes[node];
  if (!ad_edge_active(t->g, x, operand) || partial == 0)
    return;
  if (t->n_edges == t->room) {
    t->room = 2 * t->room + 64;
    t->edges = realloc(t->edges, t->room * sizeof *t->edges);
    ck_assert_ptr_nonnull(t->edges);
  }
  size_t start = t->first[t->g->operands[x->operand + operand]];
  t->edges[t->n_edges++] = (truth_edge){node, operand, t->first[node] + to,
                                        start + from, partial};
}

static void set_leaves(truth *t, const double *x)
{
  for (size_t i = 0; i < t->g->n_leaves; i++) {
    uint32_t leaf = t->g->leaves[i];
    for (size_t e = 0; e < ad_entries(&t->g->nodes[leaf]); e++)
      t->v[t->first[leaf] + e] = *x++;
  }
}

truth *truth_new(const ad_graph *g, const double *x, const ad_value *doubles)
{
  truth *t = test_alloc(1, sizeof *t);
  t->g = g;
  t->doubles = doubles;
  t->first = test_alloc(g->n, sizeof *t->first);
  for (size_t i = 0; i < g->n; i++) {
    t->first[i] = t->entries;
    t->entries += ad_entries(&g->nodes[i]);
  }
  t->v = test_alloc(t->entries, sizeof *t->v);
  set_leaves(t, x);
  for (uint32_t i = 0; i < g->n; i++)
    if (g->nodes[i].op == AD_OP_constant)
      for (size_t e = 0; e < ad_entries(&g->nodes[i]); e++)
        t->v[t->first[i] + e] = g->numbers[g->nodes[i].at[0] + e];
    else if (ad_is_elementwise(&g->nodes[i]))
      compute_elementwise(t, i);
    else if (g->nodes[i].op != AD_OP_leaf)
      truth_structured(t, i);
  return t;
}

void truth_free(truth *t)
{
  if (!t)
    return;
  free(t->first);
  free(t->v);
  free(t->edges);
  free(t);
}

/* --- sweeps --------------------------------------------------------------- */

size_t truth_wrt(const truth *t, size_t by)
{
  size_t entry, wrt = ad_entry_find(t->g, t->g->wrt, by, &entry);
  return t->first[t->g->wrt[wrt]] + entry;
}

size_t truth_output(const truth *t, size_t of)
{
  size_t entry, output = ad_entry_find(t->g, t->g->outputs, of, &entry);
  return t->first[t->g->outputs[output]] + entry;
}

void truth_forward(const truth *t, const double *d, real *tangent)
{
  memset(tangent, 0, t->entries * sizeof *tangent);
  for (size_t i = 0; i < ad_graph_wrt_entries(t->g); i++)
    tangent[truth_wrt(t, i)] = d[i];
  for (const truth_edge *e = t->edges; e < t->edges + t->n_edges; e++)
    if (tangent[e->from] != 0)
      tangent[e->to] += e->partial * tangent[e->from];
}

void truth_reverse(const truth *t, size_t of, real *adjoint)
{
  memset(adjoint, 0, t->entries * sizeof *adjoint);
  adjoint[truth_output(t, of)] = 1;
  for (const truth_edge *e = t->edges + t->n_edges; e-- > t->edges;)
    if (adjoint[e->to] != 0)
      adjoint[e->from] += e->partial * adjoint[e->to];
}

double truth_through(const truth *t, size_t via, const real *adjoint,
                     const real *tangent)
{
  const truth_edge *like = &t->edges[via];
  real sum = 0;
  for (const truth_edge *e = t->edges; e < t->edges + t->n_edges; e++)
    if (e->node == like->node && e->operand == like->operand &&
        adjoint[e->to] != 0 && tangent[e->from] != 0)
      sum += adjoint[e->to] * e->partial * tangent[e->from];
  return (double)sum;
}

size_t truth_pick(const truth *t, size_t k, const real *adjoint,
                  const real *tangent)
{
  size_t found = 0;
  for (int turn = 0; turn < 2; turn++) {
    size_t wanted = turn && found ? k % found : SIZE_MAX;
    found = 0;
    for (size_t e = 0; e < t->n_edges; e++)
      if (adjoint[t->edges[e].to] != 0 && tangent[t->edges[e].from] != 0 &&
          found++ == wanted)
        return e;
  }
  return t->n_edges;
}
