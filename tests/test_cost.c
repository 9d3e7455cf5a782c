/* SPDX-License-Identifier: GPL-3.0-or-later
   Counted costs against counts by hand: rows, small graphs, products,
   reductions, what is not active, and chunks; and against a walk over
   random graphs of scalars that counts one operation at a time.  Read
   lib/cost.h before. */
#include "cases.h"
#include "cost.h"
#include "lower.h"
#include "random_graph.h"

static const uint64_t seed = 20240619;

/* ---- rows ---- */

/* Flops and calls of the value, and of the tangent and the adjoints with
   all edges active. */
static const struct row {
  const char *id;
  double value, value_calls, tangent, adjoint, calls;
} rows[] = {
  {"add", 1, 0, 1, 0, 0},
  {"sub", 1, 0, 1, 0, 0},
  {"mul", 1, 0, 3, 2, 0},
  {"div", 1, 0, 6, 5, 0},        /* 1/b, -v/b                              */
  {"neg", 1, 0, 0, 0, 0},
  {"square", 1, 0, 2, 2, 0},     /* 2 a                                    */
  {"sqrt", 1, 1, 3, 3, 0},       /* 0.5/|v|                                */
  {"abs", 1, 0, 4, 4, 0},        /* (a > 0) - (a < 0)                      */
  {"sign", 1, 0, 0, 0, 0},
  {"max", 1, 0, 11, 10, 0},      /* (a > b) + 0.5 (a == b), and for b      */
  {"round", 1, 0, 0, 0, 0},
  {"hypot", 1, 1, 9, 8, 0},      /* v == 0, a/v, the choice; and for b     */
  {"asinh", 1, 1, 3, 3, 1},      /* 1/hypot(a, 1)                          */
  {"exp", 1, 1, 1, 1, 0},        /* v                                      */
  {"expm1", 1, 1, 2, 2, 1},      /* exp(a)                                 */
  {"log", 1, 1, 3, 3, 0},        /* 1/|a|                                  */
  {"sin", 1, 1, 2, 2, 1},
  {"cos", 1, 1, 3, 3, 1},        /* -sin(a)                                */
  {"tanh", 1, 1, 3, 3, 0},       /* 1 - v v                                */
  {"sigmoid", 4, 1, 3, 3, 0},    /* 1/(1 + exp(-a)); v (1 - v)             */
  {"relu", 1, 0, 2, 2, 0},       /* v > 0                                  */
  {"silu", 4, 1, 7, 7, 1},       /* (1 + (a - v))/(1 + exp(-a))            */
  {"pow", 1, 1, 18, 17, 2},     /* pow(a, b - 1), log(a), 2 + 8 choices   */
  {"lt", 1, 0, 0, 0, 0},
  {"where", 1, 0, 5, 4, 0},      /* a != 0, a == 0                         */
  {"stop_gradient", 0, 0, 0, 0, 0},
};

static ad_op op_of(const char *id)
{
  for (ad_op op = AD_OP_elementwise; op < AD_OP_count; op++)
    if (strcmp(ad_op_get(op)->id, id) == 0)
      return op;
  ck_abort_msg("there is no row '%s'", id);
  return AD_OP_count;
}

START_TEST(test_row)
{
  const struct row *row = &rows[_i];
  ad_op_cost cost;
  ad_error err = {0};
  check_ok(ad_cost_of_op(op_of(row->id), &cost, &err), err);
  check_near(cost.value.flops, row->value, 0, 0, "%s: value", row->id);
  check_near(cost.value.calls, row->value_calls, 0, 0, "%s: its calls",
             row->id);
  check_near(cost.tangent.flops, row->tangent, 0, 0, "%s: tangent", row->id);
  check_near(cost.adjoint.flops, row->adjoint, 0, 0, "%s: adjoint", row->id);
  check_near(cost.tangent.calls, row->calls, 0, 0, "%s: calls", row->id);
  check_near(cost.adjoint.calls, row->calls, 0, 0, "%s: calls back", row->id);
}
END_TEST

/* What holds for every row: calls are flops, a row of class function has a
   call, and sums come on top of the products. */
START_TEST(test_all_rows)
{
  const ad_op_row *row = ad_op_get((ad_op)_i);
  ad_op_cost cost;
  ad_error err = {0};
  unsigned edges = 0;
  for (unsigned k = 0; k < row->arity; k++)
    edges += ad_op_has_edge((ad_op)_i, k) != 0;
  check_ok(ad_cost_of_op((ad_op)_i, &cost, &err), err);
  ck_assert_msg(cost.value.calls <= cost.value.flops &&
                  cost.adjoint.calls <= cost.adjoint.flops,
                "%s: more calls than flops", row->id);
  ck_assert_msg((row->cost == AD_COST_function) == (cost.value.calls > 0),
                "%s: %g calls", row->id, cost.value.calls);
  check_near(cost.tangent.flops - cost.adjoint.flops,
             edges > 1 ? edges - 1 : 0, 0, 0, "%s: sums", row->id);
}
END_TEST

START_TEST(test_not_a_row)
{
  ad_op_cost cost;
  ad_error err = {0};
  check_error(ad_cost_of_op(AD_OP_matmul, &cost, &err), err, AD_EINPUT,
              "'matmul' is not an elementwise operation");
}
END_TEST

/* ---- graphs ---- */

static ad_cost cost_of(const ad_graph *g, size_t k)
{
  ad_cost cost;
  ad_error err = {0};
  check_ok(ad_cost_count(g, k, &cost, &err), err);
  return cost;
}

static void check_counts(const char *what, const ad_cost *got,
                         double evaluation, double forward, double reverse)
{
  check_near(got->evaluation.flops, evaluation, 0, 0, "%s: evaluation", what);
  check_near(got->forward.flops, forward, 0, 0, "%s: forward", what);
  check_near(got->reverse.flops, reverse, 0, 0, "%s: reverse", what);
}

/* h1 = 2 x, h2 = 2 h1^2, h3 = h1 + y, l = h2 h3.
   Values 1 + 2 + 1 + 1.  Tangents: 2 dx 1; 2 h1 dh1 2, 2 times 1; the sum
   1; the product 3.  Adjoints: the product 2; times 2 and 2 h1 3; the sum
   none; times 2 1; h1 is read twice, 1. */
START_TEST(test_dag)
{
  ad_builder *b = test_builder();
  ad_ref x = ad_leaf(b, "x", 1, 1, AD_INPUT);
  ad_ref y = ad_leaf(b, "y", 1, 1, AD_INPUT);
  ad_ref h1 = ad_mul(b, ad_number(b, 2), x);
  ad_ref h2 = ad_mul(b, ad_number(b, 2), ad_square(b, h1));
  ad_ref h3 = ad_add(b, h1, y);
  ad_output(b, ad_mul(b, h2, h3));
  ad_graph *g = test_finish(b);
  ad_cost cost = cost_of(g, 3);
  check_counts("dag", &cost, 5, 5 + 8, 5 + 7);
  check_near(cost.evaluation.calls + cost.forward.calls + cost.reverse.calls,
             0, 0, 0, "calls");
  /* in three directions: 2 h1 only once */
  check_near(cost.chunk.flops, 5 + 1 + 3 * 7, 0, 0, "dag: chunk");
  ad_graph_free(g);
}
END_TEST

/* The same product, a node: both factors are paid one number, the constant
   2 of h1 is not. */
START_TEST(test_nodes)
{
  ad_error err = {0};
  ad_cost_part part;
  ad_builder *b = test_builder();
  ad_ref x = ad_leaf(b, "x", 1, 3, AD_INPUT);
  ad_ref h1 = ad_mul(b, ad_number(b, 2), x);
  ad_ref h2 = ad_square(b, h1);
  ad_ref l = ad_mul(b, h1, h2);
  ad_output(b, ad_reduce(b, AD_OP_sum, l, AD_ALL));
  ad_graph *g = test_finish(b);
  check_ok(ad_cost_of_node(g, h1, &part, &err), err);
  check_near(part.tangent, 3, 0, 0, "tangent of 2*x");
  check_near(part.adjoint[0] + ad_cost_returned(g, h1, 0), 0, 0, 0, "of 2");
  check_near(part.adjoint[1], 3, 0, 0, "products for x");
  check_ok(ad_cost_of_node(g, h2, &part, &err), err);
  check_near(part.value.flops, 3, 0, 0, "value of h1^2");
  check_near(part.partials.flops, 3, 0, 0, "2 h1");
  check_ok(ad_cost_of_node(g, l, &part, &err), err);
  check_near(part.tangent, 9, 0, 0, "tangent of h1 h2");
  check_near(ad_cost_returned(g, l, 0), 3, 0, 0, "what h1 is paid");
  check_near(ad_cost_returned(g, l, 2), 0, 0, 0, "there is no operand 2");
  check_error(ad_cost_of_node(g, (ad_ref){99}, &part, &err), err, AD_EINPUT,
              "there is no such node");
  ad_graph_free(g);
}
END_TEST

/* exp(x) sin(x): cos(x) is called once more in every sweep. */
START_TEST(test_calls)
{
  ad_builder *b = test_builder();
  ad_ref x = ad_leaf(b, "x", 1, 1, AD_INPUT);
  ad_output(b, ad_mul(b, ad_exp(b, x), ad_sin(b, x)));
  ad_graph *g = test_finish(b);
  ad_cost cost = cost_of(g, 4);
  check_counts("exp(x) sin(x)", &cost, 3, 3 + 1 + 2 + 3, 3 + 2 + 1 + 2 + 1);
  check_near(cost.evaluation.calls, 2, 0, 0, "calls");
  check_near(cost.forward.calls, 3, 0, 0, "calls forward");
  check_near(cost.reverse.calls, 3, 0, 0, "calls back");
  check_near(cost.chunk.calls, 3, 0, 0, "calls in a chunk");
  check_near(cost.chunk.flops, 3 + 1 + 4 * 5, 0, 0, "a chunk");
  ad_graph_free(g);
}
END_TEST

/* ---- matrices ---- */

/* A[2 x 3] @ B[3 x 4], one of them perhaps data, or both transposed. */
static ad_cost product(ad_leaf_kind a, ad_leaf_kind c, int transposed)
{
  ad_builder *b = test_builder();
  ad_ref x = ad_leaf(b, "A", transposed ? 3 : 2, transposed ? 2 : 3, a);
  ad_ref y = ad_leaf(b, "B", transposed ? 4 : 3, transposed ? 3 : 4, c);
  if (transposed)
    x = ad_transpose(b, x), y = ad_transpose(b, y);
  ad_output(b, ad_matmul(b, x, y));
  ad_graph *g = test_finish(b);
  ad_cost cost = cost_of(g, 2);
  ad_graph_free(g);
  return cost;
}

/* 24 products, 16 sums for the value and each tangent, 8 where they meet;
   back 24 + 18 and 24 + 12. */
START_TEST(test_product)
{
  ad_cost cost = product(AD_INPUT, AD_INPUT, 0);
  check_counts("A @ B", &cost, 40, 40 + 88, 40 + 42 + 36);
  check_near(cost.chunk.flops, 40 + 2 * 88, 0, 0, "A @ B: chunk");
  cost = product(AD_INPUT, AD_INPUT, 1);
  check_counts("A' @ B'", &cost, 40, 40 + 88, 40 + 42 + 36);
  cost = product(AD_INPUT, AD_DATA, 0);
  check_counts("A @ data", &cost, 40, 80, 40 + 42);
  cost = product(AD_DATA, AD_INPUT, 0);
  check_counts("data @ B", &cost, 40, 80, 40 + 36);
}
END_TEST

/* A layer: Z = X W' + b, A = relu(Z), C = sum(A^2), n = 5, d = 3, h = 4.
   W and b are differentiated. */
START_TEST(test_layer)
{
  ad_builder *b = test_builder();
  ad_ref X = ad_leaf(b, "X", 5, 3, AD_DATA);
  ad_ref W = ad_leaf(b, "W", 4, 3, AD_PARAM);
  ad_ref bias = ad_leaf(b, "b", 1, 4, AD_PARAM);
  ad_ref Z = ad_add(b, ad_matmul(b, X, ad_transpose(b, W)), bias);
  ad_ref A = ad_relu(b, Z);
  ad_output(b, ad_reduce(b, AD_OP_sum, ad_square(b, A), AD_ALL));
  ad_graph *g = test_finish(b);
  ad_cost cost = cost_of(g, 1);
  double product = 2 * 60 - 20, value = product + 20 + 20 + 20 + 19;
  double forward = product + 20 + 40 + 40 + 19;
  /* squares 2 each, relu 2 each, the bias sums 5 rows, W'X with 2 60 - 12 */
  double reverse = 40 + 40 + (20 - 4) + (120 - 12);
  check_counts("layer", &cost, value, value + forward, value + reverse);
  ad_graph_free(g);
}
END_TEST

/* X[2 x 3] s: six products, whose sum is s's adjoint. */
START_TEST(test_stretched)
{
  ad_builder *b = test_builder();
  ad_ref X = ad_leaf(b, "X", 2, 3, AD_INPUT);
  ad_ref s = ad_leaf(b, "s", 1, 1, AD_INPUT);
  ad_output(b, ad_mul(b, X, s));
  ad_graph *g = test_finish(b);
  ad_cost cost = cost_of(g, 1);
  check_counts("X s", &cost, 6, 6 + 18, 6 + 12 + 5);
  ad_graph_free(g);
}
END_TEST

/* Reductions of X[3 x 5], over all, over=rows (5 groups of 3), over=cols (3
   groups of 5): flops by hand for a group of n. */
static const struct reduction {
  ad_op op;
  double value[2], partials[2]; /* p n + q                                 */
  double calls, calls_more, partial_calls; /* n + m, n                     */
  double products;
} reductions[] = {
  {AD_OP_sum, {1, -1}, {0, 0}, 0, 0, 0, 0},
  {AD_OP_prod, {1, -1}, {3, 0}, 0, 0, 0, 1},
  {AD_OP_amax, {1, -1}, {3, -1}, 0, 0, 0, 1},
  {AD_OP_amin, {1, -1}, {3, -1}, 0, 0, 0, 1},
  {AD_OP_logsumexp, {4, 0}, {5, -2}, 1, 1, 1, 1},
  {AD_OP_norm, {5, 0}, {1, 0}, 0, 1, 0, 1},
};

START_TEST(test_reduction)
{
  static const double counts[] = {1, 5, 3}, sizes[] = {15, 3, 5};
  const struct reduction *r = &reductions[_i];
  for (int axis = 0; axis < 3; axis++) {
    ad_builder *b = test_builder();
    ad_ref X = ad_leaf(b, "X", 3, 5, AD_INPUT);
    ad_output(b, ad_reduce(b, r->op, X, (ad_axis)axis));
    ad_graph *g = test_finish(b);
    ad_cost cost = cost_of(g, 4);
    double n = sizes[axis], groups = counts[axis];
    double value = groups * (r->value[0] * n + r->value[1]);
    double partials = groups * (r->partials[0] * n + r->partials[1]);
    double tangent = groups * (n * r->products + n - 1);
    check_counts(ad_op_get(r->op)->id, &cost, value,
                 value + partials + tangent,
                 value + partials + groups * n * r->products);
    check_near(cost.chunk.flops, value + partials + 4 * tangent, 0, 0,
               "%s: chunk", ad_op_get(r->op)->id);
    check_near(cost.evaluation.calls,
               groups * (r->calls * n + r->calls_more), 0, 0, "%s: calls",
               ad_op_get(r->op)->id);
    check_near(cost.reverse.calls - cost.evaluation.calls,
               groups * r->partial_calls * n, 0, 0, "%s: calls back",
               ad_op_get(r->op)->id);
    ad_graph_free(g);
  }
}
END_TEST

/* a[3 x 3] and b[3 x 2].  L U: columns with 2 and 1 rows below the pivot,
   compared, divided, and 2 2 2 + 1 1 2 products subtracted: 3 + 3 + 10 = 16.
   L^-1: 2 (1 + 1 + 2) = 8; U^-1 of it: 2 (1 + 2) 3 + 9 = 27.  Both triangles
   on a column: 2 3 + 2 3 + 3 = 15.  A product of 3 x 3: 27 + 18 = 45. */
static const struct factored {
  const char *text;
  double value, partials, tangent, adjoint;
} factored[] = {
  {"det(a)", 16 + 2, 8 + 27 + 9, 9 + 8, 9},
  {"inv(a)", 16 + 8 + 27, 0, 2 * 45 + 9, 2 * 45 + 9},
  /* a v: 18 + 12, db - a v: 6; back twice, vbar v' 18 + 9, its sign 9 */
  {"solve(a, b)", 16 + 2 * 15, 0, 30 + 6 + 30, (30 + 27 + 9) + 30},
  {"solve(c, b)", 16 + 2 * 15, 0, 30, 30},
  {"solve(a, d)", 16 + 2 * 15, 0, 30 + 6 + 30, 30 + 27 + 9},
  {"inv(c)", 16 + 8 + 27, 0, 0, 0},
};

START_TEST(test_factored)
{
  const struct factored *f = &factored[_i];
  ad_builder *b = test_builder();
  ad_ref out;
  ad_error err = {0};
  ad_leaf(b, "a", 3, 3, AD_INPUT);
  ad_leaf(b, "b", 3, 2, AD_INPUT);
  ad_leaf(b, "c", 3, 3, AD_DATA);
  ad_leaf(b, "d", 3, 2, AD_DATA);
  check_ok(ad_lower_text(b, f->text, NULL, &out, &err), err);
  ad_output(b, out);
  ad_graph *g = test_finish(b);
  ad_cost cost = cost_of(g, 4);
  double once = f->value + f->partials;
  check_counts(f->text, &cost, f->value, once + f->tangent, once + f->adjoint);
  check_near(cost.chunk.flops, once + 4 * f->tangent, 0, 0, "%s: chunk",
             f->text);
  ad_graph_free(g);
}
END_TEST

/* Moving is free; the adjoints that meet are added. */
static const struct move {
  const char *text;
  double more; /* flops of the reverse sweep, x[4 x 3]                     */
} moves[] = {
  {"x'", 0},
  {"x[2:3,:]", 0},
  {"[x; x]", 12},
  {"[x[1,:]; x[2:4,:]]", 0},
  {"[x[1:3,:]; x[2:4,:]]", 6},
  {"diag(x)", 0},
  {"tril(x)", 0},
  {"[x', x']", 12},
  {"x[[4; 2], :]", 0},
  {"x[[1; 2; 3; 4; 4; 1], :]", 6},
  {"x[:, [1; 1; 1; 2]]", 4},
};

START_TEST(test_move)
{
  ad_builder *b = test_builder();
  ad_ref out;
  ad_error err = {0};
  ad_leaf(b, "x", 4, 3, AD_INPUT);
  check_ok(ad_lower_text(b, moves[_i].text, NULL, &out, &err), err);
  ad_output(b, out);
  ad_graph *g = test_finish(b);
  ad_cost cost = cost_of(g, 2);
  check_counts(moves[_i].text, &cost, 0, 0, moves[_i].more);
  ad_graph_free(g);
}
END_TEST

/* Running sums: an addition an entry in every sweep, but for the first of each
   of the three columns (four rows). */
START_TEST(test_cumsum)
{
  ad_axis axis = _i == 0 ? AD_OVER_ROWS : AD_OVER_COLS;
  double adds = _i == 0 ? 12 - 3 : 12 - 4;
  ad_builder *b = test_builder();
  ad_output(b, ad_cumsum(b, ad_leaf(b, "x", 4, 3, AD_INPUT), axis));
  ad_graph *g = test_finish(b);
  ad_cost cost = cost_of(g, 2);
  check_counts("cumsum", &cost, adds, 2 * adds, 2 * adds);
  ad_graph_free(g);
}
END_TEST

START_TEST(test_expand)
{
  ad_builder *b = test_builder();
  ad_ref x = ad_leaf(b, "x", 1, 3, AD_INPUT);
  ad_output(b, ad_expand(b, x, case_shape(4, 3)));
  ad_graph *g = test_finish(b);
  ad_cost cost = cost_of(g, 1);
  check_counts("expand", &cost, 0, 0, 9);
  ad_graph_free(g);
}
END_TEST

/* ---- what is not active ---- */

/* Data and what no output needs cost their value and nothing more; labels
   are compared with the classes. */
START_TEST(test_inactive)
{
  ad_builder *b = test_builder();
  ad_ref x = ad_leaf(b, "x", 3, 1, AD_INPUT);
  ad_ref d = ad_leaf(b, "d", 3, 1, AD_DATA);
  ad_ref e = ad_exp(b, d);                      /* 3 calls                 */
  ad_ref y = ad_mul(b, x, e);                   /* 3, one edge             */
  ad_square(b, y);                              /* 3, not needed           */
  ad_ref labels = ad_indicator(b, d, 2);        /* 6                       */
  ad_ref scale = ad_reduce(b, AD_OP_sum, labels, AD_ALL); /* 5             */
  ad_output(b, ad_mul(b, y, ad_stop_gradient(b, scale))); /* 3, one edge   */
  ad_graph *g = test_finish(b);
  ad_cost cost = cost_of(g, 1);
  check_counts("inactive", &cost, 23, 23 + 3 + 3, 23 + 3 + 3);
  check_near(cost.reverse.calls, 3, 0, 0, "calls");
  ad_graph_free(g);
}
END_TEST

/* An output that is read by another: its cotangent is added to. */
START_TEST(test_outputs)
{
  ad_builder *b = test_builder();
  ad_ref x = ad_leaf(b, "x", 2, 2, AD_INPUT);
  ad_ref y = ad_tanh(b, x);
  ad_output(b, y);
  ad_output(b, ad_neg(b, y));
  ad_graph *g = test_finish(b);
  ad_cost cost = cost_of(g, 1);
  check_counts("outputs", &cost, 8, 8 + 12, 8 + 12 + 4);
  ad_graph_free(g);
}
END_TEST

/* ---- one operation at a time ---- */

/* A graph of scalars, counted edge by edge from the rows' costs. */
static ad_graph *scalars(test_rng *r)
{
  ad_builder *b = test_builder();
  ad_ref x[40];
  size_t n = 0;
  x[n++] = ad_leaf(b, "x", 1, 1, AD_INPUT);
  x[n++] = ad_leaf(b, "y", 1, 1, AD_DATA);
  x[n++] = ad_leaf(b, "z", 1, 1, AD_INPUT);
  while (n < 40) {
    ad_op op = AD_OP_elementwise + (ad_op)test_below(r, AD_ELEMENTWISE_COUNT);
    ad_ref a[3];
    for (size_t k = 0; k < 3; k++)
      a[k] = x[test_below(r, n)];
    x[n++] = ad_elementwise(b, op, ad_op_get(op)->arity, a);
  }
  return test_finish(b);
}

static int is_active(const ad_graph *g, ad_ref x, unsigned k)
{
  return ad_graph_active(g, x) &&
         ad_graph_active(g, ad_graph_operand(g, x, k)) &&
         ad_op_has_edge(ad_graph_op(g, x), k);
}

/* Flops of the partial of operand k and its product with a number. */
static double edge_flops(ad_op op, unsigned k)
{
  const char *text = ad_op_get(op)->partial_text[k];
  ad_expr *expr;
  ad_error err = {0};
  double flops = strcmp(text, "1") == 0 || strcmp(text, "-1") == 0 ? 0 : 1;
  check_ok(ad_expr_parse(text, strlen(text), 0, NULL, &expr, &err), err);
  for (size_t i = 0; i < expr->n; i++) {
    const ad_term *t = &expr->terms[i];
    int literal = t->kind == AD_T_PREFIX &&
                  (expr->terms[i - 1].kind == AD_T_NUMBER ||
                   strcmp(expr->terms[i - 1].text, "inf") == 0);
    if (!literal && (t->kind == AD_T_INFIX || t->kind == AD_T_PREFIX ||
                     t->kind == AD_T_CALL))
      flops++;
  }
  ad_expr_free(expr);
  return flops;
}

START_TEST(test_scalars)
{
  test_rng r = {seed + (uint64_t)_i};
  ad_graph *g = scalars(&r);
  ad_cost cost = cost_of(g, 1);
  double tangents = 0, adjoints = 0;
  size_t readers[64] = {0};
  for (uint32_t i = 0; i < ad_graph_size(g); i++) {
    unsigned edges = 0;
    for (unsigned k = 0; k < ad_graph_operands(g, (ad_ref){i}); k++) {
      if (!is_active(g, (ad_ref){i}, k))
        continue;
      double flops = edge_flops(ad_graph_op(g, (ad_ref){i}), k);
      uint32_t operand = ad_graph_operand(g, (ad_ref){i}, k).index;
      tangents += flops + (edges++ > 0);
      adjoints += flops + (readers[operand]++ > 0);
    }
  }
  check_near(cost.forward.flops - cost.evaluation.flops, tangents, 0, 0,
             "seed %llu: tangents", (unsigned long long)seed);
  check_near(cost.reverse.flops - cost.evaluation.flops, adjoints, 0, 0,
             "seed %llu: adjoints", (unsigned long long)seed);
  ad_graph_free(g);
}
END_TEST

/* Sizes whose counts pass 2^64 are still counted: no values are needed. */
START_TEST(test_large)
{
  ad_builder *b = test_builder();
  size_t n = (size_t)1 << 25;
  ad_ref x = ad_leaf(b, "x", n, n, AD_INPUT);
  ad_output(b, ad_matmul(b, x, x));
  ad_graph *g = test_finish(b);
  ad_cost cost = cost_of(g, 1);
  check_near(cost.evaluation.flops, 0x1p76 - 0x1p50, 0, 0, "2^25 squared");
  ad_graph_free(g);
}
END_TEST

/* On any graph sweeps cost more than the evaluation, and k directions at
   once no more than k at a time. */
START_TEST(test_random)
{
  test_rng r = {seed + 77 * (uint64_t)_i};
  ad_graph *g = random_graph(&r);
  ad_cost cost = cost_of(g, 5), single = cost_of(g, 1);
  ck_assert_double_ge(cost.forward.flops, cost.evaluation.flops);
  ck_assert_double_ge(cost.reverse.flops, cost.evaluation.flops);
  ck_assert_double_le(cost.chunk.flops, 5 * cost.forward.flops);
  ck_assert_double_ge(cost.chunk.flops, cost.forward.flops);
  check_near(single.chunk.flops, single.forward.flops, 0, 0, "chunk of 1");
  ad_graph_free(g);
}
END_TEST

static Suite *cost_suite(void)
{
  Suite *suite = suite_create("cost");
  TCase *rowwise = tcase_create("rows");
  TCase *graphs = tcase_create("graphs");
  tcase_add_loop_test(rowwise, test_row, 0, (int)(sizeof rows / sizeof *rows));
  tcase_add_loop_test(rowwise, test_all_rows, AD_OP_elementwise, AD_OP_count);
  tcase_add_test(rowwise, test_not_a_row);
  tcase_add_test(graphs, test_dag);
  tcase_add_test(graphs, test_nodes);
  tcase_add_test(graphs, test_calls);
  tcase_add_test(graphs, test_product);
  tcase_add_test(graphs, test_layer);
  tcase_add_test(graphs, test_stretched);
  tcase_add_loop_test(graphs, test_reduction, 0,
                      (int)(sizeof reductions / sizeof *reductions));
  tcase_add_loop_test(graphs, test_factored, 0,
                      (int)(sizeof factored / sizeof *factored));
  tcase_add_loop_test(graphs, test_move, 0,
                      (int)(sizeof moves / sizeof *moves));
  tcase_add_loop_test(graphs, test_cumsum, 0, 2);
  tcase_add_test(graphs, test_expand);
  tcase_add_test(graphs, test_inactive);
  tcase_add_test(graphs, test_outputs);
  tcase_add_loop_test(graphs, test_scalars, 0, 40);
  tcase_add_test(graphs, test_large);
  tcase_add_loop_test(graphs, test_random, 0, 40);
  suite_add_tcase(suite, rowwise);
  suite_add_tcase(suite, graphs);
  return suite;
}

int main(void)
{
  return test_run(cost_suite());
}
