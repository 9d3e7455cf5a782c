/* SPDX-License-Identifier: GPL-3.0-or-later
   What is right at all points of the sheet, tried where the sheet has other
   sizes (claims_sizes.c): (q - y) for 2/n*(q - y) is right where n = 2 alone.
   A size that is written as a number, as in 2/3*(q - y), is no mistake: its
   versions (claims_versions.c) are tried before it is said to be one.  What is
   written entry by entry, with numbers as indices, is of this size, and not
   tried.  Read claims_sizes.h before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claims/claims_sizes.h"

/* --- what is tried -------------------------------------------------------- */

/* Is the expression of a size that cannot change with the sheet's? */
static int is_of_one_size(const ad_expr *expr)
{
  for (size_t i = 0; i < expr->n; i++)
    if (expr->terms[i].kind == AD_T_MATRIX || expr->terms[i].kind == AD_T_INDEX)
      return 1;
  return 0;
}

static int holds_at_points(const ad_judged_part *p)
{
  for (ad_reading r = 0; r < AD_READINGS; r++)
    if (ad_claim_holds(p, r))
      return 1;
  return 0;
}

static int is_to_be_tried(const ad_judged_part *p, const ad_expr *left,
                          const ad_expr *right)
{
  return p->left->status == AD_OK && p->side.status == AD_OK &&
         p->left->named && p->side.named && holds_at_points(p) &&
         !is_of_one_size(left) && !is_of_one_size(right);
}

/* The right side of part k, which may be a product that is known as text: then
   *owned is to be freed. */
static ad_status right_of(const ad_judge *judge, const ad_claim *line,
                          const ad_line_at_work *work, size_t k,
                          const ad_expr **right, ad_expr **owned)
{
  const ad_names names = {.declared = ad_graph_declares,
                          .state = ad_sheet_graph(judge->sheet)};
  *owned = NULL;
  if (!work->texts) {
    *right = line->statement->items[k + 1].expr;
    return AD_OK;
  }
  ad_status status = ad_expr_parse(work->texts[k], strlen(work->texts[k]), 0,
                                   &names, owned, NULL);
  *right = *owned;
  return status;
}

/* --- a trial -------------------------------------------------------------- */

/* Right sides of one left side, where the sheet has other sizes. */
static ad_status build_trial(ad_builder *b, const ad_judge *at,
                             const ad_judged_part *like, const ad_expr *left,
                             size_t n, const ad_expr *rights,
                             ad_line_at_work *work, ad_error *err)
{
  work->parts = calloc(n, sizeof *work->parts);
  if (!work->parts)
    return ad_fail_memory(err, n * sizeof *work->parts);
  work->n = n;
  if (!ad_judge_knows(at, left, &work->left))
    ad_side_build(b, at->sheet, left, &work->left);
  if (work->left.status == AD_ENOMEM)
    return ad_fail_memory(err, sizeof *work);
  ad_side_output(b, &work->left);
  for (size_t k = 0; k < n; k++) {
    ad_judged_part *p = &work->parts[k];
    p->left = &work->left;
    p->jacobian = like->jacobian;
    p->entrywise = like->entrywise;
    ad_side_build(b, at->sheet, &rights[k], &p->side);
    if (p->side.status == AD_ENOMEM)
      return ad_fail_memory(err, sizeof *work);
    ad_side_output(b, &p->side);
  }
  return AD_OK;
}

/* How does the side come out that is right in reading r at all points? */
typedef enum ad_trial {
  TRIAL_NONE,
  TRIAL_HOLDS,
  TRIAL_FAILS,
  TRIAL_MISFITS /* it cannot be multiplied, or has another shape           */
} ad_trial;

static ad_trial trial_of(const ad_judged_part *like, const ad_graph *g,
                         const ad_judged_part *p)
{
  int fits = 0;
  if (p->left->status != AD_OK ||
      (p->side.status != AD_OK && p->side.status != AD_EINPUT))
    return TRIAL_NONE;
  if (p->side.status == AD_EINPUT)
    return TRIAL_MISFITS;
  for (ad_reading r = 0; r < AD_READINGS; r++) {
    if (!ad_claim_holds(like, r) || !ad_claim_may_read(g, r, p))
      continue;
    fits = 1;
    if (p->found.agree[r] > 0)
      return TRIAL_HOLDS;
  }
  for (ad_reading r = 0; r < AD_READINGS; r++)
    if (ad_claim_holds(like, r) && p->found.differ[r] > 0)
      return TRIAL_FAILS;
  return fits ? TRIAL_NONE : TRIAL_MISFITS;
}

/* The first right side that holds, or how the first one comes out. */
static ad_status try_all(const ad_judge *at, const ad_judged_part *like,
                         const ad_expr *left, size_t n, const ad_expr *rights,
                         ad_trial *out, ad_error *err)
{
  ad_line_at_work work = {.n = 0};
  ad_claims trial = {.n = 1, .work = &work};
  ad_builder *b;
  ad_graph *g = NULL;
  ad_status status = ad_builder_continue(at->graph, &b, err);
  if (status != AD_OK)
    return status;
  ad_builder_limit(b, ad_judge_room(at));
  status = build_trial(b, at, like, left, n, rights, &work, err);
  if (status == AD_OK)
    status = ad_builder_finish(b, &g, err);
  if (status == AD_OK)
    status = ad_claims_compare(&trial, at, g, err);
  for (size_t k = 0; k < n && status == AD_OK; k++) {
    ad_trial found = trial_of(like, g, &work.parts[k]);
    if (k == 0 || found == TRIAL_HOLDS)
      *out = found;
  }
  ad_line_free_work(&work);
  ad_graph_free(g);
  ad_builder_free(b);
  return status;
}

/* --- one right side ------------------------------------------------------- */

/* With numbers for sizes, or sizes for numbers. */
static ad_status try_versions(const ad_judge *at, ad_judged_part *p,
                              const ad_expr *left, const ad_expr *right,
                              ad_error *err)
{
  ad_trial found = TRIAL_FAILS;
  ad_versions *all = calloc(1, sizeof *all);
  if (!all)
    return ad_fail_memory(err, sizeof *all);
  ad_status status = ad_versions_list(at, right, all, err);
  if (status == AD_OK && all->n > 0)
    status = try_all(at, p, left, all->n, all->of, &found, err);
  ad_versions_drop(all);
  free(all);
  p->found.sizes = found == TRIAL_HOLDS ? AD_SIZE_NUMBER : AD_SIZE_HERE;
  p->found.at = at;
  return status;
}

/* Is it the name of numbers that are written out, and of no other size
   there? */
static int names_numbers(const ad_judge *judge, const ad_judge *at,
                         const ad_term *term)
{
  const ad_graph *here = ad_sheet_graph(judge->sheet);
  const ad_graph *there = ad_sheet_graph(at->sheet);
  ad_ref x, y;
  if (term->kind != AD_T_NAME ||
      !ad_graph_find(here, term->text, strlen(term->text), &x) ||
      !ad_graph_find(there, term->text, strlen(term->text), &y))
    return 0;
  const ad_node *a = &here->nodes[x.index], *b = &there->nodes[y.index];
  return a->op == AD_OP_constant && ad_entries(a) > 1 && a->rows == b->rows &&
         a->cols == b->cols;
}

/* Is term i a number that a function is called with, as in eye(2)? */
static int is_argument(const ad_expr *expr, size_t i)
{
  for (size_t j = i + 1; expr->terms[i].kind == AD_T_NUMBER && j < expr->n; j++)
    for (unsigned k = 0; expr->terms[j].kind == AD_T_CALL &&
                         k < expr->terms[j].arity; k++)
      if (ad_expr_operand(expr, j, k) == i)
        return 1;
  return 0;
}

/* What cannot be built there may be of a size that a number says, or
   numbers. */
static int may_misfit(const ad_judge *judge, const ad_judge *at,
                      const ad_line_at_work *work, const ad_expr *expr)
{
  if (work->texts) /* where dP/dQ may stand for what is beside Q */
    return 1;
  for (size_t i = 0; i < expr->n; i++)
    if (is_argument(expr, i) ||
        names_numbers(judge, at, &expr->terms[i]))
      return 1;
  return 0;
}

static ad_status try_at(const ad_judge *judge, const ad_judge *at,
                        const ad_line_at_work *work, ad_judged_part *p,
                        const ad_expr *left, const ad_expr *right,
                        ad_error *err)
{
  ad_trial found = TRIAL_NONE;
  ad_status status = try_all(at, p, left, 1, right, &found, err);
  if (status != AD_OK || found == TRIAL_NONE || found == TRIAL_HOLDS ||
      (found == TRIAL_MISFITS && may_misfit(judge, at, work, right)))
    return status;
  return try_versions(at, p, left, right, err);
}

static ad_status try_part(const ad_judge *judge, const ad_line_at_work *work,
                          ad_judged_part *p, const ad_expr *left,
                          const ad_expr *right, ad_error *err)
{
  ad_status status = AD_OK;
  if (!is_to_be_tried(p, left, right))
    return AD_OK;
  for (size_t i = 0; i < judge->n_sizes && status == AD_OK &&
                     p->found.sizes != AD_SIZE_HERE; i++)
    status = try_at(judge, judge->sizes[i], work, p, left, right, err);
  return status == AD_ENOMEM ? status : AD_OK;
}

/* --- all of them ---------------------------------------------------------- */

/* Of products the first that holds is enough. */
static int is_settled(const ad_line_at_work *work, size_t k)
{
  return k > 0 && work->texts && holds_at_points(&work->parts[k - 1]);
}

static ad_status try_line(const ad_judge *judge, const ad_claim *line,
                          ad_line_at_work *work, ad_error *err)
{
  ad_status status = AD_OK;
  for (size_t k = 0; k < work->n && status == AD_OK; k++) {
    if (is_settled(work, k))
      break;
    const ad_expr *right;
    ad_expr *owned;
    status = right_of(judge, line, work, k, &right, &owned);
    if (status == AD_OK)
      status = try_part(judge, work, &work->parts[k],
                        line->statement->items[0].expr, right, err);
    else if (status != AD_ENOMEM)
      status = AD_OK;
    ad_expr_free(owned);
  }
  return status;
}

void ad_size_text(const ad_judge *at, char *text, size_t size)
{
  size_t used = 0;
  *text = '\0';
  for (size_t i = 0; i < at->n_changes && used < size; i++) {
    const ad_size_change *c = &at->changes[i];
    int n = snprintf(text + used, size - used, "%s%s = %zu",
                     used > 0 ? ", " : "", c->name, c->to);
    used += n > 0 ? (size_t)n : 0;
  }
}

ad_status ad_claims_resize(ad_claims *c, const ad_judge *judge, ad_error *err)
{
  ad_status status = AD_OK;
  c->n_sizes = judge->n_sizes;
  for (size_t i = 0; i < judge->n_sizes; i++)
    ad_size_text(judge->sizes[i], c->sizes[i], sizeof c->sizes[i]);
  for (size_t i = 0; i < c->n && status == AD_OK; i++)
    status = try_line(judge, &c->lines[i], &c->work[i], err);
  return status;
}
