/* SPDX-License-Identifier: GPL-3.0-or-later
   Every wrong formula that the diagnosis knows of, written out and handed in as
   a claim, is called wrong, unless it is equal to what is due: at numbers that
   the judge does not see.  Read mistakes_data.h before. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mistakes/mistakes_data.h"
#include "read_file.h"
#include "symbolic/form_expr.h"
#include "symbolic/gradient.h"

/* A worksheet of examples/, and what its claims are judged by. */
typedef struct bench {
  char *text;
  ad_source source;
  ad_report report;
  ad_sheet *sheet;
  ad_judge *judge;
  ad_mistakes *m;
} bench;

/* The mutants of one derivative: the first is the truth. */
typedef struct mutants {
  ad_known known;
  ad_graph *g;
  char **texts; /* texts[n]; NULL where it is too long to be written       */
  ad_value *values;
} mutants;

typedef struct counts {
  size_t derivatives, handed_in, wrong, equal, unjudged;
} counts;

/* --- worksheets ----------------------------------------------------------- */

static bench open_bench(const char *name)
{
  bench b = {.sheet = NULL};
  ad_error err = {0};
  char path[200], folder[2000];
  const char *top = getenv("GRADCOMPARE_SOURCE");
  snprintf(path, sizeof path, "examples/%s", name);
  snprintf(folder, sizeof folder, "%s/%.*s", top ? top : ".",
           (int)(strrchr(path, '/') - path), path);
  ad_sheet_options options = {.folder = folder};
  b.text = test_read_file(path);
  b.source = (ad_source){name, b.text, strlen(b.text)};
  ad_report_init(&b.report, &b.source);
  ck_assert_msg(ad_sheet_read(&b.source, &options, &b.sheet, &b.report) ==
                  AD_OK, "%s", name);
  ck_assert_int_eq(ad_judge_new(b.sheet, &b.judge, &err), AD_OK);
  ck_assert_int_eq(ad_mistakes_new(b.sheet, &b.m, &err), AD_OK);
  return b;
}

static void close_bench(bench *b)
{
  ad_mistakes_free(b->m);
  ad_judge_free(b->judge);
  ad_sheet_free(b->sheet);
  ad_report_free(&b->report);
  free(b->text);
}

/* --- mutants -------------------------------------------------------------- */

static const char *no_name(const void *state, ad_sym x)
{
  (void)state;
  (void)x;
  return NULL;
}

/* A node without a name as text. */
static char *written(ad_sym_sweep *s, ad_ref x)
{
  static const ad_form_names written_out = {no_name, NULL};
  ad_expr *expr = NULL;
  char *text = NULL;
  if (s->open[x.index] != AD_NO_SYM &&
      ad_form_expr(s->w, s->open[x.index], &written_out, &expr, NULL) == AD_OK)
    ck_assert_int_eq(ad_expr_print(expr, &text), AD_OK);
  ad_expr_free(expr);
  return text;
}

static void write_all(mutants *all)
{
  ad_algebra w;
  ad_sym_sweep s;
  ad_ref by = all->known.suspects.of[0].x;
  uint32_t last = (uint32_t)all->g->n - 1;
  ad_algebra_init(&w, all->g);
  ck_assert_int_eq(ad_sym_sweep_init(&s, &w, last, 1, &by), AD_OK);
  ck_assert_int_eq(ad_sym_sweep_open(&s), AD_OK);
  for (size_t i = 1; i < all->known.suspects.n; i++)
    all->texts[i] = written(&s, all->known.suspects.of[i].x);
  ad_sym_sweep_free(&s);
  ad_algebra_free(&w);
}

/* Parameters and inputs elsewhere; data stay what they are. */
static void move_on(const bench *b, mutants *all)
{
  const ad_graph *g = ad_sheet_graph(b->sheet);
  unsigned seed = 11;
  for (size_t i = 0; i < ad_graph_leaves(g); i++) {
    ad_ref leaf = ad_graph_leaf(g, i);
    ad_shape s = ad_graph_shape(g, leaf);
    double *x = malloc(s.rows * s.cols * sizeof *x);
    memcpy(x, ad_sheet_leaf(b->sheet, i), s.rows * s.cols * sizeof *x);
    for (size_t k = 0; ad_graph_active(g, leaf) && k < s.rows * s.cols; k++) {
      seed = seed * 1103515245u + 12345u;
      x[k] *= 0.8 + 0.4 * (seed >> 16 & 0xff) / 256.0;
    }
    ad_value_set(all->values, i, x);
    free(x);
  }
  ad_value_sweep(all->values);
}

static mutants make_mutants(const bench *b, const ad_expr *left)
{
  mutants all = {.known = {.left = NULL}};
  ad_builder *to;
  ad_error err = {0};
  ck_assert_int_eq(ad_builder_continue(ad_sheet_graph(b->sheet), &to, &err),
                   AD_OK);
  ck_assert_int_eq(ad_known_build(b->m, to, left, &all.known, &err), AD_OK);
  ck_assert_int_eq(ad_suspects_finish(&all.known.suspects, b->m, to,
                                      &all.g, &err), AD_OK);
  ck_assert_int_eq(ad_value_outputs_new(all.g, &all.values, &err), AD_OK);
  all.texts = calloc(all.known.suspects.n, sizeof *all.texts);
  write_all(&all);
  move_on(b, &all);
  ad_builder_free(to);
  return all;
}

static void drop_mutants(mutants *all)
{
  for (size_t i = 0; i < all->known.suspects.n; i++)
    free(all->texts[i]);
  free(all->texts);
  ad_value_free(all->values);
  ad_graph_free(all->g);
  ad_known_free(&all->known);
}

/* Is mutant i the truth, as it is or turned, at the moved numbers, or a number
   for all its entries? */
static int is_equal(const mutants *all, size_t i)
{
  ad_ref due = all->known.suspects.of[0].x, said = all->known.suspects.of[i].x;
  ad_shape s = ad_graph_shape(all->g, due), r = ad_graph_shape(all->g, said);
  const double *x = ad_value_at(all->values, due);
  const double *y = ad_value_at(all->values, said);
  size_t n = s.rows * s.cols, as_is = 0, turned = 0;
  double size = 0;
  for (size_t k = 0; k < n; k++)
    size = fmax(size, fabs(x[k]));
  int fills = r.rows * r.cols == 1;
  if (!fills && r.rows * r.cols != n)
    return 0;
  for (size_t k = 0; k < n; k++) {
    size_t at = k % s.cols * s.rows + k / s.cols;
    as_is += fabs(x[k] - y[fills ? 0 : k]) <= 1e-8 * size + 1e-300;
    turned += fabs(x[k] - y[fills ? 0 : at]) <= 1e-8 * size + 1e-300;
  }
  return as_is == n || turned == n;
}

/* --- claims --------------------------------------------------------------- */

static void judge_one(const bench *b, const mutants *all, size_t i,
                      const char *left, counts *c)
{
  size_t room = strlen(all->texts[i]) + strlen(left) + 20;
  char *line = malloc(room);
  ad_source source = {"mutant", line, 0};
  ad_answers answers;
  ad_report report;
  ad_claims *claims;
  ad_error err = {0};
  source.size = (size_t)snprintf(line, room, "claim %s = %s\n", left,
                                 all->texts[i]);
  ad_report_init(&report, &source);
  ck_assert_msg(ad_answers_read(&source, b->sheet, &answers, &report) ==
                  AD_OK && report.count == 0, "%s", line);
  ck_assert_int_eq(ad_judge_lines(b->judge, answers.n,
                                  (const ad_statement *const *)answers.lines,
                                  &claims, &err), AD_OK);
  ad_claim_code code = ad_claims_at(claims, 0)->code;
  c->handed_in++;
  c->wrong += (size_t)ad_claim_is_wrong(code);
  c->unjudged += code == AD_CLAIM_CANNOT_JUDGE;
  if (ad_claim_is_right(code)) {
    c->equal++;
    ck_assert_msg(is_equal(all, i), "%s: %s, which is wrong: %s",
                  b->source.name, ad_claim_word(code), line);
  }
  ad_claims_free(claims);
  ad_answers_free(&answers);
  ad_report_free(&report);
  free(line);
}

static void judge_all(const bench *b, ad_ref y, ad_ref x, counts *c)
{
  const ad_graph *g = ad_sheet_graph(b->sheet);
  ad_term terms[3] = {
    {.kind = AD_T_NAME, .span = 1, .text = ad_graph_name(g, y)},
    {.kind = AD_T_NAME, .span = 1, .text = ad_graph_name(g, x)},
    {.kind = AD_T_DERIVATIVE, .arity = 2, .span = 3, .text = "d"}};
  ad_expr left = {3, terms, NULL};
  char *text;
  mutants all = make_mutants(b, &left);
  ck_assert_int_eq(ad_expr_print(&left, &text), AD_OK);
  c->derivatives++;
  for (size_t i = 1; i < all.known.suspects.n; i++)
    if (all.texts[i])
      judge_one(b, &all, i, text, c);
  free(text);
  drop_mutants(&all);
}

static const char *const sheets[] = {
  "classics/gaussian-mixture.grad", "classics/griewank-walther.grad",
  "classics/logistic-regression.grad", "classics/recurrent.grad",
  "classics/rosenbrock.grad", "classics/softmax-classifier.grad",
  "classics/speelpenning.grad", "eth/1a.grad", "eth/1b.grad", "eth/2.grad",
  "eth/3.grad", "eth/3.6.grad", "graph-introduction/1.grad",
  "graph-introduction/2.grad", "graph-introduction/3-m.grad",
  "graph-introduction/3-one.grad", "nyu/regression.grad",
  "nyu/relu-sigmoid-bce.grad", "nyu/sigmoid-bce.grad", "nyu/sigmoid-mse.grad",
  "saarland/sheet6.grad", "saarland/sheet6-student.grad", "start/handout.grad",
  "start/tour.grad"};

START_TEST(mutants_are_called_wrong)
{
  counts c = {0};
  bench b = open_bench(sheets[_i]);
  const ad_graph *g = ad_sheet_graph(b.sheet);
  for (size_t i = 0; i < ad_graph_outputs(g); i++) {
    ad_ref y = ad_graph_output(g, i);
    ad_shape s = ad_graph_shape(g, y);
    for (size_t k = 0; s.rows * s.cols == 1 && k < ad_graph_leaves(g); k++) {
      ad_ref x = ad_graph_leaf(g, k);
      if (ad_graph_active(g, x) && ad_graph_name(g, y)[0])
        judge_all(&b, y, x, &c);
    }
  }
  if (getenv("RATES"))
    fprintf(stderr, "%s: %zu mutants of %zu derivatives: %zu wrong, %zu equal, "
                    "%zu cannot be judged\n", sheets[_i], c.handed_in,
            c.derivatives, c.wrong, c.equal, c.unjudged);
  ck_assert_uint_gt(c.derivatives, 0);
  ck_assert_uint_gt(c.wrong, c.handed_in / 2);
  close_bench(&b);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("mutants");
  TCase *tests = tcase_create("all");
  tcase_add_loop_test(tests, mutants_are_called_wrong, 0,
                      sizeof sheets / sizeof sheets[0]);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed > 0;
}
