/* SPDX-License-Identifier: GPL-3.0-or-later
   The agreement rules: S, W and the noise by hand and against a third
   engine; verdicts on functions that are easy to misjudge; derivatives made
   wrong on purpose, which must never pass; random graphs, on which nothing
   may be called a disagreement.  Read lib/agree.h before. */
#include <float.h>

#include "agree.h"
#include "graph.h"
#include "lower.h"
#include "naive.h"
#include "random_graph.h"

static const uint64_t seed = 20240618;
static const double u = DBL_EPSILON / 2;

/* ---- everything at one point ---- */

typedef struct judge {
  ad_graph *g;
  size_t m, n;
  double *forward, *reverse; /* forward[m x n]                             */
  ad_fd *fd;
  ad_agree *agree;
} judge;

static judge judge_new(ad_graph *g, const double *x)
{
  judge j = {.g = g, .m = ad_graph_output_entries(g),
             .n = ad_graph_wrt_entries(g)};
  ad_error err = {0};
  j.forward = test_forward_jacobian(g, 1, x);
  j.reverse = test_reverse_jacobian(g, 1, x);
  check_ok(ad_fd_new(g, &j.fd, &err), err);
  check_ok(ad_agree_new(g, &j.agree, &err), err);
  ad_agree_take_differences(j.agree, j.fd);
  TEST_SET_LEAVES(ad_fd_set, j.fd, g, x)
  TEST_SET_LEAVES(ad_agree_set, j.agree, g, x)
  ad_agree_sweep(j.agree, 0);
  return j;
}

static void judge_free(judge *j)
{
  ad_fd_free(j->fd);
  ad_agree_free(j->agree);
  free(j->forward);
  free(j->reverse);
  ad_graph_free(j->g);
}

/* The verdict on entry `by` of the row last swept, were forward and reverse
   these. */
static ad_judgement verdict_on(judge *j, size_t of, size_t by, double forward,
                               double reverse, double largest)
{
  ad_fd_estimate estimate;
  ad_judgement out;
  ad_fd_entry(j->fd, of, by, &estimate);
  ad_agree_judge(j->agree, by, forward, reverse, &estimate, largest, &out);
  return out;
}

/* A graph of text in the leaves x, y, z (1 x 1), as many as there are. */
static ad_graph *graph_of(const char *text, size_t n)
{
  static const char *const names[] = {"x", "y", "z"};
  ad_builder *b = test_builder();
  ad_ref out;
  ad_error err = {0};
  for (size_t i = 0; i < n; i++)
    ad_leaf(b, names[i], 1, 1, AD_INPUT);
  check_ok(ad_lower_text(b, text, NULL, &out, &err), err);
  ad_output(b, out);
  return test_finish(b);
}

/* ---- S, W and the noise by hand ---- */

/* f = x y + sin x.  W: the sum passes 3 + 2 terms + 1 use + 1 reader = 7;
   the product 3 + 2 + 1 and the readers of its operand (2 of x, 1 of y);
   sin 3 + 1 + 1 + 2.  A function's value counts twice as noise. */
START_TEST(test_by_hand)
{
  const double x[] = {2.385, -1.3};
  judge j = judge_new(graph_of("x*y + sin(x)", 2), x);
  check_near(ad_agree_S(j.agree, 0), 1.3 + fabs(cos(2.385)), 0, 1e-15, "S_x");
  check_near(ad_agree_S(j.agree, 1), 2.385, 0, 1e-15, "S_y");
  check_near(ad_agree_W(j.agree, 0), 15, 0, 0, "W_x");
  check_near(ad_agree_W(j.agree, 1), 14, 0, 0, "W_y");
  check_near(ad_agree_noise(j.agree),
             fabs(sin(2.385) - 2.385 * 1.3) + 2.385 * 1.3 + 2 * sin(2.385), 0,
             1e-15, "noise");
  ad_judgement v = verdict_on(&j, 0, 0, j.forward[0], j.reverse[0], 1);
  ck_assert_int_eq(v.engines, AD_AGREE);
  ck_assert_int_eq(v.differences, AD_AGREE);
  ck_assert_int_eq(v.reason, AD_REASON_NONE);
  ck_assert_int_eq(v.weak, 0);
  check_near(v.bound, 15 * u * (1.3 + fabs(cos(2.385))), 0, 1e-15, "bound");
  judge_free(&j);
}
END_TEST

/* A product's noise is that of the sum of its terms' magnitudes, though
   they cancel, once for each of the roundings. */
START_TEST(test_product_noise)
{
  ad_builder *b = test_builder();
  ad_ref x = ad_leaf(b, "x", 3, 1, AD_INPUT);
  ad_ref row = ad_matrix(b, 1, 3, (const double[]){1e8, -1e8, 1});
  ad_output(b, ad_matmul(b, row, x));
  judge j = judge_new(test_finish(b), (const double[]){2.5, 2.5, 0.75});
  check_near(ad_agree_noise(j.agree), 3 * (5e8 + 0.75), 0, 1e-15, "noise");
  check_near(ad_agree_S(j.agree, 1), 1e8, 0, 0, "S");
  judge_free(&j);
}
END_TEST

/* ---- against the third engine, every operation ---- */

static void check_sums(ad_op op, const ad_graph *g, const double *x)
{
  naive *want = naive_new(g, x);
  ad_agree *a;
  ad_error err = {0};
  uint32_t output = g->outputs[0];
  size_t n = ad_graph_wrt_entries(g);
  double W = 0;
  check_ok(ad_agree_new(g, &a, &err), err);
  TEST_SET_LEAVES(ad_agree_set, a, g, x)
  for (size_t of = 0; of < ad_entries(&g->nodes[output]); of++) {
    ad_agree_sweep(a, of);
    for (size_t by = 0; by < n; by++) {
      check_near(ad_agree_S(a, by), want->S[output][of * n + by], 1e-300,
                 1e-13, "%s: S of entry %zu by %zu", ad_op_get(op)->id, of,
                 by);
      W = fmax(W, ad_agree_W(a, by));
    }
  }
  check_near(W, want->varied[output] ? want->W[output] : 0, 0, 0, "%s: W",
             ad_op_get(op)->id);
  ad_agree_free(a);
  naive_free(want);
}

START_TEST(test_sums)
{
  test_rng r = {test_seed(seed, ad_op_get((ad_op)_i)->id)};
  for (int round = 0; round < 8; round++) {
    ad_graph *g = case_graph((ad_op)_i, (size_t)(1 + round % 2), &r);
    double *x = case_point((ad_op)_i, g, &r);
    check_sums((ad_op)_i, g, x);
    free(x);
    ad_graph_free(g);
  }
}
END_TEST

/* ---- hard functions ---- */

/* What is to be said of d(text)/dx at x; `factor` makes both engines
   wrong. */
static const struct gate {
  const char *text;
  double x, factor;
  ad_verdict engines, differences;
  ad_reason reason;
} gates[] = {
  {"relu(x)", 1e-7, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"log(x)", 1e-6, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"log(x)", 1e-5, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"log(x)", 1e-8, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"sqrt(x)", 1e-6, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"sin(1e6*x)", 0.3, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"sin(x)", 1e10, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"sin(x)", 1e8, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"sin(1/x)", 1e-3, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"1e8 + sin(x)", 0.7, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"abs(x)", 1e-5, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"exp(50*x)", 10, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"0*x", 1.3, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"relu(x)", -1.3, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"step(x)", -1.3, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  /* a power with a whole exponent is a polynomial, at 0 as elsewhere */
  {"2 + 3*x + 4*x^2 + 5*x^3", 0, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"x^3 - 2*x", 1e-9, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"x^5 + x", -1e-3, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"(x - 1)^3 + x", 1, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"sum([x; 2*x + 1; -x]^[3; 2; 1])", 0, 1, AD_AGREE, AD_AGREE,
   AD_REASON_NONE},
  {"x^(3 - 1) + x", 0, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"x^4", 0, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  /* what is not taken may be anything, at all points of a stencil */
  {"where(x > 0.5, sqrt(x), 3*x)", 0, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"where(x > 0.5, log(x), 3*x)", -1.3, 1, AD_AGREE, AD_AGREE,
   AD_REASON_NONE},
  {"max([sqrt(x); 2*x + 1])", 1e-6, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"max(sin(1e20*x), 2*x + 7)", 0.3, 1, AD_AGREE, AD_AGREE,
   AD_REASON_NONE},
  {"min(exp(-x) + 9, sqrt(x))", 0, 1, AD_INCONCLUSIVE, AD_INCONCLUSIVE,
   AD_REASON_SINGULAR},
  /* where a row has become flat or straight, no step is too wide */
  {"tanh(x)", 1e15, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"tanh(x)", -1e20, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"x + sigmoid(x)", 1e16, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"silu(x) + softplus(x)", 1e15, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"x + tanh(exp(x))", 40, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"x + tanh(x)", 1e15, 1.001, AD_AGREE, AD_DISAGREE, AD_REASON_NONE},
  {"sin(x)", 1e17, 1, AD_AGREE, AD_INCONCLUSIVE, AD_REASON_WIDTH},
  {"cos(6.283185307179586*x)", 1e16, 1, AD_AGREE, AD_INCONCLUSIVE,
   AD_REASON_WIDTH},
  /* wrong ones */
  {"where(x > 0.5, sqrt(x), 3*x)", 0, 1.001, AD_AGREE, AD_DISAGREE,
   AD_REASON_NONE},
  {"1e-6*sin(x)", 0.7, -1, AD_AGREE, AD_DISAGREE, AD_REASON_NONE},
  {"sin(x)", 0.7, 1 + 1e-7, AD_AGREE, AD_DISAGREE, AD_REASON_NONE},
  {"exp(x)", 1.3, 1 + 1e-7, AD_AGREE, AD_DISAGREE, AD_REASON_NONE},
  {"log(x)", 1e-8, 1.001, AD_AGREE, AD_DISAGREE, AD_REASON_NONE},
  {"2 + 3*x + 4*x^2 + 5*x^3", 0, 1.001, AD_AGREE, AD_DISAGREE,
   AD_REASON_NONE},
  {"(x - 1)^3 + x", 1, -1, AD_AGREE, AD_DISAGREE, AD_REASON_NONE},
  {"x^3", 2.385, 0, AD_AGREE, AD_DISAGREE, AD_REASON_NONE},
  {"1e8 + sin(x)", 0.7, 1.1, AD_AGREE, AD_DISAGREE, AD_REASON_NONE},
  /* written by hand, with a value of 0: kinks, no jumps */
  {"(2*x - 1)*(2*x - 1 > 0)", 0.5, 1, AD_AGREE, AD_INCONCLUSIVE,
   AD_REASON_KINK},
  {"where(x > 2, x - 2, 2 - x)", 2, 1, AD_AGREE, AD_INCONCLUSIVE,
   AD_REASON_KINK},
  {"sign(x - 3)*(x - 3)", 3, 1, AD_AGREE, AD_INCONCLUSIVE, AD_REASON_KINK},
  {"where(1e6*x - 1e6 > 0, 1e6*x - 1e6, 0)", 1, 1, AD_AGREE, AD_INCONCLUSIVE,
   AD_REASON_KINK},
  {"where(x < 1, 1 - x, 0)", 1, 1, AD_AGREE, AD_INCONCLUSIVE, AD_REASON_KINK},
  /* jumps without a bound */
  {"where(x > 0, log(x), 0)", 0, 1, AD_AGREE, AD_INCONCLUSIVE,
   AD_REASON_JUMP},
  {"where(x > 0, 1/x, x)", 0, 1, AD_AGREE, AD_INCONCLUSIVE, AD_REASON_JUMP},
  /* what underflows on the way */
  {"1e300*(1/x)", 1e200, 1, AD_AGREE, AD_INCONCLUSIVE, AD_REASON_UNDERFLOW},
  /* not to be judged */
  {"relu(x)", 0, 1, AD_AGREE, AD_INCONCLUSIVE, AD_REASON_KINK},
  {"abs(x)", 0, 1, AD_AGREE, AD_INCONCLUSIVE, AD_REASON_KINK},
  {"relu(x) - relu(-x)", 0, 1, AD_AGREE, AD_INCONCLUSIVE, AD_REASON_KINK},
  {"x^1.5", 0, 1, AD_AGREE, AD_INCONCLUSIVE, AD_REASON_DOMAIN},
  {"step(x)", 0, 1, AD_AGREE, AD_INCONCLUSIVE, AD_REASON_JUMP},
  {"where(x >= 0, x + 1, x)", 0, 1, AD_AGREE, AD_INCONCLUSIVE,
   AD_REASON_JUMP},
  {"sign(x) + 1e22", 0, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"x*abs(x) + 5*x", 0, 1.001, AD_AGREE, AD_INCONCLUSIVE, AD_REASON_KINK},
  {"prod([1; 1e-300*x; 1e-150; 1e150])", 1, 1.001, AD_AGREE, AD_DISAGREE,
   AD_REASON_NONE},
  {"prod([1; 1e-300*x; 1e-150; 1e130])", 1, 1, AD_AGREE, AD_INCONCLUSIVE,
   AD_REASON_UNDERFLOW},
  {"sin(1e20*x)", 0.3, 1, AD_AGREE, AD_INCONCLUSIVE, AD_REASON_WIDTH},
  {"(1e13 + x) - 1e13", 0.7, 1, AD_AGREE, AD_AGREE, AD_REASON_NONE},
  {"(1e15 + x) - 1e15", 0.7, 1, AD_AGREE, AD_INCONCLUSIVE, AD_REASON_NOISE},
  {"sigmoid(x)", 30, 1, AD_AGREE, AD_INCONCLUSIVE, AD_REASON_NOISE},
  {"0*floor(x) + sin(1e10*x)", 1, 1, AD_AGREE, AD_INCONCLUSIVE,
   AD_REASON_NOISE},
  {"tanh(x)", 17, 1, AD_AGREE, AD_INCONCLUSIVE, AD_REASON_NOISE},
  {"sqrt(x)", 0, 1, AD_INCONCLUSIVE, AD_INCONCLUSIVE, AD_REASON_SINGULAR},
  {"log(x)", 0, 1, AD_INCONCLUSIVE, AD_INCONCLUSIVE, AD_REASON_SINGULAR},
  {"log(x)", -1.3, 1, AD_INCONCLUSIVE, AD_INCONCLUSIVE, AD_REASON_SINGULAR},
  {"0*log(x)", 0, 1, AD_INCONCLUSIVE, AD_INCONCLUSIVE, AD_REASON_SINGULAR},
  {"sqrt(x^2)", 0, 1, AD_INCONCLUSIVE, AD_INCONCLUSIVE, AD_REASON_SINGULAR},
};

START_TEST(test_gate)
{
  const struct gate *t = &gates[_i];
  judge j = judge_new(graph_of(t->text, 1), &t->x);
  double f = t->factor * j.forward[0], r = t->factor * j.reverse[0];
  ad_judgement v = verdict_on(&j, 0, 0, f, r, fabs(f));
  ck_assert_msg(v.engines == t->engines && v.differences == t->differences &&
                  v.reason == t->reason,
                "%s at %g: engines %d, differences %d, reason %d (want %d, "
                "%d, %d), f %g, S %g, bound %g, tolerance %g",
                t->text, t->x, (int)v.engines, (int)v.differences,
                (int)v.reason, (int)t->engines, (int)t->differences,
                (int)t->reason, f, ad_agree_S(j.agree, 0), v.bound,
                v.tolerance);
  judge_free(&j);
}
END_TEST

/* Kinks of operations that the function does not have: both slopes are the
   derivative. */
static const struct {
  const char *text;
  double x;
} smooths[] = {
  {"norm(x)^2", 0},        {"exp(-norm(x)^2)", 0},
  {"relu(x)^2", 0},        {"abs(x)^3", 0},
  {"x*abs(x)", 0},         {"max(0, x)^2 + 5*x", 0},
  {"abs(x - 1.3)^2", 1.3}, {"0*relu(x) + 2.5*x", 0},
  {"x^2*sign(x)", 0},      {"where(x > 1, x^2, 2*x - 1)", 1},
  {"elu(x)", 0},           {"relu(x)^3*1e-12 + 1e-12*x", 0},
  {"max(x, 2*x - 1)^2*0 + x", 1},
};

START_TEST(test_smooth_kinks)
{
  judge j = judge_new(graph_of(smooths[_i].text, 1), &smooths[_i].x);
  double f = j.forward[0], r = j.reverse[0];
  ad_judgement v = verdict_on(&j, 0, 0, f, r, fabs(f));
  ck_assert_msg(v.differences == AD_AGREE && v.smooth && !v.faint,
                "%s: differences %d, reason %d, smooth %d, %g +- %g",
                smooths[_i].text, (int)v.differences, (int)v.reason, v.smooth,
                v.quotient, v.tolerance);
  check_near(v.quotient, f, v.tolerance, 0, "%s", smooths[_i].text);
  v = verdict_on(&j, 0, 0, f + 1e-3, r + 1e-3, fabs(f));
  ck_assert_msg(v.differences != AD_AGREE, "%s, off by 1e-3",
                smooths[_i].text);
  judge_free(&j);
}
END_TEST

/* A small entry of a leaf with large ones: the same tolerance is enough. */
START_TEST(test_largest)
{
  judge j = judge_new(graph_of("sigmoid(x)", 1), (const double[]){30});
  double f = j.forward[0];
  ck_assert_int_eq(verdict_on(&j, 0, 0, f, f, 0.25).differences, AD_AGREE);
  ck_assert_int_eq(verdict_on(&j, 0, 0, f, f, (double)INFINITY).differences,
                   AD_INCONCLUSIVE);
  judge_free(&j);
}
END_TEST

/* ---- forward against reverse ---- */

/* The terms cancel: agreement within the bound, but it says little. */
START_TEST(test_cancelling)
{
  judge j = judge_new(graph_of("x*1e16 - x*1e16 + x", 1),
                      (const double[]){0.385});
  check_near(ad_agree_S(j.agree, 0), 2e16 + 1, 0, 1e-15, "S");
  ad_judgement v;
  ad_agree_judge(j.agree, 0, 1, 0, NULL, 1, &v);
  ck_assert_int_eq(v.engines, AD_AGREE);
  ck_assert_int_eq(v.weak, 1);
  ad_agree_judge(j.agree, 0, 1, 1 + 2e16 * 40 * u, NULL, 1, &v);
  ck_assert_int_eq(v.engines, AD_DISAGREE);
  judge_free(&j);
}
END_TEST

/* Forward off by 1e-6, by a little more and a little less than the bound. */
START_TEST(test_planted)
{
  judge j = judge_new(graph_of("tanh(x*y)*exp(z) + z/y", 3),
                      (const double[]){0.4, 1.7, -0.9});
  for (size_t by = 0; by < 3; by++) {
    double r = j.reverse[by];
    ad_judgement v = verdict_on(&j, 0, by, r, r, fabs(r));
    double bound = v.bound;
    ck_assert_int_eq(v.engines, AD_AGREE);
    ck_assert_int_eq(v.differences, AD_AGREE);
    v = verdict_on(&j, 0, by, r * (1 + 1e-6), r, fabs(r));
    ck_assert_int_eq(v.engines, AD_DISAGREE);
    ck_assert_int_eq(v.differences, AD_DISAGREE);
    v = verdict_on(&j, 0, by, r, r * (1 - 1e-6), fabs(r));
    ck_assert_int_eq(v.engines, AD_DISAGREE);
    ck_assert_int_eq(verdict_on(&j, 0, by, r + 1.5 * bound, r, 1).engines,
                     AD_DISAGREE);
    ck_assert_int_eq(verdict_on(&j, 0, by, r + 0.7 * bound, r, 1).engines,
                     AD_AGREE);
    ck_assert_int_eq(verdict_on(&j, 0, by, -r, r, 1).engines, AD_DISAGREE);
  }
  judge_free(&j);
}
END_TEST

/* sum(where(x > 0, log(x), 3 x)) of a column: log is on the path of one
   entry only. */
static ad_graph *hidden_entry(void)
{
  ad_builder *b = test_builder();
  ad_ref x = ad_leaf(b, "x", 2, 1, AD_INPUT);
  ad_ref taken = ad_gt(b, x, ad_number(b, 0));
  ad_ref chosen = ad_where(b, taken, ad_log(b, x),
                           ad_mul(b, ad_number(b, 3), x));
  ad_output(b, ad_reduce(b, AD_OP_sum, chosen, AD_ALL));
  return test_finish(b);
}

/* What a branch not taken hides is on no path; what a product with 0 hides
   is. */
START_TEST(test_paths)
{
  judge j = judge_new(graph_of("where(x > 0, log(x), 3*x)", 1),
                      (const double[]){-1.3});
  check_near(ad_agree_S(j.agree, 0), 3, 0, 1e-15, "log not taken");
  judge_free(&j);
  j = judge_new(graph_of("(x > 0)*log(x) + x", 1), (const double[]){-1.3});
  ck_assert(!isfinite(ad_agree_S(j.agree, 0)));
  judge_free(&j);
  j = judge_new(graph_of("max(2.5*x, sqrt(x - 1.3)) + y", 2),
                (const double[]){1.3, 0});
  check_near(ad_agree_S(j.agree, 0), 2.5, 0, 1e-15, "sqrt is smaller");
  judge_free(&j);
  j = judge_new(graph_of("max([2.5*x; sqrt(x - 1.3)])", 1),
                (const double[]){1.3});
  check_near(ad_agree_S(j.agree, 0), 2.5, 0, 1e-15, "sqrt is smaller there");
  judge_free(&j);
  j = judge_new(hidden_entry(), (const double[]){-1.3, 2});
  check_near(ad_agree_S(j.agree, 0), 3, 0, 1e-15, "log not taken there");
  check_near(ad_agree_S(j.agree, 1), 0.5, 0, 1e-15, "log taken");
  judge_free(&j);
}
END_TEST

/* A partial that is not finite makes any two numbers incomparable. */
START_TEST(test_singular)
{
  judge j = judge_new(graph_of("0*log(x)", 1), (const double[]){0});
  ad_judgement v;
  ad_agree_judge(j.agree, 0, 1.5, 1.5, NULL, 1.5, &v);
  ck_assert_int_eq(v.engines, AD_INCONCLUSIVE);
  ck_assert_int_eq(v.reason, AD_REASON_SINGULAR);
  ck_assert(isinf(v.bound));
  judge_free(&j);
}
END_TEST

/* ... but not those that are on no path with it; forward mode sees the
   infinite partial nevertheless (0 * inf). */
START_TEST(test_singular_elsewhere)
{
  judge j = judge_new(graph_of("x*y + sqrt(2*z)", 3),
                      (const double[]){2.385, -1.3, 0});
  ad_fd_estimate fd;
  ad_judgement v;
  ad_fd_entry(j.fd, 0, 0, &fd);
  ad_agree_judge(j.agree, 0, -1.3, -1.3, &fd, 1.3, &v);
  ck_assert_int_eq(v.engines, AD_AGREE);
  ck_assert_int_eq(v.differences, AD_AGREE);
  ad_agree_judge(j.agree, 0, (double)NAN, -1.3, &fd, 1.3, &v);
  ck_assert_int_eq(v.engines, AD_INCONCLUSIVE);
  ck_assert_int_eq(v.reason, AD_REASON_SINGULAR);
  judge_free(&j);
}
END_TEST

/* An entry that differences cannot tell from 0 agrees faintly beside a large
   one of its gradient, and not at all without. */
START_TEST(test_faint)
{
  judge j = judge_new(graph_of("sin(x) + 1e-15*y", 2),
                      (const double[]){0.385, 2.385});
  ad_judgement v = verdict_on(&j, 0, 1, 1e-15, 1e-15, cos(0.385));
  ck_assert_int_eq(v.differences, AD_AGREE);
  ck_assert_int_eq(v.faint, 1);
  v = verdict_on(&j, 0, 1, 1e-15, 1e-15, 1e-15);
  ck_assert_int_eq(v.differences, AD_INCONCLUSIVE);
  ck_assert_int_eq(v.faint, 0);
  v = verdict_on(&j, 0, 0, cos(0.385), cos(0.385), cos(0.385));
  ck_assert_int_eq(v.differences, AD_AGREE);
  ck_assert_int_eq(v.faint, 0);
  judge_free(&j);
}
END_TEST

/* Terms of size 1 that cancel: 0 agrees faintly, 0 within rounding as well;
   and what is more does not. */
START_TEST(test_cancelled)
{
  judge j = judge_new(graph_of("sin(x) - sin(x) + 2.5", 1),
                      (const double[]){0.385});
  ad_judgement v = verdict_on(&j, 0, 0, 0, 0, 0);
  ck_assert_int_eq(v.differences, AD_AGREE);
  ck_assert_int_eq(v.faint, 1);
  v = verdict_on(&j, 0, 0, 1e-17, 0, 0);
  ck_assert_int_eq(v.differences, AD_AGREE);
  ck_assert_int_eq(v.faint, 1);
  v = verdict_on(&j, 0, 0, 3e-14, 3e-14, 3e-14);
  ck_assert_int_eq(v.differences, AD_INCONCLUSIVE);
  v = verdict_on(&j, 0, 0, 0.1, 0.1, 0.1);
  ck_assert_int_eq(v.differences, AD_DISAGREE);
  judge_free(&j);
}
END_TEST

/* Whose partial is not finite, beside others that are, and behind them. */
static const struct culprit {
  const char *text;
  double x;
  ad_op op; /* AD_OP_count: none; partials are finite                      */
} culprits[] = {
  {"exp(x) + 2*sqrt(3*x)", 0, AD_OP_sqrt},
  {"sin(log(x)*x) + x", 0, AD_OP_log},
  {"tanh(x)*log(x)", 0, AD_OP_log},
  {"sum(prod([x, 2; 1, 3], over=cols)) + 1/(x - x)", 0.7, AD_OP_div},
  {"det(inv([x, 2*x; x, 2*x]))", 0.7, AD_OP_det},
  {"exp(exp(1e3*x)/exp(1e3*x) + 700)*1e200*x", 0.7, AD_OP_mul},
  {"1e300*(1e300*x)*1e-300", 0.7, AD_OP_count},
  {"sin(x)*x", 0.7, AD_OP_count},
};

START_TEST(test_culprit)
{
  const struct culprit *t = &culprits[_i];
  judge j = judge_new(graph_of(t->text, 1), &t->x);
  ad_ref node = {0};
  ad_agree_sweep(j.agree, 0);
  size_t entry;
  int found = ad_agree_singular(j.agree, 0, &node, &entry);
  ck_assert_msg(found == (t->op != AD_OP_count), "%s: %d, S %g", t->text,
                found, ad_agree_S(j.agree, 0));
  if (found)
    ck_assert_msg(ad_graph_op(j.g, node) == t->op, "%s: found %s", t->text,
                  ad_op_get(ad_graph_op(j.g, node))->id);
  judge_free(&j);
}
END_TEST

/* The logarithm of 1.0000015 is off by eps, not by eps times itself. */
START_TEST(test_logsumexp_noise)
{
  judge j =
      judge_new(graph_of("logsumexp([0, x])", 1), (const double[]){-13.4});
  ad_agree_sweep(j.agree, 0);
  ck_assert_msg(ad_agree_noise(j.agree) >= 1, "noise %g",
                ad_agree_noise(j.agree));
  judge_free(&j);
}
END_TEST

/* x^2e6 goes from 0 to 1 within 1e-6. */
START_TEST(test_steep_power)
{
  judge j = judge_new(graph_of("cos(x)^2e6", 1), (const double[]){-3.5e-7});
  ad_judgement v = verdict_on(&j, 0, 0, j.forward[0], j.reverse[0], 0);
  ck_assert_int_ne(v.differences, AD_DISAGREE);
  judge_free(&j);
}
END_TEST

/* What is left of 3e-7 as a subnormal has 8 digits. */
START_TEST(test_subnormal)
{
  judge j = judge_new(graph_of("(1e-308*x)/1e-308", 1),
                      (const double[]){-2.84207402e-7});
  ad_judgement v = verdict_on(&j, 0, 0, j.forward[0], j.reverse[0], 0);
  ck_assert_int_ne(v.differences, AD_DISAGREE);
  ck_assert_msg(ad_agree_noise(j.agree) > 2, "noise %g",
                ad_agree_noise(j.agree));
  judge_free(&j);
}
END_TEST

/* Left of the kink the product goes down by less than rounding shows, so
   that max sees no change there. */
START_TEST(test_hidden_kink)
{
  judge j = judge_new(graph_of("max([relu(x)*1e2 + 1e12, 0.5*x])", 1),
                      (const double[]){4.8e-7});
  ad_judgement v = verdict_on(&j, 0, 0, 1e2, 1e2, 0);
  ck_assert_int_ne(v.differences, AD_DISAGREE);
  judge_free(&j);
}
END_TEST

/* What underflow may cost overflows, and meets a partial that is 0. */
START_TEST(test_overflowing_loss)
{
  judge j = judge_new(graph_of("cos(log(x/(1e308*x)))", 1),
                      (const double[]){1.6});
  ad_judgement v = verdict_on(&j, 0, 0, j.forward[0], j.reverse[0], 0);
  ck_assert_msg(!isnan(v.bound), "bound %g", v.bound);
  ck_assert_int_eq(v.engines, AD_AGREE);
  judge_free(&j);
}
END_TEST

/* On the way back (-v/b)/b is 2e-325, too small for a double; exp' = 1e109
   would have brought it up again.  Forward mode does not lose it. */
START_TEST(test_underflow)
{
  judge j = judge_new(graph_of("y/exp(x)/exp(x)", 2),
                      (const double[]){251, 252});
  ad_judgement v;
  ck_assert(j.reverse[0] != j.forward[0]);
  v = verdict_on(&j, 0, 0, j.forward[0], j.reverse[0], 0);
  ck_assert_int_eq(v.engines, AD_AGREE);
  ck_assert_int_eq(v.weak, 1);
  ck_assert_int_eq(v.differences, AD_INCONCLUSIVE);
  judge_free(&j);
}
END_TEST

/* S = 0: nothing leads there, and nothing but 0 is right. */
START_TEST(test_nothing)
{
  judge j = judge_new(graph_of("x^2 + 0*y", 2), (const double[]){1.3, 0.7});
  ad_judgement v = verdict_on(&j, 0, 1, 0, 0, 0);
  ck_assert_int_eq(v.engines, AD_AGREE);
  ck_assert_int_eq(v.differences, AD_AGREE);
  ck_assert_int_eq(v.weak, 0);
  check_near(v.bound, DBL_MIN, 0, 1e-12, "bound");
  v = verdict_on(&j, 0, 1, 1e-3, 0, 0);
  ck_assert_int_eq(v.engines, AD_DISAGREE);
  ck_assert_int_eq(v.differences, AD_DISAGREE);
  ad_fd_estimate rough = {.error = 1, .step = 0.01, .least_step = 0.01,
                          .reason = AD_FD_CLEAN};
  ad_agree_judge(j.agree, 1, 1e-3, 1e-3, &rough, 1e-3, &v);
  ck_assert_int_eq(v.differences, AD_INCONCLUSIVE);
  ad_agree_judge(j.agree, 1, 0, 0, &rough, 0, &v);
  ck_assert_int_eq(v.differences, AD_AGREE);
  judge_free(&j);
}
END_TEST

/* A leaf that no output reads. */
START_TEST(test_unread)
{
  judge j = judge_new(graph_of("sin(x)", 2), (const double[]){1.3, 0.7});
  check_near(ad_agree_S(j.agree, 1), 0, 0, 0, "S");
  check_near(ad_agree_W(j.agree, 1), 0, 0, 0, "W");
  ck_assert_int_eq(verdict_on(&j, 0, 1, 0, 0, 0).differences, AD_AGREE);
  judge_free(&j);
}
END_TEST

/* ---- against differences made by hand ---- */

START_TEST(test_tolerance)
{
  judge j = judge_new(graph_of("x*y", 2), (const double[]){2.385, 4});
  ad_fd_estimate fd = {.value = 4.01, .error = 1e-3, .step = 0.01,
                       .least_step = 0.005, .reason = AD_FD_CLEAN};
  ad_judgement v;
  ad_agree_take_differences(j.agree, NULL);
  ad_agree_judge(j.agree, 0, 4, 4, &fd, 4, &v);
  ck_assert_int_eq(v.differences, AD_DISAGREE);
  check_near(v.tolerance,
             3e-3 + 8 * DBL_EPSILON * 2.395 * 4 / 0.005 +
               64 * DBL_EPSILON * 4, 0, 1e-12, "tolerance");
  fd.value = 4.002;
  ad_agree_judge(j.agree, 0, 4, 4, &fd, 4, &v);
  ck_assert_int_eq(v.differences, AD_AGREE);
  fd.error = 0.01;
  ad_agree_judge(j.agree, 0, 4, 4, &fd, 4, &v);
  ck_assert_int_eq(v.differences, AD_INCONCLUSIVE);
  ck_assert_int_eq(v.reason, AD_REASON_NOISE);
  ad_agree_judge(j.agree, 0, 4, 4, &fd, 400, &v);
  ck_assert_int_eq(v.differences, AD_AGREE);
  ad_agree_judge(j.agree, 0, 4, 4, NULL, 4, &v);
  ck_assert_int_eq(v.engines, AD_AGREE);
  ck_assert_int_eq(v.differences, AD_INCONCLUSIVE);
  ck_assert_int_eq(v.reason, AD_REASON_NONE);
  check_near(ad_agree_S(j.agree, 1), 2.385, 0, 0, "S at the point again");
  judge_free(&j);
}
END_TEST

/* An estimate that is off, but calls itself exact, is not what the quotients
   settle on; they contradict a wrong derivative all the same. */
START_TEST(test_contradiction)
{
  judge j = judge_new(graph_of("exp(x)", 1), (const double[]){0.4});
  ad_fd_estimate fd;
  ad_judgement v;
  ad_fd_entry(j.fd, 0, 0, &fd);
  fd.value *= 1.01;
  fd.error = 1e-15;
  ad_agree_judge(j.agree, 0, exp(0.4), exp(0.4), &fd, 1, &v);
  ck_assert_int_eq(v.engines, AD_AGREE);
  ck_assert_int_eq(v.differences, AD_AGREE);
  ck_assert_int_eq(v.settled, 1);
  check_near(v.quotient, exp(0.4), v.error, 0, "what they settle on");
  ck_assert_uint_ge(v.evaluations, 12);
  ad_agree_judge(j.agree, 0, 1.02 * exp(0.4), 1.02 * exp(0.4), &fd, 1, &v);
  ck_assert_int_eq(v.differences, AD_DISAGREE);
  judge_free(&j);
}
END_TEST

/* The noise is 4000 times larger at the ends of the stencil. */
START_TEST(test_noise_around)
{
  judge j = judge_new(graph_of("square((abs(x - y) + x) - 2*y + x)", 2),
                      (const double[]){-2.3041115155066435e-06, 11.9075});
  double f = j.forward[0], r = j.reverse[0];
  ck_assert_int_ne(verdict_on(&j, 0, 0, f, r, fabs(f)).differences,
                   AD_DISAGREE);
  judge_free(&j);
}
END_TEST

/* ---- small slopes on a value of 1 ---- */

typedef struct small {
  const char *text;
  double x, slope; /* at x                                                 */
  ad_verdict verdict;
} small;

/* Rounding drowns them at a hundredth of x, and not at a tenth, or not where
   many points are asked (1e-13), but where a kink is nearer (seen from afar,
   the slope is 1.5 times as large) or a swing, or nothing would be wide
   enough. */
static const small small_slopes[] = {
  {"1 + 1e-11*exp(x)", 0.4, 1e-11 * 1.4918246976412703, AD_AGREE},
  {"1 - 1e-11/x", 1.7, 1e-11 / 2.89, AD_AGREE},
  {"1 + 4e-13*exp(x)", 0.4, 4e-13 * 1.4918246976412703, AD_AGREE},
  {"1 + 1e-13*x", 0.4, 1e-13, AD_AGREE},
  {"1 + 1e-13*(x + relu(x - 0.41))", 0.4, 1e-13, AD_INCONCLUSIVE},
  {"1 + 1e-11*(x + relu(x - 0.4001))", 0.4, 1e-11, AD_INCONCLUSIVE},
  {"1 + 1e-13*sin(100*x)", 0.4, 1e-11 * -0.66693806165226188,
   AD_INCONCLUSIVE},
  {"1 + 1e-15*sin(100*x)", 0.4, 1e-13 * -0.66693806165226188,
   AD_INCONCLUSIVE},
  {"1 + 1e-15*exp(x)", 0.4, 1e-15 * 1.4918246976412703, AD_INCONCLUSIVE},
};

START_TEST(test_wide)
{
  static const double wrong[] = {-1, 0, 2, 1.5, 1.1, 1.01};
  const small *s = &small_slopes[_i];
  judge j = judge_new(graph_of(s->text, 1), &s->x);
  double d = j.forward[0];
  check_near(d, s->slope, 0, 1e-12, "%s", s->text);
  ad_judgement v = verdict_on(&j, 0, 0, d, d, fabs(d));
  ck_assert_msg(v.differences == s->verdict, "%s: verdict %d", s->text,
                (int)v.differences);
  ck_assert_int_eq(v.reason, s->verdict == AD_AGREE ? AD_REASON_NONE
                                                    : AD_REASON_NOISE);
  if (s->verdict == AD_AGREE)
    check_near(v.quotient, s->slope, v.tolerance, 0, "%s", s->text);
  for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++)
    ck_assert_int_ne(
      verdict_on(&j, 0, 0, wrong[k] * d, wrong[k] * d, fabs(d)).differences,
      AD_AGREE);
  judge_free(&j);
}
END_TEST

/* ---- kinks ---- */

static int has_kink(const ad_agree *a, const char *text)
{
  const char *kink;
  int found = 0;
  for (size_t i = 0; (kink = ad_agree_kink(a, i)) != NULL; i++)
    found += strcmp(kink, text) == 0;
  return found;
}

static size_t kinks_of(const ad_agree *a)
{
  size_t n = 0;
  while (ad_agree_kink(a, n) != NULL)
    n++;
  return n;
}

START_TEST(test_kinks)
{
  judge j = judge_new(graph_of("relu(x) + relu(y) + relu(2*x) + abs(y - 1.3) "
                               "+ max([x; 0*x; -1]) + norm(x) + step(y)", 2),
                      (const double[]){0, 1.3});
  ck_assert_int_eq(has_kink(j.agree, ad_op_get(AD_OP_relu)->kink), 1);
  ck_assert_int_eq(has_kink(j.agree, ad_op_get(AD_OP_abs)->kink), 1);
  ck_assert_int_eq(has_kink(j.agree, ad_op_get(AD_OP_amax)->kink), 1);
  ck_assert_int_eq(has_kink(j.agree, ad_op_get(AD_OP_norm)->kink), 1);
  ck_assert_uint_eq(kinks_of(j.agree), 4);
  ad_agree_set(j.agree, 0, (const double[]){0.7});
  ad_agree_sweep(j.agree, 0);
  ck_assert_uint_eq(kinks_of(j.agree), 1); /* abs */
  judge_free(&j);
}
END_TEST

/* Constants, data and nodes that no output needs touch nothing. */
START_TEST(test_no_kinks)
{
  ad_builder *b = test_builder();
  ad_ref x = ad_leaf(b, "x", 1, 1, AD_INPUT);
  ad_ref d = ad_leaf(b, "d", 2, 2, AD_DATA);
  ad_ref sum = ad_reduce(b, AD_OP_sum, ad_relu(b, d), AD_ALL);
  ad_abs(b, x);
  ad_ref frozen = ad_relu(b, ad_stop_gradient(b, x));
  ad_output(b, ad_add(b, ad_mul(b, x, sum), frozen));
  judge j = judge_new(test_finish(b), (const double[]){0, 0, 1, 0, -1});
  ck_assert_uint_eq(kinks_of(j.agree), 0);
  judge_free(&j);
}
END_TEST

/* ---- random graphs ---- */

/* Counts over all entries of a graph. */
typedef struct counts {
  size_t entries, inconclusive, wrong, caught, passed;
} counts;

/* Derivatives made wrong by `factor` must not pass. */
static void check_wrong(judge *j, size_t of, size_t by, double factor,
                        counts *t)
{
  double f = j->forward[of * j->n + by] * factor;
  ad_judgement v = verdict_on(j, of, by, f, f, fabs(f));
  t->wrong++;
  t->caught += v.differences == AD_DISAGREE;
  t->passed += v.differences == AD_AGREE;
}

static void check_entry(judge *j, size_t of, size_t by, counts *t)
{
  double f = j->forward[of * j->n + by], r = j->reverse[of * j->n + by];
  ad_judgement v = verdict_on(j, of, by, f, r, fmax(fabs(f), fabs(r)));
  t->entries++;
  t->inconclusive += v.differences == AD_INCONCLUSIVE;
  ck_assert_msg(v.engines != AD_DISAGREE,
                "entry %zu by %zu: forward %.17g, reverse %.17g, bound %g",
                of, by, f, r, v.bound);
  ck_assert_msg(v.differences != AD_DISAGREE,
                "entry %zu by %zu: derivative %.17g, tolerance %g", of, by, f,
                v.tolerance);
  if (v.reason == AD_REASON_SINGULAR || f == 0)
    return;
  check_wrong(j, of, by, -1, t);
  check_wrong(j, of, by, 0, t);
  check_wrong(j, of, by, 1.1, t);
}

static void check_random(uint64_t state, counts *t)
{
  test_rng r = {state};
  ad_graph *g = random_graph(&r);
  double *x = random_point(g, &r);
  judge j = judge_new(g, x);
  for (size_t of = 0; of < j.m; of += 1 + j.m / 6) {
    ad_agree_sweep(j.agree, of);
    for (size_t by = 0; by < j.n; by += 1 + j.n / 6)
      check_entry(&j, of, by, t);
  }
  free(x);
  judge_free(&j);
}

START_TEST(test_random)
{
  counts t = {0};
  for (uint64_t i = 0; i < 50; i++)
    check_random(seed + 1000 * (uint64_t)_i + i, &t);
  ck_assert_uint_gt(t.entries, 100);
  ck_assert_msg(t.passed == 0, "%zu of %zu wrong derivatives passed",
                t.passed, t.wrong);
  ck_assert_msg(t.caught * 10 > t.wrong * 9, "only %zu of %zu caught",
                t.caught, t.wrong);
  ck_assert_msg(t.inconclusive * 10 < t.entries, "%zu of %zu inconclusive",
                t.inconclusive, t.entries);
}
END_TEST

START_TEST(test_limit)
{
  ad_builder *b = test_builder();
  ad_error err = {0};
  ad_agree *a;
  ad_builder_limit(b, 64 * 4 * sizeof(double));
  ad_output(b, ad_sin(b, ad_leaf(b, "x", 8, 8, AD_INPUT)));
  ad_graph *g = test_finish(b);
  check_error(ad_agree_new(g, &a, &err), err, AD_ELIMIT,
              "the bounds on rounding need more than the 2048 bytes allowed");
  ck_assert_ptr_null(a);
  ad_agree_free(NULL);
  ad_graph_free(g);
}
END_TEST

static Suite *agree_suite(void)
{
  Suite *suite = suite_create("agree");
  TCase *sums = tcase_create("sums");
  TCase *verdicts = tcase_create("verdicts");
  TCase *random = tcase_create("random");
  tcase_set_timeout(sums, 60);
  tcase_set_timeout(random, 120);
  tcase_add_test(sums, test_by_hand);
  tcase_add_test(sums, test_product_noise);
  tcase_add_loop_test(sums, test_sums, 0, AD_OP_leaf);
  tcase_add_test(sums, test_paths);
  tcase_add_test(sums, test_limit);
  tcase_add_loop_test(verdicts, test_gate, 0,
                      (int)(sizeof gates / sizeof *gates));
  tcase_add_loop_test(verdicts, test_smooth_kinks, 0,
                      (int)(sizeof smooths / sizeof *smooths));
  tcase_add_test(verdicts, test_singular);
  tcase_add_test(verdicts, test_singular_elsewhere);
  tcase_add_test(verdicts, test_underflow);
  tcase_add_test(verdicts, test_largest);
  tcase_add_test(verdicts, test_cancelling);
  tcase_add_test(verdicts, test_steep_power);
  tcase_add_test(verdicts, test_subnormal);
  tcase_add_test(verdicts, test_hidden_kink);
  tcase_add_test(verdicts, test_logsumexp_noise);
  tcase_add_test(verdicts, test_overflowing_loss);
  tcase_add_test(verdicts, test_faint);
  tcase_add_test(verdicts, test_cancelled);
  tcase_add_loop_test(verdicts, test_culprit, 0,
                      (int)(sizeof culprits / sizeof *culprits));
  tcase_add_test(verdicts, test_planted);
  tcase_add_test(verdicts, test_nothing);
  tcase_add_test(verdicts, test_unread);
  tcase_add_test(verdicts, test_tolerance);
  tcase_add_test(verdicts, test_contradiction);
  tcase_add_test(verdicts, test_noise_around);
  tcase_add_loop_test(verdicts, test_wide, 0,
                      sizeof small_slopes / sizeof *small_slopes);
  tcase_add_test(verdicts, test_kinks);
  tcase_add_test(verdicts, test_no_kinks);
  tcase_add_loop_test(random, test_random, 0, 8);
  suite_add_tcase(suite, sums);
  suite_add_tcase(suite, verdicts);
  suite_add_tcase(suite, random);
  return suite;
}

int main(void)
{
  return test_run(agree_suite());
}
