/* SPDX-License-Identifier: GPL-3.0-or-later
   A third engine, slow and plain, that the other two are held against: it
   walks the nodes of a graph, enters for every entry which operand entries
   it depends on and by what partial, and multiplies Jacobians out.  Its
   loops share nothing with the kernels.  Beside values and Jacobians it
   sums S, the sum over all paths of |product of partials|, and counts W,
   the roundings along the worst path: forward and reverse mode may differ
   by W u S, u = 2^-53, and by no more.  Read lib/graph_data.h before. */
#ifndef TEST_NAIVE_H
#define TEST_NAIVE_H

#include <string.h>

#include "check_near.h"
#include "graph_data.h"

typedef struct naive {
  const ad_graph *g;
  size_t n;   /* wrt entries                                               */
  double **v; /* v[node][entries]                                          */
  double **J; /* J[node][entries x n]                                      */
  double **S; /* S[node][entries x n]                                      */
  double *W;  /* W[node]                                                   */
  unsigned char *varied; /* depends on a wrt leaf by edges                 */
} naive;

/* What a node is made of while it is computed. */
typedef struct naive_step {
  naive *e;
  size_t i; /* the node                                                    */
  const ad_node *x;
  size_t *terms;   /* terms[entries]: partials entered so far              */
  size_t **uses;   /* uses[operand][entries]                               */
} naive_step;

static inline const ad_node *naive_operand(const naive_step *s, size_t o)
{
  return &s->e->g->nodes[s->e->g->operands[s->x->operand + o]];
}

static inline const double *naive_value(const naive_step *s, size_t o)
{
  return s->e->v[s->e->g->operands[s->x->operand + o]];
}

/* Entry `to` of the node depends on entry `from` of operand o by p. */
static inline void naive_edge(naive_step *s, size_t to, size_t o, size_t from,
                              double p)
{
  naive *e = s->e;
  size_t operand = e->g->operands[s->x->operand + o];
  if (!e->varied[operand] || !ad_op_has_edge((ad_op)s->x->op, (unsigned)o))
    return;
  s->terms[to]++;
  s->uses[o][from]++;
  for (size_t l = 0; l < e->n; l++) {
    e->J[s->i][to * e->n + l] += p * e->J[operand][from * e->n + l];
    e->S[s->i][to * e->n + l] += fabs(p) * e->S[operand][from * e->n + l];
  }
}

/* v[to] = v[from] of operand o. */
static inline void naive_copy(naive_step *s, size_t to, size_t o, size_t from)
{
  s->e->v[s->i][to] = naive_value(s, o)[from];
  naive_edge(s, to, o, from, 1);
}

/* --- elementwise, by numpy's broadcasting ------------------------------ */

static inline size_t naive_stretched(const ad_node *a, size_t i, size_t j)
{
  return (a->rows == 1 ? 0 : i) * a->cols + (a->cols == 1 ? 0 : j);
}

static inline void naive_elementwise(naive_step *s)
{
  ad_op op = (ad_op)s->x->op;
  for (size_t i = 0; i < s->x->rows; i++)
    for (size_t j = 0; j < s->x->cols; j++) {
      double x[3] = {0, 0, 0};
      size_t to = i * s->x->cols + j;
      for (size_t o = 0; o < s->x->arity; o++)
        x[o] = naive_value(s, o)[naive_stretched(naive_operand(s, o), i, j)];
      double v = ad_op_get(op)->value(x[0], x[1], x[2], 0);
      s->e->v[s->i][to] = v;
      for (size_t o = 0; o < s->x->arity; o++)
        naive_edge(s, to, o, naive_stretched(naive_operand(s, o), i, j),
                   ad_op_partial(op, (unsigned)o, x[0], x[1], x[2], v));
    }
}

/* --- structured --------------------------------------------------------- */

static inline void naive_matmul(naive_step *s)
{
  const ad_node *a = naive_operand(s, 0), *b = naive_operand(s, 1);
  const int ta = s->x->at[0] != 0, tb = s->x->at[1] != 0;
  const size_t inner = ta ? a->rows : a->cols;
  for (size_t i = 0; i < s->x->rows; i++)
    for (size_t j = 0; j < s->x->cols; j++)
      for (size_t q = 0; q < inner; q++) {
        size_t to = i * s->x->cols + j,
               l = ta ? q * a->cols + i : i * a->cols + q,
               r = tb ? j * b->cols + q : q * b->cols + j;
        double x = naive_value(s, 0)[l], y = naive_value(s, 1)[r];
        s->e->v[s->i][to] += x * y;
        naive_edge(s, to, 0, l, y);
        naive_edge(s, to, 1, r, x);
      }
}

static inline void naive_transpose(naive_step *s)
{
  for (size_t i = 0; i < s->x->rows; i++)
    for (size_t j = 0; j < s->x->cols; j++)
      naive_copy(s, i * s->x->cols + j, 0, j * s->x->rows + i);
}

static inline void naive_slice(naive_step *s)
{
  const ad_node *a = naive_operand(s, 0);
  for (size_t i = 0; i < s->x->rows; i++)
    for (size_t j = 0; j < s->x->cols; j++)
      naive_copy(s, i * s->x->cols + j, 0,
                 (s->x->at[0] + i) * a->cols + s->x->at[1] + j);
}

static inline void naive_place(naive_step *s)
{
  const ad_node *a = naive_operand(s, 0);
  for (size_t i = 0; i < a->rows; i++)
    for (size_t j = 0; j < a->cols; j++)
      naive_copy(s, (s->x->at[0] + i) * s->x->cols + s->x->at[1] + j, 0,
                 i * a->cols + j);
}

static inline void naive_block(naive_step *s)
{
  const size_t *layout = s->e->g->layouts + s->x->at[0];
  size_t o = 0, row = 0;
  for (size_t r = 0; r < layout[0]; r++) {
    size_t col = 0, height = naive_operand(s, o)->rows;
    for (size_t c = 0; c < layout[1 + r]; c++, o++) {
      const ad_node *a = naive_operand(s, o);
      for (size_t i = 0; i < a->rows; i++)
        for (size_t j = 0; j < a->cols; j++)
          naive_copy(s, (row + i) * s->x->cols + col + j, o, i * a->cols + j);
      col += a->cols;
    }
    row += height;
  }
}

static inline void naive_reshape(naive_step *s)
{
  for (size_t i = 0; i < ad_entries(s->x); i++)
    naive_copy(s, i, 0, i);
}

static inline void naive_diag(naive_step *s)
{
  const ad_node *a = naive_operand(s, 0);
  if (ad_entries(s->x) > ad_entries(a) || ad_entries(a) == 1)
    for (size_t i = 0; i < s->x->rows; i++)
      naive_copy(s, i * s->x->cols + i, 0, i);
  else
    for (size_t i = 0; i < s->x->rows; i++)
      naive_copy(s, i, 0, i * a->cols + i);
}

static inline void naive_tril(naive_step *s)
{
  for (size_t i = 0; i < s->x->rows; i++)
    for (size_t j = 0; j < s->x->cols && j <= i; j++)
      naive_copy(s, i * s->x->cols + j, 0, i * s->x->cols + j);
}

static inline void naive_expand(naive_step *s)
{
  for (size_t i = 0; i < s->x->rows; i++)
    for (size_t j = 0; j < s->x->cols; j++)
      naive_copy(s, i * s->x->cols + j, 0,
                 naive_stretched(naive_operand(s, 0), i, j));
}

static inline void naive_indicator(naive_step *s)
{
  for (size_t i = 0; i < s->x->rows; i++)
    for (size_t j = 0; j < s->x->cols; j++)
      s->e->v[s->i][i * s->x->cols + j] =
        naive_value(s, 0)[i] == (double)j + 1;
}

/* Value of a reduction of x[n], and partial by x[i] with the value v. */
static inline double naive_reduced(ad_op op, size_t n, const double *x)
{
  double sum = 0, product = 1, largest = x[0], smallest = x[0], squares = 0,
         exps = 0;
  for (size_t i = 0; i < n; i++) {
    sum += x[i];
    product *= x[i];
    squares += x[i] * x[i];
    exps += exp(x[i]);
    largest = fmax(largest, x[i]);
    smallest = fmin(smallest, x[i]);
  }
  switch ((int)op) {
  case AD_OP_sum:
    return sum;
  case AD_OP_prod:
    return product;
  case AD_OP_amax:
    return largest;
  case AD_OP_amin:
    return smallest;
  case AD_OP_logsumexp:
    return log(exps);
  case AD_OP_norm:
    return sqrt(squares);
  default:
    ck_abort_msg("'%s' is not a reduction", ad_op_get(op)->id);
    return 0;
  }
}

static inline double naive_reduced_partial(ad_op op, size_t n, const double *x,
                                           double v, size_t i)
{
  double others = 1, ties = 0;
  for (size_t l = 0; l < n; l++) {
    others *= l == i ? 1 : x[l];
    ties += x[l] == v;
  }
  switch ((int)op) {
  case AD_OP_sum:
    return 1;
  case AD_OP_prod:
    return others;
  case AD_OP_logsumexp:
    return exp(x[i] - v);
  case AD_OP_norm:
    return v == 0 ? 0 : x[i] / v;
  default:
    return x[i] == v ? 1 / ties : 0;
  }
}

/* The entries of the operand that entry `to` of a reduction runs over. */
static inline size_t naive_group(const naive_step *s, size_t to, size_t *from)
{
  const ad_node *a = naive_operand(s, 0);
  size_t n = 0;
  for (size_t i = 0; i < a->rows; i++)
    for (size_t j = 0; j < a->cols; j++)
      if (s->x->at[0] == AD_ALL || (s->x->at[0] == AD_OVER_ROWS && j == to) ||
          (s->x->at[0] == AD_OVER_COLS && i == to))
        from[n++] = i * a->cols + j;
  return n;
}

static inline void naive_reduction(naive_step *s)
{
  ad_op op = (ad_op)s->x->op;
  size_t room = ad_entries(naive_operand(s, 0));
  size_t *from = test_alloc(room, sizeof *from);
  double *x = test_alloc(room, sizeof *x);
  for (size_t to = 0; to < ad_entries(s->x); to++) {
    size_t n = naive_group(s, to, from);
    for (size_t i = 0; i < n; i++)
      x[i] = naive_value(s, 0)[from[i]];
    double v = naive_reduced(op, n, x);
    s->e->v[s->i][to] = v;
    for (size_t i = 0; i < n; i++)
      naive_edge(s, to, 0, from[i], naive_reduced_partial(op, n, x, v, i));
  }
  free(from);
  free(x);
}

static inline void naive_node(naive_step *s)
{
  if (s->x->op < AD_ELEMENTWISE_COUNT) {
    naive_elementwise(s);
    return;
  }
  if (ad_op_get((ad_op)s->x->op)->form == AD_FORM_reduce) {
    naive_reduction(s);
    return;
  }
  static const struct {
    ad_op op;
    void (*run)(naive_step *s);
  } table[] = {
    {AD_OP_matmul, naive_matmul},   {AD_OP_transpose, naive_transpose},
    {AD_OP_slice, naive_slice},     {AD_OP_place, naive_place},
    {AD_OP_block, naive_block},     {AD_OP_reshape, naive_reshape},
    {AD_OP_diag, naive_diag},       {AD_OP_tril, naive_tril},
    {AD_OP_expand, naive_expand},   {AD_OP_indicator, naive_indicator},
  };
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (table[i].op == (ad_op)s->x->op) {
      table[i].run(s);
      return;
    }
  ck_abort_msg("the naive engine does not know '%s'",
               ad_op_get((ad_op)s->x->op)->id);
}

/* --- the walk ----------------------------------------------------------- */

static inline size_t naive_most(size_t n, const size_t *counts)
{
  size_t most = 0;
  for (size_t i = 0; i < n; i++)
    most = counts[i] > most ? counts[i] : most;
  return most;
}

/* Computes node i from its operands; W grows by the lengths of its sums in
   both directions and the readers of the operands. */
static inline void naive_compute(naive *e, size_t i, const size_t *readers)
{
  const ad_node *x = &e->g->nodes[i];
  naive_step s = {e, i, x, test_alloc(ad_entries(x), sizeof *s.terms),
                  test_alloc(x->arity, sizeof *s.uses)};
  double W = 0;
  for (size_t o = 0; o < x->arity; o++) {
    size_t operand = e->g->operands[x->operand + o];
    s.uses[o] = test_alloc(ad_entries(&e->g->nodes[operand]), sizeof **s.uses);
    if (e->varied[operand] && ad_op_has_edge((ad_op)x->op, (unsigned)o))
      e->varied[i] = 1;
  }
  naive_node(&s);
  for (size_t o = 0; o < x->arity; o++) {
    size_t operand = e->g->operands[x->operand + o];
    size_t uses = naive_most(ad_entries(&e->g->nodes[operand]), s.uses[o]);
    W = fmax(W, e->W[operand] + (double)(uses + readers[operand]));
    free(s.uses[o]);
  }
  e->W[i] = W + 3 + (double)naive_most(ad_entries(x), s.terms);
  free(s.terms);
  free(s.uses);
}

static inline void naive_start(naive *e, const double *x)
{
  const ad_graph *g = e->g;
  for (size_t i = 0; i < g->n; i++) {
    size_t entries = ad_entries(&g->nodes[i]);
    e->v[i] = test_alloc(entries, sizeof **e->v);
    e->J[i] = test_alloc(entries * e->n, sizeof **e->J);
    e->S[i] = test_alloc(entries * e->n, sizeof **e->S);
    if (g->nodes[i].op == AD_OP_constant)
      memcpy(e->v[i], g->numbers + g->nodes[i].at[0], entries * sizeof *x);
  }
  for (size_t i = 0; i < g->n_leaves; i++) {
    size_t entries = ad_entries(&g->nodes[g->leaves[i]]);
    memcpy(e->v[g->leaves[i]], x, entries * sizeof *x);
    x += entries;
  }
  for (size_t w = 0, at = 0; w < g->n_wrt; w++) {
    e->varied[g->wrt[w]] = 1;
    for (size_t f = 0; f < ad_entries(&g->nodes[g->wrt[w]]); f++, at++) {
      e->J[g->wrt[w]][f * e->n + at] = 1;
      e->S[g->wrt[w]][f * e->n + at] = 1;
    }
  }
}

/* Evaluates g, with Jacobians of every node, at the point x (the entries of
   all leaves in order).  To be freed with naive_free. */
static inline naive *naive_new(const ad_graph *g, const double *x)
{
  naive *e = test_alloc(1, sizeof *e);
  size_t *readers = test_alloc(g->n, sizeof *readers);
  *e = (naive){.g = g, .n = ad_graph_wrt_entries(g)};
  e->v = test_alloc(g->n, sizeof *e->v);
  e->J = test_alloc(g->n, sizeof *e->J);
  e->S = test_alloc(g->n, sizeof *e->S);
  e->W = test_alloc(g->n, sizeof *e->W);
  e->varied = test_alloc(g->n, 1);
  naive_start(e, x);
  for (size_t i = 0; i < g->n_operands; i++)
    readers[g->operands[i]]++;
  for (size_t i = 0; i < g->n; i++)
    if (g->nodes[i].op != AD_OP_leaf && g->nodes[i].op != AD_OP_constant)
      naive_compute(e, i, readers);
  free(readers);
  return e;
}

static inline void naive_free(naive *e)
{
  for (size_t i = 0; i < e->g->n; i++) {
    free(e->v[i]);
    free(e->J[i]);
    free(e->S[i]);
  }
  free(e->v);
  free(e->J);
  free(e->S);
  free(e->W);
  free(e->varied);
  free(e);
}

#endif
