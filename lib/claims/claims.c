/* SPDX-License-Identifier: GPL-3.0-or-later
   Lines judged: their sides are built behind the sheet's nodes
   (claims_line.c) and computed at all points (claims_points.c);
   claims_verdict.c judges what was found there.  Read claims.h and
   claims_data.h before. */
#include "claims.h"

#include <stdlib.h>

#include "claims/claims_sizes.h"

/* --- the judge ------------------------------------------------------------ */

int ad_judge_knows(const ad_judge *judge, const ad_expr *expr, ad_side *out)
{
  for (size_t i = 0; i < judge->n_tasks; i++) {
    const ad_task *task = &judge->tasks[i];
    if (task->side.status == AD_OK && task->side.n_moved == 0 &&
        ad_expr_equal(task->expr, expr)) {
      *out = task->side;
      return 1;
    }
  }
  return 0;
}

/* The left sides of all claims and chains of the sheet, each once. */
static ad_status build_tasks(ad_judge *judge, ad_builder *b, ad_error *err)
{
  ad_status status = AD_OK;
  const ad_statement *st;
  for (size_t i = 0; status != AD_ENOMEM &&
                     (st = ad_sheet_kept(judge->sheet, i)); i++) {
    ad_task *task = &judge->tasks[judge->n_tasks];
    if ((st->keyword != AD_K_CLAIM && st->keyword != AD_K_CHAIN) ||
        ad_judge_knows(judge, st->items[0].expr, &task->side))
      continue;
    task->expr = st->items[0].expr;
    ad_side_build(b, judge->sheet, task->expr, &task->side);
    status = task->side.status;
    judge->n_tasks++;
  }
  if (status == AD_ENOMEM)
    return ad_fail_memory(err, sizeof *judge->tasks);
  return ad_builder_finish(b, &judge->graph, err);
}

static size_t count_kept(const ad_sheet *sheet)
{
  size_t n = 0;
  while (ad_sheet_kept(sheet, n))
    n++;
  return n;
}

static ad_status add_more_points(ad_judge *judge, ad_error *err)
{
  ad_status status = ad_world_find_more(judge->sheet, &judge->more, err);
  judge->last += judge->more.n;
  return status;
}

ad_status ad_judge_new_at(const ad_sheet *sheet, const ad_sheet *like,
                          ad_judge **out, ad_error *err)
{
  ad_builder *b = NULL;
  ad_judge *judge = *out = calloc(1, sizeof *judge);
  if (!judge)
    return ad_fail_memory(err, sizeof *judge);
  judge->sheet = sheet;
  judge->like = like;
  judge->first = like ? 1 : 0;
  judge->last = like ? 1 : AD_WORLDS;
  judge->bytes = SIZE_MAX;
  judge->tasks = calloc(count_kept(sheet) + 1, sizeof *judge->tasks);
  ad_status status = judge->tasks ? ad_builder_continue(ad_sheet_graph(sheet),
                                                        &b, err)
                                  : ad_fail_memory(err, sizeof *judge->tasks);
  if (status == AD_OK)
    status = build_tasks(judge, b, err);
  if (status == AD_OK && !like)
    status = add_more_points(judge, err);
  if (status == AD_OK && !like)
    status = ad_judge_note_derived(judge, err);
  if (status == AD_OK && !like)
    status = ad_judge_add_sizes(judge, err);
  ad_builder_free(b);
  if (status != AD_OK) {
    ad_judge_free(judge);
    *out = NULL;
  }
  return status;
}

ad_status ad_judge_new(const ad_sheet *sheet, ad_judge **out, ad_error *err)
{
  return ad_judge_new_at(sheet, NULL, out, err);
}

void ad_judge_strictly(ad_judge *judge)
{
  judge->strict = 1;
}

void ad_judge_limit(ad_judge *judge, size_t bytes)
{
  judge->bytes = bytes;
}

void ad_judge_free(ad_judge *judge)
{
  if (!judge)
    return;
  for (size_t i = 0; i < judge->n_sizes; i++)
    ad_judge_free(judge->sizes[i]);
  for (size_t w = 0; w <= AD_WORLDS + AD_MORE; w++)
    ad_value_free(judge->known[w]);
  for (size_t i = 0; i < judge->n_tasks; i++)
    ad_side_free(&judge->tasks[i].side);
  free(judge->tasks);
  free(judge->derived);
  ad_graph_free(judge->graph);
  ad_sheet_free(judge->owned);
  free(judge);
}

/* --- lines ---------------------------------------------------------------- */

static ad_status build_all(ad_claims *c, const ad_judge *judge, ad_builder *b,
                           ad_error *err)
{
  ad_status status = AD_OK;
  for (size_t i = 0; i < c->n && status == AD_OK; i++)
    status = ad_line_build(b, judge, &c->lines[i], &c->work[i], err);
  return status;
}

/* The sheet's own limit stays. */
size_t ad_judge_room(const ad_judge *judge)
{
  size_t taken = judge->graph->entries * sizeof(double);
  return judge->bytes < judge->graph->limit - taken ? taken + judge->bytes
                                                    : judge->graph->limit;
}

static ad_status judge_all(ad_claims *c, const ad_judge *judge, ad_error *err)
{
  ad_builder *b;
  ad_graph *g = NULL;
  ad_status status = ad_builder_continue(judge->graph, &b, err);
  if (status != AD_OK)
    return status;
  c->points = judge->last;
  ad_builder_limit(b, ad_judge_room(judge));
  status = build_all(c, judge, b, err);
  if (status == AD_OK)
    status = ad_builder_finish(b, &g, err);
  if (status == AD_OK)
    status = ad_claims_compare(c, judge, g, err);
  if (status == AD_OK)
    status = ad_claims_resize(c, judge, err);
  for (size_t i = 0; i < c->n && status == AD_OK; i++)
    ad_claim_judge(&c->lines[i], &c->work[i], judge, g);
  if (status == AD_OK)
    status = ad_claims_find_circles(c, judge, err);
  ad_graph_free(g);
  ad_builder_free(b);
  return status;
}

/* Nothing is judged yet. */
static ad_status claims_new(size_t n, const ad_statement *const *lines,
                            ad_claims **out, ad_error *err)
{
  ad_claims *c = calloc(1, sizeof *c);
  *out = c;
  if (!c)
    return ad_fail_memory(err, sizeof *c);
  c->lines = calloc(n + 1, sizeof *c->lines);
  c->work = calloc(n + 1, sizeof *c->work);
  if (!c->lines || !c->work)
    return ad_fail_memory(err, n * sizeof *c->lines);
  for (c->n = 0; c->n < n; c->n++)
    c->lines[c->n].statement = lines[c->n];
  return AD_OK;
}

ad_status ad_judge_lines(const ad_judge *judge, size_t n,
                         const ad_statement *const *lines, ad_claims **out,
                         ad_error *err)
{
  ad_claims *c;
  ad_status status = claims_new(n, lines, &c, err);
  if (status == AD_OK) {
    c->strict = judge->strict;
    status = judge_all(c, judge, err);
  }
  if (status != AD_OK) {
    ad_claims_free(c);
    c = NULL;
  }
  *out = c;
  return status;
}

ad_status ad_judge_own_lines(const ad_judge *judge, ad_claims **out,
                             ad_error *err)
{
  size_t n = count_kept(judge->sheet);
  const ad_statement **lines = calloc(n + 1, sizeof *lines);
  *out = NULL;
  if (!lines)
    return ad_fail_memory(err, n * sizeof *lines);
  for (size_t i = 0; i < n; i++)
    lines[i] = ad_sheet_kept(judge->sheet, i);
  ad_status status = ad_judge_lines(judge, n, lines, out, err);
  free(lines);
  return status;
}

ad_status ad_claims_judge(const ad_sheet *sheet, ad_claims **out,
                          ad_error *err)
{
  ad_judge *judge;
  *out = NULL;
  ad_status status = ad_judge_new(sheet, &judge, err);
  if (status == AD_OK)
    status = ad_judge_own_lines(judge, out, err);
  ad_judge_free(judge);
  return status;
}

void ad_line_free_work(ad_line_at_work *work)
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
    ad_line_free_work(&c->work[i]);
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

const char *ad_claims_sizes(const ad_claims *c, size_t i)
{
  return i < c->n_sizes ? c->sizes[i] : NULL;
}

size_t ad_claims_points(const ad_claims *c)
{
  return c->points;
}
