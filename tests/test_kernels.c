/* SPDX-License-Identifier: GPL-3.0-or-later
   The inner loops: every table of kernels that this machine can run gives
   the same numbers as the first; the switch over 1 x 1 nodes the same as
   the loops over matrices.  Read tables.h before. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include <float.h>
#include <string.h>

#include "naive.h"
#include "random_graph.h"
#include "sanitized.h"
#include "tables.h"

static const uint64_t seed = 20240614;

/* Products may fuse their additions, so tables differ by rounding; scale is
   the largest S that the plain engine sums. */
static double largest_S(const naive *want)
{
  double S = 1;
  for (size_t i = 0; i < want->g->n; i++)
    for (size_t e = 0; e < ad_entries(&want->g->nodes[i]); e++) {
      S = fmax(S, fabs(want->v[i][e]));
      for (size_t l = 0; l < want->n; l++)
        S = fmax(S, want->S[i][e * want->n + l]);
    }
  return S;
}

static void check_same(size_t n, const double *got, const double *want,
                       double atol, const char *table, const char *what)
{
  for (size_t i = 0; i < n; i++)
    check_near(got[i], want[i], atol, 0, "%s against the baseline: %s, "
               "number %zu of %zu", table, what, i, n);
}

/* Both sweeps with k directions by all tables. */
static void check_tables(const ad_graph *g, const double *x, size_t k,
                         const char *what, test_rng *r)
{
  const ad_kernels *tables[TABLES];
  size_t tables_n = tables_find(tables);
  size_t m = ad_graph_output_entries(g), n = ad_graph_wrt_entries(g);
  naive *want = naive_new(g, x);
  double atol = 1e-11 * largest_S(want);
  double *d = test_alloc(n * k, sizeof *d), *u = test_alloc(m * k, sizeof *u);
  double *f[TABLES], *b[TABLES];
  for (size_t i = 0; i < n * k; i++)
    d[i] = test_uniform(r, -1.3, 1.7);
  for (size_t i = 0; i < m * k; i++)
    u[i] = test_uniform(r, -1.3, 1.7);
  for (size_t t = 0; t < tables_n; t++) {
    f[t] = test_alloc(m + m * k, sizeof **f);
    b[t] = test_alloc(n * k, sizeof **b);
    tables_push(g, tables[t], k, x, d, f[t]);
    tables_pull(g, tables[t], k, x, u, b[t]);
    if (isfinite(atol)) {
      check_same(m + m * k, f[t], f[0], atol, tables[t]->name, what);
      check_same(n * k, b[t], b[0], atol * (double)m, tables[t]->name, what);
    }
  }
  for (size_t t = 0; t < tables_n; t++) {
    free(f[t]);
    free(b[t]);
  }
  free(d);
  free(u);
  naive_free(want);
}

START_TEST(test_tables_alone)
{
  const ad_op op = (ad_op)_i;
  test_rng r = {test_seed(seed, ad_op_get(op)->id)};
  for (size_t round = 0; round < 20; round++) {
    ad_graph *g = case_graph(op, 2, &r);
    double *x = case_point(op, g, &r);
    check_tables(g, x, 1, ad_op_get(op)->id, &r);
    check_tables(g, x, 3, ad_op_get(op)->id, &r);
    check_tables(g, x, 8, ad_op_get(op)->id, &r);
    free(x);
    ad_graph_free(g);
  }
}
END_TEST

START_TEST(test_tables_random)
{
  for (size_t n = 0; n < 20; n++) {
    test_rng r = {seed + 1000 * (uint64_t)(_i + 1) + n};
    char what[40];
    snprintf(what, sizeof what, "graph of seed %llu",
             (unsigned long long)r.state);
    ad_graph *g = random_graph(&r);
    double *x = random_point(g, &r);
    check_tables(g, x, 1, what, &r);
    check_tables(g, x, 5, what, &r);
    free(x);
    ad_graph_free(g);
  }
}
END_TEST

/* ---- functions of whole matrices ---- */

enum { AT = 2003 };

/* The true value, near enough: libm's in long double. */
static long double true_value(ad_op op, long double a)
{
  switch (op) {
  case AD_OP_exp: return expl(a);
  case AD_OP_log: return logl(a);
  case AD_OP_expm1: return expm1l(a);
  case AD_OP_log1p: return log1pl(a);
  case AD_OP_tanh: return tanhl(a);
  case AD_OP_sin: return sinl(a);
  case AD_OP_cos: return cosl(a);
  case AD_OP_erf: return erfl(a);
  case AD_OP_erfc: return erfcl(a);
  case AD_OP_sigmoid: return 1 / (1 + expl(-a));
  case AD_OP_silu: return a / (1 + expl(-a));
  case AD_OP_softplus: return (a > 0 ? a : 0) + log1pl(expl(-fabsl(a)));
  case AD_OP_gelu: return 0.5L * a * erfcl(-0.70710678118654752440L * a);
  default: return NAN;
  }
}

/* AT points, near 0 and far, in the op's domain. */
static void function_points(ad_op op, double *a)
{
  test_rng r = {seed + 31};
  for (size_t i = 0; i < AT; i++) {
    a[i] = test_uniform(&r, -1.3, 1.7) * pow(10, test_uniform(&r, -4, 1.3));
    if (op == AD_OP_log)
      a[i] = fabs(a[i]);
    if (op == AD_OP_log1p && a[i] <= -1)
      a[i] = -a[i];
    if (op == AD_OP_gelu || op == AD_OP_erfc)
      a[i] = fmod(a[i], 3.7);
  }
}

/* Four units in the last place, and a few for what is made of several. */
START_TEST(test_functions)
{
  const ad_op op = (ad_op)_i;
  const ad_kernels *tables[TABLES];
  double a[AT], v[AT];
  size_t n = tables_find(tables);
  int composed = op == AD_OP_sigmoid || op == AD_OP_silu ||
                 op == AD_OP_softplus || op == AD_OP_gelu;
  for (size_t t = 0; t < n; t++) {
    if (!ad_function_of(tables[t], op))
      continue;
    function_points(op, a);
    ad_function_of(tables[t], op)(AT, v, a);
    for (size_t i = 0; i < AT; i++)
      check_near(v[i], (double)true_value(op, a[i]), DBL_MIN,
                 (op == AD_OP_gelu ? 40 : composed ? 8 : 4) * DBL_EPSILON,
                 "%s(%.17g) by %s", ad_op_get(op)->id, a[i], tables[t]->name);
  }
}
END_TEST

static int same_bits(double a, double b)
{
  return memcmp(&a, &b, sizeof a) == 0 || (a != a && b != b);
}

/* A value hangs neither on its place nor on its neighbours; at infinities
   and NaN the row itself says what it is. */
START_TEST(test_functions_places)
{
  const ad_op op = (ad_op)_i;
  const ad_kernels *tables[TABLES];
  double a[AT], v[AT], again[AT];
  const double odd[] = {0, -0.0, INFINITY, -INFINITY, NAN, 1e300, -1e300,
                        5e-324, 745.2, -745.2, 710.1};
  size_t n = tables_find(tables);
  for (size_t t = 0; t < n; t++) {
    if (!ad_function_of(tables[t], op))
      continue;
    function_points(op, a);
    for (size_t i = 0; i < AT / 20; i++)
      a[20 * i + i % 17] = odd[i % (sizeof odd / sizeof *odd)];
    ad_function_of(tables[t], op)(AT, v, a);
    for (size_t start = 1; start < 20; start++) {
      size_t words = AT - 7 * start;
      ad_function_of(tables[t], op)(words, again, a + start);
      for (size_t i = 0; i < words; i++)
        ck_assert_msg(same_bits(again[i], v[start + i]),
                      "%s(%.17g) by %s: %.17g here, %.17g there",
                      ad_op_get(op)->id, a[start + i], tables[t]->name,
                      again[i], v[start + i]);
    }
    for (size_t i = 0; i < AT; i++) {
      double row = ad_op_get(op)->value(a[i], 0, 0, 0);
      ck_assert_msg(isfinite(row) ? fabs(v[i] - row) <=
                                      1e-14 * fabs(row) + DBL_MIN
                                  : same_bits(v[i], row),
                    "%s(%.17g) by %s: got %.17g, the row says %.17g",
                    ad_op_get(op)->id, a[i], tables[t]->name, v[i], row);
    }
  }
}
END_TEST

/* ---- chains over blocks against steps one by one ---- */

enum { LONG = 9003, SHIFT = 1203, TALL = LONG + SHIFT };

/* Steps over LONG entries that overlap in x, hand slots on, read a number
   (s), use a value twice and one twice at once; and a second output. */
static ad_graph *chained(int shift_first)
{
  ad_builder *b = test_builder();
  ad_ref x = ad_leaf(b, "x", TALL, 1, AD_INPUT);
  ad_ref s = ad_leaf(b, "s", 1, 1, AD_INPUT);
  const ad_shape part = {.rows = LONG, .cols = 1};
  ad_ref u = ad_slice(b, x, shift_first ? SHIFT : 0, 0, part);
  ad_ref w = ad_slice(b, x, shift_first ? 0 : SHIFT, 0, part);
  ad_ref d = ad_sub(b, w, ad_mul(b, u, u));
  ad_ref t = ad_tanh(b, ad_mul(b, s, d));
  ad_ref e = ad_add(b, ad_mul(b, t, u), ad_relu(b, ad_sub(b, s, d)));
  ad_ref q = ad_add(b, e, e);
  q = ad_add(b, ad_neg(b, q), ad_mul(b, ad_number(b, 0.7), q));
  ad_output(b, ad_reduce(b, AD_OP_sum, q, AD_ALL));
  ad_output(b, ad_reduce(b, AD_OP_sum, ad_mul(b, ad_exp(b, t), w), AD_ALL));
  return test_finish(b);
}

/* Two cotangents at once are carried without chains; so are tangents. */
START_TEST(test_chains)
{
  static const double unit[] = {1, 0, 0, 1};
  ad_graph *g = chained(_i);
  test_rng r = {seed + 900 + (uint64_t)_i};
  double *x = test_alloc(TALL + 1, sizeof *x);
  double *d = test_alloc(TALL + 1, sizeof *d);
  for (size_t i = 0; i <= TALL; i++) {
    x[i] = test_uniform(&r, -1.3, 1.7);
    d[i] = test_uniform(&r, -1.3, 1.7);
  }
  ad_tape *one = test_tape(g, 1), *two = test_tape(g, 2);
  ad_forward *f = test_forward(g, 1);
  TEST_SET_LEAVES(ad_tape_set, one, g, x)
  TEST_SET_LEAVES(ad_tape_set, two, g, x)
  TEST_SET_LEAVES(ad_forward_set, f, g, x)
  ad_tape_record(one);
  ad_tape_record(two);
  ad_forward_sweep(f, 1, d);
  ad_tape_reverse(two, 2, unit);
  for (size_t of = 0; of < 2; of++) {
    double sum = 0, size = 1;
    check_near(ad_tape_value(one, of)[0], ad_forward_value(f, of)[0], 0, 0,
               "value %zu, by chains and step by step", of);
    for (int again = 0; again < 2; again++)
      ad_tape_reverse_unit(one, of, 1);
    for (size_t i = 0; i <= TALL; i++) {
      double bar = i < TALL ? ad_tape_adjoint(one, 0)[i]
                            : ad_tape_adjoint(one, 1)[0];
      double want = i < TALL ? ad_tape_adjoint(two, 0)[2 * i + of]
                             : ad_tape_adjoint(two, 1)[of];
      check_near(bar, want, 1e-12, 1e-10,
                 "output %zu by entry %zu, by chains and step by step", of, i);
      sum += bar * d[i];
      size += fabs(bar * d[i]);
    }
    check_near(sum, ad_forward_tangent(f, of)[0], 1e-12 * size, 0,
               "output %zu in a direction", of);
  }
  ad_tape_free(one);
  ad_tape_free(two);
  ad_forward_free(f);
  ad_graph_free(g);
  free(x);
  free(d);
}
END_TEST

/* What is moved keeps the sign of a zero. */
START_TEST(test_negative_zero)
{
  static const double x[] = {-0.0, -0.0, -0.0, -0.0, -0.0, -0.0};
  ad_builder *b = test_builder();
  ad_ref leaf = ad_leaf(b, "x", 3, 2, AD_INPUT);
  ad_ref column = ad_slice(b, leaf, 0, 1, (ad_shape){.rows = 3, .cols = 1});
  const ad_ref columns[] = {column, column};
  const size_t two = 2;
  ad_output(b, ad_transpose(b, leaf));
  ad_output(b, column);
  ad_output(b, ad_block(b, 1, &two, 2, columns));
  ad_output(b, ad_reshape(b, leaf, (ad_shape){.rows = 2, .cols = 3}));
  ad_graph *g = test_finish(b);
  ad_tape *t = test_tape(g, 1);
  ad_tape_set(t, 0, x);
  ad_tape_record(t);
  for (size_t i = 0; i < ad_graph_outputs(g); i++) {
    ad_shape shape = ad_graph_shape(g, ad_graph_output(g, i));
    for (size_t e = 0; e < shape.rows * shape.cols; e++)
      ck_assert_msg(signbit(ad_tape_value(t, i)[e]), "output %zu[%zu]", i, e);
  }
  ad_tape_free(t);
  ad_graph_free(g);
}
END_TEST

/* ---- matrices of many rows and few columns ---- */

/* Large matrices cost minutes where every allocation is watched. */
enum { MANY = TEST_SANITIZED ? 67 : 99, FEW = 3 };

/* Sum of z weighted with a leaf of its shape. */
static ad_graph *weighted(ad_builder *b, ad_ref z)
{
  ad_ref w = ad_leaf_shaped(b, "w", ad_builder_shape(b, z), AD_INPUT);
  ad_output(b, ad_reduce(b, AD_OP_sum, ad_mul(b, z, w), AD_ALL));
  return test_finish(b);
}

/* Value, gradient and one direction against the plain engine. */
static void check_narrow(ad_graph *g, test_rng *r, const char *what, size_t at)
{
  size_t n = ad_graph_wrt_entries(g), i = 0;
  double *x = test_alloc(n, sizeof *x), *d = test_alloc(n, sizeof *d);
  for (size_t e = 0; e < n; e++) {
    x[e] = test_uniform(r, 0.3, 1.7);
    d[e] = test_uniform(r, -1.3, 1.7);
  }
  naive *want = naive_new(g, x);
  const double *J = want->J[g->outputs[0]];
  ad_tape *t = test_tape(g, 1);
  ad_forward *f = test_forward(g, 1);
  TEST_SET_LEAVES(ad_tape_set, t, g, x)
  TEST_SET_LEAVES(ad_forward_set, f, g, x)
  ad_tape_record(t);
  ad_tape_reverse_unit(t, 0, 1);
  ad_forward_sweep(f, 1, d);
  double sum = 0, size = 1;
  for (size_t w = 0; w < g->n_wrt; w++)
    for (size_t e = 0; e < ad_entries(&g->nodes[g->wrt[w]]); e++, i++) {
      check_near(ad_tape_adjoint(t, w)[e], J[i], 1e-11, 1e-11,
                 "%s, case %zu: leaf %zu, entry %zu", what, at, w, e);
      sum += J[i] * d[i];
      size += fabs(J[i] * d[i]);
    }
  check_near(ad_forward_tangent(f, 0)[0], sum, 1e-12 * size, 0,
             "%s, case %zu: in a direction", what, at);
  check_near(ad_tape_value(t, 0)[0], want->v[g->outputs[0]][0], 1e-11, 1e-11,
             "%s, case %zu: value", what, at);
  ad_tape_free(t);
  ad_forward_free(f);
  naive_free(want);
  ad_graph_free(g);
  free(x);
  free(d);
}

/* Which operands are rows, columns or numbers, in all ways. */
START_TEST(test_narrow_elementwise)
{
  static const size_t shapes[4][2] = {{MANY, FEW}, {1, FEW}, {MANY, 1}, {1, 1}};
  const ad_op op = (ad_op)_i;
  unsigned arity = ad_op_get(op)->arity;
  test_rng r = {test_seed(seed + 700, ad_op_get(op)->id)};
  const size_t all = (size_t)1 << 2 * arity;
  for (size_t ways = 0; ways < all; ways++) {
    ad_builder *b = test_builder();
    ad_ref x[3];
    static const char *const names[] = {"a", "b", "c"};
    for (unsigned o = 0; o < arity; o++) {
      const size_t *shape = shapes[ways >> (2 * o) & 3];
      x[o] = ad_leaf(b, names[o], shape[0], shape[1], AD_INPUT);
    }
    check_narrow(weighted(b, ad_elementwise(b, op, arity, x)), &r,
                 ad_op_get(op)->id, ways);
  }
}
END_TEST

START_TEST(test_narrow_reductions)
{
  static const ad_op ops[] = {AD_OP_sum, AD_OP_logsumexp};
  static const size_t widths[] = {2, 3, 4, 5, 7, 8, 10, 13, 17, 40};
  test_rng r = {seed + 800};
  for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
    for (ad_axis axis = AD_ALL; axis <= AD_OVER_COLS; axis++)
      for (size_t o = 0; o < 2; o++) {
        ad_builder *b = test_builder();
        ad_ref x = ad_leaf(b, "x", 29, widths[i], AD_INPUT);
        ad_ref of_x = ad_reduce(b, ops[o], x, axis);
        ad_ref y = ad_square(b, x); /* x receives from here first */
        check_narrow(weighted(b, ad_mul(b, of_x,
                                        ad_reduce(b, ops[o], y, axis))),
                     &r, ad_op_get(ops[o])->id, widths[i]);
      }
}
END_TEST

/* m x p by p x n, either operand as it is or transposed. */
START_TEST(test_narrow_products)
{
  test_rng r = {seed + 850};
  for (size_t p = 1; p <= 5; p++)
    for (size_t n = 1; n <= 5; n++)
      for (int how = 0; how < 4; how++) {
        ad_builder *b = test_builder();
        ad_ref x = how & 1 ? ad_leaf(b, "x", p, MANY, AD_INPUT)
                           : ad_leaf(b, "x", MANY, p, AD_INPUT);
        ad_ref y = how & 2 ? ad_leaf(b, "y", n, p, AD_INPUT)
                           : ad_leaf(b, "y", p, n, AD_INPUT);
        ad_ref z = ad_matmul(b, how & 1 ? ad_transpose(b, x) : x,
                             how & 2 ? ad_transpose(b, y) : y);
        check_narrow(weighted(b, z), &r, "product", 10 * p + n);
      }
}
END_TEST

/* ---- the switch against the loops ---- */

enum { INPUTS = 3, STEPS = 24, ROWS = 3, COLS = 5, ENTRIES = ROWS * COLS };

/* The same random elementwise program for any seed, on leaves of one shape;
   operands may coincide, and one step is no output's. */
static ad_graph *program_of(uint64_t s, size_t rows, size_t cols)
{
  static const char *const names[INPUTS] = {"x", "y", "z"};
  test_rng r = {s};
  grower w = {.b = test_builder(), .r = &r};
  for (size_t i = 0; i < INPUTS; i++)
    grower_keep(&w, ad_leaf(w.b, names[i], rows, cols, AD_INPUT));
  while (w.n < INPUTS + STEPS)
    grow_elementwise(&w, grower_row(&r));
  ad_output(w.b, ad_tanh(w.b, w.nodes[w.n - 1]));
  ad_output(w.b, ad_mul(w.b, w.nodes[w.n - 2], w.nodes[w.n - 2]));
  return test_finish(w.b);
}

/* Sums over both outputs of u times derivative: J'u with u = (1, 0.385). */
static void adjoints(const ad_graph *g, size_t entries, const double *x,
                     double *out)
{
  ad_tape *t = test_tape(g, 2);
  double u[2 * ENTRIES];
  for (size_t e = 0; e < 2 * entries; e++)
    u[e] = e < entries ? 1 : 0.385;
  TEST_SET_LEAVES(ad_tape_set, t, g, x)
  ad_tape_record(t);
  ad_tape_reverse(t, 1, u);
  for (size_t i = 0; i < INPUTS; i++)
    memcpy(out + i * entries, ad_tape_adjoint(t, i), entries * sizeof *out);
  ad_tape_free(t);
}

/* Values, and derivatives in the direction (0.7, -1.3, 0.385). */
static void tangents(const ad_graph *g, size_t entries, const double *x,
                     double *out)
{
  static const double slopes[INPUTS] = {0.7, -1.3, 0.385};
  ad_forward *f = test_forward(g, 2);
  double d[INPUTS * ENTRIES];
  for (size_t i = 0; i < INPUTS * entries; i++)
    d[i] = slopes[i / entries];
  TEST_SET_LEAVES(ad_forward_set, f, g, x)
  ad_forward_sweep(f, 1, d);
  for (size_t i = 0; i < 2; i++) {
    memcpy(out, ad_forward_value(f, i), entries * sizeof *out);
    memcpy(out + entries, ad_forward_tangent(f, i), entries * sizeof *out);
    out += 2 * entries;
  }
  ad_forward_free(f);
}

START_TEST(test_switch)
{
  const uint64_t s = seed + 500000 + (uint64_t)_i;
  test_rng r = {s + 77};
  ad_graph *wide = program_of(s, ROWS, COLS), *one = program_of(s, 1, 1);
  double x[INPUTS * ENTRIES], bar[INPUTS * ENTRIES], dot[4 * ENTRIES];
  for (size_t i = 0; i < INPUTS * ENTRIES; i++)
    x[i] = test_uniform(&r, -1.3, 1.7);
  adjoints(wide, ENTRIES, x, bar);
  tangents(wide, ENTRIES, x, dot);
  for (size_t e = 0; e < ENTRIES; e++) {
    double point[INPUTS], want_bar[INPUTS], want_dot[4];
    for (size_t i = 0; i < INPUTS; i++)
      point[i] = x[i * ENTRIES + e];
    naive *plain = naive_new(one, point);
    double atol = 200 * DBL_EPSILON * largest_S(plain);
    adjoints(one, 1, point, want_bar);
    tangents(one, 1, point, want_dot);
    for (size_t i = 0; i < INPUTS; i++)
      check_near(bar[i * ENTRIES + e], want_bar[i], atol, 0,
                 "program %d: adjoint %zu of entry %zu", _i, i, e);
    for (size_t i = 0; i < 4; i++)
      check_near(dot[i * ENTRIES + e], want_dot[i], atol, 0,
                 "program %d: %s of output %zu, entry %zu", _i,
                 i & 1 ? "tangent" : "value", i / 2, e);
    naive_free(plain);
  }
  ad_graph_free(wide);
  ad_graph_free(one);
}
END_TEST

/* ---- long programs of numbers ---- */

enum { PLACES = 2000, ACTIVE = 4, SOURCES = ACTIVE + 1 };

/* Operations in the order in which they were thought of; x[4] is data. */
struct thought {
  ad_op op;
  size_t on[3];
};

/* Any operands, so that no two neighbours have much to do with each other;
   in the end sums of what came last, odd and even places. */
static void think(struct thought *t, test_rng *r)
{
  static const ad_op ops[] = {AD_OP_add, AD_OP_sub, AD_OP_mul, AD_OP_sin,
                              AD_OP_tanh, AD_OP_max, AD_OP_neg, AD_OP_where,
                              AD_OP_sigmoid};
  for (size_t i = SOURCES; i < PLACES; i++) {
    t[i].op = ops[test_below(r, sizeof ops / sizeof *ops)];
    for (size_t k = 0; k < 3; k++)
      t[i].on[k] = test_below(r, i);
    if (i >= PLACES - 500) {
      t[i].op = AD_OP_add;
      t[i].on[0] = i - 2;
      t[i].on[1] = i - 600 - test_below(r, 3);
    }
  }
}

static ad_graph *thought_graph(const struct thought *t)
{
  static const char *const names[SOURCES] = {"a", "b", "c", "d", "e"};
  static ad_ref node[PLACES];
  ad_builder *b = test_builder();
  for (size_t i = 0; i < SOURCES; i++)
    node[i] = ad_leaf(b, names[i], 1, 1, i < ACTIVE ? AD_INPUT : AD_DATA);
  for (size_t i = SOURCES; i < PLACES; i++) {
    ad_ref on[3] = {node[t[i].on[0]], node[t[i].on[1]], node[t[i].on[2]]};
    node[i] = ad_elementwise(b, t[i].op, ad_op_get(t[i].op)->arity, on);
  }
  ad_output(b, node[PLACES - 1]);
  ad_output(b, node[PLACES - 2]);
  return test_finish(b);
}

/* Values, derivatives by the four inputs and sums of |partials|, node by
   node in that order, by the rows alone. */
struct plain_number {
  double v, d[ACTIVE], S[ACTIVE];
};

static void think_through(const struct thought *t, const double *x,
                          struct plain_number *z)
{
  memset(z, 0, PLACES * sizeof *z);
  for (size_t i = 0; i < SOURCES; i++) {
    z[i].v = x[i];
    if (i < ACTIVE)
      z[i].d[i] = z[i].S[i] = 1;
  }
  for (size_t i = SOURCES; i < PLACES; i++) {
    const ad_op_row *row = ad_op_get(t[i].op);
    const double a = z[t[i].on[0]].v, b = z[t[i].on[1]].v,
                 c = z[t[i].on[2]].v;
    z[i].v = row->value(a, b, c, 0);
    for (unsigned k = 0; k < row->arity; k++) {
      if (!ad_op_has_edge(t[i].op, k))
        continue;
      double p = ad_op_partial(t[i].op, k, a, b, c, z[i].v);
      for (size_t l = 0; l < ACTIVE; l++) {
        z[i].d[l] += p * z[t[i].on[k]].d[l];
        z[i].S[l] += fabs(p) * z[t[i].on[k]].S[l];
      }
    }
  }
}

static void check_thought(const struct plain_number *z, const double *J,
                          const char *how)
{
  for (size_t of = 0; of < 2; of++)
    for (size_t l = 0; l < ACTIVE; l++)
      check_near(J[of * ACTIVE + l], z[PLACES - 1 - of].d[l],
                 500 * DBL_EPSILON * z[PLACES - 1 - of].S[l], 0,
                 "%s: output %zu by input %zu", how, of, l);
}

/* One tape and one forward engine each, at several points. */
START_TEST(test_long_switch)
{
  static struct thought t[PLACES];
  static struct plain_number z[PLACES];
  test_rng r = {seed + 600000 + (uint64_t)_i};
  think(t, &r);
  ad_graph *g = thought_graph(t);
  double J[2 * ACTIVE], x[SOURCES];
  ad_tape *tapes[2] = {test_tape(g, 1), test_tape(g, 2)};
  ad_forward *forward[2] = {test_forward(g, 1), test_forward(g, 3)};
  for (size_t point = 0; point < 3; point++) {
    for (size_t i = 0; i < SOURCES; i++)
      x[i] = test_uniform(&r, -1.3, 1.7);
    think_through(t, x, z);
    for (size_t k = 0; k < 2; k++) {
      TEST_SET_LEAVES(ad_tape_set, tapes[k], g, x)
      TEST_SET_LEAVES(ad_forward_set, forward[k], g, x)
      ad_tape_jacobian(tapes[k], J);
      check_thought(z, J, k ? "reverse, two at once" : "reverse");
      ad_forward_jacobian(forward[k], J);
      check_thought(z, J, k ? "forward, three at once" : "forward");
      for (size_t of = 0; of < 2; of++)
        check_near(ad_tape_value(tapes[k], of)[0], z[PLACES - 1 - of].v, 0, 0,
                   "value of output %zu", of);
    }
  }
  for (size_t k = 0; k < 2; k++) {
    ad_tape_free(tapes[k]);
    ad_forward_free(forward[k]);
  }
  ad_graph_free(g);
}
END_TEST

/* ---- long products ---- */

enum { MOST_FACTORS = 1031, GROUPS = 3 };

/* The product of x[i * step], i < n, without entry `but`. */
static long double product_without(size_t n, size_t step, const double *x,
                                   size_t but)
{
  long double v = 1;
  for (size_t i = 0; i < n; i++)
    if (i != but)
      v *= x[i * step];
  return v;
}

/* What the kernels left in v, d and bar for one group, against products in
   long double.  An entry's own partial must not know of the entry, be it 0
   or NaN. */
static void check_prod_group(size_t n, size_t step, const double *x, double v,
                             double d, const double *bar, const char *table)
{
  const double rtol = (double)n * DBL_EPSILON;
  long double tangent = 0, size = 0;
  check_near(v, (double)product_without(n, step, x, n), 0, rtol,
             "%s: product of %zu, step %zu", table, n, step);
  for (size_t i = 0; i < n; i++) {
    long double want = product_without(n, step, x, i);
    check_near(bar[i * step], 0.385 * (double)want, 0, rtol,
               "%s: product of %zu, step %zu: entry %zu", table, n, step, i);
    tangent += want * (0.7L + (long double)i / 64);
    size += fabsl(want * (0.7L + (long double)i / 64));
  }
  check_near(d, (double)tangent,
             2 * rtol * (double)size + (double)n * DBL_TRUE_MIN, 0,
             "%s: product of %zu, step %zu: tangent", table, n, step);
}

/* Value, tangent and adjoint of prod over one axis, by one table. */
static void check_prod(const ad_kernels *table, size_t n, ad_axis axis,
                       const double *x)
{
  static double work[GROUPS * MOST_FACTORS], bar[GROUPS * MOST_FACTORS],
    xd[GROUPS * MOST_FACTORS];
  static const double vbar[GROUPS] = {0.385, 0.385, 0.385};
  double v[GROUPS], d[GROUPS];
  size_t groups = axis == AD_ALL ? 1 : GROUPS;
  size_t step = axis == AD_OVER_ROWS ? GROUPS : 1;
  ad_builder *b = test_builder();
  ad_ref leaf = ad_leaf(b, "x", axis == AD_OVER_COLS ? GROUPS : n,
                        axis == AD_OVER_ROWS ? GROUPS
                        : axis == AD_ALL     ? 1
                                             : n, AD_INPUT);
  ad_ref node = ad_reduce(b, AD_OP_prod, leaf, axis);
  ad_output(b, node);
  ad_graph *g = test_finish(b);
  const ad_structured_kernels *kernels =
    &table->structured[AD_OP_prod - AD_OP_structured];
  ad_call c = {.g = g, .node = &g->nodes[node.index], .work = work};
  const double *in[3] = {x, x, x}, *dots[1] = {xd};
  for (size_t i = 0; i < groups * n; i++)
    xd[i] = 0.7 + (double)(step == 1 ? i % n : i / step) / 64;
  kernels->value(&c, v, in);
  kernels->tangent(&c, 1, d, dots, v, in);
  kernels->adjoint(&c, 0, 1, 1, bar, vbar, v, in);
  for (size_t at = 0; at < groups; at++) {
    size_t start = at * (step == 1 ? n : 1);
    check_prod_group(n, step, x + start, v[at], d[at], bar + start,
                     table->name);
  }
  ad_graph_free(g);
}

/* By every table, over every axis. */
static void check_prods(size_t length, const double *x)
{
  const ad_kernels *tables[TABLES];
  size_t n = tables_find(tables);
  for (size_t t = 0; t < n; t++)
    for (ad_axis axis = AD_ALL; axis <= AD_OVER_COLS; axis++)
      check_prod(tables[t], length, axis, x);
}

/* Products short and long, of lengths that blocks divide and leave over;
   without zeros, with one or two, and with NaN. */
START_TEST(test_long_prod)
{
  static const size_t lengths[] = {1,  2,  7,  8,  9,  15,  16,  17, 19,
                                   23, 24, 31, 32, 40, 100, 1024, MOST_FACTORS};
  static double x[GROUPS * MOST_FACTORS];
  test_rng r = {seed + 870};
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
    for (int odd = 0; odd < 4; odd++) {
      size_t all = GROUPS * lengths[i];
      for (size_t e = 0; e < all; e++)
        x[e] = test_uniform(&r, 0.85, 1.17) * (test_below(&r, 2) ? 1 : -1);
      for (int zero = 0; zero < odd; zero++)
        x[test_below(&r, all)] = odd == 3 ? (double)NAN : 0;
      check_prods(lengths[i], x);
    }
}
END_TEST

/* Factors as far apart as doubles are: the product and its partials are right
   where they are doubles at all, whatever the order.  (long double holds all
   that leaves the range on the way, on machines where it is wider.) */
START_TEST(test_wide_prod)
{
  static double x[GROUPS * MOST_FACTORS];
  test_rng r = {seed + 871};
  if (LDBL_MAX_EXP <= 4 * DBL_MAX_EXP)
    return;
  for (size_t length = 3; length < 40; length++) {
    for (size_t e = 0; e < GROUPS * length; e++) {
      int power = (int)test_below(&r, 900) - 450;
      x[e] = ldexp(test_uniform(&r, 1, 2), e % 2 ? -power : power);
    }
    if (length % 5 == 0)
      x[length / 2] = 0;
    check_prods(length, x);
  }
}
END_TEST

/* Many factors, so that blocks of them are tame and others not. */
START_TEST(test_wide_long_prod)
{
  static const size_t lengths[] = {119, 120, 121, 247, 500};
  static double x[GROUPS * MOST_FACTORS];
  test_rng r = {seed + 872};
  if (LDBL_MAX_EXP <= 8 * DBL_MAX_EXP)
    return;
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
    for (int wild = 0; wild < 3; wild++) {
      size_t all = GROUPS * lengths[i];
      for (size_t e = 0; e < all; e++)
        x[e] = ldexp(test_uniform(&r, -2, -1), e % 2 ? -11 : 10);
      for (int w = 0; w < wild; w++)
        x[test_below(&r, all)] = ldexp(1.5, w % 2 ? -200 : 200);
      check_prods(lengths[i], x);
    }
}
END_TEST

/* Known: 1e200 1e-100 1e-150 1e-200 and its partials. */
START_TEST(test_prod_underflow)
{
  static const double x[] = {1e200, 1e-100, 1e-150, 1e-200};
  static const double partials[] = {0, 1e-150, 1e-100, 1e-50};
  double work[4], bar[4], v, vbar = 1;
  const double *in[3] = {x, x, x};
  const ad_kernels *tables[TABLES];
  size_t n = tables_find(tables);
  ad_builder *b = test_builder();
  ad_ref leaf = ad_leaf(b, "x", 4, 1, AD_INPUT);
  ad_ref node = ad_reduce(b, AD_OP_prod, leaf, AD_ALL);
  ad_output(b, node);
  ad_graph *g = test_finish(b);
  ad_call c = {.g = g, .node = &g->nodes[node.index], .work = work};
  for (size_t t = 0; t < n; t++) {
    const ad_structured_kernels *kernels =
      &tables[t]->structured[AD_OP_prod - AD_OP_structured];
    kernels->value(&c, &v, in);
    check_near(v, 1e-250, 0, 1e-15, "%s: the product", tables[t]->name);
    kernels->adjoint(&c, 0, 1, 1, bar, &vbar, &v, in);
    for (size_t i = 0; i < 4; i++)
      check_near(bar[i], partials[i], 0, 1e-15, "%s: partial %zu",
                 tables[t]->name, i);
  }
  ad_graph_free(g);
}
END_TEST

static Suite *kernels_suite(void)
{
  Suite *suite = suite_create("kernels");
  TCase *tables = tcase_create("tables");
  TCase *functions = tcase_create("functions");
  TCase *narrow = tcase_create("narrow");
  TCase *groups = tcase_create("groups");
  TCase *scalars = tcase_create("switch");
  tcase_set_timeout(tables, 120);
  tcase_add_loop_test(tables, test_tables_alone, AD_OP_structured, AD_OP_count);
  tcase_add_loop_test(tables, test_tables_random, 0, 10);
  tcase_add_loop_test(functions, test_functions, AD_OP_elementwise,
                      AD_OP_count);
  tcase_add_loop_test(functions, test_functions_places, AD_OP_elementwise,
                      AD_OP_count);
  tcase_set_timeout(functions, 120);
  tcase_add_loop_test(narrow, test_narrow_elementwise, AD_OP_elementwise,
                      AD_OP_count);
  tcase_add_test(narrow, test_narrow_products);
  tcase_set_timeout(narrow, 120);
  tcase_add_test(groups, test_narrow_reductions);
  tcase_set_timeout(groups, 60);
  tcase_add_test(groups, test_long_prod);
  tcase_add_test(groups, test_wide_prod);
  tcase_add_test(groups, test_wide_long_prod);
  tcase_add_test(groups, test_prod_underflow);
  tcase_add_loop_test(scalars, test_chains, 0, 2);
  tcase_add_test(functions, test_negative_zero);
  tcase_add_loop_test(scalars, test_switch, 0, 40);
  tcase_add_loop_test(scalars, test_long_switch, 0, 8);
  suite_add_tcase(suite, tables);
  suite_add_tcase(suite, functions);
  suite_add_tcase(suite, narrow);
  suite_add_tcase(suite, groups);
  suite_add_tcase(suite, scalars);
  return suite;
}

int main(void)
{
  return test_run(kernels_suite());
}
