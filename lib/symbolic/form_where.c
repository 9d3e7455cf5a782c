/* SPDX-License-Identifier: GPL-3.0-or-later
   Choices as forms: where(condition, x, y), and the conditions that a formula
   to be read does not need.  Read form.h before. */
#include "symbolic/form.h"

#include <math.h>

#include "graph.h"
#include "symbolic/form_shorter.h"

/* x without the number in front of it. */
static ad_sym unscaled(const ad_algebra *w, ad_sym x)
{
  return w->cells[x].kind == AD_SYM_scale ? ad_sym_operand(w, x, 0) : x;
}

/* Is it a factor of x, or x? */
static int is_factor(const ad_algebra *w, ad_sym asked, ad_sym x)
{
  return ad_sym_exponent(w, unscaled(w, x), asked) > 0;
}

/* Is a - b, whatever number it has in front, a factor of x? */
static int has_difference(ad_algebra *w, ad_sym a, ad_sym b, ad_sym x)
{
  ad_ratio c;
  ad_sym less = ad_sym_sub(w, a, b);
  return ad_sym_ready(w, less) && is_factor(w, ad_sym_core(w, less, &c), x);
}

/* Is the condition a factor of x, or does it only ask whether one is not 0, as
   a != b asks of a - b?  Then it is in x already, in a formula. */
static int is_in(ad_algebra *w, ad_sym condition, ad_sym x)
{
  if (!w->open)
    return 0;
  if (ad_sym_calls(w, condition, AD_OP_ne)) {
    ad_sym a = ad_sym_operand(w, condition, 0);
    ad_sym b = ad_sym_operand(w, condition, 1);
    if (has_difference(w, a, b, x) || has_difference(w, b, a, x))
      return 1;
  }
  return ad_sym_is_tame(w, x) && is_factor(w, condition, x);
}

/* Does the condition only guard x against a division by a node that is known
   not to be 0? */
static int is_needless(const ad_algebra *w, ad_sym condition, ad_sym x)
{
  if (!w->open || !ad_sym_calls(w, condition, AD_OP_ne) ||
      !ad_sym_is_zero(w, ad_sym_operand(w, condition, 1)))
    return 0;
  ad_sym asked = ad_sym_operand(w, condition, 0);
  return w->cells[asked].nonzero &&
         ad_sym_exponent(w, unscaled(w, x), asked) < 0;
}

/* What is asked at the same time by a condition that is 0 where x is to be read
   (a product of masks, or its being 0), AD_NO_SYM where it is none. */
static ad_sym asked_together(const ad_algebra *w, ad_sym condition, int when)
{
  if (ad_sym_calls(w, condition, AD_OP_eq) &&
      ad_sym_is_zero(w, ad_sym_operand(w, condition, 1))) {
    condition = ad_sym_operand(w, condition, 0);
    when = !when;
  }
  return when || w->cells[condition].kind != AD_SYM_product ? AD_NO_SYM
                                                            : condition;
}

/* Is the condition, which is not 0 where x is to be read (`when`) or is 0
   there, a guard against 0 times infinity, as of y log(s) at y = 0 and s = 0?
   A formula does not say so: such masks ask together for infinity, or for what
   is a factor or a divisor of x to be 0. */
static int is_guard(ad_algebra *w, ad_sym condition, int when, ad_sym x)
{
  ad_sym masks = asked_together(w, condition, when);
  if (!w->open || masks == AD_NO_SYM)
    return 0;
  int found = 0;
  for (size_t k = 0; k < w->cells[masks].n; k++) {
    ad_sym mask = ad_sym_operand(w, masks, k);
    if (!ad_sym_is_mask(w, mask))
      return 0;
    if (!ad_sym_calls(w, mask, AD_OP_eq))
      continue;
    ad_sym a = ad_sym_operand(w, mask, 0), b = ad_sym_operand(w, mask, 1);
    found |= ad_sym_is_zero(w, b)
               ? ad_sym_exponent(w, unscaled(w, x), a) != 0
               : ad_sym_is_number(w, b) && isinf(w->cells[b].number.num);
  }
  return found;
}

ad_sym ad_sym_where(ad_algebra *w, ad_sym condition, ad_sym x, ad_sym y)
{
  if (!ad_sym_ready(w, condition) || !ad_sym_ready(w, x) || !ad_sym_ready(w, y))
    return AD_NO_SYM;
  ad_sym_shape shape = ad_shape_joint(w->cells[condition].shape,
                                  ad_shape_joint(w->cells[x].shape,
                                                 w->cells[y].shape));
  ad_sym everywhere = ad_sym_every_entry(w, condition);
  if (everywhere != AD_NO_SYM && ad_sym_is_number(w, everywhere))
    return ad_sym_like(w, w->cells[everywhere].number.num != 0 ? x : y, shape);
  if (x == y || (ad_sym_is_zero(w, x) && ad_sym_is_zero(w, y)) ||
      (ad_sym_is_zero(w, y) && is_guard(w, condition, 1, x)))
    return ad_sym_like(w, x, shape);
  if (ad_sym_is_zero(w, x) && is_guard(w, condition, 0, y))
    return ad_sym_like(w, y, shape);
  if (w->open && ad_sym_is_mask(w, condition) && ad_sym_is_zero(w, x)) {
    ad_sym zero[2] = {condition, ad_sym_number(w, AD_ZERO)};
    return ad_sym_where(w, ad_sym_elementwise(w, AD_OP_eq, 2, zero), y, x);
  }
  if (ad_sym_is_zero(w, y) && (is_needless(w, condition, x) ||
                               is_in(w, condition, x)))
    return ad_sym_like(w, x, shape);
  if (ad_shape_same(w->cells[condition].shape, shape)) {
    x = ad_sym_unstretched(w, x);
    y = ad_sym_unstretched(w, y);
    if (!ad_sym_ready(w, x) || !ad_sym_ready(w, y))
      return AD_NO_SYM;
  }
  if (ad_sym_calls(w, x, AD_OP_where) &&
      ad_sym_operand(w, x, 0) == condition) /* chosen already */
    x = ad_sym_operand(w, x, 1);
  return ad_sym_intern(w, &(ad_cell){.kind = AD_SYM_call, .op = AD_OP_where,
                                     .shape = shape}, 3,
                       (const ad_sym[]){condition, x, y}, NULL);
}
