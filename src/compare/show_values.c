/* SPDX-License-Identifier: GPL-3.0-or-later
   The section of values.  Read show_compare.h before. */
#include "compare/choice.h"
#include "compare/show_compare.h"
#include "page/signs.h"
#include "worksheet/label.h"

void show_values(struct page *page, const struct results *r,
                 const struct options *options)
{
  int all = option_given(options, OPTION_FULL);
  struct table *table = table_new();
  table_column(table, "name", ALIGN_LEFT);
  table_column(table, "op", ALIGN_LEFT);
  table_column(table, "shape", ALIGN_RIGHT);
  table_column(table, "value", ALIGN_POINT);
  for (size_t i = 0; i < ad_graph_names(r->graph); i++) {
    ad_ref node = ad_graph_named(r->graph, i);
    ad_shape shape = ad_graph_shape(r->graph, node);
    const char *name = ad_graph_name(r->graph, node);
    if (!choice_shows(options, name))
      continue;
    table_row(table);
    table_put(table, name);
    table_put(table, label_op(r->graph, node));
    table_print(table, "%zu %s %zu", shape.rows, sign_times(), shape.cols);
    matrix_put(table, ad_value_at(r->engines.value, node), shape,
              all || choice_names(options, name));
  }
  if (table->n_rows > 0)
    page_section(page, "Values");
  page_table(page, table);
}
