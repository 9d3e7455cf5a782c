/* SPDX-License-Identifier: GPL-3.0-or-later
   Changes of names and functions.  Read edit_kinds.h before. */
#include <math.h>
#include <stdlib.h>

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

/* --- families ------------------------------------------------------------- */

/* How long is h of h12, and which number has it?  0: it has none. */
static size_t stem_of(const char *name, size_t *number)
{
  size_t n = strcspn(name, "0123456789"), digits = strlen(name + n);
  if (digits == 0 || digits > 6 || strspn(name + n, "0123456789") < digits)
    return 0;
  *number = strtoul(name + n, NULL, 10);
  return n;
}

/* The name of the same family with number n; NULL: there is none. */
static const char *relative(const ad_words *words, const char *name,
                            size_t stem, size_t n)
{
  size_t number;
  for (size_t k = 0; k < words->n_names; k++)
    if (stem_of(words->names[k], &number) == stem && number == n &&
        strncmp(words->names[k], name, stem) == 0)
      return words->names[k];
  return NULL;
}

/* h1, h2 and h3 as h0, h1 and h2, where the name is the last of several. */
static void shift_family(ad_editor *ed, size_t i, int by)
{
  const ad_expr *e = ed->e;
  const char *name = e->terms[i].text;
  size_t number, stem = stem_of(name, &number), others = 0;
  ad_draft_copy(&ed->d, e->n - 1);
  for (size_t at = 0; at < ed->d.n; at++) {
    const char *text = e->terms[at].text, *now;
    if (e->terms[at].kind != AD_T_NAME || ed->shut[at] ||
        stem_of(text, &number) != stem || strncmp(text, name, stem) != 0)
      continue;
    now = relative(ed->words, name, stem, number + (size_t)by);
    if (!now || at > i) {
      ed->d.n = 0;
      return;
    }
    others += strcmp(text, name) != 0;
    ed->d.terms[at].text = now;
  }
  if (others == 0)
    ed->d.n = 0;
  else {
    ad_draft_take(&ed->d, e->n - 1, AD_MISTAKE_operand, AD_MISTAKE_operand);
    ad_draft_about(&ed->d, AD_CHANGE_FAMILY, i);
  }
}

void ad_edit_families(ad_editor *ed, size_t i)
{
  const ad_term *t = &ed->e->terms[i];
  size_t number;
  if (t->kind != AD_T_NAME || stem_of(t->text, &number) == 0)
    return;
  shift_family(ed, i, -1);
  shift_family(ed, i, 1);
}

/* --- functions ------------------------------------------------------------ */

/* f(x) as x. */
void ad_edit_functions(ad_editor *ed, size_t i)
{
  const ad_term *t = &ed->e->terms[i];
  if (t->kind != AD_T_CALL || t->arity != 1)
    return;
  ad_draft_copy(&ed->d, i - 1);
  ad_draft_take(&ed->d, i, AD_MISTAKE_inner, AD_MISTAKE_inner);
}

/* x as f(x). */
void ad_edit_more_functions(ad_editor *ed, size_t i)
{
  for (size_t k = 0; ed->e->terms[i].kind != AD_T_NUMBER &&
                     k < ed->words->n_functions; k++) {
    ad_draft_copy(&ed->d, i);
    ad_draft_put(&ed->d, AD_T_CALL, 1, ed->words->functions[k]);
    ad_draft_take(&ed->d, i, AD_MISTAKE_inner, AD_MISTAKE_act_dropped);
  }
}
