/* SPDX-License-Identifier: GPL-3.0-or-later
   See explain_json.h: layers, local derivatives, chains. */
#include <stdlib.h>

#include "explain/chains.h"
#include "explain/elements.h"
#include "explain/explain_json.h"
#include "explain/layers.h"
#include "explain/link_words.h"

/* --- layers --------------------------------------------------------------- */

void json_layers(struct json *json, const struct explained *e)
{
  json_member_array(json, "layers");
  for (size_t i = 0; e->layers && i < e->layers->n; i++) {
    const struct layer *layer = &e->layers->layers[i];
    json_begin_object(json);
    json_member_text(json, "node", ad_graph_name(e->graph, layer->node));
    json_member_text(json, "layer", layer->kind);
    json_member_text(json, "input", layer->input);
    put_proof(json, "output", layer->output, &layer->line);
    json_end_object(json);
  }
  json_end_array(json);
}

/* --- local derivatives and chains ----------------------------------------- */

static void put_factors(struct json *json, const ad_local *k)
{
  json_member_array(json, "factors");
  for (size_t i = 0; i < k->n; i++) {
    struct words is = factor_is(k, i);
    if (factor_stands(k, i)) {
      json_begin_object(json);
      json_member_text(json, "is", is.text);
      put_owned(json, "shape", factor_shape(k, i));
      json_end_object(json);
    }
    words_free(&is);
  }
  json_end_array(json);
}

static void put_link(struct json *json, const struct explained *e,
                     const struct link *k)
{
  struct words acts = link_acts(e, &k->local);
  struct element element = element_of(e, &k->local);
  json_begin_object(json);
  put_owned(json, "derivative", link_name(e, k->local.of, k->local.by));
  put_factors(json, &k->local);
  json_member_text(json, "element", element.name);
  json_member_text(json, "element_is", element.is);
  json_member_text(json, "element_where", element.is ? element.where : NULL);
  put_proof(json, "acts", k->line.right ? acts.text : NULL, &k->line);
  json_end_object(json);
  element_free(&element);
  words_free(&acts);
}

void json_locals(struct json *json, const struct explained *e)
{
  json_member_array(json, "locals");
  const struct links *l = e->links;
  for (size_t i = l ? l->n : 0; i-- > 0;)
    if (l->written[l->link[i].local.of.index])
      put_link(json, e, &l->link[i]);
  json_end_array(json);
}

static void put_chain(struct json *json, const struct explained *e,
                      const struct chain *c)
{
  const char *name = e->chains->links.adjoint[c->from.index];
  json_begin_object(json);
  json_member_array(json, "chain");
  if (name)
    json_put_string(json, name);
  for (size_t i = 0; i < c->n; i++) {
    char *link = link_name(e, c->links[i]->local.of, c->links[i]->local.by);
    json_put_string(json, link);
    free(link);
  }
  json_end_array(json);
  put_owned(json, "ordered", c->order.written ? order_text(&c->order) : NULL);
  json_end_object(json);
}

static void put_target(struct json *json, const struct explained *e,
                       const struct target *t)
{
  json_begin_object(json);
  json_member_text(json, "derivative", t->derivative);
  json_member_text(json, "name", t->delta);
  json_member_count(json, "used", t->readers);
  json_member_count(json, "count", t->n_chains);
  json_member_array(json, "chains");
  for (size_t i = 0; i < t->n; i++)
    put_chain(json, e, &t->chains[i]);
  json_end_array(json);
  put_proof(json, "formula", t->line.right, &t->line);
  json_member_text(json, "written_out", t->out.right);
  json_end_object(json);
}

void json_chains(struct json *json, const struct explained *e)
{
  const struct chains *c = e->chains;
  json_member_object(json, "chains");
  if (c) {
    json_member_count(json, "factors", c->n_links);
    json_member_number(json, "alone", c->n_alone);
    json_member_count(json, "left_out", c->n_targets - c->n);
  }
  json_member_array(json, "targets");
  for (size_t i = 0; c && i < c->n; i++)
    put_target(json, e, &c->targets[i]);
  json_end_array(json);
  json_end_object(json);
}
