/* SPDX-License-Identifier: GPL-3.0-or-later
   The op table, row by row: partials against GSL's differences of the value,
   against closed forms written another way, and at the corners; by the
   compiled row, by duals, and by both engines, as 1 x 1 nodes and as
   matrices; the rows' texts, read back, against the compiled functions.
   A new row is tested by this loop without another line.  Messages begin
   with the row's id.  Read lib/ops.def before. */
#include <float.h>
#include <gsl/gsl_deriv.h>
#include <string.h>

#include "dual.h"
#include "engines.h"
#include "expr.h"
#include "graph.h"
#include "lower.h"

enum { POINTS = 12, WIDE_POINTS = 400 };

static const uint64_t seed = 20240611;
static const double pi_ = 3.14159265358979323846;

/* ---- the op at a point, in every way there is ---- */

typedef struct point {
  double x[3];
} point;

#define DUAL_1(id)                                                           \
  static ad_dual dual_##id(const ad_dual *x)                                 \
  {                                                                          \
    return ad_dual_##id(x[0]);                                               \
  }
#define DUAL_2(id)                                                           \
  static ad_dual dual_##id(const ad_dual *x)                                 \
  {                                                                          \
    return ad_dual_##id(x[0], x[1]);                                         \
  }
#define DUAL_3(id)                                                           \
  static ad_dual dual_##id(const ad_dual *x)                                 \
  {                                                                          \
    return ad_dual_##id(x[0], x[1], x[2]);                                   \
  }
#define ELEMENTWISE(id, name, infix, strength, arity, ...) DUAL_##arity(id)
#include "ops.def"
#undef ELEMENTWISE

static ad_dual (*const duals[])(const ad_dual *x) = {
#define ELEMENTWISE(id, ...) dual_##id,
#include "ops.def"
#undef ELEMENTWISE
};

static double value_of(ad_op op, const point *p)
{
  return ad_op_get(op)->value(p->x[0], p->x[1], p->x[2], 0);
}

/* The row's partial; 0 where it has no edge. */
static double partial_of(ad_op op, unsigned k, const point *p)
{
  return ad_op_has_edge(op, k) ? ad_op_partial(op, k, p->x[0], p->x[1],
                                               p->x[2], value_of(op, p))
                               : 0;
}

/* The op on leaves "a", "b", "c" of rows x cols; wrt operand k, or all. */
static ad_graph *graph_of(ad_op op, size_t rows, size_t cols, unsigned k)
{
  static const char *const names[] = {"a", "b", "c"};
  ad_builder *b = test_builder();
  ad_ref x[3];
  unsigned arity = ad_op_get(op)->arity;
  for (unsigned i = 0; i < arity; i++)
    x[i] = ad_leaf(b, names[i], rows, cols, AD_INPUT);
  ad_output(b, ad_elementwise(b, op, arity, x));
  if (k < arity)
    ad_wrt(b, x[k]);
  return test_finish(b);
}

/* Entry (e, e) of the Jacobian of n x 1 leaves, all else being 0.  Values of
   matrices may come from vector functions, which are exact to 4 units in the
   last place, and those of a value near 1 are what is left of 1 - v^2. */
static void check_diagonal(ad_op op, const char *mode, size_t n,
                           const double *J, const double *want, unsigned k,
                           double rtol)
{
  double atol = n > 1 ? 8 * DBL_EPSILON : 0;
  for (size_t e = 0; e < n; e++)
    for (size_t f = 0; f < n; f++)
      check_near(J[e * n + f], e == f ? want[e] : 0, e == f ? atol : 0, rtol,
                 "%s: partial %u by %s, entry %zu of %zu by %zu",
                 ad_op_get(op)->id, k, mode, e, n, f);
}

/* Both engines, with operand k alone active, at n points in one matrix of
   n x 1 (n = 1: the instruction switch), against want[n]. */
static void check_engines(ad_op op, unsigned k, size_t n, const point *p,
                          const double *want, double rtol)
{
  ad_graph *g = graph_of(op, n, 1, k);
  double *x = test_alloc(3 * n, sizeof *x);
  for (size_t e = 0; e < n; e++)
    for (unsigned i = 0; i < ad_op_get(op)->arity; i++)
      x[i * n + e] = p[e].x[i];
  for (size_t chunk = 1; chunk <= 3; chunk += 2) {
    double *f = test_forward_jacobian(g, chunk, x);
    double *r = test_reverse_jacobian(g, chunk, x);
    check_diagonal(op, chunk == 1 ? "forward" : "forward in threes", n, f,
                   want, k, rtol);
    check_diagonal(op, chunk == 1 ? "reverse" : "reverse in threes", n, r,
                   want, k, rtol);
    free(f);
    free(r);
  }
  free(x);
  ad_graph_free(g);
}

/* The partial by dual numbers with the one tangent. */
static void check_dual(ad_op op, unsigned k, const point *p, double value,
                       double want, double rtol)
{
  ad_dual x[3];
  for (unsigned i = 0; i < 3; i++)
    x[i] = (ad_dual){p->x[i], i == k};
  ad_dual y = duals[op - AD_OP_elementwise](x);
  check_near(y.v, value, 0, 1e-15, "%s: value by dual", ad_op_get(op)->id);
  check_near(y.d, want, 0, rtol, "%s: partial %u by dual at %.17g, %.17g",
             ad_op_get(op)->id, k, p->x[0], p->x[1]);
}

/* Duals and both engines give the row's own partial at the points. */
static void check_ways(ad_op op, size_t n, const point *p)
{
  double *want = test_alloc(n, sizeof *want);
  for (unsigned k = 0; k < ad_op_get(op)->arity; k++) {
    for (size_t e = 0; e < n; e++) {
      want[e] = partial_of(op, k, &p[e]);
      check_dual(op, k, &p[e], value_of(op, &p[e]), want[e], 1e-15);
      check_engines(op, k, 1, &p[e], &want[e], 1e-14);
    }
    check_engines(op, k, n, p, want, 1e-14);
  }
  free(want);
}

/* ---- random points ---- */

static point safe_point(test_rng *r, const ad_op_row *row)
{
  point p;
  for (unsigned i = 0; i < 3; i++)
    p.x[i] = test_uniform(r, row->lo[i > 0], row->hi[i > 0]);
  return p;
}

/* One operand moves, for GSL. */
typedef struct move {
  ad_op op;
  unsigned k;
  point p;
} move;

static double moved_value(double t, void *state)
{
  move m = *(const move *)state;
  m.p.x[m.k] = t;
  return value_of(m.op, &m.p);
}

static double side_of(ad_op op, const point *p)
{
  return ad_op_get(op)->side(p->x[0], p->x[1], p->x[2], value_of(op, p));
}

static int in_domain(ad_op op, const point *p)
{
  double v = value_of(op, p);
  return isfinite(v) &&
         ad_op_get(op)->domain(p->x[0], p->x[1], p->x[2], v) != 0;
}

/* Is the stencil of step h in operand k clean: inside the domain, on one
   side of the kink, no wider than the row allows? */
static int is_clean(ad_op op, unsigned k, const point *p, double h)
{
  const ad_op_row *row = ad_op_get(op);
  point left = *p, right = *p;
  left.x[k] -= h;
  right.x[k] += h;
  if (!in_domain(op, p) || !in_domain(op, &left) || !in_domain(op, &right))
    return 0;
  double side = side_of(op, p);
  if (k < 2 && h > row->width[k](p->x[0], p->x[1], p->x[2], value_of(op, p)))
    return 0;
  return side * side_of(op, &left) > 0 && side * side_of(op, &right) > 0;
}

/* Partial k of the row against GSL's central difference; 0 where the row
   freezes its operand. */
static void check_difference(ad_op op, unsigned k, const point *p, double h)
{
  move m = {op, k, *p};
  gsl_function f = {moved_value, &m};
  double want, error;
  gsl_deriv_central(&f, p->x[k], h, &want, &error);
  if (ad_op_get(op)->edge == AD_EDGE_frozen)
    want = error = 0;
  check_near(partial_of(op, k, p), want, 3 * error + 1e-9, 1e-8,
             "%s: partial %u against differences at %.17g, %.17g, %.17g",
             ad_op_get(op)->id, k, p->x[0], p->x[1], p->x[2]);
}

/* In the row's safe interval every stencil must be clean; the partials must
   agree with the differences, and every way of computing with the row. */
START_TEST(test_safe)
{
  const ad_op op = (ad_op)_i;
  const ad_op_row *row = ad_op_get(op);
  test_rng r = {test_seed(seed, row->id)};
  point p[POINTS];
  for (size_t e = 0; e < POINTS; e++) {
    p[e] = safe_point(&r, row);
    for (unsigned k = 0; k < row->arity; k++) {
      double h = is_clean(op, k, &p[e], 1e-3) ? 1e-3 : 1e-6;
      ck_assert_msg(in_domain(op, &p[e]), "%s: not in its domain at %g, %g",
                    row->id, p[e].x[0], p[e].x[1]);
      check_difference(op, k, &p[e], h);
    }
  }
  check_ways(op, POINTS, p);
}
END_TEST

/* Away from the safe interval too, wherever the row's own columns say that
   the stencil is clean: the other side of a kink, the other branch. */
START_TEST(test_wide)
{
  const ad_op op = (ad_op)_i;
  const ad_op_row *row = ad_op_get(op);
  test_rng r = {test_seed(seed + 1000, row->id)};
  size_t checked = 0;
  for (size_t e = 0; e < WIDE_POINTS; e++) {
    point p = {{test_uniform(&r, -4, 4), test_uniform(&r, -4, 4),
                test_uniform(&r, -4, 4)}};
    for (unsigned k = 0; k < row->arity; k++)
      if (is_clean(op, k, &p, 1e-3)) {
        check_difference(op, k, &p, 1e-3);
        check_ways(op, 1, &p);
        checked++;
      }
  }
  ck_assert_msg(checked > WIDE_POINTS / 10, "%s: %zu clean stencils only",
                row->id, checked);
}
END_TEST

/* ---- closed forms, written another way than the rows ---- */

#define FORMS                                                                \
  FORM(add, a - -b, 1, 1, 0)                                                 \
  FORM(sub, a + -b, 1, -1, 0)                                                \
  FORM(mul, ((a + b) * (a + b) - (a - b) * (a - b)) / 4, b, a, 0)            \
  FORM(div, a *pow(b, -1), pow(b, -1), -a * pow(b, -2), 0)                   \
  FORM(pow, exp(b *log(a)), exp((b - 1) * log(a)) * b,                       \
       exp(b *log(a)) * log(a), 0)                                           \
  FORM(neg, 0 - a, -1, 0, 0)                                                 \
  FORM(square, pow(a, 2), a + a, 0, 0)                                       \
  FORM(sqrt, pow(a, 0.5), 0.5 * pow(a, -0.5), 0, 0)                          \
  FORM(cbrt, copysign(pow(fabs(a), 1.0 / 3), a),                             \
       pow(fabs(a), -2.0 / 3) / 3, 0, 0)                                     \
  FORM(hypot, sqrt(a *a + b * b), cos(atan2(b, a)), sin(atan2(b, a)), 0)     \
  FORM(abs, sqrt(a *a), copysign(1, a), 0, 0)                                \
  FORM(sign, copysign(1, a), 0, 0, 0)                                        \
  FORM(min, fmin(a, b), fmin(a, b) == a, fmin(a, b) == b, 0)                 \
  FORM(max, fmax(a, b), fmax(a, b) == a, fmax(a, b) == b, 0)                 \
  FORM(step, ceil(fmin(fmax(a, 0), 1)), 0, 0, 0)                             \
  FORM(floor, a - (fmod(a, 1) + (a < 0)), 0, 0, 0)                           \
  FORM(ceil, a - (fmod(a, 1) - (a > 0)), 0, 0, 0)                            \
  FORM(round, nearbyint(a), 0, 0, 0)                                         \
  FORM(exp, cosh(a) + sinh(a), cosh(a) + sinh(a), 0, 0)                      \
  FORM(expm1, 2 * exp(a / 2) * sinh(a / 2), cosh(a) + sinh(a), 0, 0)         \
  FORM(log, 2 * atanh((a - 1) / (a + 1)), pow(a, -1), 0, 0)                  \
  FORM(log1p, 2 * atanh(a / (2 + a)), pow(1 + a, -1), 0, 0)                  \
  FORM(log2, log(a) / log(2), pow(a *log(2), -1), 0, 0)                      \
  FORM(log10, log(a) / log(10), pow(a *log(10), -1), 0, 0)                   \
  FORM(xlogy, a *log2(b) / log2(exp(1)), log2(b) / log2(exp(1)),             \
       a *pow(b, -1), 0)                                                     \
  FORM(sinh, (exp(a) - exp(-a)) / 2, (exp(a) + exp(-a)) / 2, 0, 0)           \
  FORM(cosh, (exp(a) + exp(-a)) / 2, (exp(a) - exp(-a)) / 2, 0, 0)           \
  FORM(tanh, sinh(a) / cosh(a), 1 / (cosh(a) * cosh(a)), 0, 0)               \
  FORM(asinh, copysign(log(fabs(a) + sqrt(a * a + 1)), a),                   \
       1 / cosh(asinh(a)), 0, 0)                                             \
  FORM(acosh, log(a + sqrt(a * a - 1)), 1 / sinh(acosh(a)), 0, 0)            \
  FORM(atanh, 0.5 * log((1 + a) / (1 - a)), pow(cosh(atanh(a)), 2), 0, 0)    \
  FORM(erf, 1 - erfc(a), 2 / sqrt(pi_) * pow(exp(-fabs(a)), fabs(a)), 0, 0)  \
  FORM(sin, 2 * sin(a / 2) * cos(a / 2), 1 - 2 * pow(sin(a / 2), 2), 0, 0)   \
  FORM(cos, 1 - 2 * pow(sin(a / 2), 2), -2 * sin(a / 2) * cos(a / 2), 0, 0)  \
  FORM(tan, sin(a) / cos(a), pow(cos(a), -2), 0, 0)                          \
  FORM(asin, atan2(a, sqrt(1 - a * a)), 1 / cos(asin(a)), 0, 0)              \
  FORM(acos, pi_ / 2 - asin(a), -1 / sin(acos(a)), 0, 0)                     \
  FORM(atan, atan2(a, 1), pow(cos(atan(a)), 2), 0, 0)                        \
  FORM(atan2, copysign(acos(b / hypot(a, b)), a),                            \
       cos(atan2(a, b)) / hypot(a, b), -sin(atan2(a, b)) / hypot(a, b), 0)   \
  FORM(sigmoid, 0.5 * (1 + tanh(a / 2)), exp(-a) / pow(1 + exp(-a), 2), 0,   \
       0)                                                                    \
  FORM(relu, fmax(a, 0), ceil(fmin(fmax(a, 0), 1)), 0, 0)                    \
  FORM(leaky_relu, fmax(a, a / 100), fmax(copysign(1, a), 0.01), 0, 0)       \
  FORM(elu, fmax(a, 0) + exp(fmin(a, 0)) - 1, exp(fmin(a, 0)), 0, 0)         \
  FORM(softplus, log(1 + exp(a)), 0.5 * (1 + tanh(a / 2)), 0, 0)             \
  FORM(gelu, 0.5 * a *erfc(-a / sqrt(2)),                                    \
       0.5 * erfc(-a / sqrt(2)) + a / sqrt(2 * pi_) * exp(-a * a / 2), 0, 0) \
  FORM(silu, 0.5 * a * (1 + tanh(a / 2)),                                    \
       exp(a) * (1 + a + exp(a)) / pow(1 + exp(a), 2), 0, 0)                 \
  FORM(lt, !(a >= b), 0, 0, 0)                                               \
  FORM(le, !(a > b), 0, 0, 0)                                                \
  FORM(gt, !(a <= b), 0, 0, 0)                                               \
  FORM(ge, !(a < b), 0, 0, 0)                                                \
  FORM(eq, !(a - b < 0) && !(a - b > 0), 0, 0, 0)                            \
  FORM(ne, a - b < 0 || a - b > 0, 0, 0, 0)                                  \
  FORM(where, a == 0 ? c : b, 0, !(a == 0), a == 0, 0)                       \
  FORM(stop_gradient, a, 0, 0, 0)

/* form[0] is the value, form[1 ..] the partials. */
#define FORM(id, value, da, db, ...)                                         \
  static void form_##id(double a, double b, double c, double *form)          \
  {                                                                          \
    const double parts[] = {(value), (da), (db), __VA_ARGS__};               \
    (void)a, (void)b, (void)c;                                               \
    memcpy(form, parts, 4 * sizeof *form);                                   \
  }
FORMS
#undef FORM

static const struct {
  ad_op op;
  void (*form)(double a, double b, double c, double *form);
} forms[] = {
#define FORM(id, ...) {AD_OP_##id, form_##id},
  FORMS
#undef FORM
};

START_TEST(test_closed_forms)
{
  static const double as[] = {-2.385, -0.617, 0.093, 0.731, 1.385, 3.217},
                      bs[] = {-1.173, 0.417, 0.731, 2.385},
                      cs[] = {-0.291, 1.619};
  const ad_op op = forms[_i].op;
  const char *id = ad_op_get(op)->id;
  for (size_t i = 0; i < 6 * 4 * 2; i++) {
    const point p = {{as[i / 8], bs[i / 2 % 4], cs[i % 2]}};
    double form[4];
    forms[_i].form(p.x[0], p.x[1], p.x[2], form);
    if (!isfinite(form[0]) || (op == AD_OP_min && p.x[0] == p.x[1]) ||
        (op == AD_OP_max && p.x[0] == p.x[1]))
      continue;
    check_near(value_of(op, &p), form[0], 1e-15, 1e-13,
               "%s: value at %g, %g, %g", id, p.x[0], p.x[1], p.x[2]);
    for (unsigned k = 0; k < ad_op_get(op)->arity; k++) {
      check_near(partial_of(op, k, &p), form[1 + k], 1e-15, 1e-12,
                 "%s: closed form of partial %u at %g, %g, %g", id, k, p.x[0],
                 p.x[1], p.x[2]);
      check_engines(op, k, 1, &p, &form[1 + k], 1e-10);
    }
  }
}
END_TEST

/* ---- corners: signed zeros, infinities, NaN, ties, edges of domains ---- */

#define NAN_ ((double)NAN)
#define INF_ ((double)INFINITY)

static const struct corner {
  ad_op op;
  double a, b, c, v, d[3];
} corners[] = {
  {AD_OP_add, INF_, -INF_, 0, NAN_, {1, 1, 0}},
  {AD_OP_mul, 0, INF_, 0, NAN_, {INF_, 0, 0}},
  {AD_OP_mul, NAN_, 2.385, 0, NAN_, {2.385, NAN_, 0}},
  {AD_OP_div, 1, 0, 0, INF_, {INF_, -INF_, 0}},
  {AD_OP_div, 0, 0, 0, NAN_, {NAN_, NAN_, 0}},
  {AD_OP_div, 1, INF_, 0, 0, {0, -0.0, 0}},
  {AD_OP_pow, 0, 0, 0, 1, {0, 0, 0}},
  {AD_OP_pow, 0, 1, 0, 0, {1, 0, 0}},
  {AD_OP_pow, 0, 2, 0, 0, {0, 0, 0}},
  {AD_OP_pow, 0, 0.5, 0, 0, {INF_, 0, 0}},
  {AD_OP_pow, 0, -1, 0, INF_, {-INF_, -INF_, 0}},
  {AD_OP_pow, -2, 3, 0, -8, {12, NAN_, 0}},
  {AD_OP_pow, -2, 0, 0, 1, {0, NAN_, 0}},
  {AD_OP_pow, -8, 1.0 / 3, 0, NAN_, {NAN_, NAN_, 0}},
  {AD_OP_pow, NAN_, 0, 0, 1, {0, NAN_, 0}},
  {AD_OP_pow, 0, NAN_, 0, NAN_, {NAN_, NAN_, 0}},
  {AD_OP_sqrt, 0, 0, 0, 0, {INF_, 0, 0}},
  {AD_OP_sqrt, -0.0, 0, 0, -0.0, {INF_, 0, 0}},
  {AD_OP_sqrt, -1, 0, 0, NAN_, {NAN_, 0, 0}},
  {AD_OP_cbrt, 0, 0, 0, 0, {INF_, 0, 0}},
  {AD_OP_abs, 0, 0, 0, 0, {0, 0, 0}},
  {AD_OP_abs, -0.0, 0, 0, 0, {0, 0, 0}},
  {AD_OP_abs, NAN_, 0, 0, NAN_, {NAN_, 0, 0}},
  {AD_OP_sign, 0, 0, 0, 0, {0, 0, 0}},
  {AD_OP_sign, NAN_, 0, 0, NAN_, {0, 0, 0}},
  {AD_OP_min, 1.385, 1.385, 0, 1.385, {0.5, 0.5, 0}},
  {AD_OP_min, 1, NAN_, 0, NAN_, {NAN_, NAN_, 0}},
  {AD_OP_min, NAN_, 1, 0, NAN_, {NAN_, NAN_, 0}},
  {AD_OP_min, -INF_, 1, 0, -INF_, {1, 0, 0}},
  {AD_OP_max, 1.385, 1.385, 0, 1.385, {0.5, 0.5, 0}},
  {AD_OP_max, NAN_, 1, 0, NAN_, {NAN_, NAN_, 0}},
  {AD_OP_max, 1, NAN_, 0, NAN_, {NAN_, NAN_, 0}},
  {AD_OP_step, 0, 0, 0, 0, {0, 0, 0}},
  {AD_OP_step, NAN_, 0, 0, NAN_, {0, 0, 0}},
  {AD_OP_floor, -2, 0, 0, -2, {0, 0, 0}},
  {AD_OP_floor, -1e-300, 0, 0, -1, {0, 0, 0}},
  {AD_OP_floor, INF_, 0, 0, INF_, {0, 0, 0}},
  {AD_OP_ceil, 1e-300, 0, 0, 1, {0, 0, 0}},
  {AD_OP_ceil, NAN_, 0, 0, NAN_, {0, 0, 0}},
  {AD_OP_round, 0.5, 0, 0, 0, {0, 0, 0}},
  {AD_OP_round, 1.5, 0, 0, 2, {0, 0, 0}},
  {AD_OP_round, 2.5, 0, 0, 2, {0, 0, 0}},
  {AD_OP_round, -0.5, 0, 0, 0, {0, 0, 0}},
  {AD_OP_round, -3.5, 0, 0, -4, {0, 0, 0}},
  {AD_OP_round, 0.49999999999999994, 0, 0, 0, {0, 0, 0}},
  {AD_OP_round, -0.49999999999999994, 0, 0, 0, {0, 0, 0}},
  {AD_OP_round, 4503599627370495.5, 0, 0, 4503599627370496, {0, 0, 0}},
  {AD_OP_round, 9007199254740994, 0, 0, 9007199254740994, {0, 0, 0}},
  {AD_OP_round, -INF_, 0, 0, -INF_, {0, 0, 0}},
  {AD_OP_round, NAN_, 0, 0, NAN_, {0, 0, 0}},
  {AD_OP_hypot, 0, 0, 0, 0, {0, 0, 0}},
  {AD_OP_hypot, 3e200, -4e200, 0, 5e200, {0.6, -0.8, 0}},
  {AD_OP_hypot, -3e-200, 4e-200, 0, 5e-200, {-0.6, 0.8, 0}},
  {AD_OP_hypot, 2.385, 0, 0, 2.385, {1, 0, 0}},
  {AD_OP_log2, 0, 0, 0, -INF_, {INF_, 0, 0}},
  {AD_OP_log2, 8, 0, 0, 3, {0.18033688011112042, 0, 0}},
  {AD_OP_log2, -1, 0, 0, NAN_, {NAN_, 0, 0}},
  {AD_OP_log10, 1000, 0, 0, 3, {0.00043429448190325183, 0, 0}},
  {AD_OP_log10, -0.0, 0, 0, -INF_, {INF_, 0, 0}},
  {AD_OP_log10, -1, 0, 0, NAN_, {NAN_, 0, 0}},
  {AD_OP_asinh, 1e-20, 0, 0, 1e-20, {1, 0, 0}},
  {AD_OP_asinh, -1e200, 0, 0, -461.21016577936908, {1e-200, 0, 0}},
  {AD_OP_asinh, INF_, 0, 0, INF_, {0, 0, 0}},
  {AD_OP_acosh, 1, 0, 0, 0, {INF_, 0, 0}},
  {AD_OP_acosh, 0.9999999, 0, 0, NAN_, {NAN_, 0, 0}},
  {AD_OP_acosh, -3, 0, 0, NAN_, {NAN_, 0, 0}},
  {AD_OP_acosh, 1e200, 0, 0, 461.21016577936908, {1e-200, 0, 0}},
  {AD_OP_atanh, 1, 0, 0, INF_, {INF_, 0, 0}},
  {AD_OP_atanh, -1, 0, 0, -INF_, {INF_, 0, 0}},
  {AD_OP_atanh, 1e-20, 0, 0, 1e-20, {1, 0, 0}},
  {AD_OP_atanh, 1.0000001, 0, 0, NAN_, {NAN_, 0, 0}},
  {AD_OP_exp, 710, 0, 0, INF_, {INF_, 0, 0}},
  {AD_OP_exp, -746, 0, 0, 0, {0, 0, 0}},
  {AD_OP_expm1, 1e-20, 0, 0, 1e-20, {1, 0, 0}},
  {AD_OP_expm1, -800, 0, 0, -1, {0, 0, 0}},
  {AD_OP_log, 0, 0, 0, -INF_, {INF_, 0, 0}},
  {AD_OP_log, -0.0, 0, 0, -INF_, {INF_, 0, 0}},
  {AD_OP_log, -1, 0, 0, NAN_, {NAN_, 0, 0}},
  {AD_OP_log1p, 1e-20, 0, 0, 1e-20, {1, 0, 0}},
  {AD_OP_log1p, -1, 0, 0, -INF_, {INF_, 0, 0}},
  {AD_OP_log1p, -2, 0, 0, NAN_, {NAN_, 0, 0}},
  {AD_OP_xlogy, 0, 0, 0, 0, {-INF_, 0, 0}},
  {AD_OP_xlogy, 0, 2, 0, 0, {0.693147180559945309, 0, 0}},
  {AD_OP_xlogy, 0, NAN_, 0, NAN_, {NAN_, NAN_, 0}},
  {AD_OP_xlogy, 2, -1, 0, NAN_, {NAN_, NAN_, 0}},
  {AD_OP_xlogy, 2, 0, 0, -INF_, {-INF_, INF_, 0}},
  {AD_OP_sinh, 711, 0, 0, INF_, {INF_, 0, 0}},
  {AD_OP_tanh, 20, 0, 0, 1, {0, 0, 0}},
  {AD_OP_tanh, NAN_, 0, 0, NAN_, {NAN_, 0, 0}},
  {AD_OP_sin, INF_, 0, 0, NAN_, {NAN_, 0, 0}},
  {AD_OP_tan, 1.5707963267948966, 0, 0, 16331239353195370.0,
   {2.6670937881135714e32, 0, 0}},
  {AD_OP_asin, 1, 0, 0, 1.5707963267948966, {INF_, 0, 0}},
  {AD_OP_asin, -1, 0, 0, -1.5707963267948966, {INF_, 0, 0}},
  {AD_OP_asin, 1.0000001, 0, 0, NAN_, {NAN_, 0, 0}},
  {AD_OP_acos, 1, 0, 0, 0, {-INF_, 0, 0}},
  {AD_OP_acos, -1, 0, 0, 3.1415926535897931, {-INF_, 0, 0}},
  {AD_OP_atan, 1e200, 0, 0, 1.5707963267948966, {0, 0, 0}},
  {AD_OP_atan, INF_, 0, 0, 1.5707963267948966, {0, 0, 0}},
  {AD_OP_sigmoid, 800, 0, 0, 1, {0, 0, 0}},
  {AD_OP_sigmoid, -800, 0, 0, 0, {0, 0, 0}},
  {AD_OP_relu, 0, 0, 0, 0, {0, 0, 0}},
  {AD_OP_relu, -0.0, 0, 0, -0.0, {0, 0, 0}},
  {AD_OP_relu, NAN_, 0, 0, NAN_, {NAN_, 0, 0}},
  {AD_OP_leaky_relu, 0, 0, 0, 0, {0.01, 0, 0}},
  {AD_OP_leaky_relu, NAN_, 0, 0, NAN_, {NAN_, 0, 0}},
  {AD_OP_elu, 0, 0, 0, 0, {1, 0, 0}},
  {AD_OP_elu, -INF_, 0, 0, -1, {0, 0, 0}},
  {AD_OP_softplus, 21, 0, 0, 21.0000000007582560, {0.99999999924174388, 0, 0}},
  {AD_OP_softplus, 800, 0, 0, 800, {1, 0, 0}},
  {AD_OP_softplus, -800, 0, 0, 0, {0, 0, 0}},
  {AD_OP_gelu, 0, 0, 0, 0, {0.5, 0, 0}},
  {AD_OP_silu, 800, 0, 0, 800, {1, 0, 0}},
  {AD_OP_silu, -800, 0, 0, 0, {0, 0, 0}},
  {AD_OP_eq, NAN_, NAN_, 0, 0, {0, 0, 0}},
  {AD_OP_where, 0, NAN_, 2.385, 2.385, {0, 0, 1}},
  {AD_OP_where, -0.0, 1.5, 2.385, 2.385, {0, 0, 1}},
  {AD_OP_where, NAN_, 1.5, 2.385, 1.5, {0, 1, 0}},
  {AD_OP_stop_gradient, INF_, 0, 0, INF_, {0, 0, 0}},
};

START_TEST(test_corners)
{
  const struct corner *corner = &corners[_i];
  const ad_op op = corner->op;
  const point p = {{corner->a, corner->b, corner->c}};
  const char *id = ad_op_get(op)->id;
  check_near(value_of(op, &p), corner->v, 0, 1e-15, "%s: value at %g, %g", id,
             corner->a, corner->b);
  for (unsigned k = 0; k < ad_op_get(op)->arity; k++) {
    check_near(partial_of(op, k, &p), corner->d[k], 0, 1e-15,
               "%s: corner of partial %u at %g, %g", id, k, corner->a,
               corner->b);
    check_dual(op, k, &p, corner->v, corner->d[k], 1e-15);
    check_engines(op, k, 1, &p, &corner->d[k], 1e-15);
  }
}
END_TEST

/* ---- the texts of the rows ---- */

typedef struct word {
  const char *name;
  unsigned arity;
  double (*one)(double), (*two)(double, double);
} word;

/* The functions that rows may use, by the C library's own names. */
static const word words[] = {
  {"abs", 1, fabs, NULL},    {"sqrt", 1, sqrt, NULL},
  {"cbrt", 1, cbrt, NULL},   {"exp", 1, exp, NULL},
  {"expm1", 1, expm1, NULL}, {"log", 1, log, NULL},
  {"log1p", 1, log1p, NULL}, {"sinh", 1, sinh, NULL},
  {"cosh", 1, cosh, NULL},   {"tanh", 1, tanh, NULL},
  {"erf", 1, erf, NULL},     {"erfc", 1, erfc, NULL},
  {"log2", 1, log2, NULL},   {"log10", 1, log10, NULL},
  {"asinh", 1, asinh, NULL}, {"acosh", 1, acosh, NULL},
  {"atanh", 1, atanh, NULL}, {"hypot", 2, NULL, hypot},
  {"floor", 1, floor, NULL}, {"ceil", 1, ceil, NULL},
  {"sin", 1, sin, NULL},     {"cos", 1, cos, NULL},
  {"tan", 1, tan, NULL},     {"asin", 1, asin, NULL},
  {"acos", 1, acos, NULL},   {"atan", 1, atan, NULL},
  {"pow", 2, NULL, pow},     {"atan2", 2, NULL, atan2},
};

static double call(const char *name, unsigned arity, const double *x)
{
  if (strcmp(name, "where") == 0 && arity == 3)
    return x[0] != 0 ? x[1] : x[2];
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strcmp(words[i].name, name) == 0 && words[i].arity == arity)
      return arity == 1 ? words[i].one(x[0]) : words[i].two(x[0], x[1]);
  ad_op op = ad_op_find(name, arity);
  ck_assert_msg(op < AD_OP_count && ad_op_get(op)->value,
                "'%s' of %u arguments is not known", name, arity);
  return ad_op_get(op)->value(x[0], arity > 1 ? x[1] : 0, arity > 2 ? x[2] : 0,
                              0);
}

static double infix(const char *symbol, double x, double y)
{
  const struct {
    const char *symbol;
    double value;
  } results[] = {
    {"+", x + y},  {"-", x - y},   {"*", x * y},  {"/", x / y},
    {"<", x < y},  {"<=", x <= y}, {">", x > y},  {">=", x >= y},
    {"==", x == y}, {"!=", x != y}, {"^", pow(x, y)},
  };
  for (size_t i = 0; i < sizeof results / sizeof *results; i++)
    if (strcmp(results[i].symbol, symbol) == 0)
      return results[i].value;
  ck_abort_msg("operator '%s' is not known", symbol);
  return 0;
}

/* Value of a name: a, b, c, v of x[4], or a constant. */
static double named(const char *name, const double *x)
{
  const char *letter = strchr("abcv", name[0]);
  if (letter && name[1] == '\0')
    return x[letter - "abcv"];
  if (strcmp(name, "inf") == 0)
    return (double)INFINITY;
  ck_assert_msg(strcmp(name, "pi") == 0, "name '%s' is not known", name);
  return pi_;
}

/* A small evaluator of the postfix array, of its own. */
static double evaluate(const ad_expr *expr, const double *x)
{
  double stack[200];
  size_t n = 0;
  for (size_t i = 0; i < expr->n; i++) {
    const ad_term *t = &expr->terms[i];
    ck_assert_uint_lt(n, 199);
    ck_assert_uint_le(t->arity, n);
    n -= t->arity;
    switch (t->kind) {
    case AD_T_NUMBER:
      stack[n] = t->number;
      break;
    case AD_T_NAME:
      stack[n] = named(t->text, x);
      break;
    case AD_T_INFIX:
      stack[n] = infix(t->text, stack[n], stack[n + 1]);
      break;
    case AD_T_PREFIX:
      stack[n] = -stack[n];
      break;
    case AD_T_CALL:
      stack[n] = call(t->text, t->arity, &stack[n]);
      break;
    case AD_T_PAREN:
      break;
    default:
      ck_abort_msg("a term of kind %d in a row", (int)t->kind);
    }
    n++;
  }
  ck_assert_uint_eq(n, 1);
  return stack[0];
}

/* The text as a graph of the leaves a, b, c and v. */
static double lowered(const char *text, const double *x)
{
  static const char *const names[] = {"a", "b", "c", "v"};
  ad_builder *b = test_builder();
  ad_ref out;
  ad_error err = {0};
  for (size_t i = 0; i < 4; i++)
    ad_leaf(b, names[i], 1, 1, AD_INPUT);
  check_ok(ad_lower_text(b, text, NULL, &out, &err), err);
  ad_output(b, out);
  ad_graph *g = test_finish(b);
  ad_value *e = test_value(g);
  TEST_SET_LEAVES(ad_value_set, e, g, x)
  ad_value_sweep(e);
  double value = ad_value_at(e, out)[0];
  ad_value_free(e);
  ad_graph_free(g);
  return value;
}

/* A text means what the compiler made of it. */
static void check_text(const ad_op_row *row, const char *what,
                       const char *text, ad_scalar_fn *compiled)
{
  static const double special[] = {0, -0.0, 1, -1, 0.5, 2, 800, -800};
  test_rng r = {seed + 2000};
  ad_expr *expr;
  ad_error err = {0};
  check_ok(ad_expr_parse(text, strlen(text), 0, NULL, &expr, &err), err);
  for (size_t e = 0; e < 200; e++) {
    double x[4];
    for (size_t i = 0; i < 4; i++)
      x[i] = test_below(&r, 4) == 0 ? special[test_below(&r, 8)]
                                    : test_uniform(&r, -3, 3);
    if (e == 0)
      x[0] = (double)NAN;
    if (e == 1)
      x[1] = x[3] = (double)NAN;
    double want = compiled(x[0], x[1], x[2], x[3]);
    check_near(evaluate(expr, x), want, 0, 4e-16,
               "%s: text of %s at %g, %g, %g, %g", row->id, what, x[0], x[1],
               x[2], x[3]);
    if (e < 40)
      check_near(lowered(text, x), want, 0, 4e-16,
                 "%s: graph of %s at %g, %g, %g, %g", row->id, what, x[0],
                 x[1], x[2], x[3]);
  }
  ad_expr_free(expr);
}

START_TEST(test_texts)
{
  static const char *const parts[] = {"da", "db", "dc"};
  const ad_op_row *row = ad_op_get((ad_op)_i);
  check_text(row, "value", row->value_text, row->value);
  check_text(row, "domain", row->domain_text, row->domain);
  check_text(row, "side", row->side_text, row->side);
  for (unsigned k = 0; k < row->arity; k++)
    check_text(row, parts[k], row->partial_text[k], row->partial[k]);
}
END_TEST

/* ---- what the table says of edges and reads ---- */

static int same(double x, double y)
{
  return x == y || (isnan(x) && isnan(y));
}

/* A partial does not change with what it claims not to read, and changes,
   somewhere, with what it claims to read (or the tape keeps too much). */
START_TEST(test_reads)
{
  const ad_op op = (ad_op)_i;
  const ad_op_row *row = ad_op_get(op);
  for (unsigned k = 0; k < row->arity; k++) {
    unsigned reads = ad_op_reads(op, k), changed = 0;
    test_rng r = {seed + 3000};
    for (size_t e = 0; e < 500; e++) {
      point p = e % 2 ? safe_point(&r, row)
                      : (point){{test_uniform(&r, -3, 3), 0.731, -1.083}};
      if (e % 7 == 0)
        p.x[0] = 0;
      double x[4] = {p.x[0], p.x[1], p.x[2], value_of(op, &p)};
      double before = ad_op_partial(op, k, x[0], x[1], x[2], x[3]);
      for (unsigned i = 0; i < 4; i++) {
        double kept = x[i];
        x[i] = e % 5 == 0   ? (double)NAN
               : e % 5 == 1 ? 0
                            : test_uniform(&r, -3, 3);
        double after = ad_op_partial(op, k, x[0], x[1], x[2], x[3]);
        x[i] = kept;
        if (!same(before, after))
          changed |= 1u << i;
      }
    }
    ck_assert_msg((changed & ~reads) == 0 || !ad_op_has_edge(op, k),
                  "%s: partial %u reads %x, not only %x", row->id, k, changed,
                  reads);
    ck_assert_msg(changed == reads || !ad_op_has_edge(op, k),
                  "%s: partial %u reads %x, not %x", row->id, k, changed,
                  reads);
  }
}
END_TEST

/* No edge: the partial is 0 and nothing is read; an edge: it is not 0
   everywhere. */
START_TEST(test_edges)
{
  const ad_op op = (ad_op)_i;
  const ad_op_row *row = ad_op_get(op);
  for (unsigned k = 0; k < 3; k++) {
    int nonzero = 0;
    test_rng r = {seed + 4000};
    for (size_t e = 0; e < 200; e++) {
      point p = safe_point(&r, row);
      if (e % 2)
        p.x[0] = e % 4 == 1 ? 0 : -p.x[0];
      nonzero |= row->partial[k](p.x[0], p.x[1], p.x[2], value_of(op, &p)) != 0;
    }
    ck_assert_msg(nonzero == ad_op_has_edge(op, k),
                  "%s: partial %u %s 0 everywhere, and the edge is %d",
                  row->id, k, nonzero ? "is not" : "is",
                  ad_op_has_edge(op, k));
    if (!ad_op_has_edge(op, k))
      ck_assert_msg(ad_op_reads(op, k) == 0,
                    "%s: no edge %u, and it reads something", row->id, k);
  }
}
END_TEST

/* ---- the table itself ---- */

START_TEST(test_table)
{
  const ad_op_row *row = ad_op_get((ad_op)_i);
  ck_assert_msg(row->id[0] && row->name[0] && row->doc[0],
                "row %d: no id, name or doc", _i);
  if (row->kind == AD_KIND_source)
    return;
  ck_assert_msg(row->latex[0], "%s: no LaTeX", row->id);
  ck_assert_msg((row->strength > 0) == (row->infix[0] != '\0'),
                "%s: strength %d, symbol '%s'", row->id, row->strength,
                row->infix);
  for (unsigned k = 1; k <= 3; k++) {
    char hole[3] = {'#', (char)('0' + k), '\0'};
    ck_assert_msg((strstr(row->latex, hole) != NULL) ==
                    (k <= row->arity || (row->arity == 0 && k == 1)),
                  "%s: LaTeX '%s' and %u operands", row->id, row->latex,
                  row->arity);
  }
  ck_assert_msg(ad_op_find(row->name, row->arity) == (ad_op)_i,
                "%s: not found by its name '%s'", row->id, row->name);
  if (row->strength > 0)
    ck_assert_msg(ad_op_find_infix(row->infix, row->arity) == (ad_op)_i,
                  "%s: not found by its symbol '%s'", row->id, row->infix);
  if (row->kind == AD_KIND_elementwise)
    ck_assert_msg(row->lo[0] <= row->hi[0] && row->lo[1] <= row->hi[1],
                  "%s: empty safe interval", row->id);
}
END_TEST

/* Neutral and absorbing second operands do what they say. */
START_TEST(test_neutral)
{
  const ad_op_row *row = ad_op_get((ad_op)_i);
  test_rng r = {test_seed(seed + 5000, row->id)};
  for (size_t e = 0; e < 20; e++) {
    point p = safe_point(&r, row);
    if (row->neutral[0]) {
      p.x[1] = strtod(row->neutral, NULL);
      check_near(value_of((ad_op)_i, &p), p.x[0], 0, 0, "%s: neutral %s",
                 row->id, row->neutral);
    }
    if (row->absorbing[0]) {
      p.x[1] = strtod(row->absorbing, NULL);
      check_near(value_of((ad_op)_i, &p), p.x[1], 0, 0, "%s: absorbing %s",
                 row->id, row->absorbing);
    }
  }
}
END_TEST

START_TEST(test_derived)
{
  size_t n = 0;
  for (const ad_derived_row *row; (row = ad_derived_get(n)) != NULL; n++) {
    ck_assert_ptr_eq(ad_derived_find(row->name), row);
    ck_assert_msg(ad_op_find(row->name, row->arity) == AD_OP_count,
                  "'%s' is a row twice", row->name);
    ck_assert(row->doc[0] != '\0' && row->arity >= 1 && row->arity <= 3);
  }
  ck_assert_uint_gt(n, 10);
  ck_assert_ptr_null(ad_derived_find("nothing"));
  ck_assert_uint_eq(ad_op_find("nothing", 1), AD_OP_count);
  ck_assert_uint_eq(ad_op_find("max", 1), AD_OP_amax);
  ck_assert_uint_eq(ad_op_find("max", 2), AD_OP_max);
  ck_assert_uint_eq(ad_op_find_infix("-", 1), AD_OP_neg);
  ck_assert_uint_eq(ad_op_find_infix("-", 2), AD_OP_sub);
}
END_TEST

static Suite *ops_suite(void)
{
  Suite *suite = suite_create("ops");
  TCase *rows = tcase_create("rows");
  TCase *texts = tcase_create("texts");
  TCase *table = tcase_create("table");
  tcase_set_timeout(rows, 60);
  tcase_set_timeout(texts, 60);
  tcase_add_loop_test(rows, test_safe, AD_OP_elementwise, AD_OP_count);
  tcase_add_loop_test(rows, test_wide, AD_OP_elementwise, AD_OP_count);
  tcase_add_loop_test(rows, test_closed_forms, 0,
                      (int)(sizeof forms / sizeof *forms));
  tcase_add_loop_test(rows, test_corners, 0,
                      (int)(sizeof corners / sizeof *corners));
  tcase_add_loop_test(rows, test_reads, AD_OP_elementwise, AD_OP_count);
  tcase_add_loop_test(rows, test_edges, AD_OP_elementwise, AD_OP_count);
  tcase_add_loop_test(texts, test_texts, AD_OP_elementwise, AD_OP_count);
  tcase_add_loop_test(table, test_table, 0, AD_OP_count);
  tcase_add_loop_test(table, test_neutral, AD_OP_elementwise, AD_OP_count);
  tcase_add_test(table, test_derived);
  suite_add_tcase(suite, rows);
  suite_add_tcase(suite, texts);
  suite_add_tcase(suite, table);
  return suite;
}

int main(void)
{
  return test_run(ops_suite());
}
