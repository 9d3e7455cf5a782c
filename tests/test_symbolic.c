/* SPDX-License-Identifier: GPL-3.0-or-later
   Derivatives as graphs (symbolic.h) against the engines: every operation, and
   random graphs of all of them.  First derivatives are held against tape and
   forward mode; second ones, forward over reverse, against the tape over the
   gradient graph, and against differences of the tape's gradient, which know
   nothing of the texts.  Read random_graph.h before. */
#include <math.h>

#include "random_graph.h"
#include "symbolic.h"

static const uint64_t seed = 20261129;

/* A graph that goes on with adjoints and tangents of its first output, and the
   leaves that they take: vbar, and a direction for each wrt leaf. */
typedef struct derived {
  const ad_graph *g;
  ad_graph *more;
  size_t n;       /* wrt leaves                                             */
  ad_ref wrt[32], adjoint[32], tangent[32];
  size_t n_point; /* entries of the leaves of g                             */
  double *point;  /* of those of more                                       */
} derived;

static ad_builder *continued(const ad_graph *g)
{
  ad_builder *b;
  ad_error err = {0};
  check_ok(ad_builder_continue(g, &b, &err), err);
  return b;
}

static ad_ref like_leaf(ad_builder *b, const char *name, ad_ref x)
{
  return ad_leaf_shaped(b, name, ad_builder_shape(b, x), AD_DATA);
}

static derived derive(const ad_graph *g, const double *x, test_rng *r)
{
  derived d = {.g = g, .n = ad_graph_wrts(g), .n_point = test_point_size(g)};
  ad_builder *b = continued(g);
  ad_ref y = ad_graph_output(g, 0), vbar = like_leaf(b, "vbar", y);
  ad_error err = {0};
  ck_assert_uint_le(d.n, 32);
  for (size_t i = 0; i < d.n; i++) {
    char name[16];
    snprintf(name, sizeof name, "u_%zu", i);
    d.wrt[i] = ad_graph_wrt(g, i);
    ad_ref u = like_leaf(b, name, d.wrt[i]);
    check_ok(ad_pushforward(b, 1, &y, 1, &d.wrt[i], &u, &d.tangent[i], &err),
             err);
    ad_output(b, d.tangent[i]);
  }
  check_ok(ad_pullback(b, y, vbar, d.n, d.wrt, d.adjoint, &err), err);
  for (size_t i = 0; i < d.n; i++)
    ad_output(b, d.adjoint[i]);
  d.more = test_finish(b);
  size_t n = test_point_size(d.more);
  d.point = test_alloc(n, sizeof *d.point);
  for (size_t i = 0; i < n; i++)
    d.point[i] = i < d.n_point ? x[i] : test_uniform(r, -1.2, 1.7);
  return d;
}

static void derived_free(derived *d)
{
  ad_graph_free(d->more);
  free(d->point);
}

/* Among numbers at the edges of everything the engines ask for paths between
   single entries, the texts do not: what is not finite is no mistake there. */
static int wild;

/* Both are NaN or the same infinity, or near in the measure of the largest. */
static void check_same(const char *what, double got, double want, double scale)
{
  if (isnan(want) || (isinf(want) && got == want))
    return; /* outside of a domain: no claim */
  if (wild && !isfinite(got))
    return;
  ck_assert_msg(fabs(got - want) <= 2e-9 * (scale + fabs(want)) + 1e-13,
                "%s: %.17g, not %.17g (scale %g)", what, got, want, scale);
}

static double largest(size_t n, const double *x)
{
  double most = 0;
  for (size_t i = 0; i < n; i++)
    if (isfinite(x[i]))
      most = fmax(most, fabs(x[i]));
  return most;
}

/* The adjoints against the tape's. */
static void check_adjoints(const char *what, const derived *d,
                           const ad_value *e)
{
  ad_tape *t = test_tape(d->g, 1);
  size_t m = ad_graph_output_entries(d->g);
  double *cotangents = test_alloc(m, sizeof *cotangents);
  const double *vbar = ad_value_at(
    e, ad_graph_leaf(d->more, ad_graph_leaves(d->g)));
  for (size_t i = 0;
       i < test_entries(ad_graph_shape(d->g, ad_graph_output(d->g, 0))); i++)
    cotangents[i] = vbar[i];
  TEST_SET_LEAVES(ad_tape_set, t, d->g, d->point)
  ad_tape_record(t);
  ad_tape_reverse(t, 1, cotangents);
  for (size_t i = 0; i < d->n; i++) {
    size_t n = test_entries(ad_graph_shape(d->g, d->wrt[i]));
    const double *want = ad_tape_adjoint(t, i);
    const double *got = ad_value_at(e, d->adjoint[i]);
    for (size_t k = 0; k < n; k++)
      check_same(what, got[k], want[k], largest(n, want));
  }
  ad_tape_free(t);
  free(cotangents);
}

/* The tangents against forward mode's. */
static void check_tangents(const char *what, const derived *d,
                           const ad_value *e)
{
  ad_forward *f = test_forward(d->g, 1);
  size_t all = ad_graph_wrt_entries(d->g), first = 0;
  double *direction = test_alloc(all, sizeof *direction);
  TEST_SET_LEAVES(ad_forward_set, f, d->g, d->point)
  for (size_t i = 0; i < d->n; i++) {
    size_t n = test_entries(ad_graph_shape(d->g, d->wrt[i]));
    const double *u = ad_value_at(
      e, ad_graph_leaf(d->more, ad_graph_leaves(d->g) + 1 + i));
    for (size_t k = 0; k < all; k++)
      direction[k] = k >= first && k < first + n ? u[k - first] : 0;
    ad_forward_sweep(f, 1, direction);
    size_t m = test_entries(ad_graph_shape(d->g, ad_graph_output(d->g, 0)));
    const double *want = ad_forward_tangent(f, 0);
    const double *got = ad_value_at(e, d->tangent[i]);
    for (size_t k = 0; k < m; k++)
      check_same(what, got[k], want[k], largest(m, want));
    first += n;
  }
  ad_forward_free(f);
  free(direction);
}

static void check_first(const char *what, const ad_graph *g, const double *x,
                        test_rng *r)
{
  derived d = derive(g, x, r);
  ad_value *e = test_value(d.more);
  TEST_SET_LEAVES(ad_value_set, e, d.more, d.point)
  ad_value_sweep(e);
  check_adjoints(what, &d, e);
  check_tangents(what, &d, e);
  ad_value_free(e);
  derived_free(&d);
}

/* --- second derivatives ------------------------------------------------- */

/* l = sum(w * y), w of awkward numbers. */
static ad_ref loss_of(ad_builder *b, ad_ref y)
{
  ad_shape s = ad_builder_shape(b, y);
  double *w = test_alloc(s.rows * s.cols, sizeof *w);
  for (size_t i = 0; i < s.rows * s.cols; i++)
    w[i] = 0.385 + 0.617 * (double)(i % 5) - 0.3 * (double)(i % 3);
  ad_ref weights = ad_matrix(b, s.rows, s.cols, w);
  free(w);
  return ad_reduce(b, AD_OP_sum, ad_mul(b, weights, y), AD_ALL);
}

/* The gradient of `loss` by wrt leaf i at x + h u, from the tape. */
static void shifted_gradient(ad_tape *t, const ad_graph *loss, size_t wrt,
                             double *x, double h, const double *u, double *g)
{
  ad_ref leaf = ad_graph_wrt(loss, wrt);
  size_t n = test_entries(ad_graph_shape(loss, leaf)), at = 0;
  for (size_t i = 0; ad_graph_leaf(loss, i).index != leaf.index; i++)
    at += test_entries(ad_graph_shape(loss, ad_graph_leaf(loss, i)));
  for (size_t k = 0; k < n; k++)
    x[at + k] += h * u[k];
  TEST_SET_LEAVES(ad_tape_set, t, loss, x)
  for (size_t k = 0; k < n; k++)
    x[at + k] -= h * u[k];
  ad_tape_record(t);
  ad_tape_reverse(t, 1, (const double[]){1});
  memcpy(g, ad_tape_adjoint(t, wrt), n * sizeof *g);
}

/* The Hessian along u by differences of the gradient, H[n], and what they may
   be off: how much two steps differ. */
static void gradient_differences(const ad_graph *loss, size_t wrt, double *x,
                                 const double *u, size_t n, double *H,
                                 double *error)
{
  static const double h = 3e-4;
  ad_tape *t = test_tape(loss, 1);
  double *g = test_alloc(4 * n, sizeof *g);
  for (size_t s = 0; s < 4; s++)
    shifted_gradient(t, loss, wrt, x, (s < 2 ? h : 2 * h) * (s % 2 ? -1 : 1), u,
                     g + s * n);
  for (size_t k = 0; k < n; k++) {
    double near = (g[k] - g[n + k]) / (2 * h);
    double far = (g[2 * n + k] - g[3 * n + k]) / (4 * h);
    H[k] = (4 * near - far) / 3;
    error[k] = 0.2 * fabs(near - far) + 1e-11 * fabs(g[k]) / h;
  }
  free(g);
  ad_tape_free(t);
}

/* Forward over reverse against reverse over reverse (the tape over the
   gradient's graph) and against differences. */
static void check_second(const char *what, const ad_graph *loss, size_t wrt,
                         double *x, test_rng *r)
{
  ad_builder *b = continued(loss);
  ad_ref l = ad_graph_output(loss, 0), leaf = ad_graph_wrt(loss, wrt);
  ad_ref Hu, g, none = {AD_NO_INDEX};
  ad_error err = {0};
  size_t n = test_entries(ad_graph_shape(loss, leaf));
  size_t n_point = test_point_size(loss);
  double *u = test_alloc(n, sizeof *u), *far = test_alloc(2 * n, sizeof *far);
  double *point = test_alloc(n_point + n, sizeof *point);
  for (size_t k = 0; k < n; k++)
    u[k] = test_uniform(r, -1.1, 1.3);
  memcpy(point, x, n_point * sizeof *x);
  memcpy(point + n_point, u, n * sizeof *u);
  ad_ref direction = like_leaf(b, "u", leaf);
  check_ok(ad_hessian_vector(b, l, 1, &leaf, &direction, &Hu, &err), err);
  check_ok(ad_pullback(b, l, none, 1, &leaf, &g, &err), err);
  ad_ref along = ad_reduce(b, AD_OP_sum, ad_mul(b, g, direction), AD_ALL);
  ad_output(b, along);
  ad_output(b, Hu);
  ad_wrt(b, leaf);
  ad_graph *more = test_finish(b);
  ad_tape *t = test_tape(more, 1);
  double *cotangents = test_alloc(n + 1, sizeof *cotangents);
  cotangents[0] = 1;
  TEST_SET_LEAVES(ad_tape_set, t, more, point)
  ad_tape_record(t);
  const double *got = ad_tape_value(t, 1);
  ad_tape_reverse(t, 1, cotangents);
  const double *reverse = ad_tape_adjoint(t, 0);
  gradient_differences(loss, wrt, x, u, n, far, far + n);
  double scale = largest(n, reverse);
  for (size_t k = 0; k < n; k++) {
    check_same(what, got[k], reverse[k], scale);
    if (isfinite(far[k]) && isfinite(got[k]) &&
        far[n + k] < 1e-3 * scale) /* no kink between the steps */
      ck_assert_msg(fabs(got[k] - far[k]) <=
                      far[n + k] + 1e-6 * (scale + fabs(got[k])) + 1e-12,
                    "%s: second derivative %.17g, differences %.17g +- %g",
                    what, got[k], far[k], far[n + k]);
  }
  ad_tape_free(t);
  ad_graph_free(more);
  free(cotangents);
  free(point);
  free(far);
  free(u);
}

/* The third derivative along u, u and each entry, as a graph, against
   differences of the second one. */
static void check_third(const char *what, const ad_graph *loss, size_t wrt,
                        const double *x, test_rng *r)
{
  ad_builder *b = continued(loss);
  ad_ref l = ad_graph_output(loss, 0), leaf = ad_graph_wrt(loss, wrt);
  ad_ref Hu, Tuu;
  ad_error err = {0};
  size_t n = test_entries(ad_graph_shape(loss, leaf)), at = 0;
  size_t n_point = test_point_size(loss);
  double *point = test_alloc(n_point + n, sizeof *point);
  for (size_t i = 0; ad_graph_leaf(loss, i).index != leaf.index; i++)
    at += test_entries(ad_graph_shape(loss, ad_graph_leaf(loss, i)));
  memcpy(point, x, n_point * sizeof *x);
  for (size_t k = 0; k < n; k++)
    point[n_point + k] = test_uniform(r, -1.1, 1.3);
  ad_ref u = like_leaf(b, "u", leaf);
  check_ok(ad_hessian_vector(b, l, 1, &leaf, &u, &Hu, &err), err);
  check_ok(ad_pushforward(b, 1, &Hu, 1, &leaf, &u, &Tuu, &err), err);
  ad_output(b, Tuu);
  ad_output(b, Hu);
  ad_graph *more = test_finish(b);
  ad_value *e = test_value(more);
  double *T = test_alloc(5 * n, sizeof *T);
  static const double steps[] = {0, 3e-4, -3e-4, 6e-4, -6e-4};
  for (size_t s = 0; s < 5; s++) {
    for (size_t k = 0; k < n; k++)
      point[at + k] = x[at + k] + steps[s] * point[n_point + k];
    TEST_SET_LEAVES(ad_value_set, e, more, point)
    ad_value_sweep(e);
    memcpy(T + s * n, ad_value_at(e, s == 0 ? Tuu : Hu), n * sizeof *T);
  }
  double scale = largest(n, T);
  for (size_t k = 0; k < n; k++) {
    double near = (T[n + k] - T[2 * n + k]) / 6e-4;
    double far = (T[3 * n + k] - T[4 * n + k]) / 12e-4;
    double off = 0.3 * fabs(near - far) + 1e-10 * fabs(T[n + k]) / 3e-4;
    if (isfinite(near) && isfinite(far) && isfinite(T[k]) && off < 1e-3 * scale)
      ck_assert_msg(fabs(T[k] - (4 * near - far) / 3) <=
                      off + 1e-5 * scale + 1e-9,
                    "%s: third derivative %.17g, differences %.17g +- %g", what,
                    T[k], (4 * near - far) / 3, off);
  }
  ad_value_free(e);
  ad_graph_free(more);
  free(T);
  free(point);
}

/* The sum over the output of g, weighted, as a graph of its own. */
static ad_graph *loss_graph(const ad_graph *g)
{
  ad_builder *b = continued(g);
  ad_output(b, loss_of(b, ad_graph_output(g, 0)));
  return test_finish(b);
}

/* --- the tests ---------------------------------------------------------- */

START_TEST(operation)
{
  ad_op op = (ad_op)_i;
  test_rng r = {seed + (uint64_t)_i};
  for (int round = 0; round < 12; round++) {
    ad_graph *g = case_graph(op, 1 + (size_t)(round & 1), &r);
    ad_graph *loss = loss_graph(g);
    double *x = case_point(op, g, &r);
    check_first(ad_op_get(op)->id, g, x, &r);
    for (size_t i = 0; i < ad_graph_wrts(loss); i++) {
      check_second(ad_op_get(op)->id, loss, i, x, &r);
      check_third(ad_op_get(op)->id, loss, i, x, &r);
    }
    free(x);
    ad_graph_free(loss);
    ad_graph_free(g);
  }
}
END_TEST

START_TEST(random_graphs)
{
  test_rng r = {seed + 7919 * (uint64_t)(_i + 1)};
  for (int round = 0; round < 20; round++) {
    char what[40];
    ad_graph *g = random_graph(&r);
    double *x = random_point(g, &r);
    snprintf(what, sizeof what, "graph %d.%d", _i, round);
    if (ad_graph_wrts(g) <= 32)
      check_first(what, g, x, &r);
    free(x);
    ad_graph_free(g);
  }
}
END_TEST

/* The weighted sum of the first output, twice. */
START_TEST(random_hessians)
{
  test_rng r = {seed + 15485863 * (uint64_t)(_i + 1)};
  for (int round = 0; round < 6; round++) {
    char what[40];
    ad_graph *g = random_graph(&r), *loss = loss_graph(g);
    double *x = random_point(loss, &r);
    snprintf(what, sizeof what, "graph %d.%d", _i, round);
    for (size_t i = 0; i < ad_graph_wrts(loss); i++)
      check_second(what, loss, i, x, &r);
    free(x);
    ad_graph_free(loss);
    ad_graph_free(g);
  }
}
END_TEST

/* Its text, exp(a - v), has no digit left where v is beyond 1e16; the kernel
   does without v. */
static int has_logsumexp(const ad_graph *g)
{
  for (uint32_t i = 0; i < ad_graph_size(g); i++)
    if (ad_graph_op(g, (ad_ref){i}) == AD_OP_logsumexp)
      return 1;
  return 0;
}

/* Points with zeros and ties, graphs with kinks, overflow and what is not
   finite: where both modes have the same number, the derivative that is a graph
   has it as well, or is not finite; seldom that. */
START_TEST(wild_graphs)
{
  test_rng r = {seed + 104729 * (uint64_t)(_i + 1)};
  wild = 1;
  for (int round = 0; round < 40; round++) {
    char what[40];
    ad_graph *g = random_wild_graph(&r);
    double *x = random_wild_point(g, &r);
    snprintf(what, sizeof what, "wild graph %d.%d", _i, round);
    if (ad_graph_wrts(g) <= 32 && !has_logsumexp(g))
      check_first(what, g, x, &r);
    free(x);
    ad_graph_free(g);
  }
  wild = 0;
}
END_TEST

/* det of n x n, and a point of rank n - 1 that is no sum of small numbers. */
static ad_graph *det_graph(size_t n)
{
  ad_builder *b = test_builder();
  ad_ref x = ad_leaf(b, "X", n, n, AD_INPUT);
  ad_output(b, ad_det(b, x));
  return test_finish(b);
}

static void make_singular(size_t n, double *x, test_rng *r)
{
  double c[9];
  for (size_t k = 0; k < n; k++)
    c[k] = test_uniform(r, -1.2, 1.7);
  for (size_t j = 0; j < n; j++) {
    x[(n - 1) * n + j] = 0;
    for (size_t i = 0; i + 1 < n; i++) {
      x[i * n + j] = test_uniform(r, -1.2, 1.7);
      x[(n - 1) * n + j] += c[i] * x[i * n + j];
    }
  }
}

/* Up to eight rows the cofactors and their derivatives, as the engines have
   them. */
START_TEST(singular_determinants)
{
  size_t n = 2 + (size_t)_i;
  test_rng r = {seed + 31 * (uint64_t)n};
  ad_graph *g = det_graph(n), *loss = loss_graph(g);
  for (int round = 0; round < 20; round++) {
    double x[64];
    make_singular(n, x, &r);
    check_first("det", g, x, &r);
    if (n <= 5)
      check_second("det", loss, 0, x, &r);
    if (n <= 3)
      check_third("det", loss, 0, x, &r);
  }
  ad_graph_free(loss);
  ad_graph_free(g);
}
END_TEST

/* Of more rows NaN there; but not where rows are only small or large. */
START_TEST(nearly_singular_determinants)
{
  enum { N = 9 };
  test_rng r = {seed + 37};
  ad_graph *g = det_graph(N);
  double x[N * N];
  for (size_t k = 0; k < N * N; k++)
    x[k] = test_uniform(&r, -1.2, 1.7) * (k / N == 2   ? 1e-12
                                          : k / N == 3 ? 1e9
                                                       : 1);
  check_first("det", g, x, &r);
  make_singular(N, x, &r);
  derived d = derive(g, x, &r);
  ad_value *e = test_value(d.more);
  TEST_SET_LEAVES(ad_value_set, e, d.more, d.point)
  ad_value_sweep(e);
  for (size_t k = 0; k < N * N; k++)
    ck_assert(isnan(ad_value_at(e, d.adjoint[0])[k]));
  ck_assert(isnan(ad_value_at(e, d.tangent[0])[0]));
  ad_value_free(e);
  derived_free(&d);
  ad_graph_free(g);
}
END_TEST

/* An infinite slope at one entry of a list is none at the others, be it of a
   vector or of a matrix. */
START_TEST(infinite_slope_in_a_list)
{
  test_rng r = {seed + 41};
  double x[8] = {0, 1.385, 2.17, 0.295, 1.73, 0, 0.617, 2.385};
  static const double list[3] = {1, 3, 3};
  size_t across = _i < 2 ? 1 : 2;
  ad_builder *b = test_builder();
  ad_ref leaf = _i % 2 ? ad_leaf(b, "x", across, 4, AD_INPUT)
                       : ad_leaf(b, "x", 4, across, AD_INPUT);
  ad_ref numbers = ad_matrix(b, 3, 1, list);
  ad_ref part = _i % 2 ? ad_pick_cols(b, leaf, numbers)
                       : ad_pick_rows(b, leaf, numbers);
  ad_output(b, ad_reduce(b, AD_OP_sum, ad_sqrt(b, part), AD_ALL));
  ad_graph *g = test_finish(b);
  check_first("a list", g, x, &r);
  ad_graph_free(g);
}
END_TEST

/* Of what is far larger than its logarithms, logsumexp keeps its slopes. */
START_TEST(large_exponents)
{
  test_rng r = {seed + 43};
  const double x[3] = {1e17, 1e17, -1e17};
  ad_builder *b = test_builder();
  ad_ref leaf = ad_leaf(b, "x", 3, 1, AD_INPUT);
  ad_output(b, ad_reduce(b, AD_OP_logsumexp, leaf, AD_ALL));
  ad_graph *g = test_finish(b);
  check_first("logsumexp", g, x, &r);
  ad_graph_free(g);
}
END_TEST

static Suite *symbolic_suite(void)
{
  Suite *suite = suite_create("symbolic");
  TCase *all = tcase_create("all");
  tcase_set_timeout(all, 60);
  tcase_add_loop_test(all, operation, 0, AD_OP_leaf);
  tcase_add_loop_test(all, random_graphs, 0, 40);
  tcase_add_loop_test(all, random_hessians, 0, 20);
  tcase_add_loop_test(all, wild_graphs, 0, 40);
  tcase_add_loop_test(all, singular_determinants, 0, 7);
  tcase_add_test(all, nearly_singular_determinants);
  tcase_add_loop_test(all, infinite_slope_in_a_list, 0, 4);
  tcase_add_test(all, large_exponents);
  suite_add_tcase(suite, all);
  return suite;
}

int main(void)
{
  return test_run(symbolic_suite());
}
