/* SPDX-License-Identifier: GPL-3.0-or-later
   One chain as a table: a column for each factor in path order, then the
   factors in the order in which they can be multiplied.  Read chains.h and
   link_words.h before. */
#include <stdlib.h>
#include <string.h>

#include "explain/link_words.h"
#include "explain/show_chain.h"
#include "host/exits.h"

/* Columns of a chain: what it begins with, and its factors. */
static size_t columns_of(const struct links *l, const struct chain *c)
{
  size_t n = l->adjoint[c->from.index] != NULL;
  for (size_t i = 0; i < c->n; i++)
    for (size_t k = 0; k < c->links[i]->local.n; k++)
      n += factor_stands(&c->links[i]->local, k) != 0;
  return n > c->order.n ? n : c->order.n;
}

/* What is put into the column of a factor. */
typedef void put_factor(struct table *table, const struct explained *e,
                        const ad_local *k, size_t i, int first);

static void put_name(struct table *table, const struct explained *e,
                     const ad_local *k, size_t i, int first)
{
  (void)i;
  if (!first) {
    table_skip(table);
    return;
  }
  put_link_name(table, e, k->of, k->by);
  table_answer(table); /* or the row would be the list of all chains */
}

static void put_is(struct table *table, const struct explained *e,
                   const ad_local *k, size_t i, int first)
{
  (void)e;
  (void)first;
  put_words(table, factor_plain(k, i));
}

static void put_shape(struct table *table, const struct explained *e,
                      const ad_local *k, size_t i, int first)
{
  (void)e;
  (void)first;
  put_text(table, factor_plain_shape(k, i));
}

static void put_factors(struct table *table, const struct explained *e,
                        const struct chain *c, put_factor *put)
{
  for (size_t i = 0; i < c->n; i++) {
    const ad_local *k = &c->links[i]->local;
    int first = 1;
    for (size_t j = 0; j < k->n; j++)
      if (factor_stands(k, j)) {
        put(table, e, k, j, first);
        first = 0;
      }
  }
}

static void put_path_order(struct table *table, const struct links *l,
                           const struct chain *c, int scalar)
{
  const struct explained *e = l->e;
  const char *name = l->adjoint[c->from.index];
  table_row(table);
  table_put(table, "chain");
  if (name) {
    char *latex = links_adjoint_latex(l, c->from);
    table_put(table, name);
    table_math(table, latex);
    free(latex);
  }
  put_factors(table, e, c, put_name);
  table_row(table);
  table_skip(table);
  if (name)
    put_link_name(table, e, explain_output_node(e), c->from);
  put_factors(table, e, c, put_is);
  if (scalar)
    return;
  table_row(table);
  table_skip(table);
  if (name)
    put_text(table, extent_words(c->links[0]->local.from));
  put_factors(table, e, c, put_shape);
}

/* "(n x h)", "(n x h)', so (h x n)", and what all of it gives. */
static char *cell_shape(const struct chain *c, size_t i)
{
  const struct order_cell *cell = &c->order.cells[i];
  char *size = extent_words(cell->shape);
  char *text = memory_format("(%s)%s", size, cell->after_turn ? "'" : "");
  free(size);
  if (i + 1 < c->order.n)
    return text;
  char *all = extent_words(c->links[c->n - 1]->local.to);
  memory_append(&text, " = ", all);
  return text;
}

static void put_order(struct table *table, const struct chain *c, int scalar)
{
  table_row(table);
  table_put(table, "ordered");
  for (size_t i = 0; i < c->order.n; i++) {
    const struct order_cell *cell = &c->order.cells[i];
    const char *gap = cell->sign[0] ? " " : "";
    table_print(table, "%s%s%s", cell->text, gap, cell->sign);
    char *latex = memory_format("%s%s%s", cell->latex, gap, cell->sign_latex);
    table_math(table, latex);
    table_answer(table);
    free(latex);
  }
  if (scalar)
    return;
  table_row(table);
  table_skip(table);
  for (size_t i = 0; i < c->order.n; i++)
    put_text(table, cell_shape(c, i));
}

/* Is there more to it than a factor, or what it begins with? */
static int has_order(const struct links *l, const struct chain *c)
{
  const char *name = l->adjoint[c->from.index];
  return c->order.written &&
         (c->order.n > 1 ||
          (name && strcmp(c->order.cells[0].text, name) != 0));
}

void show_chain(struct page *page, const struct links *l,
                const struct chain *c, int scalar)
{
  struct table *table = table_new();
  size_t n = columns_of(l, c);
  for (size_t i = 0; i < n + 1; i++)
    table_column(table, "", ALIGN_LEFT);
  put_path_order(table, l, c, scalar);
  if (has_order(l, c))
    put_order(table, c, scalar);
  page_table(page, table);
}
