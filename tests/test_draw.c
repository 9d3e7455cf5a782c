/* SPDX-License-Identifier: GPL-3.0-or-later
   Random leaf values: first numbers of known streams, streams that do not
   hang on each other, and the moments of long ones.  Read lib/data/random.h
   before. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_rng.h>

#include "data/random.h"

enum { MANY = 100000 };

static void check_near(double got, double want, double atol, double rtol)
{
  ck_assert_msg(fabs(got - want) <= atol + rtol * fabs(want),
                "got %.17g, want %.17g, atol %g, rtol %g", got, want, atol,
                rtol);
}

static ad_draw *start(unsigned long seed, const char *name)
{
  ad_draw *draw = NULL;
  ad_error err = {0};

  ck_assert_msg(ad_draw_new(seed, name, &draw, &err) == AD_OK, "%s", err.text);
  return draw;
}

/* ---- the streams ---- */

/* Words of the generator, from an implementation of FNV-1a and mt19937 in
   another language. */
static const struct words {
  unsigned long seed;
  const char *name;
  double word[4];
} streams[] = {
    {6, "W1", {3105307570, 3367472895, 1523865039, 351032011}},
    {1, "W1", {10487809, 142205790, 732162856, 3934132002}},
    {6, "W2", {4075661055, 2587320846, 10925857, 2863507658}},
    {4294967295, "x", {3059997635, 3658978451, 1142701443, 3166692209}},
    {0, "x", {1636734016, 3059712950, 1733531406, 894929550}},
    {6, "", {1283191888, 688465757, 2998163737, 2043355316}},
};

START_TEST(words)
{
  const struct words *s = &streams[_i];
  ad_draw *draw = start(s->seed, s->name);
  double x[4], y[4];

  ad_draw_uniform(draw, 0, 1, 4, x);
  ad_draw_free(draw);
  for (size_t i = 0; i < 4; i++)
    ck_assert_msg(x[i] == s->word[i] / 4294967296.0, "got %.17g, want %.17g",
                  x[i] * 4294967296.0, s->word[i]);
  draw = start(s->seed, s->name);
  ad_draw_uniform(draw, -1.25, 2.25, 4, y);
  ad_draw_free(draw);
  for (size_t i = 0; i < 4; i++)
    check_near(y[i], -1.25 + 3.5 * s->word[i] / 4294967296.0, 4e-16, 4e-16);
}
END_TEST

/* Each bit counts, but for number 0 of the last stream: it comes from the
   tail, by the C library's logarithm. */
static const struct normals {
  unsigned long seed;
  const char *name;
  double x[4];
} normals[] = {
    {6, "W1",
     {0x1.f6c6222d6d984p-1, 0x1.76cd162257c0ep+1, 0x1.3faff73a23a01p-1,
      0x1.1cb3df2ee924dp-3}},
    {1, "W1",
     {-0x1.d092bc9270f36p-11, -0x1.1013fc0af02b7p-4, -0x1.aa8d7502a80eap-3,
      -0x1.0a80e963279a9p+0}},
    {4294967295, "x",
     {0x1.219ed580e23f5p+0, 0x1.86ca7b05796fep-1, 0x1.0426c9e454938p-3,
      -0x1.d02b93662ba85p+0}},
    {6, "W2",
     {0x1.db252788f9e65p+1, 0x1.1fd6e84d4f2d3p+0, -0x1.9aab28722e449p-2,
      0x1.66e8cad0c181dp-3}},
};

START_TEST(first_normals)
{
  const struct normals *s = &normals[_i];
  ad_draw *draw = start(s->seed, s->name);
  double x[4];

  ad_draw_normal(draw, 0, 1, 4, x);
  ad_draw_free(draw);
  for (size_t i = 0; i < 4; i++) {
    double rtol = i == 0 && strcmp(s->name, "W2") == 0 ? 1e-14 : 0;
    check_near(x[i], s->x[i], 0, rtol);
  }
}
END_TEST

/* The same numbers from the words above and the strips of the ziggurat: the
   right edges x[i] of 127 strips of area v below exp(-x^2/2), from the last
   down, the tail's share under the exponential f(r) e^(-r (x - r)). */
START_TEST(normals_by_hand)
{
  const double r = 3.44428647676, v = exp(-0.5 * r * r) * (r + 1 / r);
  double edge[128];

  edge[127] = v / exp(-0.5 * r * r);
  edge[126] = r;
  for (size_t i = 126; i-- > 0;) {
    double x = edge[i + 1];
    edge[i] = sqrt(-2 * log(v / x + exp(-0.5 * x * x)));
  }
  for (size_t s = 0; s < 3; s++)
    for (size_t i = 0; i < 4; i++) {
      const struct words *from = &streams[s < 2 ? s : 3];
      unsigned long word = (unsigned long)from->word[i];
      double x = edge[word & 0x7F] * (double)(word >> 8) / 0x1p24;
      check_near(normals[s].x[i], word & 0x80 ? x : -x, 1e-12, 1e-10);
    }
}
END_TEST

START_TEST(order_of_leaves)
{
  ad_draw *a = start(7, "A"), *b = start(7, "B");
  double x[5], y[5], z[5];

  ad_draw_normal(a, -0.7, 2.385, 5, x);
  ad_draw_normal(b, -0.7, 2.385, 5, y);
  ad_draw_free(a);
  ad_draw_free(b);
  b = start(7, "B");
  a = start(7, "A");
  ad_draw_normal(b, -0.7, 2.385, 2, z);
  ck_assert_mem_eq(z, y, 2 * sizeof *z);
  ad_draw_normal(a, -0.7, 2.385, 5, z);
  ck_assert_mem_eq(z, x, sizeof z);
  ad_draw_normal(b, -0.7, 2.385, 3, z);
  ck_assert_mem_eq(z, y + 2, 3 * sizeof *z);
  ad_draw_free(a);
  ad_draw_free(b);
  for (size_t i = 0; i < 5; i++)
    ck_assert(x[i] != y[i]);
}
END_TEST

START_TEST(environment)
{
  double x = 0, y = 0;
  ad_draw *draw = start(7, "A");

  ad_draw_uniform(draw, 0, 1, 1, &x);
  ad_draw_free(draw);
  setenv("GSL_RNG_SEED", "9", 1);
  setenv("GSL_RNG_TYPE", "taus", 1);
  draw = start(7, "A");
  ad_draw_uniform(draw, 0, 1, 1, &y);
  ad_draw_free(draw);
  ck_assert(x == y);
  ck_assert(gsl_rng_default_seed == 0);
}
END_TEST

START_TEST(seeds_refused)
{
  ad_draw *draw = NULL;
  ad_error err = {0};

  ad_draw_free(NULL);
  if ((unsigned long)-1 == 0xFFFFFFFF)
    return; /* no unsigned long is above */
  ck_assert_int_eq(ad_draw_new(0xFFFFFFFFUL + 1, "x", &draw, &err),
                   AD_EINPUT);
  ck_assert_ptr_null(draw);
  ck_assert_str_eq(err.text, "the seed 4294967296 is above 4294967295");
  ck_assert_int_eq(ad_draw_new((unsigned long)-1, "x", &draw, NULL),
                   AD_EINPUT);
}
END_TEST

/* ---- their distribution ---- */

static int by_value(const void *left, const void *right)
{
  double a = *(const double *)left, b = *(const double *)right;

  return (a > b) - (a < b);
}

/* Mean and variance within 4 standard errors (kurtosis: mu4 / sd^4), and
   the distance of Kolmogorov and Smirnov below its 1 in 3000 point. */
static void check_moments(double *x, double mean, double sd, double kurtosis,
                          double (*below)(double))
{
  double sum = 0, squares = 0, distance = 0;

  for (size_t i = 0; i < MANY; i++) {
    sum += x[i] - mean;
    squares += (x[i] - mean) * (x[i] - mean);
  }
  check_near(sum / MANY, 0, 4 * sd / sqrt(MANY), 0);
  check_near(squares / MANY, sd * sd, 0, 4 * sqrt((kurtosis - 1) / MANY));
  qsort(x, MANY, sizeof *x, by_value);
  for (size_t i = 0; i < MANY; i++) {
    double p = below(x[i]);
    distance = fmax(distance, fabs(p - (double)i / MANY));
    distance = fmax(distance, fabs(p - (double)(i + 1) / MANY));
  }
  check_near(distance, 0, 2.1 / sqrt(MANY), 0);
}

static double below_normal(double x)
{
  return gsl_cdf_gaussian_P(x + 0.7, 2.385);
}

static double below_uniform(double x)
{
  return (x + 1.25) / 3.5;
}

static const struct {
  unsigned long seed;
  const char *name;
} long_streams[] = {{1, "W1"}, {2, "W1"}, {1, "W2"}, {4294967295, "b"}};

START_TEST(moments)
{
  double *x = malloc(MANY * sizeof *x);
  ad_draw *draw = start(long_streams[_i].seed, long_streams[_i].name);

  ck_assert_ptr_nonnull(x);
  ad_draw_normal(draw, -0.7, 2.385, MANY, x);
  check_moments(x, -0.7, 2.385, 3, below_normal);
  ad_draw_uniform(draw, -1.25, 2.25, MANY, x);
  check_moments(x, 0.5, 3.5 / sqrt(12), 1.8, below_uniform);
  ad_draw_free(draw);
  free(x);
}
END_TEST

/* Streams of names and seeds that differ little are not correlated. */
START_TEST(correlation)
{
  double *x = malloc(MANY * sizeof *x), *y = malloc(MANY * sizeof *y);
  double sum = 0;
  ad_draw *a = start(1, "W1");
  ad_draw *b = start(_i == 0 ? 1 : 2, _i == 0 ? "W2" : "W1");

  ck_assert(x != NULL && y != NULL);
  ad_draw_normal(a, 0, 1, MANY, x);
  ad_draw_normal(b, 0, 1, MANY, y);
  for (size_t i = 0; i < MANY; i++) sum += x[i] * y[i];
  check_near(sum / MANY, 0, 4 / sqrt(MANY), 0);
  ad_draw_free(a);
  ad_draw_free(b);
  free(x);
  free(y);
}
END_TEST

START_TEST(degenerate)
{
  double x[3] = {1, 2, 3};
  ad_draw *draw = start(3, "c");

  ad_draw_normal(draw, 0.1, 0, 2, x);
  ck_assert(x[0] == 0.1 && x[1] == 0.1 && x[2] == 3);
  ad_draw_uniform(draw, 0.1, 0.1, 2, x);
  ck_assert(x[0] == 0.1 && x[1] == 0.1 && x[2] == 3);
  ad_draw_normal(draw, 0, 1, 0, NULL);
  ad_draw_free(draw);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("draw");
  TCase *group = tcase_create("streams");
  SRunner *runner = srunner_create(suite);

  tcase_add_loop_test(group, words, 0, 6);
  tcase_add_loop_test(group, first_normals, 0, 4);
  tcase_add_test(group, normals_by_hand);
  tcase_add_test(group, order_of_leaves);
  tcase_add_test(group, environment);
  tcase_add_test(group, seeds_refused);
  suite_add_tcase(suite, group);
  group = tcase_create("distribution");
  tcase_add_loop_test(group, moments, 0, 4);
  tcase_add_loop_test(group, correlation, 0, 2);
  tcase_add_test(group, degenerate);
  suite_add_tcase(suite, group);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
