/* SPDX-License-Identifier: GPL-3.0-or-later
   The section "given": what the leaves are set to, from which all the rest can
   be computed by hand.  Read sections.h before. */
#include "explain/sections.h"
#include "worksheet/matrix_words.h"

void section_given(struct page *page, const struct explained *e, int full)
{
  struct table *table = table_new();
  size_t leaf, n_large = 0;
  table_column(table, "leaf", ALIGN_LEFT);
  table_column(table, "=", ALIGN_LEFT);
  table_column(table, "value", ALIGN_LEFT);
  for (size_t i = 0; i < e->n_named; i++) {
    ad_ref x = e->named[i];
    if (!ad_graph_is_leaf(e->graph, x, &leaf))
      continue;
    table_row(table);
    table_put(table, ad_graph_name(e->graph, x));
    put_what(table, e, x);
    ad_shape shape = ad_graph_shape(e->graph, x);
    matrix_put(table, ad_trace_value(e->trace, x), shape, full);
    n_large += shape.rows > MATRIX_ROWS || shape.cols > MATRIX_COLUMNS;
  }
  page_section(page, "Given");
  page_table(page, table);
  if (n_large > 0 && !full)
    page_print(page, "With --full every entry is shown.");
}
