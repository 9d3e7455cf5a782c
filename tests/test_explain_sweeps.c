/* SPDX-License-Identifier: GPL-3.0-or-later
   The sweeps of `explain` as the command line begins them: directions and
   cotangents, against closed forms and published tables; single operations;
   and the size of the gradient layer by layer.  Read explained.h before. */
#include <math.h>

#include "explain/exercises.h"
#include "explain/flow.h"
#include "explain/gates.h"
#include "explain/ledger.h"
#include "explained.h"
#include "lower.h"
#include "value.h"

/* What is found on a sheet with these options. */
static struct explained explained_with(const ad_sheet *sheet,
                                       const struct options *options)
{
  struct explained e = {0};
  ad_error err = {0};
  ck_assert_int_eq(explain_begin(&e, "sheet", sheet, options), EXIT_FINE);
  ck_assert_int_eq(explain_trace(&e, &err), AD_OK);
  ck_assert_int_eq(explain_forward(&e, &err), AD_OK);
  return e;
}

static void check_all(const char *what, const double *got, size_t n,
                      const double *want)
{
  ck_assert_msg(got != NULL, "%s: nothing", what);
  for (size_t i = 0; i < n; i++)
    check_near(got[i], want[i], 1e-15, 1e-14, "%s[%zu]", what, i);
}

static const double *tangent(const struct explained *e, size_t direction,
                             const char *name)
{
  return ad_trace_tangent(e->directions[direction].trace,
                          node_named(e, name));
}

static const double *adjoint(const struct explained *e, const char *name)
{
  return ad_trace_adjoint(e->trace, node_named(e, name));
}

/* --- forward -------------------------------------------------------------- */

/* ETH Zürich, Deep Learning, autumn 2020, series 4, exercise 2. */
static const char eth[] =
    "data x1 = 1.5\ndata x2 = 0.6\nparam w1 = 0.7\nparam w2 = -1.3\n"
    "param w3 = 2.4\nz1 = w1*x1\nz2 = w2*x2\nz3 = z1 + z2\ny = w3*z3\n";

/* dy/dw1 = w3 x1, dy/dw2 = w3 x2, dy/dw3 = z3. */
START_TEST(one_column_for_each)
{
  ad_sheet *sheet = sheet_of(eth);
  struct options options = {.wrt = "w1, w2 ,w3"};
  struct explained e = explained_with(sheet, &options);
  ck_assert_uint_eq(e.n_directions, 3);
  ck_assert_str_eq(e.directions[1].name, "w2");
  check_all("w1", tangent(&e, 0, "y"), 1, (const double[]){2.4 * 1.5});
  check_all("w2", tangent(&e, 1, "y"), 1, (const double[]){2.4 * 0.6});
  check_all("w3", tangent(&e, 2, "y"), 1,
            (const double[]){0.7 * 1.5 - 1.3 * 0.6});
  check_all("z2", tangent(&e, 0, "z2"), 1, (const double[]){0});
  explain_free(&e);
  ad_sheet_free(sheet);
}
END_TEST

static const char layer[] =
    "dim n = 3\nparam W[2,n] = [1, 2, -1; 0.5, -3, 4]\n"
    "input x[n] = [0.5; -2; 1.5]\ninput t = 2\np = W @ x\nq = p^2*t\n"
    "output q\n";

/* With p = W x, and U, u, s for the moves of W, x, t: p' = U x + W u, and
   q' = 2 p p' t + p^2 s. */
START_TEST(along_a_direction)
{
  ad_sheet *sheet = sheet_of(layer);
  struct options options = {
      .along = "W = [1, 0, 2; -1, 1, 0], x[2] = -0.5, t = 1/n"};
  struct explained e = explained_with(sheet, &options);
  const double p[] = {0.5 - 4 - 1.5, 0.25 + 6 + 6};
  const double dp[] = {0.5 + 3 + 2 * -0.5, -0.5 - 2 + -3 * -0.5};
  double dq[2];
  for (int i = 0; i < 2; i++)
    dq[i] = 2 * p[i] * dp[i] * 2 + p[i] * p[i] / 3;
  ck_assert_uint_eq(e.n_directions, 1);
  ck_assert_str_eq(e.directions[0].name, "s"); /* t is a name of the sheet */
  check_all("p", tangent(&e, 0, "p"), 2, dp);
  check_all("q", tangent(&e, 0, "q"), 2, dq);
  explain_free(&e);
  ad_sheet_free(sheet);
}
END_TEST

/* --- reverse -------------------------------------------------------------- */

/* The first that pays node `name` is the cotangent. */
static void check_seed(const struct explained *e, const char *name, size_t n,
                       const double *want)
{
  struct ledger l = ledger_new(e);
  struct payer *payers;
  size_t paid = ledger_payers(&l, node_named(e, name), &payers);
  ck_assert_uint_eq(payers[0].from.index, AD_NO_INDEX);
  check_all("the seed", payers[0].amount, n, want);
  payers_free(payers, paid);
  ledger_free(&l);
}

/* With the cotangent u at q: pbar = 2 u p t, Wbar = pbar x', xbar = W' pbar,
   tbar = sum(u p^2). */
START_TEST(back_from_a_cotangent)
{
  ad_sheet *sheet = sheet_of(layer);
  struct options options = {.cotangent = "[1; -0.5]*t"};
  struct explained e = explained_with(sheet, &options);
  const double p[] = {-5, 12.25}, x[] = {0.5, -2, 1.5}, u[] = {2, -1};
  const double W[] = {1, 2, -1, 0.5, -3, 4};
  double pbar[2], Wbar[6], xbar[3] = {0}, tbar = 0;
  for (int i = 0; i < 2; i++) {
    pbar[i] = 2 * u[i] * p[i] * 2;
    tbar += u[i] * p[i] * p[i];
    for (int j = 0; j < 3; j++) {
      Wbar[3 * i + j] = pbar[i] * x[j];
      xbar[j] += W[3 * i + j] * pbar[i];
    }
  }
  ck_assert_str_eq(e.swept, "L");
  check_all("p", adjoint(&e, "p"), 2, pbar);
  check_all("W", adjoint(&e, "W"), 6, Wbar);
  check_all("x", adjoint(&e, "x"), 3, xbar);
  check_all("t", adjoint(&e, "t"), 1, &tbar);
  check_seed(&e, "q", 2, u);
  explain_free(&e);
  ad_sheet_free(sheet);
}
END_TEST

/* u' (J v) = (u' J) v: the two sweeps meet. */
START_TEST(both_ways_meet)
{
  ad_sheet *sheet = sheet_of(layer);
  struct options options = {.of = "q[2]", .cotangent = "3", .along = "x = "
                            "[1; -2; 0.25], W[2,3] = 5"};
  struct explained e = explained_with(sheet, &options);
  const double *xbar = adjoint(&e, "x"), *Wbar = adjoint(&e, "W");
  double forward = 3 * tangent(&e, 0, "q")[1];
  check_near(xbar[0] - 2 * xbar[1] + 0.25 * xbar[2] + 5 * Wbar[5], forward, 0,
             1e-14, "u'Jv");
  ck_assert_double_eq(Wbar[0], 0);
  check_seed(&e, "q", 2, (const double[]){0, 3});
  explain_free(&e);
  ad_sheet_free(sheet);
}
END_TEST

static const struct options refused[] = {
    {.wrt = "w1,"},                {.wrt = "q"},
    {.wrt = "w1,z1"},              {.along = "w1"},
    {.along = "w1 = "},            {.along = "w1 = [1; 2]"},
    {.along = "nothing = 1"},      {.along = "w1 = w9"},
    {.along = "w1[2] = 1"},        {.cotangent = "[1; 2]"},
    {.cotangent = "1 +"},          {.of = "y[1,2]", .cotangent = "1"},
    {.solution_of = "1"}};

enum { REFUSED = sizeof refused / sizeof refused[0] };

START_TEST(what_is_refused)
{
  ad_sheet *sheet = sheet_of(eth);
  struct explained e = {0};
  ck_assert_int_eq(explain_begin(&e, "sheet", sheet, &refused[_i]),
                   EXIT_INPUT);
  explain_free(&e);
  ad_sheet_free(sheet);
}
END_TEST

/* --- single operations ---------------------------------------------------- */

/* Computational graph introduction, exercise 2: z = 1. */
static const char neuron[] =
    "input w0 = 2\ninput w1 = -3\ninput w2 = -3\ninput x0 = -1\n"
    "input x1 = -2\nz = w0*x0 + w1*x1 + w2\na = 1/(1 + exp(-z))\n";

/* The node that is called so. */
static ad_ref called(const struct gates *gates, const char *text)
{
  size_t n = ad_graph_size(gates->e->graph);
  for (uint32_t i = 0; i < n; i++)
    if (strcmp(gates->texts[i], text) == 0)
      return (ad_ref){i};
  ck_abort_msg("nothing is called %s", text);
}

START_TEST(gates_of_a_neuron)
{
  static const struct {
    const char *by, *x, *text, *partial;
  } cases[] = {{"a", "1 + exp(-z)", "d(1/u)/du", "-1/u^2"},
               {"1 + exp(-z)", "exp(-z)", "d(1 + u)/du", "1"},
               {"exp(-z)", "-z", "d(exp(u))/du", "exp(u)"},
               {"-z", "z", "d(-z)/dz", "-1"},
               {"z", "w2", "d(u + w2)/dw2", "1"},
               {"w1*x1", "x1", "d(w1*x1)/dx1", "w1"}};
  double E = exp(-1);
  const double numbers[] = {-1 / ((1 + E) * (1 + E)), 1, E, -1, 1, -3};
  ad_sheet *sheet = sheet_of(neuron);
  struct explained e = explained_of(sheet);
  struct gates gates = gates_new(&e);
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct gate gate = gate_of(&gates, called(&gates, cases[i].by),
                               called(&gates, cases[i].x));
    ck_assert_str_eq(gate.text, cases[i].text);
    ck_assert_str_eq(gate.partial, cases[i].partial);
    check_near(gate.number, numbers[i], 0, 1e-15, "%s", gate.text);
    free(gate.text);
    free(gate.partial);
  }
  gates_free(&gates);
  explain_free(&e);
  ad_sheet_free(sheet);
}
END_TEST

/* An operand that is read twice moves both: d(x*x) = 2 x. */
START_TEST(gate_of_a_square)
{
  ad_sheet *sheet = sheet_of("input x = 1.5\nu = 2\nl = x*x + sin(x)*u\n");
  struct explained e = explained_of(sheet);
  struct gates gates = gates_new(&e);
  struct gate gate = gate_of(&gates, called(&gates, "x*x"),
                             node_named(&e, "x"));
  ck_assert_str_eq(gate.text, "d(x*x)/dx");
  ck_assert_str_eq(gate.partial, "2*x");
  check_near(gate.number, 3, 0, 1e-15, "2 x");
  free(gate.text);
  free(gate.partial);
  gate = gate_of(&gates, called(&gates, "sin(x)*u"),
                 called(&gates, "sin(x)"));
  ck_assert_str_eq(gate.text, "d(v*u)/dv"); /* u is a name of the sheet      */
  ck_assert_str_eq(gate.partial, "u");
  free(gate.text);
  free(gate.partial);
  gates_free(&gates);
  explain_free(&e);
  ad_sheet_free(sheet);
}
END_TEST

/* --- the size of the gradient --------------------------------------------- */

/* Every layer multiplies by the same number, and the gradient by a sum is 1 at
   each entry of the last. */
static const struct {
  const char *by, *word;
  double factor;
} flows[] = {{"0.5", "vanishes", 0.5},    {"-0.8", "shrinks", 0.8},
             {"1", "keeps its size", 1},  {"1.2", "grows", 1.2},
             {"-2", "explodes", 2},       {"0", "vanishes", 0}};

enum { FLOWS = sizeof flows / sizeof flows[0], LAYERS = 9 };

START_TEST(flow_of_layers)
{
  char *text = memory_format("dim T = %d\ninput s0[2,2] = [1, 2; 3, 4]\n"
                             "for t = 1:T\n  s{t} = %s*s{t-1}\nend\n"
                             "l = sum(s{T})\n", LAYERS, flows[_i].by);
  ad_sheet *sheet = sheet_of(text);
  struct explained e = explained_of(sheet);
  struct flow flow = flow_new(&e);
  ck_assert_uint_eq(flow.n, 1);
  const struct flow_series *s = &flow.series[0];
  ck_assert_uint_eq(s->n, LAYERS);
  for (size_t i = 0; i < s->n; i++) {
    double want = pow(flows[_i].factor, (double)i);
    ck_assert_uint_eq(s->steps[i].layer, LAYERS - i);
    check_near(s->steps[i].rms, want, 0, 1e-14, "rms %zu", i);
    check_near(s->steps[i].norm, 2 * want, 0, 1e-14, "norm %zu", i);
  }
  check_near(flow_factor(s), flows[_i].factor, 0, 1e-14, "factor");
  ck_assert_str_eq(flow_word(s), flows[_i].word);
  flow_free(&flow);
  explain_free(&e);
  ad_sheet_free(sheet);
  free(text);
}
END_TEST

/* Without numbered names all matrices on the way are layers. */
START_TEST(flow_of_matrices)
{
  ad_sheet *sheet = sheet_of("input x[2] = [1; 2]\nhidden = 3*x\n"
                             "seen = 5*hidden\nl = sum(seen)\n");
  struct explained e = explained_of(sheet);
  struct flow flow = flow_new(&e);
  ck_assert_uint_eq(flow.n, 1);
  ck_assert_uint_eq(flow.series[0].n, 2);
  check_near(flow_factor(&flow.series[0]), 5, 0, 1e-15, "factor");
  flow_free(&flow);
  explain_free(&e);
  ad_sheet_free(sheet);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("explain sweeps");
  TCase *all = tcase_create("all");
  tcase_add_test(all, one_column_for_each);
  tcase_add_test(all, along_a_direction);
  tcase_add_test(all, back_from_a_cotangent);
  tcase_add_test(all, both_ways_meet);
  tcase_add_loop_test(all, what_is_refused, 0, REFUSED);
  tcase_add_test(all, gates_of_a_neuron);
  tcase_add_test(all, gate_of_a_square);
  tcase_add_loop_test(all, flow_of_layers, 0, FLOWS);
  tcase_add_test(all, flow_of_matrices);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
