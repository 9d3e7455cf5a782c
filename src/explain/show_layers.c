/* SPDX-License-Identifier: GPL-3.0-or-later
   The section "layers": each layer, its input and its output.  Read sections.h
   and layers.h before. */
#include "explain/layers.h"
#include "explain/outcome.h"
#include "explain/sections.h"

void section_layers(struct page *page, const struct explained *e, int full)
{
  const struct layers *l = e->layers;
  struct table *table = table_new();
  struct outcome o = {0};
  table_column(table, "layer", ALIGN_LEFT);
  table_column(table, "node", ALIGN_LEFT);
  table_column(table, "input", ALIGN_LEFT);
  table_column(table, "output", ALIGN_LEFT);
  for (size_t i = 0; i < l->n; i++) {
    const struct layer *layer = &l->layers[i];
    outcome_add(&o, &layer->line);
    if (line_left_out(e, i, l->n, full)) {
      put_left_out(table, e, i, l->n);
      continue;
    }
    table_row(table);
    table_put(table, layer->kind);
    table_put(table, ad_graph_name(e->graph, layer->node));
    put_formula(table, e, layer->input);
    table_answer(table);
    put_formula(table, e, layer->output);
    table_answer(table);
  }
  page_section(page, "Layers, from the input to the output");
  page_table(page, table);
  if (l->n_linear == 0)
    page_print(page, "None of them is a layer of a network: a product of what "
                     "goes in with a param.");
  outcome_show(page, &o, "the values of the nodes");
}
