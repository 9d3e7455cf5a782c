/* SPDX-License-Identifier: GPL-3.0-or-later
   The graph, its numbers, costs and drawing, and the rows of the op set that it
   uses, as the page's script reads them.  Read step.h before. */
#include <stdlib.h>

#include "cost.h"
#include "graph.h"
#include "host/exits.h"
#include "page/json_write.h"
#include "page/number_format.h"
#include "step/step.h"
#include "worksheet/node_json.h"

/* --- rows of the op set --------------------------------------------------- */

/* A text that is not there is null. */
static void put_rule(struct json *json, const char *text)
{
  char *words = step_postfix(text);
  json_put_string(json, words);
  free(words);
}

static void put_member(struct json *json, const char *key, const char *text)
{
  json_put_key(json, key);
  put_rule(json, text);
}

/* Of each operand; where there is no edge, none. */
static void put_rules(struct json *json, const char *key, ad_op op,
                      const char *const *texts, unsigned n)
{
  json_member_array(json, key);
  for (unsigned k = 0; k < n; k++)
    put_rule(json, ad_op_has_edge(op, k) ? texts[k] : NULL);
  json_end_array(json);
}

static void put_row(struct json *json, ad_op op)
{
  enum { RULES = 2 }; /* the operands of a block share the first           */
  const ad_op_row *row = ad_op_get(op);
  json_member_object(json, row->id);
  if (row->kind == AD_KIND_elementwise) {
    put_member(json, "value", row->value_text);
    put_member(json, "domain", row->domain_text);
    put_rules(json, "partials", op, row->partial_text, row->arity);
    json_member_truth(json, "frozen", row->edge == AD_EDGE_frozen);
  } else {
    put_member(json, "tangent", row->tangent_text);
    put_rules(json, "adjoints", op, row->adjoint_text, RULES);
  }
  json_member_truth(json, "selects", ad_op_selects(op));
  json_end_object(json);
}

static void put_rows(struct json *json, const ad_graph *g)
{
  unsigned char used[AD_OP_count] = {0};
  for (uint32_t i = 0; i < ad_graph_size(g); i++)
    used[ad_graph_op(g, (ad_ref){i})] = 1;
  json_member_object(json, "rows");
  for (ad_op op = AD_OP_structured; op < AD_OP_count; op++)
    if (used[op])
      put_row(json, op);
  json_end_object(json);
}

/* --- nodes ---------------------------------------------------------------- */

static void put_count(struct json *json, ad_count count)
{
  json_put_number(json, count.flops);
  json_put_number(json, count.calls);
}

/* Flops and calls of the value and of the partials, flops of the tangent;
   then, an operand each, products and the numbers that it is paid. */
static void put_costs(struct json *json, const ad_graph *g, ad_ref x)
{
  ad_cost_part part;
  if (ad_cost_of_node(g, x, &part, NULL) != AD_OK)
    memory_given(NULL, sizeof part);
  json_member_array(json, "cost");
  put_count(json, part.value);
  put_count(json, part.partials);
  json_put_number(json, part.tangent);
  json_end_array(json);
  json_member_array(json, "pays");
  for (size_t k = 0; k < ad_graph_operands(g, x); k++) {
    json_put_number(json, k < AD_COST_OPERANDS ? part.adjoint[k] : 0);
    json_put_number(json, ad_cost_returned(g, x, k));
  }
  json_end_array(json);
}

/* Rounded, where `cut`. */
static void put_numbers(struct json *json, const char *key, const double *x,
                        size_t n, int cut)
{
  json->digits = cut ? FORMAT_DIGITS : 0;
  json_member_array(json, key);
  for (size_t i = 0; i < n; i++)
    json_put_number(json, x[i]);
  json_end_array(json);
  json->digits = 0;
}

static void put_operands(struct json *json, const struct step *s, ad_ref x)
{
  json_member_operands(json, s->graph, x);
  json_member_array(json, "edges");
  for (size_t k = 0; k < ad_graph_operands(s->graph, x); k++)
    json_put_truth(json, ad_graph_passes(s->graph, x, k));
  json_end_array(json);
}

/* What the operation needs beside its operands. */
static void put_extra(struct json *json, const ad_graph *g, ad_ref x)
{
  ad_extra extra = ad_graph_extra(g, x);
  json_member_axis(json, extra);
  json_member_count(json, "r0", extra.row);
  json_member_count(json, "c0", extra.col);
  if (!extra.n)
    return;
  json_member_array(json, "layout");
  for (size_t i = 0; i < extra.n; i++)
    json_put_count(json, extra.across[i]);
  json_end_array(json);
}

/* Of a leaf or a number. */
static const double *value_of(const struct step *s, ad_ref x)
{
  size_t leaf;
  return ad_graph_is_leaf(s->graph, x, &leaf) ? ad_sheet_leaf(s->sheet, leaf)
                                              : ad_trace_value(s->trace, x);
}

static void put_node(struct json *json, const struct step *s, ad_ref x)
{
  const ad_graph *g = s->graph;
  ad_shape shape = ad_graph_shape(g, x);
  json_begin_object(json);
  json_member_count(json, "rows", shape.rows);
  json_member_count(json, "cols", shape.cols);
  if (ad_graph_operands(g, x) > 0) {
    ad_op op = ad_graph_op(g, x);
    json_member_text(json, "op", ad_op_get(op)->id);
    json_member_truth(json, "kept", step_keeps(s, x));
    put_operands(json, s, x);
    if (ad_op_get(op)->kind != AD_KIND_elementwise)
      put_extra(json, g, x);
    put_costs(json, g, x);
  } else {
    put_numbers(json, "value", value_of(s, x), shape.rows * shape.cols,
                s->cut);
  }
  json_end_object(json);
}

static void put_nodes(struct json *json, const struct step *s)
{
  json_member_array(json, "nodes");
  for (uint32_t i = 0; i < ad_graph_size(s->graph); i++)
    put_node(json, s, (ad_ref){i});
  json_end_array(json);
}

/* --- boxes and edges ------------------------------------------------------ */

static void put_box(struct json *json, const struct step *s,
                    const struct step_box *box)
{
  json_begin_object(json);
  json_member_text(json, "name", step_name(s, box));
  json_member_text(json, "formula", step_formula(s, box));
  json_member_text(json, "kind", step_kind(s, box));
  json_member_truth(json, "active", box->active);
  json_member_count(json, "node", box->node.index);
  json_member_array(json, "inside");
  for (size_t i = 0; i < box->n; i++)
    json_put_count(json, box->inside[i].index);
  json_end_array(json);
  json_member_count(json, "shape", box->shape);
  json_end_object(json);
}

static void put_edge(struct json *json, const struct step_edge *edge)
{
  json_begin_object(json);
  json_member_count(json, "from", edge->from);
  json_member_count(json, "to", edge->to);
  json_member_truth(json, "active", edge->active);
  json_member_text(json, "text", edge->text);
  if (edge->line != STEP_NONE)
    json_member_count(json, "line", edge->line);
  json_end_object(json);
}

static void put_shape(struct json *json, const struct step_shape *shape)
{
  json_begin_object(json);
  json_member_count(json, "first", shape->first);
  json_member_count(json, "n", shape->n);
  json_member_number(json, "x", (double)shape->layer * STEP_COLUMN);
  json_member_number(json, "y", shape->y);
  json_end_object(json);
}

static void put_line(struct json *json, const struct step_line *line)
{
  json_begin_object(json);
  json_member_count(json, "from", line->from);
  json_member_count(json, "to", line->to);
  put_numbers(json, "bends", line->bends, line->n, 1);
  json_end_object(json);
}

static void put_drawing(struct json *json, const struct step *s)
{
  json_member_array(json, "boxes");
  for (size_t i = 0; i < s->n; i++)
    put_box(json, s, &s->boxes[i]);
  json_end_array(json);
  json_member_array(json, "edges");
  for (size_t i = 0; i < s->n_edges; i++)
    put_edge(json, &s->edges[i]);
  json_end_array(json);
  json_member_array(json, "shapes");
  for (size_t i = 0; i < s->n_shapes; i++)
    put_shape(json, &s->shapes[i]);
  json_end_array(json);
  json_member_array(json, "lines");
  for (size_t i = 0; i < s->n_lines; i++)
    put_line(json, &s->lines[i]);
  json_end_array(json);
  json_member_object(json, "size");
  json_member_count(json, "width",
                    (s->layers - 1) * STEP_COLUMN + STEP_BOX_WIDTH);
  json_member_number(json, "height", s->height);
  json_member_count(json, "column", STEP_COLUMN);
  json_member_count(json, "boxWidth", STEP_BOX_WIDTH);
  json_member_count(json, "boxHeight", STEP_BOX_HEIGHT);
  json_member_count(json, "leafHeight", STEP_LEAF_HEIGHT);
  json_end_object(json);
}

/* --- all of it ------------------------------------------------------------ */

static void put_ends(struct json *json, const struct step *s)
{
  json_member_array(json, "wrt");
  for (size_t i = 0; i < ad_graph_wrts(s->graph); i++)
    json_put_count(json, s->box_of[ad_graph_wrt(s->graph, i).index]);
  json_end_array(json);
  json_member_array(json, "outputs");
  for (size_t i = 0; i < ad_graph_outputs(s->graph); i++)
    json_put_count(json, s->box_of[ad_graph_output(s->graph, i).index]);
  json_end_array(json);
}

static void put_stops(struct json *json, const struct step *s)
{
  const ad_stop *stop;
  json_member_array(json, "stops");
  for (size_t i = 0; (stop = ad_sheet_stop(s->sheet, i)); i++) {
    json_begin_object(json);
    json_member_text(json, "mode", stop->reverse ? "reverse" : "forward");
    json_member_count(json, "step", stop->step);
    json_member_text(json, "text", stop->text);
    json_end_object(json);
  }
  json_end_array(json);
}

void step_json(FILE *out, const struct step *s)
{
  struct json json = json_on(out);
  json.in_html = 1;
  json_begin_object(&json);
  put_rows(&json, s->graph);
  put_nodes(&json, s);
  put_drawing(&json, s);
  put_ends(&json, s);
  put_stops(&json, s);
  json_end_object(&json);
  json_end_line(&json);
}
