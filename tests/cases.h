/* SPDX-License-Identifier: GPL-3.0-or-later
   Graphs of one operation, on leaves of random shapes that are seldom
   square: every operation of the set, structured and elementwise, so that a
   failure names the operation that is wrong.  Read engines.h before. */
#ifndef TEST_CASES_H
#define TEST_CASES_H

#include "engines.h"
#include "graph.h"

static inline ad_shape case_shape(size_t rows, size_t cols)
{
  return (ad_shape){rows, cols, rows == 1, cols == 1};
}

/* A size that is 1 now and then, and past one vector register at times. */
static inline size_t case_size(test_rng *r)
{
  static const size_t sizes[] = {1, 2, 3, 4, 5, 7, 9, 18};
  return sizes[test_below(r, 8)];
}

static inline ad_ref case_leaf(ad_builder *b, const char *name, size_t rows,
                               size_t cols)
{
  return ad_leaf(b, name, rows, cols, AD_INPUT);
}

/* The operation is asked for once, or twice on the same leaves and added
   up, so that adjoints meet. */
typedef struct case_plan {
  ad_builder *b;
  size_t copies;
} case_plan;

#define CASE_OUTPUT(plan, call)                                              \
  ad_output((plan)->b, (plan)->copies == 1 ? (call)                          \
                                           : ad_add((plan)->b, call, call))

/* Leaves that broadcast to rows x cols, each full or stretched. */
static inline void case_elementwise(const case_plan *plan, ad_op op,
                                    test_rng *r)
{
  ad_builder *b = plan->b;
  static const char *const names[] = {"a", "b", "c"};
  size_t rows = case_size(r), cols = case_size(r);
  unsigned arity = ad_op_get(op)->arity;
  ad_ref x[3];
  for (unsigned k = 0; k < arity; k++) {
    size_t how = arity == 1 ? 0 : test_below(r, 6);
    x[k] = case_leaf(b, names[k], how & 1 ? 1 : rows, how & 2 ? 1 : cols);
  }
  CASE_OUTPUT(plan, ad_elementwise(b, op, arity, x));
}

/* op(A) @ op(B), the transposes read in place. */
static inline void case_matmul(const case_plan *plan, test_rng *r)
{
  ad_builder *b = plan->b;
  size_t m = case_size(r), p = case_size(r), n = case_size(r);
  int ta = test_below(r, 2) == 0, tb = test_below(r, 2) == 0;
  ad_ref x = case_leaf(b, "a", ta ? p : m, ta ? m : p);
  ad_ref y = case_leaf(b, "b", tb ? n : p, tb ? p : n);
  x = ta ? ad_transpose(b, x) : x;
  y = tb ? ad_transpose(b, y) : y;
  CASE_OUTPUT(plan, ad_matmul(b, x, y));
}

static inline void case_expand(const case_plan *plan, test_rng *r)
{
  ad_builder *b = plan->b;
  size_t rows = case_size(r), cols = case_size(r), how = test_below(r, 4);
  ad_ref x = case_leaf(b, "a", how & 1 ? 1 : rows, how & 2 ? 1 : cols);
  CASE_OUTPUT(plan, ad_expand(b, x, case_shape(rows, cols)));
}

/* A block of a matrix cut out of it, or put into it. */
static inline void case_cut(const case_plan *plan, ad_op op, test_rng *r)
{
  ad_builder *b = plan->b;
  size_t rows = case_size(r), cols = case_size(r);
  size_t h = 1 + test_below(r, rows), w = 1 + test_below(r, cols);
  size_t r0 = test_below(r, rows - h + 1), c0 = test_below(r, cols - w + 1);
  ad_ref x = op == AD_OP_slice ? case_leaf(b, "a", rows, cols)
                               : case_leaf(b, "a", h, w);
  CASE_OUTPUT(plan, op == AD_OP_slice
                      ? ad_slice(b, x, r0, c0, case_shape(h, w))
                      : ad_embed(b, x, r0, c0, case_shape(rows, cols)));
}

/* A list of `n` numbers within 1 to `size`, some of them again and again; a row
   or a column. */
static inline ad_ref case_list(ad_builder *b, size_t n, size_t size,
                               test_rng *r)
{
  double *list = test_alloc(n, sizeof *list);
  for (size_t i = 0; i < n; i++)
    list[i] = (double)(1 + test_below(r, size));
  ad_ref x = test_below(r, 2) ? ad_matrix(b, n, 1, list)
                              : ad_matrix(b, 1, n, list);
  free(list);
  return x;
}

static inline void case_gather(const case_plan *plan, test_rng *r)
{
  ad_builder *b = plan->b;
  size_t rows = case_size(r), cols = case_size(r), n = case_size(r);
  ad_ref x = case_leaf(b, "a", rows, cols);
  if (test_below(r, 2) == 0) {
    ad_ref list = case_list(b, n, rows, r);
    CASE_OUTPUT(plan, ad_pick_rows(b, x, list));
  } else {
    ad_ref list = case_list(b, n, cols, r);
    CASE_OUTPUT(plan, ad_pick_cols(b, x, list));
  }
}

/* Rows of blocks with different cuts; one leaf stands in it twice. */
static inline void case_block(const case_plan *plan, test_rng *r)
{
  ad_builder *b = plan->b;
  size_t rows = case_size(r), more = case_size(r);
  size_t left = case_size(r), right = case_size(r);
  ad_ref x = case_leaf(b, "a", rows, left);
  ad_ref y = case_leaf(b, "b", rows, right);
  ad_ref z = case_leaf(b, "c", more, left + right);
  const ad_ref three[] = {x, y, z}, five[] = {z, x, y, y, x};
  if (test_below(r, 2) == 0)
    CASE_OUTPUT(plan, ad_block(b, 2, (const size_t[]){2, 1}, 3, three));
  else
    CASE_OUTPUT(plan, ad_block(b, 3, (const size_t[]){1, 2, 2}, 5, five));
}

static inline void case_reshape(const case_plan *plan, test_rng *r)
{
  ad_builder *b = plan->b;
  size_t rows = case_size(r), cols = case_size(r);
  ad_ref x = case_leaf(b, "a", rows * 2, cols);
  CASE_OUTPUT(plan, ad_reshape(b, x, case_shape(cols, rows * 2)));
}

/* A row, a column or a matrix. */
static inline void case_diag(const case_plan *plan, test_rng *r)
{
  size_t how = test_below(r, 4), rows = case_size(r), cols = case_size(r);
  ad_ref x = case_leaf(plan->b, "a", how == 0 ? 1 : rows, how == 1 ? 1 : cols);
  CASE_OUTPUT(plan, ad_diag(plan->b, x));
}

/* Labels are data; the leaf "a" rides along, so that there is a Jacobian. */
static inline void case_indicator(ad_builder *b, test_rng *r)
{
  size_t rows = case_size(r), classes = case_size(r);
  double *labels = test_alloc(rows, sizeof *labels);
  for (size_t i = 0; i < rows; i++)
    labels[i] = (double)(1 + test_below(r, classes));
  ad_ref known = ad_indicator(b, ad_matrix(b, rows, 1, labels), classes);
  ad_ref read = ad_indicator(b, case_leaf(b, "a", rows, 1), classes);
  ad_output(b, known);
  ad_output(b, ad_mul(b, read, read));
  free(labels);
}

static inline void case_one(const case_plan *plan, ad_op op, test_rng *r)
{
  size_t rows = case_size(r), cols = case_size(r);
  ad_axis axis = (ad_axis)test_below(r, 3);
  ad_ref x = case_leaf(plan->b, "a", rows, cols);
  if (op == AD_OP_transpose)
    CASE_OUTPUT(plan, ad_transpose(plan->b, x));
  else if (op == AD_OP_tril)
    CASE_OUTPUT(plan, ad_tril(plan->b, x));
  else if (op == AD_OP_cumsum)
    CASE_OUTPUT(plan, ad_cumsum(plan->b, x, axis == AD_OVER_ROWS
                                              ? axis : AD_OVER_COLS));
  else if (ad_op_get(op)->form == AD_FORM_reduce)
    CASE_OUTPUT(plan, ad_reduce(plan->b, op, x, axis));
  else
    ck_abort_msg("no case for '%s'", ad_op_get(op)->id);
}

/* A square matrix, and for solve a right side of any width.  Two determinants
   are stretched, so that several cotangents come back at once. */
static inline void case_factored(const case_plan *plan, ad_op op, test_rng *r)
{
  ad_builder *b = plan->b;
  size_t n = case_size(r);
  ad_ref x = case_leaf(b, "a", n, n);
  if (op == AD_OP_logdet && plan->copies == 2)
    ad_output(b, ad_expand(b, ad_add(b, ad_logdet(b, x), ad_logdet(b, x)),
                           case_shape(2, 3)));
  else if (op == AD_OP_det && plan->copies == 2)
    ad_output(b, ad_expand(b, ad_add(b, ad_det(b, x), ad_det(b, x)),
                           case_shape(2, 3)));
  else if (op == AD_OP_det)
    CASE_OUTPUT(plan, ad_det(b, x));
  else if (op == AD_OP_logdet)
    CASE_OUTPUT(plan, ad_logdet(b, x));
  else if (op == AD_OP_inv)
    CASE_OUTPUT(plan, ad_inv(b, x));
  else {
    ad_ref y = case_leaf(b, "b", n, case_size(r));
    CASE_OUTPUT(plan, ad_solve(b, x, y));
  }
}

/* Far from singular, and not without exchanges: large entries beside the
   diagonal are added to x[n x n]. */
static inline void case_make_regular(size_t n, double *x)
{
  for (size_t i = 0; i < n; i++)
    x[i * n + (i + 1) % n] += 2 + (double)n;
}

/* The same with a determinant that is positive, where it was regular. */
static inline void case_make_positive(size_t n, double *x)
{
  for (size_t j = 0; n % 2 == 0 && j < n; j++)
    x[j] = -x[j];
}

static inline ad_graph *case_graph(ad_op op, size_t copies, test_rng *r)
{
  case_plan plan = {test_builder(), copies};
  if (op >= AD_OP_elementwise)
    case_elementwise(&plan, op, r);
  else if (op == AD_OP_matmul)
    case_matmul(&plan, r);
  else if (op == AD_OP_expand)
    case_expand(&plan, r);
  else if (op == AD_OP_slice || op == AD_OP_place)
    case_cut(&plan, op, r);
  else if (op == AD_OP_gather)
    case_gather(&plan, r);
  else if (op == AD_OP_block)
    case_block(&plan, r);
  else if (op == AD_OP_reshape)
    case_reshape(&plan, r);
  else if (op == AD_OP_diag)
    case_diag(&plan, r);
  else if (op == AD_OP_indicator)
    case_indicator(plan.b, r);
  else if (ad_op_get(op)->kind == AD_KIND_factored)
    case_factored(&plan, op, r);
  else
    case_one(&plan, op, r);
  return test_finish(plan.b);
}

/* A point for the graph of op: safe for its row, labels for an indicator. */
static inline double *case_point(ad_op op, const ad_graph *g, test_rng *r)
{
  const ad_op_row *row = ad_op_get(op);
  double *x = test_alloc(test_point_size(g), sizeof *x);
  for (size_t i = 0, at = 0; i < ad_graph_leaves(g); i++) {
    ad_shape s = ad_graph_shape(g, ad_graph_leaf(g, i));
    for (size_t e = 0; e < test_entries(s); e++, at++)
      if (op >= AD_OP_elementwise)
        x[at] = test_uniform(r, row->lo[i > 0], row->hi[i > 0]);
      else if (op == AD_OP_indicator)
        x[at] = (double)(1 + test_below(r, ad_graph_shape(
                                             g, ad_graph_output(g, 1)).cols));
      else
        x[at] = test_uniform(r, -1.3, 2.1);
  }
  if (row->kind == AD_KIND_factored)
    case_make_regular(ad_graph_shape(g, ad_graph_leaf(g, 0)).rows, x);
  if (op == AD_OP_logdet)
    case_make_positive(ad_graph_shape(g, ad_graph_leaf(g, 0)).rows, x);
  return x;
}

#endif
