/* SPDX-License-Identifier: GPL-3.0-or-later
   The worked solution: paths are counted and listed, values are kept as a tape
   keeps them, and sections come alone.  Read explained.h and reports.h
   before. */
#include "explain/kept.h"
#include "explain/paths.h"
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
  static const char *const marks[] = {"\nShapes\n", "\nTrace\n", "\nLedger\n",
                                      "\nPaths from ", "\nKept for ",
                                      "\nGradient of ", "\nGradient flow\n"};
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

int main(void)
{
  Suite *suite = suite_create("explain");
  TCase *all = tcase_create("all");
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

