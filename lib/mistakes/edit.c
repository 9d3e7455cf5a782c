/* SPDX-License-Identifier: GPL-3.0-or-later
   Expressions with one part changed: terms are copied, a draft takes the place
   of the part.  Read mistakes_data.h before. */
#include <stdlib.h>
#include <string.h>

#include "mistakes/mistakes_data.h"

/* --- drafts --------------------------------------------------------------- */

static void put_terms(ad_draft *d, const ad_term *terms, size_t n)
{
  if (d->to->status != AD_OK)
    return;
  d->to->status = ad_grow((void **)&d->terms, &d->room, d->n, n,
                          sizeof *d->terms);
  if (d->to->status != AD_OK)
    return;
  memcpy(d->terms + d->n, terms, n * sizeof *terms);
  d->n += n;
}

void ad_draft_copy(ad_draft *d, size_t part)
{
  const ad_expr *from = d->to->from;
  size_t span = from->terms[part].span;
  put_terms(d, from->terms + (part + 1 - span), span);
}

void ad_draft_put_term(ad_draft *d, const ad_term *term)
{
  put_terms(d, term, 1);
}

void ad_draft_put(ad_draft *d, ad_term_kind kind, unsigned arity,
                  const char *text)
{
  ad_term term = {.kind = kind, .arity = arity, .text = text};
  put_terms(d, &term, 1);
}

void ad_draft_number(ad_draft *d, double x)
{
  ad_term term = {.kind = AD_T_NUMBER, .number = x, .text = ""};
  put_terms(d, &term, 1);
}

/* How many terms each subtree has, of those that end with term `first` or
   behind it. */
static void set_spans(ad_expr *expr, size_t first)
{
  for (size_t i = first; i < expr->n; i++) {
    size_t span = 1;
    for (unsigned k = 0; k < expr->terms[i].arity; k++)
      span += expr->terms[i - span].span;
    expr->terms[i].span = span;
  }
}

/* from with the draft in the place of the part. */
static ad_status splice(const ad_draft *d, size_t part, ad_expr *out)
{
  const ad_expr *from = d->to->from;
  size_t first = part + 1 - from->terms[part].span;
  size_t behind = from->n - part - 1;
  *out = (ad_expr){first + d->n + behind, NULL, NULL};
  out->terms = malloc((out->n + 1) * sizeof *out->terms);
  if (!out->terms)
    return AD_ENOMEM;
  memcpy(out->terms, from->terms, first * sizeof *out->terms);
  if (d->n > 0)
    memcpy(out->terms + first, d->terms, d->n * sizeof *out->terms);
  memcpy(out->terms + first + d->n, from->terms + part + 1,
         behind * sizeof *out->terms);
  set_spans(out, first);
  return AD_OK;
}

void ad_draft_take(ad_draft *d, size_t part, ad_mistake_code made,
                   ad_mistake_code mended)
{
  ad_edits *to = d->to;
  if (to->status == AD_OK)
    to->status = ad_grow((void **)&to->of, &to->room, to->n, 1,
                         sizeof *to->of);
  if (to->status != AD_OK)
    return;
  size_t first = part + 1 - to->from->terms[part].span;
  ad_edit *edit = &to->of[to->n++];
  *edit = (ad_edit){.made = made, .mended = mended, .was = part,
                    .now = first + d->n - 1};
  to->status = splice(d, part, &edit->expr);
  d->n = 0;
  to->terms += edit->expr.n;
}

void ad_draft_about(ad_draft *d, ad_change change, size_t i)
{
  if (d->to->status != AD_OK)
    return;
  ad_edit *edit = &d->to->of[d->to->n - 1];
  edit->change = change;
  if (change == AD_CHANGE_MORE)
    edit->now = ad_expr_operand(&edit->expr, edit->now, (unsigned)i);
  else
    edit->was = i;
}

void ad_edits_free(ad_edits *edits)
{
  for (size_t i = 0; i < edits->n; i++)
    free(edits->of[i].expr.terms);
  free(edits->of);
  *edits = (ad_edits){0};
}

/* --- expressions ---------------------------------------------------------- */

ad_status ad_expr_bare(const ad_expr *expr, ad_expr *out)
{
  *out = (ad_expr){0, malloc((expr->n + 1) * sizeof *out->terms), NULL};
  if (!out->terms)
    return AD_ENOMEM;
  for (size_t i = 0; i < expr->n; i++)
    if (expr->terms[i].kind != AD_T_PAREN)
      out->terms[out->n++] = expr->terms[i];
  set_spans(out, 0);
  return AD_OK;
}

char *ad_part_text(const ad_expr *expr, size_t part)
{
  char *text = NULL;
  size_t span = expr->terms[part].span;
  ad_expr alone = {span, expr->terms + (part + 1 - span), NULL};
  return ad_expr_print(&alone, &text) == AD_OK ? text : NULL;
}
