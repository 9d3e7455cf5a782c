/* SPDX-License-Identifier: GPL-3.0-or-later
   Slopes that are written out in a product: v*(1 - v) of a sigmoid, two factors
   of it, and 1 - h^2 of tanh.  Read edit_kinds.h before. */
#include "mistakes/edit_kinds.h"

enum {
  FACTORS = 12, /* of one product that are looked at                       */
  LONGEST = 2000 /* expressions beyond are left alone                      */
};

/* The factors of a product, those above the stroke. */
typedef struct factors {
  size_t n, of[FACTORS];
} factors;

static void collect(const ad_expr *e, size_t i, factors *out)
{
  if (ad_edit_is_infix(e, i, "*/"))
    collect(e, ad_edit_left(e, i), out);
  if (ad_edit_is_infix(e, i, "*"))
    collect(e, ad_edit_right(e, i), out);
  else if (!ad_edit_is_infix(e, i, "/") && out->n < FACTORS)
    out->of[out->n++] = i;
}

static int is_one_minus(const ad_expr *e, size_t i)
{
  size_t one = i;
  if (ad_edit_is_infix(e, i, "-"))
    one = ad_edit_left(e, i);
  return one != i && e->terms[one].kind == AD_T_NUMBER &&
         e->terms[one].number == 1;
}

/* Is it 1 - h^2, h a function, or a name? */
static int is_of_tanh(const ad_expr *e, size_t i)
{
  size_t square = is_one_minus(e, i) ? ad_edit_right(e, i) : i;
  if (square == i || !ad_edit_is_infix(e, square, "^"))
    return 0;
  const ad_term *two = &e->terms[ad_edit_right(e, square)];
  const ad_term *h = &e->terms[ad_edit_left(e, square)];
  return two->kind == AD_T_NUMBER && two->number == 2 &&
         (h->kind == AD_T_CALL || h->kind == AD_T_NAME);
}

/* The product i without two of its factors; 0: nothing is left of it. */
static int put_without(ad_editor *ed, size_t i, const size_t *gone)
{
  const ad_expr *e = ed->e;
  if (i == gone[0] || i == gone[1])
    return 0;
  if (ad_edit_is_infix(e, i, "*")) {
    int left = put_without(ed, ad_edit_left(e, i), gone);
    int right = put_without(ed, ad_edit_right(e, i), gone);
    if (left && right)
      ad_draft_put(&ed->d, AD_T_INFIX, 2, "*");
    return left || right;
  }
  if (!ad_edit_is_infix(e, i, "/")) {
    ad_draft_copy(&ed->d, i);
    return 1;
  }
  if (!put_without(ed, ad_edit_left(e, i), gone))
    ad_draft_number(&ed->d, 1);
  ad_draft_copy(&ed->d, ad_edit_right(e, i));
  ad_draft_put(&ed->d, AD_T_INFIX, 2, "/");
  return 1;
}

static void leave_out(ad_editor *ed, size_t i, size_t v, size_t beside)
{
  const size_t gone[2] = {v, beside};
  if (!put_without(ed, i, gone))
    ad_draft_number(&ed->d, 1);
  ad_draft_take(&ed->d, i, AD_MISTAKE_CODES, AD_MISTAKE_act_extra);
  ad_draft_about(&ed->d, v == beside ? AD_CHANGE_LESS : AD_CHANGE_SLOPE, v);
}

static int is_product(const ad_editor *ed, size_t i)
{
  return ad_edit_is_infix(ed->e, i, "*/") &&
         (i == ed->e->n - 1 || !ad_edit_is_infix(ed->e, ed->above[i], "*/"));
}

/* How many slopes the product i has; the editor, where there is one, leaves
   each of them out. */
static size_t each_slope(const ad_expr *e, size_t i, ad_editor *ed)
{
  factors all = {0};
  size_t found = 0;
  collect(e, i, &all);
  for (size_t k = 0; k < all.n; k++)
    for (size_t n = 0; n < all.n; n++) {
      int whole = n == k && is_of_tanh(e, all.of[k]);
      int pair = n != k && is_one_minus(e, all.of[k]) &&
                 ad_edit_is_same(e, ad_edit_right(e, all.of[k]), all.of[n]);
      found += (size_t)(whole || pair);
      if (ed && (whole || pair))
        leave_out(ed, i, all.of[n], all.of[k]);
    }
  return found;
}

void ad_edit_slopes(ad_editor *ed, size_t i)
{
  if (ed->e->n < LONGEST && is_product(ed, i))
    (void)each_slope(ed->e, i, ed);
}

/* Those of a power count twice. */
static size_t count(const ad_expr *e, size_t i, int inside)
{
  size_t power = ad_edit_is_infix(e, i, "^") ? 2 : 1;
  int product = ad_edit_is_infix(e, i, "*/");
  size_t n = product && !inside ? each_slope(e, i, NULL) : 0;
  for (unsigned k = 0; k < e->terms[i].arity; k++)
    n += power * count(e, ad_expr_operand(e, i, k),
                       product && (k == 0 || ad_edit_is_infix(e, i, "*")));
  return n;
}

size_t ad_edit_count_slopes(const ad_expr *expr)
{
  return expr->n < LONGEST ? count(expr, expr->n - 1, 0) : 0;
}
