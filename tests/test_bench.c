/* SPDX-License-Identifier: GPL-3.0-or-later
   The code by hand that the benchmark measures the library by: its two
   functions agree, its derivatives agree with difference quotients, and
   both modes of the library agree with it.  Read bench/README.md before. */
#include <string.h>

#include "cases.h"
#include "measure.h"
#include "problem.h"

static const double epsilon = 2.22e-16;

static struct problem problem_at(int i)
{
  struct problem p;
  char folder[4096];
  const char *source = getenv("GRADCOMPARE_SOURCE");
  snprintf(folder, sizeof folder, "%s/bench", source ? source : ".");
  problem_make(&p, &workloads[i], folder);
  return p;
}

static double largest_of(size_t n, const double *x)
{
  double largest = 0;
  for (size_t i = 0; i < n; i++)
    largest = fabs(x[i]) > largest ? fabs(x[i]) : largest;
  return largest;
}

START_TEST(test_values)
{
  struct problem p = problem_at(_i);
  double *y = calloc(p.m, sizeof *y);
  p.w->hand->plain(&p, p.x, y);
  for (size_t k = 0; k < p.m; k++)
    check_near(p.y[k], y[k], 1e-14, 1e-11, "%s, output %zu", p.w->name, k);
  free(y);
  problem_free(&p);
}
END_TEST

/* y[m] = the quotient by x[j], and the largest value met. */
static double quotients(const struct problem *p, size_t j, double h,
                        double *y)
{
  double *x = calloc(p->n, sizeof *x), *below = calloc(p->m, sizeof *below);
  memcpy(x, p->x, p->n * sizeof *x);
  x[j] = p->x[j] + h;
  p->w->hand->plain(p, x, y);
  x[j] = p->x[j] - h;
  p->w->hand->plain(p, x, below);
  double largest = largest_of(p->m, below);
  for (size_t k = 0; k < p->m; k++)
    y[k] = (y[k] - below[k]) / (2 * h);
  free(x);
  free(below);
  return largest;
}

/* Eight entries from the first to the last. */
START_TEST(test_quotients)
{
  struct problem p = problem_at(_i);
  double *y = calloc(p.m, sizeof *y);
  double scale = largest_of(p.m * p.n, p.J);
  for (size_t i = 0; i < 8; i++) {
    size_t j = i * (p.n - 1) / 7;
    double h = 6e-6 * (1 + fabs(p.x[j]));
    double atol = 1e-7 * scale + 50 * epsilon * quotients(&p, j, h, y) / h;
    for (size_t k = 0; k < p.m; k++)
      check_near(p.J[k * p.n + j], y[k], atol, 1e-6, "%s, row %zu, column %zu",
                 p.w->name, k, j);
  }
  free(y);
  problem_free(&p);
}
END_TEST

START_TEST(test_library)
{
  struct problem p = problem_at(_i);
  double error = measure_check(&p);
  check_near(error, 0, MEASURE_TOLERANCE, 0, "%s", p.w->name);
  problem_free(&p);
}
END_TEST

static Suite *bench_suite(void)
{
  Suite *suite = suite_create("bench");
  TCase *all = tcase_create("workloads");
  tcase_set_timeout(all, 120);
  tcase_add_loop_test(all, test_values, 0, (int)n_workloads);
  tcase_add_loop_test(all, test_quotients, 0, (int)n_workloads);
  tcase_add_loop_test(all, test_library, 0, (int)n_workloads);
  suite_add_tcase(suite, all);
  return suite;
}

int main(void)
{
  return test_run(bench_suite());
}
