/* SPDX-License-Identifier: GPL-3.0-or-later
   det, inv and solve: closed forms worked out in rationals, GSL's LU, singular
   matrices and nan, determinants out of range, ill-conditioned matrices under
   the agreement rules, what the tape keeps, how far differences may reach.
   Read lib/kernels/lu.h before. */
#include <float.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>

#include "agree.h"
#include "cases.h"
#include "lower.h"

static const uint64_t seed = 20240717;
enum { MOST = 12, OPS = 3 };
static const ad_op ops[OPS] = {AD_OP_det, AD_OP_inv, AD_OP_solve};

/* ---- graphs ---- */

/* op of a[n x n], and for solve b[n x w]. */
static ad_graph *graph_of(ad_op op, size_t n, size_t w, ad_leaf_kind a_kind,
                          ad_leaf_kind b_kind)
{
  ad_builder *b = test_builder();
  ad_ref x = ad_leaf(b, "a", n, n, a_kind);
  if (op == AD_OP_solve)
    ad_output(b, ad_solve(b, x, ad_leaf(b, "b", n, w, b_kind)));
  else
    ad_output(b, op == AD_OP_det ? ad_det(b, x) : ad_inv(b, x));
  return test_finish(b);
}

static ad_graph *graph_of_text(const char *text)
{
  ad_builder *b = test_builder();
  ad_ref out;
  ad_error err = {0};
  ad_leaf(b, "x", 1, 1, AD_INPUT);
  check_ok(ad_lower_text(b, text, NULL, &out, &err), err);
  ad_output(b, out);
  return test_finish(b);
}

/* Values, and Jacobians by both modes. */
typedef struct results {
  size_t m, n;
  double *v, *f, *r; /* v[m], f[m x n], r[m x n]                           */
} results;

static results results_of(const ad_graph *g, const double *x)
{
  results z = {.m = ad_graph_output_entries(g), .n = ad_graph_wrt_entries(g)};
  ad_value *e = test_value(g);
  z.v = test_alloc(z.m, sizeof *z.v);
  TEST_SET_LEAVES(ad_value_set, e, g, x)
  ad_value_sweep(e);
  for (size_t of = 0; of < z.m; of++)
    z.v[of] = test_output_entry(g, e, of);
  ad_value_free(e);
  z.f = test_forward_jacobian(g, 3, x);
  z.r = test_reverse_jacobian(g, 2, x);
  return z;
}

static void results_free(results *z)
{
  free(z->v);
  free(z->f);
  free(z->r);
}

/* ---- by hand ---- */

/* Of A = [5/2, -1, 1/2; 1, 3, -2; -1/2, 4, 3/2]: det A = 69/2, and its
   cofactors; A v = [5/4; -3/4; 2] for v = [14; 59/8; 31] / det A. */
static const double A[] = {2.5, -1, 0.5, 1, 3, -2, -0.5, 4, 1.5};
static const double cofactors[] = {12.5, -0.5, 5.5, 3.5, 4, -9.5, 0.5, 5.5,
                                   8.5};
static const double det = 34.5;
static const double right[] = {1.25, -0.75, 2}, v[] = {14, 7.375, 31};

/* Entry (i, j) of the inverse. */
static double inverse(size_t i, size_t j)
{
  return cofactors[j * 3 + i] / det;
}

START_TEST(test_det)
{
  ad_graph *g = graph_of(AD_OP_det, 3, 1, AD_INPUT, AD_INPUT);
  results z = results_of(g, A);
  check_near(z.v[0], det, 0, 1e-15, "det");
  for (size_t e = 0; e < 9; e++) {
    check_near(z.f[e], cofactors[e], 1e-14, 0, "forward, entry %zu", e);
    check_near(z.r[e], cofactors[e], 1e-14, 0, "reverse, entry %zu", e);
  }
  results_free(&z);
  ad_graph_free(g);
}
END_TEST

/* dX = -X dA X */
START_TEST(test_inv)
{
  ad_graph *g = graph_of(AD_OP_inv, 3, 1, AD_INPUT, AD_INPUT);
  results z = results_of(g, A);
  for (size_t of = 0; of < 9; of++) {
    check_near(z.v[of], inverse(of / 3, of % 3), 0, 1e-15, "inv %zu", of);
    for (size_t by = 0; by < 9; by++) {
      double want = -inverse(of / 3, by / 3) * inverse(by % 3, of % 3);
      check_near(z.f[of * 9 + by], want, 1e-16, 0, "forward %zu by %zu", of,
                 by);
      check_near(z.r[of * 9 + by], want, 1e-16, 0, "reverse %zu by %zu", of,
                 by);
    }
  }
  results_free(&z);
  ad_graph_free(g);
}
END_TEST

/* dv = X (db - dA v) */
START_TEST(test_solve)
{
  double x[12];
  memcpy(x, A, sizeof A);
  memcpy(x + 9, right, sizeof right);
  ad_graph *g = graph_of(AD_OP_solve, 3, 1, AD_INPUT, AD_INPUT);
  results z = results_of(g, x);
  for (size_t of = 0; of < 3; of++) {
    check_near(z.v[of], v[of] / det, 0, 1e-15, "solve %zu", of);
    for (size_t by = 0; by < 12; by++) {
      double want = by < 9 ? -inverse(of, by / 3) * v[by % 3] / det
                           : inverse(of, by - 9);
      check_near(z.f[of * 12 + by], want, 1e-15, 0, "forward %zu by %zu", of,
                 by);
      check_near(z.r[of * 12 + by], want, 1e-15, 0, "reverse %zu by %zu", of,
                 by);
    }
  }
  results_free(&z);
  ad_graph_free(g);
}
END_TEST

/* Determinants and cofactors that are exact: singular ones of every rank,
   1 x 1, columns of zeros, pivots that tie, products out of range. */
static const struct corner {
  size_t n;
  double a[9], det, cofactors[9];
} corners[] = {
  {1, {2.385}, 2.385, {1}},
  {1, {0}, 0, {1}},
  {2, {1, 1, 1, 1}, 0, {1, -1, -1, 1}},
  {2, {0, 1, 0, 0}, 0, {0, 0, -1, 0}},
  {2, {0, 0, 0, 2.5}, 0, {2.5, 0, 0, 0}},
  {2, {0, 0, 0, 0}, 0, {0, 0, 0, 0}},
  {2, {0, 1, -1, 0}, 1, {0, 1, -1, 0}},
  {2, {1, -1, 1, 1}, 2, {1, -1, 1, 1}},
  {2, {1e-200, 0, 0, 1e-200}, 0, {1e-200, 0, 0, 1e-200}},
  {2, {1e200, 0, 0, -1e200}, -(double)INFINITY, {-1e200, 0, 0, 1e200}},
  {3, {1e-200, 0, 0, 0, 1e-200, 0, 0, 0, 1e300}, 1e-100,
   {1e100, 0, 0, 0, 1e100, 0, 0, 0, 0}},
  {3, {0, 1, 2, 0, 3, 4, 0, 5, 7}, 0, {1, 0, 0, 3, 0, 0, -2, 0, 0}},
  {3, {1, 2, 4, 0.5, 1, 2, -1, 3, 0.25}, 0,
   {-5.75, -2.125, 2.5, 11.5, 4.25, -5, 0, 0, 0}},
  {3, {1, 2, 3, 2, 4, 6, -1, -2, -3}, 0, {0, 0, 0, 0, 0, 0, 0, 0, 0}},
  {3, {0, 0, 0, 0, 0, 0, 0, 0, 2.5}, 0, {0, 0, 0, 0, 0, 0, 0, 0, 0}},
  {3, {0, 1, 0, 0, 0, 1, 1, 0, 0}, 1, {0, 1, 0, 0, 0, 1, 1, 0, 0}},
};

START_TEST(test_corner)
{
  const struct corner *c = &corners[_i];
  ad_graph *g = graph_of(AD_OP_det, c->n, 1, AD_INPUT, AD_INPUT);
  results z = results_of(g, c->a);
  check_near(z.v[0], c->det, 0, 1e-15, "corner %d: det", _i);
  for (size_t e = 0; e < c->n * c->n; e++) {
    check_near(z.f[e], c->cofactors[e], 0, 1e-15, "corner %d: forward %zu",
               _i, e);
    check_near(z.r[e], c->cofactors[e], 0, 1e-15, "corner %d: reverse %zu",
               _i, e);
  }
  results_free(&z);
  ad_graph_free(g);
}
END_TEST

/* Inverses and solutions do not exist: nan everywhere, no abort though
   GSL's handler is on, and a verdict that says so. */
START_TEST(test_singular)
{
  static const double x[] = {1, 1, 1, 1, 0.5, -2};
  for (size_t i = 1; i < OPS; i++) {
    ad_graph *g = graph_of(ops[i], 2, 1, AD_INPUT, AD_INPUT);
    results z = results_of(g, x);
    ad_agree *agree;
    ad_judgement j;
    ad_error err = {0};
    check_ok(ad_agree_new(g, &agree, &err), err);
    TEST_SET_LEAVES(ad_agree_set, agree, g, x)
    for (size_t of = 0; of < z.m; of++) {
      ck_assert(isnan(z.v[of]));
      ad_agree_sweep(agree, of);
      for (size_t by = 0; by < z.n; by++) {
        ck_assert(isnan(z.f[of * z.n + by]) && isnan(z.r[of * z.n + by]));
        ad_agree_judge(agree, by, 1, 1, NULL, 1, &j);
        ck_assert_int_eq(j.engines, AD_INCONCLUSIVE);
        ck_assert_int_eq(j.reason, AD_REASON_SINGULAR);
      }
    }
    ad_agree_free(agree);
    results_free(&z);
    ad_graph_free(g);
  }
}
END_TEST

/* A nan anywhere reaches all of the result, zeros or not. */
START_TEST(test_nan)
{
  test_rng r = {seed};
  for (size_t round = 0; round < 2 * 16 * OPS; round++) {
    ad_op op = ops[round % OPS];
    size_t at = round / OPS % 16;
    double x[24];
    for (size_t e = 0; e < 24; e++)
      x[e] = round < 16 * OPS ? (double)(e % 5 == 0)
                              : test_uniform(&r, -1.3, 2.1);
    x[at] = (double)NAN;
    ad_graph *g = graph_of(op, 4, 2, AD_INPUT, AD_INPUT);
    results z = results_of(g, x);
    for (size_t of = 0; of < z.m; of++)
      ck_assert_msg(isnan(z.v[of]), "%s: nan at %zu, and entry %zu is %g",
                    ad_op_get(op)->id, at, of, z.v[of]);
    results_free(&z);
    ad_graph_free(g);
  }
}
END_TEST

/* ---- against GSL ---- */

/* x[n x n] = a^-1; returns det a. */
static double gsl_inverse(size_t n, const double *a, double *x)
{
  double copy[MOST * MOST];
  int sign;
  memcpy(copy, a, n * n * sizeof *a);
  gsl_matrix_view lu = gsl_matrix_view_array(copy, n, n);
  gsl_matrix_view to = gsl_matrix_view_array(x, n, n);
  gsl_permutation *p = gsl_permutation_alloc(n);
  gsl_linalg_LU_decomp(&lu.matrix, p, &sign);
  gsl_linalg_LU_invert(&lu.matrix, p, &to.matrix);
  gsl_permutation_free(p);
  return gsl_linalg_LU_det(&lu.matrix, sign);
}

static void check_matrix(ad_op op, size_t n, size_t w, const double *x)
{
  double X[MOST * MOST], d = gsl_inverse(n, x, X);
  const double *b = x + n * n;
  ad_graph *g = graph_of(op, n, w, AD_INPUT, AD_INPUT);
  results z = results_of(g, x);
  if (op == AD_OP_det)
    check_near(z.v[0], d, 0, 1e-11, "det of %zu x %zu", n, n);
  for (size_t e = 0; op == AD_OP_inv && e < n * n; e++)
    check_near(z.v[e], X[e], 1e-11, 1e-10, "inv of %zu x %zu", n, n);
  for (size_t e = 0; op == AD_OP_solve && e < n * w; e++) {
    double sum = 0;
    for (size_t q = 0; q < n; q++)
      sum += X[e / w * n + q] * b[q * w + e % w];
    check_near(z.v[e], sum, 1e-10, 1e-10, "solve of %zu x %zu", n, n);
  }
  for (size_t e = 0; op == AD_OP_det && e < n * n; e++)
    check_near(z.r[e], d * X[e % n * n + e / n], 1e-10 * fabs(d), 1e-10,
               "cofactor %zu of %zu x %zu", e, n, n);
  results_free(&z);
  ad_graph_free(g);
}

START_TEST(test_gsl)
{
  test_rng r = {seed + (uint64_t)_i};
  for (size_t n = 1; n <= MOST; n++) {
    double x[MOST * MOST + MOST * 5], X[MOST * MOST];
    size_t w = 1 + test_below(&r, 5);
    double largest = 0;
    for (size_t e = 0; e < n * n + n * w; e++)
      x[e] = test_uniform(&r, -1.3, 1.7);
    gsl_inverse(n, x, X);
    for (size_t e = 0; e < n * n; e++)
      largest = fmax(largest, fabs(X[e]));
    if (largest < 100) /* or GSL's digits do not suffice */
      check_matrix(ops[_i], n, w, x);
  }
}
END_TEST

/* ---- activity, and one leaf as both operands ---- */

/* With one operand data, the other's columns are as before. */
START_TEST(test_activity)
{
  double x[3 * 3 + 3 * 2];
  test_rng r = {seed + 50};
  for (size_t e = 0; e < 15; e++)
    x[e] = test_uniform(&r, -1.3, 2.1);
  ad_graph *both = graph_of(AD_OP_solve, 3, 2, AD_INPUT, AD_INPUT);
  ad_graph *left = graph_of(AD_OP_solve, 3, 2, AD_INPUT, AD_DATA);
  ad_graph *last = graph_of(AD_OP_solve, 3, 2, AD_DATA, AD_INPUT);
  results z = results_of(both, x), a = results_of(left, x),
          b = results_of(last, x);
  for (size_t of = 0; of < 6; of++)
    for (size_t by = 0; by < 15; by++) {
      double got = by < 9 ? a.f[of * 9 + by] : b.f[of * 6 + by - 9];
      check_near(got, z.f[of * 15 + by], 1e-14, 1e-14, "forward %zu by %zu",
                 of, by);
      got = by < 9 ? a.r[of * 9 + by] : b.r[of * 6 + by - 9];
      check_near(got, z.r[of * 15 + by], 0, 0, "reverse %zu by %zu", of, by);
    }
  results_free(&z), results_free(&a), results_free(&b);
  ad_graph_free(both), ad_graph_free(left), ad_graph_free(last);
}
END_TEST

/* logdet: of A above log 34.5, with the inverse, transposed; far beyond the
   range of doubles; without a logarithm; of a singular matrix. */
START_TEST(test_logdet)
{
  static const struct {
    const char *text;
    double v, d; /* by x = 2                                                */
  } cases[] = {
    {"logdet(x*[2.5, -1, 0.5; 1, 3, -2; -0.5, 4, 1.5])",
     5.6204008657171502, 1.5}, /* log 34.5 + 3 log 2, 3/x                   */
    {"logdet(1e200*x*eye(7))", 3228.4711604555837, 3.5},
    {"logdet(1e-200*x*eye(7))", -3218.7670999277443, 3.5},
    {"logdet([0, x; 1, 0])", NAN, NAN},
    {"logdet([0, x; -1, 0])", 0.69314718055994531, 0.5},
    {"logdet([x, 1; 2*x, 2])", -INFINITY, NAN},
    {"logdet([x, 0; 0, 0.5])", 0, 0.5},
    {"logdet([x, 0; 0, 0.50000000000000011])", 2.2204460492503128e-16, 0.5},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    ad_graph *g = graph_of_text(cases[i].text);
    const double x = 2;
    double *f = test_forward_jacobian(g, 1, &x);
    double *r = test_reverse_jacobian(g, 1, &x);
    ad_value *e = test_value(g);
    ad_value_set(e, 0, &x);
    ad_value_sweep(e);
    check_near(*ad_value_at(e, ad_graph_output(g, 0)), cases[i].v, 0, 1e-14,
               "%s", cases[i].text);
    check_near(*f, cases[i].d, 0, 1e-14, "%s, forward", cases[i].text);
    check_near(*r, cases[i].d, 0, 1e-14, "%s, reverse", cases[i].text);
    ad_value_free(e);
    free(f);
    free(r);
    ad_graph_free(g);
  }
}
END_TEST

/* a^-1 a = 1, whatever a is; det(a) det(inv(a)) as well. */
START_TEST(test_identities)
{
  ad_builder *b = test_builder();
  ad_ref a = ad_leaf(b, "a", 3, 3, AD_INPUT);
  ad_output(b, ad_solve(b, a, a));
  ad_output(b, ad_mul(b, ad_det(b, a), ad_det(b, ad_inv(b, a))));
  ad_graph *g = test_finish(b);
  results z = results_of(g, A);
  for (size_t of = 0; of < 10; of++) {
    check_near(z.v[of], of % 4 == 0 || of == 9, 1e-15, 1e-15, "value %zu", of);
    for (size_t by = 0; by < 9; by++) {
      check_near(z.f[of * 9 + by], 0, 1e-15, 0, "forward %zu by %zu", of, by);
      check_near(z.r[of * 9 + by], 0, 1e-15, 0, "reverse %zu by %zu", of, by);
    }
  }
  results_free(&z);
  ad_graph_free(g);
}
END_TEST

/* ---- the agreement rules ---- */

typedef struct tally {
  size_t agree, inconclusive, entries, noticed;
} tally;

/* A value of which rounding may take a part that shows cannot contradict
   anyone. */
static int is_drowned(const ad_agree *agree, double value)
{
  return fabs(value) <= 1000 * 8 * DBL_EPSILON * ad_agree_noise(agree);
}

/* Judges every derivative of g at x; a disagreement fails.  Forward mode with
   the other sign must be noticed wherever the bound can tell it from 0, both
   modes with the other sign wherever differences say agree, but for values
   that are hardly more than rounding. */
static void judge_all(const char *what, const ad_graph *g, double *x, tally *t)
{
  results z = results_of(g, x);
  ad_agree *agree;
  ad_fd *fd;
  ad_error err = {0};
  check_ok(ad_agree_new(g, &agree, &err), err);
  check_ok(ad_fd_new(g, &fd, &err), err);
  ad_agree_take_differences(agree, fd);
  TEST_SET_LEAVES(ad_agree_set, agree, g, x)
  TEST_SET_LEAVES(ad_fd_set, fd, g, x)
  for (size_t of = 0; of < z.m; of++) {
    ad_agree_sweep(agree, of);
    for (size_t by = 0; by < z.n; by++) {
      double f = z.f[of * z.n + by], r = z.r[of * z.n + by];
      ad_fd_estimate e;
      ad_judgement j, wrong;
      ad_fd_entry(fd, of, by, &e);
      ad_agree_judge(agree, by, f, r, &e, fmax(fabs(f), fabs(r)), &j);
      ck_assert_msg(j.engines != AD_DISAGREE && j.differences != AD_DISAGREE,
                    "%s: %zu by %zu: engines %d, differences %d; forward "
                    "%.17g, reverse %.17g, fd %.17g, S %g, W %g, bound %g, "
                    "tolerance %g, step %g",
                    what, of, by, (int)j.engines, (int)j.differences, f, r,
                    e.value, ad_agree_S(agree, by), ad_agree_W(agree, by),
                    j.bound, j.tolerance, e.step);
      t->entries++;
      t->agree += j.differences == AD_AGREE;
      t->inconclusive += j.engines == AD_INCONCLUSIVE;
      ad_agree_judge(agree, by, -f, r, NULL, 1, &wrong);
      ck_assert_msg(j.engines != AD_AGREE || fabs(f) <= j.bound ||
                      wrong.engines == AD_DISAGREE,
                    "%s: %zu by %zu: a wrong sign is not noticed", what, of,
                    by);
      t->noticed += wrong.engines == AD_DISAGREE;
      ad_agree_judge(agree, by, -f, -r, &e, fabs(f), &wrong);
      ck_assert_msg(j.differences != AD_AGREE ||
                      fabs(f) <= 4 * wrong.tolerance ||
                      wrong.differences == AD_DISAGREE ||
                      (wrong.reason == AD_REASON_UNSETTLED &&
                       is_drowned(agree, z.v[of])),
                    "%s: %zu by %zu: two wrong signs, %g, tolerance %g, "
                    "verdict %d",
                    what, of, by, f, wrong.tolerance, (int)wrong.differences);
      ck_assert(wrong.differences != AD_AGREE || fabs(f) <= j.tolerance);
    }
  }
  ad_agree_free(agree);
  ad_fd_free(fd);
  results_free(&z);
}

/* Random matrices as they come. */
START_TEST(test_random)
{
  test_rng r = {seed + 100 + (uint64_t)_i};
  tally t = {0};
  for (size_t round = 0; round < 30; round++) {
    size_t n = 1 + test_below(&r, 5), w = 1 + test_below(&r, 2);
    double x[5 * 5 + 5 * 2];
    for (size_t e = 0; e < 35; e++)
      x[e] = test_uniform(&r, -1.5, 1.7);
    ad_graph *g = graph_of(ops[_i], n, w, AD_INPUT, AD_INPUT);
    judge_all(ad_op_get(ops[_i])->id, g, x, &t);
    ad_graph_free(g);
  }
  ck_assert_msg(t.agree * 100 >= t.entries * 98 && t.inconclusive == 0,
                "%s: %zu of %zu agree, %zu inconclusive",
                ad_op_get(ops[_i])->id, t.agree, t.entries, t.inconclusive);
}
END_TEST

/* Rank one, and 10^-k of something regular. */
START_TEST(test_nearly_singular)
{
  test_rng r = {seed + 200 + (uint64_t)_i};
  tally t = {0};
  for (int k = 0; k <= 16; k++) {
    double x[9 + 3], by = pow(10, -k);
    for (size_t e = 0; e < 9; e++)
      x[e] = (double)(1 + e / 3) * (1.3 - (double)(e % 3)) +
             by * test_uniform(&r, -1, 1);
    for (size_t e = 9; e < 12; e++)
      x[e] = test_uniform(&r, -1, 1);
    ad_graph *g = graph_of(ops[_i], 3, 1, AD_INPUT, AD_INPUT);
    judge_all(ad_op_get(ops[_i])->id, g, x, &t);
    ad_graph_free(g);
  }
  ck_assert_uint_gt(t.agree, t.entries / 4);
}
END_TEST

/* A matrix that is singular within rounding says nothing of itself, and takes
   nothing from what does not depend on it. */
START_TEST(test_beside)
{
  const double x[] = {1, 1, 1, 1 + DBL_EPSILON, 2.385};
  ad_builder *b = test_builder();
  ad_ref a = ad_leaf(b, "a", 2, 2, AD_INPUT);
  ad_ref y = ad_leaf(b, "y", 1, 1, AD_INPUT);
  ad_ref sum = ad_reduce(b, AD_OP_sum, ad_inv(b, a), AD_ALL);
  ad_output(b, ad_add(b, ad_mul(b, sum, ad_number(b, 1e-16)),
                      ad_square(b, y)));
  ad_graph *g = test_finish(b);
  results z = results_of(g, x);
  ad_agree *agree;
  ad_judgement j;
  ad_error err = {0};
  check_ok(ad_agree_new(g, &agree, &err), err);
  TEST_SET_LEAVES(ad_agree_set, agree, g, x)
  ad_agree_sweep(agree, 0);
  for (size_t by = 0; by < 4; by++) {
    ad_agree_judge(agree, by, z.f[by], z.r[by], NULL, 1, &j);
    ck_assert_int_eq(j.reason, AD_REASON_SINGULAR);
  }
  ad_agree_judge(agree, 4, z.f[4], z.r[4], NULL, 1, &j);
  ck_assert_int_eq(j.engines, AD_AGREE);
  ad_agree_judge(agree, 4, z.f[4] * (1 + 1e-12), z.r[4], NULL, 1, &j);
  ck_assert_int_eq(j.engines, AD_DISAGREE);
  ck_assert(isfinite(ad_agree_noise(agree)));
  ad_agree_free(agree);
  results_free(&z);
  ad_graph_free(g);
}
END_TEST

/* Hilbert's matrix: 1/(i + j - 1), of condition 1.5e10 where n = 8. */
START_TEST(test_hilbert)
{
  for (size_t n = 2; n <= 12; n += 2) {
    double x[MOST * MOST + MOST];
    tally t = {0};
    for (size_t e = 0; e < n * n; e++)
      x[e] = 1 / (double)(e / n + e % n + 1);
    for (size_t e = 0; e < n; e++)
      x[n * n + e] = 0.3 + (double)e;
    ad_graph *g = graph_of(ops[_i], n, 1, AD_INPUT, AD_INPUT);
    judge_all(ad_op_get(ops[_i])->id, g, x, &t);
    if (n <= 8)
      ck_assert_msg(t.inconclusive == 0 && t.noticed == t.entries,
                    "%s of Hilbert %zu: %zu not compared, %zu of %zu wrong "
                    "signs noticed",
                    ad_op_get(ops[_i])->id, n, t.inconclusive, t.noticed,
                    t.entries);
    if (n <= 4)
      ck_assert_msg(t.agree * 10 >= t.entries * 9,
                    "%s of Hilbert %zu: %zu of %zu agree",
                    ad_op_get(ops[_i])->id, n, t.agree, t.entries);
    ad_graph_free(g);
  }
}
END_TEST

/* ---- finite differences ---- */

/* 1/(x - 1) in disguise, near its pole: the step stays below 0.3 of the
   distance.  det itself is a polynomial: the first step is clean. */
static const struct near_pole {
  const char *text;
  double x, want, most;
} near_poles[] = {
  {"det(inv([x, 1; 1, 1]))", 1.001, -1e6, 3e-4},
  {"solve([x, 1; 1, 1], [1; 0])[1,1]", 0.999, -1e6, 3e-4},
  {"inv([1, 1; 1, x])[2,2]", 1.0001, -1e8, 3e-5},
  {"inv(x - 1)", 1.0001, -1e8, 3e-5},
};

START_TEST(test_poles)
{
  const struct near_pole *p = &near_poles[_i];
  ad_graph *g = graph_of_text(p->text);
  ad_fd *fd;
  ad_fd_estimate e;
  ad_error err = {0};
  check_ok(ad_fd_new(g, &fd, &err), err);
  ad_fd_set(fd, 0, &p->x);
  ad_fd_entry(fd, 0, 0, &e);
  ck_assert_int_eq(e.reason, AD_FD_CLEAN);
  check_near(e.value, p->want, 0, 1e-6, "%s", p->text);
  ck_assert_msg(e.step <= p->most, "%s: step %g", p->text, e.step);
  ad_fd_free(fd);
  ad_graph_free(g);
}
END_TEST

START_TEST(test_polynomial)
{
  const double x = 1 + 1e-9;
  ad_graph *g = graph_of_text("det([x, 1; 1, x])");
  ad_fd *fd;
  ad_fd_estimate e;
  ad_error err = {0};
  check_ok(ad_fd_new(g, &fd, &err), err);
  ad_fd_set(fd, 0, &x);
  ad_fd_entry(fd, 0, 0, &e);
  ck_assert_int_eq(e.reason, AD_FD_CLEAN);
  check_near(e.value, 2, 1e-8, 0, "det");
  check_near(e.step, 1e-2, 1e-9, 0, "step");
  ad_fd_free(fd);
  ad_graph_free(g);
}
END_TEST

/* ---- what the tape keeps ---- */

/* det: its value and the factors, inv: its value, solve: the value (only
   where it is differentiated by a) and the factors. */
START_TEST(test_kept)
{
  const size_t n = 5, w = 2, factors = n * n + 2 * n + 2;
  static const struct {
    ad_op op;
    ad_leaf_kind a, b;
  } kept[] = {{AD_OP_det, AD_INPUT, AD_DATA}, {AD_OP_inv, AD_INPUT, AD_DATA},
              {AD_OP_solve, AD_INPUT, AD_INPUT},
              {AD_OP_solve, AD_DATA, AD_INPUT}};
  const size_t words[] = {1 + factors, n * n, n * w + factors, factors};
  for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
    ad_builder *b = test_builder();
    ad_ref x = ad_leaf(b, "a", n, n, kept[i].a), y = x;
    if (kept[i].op == AD_OP_solve)
      y = ad_solve(b, x, ad_leaf(b, "b", n, w, kept[i].b));
    else
      y = kept[i].op == AD_OP_det ? ad_det(b, x) : ad_inv(b, x);
    ad_output(b, ad_reduce(b, AD_OP_sum, y, AD_ALL));
    ad_graph *g = test_finish(b);
    ad_tape *t = test_tape(g, 1);
    ck_assert_uint_eq(ad_tape_kept_bytes(t), 8 * (1 + words[i]));
    ad_tape_free(t);
    ad_graph_free(g);
  }
}
END_TEST

/* ---- running sums ---- */

/* The graph of a weighted sum of squares of running sums of X[rows x cols], or
   of the products with a triangle of ones that they are. */
static ad_graph *sums_graph(size_t rows, size_t cols, ad_axis axis,
                            int triangle)
{
  ad_builder *b = test_builder();
  ad_ref x = ad_leaf(b, "X", rows, cols, AD_INPUT);
  ad_ref c = ad_leaf(b, "c", rows, cols, AD_DATA), sums;
  size_t n = axis == AD_OVER_ROWS ? rows : cols;
  ad_ref ones = ad_tril(b, ad_expand(b, ad_number(b, 1), case_shape(n, n)));
  if (!triangle)
    sums = ad_cumsum(b, x, axis);
  else if (axis == AD_OVER_ROWS)
    sums = ad_matmul(b, ones, x);
  else
    sums = ad_matmul(b, x, ad_transpose(b, ones));
  ad_output(b, sums);
  ad_output(b, ad_reduce(b, AD_OP_sum, ad_mul(b, c, ad_square(b, sums)),
                         AD_ALL));
  return test_finish(b);
}

START_TEST(test_cumsum)
{
  static const size_t shape[][2] = {{5, 7}, {300, 1}, {1, 11}, {3, 1}};
  size_t rows = shape[_i / 2][0], cols = shape[_i / 2][1], n = rows * cols;
  ad_axis axis = _i % 2 ? AD_OVER_COLS : AD_OVER_ROWS;
  ad_graph *g[2] = {sums_graph(rows, cols, axis, 0),
                    sums_graph(rows, cols, axis, 1)};
  test_rng rng = {seed + (uint64_t)_i};
  double *x = test_alloc(2 * n, sizeof *x);
  for (size_t i = 0; i < 2 * n; i++)
    x[i] = test_uniform(&rng, -2, 2);
  double *forward = test_forward_jacobian(g[0], 3, x);
  double *reverse = test_reverse_jacobian(g[0], 3, x);
  double *want = test_reverse_jacobian(g[1], 1, x);
  for (size_t i = 0; i < (n + 1) * n; i++) {
    check_near(forward[i], want[i], 1e-9, 1e-12, "forward %zu", i);
    check_near(reverse[i], want[i], 1e-9, 1e-12, "reverse %zu", i);
  }
  free(forward), free(reverse), free(want), free(x);
  ad_graph_free(g[0]), ad_graph_free(g[1]);
}
END_TEST

static Suite *linalg_suite(void)
{
  Suite *suite = suite_create("linalg");
  TCase *hand = tcase_create("hand"), *rules = tcase_create("rules");
  tcase_add_test(hand, test_det);
  tcase_add_test(hand, test_logdet);
  tcase_add_loop_test(hand, test_cumsum, 0, 8);
  tcase_add_test(hand, test_inv);
  tcase_add_test(hand, test_solve);
  tcase_add_loop_test(hand, test_corner, 0,
                      (int)(sizeof corners / sizeof *corners));
  tcase_add_test(hand, test_singular);
  tcase_add_test(hand, test_nan);
  tcase_add_loop_test(hand, test_gsl, 0, OPS);
  tcase_add_test(hand, test_activity);
  tcase_add_test(hand, test_identities);
  tcase_add_test(hand, test_kept);
  suite_add_tcase(suite, hand);
  tcase_set_timeout(rules, 60);
  tcase_add_loop_test(rules, test_random, 0, OPS);
  tcase_add_loop_test(rules, test_nearly_singular, 0, OPS);
  tcase_add_test(rules, test_beside);
  tcase_add_loop_test(rules, test_hilbert, 0, OPS);
  tcase_add_loop_test(rules, test_poles, 0,
                      (int)(sizeof near_poles / sizeof *near_poles));
  tcase_add_test(rules, test_polynomial);
  suite_add_tcase(suite, rules);
  return suite;
}

int main(void)
{
  return test_run(linalg_suite());
}
