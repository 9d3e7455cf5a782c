/* SPDX-License-Identifier: GPL-3.0-or-later
   Lines of claims built behind the nodes of the sheet: a left side and its
   right ones; chains, paths and shapes have files of their own.  Read
   claims_data.h before. */
#include <stdlib.h>

#include "claims/claims_data.h"

static ad_place place_of(const ad_expr *expr)
{
  return expr->terms[expr->n - 1].place;
}

/* Of the factors of a chain any may be the derivative itself. */
static int is_circular(const ad_judge *judge, const ad_statement *st,
                       size_t k)
{
  size_t last = st->keyword == AD_K_CHAIN ? st->n_items - 1 : k + 1;
  if (st->keyword != AD_K_CLAIM && st->keyword != AD_K_CHAIN)
    return 0;
  for (size_t i = k + 1; i <= last; i++)
    if (ad_claim_is_circular(judge, st->items[0].expr, st->items[i].expr))
      return 1;
  return 0;
}

/* A part of every right side; one of the whole line, where it is no claim. */
static ad_status make_parts(const ad_judge *judge, ad_claim *line,
                            ad_error *err)
{
  const ad_statement *st = line->statement;
  int is_claim = st->keyword == AD_K_CLAIM;
  line->n = is_claim ? st->n_items - 1 : 1;
  line->parts = calloc(line->n, sizeof *line->parts);
  if (!line->parts)
    return ad_fail_memory(err, line->n * sizeof *line->parts);
  for (size_t k = 0; k < line->n; k++) {
    line->parts[k].place = is_claim ? place_of(st->items[k + 1].expr)
                                    : st->place;
    line->parts[k].circular = is_circular(judge, st, k) ? AD_CIRCLE
                                                        : AD_CIRCLE_NONE;
  }
  return AD_OK;
}

/* Memory that is not there is a failure; all else a verdict. */
static ad_status hand_on(const ad_side *side, ad_error *err)
{
  if (side->status != AD_ENOMEM)
    return AD_OK;
  *err = side->err;
  return AD_ENOMEM;
}

static int is_derivative(const ad_expr *expr)
{
  return expr->terms[ad_expr_root(expr)].kind == AD_T_DERIVATIVE;
}

/* A number has one derivative for each entry, and no matrix of them. */
static int is_entrywise(const ad_graph *g, const ad_expr *left)
{
  ad_ref of, by;
  if (!ad_claim_ends(g, left, &of, &by))
    return is_derivative(left);
  ad_shape s = ad_graph_shape(g, of);
  return s.rows * s.cols > 1;
}

static ad_status build_claim(ad_builder *b, const ad_judge *judge,
                             ad_claim *line, ad_line_at_work *work,
                             ad_error *err)
{
  const ad_item *items = line->statement->items;
  const ad_sheet *sheet = judge->sheet;
  work->parts = calloc(line->n, sizeof *work->parts);
  if (!work->parts)
    return ad_fail_memory(err, line->n * sizeof *work->parts);
  work->n = line->n;
  if (!ad_judge_knows(judge, items[0].expr, &work->left))
    ad_side_build(b, sheet, items[0].expr, &work->left);
  ad_status status = hand_on(&work->left, err);
  for (size_t k = 0; k < line->n && status == AD_OK; k++) {
    ad_judged_part *p = &work->parts[k];
    ad_side_build(b, sheet, items[k + 1].expr, &p->side);
    status = hand_on(&p->side, err);
    p->left = &work->left;
    p->part = &line->parts[k];
    p->jacobian = is_derivative(items[0].expr);
    p->entrywise = is_entrywise(ad_sheet_graph(sheet), items[0].expr);
    if (work->left.status == AD_OK)
      ad_side_output(b, &p->side);
  }
  ad_side_output(b, &work->left);
  if (status == AD_OK && work->left.status == AD_OK && line->n == 1 &&
      work->parts[0].side.status == AD_EINPUT)
    return ad_chain_reorder(b, sheet, line, work, err);
  return status;
}

static void take_points(const ad_sheet *sheet, ad_claim *line)
{
  const ad_expr *points = line->statement->points;
  line->points = 1;
  if (points &&
      ad_claim_number(sheet, points, &line->points, NULL) != AD_OK)
    line->points = 1;
}

static ad_status build_line(ad_builder *b, const ad_judge *judge,
                            ad_claim *line, ad_line_at_work *work,
                            ad_error *err)
{
  const ad_sheet *sheet = judge->sheet;
  ad_status status = make_parts(judge, line, err);
  if (status != AD_OK)
    return status;
  take_points(sheet, line);
  switch (line->statement->keyword) {
  case AD_K_CLAIM:
    return build_claim(b, judge, line, work, err);
  case AD_K_CHAIN:
    return ad_chain_build(b, judge, line, work, err);
  case AD_K_PATH:
    ad_claim_path(sheet, line->statement, line->parts);
    return AD_OK;
  default:
    ad_claim_shape(sheet, line->statement, line->parts);
    return AD_OK;
  }
}

/* What the builder could not keep, as an output, no side knows of. */
ad_status ad_line_build(ad_builder *b, const ad_judge *judge, ad_claim *line,
                        ad_line_at_work *work, ad_error *err)
{
  ad_status status = build_line(b, judge, line, work, err);
  const ad_error *failed = ad_builder_error(b);
  if (status != AD_OK || failed->status == AD_OK)
    return status;
  *err = *failed;
  return err->status;
}
