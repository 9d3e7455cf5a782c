/* SPDX-License-Identifier: GPL-3.0-or-later
   Changes of right formulas, tried out term by term, against the same changes
   built as graphs and computed at all points: what the trial drops is, as a
   graph, no nice multiple of what is due, or cannot be built; and it drops a
   third at least of what is none.  Read mistakes_data.h before. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mistakes/mistakes_data.h"
#include "read_file.h"

/* A worksheet of examples/. */
typedef struct bench {
  char *text;
  ad_source source;
  ad_report report;
  ad_sheet *sheet;
  ad_mistakes *m;
} bench;

typedef struct counts {
  size_t made, kept, due; /* due: that are, as graphs                      */
} counts;

static bench open_bench(const char *path)
{
  bench b = {.text = test_read_file(path)};
  const ad_sheet_options options = {0};
  ad_error err = {0};
  b.source = (ad_source){path, b.text, strlen(b.text)};
  ad_report_init(&b.report, &b.source);
  ck_assert_int_eq(ad_sheet_read(&b.source, &options, &b.sheet, &b.report),
                   AD_OK);
  ck_assert_int_eq(ad_mistakes_new(b.sheet, &b.m, &err), AD_OK);
  return b;
}

static void close_bench(bench *b)
{
  ad_mistakes_free(b->m);
  ad_sheet_free(b->sheet);
  ad_report_free(&b->report);
  free(b->text);
}

/* The changes that can be built, as graphs at all points. */
static ad_suspects build_all(const bench *b, const ad_edits *edits)
{
  ad_suspects all = {0};
  ad_builder *to;
  ad_error err = {0};
  ad_ref x;
  ck_assert_int_eq(ad_builder_continue(ad_sheet_graph(b->sheet), &to, &err),
                   AD_OK);
  for (size_t i = 0; i < edits->n; i++)
    if (ad_claim_lower(to, b->sheet, &edits->of[i].expr, &x, &err) == AD_OK)
      ck_assert_int_eq(ad_suspect_put(&all, to, AD_MISTAKE_value, x, i),
                       AD_OK);
  ck_assert_int_eq(ad_suspects_settle(&all, b->m, to, &err), AD_OK);
  ad_builder_free(to);
  return all;
}

static void try_all(const bench *b, const ad_expr *right, const ad_image *due,
                    counts *c)
{
  ad_expr bare;
  ad_edits edits;
  ck_assert_int_eq(ad_expr_bare(right, &bare), AD_OK);
  ck_assert_int_eq(ad_edits_list(&bare, &b->m->words, &edits), AD_OK);
  ad_suspects all = build_all(b, &edits);
  ad_trial *trial = ad_trial_new(b->m, &bare);
  ck_assert_ptr_nonnull(trial);
  for (size_t i = 0, k = 0; i < edits.n; i++) {
    int may_be = ad_trial_may_be(trial, &edits.of[i].expr, due);
    int is_built = k < all.n && all.of[k].edit == i;
    int is_due = is_built &&
                 ad_image_may_be(b->sheet, &all.of[k].image, due);
    k += (size_t)is_built;
    char *text = NULL;
    ck_assert_int_eq(ad_expr_print(&edits.of[i].expr, &text), AD_OK);
    ck_assert_msg(may_be || !is_due, "%s: dropped", text);
    free(text);
    c->made++;
    c->kept += (size_t)may_be;
    c->due += (size_t)is_due;
  }
  ad_trial_free(trial);
  ad_suspects_free(&all);
  ad_edits_free(&edits);
  free(bare.terms);
}

/* The right sides of a worksheet's claims. */
static counts try_sheet(const char *path)
{
  bench b = open_bench(path);
  counts c = {0};
  ad_known *known;
  const ad_statement *st;
  ad_error err = {0};
  for (size_t i = 0; (st = ad_sheet_kept(b.sheet, i)); i++) {
    if (st->keyword != AD_K_CLAIM)
      continue;
    ck_assert_int_eq(ad_known_find(b.m, st->items[0].expr, &known, &err),
                     AD_OK);
    const ad_image due = known->truth;
    for (size_t k = 1; due.size[0] > 0 && k < st->n_items; k++)
      try_all(&b, st->items[k].expr, &due, &c);
  }
  close_bench(&b);
  return c;
}

static const char *const sheets[] = {
  "examples/eth/3.6.grad",
  "examples/eth/2.grad",
  "examples/classics/baydin.grad",
  "examples/classics/softmax-classifier.grad",
  "examples/atlas/scalars/beale.grad",
  "examples/atlas/matrices/ridge.grad",
  "examples/atlas/layers/attention.grad",
  "examples/atlas/layers/linear.grad"};

START_TEST(test_as_graphs)
{
  counts c = try_sheet(sheets[_i]);
  ck_assert_msg(3 * (c.made - c.kept) >= c.made - c.due,
                "%s: of %zu changes %zu are kept, and %zu are due", sheets[_i],
                c.made, c.kept, c.due);
  ck_assert_uint_gt(c.due, 0);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("trial");
  TCase *tcase = tcase_create("trial");
  tcase_add_loop_test(tcase, test_as_graphs, 0,
                      sizeof sheets / sizeof *sheets);
  tcase_set_timeout(tcase, 60);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
