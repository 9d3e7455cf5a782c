/* SPDX-License-Identifier: GPL-3.0-or-later
   Differences must be consistent over steps before they contradict a
   derivative.  Iterated maps swing faster than any stencil: no right
   derivative of theirs may be called wrong, and wrong ones must still be
   found.  Read lib/judge/ladder.h before. */
#include <float.h>

#include "agree.h"
#include "engines.h"
#include "fd.h"
#include "judge/ladder.h"
#include "sheet.h"

/* ---- worksheets ---- */

struct bench {
  ad_sheet *sheet;
  const ad_graph *g;
  ad_agree *agree;
  ad_fd *fd;
  double *x, *forward, *reverse; /* the point; row 0 of the Jacobian       */
};

static struct bench bench_make(const char *text)
{
  struct bench b = {.sheet = NULL};
  ad_source source = {.name = "test", .text = text, .size = strlen(text)};
  ad_sheet_options options = {0};
  ad_report report;
  ad_error err = {0};
  ad_report_init(&report, &source);
  ck_assert_msg(ad_sheet_read(&source, &options, &b.sheet, &report) == AD_OK,
                "cannot read: %s", text);
  ad_report_free(&report);
  b.g = ad_sheet_graph(b.sheet);
  b.x = test_alloc(test_point_size(b.g), sizeof *b.x);
  for (size_t i = 0, at = 0; i < ad_graph_leaves(b.g); i++) {
    size_t n = test_entries(ad_graph_shape(b.g, ad_graph_leaf(b.g, i)));
    memcpy(b.x + at, ad_sheet_leaf(b.sheet, i), n * sizeof *b.x);
    at += n;
  }
  check_ok(ad_agree_new(b.g, &b.agree, &err), err);
  check_ok(ad_fd_new(b.g, &b.fd, &err), err);
  ad_agree_take_differences(b.agree, b.fd);
  TEST_SET_LEAVES(ad_agree_set, b.agree, b.g, b.x)
  TEST_SET_LEAVES(ad_fd_set, b.fd, b.g, b.x)
  ad_agree_sweep(b.agree, 0);
  b.forward = test_forward_jacobian(b.g, 1, b.x);
  b.reverse = test_reverse_jacobian(b.g, 1, b.x);
  return b;
}

static void bench_free(struct bench *b)
{
  ad_fd_free(b->fd);
  ad_agree_free(b->agree);
  ad_sheet_free(b->sheet);
  free(b->x);
  free(b->forward);
  free(b->reverse);
}

/* The verdict on entry `by`, were both modes off by `factor`. */
static ad_judgement verdict(struct bench *b, size_t by, double factor)
{
  ad_fd_estimate fd;
  ad_judgement j;
  double f = factor * b->forward[by], r = factor * b->reverse[by];
  ad_fd_entry(b->fd, 0, by, &fd);
  ad_agree_judge(b->agree, by, f, r, &fd, fmax(fabs(f), fabs(r)), &j);
  return j;
}

static ad_judgement verdict_along(struct bench *b, const double *d,
                                  double factor)
{
  ad_fd_estimate fd;
  ad_judgement j;
  double sum = 0;
  for (size_t i = 0; i < ad_graph_wrt_entries(b->g); i++)
    sum += factor * b->reverse[i] * d[i];
  ad_fd_direction(b->fd, 0, d, &fd);
  ad_agree_judge_direction(b->agree, d, sum, sum, &fd, &j);
  return j;
}

/* ---- iterated maps ---- */

/* The next z, in z and the one before, y. */
static const struct map {
  const char *text;
  double start; /* x is a multiple of it                                   */
} maps[] = {
  {"3.9*z*(1 - z)", 1},
  {"4*z*(1 - z)", 1},
  {"3.7*z - 3.7*z^2", 1},
  {"2*z^2 - 1", 1},
  {"4*z^3 - 3*z", 1},
  {"8*z^4 - 8*z^2 + 1", 1},
  {"z^2 - 1.7", 1.2},
  {"0.97*sin(3.14159*z)", 1},
  {"2.6*z*(1 - z^2)", 0.9},
  {"exp(-6.2*z^2) - 0.5", 1},
  {"1 - 1.4*z^2 + 0.3*y", 0.8},
  {"z + 0.35 - 0.9*sin(6.2832*z)", 1},
};

/* The sheet of a map iterated `steps` times from `count` starts. */
static char *sheet_of(const struct map *m, int steps, size_t count, double x)
{
  char *text = test_alloc(2000, 1), *z, rest[200] = "";
  int n = snprintf(text, 2000, "input x[%zu,1] = [", count);
  for (size_t i = 0; i < count; i++)
    n += snprintf(text + n, 60, "%s%.17g", i ? "; " : "",
                  m->start * (x + 0.03 * (double)i));
  n += snprintf(text + n, 100, "]\nz{0} = x\nz{1} = 1*x\nfor t = 2:%d\nz{t} = ",
                steps + 1);
  snprintf(rest, sizeof rest, "%s", m->text);
  for (z = rest; *z; z++)
    if (*z == 'z')
      n += snprintf(text + n, 20, "z{t-1}");
    else if (*z == 'y' || (*z == 'x' && z[1] != 'p'))
      n += snprintf(text + n, 20, "z{t-2}");
    else
      text[n++] = *z;
  snprintf(text + n, 40, "\nend\nL = sum(z%d)\noutput L\n", steps + 1);
  return text;
}

enum { MAPS = sizeof maps / sizeof *maps, FEW = 4 };
static const double wrong[] = {-1, 0, 2, 1.1};

/* Right ones never disagree; wrong ones are never plainly right, and found
   where a few steps leave the quotients their digits. */
static void check_map(const struct map *m, int steps, double x)
{
  char *text = sheet_of(m, steps, 1, x);
  struct bench b = bench_make(text);
  ad_judgement j = verdict(&b, 0, 1);
  ck_assert_msg(j.engines != AD_DISAGREE && j.differences != AD_DISAGREE,
                "%s\n%.17g called wrong: %.17g +- %g", text, b.reverse[0],
                j.quotient, j.tolerance);
  ck_assert_msg(steps > FEW || j.differences == AD_AGREE,
                "%s\n%.17g: %.17g +- %g", text, b.reverse[0], j.quotient,
                j.tolerance);
  for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
    ad_judgement w = verdict(&b, 0, wrong[k]);
    ck_assert_msg(w.differences != AD_AGREE || w.faint,
                  "%s\n%.17g times %g called right: %.17g +- %g", text,
                  b.reverse[0], wrong[k], w.quotient, w.tolerance);
    ck_assert_msg(steps > FEW || w.differences == AD_DISAGREE,
                  "%s\n%.17g times %g not found", text, b.reverse[0],
                  wrong[k]);
  }
  bench_free(&b);
  free(text);
}

START_TEST(test_maps)
{
  static const int steps[] = {3, 6, 8, 10, 12, 13, 14, 16, 18, 22, 30};
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
    for (double x = 0.07; x < 1; x += 0.11)
      check_map(&maps[_i], steps[i], x);
}
END_TEST

/* Along directions, of many starts at once. */
START_TEST(test_along)
{
  static const double d[] = {0.7, -1.2, 0.1, 1.9, -0.4, 0.8, -2.1, 0.3};
  static const int steps[] = {4, 9, 12, 16, 24};
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
    char *text = sheet_of(&maps[_i], steps[i], 8, 0.13);
    struct bench b = bench_make(text);
    ad_judgement j = verdict_along(&b, d, 1);
    ck_assert_msg(j.differences != AD_DISAGREE, "%s\ncalled wrong: %.17g +- %g",
                  text, j.quotient, j.tolerance);
    j = verdict_along(&b, d, 1.1);
    ck_assert_msg(j.differences != AD_AGREE || j.faint,
                  "%s\ncalled right: %.17g +- %g", text, j.quotient,
                  j.tolerance);
    ck_assert_msg(i > 0 || j.differences == AD_DISAGREE, "%s\nnot found",
                  text);
    bench_free(&b);
    free(text);
  }
}
END_TEST

/* Chebyshev: T_n(T_n(x)) = T_nn(x), so the derivative after t doublings is
   2^t sin(2^t a) / sin a at x = cos a. */
START_TEST(test_truth)
{
  for (int t = 2; t <= 12; t++) {
    char *text = sheet_of(&maps[3], t, 1, 0.3);
    struct bench b = bench_make(text);
    ad_judgement j = verdict(&b, 0, 1);
    double n = ldexp(1, t), a = acos(0.3);
    check_near(b.reverse[0], n * sin(n * a) / sin(a), 0, 1e-11 * n, "T_%g'",
               n);
    ck_assert_int_eq(j.differences, AD_AGREE);
    check_near(j.quotient, b.reverse[0], j.tolerance, 0, "quotient, t = %d",
               t);
    bench_free(&b);
    free(text);
  }
}
END_TEST

/* ---- the ladder itself ---- */

static ad_ladder climb(const char *text, double step, double noise,
                       double derivative)
{
  struct bench b = bench_make(text);
  ad_fd_estimate fd;
  ad_ladder ladder;
  ad_ladder_known known = {noise, 0, derivative, fabs(derivative)};
  ad_fd_entry(b.fd, 0, 0, &fd);
  fd.step = step;
  ad_fd_aim aim = {.fd = b.fd};
  ad_ladder_climb(&aim, &fd, &known, &ladder);
  bench_free(&b);
  return ladder;
}

START_TEST(test_settled)
{
  ad_ladder l = climb("input x = 0.83\nf = exp(x)*sin(3*x)\n", 1e-2, 1e-15,
                      1);
  double want = exp(0.83) * (sin(3 * 0.83) + 3 * cos(3 * 0.83));
  ck_assert_int_eq(l.settled, 1);
  check_near(l.value, want, l.error, 0, "the quotient");
  check_near(l.error, 0, 1e-9, 0, "its bar");
  check_near(l.tolerance, 3 * l.error, 0, 1e-15, "tolerance");
  ck_assert_uint_ge(l.evaluations, 12);
  ck_assert_uint_le(l.evaluations, 4 * AD_LADDER_LEVELS);
}
END_TEST

/* A step sets off a ramp of width 1e-9 around x: steps above it see a jump, and
   their quotients grow by 7 a level. */
START_TEST(test_unsettled)
{
  ad_ladder l = climb("input x = 0.5\nf = atan(1e13*(x - 0.5))\n", 1e-2, 0, 1);
  ck_assert_int_eq(l.settled, 0);
  ck_assert(isnan(l.value) && isinf(l.error) && isinf(l.tolerance));
}
END_TEST

/* Three levels settle on x, until the steps see the wiggle on top of it. */
START_TEST(test_later)
{
  ad_ladder l = climb("input x = 0\nf = x + 1e-9*sin(1e10*x)\n", 1e-2, 1e-25,
                      1);
  ck_assert_int_eq(l.settled, 1);
  check_near(l.value, 11, 0, 1e-3, "with the wiggle");
}
END_TEST

/* A swing of size 8 on a slope of 0.3, both within a rounding of 5: from afar
   the slope is all there is; near by, it is what the derivative says.  Which
   of them is rounding cannot be told. */
START_TEST(test_borne_out)
{
  const char *text = "input x = 0\nf = 1e3 + 0.3*x + 2e5*x*exp(-(1e4*x)^2)\n";
  ad_ladder l = climb(text, 1, 5, 200000.3);
  check_near(l.value, 200000.3, 0, 2, "near by");
  l = climb(text, 1, 5, -200000.3);
  ck_assert_int_eq(l.settled, 1);
  check_near(l.value, 0.3, 0, 1e-9, "the slope");
}
END_TEST

static Suite *ladder_suite(void)
{
  Suite *suite = suite_create("ladder");
  TCase *iterated = tcase_create("iterated");
  TCase *levels = tcase_create("levels");
  tcase_add_loop_test(iterated, test_maps, 0, MAPS);
  tcase_add_loop_test(iterated, test_along, 0, MAPS);
  tcase_add_test(iterated, test_truth);
  tcase_add_test(levels, test_settled);
  tcase_add_test(levels, test_unsettled);
  tcase_add_test(levels, test_later);
  tcase_add_test(levels, test_borne_out);
  tcase_set_timeout(iterated, 60);
  suite_add_tcase(suite, iterated);
  suite_add_tcase(suite, levels);
  return suite;
}

int main(void)
{
  return test_run(ladder_suite());
}
