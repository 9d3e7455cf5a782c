/* SPDX-License-Identifier: GPL-3.0-or-later
   Cofactors that are computed: of small matrices by minors, polynomials, where
   the rule's v inv(a)' has no value at a singular a.  Read rule.h before. */
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

static ad_sym of_two_rows(ad_algebra *w, ad_sym x)
{
  ad_sym_shape shape = w->cells[x].shape;
  ad_sym sum = ad_sym_zeros(w, shape);
  for (size_t i = 0; i < 2; i++)
    for (size_t j = 0; j < 2; j++) {
      ad_sym one = cofactor(w, x, i, j);
      sum = ad_sym_add(w, sum,
                       ad_sym_call(w, AD_OP_place, 1, &one, i, j, shape));
    }
  return sum;
}

/* x with its first k rows and l columns behind the others. */
static ad_sym rolled(ad_algebra *w, ad_sym x, size_t k, size_t l)
{
  ad_sym_shape shape = w->cells[x].shape;
  size_t n = shape.rows;
  ad_sym sum = ad_sym_zeros(w, shape);
  for (size_t i = 0; i < 2; i++)
    for (size_t j = 0; j < 2; j++) {
      size_t rows = i ? k : n - k, cols = j ? l : n - l;
      ad_sym_shape size = {rows, cols, rows == 1, cols == 1, 0, 0};
      ad_sym part = ad_sym_call(w, AD_OP_slice, 1, &x, i ? 0 : k, j ? 0 : l,
                                size);
      sum = ad_sym_add(w, sum, ad_sym_call(w, AD_OP_place, 1, &part,
                                           i ? n - k : 0, j ? n - l : 0,
                                           shape));
    }
  return sum;
}

/* Entry (i, j) is x(i+1, j+1) x(i+2, j+2) - x(i+1, j+2) x(i+2, j+1), counted
   round: the sign is in the order. */
static ad_sym of_three_rows(ad_algebra *w, ad_sym x)
{
  return ad_sym_sub(w, ad_sym_mul(w, rolled(w, x, 1, 1), rolled(w, x, 2, 2)),
                    ad_sym_mul(w, rolled(w, x, 1, 2), rolled(w, x, 2, 1)));
}

ad_sym ad_rule_cofactors(const ad_rule *r)
{
  /* The sum is how much of a relative change of the entries the determinant
     takes; where that is beyond 1/eps, no digit is left, and none is better. */
  static const char guarded[] =
    "where(sum(abs(a * inv(a)')) < 1e15, v * inv(a)', nan)";
  ad_sym x = r->operand[0];
  switch (r->w->cells[x].shape.rows) {
  case 1:
    return ad_sym_like(r->w, ad_sym_number(r->w, AD_ONE),
                       r->w->cells[x].shape);
  case 2:
    return of_two_rows(r->w, x);
  case 3:
    return of_three_rows(r->w, x);
  default:
    return ad_rule_form(r, guarded);
  }
}
