/* SPDX-License-Identifier: GPL-3.0-or-later
   Changes of names and functions.  Read edit_kinds.h before. */
#include <math.h>

#include "mistakes/edit_kinds.h"

/* The number of a name; SIZE_MAX: it is none that may be exchanged. */
static size_t number_of(const ad_words *words, const char *name)
{
  for (size_t k = 0; k < words->n_names; k++)
    if (strcmp(words->names[k], name) == 0)
      return k;
  return SIZE_MAX;
}

/* Of `said` where `due` is: x for f(x) is another inner function; f(x) for x
   is where a slope is taken at the output. */
static ad_mistake_code code_of_name(const ad_editor *ed, size_t i, size_t said,
                                    size_t due)
{
  const ad_words *words = ed->words;
  if (said == SIZE_MAX || due == SIZE_MAX)
    return ad_edit_code(ed, i, AD_MISTAKE_operand);
  return ad_edit_code(ed, i,
              words->of[due] == said   ? AD_MISTAKE_act_dropped
              : words->of[said] == due ? AD_MISTAKE_act_at
                                       : AD_MISTAKE_operand);
}

void ad_edit_names(ad_editor *ed, size_t i)
{
  const ad_term *t = &ed->e->terms[i];
  int number = t->kind == AD_T_NUMBER && t->text[0] &&
               t->number != floor(t->number) &&
               !ad_edit_is_number(ed->e, ed->e->n - 1);
  for (size_t k = 0; (t->kind == AD_T_NAME || number) &&
                     k < ed->words->n_names; k++) {
    size_t own = number_of(ed->words, t->text);
    if (own == k)
      continue;
    ad_draft_put(&ed->d, AD_T_NAME, 0, ed->words->names[k]);
    ad_draft_take(&ed->d, i, code_of_name(ed, i, k, own),
                  code_of_name(ed, i, own, k));
  }
}

/* The last of several terms of one name, in masks alone or everywhere. */
static int is_last_of_several(const ad_editor *ed, size_t i, int masks)
{
  const ad_expr *e = ed->e;
  const char *name = e->terms[i].text;
  size_t before = 0;
  for (size_t k = 0; k < e->n; k++)
    if (ad_edit_is_name(e, k, name) && (ed->masked[k] || !masks) &&
        !ed->shut[k]) {
      before += k < i;
      if (k > i)
        return 0;
    }
  return before > 0;
}

/* The whole expression with another name in all these places. */
static void rename_all(ad_editor *ed, size_t i, int masks, size_t k)
{
  const ad_expr *e = ed->e;
  size_t own = number_of(ed->words, e->terms[i].text);
  ad_draft_copy(&ed->d, e->n - 1);
  for (size_t at = 0; at < ed->d.n; at++)
    if (ad_edit_is_name(e, at, e->terms[i].text) && !ed->shut[at] &&
        (ed->masked[at] || !masks))
      ed->d.terms[at].text = ed->words->names[k];
  ad_draft_take(&ed->d, e->n - 1,
                masks ? AD_MISTAKE_mask_of : code_of_name(ed, i, k, own),
                masks ? AD_MISTAKE_mask_of : code_of_name(ed, i, own, k));
  ad_draft_about(&ed->d, AD_CHANGE_NAME, i);
}

void ad_edit_names_everywhere(ad_editor *ed, size_t i)
{
  const ad_term *t = &ed->e->terms[i];
  if (t->kind != AD_T_NAME)
    return;
  for (int masks = 1; masks >= 0; masks--)
    for (size_t k = 0; is_last_of_several(ed, i, masks) &&
                       k < ed->words->n_names; k++)
      if (strcmp(ed->words->names[k], t->text) != 0 &&
          (!masks || ed->masked[i]))
        rename_all(ed, i, masks, k);
}

/* f(x) as x, and x as f(x). */
void ad_edit_functions(ad_editor *ed, size_t i)
{
  const ad_term *t = &ed->e->terms[i];
  if (t->kind == AD_T_CALL && t->arity == 1) {
    ad_draft_copy(&ed->d, i - 1);
    ad_draft_take(&ed->d, i, AD_MISTAKE_inner, AD_MISTAKE_inner);
  }
  if (t->kind == AD_T_NUMBER)
    return;
  for (size_t k = 0; k < ed->words->n_functions; k++) {
    ad_draft_copy(&ed->d, i);
    ad_draft_put(&ed->d, AD_T_CALL, 1, ed->words->functions[k]);
    ad_draft_take(&ed->d, i, AD_MISTAKE_inner, AD_MISTAKE_act_dropped);
  }
}
