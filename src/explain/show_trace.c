/* SPDX-License-Identifier: GPL-3.0-or-later
   The section "trace": both sweeps side by side, a row for each node.  Read
   sections.h and trace.h before.  Source: Griewank and Walther, Evaluating
   Derivatives, 2nd edition, tables 1.2 and 1.4; as an exercise, ETH Zürich,
   Deep Learning, autumn 2020, series 4. */
#include <stdlib.h>

#include "explain/gates.h"
#include "explain/sections.h"
#include "explain/trace_rules.h"
#include "host/exits.h"
#include "page/signs.h"
#include "page/table_layout.h"

/* What a table is made from: its columns forward are those of directions first
   to last - 1. */
struct trace_table {
  const struct explained *e;
  struct table *table;
  const unsigned char *moves; /* moves[nodes]: does a wrt leaf lead there?  */
  struct trace_rules *rules; /* of scalars; with matrices no room is left  */
  size_t first, last;
  int reverse; /* does it have the reverse sweep?                          */
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

static void put_rule(const struct trace_table *t, char *text)
{
  put_formula(t->table, t->e, text);
  table_answer(t->table);
  free(text);
}

static void put_tangent(const struct trace_table *t, const struct direction *d,
                        ad_ref x)
{
  const double *tangent = ad_trace_tangent(d->trace, x);
  if (tangent || t->moves[x.index])
    put_amount(t->table, tangent, ad_graph_shape(t->e->graph, x), t->full);
  else
    table_number(t->table, 0);
  table_answer(t->table);
  if (t->rules)
    put_rule(t, trace_rules_tangent(t->rules, d, x));
}

static void put_adjoint(const struct trace_table *t, ad_ref x)
{
  const ad_trace *trace = t->e->trace;
  const double *adjoint = ad_trace_adjoint(trace, x);
  int reached = adjoint && ad_trace_reached(trace, x);
  put_amount(t->table, reached ? adjoint : NULL,
             ad_graph_shape(t->e->graph, x), t->full);
  table_answer(t->table);
  if (t->rules)
    put_rule(t, reached ? trace_rules_adjoint(t->rules, x) : memory_copy(""));
}

static void put_row(const struct trace_table *t, ad_ref x)
{
  const struct explained *e = t->e;
  table_row(t->table);
  table_put(t->table, ad_graph_name(e->graph, x));
  if (explain_is_scalar(e))
    put_what(t->table, e, x);
  put_given(t->table, e, x, t->full);
  for (size_t i = t->first; i < t->last; i++)
    put_tangent(t, &e->directions[i], x);
  if (t->reverse)
    put_adjoint(t, x);
}

/* An arrow where a sweep ends: of the reverse one before the first row, of the
   others behind the last. */
static void put_arrows(const struct trace_table *t, const char *down,
                       const char *up)
{
  table_row(t->table);
  table_skip(t->table);
  if (explain_is_scalar(t->e))
    table_skip(t->table);
  table_put(t->table, down);
  for (size_t i = t->first; i < t->last; i++) {
    table_put(t->table, down);
    if (t->rules)
      table_skip(t->table);
  }
  if (t->reverse)
    table_put(t->table, up);
}

/* --- tables --------------------------------------------------------------- */

static void make_column(const struct trace_table *t, const char *above,
                        const char *below)
{
  const char *d = sign_partial();
  char *heading = memory_format("%s%s/%s%s", d, above, d, below);
  table_column(t->table, heading, ALIGN_POINT);
  if (t->rules)
    table_column(t->table, "=", ALIGN_LEFT);
  free(heading);
}

/* "dy/d...": by the node of the row. */
static void make_columns(const struct trace_table *t)
{
  const struct explained *e = t->e;
  table_column(t->table, "node", ALIGN_LEFT);
  if (explain_is_scalar(e))
    table_column(t->table, "=", ALIGN_LEFT);
  table_column(t->table, "value", ALIGN_POINT);
  for (size_t i = t->first; i < t->last; i++)
    make_column(t, "", e->directions[i].name);
  if (t->reverse)
    make_column(t, e->swept, "...");
}

static void fill(struct trace_table *t)
{
  const struct explained *e = t->e;
  int arrows = t->reverse || t->first < t->last;
  t->table = table_new();
  make_columns(t);
  if (arrows && t->reverse)
    put_arrows(t, "", sign_up());
  for (size_t i = 0; i < e->n_named; i++)
    if (line_left_out(t->e, i, e->n_named, t->full))
      put_left_out(t->table, t->e, i, e->n_named);
    else
      put_row(t, e->named[i]);
  if (arrows)
    put_arrows(t, sign_down(), "");
}

/* All directions beside each other, or, where that is too wide, each in a table
   of its own, and the reverse sweep in the last. */
static void show_tables(struct page *page, struct trace_table *t)
{
  size_t n = t->e->n_directions;
  t->last = n;
  t->reverse = 1;
  fill(t);
  if (n < 2 || layout_natural_width(t->table) <= PAGE_WIDTH - LAYOUT_GAP) {
    page_table(page, t->table);
    return;
  }
  table_free(t->table);
  for (size_t i = 0; i < n; i++) {
    t->first = i;
    t->last = i + 1;
    t->reverse = i + 1 == n;
    fill(t);
    page_table(page, t->table);
  }
}

/* --- the section ---------------------------------------------------------- */

/* "d/dw1 and d/dw2" */
static char *list_directions(const struct explained *e)
{
  const char *d = sign_partial();
  char *text = memory_copy("");
  for (size_t i = 0; i < e->n_directions; i++)
    memory_append(&text, i + 1 < e->n_directions ? ", " : " and ",
                  memory_format("%s/%s%s", d, d, e->directions[i].name));
  return text;
}

/* Of an output as a whole, or of its entry that --of names. */
static void show_cotangent(struct page *page, const struct explained *e)
{
  const struct part *of = &e->parts[e->of.part];
  if (!e->cotangent)
    return;
  char *of_name = e->of.whole ? memory_copy(of->name) : explain_output_name(e);
  page_print(page, "%s is %s times the cotangent %s%s.", e->swept, of_name,
             e->cotangent, e->of.whole ? ", summed" : "");
  free(of_name);
}

/* What moves, where that is not a variable alone; what is walked back from,
   where that is not an output alone. */
static void show_seeds(struct page *page, const struct explained *e)
{
  for (size_t i = 0; i < e->n_directions; i++) {
    const struct direction *d = &e->directions[i];
    if (d->moves)
      page_print(page, "The variables move with %s: %s/%s%s of them is %s, and "
                       "0 of the others.", d->name, sign_partial(),
                 sign_partial(), d->name, d->moves);
  }
  show_cotangent(page, e);
}

static void show_order(struct page *page, const struct explained *e)
{
  char *by = list_directions(e);
  const char *d = sign_partial();
  page_print(page,
             "Values and %s (forward) are read downwards: a row needs only "
             "rows above it.\n%s%s/%s... (reverse) is read upwards: a row "
             "needs only rows below it.", by, d, e->swept, d);
  free(by);
}

/* Forward and reverse, beside the values. */
static void show_sides(struct page *page, struct trace_table *t)
{
  const struct explained *e = t->e;
  unsigned char *moves = find_moving(e);
  struct trace_rules rules = {0};
  t->moves = moves;
  if (explain_is_scalar(e)) {
    rules = trace_rules_new(e, moves, t->full);
    t->rules = &rules;
  }
  show_seeds(page, e);
  show_order(page, e);
  show_tables(page, t);
  if (e->gates)
    show_gates(page, e, t->full);
  show_sweeps(page, e, t->rules);
  if (t->rules)
    trace_rules_free(&rules);
  free(moves);
}

void section_trace(struct page *page, const struct explained *e, int full)
{
  struct trace_table t = {.e = e, .full = full};
  page_section(page, "Trace");
  if (e->n_wrts > 0) {
    show_sides(page, &t);
    return;
  }
  fill(&t);
  page_table(page, t.table);
}
