/* SPDX-License-Identifier: GPL-3.0-or-later
   The cost of elementwise rows, from their texts as the parser reads them.
   Read cost_rows.h and expr.h before. */
#include <string.h>

#include "expr.h"
#include "graph.h"
#include "judge/cost_rows.h"

/* Is the subtree of term i made of numbers alone? */
static int is_number(const ad_expr *expr, size_t i)
{
  const ad_term *terms = expr->terms;
  for (size_t j = i + 1 - terms[i].span; j <= i; j++)
    if (terms[j].kind == AD_T_NAME && strcmp(terms[j].text, "inf") != 0 &&
        strcmp(terms[j].text, "pi") != 0)
      return 0;
  return 1;
}

/* A function of the set counts as its row says; any other is a call. */
static int is_call(const ad_term *term)
{
  ad_op op = ad_op_find(term->text, term->arity);
  return op == AD_OP_count || ad_op_get(op)->cost == AD_COST_function;
}

static ad_count count_terms(const ad_expr *expr)
{
  ad_count count = {0, 0};
  for (size_t i = 0; i < expr->n; i++) {
    const ad_term *term = &expr->terms[i];
    if (is_number(expr, i) ||
        (term->kind != AD_T_INFIX && term->kind != AD_T_PREFIX &&
         term->kind != AD_T_CALL))
      continue;
    count.flops++;
    if (term->kind == AD_T_CALL && is_call(term))
      count.calls++;
  }
  return count;
}

static ad_status count_text(const char *text, ad_count *out, ad_error *err)
{
  ad_expr *expr;
  ad_status status = ad_expr_parse(text, strlen(text), 0, NULL, &expr, err);
  if (status != AD_OK)
    return status;
  *out = count_terms(expr);
  ad_expr_free(expr);
  return AD_OK;
}

static int is_sign(const char *text)
{
  return strcmp(text, "1") == 0 || strcmp(text, "-1") == 0;
}

ad_status ad_row_count(ad_op op, ad_row_cost *out, ad_error *err)
{
  const ad_op_row *row = ad_op_get(op);
  *out = (ad_row_cost){0};
  ad_status status = count_text(row->value_text, &out->value, err);
  if (row->cost == AD_COST_single && out->value.flops > 0)
    out->value = (ad_count){1, 0};
  for (unsigned k = 0; k < row->arity && status == AD_OK; k++) {
    if (!ad_op_has_edge(op, k))
      continue;
    status = count_text(row->partial_text[k], &out->edge[k].partial, err);
    out->edge[k].product = is_sign(row->partial_text[k]) ? 0 : 1;
  }
  return status;
}
