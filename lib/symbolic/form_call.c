/* SPDX-License-Identifier: GPL-3.0-or-later
   Rows of the op set as forms: arithmetic goes to sums and products, numbers
   fold, a choice that is known is made.  Read form.h before. */
#include "symbolic/form.h"

#include <math.h>

ad_sym ad_sym_where(ad_algebra *w, ad_sym condition, ad_sym x, ad_sym y)
{
  if (!ad_sym_ready(w, condition) || !ad_sym_ready(w, x) || !ad_sym_ready(w, y))
    return AD_NO_SYM;
  ad_shape shape = ad_shape_joint(w->cells[condition].shape,
                                  ad_shape_joint(w->cells[x].shape,
                                                 w->cells[y].shape));
  if (ad_sym_is_number(w, condition))
    return ad_sym_like(w, w->cells[condition].number.num != 0 ? x : y, shape);
  if (x == y || (ad_sym_is_zero(w, x) && ad_sym_is_zero(w, y)))
    return ad_sym_like(w, x, shape);
  if (ad_sym_calls(w, x, AD_OP_where) &&
      ad_sym_operand(w, x, 0) == condition) /* chosen already */
    x = ad_sym_operand(w, x, 1);
  return ad_sym_intern(w, &(ad_cell){.kind = AD_SYM_call, .op = AD_OP_where,
                                     .shape = shape}, 3,
                       (const ad_sym[]){condition, x, y}, NULL);
}

/* All numbers: their value. */
static int folds(const ad_algebra *w, ad_op op, size_t n, const ad_sym *x,
                 double *value)
{
  double a[3] = {0};
  for (size_t k = 0; k < n; k++) {
    if (!ad_sym_is_number(w, x[k]))
      return 0;
    a[k] = ad_ratio_value(w->cells[x[k]].number);
  }
  *value = ad_op_get(op)->value(a[0], a[1], a[2], 0);
  return 1;
}

/* A whole exponent that is written as a product's. */
static int is_small_whole(const ad_algebra *w, ad_sym x, int *k)
{
  ad_ratio number = w->cells[x].number;
  if (!ad_sym_is_number(w, x) || number.den != 1 || fabs(number.num) > 4 ||
      floor(number.num) != number.num)
    return 0;
  *k = (int)number.num;
  return *k != 0;
}

/* pow(x, 0) is 1, of 0 and nan as well; where no rule applies, the row. */
static ad_sym arithmetic(ad_algebra *w, ad_op op, const ad_sym *x, int *done)
{
  int k;
  *done = 1;
  switch (op) {
  case AD_OP_add:
    return ad_sym_add(w, x[0], x[1]);
  case AD_OP_sub:
    return ad_sym_sub(w, x[0], x[1]);
  case AD_OP_mul:
    return ad_sym_mul(w, x[0], x[1]);
  case AD_OP_div:
    return ad_sym_div(w, x[0], x[1]);
  case AD_OP_neg:
    return ad_sym_neg(w, x[0]);
  case AD_OP_square:
    return ad_sym_power(w, x[0], 2);
  case AD_OP_where:
    return ad_sym_where(w, x[0], x[1], x[2]);
  case AD_OP_pow:
    if (is_small_whole(w, x[1], &k))
      return ad_sym_power(w, x[0], k);
    break;
  default:
    break;
  }
  *done = 0;
  return AD_NO_SYM;
}

ad_sym ad_sym_elementwise(ad_algebra *w, ad_op op, size_t n, const ad_sym *x)
{
  int done;
  double value;
  for (size_t k = 0; k < n; k++)
    if (!ad_sym_ready(w, x[k]))
      return AD_NO_SYM;
  ad_sym form = arithmetic(w, op, x, &done);
  if (done)
    return form;
  if (folds(w, op, n, x, &value))
    return ad_sym_number(w, ad_ratio_of(value));
  ad_shape shape = w->cells[x[0]].shape;
  for (size_t k = 1; k < n; k++)
    shape = ad_shape_joint(shape, w->cells[x[k]].shape);
  return ad_sym_intern(w, &(ad_cell){.kind = AD_SYM_call, .op = op,
                                     .shape = shape}, n, x, NULL);
}

/* Linear rows send zeros to zeros. */
static int is_zeros(const ad_algebra *w, ad_op op, size_t n, const ad_sym *x)
{
  if (ad_op_get(op)->kind != AD_KIND_linear)
    return 0;
  for (size_t k = 0; k < n && (k == 0 || ad_op_has_edge(op, (unsigned)k)); k++)
    if (!ad_sym_is_zero(w, x[k]))
      return 0;
  return 1;
}

ad_sym ad_sym_call(ad_algebra *w, ad_op op, size_t n, const ad_sym *x,
                   size_t at0, size_t at1, ad_shape shape)
{
  for (size_t k = 0; k < n; k++)
    if (!ad_sym_ready(w, x[k]))
      return AD_NO_SYM;
  if (is_zeros(w, op, n, x))
    return ad_sym_like(w, ad_sym_number(w, AD_ZERO), shape);
  if (op == AD_OP_matmul)
    return ad_sym_matmul(w, x[0], x[1]);
  if (op == AD_OP_transpose)
    return ad_sym_transpose(w, x[0]);
  if (op == AD_OP_sum)
    return ad_sym_total(w, x[0], (ad_axis)at0);
  if (op == AD_OP_expand)
    return ad_sym_like(w, x[0], shape);
  return ad_sym_intern(w, &(ad_cell){.kind = AD_SYM_call, .op = op,
                                     .shape = shape, .at = {at0, at1}}, n, x,
                       NULL);
}
