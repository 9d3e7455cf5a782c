/* SPDX-License-Identifier: GPL-3.0-or-later
   Expressions as read: parsing one from text, walking and freeing it.  Read
   expr.h and parse.h before; the grammar is in parser.y. */
#include "expr.h"

#include <stdlib.h>

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
