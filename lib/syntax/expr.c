/* SPDX-License-Identifier: GPL-3.0-or-later
   Expressions as read: parsing one from text, walking and freeing it.  Read
   expr.h and parse.h before; the grammar is in parser.y. */
#include "expr.h"

#include <stdlib.h>
#include <string.h>

#include "syntax/parse.h"
#include "syntax/parser.h"

ad_status ad_expr_parse(const char *text, size_t size, size_t base,
                        const ad_names *names, ad_expr **out, ad_error *err)
{
  ad_parse p;

  *out = NULL;
  ad_status status = ad_parse_run(&p, AD_TK_START_EXPR, text, size, base,
                                  names, err);
  if (status == AD_OK)
    *out = p.expr;
  return status;
}

void ad_expr_free(ad_expr *expr)
{
  if (expr == NULL)
    return;
  free(expr->terms);
  free(expr->names);
  free(expr);
}

size_t ad_expr_operand(const ad_expr *expr, size_t i, unsigned k)
{
  size_t j = i - 1;

  for (unsigned later = expr->terms[i].arity - 1; later > k; later--)
    j -= expr->terms[j].span;
  return j;
}

size_t ad_expr_inside(const ad_expr *expr, size_t i)
{
  while (expr->terms[i].kind == AD_T_PAREN)
    i--;
  return i;
}

size_t ad_expr_root(const ad_expr *expr)
{
  return ad_expr_inside(expr, expr->n - 1);
}

int ad_expr_has_name(const ad_expr *expr, const char *name)
{
  for (size_t i = 0; i < expr->n; i++)
    if (expr->terms[i].kind == AD_T_NAME &&
        strcmp(expr->terms[i].text, name) == 0)
      return 1;
  return 0;
}

int ad_expr_has_derivative(const ad_expr *expr)
{
  for (size_t i = 0; i < expr->n; i++)
    if (expr->terms[i].kind == AD_T_DERIVATIVE)
      return 1;
  return 0;
}

/* The end of the first i terms, those of parentheses at it dropped. */
static size_t without_paren(const ad_expr *expr, size_t i)
{
  while (i > 0 && expr->terms[i - 1].kind == AD_T_PAREN)
    i--;
  return i;
}

static int are_terms_equal(const ad_term *x, const ad_term *y)
{
  if (x->kind != y->kind || x->arity != y->arity)
    return 0;
  if (x->kind == AD_T_NUMBER)
    return x->number == y->number;
  return x->kind == AD_T_DERIVATIVE || strcmp(x->text, y->text) == 0;
}

int ad_expr_equal(const ad_expr *x, const ad_expr *y)
{
  size_t i = without_paren(x, x->n), j = without_paren(y, y->n);
  while (i > 0 && j > 0) {
    if (!are_terms_equal(&x->terms[i - 1], &y->terms[j - 1]))
      return 0;
    i = without_paren(x, i - 1);
    j = without_paren(y, j - 1);
  }
  return i == j;
}
