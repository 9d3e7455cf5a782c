/* SPDX-License-Identifier: GPL-3.0-or-later
   What is not finite.  Random graphs at 0, -0, infinities, NaN and 1e308,
   full of operations that select: an entry without a path has the derivative
   0 in both modes, one with a partial on a path that is not finite has a
   derivative that is not finite in both modes, and all else agrees.  Which
   is which, the plain engine says.  Read naive.h and random_graph.h before.

   One thing is left out, and counted: where sums or products of finite
   partials may overflow, which may happen in one order and not in the
   other. */
#include <float.h>

#include "agree.h"
#include "dual.h"
#include "naive.h"
#include "random_graph.h"

static const uint64_t seed = 20260711;
enum { GROUPS = 40, GRAPHS = 25 };

/* What was seen of derivatives, in one group of graphs. */
typedef struct tally {
  size_t all, unreached, singular, overflow, single;
} tally;

/* One graph at one point. */
typedef struct scene {
  const ad_graph *g;
  const char *what;
  size_t m, n;
  double *f, *r; /* Jacobians                                              */
  ad_value *values;
  naive *want;
  ad_agree *agree;
} scene;

static scene scene_new(const ad_graph *g, const double *x, const char *what,
                       test_rng *r)
{
  ad_error err = {0};
  scene s = {.g = g, .what = what, .m = ad_graph_output_entries(g),
             .n = ad_graph_wrt_entries(g),
             .f = test_forward_jacobian(g, 1 + test_below(r, 5), x),
             .r = test_reverse_jacobian(g, 1 + test_below(r, 5), x),
             .values = test_value(g)};
  TEST_SET_LEAVES(ad_value_set, s.values, g, x)
  ad_value_sweep(s.values);
  s.want = naive_at(g, x, s.values);
  check_ok(ad_agree_new(g, &s.agree, &err), err);
  TEST_SET_LEAVES(ad_agree_set, s.agree, g, x)
  return s;
}

static void scene_free(scene *s)
{
  free(s->f);
  free(s->r);
  ad_value_free(s->values);
  naive_free(s->want);
  ad_agree_free(s->agree);
}

/* With one path only, even the kind is the same: infinite, of which sign, or
   NaN; unless a product underflows on the way. */
static void check_kind(const scene *s, size_t of, size_t by, double f,
                       double r)
{
  ck_assert_msg(isnan(f) == isnan(r) && (isnan(f) || f == r),
                "%s: %zu by %zu, one path: forward %g, reverse %g", s->what,
                of, by, f, r);
}

static void check_entry(const scene *s, size_t of, size_t by,
                        const naive_paths *paths, tally *t)
{
  double f = s->f[of * s->n + by], r = s->r[of * s->n + by];
  ad_judgement j;
  t->all++;
  if (paths->number == 0) {
    t->unreached++;
    ck_assert_msg(f == 0 && r == 0, "%s: %zu by %zu, no path: %g, %g",
                  s->what, of, by, f, r);
  }
  if (paths->singular) {
    t->singular++;
    ck_assert_msg(!isfinite(f) && !isfinite(r),
                  "%s: %zu by %zu, singular: forward %g, reverse %g", s->what,
                  of, by, f, r);
    if (paths->number == 1 && paths->grown < 1e300L &&
        paths->shrunk > 1e-300L) {
      t->single++;
      check_kind(s, of, by, f, r);
    }
  } else if (!(paths->grown < 1e300L)) {
    t->overflow++;
    return;
  }
  ad_agree_judge(s->agree, by, f, r, NULL, 0, &j);
  ck_assert_msg((j.reason == AD_REASON_SINGULAR) == paths->singular,
                "%s: %zu by %zu, singular %d: forward %g, reverse %g, S %g, "
                "reason %d", s->what, of, by, paths->singular, f, r,
                ad_agree_S(s->agree, by), (int)j.reason);
  ck_assert_msg(paths->singular || j.engines == AD_AGREE ||
                  j.reason == AD_REASON_OVERFLOW,
                "%s: %zu by %zu: forward %.17g, reverse %.17g, bound %g",
                s->what, of, by, f, r, j.bound);
}

static void check_scene(const scene *s, tally *t)
{
  size_t of = 0;
  for (size_t i = 0; i < s->g->n_outputs; i++) {
    size_t node = s->g->outputs[i];
    for (size_t e = 0; e < ad_entries(&s->g->nodes[node]); e++, of++) {
      ad_agree_sweep(s->agree, of);
      for (size_t by = 0; by < s->n; by++)
        check_entry(s, of, by, &s->want->paths[node][e * s->n + by], t);
    }
  }
}

START_TEST(test_wild)
{
  tally t = {0};
  for (size_t n = 0; n < GRAPHS; n++) {
    uint64_t number = seed + 1000 * (uint64_t)_i + n;
    test_rng r = {number};
    char what[40];
    snprintf(what, sizeof what, "graph of seed %llu",
             (unsigned long long)number);
    ad_graph *g = random_wild_graph(&r);
    for (size_t point = 0; point < 2; point++) {
      double *x = random_wild_point(g, &r);
      scene s = scene_new(g, x, what, &r);
      check_scene(&s, &t);
      scene_free(&s);
      free(x);
    }
    ad_graph_free(g);
  }
  size_t regular = t.all - t.unreached - t.singular - t.overflow;
  ck_assert_msg(t.unreached > 100 && t.single > 10 && t.singular > 100 &&
                  regular > 100 && t.overflow < regular / 2,
                "of %zu derivatives %zu without a path, %zu singular (%zu by "
                "one path), %zu that may overflow",
                t.all, t.unreached, t.singular, t.single, t.overflow);
}
END_TEST

/* ---- duals ---- */

/* By value there are no paths to know of: a tangent of 0 is one that is not
   there. */
START_TEST(test_duals)
{
  ad_dual x = ad_dual_variable(0), zero = ad_dual_constant(0);
  ad_dual root = ad_dual_sqrt(x);
  ad_dual chosen = ad_dual_where(ad_dual_gt(x, ad_dual_constant(0.5)), root,
                                 ad_dual_mul(ad_dual_constant(3), x));
  check_near(chosen.d, 3, 0, 0, "where(x > 0.5, sqrt(x), 3*x)");
  check_near(ad_dual_div(ad_dual_variable(1), zero).d, (double)INFINITY, 0, 0,
             "x/0");
  check_near(ad_dual_div(ad_dual_variable(1), ad_dual_constant(2.5)).d, 0.4,
             0, 1e-15, "x/2.5");
  check_near(ad_dual_sqrt(zero).d, 0, 0, 0, "sqrt of a constant");
  check_near(ad_dual_relu(ad_dual_log(x)).d, 0, 0, 0, "relu(log(x))");
  ck_assert(isnan(ad_dual_mul(root, root).d));
  check_near(ad_dual_sqrt(ad_dual_square(x)).d, 0, 0, 0, "sqrt(x^2)");
}
END_TEST

static Suite *reach_suite(void)
{
  Suite *suite = suite_create("reach");
  TCase *duals = tcase_create("duals");
  TCase *wild = tcase_create("wild");
  tcase_set_timeout(wild, 120);
  tcase_add_loop_test(wild, test_wild, 0, GROUPS);
  tcase_add_test(duals, test_duals);
  suite_add_tcase(suite, wild);
  suite_add_tcase(suite, duals);
  return suite;
}

int main(void)
{
  return test_run(reach_suite());
}
