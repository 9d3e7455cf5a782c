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
static ad_status add_family(ad_suspects *out, ad_builder *b,
                            const ad_expr *expr, const ad_edit *edit,
                            int mends, ad_ref x)
{
  const char *was = expr->terms[edit->was].text;
  const char *now = edit->expr.terms[edit->was].text;
  int stem = (int)strcspn(was, "0123456789");
  int later = strtoul(was + stem, NULL, 10) > strtoul(now + stem, NULL, 10);
  return ad_suspect_add(out, b, mends ? edit->mended : edit->made, x,
                        later == mends
                          ? "%.*s{t} stands where %.*s{t-1} is due"
                          : "%.*s{t-1} stands where %.*s{t} is due",
                        stem, was, stem, was);
}

/* The change as it is seen from the claim: it mends it, or has made it. */
static ad_status add(ad_suspects *out, ad_builder *b, const ad_expr *expr,
                     const ad_edit *edit, int mends, ad_ref x)
{
  char was[SHOWN + 1] = "", now[SHOWN + 1] = "";
  ad_mistake_code code = mends ? edit->mended : edit->made;
  int added = edit->change == AD_CHANGE_MORE;
  int gone = edit->change == AD_CHANGE_LESS;
  const char *axis = edit->was + 1 < expr->n &&
                         expr->terms[edit->was + 1].kind == AD_T_KEYWORD
                       ? "over="
                       : "";
  if ((!added && !part_text(expr, edit->was, was)) ||
      (!gone && !part_text(&edit->expr, edit->now, now)))
    return AD_ENOMEM;
  switch (edit->change) {
  case AD_CHANGE_SIGN:
    return ad_suspect_add(out, b, code, x, "the sign of %s", was);
  case AD_CHANGE_NAME: /* nothing else has changed */
    return ad_suspect_add(
      out, b, code, x, "%s%s stands several times where %s%s is due", axis,
      (mends ? expr : &edit->expr)->terms[edit->was].text, axis,
      (mends ? &edit->expr : expr)->terms[edit->was].text);
  case AD_CHANGE_FAMILY:
    return add_family(out, b, expr, edit, mends, x);
  case AD_CHANGE_LESS:
  case AD_CHANGE_MORE:
    return ad_suspect_add(out, b, code, x, "%s is %s", added ? now : was,
                          added == mends ? "missing" : "too much");
  default:
    return ad_suspect_add(out, b, code, x, "%s stands where %s is due",
                          mends ? was : now, mends ? now : was);
  }
}

/* The name that stands in a mistake and not in the formula it is made of; NULL:
   there is none. */
static const char *name_put_in(const ad_edit *edit)
{
  const ad_term *term = &edit->expr.terms[edit->change == AD_CHANGE_NAME
                                            ? edit->was
                                            : edit->now];
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

/* A change that means nothing is none. */
static ad_status try_edit(const ad_mistakes *m, ad_builder *b,
                          const ad_expr *expr, const ad_edit *edit, int mends,
                          ad_suspects *out)
{
  ad_ref x;
  ad_error ignored = {0};
  if (edit->change == AD_CHANGE_PART && !mends &&
      is_square_of_signs(m->sheet, &edit->expr, edit->now))
    return AD_OK;
  ad_status status = ad_claim_lower(b, m->sheet, &edit->expr, &x, &ignored);
  if (status != AD_OK)
    return status == AD_ENOMEM ? status : AD_OK;
  status = add(out, b, expr, edit, mends, x);
  if (status == AD_OK && !mends)
    ad_suspect_stands(out, ad_sheet_graph(m->sheet), name_put_in(edit));
  return status;
}

ad_status ad_edited_make(const ad_mistakes *m, const ad_words *words,
                         ad_builder *b, const ad_expr *expr, int mends,
                         ad_suspects *out)
{
  ad_edits edits = {0};
  ad_expr bare;
  ad_status status = ad_expr_bare(expr, &bare);
  if (status == AD_OK)
    status = ad_edits_list(&bare, words, &edits);
  for (size_t i = 0; i < edits.n && status == AD_OK; i++)
    status = try_edit(m, b, &bare, &edits.of[i], mends, out);
  ad_edits_free(&edits);
  free(bare.terms);
  return status;
}
