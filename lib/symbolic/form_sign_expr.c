/* SPDX-License-Identifier: GPL-3.0-or-later
   Forms to terms: sums of comparisons that have a name.  The partial of abs is
   (u > 0) - (u < 0), sign(u); that of max, which shares a tie, is
   (u > v) + 0.5*(u == v), heaviside(u - v).  Read form_terms.h before. */
#include <math.h>

#include "graph.h"
#include "symbolic/form_terms.h"

/* greater > less, whichever way it is written; or greater == less. */
typedef struct comparison {
  ad_sym greater, less;
  int is_equal;
} comparison;

static int is_comparison(const ad_terms *t, ad_sym x, comparison *out)
{
  const ad_cell *cell = ad_terms_cell(t, x);
  if (cell->kind != AD_SYM_call || (cell->op != AD_OP_gt &&
                                    cell->op != AD_OP_lt &&
                                    cell->op != AD_OP_eq))
    return 0;
  int turned = cell->op == AD_OP_lt;
  *out = (comparison){ad_terms_operand(t, cell, (size_t)turned),
                      ad_terms_operand(t, cell, (size_t)!turned),
                      cell->op == AD_OP_eq};
  return 1;
}

/* What c (x) + d (y) is called, x being an order. */
static const char *name_of(const ad_terms *t, const comparison *x, ad_ratio c,
                           const comparison *y, ad_ratio d)
{
  int same = x->greater == y->greater && x->less == y->less;
  int turned = x->greater == y->less && x->less == y->greater;
  if (y->is_equal)
    return (same || turned) &&
               ad_ratio_same(c, ad_ratio_times(d, ad_ratio_of(2)))
             ? "heaviside"
             : NULL;
  return ad_sym_is_zero(t->w, x->less) && ad_sym_is_zero(t->w, y->greater) &&
             x->greater == y->less && ad_ratio_same(c, ad_ratio_minus(d))
           ? "sign"
           : NULL;
}

/* The name that term k has with one of those that are not taken, and which. */
static const char *name_with(const ad_terms *t, const ad_cell *sum, size_t k,
                             uint64_t taken, size_t *with)
{
  comparison x, y;
  const char *name = NULL;
  if (!is_comparison(t, ad_terms_operand(t, sum, k), &x) || x.is_equal)
    return NULL;
  for (*with = 0; *with < sum->n; ++*with) {
    if (!(taken >> *with & 1) &&
        is_comparison(t, ad_terms_operand(t, sum, *with), &y))
      name = name_of(t, &x, ad_terms_weight(t, sum, k), &y,
                     ad_terms_weight(t, sum, *with));
    if (name)
      return name;
  }
  return NULL;
}

uint64_t ad_terms_named(const ad_terms *t, const ad_cell *sum, uint64_t taken,
                        const char **names)
{
  uint64_t others = 0;
  size_t with = 0;
  for (size_t k = 0; k < AD_SYM_MOST; k++)
    names[k] = NULL;
  if (sum->n > AD_SYM_MOST)
    return 0;
  for (size_t k = 0; k < sum->n; k++) {
    if ((taken | others) >> k & 1)
      continue;
    names[k] = name_with(t, sum, k, taken | others, &with);
    if (names[k])
      others |= (uint64_t)1 << with;
  }
  return others;
}

/* -x; of a sum, its terms with the other signs, positive ones first. */
static void put_minus(ad_terms *t, ad_sym x)
{
  const ad_cell *cell = ad_terms_cell(t, x);
  if (cell->kind != AD_SYM_sum) {
    ad_terms_scaled(t, ad_ratio_of(-1), x);
    return;
  }
  for (int sign = -1, started = 0; sign <= 1; sign += 2)
    for (size_t k = 0; k < cell->n; k++) {
      ad_ratio c = ad_ratio_minus(ad_terms_weight(t, cell, k));
      if (c.num * sign >= 0)
        continue;
      int minus = started && sign > 0;
      ad_terms_scaled(t, minus ? ad_ratio_minus(c) : c,
                      ad_terms_operand(t, cell, k));
      if (started)
        ad_terms_put(t, AD_T_INFIX, 2, minus ? "-" : "+");
      started = 1;
    }
}

/* What stands before x is less x; of -2 or -2*x, it is plus 2 or 2*x. */
static void put_less(ad_terms *t, ad_sym x)
{
  const ad_cell *cell = ad_terms_cell(t, x);
  int numbered = cell->kind == AD_SYM_number || cell->kind == AD_SYM_scale;
  int plus = numbered && cell->number.num < 0;
  if (!plus)
    ad_terms_form(t, x);
  else if (cell->kind == AD_SYM_number)
    ad_terms_ratio(t, ad_ratio_minus(cell->number));
  else
    ad_terms_scaled(t, ad_ratio_minus(cell->number),
                    ad_terms_operand(t, cell, 0));
  ad_terms_put(t, AD_T_INFIX, 2, plus ? "+" : "-");
}

/* greater - less, without a 0 that does not stretch the other one. */
static void put_difference(ad_terms *t, const comparison *x, ad_sym_shape shape)
{
  const ad_algebra *w = t->w;
  if (ad_sym_is_zero(w, x->less) &&
      ad_shape_same(w->cells[x->greater].shape, shape)) {
    ad_terms_form(t, x->greater);
    return;
  }
  if (ad_sym_is_zero(w, x->greater) &&
      ad_shape_same(w->cells[x->less].shape, shape)) {
    put_minus(t, x->less);
    return;
  }
  ad_terms_form(t, x->greater);
  put_less(t, x->less);
}

void ad_terms_compared(ad_terms *t, ad_ratio c, ad_sym first, const char *name)
{
  comparison x;
  int alone = fabs(c.num) == 1 && c.den == 1 && ad_size_is_none(c.of);
  if (!is_comparison(t, first, &x))
    return;
  if (!alone)
    ad_terms_ratio(t, c);
  put_difference(t, &x, ad_terms_cell(t, first)->shape);
  ad_terms_put(t, AD_T_CALL, 1, name);
  if (!alone)
    ad_terms_put(t, AD_T_INFIX, 2, "*");
  else if (c.num < 0)
    ad_terms_put(t, AD_T_PREFIX, 1, "-");
}
