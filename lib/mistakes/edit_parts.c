/* SPDX-License-Identifier: GPL-3.0-or-later
   Changes of matrix products, terms and factors.  Read edit_kinds.h before. */
#include "mistakes/edit_kinds.h"

/* --- matrices ------------------------------------------------------------- */

void ad_edit_turns(ad_editor *ed, size_t i)
{
  const ad_expr *e = ed->e;
  int turned = e->terms[i].kind == AD_T_TRANSPOSE;
  if (!turned && e->terms[i].kind != AD_T_NAME &&
      (i == e->n - 1 || !ad_edit_is_infix(e, ed->above[i], "@")))
    return;
  ad_draft_copy(&ed->d, turned ? i - 1 : i);
  if (!turned)
    ad_draft_put(&ed->d, AD_T_TRANSPOSE, 1, "'");
  ad_draft_take(&ed->d, i, AD_MISTAKE_transpose, AD_MISTAKE_transpose);
}

void ad_edit_exchanges(ad_editor *ed, size_t i)
{
  const ad_expr *e = ed->e;
  if (!ad_edit_is_infix(e, i, "@"))
    return;
  ad_draft_copy(&ed->d, ad_edit_right(e, i));
  ad_draft_copy(&ed->d, ad_edit_left(e, i));
  ad_draft_put(&ed->d, AD_T_INFIX, 2, "@");
  ad_draft_take(&ed->d, i, AD_MISTAKE_order, AD_MISTAKE_order);
}

void ad_edit_products(ad_editor *ed, size_t i)
{
  const ad_expr *e = ed->e;
  if (!ad_edit_is_infix(e, i, "*@"))
    return;
  ad_draft_copy(&ed->d, ad_edit_left(e, i));
  ad_draft_copy(&ed->d, ad_edit_right(e, i));
  ad_draft_put(&ed->d, AD_T_INFIX, 2, ad_edit_is_infix(e, i, "*") ? "@" : "*");
  ad_draft_take(&ed->d, i, AD_MISTAKE_elementwise, AD_MISTAKE_elementwise);
}

/* + for *, which is one path taken for two. */
void ad_edit_sums(ad_editor *ed, size_t i)
{
  const ad_expr *e = ed->e;
  if (!ad_edit_is_infix(e, i, "+*") ||
      ad_edit_is_number(e, ad_edit_left(e, i)) ||
      ad_edit_is_number(e, ad_edit_right(e, i)))
    return;
  ad_draft_copy(&ed->d, ad_edit_left(e, i));
  ad_draft_copy(&ed->d, ad_edit_right(e, i));
  ad_draft_put(&ed->d, AD_T_INFIX, 2, ad_edit_is_infix(e, i, "+") ? "*" : "+");
  ad_draft_take(&ed->d, i, AD_MISTAKE_added, AD_MISTAKE_added);
}

/* --- terms and factors ---------------------------------------------------- */

/* Is the part a factor that is 0 or 1? */
static int is_mask(const ad_expr *e, size_t i)
{
  const ad_term *t = &e->terms[i];
  for (unsigned k = 0; k < t->arity; k++)
    if (!ad_edit_is_cut(t, k))
      return 0;
  return t->arity > 0;
}

/* Is it a term of the whole, or the whole?  What is left out elsewhere is not
   found without what it is in. */
static int is_term(const ad_editor *ed, size_t i)
{
  while (i != ed->e->n - 1 && ad_edit_is_additive(ed->e, ed->above[i]))
    i = ed->above[i];
  return i == ed->e->n - 1;
}

/* One operand of i alone, with a sign where the other is taken from. */
static void keep(ad_editor *ed, size_t i, unsigned k, ad_mistake_code made,
                 ad_mistake_code mended)
{
  const ad_expr *e = ed->e;
  if (k == 1 && ad_edit_is_infix(e, i, "/"))
    ad_draft_number(&ed->d, 1);
  ad_draft_copy(&ed->d, ad_expr_operand(e, i, k));
  if (k == 1 && ad_edit_is_infix(e, i, "-"))
    ad_draft_put(&ed->d, AD_T_PREFIX, 1, "-");
  if (k == 1 && ad_edit_is_infix(e, i, "/"))
    ad_draft_put(&ed->d, AD_T_INFIX, 2, "/");
  ad_draft_take(&ed->d, i, made, mended);
  if (!ad_edit_is_additive(e, i) || is_term(ed, i))
    ad_draft_about(&ed->d, AD_CHANGE_LESS, ad_expr_operand(e, i, 1 - k));
}

static void drop_terms(ad_editor *ed, size_t i, int in_product)
{
  if (!ad_edit_is_additive(ed->e, i) ||
      ad_edit_is_infix(ed->e, ed->above[i], "*/@") != in_product)
    return;
  int exponent = ad_edit_is_infix(ed->e, ed->above[i], "^");
  for (unsigned k = 0; k < 2; k++)
    keep(ed, i, k,
         ad_edit_code(ed, i, exponent ? AD_MISTAKE_power : AD_MISTAKE_term),
         ad_edit_code(ed, i, exponent ? AD_MISTAKE_power : AD_MISTAKE_extra));
}

void ad_edit_terms(ad_editor *ed, size_t i)
{
  drop_terms(ed, i, 0);
}

/* Of a factor, after the factors: 1 - s is too much, and not the s in it. */
void ad_edit_inner_terms(ad_editor *ed, size_t i)
{
  drop_terms(ed, i, 1);
}

/* a - b as a + a, and as -b - b. */
void ad_edit_copies(ad_editor *ed, size_t i)
{
  const ad_expr *e = ed->e;
  if (!ad_edit_is_additive(e, i) || ad_edit_is_additive(e, ad_edit_left(e, i)))
    return;
  for (unsigned k = 0; k < 2; k++) {
    size_t from = ad_expr_operand(e, i, k);
    for (unsigned twice = 0; twice < 2; twice++) {
      ad_draft_copy(&ed->d, from);
      if (k == 1 && ad_edit_is_infix(e, i, "-"))
        ad_draft_put(&ed->d, AD_T_PREFIX, 1, "-");
    }
    ad_draft_put(&ed->d, AD_T_INFIX, 2, "+");
    ad_draft_take(&ed->d, i, AD_MISTAKE_copied, AD_MISTAKE_operand);
  }
}

void ad_edit_factors(ad_editor *ed, size_t i)
{
  const ad_expr *e = ed->e;
  if (!ad_edit_is_infix(e, i, "*/@"))
    return;
  for (unsigned k = 0; k < 2; k++) {
    size_t gone = ad_expr_operand(e, i, 1 - k);
    ad_mistake_code number = AD_MISTAKE_const;
    keep(ed, i, k,
         ad_edit_is_number(e, gone) ? number
         : is_mask(e, gone) ? AD_MISTAKE_mask
                            : AD_MISTAKE_factor,
         ad_edit_is_number(e, gone) ? number : AD_MISTAKE_extra);
  }
}

/* A factor more, above or below the stroke; what has to be divided out and is
   there already is there twice. */
void ad_edit_more_factors(ad_editor *ed, size_t i)
{
  if (!ad_edit_is_addend(ed, i) || ed->masked[i])
    return;
  for (size_t k = 0; k < 2 * ed->words->n_names; k++) {
    const char *name = ed->words->names[k / 2];
    int twice = k % 2 && ad_expr_has_name(ed->e, name);
    ad_draft_copy(&ed->d, i);
    ad_draft_put(&ed->d, AD_T_NAME, 0, name);
    ad_draft_put(&ed->d, AD_T_INFIX, 2, k % 2 ? "/" : "*");
    ad_draft_take(&ed->d, i, k % 2 ? AD_MISTAKE_factor : AD_MISTAKE_extra,
                  twice ? AD_MISTAKE_factor_twice : AD_MISTAKE_factor);
    if (!twice)
      ad_draft_about(&ed->d, AD_CHANGE_MORE, 1);
  }
}

/* The name below a stroke in the factor; NULL: there is none. */
static const char *count_below(const ad_expr *e, size_t factor)
{
  size_t first = factor + 1 - e->terms[factor].span;
  for (size_t at = first + 2; at <= factor; at++)
    if (ad_edit_is_infix(e, at, "/") && e->terms[at - 1].kind == AD_T_NAME)
      return e->terms[at - 1].text;
  return NULL;
}

static void put_count(ad_editor *ed, size_t term, const char *count)
{
  ad_draft_copy(&ed->d, term);
  ad_draft_put(&ed->d, AD_T_NAME, 0, count);
  ad_draft_put(&ed->d, AD_T_INFIX, 2, "*");
  ad_draft_take(&ed->d, term, AD_MISTAKE_paren, AD_MISTAKE_paren);
}

/* 2/n*(x + y) as 2/n*(x + n*y): one term alone has the count below it. */
void ad_edit_counts(ad_editor *ed, size_t i)
{
  const ad_expr *e = ed->e;
  size_t sum = ad_edit_right(e, i);
  if (!ad_edit_is_infix(e, i, "*") || !ad_edit_is_additive(e, sum))
    return;
  const char *count = count_below(e, ad_edit_left(e, i));
  for (; count && ad_edit_is_additive(e, sum); sum = ad_edit_left(e, sum))
    put_count(ed, ad_edit_right(e, sum), count);
  if (count)
    put_count(ed, sum, count);
}
