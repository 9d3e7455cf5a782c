/* SPDX-License-Identifier: GPL-3.0-or-later
   `explain --format csv`: a record for each formula.  Read explain.h and
   chains.h before. */
#include <stdlib.h>

#include "explain/chains.h"
#include "host/exits.h"
#include "worksheet/failure.h"
#include "worksheet/reason_words.h"

static const char *const columns[] = {"worksheet", "of", "wrt", "derivative",
                                      "formula", "rows", "cols", "off",
                                      "verdict", "text"};

enum { COLUMNS = sizeof columns / sizeof columns[0], BEFORE_TEXT = 9 };

static void write_line(struct csv *csv, const struct sheet_task *task,
                       const char *of, const struct explain_line *line)
{
  const struct explained *e = task->found;
  csv_text(csv, task->file);
  csv_text(csv, of);
  csv_text(csv, ad_graph_name(e->graph, line->by));
  csv_text(csv, line->left);
  csv_text(csv, line->right ? line->right : "");
  csv_count(csv, line->shape.rows);
  csv_count(csv, line->shape.cols);
  csv_found(csv, line->off);
  csv_text(csv, line->right ? verdict_word(explain_verdict(line)) : "");
  csv_end(csv, COLUMNS);
}

/* Of chains alone, "delta2 = dl/dz2" and what it is by those before. */
static void write_chains(struct csv *csv, const struct sheet_task *task)
{
  const struct explained *e = task->found;
  const char *of = ad_graph_name(e->graph, explain_output_node(e));
  for (size_t i = 0; i < e->chains->n; i++) {
    const struct target *t = &e->chains->targets[i];
    struct explain_line line = t->line;
    char *left = t->delta ? memory_format("%s = %s", t->delta, t->derivative)
                          : memory_copy(t->derivative);
    line.left = left;
    write_line(csv, task, of, &line);
    free(left);
  }
}

static void write_records(struct csv *csv, const struct sheet_task *task)
{
  const struct explained *e = task->found;
  for (size_t i = 0; i < e->n; i++)
    for (size_t k = 0; k < e->outputs[i].n; k++)
      write_line(csv, task, e->outputs[i].name, &e->outputs[i].lines[k]);
  if (e->n == 0 && e->chains)
    write_chains(csv, task);
}

static void write_failure(struct csv *csv, const struct sheet_task *task,
                          int status)
{
  (void)status;
  failure_csv(csv, task->file, NULL, task->loaded, BEFORE_TEXT, COLUMNS);
}

const struct sheet_csv explain_csv = {COLUMNS, columns, write_records,
                                      write_failure};
