/* SPDX-License-Identifier: GPL-3.0-or-later
   What moves whole matrices: transposes inward, stretches outward, numbers in
   front.  Read form.h before. */
#include "symbolic/form.h"

#include "graph.h"

static ad_sym call(ad_algebra *w, ad_op op, size_t n, const ad_sym *x,
                   size_t at0, ad_sym_shape shape)
{
  return ad_sym_intern(w, &(ad_cell){.kind = AD_SYM_call, .op = op,
                                     .shape = shape, .at = {at0}}, n, x, NULL);
}

/* --- stretching --------------------------------------------------------- */

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
