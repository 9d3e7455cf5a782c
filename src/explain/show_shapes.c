/* SPDX-License-Identifier: GPL-3.0-or-later
   The section "shapes": every node, what it is, and how large.  Read sections.h
   before. */
#include "explain/sections.h"

#include "page/signs.h"

static void put_node(struct table *table, const struct explained *e, ad_ref x)
{
  ad_shape shape = ad_graph_shape(e->graph, x);
  table_row(table);
  table_put(table, ad_graph_name(e->graph, x));
  table_put(table, explain_what(e, x));
  table_print(table, "%zu %s %zu", shape.rows, sign_times(), shape.cols);
}

void section_shapes(struct page *page, const struct explained *e, int full)
{
  struct table *table = table_new();
  table_column(table, "node", ALIGN_LEFT);
  table_column(table, "=", ALIGN_LEFT);
  table_column(table, "shape", ALIGN_RIGHT);
  for (size_t i = 0; i < e->n_named; i++)
    if (line_left_out(i, e->n_named, full))
      put_left_out(table, i, e->n_named);
    else
      put_node(table, e, e->named[i]);
  page_section(page, "Shapes");
  page_table(page, table);
}
