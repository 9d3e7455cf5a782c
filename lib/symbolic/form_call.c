/* SPDX-License-Identifier: GPL-3.0-or-later
   Rows of the op set as forms: arithmetic goes to sums and products, numbers
   fold, a choice that is known is made.  Read form.h before. */
#include "symbolic/form.h"

#include <math.h>
#include <string.h>

#include "graph.h"
#include "symbolic/form_shorter.h"

/* Is the row finite wherever its operands are, by what it gives at a few points
   at which those with a pole or a domain are not? */
static int is_finite_row(const ad_op_row *row)
{
  for (double a = -2; row->value && a <= 2; a++)
    for (double b = -2; b <= 2; b++)
      if (!isfinite(row->value(a, b, b, 0)))
        return 0;
  return 1;
}

/* As ad_sym_is_tame, after *looks forms at most. */
static int is_tame(const ad_algebra *w, ad_sym x, int *looks)
{
  const ad_cell *cell = &w->cells[x];
  int numbered = cell->kind == AD_SYM_number || cell->kind == AD_SYM_scale;
  if (cell->twin != AD_NO_SYM || cell->kind == AD_SYM_cut)
    return 1;
  if (--*looks < 0 || (numbered && !isfinite(cell->number.num)) ||
      (cell->kind == AD_SYM_call && !is_finite_row(ad_op_get(cell->op))))
    return 0;
  for (size_t k = 0; k < cell->n; k++)
    if ((cell->kind == AD_SYM_product && ad_sym_weight(w, x, k).num < 0) ||
        !is_tame(w, ad_sym_operand(w, x, k), looks))
      return 0;
  return 1;
}

int ad_sym_is_tame(const ad_algebra *w, ad_sym x)
{
  int looks = 100;
  return is_tame(w, x, &looks);
}

/* The comparison that is 1 where this one is 0; of NaN both are 0. */
static ad_op opposite(ad_op op)
{
  static const char *const pairs[][2] = {
    {"<", ">="}, {"<=", ">"}, {">", "<="}, {">=", "<"}, {"==", "!="},
    {"!=", "=="}};
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
    if (strcmp(ad_op_get(op)->infix, pairs[i][0]) == 0)
      return ad_op_find_infix(pairs[i][1], 2);
  return AD_OP_count;
}

/* A mask == 0 and a mask != 0 are masks of one comparison.  What is to be read
   only, and not computed, turns orders round as well, where nothing in them is
   seen to be NaN. */
static ad_sym compared_mask(ad_algebra *w, ad_op op, const ad_sym *x)
{
  if (op == AD_OP_gt && ad_sym_is_zero(w, x[1]) &&
      ad_sym_calls(w, x[0], AD_OP_relu)) { /* relu(a) > 0 where a > 0 */
    ad_sym of[2] = {ad_sym_operand(w, x[0], 0), x[1]};
    return ad_sym_elementwise(w, op, 2, of);
  }
  if ((op != AD_OP_eq && op != AD_OP_ne) || !ad_sym_is_zero(w, x[1]) ||
      !ad_sym_is_mask(w, x[0]))
    return AD_NO_SYM;
  if (op == AD_OP_ne)
    return x[0];
  const ad_cell *cell = &w->cells[x[0]];
  if (cell->op != AD_OP_eq && cell->op != AD_OP_ne &&
      (!w->open || !ad_sym_is_tame(w, ad_sym_operand(w, x[0], 0)) ||
       !ad_sym_is_tame(w, ad_sym_operand(w, x[0], 1))))
    return AD_NO_SYM;
  ad_sym of[2] = {ad_sym_operand(w, x[0], 0), ad_sym_operand(w, x[0], 1)};
  return ad_sym_elementwise(w, opposite(cell->op), 2, of);
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

ad_sym ad_sym_unstretched(ad_algebra *w, ad_sym x)
{
  ad_ratio c;
  ad_sym core = ad_sym_core(w, x, &c);
  return ad_sym_ready(w, core) && ad_sym_calls(w, core, AD_OP_expand)
           ? ad_sym_scale(w, c, ad_sym_operand(w, core, 0))
           : x;
}

/* Of two operands, each without its stretch where the other one has the
   shape. */
static void unstretch_pair(ad_algebra *w, ad_sym *x, ad_sym *y)
{
  ad_sym_shape s = w->cells[*x].shape, t = w->cells[*y].shape;
  if (!ad_shape_same(s, t))
    return;
  if (!ad_sym_calls(w, *y, AD_OP_expand))
    *x = ad_sym_unstretched(w, *x);
  else if (!ad_sym_calls(w, *x, AD_OP_expand))
    *y = ad_sym_unstretched(w, *y);
}

ad_sym ad_sym_elementwise(ad_algebra *w, ad_op op, size_t n, const ad_sym *of)
{
  int done;
  double value;
  ad_sym x[3] = {AD_NO_SYM, AD_NO_SYM, AD_NO_SYM};
  for (size_t k = 0; k < n; k++)
    x[k] = of[k];
  for (size_t k = 0; k < n; k++)
    if (!ad_sym_ready(w, x[k]))
      return AD_NO_SYM;
  ad_sym form = arithmetic(w, op, x, &done);
  if (done)
    return form;
  if (folds(w, op, n, x, &value))
    return ad_sym_number(w, ad_ratio_of(value));
  if (n == 1 && (form = ad_sym_identity(w, op, x[0])) != AD_NO_SYM)
    return form;
  if (n == 2 && (form = compared_mask(w, op, x)) != AD_NO_SYM)
    return form;
  ad_sym_shape shape = w->cells[x[0]].shape;
  for (size_t k = 1; k < n; k++)
    shape = ad_shape_joint(shape, w->cells[x[k]].shape);
  if (n == 2)
    unstretch_pair(w, &x[0], &x[1]);
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

/* Does the row only choose and order entries? */
static int is_picked(ad_op op)
{
  ad_form form = ad_op_get(op)->form;
  return form == AD_FORM_cut || form == AD_FORM_list || form == AD_FORM_reshape;
}

/* Of what is to be read: does the row take all of x, or put it on its own
   place, as it is? */
static int is_whole(const ad_algebra *w, ad_op op, ad_sym x, size_t at0,
                    size_t at1, ad_sym_shape shape)
{
  ad_sym_shape own = w->cells[x].shape;
  ad_form form = ad_op_get(op)->form;
  return w->open && at0 == 0 && at1 == 0 && ad_shape_same(own, shape) &&
         !own.unit_rows == !shape.unit_rows &&
         !own.unit_cols == !shape.unit_cols &&
         (form == AD_FORM_cut || form == AD_FORM_put ||
          form == AD_FORM_reshape);
}

ad_sym ad_sym_every_entry(const ad_algebra *w, ad_sym x)
{
  if (ad_sym_calls(w, x, AD_OP_expand))
    x = ad_sym_operand(w, x, 0);
  return ad_shape_single(w->cells[x].shape) ? x : AD_NO_SYM;
}

ad_sym ad_sym_call(ad_algebra *w, ad_op op, size_t n, const ad_sym *x,
                   size_t at0, size_t at1, ad_sym_shape shape)
{
  for (size_t k = 0; k < n; k++)
    if (!ad_sym_ready(w, x[k]))
      return AD_NO_SYM;
  if (is_zeros(w, op, n, x))
    return ad_sym_zeros(w, shape);
  if (ad_op_get(op)->form == AD_FORM_cut && ad_sym_calls(w, x[0], op)) {
    const ad_cell *inner = &w->cells[x[0]]; /* a part of a part */
    ad_sym of = ad_sym_operand(w, x[0], 0);
    return ad_sym_call(w, op, 1, &of, at0 + inner->at[0], at1 + inner->at[1],
                       shape);
  }
  if (is_whole(w, op, x[0], at0, at1, shape))
    return x[0];
  ad_sym diagonal = op == AD_OP_diag ? ad_sym_diagonal(w, x[0], shape)
                                     : AD_NO_SYM;
  if (diagonal != AD_NO_SYM)
    return diagonal;
  if (is_picked(op) && ad_sym_every_entry(w, x[0]) != AD_NO_SYM)
    return ad_sym_like(w, ad_sym_every_entry(w, x[0]), shape);
  if (op == AD_OP_matmul)
    return ad_sym_matmul(w, x[0], x[1]);
  if (op == AD_OP_transpose)
    return ad_sym_transpose(w, x[0]);
  if (op == AD_OP_sum)
    return ad_sym_total(w, x[0], (ad_axis)at0);
  if (op == AD_OP_logsumexp)
    return ad_sym_logsumexp(w, x[0], (ad_axis)at0);
  if (op == AD_OP_expand)
    return ad_sym_like(w, x[0], shape);
  return ad_sym_intern(w, &(ad_cell){.kind = AD_SYM_call, .op = op,
                                     .shape = shape, .at = {at0, at1}}, n, x,
                       NULL);
}
