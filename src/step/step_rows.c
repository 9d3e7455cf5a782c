/* SPDX-License-Identifier: GPL-3.0-or-later
   The op set's rows for the page: their texts in postfix, which the script
   computes with a stack.  Read step.h and expr.h before. */
#include <stdlib.h>
#include <string.h>

#include "expr.h"
#include "host/exits.h"
#include "page/number_format.h"
#include "step/step.h"

/* over=over, r0, c0 and the like: the node's own affair. */
static int is_keyword(const ad_expr *expr, size_t i)
{
  return expr->terms[i].kind == AD_T_KEYWORD ||
         (i + 1 < expr->n && expr->terms[i + 1].kind == AD_T_KEYWORD);
}

/* Operands but for those that are keywords. */
static unsigned operands(const ad_expr *expr, size_t i)
{
  unsigned n = 0;
  for (unsigned k = 0; k < expr->terms[i].arity; k++)
    n += expr->terms[ad_expr_operand(expr, i, k)].kind != AD_T_KEYWORD;
  return n;
}

static char *word_of(const ad_expr *expr, size_t i)
{
  char number[FORMAT_SIZE];
  const ad_term *term = &expr->terms[i];
  switch (term->kind) {
  case AD_T_NUMBER:
    return memory_copy(format_exact(number, term->number));
  case AD_T_NAME:
    return memory_copy(term->text);
  case AD_T_TRANSPOSE:
    return memory_copy("'/1");
  case AD_T_PREFIX:
    return memory_copy("-/1");
  default:
    return memory_format("%s/%u", term->text, operands(expr, i));
  }
}

char *step_postfix(const char *text)
{
  ad_expr *expr;
  if (!text || !*text)
    return NULL;
  if (ad_expr_parse(text, strlen(text), 0, NULL, &expr, NULL) != AD_OK)
    memory_given(NULL, strlen(text));
  char *words = memory_copy("");
  for (size_t i = 0; i < expr->n; i++)
    if (expr->terms[i].kind != AD_T_PAREN && !is_keyword(expr, i))
      memory_append(&words, " ", word_of(expr, i));
  ad_expr_free(expr);
  return words;
}
