/* SPDX-License-Identifier: GPL-3.0-or-later
   Changes of what is summed up over: the other axis, once or everywhere, and
   one row where all of them are to be added.  Read edit_kinds.h before. */
#include "mistakes/edit_kinds.h"

static const char *const axes[] = {"rows", "cols"};

/* Is term i the axis of a call, and which of them? */
static int is_axis(const ad_expr *e, size_t i, size_t *which)
{
  if (i + 1 == e->n || e->terms[i + 1].kind != AD_T_KEYWORD ||
      e->terms[i].kind != AD_T_NAME)
    return 0;
  for (*which = 0; *which < 2; ++*which)
    if (strcmp(e->terms[i].text, axes[*which]) == 0)
      return 1;
  return 0;
}

/* The other axis at one place, or at all that have this one. */
void ad_edit_axes(ad_editor *ed, size_t i)
{
  const ad_expr *e = ed->e;
  size_t which, other, places = 0;
  if (i >= 2 && e->terms[i].kind == AD_T_CALL && is_axis(e, i - 2, &which)) {
    ad_draft_copy(&ed->d, i);
    if (ed->d.n > 2)
      ed->d.terms[ed->d.n - 3].text = axes[1 - which];
    ad_draft_take(&ed->d, i, AD_MISTAKE_bias_axis, AD_MISTAKE_bias_axis);
  }
  for (size_t axis = 0; i == e->n - 1 && axis < 2; axis++, places = 0) {
    size_t last = 0;
    ad_draft_copy(&ed->d, i);
    for (size_t at = 0; at < ed->d.n; at++)
      if (is_axis(e, at, &other) && other == axis) {
        ed->d.terms[at].text = axes[1 - axis];
        last = at;
        places++;
      }
    if (places < 2) {
      ed->d.n = 0;
      continue;
    }
    ad_draft_take(&ed->d, i, AD_MISTAKE_bias_axis, AD_MISTAKE_bias_axis);
    ad_draft_about(&ed->d, AD_CHANGE_NAME, last);
  }
}

/* Y[1,:] as sum(Y, over=rows), and Y[:,1] as sum(Y, over=cols). */
void ad_edit_rows(ad_editor *ed, size_t i)
{
  const ad_expr *e = ed->e;
  if (e->terms[i].kind != AD_T_INDEX || e->terms[i].arity != 3)
    return;
  for (unsigned k = 0; k < 2; k++) {
    const ad_term *one = &e->terms[ad_expr_operand(e, i, k + 1)];
    const ad_term *all = &e->terms[ad_expr_operand(e, i, 2 - k)];
    if (one->kind != AD_T_NUMBER || all->kind != AD_T_WHOLE)
      continue;
    ad_draft_copy(&ed->d, ad_expr_operand(e, i, 0));
    ad_draft_put(&ed->d, AD_T_NAME, 0, axes[k]);
    ad_draft_put(&ed->d, AD_T_KEYWORD, 1, "over");
    ad_draft_put(&ed->d, AD_T_CALL, 2, "sum");
    ad_draft_take(&ed->d, i, AD_MISTAKE_bias_unsummed,
                  AD_MISTAKE_bias_unsummed);
  }
}
