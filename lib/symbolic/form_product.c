/* SPDX-License-Identifier: GPL-3.0-or-later
   Products entry by entry: flat, exponents of one base added up, numbers in
   front.  Read form.h before. */
#include "symbolic/form.h"

#include <math.h>

#include "graph.h"

/* x^k, factor by factor: numbers go to *c, a stretch falls away. */
static void add_factor(ad_algebra *w, ad_sym_list *list, ad_sym x, int k,
                       ad_ratio *c)
{
  ad_ratio inner;
  for (int i = 0; i < 2 && ad_sym_ready(w, x); i++) {
    x = ad_sym_core(w, x, &inner);
    *c = ad_ratio_times(*c, ad_ratio_power(inner, k));
    if (ad_sym_ready(w, x) && ad_sym_calls(w, x, AD_OP_expand))
      x = ad_sym_operand(w, x, 0);
    else
      break;
  }
  if (!ad_sym_ready(w, x) || ad_sym_is_number(w, x))
    return;
  int flat = w->open && w->cells[x].kind == AD_SYM_product &&
             w->cells[x].n <= AD_SYM_MOST;
  for (size_t i = 0; flat && i < w->cells[x].n; i++)
    ad_sym_list_add(w, list, ad_sym_operand(w, x, i),
                    ad_ratio_times(ad_ratio_of(k), ad_sym_weight(w, x, i)));
  if (!flat)
    ad_sym_list_add(w, list, x, ad_ratio_of(k));
}

/* The factors whose exponent is not 0, and how they stand together; powers of
   a mask are the mask. */
static ad_sym product_of(ad_algebra *w, ad_sym_list *list)
{
  size_t n = 0;
  ad_sym_shape shape = AD_SCALAR;
  for (size_t k = 0; k < list->n; k++) {
    if (list->c[k].num == 0)
      continue;
    list->x[n] = list->x[k];
    list->c[n] = list->c[k].num > 1 && ad_sym_is_mask(w, list->x[k]) ? AD_ONE
                                                              : list->c[k];
    ad_sym_shape own = w->cells[list->x[n++]].shape;
    shape = n == 1 ? own : ad_shape_joint(shape, own);
  }
  if (n == 0)
    return ad_sym_number(w, AD_ONE);
  if (n == 1 && ad_ratio_same(list->c[0], AD_ONE))
    return list->x[0];
  return ad_sym_intern(w, &(ad_cell){.kind = AD_SYM_product, .shape = shape}, n,
                       list->x, list->c);
}

/* x^j y^k */
static ad_sym powers(ad_algebra *w, ad_sym x, int j, ad_sym y, int k)
{
  if (!ad_sym_ready(w, x) || !ad_sym_ready(w, y))
    return AD_NO_SYM;
  ad_sym_shape shape = ad_shape_joint(w->cells[x].shape, w->cells[y].shape);
  if (ad_sym_is_zero(w, x) || (k > 0 && ad_sym_is_zero(w, y)))
    return ad_sym_zeros(w, shape);
  ad_ratio c = AD_ONE;
  ad_sym_list list;
  ad_sym_number(w, AD_ONE);
  ad_sym_list_start(w, &list);
  add_factor(w, &list, x, j, &c);
  add_factor(w, &list, y, k, &c);
  ad_sym core = w->error.status == AD_OK ? product_of(w, &list) : AD_NO_SYM;
  ad_sym_list_free(&list);
  return ad_sym_like(w, ad_sym_scale(w, c, core), shape);
}

/* where(m, x, 0) y is where(m, x y, 0): a side that is not taken adds nothing,
   though y be infinite there.  A cut keeps its node.  AD_NO_SYM where x is no
   such choice. */
static ad_sym masked(ad_algebra *w, ad_sym x, ad_sym y)
{
  ad_ratio c;
  if (!ad_sym_ready(w, x) || !ad_sym_ready(w, y))
    return AD_NO_SYM;
  ad_sym core = ad_sym_core(w, x, &c), choice = core;
  if (ad_sym_ready(w, core) && w->cells[core].kind == AD_SYM_cut && !w->open)
    choice = ad_sym_operand(w, core, 0);
  if (!ad_sym_ready(w, choice) || !ad_sym_calls(w, choice, AD_OP_where) ||
      !ad_sym_is_zero(w, ad_sym_operand(w, choice, 2)))
    return AD_NO_SYM;
  ad_sym mask = ad_sym_operand(w, choice, 0);
  ad_sym none = ad_sym_operand(w, choice, 2);
  ad_sym taken = choice == core ? ad_sym_operand(w, core, 1) : core;
  ad_sym product = choice == core ? ad_sym_mul(w, taken, y)
                                  : powers(w, taken, 1, y, 1);
  return ad_sym_scale(w, c, ad_sym_where(w, mask, product, none));
}

/* The part of y, which broadcasts to x, that lies where `of` was put in x. */
static ad_sym beside_part(ad_algebra *w, ad_sym x, ad_sym of, ad_sym y)
{
  ad_cell whole = w->cells[x];
  ad_sym_shape part = w->cells[of].shape;
  if (ad_shape_single(w->cells[y].shape))
    return y;
  y = ad_sym_like(w, y, whole.shape);
  return ad_sym_call(w, AD_OP_slice, 1, &y, whole.at[0], whole.at[1], part);
}

/* Zeros around a part are no numbers either: 0 times what is infinite beside
   it adds nothing.  As masked, of what is computed. */
static ad_sym framed(ad_algebra *w, ad_sym x, ad_sym y)
{
  ad_ratio c;
  if (w->open || !ad_sym_ready(w, x) || !ad_sym_ready(w, y))
    return AD_NO_SYM;
  ad_sym core = ad_sym_core(w, x, &c);
  if (ad_sym_ready(w, core) && w->cells[core].kind == AD_SYM_cut)
    core = ad_sym_operand(w, core, 0);
  if (!ad_sym_ready(w, core) || w->cells[core].kind != AD_SYM_call)
    return AD_NO_SYM;
  ad_cell cell = w->cells[core];
  ad_sym_shape joint = ad_shape_joint(cell.shape, w->cells[y].shape);
  ad_form form = ad_op_get(cell.op)->form;
  if (!ad_shape_same(joint, cell.shape) ||
      (form != AD_FORM_put && form != AD_FORM_same))
    return AD_NO_SYM;
  ad_sym of = ad_sym_operand(w, core, 0);
  ad_sym part = form == AD_FORM_put ? beside_part(w, core, of, y) : y;
  part = ad_sym_mul(w, of, part);
  part = ad_sym_like(w, part, w->cells[of].shape);
  return ad_sym_scale(w, c, ad_sym_call(w, cell.op, 1, &part, cell.at[0],
                                        cell.at[1], cell.shape));
}

ad_sym ad_sym_mul(ad_algebra *w, ad_sym x, ad_sym y)
{
  ad_sym product = masked(w, x, y);
  if (product == AD_NO_SYM)
    product = masked(w, y, x);
  if (product == AD_NO_SYM)
    product = framed(w, x, y);
  if (product == AD_NO_SYM)
    product = framed(w, y, x);
  return product == AD_NO_SYM ? powers(w, x, 1, y, 1) : product;
}

ad_sym ad_sym_div(ad_algebra *w, ad_sym x, ad_sym y)
{
  return powers(w, x, 1, y, -1);
}

ad_sym ad_sym_power(ad_algebra *w, ad_sym x, int k)
{
  return powers(w, ad_sym_number(w, AD_ONE), 1, x, k);
}
