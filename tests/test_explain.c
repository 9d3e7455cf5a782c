/* SPDX-License-Identifier: GPL-3.0-or-later
   The worked solution: paths are counted and listed, values are kept as a tape
   keeps them, and sections come alone.  Read explained.h and reports.h
   before. */
#include "explain/chains.h"
#include "explain/kept.h"
#include "explain/layers.h"
#include "explain/path_words.h"
#include "explain/sections.h"
#include "explained.h"
#include "reports.h"

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
  ad_override dim = {"T", steps};
  ad_sheet *sheet =
      sheet_with(braid, (ad_sheet_options){.n_dims = 1, .dims = &dim});
  struct explained e = explained_of(sheet);
  struct paths p = paths_new(&e);
  double count = p.count[node_named(&e, name).index];
  *edges = (double)p.n_edges;
  paths_free(&p);
  explain_free(&e);
  ad_sheet_free(sheet);
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
  ad_sheet *sheet = sheet_of(braid);
  struct explained e = explained_of(sheet);
  struct paths p = paths_new(&e);
  char *seen = memory_copy("\n");
  ad_ref u0 = node_named(&e, "u0");
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

/* --- what paths bring ----------------------------------------------------- */

static void find_paths(struct explained *e)
{
  ad_error err = {0};
  ck_assert_int_eq(explain_chains(e, 0, &err), AD_OK);
  ck_assert_int_eq(explain_paths(e, &err), AD_OK);
}

/* dl/dx of l = w*y + z, w = z^2 + x*z, z = x*y + x, way by way. */
START_TEST(paths_have_values)
{
  const double x = 0.7, y = -1.3, z = x * y + x;
  const struct {
    double value;
    const char *product;
  } due[] = {{y * (2 * z + x) * (y + 1),
              "dl/dw*dw/dz*dz/dx\n= y*(2*z + x)*(y + 1)\n"
              "= (-1.3)*0.28*(-0.3)"},
             {1 * (y + 1), "dl/dz*dz/dx\n= 1*(y + 1)\n= 1*(-0.3)"},
             {y * z, "dl/dw*dw/dx\n= y*z\n= (-1.3)*(-0.21)"}};
  ad_sheet *sheet = sheet_of("input x = 0.7\ninput y = -1.3\nz = x*y + x\n"
                             "w = z^2 + x*z\nl = w*y + z\n");
  struct explained e = explained_of(sheet);
  find_paths(&e);
  const struct path_list *list = &e.paths->lists[0];
  ck_assert_uint_eq(list->n, 3);
  for (size_t i = 0; i < 3; i++) {
    struct words w = path_product(&e, &list->paths[i]);
    ck_assert_str_eq(w.text, due[i].product);
    check_near(*list->paths[i].value, due[i].value, 0, 1e-14, "path %zu", i);
    words_free(&w);
  }
  ck_assert(list->is_whole);
  ck_assert_int_eq(explain_verdict(&list->line), AD_AGREE);
  explain_free(&e);
  ad_sheet_free(sheet);
}
END_TEST

/* Of two losses that are added, each path is the derivative of one. */
START_TEST(paths_are_parts)
{
  static const char *const losses[] = {"L1", "L2"};
  static const char net[] =
      "param W[2,3] = [1.1, 0.4, -0.6; 0.9, 0.3, -0.8]\n"
      "data x[3] = [0.8; -1.3; 0.4]\nh = tanh(W @ x)\n"
      "L1 = sqnorm(h - 0.3)\nL2 = 0.3*sum(exp(h))\n";
  char *text = memory_format("%sL = L1 + L2\noutput L\n", net);
  ad_sheet *sheet = sheet_of(text);
  struct explained e = explained_of(sheet);
  find_paths(&e);
  ck_assert_uint_eq(e.paths->lists[0].n, 2);
  for (size_t i = 0; i < 2; i++) {
    char *alone = memory_format("%soutput %s\n", net, losses[i]);
    ad_sheet *part = sheet_of(alone);
    struct explained of = explained_of(part);
    const double *due = ad_trace_adjoint(of.trace, node_named(&of, "W"));
    for (size_t k = 0; k < 6; k++)
      check_near(e.paths->lists[0].paths[i].value[k], due[k], 0, 1e-13,
                 "by %s, entry %zu", losses[i], k);
    explain_free(&of);
    ad_sheet_free(part);
    free(alone);
  }
  explain_free(&e);
  ad_sheet_free(sheet);
  free(text);
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
  ad_sheet *sheet = sheet_of(named);
  struct explained e = explained_of(sheet);
  ad_error err = {0};
  size_t bytes = 0;
  ck_assert_int_eq(explain_tape(&e, &err), AD_OK);
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const char *name = cases[i].name;
    ad_ref x = node_named(&e, name);
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
  ad_sheet *sheet = sheet_of(named);
  struct explained e = explained_of(sheet);
  struct edge edge;
  for (size_t i = 0; i < e.n_named; i++) {
    const char *name = ad_graph_name(e.graph, e.named[i]);
    ck_assert_msg(kept_is_spared(&e, e.named[i], &edge) ==
                      (strcmp(name, spared) == 0), "%s", name);
  }
  explain_free(&e);
  ad_sheet_free(sheet);
}
END_TEST

/* --- sections ------------------------------------------------------------- */

START_TEST(each_section_alone)
{
  static const char *const marks[] = {"\nGiven\n", "\nShapes\n", "\nTrace\n",
                                      "\nLedger\n", "\nPaths from ",
                                      "\nKept for ", "\nLayers, ",
                                      "\nLocal derivatives",
                                      "\nChains from ", "\nGradient of ",
                                      "\nGradient flow\n", "\nAutograd\n"};
  for (size_t i = 0; section_words[i]; i++) {
    char *text = explain_text(named, WORDS("--only", section_words[i]));
    for (size_t k = 0; section_words[k]; k++)
      ck_assert_msg((strstr(text, marks[k]) != NULL) == (i == k),
                    "--only %s: '%s' in:\n%s", section_words[i], marks[k],
                    text);
    free(text);
  }
}
END_TEST

/* A member for each, with something in it. */
START_TEST(each_section_in_json)
{
  for (size_t i = 0; section_words[i]; i++) {
    char *text = explain_text(named, WORDS("--format", "json", "--only",
                                           section_words[i]));
    for (size_t k = 0; section_words[k]; k++) {
      char *key = memory_format("\"%s\":", section_words[k]);
      char *at = strstr(text, key);
      ck_assert_msg((at != NULL) == (i == k), "--only %s: %s in:\n%s",
                    section_words[i], key, text);
      ck_assert_msg(!at || strncmp(at + strlen(key), "[]", 2) != 0, "%s",
                    text);
      free(key);
    }
    free(text);
  }
}
END_TEST

/* --- chains --------------------------------------------------------------- */

static const char layers[] =
    "dim n0 = 2, n1 = 3, n2 = 4\ndata x[n0] = [0.8; -1.3]\n"
    "data y[n2] = [1.2; -0.9; 0.4; 0.1]\nparam W1[n1,n0] = normal(0, 1)\n"
    "param b1[n1] = 0.3\nparam W2[n2,n1] = normal(0, 1)\n"
    "z1 = W1 @ x + b1\nh1 = tanh(z1)\nyhat = W2 @ h1\n"
    "L = sqnorm(yhat - y)\n";

static struct chains chains_of(const struct explained *e)
{
  struct chains c;
  ad_error err = {0};
  ck_assert_msg(chains_new(&c, e, 0, &err) == AD_OK, "%s", err.text);
  return c;
}

/* What is shared is named once, and each factor multiplied once. */
START_TEST(shared_beginnings)
{
  static const struct {
    const char *derivative, *delta, *text;
    size_t readers;
  } due[] = {{"dL/dyhat", "delta2", "2*(yhat - y)", 2},
             {"dL/dW2", NULL, "delta2 @ h1'", 0},
             {"dL/dz1", "delta1", "(W2' @ delta2)*(1 - h1^2)", 2},
             {"dL/dW1", NULL, "delta1 @ x'", 0},
             {"dL/db1", NULL, "delta1", 0}};
  ad_sheet *sheet = sheet_of(layers);
  struct explained e = explained_of(sheet);
  struct chains c = chains_of(&e);
  ck_assert_uint_eq(c.n, sizeof due / sizeof due[0]);
  for (size_t i = 0; i < c.n; i++) {
    const struct target *t = &c.targets[i];
    ck_assert_str_eq(t->derivative, due[i].derivative);
    ck_assert_pstr_eq(t->delta, due[i].delta);
    ck_assert_str_eq(t->text, due[i].text);
    ck_assert_uint_eq(t->readers, due[i].readers);
    ck_assert_int_eq(explain_verdict(&t->line), AD_AGREE);
  }
  ck_assert_uint_eq(c.n_links, 6);
  ck_assert_double_eq(c.n_alone, 2 + 4 + 4);
  chains_free(&c);
  explain_free(&e);
  ad_sheet_free(sheet);
}
END_TEST

/* Names of the sheet are left alone. */
START_TEST(names_of_the_sheet_stay)
{
  char *text = memory_format("param delta1 = 0.5\n%sM = L*delta1\noutput M\n",
                             layers);
  ad_sheet *sheet = sheet_of(text);
  struct explained e = explained_of(sheet);
  struct chains c = chains_of(&e);
  for (size_t i = 0; i < c.n; i++)
    ck_assert_int_eq(explain_verdict(&c.targets[i].line), AD_AGREE);
  ck_assert_str_eq(c.links.prefix, "eps");
  chains_free(&c);
  explain_free(&e);
  ad_sheet_free(sheet);
  free(text);
}
END_TEST

/* What the text comes to, beside the adjoint of the target. */
static ad_verdict verdict_of(const struct chains *c, const struct target *t,
                             const char *text)
{
  const struct explained *e = c->links.e;
  struct again a;
  struct explain_line line = t->line;
  ad_error err = {0};
  line.right = text;
  line.off = (double)NAN;
  ck_assert_int_eq(again_begin(&a, e, &err), AD_OK);
  for (uint32_t i = 0; i < ad_graph_size(e->graph); i++)
    if (c->links.adjoint[i])
      again_give(&a, c->links.adjoint[i], ad_graph_shape(e->graph, (ad_ref){i}),
                 ad_trace_adjoint(e->trace, (ad_ref){i}));
  ck_assert_int_eq(again_read(&a, &line, NULL, &err), AD_OK);
  ck_assert_int_eq(again_compute(&a, &err), AD_OK);
  again_end(&a);
  return explain_verdict(&line);
}

/* Twice the product, and one that lacks a factor, are no derivatives; a text
   that cannot be read proves nothing. */
START_TEST(mistakes_are_noticed)
{
  ad_sheet *sheet = sheet_of(layers);
  struct explained e = explained_of(sheet);
  struct chains c = chains_of(&e);
  for (size_t i = 0; i < c.n; i++) {
    char *twice = memory_format("2*(%s)", c.targets[i].text);
    ck_assert_int_eq(verdict_of(&c, &c.targets[i], c.targets[i].text),
                     AD_AGREE);
    ck_assert_int_eq(verdict_of(&c, &c.targets[i], twice), AD_DISAGREE);
    free(twice);
  }
  ck_assert_int_eq(verdict_of(&c, &c.targets[2], "W2' @ delta2"), AD_DISAGREE);
  ck_assert_int_eq(verdict_of(&c, &c.targets[1], "h1 @ delta2'"), AD_DISAGREE);
  ck_assert_int_eq(verdict_of(&c, &c.targets[1], "delta9 @ h1'"),
                   AD_INCONCLUSIVE);
  chains_free(&c);
  explain_free(&e);
  ad_sheet_free(sheet);
}
END_TEST

/* Long recurrences are told by their ends. */
START_TEST(long_chains_are_left_out)
{
  ad_override dim = {"T", "1000"};
  ad_sheet *sheet =
      sheet_with(braid, (ad_sheet_options){.n_dims = 1, .dims = &dim,
                                           .keep_texts = 1});
  struct explained e = explained_of(sheet);
  struct chains c = chains_of(&e);
  ck_assert_uint_le(c.n, TARGETS_MOST);
  ck_assert_uint_gt(c.n_targets, 1990);
  for (size_t i = 0; i < c.n; i++)
    ck_assert_uint_le(c.targets[i].n, CHAINS_MOST + 1);
  chains_free(&c);
  explain_free(&e);
  ad_sheet_free(sheet);
}
END_TEST

/* --- layers --------------------------------------------------------------- */

START_TEST(layers_in_the_leaves)
{
  static const char *const due[][3] = {
      {"linear 1", "x", "W1 @ x + b1"},
      {"tanh", "W1 @ x + b1", "tanh(W1 @ x + b1)"},
      {"linear 2", "tanh(W1 @ x + b1)", "W2 @ tanh(W1 @ x + b1)"},
      {"loss", "W2 @ tanh(W1 @ x + b1), y",
       "sqnorm(W2 @ tanh(W1 @ x + b1) - y)"}};
  ad_sheet *sheet = sheet_of(layers);
  struct explained e = explained_of(sheet);
  ad_error err = {0};
  ck_assert_int_eq(explain_layers(&e, &err), AD_OK);
  ck_assert_uint_eq(e.layers->n, sizeof due / sizeof due[0]);
  for (size_t i = 0; i < e.layers->n; i++) {
    ck_assert_str_eq(e.layers->layers[i].kind, due[i][0]);
    ck_assert_str_eq(e.layers->layers[i].input, due[i][1]);
    ck_assert_str_eq(e.layers->layers[i].output, due[i][2]);
    ck_assert_int_eq(explain_verdict(&e.layers->layers[i].line), AD_AGREE);
  }
  explain_free(&e);
  ad_sheet_free(sheet);
}
END_TEST

/* What --nodes adds has no row of its own: the operations are the same. */
START_TEST(nodes_add_no_gates)
{
  char *path = file_with("input w = 2\ninput x = -1\ninput b = 3\n"
                         "z = w*x + b\na = 1/(1 + exp(-z))\nc = a\n"
                         "l = w*x*c\noutput l\n");
  const char *words[] = {"--only", "trace", "--gates", path, "--nodes"};
  char *plain = report_of(&cmd_explain, EXIT_FINE, 4, words);
  char *nodes = report_of(&cmd_explain, EXIT_FINE, 5, words);
  const char *rows[2] = {strstr(plain, "Operation by operation"),
                         strstr(nodes, "Operation by operation")};
  ck_assert_ptr_nonnull(rows[0]);
  ck_assert_ptr_nonnull(rows[1]);
  size_t n = (size_t)(strstr(rows[0], "In symbols") - rows[0]);
  ck_assert_msg(strncmp(rows[0], rows[1], n) == 0, "%s\n%s", rows[0], rows[1]);
  free(plain);
  free(nodes);
  unlink(path);
  free(path);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("explain");
  TCase *all = tcase_create("all");
  tcase_add_test(all, paths_are_counted);
  tcase_add_test(all, paths_are_listed);
  tcase_add_test(all, paths_have_values);
  tcase_add_test(all, paths_are_parts);
  tcase_add_test(all, kept_as_the_tape_keeps);
  tcase_add_test(all, spared_by_the_result);
  tcase_add_test(all, each_section_alone);
  tcase_add_test(all, each_section_in_json);
  tcase_add_test(all, shared_beginnings);
  tcase_add_test(all, names_of_the_sheet_stay);
  tcase_add_test(all, mistakes_are_noticed);
  tcase_add_test(all, long_chains_are_left_out);
  tcase_add_test(all, layers_in_the_leaves);
  tcase_add_test(all, nodes_add_no_gates);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}

