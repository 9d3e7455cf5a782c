/* SPDX-License-Identifier: GPL-3.0-or-later
   Lines of claims: their sides are built behind the sheet's nodes and computed
   at all points; claims_verdict.c judges what was found there.  Read claims.h
   and claims_data.h before. */
#include "claims.h"

#include <stdlib.h>

#include "claims/claims_data.h"

struct ad_claims {
  size_t n;
  ad_claim *lines;       /* lines[n]                                       */
  ad_line_at_work *work; /* work[n]                                        */
};

/* --- building ------------------------------------------------------------- */

static ad_place place_of(const ad_expr *expr)
{
  return expr->terms[expr->n - 1].place;
}

/* A part of every right side; one of the whole line, where it is no claim. */
static ad_status make_parts(ad_claim *line, ad_error *err)
{
  const ad_statement *st = line->statement;
  int is_claim = st->keyword == AD_K_CLAIM;
  line->n = is_claim ? st->n_items - 1 : 1;
  line->parts = calloc(line->n, sizeof *line->parts);
  if (!line->parts)
    return ad_fail_memory(err, line->n * sizeof *line->parts);
  for (size_t k = 0; k < line->n; k++)
    line->parts[k].place = is_claim ? place_of(st->items[k + 1].expr)
                                    : st->place;
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
  size_t root = expr->n - 1;
  while (root > 0 && expr->terms[root].kind == AD_T_PAREN)
    root--;
  return expr->terms[root].kind == AD_T_DERIVATIVE;
}

static ad_status build_claim(ad_builder *b, const ad_sheet *sheet,
                             ad_claim *line, ad_line_at_work *work,
                             ad_error *err)
{
  const ad_item *items = line->statement->items;
  work->parts = calloc(line->n, sizeof *work->parts);
  if (!work->parts)
    return ad_fail_memory(err, line->n * sizeof *work->parts);
  work->n = line->n;
  ad_side_build(b, sheet, items[0].expr, &work->left);
  ad_status status = hand_on(&work->left, err);
  for (size_t k = 0; k < line->n && status == AD_OK; k++) {
    ad_judged_part *p = &work->parts[k];
    ad_side_build(b, sheet, items[k + 1].expr, &p->side);
    status = hand_on(&p->side, err);
    p->left = &work->left;
    p->part = &line->parts[k];
    p->jacobian = is_derivative(items[0].expr);
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

static ad_status build_line(ad_builder *b, const ad_sheet *sheet,
                            ad_claim *line, ad_line_at_work *work,
                            ad_error *err)
{
  ad_status status = make_parts(line, err);
  if (status != AD_OK)
    return status;
  take_points(sheet, line);
  switch (line->statement->keyword) {
  case AD_K_CLAIM:
    return build_claim(b, sheet, line, work, err);
  case AD_K_CHAIN:
    return ad_chain_build(b, sheet, line, work, err);
  case AD_K_PATH:
    ad_claim_path(sheet, line->statement, line->parts);
    return AD_OK;
  default:
    ad_claim_shape(sheet, line->statement, line->parts);
    return AD_OK;
  }
}

/* --- points --------------------------------------------------------------- */

/* Leaves at point w, 0 being the sheet's own. */
static ad_status set_leaves(const ad_sheet *sheet, size_t w, ad_value *values,
                            ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  for (size_t i = 0; i < ad_graph_leaves(g); i++) {
    const double *own = ad_sheet_leaf(sheet, i);
    ad_shape s = ad_graph_shape(g, ad_graph_leaf(g, i));
    if (w == 0) {
      ad_value_set(values, i, own);
      continue;
    }
    double *x = malloc(s.rows * s.cols * sizeof *x);
    if (!x)
      return ad_fail_memory(err, s.rows * s.cols * sizeof *x);
    ad_world_draw(g, i, own, w, x);
    ad_value_set(values, i, x);
    free(x);
  }
  return AD_OK;
}

static int can_be_compared(const ad_judged_part *p)
{
  return p->left->status == AD_OK && p->side.status == AD_OK;
}

static void compare_all(ad_claims *c, const ad_graph *g,
                        const ad_value *values, size_t w)
{
  for (size_t i = 0; i < c->n; i++)
    for (size_t k = 0; k < c->work[i].n; k++)
      if (can_be_compared(&c->work[i].parts[k]))
        ad_claim_compare(g, values, w, &c->work[i].parts[k]);
}

static ad_status visit_points(ad_claims *c, const ad_sheet *sheet,
                              const ad_graph *g, ad_error *err)
{
  ad_value *values;
  ad_status status = ad_value_new(g, &values, err);
  if (status != AD_OK)
    return status;
  for (size_t w = 0; w <= AD_WORLDS && status == AD_OK; w++) {
    status = set_leaves(sheet, w, values, err);
    if (status != AD_OK)
      break;
    ad_value_sweep(values);
    compare_all(c, g, values, w);
  }
  ad_value_free(values);
  return status;
}

/* --- the whole ------------------------------------------------------------ */

static ad_status build_all(ad_claims *c, const ad_sheet *sheet, ad_builder *b,
                           ad_error *err)
{
  ad_status status = AD_OK;
  for (size_t i = 0; i < c->n && status == AD_OK; i++) {
    c->lines[i].statement = ad_sheet_kept(sheet, i);
    status = build_line(b, sheet, &c->lines[i], &c->work[i], err);
  }
  return status;
}

static ad_status judge_all(ad_claims *c, const ad_sheet *sheet, ad_error *err)
{
  ad_builder *b;
  ad_graph *g = NULL;
  ad_status status = ad_builder_continue(ad_sheet_graph(sheet), &b, err);
  if (status != AD_OK)
    return status;
  status = build_all(c, sheet, b, err);
  if (status == AD_OK)
    status = ad_builder_finish(b, &g, err);
  if (status == AD_OK)
    status = visit_points(c, sheet, g, err);
  for (size_t i = 0; i < c->n && status == AD_OK; i++)
    ad_claim_judge(&c->lines[i], &c->work[i], g);
  ad_graph_free(g);
  ad_builder_free(b);
  return status;
}

ad_status ad_claims_judge(const ad_sheet *sheet, ad_claims **out,
                          ad_error *err)
{
  ad_claims *c = calloc(1, sizeof *c);
  *out = NULL;
  if (!c)
    return ad_fail_memory(err, sizeof *c);
  while (ad_sheet_kept(sheet, c->n))
    c->n++;
  c->lines = calloc(c->n + 1, sizeof *c->lines);
  c->work = calloc(c->n + 1, sizeof *c->work);
  ad_status status = c->lines && c->work
                         ? judge_all(c, sheet, err)
                         : ad_fail_memory(err, c->n * sizeof *c->lines);
  if (status == AD_OK)
    *out = c;
  else
    ad_claims_free(c);
  return status;
}

static void free_work(ad_line_at_work *work)
{
  for (size_t k = 0; k < work->n; k++) {
    ad_side_free(&work->parts[k].side);
    if (work->texts)
      free(work->texts[k]);
  }
  ad_side_free(&work->left);
  ad_side_free(&work->failed);
  free(work->parts);
  free(work->texts);
}

void ad_claims_free(ad_claims *c)
{
  if (!c)
    return;
  for (size_t i = 0; c->lines && c->work && i < c->n; i++) {
    free_work(&c->work[i]);
    free(c->lines[i].parts);
  }
  free(c->work);
  free(c->lines);
  free(c);
}

const ad_claim *ad_claims_at(const ad_claims *c, size_t i)
{
  return i < c->n ? &c->lines[i] : NULL;
}

size_t ad_claims_points(const ad_claims *c)
{
  (void)c;
  return AD_WORLDS;
}
