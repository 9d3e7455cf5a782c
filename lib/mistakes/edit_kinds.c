/* SPDX-License-Identifier: GPL-3.0-or-later
   What can be changed in an expression, kind after kind, each all over it: the
   same changes make a mistake of a right formula and mend a wrong one.  Read
   edit_kinds.h before. */
#include <stdlib.h>

#include "mistakes/edit_kinds.h"

static int is_shut(const ad_term *t, unsigned k)
{
  return t->kind == AD_T_KEYWORD || t->kind == AD_T_RANGE ||
         t->kind == AD_T_DERIVATIVE || (t->kind == AD_T_INDEX && k > 0);
}

static void look_below(ad_editor *ed, size_t i)
{
  const ad_term *t = &ed->e->terms[i];
  for (unsigned k = 0; k < t->arity; k++) {
    size_t j = ad_expr_operand(ed->e, i, k);
    ed->above[j] = i;
    ed->shut[j] = ed->shut[i] || is_shut(t, k) ||
                  ed->e->terms[j].kind == AD_T_KEYWORD;
    ed->masked[j] = ed->masked[i] || ad_edit_is_cut(t, k);
  }
}

/* --- all of them ---------------------------------------------------------- */

/* Inside of a mask only what is asked there, and what is asked of it. */
typedef struct kind {
  void (*at)(ad_editor *ed, size_t i);
  int in_masks;
} kind;

static const kind kinds[] = {
  {ad_edit_signs, 1},     {ad_edit_parentheses, 0},
  {ad_edit_times, 0},     {ad_edit_exponents, 0},
  {ad_edit_turns, 0},     {ad_edit_exchanges, 0},
  {ad_edit_slopes, 0},    {ad_edit_places, 0},
  {ad_edit_two_places, 0}, {ad_edit_arguments, 0},
  {ad_edit_sums, 0},
  {ad_edit_terms, 0},     {ad_edit_copies, 0},
  {ad_edit_axes, 0},      {ad_edit_rows, 0},
  {ad_edit_names, 1},     {ad_edit_names_everywhere, 1},
  {ad_edit_families, 1},  {ad_edit_functions, 1},
  {ad_edit_factors, 0},   {ad_edit_more_functions, 1},
  {ad_edit_counts, 0},    {ad_edit_inner_terms, 0},
  {ad_edit_squares, 0},   {ad_edit_more_factors, 0},
  {ad_edit_products, 0}};

static void list_all(ad_editor *ed)
{
  for (size_t i = ed->e->n; i-- > 0;)
    look_below(ed, i);
  for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
    for (size_t i = ed->e->n; !ad_edit_is_spent(ed) && i-- > 0;)
      if (!ed->shut[i] && (kinds[k].in_masks || !ed->masked[i]))
        kinds[k].at(ed, i);
}

ad_status ad_edits_list(const ad_expr *expr, const ad_words *words,
                        ad_edits *out)
{
  *out = (ad_edits){.from = expr, .status = AD_OK};
  ad_editor ed = {.e = expr, .words = words, .d = {.to = out}};
  ed.above = calloc(expr->n, sizeof *ed.above);
  ed.shut = calloc(expr->n, 1);
  ed.masked = calloc(expr->n, 1);
  if (ed.above && ed.shut && ed.masked)
    list_all(&ed);
  else
    out->status = AD_ENOMEM;
  free(ed.above);
  free(ed.shut);
  free(ed.masked);
  free(ed.d.terms);
  return out->status;
}
