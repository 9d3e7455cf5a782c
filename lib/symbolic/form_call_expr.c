/* SPDX-License-Identifier: GPL-3.0-or-later
   Forms to terms: functions, comparisons, and what a mask or a softmax is
   called.  Read form_terms.h before. */
#include "symbolic/form_terms.h"

#include "graph.h"

/* A comparison with 0 by its own name, step(u) for u > 0; or as it is. */
static void put_mask(ad_terms *t, ad_sym mask)
{
  const ad_cell *cell = ad_terms_cell(t, mask);
  if (cell->op == AD_OP_gt &&
      ad_sym_is_zero(t->w, ad_terms_operand(t, cell, 1))) {
    ad_terms_form(t, ad_terms_operand(t, cell, 0));
    ad_terms_put(t, AD_T_CALL, 1, "step");
    return;
  }
  ad_terms_form(t, mask);
}

int ad_terms_is_one(const ad_terms *t, ad_sym x)
{
  const ad_cell *cell = ad_terms_cell(t, x);
  if (cell->kind == AD_SYM_call && cell->op == AD_OP_expand)
    cell = ad_terms_cell(t, ad_terms_operand(t, cell, 0));
  return cell->kind == AD_SYM_number && ad_ratio_same(cell->number, AD_ONE);
}

/* where(mask, x, 0) is x times the mask, where that is the same. */
static int put_masked(ad_terms *t, const ad_cell *x)
{
  ad_sym mask = ad_terms_operand(t, x, 0), of = ad_terms_operand(t, x, 1);
  const ad_cell *cell = ad_terms_cell(t, mask);
  if (!ad_sym_is_mask(t->w, mask) ||
      !ad_sym_is_zero(t->w, ad_terms_operand(t, x, 2)) ||
      !ad_sym_is_tame(t->w, of))
    return 0;
  if (ad_terms_is_one(t, of) && ad_shape_same(cell->shape, x->shape)) {
    put_mask(t, mask);
    return 1;
  }
  const ad_cell *masked = ad_terms_cell(t, of);
  if (masked->kind == AD_SYM_scale)
    ad_terms_factor(t, masked->number, ad_terms_operand(t, masked, 0));
  else
    ad_terms_form(t, of);
  put_mask(t, mask);
  ad_terms_put(t, AD_T_INFIX, 2, "*");
  return 1;
}

/* exp(x - logsumexp(x)) */
static int put_softmax(ad_terms *t, const ad_cell *x)
{
  const ad_cell *sum = ad_terms_cell(t, ad_terms_operand(t, x, 0));
  if (x->op != AD_OP_exp || sum->kind != AD_SYM_sum || sum->n != 2 ||
      !ad_ratio_same(ad_terms_weight(t, sum, 0), AD_ONE) ||
      ad_terms_weight(t, sum, 1).num != -1)
    return 0;
  const ad_cell *lse = ad_terms_cell(t, ad_terms_operand(t, sum, 1));
  if (lse->kind != AD_SYM_call || lse->op != AD_OP_logsumexp ||
      ad_terms_operand(t, lse, 0) != ad_terms_operand(t, sum, 0))
    return 0;
  ad_sym_shape s = ad_terms_cell(t, ad_terms_operand(t, sum, 0))->shape;
  if (lse->at[0] == AD_ALL && !s.unit_rows && !s.unit_cols)
    return 0; /* softmax of a matrix goes row by row */
  ad_terms_form(t, ad_terms_operand(t, sum, 0));
  if (lse->at[0] != AD_ALL) {
    ad_terms_put(t, AD_T_NAME, 0, lse->at[0] == AD_OVER_ROWS ? "rows" : "cols");
    ad_terms_put(t, AD_T_KEYWORD, 1, "over");
  }
  ad_terms_put(t, AD_T_CALL, lse->at[0] != AD_ALL ? 2 : 1, "softmax");
  return 1;
}

void ad_terms_elementwise(ad_terms *t, const ad_cell *x)
{
  const ad_op_row *row = ad_op_get(x->op);
  if ((x->op == AD_OP_where && put_masked(t, x)) || put_softmax(t, x))
    return;
  for (size_t k = 0; k < x->n; k++)
    ad_terms_form(t, ad_terms_operand(t, x, k));
  ad_terms_put(t, row->strength > 0 && x->n == 2 ? AD_T_INFIX : AD_T_CALL,
               (unsigned)x->n,
               row->strength > 0 && x->n == 2 ? row->infix : row->name);
}
