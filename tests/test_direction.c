/* SPDX-License-Identifier: GPL-3.0-or-later
   Derivatives along a direction: finite differences against closed forms,
   the duality test <u, J d> = <J' u, d>, and their verdicts: wrong rows are
   caught, right ones never called wrong.  Read lib/agree.h before. */
#include <float.h>

#include "agree.h"
#include "lower.h"
#include "random_graph.h"

static const uint64_t seed = 20261121;

/* ---- one graph, one point, one direction ---- */

typedef struct judge {
  ad_graph *g;
  size_t m, n;
  double *J;       /* J[m x n], by reverse mode                            */
  double *d;       /* d[n]                                                 */
  double *tangent; /* tangent[m]: J d, by forward mode                     */
  ad_forward *forward;
  ad_fd *fd;
  ad_agree *agree;
} judge;

static void push(judge *j)
{
  size_t of = 0;
  ad_forward_sweep(j->forward, 1, j->d);
  for (size_t i = 0; i < ad_graph_outputs(j->g); i++) {
    const double *t = ad_forward_tangent(j->forward, i);
    size_t n = test_entries(ad_graph_shape(j->g, ad_graph_output(j->g, i)));
    for (size_t k = 0; k < n; k++)
      j->tangent[of++] = t[k];
  }
}

/* Takes g over; x as test_point_size has it, d[n]. */
static judge judge_new(ad_graph *g, const double *x, const double *d)
{
  judge j = {.g = g, .m = ad_graph_output_entries(g),
             .n = ad_graph_wrt_entries(g)};
  ad_error err = {0};
  j.J = test_reverse_jacobian(g, 1, x);
  j.d = malloc((j.n + 1) * sizeof *j.d);
  j.tangent = malloc((j.m + 1) * sizeof *j.tangent);
  ck_assert_ptr_nonnull(j.d);
  ck_assert_ptr_nonnull(j.tangent);
  for (size_t i = 0; i < j.n; i++)
    j.d[i] = d[i];
  j.forward = test_forward(g, 1);
  check_ok(ad_fd_new(g, &j.fd, &err), err);
  check_ok(ad_agree_new(g, &j.agree, &err), err);
  ad_agree_take_differences(j.agree, j.fd);
  TEST_SET_LEAVES(ad_forward_set, j.forward, g, x)
  TEST_SET_LEAVES(ad_fd_set, j.fd, g, x)
  TEST_SET_LEAVES(ad_agree_set, j.agree, g, x)
  push(&j);
  return j;
}

static void judge_free(judge *j)
{
  ad_forward_free(j->forward);
  ad_fd_free(j->fd);
  ad_agree_free(j->agree);
  free(j->J);
  free(j->d);
  free(j->tangent);
  ad_graph_free(j->g);
}

/* Row `of` of J, as it stands, times d. */
static double along(const judge *j, size_t of)
{
  double sum = 0;
  for (size_t i = 0; i < j->n; i++)
    sum += j->J[of * j->n + i] * j->d[i];
  return sum;
}

static ad_judgement verdict(judge *j, size_t of, double forward,
                            double reverse)
{
  ad_fd_estimate estimate;
  ad_judgement out;
  ad_agree_sweep(j->agree, of);
  ad_fd_direction(j->fd, of, j->d, &estimate);
  ad_agree_judge_direction(j->agree, j->d, forward, reverse, &estimate, &out);
  return out;
}

static ad_graph *graph_of(const char *text)
{
  ad_builder *b = test_builder();
  ad_ref out;
  ad_error err = {0};
  ad_leaf(b, "x", 1, 1, AD_INPUT);
  ad_leaf(b, "y", 2, 1, AD_INPUT);
  check_ok(ad_lower_text(b, text, NULL, &out, &err), err);
  ad_output(b, out);
  return test_finish(b);
}

/* ---- closed forms ---- */

static const double point[3] = {0.7, -1.3, 2.385};
static const double way[3] = {0.4, -1.1, 0.25};

static const struct form {
  const char *text;
  double want; /* by hand, at `point` along `way`                          */
} forms[] = {
  {"x*y[1] - y[2]", 0.4 * -1.3 + 0.7 * -1.1 - 0.25},
  {"exp(x)*y[2]", 2.0137527074704766 * (0.4 * 2.385 + 0.25)},
  {"sum(y^2)", 2 * (-1.3 * -1.1 + 2.385 * 0.25)},
  {"x^3", 3 * 0.49 * 0.4},
  {"2.5", 0},
};

START_TEST(test_forms)
{
  const struct form *f = &forms[_i];
  judge j = judge_new(graph_of(f->text), point, way);
  ad_fd_estimate e;
  ad_fd_direction(j.fd, 0, j.d, &e);
  ck_assert_int_eq(e.reason, AD_FD_CLEAN);
  check_near(e.value, f->want, 1e-10, 1e-10, "differences of %s", f->text);
  check_near(j.tangent[0], f->want, 1e-15, 1e-14, "tangent of %s", f->text);
  ad_judgement v = verdict(&j, 0, j.tangent[0], along(&j, 0));
  ck_assert_int_eq(v.engines, AD_AGREE);
  ck_assert_int_eq(v.differences, AD_AGREE);
  judge_free(&j);
}
END_TEST

/* One array is filled with one direction after another; and one that is asked
   for again shares evaluations wherever it lies. */
START_TEST(test_refilled)
{
  judge j = judge_new(graph_of("exp(x)*y[2]"), point, way);
  double d[3] = {way[0], way[1], way[2]};
  ad_fd_estimate e;
  ad_fd_direction(j.fd, 0, d, &e);
  ad_fd_direction(j.fd, 0, j.d, &e);
  ck_assert_uint_eq(e.evaluations, 0);
  d[0] = 1;
  d[2] = 0;
  ad_fd_direction(j.fd, 0, d, &e);
  check_near(e.value, 2.0137527074704766 * 2.385, 0, 1e-9, "refilled");
  judge_free(&j);
}
END_TEST

/* An entry asked for after a direction, and the direction again, are those
   of the base point. */
START_TEST(test_turns)
{
  judge j = judge_new(graph_of("exp(x)*y[2]"), point, way);
  ad_fd_estimate first, entry, again;
  ad_fd_direction(j.fd, 0, j.d, &first);
  ad_fd_entry(j.fd, 0, 2, &entry);
  ad_fd_direction(j.fd, 0, j.d, &again);
  check_near(entry.value, 2.0137527074704766, 0, 1e-9, "by y[2]");
  ck_assert_msg(first.value == again.value, "%.17g, then %.17g", first.value,
                again.value);
  judge_free(&j);
}
END_TEST

/* ---- what cannot be told ---- */

static const struct doubt {
  const char *text;
  ad_reason reason;
} doubts[] = {
  {"relu(x - 0.7) + y[1]", AD_REASON_KINK},
  {"sqrt(x - 0.7) + y[1]", AD_REASON_SINGULAR},
  {"1e22 + x*y[1]", AD_REASON_NOISE},
};

START_TEST(test_doubts)
{
  const struct doubt *t = &doubts[_i];
  judge j = judge_new(graph_of(t->text), point, way);
  ad_judgement v = verdict(&j, 0, j.tangent[0], along(&j, 0));
  ck_assert_int_eq(v.differences, AD_INCONCLUSIVE);
  ck_assert_msg(v.reason == t->reason, "%s: reason %d", t->text,
                (int)v.reason);
  judge_free(&j);
}
END_TEST

/* A kink in an entry that the direction leaves alone is none. */
START_TEST(test_beside)
{
  const double d[3] = {0, -1.1, 0.25};
  judge j = judge_new(graph_of("relu(x - 0.7) + y[1]*y[2]"), point, d);
  ad_judgement v = verdict(&j, 0, j.tangent[0], along(&j, 0));
  ck_assert_int_eq(v.engines, AD_AGREE);
  ck_assert_int_eq(v.differences, AD_AGREE);
  judge_free(&j);
}
END_TEST

/* ---- random graphs ---- */

typedef struct counts {
  size_t rows, inconclusive, wrong, caught, passed, engines;
} counts;

/* A row with one entry made wrong: the duality test must notice where the
   change is beyond rounding, and differences must never pass it. */
static void check_wrong(judge *j, size_t of, double factor, counts *t)
{
  double right = along(j, of), largest = 0;
  size_t at = 0;
  for (size_t i = 0; i < j->n; i++)
    if (fabs(j->J[of * j->n + i] * j->d[i]) > largest) {
      largest = fabs(j->J[of * j->n + i] * j->d[i]);
      at = of * j->n + i;
    }
  double kept = j->J[at];
  j->J[at] *= factor;
  double wrong = along(j, of);
  ad_judgement v = verdict(j, of, j->tangent[of], wrong);
  if (fabs(wrong - right) > 3 * v.bound)
    ck_assert_int_eq(v.engines, AD_DISAGREE);
  v = verdict(j, of, wrong, wrong);
  j->J[at] = kept;
  t->wrong++;
  t->caught += v.differences == AD_DISAGREE;
  t->passed += v.differences == AD_AGREE &&
               fabs(wrong - right) > 0.1 * fabs(right);
}

static void check_row(judge *j, size_t of, counts *t)
{
  double f = j->tangent[of], r = along(j, of);
  ad_judgement v = verdict(j, of, f, r);
  t->rows++;
  t->inconclusive += v.differences == AD_INCONCLUSIVE;
  t->engines += v.engines == AD_AGREE;
  ck_assert_msg(v.engines != AD_DISAGREE,
                "row %zu: forward %.17g, reverse %.17g, bound %g", of, f, r,
                v.bound);
  ck_assert_msg(v.differences != AD_DISAGREE,
                "row %zu: derivative %.17g, tolerance %g", of, f,
                v.tolerance);
  if (v.reason == AD_REASON_SINGULAR || r == 0)
    return;
  check_wrong(j, of, -1, t);
  check_wrong(j, of, 0, t);
  check_wrong(j, of, 2, t);
}

static void check_random(uint64_t state, counts *t)
{
  test_rng r = {state};
  ad_graph *g = random_graph(&r);
  size_t n = ad_graph_wrt_entries(g);
  double *x = random_point(g, &r), *d = malloc((n + 1) * sizeof *d);
  ck_assert_ptr_nonnull(d);
  for (size_t i = 0; i < n; i++)
    d[i] = test_uniform(&r, -2, 2);
  judge j = judge_new(g, x, d);
  for (size_t of = 0; of < j.m; of += 1 + j.m / 6)
    check_row(&j, of, t);
  free(x);
  free(d);
  judge_free(&j);
}

START_TEST(test_random)
{
  counts t = {0};
  for (uint64_t i = 0; i < 50; i++)
    check_random(seed + 1000 * (uint64_t)_i + i, &t);
  ck_assert_uint_gt(t.rows, 50);
  ck_assert_msg(t.engines * 10 > t.rows * 9, "only %zu of %zu compared",
                t.engines, t.rows);
  ck_assert_msg(t.passed == 0, "%zu of %zu wrong rows passed", t.passed,
                t.wrong);
  ck_assert_msg(t.caught * 10 > t.wrong * 8, "only %zu of %zu caught",
                t.caught, t.wrong);
  ck_assert_msg(t.inconclusive * 10 < t.rows, "%zu of %zu inconclusive",
                t.inconclusive, t.rows);
}
END_TEST

static Suite *direction_suite(void)
{
  Suite *suite = suite_create("direction");
  TCase *forms_case = tcase_create("forms");
  TCase *random = tcase_create("random");
  tcase_set_timeout(random, 60);
  tcase_add_loop_test(forms_case, test_forms, 0,
                      (int)(sizeof forms / sizeof *forms));
  tcase_add_test(forms_case, test_turns);
  tcase_add_test(forms_case, test_refilled);
  tcase_add_loop_test(forms_case, test_doubts, 0,
                      (int)(sizeof doubts / sizeof *doubts));
  tcase_add_test(forms_case, test_beside);
  tcase_add_loop_test(random, test_random, 0, 8);
  suite_add_tcase(suite, forms_case);
  suite_add_tcase(suite, random);
  return suite;
}

int main(void)
{
  return test_run(direction_suite());
}
