/* SPDX-License-Identifier: GPL-3.0-or-later
   Numbers in front, and sums: flat, like terms together, what is common to all
   of them in front, positive terms first.  Read form.h before. */
#include "symbolic/form.h"

#include <math.h>

/* Has the sum terms of both signs? */
static int is_mixed(const ad_algebra *w, ad_sym x)
{
  int signs = 0;
  for (size_t k = 0; k < w->cells[x].n; k++)
    signs |= ad_sym_weight(w, x, k).num < 0 ? 1 : 2;
  return signs == 3;
}

static ad_status order_terms(ad_algebra *w, const ad_sym_list *list,
                             ad_sym_list *ordered);

/* -(a - b) is b - a. */
static ad_sym turned_sum(ad_algebra *w, ad_sym x)
{
  ad_sym_list list, ordered;
  ad_sym sum = AD_NO_SYM;
  ad_sym_shape shape = w->cells[x].shape;
  ad_sym_list_start(w, &list);
  for (size_t k = 0; k < w->cells[x].n; k++)
    ad_sym_list_add(w, &list, ad_sym_operand(w, x, k),
                    ad_ratio_minus(ad_sym_weight(w, x, k)));
  if (order_terms(w, &list, &ordered) == AD_OK)
    sum = ad_sym_intern(w, &(ad_cell){.kind = AD_SYM_sum, .shape = shape},
                        ordered.n, ordered.x, ordered.c);
  ad_sym_list_free(&ordered);
  ad_sym_list_free(&list);
  return sum;
}

ad_sym ad_sym_scale(ad_algebra *w, ad_ratio c, ad_sym x)
{
  ad_ratio inner;
  if (!ad_sym_ready(w, x))
    return AD_NO_SYM;
  ad_sym core = ad_sym_core(w, x, &inner);
  c = ad_ratio_times(c, inner);
  if (!ad_sym_ready(w, core))
    return AD_NO_SYM;
  if (ad_sym_is_number(w, core))
    return ad_sym_number(w, c);
  ad_sym_shape shape = w->cells[core].shape;
  if (c.num == 0)
    return ad_sym_zeros(w, shape);
  if (ad_ratio_same(c, AD_ONE))
    return core;
  if (ad_sym_calls(w, core, AD_OP_expand) &&
      ad_sym_is_number(w, ad_sym_operand(w, core, 0)))
    return ad_sym_like(w, ad_sym_scale(w, c, ad_sym_operand(w, core, 0)),
                       shape);
  if (c.num < 0 && w->cells[core].kind == AD_SYM_sum && is_mixed(w, core))
    return ad_sym_scale(w, ad_ratio_minus(c), turned_sum(w, core));
  return ad_sym_intern(w, &(ad_cell){.kind = AD_SYM_scale, .shape = shape,
                                     .number = c}, 1, &core, NULL);
}

ad_sym ad_sym_neg(ad_algebra *w, ad_sym x)
{
  return ad_sym_scale(w, ad_ratio_of(-1), x);
}

/* --- collecting the terms ----------------------------------------------- */

ad_ratio ad_sym_sizes(const ad_algebra *w, ad_ratio c)
{
  ad_ratio x = AD_ONE;
  for (unsigned i = 0; i < w->g->sizes.n; i++) {
    int halves = c.of.halves[i], odd = halves % 2 != 0;
    ad_ratio size = {w->g->sizes.values[i], 1,
                     ad_size_named_by(&w->g->sizes, i + 1)};
    if (odd)
      size = (ad_ratio){sqrt(size.num), 1, ad_size_root(size.of)};
    if (halves != 0)
      x = ad_ratio_times(x, ad_ratio_power(size, odd ? halves : halves / 2));
  }
  return x;
}

/* A number; of what is to be read, sizes are terms beside others: n + 3. */
static void add_number(ad_algebra *w, ad_sym_list *list, ad_ratio c)
{
  ad_ratio sizes = w->open ? ad_sym_sizes(w, c) : AD_ONE;
  ad_sym x = ad_sym_number(w, sizes);
  if (ad_sym_ready(w, x))
    ad_sym_list_add(w, list, x, ad_ratio_times(c, ad_ratio_inverse(sizes)));
}

/* c x, without its stretches: the other terms, or the end, have the shape. */
static void add_term(ad_algebra *w, ad_sym_list *list, ad_sym x, ad_ratio c)
{
  ad_ratio inner;
  x = ad_sym_core(w, x, &inner);
  c = ad_ratio_times(c, inner);
  if (ad_sym_ready(w, x) && ad_sym_calls(w, x, AD_OP_expand)) {
    x = ad_sym_core(w, ad_sym_operand(w, x, 0), &inner);
    c = ad_ratio_times(c, inner);
  }
  if (!ad_sym_ready(w, x) || c.num == 0)
    return;
  if (ad_sym_is_number(w, x))
    add_number(w, list, c);
  else
    ad_sym_list_add(w, list, x, c);
}

static int is_frozen(const ad_algebra *w, ad_sym x)
{
  return w->cells[x].kind == AD_SYM_call &&
         ad_op_get(w->cells[x].op)->edge == AD_EDGE_frozen;
}

int ad_sym_has_frozen(const ad_algebra *w, ad_sym x)
{
  int frozen = 0;
  if (w->cells[x].kind == AD_SYM_scale)
    x = ad_sym_operand(w, x, 0);
  for (size_t k = 0; w->cells[x].kind == AD_SYM_sum && k < w->cells[x].n; k++)
    frozen = frozen || is_frozen(w, ad_sym_operand(w, x, k));
  return frozen || is_frozen(w, x);
}

ad_sym ad_sym_unfrozen(ad_algebra *w, ad_sym x)
{
  for (size_t k = 0; x != AD_NO_SYM && w->cells[x].kind == AD_SYM_sum &&
                     k < w->cells[x].n; k++) {
    ad_sym term = ad_sym_operand(w, x, k);
    if (is_frozen(w, term))
      return ad_sym_unfrozen(
        w, ad_sym_sub(w, x, ad_sym_scale(w, ad_sym_weight(w, x, k), term)));
  }
  return x;
}

/* The terms of c x: those of a sum, but of a long one, or one that has a
   number in front and nothing frozen in it, as one; those of a stretched sum
   where something in it is frozen. */
static void add_terms(ad_algebra *w, ad_sym_list *list, ad_sym x, ad_ratio c)
{
  ad_ratio inner;
  ad_sym core = ad_sym_core(w, x, &inner);
  ad_ratio whole = ad_ratio_times(c, inner);
  if (w->open && ad_sym_ready(w, core) && ad_sym_calls(w, core, AD_OP_expand) &&
      ad_sym_has_frozen(w, ad_sym_operand(w, core, 0))) {
    core = ad_sym_core(w, ad_sym_operand(w, core, 0), &inner);
    whole = ad_ratio_times(whole, inner);
  }
  if (!w->open || !ad_sym_ready(w, core) || w->cells[core].kind != AD_SYM_sum ||
      w->cells[core].n > AD_SYM_MOST ||
      ((fabs(whole.num) != 1 || whole.den != 1) &&
       !ad_sym_has_frozen(w, core))) {
    add_term(w, list, x, c);
    return;
  }
  for (size_t k = 0; k < w->cells[core].n; k++)
    add_term(w, list, ad_sym_operand(w, core, k),
             ad_ratio_times(whole, ad_sym_weight(w, core, k)));
}

static void drop_zeros(ad_sym_list *list)
{
  size_t n = 0;
  for (size_t k = 0; k < list->n; k++)
    if (list->c[k].num != 0) {
      list->x[n] = list->x[k];
      list->c[n++] = list->c[k];
    }
  list->n = n;
}

/* --- the form of what is left ------------------------------------------- */

/* What is common to all terms: their number where it is the same, and the
   sign where all are negative. */
static ad_ratio take_common(ad_sym_list *list)
{
  int negative = 1, alike = 1;
  ad_ratio first = list->c[0];
  for (size_t k = 0; k < list->n; k++) {
    negative = negative && list->c[k].num < 0;
    alike = alike && fabs(list->c[k].num) == fabs(first.num) &&
            list->c[k].den == first.den &&
            ad_size_is_none(ad_size_times(list->c[k].of, first.of, -1));
  }
  ad_ratio common = alike ? first : AD_ONE;
  common.num = fabs(common.num);
  if (!isfinite(ad_ratio_value(common)))
    return AD_ONE;
  if (negative)
    common = ad_ratio_minus(common);
  for (size_t k = 0; k < list->n && !ad_ratio_same(common, AD_ONE); k++)
    list->c[k] = ad_ratio_times(list->c[k], ad_ratio_inverse(common));
  return common;
}

/* Positive terms first, otherwise in order. */
static ad_status order_terms(ad_algebra *w, const ad_sym_list *list,
                             ad_sym_list *ordered)
{
  ad_sym_list_start(w, ordered);
  for (size_t k = 0; k < list->n; k++)
    if (!(list->c[k].num < 0))
      ad_sym_list_add(w, ordered, list->x[k], list->c[k]);
  for (size_t k = 0; k < list->n; k++)
    if (list->c[k].num < 0)
      ad_sym_list_add(w, ordered, list->x[k], list->c[k]);
  return w->error.status;
}

static ad_sym sum_of(ad_algebra *w, ad_sym_list *list)
{
  if (list->n == 0)
    return ad_sym_number(w, AD_ZERO);
  if (list->n == 1)
    return ad_sym_scale(w, list->c[0], list->x[0]);
  ad_ratio common = take_common(list);
  ad_sym_shape shape = w->cells[list->x[0]].shape;
  for (size_t k = 1; k < list->n; k++)
    shape = ad_shape_joint(shape, w->cells[list->x[k]].shape);
  ad_sym_list ordered;
  ad_sym sum = AD_NO_SYM;
  if (order_terms(w, list, &ordered) == AD_OK)
    sum = ad_sym_intern(w, &(ad_cell){.kind = AD_SYM_sum, .shape = shape},
                        ordered.n, ordered.x, ordered.c);
  ad_sym_list_free(&ordered);
  return ad_sym_scale(w, common, sum);
}

ad_sym ad_sym_sum(ad_algebra *w, size_t n, const ad_ratio *c, const ad_sym *x)
{
  ad_sym_list list;
  ad_sym_shape shape = AD_SCALAR;
  for (size_t k = 0; k < n; k++) {
    if (!ad_sym_ready(w, x[k]))
      return AD_NO_SYM;
    shape = k == 0 ? w->cells[x[k]].shape
                   : ad_shape_joint(shape, w->cells[x[k]].shape);
  }
  ad_sym_number(w, AD_ONE); /* cores are older than the list */
  ad_sym_list_start(w, &list);
  for (size_t k = 0; k < n; k++)
    add_terms(w, &list, x[k], c[k]);
  drop_zeros(&list);
  ad_sym sum = w->error.status == AD_OK ? sum_of(w, &list) : AD_NO_SYM;
  ad_sym_list_free(&list);
  return ad_sym_like(w, sum, shape);
}

ad_sym ad_sym_add(ad_algebra *w, ad_sym x, ad_sym y)
{
  return ad_sym_sum(w, 2, (const ad_ratio[]){AD_ONE, AD_ONE},
                    (const ad_sym[]){x, y});
}

ad_sym ad_sym_sub(ad_algebra *w, ad_sym x, ad_sym y)
{
  return ad_sym_sum(w, 2, (const ad_ratio[]){AD_ONE, ad_ratio_of(-1)},
                    (const ad_sym[]){x, y});
}
