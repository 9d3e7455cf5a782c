/* SPDX-License-Identifier: GPL-3.0-or-later
   The section "locals": the local derivative of each edge between named nodes,
   and how it acts in the reverse sweep.  Read sections.h and link_words.h
   before. */
#include <stdlib.h>

#include "explain/chains.h"
#include "explain/link_words.h"
#include "explain/outcome.h"
#include "explain/sections.h"

/* A row for each factor that stands by itself. */
static void put_link(struct table *table, const struct explained *e,
                     const ad_local *k, int scalar)
{
  int first = 1;
  for (size_t i = 0; i < k->n; i++) {
    if (!factor_stands(k, i))
      continue;
    table_row(table);
    if (first) {
      put_link_name(table, e, k->of, k->by);
    } else
      table_skip(table);
    put_words(table, factor_is(k, i));
    if (!scalar)
      put_text(table, factor_shape(k, i));
    if (first)
      put_words(table, link_acts(e, k));
    else
      table_skip(table);
    put_text(table, factor_note(e, k, i));
    first = 0;
  }
}

/* What the dots are, by an example, and what several readers do. */
static void show_dots(struct page *page, const struct links *l)
{
  const struct explained *e = l->e;
  ad_ref top = explain_output_node(e);
  int several = 0, starts = e->chains != NULL;
  for (size_t i = 0; i < ad_graph_size(e->graph); i++)
    several |= l->up_first[i + 1] > l->up_first[i] + 1;
  for (size_t i = l->n; i-- > 0;) {
    const ad_local *k = &l->link[i].local;
    if (starts && k->of.index == top.index)
      continue;
    char *name = link_name(e, k->of, k->by);
    struct words dots = link_adjoint(e, k->of);
    page_print(page, "In the row %s the dots stand for %s.%s", name, dots.text,
               several ? "  What several edges bring to one node is added up."
                       : "");
    free(name);
    words_free(&dots);
    return;
  }
}

static void show_outcome(struct page *page, const struct links *l)
{
  struct outcome o = {0};
  for (size_t i = 0; i < l->n; i++)
    if (l->written[l->link[i].local.of.index])
      outcome_add(&o, &l->link[i].line);
  outcome_show(page, &o, "reverse mode");
}

void section_locals(struct page *page, const struct explained *e, int full)
{
  const struct links *l = e->links;
  if (!l)
    return;
  struct table *table = table_new();
  int scalar = explain_is_scalar(e);
  table_column(table, "edge", ALIGN_LEFT);
  table_column(table, "is", ALIGN_LEFT);
  if (!scalar)
    table_column(table, "shape", ALIGN_LEFT);
  table_column(table, "acts as", ALIGN_LEFT);
  table_column(table, "", ALIGN_LEFT);
  for (size_t i = 0; i < l->n; i++)
    if (line_left_out(e, i, l->n, full))
      put_left_out(table, e, i, l->n);
    else
      put_link(table, e, &l->link[l->n - 1 - i].local, scalar);
  page_section(page, "Local derivatives, one for each edge");
  if (l->n == 0)
    page_print(page, "There is no edge on the way back from %s.", e->swept);
  page_table(page, table);
  show_dots(page, l);
  if (e->elements)
    show_elements(page, l, full);
  show_outcome(page, l);
}
