/* SPDX-License-Identifier: GPL-3.0-or-later
   Shapes: what the builder infers and what it refuses, with the full texts
   of its messages; values of every operation on shapes that are not square,
   stretched in either axis or in both, against plain loops.  Read
   lib/graph.h before. */
#include <string.h>

#include "cases.h"
#include "naive.h"

static const uint64_t seed = 20240612;

/* ---- inference ---- */

static void check_shape(const ad_builder *b, ad_ref x, size_t rows,
                        size_t cols, int unit_rows, int unit_cols,
                        const char *what)
{
  ad_shape s = ad_builder_shape(b, x);
  ck_assert_msg(ad_builder_error(b)->status == AD_OK, "%s: %s", what,
                ad_builder_error(b)->text);
  ck_assert_msg(s.rows == rows && s.cols == cols &&
                  s.unit_rows == unit_rows && s.unit_cols == unit_cols,
                "%s: got %zu x %zu (units %d, %d), want %zu x %zu (%d, %d)",
                what, s.rows, s.cols, s.unit_rows, s.unit_cols, rows, cols,
                unit_rows, unit_cols);
}

#define SHAPE(call, rows, cols, unit_rows, unit_cols)                        \
  check_shape(b, call, rows, cols, unit_rows, unit_cols, #call)

/* n = 1 as a size is not a literal 1: "units" tell them apart. */
START_TEST(test_inference)
{
  ad_builder *b = test_builder();
  ad_ref X = ad_leaf(b, "X", 3, 5, AD_INPUT);
  ad_ref row = ad_leaf(b, "row", 1, 5, AD_INPUT);
  ad_ref col = ad_leaf(b, "col", 3, 1, AD_INPUT);
  ad_ref s = ad_leaf(b, "s", 1, 1, AD_INPUT);
  ad_ref K = ad_leaf_shaped(b, "K", (ad_shape){3, 1, 0, 0}, AD_INPUT);
  ad_ref N = ad_leaf_shaped(b, "N", (ad_shape){1, 1, 0, 1}, AD_INPUT);
  SHAPE(X, 3, 5, 0, 0);
  SHAPE(K, 3, 1, 0, 0);
  SHAPE(ad_number(b, 2.385), 1, 1, 1, 1);
  SHAPE(ad_matrix(b, 2, 1, (const double[]){1.5, -2.385}), 2, 1, 0, 1);
  SHAPE(ad_range(b, 4), 4, 1, 0, 1);
  SHAPE(ad_tanh(b, X), 3, 5, 0, 0);
  SHAPE(ad_add(b, X, row), 3, 5, 0, 0);
  SHAPE(ad_add(b, col, X), 3, 5, 0, 0);
  SHAPE(ad_mul(b, s, row), 1, 5, 1, 0);
  SHAPE(ad_mul(b, col, row), 3, 5, 0, 0);
  SHAPE(ad_mul(b, row, col), 3, 5, 0, 0);
  SHAPE(ad_mul(b, K, col), 3, 1, 0, 0);
  SHAPE(ad_mul(b, N, s), 1, 1, 0, 1);
  SHAPE(ad_where(b, row, s, col), 3, 5, 0, 0);
  SHAPE(ad_matmul(b, X, ad_transpose(b, row)), 3, 1, 0, 1);
  SHAPE(ad_matmul(b, row, ad_transpose(b, X)), 1, 3, 1, 0);
  SHAPE(ad_matmul(b, ad_transpose(b, K), X), 1, 5, 0, 0);
  SHAPE(ad_transpose(b, col), 1, 3, 1, 0);
  SHAPE(ad_reduce(b, AD_OP_sum, X, AD_ALL), 1, 1, 1, 1);
  SHAPE(ad_reduce(b, AD_OP_norm, X, AD_OVER_ROWS), 1, 5, 1, 0);
  SHAPE(ad_reduce(b, AD_OP_prod, X, AD_OVER_COLS), 3, 1, 0, 1);
  SHAPE(ad_expand(b, col, case_shape(3, 5)), 3, 5, 0, 0);
  SHAPE(ad_reshape(b, X, case_shape(1, 15)), 1, 15, 1, 0);
  SHAPE(ad_slice(b, X, 1, 2, case_shape(2, 1)), 2, 1, 0, 1);
  SHAPE(ad_slice(b, X, 2, 4, case_shape(1, 1)), 1, 1, 1, 1);
  SHAPE(ad_embed(b, col, 1, 3, case_shape(4, 6)), 4, 6, 0, 0);
  SHAPE(ad_diag(b, col), 3, 3, 0, 0);
  SHAPE(ad_diag(b, row), 5, 5, 0, 0);
  SHAPE(ad_diag(b, X), 3, 1, 0, 1);
  SHAPE(ad_diag(b, ad_transpose(b, X)), 3, 1, 0, 1);
  SHAPE(ad_diag(b, s), 1, 1, 1, 1);
  SHAPE(ad_diag(b, K), 1, 1, 0, 1); /* a matrix with one column: X[n,K] */
  SHAPE(ad_diag(b, ad_transpose(b, K)), 1, 1, 0, 1);
  SHAPE(ad_diag(b, N), 1, 1, 0, 0);
  SHAPE(ad_tril(b, X), 3, 5, 0, 0);
  SHAPE(ad_cumsum(b, X, AD_OVER_COLS), 3, 5, 0, 0);
  ad_ref Q = ad_matmul(b, X, ad_transpose(b, X));
  SHAPE(ad_det(b, Q), 1, 1, 1, 1);
  SHAPE(ad_det(b, N), 1, 1, 1, 1);
  SHAPE(ad_inv(b, Q), 3, 3, 0, 0);
  SHAPE(ad_inv(b, N), 1, 1, 1, 0);
  SHAPE(ad_solve(b, Q, X), 3, 5, 0, 0);
  SHAPE(ad_solve(b, Q, col), 3, 1, 0, 1);
  SHAPE(ad_solve(b, s, row), 1, 5, 1, 0);
  SHAPE(ad_indicator(b, col, 4), 3, 4, 0, 0);
  SHAPE(ad_pick_rows(b, X, col), 3, 5, 0, 0);
  SHAPE(ad_pick_rows(b, X, row), 5, 5, 0, 0);
  SHAPE(ad_pick_cols(b, X, col), 3, 3, 0, 0);
  SHAPE(ad_pick_rows(b, X, s), 1, 5, 1, 0);
  SHAPE(ad_pick_rows(b, col, N), 1, 1, 0, 1);
  SHAPE(ad_block(b, 2, (const size_t[]){2, 1}, 3,
                 (const ad_ref[]){X, col, ad_expand(b, s, case_shape(2, 6))}),
        5, 6, 0, 0);
  SHAPE(ad_block(b, 1, (const size_t[]){2}, 2, (const ad_ref[]){row, s}), 1, 6,
        1, 0);
  SHAPE(ad_block(b, 2, (const size_t[]){1, 1}, 2, (const ad_ref[]){col, s}), 4,
        1, 0, 1);
  ad_builder_free(b);
}
END_TEST

/* ---- refusals, with their full texts ---- */

/* The leaves that the refused calls are about. */
typedef struct operands {
  ad_ref X, row, col, s; /* 3 x 5, 1 x 4, 2 x 1, 1 x 1                     */
} operands;

static operands declare(ad_builder *b)
{
  return (operands){ad_leaf(b, "X", 3, 5, AD_INPUT),
                    ad_leaf(b, "row", 1, 4, AD_INPUT),
                    ad_leaf(b, "col", 2, 1, AD_INPUT),
                    ad_leaf(b, "s", 1, 1, AD_INPUT)};
}

#define REFUSALS                                                             \
  REFUSED(ad_add(b, x.X, x.row),                                             \
          "+: shapes do not fit, 'X' (3 x 5) and 'row' (1 x 4)")             \
  REFUSED(ad_mul(b, x.col, ad_tanh(b, x.X)),                                 \
          "*: shapes do not fit, 'col' (2 x 1) and a 3 x 5 matrix")          \
  REFUSED(ad_atan2(b, x.X, x.col),                                           \
          "atan2: shapes do not fit, 'X' (3 x 5) and 'col' (2 x 1)")         \
  REFUSED(ad_where(b, x.X, x.s, x.row),                                      \
          "where: shapes do not fit, 'X' (3 x 5) and 'row' (1 x 4)")         \
  REFUSED(ad_where(b, x.s, x.col, x.X),                                      \
          "where: shapes do not fit, 'col' (2 x 1) and 'X' (3 x 5)")         \
  REFUSED(ad_elementwise(b, AD_OP_add, 1, &x.X),                             \
          "'add' takes 2 operands, not 1")                                   \
  REFUSED(ad_elementwise(b, AD_OP_sum, 1, &x.X),                             \
          "'sum' takes 1 operands, not 1")                                   \
  REFUSED(ad_matmul(b, x.X, x.X),                                            \
          "@: shapes do not fit, 'X' (3 x 5) and 'X' (3 x 5)")               \
  REFUSED(ad_matmul(b, x.X, ad_transpose(b, x.row)),                         \
          "@: shapes do not fit, 'X' (3 x 5) and a 4 x 1 matrix")            \
  REFUSED(ad_det(b, x.X), "det: takes a square matrix, not 'X' (3 x 5)")     \
  REFUSED(ad_inv(b, ad_tanh(b, x.row)),                                      \
          "inv: takes a square matrix, not a 1 x 4 matrix")                  \
  REFUSED(ad_solve(b, x.X, x.s),                                             \
          "solve: takes a square matrix, not 'X' (3 x 5)")                   \
  REFUSED(ad_solve(b, ad_matmul(b, x.X, ad_transpose(b, x.X)), x.row),       \
          "solve: shapes do not fit, a 3 x 3 matrix and 'row' (1 x 4)")      \
  REFUSED(ad_solve(b, x.s, (ad_ref){1000}),                                  \
          "operand 2 is not a node of this graph")                           \
  REFUSED(ad_reduce(b, AD_OP_tril, x.X, AD_ALL),                             \
          "'tril' is not a reduction")                                       \
  REFUSED(ad_cumsum(b, x.X, AD_ALL), "running sums go over an axis")         \
  REFUSED(ad_expand(b, x.row, case_shape(3, 5)),                             \
          "'row' (1 x 4) cannot be stretched to 3 x 5")                      \
  REFUSED(ad_expand(b, x.col, case_shape(1, 5)),                             \
          "'col' (2 x 1) cannot be stretched to 1 x 5")                      \
  REFUSED(ad_expand(b, x.s, case_shape(0, 5)),                               \
          "a matrix of 0 x 5: sizes are at least 1")                         \
  REFUSED(ad_reshape(b, x.X, case_shape(4, 4)),                              \
          "'X' (3 x 5) cannot become 4 x 4: it has 15 entries")           \
  REFUSED(ad_slice(b, x.X, 2, 1, case_shape(2, 3)),                          \
          "rows 3 to 4, columns 2 to 4 are not all in 'X' (3 x 5)")          \
  REFUSED(ad_slice(b, x.X, 0, 5, case_shape(1, 1)),                          \
          "rows 1 to 1, columns 6 to 6 are not all in 'X' (3 x 5)")          \
  REFUSED(ad_embed(b, x.col, 2, 0, case_shape(3, 5)),                        \
          "'col' (2 x 1) does not fit into 3 x 5")                           \
  REFUSED(ad_indicator(b, x.row, 3),                                         \
          "labels are a column n x 1, not 'row' (1 x 4)")                    \
  REFUSED(ad_pick_rows(b, x.X, x.X),                                         \
          "a list is a column or a row, not 'X' (3 x 5)")                    \
  REFUSED(ad_indicator(b, x.col, 0),                                         \
          "a matrix of 2 x 0: sizes are at least 1")                         \
  REFUSED(ad_block(b, 1, (const size_t[]){2}, 2,                             \
                   (const ad_ref[]){x.X, x.col}),                            \
          "blocks side by side differ in height: 'X' (3 x 5) and "           \
          "'col' (2 x 1)")                                                   \
  REFUSED(ad_block(b, 2, (const size_t[]){1, 1}, 2,                          \
                   (const ad_ref[]){x.X, x.row}),                            \
          "row 2 of the matrix is 4 wide, row 1 is 5")                  \
  REFUSED(ad_block(b, 2, (const size_t[]){1, 2}, 2,                          \
                   (const ad_ref[]){x.X, x.X}),                              \
          "2 blocks do not fill 2 rows of blocks")                           \
  REFUSED(ad_block(b, 2, (const size_t[]){2, 0}, 2,                          \
                   (const ad_ref[]){x.X, x.X}),                              \
          "2 blocks do not fill 2 rows of blocks")                           \
  REFUSED(ad_block(b, 0, NULL, 0, NULL),                                     \
          "0 blocks do not fill 0 rows of blocks")                           \
  REFUSED(ad_leaf(b, "n", 0, 3, AD_INPUT),                                   \
          "leaf 'n' is 0 x 3: sizes are at least 1")                         \
  REFUSED(ad_leaf(b, "X", 2, 2, AD_INPUT), "the name 'X' is there already")  \
  REFUSED(ad_leaf(b, "", 2, 2, AD_INPUT), "a name must not be empty")        \
  REFUSED((ad_name(b, x.row, "col", NULL), x.row),                           \
          "the name 'col' is there already")                                 \
  REFUSED(ad_matrix(b, 0, 2, &nothing),                                      \
          "a matrix of 0 x 2: sizes are at least 1")                         \
  REFUSED((ad_wrt(b, ad_sin(b, x.s)), x.s),                                  \
          "only leaves, and nodes that are shifted, can be differentiated "   \
          "by")                                                               \
  REFUSED(ad_sin(b, (ad_ref){1000}), "operand 1 is not a node of this graph") \
  REFUSED(ad_add(b, x.s, (ad_ref){UINT32_MAX}),                              \
          "operand 2 is not a node of this graph")                           \
  REFUSED(ad_transpose(b, (ad_ref){UINT32_MAX}),                             \
          "operand 1 is not a node of this graph")                           \
  REFUSED((ad_output(b, (ad_ref){1000}), x.s),                               \
          "operand 1 is not a node of this graph")

/* Sizes as a 64-bit machine prints them. */
#if SIZE_MAX == 0xffffffffffffffff
#define REFUSALS_64                                                          \
  REFUSED(ad_reshape(b, x.X, case_shape(SIZE_MAX, 2)),                       \
          "'X' (3 x 5) cannot become 18446744073709551615 x 2: it has 15 "   \
          "entries")                                                         \
  REFUSED(ad_leaf(b, "n", SIZE_MAX / 2, 3, AD_INPUT),                        \
          "a matrix of 9223372036854775807 x 3 is too large")                \
  REFUSED(ad_range(b, SIZE_MAX / 2 + 2),                                     \
          "a matrix of 9223372036854775809 x 1 is too large")
#else
#define REFUSALS_64
#endif

static const double nothing = 0;
static const char *const refusals[] = {
#define REFUSED(call, text) text,
  REFUSALS REFUSALS_64
#undef REFUSED
};

/* Makes refused call number i. */
static void refuse(ad_builder *b, const operands x, int i)
{
  int n = 0;
#define REFUSED(call, text)                                                  \
  if (n++ == i)                                                              \
    (void)(call);
  REFUSALS REFUSALS_64
#undef REFUSED
}

/* The first failure sticks, whatever is called after it; forgotten, the
   builder goes on as if nothing had been. */
START_TEST(test_refused)
{
  ad_builder *b = test_builder();
  operands x = declare(b);
  ad_error err = {0};
  ad_graph *g;
  refuse(b, x, _i);
  ck_assert_int_eq(ad_builder_error(b)->status, AD_EINPUT);
  ck_assert_str_eq(ad_builder_error(b)->text, refusals[_i]);
  ad_ref y = ad_sin(b, x.X); /* ignored */
  ck_assert_uint_eq(ad_builder_shape(b, y).rows, 0);
  ad_matmul(b, x.row, x.row); /* would fail, but is the second */
  ad_output(b, y);
  ck_assert_str_eq(ad_builder_error(b)->text, refusals[_i]);
  check_error(ad_builder_finish(b, &g, &err), err, AD_EINPUT, refusals[_i]);
  ck_assert_ptr_null(g);
  ck_assert_int_eq(ad_builder_finish(b, &g, NULL), AD_EINPUT);
  ad_builder_clear_error(b);
  ad_output(b, ad_sin(b, x.X));
  g = test_finish(b);
  ck_assert_uint_eq(ad_graph_output_entries(g), 15);
  ad_graph_free(g);
}
END_TEST

START_TEST(test_empty)
{
  ad_builder *b = test_builder();
  ad_error err = {0};
  ad_graph *g;
  check_error(ad_builder_finish(b, &g, &err), err, AD_EINPUT,
              "there is nothing to differentiate: no node is declared");
  ad_builder_free(b);
  ad_builder_free(NULL);
  ad_graph_free(NULL);
}
END_TEST

/* ---- broadcasting ---- */

enum { FULL, ROW, COL, ONE, KINDS };

static ad_shape stretched(size_t how, size_t rows, size_t cols)
{
  return case_shape(how == ROW || how == ONE ? 1 : rows,
                    how == COL || how == ONE ? 1 : cols);
}

/* Entry (i, j) of an operand stretched over rows x cols. */
static double entry(const double *x, ad_shape s, size_t i, size_t j)
{
  return x[(s.rows == 1 ? 0 : i) * s.cols + (s.cols == 1 ? 0 : j)];
}

/* op on operands of the given shapes at safe points, against a loop. */
static void check_broadcast(ad_op op, const ad_shape *shapes, test_rng *r)
{
  static const char *const names[] = {"a", "b", "c"};
  const ad_op_row *row = ad_op_get(op);
  ad_builder *b = test_builder();
  ad_ref x[3];
  size_t rows = 1, cols = 1;
  for (unsigned k = 0; k < row->arity; k++) {
    x[k] = ad_leaf_shaped(b, names[k], shapes[k], AD_INPUT);
    rows = shapes[k].rows > rows ? shapes[k].rows : rows;
    cols = shapes[k].cols > cols ? shapes[k].cols : cols;
  }
  ad_ref out = ad_elementwise(b, op, row->arity, x);
  ad_graph *g = test_finish(b);
  ck_assert_uint_eq(ad_graph_shape(g, out).rows, rows);
  ck_assert_uint_eq(ad_graph_shape(g, out).cols, cols);
  double *point = case_point(op, g, r);
  const double *at[3] = {point, point, point};
  for (unsigned k = 1; k < row->arity; k++)
    at[k] = at[k - 1] + test_entries(shapes[k - 1]);
  ad_value *e = test_value(g);
  TEST_SET_LEAVES(ad_value_set, e, g, point)
  ad_value_sweep(e);
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < cols; j++) {
      double p[3] = {0, 0, 0};
      for (unsigned k = 0; k < row->arity; k++)
        p[k] = entry(at[k], shapes[k], i, j);
      check_near(ad_value_at(e, out)[i * cols + j],
                 row->value(p[0], p[1], p[2], 0), 0, 1e-15,
                 "%s: entry %zu, %zu of %zu x %zu (a is %zu x %zu)", row->id,
                 i, j, rows, cols, shapes[0].rows, shapes[0].cols);
    }
  ad_value_free(e);
  ad_graph_free(g);
  free(point);
}

/* Every way to stretch every operand, over several sizes. */
START_TEST(test_broadcast)
{
  static const size_t sizes[][2] = {{3, 5}, {5, 2}, {2, 9}, {7, 1}, {1, 17}};
  const ad_op op = (ad_op)_i;
  size_t ways = 1;
  test_rng r = {test_seed(seed, ad_op_get(op)->id)};
  for (unsigned k = 0; k < ad_op_get(op)->arity; k++)
    ways *= KINDS;
  for (size_t size = 0; size < 5; size++)
    for (size_t way = 0; way < ways; way++) {
      ad_shape shapes[3] = {{0}};
      for (size_t k = 0, left = way; k < 3; k++, left /= KINDS)
        shapes[k] = stretched(left % KINDS, sizes[size][0], sizes[size][1]);
      check_broadcast(op, shapes, &r);
    }
}
END_TEST

/* ---- every operation against the plain loops of naive.h ---- */

START_TEST(test_values)
{
  const ad_op op = (ad_op)_i;
  test_rng r = {test_seed(seed + 100, ad_op_get(op)->id)};
  for (size_t round = 0; round < 60; round++) {
    ad_graph *g = case_graph(op, 1, &r);
    double *x = case_point(op, g, &r);
    naive *want = naive_new(g, x);
    ad_value *e = test_value(g);
    TEST_SET_LEAVES(ad_value_set, e, g, x)
    ad_value_sweep(e);
    for (size_t i = 0; i < ad_graph_outputs(g); i++) {
      ad_ref out = ad_graph_output(g, i);
      ad_shape s = ad_graph_shape(g, out);
      for (size_t n = 0; n < test_entries(s); n++)
        check_near(ad_value_at(e, out)[n], want->v[out.index][n], 1e-14,
                   1e-13, "%s: entry %zu of %zu x %zu in round %zu",
                   ad_op_get(op)->id, n, s.rows, s.cols, round);
    }
    ad_value_free(e);
    naive_free(want);
    free(x);
    ad_graph_free(g);
  }
}
END_TEST

/* All four ways to transpose the operands of one product, by a loop. */
START_TEST(test_products)
{
  const size_t m = 4, p = 7, n = 3;
  const int ta = _i & 1, tb = _i & 2;
  test_rng r = {seed + 300};
  double a[28], c[21];
  ad_builder *b = test_builder();
  for (size_t i = 0; i < 28; i++)
    a[i] = test_uniform(&r, -2.385, 1.7);
  for (size_t i = 0; i < 21; i++)
    c[i] = test_uniform(&r, -2.385, 1.7);
  ad_ref x = ad_matrix(b, ta ? p : m, ta ? m : p, a);
  ad_ref y = ad_matrix(b, tb ? n : p, tb ? p : n, c);
  ad_ref out = ad_matmul(b, ta ? ad_transpose(b, x) : x,
                         tb ? ad_transpose(b, y) : y);
  ad_graph *g = test_finish(b);
  ad_value *e = test_value(g);
  ad_value_sweep(e);
  for (size_t i = 0; i < m; i++)
    for (size_t j = 0; j < n; j++) {
      double sum = 0;
      for (size_t q = 0; q < p; q++)
        sum += a[ta ? q * m + i : i * p + q] * c[tb ? j * p + q : q * n + j];
      check_near(ad_value_at(e, out)[i * n + j], sum, 1e-14, 1e-14,
                 "A%s @ B%s, entry %zu, %zu", ta ? "'" : "", tb ? "'" : "", i,
                 j);
    }
  ad_value_free(e);
  ad_graph_free(g);
}
END_TEST

/* ---- corners of the structured operations ---- */

#define NAN_ ((double)NAN)
#define INF_ ((double)INFINITY)

static const struct corner {
  ad_op op;
  double x[3], v;
} corners[] = {
  {AD_OP_amax, {1.5, NAN_, 2.385}, NAN_},
  {AD_OP_amax, {-INF_, -2.385, -INF_}, -2.385},
  {AD_OP_amin, {1.5, 2.385, NAN_}, NAN_},
  {AD_OP_amin, {INF_, -2.385, 0}, -2.385},
  {AD_OP_prod, {0, 2.385, 3}, 0},
  {AD_OP_norm, {1e200, 1e200, 0}, 1.4142135623730951e200},
  {AD_OP_norm, {1e-200, 0, 1e-200}, 1.4142135623730951e-200},
  {AD_OP_norm, {0, 0, 0}, 0},
  {AD_OP_norm, {INF_, 1, -2.385}, INF_},
  {AD_OP_norm, {INF_, NAN_, 1}, NAN_},
  {AD_OP_logsumexp, {1000, 1000, -INF_}, 1000.6931471805599},
  {AD_OP_logsumexp, {-1000, -1000, -INF_}, -999.30685281944006},
  {AD_OP_logsumexp, {-INF_, -INF_, -INF_}, -INF_},
  {AD_OP_logsumexp, {INF_, 0, 0}, INF_},
  {AD_OP_logsumexp, {NAN_, 0, INF_}, NAN_},
};

START_TEST(test_corners)
{
  const struct corner *corner = &corners[_i];
  ad_builder *b = test_builder();
  ad_ref x = ad_matrix(b, 3, 1, corner->x);
  ad_ref all = ad_reduce(b, corner->op, x, AD_ALL);
  ad_ref row = ad_reduce(b, corner->op, ad_transpose(b, x), AD_OVER_COLS);
  ad_ref col = ad_reduce(b, corner->op, x, AD_OVER_ROWS);
  ad_graph *g = test_finish(b);
  ad_value *e = test_value(g);
  const ad_ref ways[] = {all, row, col};
  ad_value_sweep(e);
  for (size_t i = 0; i < 3; i++)
    check_near(ad_value_at(e, ways[i])[0], corner->v, 0, 1e-15,
               "%s: corner %d, way %zu", ad_op_get(corner->op)->id, _i, i);
  ad_value_free(e);
  ad_graph_free(g);
}
END_TEST

/* A number that no row (column) has gives one of NaN; it receives nothing. */
START_TEST(test_lists)
{
  static const double list[] = {2, 0, 2, 3, 1.5, NAN_, -1, 2, INFINITY};
  static const double x[] = {1, 2, 3, 4};
  enum { N = sizeof list / sizeof *list };
  ad_builder *b = test_builder();
  ad_ref a = ad_leaf(b, "a", 2, 2, AD_INPUT);
  ad_ref numbers = ad_matrix(b, N, 1, list);
  ad_output(b, ad_pick_rows(b, a, numbers));
  ad_output(b, ad_transpose(b, ad_pick_cols(b, ad_transpose(b, a), numbers)));
  ad_graph *g = test_finish(b);
  double *J = test_reverse_jacobian(g, 3, x);
  double *F = test_forward_jacobian(g, 2, x);
  ad_value *e = test_value(g);
  ad_value_set(e, 0, x);
  ad_value_sweep(e);
  for (size_t i = 0; i < 4 * N; i++) {
    size_t row = i / 2 % N, col = i % 2;
    double v = ad_value_at(e, ad_graph_output(g, i >= 2 * N))[i % (2 * N)];
    check_near(v, list[row] == 2 ? x[2 + col] : NAN_, 0, 0, "entry %zu", i);
    for (size_t k = 0; k < 4; k++) {
      double want = list[row] == 2 && k == 2 + col;
      check_near(J[4 * i + k], want, 0, 0, "back, entry %zu by %zu", i, k);
      check_near(F[4 * i + k], want, 0, 0, "forward, entry %zu by %zu", i, k);
    }
  }
  ad_value_free(e);
  free(J);
  free(F);
  ad_graph_free(g);
}
END_TEST

/* A label that is no class of 1..3 gives a row of NaN. */
START_TEST(test_labels)
{
  static const double labels[] = {2, 0, 3.5, 4, 3, NAN_};
  ad_builder *b = test_builder();
  ad_ref out = ad_indicator(b, ad_matrix(b, 6, 1, labels), 3);
  ad_graph *g = test_finish(b);
  ad_value *e = test_value(g);
  ad_value_sweep(e);
  for (size_t i = 0; i < 6; i++)
    for (size_t j = 0; j < 3; j++)
      check_near(ad_value_at(e, out)[i * 3 + j],
                 i != 0 && i != 4 ? NAN_ : labels[i] == (double)j + 1, 0, 0,
                 "label %g, class %zu", labels[i], j + 1);
  ad_value_free(e);
  ad_graph_free(g);
}
END_TEST

static Suite *shapes_suite(void)
{
  Suite *suite = suite_create("shapes");
  TCase *shapes = tcase_create("shapes");
  TCase *values = tcase_create("values");
  tcase_set_timeout(values, 60);
  tcase_add_test(shapes, test_inference);
  tcase_add_loop_test(shapes, test_refused, 0,
                      (int)(sizeof refusals / sizeof *refusals));
  tcase_add_test(shapes, test_empty);
  tcase_add_loop_test(values, test_broadcast, AD_OP_elementwise, AD_OP_count);
  tcase_add_loop_test(values, test_values, AD_OP_structured, AD_OP_count);
  tcase_add_loop_test(values, test_products, 0, 4);
  tcase_add_loop_test(values, test_corners, 0,
                      (int)(sizeof corners / sizeof *corners));
  tcase_add_test(values, test_labels);
  tcase_add_test(values, test_lists);
  suite_add_tcase(suite, shapes);
  suite_add_tcase(suite, values);
  return suite;
}

int main(void)
{
  return test_run(shapes_suite());
}
