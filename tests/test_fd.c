/* SPDX-License-Identifier: GPL-3.0-or-later
   Finite differences: against closed forms on functions that are hard on
   them, and against a plain third engine; which stencils count as clean and
   why the others do not; kinks with their one-sided slopes; operands that
   are frozen; what is evaluated, and how often.  Read lib/fd.h before. */
#include <float.h>
#include <gsl/gsl_errno.h>

#include "cases.h"
#include "fd.h"
#include "graph.h"
#include "judge/fd_points.h"
#include "judge/stencil.h"
#include "lower.h"
#include "naive.h"

static const uint64_t seed = 20240617;
static const double pi_ = 3.14159265358979323846;

/* ---- functions of x, as text ---- */

/* A graph of text in the leaf x[rows x cols]. */
static ad_graph *graph_of(const char *text, size_t rows, size_t cols)
{
  ad_builder *b = test_builder();
  ad_ref out;
  ad_error err = {0};
  ad_leaf(b, "x", rows, cols, AD_INPUT);
  check_ok(ad_lower_text(b, text, NULL, &out, &err), err);
  ad_output(b, out);
  return test_finish(b);
}

static ad_fd *differences(const ad_graph *g, const double *x)
{
  ad_fd *fd;
  ad_error err = {0};
  check_ok(ad_fd_new(g, &fd, &err), err);
  TEST_SET_LEAVES(ad_fd_set, fd, g, x)
  return fd;
}

/* The estimate for text at x, a scalar. */
static ad_fd_estimate estimate(const char *text, double x)
{
  ad_graph *g = graph_of(text, 1, 1);
  ad_fd *fd = differences(g, &x);
  ad_fd_estimate out;
  ad_fd_entry(fd, 0, 0, &out);
  ad_fd_free(fd);
  ad_graph_free(g);
  return out;
}

/* ---- closed forms ---- */

/* `off` is the largest relative error that was found with this scheme, a
   few times over; those with a large one lose their digits in f itself. */
static const struct smooth {
  const char *text;
  double x, want, off;
} smooths[] = {
  {"exp(x)", 1, 2.718281828459045, 1e-10},
  {"exp(-x^2)", 0.5, -0.7788007830714049, 1e-10},
  {"sin(1/x)", 0.45, 2.994177394438693, 1e-9},
  {"sin(x)", 1e-8, 1, 1e-10},
  {"log(x)", 1e-8, 1e8, 1e-9},
  {"1/x", 1e-8, -1e16, 1e-9},
  {"sqrt(x)", 1e-6, 500, 1e-9},
  {"x^2", 1e8, 2e8, 1e-9},
  {"log(x)", 1e8, 1e-8, 1e-9},
  {"2.385*x - 1", -1.3, 2.385, 1e-12},
  {"abs(x)", 1e-5, 1, 1e-9},
  {"relu(x)", 3e-5, 1, 1e-9},
  {"relu(x)", 1e-7, 1, 1e-8},
  {"asin(x)", 0.99999, 223.60735676906967, 1e-7},
  {"tan(x)", 1.5707, 107771959.95081956, 1e-8},
  {"1e8 + sin(x)", 0.7, 0.7648421872844885, 1e-3},
  {"max(x, x)", 1.3, 1, 1e-10},
  {"x * abs(x - 1.3)", 0.4, 0.5, 1e-9},
  {"logsumexp([x; 1e8 - 0.7])", 1e8, 0.6681877721681662, 1e-5},
  {"norm([x; 2e-6])", 1e-6, 0.4472135954999579, 1e-9},
};

START_TEST(test_smooth)
{
  const struct smooth *s = &smooths[_i];
  ad_fd_estimate e = estimate(s->text, s->x);
  ck_assert_msg(e.reason == AD_FD_CLEAN, "%s at %g: reason %d", s->text, s->x,
                (int)e.reason);
  check_near(e.value, s->want, 0, s->off, "%s at %g, step %g, %zu evaluations",
             s->text, s->x, e.step, e.evaluations);
  ck_assert_msg(fabs(e.value - s->want) <=
                  3 * e.error + 16 * DBL_EPSILON * fabs(s->want),
                "%s at %g: off by %g, error %g", s->text, s->x,
                fabs(e.value - s->want), e.error);
  ck_assert_uint_ge(e.evaluations, AD_FD_LEAST + 1);
  ck_assert_uint_le(e.evaluations, AD_FD_MOST);
  ck_assert_double_le(e.least_step, e.step * (1 + 1e-6));
}
END_TEST

/* Steps so large that they span many waves look fine to GSL; the operand of
   sin must not move by 0.3. */
static const struct wave {
  const char *text;
  double x, slope, most; /* of the operand of sin; the largest step        */
} waves[] = {
  {"sin(1/x)", 1e-3, -1e6, 1.1e-7},
  {"sin(10000*x)", 0.3, 1e4, 3.1e-5},
  {"sin(62831.853071795864*x)", 0.3, 62831.853071795864, 3.1e-6},
  {"sin(1e6*x)", 2.385, 1e6, 2.4e-7},
  {"sin(x)", 1e4, 1, 0.11},
  {"cos(exp(x))", 11, 59874.14171519782, 1.2e-6},
  {"sin(sum([x^2; 40*x]))", 2.5, 45, 2.6e-3},
};

START_TEST(test_waves)
{
  const struct wave *w = &waves[_i];
  ad_fd_estimate e = estimate(w->text, w->x);
  double inner = _i == 0   ? 1 / w->x
                 : _i == 5 ? exp(w->x)
                 : _i == 6 ? w->x * (w->x + 40)
                           : w->slope * w->x;
  double want = w->slope * (_i == 5 ? -sin(inner) : cos(inner));
  ck_assert_int_eq(e.reason, AD_FD_CLEAN);
  ck_assert_double_le(e.step, w->most);
  check_near(e.value, want, 0, 1e-6, "%s at %g, step %g", w->text, w->x,
             e.step);
}
END_TEST

/* A bump at h/2 that the ends of the first stencil do not see. */
START_TEST(test_bump)
{
  ad_fd_estimate e = estimate("x + 1e3*relu(1e-6 - (x - 0.005)^2)", 0);
  ck_assert_int_eq(e.reason, AD_FD_CLEAN);
  check_near(e.step, 1e-3, 0, 1e-9, "the step");
  check_near(e.value, 1, 0, 1e-9, "the slope");
}
END_TEST

/* ---- what is not clean ---- */

static const struct dirty {
  const char *text;
  double x;
  ad_fd_reason reason;
} dirties[] = {
  {"sqrt(x)", 0, AD_FD_DOMAIN},
  {"log(x)", -1.3, AD_FD_DOMAIN},
  {"log(x)", 0, AD_FD_DOMAIN},
  {"asin(x)", 1, AD_FD_DOMAIN},
  {"1/x", 0, AD_FD_DOMAIN},
  {"x^1.5", 0, AD_FD_DOMAIN},
  {"x", (double)INFINITY, AD_FD_DOMAIN},
  {"x", (double)NAN, AD_FD_DOMAIN},
  {"exp(x)", 710, AD_FD_DOMAIN},
  {"sin(1e20*x)", 0.3, AD_FD_WIDTH},
  {"cbrt(x)", 0, AD_FD_WIDTH},
  {"relu(x)", 0, AD_FD_KINK},
  {"relu(x - 1e8)", 1e8 + 5e-5, AD_FD_KINK}, /* below 1000 eps x           */
};

START_TEST(test_dirty)
{
  const struct dirty *d = &dirties[_i];
  ad_fd_estimate e = estimate(d->text, d->x);
  ck_assert_msg(e.reason == d->reason, "%s at %g: reason %d, want %d; %g",
                d->text, d->x, (int)e.reason, (int)d->reason, e.value);
  ck_assert(isnan(e.value) && isinf(e.error));
  ck_assert_uint_le(e.evaluations, AD_FD_MOST);
}
END_TEST

/* NaN: that side has no slope, or an infinite one. */
static const struct kink {
  const char *text;
  double x, left, right;
} kinks[] = {
  {"relu(x)", 0, 0, 1},
  {"abs(x)", 0, -1, 1},
  {"3*relu(-2*x) + x", 0, -5, 1},
  {"max(x, 2.385)", 2.385, 0, 1},
  {"min(x^2, 1.44)", 1.2, 2.4, 0},
  {"leaky_relu(x)", 0, 0.01, 1},
  {"relu(x) - relu(-x)", 0, 1, 1},
  {"where(x > 0, x, 2*x)", 0, 2, 1},
  {"where(x >= 0, 3*x, 2*x)", 0, 2, 3},
  {"where(1 - (x < 0), 3*x, 2*x)", 0, 2, 3},
  {"elu(x)", 0, 1, 1},
  {"max([x; 1.3; -2])", 1.3, 0, 1},
  {"min([x; 1.3; 2])", 1.3, 1, 0},
  {"norm(x)", 0, -1, 1},
  {"norm([x; 2*x])", 0, -2.2360679774997896, 2.2360679774997896},
  {"hypot(x, 0)", 0, -1, 1},
  {"hypot(3*x + x^2, 4*x)", 0, -5, 5},
  {"sqrt(abs(x))", 0, (double)NAN, (double)NAN},
  {"sqrt(relu(x))", 0, 0, (double)NAN},
  {"exp(abs(x))", 0, -1, 1},
};

START_TEST(test_kinks)
{
  const struct kink *k = &kinks[_i];
  ad_fd_estimate e = estimate(k->text, k->x);
  ck_assert_msg(e.reason == AD_FD_KINK, "%s at %g: reason %d, value %g",
                k->text, k->x, (int)e.reason, e.value);
  check_near(e.left, k->left, 1e-8, 1e-7, "%s at %g, left", k->text, k->x);
  check_near(e.right, k->right, 1e-8, 1e-7, "%s at %g, right", k->text, k->x);
  ck_assert_uint_le(e.evaluations, AD_FD_MOST);
}
END_TEST

/* What the value is on the left, at the point and on the right. */
static const struct jump {
  const char *text;
  double x, left, at, right;
} jumps[] = {
  {"step(x)", 0, 0, 0, 1},
  {"sign(x)", 0, -1, 0, 1},
  {"3*step(x - 2.5) + x", 2.5, 2.5, 2.5, 5.5},
  {"where(x >= 0, x + 1, x)", 0, 0, 1, 1},
  {"where(1 - (x < 0), 3*x, 2*x + 1)", 0, 1, 0, 0},
  {"where(x == 1.5, 4, x^2)", 1.5, 2.25, 4, 2.25},
  {"(x > 0.7)*exp(x)", 0.7, 0, 0, 2.0137527074704766},
  {"1e-9*step(x) + 2", 0, 2, 2, 2.000000001},
  {"sum([x; 2*x] <= 0)", 0, 2, 2, 0},
  {"x*(x != 1e-20)", 1e-20, 1e-20, 0, 1e-20},
};

START_TEST(test_jumps)
{
  const struct jump *j = &jumps[_i];
  ad_fd_estimate e = estimate(j->text, j->x);
  ck_assert_msg(e.reason == AD_FD_JUMP, "%s at %g: reason %d", j->text, j->x,
                (int)e.reason);
  check_near(e.side_value[0], j->left, 1e-30, 1e-4, "%s, left", j->text);
  check_near(e.side_value[1], j->right, 1e-30, 1e-4, "%s, right", j->text);
  check_near(e.side_value[1] - e.side_value[0], j->right - j->left, 1e-30,
             1e-4, "%s, the jump", j->text);
  check_near(e.at, j->at, 0, 1e-15, "%s, at the point", j->text);
  ck_assert(isnan(e.value));
  ck_assert_uint_le(e.evaluations, AD_FD_MOST);
}
END_TEST

/* A node jumps, but what is made of it does not. */
static const struct {
  const char *text;
  double x, left, right;
} mended[] = {
  {"x*step(x)", 0, 0, 1},
  {"x*sign(x)", 0, -1, 1},
  {"x^2*step(x)", 0, 0, 0},
  {"0*step(x) + 3*x", 0, 3, 3},
  {"where(x > 1, x^2, 2*x - 1)", 1, 2, 2},
  {"step(x) + step(-x) + (x == 0)", 0, 0, 0},
};

START_TEST(test_mended)
{
  ad_fd_estimate e = estimate(mended[_i].text, mended[_i].x);
  ck_assert_msg(e.reason == AD_FD_KINK, "%s: reason %d", mended[_i].text,
                (int)e.reason);
  check_near(e.left, mended[_i].left, 1e-7, 1e-7, "%s, left",
             mended[_i].text);
  check_near(e.right, mended[_i].right, 1e-7, 1e-7, "%s, right",
             mended[_i].text);
}
END_TEST

/* Points of a stencil that has a jump, or a kink, between them and x. */
START_TEST(test_between)
{
  ad_graph *g =
      graph_of("where(x > 1, x + 1, x) + where(x > 0.5, 2*x, x + 0.5)", 1, 1);
  ad_fd *fd = differences(g, (const double[]){0.2});
  ad_fd_reason reason;
  ad_fd_at(fd, 0, 0, 0.4, &reason);
  ck_assert_int_eq(reason, AD_FD_CLEAN);
  ad_fd_at(fd, 0, 0, 0.7, &reason);
  ck_assert_int_eq(reason, AD_FD_KINK);
  ad_fd_at(fd, 0, 0, 1.3, &reason);
  ck_assert_int_eq(reason, AD_FD_JUMP);
  ad_fd_free(fd);
  ad_graph_free(g);
}
END_TEST

/* A row of y whose operands do not touch a kink does not have it. */
START_TEST(test_other_entries)
{
  const double x[] = {0, 0.5, -0.7, 2.385};
  ad_graph *g = graph_of("[1, 2; 3, 4; -1, 1] @ relu(reshape(x, 2, 2))'", 4, 1);
  ad_fd *fd = differences(g, x);
  for (size_t by = 0; by < 4; by++)
    for (size_t of = 0; of < 6; of++) {
      ad_fd_estimate e;
      ad_fd_entry(fd, of, by, &e);
      /* column of @ reads row of reshape(x); x[1] stands in row 1 */
      ad_fd_reason want = by == 0 && of % 2 == 0 ? AD_FD_KINK : AD_FD_CLEAN;
      ck_assert_msg(e.reason == want, "entry %zu by %zu: reason %d", of, by,
                    (int)e.reason);
    }
  ad_fd_free(fd);
  ad_graph_free(g);
}
END_TEST

/* Steps of the variable's own size, from the smallest numbers to the largest;
   wanted values by hand. */
static const struct size {
  const char *text;
  double x, want, off;
} sizes[] = {
  {"exp(-x/4.1e-21)", 4e-21, -9.194205569070688e19, 1e-8},
  {"exp(-4e-21/(x*300))", 1.380649e-23, 2.6629403e22, 1e-6},
  {"3*x", 1e-300, 3, 1e-5},
  {"x*1e300", 1e-300, 1e300, 1e-8},
  {"log(x)", 1e-300, 1e300, 1e-8},
  {"log(x)", 1e300, 1e-300, 1e-8},
  {"x/1e300 + 1", 1e300, 1e-300, 1e-8},
  {"sqrt(x)", 1.7e308, 3.8348249442368521e-155, 1e-8},
  {"atan(x)", 1.79e308, 0, 1e-8},
  {"1 + x", 1e-8, 1, 1e-8},
  {"1 + x", 1e-20, 1, 1e-8},
  {"1e8 + x", 1e-3, 1, 1e-5},
  {"exp(x/1e-20)", 1e-30, 1e20, 1e-7},
  {"exp(1e15*x)", 0, 1e15, 1e-8},
  {"exp(1e100*x)", 0, 1e100, 1e-8},
  {"x^2 + x", 1e-12, 1, 1e-8},
  {"sin(x)", 1e-310, 1, 1e-8},
};

START_TEST(test_sizes)
{
  const struct size *s = &sizes[_i];
  ad_fd_estimate e = estimate(s->text, s->x);
  ck_assert_msg(e.reason == AD_FD_CLEAN, "%s at %g: reason %d", s->text, s->x,
                (int)e.reason);
  check_near(e.value, s->want, 1e-320, s->off, "%s at %g, step %g", s->text,
             s->x, e.step);
  ck_assert_uint_le(e.evaluations, AD_FD_MOST);
}
END_TEST

/* An entry that is 0 has the size of those beside it. */
START_TEST(test_zero_beside)
{
  const double x[] = {0, 3e-20, -1e-21};
  ad_graph *g = graph_of("sum(exp(x/1e-20))", 3, 1);
  ad_fd *fd = differences(g, x);
  ad_fd_estimate e;
  ad_fd_entry(fd, 0, 0, &e);
  ck_assert_int_eq(e.reason, AD_FD_CLEAN);
  check_near(e.step, 3e-22, 0, 1e-9, "the step");
  check_near(e.value, 1e20, 0, 1e-8, "the slope");
  ad_fd_free(fd);
  ad_graph_free(g);
}
END_TEST

/* What a product loses below the normal numbers no difference sees; the last
   product has a factor 0, and is 0 by right. */
static const struct {
  double x[4];
  ad_fd_reason reason;
} products[] = {
  {{1, 1e-300, 1e-150, 1e150}, AD_FD_CLEAN},
  {{1e-200, 1e-200, 1e200, 1e200}, AD_FD_CLEAN},
  {{1e-200, 1e-200, 1e200, 1e-150}, AD_FD_UNDERFLOW},
  {{1e200, 1e-200, 1e-200, 1e200}, AD_FD_CLEAN},
  {{1e-100, 1e-100, 1e-100, 1}, AD_FD_CLEAN},
  {{1e-100, 1e-100, 1e-108, 0.5}, AD_FD_UNDERFLOW},
  {{2.385, 0.5, 0, 3}, AD_FD_CLEAN},
};

START_TEST(test_products)
{
  ad_graph *g = graph_of("prod(x)", 4, 1);
  ad_fd *fd = differences(g, products[_i].x);
  ad_fd_estimate e;
  ad_fd_entry(fd, 0, 1, &e);
  ck_assert_int_eq(e.reason, products[_i].reason);
  ad_fd_free(fd);
  ad_graph_free(g);
}
END_TEST

/* Nor does what is lost in a product that the entry does not move. */
START_TEST(test_other_product)
{
  const double x[] = {2.385, 1e-200, 1e-200};
  ad_graph *g = graph_of("2*x[1] + prod(x[2:3])", 3, 1);
  ad_fd *fd = differences(g, x);
  ad_fd_estimate e;
  ad_fd_entry(fd, 0, 1, &e);
  ck_assert_int_eq(e.reason, AD_FD_UNDERFLOW);
  ad_fd_entry(fd, 0, 0, &e);
  ck_assert_int_eq(e.reason, AD_FD_CLEAN);
  check_near(e.value, 2, 0, 1e-9, "beside the product");
  ad_fd_free(fd);
  ad_graph_free(g);
}
END_TEST

/* A kink that the entry does not move does not matter. */
START_TEST(test_other_kink)
{
  const double x[] = {0, 2.385};
  ad_graph *g = graph_of("sum(relu(x)) + x[1]*0", 2, 1);
  ad_fd *fd = differences(g, x);
  ad_fd_estimate e;
  ad_fd_entry(fd, 0, 1, &e);
  ck_assert_int_eq(e.reason, AD_FD_CLEAN);
  check_near(e.value, 1, 0, 1e-9, "the entry off the kink");
  ad_fd_entry(fd, 0, 0, &e);
  ck_assert_int_eq(e.reason, AD_FD_KINK);
  check_near(e.right - e.left, 1, 0, 1e-9, "the entry on the kink");
  ad_fd_free(fd);
  ad_graph_free(g);
}
END_TEST

/* One output has a kink at the point, the other is smooth. */
START_TEST(test_other_output)
{
  ad_builder *b = test_builder();
  ad_ref x = ad_leaf(b, "x", 1, 1, AD_INPUT);
  ad_output(b, ad_abs(b, x));
  ad_output(b, ad_exp(b, x));
  ad_graph *g = test_finish(b);
  ad_fd *fd = differences(g, (const double[]){0});
  ad_fd_estimate e;
  ad_fd_entry(fd, 1, 0, &e);
  ck_assert_int_eq(e.reason, AD_FD_CLEAN);
  check_near(e.value, 1, 0, 1e-9, "exp at 0 beside a kink");
  ad_fd_entry(fd, 0, 0, &e);
  ck_assert_int_eq(e.reason, AD_FD_KINK);
  ad_fd_free(fd);
  ad_graph_free(g);
}
END_TEST

/* ---- frozen operands ---- */

static const struct frozen {
  const char *text;
  size_t n;
  double x[2], want;
} frozens[] = {
  {"x * stop_gradient(x)", 1, {1.7, 0}, 1.7},
  {"exp(stop_gradient(sin(x))) * x^2", 1, {0.6, 0}, 2.1105826149203911},
  {"sum(x * stop_gradient(x))", 2, {1.7, -2.385}, 1.7},
  {"sum(stop_gradient(x * x) * x)", 2, {1.7, -2.385}, 2.89},
  {"x[1] * stop_gradient(x)[1] + x[2]", 2, {1.7, -2.385}, 1.7},
  {"stop_gradient(abs(x)) * x", 1, {0, 0}, 0},
};

START_TEST(test_frozen)
{
  const struct frozen *f = &frozens[_i];
  ad_graph *g = graph_of(f->text, f->n, 1);
  ad_fd *fd = differences(g, f->x);
  ad_fd_estimate e;
  ad_fd_entry(fd, 0, 0, &e);
  ck_assert_int_eq(e.reason, AD_FD_CLEAN);
  check_near(e.value, f->want, 1e-12, 1e-9, "%s", f->text);
  ad_fd_set(fd, 0, (const double[]){0.9, 0.9}); /* another base point */
  ad_fd_entry(fd, 0, 0, &e);
  double *J = test_reverse_jacobian(g, 1, (const double[]){0.9, 0.9});
  check_near(e.value, J[0], 1e-12, 1e-9, "%s at 0.9", f->text);
  free(J);
  ad_fd_free(fd);
  ad_graph_free(g);
}
END_TEST

/* ---- every operation, on matrices ---- */

START_TEST(test_operations)
{
  ad_op op = (ad_op)_i;
  test_rng r = {test_seed(seed, ad_op_get(op)->id)};
  for (int round = 0; round < 6; round++) {
    ad_graph *g = case_graph(op, 1, &r);
    double *x = case_point(op, g, &r);
    naive *want = naive_new(g, x);
    ad_fd *fd = differences(g, x);
    size_t m = ad_graph_output_entries(g), n = ad_graph_wrt_entries(g);
    size_t size = ad_entries(&g->nodes[g->outputs[0]]);
    for (size_t by = 0; by < n; by += 1 + n / 7)
      for (size_t of = 0; of < m && of < size; of += 1 + m / 7) {
        double exact = want->J[g->outputs[0]][of * n + by];
        ad_fd_estimate e;
        ad_fd_entry(fd, of, by, &e);
        if (e.reason == AD_FD_CLEAN)
          check_near(e.value, exact, 3 * e.error + 1e-9, 1e-9,
                     "%s: entry %zu by %zu, step %g", ad_op_get(op)->id, of,
                     by, e.step);
        else
          ck_assert_msg(e.reason == AD_FD_KINK && op == AD_OP_indicator,
                        "%s: reason %d", ad_op_get(op)->id, (int)e.reason);
      }
    ad_fd_free(fd);
    naive_free(want);
    free(x);
    ad_graph_free(g);
  }
}
END_TEST

/* ---- counts and state ---- */

/* A linear function: four points and no refinement; the base point is
   counted once, entries of one column share their points. */
START_TEST(test_counts)
{
  const double x[] = {1.25, -0.5, 2, 0.375};
  ad_graph *g = graph_of("[2, 0.5; -1, 4] @ x", 2, 2);
  ad_fd *fd = differences(g, x);
  ad_fd_estimate e;
  size_t total = 0;
  for (size_t by = 0; by < 4; by++)
    for (size_t of = 0; of < 4; of++) {
      ad_fd_entry(fd, of, by, &e);
      total += e.evaluations;
      ck_assert_uint_le(e.evaluations, of > 0 ? 4 : by > 0 ? 8 : 9);
      ck_assert(of > 0 || e.evaluations >= AD_FD_LEAST);
      check_near(e.value, of % 2 != by % 2     ? 0
                          : of / 2 == 0 ? (by / 2 == 0 ? 2 : 0.5)
                                        : (by / 2 == 0 ? -1 : 4),
                 1e-12, 1e-12, "entry %zu by %zu", of, by);
    }
  ck_assert_uint_ge(total, 1 + 4 * AD_FD_LEAST);
  ck_assert_uint_le(total, 1 + 4 * (4 + 4 * 4));
  ad_fd_entry(fd, 3, 3, &e);
  ck_assert_uint_eq(e.evaluations, 0);
  ad_fd_free(fd);
  ad_graph_free(g);
}
END_TEST

/* A point that was evaluated for its value alone is evaluated again when it
   is to be compared, and then no more; an output's own kinks are its own. */
START_TEST(test_memo)
{
  ad_graph *g = graph_of("abs(x - 1.3)", 1, 1);
  ad_memo memo;
  ad_error err = {0};
  check_ok(ad_memo_init(&memo, g, NULL, &err), err);
  ad_memo_set(&memo, 0, (const double[]){1.2});
  ad_memo_aim(&memo, 0);
  check_near(ad_memo_base(&memo, 0), 0.1, 0, 1e-15, "base");
  check_near(ad_memo_value(&memo, 1.7, 0), 0.4, 0, 1e-15, "value");
  check_near(ad_memo_value(&memo, 1.7, 0), 0.4, 0, 1e-15, "value again");
  ck_assert_uint_eq(memo.evaluations, 2);
  ck_assert_uint_eq(ad_memo_dirt(&memo, 1.7, 0), AD_DIRT_BRANCH);
  ck_assert_uint_eq(ad_memo_dirt(&memo, 1.7, 0), AD_DIRT_BRANCH);
  ck_assert_uint_eq(memo.evaluations, 3);
  ck_assert_uint_eq(ad_memo_dirt(&memo, 1.1, 0), 0);
  for (int i = 0; i < 100; i++) /* the oldest points are forgotten */
    ad_memo_value(&memo, 2 + i, 0);
  check_near(ad_memo_value(&memo, 1.7, 0), 0.4, 0, 1e-15, "forgotten");
  ck_assert_uint_eq(memo.evaluations, 3 + 1 + 100 + 1);
  ad_memo_free(&memo);
  ad_graph_free(g);
}
END_TEST

/* Engines with one plan are at one point, whoever sets it. */
START_TEST(test_beside)
{
  ad_graph *g = graph_of("x[1]*x[2] + tanh(x[2])", 2, 1);
  const double here[] = {2.385, 0.5}, there[] = {-1.7, 0.25};
  ad_value *v;
  ad_fd *fd;
  ad_fd_estimate e;
  ad_error err = {0};
  check_ok(ad_value_new(g, &v, &err), err);
  check_ok(ad_fd_new_beside(v, &fd, &err), err);
  ad_value_set(v, 0, here);
  ad_fd_entry(fd, 0, 1, &e);
  check_near(e.value, 2.385 + 1 - pow(tanh(0.5), 2), 0, 1e-8, "here");
  check_near(*ad_value_at(v, ad_graph_output(g, 0)), 2.385 / 2 + tanh(0.5), 0,
             1e-15, "swept");
  ad_fd_set(fd, 0, there);
  ad_fd_entry(fd, 0, 1, &e);
  check_near(e.value, -1.7 + 1 - pow(tanh(0.25), 2), 0, 1e-8, "there");
  check_near(*ad_value_at(v, ad_graph_output(g, 0)), -1.7 / 4 + tanh(0.25), 0,
             1e-15, "swept there");
  ad_fd_free(fd);
  ad_value_free(v);
  ad_graph_free(g);
}
END_TEST

/* Many entries in one output, so that few points are remembered. */
START_TEST(test_large)
{
  enum { N = 300000 };
  double *x = test_alloc(N, sizeof *x);
  for (size_t i = 0; i < N; i++)
    x[i] = 0.1 + 1e-5 * (double)i;
  ad_graph *g = graph_of("exp(x)", N, 1);
  ad_fd *fd = differences(g, x);
  ad_fd_estimate e;
  ad_fd_entry(fd, 123457, 123457, &e);
  check_near(e.value, exp(x[123457]), 0, 1e-9, "on the diagonal");
  ad_fd_entry(fd, 123456, 123457, &e);
  check_near(e.value, 0, 0, 0, "off the diagonal");
  ad_fd_free(fd);
  ad_graph_free(g);
  free(x);
}
END_TEST

/* A new point, and a leaf that is an output itself. */
START_TEST(test_points)
{
  ad_builder *b = test_builder();
  ad_ref x = ad_leaf(b, "x", 1, 1, AD_INPUT);
  ad_ref y = ad_leaf(b, "y", 1, 1, AD_DATA);
  ad_output(b, ad_mul(b, ad_square(b, x), y));
  ad_output(b, x);
  ad_graph *g = test_finish(b);
  ad_fd *fd = differences(g, (const double[]){2.385, 0.7});
  ad_fd_estimate e;
  ad_fd_entry(fd, 0, 0, &e);
  check_near(e.value, 2 * 2.385 * 0.7, 0, 1e-9, "at the first point");
  ad_fd_entry(fd, 1, 0, &e);
  check_near(e.value, 1, 0, 1e-11, "an output that is a leaf");
  ad_fd_set(fd, 1, (const double[]){-1.3});
  ad_fd_entry(fd, 0, 0, &e);
  check_near(e.value, -2 * 2.385 * 1.3, 0, 1e-9, "with other data");
  ad_fd_set(fd, 0, (const double[]){-0.4});
  ad_fd_entry(fd, 0, 0, &e);
  check_near(e.value, 2 * 0.4 * 1.3, 0, 1e-9, "at another x");
  ad_fd_free(fd);
  ad_graph_free(g);
}
END_TEST

/* ---- manners ---- */

static int handled;

static void handler(const char *reason, const char *file, int line, int code)
{
  (void)reason, (void)file, (void)line, (void)code;
  handled++;
}

START_TEST(test_handler)
{
  gsl_error_handler_t *before = gsl_set_error_handler(handler);
  for (size_t i = 0; i < sizeof dirties / sizeof *dirties; i++)
    estimate(dirties[i].text, dirties[i].x);
  ck_assert_int_eq(handled, 0);
  ck_assert(gsl_set_error_handler(before) == handler);
}
END_TEST

START_TEST(test_limit)
{
  ad_builder *b = test_builder();
  ad_error err = {0};
  ad_fd *fd;
  ad_builder_limit(b, 64 * 3 * sizeof(double));
  ad_output(b, ad_sin(b, ad_leaf(b, "x", 8, 8, AD_INPUT)));
  ad_graph *g = test_finish(b);
  check_error(ad_fd_new(g, &fd, &err), err, AD_ELIMIT,
              "the finite differences need more than the 1536 bytes allowed");
  ck_assert_ptr_null(fd);
  ad_fd_free(NULL);
  ad_graph_free(g);
}
END_TEST

/* The derivatives of sin x at 30 points between -4 and 4. */
START_TEST(test_many_points)
{
  for (int i = 0; i < 30; i++) {
    double x = -4 + 0.2713 * i;
    ad_fd_estimate e = estimate("sin(x) + 0*cos(x)", x);
    check_near(e.value, cos(x), 3 * e.error, 1e-10, "cos(%g), pi %g", x, pi_);
  }
}
END_TEST

static Suite *fd_suite(void)
{
  Suite *suite = suite_create("fd");
  TCase *values = tcase_create("values");
  TCase *clean = tcase_create("clean");
  TCase *state = tcase_create("state");
  tcase_set_timeout(values, 60);
  tcase_add_loop_test(values, test_smooth, 0,
                      (int)(sizeof smooths / sizeof *smooths));
  tcase_add_loop_test(values, test_waves, 0,
                      (int)(sizeof waves / sizeof *waves));
  tcase_add_test(values, test_bump);
  tcase_add_loop_test(values, test_operations, 0, AD_OP_leaf);
  tcase_add_test(values, test_many_points);
  tcase_add_loop_test(clean, test_dirty, 0,
                      (int)(sizeof dirties / sizeof *dirties));
  tcase_add_loop_test(clean, test_kinks, 0,
                      (int)(sizeof kinks / sizeof *kinks));
  tcase_add_loop_test(clean, test_jumps, 0,
                      (int)(sizeof jumps / sizeof *jumps));
  tcase_add_loop_test(clean, test_mended, 0,
                      (int)(sizeof mended / sizeof *mended));
  tcase_add_test(clean, test_between);
  tcase_add_test(clean, test_other_entries);
  tcase_add_loop_test(clean, test_products, 0,
                      (int)(sizeof products / sizeof *products));
  tcase_add_loop_test(values, test_sizes, 0,
                      (int)(sizeof sizes / sizeof *sizes));
  tcase_add_test(values, test_zero_beside);
  tcase_add_test(clean, test_other_product);
  tcase_add_test(clean, test_other_kink);
  tcase_add_test(clean, test_other_output);
  tcase_add_loop_test(state, test_frozen, 0,
                      (int)(sizeof frozens / sizeof *frozens));
  tcase_add_test(state, test_counts);
  tcase_add_test(state, test_memo);
  tcase_add_test(state, test_beside);
  tcase_add_test(state, test_large);
  tcase_add_test(state, test_points);
  tcase_add_test(state, test_handler);
  tcase_add_test(state, test_limit);
  suite_add_tcase(suite, values);
  suite_add_tcase(suite, clean);
  suite_add_tcase(suite, state);
  return suite;
}

int main(void)
{
  return test_run(fd_suite());
}
