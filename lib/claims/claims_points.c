/* SPDX-License-Identifier: GPL-3.0-or-later
   All points at which claims are judged.  The sheet's nodes are computed by
   themselves, once for all lines where a judge keeps them; of lines only what
   lies behind them.  Read claims_data.h and behind.h before. */
#include <stdlib.h>
#include <string.h>

#include "claims/claims_sizes.h"
#include "graph/behind.h"
#include "graph/entry.h"

/* --- the sheet's nodes ---------------------------------------------------- */

ad_leaf_model ad_world_model(const ad_sheet *sheet, size_t leaf)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  const double *own = ad_sheet_leaf(sheet, leaf);
  ad_shape s = ad_graph_shape(g, ad_graph_leaf(g, leaf));
  return (ad_leaf_model){.leaf = leaf,
                         .is_data = ad_graph_leaf_kind(g, leaf) == AD_DATA,
                         .manner = ad_world_manner(g, leaf, own),
                         .from = s,
                         .shape = s,
                         .own = own,
                         .at = own};
}

/* x: room for the leaf; `like`: as it is drawn for. */
static ad_status draw_leaf(const ad_sheet *sheet, const ad_sheet *like,
                           size_t i, size_t w, double *x, ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  ad_leaf_model m = ad_world_model(like, i);
  if (sheet == like) {
    ad_world_draw(&m, w, x);
    return AD_OK;
  }
  m.shape = ad_graph_shape(g, ad_graph_leaf(g, i));
  size_t size = m.shape.rows * m.shape.cols * sizeof *x;
  double *at = malloc(size);
  if (!at)
    return ad_fail_memory(err, size);
  memcpy(at, ad_sheet_leaf(sheet, i), size);
  ad_size_stretch(&m, at);
  m.at = at;
  ad_world_draw(&m, w, x);
  free(at);
  return AD_OK;
}

ad_status ad_world_set(const ad_sheet *sheet, const ad_sheet *like, size_t w,
                       ad_value *values, ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  ad_status status = AD_OK;
  for (size_t i = 0; i < ad_graph_leaves(g) && status == AD_OK; i++) {
    ad_shape s = ad_graph_shape(g, ad_graph_leaf(g, i));
    if (w == 0) {
      ad_value_set(values, i, ad_sheet_leaf(sheet, i));
      continue;
    }
    double *x = malloc(s.rows * s.cols * sizeof *x);
    if (!x)
      return ad_fail_memory(err, s.rows * s.cols * sizeof *x);
    status = draw_leaf(sheet, like ? like : sheet, i, w, x, err);
    ad_value_set(values, i, x);
    free(x);
  }
  return status;
}

/* The nodes of the judge's graph at point w, in *values, which is made where
   there is none. */
static ad_status know(const ad_judge *judge, size_t w, ad_value **values,
                      ad_error *err)
{
  ad_status status = *values ? AD_OK : ad_value_new(judge->graph, values, err);
  if (status == AD_OK)
    status = ad_world_set(judge->sheet, judge->like,
                          ad_world_number(&judge->more, w), *values, err);
  if (status == AD_OK)
    ad_value_sweep(*values);
  return status;
}

ad_status ad_judge_keep_points(ad_judge *judge, ad_error *err)
{
  ad_status status = AD_OK;
  for (size_t w = judge->first; w <= judge->last && status == AD_OK; w++)
    status = know(judge, w, &judge->known[w], err);
  for (size_t i = 0; i < judge->n_sizes && status == AD_OK; i++)
    status = ad_judge_keep_points(judge->sizes[i], err);
  return status;
}

double ad_claim_read(const ad_graph *g, const ad_value *values, ad_ref x,
                     size_t k, size_t e)
{
  const ad_node *node = &g->nodes[x.index];
  const ad_ref from = {g->operands[node->operand + k]};
  return ad_value_at(values, from)[ad_entry_read(
    node, &g->nodes[from.index], e / node->cols, e % node->cols)];
}

/* --- behind them ---------------------------------------------------------- */

const double *ad_point_at(const ad_point *point, ad_ref x)
{
  const double *known = ad_value_at(point->known, x);
  return known ? known
               : ad_value_at(point->values,
                             (ad_ref){point->behind->place[x.index]});
}

/* Nodes of the judge's graph that have values: a transpose that only products
   read has none. */
static unsigned char *known_nodes(const ad_value *known, const ad_graph *g)
{
  unsigned char *marks = calloc(ad_graph_size(g), 1);
  for (uint32_t i = 0; marks && i < ad_graph_size(g); i++)
    marks[i] = ad_value_at(known, (ad_ref){i}) != NULL;
  return marks;
}

static void sweep_behind(const ad_point *point)
{
  for (size_t i = 0; i < ad_graph_leaves(point->behind->graph); i++)
    ad_value_set(point->values, i,
                 ad_value_at(point->known,
                             (ad_ref){point->behind->from[i]}));
  ad_value_sweep(point->values);
}

static int can_be_compared(const ad_judged_part *p)
{
  return p->left->status == AD_OK && p->side.status == AD_OK;
}

static void compare_all(ad_claims *c, const ad_graph *g, const ad_point *point,
                        size_t w)
{
  for (size_t i = 0; i < c->n; i++)
    for (size_t k = 0; k < c->work[i].n; k++)
      if (can_be_compared(&c->work[i].parts[k]))
        ad_claim_compare(g, point, w, &c->work[i].parts[k]);
}

/* Is there a right side to be computed?  Its node is never the sheet's. */
static int has_sides(const ad_claims *c)
{
  for (size_t i = 0; i < c->n; i++)
    for (size_t k = 0; k < c->work[i].n; k++)
      if (can_be_compared(&c->work[i].parts[k]))
        return 1;
  return 0;
}

/* What lies behind the nodes that are known at point 0. */
static ad_status plan_behind(const ad_value *known, const ad_graph *g,
                             ad_behind *behind, ad_value **values,
                             ad_error *err)
{
  unsigned char *marks = known_nodes(known, g);
  ad_status status = marks ? ad_behind_init(behind, g, marks, err)
                           : ad_fail_memory(err, ad_graph_size(g));
  if (status == AD_OK)
    status = ad_value_new(behind->graph, values, err);
  free(marks);
  return status;
}

/* At point w; `own` gets the sheet's nodes where the judge does not keep
   them. */
static ad_status compare_at(ad_claims *c, const ad_judge *judge,
                            const ad_graph *g, size_t w, ad_value **own,
                            ad_value **values, ad_behind *behind,
                            ad_error *err)
{
  ad_status status = judge->known[w] ? AD_OK : know(judge, w, own, err);
  ad_point point = {.known = judge->known[w] ? judge->known[w] : *own,
                    .behind = behind};
  if (status == AD_OK && !*values)
    status = plan_behind(point.known, g, behind, values, err);
  if (status != AD_OK)
    return status;
  point.values = *values;
  sweep_behind(&point);
  status = ad_point_overflow(&point, err);
  if (status == AD_OK)
    compare_all(c, g, &point, w);
  free(point.lost);
  return status;
}

ad_status ad_claims_compare(ad_claims *c, const ad_judge *judge,
                            const ad_graph *g, ad_error *err)
{
  ad_value *own = NULL, *values = NULL;
  ad_behind behind = {0};
  ad_status status = AD_OK;
  for (size_t w = judge->first;
       w <= judge->last && status == AD_OK && has_sides(c); w++)
    status = compare_at(c, judge, g, w, &own, &values, &behind, err);
  ad_value_free(own);
  ad_value_free(values);
  ad_behind_free(&behind);
  return status;
}
