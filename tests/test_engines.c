/* SPDX-License-Identifier: GPL-3.0-or-later
   Forward against reverse, and both against what shares no code with them:
   every operation alone on random shapes (differences by GSL, the plain
   engine of naive.h), and random graphs of all operations.  Forward and
   reverse mode may differ by the rounding bound W u S and no more.  Read
   naive.h and random_graph.h before. */
#include <float.h>
#include <string.h>

#include "agree.h"
#include "naive.h"
#include "random_wide.h"

static const uint64_t seed = 20240613;
enum { CHUNKS = 4 };
static const size_t chunks[CHUNKS] = {1, 2, 3, 8};

/* ---- both engines, made once and replayed ---- */

typedef struct engines {
  const ad_graph *g;
  size_t m, n; /* output and wrt entries                                   */
  ad_forward *forward;
  ad_tape *tape;
  double *f, *r; /* Jacobians [m x n]                                      */
} engines;

static engines engines_new(const ad_graph *g, size_t forward_chunk,
                           size_t reverse_chunk)
{
  engines e = {.g = g, .m = ad_graph_output_entries(g),
               .n = ad_graph_wrt_entries(g),
               .forward = test_forward(g, forward_chunk),
               .tape = test_tape(g, reverse_chunk)};
  e.f = test_alloc(e.m * e.n, sizeof *e.f);
  e.r = test_alloc(e.m * e.n, sizeof *e.r);
  return e;
}

static void engines_free(engines *e)
{
  ad_forward_free(e->forward);
  ad_tape_free(e->tape);
  free(e->f);
  free(e->r);
}

static void engines_set(engines *e, const double *x)
{
  TEST_SET_LEAVES(ad_forward_set, e->forward, e->g, x)
  TEST_SET_LEAVES(ad_tape_set, e->tape, e->g, x)
}

static void engines_run(engines *e, const double *x)
{
  engines_set(e, x);
  ad_forward_jacobian(e->forward, e->f);
  ad_tape_jacobian(e->tape, e->r);
}

/* --- what the plain engine says of output entry `of`: J, S and W ------- */

typedef struct expected {
  const double *J, *S; /* rows [n]                                         */
  double v, W;
} expected;

static expected expect(const naive *want, size_t of)
{
  for (size_t i = 0; i < want->g->n_outputs; i++) {
    size_t node = want->g->outputs[i];
    size_t entries = ad_entries(&want->g->nodes[node]);
    if (of < entries)
      return (expected){want->J[node] + of * want->n,
                        want->S[node] + of * want->n, want->v[node][of],
                        want->W[node]};
    of -= entries;
  }
  ck_abort_msg("there is no output entry %zu", of);
  return (expected){0};
}

/* The bound of rule R1: W u S, and something for underflow. */
static double bound(double W, double S)
{
  return W * (DBL_EPSILON / 2) * S + DBL_MIN;
}

/* Values, and both Jacobians, entry by entry.  The plain engine computes its
   partials from values that were rounded otherwise, so it is near only. */
static void check_jacobians(const engines *e, const naive *want,
                            const char *what)
{
  for (size_t of = 0; of < e->m; of++) {
    expected row = expect(want, of);
    for (size_t by = 0; by < e->n; by++) {
      double f = e->f[of * e->n + by], r = e->r[of * e->n + by];
      check_near(f, r, bound(row.W, row.S[by]), 0,
                 "%s: forward against reverse, entry %zu by %zu, S %g, W %g",
                 what, of, by, row.S[by], row.W);
      check_near(f, row.J[by], 1e-10 * row.S[by] + DBL_MIN, 0,
                 "%s: forward against the plain engine, entry %zu by %zu",
                 what, of, by);
      check_near(r, row.J[by], 1e-10 * row.S[by] + DBL_MIN, 0,
                 "%s: reverse against the plain engine, entry %zu by %zu",
                 what, of, by);
    }
  }
}

static void check_values(const engines *e, const naive *want, const char *what)
{
  size_t of = 0;
  for (size_t i = 0; i < ad_graph_outputs(e->g); i++) {
    ad_shape s = ad_graph_shape(e->g, ad_graph_output(e->g, i));
    for (size_t n = 0; n < test_entries(s); n++, of++) {
      double v = expect(want, of).v;
      check_near(ad_forward_value(e->forward, i)[n], v, 1e-10, 1e-10,
                 "%s: forward's value %zu of output %zu", what, n, i);
      check_near(ad_tape_value(e->tape, i)[n],
                 ad_forward_value(e->forward, i)[n], 0, 0,
                 "%s: the tape's value %zu of output %zu", what, n, i);
    }
  }
}

/* ---- every operation alone ---- */

static void check_differences(const engines *e, ad_op op, double *x)
{
  double *d = test_alloc(e->m * e->n, sizeof *d);
  double *error = test_alloc(e->m * e->n, sizeof *error);
  test_differences(e->g, x, 1e-3, d, error);
  for (size_t i = 0; i < e->m * e->n; i++)
    check_near(e->r[i], d[i], 3 * error[i] + 1e-8, 1e-7,
               "%s: reverse against differences, entry %zu by %zu of "
               "%zu x %zu",
               ad_op_get(op)->id, i / e->n, i % e->n, e->m, e->n);
  free(d);
  free(error);
}

/* All engines of one graph at a point. */
static void check_point(ad_op op, engines *e, double *x, int differences)
{
  const char *id = ad_op_get(op)->id;
  naive *want = naive_new(e->g, x);
  for (size_t c = 0; c < CHUNKS; c++) {
    engines_run(&e[c], x);
    check_values(&e[c], want, id);
    check_jacobians(&e[c], want, id);
  }
  if (differences)
    check_differences(e, op, x);
  naive_free(want);
}

/* One graph of op: engines of all chunks, three points each.  True where it
   was held against differences, too. */
static int check_case(ad_op op, size_t copies, test_rng *r)
{
  const ad_op_row *row = ad_op_get(op);
  ad_graph *g = case_graph(op, copies, r);
  engines e[CHUNKS];
  for (size_t c = 0; c < CHUNKS; c++)
    e[c] = engines_new(g, chunks[c], chunks[CHUNKS - 1 - c]);
  int differences = e->m * e->n <= 3000 && row->edge != AD_EDGE_frozen &&
                    row->kind != AD_KIND_fixed;
  for (size_t replay = 0; replay < 3; replay++) {
    double *x = case_point(op, g, r);
    check_point(op, e, x, differences && replay == 0);
    free(x);
  }
  for (size_t c = 0; c < CHUNKS; c++)
    engines_free(&e[c]);
  ad_graph_free(g);
  return differences;
}

START_TEST(test_alone)
{
  const ad_op_row *row = ad_op_get((ad_op)_i);
  test_rng r = {test_seed(seed, row->id)};
  size_t differences = 0;
  for (size_t round = 0; round < 14; round++)
    differences += (size_t)check_case((ad_op)_i, 1 + round % 2, &r);
  ck_assert_msg(differences >= 2 || row->edge == AD_EDGE_frozen ||
                  row->kind == AD_KIND_fixed,
                "%s: differences on %zu graphs only", row->id, differences);
}
END_TEST

/* ---- random graphs ---- */

enum { GROUPS = 48, GRAPHS = 12 };

/* Numbers that a comparison can be made on. */
static int is_tame(const naive *want)
{
  for (size_t i = 0; i < want->g->n; i++) {
    size_t entries = ad_entries(&want->g->nodes[i]);
    for (size_t e = 0; e < entries; e++)
      if (!(fabs(want->v[i][e]) < 1e6))
        return 0;
    for (size_t e = 0; e < entries * want->n; e++)
      if (!(want->S[i][e] < 1e12))
        return 0;
  }
  return 1;
}

static void fill(test_rng *r, size_t n, double *x)
{
  for (size_t i = 0; i < n; i++)
    x[i] = test_uniform(r, -1.385, 1.73);
}

/* Forward sweeps of k directions give J d for each, whatever k was before. */
static void check_directions(engines *e, const naive *want, size_t k,
                             test_rng *r)
{
  double *d = test_alloc(e->n * k, sizeof *d);
  size_t of = 0;
  fill(r, e->n * k, d);
  ad_forward_sweep(e->forward, k, d);
  for (size_t i = 0; i < ad_graph_outputs(e->g); i++) {
    const double *got = ad_forward_tangent(e->forward, i);
    ad_shape s = ad_graph_shape(e->g, ad_graph_output(e->g, i));
    for (size_t row = 0; row < test_entries(s); row++, of++)
      for (size_t l = 0; l < k; l++) {
        double sum = 0, S = 0;
        for (size_t by = 0; by < e->n; by++) {
          sum += e->f[of * e->n + by] * d[by * k + l];
          S += expect(want, of).S[by] * fabs(d[by * k + l]);
        }
        check_near(got[row * k + l], sum,
                   bound(expect(want, of).W + (double)e->n, S), 0,
                   "direction %zu of %zu, output entry %zu", l, k, of);
      }
  }
  free(d);
}

/* Entry `by` of all wrt leaves, cotangent l of k. */
static double adjoint_entry(const engines *e, size_t by, size_t k, size_t l)
{
  for (size_t w = 0; w < ad_graph_wrts(e->g); w++) {
    size_t n = test_entries(ad_graph_shape(e->g, ad_graph_wrt(e->g, w)));
    if (by < n)
      return ad_tape_adjoint(e->tape, w)[by * k + l];
    by -= n;
  }
  ck_abort_msg("there is no wrt entry %zu", by);
  return 0;
}

static void check_cotangents(engines *e, const naive *want, size_t k,
                             test_rng *r)
{
  double *u = test_alloc(e->m * k, sizeof *u);
  fill(r, e->m * k, u);
  ad_tape_reverse(e->tape, k, u);
  for (size_t by = 0; by < e->n; by++)
    for (size_t l = 0; l < k; l++) {
      double sum = 0, S = 0, W = 0;
      for (size_t of = 0; of < e->m; of++) {
        sum += e->f[of * e->n + by] * u[of * k + l];
        S += expect(want, of).S[by] * fabs(u[of * k + l]);
        W = fmax(W, expect(want, of).W);
      }
      check_near(adjoint_entry(e, by, k, l), sum, bound(W + (double)e->m, S),
                 0, "cotangent %zu of %zu, wrt entry %zu", l, k, by);
    }
  free(u);
}

/* <u, J d> = <J'u, d>, J d from one forward sweep, J'u from one reverse. */
static void check_duality(engines *e, const naive *want, test_rng *r)
{
  double *d = test_alloc(e->n, sizeof *d), *u = test_alloc(e->m, sizeof *u);
  double left = 0, right = 0, S = 0, W = 0;
  size_t of = 0;
  fill(r, e->n, d);
  fill(r, e->m, u);
  ad_forward_sweep(e->forward, 1, d);
  ad_tape_reverse(e->tape, 1, u);
  for (size_t i = 0; i < ad_graph_outputs(e->g); i++) {
    ad_shape s = ad_graph_shape(e->g, ad_graph_output(e->g, i));
    for (size_t row = 0; row < test_entries(s); row++, of++) {
      left += u[of] * ad_forward_tangent(e->forward, i)[row];
      for (size_t by = 0; by < e->n; by++)
        S += fabs(u[of]) * expect(want, of).S[by] * fabs(d[by]);
      W = fmax(W, expect(want, of).W);
    }
  }
  for (size_t by = 0; by < e->n; by++)
    right += adjoint_entry(e, by, 1, 0) * d[by];
  check_near(left, right, bound(W + (double)(e->m + e->n), S), 0,
             "<u, J d> against <J'u, d>");
  free(d);
  free(u);
}

/* The library's own rule R1 sums the same S as the plain engine, says that
   the engines agree, and would notice a millionth of S. */
static void check_verdicts(const engines *e, const naive *want,
                           const double *x, const char *what)
{
  ad_agree *a;
  ad_error err = {0};
  ad_judgement j;
  check_ok(ad_agree_new(e->g, &a, &err), err);
  TEST_SET_LEAVES(ad_agree_set, a, e->g, x)
  for (size_t of = 0; of < e->m; of++) {
    ad_agree_sweep(a, of);
    for (size_t by = 0; by < e->n; by++) {
      double S = expect(want, of).S[by], f = e->f[of * e->n + by];
      check_near(ad_agree_S(a, by), S, DBL_MIN, 1e-9, "%s: S of %zu by %zu",
                 what, of, by);
      ad_agree_judge(a, by, f, e->r[of * e->n + by], NULL, 0, &j);
      ck_assert_msg(j.engines == AD_AGREE,
                    "%s: %zu by %zu: verdict %d, reason %d, bound %g", what,
                    of, by, (int)j.engines, (int)j.reason, j.bound);
      ad_agree_judge(a, by, f, f + 1e-6 * S + 1e-300, NULL, 0, &j);
      ck_assert_msg(j.engines == AD_DISAGREE,
                    "%s: %zu by %zu: off by a millionth, and verdict %d", what,
                    of, by, (int)j.engines);
    }
  }
  ad_agree_free(a);
}

/* Values against the plain engine's, and they alone: derivatives are held
   against those that it finds from the library's own values, as a unit in
   the last place of tanh(a) = 0.9999999 is much to 1 - v^2. */
static void check_plain_values(const engines *e, const double *x,
                               const char *what)
{
  naive *want = naive_new(e->g, x);
  if (is_tame(want))
    check_values(e, want, what);
  naive_free(want);
}

/* Everything about one graph at one point; false where it is not tame. */
static int check_random(engines *e, const double *x, const char *what,
                        test_rng *r)
{
  ad_value *values = test_value(e->g);
  TEST_SET_LEAVES(ad_value_set, values, e->g, x)
  ad_value_sweep(values);
  naive *want = naive_at(e->g, x, values);
  int tame = is_tame(want);
  engines_run(e, x);
  if (tame) {
    check_plain_values(e, x, what);
    check_jacobians(e, want, what);
    check_verdicts(e, want, x, what);
    engines_set(e, x);
    check_directions(e, want, 1, r);
    check_directions(e, want, 3, r);
    check_directions(e, want, 2, r);
    check_cotangents(e, want, 3, r);
    check_cotangents(e, want, 1, r);
    check_cotangents(e, want, 2, r);
    check_duality(e, want, r);
  }
  naive_free(want);
  ad_value_free(values);
  return tame;
}

/* The same point again gives the same bits. */
static void check_replay(engines *e, const double *x)
{
  size_t bytes = e->m * e->n * sizeof(double);
  double *f = test_alloc(bytes, 1), *r = test_alloc(bytes, 1);
  engines_run(e, x);
  memcpy(f, e->f, bytes);
  memcpy(r, e->r, bytes);
  engines_run(e, x);
  ck_assert_msg(memcmp(f, e->f, bytes) == 0, "forward: other bits");
  ck_assert_msg(memcmp(r, e->r, bytes) == 0, "reverse: other bits");
  free(f);
  free(r);
}

static void check_graph(const ad_graph *g, const char *what, test_rng *r,
                        size_t *tame)
{
  engines e = engines_new(g, 3 + test_below(r, 6), 3 + test_below(r, 6));
  double *x = random_point(g, r), *y = random_point(g, r);
  *tame += (size_t)check_random(&e, x, what, r);
  check_random(&e, y, what, r);
  check_replay(&e, x);
  free(x);
  free(y);
  engines_free(&e);
}

START_TEST(test_random)
{
  size_t tame = 0;
  for (size_t n = 0; n < GRAPHS; n++) {
    uint64_t s = seed + 1000 * (uint64_t)(_i + 1) + n;
    test_rng r = {s};
    char what[40];
    snprintf(what, sizeof what, "graph of seed %llu", (unsigned long long)s);
    ad_graph *g = random_graph(&r);
    check_graph(g, what, &r, &tame);
    ad_graph_free(g);
  }
  ck_assert_msg(tame >= GRAPHS - 2, "%zu of %d graphs are tame", tame, GRAPHS);
}
END_TEST

START_TEST(test_random_wide)
{
  size_t tame = 0;
  uint64_t s = seed + 77000 + (uint64_t)_i;
  test_rng r = {s};
  char what[60];
  snprintf(what, sizeof what, "wide graph of seed %llu",
           (unsigned long long)s);
  ad_graph *g = random_wide_graph(&r);
  check_graph(g, what, &r, &tame);
  ad_graph_free(g);
}
END_TEST

/* ---- zeros that are structural, and products that are not ---- */

#define NAN_ ((double)NAN)

/* Gradient of y by the leaf "x" (2 x 1) at (0, 2.385), both modes. */
static void check_trap(ad_builder *b, ad_ref y, double first, double second,
                       const char *what)
{
  const double x[] = {0, 2.385};
  ad_output(b, y);
  ad_graph *g = test_finish(b);
  for (size_t chunk = 1; chunk <= 2; chunk++) {
    double *f = test_forward_jacobian(g, chunk, x);
    double *r = test_reverse_jacobian(g, chunk, x);
    for (size_t of = 0; of < 2; of++)
      for (size_t by = 0; by < 2; by++) {
        double want = of != by ? 0 : of == 0 ? first : second;
        check_near(f[of * 2 + by], want, 0, 1e-14, "%s, forward, %zu by %zu",
                   what, of, by);
        check_near(r[of * 2 + by], want, 0, 1e-14, "%s, reverse, %zu by %zu",
                   what, of, by);
      }
    free(f);
    free(r);
  }
  ad_graph_free(g);
}

/* At x = 0: the side that is not taken has an infinite partial and no edge;
   an honest 0 * inf stays NaN. */
START_TEST(test_traps)
{
  for (int trap = 0; trap < 5; trap++) {
    ad_builder *b = test_builder();
    ad_ref x = ad_leaf(b, "x", 2, 1, AD_INPUT), zero = ad_number(b, 0);
    if (trap == 0)
      check_trap(b, ad_where(b, ad_gt(b, x, zero), ad_log(b, x), zero), 0,
                 1 / 2.385, "where(x > 0, log(x), 0)");
    if (trap == 1)
      check_trap(b, ad_max(b, ad_log(b, x), zero), 0, 1 / 2.385,
                 "max(log(x), 0)");
    if (trap == 2)
      check_trap(b, ad_relu(b, ad_log(b, x)), 0, 1 / 2.385, "relu(log(x))");
    if (trap == 3)
      check_trap(b, ad_min(b, ad_neg(b, ad_log(b, x)), ad_number(b, 1)), 0,
                 -1 / 2.385, "min(-log(x), 1)");
    if (trap == 4)
      check_trap(b, ad_mul(b, ad_sqrt(b, x), ad_sqrt(b, x)), NAN_, 1,
                 "sqrt(x) * sqrt(x)");
  }
}
END_TEST

/* max over [log(0), 2.385]: the entry that loses has no edge. */
START_TEST(test_reduction_trap)
{
  const double x[] = {0, exp(2.385)};
  for (int axis = 0; axis < 3; axis++) {
    ad_builder *b = test_builder();
    ad_ref leaf = ad_leaf(b, "x", 1, 2, AD_INPUT);
    leaf = axis == AD_OVER_ROWS ? ad_transpose(b, leaf) : leaf;
    ad_output(b, ad_reduce(b, AD_OP_amax, ad_log(b, leaf), (ad_axis)axis));
    ad_graph *g = test_finish(b);
    double *f = test_forward_jacobian(g, 1, x);
    double *r = test_reverse_jacobian(g, 1, x);
    for (size_t by = 0; by < 2; by++) {
      double want = by == 0 ? 0 : exp(-2.385);
      check_near(f[by], want, 0, 1e-14, "max(log(x)), forward by %zu", by);
      check_near(r[by], want, 0, 1e-14, "max(log(x)), reverse by %zu", by);
    }
    free(f);
    free(r);
    ad_graph_free(g);
  }
}
END_TEST

/* Corners of the reductions: partials at zeros, ties, overflow. */
START_TEST(test_reduction_corners)
{
  static const struct {
    ad_op op;
    double x[3], d[3];
  } corners[] = {
    {AD_OP_prod, {2.385, 0, 3.5}, {0, 8.3475, 0}},
    {AD_OP_prod, {0, 0, 3.5}, {0, 0, 0}},
    {AD_OP_amax, {1.5, 2.385, 2.385}, {0, 0.5, 0.5}},
    {AD_OP_amin, {1.5, 1.5, 1.5}, {1.0 / 3, 1.0 / 3, 1.0 / 3}},
    {AD_OP_amax, {NAN_, 1, 2}, {NAN_, NAN_, NAN_}},
    {AD_OP_norm, {0, 0, 0}, {0, 0, 0}},
    {AD_OP_norm, {3e200, 4e200, 0}, {0.6, 0.8, 0}},
    {AD_OP_norm, {3e-200, 0, -4e-200}, {0.6, 0, -0.8}},
    {AD_OP_logsumexp, {1000, 1000, -1000}, {0.5, 0.5, 0}},
    {AD_OP_logsumexp, {-1000, -1000, -1000}, {1.0 / 3, 1.0 / 3, 1.0 / 3}},
  };
  ad_builder *b = test_builder();
  ad_output(b, ad_reduce(b, corners[_i].op, ad_leaf(b, "x", 3, 1, AD_INPUT),
                         AD_ALL));
  ad_graph *g = test_finish(b);
  double *f = test_forward_jacobian(g, 2, corners[_i].x);
  double *r = test_reverse_jacobian(g, 2, corners[_i].x);
  for (size_t by = 0; by < 3; by++) {
    check_near(f[by], corners[_i].d[by], 0, 1e-14, "%s: forward, corner %d, "
               "by %zu", ad_op_get(corners[_i].op)->id, _i, by);
    check_near(r[by], corners[_i].d[by], 0, 1e-14, "%s: reverse, corner %d, "
               "by %zu", ad_op_get(corners[_i].op)->id, _i, by);
  }
  free(f);
  free(r);
  ad_graph_free(g);
}
END_TEST

static Suite *engines_suite(void)
{
  Suite *suite = suite_create("engines");
  TCase *elementwise = tcase_create("elementwise");
  TCase *structured = tcase_create("structured");
  TCase *together = tcase_create("random");
  TCase *corners = tcase_create("corners");
  tcase_set_timeout(elementwise, 120);
  tcase_set_timeout(structured, 120);
  tcase_set_timeout(together, 120);
  tcase_add_loop_test(elementwise, test_alone, AD_OP_elementwise, AD_OP_count);
  tcase_add_loop_test(structured, test_alone, AD_OP_structured,
                      AD_OP_elementwise);
  tcase_add_loop_test(together, test_random, 0, GROUPS);
  tcase_add_loop_test(together, test_random_wide, 0, 4);
  tcase_add_test(corners, test_traps);
  tcase_add_test(corners, test_reduction_trap);
  tcase_add_loop_test(corners, test_reduction_corners, 0, 10);
  suite_add_tcase(suite, elementwise);
  suite_add_tcase(suite, structured);
  suite_add_tcase(suite, together);
  suite_add_tcase(suite, corners);
  return suite;
}

int main(void)
{
  return test_run(engines_suite());
}
