/* SPDX-License-Identifier: GPL-3.0-or-later
   The trace: by hand, and on random graphs against the plain engine of naive.h
   (values, tangents, adjoints of leaves), which shares no code with it.  What
   is paid in adds up to every adjoint.  Read naive.h and random_graph.h
   before. */
#include "naive.h"
#include "random_graph.h"
#include "trace.h"

static ad_trace *new_trace(const ad_graph *g)
{
  ad_trace *t;
  ad_error err = {0};
  check_ok(ad_trace_new(g, &t, &err), err);
  return t;
}

/* --- by hand -------------------------------------------------------------- */

/* y = (a b + a)^2, all of it written down; a = 3, b = -2. */
typedef struct scalars {
  ad_graph *g;
  ad_ref a, b, product, sum, y;
  ad_trace *t;
} scalars;

static scalars make_scalars(void)
{
  ad_builder *b = test_builder();
  scalars s = {.a = ad_leaf(b, "a", 1, 1, AD_INPUT),
               .b = ad_leaf(b, "b", 1, 1, AD_INPUT)};
  s.product = ad_mul(b, s.a, s.b);
  s.sum = ad_add(b, s.product, s.a);
  s.y = ad_square(b, s.sum);
  ad_output(b, s.y);
  s.g = test_finish(b);
  s.t = new_trace(s.g);
  ad_trace_set(s.t, 0, (const double[]){3});
  ad_trace_set(s.t, 1, (const double[]){-2});
  return s;
}

static void free_scalars(scalars *s)
{
  ad_trace_free(s->t);
  ad_graph_free(s->g);
}

static void is(const double *found, double want, const char *what)
{
  ck_assert_msg(found != NULL, "%s: there is nothing", what);
  ck_assert_msg(*found == want, "%s is %g, not %g", what, *found, want);
}

START_TEST(trace_of_scalars)
{
  scalars s = make_scalars();
  ad_trace_forward(s.t, (const double[]){1, 10});
  is(ad_trace_value(s.t, s.product), -6, "a b");
  is(ad_trace_value(s.t, s.sum), -3, "a b + a");
  is(ad_trace_value(s.t, s.y), 9, "y");
  is(ad_trace_tangent(s.t, s.product), 28, "tangent of a b");
  is(ad_trace_tangent(s.t, s.sum), 29, "tangent of a b + a");
  is(ad_trace_tangent(s.t, s.y), -174, "tangent of y");
  ad_trace_reverse(s.t, (const double[]){1});
  is(ad_trace_adjoint(s.t, s.y), 1, "adjoint of y");
  is(ad_trace_adjoint(s.t, s.sum), -6, "adjoint of a b + a");
  is(ad_trace_adjoint(s.t, s.product), -6, "adjoint of a b");
  is(ad_trace_adjoint(s.t, s.a), 6, "adjoint of a");
  is(ad_trace_adjoint(s.t, s.b), -18, "adjoint of b");
  is(ad_trace_paid(s.t, s.sum, 1), -6, "what the sum paid a");
  is(ad_trace_paid(s.t, s.product, 0), 12, "what the product paid a");
  is(ad_trace_paid(s.t, s.product, 1), -18, "what the product paid b");
  free_scalars(&s);
}
END_TEST

/* A dash, never 0, where a sweep has not been. */
START_TEST(nothing_before_a_sweep)
{
  scalars s = make_scalars();
  ck_assert_ptr_null(ad_trace_value(s.t, s.y));
  ck_assert_ptr_null(ad_trace_tangent(s.t, s.y));
  ck_assert_ptr_null(ad_trace_adjoint(s.t, s.y));
  ck_assert_ptr_null(ad_trace_paid(s.t, s.y, 0));
  ad_trace_reverse(s.t, (const double[]){1});
  ck_assert_ptr_nonnull(ad_trace_value(s.t, s.y));
  ck_assert_ptr_null(ad_trace_tangent(s.t, s.y));
  ck_assert(ad_trace_reached(s.t, s.a));
  ad_trace_set(s.t, 0, (const double[]){4});
  ck_assert_ptr_null(ad_trace_value(s.t, s.y));
  ck_assert_ptr_null(ad_trace_adjoint(s.t, s.y));
  ck_assert(!ad_trace_reached(s.t, s.a));
  ad_trace_reverse(s.t, (const double[]){0});
  ck_assert(!ad_trace_reached(s.t, s.a));
  ck_assert_ptr_null(ad_trace_paid(s.t, s.y, 0));
  is(ad_trace_adjoint(s.t, s.a), 0, "adjoint of a");
  free_scalars(&s);
}
END_TEST

/* A leaf that is the output is paid its cotangent, and pays no one. */
START_TEST(only_a_leaf)
{
  ad_builder *b = test_builder();
  ad_ref a = ad_leaf(b, "a", 1, 1, AD_INPUT);
  ad_output(b, a);
  ad_graph *g = test_finish(b);
  ad_trace *t = new_trace(g);
  ad_trace_set(t, 0, (const double[]){3});
  ad_trace_reverse(t, (const double[]){-0.5});
  is(ad_trace_adjoint(t, a), -0.5, "adjoint of a");
  ad_trace_free(t);
  ad_graph_free(g);
}
END_TEST

START_TEST(what_does_not_exist)
{
  scalars s = make_scalars();
  ad_ref none = {AD_NO_INDEX};
  ad_trace_forward(s.t, (const double[]){1, 0});
  ad_trace_reverse(s.t, (const double[]){1});
  ck_assert_int_eq(ad_trace_set(s.t, 2, (const double[]){1}), AD_EINPUT);
  ck_assert_ptr_nonnull(ad_trace_value(s.t, s.y));
  ck_assert_ptr_null(ad_trace_value(s.t, none));
  ck_assert_ptr_null(ad_trace_tangent(s.t, none));
  ck_assert_ptr_null(ad_trace_adjoint(s.t, none));
  ck_assert_ptr_null(ad_trace_paid(s.t, none, 0));
  ck_assert_ptr_null(ad_trace_paid(s.t, s.y, 1));
  ck_assert_ptr_null(ad_trace_paid(s.t, s.a, 0));
  ck_assert(!ad_trace_reached(s.t, none));
  free_scalars(&s);
}
END_TEST

/* A bias that is stretched over rows collects what they pay; data has no
   adjoint; an unused leaf has one, which nothing reaches. */
START_TEST(trace_of_a_layer)
{
  static const double X[] = {1, 2, 3, 4}, bias[] = {10, 20};
  ad_builder *b = test_builder();
  ad_ref x = ad_leaf(b, "X", 2, 2, AD_DATA);
  ad_ref c = ad_leaf(b, "b", 1, 2, AD_PARAM);
  ad_ref unused = ad_leaf(b, "unused", 1, 1, AD_PARAM);
  ad_ref z = ad_add(b, x, c);
  ad_ref l = ad_reduce(b, AD_OP_sum, ad_mul(b, z, z), AD_ALL);
  ad_output(b, l);
  ad_graph *g = test_finish(b);
  ad_trace *t = new_trace(g);
  ad_trace_set(t, 0, X);
  ad_trace_set(t, 1, bias);
  ad_trace_forward(t, (const double[]){1, 0, 5});
  is(ad_trace_tangent(t, l), 2 * (11 + 13), "tangent of l");
  ad_trace_reverse(t, (const double[]){0.5});
  is(ad_trace_adjoint(t, c), 11 + 13, "adjoint of b[1]");
  is(ad_trace_adjoint(t, c) + 1, 22 + 24, "adjoint of b[2]");
  is(ad_trace_adjoint(t, z), 11, "adjoint of z[1,1]");
  is(ad_trace_paid(t, z, 1) + 1, 22 + 24, "what z paid b[2]");
  ck_assert_ptr_null(ad_trace_paid(t, z, 0));
  ck_assert_ptr_null(ad_trace_adjoint(t, x));
  is(ad_trace_adjoint(t, unused), 0, "adjoint of what is unused");
  ck_assert(!ad_trace_reached(t, unused));
  ad_trace_free(t);
  ad_graph_free(g);
}
END_TEST

/* A leaf that is an output, and nothing else: no node has an operand. */
START_TEST(trace_of_a_leaf)
{
  ad_builder *b = test_builder();
  ad_ref x = ad_leaf(b, "x", 2, 1, AD_INPUT);
  ad_output(b, x);
  ad_graph *g = test_finish(b);
  ad_trace *t = new_trace(g);
  ad_trace_set(t, 0, (const double[]){3, 5});
  ad_trace_forward(t, (const double[]){7, 0});
  is(ad_trace_tangent(t, x), 7, "tangent of x");
  ad_trace_reverse(t, (const double[]){-1, 4});
  is(ad_trace_adjoint(t, x), -1, "adjoint of x[1]");
  is(ad_trace_adjoint(t, x) + 1, 4, "adjoint of x[2]");
  ad_trace_free(t);
  ad_graph_free(g);
}
END_TEST

START_TEST(memory_is_limited)
{
  ad_builder *b = test_builder();
  ad_trace *t;
  ad_error err = {0};
  ad_builder_limit(b, 100000);
  ad_ref x = ad_leaf(b, "x", 50, 50, AD_INPUT);
  ad_output(b, ad_reduce(b, AD_OP_sum, ad_exp(b, x), AD_ALL));
  ad_graph *g = test_finish(b);
  ck_assert_int_eq(ad_trace_new(g, &t, &err), AD_ELIMIT);
  ck_assert_ptr_null(t);
  ad_graph_free(g);
}
END_TEST

/* Partials in saturation round by more than their last digits. */
static const double lax = 1e-6;

/* --- random graphs -------------------------------------------------------- */

/* Of all nodes: values, and tangents as their Jacobian times d. */
static void check_forward(const ad_trace *t, const naive *want,
                          const double *d)
{
  const ad_graph *g = want->g;
  for (uint32_t i = 0; i < g->n; i++) {
    const double *v = ad_trace_value(t, (ad_ref){i});
    const double *tangent = ad_trace_tangent(t, (ad_ref){i});
    for (size_t e = 0; v && e < ad_entries(&g->nodes[i]); e++) {
      const double *J = want->J[i] + e * want->n, *S = want->S[i] + e * want->n;
      double sum = 0, size = 0;
      check_near(v[e], want->v[i][e], 1e-10, 1e-10, "value of node %u", i);
      for (size_t by = 0; by < want->n; by++) {
        sum += J[by] * d[by];
        size += S[by] * fabs(d[by]);
      }
      if (tangent)
        check_near(tangent[e], sum, lax * size + 1e-300, 0,
                   "tangent of node %u, entry %zu", i, e);
    }
  }
}

/* Of the wrt leaves: cotangents times the outputs' Jacobians. */
static void check_leaves(const ad_trace *t, const naive *want,
                         const double *cotangents)
{
  const ad_graph *g = want->g;
  for (size_t w = 0, by = 0; w < g->n_wrt; w++) {
    const double *bar = ad_trace_adjoint(t, (ad_ref){g->wrt[w]});
    for (size_t e = 0; e < ad_entries(&g->nodes[g->wrt[w]]); e++, by++) {
      const double *c = cotangents;
      double sum = 0, size = 0;
      for (size_t o = 0; o < g->n_outputs; o++) {
        uint32_t y = g->outputs[o];
        for (size_t k = 0; k < ad_entries(&g->nodes[y]); k++, c++) {
          sum += *c * want->J[y][k * want->n + by];
          size += fabs(*c) * want->S[y][k * want->n + by];
        }
      }
      check_near(bar[e], sum, lax * size + 1e-300, 0,
                 "adjoint of wrt entry %zu", by);
    }
  }
}

/* What the readers of node i have paid entry e, and the cotangents. */
static double paid_to(const ad_trace *t, const ad_graph *g, uint32_t i,
                      size_t e, const double *cotangents, double *size)
{
  double sum = 0;
  for (size_t o = 0; o < g->n_outputs; o++) {
    sum += g->outputs[o] == i ? cotangents[e] : 0;
    cotangents += ad_entries(&g->nodes[g->outputs[o]]);
  }
  *size = fabs(sum);
  for (uint32_t r = 0; r < g->n; r++)
    for (size_t k = 0; k < g->nodes[r].arity; k++) {
      const double *paid = ad_trace_paid(t, (ad_ref){r}, k);
      if (!paid || g->operands[g->nodes[r].operand + k] != i)
        continue;
      sum += paid[e];
      *size += fabs(paid[e]);
    }
  return sum;
}

static void check_ledger(const ad_trace *t, const ad_graph *g,
                         const double *cotangents)
{
  for (uint32_t i = 0; i < g->n; i++) {
    const double *bar = ad_trace_adjoint(t, (ad_ref){i});
    for (size_t e = 0; bar && e < ad_entries(&g->nodes[i]); e++) {
      double size, sum = paid_to(t, g, i, e, cotangents, &size);
      check_near(bar[e], sum, 1e-13 * size, 0, "adjoint of node %u", i);
    }
  }
}

START_TEST(random_graphs)
{
  test_rng r = {5000 + (uint64_t)_i};
  ad_graph *g = random_graph(&r);
  double *x = random_point(g, &r);
  size_t n = ad_graph_wrt_entries(g), m = ad_graph_output_entries(g);
  double *d = test_alloc(n, sizeof *d), *c = test_alloc(m, sizeof *c);
  for (size_t i = 0; i < n; i++)
    d[i] = test_uniform(&r, -1, 1);
  for (size_t i = 0; i < m; i++)
    c[i] = test_below(&r, 3) == 0 ? 0 : test_uniform(&r, -1, 1);
  ad_trace *t = new_trace(g);
  TEST_SET_LEAVES(ad_trace_set, t, g, x)
  naive *want = naive_new(g, x);
  ad_trace_forward(t, d);
  check_forward(t, want, d);
  ad_trace_reverse(t, c);
  check_leaves(t, want, c);
  check_ledger(t, g, c);
  naive_free(want);
  ad_trace_free(t);
  ad_graph_free(g);
  free(x);
  free(d);
  free(c);
}
END_TEST

static Suite *trace_suite(void)
{
  Suite *suite = suite_create("trace");
  TCase *all = tcase_create("all");
  tcase_set_timeout(all, 60);
  tcase_add_test(all, trace_of_scalars);
  tcase_add_test(all, trace_of_a_leaf);
  tcase_add_test(all, nothing_before_a_sweep);
  tcase_add_test(all, only_a_leaf);
  tcase_add_test(all, what_does_not_exist);
  tcase_add_test(all, trace_of_a_layer);
  tcase_add_test(all, memory_is_limited);
  tcase_add_loop_test(all, random_graphs, 0, 200);
  suite_add_tcase(suite, all);
  return suite;
}

int main(void)
{
  return test_run(trace_suite());
}
