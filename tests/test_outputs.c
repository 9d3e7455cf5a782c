/* SPDX-License-Identifier: GPL-3.0-or-later
   Several outputs on one tape: each row of the Jacobian stands alone, even
   where another output is singular; cotangents of 0 start nothing. */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "check_near.h"
#include "graph.h"
#include "tape.h"

/* y = exp(x), infinite at x = 800, beside z = a x and the matrix X' v, with
   shared operands: rows of z and X' v are finite, those of y are not. */
static ad_graph *singular_beside_regular(void)
{
  ad_builder *b;
  ad_graph *g;
  ad_error err = {0};
  const double x[6] = {0.3, -1.2, 2.385, 0.7, -0.4, 1.1};
  ck_assert_int_eq(ad_builder_new(&b, &err), AD_OK);
  ad_ref u = ad_leaf(b, "u", 1, 1, AD_INPUT);
  ad_ref v = ad_leaf(b, "v", 2, 1, AD_INPUT);
  ad_ref X = ad_matrix(b, 2, 3, x);
  ad_ref w = ad_mul(b, v, u);
  ad_output(b, ad_mul(b, ad_exp(b, u), ad_reduce(b, AD_OP_sum, w, AD_ALL)));
  ad_output(b, ad_mul(b, u, ad_number(b, 2.385)));
  ad_output(b, ad_matmul(b, ad_transpose(b, X), w));
  ck_assert_int_eq(ad_builder_finish(b, &g, &err), AD_OK);
  ad_builder_free(b);
  return g;
}

/* Row r of J is about output r: 0 is y, 1 is z, 2 to 4 are X' v u. */
START_TEST(rows_stand_alone)
{
  const double u = 800, v[2] = {1.7, -0.6};
  const double x[6] = {0.3, -1.2, 2.385, 0.7, -0.4, 1.1};
  double J[5 * 3];
  ad_graph *g = singular_beside_regular();
  ad_tape *t;
  ck_assert_int_eq(ad_tape_new(g, (size_t)_i, &t, NULL), AD_OK);
  ad_tape_set(t, 0, &u);
  ad_tape_set(t, 1, v);
  for (int replay = 0; replay < 2; replay++) {
    ad_tape_jacobian(t, J);
    ck_assert(!isfinite(J[0]));
    check_near(J[3], 2.385, 0, 0, "row by row");
    check_near(J[4], 0, 0, 0, "row by row");
    check_near(J[5], 0, 0, 0, "row by row");
    for (int j = 0; j < 3; j++) {
      const double *row = J + 3 * (2 + j);
      check_near(row[0], x[j] * v[0] + x[3 + j] * v[1], 1e-15, 1e-15,
                 "row by row");
      check_near(row[1], x[j] * u, 0, 1e-15, "row by row");
      check_near(row[2], x[3 + j] * u, 0, 1e-15, "row by row");
    }
  }
  ad_tape_free(t);
  ad_graph_free(g);
}
END_TEST

START_TEST(zero_cotangents_start_nothing)
{
  const double u = 800, v[2] = {1.7, -0.6};
  const double cotangents[5] = {0, 1.5, 0, 0, 0};
  ad_graph *g = singular_beside_regular();
  ad_tape *t;
  ck_assert_int_eq(ad_tape_new(g, 1, &t, NULL), AD_OK);
  ad_tape_set(t, 0, &u);
  ad_tape_set(t, 1, v);
  ad_tape_record(t);
  ad_tape_reverse(t, 1, cotangents);
  check_near(ad_tape_adjoint(t, 0)[0], 1.5 * 2.385, 0, 1e-15, "row by row");
  check_near(ad_tape_adjoint(t, 1)[0], 0, 0, 0, "row by row");
  check_near(ad_tape_adjoint(t, 1)[1], 0, 0, 0, "row by row");
  ad_tape_free(t);
  ad_graph_free(g);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("outputs");
  TCase *group = tcase_create("several outputs");
  tcase_add_loop_test(group, rows_stand_alone, 1, 4);
  tcase_add_test(group, zero_cotangents_start_nothing);
  suite_add_tcase(suite, group);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
