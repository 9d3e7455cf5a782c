/* SPDX-License-Identifier: GPL-3.0-or-later
   The worked solution: what the ledger says is paid in adds up to the adjoint
   that a tape gives by the same nodes; paths are counted; sections come alone,
   and large sheets in reasonable time.  Read reports.h, explain.h and ledger.h
   before. */
#include "check_near.h"
#include "explain/kept.h"
#include "explain/ledger.h"
#include "explain/paths.h"
#include "explain/sections.h"
#include "explain/trace_rules.h"
#include "lower.h"
#include "reports.h"
#include "symbolic.h"
#include "tape.h"
#include "value.h"

#define WORDS(...) \
  sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *), \
      (const char *const[]){__VA_ARGS__}

/* What `explain` prints of a worksheet with this text. */
static char *explain_text(const char *sheet, size_t n, const char *const *words)
{
  const char *all[8];
  char *path = file_with(sheet);
  ck_assert_uint_lt(n, 8);
  for (size_t i = 0; i < n; i++)
    all[i] = words[i];
  all[n] = path;
  char *text = report_of(&cmd_explain, EXIT_FINE, n + 1, all);
  unlink(path);
  free(path);
  return text;
}

static ad_sheet *sheet_of(const char *text, int all_nodes)
{
  ad_source source = {"sheet", text, strlen(text)};
  ad_sheet_options options = {.all_nodes = all_nodes};
  ad_report report;
  ad_sheet *sheet;
  ad_report_init(&report, &source);
  ck_assert_int_eq(ad_sheet_read(&source, &options, &sheet, &report), AD_OK);
  ad_report_free(&report);
  return sheet;
}

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

static struct explained explained_of(const ad_sheet *sheet)
{
  struct options options = {0};
  struct explained e = {0};
  ad_error err = {0};
  ck_assert_int_eq(explain_begin(&e, "sheet", sheet, &options), EXIT_FINE);
  ck_assert_int_eq(explain_trace(&e, &err), AD_OK);
  return e;
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
  ad_sheet *sheet = sheet_of(sheets[_i], 0), *all = sheet_of(sheets[_i], 1);
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
  ad_sheet *sheet = sheet_of(text, 0);
  struct explained e = explained_of(sheet);
  struct ledger l = ledger_new(&e);
  struct payer *payers;
  char *names = memory_copy("");
  ad_ref x;
  ck_assert(ad_graph_find(e.graph, name, strlen(name), &x));
  size_t n = ledger_payers(&l, x, &payers);
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
    const char *sheet, *node, *payers;
  } cases[] = {
      {sheets[0], "l", "1"},     {sheets[0], "w", "l"},
      {sheets[0], "z", "l w"},   {sheets[0], "x", "w z"},
      {sheets[1], "h", "L2 L1"}, {sheets[1], "b", "L h"},
      {sheets[2], "x", "l *"}, /* a and g share exp(x) */
      {sheets[3], "v", "l u t s"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char *names = payers_of(cases[i].sheet, cases[i].node);
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

static int is_declared(const void *state, const char *name, size_t length)
{
  ad_ref x;
  return ad_builder_find(state, name, length, &x);
}

static void read_rule(struct reading *r, char *text, const double *want)
{
  const ad_names names = {.declared = is_declared, .state = r->b};
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
    "param a = 1.5\nparam b = 0.5\ndata c = 3\nv1 = a/b\nv2 = sin(v1*c)\n"
    "v3 = exp(b) - a\nv4 = v1 - v3\nv5 = v2 + v4/(v3 - 4)\nv6 = -v5*v4^2\n"
    "y = v6\n",
    "input x = 0.3\na = 3*exp(x)\ng = da/dx\nl = a*g + x\noutput l\n",
    "input p = 0.4\ninput q = 2.2\nr = relu(p - q) + q\ns = max(r, p*q)\n"
    "t = tanh(s)/(1 + p^2)\nu = where(t > p, t*q, p)\nl = u - r*s - 1/q\n"};

enum { SCALARS = sizeof scalars / sizeof scalars[0] };

START_TEST(rules_are_the_numbers)
{
  ad_sheet_options options = {.keep_texts = 1};
  ad_source source = {"sheet", scalars[_i], strlen(scalars[_i])};
  ad_report report;
  ad_sheet *sheet;
  ad_error err = {0};
  ad_report_init(&report, &source);
  ck_assert_int_eq(ad_sheet_read(&source, &options, &sheet, &report), AD_OK);
  struct explained e = explained_of(sheet);
  unsigned char *moves = memory_new(ad_graph_size(e.graph), 1);
  memset(moves, 1, ad_graph_size(e.graph));
  struct trace_rules rules = trace_rules_new(&e, moves);
  struct reading r = {.e = &e};
  ck_assert_int_eq(ad_builder_continue(e.graph, &r.b, &err), AD_OK);
  for (size_t i = 0; i < e.n_named; i++) {
    ad_ref x = e.named[i];
    read_rule(&r, trace_rules_tangent(&rules, x), ad_trace_tangent(e.trace, x));
    read_rule(&r, trace_rules_adjoint(&rules, x), ad_trace_adjoint(e.trace, x));
  }
  ck_assert_uint_ge(r.n, 6);
  check_readings(&r);
  ad_builder_free(r.b);
  trace_rules_free(&rules);
  free(moves);
  explain_free(&e);
  ad_sheet_free(sheet);
  ad_report_free(&report);
}
END_TEST

/* --- paths ---------------------------------------------------------------- */

/* Each of two reads both before it: every step doubles the paths. */
static const char braid[] = "dim T = 5\ninput u0 = 0.3\ninput v0 = 0.4\n"
                            "input w = 2\ninput apart = 1\n"
                            "for t = 1:T\n"
                            "  u{t} = 0.5*u{t-1} + sin(w*v{t-1})\n"
                            "  v{t} = (u{t-1} + v{t-1})/2 + 0*u{t-1}\n"
                            "end\nl = u{T} + v{T}\nunused = apart*l\n"
                            "output l\n";

static double braid_paths(const char *steps, const char *name, double *edges)
{
  ad_source source = {"braid", braid, sizeof braid - 1};
  ad_override dim = {"T", steps};
  ad_sheet_options options = {.n_dims = 1, .dims = &dim};
  ad_report report;
  ad_sheet *sheet;
  ad_ref x;
  ad_report_init(&report, &source);
  ck_assert_int_eq(ad_sheet_read(&source, &options, &sheet, &report), AD_OK);
  struct explained e = explained_of(sheet);
  struct paths p = paths_new(&e);
  ck_assert(ad_graph_find(e.graph, name, strlen(name), &x));
  double count = p.count[x.index];
  *edges = (double)p.n_edges;
  paths_free(&p);
  explain_free(&e);
  ad_sheet_free(sheet);
  ad_report_free(&report);
  return count;
}

/* From l there are 2 edges; from each of the 2 T nodes below 2, and from every
   u one more, to w. */
START_TEST(paths_are_counted)
{
  static const char *const steps[] = {"1", "2", "7", "52", "1000"};
  for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
    double T = strtod(steps[i], NULL), edges;
    ck_assert_double_eq(braid_paths(steps[i], "u0", &edges), exp2(T));
    ck_assert_double_eq(braid_paths(steps[i], "v0", &edges), exp2(T));
    ck_assert_double_eq(edges, 2 + 2 * 2 * T + T);
    /* w is read by every u{t}, to which 2^(T - t) paths lead. */
    ck_assert_double_eq_tol(braid_paths(steps[i], "w", &edges), exp2(T) - 1,
                            exp2(T) * 1e-15);
    ck_assert_double_eq(braid_paths(steps[i], "apart", &edges), 0);
  }
}
END_TEST

/* All of them, each another, and each from the leaf to the output. */
START_TEST(paths_are_listed)
{
  ad_sheet *sheet = sheet_of(braid, 0);
  struct explained e = explained_of(sheet);
  struct paths p = paths_new(&e);
  char *seen = memory_copy("\n");
  ad_ref u0;
  ck_assert(ad_graph_find(e.graph, "u0", 2, &u0));
  struct path_walk w = path_begin(&p, u0);
  size_t n = 0;
  for (; path_next(&w); n++) {
    char *path = memory_copy("");
    for (size_t i = 0; i < w.n; i++)
      memory_append(&path, " ",
                    memory_copy(ad_graph_name(e.graph, w.nodes[i])));
    ck_assert_uint_eq(w.n, 7);
    ck_assert_uint_eq(w.nodes[0].index, u0.index);
    char *line = memory_format("\n%s\n", path);
    ck_assert_msg(!strstr(seen, line), "twice:%s", line);
    memory_append(&seen, "", memory_format("%s\n", path));
    free(line);
    free(path);
  }
  ck_assert_uint_eq(n, 32);
  path_end(&w);
  free(seen);
  paths_free(&p);
  explain_free(&e);
  ad_sheet_free(sheet);
}
END_TEST

/* --- what is kept --------------------------------------------------------- */

/* Every operation has a name here: what is said to be kept is what the tape
   keeps. */
static const char named[] =
    "param W[3,2] = [1.1, 0.4; -0.6, 0.9; 0.3, -0.8]\nparam b[3] = zeros(3)\n"
    "data x[2] = [0.8; -1.3]\ninput c = 0.7\nwx = W @ x\nz = wx + b\n"
    "h = relu(z)\ne = exp(h)\ns = e*c\nr = sum(s)\nh2 = h[2,1]\nq = h2*r\n"
    "n = sin(q)\nd = n/c\nl = d^2\n";

START_TEST(kept_as_the_tape_keeps)
{
  static const struct {
    const char *name;
    int kept;
  } cases[] = {{"wx", 0}, {"z", 0}, {"h", 1}, {"e", 1},  {"s", 0}, {"r", 1},
               {"h2", 1}, {"q", 1}, {"n", 0}, {"d", 1}, {"l", 1}};
  ad_sheet *sheet = sheet_of(named, 0);
  struct explained e = explained_of(sheet);
  ad_error err = {0};
  size_t bytes = 0;
  ad_ref x;
  ck_assert_int_eq(explain_tape(&e, &err), AD_OK);
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const char *name = cases[i].name;
    ck_assert(ad_graph_find(e.graph, name, strlen(name), &x));
    ck_assert_msg(kept_is_kept(&e, x) == cases[i].kept, "%s", name);
    ck_assert_msg(kept_is_computed(&e, x), "%s", name);
    bytes += kept_is_kept(&e, x) ? kept_bytes(&e, x) : 0;
  }
  ck_assert_uint_eq(bytes, e.tape_kept);
  explain_free(&e);
  ad_sheet_free(sheet);
}
END_TEST

/* relu and exp are written in their results; a sum reads nothing. */
START_TEST(spared_by_the_result)
{
  static const char *const spared = "z";
  ad_sheet *sheet = sheet_of(named, 0);
  struct explained e = explained_of(sheet);
  ad_op op;
  for (size_t i = 0; i < e.n_named; i++) {
    const char *name = ad_graph_name(e.graph, e.named[i]);
    ck_assert_msg(kept_is_spared(&e, e.named[i], &op) ==
                      (strcmp(name, spared) == 0), "%s", name);
  }
  explain_free(&e);
  ad_sheet_free(sheet);
}
END_TEST

/* --- sections ------------------------------------------------------------- */

START_TEST(each_section_alone)
{
  static const char *const marks[] = {"\nShapes\n", "\nTrace\n", "\nLedger\n",
                                      "\nPaths from ", "\nKept for ",
                                      "\nGradient of "};
  for (size_t i = 0; section_words[i]; i++) {
    char *text = explain_text(sheets[1], WORDS("--only", section_words[i]));
    for (size_t k = 0; section_words[k]; k++)
      ck_assert_msg((strstr(text, marks[k]) != NULL) == (i == k),
                    "--only %s: '%s' in:\n%s", section_words[i], marks[k],
                    text);
    free(text);
  }
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("explain");
  TCase *all = tcase_create("all");
  tcase_add_loop_test(all, amounts_add_up, 0, SHEETS);
  tcase_add_test(all, who_pays);
  tcase_add_loop_test(all, rules_are_the_numbers, 0, SCALARS);
  tcase_add_test(all, paths_are_counted);
  tcase_add_test(all, paths_are_listed);
  tcase_add_test(all, kept_as_the_tape_keeps);
  tcase_add_test(all, spared_by_the_result);
  tcase_add_test(all, each_section_alone);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
