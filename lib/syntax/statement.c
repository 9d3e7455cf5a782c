/* SPDX-License-Identifier: GPL-3.0-or-later
   One logical line of a worksheet: parsing and freeing it.  Read
   statement.h and parse.h before; where a line ends is in logical_line.c. */
#include "statement.h"

#include <stdlib.h>

#include "syntax/parse.h"
#include "syntax/parser.h"

ad_status ad_statement_parse(const char *text, size_t size, size_t base,
                             const ad_names *names, ad_statement **out,
                             ad_error *err)
{
  ad_parse p;

  *out = NULL;
  ad_status status = ad_parse_run(&p, AD_TK_START_LINE, text, size, base,
                                  names, err);
  if (status == AD_OK)
    *out = p.statement;
  return status;
}

ad_status ad_statement_ranges(const char *text, size_t size,
                              ad_statement **out, ad_error *err)
{
  ad_parse p;

  *out = NULL;
  ad_status status = ad_parse_run(&p, AD_TK_START_RANGES, text, size, 0, NULL,
                                  err);
  if (status == AD_OK)
    *out = p.statement;
  return status;
}

static void items_free(ad_item *items, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    free(items[i].name);
    ad_expr_free(items[i].expr);
    ad_expr_free(items[i].more);
  }
  free(items);
}

static void chosen_free(ad_chosen *chosen, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    free(chosen[i].name);
    free(chosen[i].one);
    for (size_t k = 0; k < chosen[i].n_missing; k++)
      free(chosen[i].missing[k]);
    free(chosen[i].missing);
  }
}

static int has_modifiers(const ad_chosen *c)
{
  return c->how != 0 || c->n_missing > 0;
}

const ad_chosen *ad_statement_modifiers(const ad_statement *st, size_t j)
{
  const ad_from *from = &st->from;
  if (j >= from->n_columns)
    return NULL;
  for (size_t i = 0; i + 1 < from->n_columns; i++)
    if (has_modifiers(&from->columns[i]))
      return &from->columns[j];
  return &from->columns[from->n_columns - 1];
}

static void from_free(ad_from *from)
{
  chosen_free(from->columns, from->n_columns);
  free(from->columns);
  chosen_free(&from->all, 1);
  free((char *)from->format.comment);
  free(from->file);
}

void ad_statement_free(ad_statement *statement)
{
  if (statement == NULL)
    return;
  items_free(statement->items, statement->n_items);
  ad_expr_free(statement->rows);
  ad_expr_free(statement->cols);
  ad_expr_free(statement->points);
  from_free(&statement->from);
  free(statement->text);
  free(statement);
}
