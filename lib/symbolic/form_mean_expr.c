/* SPDX-License-Identifier: GPL-3.0-or-later
   Forms to terms: 1/n*sum(x, over=rows) is mean(x, over=rows).  Read
   form_terms.h before. */
#include <math.h>

#include "graph.h"
#include "symbolic/form_terms.h"

/* How many entries are added up to one. */
static ad_ratio count_of(const ad_terms *t, const ad_cell *sum)
{
  ad_sym_shape s = t->w->cells[ad_terms_operand(t, sum, 0)].shape;
  ad_ratio n = AD_ONE;
  if (sum->at[0] != AD_OVER_COLS)
    n = ad_ratio_times(n, ad_sym_length(t->w, s.rows, s.row_size));
  if (sum->at[0] != AD_OVER_ROWS)
    n = ad_ratio_times(n, ad_sym_length(t->w, s.cols, s.col_size));
  return n;
}

static int is_mean(const ad_terms *t, ad_sym x, ad_ratio *c)
{
  const ad_cell *cell = &t->w->cells[x];
  if (cell->twin != AD_NO_SYM || !ad_sym_calls(t->w, x, AD_OP_sum) ||
      ad_sym_calls(t->w, ad_terms_operand(t, cell, 0), AD_OP_diag))
    return 0;
  ad_ratio rest = ad_ratio_times(*c, count_of(t, cell));
  if (fabs(rest.num) != 1 || rest.den != 1 || !ad_size_is_none(rest.of))
    return 0;
  *c = rest;
  return 1;
}

ad_sym ad_terms_mean(const ad_terms *t, ad_sym x, ad_ratio *c)
{
  const ad_cell *cell = &t->w->cells[x];
  if (is_mean(t, x, c))
    return x;
  for (size_t k = 0; cell->twin == AD_NO_SYM && k < cell->n; k++)
    if (cell->kind == AD_SYM_product && ad_sym_weight(t->w, x, k).num == 1 &&
        is_mean(t, ad_sym_operand(t->w, x, k), c))
      return ad_sym_operand(t->w, x, k);
  return AD_NO_SYM;
}
