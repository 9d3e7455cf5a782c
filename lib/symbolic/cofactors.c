/* SPDX-License-Identifier: GPL-3.0-or-later
   The cofactors of small matrices by minors: polynomials, where the rule's
   v inv(a)' has no value at a singular a.  Read rule.h before. */
#include "symbolic/rule.h"

static ad_sym entry(ad_algebra *w, ad_sym x, size_t i, size_t j)
{
  size_t n = w->cells[x].shape.rows;
  return ad_sym_call(w, AD_OP_slice, 1, &x, i % n, j % n, AD_SCALAR);
}

/* The cofactor of entry (i, j): what is left across, with its sign. */
static ad_sym cofactor(ad_algebra *w, ad_sym x, size_t i, size_t j)
{
  ad_sym across = entry(w, x, i + 1, j + 1);
  return (i + j) % 2 ? ad_sym_neg(w, across) : across;
}

ad_sym ad_rule_cofactors(ad_algebra *w, ad_sym x)
{
  ad_sym_shape shape = w->cells[x].shape;
  ad_sym sum = ad_sym_zeros(w, shape);
  if (shape.rows == 1)
    return ad_sym_like(w, ad_sym_number(w, AD_ONE), shape);
  for (size_t i = 0; i < shape.rows; i++)
    for (size_t j = 0; j < shape.cols; j++) {
      ad_sym one = cofactor(w, x, i, j);
      sum = ad_sym_add(w, sum,
                       ad_sym_call(w, AD_OP_place, 1, &one, i, j, shape));
    }
  return sum;
}
