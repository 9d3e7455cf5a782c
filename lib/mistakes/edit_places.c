/* SPDX-License-Identifier: GPL-3.0-or-later
   Changes of places: one subscript, all of a name's, and two that are
   exchanged.  Read edit_kinds.h before. */
#include "mistakes/edit_kinds.h"

enum { FAR = 3 }; /* how far off a subscript is looked for                  */

static int is_place(const ad_expr *e, size_t i)
{
  const ad_term *t = &e->terms[i];
  return t->kind == AD_T_INDEX && t->arity <= 3;
}

/* One end of a range, or a subscript, moved; 0: there is no such place. */
static int put_end(ad_editor *ed, size_t at, double by)
{
  const ad_term *t = &ed->e->terms[at];
  if (t->kind != AD_T_NUMBER)
    ad_edit_put_moved(ed, at, by);
  else if (t->number + by >= 1)
    ad_draft_number(&ed->d, t->number + by);
  else
    return 0;
  return 1;
}

/* Subscript k of place i, moved by as much; a range as a whole. */
static int put_subscript(ad_editor *ed, size_t i, unsigned k, double by)
{
  const ad_expr *e = ed->e;
  size_t at = ad_expr_operand(e, i, k);
  const ad_term *t = &e->terms[at];
  if (t->kind == AD_T_NUMBER || t->kind == AD_T_NAME)
    return put_end(ed, at, by);
  if (t->kind != AD_T_RANGE || t->arity != 2 ||
      !put_end(ed, ad_expr_operand(e, at, 0), by) ||
      !put_end(ed, ad_expr_operand(e, at, 1), by))
    return 0;
  ad_draft_put(&ed->d, AD_T_RANGE, 2, t->text);
  return 1;
}

/* Place i with subscript `moved` moved. */
static int put_moved(ad_editor *ed, size_t i, unsigned moved, double by)
{
  const ad_term *t = &ed->e->terms[i];
  int made = 1;
  ad_draft_copy(&ed->d, ad_expr_operand(ed->e, i, 0));
  for (unsigned k = 1; k < t->arity && made; k++)
    if (k == moved)
      made = put_subscript(ed, i, k, by);
    else
      ad_draft_copy(&ed->d, ad_expr_operand(ed->e, i, k));
  ad_draft_put(&ed->d, AD_T_INDEX, t->arity, t->text);
  if (!made)
    ed->d.n = 0;
  return made;
}

void ad_edit_places(ad_editor *ed, size_t i)
{
  for (unsigned k = 1; is_place(ed->e, i) && k < ed->e->terms[i].arity; k++)
    for (int by = 1; by <= FAR; by++)
      for (int sign = 1; sign >= -1; sign -= 2)
        if (put_moved(ed, i, k, sign * by))
          ad_draft_take(&ed->d, i, AD_MISTAKE_CODES, AD_MISTAKE_operand);
}

/* Two places of one name are exchanged: the whole expression, term for term,
   as they have the same length. */
static void exchange(ad_editor *ed, size_t i, size_t j)
{
  const ad_expr *e = ed->e;
  size_t span = e->terms[i].span;
  ad_draft_copy(&ed->d, e->n - 1);
  if (ed->d.n != e->n)
    return;
  memcpy(ed->d.terms + (i + 1 - span), e->terms + (j + 1 - span),
         span * sizeof *e->terms);
  memcpy(ed->d.terms + (j + 1 - span), e->terms + (i + 1 - span),
         span * sizeof *e->terms);
  ad_draft_take(&ed->d, e->n - 1, AD_MISTAKE_CODES, AD_MISTAKE_operand);
  ad_draft_about(&ed->d, AD_CHANGE_PLACES, i);
}

static int is_of_one_name(const ad_expr *e, size_t i, size_t j)
{
  const ad_term *x = &e->terms[i], *y = &e->terms[j];
  return x->arity == y->arity && x->span == y->span && j + y->span <= i &&
         x[1 - (int)x->span].kind == AD_T_NAME &&
         y[1 - (int)y->span].kind == AD_T_NAME &&
         strcmp(x[1 - (int)x->span].text, y[1 - (int)y->span].text) == 0;
}

void ad_edit_two_places(ad_editor *ed, size_t i)
{
  for (size_t j = 0; is_place(ed->e, i) && j < i; j++)
    if (is_place(ed->e, j) && !ed->shut[j] && is_of_one_name(ed->e, i, j))
      exchange(ed, i, j);
}
