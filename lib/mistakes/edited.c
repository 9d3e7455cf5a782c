/* SPDX-License-Identifier: GPL-3.0-or-later
   All changes of an expression, built: of a right formula they are mistakes,
   and of a wrong one that which makes it right names what is wrong.  Read
   mistakes_data.h before. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mistakes/mistakes_data.h"

enum { SHOWN = 90 }; /* bytes of a part                                     */

/* What is too long to be read is cut. */
static int part_text(const ad_expr *expr, size_t part, char *text)
{
  char *whole = ad_part_text(expr, part);
  if (!whole)
    return 0;
  size_t n = strlen(whole);
  snprintf(text, SHOWN + 1, "%.*s%s", n > SHOWN ? SHOWN - 3 : SHOWN, whole,
           n > SHOWN ? "..." : "");
  free(whole);
  return 1;
}

/* h2 for h1, as h{t} and h{t-1} are written. */
static void describe_family(const ad_expr *expr, const ad_edit *edit,
                            int mends, char *text, size_t size)
{
  const char *was = expr->terms[edit->was].text;
  const char *now = edit->expr.terms[edit->was].text;
  int stem = (int)strcspn(was, "0123456789");
  int later = strtoul(was + stem, NULL, 10) > strtoul(now + stem, NULL, 10);
  snprintf(text, size,
           later == mends ? "%.*s{t} stands where %.*s{t-1} is due"
                          : "%.*s{t-1} stands where %.*s{t} is due",
           stem, was, stem, was);
}

/* A name, or an axis, for another in several places. */
static void describe_name(const ad_expr *expr, const ad_edit *edit, int mends,
                          char *text, size_t size)
{
  size_t at = edit->was;
  const char *axis = at + 1 < expr->n &&
                         expr->terms[at + 1].kind == AD_T_KEYWORD
                       ? "over="
                       : "";
  snprintf(text, size, "%s%s stands several times where %s%s is due", axis,
           (mends ? expr : &edit->expr)->terms[at].text, axis,
           (mends ? &edit->expr : expr)->terms[at].text);
}

/* Is the part what is divided by? */
static int divides(const ad_expr *expr, size_t part)
{
  return part + 1 < expr->n && expr->terms[part + 1].kind == AD_T_INFIX &&
         strcmp(expr->terms[part + 1].text, "/") == 0;
}

/* The change as it is seen from the claim: it mends it, or has made it. */
static ad_status describe(const ad_expr *expr, const ad_edit *edit, int mends,
                          char *text, size_t size)
{
  char was[SHOWN + 1] = "", now[SHOWN + 1] = "";
  int added = edit->change == AD_CHANGE_MORE;
  int gone = edit->change == AD_CHANGE_LESS;
  if ((!added && !part_text(expr, edit->was, was)) ||
      (!gone && !part_text(&edit->expr, edit->now, now)))
    return AD_ENOMEM;
  switch (edit->change) {
  case AD_CHANGE_SIGN:
    snprintf(text, size, "the sign of %s", was);
    break;
  case AD_CHANGE_NAME: /* nothing else has changed */
    describe_name(expr, edit, mends, text, size);
    break;
  case AD_CHANGE_SLOPE:
    snprintf(text, size, "%s*(1 - %s) is %s", was, was,
             mends ? "too much" : "missing");
    break;
  case AD_CHANGE_PLACES:
    if (!part_text(&edit->expr, edit->was, now))
      return AD_ENOMEM;
    snprintf(text, size, "%s and %s are exchanged", was, now);
    break;
  case AD_CHANGE_FAMILY:
    describe_family(expr, edit, mends, text, size);
    break;
  case AD_CHANGE_LESS:
  case AD_CHANGE_MORE:
    snprintf(text, size, "%s%s is %s",
             (added ? divides(&edit->expr, edit->now)
                    : divides(expr, edit->was))
               ? "the division by "
               : "",
             added ? now : was, added == mends ? "missing" : "too much");
    break;
  default:
    snprintf(text, size, "%s stands where %s is due", mends ? was : now,
             mends ? now : was);
  }
  return AD_OK;
}

/* A factor of the product that is now a sum; NULL: none is a name alone. */
static const char *name_added(const ad_edit *edit)
{
  const ad_expr *e = &edit->expr;
  for (unsigned k = 0; k < 2; k++) {
    const ad_term *factor = &e->terms[ad_expr_operand(e, edit->now, k)];
    if (factor->kind == AD_T_NAME)
      return factor->text;
  }
  return NULL;
}

/* The name that must stand in a claim where it is this mistake: one that stands
   in the mistake and not in the formula it is made of, or one that is added: a
   sum may be 0, as that of what is normalised.  NULL: there is none. */
static const char *name_put_in(const ad_edit *edit)
{
  const ad_term *term = &edit->expr.terms[edit->change == AD_CHANGE_NAME
                                            ? edit->was
                                            : edit->now];
  if (edit->made == AD_MISTAKE_added)
    return name_added(edit);
  int puts_in = edit->change == AD_CHANGE_PART ||
                edit->change == AD_CHANGE_NAME ||
                edit->change == AD_CHANGE_MORE;
  return puts_in && term->kind == AD_T_NAME ? term->text : NULL;
}

/* Is the name that of a leaf of signs, 1 and -1?  Its square is 1: what has it
   lacks a factor. */
static int is_of_signs(const ad_sheet *sheet, const char *name)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  ad_ref x;
  size_t leaf = 0, n, k = 0;
  if (!ad_graph_find(g, name, strlen(name), &x))
    return 0;
  while (leaf < ad_graph_leaves(g) && ad_graph_leaf(g, leaf).index != x.index)
    leaf++;
  if (leaf == ad_graph_leaves(g))
    return 0;
  n = (size_t)g->nodes[x.index].rows * g->nodes[x.index].cols;
  while (k < n && fabs(ad_sheet_leaf(sheet, leaf)[k]) == 1)
    k++;
  return n > 1 && k == n;
}

/* Is the part y^2, of such a leaf? */
static int is_square_of_signs(const ad_sheet *sheet, const ad_expr *expr,
                              size_t part)
{
  const ad_term *t = expr->terms + part;
  return t->kind == AD_T_INFIX && strcmp(t->text, "^") == 0 && t->span == 3 &&
         t[-2].kind == AD_T_NAME && t[-1].kind == AD_T_NUMBER &&
         t[-1].number == 2 && is_of_signs(sheet, t[-2].text);
}

/* Is it a term times, or over, a plain number that is a size as well, 3 for
   n/2?  Sizes are what explains such a one. */
static int is_size(const ad_sheet *sheet, const ad_expr *expr,
                   const ad_edit *edit)
{
  const ad_formulas near = {expr, expr};
  const ad_term *root = &edit->expr.terms[edit->now];
  char text[40];
  return edit->made == AD_MISTAKE_const && edit->change == AD_CHANGE_PART &&
         root->kind == AD_T_INFIX && root[-1].kind == AD_T_NUMBER &&
         ad_constant_text(sheet, &near, root[-1].number, text, sizeof text) &&
         ad_constant_has_size(text);
}

/* The changed expression as a node; AD_NO_REF: it means nothing, and is no
   change. */
static ad_status build(const ad_mistakes *m, ad_builder *b,
                       ad_lower_memo *memo, const ad_edit *edit, ad_ref *x)
{
  ad_error ignored = {0};
  *x = AD_NO_REF;
  ad_status status = ad_claim_lower_again(b, m->sheet, &edit->expr, memo, x,
                                          &ignored);
  if (status != AD_OK)
    *x = AD_NO_REF;
  return status == AD_ENOMEM ? status : AD_OK;
}

/* A mistake that is made by a change. */
static ad_status add_mistake(const ad_mistakes *m, ad_builder *b,
                             ad_lower_memo *memo, const ad_expr *expr,
                             const ad_edit *edit, ad_suspects *out)
{
  ad_ref x;
  char text[sizeof((ad_mistake *)0)->evidence];
  if (edit->made == AD_MISTAKE_CODES ||
      (edit->change == AD_CHANGE_PART &&
       is_square_of_signs(m->sheet, &edit->expr, edit->now)))
    return AD_OK;
  ad_status status = build(m, b, memo, edit, &x);
  if (status != AD_OK || x.index == AD_NO_INDEX)
    return status;
  status = describe(expr, edit, 0, text, sizeof text);
  if (status == AD_OK)
    status = ad_suspect_add(out, b, edit->made, x, "%s", text);
  if (status != AD_OK)
    return status;
  ad_suspect_stands(out, ad_sheet_graph(m->sheet), name_put_in(edit));
  out->of[out->n - 1].is_size = is_size(m->sheet, expr, edit);
  return AD_OK;
}

static ad_status list_edits(const ad_expr *expr, const ad_words *words,
                            ad_edited *out, ad_lower_memo **memo)
{
  *out = (ad_edited){0};
  *memo = ad_lower_memo_new();
  if (!*memo)
    return AD_ENOMEM;
  ad_status status = ad_expr_bare(expr, &out->bare);
  return status == AD_OK ? ad_edits_list(&out->bare, words, &out->edits)
                         : status;
}

ad_status ad_edited_make(const ad_mistakes *m, const ad_words *words,
                         ad_builder *b, const ad_expr *expr, ad_suspects *out)
{
  ad_edited all;
  ad_lower_memo *memo;
  ad_status status = list_edits(expr, words, &all, &memo);
  for (size_t i = 0; i < all.edits.n && status == AD_OK; i++)
    status = add_mistake(m, b, memo, &all.bare, &all.edits.of[i], out);
  ad_lower_memo_free(memo);
  ad_edited_free(&all);
  return status;
}

/* What has no value is held against other mistakes where its order has been
   changed (repairs.c). */
static int is_worth_building(ad_trial *trial, const ad_edit *edit,
                             const ad_image *due, int fits)
{
  return (!fits && ad_mistake_is_of_order(edit->mended)) ||
         ad_trial_may_be(trial, &edit->expr, due);
}

/* The evidence is written where it is asked for: of many few are. */
ad_status ad_edited_mend(const ad_mistakes *m, const ad_words *words,
                         ad_builder *b, const ad_expr *expr,
                         const ad_image *due, int fits, ad_edited *out)
{
  ad_lower_memo *memo;
  ad_ref x;
  ad_status status = list_edits(expr, words, out, &memo);
  ad_trial *trial = status == AD_OK ? ad_trial_new(m, &out->bare) : NULL;
  for (size_t i = 0; i < out->edits.n && status == AD_OK; i++) {
    if (!is_worth_building(trial, &out->edits.of[i], due, fits))
      continue;
    status = build(m, b, memo, &out->edits.of[i], &x);
    if (status == AD_OK && x.index != AD_NO_INDEX)
      status = ad_suspect_put(&out->suspects, b, out->edits.of[i].mended, x, i);
  }
  ad_trial_free(trial);
  ad_lower_memo_free(memo);
  return status;
}

ad_status ad_edited_again(const ad_mistakes *m, ad_builder *b,
                          const ad_image *due, ad_edited *edited)
{
  ad_suspects all = edited->suspects;
  ad_status status = AD_OK;
  ad_ref x;
  edited->suspects = (ad_suspects){0};
  for (size_t i = 0; i < all.n && status == AD_OK; i++) {
    const ad_edit *edit = &edited->edits.of[all.of[i].edit];
    if (!ad_image_may_be(m->sheet, &all.of[i].image, due))
      continue;
    status = build(m, b, NULL, edit, &x);
    if (status == AD_OK && x.index != AD_NO_INDEX)
      status = ad_suspect_put(&edited->suspects, b, edit->mended, x,
                              all.of[i].edit);
  }
  ad_suspects_free(&all);
  return status;
}

ad_status ad_edited_evidence(ad_edited *edited, size_t i)
{
  ad_suspect *x = &edited->suspects.of[i];
  char text[sizeof((ad_mistake *)0)->evidence];
  if (x->evidence)
    return AD_OK;
  ad_status status = describe(&edited->bare, &edited->edits.of[x->edit], 1,
                              text, sizeof text);
  if (status != AD_OK)
    return status;
  x->evidence = malloc(strlen(text) + 1);
  if (x->evidence)
    strcpy(x->evidence, text);
  return x->evidence ? AD_OK : AD_ENOMEM;
}

void ad_edited_free(ad_edited *edited)
{
  ad_suspects_free(&edited->suspects);
  ad_edits_free(&edited->edits);
  free(edited->bare.terms);
  *edited = (ad_edited){0};
}
