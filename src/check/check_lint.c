/* SPDX-License-Identifier: GPL-3.0-or-later
   `check --lint`, for those who write worksheets: which mistakes the numbers
   cannot reveal, which leaf is to blame, and numbers that would.  Read check.h
   before. */
#include <math.h>
#include <stdlib.h>

#include "check/check.h"
#include "host/exits.h"
#include "page/json_write.h"
#include "page/number_format.h"
#include "page/page.h"
#include "worksheet/failure.h"
#include "worksheet/heading.h"

static int gather(const struct sheet_task *task)
{
  ad_mistakes *mistakes;
  ad_error err = {0};
  ad_status status = ad_mistakes_new(task->loaded->sheet, &mistakes, &err);
  if (status == AD_OK)
    status = ad_mistakes_lint(mistakes, task->found, &err);
  ad_mistakes_free(mistakes);
  if (status != AD_OK)
    complain("%s: %s", task->file, err.text);
  return exit_of(status);
}

static void free_found(void *found)
{
  ad_lint_free(found);
}

/* --- words ---------------------------------------------------------------- */

static const char *leaf_name(const ad_graph *g, const ad_blame *blame)
{
  return ad_graph_name(g, ad_graph_leaf(g, blame->leaf));
}

/* "[0.3; -1.2]", as a worksheet has it. */
static char *numbers(const ad_graph *g, const ad_blame *blame)
{
  ad_shape s = ad_graph_shape(g, ad_graph_leaf(g, blame->leaf));
  size_t n = s.rows * s.cols;
  char *text = memory_copy(n > 1 ? "[" : "");
  for (size_t i = 0; i < n; i++) {
    char number[FORMAT_SIZE];
    memory_append(&text, i == 0 ? "" : i % s.cols == 0 ? "; " : ", ",
                  memory_copy(format_number(number, blame->better[i])));
  }
  memory_append(&text, "", memory_copy(n > 1 ? "]" : ""));
  return text;
}

static char *examples(const ad_blame *blame)
{
  char *text = memory_copy("");
  for (size_t i = 0; i < blame->n_examples; i++)
    memory_append(&text, "\n",
                  memory_format("%s: %s",
                                ad_mistake_word(blame->examples[i].code),
                                blame->examples[i].evidence));
  return text;
}

static char *codes(const ad_blame *blame)
{
  char *text = memory_copy("");
  for (size_t i = 0; i < blame->n_examples; i++)
    memory_append(&text, " ",
                  memory_copy(ad_mistake_word(blame->examples[i].code)));
  return text;
}

/* --- the report ----------------------------------------------------------- */

static void show_blames(struct page *page, const ad_graph *g,
                        const ad_lint *lint)
{
  struct table *table = table_new();
  table_column(table, "because of", ALIGN_LEFT);
  table_column(table, "cannot be told apart, for example", ALIGN_LEFT);
  table_column(table, "wrong formulas", ALIGN_RIGHT);
  table_column(table, "numbers that would tell", ALIGN_LEFT);
  for (size_t i = 0; i < lint->n; i++) {
    char *like = examples(&lint->blames[i]);
    char *better = numbers(g, &lint->blames[i]);
    table_row(table);
    table_put(table, leaf_name(g, &lint->blames[i]));
    table_put(table, like);
    table_print(table, "%zu", lint->blames[i].hidden);
    table_put(table, better);
    free(like);
    free(better);
  }
  page_table(page, table);
}

static void show(struct page *page, const struct sheet_task *task)
{
  const ad_lint *lint = task->found;
  show_short_header(page, task->file, task->options->n_arguments > 1,
                    task->loaded->sheet);
  page_section(page, "What these numbers cannot reveal");
  page_print(page, "%zu of %zu wrong formulas have the right value here.",
             lint->hidden, lint->made);
  show_blames(page, ad_sheet_graph(task->loaded->sheet), lint);
  if (lint->tried < lint->derivatives)
    page_print(page, "Of %zu derivatives %zu were tried, those by leaves "
                     "first: all would take too long.",
               lint->derivatives, lint->tried);
  if (lint->left > 0)
    page_print(page, "%zu cannot be told apart by new numbers for one leaf.",
               lint->left);
}

/* --- for machines --------------------------------------------------------- */

static void put_blame(struct json *json, const ad_graph *g,
                      const ad_blame *blame)
{
  char *better = numbers(g, blame);
  json_begin_object(json);
  json_member_text(json, "leaf", leaf_name(g, blame));
  json_member_count(json, "hidden", blame->hidden);
  json_member_text(json, "better", better);
  json_member_array(json, "examples");
  for (size_t i = 0; i < blame->n_examples; i++) {
    json_begin_object(json);
    json_member_text(json, "code", ad_mistake_word(blame->examples[i].code));
    json_member_text(json, "evidence", blame->examples[i].evidence);
    json_end_object(json);
  }
  json_end_array(json);
  json_end_object(json);
  free(better);
}

static void write_json(FILE *out, const struct sheet_task *task)
{
  const ad_lint *lint = task->found;
  struct json json = json_on(out);
  json_begin_object(&json);
  json_member_text(&json, "worksheet", task->file);
  json_member_text(&json, "title", ad_sheet_title(task->loaded->sheet));
  json_member_text(&json, "version", exits_version());
  json_member_count(&json, "derivatives", lint->derivatives);
  json_member_count(&json, "tried", lint->tried);
  json_member_count(&json, "made", lint->made);
  json_member_count(&json, "hidden", lint->hidden);
  json_member_count(&json, "left", lint->left);
  json_member_array(&json, "leaves");
  for (size_t i = 0; i < lint->n; i++)
    put_blame(&json, ad_sheet_graph(task->loaded->sheet), &lint->blames[i]);
  json_end_array(&json);
  json_end_object(&json);
  json_end_line(&json);
}

static const char *const columns[] = {"worksheet", "leaf",   "hidden", "made",
                                      "codes",     "better", "text"};

enum { COLUMNS = sizeof columns / sizeof columns[0], BEFORE_TEXT = 6 };

static void write_records(struct csv *csv, const struct sheet_task *task)
{
  const ad_lint *lint = task->found;
  const ad_graph *g = ad_sheet_graph(task->loaded->sheet);
  for (size_t i = 0; i < lint->n; i++) {
    char *words = codes(&lint->blames[i]);
    char *better = numbers(g, &lint->blames[i]);
    csv_text(csv, task->file);
    csv_text(csv, leaf_name(g, &lint->blames[i]));
    csv_count(csv, lint->blames[i].hidden);
    csv_count(csv, lint->made);
    csv_text(csv, words);
    csv_text(csv, better);
    csv_end(csv, COLUMNS);
    free(words);
    free(better);
  }
}

static void write_failure(struct csv *csv, const struct sheet_task *task,
                          int status)
{
  (void)status;
  failure_csv(csv, task->file, NULL, task->loaded, BEFORE_TEXT, COLUMNS);
}

static const struct sheet_csv lint_csv = {COLUMNS, columns, write_records,
                                          write_failure};

const struct sheet_command lint_command = {
    .size = sizeof(ad_lint),
    .gather = gather,
    .free = free_found,
    .show = show,
    .json = write_json,
    .csv = &lint_csv};
