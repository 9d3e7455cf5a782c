/* SPDX-License-Identifier: GPL-3.0-or-later
   `compare --format csv`: one table for everything, a record a line; what a
   kind of record does not have is an empty field.  Read compare.h and
   csv_write.h before. */
#include "compare/compare.h"

#include <math.h>
#include <stdlib.h>

#include "compare/choice.h"
#include "host/exits.h"
#include "page/csv_write.h"
#include "worksheet/failure.h"
#include "worksheet/label.h"

/* In the order in which the records fill them. */
static const char *const columns[] = {
    "worksheet", "record",   "name",    "of",     "of_row",  "of_col",
    "wrt",       "row",      "col",     "value",  "forward", "reverse",
    "fd",        "fd_error", "verdict", "reason", "sweeps",  "flops",
    "calls",     "bytes",    "seconds", "text",   "slope_left",
    "slope_right", "value_left", "value_right", "value_at", "error", "bound",
    "settled", "weak", "faint", "estimated", "lost"};

enum {
  COLUMNS = sizeof columns / sizeof columns[0],
  BEFORE_ROW = 7,   /* columns before "row",                              */
  BEFORE_VALUE = 9, /* and so on                                          */
  BEFORE_FORWARD = 10,
  BEFORE_SWEEPS = 16,
  BEFORE_TEXT = 21,
  BEFORE_SIDES = 22,
  BEFORE_ERROR = 27
};

/* --- fields --------------------------------------------------------------- */

static void begin(struct csv *csv, const char *file, const char *record,
                  const char *name)
{
  csv_text(csv, file);
  csv_text(csv, record);
  csv_text(csv, name);
}

static void end(struct csv *csv)
{
  csv_end(csv, COLUMNS);
}

/* Row and column, from 1, of entry k. */
static void put_place(struct csv *csv, ad_shape shape, size_t k)
{
  csv_count(csv, k / shape.cols + 1);
  csv_count(csv, k % shape.cols + 1);
}

/* Numbers from..to of what differences found; none is an empty field. */
static void put_found(struct csv *csv, struct finding f,
                      enum compare_number from, enum compare_number to)
{
  for (int i = (int)from; i <= (int)to; i++)
    csv_found(csv, compare_number(f, (enum compare_number)i));
}

static void put_sides(struct csv *csv, struct finding f)
{
  csv_skip_to(csv, BEFORE_SIDES);
  put_found(csv, f, COMPARE_SLOPE_LEFT, COMPARE_BOUND);
  for (int i = 0; i < COMPARE_TRUTHS; i++) {
    int truth = compare_truth(f, (enum compare_truth)i);
    if (truth < 0)
      csv_skip(csv, 1);
    else
      csv_count(csv, (size_t)truth);
  }
}

/* --- records -------------------------------------------------------------- */

static void put_text(struct csv *csv, const struct comparison *c,
                     const char *record, const char *name, const char *text)
{
  begin(csv, c->file, record, name);
  csv_skip_to(csv, BEFORE_TEXT);
  csv_text(csv, text);
  end(csv);
}

static void put_count(struct csv *csv, const char *file, const char *name,
                      size_t value)
{
  begin(csv, file, "about", name);
  csv_skip_to(csv, BEFORE_VALUE);
  csv_count(csv, value);
  end(csv);
}

static void put_about(struct csv *csv, const struct comparison *c)
{
  const struct results *r = &c->results;
  put_text(csv, c, "about", "title", ad_sheet_title(r->sheet));
  put_text(csv, c, "about", "version", exits_version());
  put_count(csv, c->file, "seed", ad_sheet_seed(r->sheet));
  if (!choice_has(c->options, ONLY_AGREEMENT))
    return;
  put_count(csv, c->file, "agree", results_status(r) != EXIT_DISAGREE);
  put_count(csv, c->file, "inconclusive", compare_inconclusive(r));
}

static void put_node(struct csv *csv, const struct comparison *c, ad_ref node)
{
  const ad_graph *g = c->results.graph;
  ad_shape shape = ad_graph_shape(g, node);
  const double *x = ad_value_at(c->results.engines.value, node);
  for (size_t k = 0; k < shape.rows * shape.cols; k++) {
    begin(csv, c->file, "node", ad_graph_name(g, node));
    csv_skip_to(csv, BEFORE_ROW);
    put_place(csv, shape, k);
    csv_number(csv, x[k]);
    csv_skip_to(csv, BEFORE_TEXT);
    csv_text(csv, label_op(g, node));
    end(csv);
  }
}

/* Which derivative a record is about. */
static void begin_derivative(struct csv *csv, const struct comparison *c,
                             const char *record, const char *name,
                             const struct part *output, size_t j,
                             const struct part *wrt, size_t k)
{
  begin(csv, c->file, record, name);
  csv_text(csv, output->name);
  put_place(csv, output->shape, j);
  csv_text(csv, wrt->name);
  put_place(csv, wrt->shape, k);
}

/* What another program found of it, and by how much that differs from ours. */
static void put_against(struct csv *csv, const struct comparison *c,
                        const struct part *output, size_t j,
                        const struct part *wrt, size_t k)
{
  const struct results *r = &c->results;
  size_t at = (output->first + j) * r->n + wrt->first + k;
  begin_derivative(csv, c, "against", r->against->name, output, j, wrt, k);
  csv_number(csv, r->against->theirs[at]);
  csv_skip(csv, 1);
  csv_number(csv, r->reverse[at]);
  csv_skip(csv, 2);
  csv_text(csv, r->against->differs[at] ? "differs" : "agrees");
  csv_skip_to(csv, BEFORE_ERROR);
  csv_found(csv, against_apart(r, at));
  end(csv);
}

static void put_derivative(struct csv *csv, const struct comparison *c,
                           const struct part *output, size_t j,
                           const struct part *wrt, size_t k)
{
  const struct results *r = &c->results;
  size_t of = output->first + j, by = wrt->first + k, at = of * r->n + by;
  begin_derivative(csv, c, "derivative", NULL, output, j, wrt, k);
  csv_skip_to(csv, BEFORE_FORWARD);
  if (results_has_forward(r, of, by))
    csv_number(csv, results_forward(r, at));
  else
    csv_skip(csv, 1);
  csv_number(csv, r->reverse[at]);
  put_found(csv, compare_finding(r, of, by), COMPARE_FD, COMPARE_FD_ERROR);
  if (compare_has_verdict(r, of, by)) {
    csv_text(csv, verdict_word(results_verdict(r, of, by)));
    csv_text(csv, compare_reason(r, of, by));
  }
  put_sides(csv, compare_finding(r, of, by));
  end(csv);
  if (r->against)
    put_against(csv, c, output, j, wrt, k);
}

static void put_derivatives_by(struct csv *csv, const struct comparison *c,
                               const struct part *output, size_t j,
                               const struct part *wrt)
{
  if (choice_shows_derivative(&c->results, c->options, output, wrt))
    for (size_t k = 0; k < wrt->entries; k++)
      put_derivative(csv, c, output, j, wrt, k);
}

static void put_derivatives(struct csv *csv, const struct comparison *c)
{
  const struct results *r = &c->results;
  for (size_t i = 0; i < r->n_outputs; i++)
    for (size_t j = 0; j < r->outputs[i].entries; j++)
      for (size_t w = 0; w < r->n_wrts; w++)
        put_derivatives_by(csv, c, &r->outputs[i], j, &r->wrts[w]);
}

/* What was found of entry j of an output along direction k. */
static void put_direction(struct csv *csv, const struct comparison *c,
                          const struct part *output, size_t j, size_t k,
                          const struct along *along)
{
  const struct results *r = &c->results;
  begin(csv, c->file, "direction", NULL);
  csv_text(csv, output->name);
  put_place(csv, output->shape, j);
  csv_skip_to(csv, BEFORE_ROW);
  csv_count(csv, k + 1);
  csv_skip_to(csv, BEFORE_FORWARD);
  csv_number(csv, along->forward);
  csv_number(csv, along->reverse);
  put_found(csv, compare_along_finding(r, along), COMPARE_FD,
            COMPARE_FD_ERROR);
  csv_text(csv, verdict_word(compare_along_verdict(r, along)));
  csv_text(csv, compare_along_reason(r, along));
  put_sides(csv, compare_along_finding(r, along));
  end(csv);
}

static void put_directions(struct csv *csv, const struct comparison *c)
{
  const struct results *r = &c->results;
  for (size_t i = 0; i < r->n_outputs; i++)
    for (size_t j = 0; j < r->outputs[i].entries; j++) {
      const struct along *along = results_along(r, r->outputs[i].first + j);
      for (size_t k = 0; along && k < r->n_directions; k++)
        put_direction(csv, c, &r->outputs[i], j, k, &along[k]);
    }
}

static void put_cost(struct csv *csv, const struct comparison *c, int method)
{
  const struct method_cost *cost = &c->costs[method];
  begin(csv, c->file, "cost", cost->name);
  csv_skip_to(csv, BEFORE_SWEEPS);
  csv_number(csv, cost->sweeps);
  csv_number(csv, measure_flops(cost, method));
  csv_number(csv, measure_calls(cost, method));
  csv_count(csv, cost->bytes);
  if (compare_has_seconds(c, method))
    csv_number(csv, cost->seconds);
  end(csv);
}

/* Entry `of_entry` of the output, by entry `by_entry` of a leaf; the node, and
   why. */
static void put_fault(struct csv *csv, const struct comparison *c,
                      const struct fault *f)
{
  char *node = f->has_origin ? fault_node(c->results.graph, f->origin.node,
                                          f->origin.entry)
                             : NULL;
  begin(csv, c->file, "not_finite", node);
  csv_text(csv, f->output->name);
  put_place(csv, f->output->shape, f->of_entry);
  csv_text(csv, f->wrt ? f->wrt->name : NULL);
  if (f->wrt)
    put_place(csv, f->wrt->shape, f->by_entry);
  csv_skip_to(csv, BEFORE_VALUE);
  csv_number(csv, f->value);
  csv_skip_to(csv, BEFORE_TEXT);
  char *text = f->has_origin
                   ? memory_format("line %zu: %s", f->line, f->reason)
                   : memory_copy(f->reason);
  csv_text(csv, text);
  end(csv);
  free(text);
  free(node);
}

static void put_nodes(struct csv *csv, const struct comparison *c)
{
  const ad_graph *g = c->results.graph;
  for (size_t i = 0; i < ad_graph_names(g); i++)
    if (choice_shows(c->options, ad_graph_name(g, ad_graph_named(g, i))))
      put_node(csv, c, ad_graph_named(g, i));
}

static void put_costs(struct csv *csv, const struct comparison *c)
{
  for (int i = METHOD_EVALUATION; i < METHODS; i++)
    if (compare_has_method(c, i))
      put_cost(csv, c, i);
}

static void put_warnings(struct csv *csv, const struct comparison *c)
{
  char *text;
  for (size_t i = 0; (text = compare_warning(c, i)); i++) {
    put_text(csv, c, "warning", NULL, text);
    free(text);
  }
}

static void put_all(struct csv *csv, const struct sheet_task *task)
{
  const struct comparison *c = task->found;
  put_about(csv, c);
  for (size_t i = 0; i < c->faults.n; i++)
    put_fault(csv, c, &c->faults.list[i]);
  if (choice_has(c->options, ONLY_VALUES))
    put_nodes(csv, c);
  if (choice_has(c->options, ONLY_GRADIENTS)) {
    put_derivatives(csv, c);
    put_directions(csv, c);
  }
  if (choice_has(c->options, ONLY_COST))
    put_costs(csv, c);
  put_warnings(csv, c);
}

static void put_failure(struct csv *csv, const struct sheet_task *task,
                        int status)
{
  failure_csv(csv, task->file, "error", task->loaded, BEFORE_TEXT, COLUMNS);
  put_count(csv, task->file, "exit", (size_t)status);
}

const struct sheet_csv compare_csv = {COLUMNS, columns, put_all, put_failure};
