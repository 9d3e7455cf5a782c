/* SPDX-License-Identifier: GPL-3.0-or-later
   See adjoints.h. */
#include "export/adjoints.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "agree.h"
#include "host/exits.h"
#include "symbolic.h"
#include "value.h"
#include "worksheet/read_text.h"

/* The node that wrt leaf w is a line of: of zeros that are added to one, that
   one. */
static ad_ref node_of(const ad_graph *g, size_t w)
{
  ad_ref x = ad_graph_wrt(g, w);
  x.index += ad_graph_leaf_kind(g, ad_graph_wrt_leaf(g, w)) == AD_SHIFT;
  return x;
}

/* What the adjoint of x is called in the builder, where derivatives in
   formulas find it. */
static char *builder_name(ad_ref y, ad_ref x)
{
  return memory_format("(adjoint %" PRIu32 " %" PRIu32 ")", y.index, x.index);
}

static ad_status known_adjoint(ad_builder *b, ad_ref y, ad_ref x, ad_ref *out,
                               ad_error *err)
{
  char *name = builder_name(y, x);
  int known = ad_builder_find(b, name, strlen(name), out);
  free(name);
  return known ? AD_OK : ad_derivative(b, y, x, out, err);
}

/* The formulas, line by line; AD_EINPUT where one is too long. */
static ad_status lower_formulas(struct adjoints *a, const ad_graph *g,
                                ad_builder *b, ad_error *err)
{
  ad_status status = AD_OK;
  for (size_t i = 0; i < a->n && status == AD_OK; i++) {
    const char *right = ad_formulas_right(a->formulas, i);
    a->x[i] = ad_formulas_node(a->formulas, i);
    status = right ? read_text(g, b, right, known_adjoint, &a->bar[i], err)
                   : AD_EINPUT;
    char *name = builder_name(a->y, a->x[i]);
    if (status == AD_OK)
      ad_name(b, a->bar[i], name, NULL);
    free(name);
  }
  return status;
}

/* The sweep of the symbolic engine, where there are no formulas. */
static ad_status pull_back(struct adjoints *a, const ad_graph *g, ad_builder *b,
                           ad_error *err)
{
  a->n = ad_graph_wrts(g);
  for (size_t w = 0; w < a->n; w++) {
    a->x[w] = ad_graph_wrt(g, w);
    a->leaf[w] = w;
  }
  if (ad_graph_entries(g, a->y) > 1)
    a->seed = ad_leaf_shaped(b, "(seed)", ad_graph_shape(g, a->y), AD_DATA);
  return ad_pullback(b, a->y, a->seed, a->n, a->x, a->bar, err);
}

static ad_status finish(struct adjoints *a, ad_builder *b, ad_error *err)
{
  for (size_t i = 0; i < a->n; i++)
    ad_output(b, a->bar[i]);
  return ad_builder_finish(b, &a->g, err);
}

/* By `rule`, on a builder of its own. */
static ad_status build(struct adjoints *a, const ad_graph *g,
                       ad_status rule(struct adjoints *a, const ad_graph *g,
                                      ad_builder *b, ad_error *err),
                       ad_error *err)
{
  ad_builder *b;
  ad_status status = ad_builder_continue(g, &b, err);
  if (status != AD_OK)
    return status;
  status = rule(a, g, b, err);
  if (status == AD_OK)
    status = finish(a, b, err);
  ad_builder_free(b);
  return status;
}

static void find_leaves(struct adjoints *a, const ad_graph *g)
{
  for (size_t w = 0; w < ad_graph_wrts(g); w++)
    for (size_t i = 0; i < a->n; i++)
      if (a->x[i].index == node_of(g, w).index)
        a->leaf[w] = i;
}

static ad_status write_out(struct adjoints *a, const ad_graph *g,
                           ad_error *err)
{
  ad_status status = ad_formulas_new(g, a->y, ad_graph_wrts(g),
                                     a->x, &a->formulas, err);
  if (status != AD_OK)
    return status;
  a->n = ad_formulas_count(a->formulas);
  a->x = memory_grow(a->x, a->n + 1, sizeof *a->x);
  a->bar = memory_grow(a->bar, a->n + 1, sizeof *a->bar);
  status = build(a, g, lower_formulas, err);
  if (status == AD_OK)
    find_leaves(a, g);
  return status;
}

/* Are the adjoints finite at the worksheet's point?  A formula may multiply by
   0 what the sweep leaves aside: the side of a where that is not taken. */
static ad_status check_finite(const struct adjoints *a, const ad_sheet *sheet,
                              ad_error *err)
{
  ad_value *e;
  ad_status status = ad_value_new(a->g, &e, err);
  const ad_graph *g = ad_sheet_graph(sheet);
  for (size_t i = 0; status == AD_OK && i < ad_graph_leaves(g); i++)
    status = ad_value_set(e, i, ad_sheet_leaf(sheet, i));
  if (status == AD_OK)
    ad_value_sweep(e);
  for (size_t i = 0; status == AD_OK && i < a->n; i++)
    for (size_t k = 0; k < ad_graph_entries(a->g, a->bar[i]); k++)
      if (!isfinite(ad_value_at(e, a->bar[i])[k]))
        status = AD_EINPUT;
  ad_value_free(e);
  return status;
}

ad_status adjoints_smooth(const ad_sheet *sheet, int *smooth, ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  ad_agree *a;
  ad_status status = ad_agree_new(g, &a, err);
  for (size_t i = 0; status == AD_OK && i < ad_graph_leaves(g); i++)
    status = ad_agree_set(a, i, ad_sheet_leaf(sheet, i));
  if (status == AD_OK) {
    ad_agree_sweep(a, 0);
    *smooth = !ad_agree_kink(a, 0);
  }
  ad_agree_free(a);
  return status;
}

ad_status adjoints_make(struct adjoints *a, const ad_sheet *sheet, ad_ref y,
                        int smooth, ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  size_t n = ad_graph_wrts(g);
  *a = (struct adjoints){.y = y,
                         .seed = {AD_NO_INDEX},
                         .x = memory_new(n + 1, sizeof *a->x),
                         .bar = memory_new(n + 1, sizeof *a->bar),
                         .leaf = memory_new(n + 1, sizeof *a->leaf)};
  for (size_t w = 0; w < n; w++)
    a->x[w] = ad_graph_wrt(g, w);
  ad_status status = smooth ? write_out(a, g, err) : AD_EINPUT;
  if (status == AD_OK)
    status = check_finite(a, sheet, err);
  if (status != AD_EINPUT)
    return status;
  ad_formulas_free(a->formulas);
  ad_graph_free(a->g);
  a->formulas = NULL;
  a->g = NULL;
  return build(a, g, pull_back, err);
}

void adjoints_free(struct adjoints *a)
{
  ad_formulas_free(a->formulas);
  ad_graph_free(a->g);
  free(a->x);
  free(a->bar);
  free(a->leaf);
}
