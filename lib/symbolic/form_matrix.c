/* SPDX-License-Identifier: GPL-3.0-or-later
   What moves and sums whole matrices: transposes inward, stretches outward,
   numbers in front, and sums over an axis that nothing varies along.  Read
   form.h before. */
#include "symbolic/form.h"

#include "graph.h"

static ad_sym call(ad_algebra *w, ad_op op, size_t n, const ad_sym *x,
                   size_t at0, ad_sym_shape shape)
{
  return ad_sym_intern(w, &(ad_cell){.kind = AD_SYM_call, .op = op,
                                     .shape = shape, .at = {at0}}, n, x, NULL);
}

/* --- stretching and summing up ------------------------------------------ */

ad_sym ad_sym_like(ad_algebra *w, ad_sym x, ad_sym_shape shape)
{
  ad_ratio c;
  if (!ad_sym_ready(w, x))
    return AD_NO_SYM;
  ad_sym_shape own = w->cells[x].shape;
  if (ad_shape_same(own, shape))
    return x;
  int down = own.rows != 1 && shape.rows == 1;
  int across = own.cols != 1 && shape.cols == 1;
  if (down || across)
    return ad_sym_like(w, ad_sym_total(w, x, down && across ? AD_ALL
                                             : down         ? AD_OVER_ROWS
                                                            : AD_OVER_COLS),
                       shape);
  ad_sym core = ad_sym_core(w, x, &c);
  if (ad_sym_is_number(w, core))
    return call(w, AD_OP_expand, 1, &x, 0, shape);
  if (ad_sym_calls(w, core, AD_OP_expand))
    core = ad_sym_operand(w, core, 0);
  return ad_sym_scale(w, c, call(w, AD_OP_expand, 1, &core, 0, shape));
}

static ad_ratio size_of(size_t n, unsigned name)
{
  return (ad_ratio){(double)n, 1, ad_size_alone(name)};
}

/* How often an operand is added up where it is stretched to `shape`. */
static ad_ratio times_over(ad_sym_shape own, ad_sym_shape shape, ad_axis axis)
{
  ad_ratio n = AD_ONE;
  if (axis != AD_OVER_COLS && own.rows == 1)
    n = ad_ratio_times(n, size_of(shape.rows, shape.row_size));
  if (axis != AD_OVER_ROWS && own.cols == 1)
    n = ad_ratio_times(n, size_of(shape.cols, shape.col_size));
  return n;
}

/* Does x not vary along the axis? */
static int is_constant(const ad_algebra *w, ad_sym x, ad_axis axis)
{
  ad_sym_shape shape = w->cells[x].shape;
  return ad_shape_same(shape, ad_shape_reduced(shape, axis));
}

/* Of a product, the factors that vary along the axis, or those that do
   not. */
static ad_sym factors(ad_algebra *w, ad_sym product, ad_axis axis, int constant)
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
  ad_sym inside = factors(w, x, axis, 0), outside = factors(w, x, axis, 1);
  if (!ad_sym_ready(w, inside) || !ad_sym_ready(w, outside))
    return AD_NO_SYM;
  ad_sym_shape left = ad_shape_reduced(w->cells[outside].shape, axis);
  if (ad_sym_is_number(w, outside) || ad_sym_is_number(w, inside) ||
      !ad_shape_same(ad_shape_joint(w->cells[inside].shape, left), shape))
    return call(w, AD_OP_sum, 1, &x, axis, ad_shape_reduced(shape, axis));
  return ad_sym_mul(w, outside, ad_sym_total(w, inside, axis));
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
    c = ad_ratio_times(c, times_over(w->cells[of].shape, shape, axis));
    ad_sym sum = ad_sym_scale(w, c, ad_sym_total(w, of, axis));
    return ad_sym_like(w, sum, ad_shape_reduced(shape, axis));
  }
  if (!ad_ratio_same(c, AD_ONE))
    return ad_sym_scale(w, c, ad_sym_total(w, core, axis));
  if (w->open && sums_to_one(w, core, axis))
    return ad_sym_like(w, ad_sym_number(w, AD_ONE),
                       ad_shape_reduced(shape, axis));
  ad_sym beside = axis == AD_ALL ? ad_sym_without_identity(w, core) : AD_NO_SYM;
  if (beside != AD_NO_SYM)
    return ad_sym_total(w, diagonal_of(w, beside, shape), AD_ALL);
  if (w->cells[core].kind == AD_SYM_product)
    return total_product(w, core, axis);
  if (ad_sym_calls(w, core, AD_OP_transpose)) {
    ad_axis turned = axis == AD_OVER_ROWS   ? AD_OVER_COLS
                     : axis == AD_OVER_COLS ? AD_OVER_ROWS
                                            : AD_ALL;
    return ad_sym_transpose(
      w, ad_sym_total(w, ad_sym_operand(w, core, 0), turned));
  }
  return call(w, AD_OP_sum, 1, &core, axis, ad_shape_reduced(shape, axis));
}

/* --- transposes and products -------------------------------------------- */

ad_sym ad_sym_transpose(ad_algebra *w, ad_sym x)
{
  ad_ratio c;
  if (!ad_sym_ready(w, x))
    return AD_NO_SYM;
  ad_sym core = ad_sym_core(w, x, &c);
  if (!ad_sym_ready(w, core) || ad_shape_single(w->cells[core].shape))
    return x;
  ad_sym_shape turned = ad_shape_turned(w->cells[core].shape);
  if (ad_sym_calls(w, core, AD_OP_transpose))
    return ad_sym_scale(w, c, ad_sym_operand(w, core, 0));
  if (ad_sym_calls(w, core, AD_OP_expand))
    return ad_sym_scale(
      w, c, ad_sym_like(w, ad_sym_transpose(w, ad_sym_operand(w, core, 0)),
                        turned));
  if (ad_sym_calls(w, core, AD_OP_matmul)) {
    ad_sym right = ad_sym_operand(w, core, 1);
    ad_sym left = ad_sym_transpose(w, ad_sym_operand(w, core, 0));
    right = ad_sym_transpose(w, right);
    return ad_sym_scale(w, c, ad_sym_matmul(w, right, left));
  }
  ad_sym rest, single = ad_sym_single_factors(w, core, &rest);
  if (ad_sym_ready(w, single) && rest != core)
    return ad_sym_scale(w, c, ad_sym_mul(w, single,
                                         ad_sym_transpose(w, rest)));
  if (ad_sym_without_identity(w, core) != AD_NO_SYM &&
      w->cells[core].kind == AD_SYM_call) /* the identity itself            */
    return x;
  return ad_sym_scale(w, c, call(w, AD_OP_transpose, 1, &core, 0, turned));
}

/* f*eye(n) @ y is f*y, (f*x) @ y is f*(x @ y), of what is to be read. */
static ad_sym drawn_out(ad_algebra *w, ad_sym x, ad_sym y)
{
  ad_sym left = ad_sym_without_identity(w, x);
  ad_sym right = ad_sym_without_identity(w, y);
  if (left != AD_NO_SYM && ad_shape_single(w->cells[left].shape))
    return ad_sym_mul(w, left, y);
  if (right != AD_NO_SYM && ad_shape_single(w->cells[right].shape))
    return ad_sym_mul(w, x, right);
  ad_sym inner_x, inner_y;
  ad_sym s = ad_sym_single_factors(w, x, &inner_x);
  ad_sym r = ad_sym_single_factors(w, y, &inner_y);
  if (inner_x == x && inner_y == y)
    return AD_NO_SYM;
  return ad_sym_mul(w, ad_sym_mul(w, s, r), ad_sym_matmul(w, inner_x, inner_y));
}

/* ones @ x is the sum of its rows, stretched; x @ ones that of its columns. */
static ad_sym stretched_product(ad_algebra *w, ad_sym x, ad_sym y,
                                ad_sym_shape shape)
{
  ad_sym of;
  if (ad_sym_calls(w, x, AD_OP_expand)) {
    of = ad_sym_operand(w, x, 0);
    if (w->cells[of].shape.cols == 1)
      of = ad_sym_mul(w, of, ad_sym_total(w, y, AD_OVER_ROWS));
    else
      of = ad_sym_matmul(w, of, y);
  } else {
    of = ad_sym_operand(w, y, 0);
    if (w->cells[of].shape.rows == 1)
      of = ad_sym_mul(w, ad_sym_total(w, x, AD_OVER_COLS), of);
    else
      of = ad_sym_matmul(w, x, of);
  }
  return ad_sym_like(w, of, shape);
}

ad_sym ad_sym_matmul(ad_algebra *w, ad_sym x, ad_sym y)
{
  ad_ratio c, d;
  if (!ad_sym_ready(w, x) || !ad_sym_ready(w, y))
    return AD_NO_SYM;
  ad_sym_shape left = w->cells[x].shape, right = w->cells[y].shape;
  ad_sym_shape shape = {left.rows, right.cols, left.unit_rows, right.unit_cols,
                        left.row_size, right.col_size};
  if (ad_sym_is_zero(w, x) || ad_sym_is_zero(w, y))
    return ad_sym_zeros(w, shape);
  if (ad_shape_single(left) || ad_shape_single(right))
    return ad_sym_mul(w, x, y);
  x = ad_sym_core(w, x, &c);
  y = ad_sym_core(w, y, &d);
  c = ad_ratio_times(c, d);
  if (!ad_sym_ready(w, x) || !ad_sym_ready(w, y))
    return AD_NO_SYM;
  if (ad_sym_calls(w, x, AD_OP_expand) || ad_sym_calls(w, y, AD_OP_expand))
    return ad_sym_scale(w, c, stretched_product(w, x, y, shape));
  ad_sym drawn = drawn_out(w, x, y);
  if (drawn != AD_NO_SYM)
    return ad_sym_scale(w, c, drawn);
  return ad_sym_scale(w, c, call(w, AD_OP_matmul, 2, (const ad_sym[]){x, y}, 0,
                                 shape));
}
