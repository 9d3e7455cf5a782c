/* SPDX-License-Identifier: GPL-3.0-or-later
   Of the section "trace" with --gates: the reverse sweep operation by
   operation, those without a name included, and what they come to together.
   Read sections.h and gates.h before. */
#include <math.h>
#include <stdlib.h>

#include "explain/gates.h"
#include "explain/local_rules.h"
#include "explain/sections.h"
#include "host/exits.h"
#include "page/number_format.h"
#include "page/signs.h"

struct gate_table {
  const struct explained *e;
  struct table *table;
  struct gates gates;
  int scalar, full;
};

/* --- rows ----------------------------------------------------------------- */

/* "1*(-0.534447)"; the caller frees it. */
static char *product_text(double x, double y)
{
  char left[FORMAT_SIZE], right[FORMAT_SIZE];
  format_number(left, x);
  format_number(right, y);
  return memory_format(*right == '-' ? "%s*(%s)" : "%s*%s", left, right);
}

static void put_gate(const struct gate_table *t, ad_ref by, ad_ref x)
{
  struct gate gate = gate_of(&t->gates, by, x);
  double above = *ad_trace_adjoint(t->e->trace, by);
  table_put(t->table, gate.text);
  table_put(t->table, gate.partial ? gate.partial : "");
  table_answer(t->table);
  if (isnan(gate.number)) {
    table_skip(t->table);
    table_skip(t->table);
  } else {
    char *product = product_text(above, gate.number);
    table_put(t->table, product);
    table_answer(t->table);
    table_number(t->table, above * gate.number);
    table_answer(t->table);
    free(product);
  }
  free(gate.text);
  free(gate.partial);
}

static void begin_row(const struct gate_table *t, ad_ref x, int first)
{
  table_row(t->table);
  table_put(t->table, first ? t->gates.texts[x.index] : "");
  if (first)
    put_given(t->table, t->e, x, t->full);
  else
    table_skip(t->table);
}

/* The adjoint as a whole: of the output, of what several have paid, and of
   matrices. */
static void put_whole(const struct gate_table *t, ad_ref x, int first,
                      const char *why)
{
  begin_row(t, x, first);
  if (t->scalar) {
    table_skip(t->table);
    table_skip(t->table);
    table_put(t->table, why);
  }
  put_amount(t->table, ad_trace_adjoint(t->e->trace, x),
             ad_graph_shape(t->e->graph, x), t->full);
  table_answer(t->table);
}

/* A row for each reader, from the last back. */
static size_t put_readers(const struct gate_table *t, ad_ref x)
{
  const struct readers *r = &t->e->readers;
  uint32_t last = AD_NO_INDEX;
  size_t n = 0;
  for (size_t i = r->first[x.index + 1]; i-- > r->first[x.index];) {
    ad_ref by = r->edges[i].by;
    if (by.index == last || !ad_trace_paid(t->e->trace, by, r->edges[i].k))
      continue;
    begin_row(t, x, n++ == 0);
    put_gate(t, by, x);
    last = by.index;
  }
  return n;
}

static double seed_of(const struct explained *e, ad_ref x)
{
  const struct part *of = &e->parts[e->of.part];
  return of->node.index == x.index ? e->from[of->first + e->of.entry] : 0;
}

static void put_node(const struct gate_table *t, ad_ref x)
{
  size_t n = 0;
  int seeded = seed_of(t->e, x) != 0;
  if (!t->scalar) {
    put_whole(t, x, 1, "");
    return;
  }
  n = put_readers(t, x);
  if (n == 0)
    put_whole(t, x, 1, "(the seed)");
  else if (n > 1 || seeded)
    put_whole(t, x, 0, seeded ? "the sum, and the seed" : "the sum");
}

static int is_shown(const struct explained *e, ad_ref x)
{
  return ad_graph_op(e->graph, x) != AD_OP_constant &&
         !explain_is_inside(e, x) &&
         ad_trace_reached(e->trace, x) && ad_trace_adjoint(e->trace, x);
}

static struct table *gate_columns(const struct gate_table *t)
{
  struct table *table = table_new();
  char *heading = memory_format("%s%s/%s...", sign_partial(), t->e->swept,
                                sign_partial());
  table_column(table, "node", ALIGN_LEFT);
  table_column(table, "value", ALIGN_POINT);
  if (t->scalar) {
    table_column(table, "local derivative", ALIGN_LEFT);
    table_column(table, "=", ALIGN_LEFT);
  }
  table_column(table, heading, t->scalar ? ALIGN_LEFT : ALIGN_POINT);
  if (t->scalar)
    table_column(table, "=", ALIGN_POINT);
  free(heading);
  return table;
}

static void show_rows(struct page *page, struct gate_table *t)
{
  const struct explained *e = t->e;
  size_t n = 0, at = 0;
  t->table = gate_columns(t);
  for (uint32_t i = (uint32_t)ad_graph_size(e->graph); i-- > 0;)
    n += is_shown(e, (ad_ref){i}) ? 1 : 0;
  for (uint32_t i = (uint32_t)ad_graph_size(e->graph); i-- > 0;) {
    if (!is_shown(e, (ad_ref){i}))
      continue;
    if (line_left_out(t->e, at, n, t->full))
      put_left_out(t->table, t->e, at, n);
    else
      put_node(t, (ad_ref){i});
    at++;
  }
  page_table(page, t->table);
}

/* --- taken together ------------------------------------------------------- */

static void put_together(struct table *table, const struct explained *e,
                         ad_ref x, const struct local_rule *rule)
{
  const char *d = sign_partial();
  table_row(table);
  table_print(table, "%s%s/%s%s", d, ad_graph_name(e->graph, x), d,
              ad_graph_name(e->graph, rule->by));
  table_put(table, rule->text);
  table_answer(table);
  table_number(table, rule->number);
  table_answer(table);
}

/* Rules of x, where operations without a name are between it and what it
   reads. */
static size_t rules_together(const struct gate_table *t,
                             struct local_rules *local, ad_ref x)
{
  return gates_inside(&t->gates, x) && ad_trace_reached(t->e->trace, x)
             ? local_rules_of(local, x)->n
             : 0;
}

static void fill_together(const struct gate_table *t, struct table *table,
                          struct local_rules *local)
{
  const struct explained *e = t->e;
  size_t n = 0, at = 0;
  for (size_t i = 0; i < e->n_named; i++)
    n += rules_together(t, local, e->named[i]);
  for (size_t i = e->n_named; i-- > 0;) {
    ad_ref x = e->named[i];
    for (size_t k = 0; k < rules_together(t, local, x); k++, at++)
      if (line_left_out(t->e, at, n, t->full))
        put_left_out(table, t->e, at, n);
      else
        put_together(table, e, x, &local_rules_of(local, x)->rules[k]);
  }
}

/* From named node to named node. */
static void show_together(struct page *page, const struct gate_table *t)
{
  struct local_rules local = local_rules_new(t->e);
  struct table *table = table_new();
  table_column(table, "derivative", ALIGN_LEFT);
  table_column(table, "=", ALIGN_LEFT);
  table_column(table, "value", ALIGN_POINT);
  local_rules_compute(&local);
  fill_together(t, table, &local);
  if (table->n_rows > 0)
    page_print(page, "Operations between two names, taken together:");
  page_table(page, table);
  local_rules_free(&local);
}

void show_gates(struct page *page, const struct explained *e, int full)
{
  struct gate_table t = {.e = e, .gates = gates_new(e), .full = full,
                         .scalar = explain_is_scalar(e)};
  page_print(page, "Operation by operation, from the output back.  What has no "
                   "name is called by its text.");
  show_rows(page, &t);
  if (t.scalar)
    show_together(page, &t);
  gates_free(&t.gates);
}
