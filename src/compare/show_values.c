/* SPDX-License-Identifier: GPL-3.0-or-later
   The section of values: a row a name, of which a worksheet may have a million.
   Read show_compare.h before. */
#include <stdio.h>

#include "compare/choice.h"
#include "compare/show_compare.h"
#include "host/exits.h"
#include "page/signs.h"
#include "worksheet/label.h"

struct values {
  const struct results *results;
  const struct options *options;
  char single[16];      /* the shape of a number                           */
  size_t shown[]; /* the numbers of the names that are shown              */
};

static void put_value(struct table *table, size_t i, const void *of)
{
  const struct values *v = of;
  const ad_graph *g = v->results->graph;
  ad_ref node = ad_graph_named(g, v->shown[i]);
  ad_shape shape = ad_graph_shape(g, node);
  const char *name = ad_graph_name(g, node);
  table_put(table, name);
  table_put(table, label_op(g, node));
  if (shape.rows == 1 && shape.cols == 1) /* a million times              */
    table_put(table, v->single);
  else
    table_print(table, "%zu %s %zu", shape.rows, sign_times(), shape.cols);
  matrix_put(table, ad_value_at(v->results->engines.value, node), shape,
             option_given(v->options, OPTION_FULL) ||
               choice_names(v->options, name));
}

void show_values(struct page *page, const struct results *r,
                 const struct options *options)
{
  struct table *table = table_new();
  size_t names = ad_graph_names(r->graph), n = 0;
  struct values *v = memory_new(1, sizeof *v + names * sizeof *v->shown);
  *v = (struct values){.results = r, .options = options};
  snprintf(v->single, sizeof v->single, "1 %s 1", sign_times());
  for (size_t i = 0; i < names; i++)
    if (choice_shows(options, ad_graph_name(r->graph,
                                            ad_graph_named(r->graph, i))))
      v->shown[n++] = i;
  table_column(table, "name", ALIGN_LEFT);
  table_column(table, "op", ALIGN_LEFT);
  table_column(table, "shape", ALIGN_RIGHT);
  table_column(table, "value", ALIGN_POINT);
  table_made(table, n, put_value, v);
  if (n > 0)
    page_section(page, "Values");
  page_table(page, table);
}
