/* SPDX-License-Identifier: GPL-3.0-or-later
   The section "trace": both sweeps side by side, a row for each node.  Read
   sections.h and trace.h before.  Source: Griewank and Walther, Evaluating
   Derivatives, 2nd edition, tables 1.2 and 1.4; as an exercise, ETH Zürich,
   Deep Learning, autumn 2020, series 4. */
#include <stdlib.h>

#include "explain/sections.h"
#include "explain/trace_rules.h"
#include "host/exits.h"
#include "page/number_format.h"
#include "page/signs.h"
#include "worksheet/label.h"
#include "worksheet/parts.h"

/* What the table is made from. */
struct trace_table {
  const struct explained *e;
  struct table *table;
  const unsigned char *moves; /* moves[nodes]: does a wrt leaf lead there?  */
  struct trace_rules *rules; /* of scalars; with matrices no room is left  */
  int full;
};

/* What has no tangent in the trace is 0 where no wrt leaf leads to it; only the
   others are not known. */
static unsigned char *find_moving(const struct explained *e)
{
  const ad_graph *g = e->graph;
  size_t n = ad_graph_size(g);
  unsigned char *moves = memory_new(n, 1);
  for (size_t i = 0; i < e->n_wrts; i++)
    moves[e->wrts[i].node.index] = 1;
  for (uint32_t i = 0; i < n; i++)
    for (size_t k = 0; k < ad_graph_operands(g, (ad_ref){i}); k++)
      if (moves[ad_graph_operand(g, (ad_ref){i}, k).index] &&
          ad_op_has_edge(ad_graph_op(g, (ad_ref){i}), (unsigned)k))
        moves[i] = 1;
  return moves;
}

/* --- rows ----------------------------------------------------------------- */

static void put_tangent(const struct trace_table *t, ad_ref x, ad_shape shape)
{
  const double *tangent = ad_trace_tangent(t->e->trace, x);
  if (tangent || t->moves[x.index])
    put_amount(t->table, tangent, shape, t->full);
  else
    table_number(t->table, 0);
}

static void put_text(struct table *table, char *text)
{
  table_put(table, text);
  free(text);
}

static void put_row(const struct trace_table *t, ad_ref x)
{
  const struct explained *e = t->e;
  ad_shape shape = ad_graph_shape(e->graph, x);
  table_row(t->table);
  table_put(t->table, ad_graph_name(e->graph, x));
  if (explain_is_scalar(e))
    table_put(t->table, explain_what(e, x));
  put_amount(t->table, ad_trace_value(e->trace, x), shape, t->full);
  if (e->n_wrts == 0)
    return;
  const double *adjoint = ad_trace_adjoint(e->trace, x);
  int reached = adjoint && ad_trace_reached(e->trace, x);
  put_tangent(t, x, shape);
  if (t->rules)
    put_text(t->table, trace_rules_tangent(t->rules, x));
  put_amount(t->table, reached ? adjoint : NULL, shape, t->full);
  if (t->rules)
    put_text(t->table, reached ? trace_rules_adjoint(t->rules, x)
                               : memory_copy(""));
}

/* "dy/d...": by the node of the row. */
static void make_columns(const struct trace_table *t)
{
  const struct explained *e = t->e;
  const char *d = sign_partial();
  table_column(t->table, "node", ALIGN_LEFT);
  if (explain_is_scalar(e))
    table_column(t->table, "=", ALIGN_LEFT);
  table_column(t->table, "value", ALIGN_POINT);
  if (e->n_wrts == 0)
    return;
  char *of = explain_output_name(e), *by = explain_wrt_name(e);
  char *tangent = memory_format("%s/%s%s", d, d, by);
  char *adjoint = memory_format("%s%s/%s...", d, of, d);
  table_column(t->table, tangent, ALIGN_POINT);
  if (t->rules)
    table_column(t->table, "=", ALIGN_LEFT);
  table_column(t->table, adjoint, ALIGN_POINT);
  if (t->rules)
    table_column(t->table, "=", ALIGN_LEFT);
  free(of);
  free(by);
  free(tangent);
  free(adjoint);
}

static void show_table(struct page *page, struct trace_table *t)
{
  const struct explained *e = t->e;
  t->table = table_new();
  make_columns(t);
  for (size_t i = 0; i < e->n_named; i++)
    if (line_left_out(i, e->n_named, t->full))
      put_left_out(t->table, i, e->n_named);
    else
      put_row(t, e->named[i]);
  page_table(page, t->table);
}

/* --- what it teaches ------------------------------------------------------ */

static void show_order(struct page *page, const struct explained *e)
{
  char *of = explain_output_name(e), *by = explain_wrt_name(e);
  const char *d = sign_partial();
  page_print(page,
             "Values and %s/%s%s (forward) are read downwards: a row needs "
             "only rows above it.\n%s%s/%s... (reverse) is read upwards: a "
             "row needs only rows below it.", d, d, by, d, of, d);
  free(of);
  free(by);
}

static void show_sweeps(struct page *page, const struct explained *e)
{
  size_t n = ad_graph_wrt_entries(e->graph);
  char *of = explain_output_name(e), *by = explain_wrt_name(e);
  char *sweeps = label_plural(n, "sweep", "sweeps");
  const char *d = sign_partial();
  if (n > 1)
    page_print(page,
               "One forward sweep moves one variable, %s; all derivatives of "
               "%s take %s.\nOne reverse sweep gives %s%s/%s... of every row.",
               by, of, sweeps, d, of, d);
  free(of);
  free(by);
  free(sweeps);
}

/* Forward and reverse, beside the values. */
static void show_sides(struct page *page, struct trace_table *t)
{
  const struct explained *e = t->e;
  unsigned char *moves = find_moving(e);
  struct trace_rules rules = {0};
  t->moves = moves;
  if (explain_is_scalar(e)) {
    rules = trace_rules_new(e, moves);
    t->rules = &rules;
  }
  show_order(page, e);
  show_table(page, t);
  show_sweeps(page, e);
  if (t->rules)
    trace_rules_free(&rules);
  free(moves);
}

void section_trace(struct page *page, const struct explained *e, int full)
{
  struct trace_table t = {.e = e, .full = full};
  page_section(page, "Trace");
  if (e->n_wrts > 0)
    show_sides(page, &t);
  else
    show_table(page, &t);
}
