/* SPDX-License-Identifier: GPL-3.0-or-later
   See indices.h. */
#include "explain/indices.h"

#include <stdlib.h>
#include <string.h>

#include "explain/explain_read.h"
#include "graph.h"
#include "host/exits.h"

/* --- indices -------------------------------------------------------------- */

static int is_taken(const struct explained *e, char letter)
{
  const char *name;
  size_t size;
  ad_ref x;
  for (size_t i = 0; ad_sheet_dim(e->sheet, i, &name, &size); i++)
    if (name[0] == letter && !name[1])
      return 1;
  return ad_graph_find(e->graph, &letter, 1, &x);
}

/* The next letter that is no name of the sheet; "z" again where there is
   none. */
char indices_letter(struct indices *x)
{
  do
    x->used++;
  while (x->used < 'z' && is_taken(x->e, x->used));
  return x->used < 'z' ? x->used : 'z';
}

int indices_add(struct indices *x, size_t size)
{
  if (size == 1 || x->n == INDICES_MOST)
    return ONE;
  x->letter[x->n] = 0;
  return x->n++;
}

struct at indices_narrowed(struct at at, size_t rows, size_t cols)
{
  return (struct at){rows == 1 ? ONE : at.row, cols == 1 ? ONE : at.col};
}

void indices_name(struct indices *x, int index)
{
  if (index != ONE && !x->letter[index])
    x->letter[index] = indices_letter(x);
}

char *indices_letters(char row, char col)
{
  return row && col   ? memory_format("[%c,%c]", row, col)
         : row || col ? memory_format("[%c]", row ? row : col)
                      : memory_copy("");
}

char *indices_bracket(const struct indices *x, struct at at)
{
  return indices_letters(at.row == ONE ? 0 : x->letter[at.row],
                 at.col == ONE ? 0 : x->letter[at.col]);
}

/* --- an entry of a text --------------------------------------------------- */

static int is_entrywise(const ad_term *term)
{
  const ad_derived_row *derived =
      term->kind == AD_T_CALL ? ad_derived_find(term->text) : NULL;
  ad_op op = term->kind == AD_T_CALL ? ad_op_find(term->text, term->arity)
             : term->kind == AD_T_INFIX
                 ? ad_op_find_infix(term->text, term->arity)
                 : AD_OP_count;
  return term->kind == AD_T_NUMBER || term->kind == AD_T_NAME ||
         term->kind == AD_T_PREFIX || term->kind == AD_T_PAREN ||
         (derived && derived->axis == AD_AXIS_none) ||
         (op != AD_OP_count && ad_op_get(op)->kind == AD_KIND_elementwise);
}

/* A transpose of a name alone turns its indices. */
static int is_turned(const ad_expr *expr, size_t i)
{
  return i + 1 < expr->n && expr->terms[i].kind == AD_T_NAME &&
         expr->terms[i + 1].kind == AD_T_TRANSPOSE;
}

static int goes_inside(const ad_expr *expr)
{
  for (size_t i = 0; i < expr->n; i++)
    if (!is_entrywise(&expr->terms[i]) && (i == 0 || !is_turned(expr, i - 1)))
      return 0;
  return 1;
}

/* Writes the indices behind the names; names[expr->n]: texts to be freed. */
static void index_names(const struct indices *x, const ad_expr *expr,
                        struct at at, char **names)
{
  const ad_graph *g = x->e->graph;
  ad_ref node;
  for (size_t i = 0; i < expr->n; i++) {
    ad_term *term = &expr->terms[i];
    if (term->kind != AD_T_NAME ||
        !ad_graph_find(g, term->text, strlen(term->text), &node))
      continue;
    ad_shape shape = ad_graph_shape(g, node);
    int turned = is_turned(expr, i);
    struct at own = turned ? (struct at){at.col, at.row} : at;
    own.row = shape.rows == 1 ? ONE : own.row;
    own.col = shape.cols == 1 ? ONE : own.col;
    char *indices = indices_bracket(x, own);
    term->text = names[i] = memory_format("%s%s", term->text, indices);
    if (turned)
      expr->terms[i + 1].kind = AD_T_PAREN;
    free(indices);
  }
}

/* The entry of a text that is computed entry by entry; NULL of others. */
static char *entry_inside(const struct indices *x, const char *text,
                          struct at at)
{
  ad_expr *expr = explain_parse(x->e->graph, text);
  char *printed = NULL;
  if (expr && goes_inside(expr)) {
    char **names = memory_new(expr->n, sizeof *names);
    index_names(x, expr, at, names);
    if (ad_expr_print(expr, &printed) != AD_OK)
      memory_given(NULL, strlen(text));
    for (size_t i = 0; i < expr->n; i++)
      free(names[i]);
    free(names);
  }
  ad_expr_free(expr);
  char *entry = printed ? memory_copy(printed) : NULL;
  free(printed);
  return entry;
}

static int reads_nodes(const ad_graph *g, const ad_expr *expr)
{
  ad_ref node;
  for (size_t i = 0; i < expr->n; i++)
    if (expr->terms[i].kind == AD_T_NAME &&
        ad_graph_find(g, expr->terms[i].text, strlen(expr->terms[i].text),
                      &node))
      return 1;
  return 0;
}

/* The number that all entries of a text without variables are; or NULL. */
static char *same_number(const struct indices *x, const char *text)
{
  ad_expr *expr = explain_parse(x->e->graph, text);
  double *value = NULL;
  ad_shape shape;
  ad_status status =
      expr && !reads_nodes(x->e->graph, expr)
        ? explain_text_value(x->e, text, &value, &shape, NULL)
        : AD_EINPUT;
  int same = status == AD_OK;
  if (status == AD_ENOMEM)
    memory_given(NULL, strlen(text));
  for (size_t i = 1; same && i < shape.rows * shape.cols; i++)
    same = value[i] == value[0];
  char *number = same ? memory_format("%.15g", value[0]) : NULL;
  free(value);
  ad_expr_free(expr);
  return number;
}

char *indices_entry(const struct indices *x, const char *text, struct at at)
{
  char *entry = entry_inside(x, text, at);
  if (!entry)
    entry = same_number(x, text);
  if (entry)
    return entry;
  char *indices = indices_bracket(x, at);
  entry = memory_format(*indices ? "(%s)%s" : "%s%s", text, indices);
  free(indices);
  return entry;
}
