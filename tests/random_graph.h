/* SPDX-License-Identifier: GPL-3.0-or-later
   Random graphs of all operations: scalars mixed with matrices, several
   outputs, outputs that are leaves or read by others or named twice, x * x,
   leaves that nothing reads, constants, nodes that no output needs,
   stop_gradient and where.  Wild ones keep nothing in its domain, have more
   operations that select, and numbers that hurt.  The same seed makes the
   same graph.  Read cases.h before; random_wide.h goes over more entries. */
#ifndef TEST_RANDOM_GRAPH_H
#define TEST_RANDOM_GRAPH_H

#include "cases.h"
#include "graph.h"
#include "graph/builder.h"

enum { GRAPH_NODES = 600 }; /* at most, with those that squash operands */

typedef struct grower {
  ad_builder *b;
  test_rng *r;
  int wild;
  size_t n, known;
  ad_ref nodes[GRAPH_NODES];
  unsigned char varied[GRAPH_NODES]; /* by index: depends on an input        */
} grower;

/* Marks the nodes built since the last call. */
static inline void grower_mark(grower *w)
{
  const ad_graph *g = &w->b->g;
  ck_assert_uint_lt(g->n, GRAPH_NODES);
  for (; w->known < g->n; w->known++) {
    const ad_node *x = &g->nodes[w->known];
    if (x->op == AD_OP_leaf && g->kinds[x->at[0]] != AD_DATA)
      w->varied[w->known] = 1;
    for (size_t k = 0; k < x->arity; k++)
      if (ad_op_has_edge((ad_op)x->op, (unsigned)k) &&
          w->varied[g->operands[x->operand + k]])
        w->varied[w->known] = 1;
  }
}

static inline ad_ref grower_keep(grower *w, ad_ref x)
{
  ck_assert_msg(ad_builder_error(w->b)->status == AD_OK, "%s",
                ad_builder_error(w->b)->text);
  grower_mark(w);
  return w->nodes[w->n++] = x;
}

/* Any node so far; late ones, and those with a derivative, more often. */
static inline ad_ref grower_pick(const grower *w)
{
  ad_ref x = w->nodes[0];
  for (size_t tries = 0; tries < 4; tries++) {
    size_t a = test_below(w->r, w->n), b = test_below(w->r, w->n);
    x = w->nodes[a > b ? a : b];
    if (w->varied[x.index])
      break;
  }
  return x;
}

static inline size_t grower_size(const grower *w)
{
  static const size_t sizes[] = {1, 1, 1, 2, 3, 4, 5};
  return sizes[test_below(w->r, 7)];
}

static inline int fits(size_t x, size_t y)
{
  return x == y || x == 1 || y == 1;
}

/* A node that broadcasts with all of x[n]; the first of them, if none is
   found, and now and then without a search: x * x. */
static inline ad_ref grower_mate(const grower *w, size_t n, const ad_ref *x)
{
  if (test_below(w->r, 10) == 0)
    return x[0];
  for (size_t tries = 0; tries < 20; tries++) {
    ad_ref y = grower_pick(w);
    ad_shape s = ad_builder_shape(w->b, y);
    size_t good = 0;
    for (size_t k = 0; k < n; k++) {
      ad_shape t = ad_builder_shape(w->b, x[k]);
      good += fits(s.rows, t.rows) && fits(s.cols, t.cols);
    }
    if (good == n)
      return y;
  }
  return x[0];
}

/* x brought into (lo, hi), so that functions stay in their domains. */
static inline ad_ref grower_squash(grower *w, ad_ref x, double lo, double hi)
{
  ad_ref scale = ad_number(w->b, hi - lo), shift = ad_number(w->b, lo);
  return ad_add(w->b, ad_mul(w->b, scale, ad_sigmoid(w->b, x)), shift);
}

static inline void grow_elementwise(grower *w, ad_op op)
{
  const ad_op_row *row = ad_op_get(op);
  ad_ref x[3] = {grower_pick(w)};
  int careful = !w->wild &&
                (row->cost == AD_COST_function || op == AD_OP_div);
  for (unsigned k = 1; k < row->arity; k++)
    x[k] = grower_mate(w, k, x);
  for (unsigned k = 0; k < row->arity && careful; k++)
    x[k] = grower_squash(w, x[k], row->lo[k > 0], row->hi[k > 0]);
  grower_keep(w, ad_elementwise(w->b, op, row->arity, x));
}

/* A product of two nodes that fit, or of a node with its own transpose. */
static inline void grow_matmul(grower *w)
{
  ad_ref x = grower_pick(w), y = x;
  for (size_t tries = 0; tries < 20; tries++) {
    ad_ref z = grower_pick(w);
    ad_shape s = ad_builder_shape(w->b, x), t = ad_builder_shape(w->b, z);
    if (s.cols == t.rows)
      y = z;
    else if (s.cols == t.cols)
      y = ad_transpose(w->b, z);
    else if (s.rows == t.rows) {
      x = ad_transpose(w->b, x);
      y = z;
    } else
      continue;
    grower_keep(w, ad_matmul(w->b, x, y));
    return;
  }
  grower_keep(w, test_below(w->r, 2) == 0
                   ? ad_matmul(w->b, ad_transpose(w->b, x), y)
                   : ad_matmul(w->b, x, ad_transpose(w->b, y)));
}

static inline void grow_slice(grower *w)
{
  ad_ref x = grower_pick(w);
  ad_shape s = ad_builder_shape(w->b, x);
  size_t one = test_below(w->r, 2);
  size_t rows = one ? 1 : 1 + test_below(w->r, s.rows);
  size_t cols = one ? 1 : 1 + test_below(w->r, s.cols);
  grower_keep(w, ad_slice(w->b, x, test_below(w->r, s.rows - rows + 1),
                          test_below(w->r, s.cols - cols + 1),
                          case_shape(rows, cols)));
}

static inline void grow_place(grower *w)
{
  ad_ref x = grower_pick(w);
  ad_shape s = ad_builder_shape(w->b, x);
  size_t rows = s.rows + test_below(w->r, 3);
  size_t cols = s.cols + test_below(w->r, 3);
  grower_keep(w, ad_embed(w->b, x, test_below(w->r, rows - s.rows + 1),
                          test_below(w->r, cols - s.cols + 1),
                          case_shape(rows, cols)));
}

/* [x, y; x, x stretched], or [x; x]. */
static inline void grow_block(grower *w)
{
  ad_ref x = grower_pick(w), y = grower_pick(w);
  ad_shape s = ad_builder_shape(w->b, x), t = ad_builder_shape(w->b, y);
  if (s.rows != t.rows) {
    grower_keep(w, ad_block(w->b, 2, (const size_t[]){1, 1}, 2,
                            (const ad_ref[]){x, x}));
    return;
  }
  ad_ref blocks[] = {x, y, y, x};
  grower_keep(w, ad_block(w->b, 2, (const size_t[]){2, 2}, 4, blocks));
}

static inline void grow_expand(grower *w)
{
  ad_ref x = grower_pick(w);
  ad_shape s = ad_builder_shape(w->b, x);
  size_t rows = s.rows == 1 ? grower_size(w) : s.rows;
  size_t cols = s.cols == 1 ? grower_size(w) : s.cols;
  grower_keep(w, ad_expand(w->b, x, case_shape(rows, cols)));
}

static inline void grow_reduction(grower *w, ad_op op)
{
  ad_ref x = grower_pick(w);
  if (!w->wild && (op == AD_OP_prod || op == AD_OP_logsumexp))
    x = grower_squash(w, x, -1.3, 1.7);
  grower_keep(w, ad_reduce(w->b, op, x, (ad_axis)test_below(w->r, 3)));
}

/* A square corner of a node, far from singular (see case_make_regular). */
static inline ad_ref grower_regular(grower *w, ad_ref x, size_t n)
{
  double *beside = test_alloc(n * n, sizeof *beside);
  case_make_regular(n, beside);
  ad_ref corner = ad_slice(w->b, x, 0, 0, case_shape(n, n));
  ad_ref shift = ad_matrix(w->b, n, n, beside);
  free(beside);
  return ad_add(w->b, grower_squash(w, corner, -1.1, 1.7), shift);
}

static inline void grow_factored(grower *w, ad_op op)
{
  ad_ref x = grower_pick(w);
  ad_shape s = ad_builder_shape(w->b, x);
  size_t n = s.rows < s.cols ? s.rows : s.cols;
  ad_ref a = grower_regular(w, x, n);
  if (test_below(w->r, 3) == 0)
    a = ad_transpose(w->b, a);
  ad_ref right = test_below(w->r, 4) == 0
                   ? ad_square(w->b, a)
                   : ad_slice(w->b, x, 0, 0, case_shape(n, s.cols));
  if (op == AD_OP_logdet) /* of what has one: a a' */
    a = ad_matmul(w->b, a, ad_transpose(w->b, a));
  grower_keep(w, op == AD_OP_det      ? ad_det(w->b, a)
                 : op == AD_OP_logdet ? ad_logdet(w->b, a)
                 : op == AD_OP_inv    ? ad_inv(w->b, a)
                                      : ad_solve(w->b, a, right));
}

/* Rows or columns by a list, which lies in a constant or is computed. */
static inline void grow_gather(grower *w)
{
  ad_ref x = grower_pick(w);
  ad_shape s = ad_builder_shape(w->b, x);
  int cols = test_below(w->r, 2) == 0;
  ad_ref list = case_list(w->b, grower_size(w), cols ? s.cols : s.rows, w->r);
  if (test_below(w->r, 3) == 0)
    list = ad_abs(w->b, ad_neg(w->b, list));
  grower_keep(w, cols ? ad_pick_cols(w->b, x, list)
                      : ad_pick_rows(w->b, x, list));
}

static inline void grow_structured(grower *w, ad_op op)
{
  static const double labels[] = {2, 1, 4};
  ad_ref x = grower_pick(w);
  ad_shape s = ad_builder_shape(w->b, x);
  if (ad_op_get(op)->form == AD_FORM_reduce)
    grow_reduction(w, op);
  else if (op == AD_OP_matmul)
    grow_matmul(w);
  else if (op == AD_OP_slice)
    grow_slice(w);
  else if (op == AD_OP_place)
    grow_place(w);
  else if (op == AD_OP_gather)
    grow_gather(w);
  else if (op == AD_OP_block)
    grow_block(w);
  else if (op == AD_OP_expand)
    grow_expand(w);
  else if (op == AD_OP_transpose)
    grower_keep(w, ad_transpose(w->b, x));
  else if (op == AD_OP_reshape)
    grower_keep(w, ad_reshape(w->b, x, case_shape(s.cols, s.rows)));
  else if (op == AD_OP_diag)
    grower_keep(w, ad_diag(w->b, x));
  else if (op == AD_OP_tril)
    grower_keep(w, ad_tril(w->b, x));
  else if (op == AD_OP_cumsum)
    grower_keep(w, ad_cumsum(w->b, x, test_below(w->r, 2) ? AD_OVER_ROWS
                                                          : AD_OVER_COLS));
  else if (ad_op_get(op)->kind == AD_KIND_factored)
    grow_factored(w, op);
  else if (op == AD_OP_indicator)
    grower_keep(w, ad_indicator(w->b, ad_matrix(w->b, 3, 1, labels), 4));
  else
    ck_abort_msg("no way to grow '%s'", ad_op_get(op)->id);
}

static inline void grow_leaves(grower *w)
{
  size_t n = 2 + test_below(w->r, 4);
  for (size_t i = 0; i < n; i++) {
    char name[24];
    snprintf(name, sizeof name, "x%zu", i);
    grower_keep(w, ad_leaf(w->b, name, grower_size(w), grower_size(w),
                           i > 0 && test_below(w->r, 4) == 0 ? AD_DATA
                                                             : AD_INPUT));
  }
  grower_keep(w, ad_number(w->b, 0.385));
  if (test_below(w->r, 3) == 0)
    for (size_t i = 0; i < n; i++)
      if (test_below(w->r, 2) == 0)
        ad_wrt(w->b, w->nodes[i]);
  if (test_below(w->r, 8) == 0)
    ad_wrt(w->b, w->nodes[0]);
}

/* Numbers at the edges of everything. */
static inline double wild_number(test_rng *r)
{
  static const double numbers[] = {0,    -0.0,      1,      -1,
                                   1e308, -1e308,   INFINITY, -INFINITY,
                                   NAN,  2.385,     -0.617, 1e-308};
  return numbers[test_below(r, 12)];
}

static inline ad_op grower_row(test_rng *r)
{
  return AD_OP_elementwise + (ad_op)test_below(r, AD_ELEMENTWISE_COUNT);
}

/* What the wild ones are about, half of the time. */
static inline ad_op wild_op(test_rng *r)
{
  static const ad_op ops[] = {AD_OP_where, AD_OP_where, AD_OP_max, AD_OP_min,
                              AD_OP_relu,  AD_OP_amax,  AD_OP_amin, AD_OP_log,
                              AD_OP_sqrt,  AD_OP_div,   AD_OP_pow,  AD_OP_mul,
                              AD_OP_gt,    AD_OP_matmul, AD_OP_slice,
                              AD_OP_block, AD_OP_gather, AD_OP_cumsum};
  return ops[test_below(r, 18)];
}

/* What is made of a factorisation stays out of wild graphs: there it is NaN
   as a whole, and the sweeps pass it as a whole, not edge by edge. */
static inline ad_op grower_op(grower *w)
{
  if (w->wild && test_below(w->r, 2) == 0)
    return wild_op(w->r);
  if (test_below(w->r, 2) == 0)
    return grower_row(w->r);
  ad_op op = AD_OP_structured +
             (ad_op)test_below(w->r, AD_OP_elementwise - AD_OP_structured);
  int factored = ad_op_get(op)->kind == AD_KIND_factored;
  return w->wild && factored ? wild_op(w->r) : op;
}

/* Keeps numbers (but wild ones), and matrices, from growing without end. */
static inline void grow_node(grower *w)
{
  ad_op op = grower_op(w);
  if (op >= AD_OP_elementwise)
    grow_elementwise(w, op);
  else
    grow_structured(w, op);
  ad_shape s = ad_builder_shape(w->b, w->nodes[w->n - 1]);
  if (s.rows * s.cols > 60)
    w->nodes[w->n - 1] = ad_reduce(w->b, AD_OP_sum, w->nodes[w->n - 1],
                                   AD_ALL);
  if (!w->wild &&
      (test_below(w->r, 5) == 0 || op == AD_OP_matmul || op == AD_OP_square ||
       op == AD_OP_det))
    w->nodes[w->n - 1] = ad_tanh(w->b, w->nodes[w->n - 1]);
  grower_mark(w);
}

static inline ad_graph *grow_graph(test_rng *r, int wild)
{
  grower w = {.b = test_builder(), .r = r, .wild = wild};
  grow_leaves(&w);
  if (wild)
    grower_keep(&w, ad_number(w.b, wild_number(r)));
  size_t n = w.n + 3 + test_below(r, 28), outputs = test_below(r, 7);
  while (w.n < n)
    grow_node(&w);
  for (size_t i = 0; i < outputs; i++)
    ad_output(w.b, grower_pick(&w));
  if (outputs > 0 && test_below(r, 8) == 0)
    ad_output(w.b, w.nodes[0]); /* a leaf */
  return test_finish(w.b);
}

static inline ad_graph *random_graph(test_rng *r)
{
  return grow_graph(r, 0);
}

static inline ad_graph *random_wild_graph(test_rng *r)
{
  return grow_graph(r, 1);
}

/* Leaves at the edges, one in three. */
static inline double *random_wild_point(const ad_graph *g, test_rng *r)
{
  size_t n = test_point_size(g);
  double *x = test_alloc(n, sizeof *x);
  for (size_t i = 0; i < n; i++)
    x[i] = test_below(r, 3) == 0 ? wild_number(r) : test_uniform(r, -1.5, 2.1);
  return x;
}

/* Its leaves: mostly ordinary numbers, a zero or a tie now and then. */
static inline double *random_point(const ad_graph *g, test_rng *r)
{
  size_t n = test_point_size(g);
  double *x = test_alloc(n, sizeof *x);
  for (size_t i = 0; i < n; i++)
    x[i] = test_below(r, 12) == 0 ? (test_below(r, 2) == 0 ? 0 : 0.617)
                                  : test_uniform(r, -1.5, 2.1);
  return x;
}

#endif
