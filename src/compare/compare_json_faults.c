/* SPDX-License-Identifier: GPL-3.0-or-later
   What is not finite, and why, as JSON.  Read compare_json.h before. */
#include <stdlib.h>

#include "compare/compare_json.h"
#include "worksheet/label.h"

static void put_operands(struct json *json, const ad_graph *g,
                         const ad_origin *o)
{
  json_member_array(json, "operands");
  for (size_t k = 0; k < o->n_operands; k++) {
    const char *name = ad_graph_name(g, o->operands[k].node);
    char *entry = label_entry(name, ad_graph_shape(g, o->operands[k].node),
                              o->operands[k].entry);
    json_begin_object(json);
    json_member_text(json, "name", *name ? entry : NULL);
    json_member_number(json, "value", o->operands[k].value);
    json_end_object(json);
    free(entry);
  }
  json_end_array(json);
}

static void put_origin(struct json *json, const ad_graph *g,
                       const struct fault *f)
{
  const ad_origin *o = &f->origin;
  char *node = fault_node(g, o->node, o->entry);
  json_member_text(json, "node", node);
  json_member_text(json, "op", label_op(g, o->node));
  json_member_count(json, "line", f->line);
  json_member_number(json, "node_value", o->value);
  put_operands(json, g, o);
  free(node);
}

void compare_json_faults(struct json *json, const struct results *r,
                         const struct faults *faults)
{
  json_member_array(json, "not_finite");
  for (size_t i = 0; i < faults->n; i++) {
    const struct fault *f = &faults->list[i];
    char *of = label_entry(f->output->name, f->output->shape, f->of_entry);
    char *wrt = f->wrt ? label_entry(f->wrt->name, f->wrt->shape, f->by_entry)
                       : NULL;
    json_begin_object(json);
    json_member_text(json, "of", of);
    json_member_text(json, "wrt", wrt);
    json_member_number(json, "value", f->value);
    if (f->has_origin)
      put_origin(json, r->graph, f);
    json_member_text(json, "reason", f->reason);
    json_end_object(json);
    free(of);
    free(wrt);
  }
  json_end_array(json);
}
