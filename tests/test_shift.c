/* SPDX-License-Identifier: GPL-3.0-or-later
   Nodes that are differentiated by: their adjoints by forward mode, reverse
   mode and differences, against closed forms and published ones. */
#include <math.h>

#include "cost.h"
#include "fd.h"
#include "graph.h"
#include "sheets.h"

/* Differences of entry `by`, as the report takes them. */
static ad_fd_estimate difference(const sheet_at *s, size_t by)
{
  ad_fd *fd;
  ad_error err = {0};
  ad_fd_estimate e;
  const double *from = s->x;
  check_ok(ad_fd_new(s->g, &fd, &err), err);
  for (size_t i = 0; i < ad_graph_leaves(s->g); i++) {
    ad_fd_set(fd, i, from);
    from += test_entries(ad_graph_shape(s->g, ad_graph_leaf(s->g, i)));
  }
  ad_fd_entry(fd, 0, by, &e);
  ad_fd_free(fd);
  return e;
}

/* Entry k of variable `name`: its derivative must be `want`. */
static void check_by(const sheet_at *s, const char *name, size_t k,
                     double want)
{
  size_t by = k, w = 0;
  while (w < ad_graph_wrts(s->g) &&
         strcmp(ad_graph_name(s->g, ad_graph_wrt(s->g, w)), name) != 0)
    by += test_entries(ad_graph_shape(s->g, ad_graph_wrt(s->g, w++)));
  ck_assert_msg(w < ad_graph_wrts(s->g), "%s is no variable", name);
  check_near(s->forward[by], want, 0, 1e-14, "forward: %s[%zu]", name, k);
  check_near(s->reverse[by], want, 0, 1e-14, "reverse: %s[%zu]", name, k);
  ad_fd_estimate e = difference(s, by);
  ck_assert_int_eq(e.reason, AD_FD_CLEAN);
  check_near(e.value, want, 3 * e.error, 1e-7, "differences: %s[%zu]", name,
             k);
}

/* Griewank and Walther, Evaluating Derivatives, 2nd edition, table 1.3: the
   adjoints of v1, v5, v4, v3, v2 and of the inputs, in closed form. */
START_TEST(published_adjoints)
{
  sheet_at s = read_sheet("input x1 = 1.5\ninput x2 = 0.5\nv1 = x1/x2\n"
                          "v2 = sin(v1)\nv3 = exp(x2)\nv4 = v1 - v3\n"
                          "v5 = v2 + v4\ny = v5*v4\n", 1);
  double v4 = 3 - exp(0.5), v5 = sin(3) + v4;
  double bar1 = v4 + v5 + v4 * cos(3);
  ck_assert_uint_eq(ad_graph_wrts(s.g), 8);
  check_by(&s, "y", 0, 1);
  check_by(&s, "v5", 0, v4);
  check_by(&s, "v4", 0, v4 + v5);
  check_by(&s, "v3", 0, -v4 - v5);
  check_by(&s, "v2", 0, v4);
  check_by(&s, "v1", 0, bar1);
  check_by(&s, "x1", 0, 2 * bar1);
  check_by(&s, "x2", 0, -6 * bar1 - (v4 + v5) * exp(0.5));
  drop_sheet(&s);
}
END_TEST

/* A layer: dl/dz = w (1 - tanh^2 z), entry by entry, asked for before z is
   there; only what is asked for is differentiated by. */
START_TEST(a_layer)
{
  sheet_at s = read_sheet("wrt z, W\nparam W[2,2] = [0.3, -1.1; 0.7, 0.2]\n"
                          "data x[2] = [1.3; -0.4]\ndata w[2] = [2; -3]\n"
                          "z = W@x\na = tanh(z)\nl = w'@a\n", 0);
  double z[] = {0.3 * 1.3 + 1.1 * 0.4, 0.7 * 1.3 - 0.2 * 0.4};
  double bar[] = {2 * (1 - tanh(z[0]) * tanh(z[0])),
                  -3 * (1 - tanh(z[1]) * tanh(z[1]))};
  ck_assert_uint_eq(ad_graph_wrts(s.g), 2);
  for (size_t i = 0; i < 2; i++) {
    check_by(&s, "z", i, bar[i]);
    check_by(&s, "W", 2 * i, bar[i] * 1.3);
    check_by(&s, "W", 2 * i + 1, bar[i] * -0.4);
  }
  drop_sheet(&s);
}
END_TEST

/* Names of loops; a node that only repeats another; one the output does not
   read; data are not among --nodes. */
START_TEST(names)
{
  sheet_at s = read_sheet("input x = 2\nfor t = 1:3\n  h{t} = {t}*x\n"
                          "  wrt h{t}\nend\nc = h2\nwrt c, unread\n"
                          "unread = 7*x\nl = h1*h2*h3*c\noutput l\n", 0);
  ck_assert_uint_eq(ad_graph_wrts(s.g), 5);
  check_by(&s, "h1", 0, 4 * 6 * 4);
  check_by(&s, "h2", 0, 2 * 2 * 6 * 4);
  check_by(&s, "h3", 0, 2 * 4 * 4);
  check_by(&s, "c", 0, 2 * 4 * 6);
  check_by(&s, "unread", 0, 0);
  drop_sheet(&s);
  s = read_sheet("input x = 2\ndata d = 3\nk = d + 1\nl = k*x\n", 1);
  ck_assert_uint_eq(ad_graph_wrts(s.g), 2);
  check_by(&s, "x", 0, 4);
  check_by(&s, "l", 0, 1);
  drop_sheet(&s);
}
END_TEST

/* Where all is data, all nodes are meant; one that is a list of rows stays
   whole numbers, and nothing can be told by moving it. */
START_TEST(only_data)
{
  sheet_at s = read_sheet("data d[3] = [2; 3; 5]\ndata at[2] = [0; 2]\n"
                          "z = d^2\ni = at + 1\nl = sum(z[i])*d[1]\n", 1);
  ck_assert_uint_eq(ad_graph_wrts(s.g), 3);
  check_by(&s, "z", 0, 2);
  check_by(&s, "z", 1, 0);
  check_by(&s, "z", 2, 2);
  check_by(&s, "l", 0, 1);
  check_near(s.reverse[3], 0, 0, 0, "dl/di");
  drop_sheet(&s);
  s = read_sheet("data X[2] = [0.5; -1]\nk = 3*X\nl = sum(k^2)\nwrt X\n", 1);
  ck_assert_uint_eq(ad_graph_wrts(s.g), 3);
  check_by(&s, "X", 1, -18);
  check_by(&s, "k", 0, 3);
  drop_sheet(&s);
}
END_TEST

/* Steps go by the size of the node that moves. */
START_TEST(sizes)
{
  sheet_at s = read_sheet("input x = 2\nz = 1e200*x\ns = 1e-200*x\n"
                          "l = log(z) + exp(1e200*s)\nwrt z, s\n", 0);
  check_by(&s, "z", 0, 5e-201);
  check_by(&s, "s", 0, 1e200 * exp(2));
  drop_sheet(&s);
}
END_TEST

/* What the values are, what they are called, and what they cost, is as if
   nothing was asked for. */
START_TEST(nothing_else_changes)
{
  static const char text[] = "input x[3] = [0.2; 1.4; -0.9]\nh = relu(x)\n"
                             "k = mean(h)\nl = k^2 + k\n";
  sheet_at s[2] = {read_sheet(text, 0), read_sheet(text, 1)};
  ad_cost cost[2];
  ad_error err = {0};
  ad_ref node[2];
  for (size_t i = 0; i < 2; i++)
    check_ok(ad_cost_count(s[i].g, 1, &cost[i], &err), err);
  ck_assert_double_eq(cost[0].evaluation.flops, cost[1].evaluation.flops);
  ck_assert_uint_eq(ad_graph_names(s[0].g), ad_graph_names(s[1].g));
  for (size_t i = 0; i < ad_graph_names(s[0].g); i++) {
    for (size_t j = 0; j < 2; j++)
      node[j] = ad_graph_named(s[j].g, i);
    ck_assert_str_eq(ad_graph_name(s[0].g, node[0]),
                     ad_graph_name(s[1].g, node[1]));
    ck_assert_str_eq(ad_graph_written(s[0].g, node[0]),
                     ad_graph_written(s[1].g, node[1]));
  }
  double y[2];
  for (size_t i = 0; i < 2; i++) {
    ad_value *e = test_value(s[i].g);
    TEST_SET_LEAVES(ad_value_set, e, s[i].g, s[i].x)
    ad_value_sweep(e);
    y[i] = test_output_entry(s[i].g, e, 0);
    ad_value_free(e);
  }
  ck_assert_double_eq(y[0], y[1]);
  drop_sheet(&s[0]);
  drop_sheet(&s[1]);
}
END_TEST

/* By the library's own calls: only what is shifted, or a leaf. */
START_TEST(by_hand)
{
  ad_builder *b = test_builder();
  ad_graph *g;
  ad_error err = {0};
  ad_ref x = ad_leaf(b, "x", 1, 1, AD_INPUT);
  ad_ref h = ad_shifted(b, ad_exp(b, x));
  ad_wrt(b, h);
  ad_output(b, ad_mul(b, h, h));
  g = test_finish(b);
  double at[] = {0.7, 0};
  double *bar = test_reverse_jacobian(g, 1, at);
  check_near(bar[0], 2 * exp(0.7), 0, 1e-15, "dy/dh");
  free(bar);
  ad_graph_free(g);
  b = test_builder();
  x = ad_leaf(b, "x", 1, 1, AD_INPUT);
  ad_wrt(b, ad_exp(b, x));
  ck_assert_int_eq(ad_builder_finish(b, &g, &err), AD_EINPUT);
  ad_builder_free(b);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("shift");
  TCase *all = tcase_create("all");
  tcase_add_test(all, published_adjoints);
  tcase_add_test(all, a_layer);
  tcase_add_test(all, names);
  tcase_add_test(all, only_data);
  tcase_add_test(all, sizes);
  tcase_add_test(all, nothing_else_changes);
  tcase_add_test(all, by_hand);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
