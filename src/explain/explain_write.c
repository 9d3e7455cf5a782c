/* SPDX-License-Identifier: GPL-3.0-or-later
   `explain --format csv`: a record for each formula.  Read explain.h before. */
#include "explain/explain.h"
#include "worksheet/failure.h"
#include "worksheet/reason_words.h"

static const char *const columns[] = {"worksheet", "of", "wrt", "derivative",
                                      "formula", "rows", "cols", "off",
                                      "verdict", "text"};

enum { COLUMNS = sizeof columns / sizeof columns[0], BEFORE_TEXT = 9 };

static void write_records(struct csv *csv, const struct sheet_task *task)
{
  const struct explained *e = task->found;
  for (size_t i = 0; i < e->n; i++)
    for (size_t k = 0; k < e->outputs[i].n; k++) {
      const struct explain_line *line = &e->outputs[i].lines[k];
      csv_text(csv, task->file);
      csv_text(csv, e->outputs[i].name);
      csv_text(csv, ad_graph_name(e->graph, line->by));
      csv_text(csv, line->left);
      csv_text(csv, line->right ? line->right : "");
      csv_count(csv, line->shape.rows);
      csv_count(csv, line->shape.cols);
      csv_found(csv, line->off);
      csv_text(csv, line->right ? verdict_word(explain_verdict(line)) : "");
      csv_end(csv, COLUMNS);
    }
}

static void write_failure(struct csv *csv, const struct sheet_task *task,
                          int status)
{
  (void)status;
  failure_csv(csv, task->file, NULL, task->loaded, BEFORE_TEXT, COLUMNS);
}

const struct sheet_csv explain_csv = {COLUMNS, columns, write_records,
                                      write_failure};
