/* SPDX-License-Identifier: GPL-3.0-or-later
   `explain --format json` and csv: a record for each formula, and in JSON for
   each payment.  Read explain.h and ledger.h before. */
#include <math.h>
#include <stdlib.h>

#include "explain/ledger.h"
#include "explain/sections.h"
#include "host/exits.h"
#include "page/json_write.h"
#include "worksheet/failure.h"
#include "worksheet/label.h"
#include "worksheet/reason_words.h"

static void put_matrix(struct json *json, const char *name, const double *x,
                       ad_shape shape)
{
  json_member_array(json, name);
  for (size_t i = 0; i < shape.rows; i++) {
    json_begin_array(json);
    for (size_t j = 0; j < shape.cols; j++)
      json_put_number(json, x[i * shape.cols + j]);
    json_end_array(json);
  }
  json_end_array(json);
}

/* --- formulas ------------------------------------------------------------- */

static void put_line(struct json *json, const struct explained *e,
                     const struct explain_output *output,
                     const struct explain_line *line)
{
  json_begin_object(json);
  json_member_text(json, "of", output->name);
  json_member_text(json, "wrt", ad_graph_name(e->graph, line->by));
  json_member_text(json, "derivative", line->left);
  json_member_text(json, "formula", line->right);
  json_member_array(json, "shape");
  json_put_count(json, line->shape.rows);
  json_put_count(json, line->shape.cols);
  json_end_array(json);
  put_matrix(json, "value", line->value, line->shape);
  json_member_found(json, "off", line->off);
  json_member_text(json, "verdict",
                   line->right ? verdict_word(explain_verdict(line)) : NULL);
  json_end_object(json);
}

static void put_lines(struct json *json, const struct explained *e)
{
  json_member_array(json, "formulas");
  for (size_t i = 0; i < e->n; i++)
    for (size_t k = 0; k < e->outputs[i].n; k++)
      put_line(json, e, &e->outputs[i], &e->outputs[i].lines[k]);
  json_end_array(json);
}

/* --- the ledger ----------------------------------------------------------- */

/* From: null of the seed, "" of a payer without a name, whose operation is
   told. */
static void put_payment(struct json *json, const struct explained *e, ad_ref x,
                        const struct payer *payer)
{
  int seed = payer->from.index == AD_NO_INDEX;
  int named = !seed && explain_is_named(e, payer->from);
  json_begin_object(json);
  json_member_text(json, "node", ad_graph_name(e->graph, x));
  json_member_text(json, "from", seed    ? NULL
                                 : named ? ad_graph_name(e->graph, payer->from)
                                         : "");
  json_member_text(json, "op",
                   seed ? NULL : label_op(e->graph, payer->from));
  put_matrix(json, "amount", payer->amount, ad_graph_shape(e->graph, x));
  json_end_object(json);
}

static void put_payments(struct json *json, const struct ledger *l, ad_ref x)
{
  struct payer *payers;
  size_t n = ledger_payers(l, x, &payers);
  for (size_t i = 0; i < n; i++)
    put_payment(json, l->e, x, &payers[i]);
  payers_free(payers, n);
}

static void put_ledger(struct json *json, const struct explained *e)
{
  struct ledger l = ledger_new(e);
  ad_ref *nodes;
  size_t n = ledger_nodes(&l, &nodes);
  json_member_array(json, "ledger");
  for (size_t i = 0; i < n; i++)
    put_payments(json, &l, nodes[i]);
  json_end_array(json);
  free(nodes);
  ledger_free(&l);
}

/* What --blank leaves out. */
static const char *const answers[] = {"formula", "value", "off", "verdict",
                                      "amount", NULL};

/* --- a worksheet ---------------------------------------------------------- */

void explain_json(FILE *out, const struct sheet_task *task)
{
  const struct explained *e = task->found;
  unsigned only = task->options->only;
  struct json json = json_on(out);
  if (option_given(task->options, OPTION_BLANK))
    json.answers = answers;
  json_begin_object(&json);
  json_member_text(&json, "worksheet", task->file);
  json_member_text(&json, "title", ad_sheet_title(task->loaded->sheet));
  json_member_text(&json, "version", exits_version());
  if (!only || (only & SECTION_FORMULAS))
    put_lines(&json, e);
  if (!only || (only & SECTION_LEDGER))
    put_ledger(&json, e);
  json_end_object(&json);
  json_end_line(&json);
}

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
