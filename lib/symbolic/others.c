/* SPDX-License-Identifier: GPL-3.0-or-later
   The derivative of a product of entries, without a division: the others of
   each half are its own others times the product of the other half.  Of n
   entries there are about 3 n forms, n log n entries together.  Read rule.h
   before. */
#include "symbolic/rule.h"

enum { DEEPEST = 64 }; /* halvings of a size_t */

/* A half of x: rows from r0, columns from c0, of this many. */
static ad_sym half(ad_algebra *w, ad_sym x, size_t r0, size_t c0, size_t rows,
                   size_t cols)
{
  ad_sym_shape shape = {rows, cols, rows == 1, cols == 1, 0, 0};
  return ad_sym_call(w, AD_OP_slice, 1, &x, r0, c0, shape);
}

static ad_sym product(ad_algebra *w, ad_sym x, ad_axis axis)
{
  ad_sym_shape shape = ad_shape_reduced(w->cells[x].shape, axis);
  if (ad_shape_same(shape, w->cells[x].shape))
    return x;
  return ad_sym_call(w, AD_OP_prod, 1, &x, axis, 0, shape);
}

/* Two halves in their places again: upright, one above the other. */
static ad_sym joined(ad_algebra *w, ad_sym x, ad_sym y, ad_sym_shape shape,
                     int upright)
{
  if (!ad_sym_ready(w, x) || !ad_sym_ready(w, y))
    return AD_NO_SYM;
  ad_sym_shape first = w->cells[x].shape;
  x = ad_sym_call(w, AD_OP_place, 1, &x, 0, 0, shape);
  y = ad_sym_call(w, AD_OP_place, 1, &y, upright ? first.rows : 0,
                  upright ? 0 : first.cols, shape);
  return ad_sym_add(w, x, y);
}

static ad_sym others(ad_algebra *w, ad_sym x, ad_axis axis, int depth)
{
  if (!ad_sym_ready(w, x))
    return AD_NO_SYM;
  ad_sym_shape s = w->cells[x].shape;
  int upright = axis != AD_OVER_COLS && s.rows > 1;
  size_t length = upright ? s.rows : axis == AD_OVER_ROWS ? 1 : s.cols;
  if (length == 1 || depth == DEEPEST)
    return ad_sym_like(w, ad_sym_number(w, AD_ONE), s);
  size_t first = length / 2, rest = length - first;
  ad_sym top = upright ? half(w, x, 0, 0, first, s.cols)
                       : half(w, x, 0, 0, s.rows, first);
  ad_sym end = upright ? half(w, x, first, 0, rest, s.cols)
                       : half(w, x, 0, first, s.rows, rest);
  if (!ad_sym_ready(w, top) || !ad_sym_ready(w, end))
    return AD_NO_SYM;
  ad_sym above = ad_sym_mul(w, others(w, top, axis, depth + 1),
                            product(w, end, axis));
  ad_sym below = ad_sym_mul(w, others(w, end, axis, depth + 1),
                            product(w, top, axis));
  above = ad_sym_like(w, above, w->cells[top].shape);
  return joined(w, above, ad_sym_like(w, below, w->cells[end].shape), s,
                upright);
}

ad_sym ad_rule_others(ad_algebra *w, ad_sym x, ad_axis axis)
{
  return others(w, x, axis, 0);
}
