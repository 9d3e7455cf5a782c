/* SPDX-License-Identifier: GPL-3.0-or-later
   The named nodes as JSON: what is written of them, what they read, their
   values.  From shape, form, value and expression the worksheet can be made
   again.  Read compare_json.h before. */
#include <stdlib.h>
#include <string.h>

#include "compare/choice.h"
#include "compare/compare_json.h"
#include "host/exits.h"
#include "worksheet/label.h"

/* --- operands ------------------------------------------------------------- */

/* Is term i the name of a node, for the first time? */
static int is_operand(const ad_graph *g, const ad_expr *expr, size_t i)
{
  const ad_term *term = &expr->terms[i];
  ad_ref x;
  if (term->kind != AD_T_NAME ||
      (i + 1 < expr->n && term[1].kind == AD_T_KEYWORD) ||
      !ad_graph_find(g, term->text, strlen(term->text), &x))
    return 0;
  for (size_t k = 0; k < i; k++)
    if (expr->terms[k].kind == AD_T_NAME &&
        strcmp(expr->terms[k].text, term->text) == 0)
      return 0;
  return 1;
}

/* The nodes that the expression names. */
static void put_operands(struct json *json, const ad_graph *g,
                         const char *expression)
{
  ad_expr *expr = NULL;
  json_member_array(json, "operands");
  if (*expression &&
      ad_expr_parse(expression, strlen(expression), 0, NULL, &expr, NULL) ==
          AD_OK)
    for (size_t i = 0; i < expr->n; i++)
      if (is_operand(g, expr, i))
        json_put_string(json, expr->terms[i].text);
  json_end_array(json);
  ad_expr_free(expr);
}

/* --- members -------------------------------------------------------------- */

static const char *kind_of(const ad_graph *g, ad_ref x)
{
  size_t i;
  return ad_graph_is_leaf(g, x, &i) ? label_op(g, x) : "node";
}

/* What a size of 1 means is in the form: axes that were written as 1 make a
   scalar, a column or a row; a size that happens to be 1 makes none. */
static const char *form_of(ad_shape shape)
{
  if (shape.unit_rows)
    return shape.unit_cols ? "scalar" : "row";
  return shape.unit_cols ? "column" : "matrix";
}

/* The statement that made the node, and its line. */
static void put_source(struct json *json, const struct comparison *c,
                       ad_ref x)
{
  ad_place place = ad_sheet_place(c->results.sheet, x);
  size_t line, column;
  const ad_source *source = &c->loaded->source;
  ad_source_locate(source, place.offset, &line, &column);
  size_t left = source->size - place.offset;
  size_t width = place.width < left ? place.width : left;
  char *text = memory_format("%.*s", (int)width, source->text + place.offset);
  json_member_count(json, "line", line);
  json_member_text(json, "text", text);
  free(text);
}

static void put_node(struct json *json, const struct comparison *c, ad_ref x)
{
  const ad_graph *g = c->results.graph;
  ad_shape shape = ad_graph_shape(g, x);
  const char *expression = ad_sheet_text(c->results.sheet, x);
  json_begin_object(json);
  json_member_text(json, "name", ad_graph_name(g, x));
  json_member_text(json, "kind", kind_of(g, x));
  json_member_text(json, "op", label_op(g, x));
  json_member_shape(json, shape.rows, shape.cols);
  json_member_text(json, "form", form_of(shape));
  put_source(json, c, x);
  json_member_text(json, "expression", *expression ? expression : NULL);
  put_operands(json, g, expression);
  json_put_key(json, "value");
  json_put_matrix(json, shape.rows, shape.cols,
                  ad_value_at(c->results.engines.value, x));
  json_end_object(json);
}

void compare_json_nodes(struct json *json, const struct comparison *c)
{
  const ad_graph *g = c->results.graph;
  json_member_array(json, "nodes");
  for (size_t i = 0; i < ad_graph_names(g); i++) {
    ad_ref x = ad_graph_named(g, i);
    if (choice_shows(c->options, ad_graph_name(g, x)))
      put_node(json, c, x);
  }
  json_end_array(json);
}
