/* SPDX-License-Identifier: GPL-3.0-or-later
   One step of training with every number: batch, forward, loss, gradients,
   update.  Read training.h, page.h and lib/trace.h before. */
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "page/number_format.h"
#include "page/page.h"
#include "page/signs.h"
#include "trace.h"
#include "train/training.h"
#include "worksheet/label.h"
#include "worksheet/matrix_words.h"

/* A matrix up to here is written out. */
enum { ENTRIES_WRITTEN = 200 };

struct shown {
  const struct training *t;
  const struct pass *pass;
  const struct batch *batch;
  ad_trace *trace;
  int full;
};

static ad_status set_trace(void *engine, size_t leaf, const double *x)
{
  return ad_trace_set(engine, leaf, x);
}

static const char *loss_of(const struct shown *s)
{
  return ad_graph_name(s->batch->graph, ad_graph_output(s->batch->graph, 0));
}

static void put(struct table *table, const struct shown *s, const double *x,
                ad_shape shape)
{
  int small = shape.rows * shape.cols <= ENTRIES_WRITTEN;
  matrix_put(table, x, shape, s->full || small);
}

/* --- the batch ------------------------------------------------------------ */

/* "rows 1 to 8", "row 3", "rows 3, 17, 2"; the caller frees it. */
static char *name_rows(const struct pass *p)
{
  size_t i = 1;
  while (i < p->n_rows && p->rows[i] == p->rows[0] + i)
    i++;
  if (p->n_rows == 1)
    return memory_format("row %zu", p->rows[0] + 1);
  if (i == p->n_rows)
    return memory_format("rows %zu to %zu", p->rows[0] + 1, p->rows[i - 1] + 1);
  char *text = memory_copy("rows ");
  for (i = 0; i < p->n_rows; i++)
    memory_append(&text, i > 0 ? ", " : "",
                  memory_format("%zu", p->rows[i] + 1));
  return text;
}

static int is_trained(const struct shown *s, size_t leaf)
{
  const struct trained *p = &s->t->trainer.trained;
  for (size_t i = 0; i < p->n_leaves; i++)
    if (p->leaf[i] == leaf)
      return 1;
  return 0;
}

static void show_batch(struct page *page, const struct shown *s)
{
  const ad_graph *g = s->batch->graph;
  const struct samples *rows = &s->t->trainer.samples;
  struct table *table = table_new();
  table_column(table, "leaf", ALIGN_LEFT);
  table_column(table, "value", ALIGN_LEFT);
  for (size_t i = 0; i < ad_graph_leaves(g); i++) {
    ad_ref x = ad_graph_leaf(g, i);
    if (is_trained(s, i) || !*ad_graph_name(g, x))
      continue;
    table_row(table);
    table_put(table, ad_graph_name(g, x));
    put(table, s, ad_trace_value(s->trace, x), ad_graph_shape(g, x));
  }
  char *names = name_rows(s->pass);
  if (rows->name && s->pass->n_rows == rows->n)
    page_print(page, "1. Batch: all %zu rows.", rows->n);
  else if (rows->name)
    page_print(page, "1. Batch: %s of %zu.", names, rows->n);
  else
    page_print(page, "1. Batch: all that is given.");
  page_table(page, table);
  free(names);
}

/* --- forward, loss -------------------------------------------------------- */

static const char *text_of(const struct shown *s, ad_ref x)
{
  const ad_sheet *sheet = s->batch->sheet ? s->batch->sheet
                                          : s->t->trainer.sheet;
  const char *text = ad_sheet_text(sheet, x);
  return *text ? text : label_op(s->batch->graph, x);
}

static void show_forward(struct page *page, const struct shown *s)
{
  const ad_graph *g = s->batch->graph;
  ad_ref loss = ad_graph_output(g, 0);
  char out[FORMAT_SIZE];
  struct table *table = table_new();
  table_column(table, "name", ALIGN_LEFT);
  table_column(table, "=", ALIGN_LEFT);
  table_column(table, "value", ALIGN_LEFT);
  for (size_t i = 0; i < ad_graph_names(g); i++) {
    ad_ref x = ad_graph_named(g, i);
    size_t leaf;
    int is_leaf = ad_graph_is_leaf(g, x, &leaf);
    int is_loss = x.index == loss.index;
    if (is_leaf ? !is_trained(s, leaf) : is_loss || !ad_graph_needed(g, x))
      continue;
    table_row(table);
    table_put(table, ad_graph_name(g, x));
    table_put(table, is_leaf ? "param" : text_of(s, x));
    put(table, s, ad_trace_value(s->trace, x), ad_graph_shape(g, x));
  }
  page_print(page, "2. Forward: with the params as they are.");
  page_table(page, table);
  page_print(page, "3. Loss: %s = %s = %s.", ad_graph_name(g, loss),
             text_of(s, loss), format_number(out, s->pass->loss));
}

/* --- gradients ------------------------------------------------------------ */

static void show_gradients(struct page *page, const struct shown *s)
{
  const ad_graph *g = s->batch->graph;
  char out[FORMAT_SIZE];
  struct table *table = table_new();
  table_column(table, "gradient", ALIGN_LEFT);
  table_column(table, "value", ALIGN_LEFT);
  for (size_t i = ad_graph_names(g); i-- > 0;) {
    ad_ref x = ad_graph_named(g, i);
    const double *bar = ad_trace_adjoint(s->trace, x);
    if (!bar || !ad_graph_needed(g, x))
      continue;
    table_row(table);
    table_print(table, "d%s/d%s", loss_of(s), ad_graph_name(g, x));
    put(table, s, bar, ad_graph_shape(g, x));
  }
  page_print(page, "4. Gradients: back from %s.", loss_of(s));
  page_table(page, table);
  page_print(page, "The gradient by all params has the length %s.",
             format_number(out, show_norm(s->pass->gradient,
                                          s->t->trainer.trained.n)));
}

/* --- the update ----------------------------------------------------------- */

/* A row of the table: one of the vectors [n] of all params, of param i. */
static void add_row(struct table *table, const struct shown *s, size_t i,
                    const char *name, const double *x)
{
  ad_shape shape;
  const double *values = training_values(s->t, x, i, &shape);
  int first = x == s->pass->x;
  table_row(table);
  table_put(table, first ? training_param(s->t, i) : "");
  table_put(table, name);
  put(table, s, values, shape);
}

static void add_param(struct table *table, const struct shown *s, size_t i,
                      const double *change)
{
  const struct pass *p = s->pass;
  add_row(table, s, i, "p", p->x);
  add_row(table, s, i, "g", p->gradient);
  for (size_t k = 0; k < 2 && p->state[k]; k++)
    add_row(table, s, i, p->state_name[k], p->state[k]);
  add_row(table, s, i, "change", change);
  add_row(table, s, i, "new p", p->after);
}

static void show_update(struct page *page, const struct shown *s)
{
  const ad_training *t = &s->t->trainer.training;
  const struct pass *p = s->pass;
  size_t n = s->t->trainer.trained.n;
  double *change = memory_new(n, sizeof *change);
  struct table *table = table_new();
  char *settings = training_settings(t);
  for (size_t i = 0; i < n; i++)
    change[i] = p->after[i] - p->x[i];
  table_column(table, "param", ALIGN_LEFT);
  table_column(table, "", ALIGN_LEFT);
  table_column(table, "value", ALIGN_LEFT);
  for (size_t i = 0; i < s->t->trainer.trained.n_leaves; i++)
    add_param(table, s, i, change);
  page_print(page, "5. Update: %s; %s.", ad_optimiser_formula(t->optimiser),
             settings);
  page_table(page, table);
  free(settings);
  free(change);
}

void show_pass(struct page *page, const struct training *t, int full)
{
  const struct pass *p = &t->run[0].pass;
  struct shown s = {t, p, &t->run[0].batch[p->batch], NULL, full};
  const double one = 1;
  page_section(page, "Pass %zu, in epoch %zu", p->step, p->epoch);
  if (ad_trace_new(s.batch->graph, &s.trace, NULL) != AD_OK) {
    page_print(page, "There is no memory left to show it.");
    return;
  }
  batch_set(s.batch, p->rows, p->x, set_trace, s.trace);
  ad_trace_reverse(s.trace, &one);
  show_batch(page, &s);
  show_forward(page, &s);
  show_gradients(page, &s);
  show_update(page, &s);
  ad_trace_free(s.trace);
}
