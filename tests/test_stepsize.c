/* SPDX-License-Identifier: GPL-3.0-or-later
   The errors of difference quotients and the Taylor test, on functions whose
   derivatives are known: the slopes of both branches, the best steps, what
   happens at kinks and where x + h = x; and that a wrong gradient is found.
   Read src/stepsize/stepsize.h and src/stepsize/taylor.h before. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "check_near.h"
#include "host/exits.h"
#include "stepsize/stepsize.h"
#include "stepsize/taylor.h"
#include "worksheet/entry_name.h"

/* ---- worksheets ---- */

struct bench {
  ad_report report;
  ad_sheet *sheet;
  const ad_graph *g;
  struct engines engines;
};

static void bench_make(struct bench *b, const char *text)
{
  ad_source source = {.name = "test", .text = text, .size = strlen(text)};
  ad_sheet_options options = {0};
  ad_error err = {0};
  ad_report_init(&b->report, &source);
  ck_assert_msg(ad_sheet_read(&source, &options, &b->sheet, &b->report) ==
                    AD_OK, "cannot read: %s", text);
  b->g = ad_sheet_graph(b->sheet);
  check_ok(engines_make(&b->engines, b->sheet, 1, &err), err);
}

static void bench_free(struct bench *b)
{
  engines_free(&b->engines);
  ad_sheet_free(b->sheet);
  ad_report_free(&b->report);
}

static struct stepsize *study(const char *text)
{
  struct bench b;
  struct stepsize *s = memory_new(1, sizeof *s);
  bench_make(&b, text);
  stepsize_gather(s, &b.engines, b.g, 0, 0);
  bench_free(&b);
  return s;
}

/* ---- single points ---- */

START_TEST(test_points)
{
  struct bench b;
  ad_fd_reason reason;
  const double d[3] = {0.5, -1.25, 2};
  double y[3];
  ad_fd_reason reasons[2];
  bench_make(&b, "input x = 2.385\ninput v[2] = [0.3; -0.7]\n"
                 "y = x*v\nz = relu(x - 2.5)*stop_gradient(x)\noutput y, z\n");
  check_near(ad_fd_base(b.engines.fd, 0), 2.385, 0, 0, "x");
  check_near(ad_fd_base(b.engines.fd, 2), -0.7, 0, 0, "v[2]");
  check_near(ad_fd_at(b.engines.fd, 1, 2, 1.75, &reason), 2.385 * 1.75, 0,
             1e-15, "y[2]");
  ck_assert_int_eq(reason, AD_FD_CLEAN);
  check_near(ad_fd_at(b.engines.fd, 2, 0, 3.5, &reason), 2.385, 0, 1e-15,
             "z, its second factor frozen");
  ck_assert_int_eq(reason, AD_FD_KINK);

  ad_fd_displace(b.engines.fd, 0.5, d, y, reasons);
  check_near(y[0], (2.385 + 0.25) * (0.3 - 0.625), 0, 1e-15, "y[1]");
  check_near(y[1], (2.385 + 0.25) * (-0.7 + 1), 0, 1e-15, "y[2]");
  check_near(y[2], 0.135 * 2.385, 0, 1e-13, "z");
  ck_assert_int_eq(reasons[0], AD_FD_CLEAN);
  ck_assert_int_eq(reasons[1], AD_FD_KINK);
  check_near(ad_fd_at(b.engines.fd, 0, 0, 1.5, NULL), 0.45, 0, 1e-15,
             "y[1], v back at the base point");
  ad_fd_displace(b.engines.fd, 0, d, y, reasons);
  check_near(y[0], 2.385 * 0.3, 0, 1e-15, "y[1], not displaced");
  ck_assert_int_eq(reasons[1], AD_FD_CLEAN);
  bench_free(&b);
}
END_TEST

/* A node is shown, and stepped, where it stands, not as its shift of 0: for
   y = sin(z) at z = x^2 + 5 the central quotient with step s is
   cos(z) sin(s)/s. */
START_TEST(test_node)
{
  struct stepsize *s = study("wrt z\ninput x = 1.5\nz = x^2 + 5\n"
                             "y = sin(z)\n");
  const struct stepsize_point *p = &s->points[STEPSIZE_DECADE];
  check_near(s->x, 7.25, 0, 0, "z");
  check_near(s->scale, 7.25, 0, 0, "the unit of steps");
  check_near(s->f, sin(7.25), 0, 1e-15, "y");
  check_near(p->step, 0.0725, 0, 1e-14, "the step of 1e-2");
  check_near(p->value[STEPSIZE_CENTRAL], cos(7.25) * sin(p->step) / p->step, 0,
             1e-12, "central quotient");
  check_near(p->value[STEPSIZE_GSL], cos(7.25), 0, 1e-9, "GSL's");
  ck_assert_int_eq(p->near, AD_FD_CLEAN);
  free(s);
}
END_TEST

/* ---- nothing left ---- */

static const struct left {
  const char *text;
  int lost;
} left[] = {
  {"input x = 1e-300\nf = x^2\n", 1},  /* underflows                      */
  {"input x = 1\nf = x + 1e20\n", 1},  /* is rounded off                  */
  {"input x = 1\nf = 1e-300*x\n", 0},
  {"input x = 1e-150\nf = x^2\n", 0},
  {"input x = 0\nf = x^2\n", 0},
};

START_TEST(test_left)
{
  struct stepsize *s = study(left[_i].text);
  for (int k = 0; k < STEPSIZE_METHODS; k++)
    ck_assert_msg(stepsize_is_lost(s, (enum stepsize_method)k) ==
                      left[_i].lost, "%s: %s", left[_i].text,
                  stepsize_name((enum stepsize_method)k));
  free(s);
}
END_TEST

/* ---- the V's ---- */

static const struct curve {
  const char *text;
  double want; /* the derivative                                           */
  double slope[3]; /* of the truncation branches; 0: there is none         */
} curves[] = {
  {"input x = 0.735\nf = exp(x)\n", 2.0854819, {1, 2, 4}},
  {"input x = 0.735\nf = sin(x)\n", 0.7418657, {1, 2, 4}},
  {"input x = 2.385\nf = x*x*x\n", 17.064675, {1, 2, 0}},
  {"input x = 0.735\nf = 1/(1 + x*x)\n", -0.6197, {1, 2, 4}},
  {"input x = 238.5\nf = log(x)\n", 0.0041928721, {1, 2, 4}},
  {"input x = 0.735\nf = 3.25*x - 1.1\n", 3.25, {0, 0, 0}},
  {"input x = 0\nf = sin(x)\n", 1, {2, 2, 4}},
};

START_TEST(test_branches)
{
  const struct curve *c = &curves[_i];
  struct stepsize *s = study(c->text);
  check_near(s->forward, c->want, 0, 1e-3, "%s: forward", c->text);
  check_near(s->reverse, s->forward, s->floor, 0, "%s", c->text);
  ck_assert_int_eq(s->judged.engines, AD_AGREE);
  for (int k = 0; k < STEPSIZE_GSL; k++) {
    const struct stepsize_best *best = &s->best[k];
    if (c->slope[k] == 0)
      ck_assert_uint_eq(best->truncation.points, 0);
    else
      check_near(best->truncation.slope, c->slope[k], 0.06, 0,
                 "%s: %s, slope at large h", c->text,
                 stepsize_name((enum stepsize_method)k));
    if (s->x == 0) /* x + h is h: nothing is rounded but f itself          */
      continue;
    check_near(best->rounding.slope, -1, 0.2, 0, "%s: %s, slope at small h",
               c->text, stepsize_name((enum stepsize_method)k));
    ck_assert_double_lt(best->error, 1e-6 * fabs(c->want));
  }
  free(s);
}
END_TEST

/* Best steps are what theory says, within a factor. */
START_TEST(test_best)
{
  struct stepsize *s = study("input x = 0.735\nf = exp(x)\n");
  for (int k = 0; k < STEPSIZE_GSL; k++) {
    double h = s->points[s->best[k].at].h;
    double theory = stepsize_theory((enum stepsize_method)k);
    ck_assert_msg(h > theory / 12 && h < theory * 12, "%s: %g, theory %g",
                  stepsize_name((enum stepsize_method)k), h, theory);
    for (size_t i = s->best[k].at - 2; i <= s->best[k].at + 2; i++)
      ck_assert_double_le(s->points[i].error[k], s->best[k].error);
  }
  ck_assert_double_lt(s->best[STEPSIZE_CENTRAL].error,
                      s->best[STEPSIZE_ONE_SIDED].error);
  ck_assert_double_lt(s->best[STEPSIZE_FIVE_POINT].error,
                      s->best[STEPSIZE_CENTRAL].error);
  free(s);
}
END_TEST

/* The formulas themselves: errors of exp at large h are their series. */
START_TEST(test_formulas)
{
  struct stepsize *s = study("input x = 0.735\nf = exp(x)\n");
  const struct stepsize_point *p = &s->points[STEPSIZE_DECADE];
  double h = 1e-2, f = exp(0.735);
  check_near(p->h, h, 0, 0, "the second decade");
  check_near(p->error[STEPSIZE_ONE_SIDED], f * (h / 2 + h * h / 6), 0, 1e-3,
             "one-sided");
  check_near(p->error[STEPSIZE_CENTRAL], f * h * h / 6, 0, 1e-3, "central");
  check_near(p->error[STEPSIZE_FIVE_POINT], f * h * h * h * h / 30, 0, 1e-3,
             "five-point");
  ck_assert_double_lt(p->chosen, 1e-4); /* near eps^(1/3)                  */
  ck_assert_double_gt(p->chosen, 3e-7);
  ck_assert_double_eq(s->points[STEPSIZE_POINTS - STEPSIZE_DECADE].chosen,
                      s->points[STEPSIZE_POINTS - STEPSIZE_DECADE].step);
  ck_assert_double_lt(p->error[STEPSIZE_GSL], p->bar);
  free(s);
}
END_TEST

/* Steps are relative to |x| > 1, and none is left where x + h = x. */
START_TEST(test_scale)
{
  struct stepsize *s = study("input x = 1.05e6\nf = sqrt(x)\n");
  check_near(s->scale, 1.05e6, 0, 0, "scale");
  check_near(s->points[0].step, 1.05e5, 0, 1e-15, "the first step");
  ck_assert_double_eq(s->points[STEPSIZE_POINTS - 1].step, 0);
  ck_assert(isnan(s->points[STEPSIZE_POINTS - 1].error[STEPSIZE_CENTRAL]));
  free(s);
  s = study("input x = -4e-21\nf = exp(x/4.1e-21)\n");
  check_near(s->scale, 4e-21, 0, 0, "the scale of a small variable");
  ck_assert_int_eq(s->points[STEPSIZE_DECADE].near, AD_FD_CLEAN);
  free(s);
  s = study("input x = 0\nf = sin(x)\n");
  check_near(s->points[STEPSIZE_POINTS - 1].step, 1e-16, 0, 1e-15, "at 0");
  free(s);
}
END_TEST

START_TEST(test_kinks)
{
  struct stepsize *s = study("input x = 0\nf = relu(x)\n");
  ck_assert_int_eq(s->estimate.reason, AD_FD_KINK);
  for (size_t i = 0; i < STEPSIZE_POINTS; i++) {
    ck_assert_int_eq(s->points[i].near, AD_FD_KINK);
    check_near(s->points[i].error[STEPSIZE_ONE_SIDED], 1, 0, 1e-15, "right");
    check_near(s->points[i].error[STEPSIZE_CENTRAL], 0.5, 0, 1e-15, "mean");
  }
  ck_assert_uint_eq(s->best[STEPSIZE_CENTRAL].truncation.points, 0);
  free(s);
  s = study("input x = 0\nf = relu(x)^2 + x\n");
  ck_assert_int_eq(s->compared.smooth, 1);
  free(s);
  s = study("input x = 0\nf = x + step(x)\n");
  ck_assert_int_eq(s->compared.reason, AD_REASON_JUMP);
  ck_assert_int_eq(s->points[3 * STEPSIZE_DECADE].near, AD_FD_JUMP);
  free(s);
  s = study("input x = 3e-5\nf = relu(x)\n");
  ck_assert_int_eq(s->points[3 * STEPSIZE_DECADE].near, AD_FD_KINK);
  ck_assert_int_eq(s->points[4 * STEPSIZE_DECADE].near, AD_FD_CLEAN);
  check_near(s->points[4 * STEPSIZE_DECADE].error[STEPSIZE_CENTRAL], 0, 1e-10,
             0, "beside the kink");
  free(s);
}
END_TEST

START_TEST(test_domain)
{
  struct stepsize *s = study("input x = 0.05\nf = log(x)\n");
  ck_assert_int_eq(s->points[0].near, AD_FD_DOMAIN);
  ck_assert(isnan(s->points[0].error[STEPSIZE_CENTRAL]));
  check_near(s->best[STEPSIZE_CENTRAL].truncation.slope, 2, 0.05, 0, "slope");
  free(s);
  s = study("input x = 0\nf = sqrt(x)\n");
  ck_assert_int_eq(s->judged.reason, AD_REASON_SINGULAR);
  free(s);
}
END_TEST

START_TEST(test_largest)
{
  struct bench b;
  bench_make(&b, "input a[2] = [1.5; -2.385]\ninput c[2] = [0.1; 7.25]\n"
                 "f = sum(a^2) + sum(c)\n");
  ck_assert_uint_eq(stepsize_choose(&b.engines, b.g, 0, 0, 4), 1);
  ck_assert_uint_eq(stepsize_choose(&b.engines, b.g, 0, 2, 2), 2);
  bench_free(&b);
}
END_TEST

/* A linear entry has no truncation, however large it is; a square has one in
   the one-sided formula only. */
START_TEST(test_choose)
{
  struct bench b;
  bench_make(&b, "input a = 2\ninput s = 3\ninput x = 0.7\n"
                 "f = 1000*a + 5*s^2 + sin(x)\n");
  ck_assert_uint_eq(stepsize_choose(&b.engines, b.g, 0, 0, 3), 2);
  ck_assert_uint_eq(stepsize_choose(&b.engines, b.g, 0, 0, 2), 1);
  ck_assert_uint_eq(stepsize_choose(&b.engines, b.g, 0, 0, 1), 0);
  bench_free(&b);
}
END_TEST

/* ---- the Taylor test ---- */

static void remainder_of(struct bench *b, struct taylor *t, const char *text)
{
  bench_make(b, text);
  ad_shape shape = ad_graph_shape(b->g, ad_graph_output(b->g, 0));
  ck_assert_int_eq(taylor_gather(t, &b->engines, b->g, 0, 0, 0,
                                 shape.rows * shape.cols, 3), EXIT_FINE);
}

static void done(struct bench *b, struct taylor *t)
{
  taylor_free(t);
  bench_free(b);
}

static const char *const right[] = {
  "input x = 0.735\nf = exp(x)\n",
  "input x = 0.735\nf = sin(x)\n",
  "input x = 2.385\nf = x*x*x\n",
  "input x = 0.7\nf = 1e6 + sin(x)\n",
  "input x = 3e-5\nf = relu(x)*x\n",
  "input x = 2.385\nf = stop_gradient(x)*sin(x)\n",
  "param W[3,2] = normal(0, 1)\ny = tanh(W @ [0.5; -1.2])\n",
  "input x[4] = [0.3; -1.2; 2.385; 0.7]\ny = x*x'\n",
};

START_TEST(test_right)
{
  struct bench b;
  struct taylor t;
  remainder_of(&b, &t, right[_i]);
  for (int k = 0; k < TAYLOR_MODES; k++) {
    ck_assert_msg(t.judged[k].verdict == TAYLOR_RIGHT, "%s: reason %d",
                  right[_i], (int)t.judged[k].reason);
    ck_assert(!t.judged[k].linear);
    check_near(t.judged[k].slope.slope, 2, 0.1, 0, "%s: r1", right[_i]);
  }
  check_near(t.slope0.slope, 1, 0.05, 0, "%s: r0", right[_i]);
  check_near(t.gd[0], t.gd[1], t.bound, 0, "%s: g.d", right[_i]);
  ck_assert_int_eq(taylor_verdict(&t), TAYLOR_RIGHT);
  done(&b, &t);
}
END_TEST

/* No digit of the derivative is left: neither agreement nor a verdict. */
static const char *const lost[] = {
  "input x = 1e-9\nf = (1 - cos(x))/x^2\n",
  "input x = 1e-5\nf = (exp(x) - 1 - x)/x^2\n",
  ("input x = 0.3\nz0 = x\nfor t = 1:80\n"
   "  z{t} = 3.9*z{t-1}*(1 - z{t-1})\nend\nf = z80\n"),
};

START_TEST(test_lost)
{
  struct bench b;
  struct taylor t;
  struct stepsize *s = study(lost[_i]);
  ck_assert(s->judged.weak && s->judged.lost);
  ck_assert_double_ge(s->floor, s->judged.off);
  free(s);
  remainder_of(&b, &t, lost[_i]);
  ck_assert(taylor_is_lost(&t));
  for (int k = 0; k < TAYLOR_MODES; k++) {
    ck_assert_int_eq(t.judged[k].verdict, TAYLOR_UNKNOWN);
    ck_assert_int_eq(t.judged[k].reason, AD_REASON_NOISE);
  }
  done(&b, &t);
}
END_TEST

/* A gradient that is wrong by a part in a thousand, and by a sign. */
START_TEST(test_wrong)
{
  static const double factors[] = {1.001, 0.999, -1, 0, 1.5};
  struct bench b;
  struct taylor t;
  remainder_of(&b, &t, right[_i]);
  for (size_t i = 0; i < sizeof factors / sizeof *factors; i++)
    for (int k = 0; k < TAYLOR_MODES; k++) {
      double gd = t.gd[k];
      t.gd[k] *= factors[i];
      taylor_measure(&t, b.engines.fd, b.g);
      ck_assert_msg(t.judged[k].verdict == TAYLOR_WRONG,
                    "%s, g.d times %g: slope %g +- %g, %zu points", right[_i],
                    factors[i], t.judged[k].slope.slope,
                    t.judged[k].slope.error, t.judged[k].slope.points);
      check_near(t.judged[k].slope.slope, 1, 0.1, 0, "slope");
      ck_assert_int_eq(t.judged[1 - k].verdict, TAYLOR_RIGHT);
      ck_assert_int_eq(taylor_verdict(&t), TAYLOR_WRONG);
      t.gd[k] = gd;
    }
  done(&b, &t);
}
END_TEST

static const char *const linear[] = {
  "input x = 0.735\nf = 3.25*x - 1.1\n",
  "input x[3] = [0.3; -1.2; 2.385]\ny = [1.5, -2, 0.1; 3, 0.7, 4] @ x\n",
  "input x = -0.735\nf = relu(x)\n",
  "input x = 2.385\nf = stop_gradient(x)\n",
  "input x = 1e8\nf = x*x\n",
};

START_TEST(test_linear)
{
  struct bench b;
  struct taylor t;
  remainder_of(&b, &t, linear[_i]);
  for (int k = 0; k < TAYLOR_MODES; k++) {
    ck_assert_int_eq(t.judged[k].verdict, TAYLOR_RIGHT);
    ck_assert_int_eq(t.judged[k].linear, 1);
    t.gd[k] += 0.001 * fmax(1, fabs(t.gd[k]));
  }
  taylor_measure(&t, b.engines.fd, b.g);
  ck_assert_int_eq(taylor_verdict(&t), TAYLOR_WRONG);
  done(&b, &t);
}
END_TEST

static const struct doubtful {
  const char *text;
  ad_reason reason;
} doubtful[] = {
  {"input x = 0\nf = relu(x)\n", AD_REASON_KINK},
  {"input x = 0\nf = abs(x) + x^2\n", AD_REASON_KINK},
  {"input x = 0\nf = sqrt(x)\n", AD_REASON_SINGULAR},
  {"input x = -2.385\nf = log(x)\n", AD_REASON_SINGULAR},
  {"input x = 0.7\nf = (x + 1e17) - 1e17\n", AD_REASON_NOISE},
};

START_TEST(test_doubtful)
{
  struct bench b;
  struct taylor t;
  remainder_of(&b, &t, doubtful[_i].text);
  for (int k = 0; k < TAYLOR_MODES; k++) {
    ck_assert_msg(t.judged[k].verdict == TAYLOR_UNKNOWN, "%s: verdict %d",
                  doubtful[_i].text, (int)t.judged[k].verdict);
    ck_assert_int_eq(t.judged[k].reason, doubtful[_i].reason);
  }
  done(&b, &t);
}
END_TEST

/* An output beside one that is not finite; another seed, another d. */
START_TEST(test_outputs)
{
  struct bench b;
  struct taylor t, other;
  bench_make(&b, "input x[2] = [0.735; -1.1]\ny = log(x)\nz = sin(x)\n"
                 "output y, z\n");
  ck_assert_int_eq(taylor_gather(&t, &b.engines, b.g, 1, 2, 0, 2, 3),
                   EXIT_FINE);
  ck_assert_int_eq(taylor_verdict(&t), TAYLOR_RIGHT);
  check_near(t.f, t.u[2] * sin(0.735) + t.u[3] * sin(-1.1), 1e-15, 1e-14, "f");
  check_near(t.gd[1],
             t.u[2] * cos(0.735) * t.d[0] + t.u[3] * cos(1.1) * t.d[1], 1e-15,
             1e-14, "g.d");
  ck_assert_int_eq(taylor_gather(&other, &b.engines, b.g, 1, 2, 1, 1, 4),
                   EXIT_FINE);
  ck_assert_double_eq(other.u[2], 0);
  ck_assert_double_eq(other.u[3], 1);
  ck_assert_double_ne(other.d[0], t.d[0]);
  taylor_free(&other);
  done(&b, &t);
}
END_TEST

/* ---- slopes and names ---- */

START_TEST(test_loglog)
{
  const double x[5] = {1e-3, 1e-2, 0.1, 1, 10};
  double y[5];
  for (int i = 0; i < 5; i++)
    y[i] = 2.385 * pow(x[i], 1.75);
  struct loglog fit = loglog_fit(x, y, 5);
  check_near(fit.slope, 1.75, 0, 1e-12, "slope");
  check_near(fit.at, log10(2.385), 0, 1e-12, "at");
  check_near(fit.error, 0, 1e-12, 0, "standard error");
  ck_assert_uint_eq(fit.points, 5);
  y[2] *= 1.1;
  check_near(loglog_fit(x, y, 5).error, log10(1.1) * sqrt(0.8 / 3 / 10), 0,
             1e-9, "standard error of a point off in the middle");
  ck_assert_uint_eq(loglog_fit(x, y, LOGLOG_LEAST - 1).points, 0);
  const double same[4] = {2, 2, 2, 2};
  ck_assert_uint_eq(loglog_fit(same, y, 4).points, 0);
}
END_TEST

START_TEST(test_names)
{
  static const struct {
    const char *text;
    size_t part, entry;
    int whole, status;
  } cases[] = {
      {"W", 0, 0, 1, EXIT_FINE},         {"W[2,3]", 0, 5, 0, EXIT_FINE},
      {"W[ 1 , 2 ]", 0, 1, 0, EXIT_FINE}, {"b[2]", 1, 1, 0, EXIT_FINE},
      {"b[2,1]", 1, 1, 0, EXIT_FINE},    {"c", 2, 0, 0, EXIT_FINE},
      {"c[1]", 2, 0, 0, EXIT_FINE},      {"W[3,1]", 0, 0, 0, EXIT_INPUT},
      {"W[0,1]", 0, 0, 0, EXIT_INPUT},   {"W[2]", 0, 0, 0, EXIT_INPUT},
      {"b[3]", 0, 0, 0, EXIT_INPUT},     {"b[0]", 0, 0, 0, EXIT_INPUT},
      {"b[", 0, 0, 0, EXIT_INPUT},       {"b[]", 0, 0, 0, EXIT_INPUT},
      {"b[1", 0, 0, 0, EXIT_INPUT},      {"b[1]x", 0, 0, 0, EXIT_INPUT},
      {"b[-1]", 0, 0, 0, EXIT_INPUT},    {"b[1,1,1]", 0, 0, 0, EXIT_INPUT},
      {"", 0, 0, 0, EXIT_INPUT},         {"[1]", 0, 0, 0, EXIT_INPUT},
      {"V", 0, 0, 0, EXIT_INPUT},        {"f", 0, 0, 0, EXIT_INPUT},
      {"b[99999999999999999999999]", 0, 0, 0, EXIT_INPUT},
  };
  struct bench b;
  struct part *parts;
  bench_make(&b, "input W[2,3] = 1\ninput b[2] = 2\ninput c = 3\n"
                 "f = sum(W) + sum(b) + c\n");
  size_t n = parts_wrts(b.g, &parts);
  ck_assert_uint_eq(n, 3);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct entry_name name;
    int status = entry_find("test", "wrt", cases[i].text, b.g, parts, n,
                            &name);
    ck_assert_msg(status == cases[i].status, "'%s': status %d", cases[i].text,
                  status);
    if (status != EXIT_FINE)
      continue;
    ck_assert_uint_eq(name.part, cases[i].part);
    ck_assert_uint_eq(name.entry, cases[i].entry);
    ck_assert_int_eq(name.whole, cases[i].whole);
  }
  free(parts);
  bench_free(&b);
}
END_TEST

#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))

int main(void)
{
  Suite *suite = suite_create("stepsize");
  TCase *errors = tcase_create("errors");
  tcase_add_test(errors, test_points);
  tcase_add_test(errors, test_node);
  tcase_add_loop_test(errors, test_left, 0, COUNT(left));
  tcase_add_loop_test(errors, test_branches, 0, COUNT(curves));
  tcase_add_test(errors, test_best);
  tcase_add_test(errors, test_formulas);
  tcase_add_test(errors, test_scale);
  tcase_add_test(errors, test_kinks);
  tcase_add_test(errors, test_domain);
  tcase_add_test(errors, test_largest);
  tcase_add_test(errors, test_choose);
  suite_add_tcase(suite, errors);
  TCase *taylor = tcase_create("Taylor");
  tcase_add_loop_test(taylor, test_right, 0, COUNT(right));
  tcase_add_loop_test(taylor, test_lost, 0, COUNT(lost));
  tcase_add_loop_test(taylor, test_wrong, 0, COUNT(right));
  tcase_add_loop_test(taylor, test_linear, 0, COUNT(linear));
  tcase_add_loop_test(taylor, test_doubtful, 0, COUNT(doubtful));
  tcase_add_test(taylor, test_outputs);
  suite_add_tcase(suite, taylor);
  TCase *parts = tcase_create("parts");
  tcase_add_test(parts, test_loglog);
  tcase_add_test(parts, test_names);
  suite_add_tcase(suite, parts);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
