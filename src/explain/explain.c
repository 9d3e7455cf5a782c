/* SPDX-License-Identifier: GPL-3.0-or-later
   What is asked of a sheet, and its sweeps.  Read explain.h before. */
#include "explain/explain.h"

#include <stdlib.h>

#include "explain/chains.h"
#include "explain/derived.h"
#include "explain/exercises.h"
#include "explain/layers.h"
#include "explain/path_values.h"
#include "explain/sections.h"
#include "host/exits.h"
#include "tape.h"
#include "worksheet/label.h"
#include "worksheet/nonzero.h"
#include "worksheet/parts.h"

/* --- names ---------------------------------------------------------------- */

static int is_shift(const ad_graph *g, ad_ref x)
{
  size_t leaf;
  return ad_graph_is_leaf(g, x, &leaf) &&
         ad_graph_leaf_kind(g, leaf) == AD_SHIFT;
}

int explain_is_named(const struct explained *e, ad_ref x)
{
  return ad_graph_name(e->graph, x)[0] && !is_shift(e->graph, x);
}

/* A shift stands right before the sum of it and what had the name. */
static int is_moved(const ad_graph *g, ad_ref x)
{
  return x.index > 0 && is_shift(g, (ad_ref){x.index - 1});
}

ad_ref explain_unmoved(const struct explained *e, ad_ref x)
{
  const ad_graph *g = e->graph;
  if (!is_moved(g, x))
    return x;
  ad_ref first = ad_graph_operand(g, x, 0);
  return is_shift(g, first) ? ad_graph_operand(g, x, 1) : first;
}

int explain_is_inside(const struct explained *e, ad_ref x)
{
  const struct edge *edge = e->readers.edges + e->readers.first[x.index];
  size_t n = e->readers.first[x.index + 1] - e->readers.first[x.index];
  return is_shift(e->graph, x) ||
         (n == 1 && !ad_graph_name(e->graph, x)[0] &&
          is_moved(e->graph, edge->by));
}

const char *explain_what(const struct explained *e, ad_ref x)
{
  const char *text = ad_sheet_text(e->sheet, x);
  return text[0] ? text : label_op(e->graph, x);
}

int explain_is_scalar(const struct explained *e)
{
  for (size_t i = 0; i < e->n_named; i++) {
    ad_shape shape = ad_graph_shape(e->graph, e->named[i]);
    if (shape.rows * shape.cols != 1)
      return 0;
  }
  return 1;
}

/* A node with two names is there once. */
static void take_named(struct explained *e)
{
  const ad_graph *g = e->graph;
  size_t n = ad_graph_names(g);
  unsigned char *seen = memory_new(ad_graph_size(g), 1);
  e->named = memory_new(n, sizeof *e->named);
  for (size_t i = 0; i < n; i++) {
    ad_ref x = ad_graph_named(g, i);
    if (!seen[x.index])
      e->named[e->n_named++] = x;
    seen[x.index] = 1;
  }
  free(seen);
}

ad_ref explain_output_node(const struct explained *e)
{
  return e->parts[e->of.part].node;
}

char *explain_output_name(const struct explained *e)
{
  const struct part *part = &e->parts[e->of.part];
  return label_entry(part->name, part->shape, e->of.entry);
}

ad_ref explain_wrt_node(const struct explained *e, size_t i)
{
  ad_ref x = e->wrts[i].node;
  return is_shift(e->graph, x) ? (ad_ref){x.index + 1} : x;
}

/* --- what is asked -------------------------------------------------------- */

int explain_begin(struct explained *e, const char *file, const ad_sheet *sheet,
                  const struct options *options)
{
  e->sheet = sheet;
  e->graph = ad_sheet_graph(sheet);
  e->readers = readers_new(e->graph);
  take_named(e);
  e->derived = derived_find(e);
  e->n_outputs = parts_outputs(e->graph, &e->parts);
  e->n_wrts = parts_wrts(e->graph, &e->wrts);
  e->gates = option_given(options, OPTION_GATES);
  e->elements = option_given(options, OPTION_ELEMENTS);
  int status = exercises_read(e, file, options);
  if (sections_of(e, options) & SECTION_SHAPES)
    derived_add_shaped(e, e->derived);
  if (status == EXIT_FINE)
    status = cotangent_read(e, file, options);
  return status == EXIT_FINE ? directions_read(e, file, options) : status;
}

/* --- sweeps --------------------------------------------------------------- */

/* A trace at the sheet's point. */
static ad_status trace_at(const struct explained *e, ad_trace **trace,
                          ad_error *err)
{
  ad_status status = *trace ? AD_OK : ad_trace_new(e->graph, trace, err);
  for (size_t i = 0; status == AD_OK && i < ad_graph_leaves(e->graph); i++)
    ad_trace_set(*trace, i, ad_sheet_leaf(e->sheet, i));
  if (status == AD_OK)
    ad_trace_evaluate(*trace);
  return status;
}

void explain_reverse(struct explained *e)
{
  if (e->n_wrts > 0)
    ad_trace_reverse(e->trace, e->from);
}

ad_status explain_trace(struct explained *e, ad_error *err)
{
  ad_status status = trace_at(e, &e->trace, err);
  if (status == AD_OK) {
    e->nonzero = nonzero_nodes(e->graph, e->trace);
    explain_reverse(e);
  }
  return status;
}

ad_status explain_forward(struct explained *e, ad_error *err)
{
  ad_status status = AD_OK;
  for (size_t i = 0; i < e->n_directions && status == AD_OK; i++) {
    struct direction *d = &e->directions[i];
    status = trace_at(e, &d->trace, err);
    if (status == AD_OK)
      ad_trace_forward(d->trace, d->along);
  }
  return status;
}

ad_status explain_tape(struct explained *e, ad_error *err)
{
  ad_tape *tape;
  ad_status status = ad_tape_new(e->graph, 1, &tape, err);
  if (status != AD_OK)
    return status;
  e->tape_computed = ad_tape_computed_bytes(tape);
  e->tape_kept = ad_tape_kept_bytes(tape);
  ad_tape_free(tape);
  return AD_OK;
}

void explain_free(struct explained *e)
{
  for (size_t i = 0; i < e->n; i++) {
    for (size_t k = 0; k < e->outputs[i].n; k++)
      free(e->outputs[i].lines[k].value);
    free(e->outputs[i].lines);
    ad_formulas_free(e->outputs[i].formulas);
  }
  free(e->outputs);
  free(e->kinks);
  if (e->chains) {
    chains_free(e->chains);
    free(e->chains);
  } else if (e->links) {
    links_free(e->links);
    free(e->links);
  }
  if (e->paths)
    path_lists_free(e->paths);
  free(e->paths);
  if (e->layers)
    layers_free(e->layers);
  free(e->layers);
  ad_trace_free(e->trace);
  directions_free(e->directions, e->n_directions);
  exercises_free(e->exercises, e->n_exercises);
  free(e->from);
  free(e->swept);
  parts_free(e->parts, e->n_outputs);
  parts_free(e->wrts, e->n_wrts);
  readers_free(&e->readers);
  free(e->named);
  free(e->derived);
  free(e->nonzero);
}
