/* SPDX-License-Identifier: GPL-3.0-or-later
   Paths through the graph, and shapes, as worksheets claim them.  Read
   claims_data.h before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claims/claims_data.h"

static void conclude(ad_claim_part *out, ad_claim_code code, ad_place place,
                     const ad_error *err)
{
  out->code = code;
  if (place.width > 0)
    out->place = place;
  memcpy(out->text, err->text, sizeof out->text);
  memcpy(out->hint, err->hint, sizeof out->hint);
}

/* --- edges ---------------------------------------------------------------- */

/* Marks what `from` is computed from, by edges that carry a derivative; with
   `through`, through named nodes as well. */
static void mark_operands(const ad_graph *g, uint32_t from, int through,
                          unsigned char *marks)
{
  memset(marks, 0, g->n);
  marks[from] = 1;
  for (uint32_t i = from + 1; i-- > 0;) {
    const ad_node *node = &g->nodes[i];
    if (!marks[i] || (i != from && !through && g->name_of[i] > 0))
      continue;
    for (size_t k = 0; k < node->arity; k++)
      if (ad_op_has_edge((ad_op)node->op, (unsigned)k))
        marks[g->operands[node->operand + k]] = 1;
  }
  marks[from] = 0;
}

/* What a node that is differentiated by was shifted with has its name. */
static int has_own_name(const ad_graph *g, uint32_t i)
{
  return g->name_of[i] > 0 && g->names[g->name_of[i] - 1].node == i;
}

/* "x, W1 and b1": the named nodes that are marked. */
static void list_marked(const ad_graph *g, const unsigned char *marks,
                        char *text, size_t size)
{
  size_t left = 0, n = 0;
  for (uint32_t i = 0; i < g->n; i++)
    left += marks[i] && has_own_name(g, i);
  *text = '\0';
  for (uint32_t i = 0; i < g->n && n < size; i++)
    if (marks[i] && has_own_name(g, i)) {
      const char *behind = left > 2 ? ", " : left == 2 ? " and " : "";
      n += (size_t)snprintf(text + n, size - n, "%.60s%s",
                            ad_graph_name(g, (ad_ref){i}), behind);
      left--;
    }
}

/* Which of the named nodes that `from` is computed from lead on to `to`. */
static void mark_between(const ad_graph *g, uint32_t to, unsigned char *marks)
{
  unsigned char *leads = calloc(g->n, 1);
  if (!leads)
    return;
  leads[to] = 1;
  for (uint32_t i = to + 1; i < g->n; i++)
    for (size_t k = 0; k < g->nodes[i].arity; k++)
      if (ad_op_has_edge((ad_op)g->nodes[i].op, (unsigned)k))
        leads[i] |= leads[g->operands[g->nodes[i].operand + k]];
  leads[to] = 0;
  for (uint32_t i = 0; i < g->n; i++)
    marks[i] &= leads[i];
  free(leads);
}

/* The step from `from` to `to` is no edge: is there a way, and through
   what?  What else does `from` read? */
static void say_no_edge(const ad_graph *g, ad_ref from, ad_ref to,
                        unsigned char *marks, ad_error *err)
{
  char text[160];
  const char *a = ad_graph_name(g, from), *b = ad_graph_name(g, to);
  mark_operands(g, from.index, 1, marks);
  if (marks[to.index]) {
    mark_between(g, to.index, marks);
    list_marked(g, marks, text, sizeof text);
    ad_fail(err, AD_EINPUT, "the path leaves out what lies between %.60s and "
                            "%.60s: %s", a, b, text);
    return;
  }
  mark_operands(g, from.index, 0, marks);
  list_marked(g, marks, text, sizeof text);
  if (*text)
    ad_fail(err, AD_EINPUT, "the path leaves the graph at the step from %.60s "
                            "to %.60s: %.60s is made of %s", a, b, a, text);
  else
    ad_fail(err, AD_EINPUT, "the path leaves the graph at the step from %.60s "
                            "to %.60s: nothing lies behind %.60s", a, b, a);
}

/* Of a node behind which the end cannot be reached; `from` may read it where
   no derivative passes, as in a condition. */
static void hint_end(const ad_graph *g, ad_ref from, ad_ref end,
                     unsigned char *marks, ad_error *err)
{
  char text[120];
  memset(marks, 0, g->n);
  for (uint32_t i = 0; i < g->n; i++) {
    if (i <= end.index)
      continue;
    for (size_t k = 0; k < g->nodes[i].arity; k++) {
      uint32_t read = g->operands[g->nodes[i].operand + k];
      if (read == end.index || (marks[read] && g->name_of[read] == 0))
        marks[i] = 1;
    }
  }
  list_marked(g, marks, text, sizeof text);
  if (marks[from.index])
    ad_hint(err, "%.60s reads %.60s, but no derivative passes there",
            ad_graph_name(g, from), ad_graph_name(g, end));
  else if (*text)
    ad_hint(err, "%.60s is read by %s", ad_graph_name(g, end), text);
}

/* --- paths ---------------------------------------------------------------- */

/* The node that an operand of a derivative is; a part of one is of the whole.
   Terms: names, and parentheses and indices behind them. */
static int operand_node(const ad_graph *g, const ad_expr *expr, size_t at,
                        ad_ref *out)
{
  size_t first = at + 1 - expr->terms[at].span;
  const char *name = expr->terms[first].text;
  return expr->terms[first].kind == AD_T_NAME &&
         ad_graph_find(g, name, strlen(name), out);
}

int ad_claim_ends_at(const ad_graph *g, const ad_expr *expr, size_t i,
                     ad_ref *of, ad_ref *by)
{
  if (expr->terms[i].kind != AD_T_DERIVATIVE)
    return 0;
  return operand_node(g, expr, ad_expr_operand(expr, i, 0), of) &&
         operand_node(g, expr, ad_expr_operand(expr, i, 1), by);
}

int ad_claim_ends(const ad_graph *g, const ad_expr *expr, ad_ref *of,
                  ad_ref *by)
{
  return ad_claim_ends_at(g, expr, expr->n - 1, of, by);
}

/* Items 1, 2, ... as nodes; 0 where a name is unknown. */
static int find_nodes(const ad_graph *g, const ad_statement *st, ad_ref *nodes,
                      ad_claim_part *out)
{
  for (size_t i = 1; i < st->n_items; i++)
    if (!ad_graph_find(g, st->items[i].name, strlen(st->items[i].name),
                       &nodes[i])) {
      ad_error err = {0};
      ad_fail(&err, AD_EINPUT, "unknown name '%.100s'", st->items[i].name);
      conclude(out, AD_CLAIM_BAD_TEXT, st->items[i].place, &err);
      return 0;
    }
  return 1;
}

/* A path from the variable up to the output is the same path: its nodes are
   turned round.  Is it one? */
static int turn_round(const ad_graph *g, const ad_statement *st, ad_ref *nodes)
{
  ad_ref of, by;
  size_t last = st->n_items - 1;
  if (!ad_claim_ends(g, st->items[0].expr, &of, &by) ||
      nodes[1].index != by.index || nodes[last].index != of.index)
    return 0;
  for (size_t i = 1, j = last; i < j; i++, j--) {
    ad_ref x = nodes[i];
    nodes[i] = nodes[j];
    nodes[j] = x;
  }
  return 1;
}

/* Steps from node to node; where one is no edge, the place of its item. */
static void follow(const ad_graph *g, const ad_statement *st,
                   const ad_ref *nodes, int upward, unsigned char *marks,
                   ad_claim_part *out)
{
  ad_error err = {0};
  for (size_t i = 1; i + 1 < st->n_items; i++) {
    mark_operands(g, nodes[i].index, 0, marks);
    if (marks[nodes[i + 1].index])
      continue;
    say_no_edge(g, nodes[i], nodes[i + 1], marks, &err);
    hint_end(g, nodes[i], nodes[i + 1], marks, &err);
    size_t item = upward ? st->n_items - 1 - i : i + 1;
    conclude(out, AD_CLAIM_WRONG, st->items[item].place, &err);
    return;
  }
}

/* Does the path begin and end where the derivative does? */
static int hold_ends(const ad_graph *g, const ad_statement *st,
                     const ad_ref *nodes, ad_claim_part *out)
{
  ad_error err = {0};
  ad_ref of, by;
  size_t last = st->n_items - 1;
  if (!ad_claim_ends(g, st->items[0].expr, &of, &by)) {
    ad_fail(&err, AD_EINPUT, "a path is of a derivative of a node by a node");
    conclude(out, AD_CLAIM_BAD_TEXT, st->items[0].place, &err);
    return 0;
  }
  if (nodes[1].index != of.index)
    ad_fail(&err, AD_EINPUT, "the path begins at %.60s, not at %.60s",
            st->items[1].name, ad_graph_name(g, of));
  else if (nodes[last].index != by.index)
    ad_fail(&err, AD_EINPUT, "the path ends at %.60s, not at %.60s",
            st->items[last].name, ad_graph_name(g, by));
  else
    return 1;
  conclude(out, AD_CLAIM_WRONG, st->items[last].place, &err);
  return 0;
}

void ad_claim_path(const ad_sheet *sheet, const ad_statement *st,
                   ad_claim_part *out)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  ad_ref *nodes = malloc(st->n_items * sizeof *nodes);
  unsigned char *marks = malloc(g->n);
  out->code = AD_CLAIM_RIGHT;
  if (!nodes || !marks || st->n_items < 2)
    out->code = AD_CLAIM_CANNOT_JUDGE;
  else if (find_nodes(g, st, nodes, out)) {
    int upward = turn_round(g, st, nodes);
    follow(g, st, nodes, upward, marks, out);
    if (out->code == AD_CLAIM_RIGHT)
      hold_ends(g, st, nodes, out);
  }
  free(nodes);
  free(marks);
}

/* --- shapes --------------------------------------------------------------- */

/* Of a node, or of a derivative. */
static ad_status shape_of(const ad_sheet *sheet, const ad_item *left,
                          ad_shape *out, ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  ad_builder *b;
  ad_ref x;
  if (!left->expr) {
    if (!ad_graph_find(g, left->name, strlen(left->name), &x))
      return ad_fail(err, AD_EINPUT, "unknown name '%.100s'", left->name);
    *out = ad_graph_shape(g, x);
    return AD_OK;
  }
  ad_status status = ad_builder_continue(g, &b, err);
  if (status != AD_OK)
    return status;
  status = ad_claim_lower(b, sheet, left->expr, &x, err);
  if (status == AD_OK)
    *out = ad_builder_shape(b, x);
  ad_builder_free(b);
  return status;
}

/* What is due, and what is said, sizes that are left out being 1. */
static ad_status read_shapes(const ad_sheet *sheet, const ad_statement *st,
                             ad_shape *due, ad_shape *said, ad_error *err)
{
  size_t rows = 1, cols = 1;
  ad_status status = shape_of(sheet, &st->items[0], due, err);
  if (status != AD_OK && err->place.width == 0)
    err->place = st->items[0].place;
  if (status == AD_OK && st->rows)
    status = ad_claim_size(sheet, st->rows, &rows, err);
  if (status == AD_OK && st->cols)
    status = ad_claim_size(sheet, st->cols, &cols, err);
  *said = (ad_shape){.rows = rows, .cols = cols};
  return status;
}

void ad_claim_shape(const ad_sheet *sheet, const ad_statement *st,
                    ad_claim_part *out)
{
  ad_shape due = {0}, said;
  ad_error err = {0};
  ad_status status = read_shapes(sheet, st, &due, &said, &err);
  if (status != AD_OK) {
    conclude(out, status == AD_EINPUT ? AD_CLAIM_BAD_TEXT
                                      : AD_CLAIM_CANNOT_JUDGE,
             err.place, &err);
    return;
  }
  out->code = AD_CLAIM_RIGHT;
  if (due.rows == said.rows && due.cols == said.cols)
    return;
  ad_fail(&err, AD_EINPUT, "%zu x %zu, due is %zu x %zu", said.rows, said.cols,
          due.rows, due.cols);
  conclude(out, AD_CLAIM_WRONG, st->place, &err);
}
