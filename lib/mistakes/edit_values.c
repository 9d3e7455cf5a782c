/* SPDX-License-Identifier: GPL-3.0-or-later
   Changes of signs, parentheses and numbers.  Read edit_kinds.h before. */
#include <math.h>

#include "mistakes/edit_kinds.h"

/* --- signs ---------------------------------------------------------------- */

static void negate(ad_editor *ed, size_t i, ad_mistake_code code)
{
  const ad_expr *e = ed->e;
  int minus = e->terms[i].kind == AD_T_PREFIX;
  ad_draft_copy(&ed->d, minus ? i - 1 : i);
  if (!minus)
    ad_draft_put(&ed->d, AD_T_PREFIX, 1, "-");
  ad_draft_take(&ed->d, i, code, code);
  ad_draft_about(&ed->d, AD_CHANGE_SIGN, minus ? i - 1 : i);
}

/* a + b and a - b, and the sign of the first term. */
void ad_edit_signs(ad_editor *ed, size_t i)
{
  const ad_expr *e = ed->e;
  ad_mistake_code code = ed->masked[i] ? AD_MISTAKE_sign_inside
                                       : AD_MISTAKE_sign_term;
  if (e->terms[i].kind == AD_T_CALL && e->terms[i].arity == 1)
    negate(ed, i - 1, AD_MISTAKE_sign_inside);
  if (!ad_edit_is_additive(e, i))
    return;
  ad_draft_copy(&ed->d, ad_edit_left(e, i));
  ad_draft_copy(&ed->d, ad_edit_right(e, i));
  ad_draft_put(&ed->d, AD_T_INFIX, 2, ad_edit_is_infix(e, i, "+") ? "-" : "+");
  ad_draft_take(&ed->d, i, code, code);
  ad_draft_about(&ed->d, AD_CHANGE_SIGN, ad_edit_right(e, i));
  if (!ad_edit_is_additive(e, ad_edit_left(e, i)))
    negate(ed, ad_edit_left(e, i), code);
}


/* --- parentheses ---------------------------------------------------------- */

/* (x o y) p z becomes x o (y p z), where the left operand of p is a product
   (quotient, sum) as deep as `below`. */
static void rotate_left(ad_editor *ed, size_t i, size_t below)
{
  const ad_expr *e = ed->e;
  ad_draft *d = &ed->d;
  ad_draft_copy(d, ad_edit_left(e, below));
  ad_draft_copy(d, ad_edit_right(e, below));
  for (size_t at = ed->above[below]; at != i; at = ed->above[at]) {
    ad_draft_copy(d, ad_edit_right(e, at));
    ad_draft_put(d, AD_T_INFIX, 2, e->terms[at].text);
  }
  ad_draft_copy(d, ad_edit_right(e, i));
  ad_draft_put(d, AD_T_INFIX, 2, e->terms[i].text);
  ad_draft_put(d, AD_T_INFIX, 2, e->terms[below].text);
  ad_draft_take(d, i, AD_MISTAKE_paren, AD_MISTAKE_paren);
}

/* x o (y p z) becomes (x o y) p z. */
static void rotate_right(ad_editor *ed, size_t i)
{
  const ad_expr *e = ed->e;
  size_t below = ad_edit_right(e, i);
  ad_draft_copy(&ed->d, ad_edit_left(e, i));
  ad_draft_copy(&ed->d, ad_edit_left(e, below));
  ad_draft_put(&ed->d, AD_T_INFIX, 2, e->terms[i].text);
  ad_draft_copy(&ed->d, ad_edit_right(e, below));
  ad_draft_put(&ed->d, AD_T_INFIX, 2, e->terms[below].text);
  ad_draft_take(&ed->d, i, AD_MISTAKE_paren, AD_MISTAKE_paren);
}

void ad_edit_parentheses(ad_editor *ed, size_t i)
{
  static const char arithmetic[] = "+-*/@^";
  const ad_expr *e = ed->e;
  if (!ad_edit_is_infix(e, i, arithmetic))
    return;
  for (size_t at = ad_edit_left(e, i);
       !ad_edit_is_spent(ed) && ad_edit_is_infix(e, at, arithmetic);
       at = ad_edit_left(e, at))
    rotate_left(ed, i, at);
  if (ad_edit_is_infix(e, ad_edit_right(e, i), arithmetic))
    rotate_right(ed, i);
}


/* --- numbers -------------------------------------------------------------- */

void ad_edit_times(ad_editor *ed, size_t i)
{
  static const double numbers[] = {2, 3, 4};
  if (!ad_edit_is_addend(ed, i))
    return;
  for (size_t k = 0; k < 6; k++) {
    ad_draft_copy(&ed->d, i);
    ad_draft_number(&ed->d, numbers[k / 2]);
    ad_draft_put(&ed->d, AD_T_INFIX, 2, k % 2 ? "/" : "*");
    ad_draft_take(&ed->d, i, ad_edit_code(ed, i, AD_MISTAKE_const),
                  ad_edit_code(ed, i, AD_MISTAKE_const));
  }
}

/* A part and a number more, as one number where it ends with one. */
void ad_edit_put_moved(ad_editor *ed, size_t part, double by)
{
  const ad_expr *e = ed->e;
  int ends = ad_edit_is_additive(e, part) &&
             e->terms[part - 1].kind == AD_T_NUMBER;
  double last = ends ? e->terms[part - 1].number : 0;
  double x = by + (ends && ad_edit_is_infix(e, part, "-") ? -last : last);
  ad_draft_copy(&ed->d, ends ? ad_edit_left(e, part) : part);
  if (x == 0)
    return;
  ad_draft_number(&ed->d, fabs(x));
  ad_draft_put(&ed->d, AD_T_INFIX, 2, x < 0 ? "-" : "+");
}

/* x^e with another exponent: e + 1, e - 1, -e, 2 e, e/2. */
void ad_edit_exponents(ad_editor *ed, size_t i)
{
  static const struct {
    const char *infix;
    double by;
  } changes[] = {{"+", 1}, {"-", 1}, {"*", -1}, {"*", 2}, {"/", 2}};
  const ad_expr *e = ed->e;
  if (!ad_edit_is_infix(e, i, "^"))
    return;
  size_t exponent = ad_edit_right(e, i);
  for (size_t k = 0; k < sizeof changes / sizeof *changes; k++) {
    if (e->terms[exponent].kind == AD_T_NUMBER) {
      double x = e->terms[exponent].number, by = changes[k].by;
      ad_draft_number(&ed->d, k == 0   ? x + by
                              : k == 1 ? x - by
                              : k < 4  ? x * by
                                       : x / by);
    } else if (k < 2)
      ad_edit_put_moved(ed, exponent, k == 0 ? 1 : -1);
    else {
      ad_draft_copy(&ed->d, exponent);
      ad_draft_number(&ed->d, changes[k].by);
      ad_draft_put(&ed->d, AD_T_INFIX, 2, changes[k].infix);
    }
    ad_draft_take(&ed->d, exponent, AD_MISTAKE_power, AD_MISTAKE_power);
  }
}

/* x for x^2, and a quotient for a product. */
void ad_edit_squares(ad_editor *ed, size_t i)
{
  const ad_expr *e = ed->e;
  const ad_term *t = &e->terms[i];
  if (ad_edit_is_infix(e, i, "^")) {
    ad_draft_copy(&ed->d, ad_edit_left(e, i));
    ad_draft_take(&ed->d, i, AD_MISTAKE_power, AD_MISTAKE_power);
  } else if (t->kind == AD_T_NAME || t->kind == AD_T_CALL) {
    ad_draft_copy(&ed->d, i);
    ad_draft_number(&ed->d, 2);
    ad_draft_put(&ed->d, AD_T_INFIX, 2, "^");
    ad_draft_take(&ed->d, i, AD_MISTAKE_power, AD_MISTAKE_power);
  } else if (ad_edit_is_infix(e, i, "*/")) {
    ad_draft_copy(&ed->d, ad_edit_left(e, i));
    ad_draft_copy(&ed->d, ad_edit_right(e, i));
    ad_draft_put(&ed->d, AD_T_INFIX, 2,
                 ad_edit_is_infix(e, i, "*") ? "/" : "*");
    ad_draft_take(&ed->d, i, AD_MISTAKE_power, AD_MISTAKE_power);
  }
}
