/* SPDX-License-Identifier: GPL-3.0-or-later
   Follow-on errors: with a wrong dA/dN of another line in the place of N's
   adjoint, the same sweep gives what is claimed for dA/dB.  As the sweep is
   linear, that is

     dA/dB + pullback of (claimed - due) from N to B.

   Read mistakes_data.h before. */
#include <stdlib.h>

#include "graph.h"
#include "mistakes/mistakes_data.h"
#include "symbolic.h"

/* The claimed value of the derivative by node n, as a node in its shape. */
static ad_status claimed(const ad_mistakes *m, ad_builder *b,
                         const ad_expr *expr, ad_ref n, ad_ref *out)
{
  ad_error ignored = {0};
  ad_status status = ad_claim_lower(b, m->sheet, expr, out, &ignored);
  if (status != AD_OK)
    return status;
  ad_shape s = ad_builder_shape(b, *out), due = ad_builder_shape(b, n);
  if (s.rows == due.cols && s.cols == due.rows && s.rows != s.cols)
    *out = ad_transpose(b, *out);
  else if (s.rows != due.rows || s.cols != due.cols)
    return AD_EINPUT;
  return AD_OK;
}

/* The derivative of y by x where that by n is `said`. */
static ad_status follow(ad_builder *b, ad_ref y, ad_ref n, ad_ref x,
                        ad_ref said, ad_ref *out)
{
  ad_ref due, truth, more;
  ad_error ignored = {0};
  ad_status status = ad_claim_derive(b, y, n, &due, &ignored);
  if (status == AD_OK)
    status = ad_claim_derive(b, y, x, &truth, &ignored);
  if (status == AD_OK)
    status = ad_pullback(b, n, ad_sub(b, said, due), 1, &x, &more, &ignored);
  if (status == AD_OK)
    *out = ad_add(b, truth, more);
  if (ad_builder_error(b)->status == AD_EINPUT) {
    ad_builder_clear_error(b);
    return AD_EINPUT;
  }
  return status;
}

/* The sides of a derivative dy/dx that may follow from another line. */
typedef struct ad_follower {
  const ad_expr *left, *right;
  ad_ref y, x;
} ad_follower;

/* Is x asked in exercise n of the sheet, or in any; n = SIZE_MAX: in any? */
static int is_asked(const ad_sheet *sheet, const ad_expr *x, size_t n)
{
  const ad_statement *st;
  for (size_t i = 0; (st = ad_sheet_kept(sheet, i)); i++)
    if (st->items[0].expr && ad_expr_equal(st->items[0].expr, x) &&
        (n == SIZE_MAX || ad_sheet_exercise_of(sheet, st) == n))
      return 1;
  return 0;
}

/* Is there an exercise that asks for both?  What is asked in none belongs to
   every one. */
static int are_of_one_exercise(const ad_sheet *sheet, const ad_expr *x,
                               const ad_expr *y)
{
  size_t n = 0;
  for (int more = 1; more; n++) {
    more = ad_sheet_exercise(sheet, n) != NULL;
    if (is_asked(sheet, x, n) && is_asked(sheet, y, n))
      return 1;
  }
  return !is_asked(sheet, x, SIZE_MAX) || !is_asked(sheet, y, SIZE_MAX);
}

/* Has it a derivative of y by n, or by what n is made of?  These are what is
   due, whatever other lines have wrong. */
static int names_due(const ad_graph *g, const ad_follower *f, ad_ref n)
{
  ad_ref of, by;
  int found = 0;
  unsigned char *marks = malloc(g->n);
  if (!marks)
    return 1;
  ad_mark_made_of(g, n.index, 1, marks);
  marks[n.index] = 1;
  for (size_t i = 0; i < f->right->n; i++)
    found |= ad_claim_ends_at(g, f->right, i, &of, &by) &&
             of.index == f->y.index && marks[by.index];
  free(marks);
  return found;
}

/* Is the derivative given rightly as well?  Then that could have been gone on
   with. */
static int is_given(const ad_claims *claims, const ad_expr *left)
{
  const ad_claim *line;
  for (size_t i = 0; (line = ad_claims_at(claims, i)); i++)
    if (line->statement->keyword == AD_K_CLAIM &&
        ad_claim_is_right(line->code) &&
        ad_expr_equal(line->statement->items[0].expr, left))
      return 1;
  return 0;
}

/* Has the line a derivative of y wrong, by a node n between y and x? */
static int may_lead(const ad_mistakes *m, const ad_claims *claims,
                    const ad_claim *line, const ad_follower *f, ad_ref *n)
{
  const ad_graph *g = ad_sheet_graph(m->sheet);
  const ad_statement *st = line->statement;
  ad_ref of;
  return st->keyword == AD_K_CLAIM && ad_claim_is_wrong(line->code) &&
         ad_claim_ends(g, st->items[0].expr, &of, n) &&
         are_of_one_exercise(m->sheet, st->items[0].expr, f->left) &&
         of.index == f->y.index && n->index > f->x.index &&
         n->index < of.index && !names_due(g, f, *n) &&
         !is_given(claims, st->items[0].expr);
}

static int is_any(const ad_mistakes *m, const ad_claims *claims,
                  const ad_follower *f)
{
  const ad_claim *line;
  ad_ref n;
  for (size_t i = 0; (line = ad_claims_at(claims, i)); i++)
    if (may_lead(m, claims, line, f, &n))
      return 1;
  return 0;
}

static ad_status add_line(const ad_mistakes *m, ad_builder *b,
                          const ad_claims *claims, const ad_claim *line,
                          const ad_follower *f, ad_suspects *out)
{
  const ad_graph *g = ad_sheet_graph(m->sheet);
  const ad_statement *st = line->statement;
  ad_ref n, said, wrong;
  ad_status status = AD_OK;
  if (!may_lead(m, claims, line, f, &n))
    return AD_OK;
  for (size_t k = 0; k < line->n && status == AD_OK; k++) {
    if (!ad_claim_is_wrong(line->parts[k].code) ||
        claimed(m, b, st->items[k + 1].expr, n, &said) != AD_OK)
      continue;
    status = follow(b, f->y, n, f->x, said, &wrong);
    if (status == AD_OK)
      status = ad_suspect_add(out, b, AD_MISTAKE_follow_on, wrong,
                              "it follows from your derivative by %.80s",
                              ad_graph_name(g, n));
    status = status == AD_EINPUT ? AD_OK : status;
  }
  return status;
}

ad_status ad_follow_make(const ad_mistakes *m, const ad_claims *claims,
                         size_t line, size_t k, ad_suspects *out,
                         ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(m->sheet);
  const ad_claim *of, *this = ad_claims_at(claims, line);
  ad_builder *b;
  const ad_item *items = this->statement->items;
  ad_follower f = {.left = items[0].expr, .right = items[k + 1].expr};
  if (!ad_claim_ends(g, items[0].expr, &f.y, &f.x) ||
      !is_any(m, claims, &f))
    return AD_OK;
  ad_status status = ad_builder_continue(ad_own_base(m), &b, err);
  for (size_t i = 0; status == AD_OK && (of = ad_claims_at(claims, i)); i++)
    if (i != line)
      status = add_line(m, b, claims, of, &f, out);
  if (status == AD_OK)
    status = ad_suspects_settle(out, m, b, err);
  ad_builder_free(b);
  return status;
}
