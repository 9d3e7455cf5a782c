/* SPDX-License-Identifier: GPL-3.0-or-later
   Cofactors that are computed: of small matrices by polynomials, where the
   rule's v inv(a)' has no value at a singular a.  Read rule.h before. */
#include "symbolic/rule.h"

#include <math.h>

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

/* x four times, two by two. */
static ad_sym tiled(ad_algebra *w, ad_sym x)
{
  size_t n = w->cells[x].shape.rows;
  ad_sym_shape shape = {2 * n, 2 * n, 0, 0, 0, 0};
  ad_sym sum = ad_sym_zeros(w, shape);
  for (size_t k = 0; k < 4; k++)
    sum = ad_sym_add(w, sum, ad_sym_call(w, AD_OP_place, 1, &x, k / 2 * n,
                                         k % 2 * n, shape));
  return sum;
}

/* Entry (i, j) is x(i+1, j+1) x(i+2, j+2) - x(i+1, j+2) x(i+2, j+1), counted
   round: the sign is in the order. */
static ad_sym of_three_rows(ad_algebra *w, ad_sym x)
{
  ad_sym_shape shape = w->cells[x].shape;
  ad_sym four = tiled(w, x), part[2][2];
  for (size_t i = 0; i < 2; i++)
    for (size_t j = 0; j < 2; j++)
      part[i][j] = ad_sym_call(w, AD_OP_slice, 1, &four, i + 1, j + 1, shape);
  return ad_sym_sub(w, ad_sym_mul(w, part[0][0], part[1][1]),
                    ad_sym_mul(w, part[0][1], part[1][0]));
}

/* By Faddeev and Leverrier: the polynomial of which x is a root, from traces;
   its last step but one is the adjugate.  Gantmacher, The theory of matrices
   (1959), chapter IV, section 5. */
static ad_sym by_traces(ad_algebra *w, ad_sym x)
{
  ad_sym_shape shape = w->cells[x].shape;
  ad_sym one = ad_sym_like(w, ad_sym_number(w, AD_ONE),
                           (ad_sym_shape){shape.rows, 1, 0, 1, 0, 0});
  ad_sym eye = ad_sym_call(w, AD_OP_diag, 1, &one, 0, 0, shape), m = eye;
  for (size_t k = 1; k < shape.rows; k++) {
    ad_sym next = ad_sym_matmul(w, x, m);
    ad_sym trace = ad_sym_total(w, ad_sym_mul(w, next, eye), AD_ALL);
    trace = ad_sym_scale(w, ad_ratio_inverse(ad_ratio_of((double)k)), trace);
    m = ad_sym_sub(w, next, ad_sym_mul(w, trace, eye));
  }
  m = ad_sym_transpose(w, m);
  return shape.rows % 2 ? m : ad_sym_neg(w, m);
}

enum { TRACES_MOST = 8 }; /* rows; a product of matrices each */

/* The rule's text, where that has digits.  The sum is how much of a relative
   change of the entries the determinant takes: beyond 1/eps none is left, and
   of few rows traces have more long before. */
static ad_sym guarded(const ad_rule *r)
{
  ad_algebra *w = r->w;
  ad_sym x = r->operand[0];
  int few = w->cells[x].shape.rows <= TRACES_MOST;
  ad_sym regular =
    ad_rule_form(r, few ? "sum(abs(a * inv(a)')) < 1e8"
                        : "sum(abs(a * inv(a)')) < 1e15");
  ad_sym other = few ? by_traces(w, x)
                     : ad_sym_number(w, ad_ratio_of((double)NAN));
  return ad_sym_where(w, regular, ad_rule_form(r, "v * inv(a)'"), other);
}

ad_sym ad_rule_cofactors(const ad_rule *r)
{
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
    return guarded(r);
  }
}
