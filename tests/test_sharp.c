/* SPDX-License-Identifier: GPL-3.0-or-later
   What rounding may hide of a derivative: against truths in 60 digits (by
   mpmath, from the same doubles), in deep graphs, iterated maps, saturation
   and cancellation; and errors planted in one engine of a deep network, which
   a sum over paths would pass. */
#include <float.h>
#include <math.h>

#include "agree.h"
#include "sheets.h"

static ad_agree *agree_of(const sheet_at *s)
{
  ad_agree *a;
  ad_error err = {0};
  check_ok(ad_agree_new(s->g, &a, &err), err);
  TEST_SET_LEAVES(ad_agree_set, a, s->g, s->x)
  ad_agree_sweep(a, 0);
  return a;
}

/* The verdict on entry `by`, were reverse's result `times` what it is. */
static ad_judgement judged(ad_agree *a, const sheet_at *s, size_t by,
                           double times)
{
  ad_judgement out;
  double largest = 0;
  for (size_t i = 0; i < ad_graph_wrt_entries(s->g); i++)
    largest = fmax(largest, fabs(s->reverse[i]));
  ad_agree_judge(a, by, s->forward[by], s->reverse[by] * times, NULL, largest,
                 &out);
  return out;
}

#define RECURRENCE(steps, first, next)                                       \
  "input x = " first "\nz0 = x\nfor t = 1:" #steps "\n  z{t} = " next         \
  "\nend\ny = z{" #steps "}\n"

/* `known`: what E may be of the derivative at most; INFINITY: no digit may be
   claimed, E must cover the number itself. */
static const struct {
  const char *text;
  double truth, known;
} truths[] = {
  {"input x = 0.3\nP0 = x/x\nP1 = x\nfor t = 2:300\n"
   "  P{t} = 2*x*P{t-1} - P{t-2}\nend\n", 93.420167231267117951, 1e-7},
  {RECURRENCE(40, "0.3", "tanh(0.9*z{t-1})"), 0.010482547259843897352, 1e-12},
  {RECURRENCE(300, "0.3", "tanh(0.9*z{t-1})"), 1.328893922228314695e-14,
   1e-11},
  {RECURRENCE(10, "0.1", "4*z{t-1}*(1 - z{t-1})"), -1211.5213586490827685,
   1e-7},
  {RECURRENCE(20, "0.1", "4*z{t-1}*(1 - z{t-1})"), 1342792.0890663575615,
   1e-6},
  {RECURRENCE(60, "0.1", "4*z{t-1}*(1 - z{t-1})"), -1159051784629542573.5,
   (double)INFINITY},
  {"input x = 3\ny = sigmoid(x)\n", 0.045176659730912132649, 1e-13},
  {"input x = 20\ny = sigmoid(x)\n", 2.0611536139418493437e-9, 1e-5},
  {"input x = 30\ny = sigmoid(x)\n", 9.3576229688384233028e-14, 1},
  {"input x = 37\ny = sigmoid(x)\n", 8.533047625744064338e-17,
   (double)INFINITY},
  {"input x = 1\ny = tanh(x)\n", 0.41997434161402606939, 1e-13},
  {"input x = 12\ny = tanh(x)\n", 1.510053817597625974e-10, 1e-4},
  {"input x = 20\ny = tanh(x)\n", 1.6993417021166355837e-17,
   (double)INFINITY},
  {"input x = 1.0001\ny = x^3 - 3*x^2 + 3*x - 1\n", 2.9999999999993391953e-8,
   1e-6},
  /* saturated: what is left is known, and so is that nothing is */
  {"input x = -745\ny = silu(x)\n", -2.099828943471121e-321, 10},
  {"input x = -1000\ny = silu(x)\n", 0, 0},
  {"input x = -1000\ny = sigmoid(x)\n", 0, 0},
  {"input x = 1e15\ny = silu(x)\n", 1, 1e-12},
  {"input x = 1e17\ny = silu(x)\n", 1, 1e-15},
  {"input x = 1e300\ny = silu(x)\n", 1, 1e-15},
  {"input x = 1e308\ny = acosh(x)\n", 1e-308, 1e-12},
  {"input x = 1e308\ny = asinh(x)\n", 1e-308, 1e-12},
  {"input x = 1e15\ny = tanh(x)\n", 0, 0},
  {"input x = 1e155\ny = 1e200*atan(x)\n", 1e-110, 1e-10},
  {"input x = -1e9\ny = atan(x)\n", 9.99999999999999999e-19, 1e-15},
  {"input x = 40\ny = x + tanh(exp(x))\n", 1, 1e-12},
  {"input x = 40\ny = x + sigmoid(-exp(x)) + erf(exp(x))\n", 1, 1e-12},
  {"input x = 0.3\ny = logsumexp([1e6; 1e6 + x])\n", 0.57444251681165898444,
   1e-8},
};

START_TEST(test_truths)
{
  sheet_at s = read_sheet(truths[_i].text, 0);
  ad_agree *a = agree_of(&s);
  ad_judgement j = judged(a, &s, 0, 1);
  double size = fabs(truths[_i].truth);
  ck_assert_int_eq(j.engines, AD_AGREE);
  ck_assert_msg(fabs(s.forward[0] - truths[_i].truth) <= j.off &&
                  fabs(s.reverse[0] - truths[_i].truth) <= j.off,
                "%.17g and %.17g are farther than %g from %.17g",
                s.forward[0], s.reverse[0], j.off, truths[_i].truth);
  if (isinf(truths[_i].known)) {
    ck_assert(j.weak && j.lost);
    ck_assert_msg(j.off >= size / 2, "%g claims digits of %g", j.off, size);
  } else
    ck_assert_msg(j.off <= truths[_i].known * size + DBL_MIN,
                  "%g of %g: more is known", j.off, size);
  if (truths[_i].known < 1e-6)
    ck_assert(!j.weak);
  if (truths[_i].known < 1e-3)
    ck_assert(!j.lost);
  ad_agree_free(a);
  drop_sheet(&s);
}
END_TEST

static const char network[] =
  "param W[8,8] = normal(0, 0.35)\ninput s[8] = normal(0, 1)\nh0 = s\n"
  "for t = 1:40\n  h{t} = tanh(W @ h{t-1})\nend\ny = sum(h40)\n";

/* 72 derivatives of a network of 40 steps: agreement, without reservation,
   and a sign, a tenth or a millionth in one engine is seen. */
START_TEST(test_planted)
{
  static const double planted[] = {-1, 1.1, 1 + 1e-6, 0};
  sheet_at s = read_sheet(network, 0);
  ad_agree *a = agree_of(&s);
  ck_assert_uint_eq(ad_graph_wrt_entries(s.g), 72);
  for (size_t by = 0; by < 72; by++) {
    ad_judgement j = judged(a, &s, by, 1);
    ck_assert_int_eq(j.engines, AD_AGREE);
    ck_assert(!j.weak);
    ck_assert_double_gt(fabs(s.reverse[by]), 0);
    for (size_t k = 0; k < sizeof planted / sizeof *planted; k++) {
      j = judged(a, &s, by, planted[k]);
      ck_assert_msg(j.engines == AD_DISAGREE, "%zu: %g passes: %g of %g", by,
                    planted[k], j.bound, s.forward[by]);
      ck_assert(j.estimated);
    }
  }
  ad_agree_free(a);
  drop_sheet(&s);
}
END_TEST

/* In a shallow graph the bound is the proof. */
START_TEST(test_proof)
{
  sheet_at s = read_sheet("input x = 1.3\ny = exp(x)*x\n", 0);
  ad_agree *a = agree_of(&s);
  ad_judgement j = judged(a, &s, 0, 1 + 1e-12);
  ck_assert_int_eq(j.engines, AD_DISAGREE);
  ck_assert_double_gt(j.bound, 0);
  ck_assert_double_lt(j.bound, 1e-13 * fabs(s.forward[0]));
  ck_assert_double_le(j.bound, 1.01 * (ad_agree_W(a, 0) * DBL_EPSILON / 2 *
                                         ad_agree_S(a, 0) + DBL_MIN));
  ad_agree_free(a);
  drop_sheet(&s);
}
END_TEST

/* The verdict on entry 0, its differences taken, both modes times `times`. */
static ad_judgement compared(ad_agree *a, const sheet_at *s, double times)
{
  ad_fd *fd;
  ad_fd_estimate e;
  ad_judgement out;
  ad_error err = {0};
  double f = s->forward[0] * times, r = s->reverse[0] * times;
  check_ok(ad_fd_new(s->g, &fd, &err), err);
  TEST_SET_LEAVES(ad_fd_set, fd, s->g, s->x)
  ad_fd_entry(fd, 0, 0, &e);
  ad_agree_judge(a, 0, f, r, &e, fmax(fabs(f), fabs(r)), &out);
  ad_fd_free(fd);
  return out;
}

/* One estimate more than there is time for leaves the upper bound, but not
   where differences have been taken. */
START_TEST(test_many)
{
  enum { MOST = 8000 };
  sheet_at s = read_sheet("input x = 0.3\nP0 = x/x\nP1 = x\nfor t = 2:90\n"
                          "  P{t} = 2*x*P{t-1} - P{t-2}\nend\n", 0);
  ad_agree *a = agree_of(&s);
  for (size_t i = 0; i < MOST; i++)
    ck_assert(!judged(a, &s, 0, 1).weak);
  ck_assert(judged(a, &s, 0, 1).weak);
  ad_judgement j = compared(a, &s, 1);
  ck_assert(!j.weak);
  ck_assert_int_eq(j.differences, AD_AGREE);
  ad_agree_free(a);
  drop_sheet(&s);
}
END_TEST

/* The verdict along d, its differences taken, both modes times `times`. */
static ad_judgement compared_along(ad_agree *a, const sheet_at *s,
                                   const double *d, double times)
{
  ad_fd *fd;
  ad_fd_estimate e;
  ad_judgement out;
  ad_error err = {0};
  double f = 0, r = 0;
  for (size_t i = 0; i < ad_graph_wrt_entries(s->g); i++) {
    f += s->forward[i] * d[i] * times;
    r += s->reverse[i] * d[i] * times;
  }
  check_ok(ad_fd_new(s->g, &fd, &err), err);
  TEST_SET_LEAVES(ad_fd_set, fd, s->g, s->x)
  ad_fd_direction(fd, 0, d, &e);
  ad_agree_judge_direction(a, d, f, r, &e, &out);
  ad_fd_free(fd);
  return out;
}

/* The sum over paths is far larger than the slope; what the points' own
   rounding does to the value goes by the slope. */
START_TEST(test_along)
{
  sheet_at s = read_sheet(network, 0);
  ad_agree *a = agree_of(&s);
  double d[72];
  for (size_t i = 0; i < 72; i++)
    d[i] = i % 3 == 0 ? -0.7 : 1.1;
  ck_assert_int_eq(compared_along(a, &s, d, 1).differences, AD_AGREE);
  ck_assert_int_eq(compared_along(a, &s, d, 1.01).differences, AD_DISAGREE);
  ck_assert_int_eq(compared_along(a, &s, d, -1).differences, AD_DISAGREE);
  ad_agree_free(a);
  drop_sheet(&s);
}
END_TEST

/* S = 2001^100 is beyond the doubles, but the derivative is 1 and known. */
START_TEST(test_overflow_known)
{
  sheet_at s = read_sheet(RECURRENCE(100, "0.3", "(1e3*z{t-1} + z{t-1}) - "
                                                 "1e3*z{t-1}"), 0);
  ad_agree *a = agree_of(&s);
  size_t entry;
  ad_ref x;
  ck_assert(isinf(ad_agree_S(a, 0)));
  ck_assert(!ad_agree_singular(a, 0, &x, &entry));
  ad_judgement j = compared(a, &s, 1);
  ck_assert_int_eq(j.engines, AD_AGREE);
  ck_assert_int_eq(j.differences, AD_AGREE);
  ck_assert(j.estimated && !j.weak && !j.faint);
  ck_assert_double_le(fabs(s.reverse[0] - 1), j.off);
  ck_assert_double_le(j.off, 1e-8);
  ck_assert_int_eq(judged(a, &s, 0, 1 + 1e-6).engines, AD_DISAGREE);
  ck_assert_int_eq(compared(a, &s, 1.1).differences, AD_DISAGREE);
  ad_agree_free(a);
  drop_sheet(&s);
}
END_TEST

/* Every digit is lost: no number is wrong by what differences tell, none is
   confirmed, and nothing is singular.  The truths are by mpmath. */
static const struct {
  const char *text;
  double truth;
} losts[] = {
  {"input x = 1e-5\ny = (exp(x) - 1 - x)/x^2\n", 0.166667500002500005556},
  {"input x = 1e-9\ny = (1 - cos(x))/x^2\n", -8.33333333333333362168e-11},
  {RECURRENCE(80, "0.3", "3.9*z{t-1}*(1 - z{t-1})"), -38167410366196882.0},
  {RECURRENCE(600, "0.3", "3.9*z{t-1}*(1 - z{t-1})"), -2.2557496002322876e130},
  {RECURRENCE(1000, "0.3", "3.9*z{t-1}*(1 - z{t-1})"), 7.1475968600354621e218},
};

START_TEST(test_lost)
{
  sheet_at s = read_sheet(losts[_i].text, 0);
  ad_agree *a = agree_of(&s);
  ad_judgement j = compared(a, &s, 1);
  ck_assert(j.weak);
  ck_assert_int_ne(j.engines, AD_DISAGREE);
  ck_assert_int_eq(j.differences, AD_INCONCLUSIVE);
  ck_assert_int_ne(j.reason, AD_REASON_SINGULAR);
  ck_assert(j.lost);
  ck_assert_double_gt(fabs(s.reverse[0] - losts[_i].truth),
                      0.1 * fabs(losts[_i].truth));
  ad_agree_free(a);
  drop_sheet(&s);
}
END_TEST

/* Terms that cancel are no loss where they are known: 0 it is. */
static const char *const cancelled[] = {
  "input x = 0.3\ny = sin(x)^2 + cos(x)^2\n",
  "input x = 0.3\ny = log(sum(exp([1; 2; 3] + x))) - x\n",
  "input x = 0.3\ny = exp(x)*exp(-x)\n",
};

START_TEST(test_cancelled)
{
  sheet_at s = read_sheet(cancelled[_i], 0);
  ad_agree *a = agree_of(&s);
  ad_judgement j = compared(a, &s, 1);
  ck_assert_int_eq(j.engines, AD_AGREE);
  ck_assert_int_eq(j.differences, AD_AGREE);
  ck_assert(j.faint);
  ck_assert_double_le(fabs(s.reverse[0]), j.off);
  ad_agree_free(a);
  drop_sheet(&s);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("sharp");
  TCase *all = tcase_create("all");
  tcase_add_loop_test(all, test_truths, 0,
                      (int)(sizeof truths / sizeof *truths));
  tcase_add_test(all, test_planted);
  tcase_add_test(all, test_proof);
  tcase_add_test(all, test_many);
  tcase_add_test(all, test_along);
  tcase_add_test(all, test_overflow_known);
  tcase_add_loop_test(all, test_lost, 0, (int)(sizeof losts / sizeof *losts));
  tcase_add_loop_test(all, test_cancelled, 0,
                      (int)(sizeof cancelled / sizeof *cancelled));
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
