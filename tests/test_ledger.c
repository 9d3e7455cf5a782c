/* SPDX-License-Identifier: GPL-3.0-or-later
   What the ledger says is paid in adds up to the adjoint that a tape gives by
   the same node, what it says in symbols is what was paid, and the rules beside
   a trace are its numbers.  Read explained.h and ledger.h before. */
#include "explain/contribution.h"
#include "explain/explain_read.h"
#include "explain/trace_rules.h"
#include "explained.h"
#include "read_file.h"
#include "symbolic.h"
#include "tape.h"
#include "value.h"
#include "worksheet/read_text.h"

/* --- the ledger ----------------------------------------------------------- */

/* Nodes that are read by one, by several, by what has no name, and by what has
   no name and is shared; stretched, picked, and unused ones. */
static const char *const sheets[] = {
    "input x = 0.7\ninput y = -1.3\nz = x*y + x\nw = z^2 + x*z\nl = w*y + z\n",
    "param W[2,3] = [1.1, 0.4, -0.6; 0.9, 0.3, -0.8]\n"
    "data x[3] = [0.8; -1.3; 0.4]\nparam b[2] = [0.2; -0.1]\n"
    "h = tanh(W @ x + b)\nL1 = sqnorm(h - 0.3)\nL2 = 0.3*sum(exp(h))\n"
    "unused = sum(h)\nL = L1 + L2*b[1]\n",
    "input x = 0.3\na = 3*exp(x)\ng = da/dx\nl = a*g + x\n"
    "output l\n",
    "input v[4] = [0.3; -0.7; 1.1; 0.4]\ns = v[2]*v[3]\n"
    "t = sum(v[1:3]*v[2:4])\nu = softmax(v)\nl = s*t + u[1] + norm(v)\n",
    "input x[2,2] = [2, 0.3; -0.4, 1.7]\ny = inv(x) @ x'\n"
    "z = logdet(y @ y' + x @ x')\nl = z + sum(x*y)\n"};

enum { SHEETS = sizeof sheets / sizeof sheets[0] };

/* The adjoint by the node of this name, from a tape of the sheet in which all
   named nodes are differentiated by; NULL where there is none. */
static const double *adjoint_by(const ad_tape *t, const ad_graph *g,
                                const char *name)
{
  for (size_t i = 0; i < ad_graph_wrts(g); i++)
    if (strcmp(ad_graph_name(g, ad_graph_wrt(g, i)), name) == 0)
      return ad_tape_adjoint(t, i);
  return NULL;
}

static ad_tape *tape_of(const ad_sheet *sheet)
{
  ad_tape *t;
  ad_error err = {0};
  const ad_graph *g = ad_sheet_graph(sheet);
  ck_assert_int_eq(ad_tape_new(g, 1, &t, &err), AD_OK);
  for (size_t i = 0; i < ad_graph_leaves(g); i++)
    ad_tape_set(t, i, ad_sheet_leaf(sheet, i));
  ad_tape_record(t);
  ck_assert_int_eq(ad_tape_reverse_unit(t, 0, 1), AD_OK);
  return t;
}

/* What node x is paid adds up to `want`. */
static void check_node(const struct ledger *l, ad_ref x, const double *want)
{
  struct payer *payers;
  size_t n = ledger_payers(l, x, &payers);
  ad_shape shape = ad_graph_shape(l->e->graph, x);
  const char *name = ad_graph_name(l->e->graph, x);
  ck_assert_uint_eq(n, ledger_count(l, x));
  for (size_t k = 0; k < shape.rows * shape.cols; k++) {
    double sum = 0, size = 0;
    for (size_t i = 0; i < n; i++) {
      sum += payers[i].amount[k];
      size += fabs(payers[i].amount[k]);
    }
    check_near(sum, want[k], 1e-13 * (size + fabs(want[k])), 0,
               "what %s is paid, entry %zu", name, k);
  }
  payers_free(payers, n);
}

START_TEST(amounts_add_up)
{
  ad_sheet *sheet = sheet_of(sheets[_i]);
  ad_sheet *all = sheet_with(sheets[_i], (ad_sheet_options){.all_nodes = 1});
  ad_tape *t = tape_of(all);
  struct explained e = explained_of(sheet);
  struct ledger l = ledger_new(&e);
  ad_ref *nodes;
  size_t n = ledger_nodes(&l, &nodes), checked = 0;
  for (size_t i = 0; i < n; i++) {
    const double *want = adjoint_by(t, ad_sheet_graph(all),
                                    ad_graph_name(e.graph, nodes[i]));
    ck_assert(i == 0 || nodes[i].index < nodes[i - 1].index);
    if (want)
      check_node(&l, nodes[i], want);
    checked += want != NULL;
  }
  ck_assert_uint_ge(checked, 3);
  free(nodes);
  ledger_free(&l);
  explain_free(&e);
  ad_tape_free(t);
  ad_sheet_free(sheet);
  ad_sheet_free(all);
}
END_TEST

/* The names of those who pay node `name`, with blanks between; "1" the seed,
   "*" without a name. */
static char *payers_of(const char *text, const char *name)
{
  ad_sheet *sheet = sheet_of(text);
  struct explained e = explained_of(sheet);
  struct ledger l = ledger_new(&e);
  struct payer *payers;
  char *names = memory_copy("");
  size_t n = ledger_payers(&l, node_named(&e, name), &payers);
  for (size_t i = 0; i < n; i++)
    memory_append(&names, " ",
                  memory_copy(payers[i].from.index == AD_NO_INDEX ? "1"
                              : explain_is_named(&e, payers[i].from)
                                  ? ad_graph_name(e.graph, payers[i].from)
                                  : "*"));
  payers_free(payers, n);
  ledger_free(&l);
  explain_free(&e);
  ad_sheet_free(sheet);
  return names;
}

START_TEST(who_pays)
{
  static const struct {
    int sheet;
    const char *node, *payers;
  } cases[] = {{0, "l", "1"},     {0, "w", "l"},
               {0, "z", "l w"},   {0, "x", "w z"},
               {1, "h", "L2 L1"}, {1, "b", "L h"},
               {2, "x", "l *"}, /* a and g share exp(x) */
               {3, "v", "l u t s"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char *names = payers_of(sheets[cases[i].sheet], cases[i].node);
    ck_assert_str_eq(names, cases[i].payers);
    free(names);
  }
}
END_TEST

/* --- the rules of a trace ------------------------------------------------- */

/* Every text that stands beside a number, read again, is that number. */
struct reading {
  ad_builder *b;
  const struct explained *e;
  size_t n;
  double want[64];
};

static void read_rule(struct reading *r, char *text, const double *want)
{
  const ad_names names = {.declared = ad_builder_declares, .state = r->b};
  const ad_scope scope = {.derive = ad_derivative};
  ad_error err = {0};
  ad_expr *expr;
  ad_ref x;
  if (text[0] && want) {
    ck_assert_msg(ad_expr_parse(text, strlen(text), 0, &names, &expr, &err) ==
                      AD_OK, "%s: %s", text, err.text);
    ck_assert_msg(ad_lower(r->b, expr, &scope, &x, NULL, &err) == AD_OK,
                  "%s: %s", text, err.text);
    ad_output(r->b, x);
    ck_assert_uint_lt(r->n, 64);
    r->want[r->n++] = *want;
    ad_expr_free(expr);
  }
  free(text);
}

static void check_readings(struct reading *r)
{
  ad_error err = {0};
  ad_graph *g;
  ad_value *values;
  ck_assert_int_eq(ad_builder_finish(r->b, &g, &err), AD_OK);
  ck_assert_int_eq(ad_value_new(g, &values, &err), AD_OK);
  for (size_t i = 0; i < ad_graph_leaves(g); i++)
    ad_value_set(values, i, ad_sheet_leaf(r->e->sheet, i));
  ad_value_sweep(values);
  for (size_t i = 0; i < r->n; i++)
    check_near(*ad_value_at(values, ad_graph_output(g, i)), r->want[i], 1e-14,
               1e-13, "rule %zu", i);
  ad_value_free(values);
  ad_graph_free(g);
}

static const char *const scalars[] = {
    "input x = 0.7\ninput y = -1.3\nz = x*y + x\nw = z^2 + x*z\nl = w*y + z\n",
    ("param a = 1.5\nparam b = 0.5\ndata c = 3\nv1 = a/b\nv2 = sin(v1*c)\n"
     "v3 = exp(b) - a\nv4 = v1 - v3\nv5 = v2 + v4/(v3 - 4)\nv6 = -v5*v4^2\n"
     "y = v6\n"),
    "input x = 0.3\na = 3*exp(x)\ng = da/dx\nl = a*g + x\noutput l\n",
    ("input p = 0.4\ninput q = 2.2\nr = relu(p - q) + q\ns = max(r, p*q)\n"
     "t = tanh(s)/(1 + p^2)\nu = where(t > p, t*q, p)\nl = u - r*s - 1/q\n")};

enum { SCALARS = sizeof scalars / sizeof scalars[0] };

START_TEST(rules_are_the_numbers)
{
  ad_sheet *sheet = sheet_of(scalars[_i]);
  ad_error err = {0};
  struct explained e = explained_of(sheet);
  unsigned char *moves = memory_new(ad_graph_size(e.graph), 1);
  memset(moves, 1, ad_graph_size(e.graph));
  struct trace_rules rules = trace_rules_new(&e, moves, 0);
  struct reading r = {.e = &e};
  const struct direction *d = &e.directions[0];
  ck_assert_int_eq(ad_builder_continue(e.graph, &r.b, &err), AD_OK);
  for (size_t i = 0; i < e.n_named; i++) {
    ad_ref x = e.named[i];
    read_rule(&r, trace_rules_tangent(&rules, d, x),
              ad_trace_tangent(d->trace, x));
    read_rule(&r, trace_rules_adjoint(&rules, x), ad_trace_adjoint(e.trace, x));
  }
  ck_assert_uint_ge(r.n, 6);
  check_readings(&r);
  ad_builder_free(r.b);
  trace_rules_free(&rules);
  free(moves);
  explain_free(&e);
  ad_sheet_free(sheet);
}
END_TEST

/* --- contributions -------------------------------------------------------- */

/* Reads what node x is paid in symbols, derivatives as such, as outputs; how
   many payments have no text. */
static size_t read_payments(struct explained *e, ad_builder *b,
                            const struct ledger *l, ad_ref x)
{
  struct payer *payers;
  size_t n = ledger_payers(l, x, &payers), unwritten = 0;
  ad_error err = {0};
  for (size_t i = 0; i < n; i++) {
    ad_ref y = x; /* without a text */
    struct words w = contribution(e, NULL, x, payers[i].from, n);
    if (w.text[0])
      ck_assert_msg(read_text(e->graph, b, w.text, ad_derivative, &y,
                                 &err) == AD_OK, "%s: %s", w.text, err.text);
    unwritten += w.text[0] == '\0';
    ad_output(b, y);
    words_free(&w);
  }
  payers_free(payers, n);
  return unwritten;
}

/* The outputs from *at on are what x is paid, where they are written. */
static void check_payments(const struct explained *e, const ad_graph *g,
                           const ad_value *values, const struct ledger *l,
                           ad_ref x, size_t *at)
{
  struct payer *payers;
  ad_shape shape = ad_graph_shape(e->graph, x);
  size_t n = ledger_payers(l, x, &payers);
  for (size_t i = 0; i < n; i++) {
    ad_ref y = ad_graph_output(g, (*at)++);
    ad_shape is = ad_graph_shape(g, y);
    ck_assert(is.rows == shape.rows && is.cols == shape.cols);
    for (size_t k = 0; y.index != x.index && k < shape.rows * shape.cols; k++)
      check_near(ad_value_at(values, y)[k], payers[i].amount[k], 1e-13, 1e-12,
                 "payment %zu of %s, entry %zu", i,
                 ad_graph_name(e->graph, x), k);
  }
  payers_free(payers, n);
}

/* What reverse mode pays is what the texts beside it come to; how many
   payments have no text. */
static size_t check_contributions(const ad_sheet *sheet)
{
  struct explained e = explained_of(sheet);
  struct ledger l = ledger_new(&e);
  ad_error err = {0};
  ad_builder *b;
  ad_graph *g;
  ad_value *values;
  ad_ref *nodes;
  size_t n = ledger_nodes(&l, &nodes), unwritten = 0, at = 0;
  ck_assert_int_eq(explain_chains(&e, 0, &err), AD_OK);
  ck_assert_int_eq(ad_builder_continue(e.graph, &b, &err), AD_OK);
  for (size_t i = 0; i < n; i++)
    unwritten += read_payments(&e, b, &l, nodes[i]);
  ck_assert_int_eq(explain_compute(&e, b, 0, NULL, &g, &values, &err), AD_OK);
  for (size_t i = 0; i < n; i++)
    check_payments(&e, g, values, &l, nodes[i], &at);
  ad_value_free(values);
  ad_graph_free(g);
  ad_builder_free(b);
  free(nodes);
  ledger_free(&l);
  explain_free(&e);
  return unwritten;
}

START_TEST(contributions_are_the_amounts)
{
  ad_sheet *sheet = sheet_of(sheets[_i]);
  ck_assert_uint_eq(check_contributions(sheet), _i == 2); /* a and g share */
  ad_sheet_free(sheet);
}
END_TEST

/* The same of the examples that explain has formulas for. */
static const char *const examples[] = {
    "classics/baydin",        "classics/gaussian-covariance",
    "classics/griewank-walther", "classics/log-sum-exp",
    "classics/logistic-regression", "classics/recurrent",
    "classics/rosenbrock",    "classics/softmax-classifier",
    "classics/speelpenning",  "classics/where-trap",
    "eth/1a", "eth/1b", "eth/2", "eth/3", "eth/3.6",
    "graph-introduction/1",   "graph-introduction/2",
    "graph-introduction/3-m", "graph-introduction/3-one",
    "nyu/depth", "nyu/regression", "nyu/relu-sigmoid-bce",
    "nyu/sigmoid-bce", "nyu/sigmoid-mse",
    "scaling/batch", "scaling/depth", "scaling/parameters",
    "second/beale", "second/gradient-penalty", "second/himmelblau",
    "second/log-det", "second/logistic-newton", "second/powell",
    "second/quadratic", "second/softmax-cross-entropy",
    "stepsize/cancelling", "stepsize/kink", "stepsize/smooth"};

enum { EXAMPLES = sizeof examples / sizeof examples[0] };

START_TEST(contributions_of_examples)
{
  char name[100];
  snprintf(name, sizeof name, "examples/%s.grad", examples[_i]);
  char *text = test_read_file(name);
  ad_sheet *sheet = sheet_of(text);
  ck_assert_uint_le(check_contributions(sheet), 2); /* nan, or without name */
  ad_sheet_free(sheet);
  free(text);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("ledger");
  TCase *all = tcase_create("all");
  tcase_add_loop_test(all, amounts_add_up, 0, SHEETS);
  tcase_add_test(all, who_pays);
  tcase_add_loop_test(all, contributions_are_the_amounts, 0, SHEETS);
  tcase_add_loop_test(all, contributions_of_examples, 0, EXAMPLES);
  tcase_add_loop_test(all, rules_are_the_numbers, 0, SCALARS);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
