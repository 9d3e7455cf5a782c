/* SPDX-License-Identifier: GPL-3.0-or-later
   Sums over an axis: what does not vary along it goes out, and sums that are
   known are numbers.  Read form.h before. */
#include "symbolic/form.h"

#include "graph.h"

/* The row itself. */
static ad_sym reduced(ad_algebra *w, ad_op op, ad_sym x, ad_axis axis)
{
  ad_sym_shape shape = ad_shape_reduced(w->cells[x].shape, axis);
  return ad_sym_intern(w, &(ad_cell){.kind = AD_SYM_call, .op = op,
                                     .shape = shape, .at = {axis}}, 1, &x,
                       NULL);
}

static ad_sym summed(ad_algebra *w, ad_sym x, ad_axis axis)
{
  return reduced(w, AD_OP_sum, x, axis);
}

/* How often an operand is added up where it is stretched to `shape`. */
static ad_ratio times_over(const ad_algebra *w, ad_sym_shape own,
                           ad_sym_shape shape, ad_axis axis)
{
  ad_ratio n = AD_ONE;
  if (axis != AD_OVER_COLS && own.rows == 1)
    n = ad_ratio_times(n, ad_sym_length(w, shape.rows, shape.row_size));
  if (axis != AD_OVER_ROWS && own.cols == 1)
    n = ad_ratio_times(n, ad_sym_length(w, shape.cols, shape.col_size));
  return n;
}

/* Does x not vary along the axis? */
static int is_constant(const ad_algebra *w, ad_sym x, ad_axis axis)
{
  ad_sym_shape shape = w->cells[x].shape;
  return ad_shape_same(shape, ad_shape_reduced(shape, axis));
}

ad_sym ad_sym_factors(ad_algebra *w, ad_sym product, ad_axis axis,
                      int constant)
{
  ad_sym left = ad_sym_number(w, AD_ONE);
  for (size_t k = 0; k < w->cells[product].n; k++) {
    ad_sym x = ad_sym_operand(w, product, k);
    int power = (int)ad_sym_weight(w, product, k).num;
    if (is_constant(w, x, axis) == constant)
      left = ad_sym_mul(w, left, ad_sym_power(w, x, power));
    if (left == AD_NO_SYM)
      return left;
  }
  return left;
}

/* What does not vary goes out of the sum, where the rest keeps the shape. */
static ad_sym total_product(ad_algebra *w, ad_sym x, ad_axis axis)
{
  ad_sym_shape shape = w->cells[x].shape;
  ad_sym inside = ad_sym_factors(w, x, axis, 0);
  ad_sym outside = ad_sym_factors(w, x, axis, 1);
  if (!ad_sym_ready(w, inside) || !ad_sym_ready(w, outside))
    return AD_NO_SYM;
  ad_sym_shape left = ad_shape_reduced(w->cells[outside].shape, axis);
  if (ad_sym_is_number(w, outside) || ad_sym_is_number(w, inside) ||
      !ad_shape_same(ad_shape_joint(w->cells[inside].shape, left), shape))
    return summed(w, x, axis);
  return ad_sym_mul(w, outside, ad_sym_total(w, inside, axis));
}

/* Of a sum, the terms that vary along the axis, or those that do not; numbers
   stay with the others. */
static ad_sym terms(ad_algebra *w, ad_sym sum, ad_axis axis, int constant)
{
  ad_ratio c[AD_SYM_MOST];
  ad_sym x[AD_SYM_MOST];
  size_t n = 0;
  for (size_t k = 0; k < w->cells[sum].n; k++) {
    ad_sym term = ad_sym_operand(w, sum, k);
    int left = is_constant(w, term, axis) && !ad_sym_is_number(w, term);
    if (left == constant) {
      x[n] = term;
      c[n++] = ad_sym_weight(w, sum, k);
    }
  }
  return ad_sym_sum(w, n, c, x);
}

/* Of what is to be read, sum(x - c) is sum(x) - n*c where c does not vary, and
   either this is shorter, or c is frozen and cancels in x - mean(x). */
static ad_sym total_sum(ad_algebra *w, ad_sym x, ad_axis axis)
{
  ad_sym_shape shape = w->cells[x].shape;
  ad_sym whole = summed(w, x, axis);
  if (!w->open || !ad_sym_ready(w, whole) || w->cells[x].n > AD_SYM_MOST)
    return whole;
  ad_sym inside = terms(w, x, axis, 0), outside = terms(w, x, axis, 1);
  if (!ad_sym_ready(w, inside) || !ad_sym_ready(w, outside) ||
      ad_sym_is_zero(w, outside) ||
      !ad_shape_same(w->cells[inside].shape, shape))
    return whole;
  ad_ratio n = times_over(w, w->cells[outside].shape, shape, axis);
  ad_sym apart = ad_sym_add(w, ad_sym_total(w, inside, axis),
                            ad_sym_scale(w, n, outside));
  return ad_sym_ready(w, apart) && (ad_sym_has_frozen(w, outside) ||
                                    w->cells[apart].measure <
                                      w->cells[whole].measure)
           ? apart
           : whole;
}

ad_sym ad_sym_logsumexp(ad_algebra *w, ad_sym x, ad_axis axis)
{
  for (size_t k = 0; w->open && w->cells[x].kind == AD_SYM_sum &&
                     k < w->cells[x].n; k++) {
    ad_sym c = ad_sym_operand(w, x, k);
    if (!ad_sym_has_frozen(w, c) || !is_constant(w, c, axis))
      continue;
    ad_sym apart = ad_sym_scale(w, ad_sym_weight(w, x, k), c);
    ad_sym rest = ad_sym_sub(w, x, apart);
    if (ad_sym_ready(w, rest) &&
        ad_shape_same(w->cells[rest].shape, w->cells[x].shape))
      return ad_sym_add(w, ad_sym_logsumexp(w, rest, axis), apart);
  }
  return reduced(w, AD_OP_logsumexp, x, axis);
}

/* What a named node is made of, where that is known. */
static ad_sym meant_by(const ad_algebra *w, ad_sym x)
{
  const ad_cell *cell = &w->cells[x];
  return cell->kind == AD_SYM_node && cell->twin != AD_NO_SYM ? cell->twin : x;
}

/* The term of a sum that is -logsumexp(a, over=axis); AD_NO_SYM: none is. */
static ad_sym logsumexp_in(const ad_algebra *w, ad_sym sum, ad_axis axis)
{
  for (size_t k = 0; w->cells[sum].kind == AD_SYM_sum && k < w->cells[sum].n;
       k++) {
    ad_sym term = ad_sym_operand(w, sum, k), is = meant_by(w, term);
    if (ad_sym_calls(w, is, AD_OP_logsumexp) && w->cells[is].at[0] == axis &&
        ad_ratio_same(ad_sym_weight(w, sum, k), ad_ratio_of(-1)))
      return term;
  }
  return AD_NO_SYM;
}

/* Along the axis, do the entries of x add up to 1: rows of indicators, and
   exp(a - logsumexp(a))? */
static int sums_to_one(ad_algebra *w, ad_sym x, ad_axis axis)
{
  x = meant_by(w, x);
  if (ad_sym_calls(w, x, AD_OP_indicator))
    return axis == AD_OVER_COLS ||
           (axis == AD_ALL && w->cells[x].shape.rows == 1);
  if (!ad_sym_calls(w, x, AD_OP_exp))
    return 0;
  ad_sym sum = ad_sym_operand(w, x, 0), lse = logsumexp_in(w, sum, axis);
  return lse != AD_NO_SYM &&
         ad_sym_add(w, sum, lse) == ad_sym_operand(w, meant_by(w, lse), 0);
}

enum { MEANINGS = 2 };

/* Is the sum of what a named node is made of, xhat = (x - mean(x))/s, seen to
   be 0?  A few names deep. */
static int sums_to_zero(ad_algebra *w, ad_sym x, ad_axis axis)
{
  ad_sym is = meant_by(w, x);
  if (is == x || w->meanings >= MEANINGS)
    return 0;
  w->meanings++;
  ad_sym sum = ad_sym_total(w, is, axis);
  w->meanings--;
  return ad_sym_ready(w, sum) && ad_sym_is_zero(w, sum);
}

/* The diagonal of x, stretched to a square. */
static ad_sym diagonal_of(ad_algebra *w, ad_sym x, ad_sym_shape square)
{
  ad_sym_shape column = {square.rows, 1, 0, 1, square.row_size, 0};
  if (ad_shape_single(w->cells[x].shape))
    return ad_sym_like(w, x, column);
  x = ad_sym_like(w, x, square);
  return ad_sym_call(w, AD_OP_diag, 1, &x, 0, 0, column);
}

ad_sym ad_sym_total(ad_algebra *w, ad_sym x, ad_axis axis)
{
  ad_ratio c;
  if (!ad_sym_ready(w, x))
    return AD_NO_SYM;
  ad_sym_shape shape = w->cells[x].shape;
  if (is_constant(w, x, axis))
    return x;
  ad_sym core = ad_sym_core(w, x, &c);
  if (ad_shape_single(ad_shape_reduced(shape, axis)))
    axis = AD_ALL;
  if (ad_sym_calls(w, core, AD_OP_expand)) {
    ad_sym of = ad_sym_operand(w, core, 0);
    c = ad_ratio_times(c, times_over(w, w->cells[of].shape, shape, axis));
    ad_sym sum = ad_sym_scale(w, c, ad_sym_total(w, of, axis));
    return ad_sym_like(w, sum, ad_shape_reduced(shape, axis));
  }
  if (!ad_ratio_same(c, AD_ONE))
    return ad_sym_scale(w, c, ad_sym_total(w, core, axis));
  if (w->open && sums_to_one(w, core, axis))
    return ad_sym_like(w, ad_sym_number(w, AD_ONE),
                       ad_shape_reduced(shape, axis));
  if (w->open && sums_to_zero(w, core, axis))
    return ad_sym_zeros(w, ad_shape_reduced(shape, axis));
  ad_sym beside = axis == AD_ALL ? ad_sym_without_identity(w, core) : AD_NO_SYM;
  if (beside != AD_NO_SYM)
    return ad_sym_total(w, diagonal_of(w, beside, shape), AD_ALL);
  if (w->cells[core].kind == AD_SYM_product)
    return total_product(w, core, axis);
  if (w->cells[core].kind == AD_SYM_sum)
    return total_sum(w, core, axis);
  if (ad_sym_calls(w, core, AD_OP_transpose)) {
    ad_axis turned = axis == AD_OVER_ROWS   ? AD_OVER_COLS
                     : axis == AD_OVER_COLS ? AD_OVER_ROWS
                                            : AD_ALL;
    return ad_sym_transpose(
      w, ad_sym_total(w, ad_sym_operand(w, core, 0), turned));
  }
  return summed(w, core, axis);
}
