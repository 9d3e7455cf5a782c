/* SPDX-License-Identifier: GPL-3.0-or-later
   The elements of the local derivatives, below the section "locals".  Read
   sections.h and elements.h before. */
#include <stdlib.h>

#include "explain/elements.h"
#include "explain/link_words.h"
#include "explain/sections.h"

static void put_element(struct table *table, const struct explained *e,
                        const ad_local *k)
{
  struct element element = element_of(e, k);
  table_row(table);
  table_put(table, element.name);
  table_math(table, element.name_latex);
  if (element.is)
    put_formula(table, e, element.is);
  else
    table_put(table, "(it cannot be written)");
  table_answer(table);
  table_put(table, element.where);
  table_answer(table);
  element_free(&element);
}

void show_elements(struct page *page, const struct links *l, int full)
{
  struct table *table = table_new();
  table_column(table, "element", ALIGN_LEFT);
  table_column(table, "=", ALIGN_LEFT);
  table_column(table, "where", ALIGN_LEFT);
  for (size_t i = 0; i < l->n; i++)
    if (line_left_out(l->e, i, l->n, full))
      put_left_out(table, l->e, i, l->n);
    else
      put_element(table, l->e, &l->link[l->n - 1 - i].local);
  page_table(page, table);
}
