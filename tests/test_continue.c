/* SPDX-License-Identifier: GPL-3.0-or-later
   Graphs that go on: what is appended to a copy of a graph's nodes is what the
   chain rule says, and the graph itself stays as it was.  Read engines.h and
   random_graph.h before. */
#include <math.h>

#include "random_graph.h"

static ad_builder *continued(const ad_graph *g)
{
  ad_builder *b;
  ad_error err = {0};
  check_ok(ad_builder_continue(g, &b, &err), err);
  return b;
}

/* y = a b and z = exp(y), of leaves a, b and c. */
static ad_graph *small_graph(void)
{
  ad_builder *b = test_builder();
  ad_ref a = ad_leaf(b, "a", 1, 1, AD_INPUT);
  ad_ref c = ad_leaf(b, "b", 1, 1, AD_PARAM);
  ad_leaf(b, "c", 1, 1, AD_DATA);
  ad_ref y = ad_mul(b, a, c);
  ad_name(b, y, "y", NULL);
  ad_output(b, ad_exp(b, y));
  ad_wrt(b, c);
  return test_finish(b);
}

START_TEST(names_and_refs_stay)
{
  ad_graph *g = small_graph();
  ad_builder *b = continued(g);
  ad_ref y, again;
  ck_assert_uint_eq(ad_builder_size(b), ad_graph_size(g));
  ck_assert(ad_builder_find(b, "y", 1, &y));
  ck_assert(ad_graph_find(g, "y", 1, &again) && again.index == y.index);
  ad_name(b, ad_sin(b, y), "y", NULL);
  ck_assert_int_eq(ad_builder_error(b)->status, AD_EINPUT);
  ad_builder_free(b);
  ad_graph_free(g);
}
END_TEST

/* By what g was differentiated, and only what is an output anew. */
START_TEST(leaves_stay_outputs_do_not)
{
  ad_graph *g = small_graph();
  ad_builder *b = continued(g);
  ad_ref y;
  ad_builder_find(b, "y", 1, &y);
  ad_ref l = ad_square(b, y);
  ad_graph *more = test_finish(b);
  ck_assert_uint_eq(ad_graph_outputs(more), 1);
  ck_assert_uint_eq(ad_graph_output(more, 0).index, l.index);
  ck_assert_uint_eq(ad_graph_wrts(more), 1);
  ck_assert_uint_eq(ad_graph_wrt(more, 0).index, 1);
  ad_graph_free(g); /* its names are not those of `more` */
  ck_assert_str_eq(ad_graph_name(more, y), "y");
  ck_assert_str_eq(ad_graph_name(more, ad_graph_leaf(more, 2)), "c");
  ad_graph_free(more);
}
END_TEST

START_TEST(wrt_is_replaced)
{
  ad_graph *g = small_graph();
  ad_builder *b = continued(g);
  ad_wrt(b, ad_graph_leaf(g, 2));
  ad_wrt(b, ad_graph_leaf(g, 0));
  ad_graph *more = test_finish(b);
  ck_assert_uint_eq(ad_graph_wrts(more), 2);
  ck_assert_uint_eq(ad_graph_wrt(more, 0).index, ad_graph_leaf(g, 2).index);
  ck_assert_uint_eq(ad_graph_wrt(more, 1).index, ad_graph_leaf(g, 0).index);
  ck_assert_uint_eq(ad_graph_wrts(g), 1);
  ad_graph_free(more);
  ad_graph_free(g);
}
END_TEST

/* l = sum of tanh(y) over the last output y: its gradient by the chain rule
   from the Jacobian of g, whose engines were made before. */
START_TEST(random_graphs_go_on)
{
  test_rng r = {7000 + (uint64_t)_i};
  ad_graph *g = random_graph(&r);
  double *x = random_point(g, &r);
  size_t n = ad_graph_wrt_entries(g), m = ad_graph_output_entries(g);
  ad_ref y = ad_graph_output(g, ad_graph_outputs(g) - 1);
  size_t entries = test_entries(ad_graph_shape(g, y));
  double *J = test_reverse_jacobian(g, 1, x);
  ad_value *values = test_value(g);
  TEST_SET_LEAVES(ad_value_set, values, g, x)
  ad_value_sweep(values);
  ad_builder *b = continued(g);
  ad_output(b, ad_reduce(b, AD_OP_sum, ad_tanh(b, y), AD_ALL));
  ad_graph *more = test_finish(b);
  double *found = test_forward_jacobian(more, 1, x);
  ck_assert_uint_eq(ad_graph_wrt_entries(more), n);
  for (size_t by = 0; by < n; by++) {
    double want = 0, size = 0;
    for (size_t e = 0; e < entries; e++) {
      double t = tanh(ad_value_at(values, y)[e]);
      want += (1 - t * t) * J[(m - entries + e) * n + by];
      size += fabs(J[(m - entries + e) * n + by]);
    }
    check_near(found[by], want, 1e-12 * size, 0, "derivative by %zu", by);
  }
  ad_value_free(values);
  ad_graph_free(more);
  ad_graph_free(g);
  free(x);
  free(J);
  free(found);
}
END_TEST

static Suite *continue_suite(void)
{
  Suite *suite = suite_create("continue");
  TCase *all = tcase_create("all");
  tcase_add_test(all, names_and_refs_stay);
  tcase_add_test(all, leaves_stay_outputs_do_not);
  tcase_add_test(all, wrt_is_replaced);
  tcase_add_loop_test(all, random_graphs_go_on, 0, 100);
  suite_add_tcase(suite, all);
  return suite;
}

int main(void)
{
  return test_run(continue_suite());
}
