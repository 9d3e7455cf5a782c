/* SPDX-License-Identifier: GPL-3.0-or-later
   `explain --format json`: a member for each section.  Read sections.h
   before. */
#include "explain/explain_json.h"

#include <math.h>
#include <stdlib.h>

#include "explain/contribution.h"
#include "explain/flow.h"
#include "explain/kept.h"
#include "explain/ledger.h"
#include "explain/path_words.h"
#include "explain/sections.h"
#include "host/exits.h"
#include "worksheet/autograd.h"
#include "worksheet/label.h"
#include "worksheet/reason_words.h"

/* --- what they have in common --------------------------------------------- */

/* Its rows, null of a NULL. */
static void put_matrix(struct json *json, const char *key, const double *x,
                       ad_shape shape)
{
  json_put_key(json, key);
  json_put_matrix(json, shape.rows, shape.cols, x);
}

static void put_shape(struct json *json, ad_shape shape)
{
  json_member_shape(json, shape.rows, shape.cols);
}

void put_proof(struct json *json, const char *key, const char *text,
               const struct explain_line *line)
{
  json_member_text(json, key, text);
  json_member_found(json, "off", text ? line->off : (double)NAN);
  json_member_text(json, "verdict",
                   text ? verdict_word(explain_verdict(line)) : NULL);
}

void put_owned(struct json *json, const char *key, char *text)
{
  json_member_text(json, key, text);
  free(text);
}

/* --- given, shapes, trace, kept ------------------------------------------- */

static void put_name_or_null(struct json *json, const char *name)
{
  json_put_string(json, name[0] ? name : NULL);
}

/* With --blank, what is given, or only names rows, stays: the members until
   json->answers is what it was.  Returns that. */
static const char *const *let(struct json *json, int stays)
{
  const char *const *answers = json->answers;
  if (stays)
    json->answers = NULL;
  return answers;
}

static int is_leaf(const struct explained *e, ad_ref x)
{
  size_t leaf;
  return ad_graph_is_leaf(e->graph, x, &leaf);
}

static void put_leaves(struct json *json, const struct explained *e)
{
  const char *const *answers = let(json, 1);
  json_member_array(json, "given");
  for (size_t i = 0; i < e->n_named; i++) {
    ad_ref x = e->named[i];
    if (!is_leaf(e, x))
      continue;
    json_begin_object(json);
    json_member_text(json, "node", ad_graph_name(e->graph, x));
    json_member_text(json, "is", explain_what(e, x));
    put_matrix(json, "value", ad_trace_value(e->trace, x),
               ad_graph_shape(e->graph, x));
    json_end_object(json);
  }
  json_end_array(json);
  json->answers = answers;
}

static void put_shapes(struct json *json, const struct explained *e)
{
  const char *const *answers = json->answers;
  json_member_array(json, "shapes");
  for (size_t i = 0; i < e->n_named; i++) {
    ad_ref x = e->named[i];
    json_begin_object(json);
    json_member_text(json, "node", ad_graph_name(e->graph, x));
    json_member_text(json, "is", explain_what(e, x));
    let(json, is_leaf(e, x));
    put_shape(json, ad_graph_shape(e->graph, x));
    json_member_array(json, "sizes");
    put_name_or_null(json, ad_graph_axis(e->graph, x, 0));
    put_name_or_null(json, ad_graph_axis(e->graph, x, 1));
    json_end_array(json);
    json->answers = answers;
    json_end_object(json);
  }
  json_end_array(json);
}

/* The names of the directions, and the tangents of node x along each. */
static void put_directions(struct json *json, const struct explained *e)
{
  json_member_array(json, "wrt");
  for (size_t i = 0; i < e->n_directions; i++)
    json_put_string(json, e->directions[i].name);
  json_end_array(json);
}

static void put_tangents(struct json *json, const struct explained *e, ad_ref x)
{
  json_member_object(json, "tangents");
  for (size_t i = 0; i < e->n_directions; i++)
    put_matrix(json, e->directions[i].name,
               ad_trace_tangent(e->directions[i].trace, x),
               ad_graph_shape(e->graph, x));
  json_end_object(json);
}

static void put_trace(struct json *json, const struct explained *e)
{
  json_member_object(json, "trace");
  json_member_text(json, "of", e->swept);
  put_directions(json, e);
  json_member_array(json, "nodes");
  for (size_t i = 0; i < e->n_named; i++) {
    ad_ref x = e->named[i];
    ad_shape shape = ad_graph_shape(e->graph, x);
    json_begin_object(json);
    json_member_text(json, "node", ad_graph_name(e->graph, x));
    const char *const *answers = let(json, !e->derived[x.index]);
    put_matrix(json, "value", ad_trace_value(e->trace, x), shape);
    json->answers = answers;
    put_tangents(json, e, x);
    put_matrix(json, "adjoint", ad_trace_adjoint(e->trace, x), shape);
    json_end_object(json);
  }
  json_end_array(json);
  json_end_object(json);
}

static void put_kept(struct json *json, const struct explained *e)
{
  json_member_object(json, "kept");
  json_member_count(json, "bytes_computed", e->tape_computed);
  json_member_count(json, "bytes_kept", e->tape_kept);
  json_member_array(json, "nodes");
  for (size_t i = 0; i < e->n_named; i++) {
    ad_ref x = e->named[i];
    if (!kept_is_computed(e, x))
      continue;
    json_begin_object(json);
    json_member_text(json, "node", ad_graph_name(e->graph, x));
    json_member_count(json, "bytes", kept_bytes(e, x));
    json_member_truth(json, "is_kept", kept_is_kept(e, x));
    json_end_object(json);
  }
  json_end_array(json);
  json_end_object(json);
}

/* --- paths ---------------------------------------------------------------- */

static void put_nodes(struct json *json, const struct explained *e,
                      const struct path_found *path)
{
  json_begin_array(json);
  for (size_t i = 0; i < path->n; i++)
    json_put_string(json, ad_graph_name(e->graph, path->nodes[i]));
  json_end_array(json);
}

static void put_product(struct json *json, const struct explained *e,
                        const struct path_found *path)
{
  struct words product = path_product(e, path);
  json_put_string(json, product.text[0] ? product.text : NULL);
  words_free(&product);
}

static void put_paths_to(struct json *json, const struct explained *e,
                         size_t wrt)
{
  const struct path_list *list = &e->paths->lists[wrt];
  const struct paths *p = &e->paths->paths;
  ad_ref to = explain_wrt_node(e, wrt);
  ad_shape shape = ad_graph_shape(e->graph, to);
  json_begin_object(json);
  json_member_text(json, "wrt", e->wrts[wrt].name);
  json_member_number(json, "count", p->count[to.index]);
  json_member_number(json, "steps", p->steps[to.index]);
  json_member_array(json, "through");
  for (size_t i = 0; i < list->n; i++)
    put_nodes(json, e, &list->paths[i]);
  json_end_array(json);
  json_member_array(json, "products");
  for (size_t i = 0; i < list->n; i++)
    put_product(json, e, &list->paths[i]);
  json_end_array(json);
  json_member_array(json, "values");
  for (size_t i = 0; i < list->n; i++)
    json_put_matrix(json, shape.rows, shape.cols, list->paths[i].value);
  json_end_array(json);
  json_member_found(json, "off", list->is_whole ? list->line.off : (double)NAN);
  json_end_object(json);
}

static void put_paths(struct json *json, const struct explained *e)
{
  json_member_object(json, "paths");
  json_member_count(json, "edges", e->paths ? e->paths->paths.n_edges : 0);
  json_member_array(json, "to");
  for (size_t i = 0; e->paths && i < e->n_wrts; i++)
    put_paths_to(json, e, i);
  json_end_array(json);
  json_end_object(json);
}

/* --- formulas ------------------------------------------------------------- */

static void put_line(struct json *json, const struct explained *e,
                     const struct explain_output *output,
                     const struct explain_line *line)
{
  json_begin_object(json);
  json_member_text(json, "of", output->name);
  json_member_text(json, "wrt", ad_graph_name(e->graph, line->by));
  json_member_text(json, "derivative", line->left);
  put_proof(json, "formula", line->right, line);
  put_shape(json, line->shape);
  put_matrix(json, "value", line->value, line->shape);
  json_end_object(json);
}

static void put_formulas(struct json *json, const struct explained *e)
{
  json_member_array(json, "formulas");
  for (size_t i = 0; i < e->n; i++)
    for (size_t k = 0; k < e->outputs[i].n; k++)
      put_line(json, e, &e->outputs[i], &e->outputs[i].lines[k]);
  json_end_array(json);
}

/* --- the ledger ----------------------------------------------------------- */

/* From: null of the seed, "" of a payer without a name, whose operation is
   told. */
static void put_payment(struct json *json, const struct explained *e, ad_ref x,
                        const struct payer *payer, char *text)
{
  int seed = payer->from.index == AD_NO_INDEX;
  int named = !seed && explain_is_named(e, payer->from);
  json_begin_object(json);
  json_member_text(json, "node", ad_graph_name(e->graph, x));
  json_member_text(json, "from", seed    ? NULL
                                 : named ? ad_graph_name(e->graph, payer->from)
                                         : "");
  json_member_text(json, "op",
                   seed ? NULL : label_op(e->graph, payer->from));
  put_owned(json, "contribution", text);
  put_matrix(json, "amount", payer->amount, ad_graph_shape(e->graph, x));
  json_end_object(json);
}

static void put_payments(struct json *json, const struct ledger *l,
                         struct local_rules *rules, ad_ref x)
{
  struct payer *payers;
  size_t n = ledger_payers(l, x, &payers);
  for (size_t i = 0; i < n; i++) {
    struct words w = contribution(l->e, rules, x, payers[i].from, n);
    put_payment(json, l->e, x, &payers[i], w.text);
    free(w.latex);
  }
  payers_free(payers, n);
}

static void put_ledger(struct json *json, const struct explained *e)
{
  struct ledger l = ledger_new(e);
  struct local_rules rules = local_rules_new(e);
  ad_ref *nodes;
  size_t n = ledger_nodes(&l, &nodes);
  json_member_array(json, "ledger");
  for (size_t i = 0; i < n; i++)
    put_payments(json, &l, explain_is_scalar(e) ? &rules : NULL, nodes[i]);
  json_end_array(json);
  free(nodes);
  local_rules_free(&rules);
  ledger_free(&l);
}

/* --- flow ----------------------------------------------------------------- */

static void put_step(struct json *json, const struct flow_step *step)
{
  json_begin_object(json);
  json_member_text(json, "node", step->name);
  json_member_number(json, "norm", step->norm);
  json_member_number(json, "rms", step->rms);
  json_end_object(json);
}

static void put_flow(struct json *json, const struct explained *e)
{
  struct flow flow = flow_new(e);
  json_member_array(json, "flow");
  for (size_t i = 0; i < flow.n; i++) {
    const struct flow_series *s = &flow.series[i];
    json_begin_object(json);
    json_member_text(json, "series", s->stem);
    json_member_found(json, "factor", flow_factor(s));
    json_member_text(json, "verdict", flow_word(s));
    const char *const *answers = let(json, 1);
    json_member_array(json, "steps");
    json->answers = answers;
    for (size_t k = 0; k < s->n; k++)
      put_step(json, &s->steps[k]);
    json_end_array(json);
    json_end_object(json);
  }
  json_end_array(json);
  flow_free(&flow);
}

static void put_autograd(struct json *json, const struct explained *e)
{
  enum autograd *is = autograd_of(e->graph);
  json_member_array(json, "autograd");
  for (size_t i = 0; i < e->n_named; i++) {
    ad_ref x = e->named[i];
    json_begin_object(json);
    json_member_text(json, "node", ad_graph_name(e->graph, x));
    json_member_text(json, "mode", autograd_word(is[x.index]));
    json_end_object(json);
  }
  json_end_array(json);
  free(is);
}

/* What --blank leaves out. */
static const char *const answers[] = {
    "shape",        "sizes",      "value",        "tangents",
    "adjoint",      "amount",     "contribution", "count",
    "steps",        "edges",      "through",      "products",
    "values",       "off",        "verdict",      "is_kept",
    "bytes",        "bytes_kept", "bytes_computed", "input",
    "output",       "factors",    "element_is",   "element_where",
    "acts",         "chain",      "ordered",      "alone",
    "formula",      "written_out", "factor",      "norm",
    "rms",          "used",       "mode",         NULL};

/* --- a worksheet ---------------------------------------------------------- */

typedef void put_section(struct json *json, const struct explained *e);

/* By the bits of sections.h. */
static put_section *const puts_of[] = {put_leaves, put_shapes, put_trace,
                                       put_ledger, put_paths, put_kept,
                                       json_layers, json_locals, json_chains,
                                       put_formulas, put_flow, put_autograd};

void explain_json(FILE *out, const struct sheet_task *task)
{
  const struct explained *e = task->found;
  unsigned only = task->options->only;
  struct json json = json_on(out);
  if (option_given(task->options, OPTION_BLANK))
    json.answers = answers;
  json_begin_object(&json);
  json_member_text(&json, "worksheet", task->file);
  json_member_text(&json, "title", ad_sheet_title(task->loaded->sheet));
  json_member_text(&json, "version", exits_version());
  for (size_t i = 0; i < sizeof puts_of / sizeof puts_of[0]; i++)
    if (!only || (only & 1u << i))
      puts_of[i](&json, e);
  json_end_object(&json);
  json_end_line(&json);
}
