/* SPDX-License-Identifier: GPL-3.0-or-later
   What many claims ask for, computed once a sheet: its nodes at all points,
   and derivatives at its own numbers.  Read mistakes_data.h before. */
#include <stdlib.h>
#include <string.h>

#include "mistakes/mistakes_data.h"

enum { ENTRIES_MOST = 256 }; /* of a node                                   */

static int is_small(const ad_graph *g)
{
  size_t i = 0;
  while (i < g->n && ad_entries(&g->nodes[i]) <= ENTRIES_MOST)
    i++;
  return i == g->n;
}

/* The sheet at point w. */
static ad_status know(const ad_mistakes *m, size_t w, ad_error *err)
{
  ad_value **values = &m->own->values[w];
  ad_status status = ad_value_new(ad_sheet_graph(m->sheet), values, err);
  if (status == AD_OK)
    status = ad_world_set(m->sheet, NULL, ad_world_number(&m->more, w), *values,
                          err);
  if (status == AD_OK)
    ad_value_sweep(*values);
  return status;
}

ad_status ad_own_new(ad_mistakes *m, ad_error *err)
{
  if (!is_small(ad_sheet_graph(m->sheet)))
    return AD_OK;
  m->own = calloc(1, sizeof *m->own);
  return m->own ? know(m, 0, err) : ad_fail_memory(err, sizeof *m->own);
}

void ad_own_free(ad_own *own)
{
  if (!own)
    return;
  for (size_t i = 0; i < own->n; i++)
    free(own->slopes[i].x);
  free(own->slopes);
  ad_graph_free(own->base);
  for (size_t w = 0; w < AD_POINTS; w++)
    ad_value_free(own->values[w]);
  free(own);
}

ad_status ad_own_set(const ad_mistakes *m, size_t w, ad_value *values,
                     ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(m->sheet);
  if (!m->own)
    return ad_world_set(m->sheet, NULL, ad_world_number(&m->more, w), values,
                        err);
  ad_status status = m->own->values[w] ? AD_OK : know(m, w, err);
  for (size_t i = 0; i < ad_graph_leaves(g) && status == AD_OK; i++)
    ad_value_set(values, i,
                 ad_value_at(m->own->values[w], ad_graph_leaf(g, i)));
  return status;
}

/* --- derivatives ---------------------------------------------------------- */

/* The sheet's graph with the derivatives behind it that its lines are about,
   as far as they are remembered (ad_claim_derive). */
static ad_status make_base(const ad_mistakes *m, ad_graph **out, ad_error *err)
{
  const ad_statement *st;
  ad_builder *b;
  ad_ref x;
  ad_error ignored = {0};
  ad_status status = ad_builder_continue(ad_sheet_graph(m->sheet), &b, err);
  if (status != AD_OK)
    return status;
  for (size_t i = 0; b->g.n_derived < AD_DERIVED &&
                     (st = ad_sheet_kept(m->sheet, i)); i++)
    if (st->items[0].expr)
      ad_claim_lower(b, m->sheet, st->items[0].expr, &x, &ignored);
  status = ad_builder_finish(b, out, err);
  ad_builder_free(b);
  return status;
}

const ad_graph *ad_own_base(const ad_mistakes *m)
{
  ad_error ignored = {0};
  if (m->own && !m->own->base &&
      make_base(m, &m->own->base, &ignored) != AD_OK)
    m->own->base = NULL;
  return m->own && m->own->base ? m->own->base : ad_sheet_graph(m->sheet);
}

/* The value of the output x of g. */
static double *value_of(const ad_mistakes *m, const ad_graph *g, ad_ref x)
{
  ad_value *values;
  ad_error ignored = {0};
  ad_shape s = ad_graph_shape(g, x);
  double *copy = malloc(s.rows * s.cols * sizeof *copy);
  if (!copy || ad_value_outputs_new(g, &values, &ignored) != AD_OK) {
    free(copy);
    return NULL;
  }
  ad_status status = ad_own_set(m, 0, values, &ignored);
  if (status == AD_OK) {
    ad_value_sweep(values);
    memcpy(copy, ad_value_at(values, x), s.rows * s.cols * sizeof *copy);
  }
  ad_value_free(values);
  if (status == AD_OK)
    return copy;
  free(copy);
  return NULL;
}

/* The derivative computed; out->x = NULL: it cannot be. */
static void compute_slope(const ad_mistakes *m, const ad_expr *derivative,
                          ad_slope *out)
{
  ad_builder *b;
  ad_graph *g = NULL;
  ad_ref x;
  ad_error ignored = {0};
  if (ad_builder_continue(ad_own_base(m), &b, &ignored) != AD_OK)
    return;
  if (ad_claim_lower(b, m->sheet, derivative, &x, &ignored) == AD_OK) {
    ad_shape s = ad_builder_shape(b, x);
    x = ad_expand(b, x, s);
    ad_output(b, x);
    out->rows = s.rows;
    out->cols = s.cols;
    if (ad_builder_finish(b, &g, &ignored) == AD_OK)
      out->x = value_of(m, g, x);
  }
  ad_graph_free(g);
  ad_builder_free(b);
}

/* Each is computed once for all claims. */
const ad_slope *ad_own_slope(const ad_mistakes *m, const ad_expr *derivative,
                             uint32_t of, uint32_t by)
{
  ad_own *own = m->own;
  for (size_t i = 0; i < own->n; i++)
    if (own->slopes[i].of == of && own->slopes[i].by == by)
      return &own->slopes[i];
  if (ad_grow((void **)&own->slopes, &own->room, own->n, 1,
              sizeof *own->slopes) != AD_OK)
    return NULL;
  own->slopes[own->n] = (ad_slope){.of = of, .by = by};
  compute_slope(m, derivative, &own->slopes[own->n]);
  return &own->slopes[own->n++];
}
