/* SPDX-License-Identifier: GPL-3.0-or-later
   Changes of what functions are asked at, in all places where it stands: its
   sign, and a half of it or twice as much.  Read edit_kinds.h before. */
#include "mistakes/edit_kinds.h"

/* Is the part all that a function is asked at? */
static int is_argument(const ad_editor *ed, size_t i)
{
  const ad_term *above = &ed->e->terms[ed->above[i]];
  return i + 1 < ed->e->n && above->kind == AD_T_CALL && above->arity == 1 &&
         !ad_edit_is_number(ed->e, i);
}

static int is_same(const ad_editor *ed, size_t i, size_t j)
{
  return ed->e->terms[i].span == ed->e->terms[j].span && is_argument(ed, j) &&
         !ed->shut[j] && ad_edit_is_same(ed->e, i, j);
}

/* In how many places does it stand, of which i is the last?  0: it is not. */
static size_t places_of(const ad_editor *ed, size_t i)
{
  size_t n = 0;
  for (size_t j = 0; j < ed->e->n; j++)
    if (is_same(ed, i, j)) {
      if (j > i)
        return 0;
      n++;
    }
  return n;
}

/* Is the part x/2 where it is to be doubled, or x*2 where halved? */
static int is_undone(const ad_expr *e, size_t j, const char *infix)
{
  return infix && j > 0 && ad_edit_is_infix(e, j, *infix == '*' ? "/" : "*") &&
         e->terms[j - 1].kind == AD_T_NUMBER && e->terms[j - 1].number == 2;
}

/* One more operation: a minus, or * 2 or / 2. */
static void put_behind(ad_editor *ed, const char *infix)
{
  if (infix)
    ad_draft_number(&ed->d, 2);
  ad_draft_put(&ed->d, infix ? AD_T_INFIX : AD_T_PREFIX, infix ? 2 : 1,
               infix ? infix : "-");
}

/* Behind each of them. */
static void change_all(ad_editor *ed, size_t i, const char *infix)
{
  size_t now = 0;
  for (size_t j = 0; j < ed->e->n; j++) {
    ad_draft_put_term(&ed->d, &ed->e->terms[j]);
    if (!is_same(ed, i, j))
      continue;
    if (is_undone(ed->e, j, infix) && ed->d.n > 2)
      ed->d.n -= 2;
    else
      put_behind(ed, infix);
    now = ed->d.n - 1;
  }
  ad_mistake_code code = infix ? AD_MISTAKE_const : AD_MISTAKE_sign_inside;
  ad_draft_take(&ed->d, ed->e->n - 1, AD_MISTAKE_CODES, code);
  ad_draft_about(&ed->d, infix ? AD_CHANGE_PART : AD_CHANGE_SIGN, i);
  if (ed->d.to->status == AD_OK)
    ed->d.to->of[ed->d.to->n - 1].now = now;
}

/* The sign in one place is asked for elsewhere. */
void ad_edit_arguments(ad_editor *ed, size_t i)
{
  size_t places = is_argument(ed, i) ? places_of(ed, i) : 0;
  if (places > 1)
    change_all(ed, i, NULL);
  if (places > 0) {
    change_all(ed, i, "/");
    change_all(ed, i, "*");
  }
}
