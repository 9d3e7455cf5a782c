/* SPDX-License-Identifier: GPL-3.0-or-later
   `compare --format json`: a worksheet as one object on a line.  Its keys
   are described in the manual.  Read compare_json.h before. */
#include "compare_json.h"

#include <stdlib.h>

#include "exits.h"
#include "label.h"

/* --- nodes ---------------------------------------------------------------- */

static void put_value(struct json *json, const double *x, ad_shape shape)
{
  json_key(json, "value");
  json_array(json);
  for (size_t i = 0; i < shape.rows; i++) {
    json_array(json);
    for (size_t j = 0; j < shape.cols; j++)
      json_number(json, x[i * shape.cols + j]);
    json_array_end(json);
  }
  json_array_end(json);
}

static void put_nodes(struct json *json, const struct results *r)
{
  json_key(json, "nodes");
  json_array(json);
  for (size_t i = 0; i < ad_graph_names(r->graph); i++) {
    ad_ref node = ad_graph_named(r->graph, i);
    ad_shape shape = ad_graph_shape(r->graph, node);
    json_object(json);
    json_key(json, "name");
    json_string(json, ad_graph_name(r->graph, node));
    json_key(json, "op");
    json_string(json, label_op(r->graph, node));
    compare_json_shape(json, shape.rows, shape.cols);
    put_value(json, ad_value_at(r->engines.value, node), shape);
    json_object_end(json);
  }
  json_array_end(json);
}

/* --- the rest ------------------------------------------------------------- */

static void put_costs(struct json *json, const struct comparison *c)
{
  json_key(json, "cost");
  json_array(json);
  for (int i = METHOD_EVALUATION; i < METHODS; i++) {
    if (!compare_has_method(c, i))
      continue;
    json_object(json);
    json_key(json, "method");
    json_string(json, c->costs[i].name);
    json_key(json, "sweeps");
    json_number(json, c->costs[i].sweeps);
    json_key(json, "flops");
    json_number(json, compare_flops(c, i));
    json_key(json, "calls");
    json_number(json, compare_calls(c, i));
    json_key(json, "bytes");
    json_count(json, c->costs[i].bytes);
    json_key(json, "seconds");
    compare_has_seconds(c, i) ? json_number(json, c->costs[i].seconds)
                              : json_null(json);
    json_object_end(json);
  }
  json_array_end(json);
}

static void put_warnings(struct json *json, const struct comparison *c)
{
  char *text;
  json_key(json, "warnings");
  json_array(json);
  for (size_t i = 0; (text = compare_warning(c, i)); i++) {
    json_string(json, text);
    free(text);
  }
  json_array_end(json);
}

void compare_json(FILE *out, const struct comparison *c)
{
  const struct results *r = c->results;
  struct json json = json_on(out);
  json_object(&json);
  json_key(&json, "worksheet");
  json_string(&json, c->file);
  json_key(&json, "title");
  json_string(&json, ad_sheet_title(r->sheet));
  json_key(&json, "version");
  json_string(&json, exits_version());
  json_key(&json, "seed");
  json_count(&json, ad_sheet_seed(r->sheet));
  put_nodes(&json, r);
  compare_json_derivatives(&json, r);
  put_costs(&json, c);
  json_key(&json, "agree");
  json_truth(&json, results_status(r) != EXIT_DISAGREE);
  json_key(&json, "inconclusive");
  json_count(&json, compare_inconclusive(r));
  put_warnings(&json, c);
  json_object_end(&json);
  json_end(&json);
}
