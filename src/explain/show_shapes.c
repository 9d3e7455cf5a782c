/* SPDX-License-Identifier: GPL-3.0-or-later
   The section "shapes": every node, what it is, and how large.  Read sections.h
   before. */
#include "explain/sections.h"

#include <stdlib.h>

#include "host/exits.h"
#include "page/signs.h"

/* The sizes by their names, where the sheet has any: "n x d", "n x 1". */
static void put_names(struct table *table, const struct explained *e, ad_ref x)
{
  ad_shape shape = ad_graph_shape(e->graph, x);
  const char *names[2] = {ad_graph_axis(e->graph, x, 0),
                          ad_graph_axis(e->graph, x, 1)};
  char *texts[2];
  if (!*names[0] && !*names[1]) {
    table_skip(table);
    return;
  }
  for (int i = 0; i < 2; i++)
    texts[i] = *names[i] ? memory_copy(names[i])
                         : memory_format("%zu", i == 0 ? shape.rows
                                                       : shape.cols);
  table_print(table, "%s %s %s", texts[0], sign_times(), texts[1]);
  free(texts[0]);
  free(texts[1]);
}

static void put_node(struct table *table, const struct explained *e, ad_ref x,
                     int named)
{
  ad_shape shape = ad_graph_shape(e->graph, x);
  size_t leaf;
  table_row(table);
  table_put(table, ad_graph_name(e->graph, x));
  put_what(table, e, x);
  int computed = !ad_graph_is_leaf(e->graph, x, &leaf);
  if (named)
    put_names(table, e, x);
  if (named && computed)
    table_answer(table);
  table_print(table, "%zu %s %zu", shape.rows, sign_times(), shape.cols);
  if (computed)
    table_answer(table);
}

/* Has any axis a name? */
static int has_names(const struct explained *e)
{
  for (size_t i = 0; i < e->n_named; i++)
    for (int cols = 0; cols < 2; cols++)
      if (*ad_graph_axis(e->graph, e->named[i], cols))
        return 1;
  return 0;
}

void section_shapes(struct page *page, const struct explained *e, int full)
{
  struct table *table = table_new();
  int named = has_names(e);
  table_column(table, "node", ALIGN_LEFT);
  table_column(table, "=", ALIGN_LEFT);
  table_column(table, "shape", ALIGN_RIGHT);
  if (named)
    table_column(table, "", ALIGN_RIGHT);
  for (size_t i = 0; i < e->n_named; i++)
    if (line_left_out(e, i, e->n_named, full))
      put_left_out(table, e, i, e->n_named);
    else
      put_node(table, e, e->named[i], named);
  page_section(page, "Shapes");
  page_table(page, table);
}
