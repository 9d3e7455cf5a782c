/* SPDX-License-Identifier: GPL-3.0-or-later
   Matrices that are written out entry by entry, which earn marks entry by
   entry.  Read claims_data.h before. */
#include "claims/claims_data.h"

static ad_expr part_of(const ad_expr *expr, size_t i)
{
  size_t span = expr->terms[i].span;
  return (ad_expr){span, expr->terms + (i + 1 - span), NULL};
}

/* All zeros say nothing of any entry. */
int ad_claim_has_entries(const ad_expr *expr)
{
  ad_expr matrix = part_of(expr, ad_claim_root(expr)), first = {0};
  size_t root = matrix.n - 1;
  if (matrix.terms[root].kind != AD_T_MATRIX)
    return 0;
  for (unsigned r = 0; r < matrix.terms[root].arity; r++) {
    size_t row = ad_expr_operand(&matrix, root, r);
    for (unsigned c = 0; c < matrix.terms[row].arity; c++) {
      ad_expr entry = part_of(&matrix, ad_expr_operand(&matrix, row, c));
      if (first.n == 0)
        first = entry;
      else if (!ad_expr_equal(&first, &entry))
        return 1;
    }
  }
  return 0;
}
