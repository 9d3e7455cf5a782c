/* SPDX-License-Identifier: GPL-3.0-or-later
   Update rules against closed forms: a quadratic's powers, the roots of its
   recurrence, sums over all gradients so far; and the settings of train lines,
   of worksheets and of command lines.  Read lib/train.h before. */
#include <complex.h>

#include <gsl/gsl_math.h>

#include "check_near.h"
#include "sheets.h"

enum { STEPS = 40 };

static ad_training settings(const char *text)
{
  ad_training t = ad_training_default();
  ad_error err = {0};
  check_ok(ad_training_parse(text, &t, &err), err);
  return t;
}

static ad_optimiser *optimiser(const char *text, size_t n)
{
  ad_training t = settings(text);
  ad_optimiser *o = NULL;
  ad_error err = {0};
  check_ok(ad_optimiser_new(&t, n, &o, &err), err);
  return o;
}

/* ---- quadratics, f = sum of lambda x^2 / 2 ---- */

static const double lambda[] = {2.385, 0.317};
static const double start[] = {-1.37, 0.83};

static void step_quadratic(ad_optimiser *o, double x[2])
{
  double g[2] = {lambda[0] * x[0], lambda[1] * x[1]};
  ad_optimiser_step(o, g, x);
}

/* x_k = (1 - rate lambda)^k x_0 */
START_TEST(sgd_on_a_quadratic)
{
  ad_optimiser *o = optimiser("rate = 0.13", 2);
  double x[] = {start[0], start[1]};
  for (int k = 1; k <= STEPS; k++) {
    step_quadratic(o, x);
    for (int i = 0; i < 2; i++)
      check_near(x[i], start[i] * gsl_pow_int(1 - 0.13 * lambda[i], k), 0,
                 1e-13, "x[%d] after %d steps", i, k);
  }
  ck_assert_uint_eq(ad_optimiser_steps(o), STEPS);
  ck_assert_ptr_null(ad_optimiser_state(o, 0));
  ad_optimiser_free(o);
}
END_TEST

/* Heavy ball: x_{k+1} = (1 + momentum - rate lambda) x_k - momentum x_{k-1},
   x_{-1} = x_0, by the roots r, s of its characteristic polynomial. */
static double heavy_ball(double rate, double momentum, int i, int k)
{
  double half = (1 + momentum - rate * lambda[i]) / 2;
  double complex root = csqrt(half * half - momentum);
  double complex r = half + root, s = half - root;
  double complex a = start[i] * r * (1 - s) / (r - s);
  double complex b = start[i] * s * (r - 1) / (r - s);
  return creal(a * cpow(r, k) + b * cpow(s, k));
}

START_TEST(momentum_on_a_quadratic)
{
  ad_optimiser *o = optimiser("momentum = 0.83, rate = 0.13", 2);
  double x[] = {start[0], start[1]};
  for (int k = 1; k <= STEPS; k++) {
    step_quadratic(o, x);
    for (int i = 0; i < 2; i++)
      check_near(x[i], heavy_ball(0.13, 0.83, i, k), 1e-13, 1e-11,
                 "x[%d] after %d steps", i, k);
  }
  ck_assert_str_eq(ad_optimiser_state_name(o, 0), "v");
  ck_assert_ptr_null(ad_optimiser_state_name(o, 1));
  ad_optimiser_free(o);
}
END_TEST

/* ---- momentum and adam as sums over the gradients so far ---- */

static double gradient_at(int t)
{
  return 1.7 * sin(2.3 * t) + 0.4;
}

/* Sum of decay^(t - i) g_i^power, i = 1 .. t. */
static double decayed(double decay, int power, int t)
{
  double sum = 0;
  for (int i = 1; i <= t; i++)
    sum += gsl_pow_int(decay, t - i) * gsl_pow_int(gradient_at(i), power);
  return sum;
}

START_TEST(momentum_as_a_sum)
{
  ad_optimiser *o = optimiser("momentum = 0.71, rate = 0.19", 1);
  double x = 0.3, want = 0.3;
  for (int t = 1; t <= STEPS; t++) {
    double g = gradient_at(t);
    ad_optimiser_step(o, &g, &x);
    want -= 0.19 * decayed(0.71, 1, t);
    check_near(x, want, 1e-13, 1e-13, "step %d", t);
    check_near(*ad_optimiser_state(o, 0), decayed(0.71, 1, t), 1e-14, 1e-13,
               "v of step %d", t);
  }
  ad_optimiser_free(o);
}
END_TEST

START_TEST(adam_as_a_sum)
{
  ad_optimiser *o = optimiser("beta1 = 0.81, beta2 = 0.93, epsilon = 0.017, "
                              "rate = 0.19", 1);
  double x = 0.3, want = 0.3;
  for (int t = 1; t <= STEPS; t++) {
    double g = gradient_at(t);
    ad_optimiser_step(o, &g, &x);
    double m = 0.19 * decayed(0.81, 1, t) / (1 - gsl_pow_int(0.81, t));
    double s = 0.07 * decayed(0.93, 2, t) / (1 - gsl_pow_int(0.93, t));
    want -= 0.19 * m / (sqrt(s) + 0.017);
    check_near(x, want, 1e-13, 1e-12, "step %d", t);
  }
  ck_assert_str_eq(ad_optimiser_state_name(o, 0), "m");
  ck_assert_str_eq(ad_optimiser_state_name(o, 1), "s");
  check_near(*ad_optimiser_state(o, 1), 0.07 * decayed(0.93, 2, STEPS), 0,
             1e-12, "s");
  ad_optimiser_free(o);
}
END_TEST

/* The first step is rate times the sign, whatever the size of the gradient. */
START_TEST(adam_begins_with_signs)
{
  ad_optimiser *o = optimiser("optimiser = adam, rate = 0.0317", 4);
  double g[] = {3.1e5, -0.072, 4e-5, 0}, x[] = {1, 1, 1, 1};
  ad_optimiser_step(o, g, x);
  for (int i = 0; i < 4; i++)
    check_near(x[i], 1 - 0.0317 * g[i] / (fabs(g[i]) + 1e-8), 0, 1e-14,
               "x[%d]", i);
  check_near(x[0], 1 - 0.0317, 0, 1e-12, "a large one");
  ad_optimiser_free(o);
}
END_TEST

START_TEST(the_same_bits_again)
{
  static const char *const texts[] = {"rate = 0.1", "momentum = 0.9",
                                      "optimiser = adam"};
  for (size_t i = 0; i < 3; i++) {
    double x[2][2];
    for (int run = 0; run < 2; run++) {
      ad_optimiser *o = optimiser(texts[i], 2);
      memcpy(x[run], start, sizeof start);
      for (int k = 0; k < STEPS; k++)
        step_quadratic(o, x[run]);
      ad_optimiser_free(o);
    }
    ck_assert_mem_eq(x[0], x[1], sizeof x[0]);
  }
}
END_TEST

/* ---- settings ---- */

START_TEST(defaults)
{
  ad_training t = ad_training_default();
  ck_assert_uint_eq(t.epochs, 10);
  ck_assert_uint_eq(t.batch, 0);
  ck_assert_str_eq(ad_optimiser_name(t.optimiser), "sgd");
  check_near(ad_training_rate(&t), 0.05, 0, 0.0, "rate");
  t = settings("beta1 = 0.5");
  ck_assert_str_eq(ad_optimiser_name(t.optimiser), "adam");
  check_near(ad_training_rate(&t), 0.001, 0, 0.0, "rate of adam");
  t = settings("momentum = 0.5, optimiser = sgd, epochs = 3, by = forward");
  ck_assert_str_eq(ad_optimiser_name(t.optimiser), "sgd");
  ck_assert_uint_eq(t.by, AD_BY_FORWARD);
  ck_assert(ad_training_has(&t, "by") && !ad_training_has(&t, "rate"));
}
END_TEST

static void refused(const char *text, const char *why, size_t offset)
{
  ad_training t = settings("rate = 0.3"), before = t;
  ad_error err = {0};
  check_error(ad_training_parse(text, &t, &err), err, AD_EINPUT, why);
  ck_assert_uint_eq(err.place.offset, offset);
  ck_assert_mem_eq(&t, &before, sizeof t);
}

START_TEST(refusals)
{
  refused("rate = -0.5", "rate is a number above 0, not -0.5", 7);
  refused("rate = fast", "rate is a number above 0, not 'fast'", 7);
  refused("rate = inf", "rate is a number above 0, not inf", 7);
  refused("rate = 0 * inf", "rate is a number above 0, not nan", 7);
  refused("batch = 2.5",
          "batch is a whole number of rows, at least 1, or all, not 2.5", 8);
  refused("test = 1", "test is a share of the rows, from 0 to below 1, not 1",
          7);
  refused("epochs = 0",
          "epochs is a whole number from 1 to 1000000000, not 0", 9);
  refused("optimiser = lbfgs",
          "optimiser is sgd, momentum or adam, not 'lbfgs'", 12);
  refused("epochs", "expected '=' after 'epochs', found end of line", 6);
}
END_TEST

/* Sizes are numbers; a sheet read again trains as it did, by what was read
   then, and has its values. */
START_TEST(train_lines)
{
  ad_sheet *sheet = parse_sheet("dim n = 6\n"
                             "data x[n] = [1; 2; 3; 4; 5; 6]\n"
                             "param w[1,2] = 0.7\n"
                             "param b = 2\n"
                             "l = mse(x @ w + b, 2)\n"
                             "train batch = n/2, rate = 0.1\n"
                             "train shuffle = yes\n"
                             "value w = [2.385, -1]\n"
                             "value x = n\n");
  ad_size_change change = {"n", 6, 3};
  ad_sheet *again = NULL;
  ad_error err = {0};
  check_ok(ad_sheet_resize(sheet, 1, &change, &again, &err), err);
  for (int i = 0; i < 2; i++) {
    const ad_sheet *s = i == 0 ? sheet : again;
    ck_assert_uint_eq(ad_sheet_training(s)->batch, 3);
    ck_assert_uint_eq(ad_sheet_training(s)->shuffle, 1);
    check_near(ad_sheet_leaf(s, 0)[2], 6, 0, 0.0, "x");
    check_near(ad_sheet_leaf(s, 1)[0], 2.385, 0, 0.0, "w");
    check_near(ad_sheet_leaf(s, 1)[1], -1, 0, 0.0, "w");
    check_near(ad_sheet_leaf(s, 2)[0], 2, 0, 0.0, "b");
  }
  ad_sheet_free(again);
  check_ok(ad_sheet_resize_dim(sheet, "n", 2, &again, &err), err);
  ck_assert_uint_eq(ad_graph_shape(ad_sheet_graph(again),
                                   ad_graph_leaf(ad_sheet_graph(again), 0))
                      .rows, 2);
  ad_sheet_free(again);
  check_error(ad_sheet_resize_dim(sheet, "m", 2, &again, &err), err, AD_EINPUT,
              "there is no size 'm'");
  ck_assert_ptr_null(again);
  ad_sheet_free(sheet);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("train");
  TCase *rules = tcase_create("rules"), *lines = tcase_create("lines");
  tcase_add_test(rules, sgd_on_a_quadratic);
  tcase_add_test(rules, momentum_on_a_quadratic);
  tcase_add_test(rules, momentum_as_a_sum);
  tcase_add_test(rules, adam_as_a_sum);
  tcase_add_test(rules, adam_begins_with_signs);
  tcase_add_test(rules, the_same_bits_again);
  tcase_add_test(lines, defaults);
  tcase_add_test(lines, refusals);
  tcase_add_test(lines, train_lines);
  suite_add_tcase(suite, rules);
  suite_add_tcase(suite, lines);
  return test_run(suite);
}
