/* SPDX-License-Identifier: GPL-3.0-or-later
   The writer.  Read graph_json.h and json_write.h before. */
#include "export/graph_json.h"

#include <stdio.h>
#include <stdlib.h>

#include "export/script.h"
#include "host/exits.h"
#include "host/written.h"
#include "page/json_write.h"
#include "worksheet/node_json.h"

const char *const graph_kinds[] = {[AD_INPUT] = "input",
                                   [AD_PARAM] = "param",
                                   [AD_DATA] = "data",
                                   [AD_SHIFT] = "shift",
                                   [AD_SHIFT + 1] = NULL};

/* What structured operations have beside their operands. */
static void put_extra(struct json *json, const ad_graph *g, ad_ref x)
{
  ad_extra extra = ad_graph_extra(g, x);
  json_member_axis(json, extra);
  json_member_count(json, "row", extra.row);
  json_member_count(json, "col", extra.col);
  json_member_array(json, "across");
  for (size_t i = 0; i < extra.n; i++)
    json_put_count(json, extra.across[i]);
  json_end_array(json);
}

static void put_value(struct json *json, ad_shape s, const double *x)
{
  json_put_key(json, "value");
  json_put_matrix(json, s.rows, s.cols, x);
}

static void put_node(struct json *json, const ad_sheet *sheet, ad_ref x)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  ad_shape s = ad_graph_shape(g, x);
  size_t leaf = 0;
  int is_leaf = ad_graph_is_leaf(g, x, &leaf);
  const double *numbers = is_leaf ? ad_sheet_leaf(sheet, leaf)
                                  : ad_graph_numbers(g, x);
  const char *name = ad_graph_name(g, x);
  const char *op = is_leaf   ? graph_kinds[ad_graph_leaf_kind(g, leaf)]
                   : numbers ? "number"
                             : ad_op_get(ad_graph_op(g, x))->id;
  json_begin_object(json);
  json_member_text(json, "name", *name ? name : NULL);
  json_member_text(json, "op", op);
  json_member_shape(json, s.rows, s.cols);
  json_member_array(json, "unit");
  json_put_truth(json, s.unit_rows);
  json_put_truth(json, s.unit_cols);
  json_end_array(json);
  if (numbers)
    put_value(json, s, numbers);
  else
    json_member_operands(json, g, x);
  if (!numbers && ad_op_get(ad_graph_op(g, x))->kind != AD_KIND_elementwise)
    put_extra(json, g, x);
  json_end_object(json);
}

static void put_list(struct json *json, const char *key, const ad_graph *g,
                     size_t n, ad_ref node(const ad_graph *g, size_t i))
{
  json_member_array(json, key);
  for (size_t i = 0; i < n; i++)
    json_put_count(json, node(g, i).index);
  json_end_array(json);
}

static void put_graph(FILE *out, const ad_sheet *sheet)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  struct json json = json_on(out);
  json_begin_object(&json);
  json_member_text(&json, "title", ad_sheet_title(sheet));
  json_member_text(&json, "source", ad_sheet_source(sheet));
  json_member_array(&json, "nodes");
  for (uint32_t i = 0; i < ad_graph_size(g); i++)
    put_node(&json, sheet, (ad_ref){i});
  json_end_array(&json);
  put_list(&json, "outputs", g, ad_graph_outputs(g), ad_graph_output);
  put_list(&json, "wrt", g, ad_graph_wrts(g), ad_graph_wrt);
  json_end_object(&json);
  json_end_line(&json);
}

char *graph_json(const ad_sheet *sheet)
{
  char *text;
  size_t size;
  FILE *out = written_begin();
  if (out)
    put_graph(out, sheet);
  return written_end(out, &text, &size) ? text : NULL;
}

const struct target target_json = {.name = "json", .graph = graph_json};
