/* SPDX-License-Identifier: GPL-3.0-or-later
   Points more, where a function with several branches, as relu and where have
   them, takes one alone at all others: a claim that has lost the mask of an
   open hinge is right wherever the hinge is open.  Numbers are drawn until it
   is closed, a few times.  Read claims_data.h before. */
#include <stdlib.h>
#include <string.h>

#include "claims/claims_data.h"
#include "ops.h"

enum { TRIES = 16, BELOW = 1, ABOVE = 2, BOTH = 3 };

/* The branches that are taken at the entries of a node. */
static unsigned char sides_of(const ad_graph *g, uint32_t i,
                              const ad_value *values)
{
  const ad_node *x = &g->nodes[i];
  const ad_op_row *row = ad_row_of(x);
  const double *v = ad_value_at(values, (ad_ref){i});
  unsigned char sides = 0;
  for (size_t e = 0; v && e < ad_entries(x); e++) {
    double a[3] = {0};
    for (unsigned k = 0; k < x->arity; k++)
      a[k] = ad_claim_read(g, values, (ad_ref){i}, k, e);
    double side = row->side(a[0], a[1], a[2], v[e]);
    sides |= side > 0 ? ABOVE : side < 0 ? BELOW : 0;
  }
  return sides;
}

static int has_branches(const ad_node *x)
{
  const ad_op_row *row = ad_row_of(x);
  return row->kind == AD_KIND_elementwise && strcmp(row->side_text, "1") != 0;
}

/* Adds the branches taken at point w to those of each node, taken[n]; *news:
   does a node take its second one? */
static ad_status look(const ad_sheet *sheet, size_t w, ad_value *values,
                      unsigned char *taken, int *news, ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  ad_status status = ad_world_set(sheet, NULL, w, values, err);
  *news = 0;
  if (status != AD_OK)
    return status;
  ad_value_sweep(values);
  for (uint32_t i = 0; i < g->n; i++) {
    unsigned char before = taken[i];
    if (before == BOTH || !has_branches(&g->nodes[i]))
      continue;
    taken[i] |= sides_of(g, i, values);
    *news |= before != 0 && taken[i] == BOTH;
  }
  return AD_OK;
}

static int is_one_sided(const unsigned char *taken, size_t n)
{
  return memchr(taken, BELOW, n) != NULL || memchr(taken, ABOVE, n) != NULL;
}

static ad_status find(const ad_sheet *sheet, ad_value *values,
                      unsigned char *taken, ad_more_points *out, ad_error *err)
{
  size_t n = ad_graph_size(ad_sheet_graph(sheet));
  ad_status status = AD_OK;
  int news;
  for (size_t w = 0; w <= AD_WORLDS && status == AD_OK; w++)
    status = look(sheet, w, values, taken, &news, err);
  for (size_t w = AD_WORLDS + 1; w <= AD_WORLDS + TRIES && status == AD_OK &&
                                 out->n < AD_MORE && is_one_sided(taken, n);
       w++) {
    status = look(sheet, w, values, taken, &news, err);
    if (news)
      out->draws[out->n++] = w;
  }
  return status;
}

ad_status ad_world_find_more(const ad_sheet *sheet, ad_more_points *out,
                             ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  ad_value *values = NULL;
  uint32_t i = 0;
  *out = (ad_more_points){0};
  while (i < g->n && !has_branches(&g->nodes[i]))
    i++;
  if (i == g->n)
    return AD_OK;
  unsigned char *taken = calloc(g->n, 1);
  ad_status status = taken ? ad_value_new(g, &values, err)
                           : ad_fail_memory(err, g->n);
  if (status == AD_OK)
    status = find(sheet, values, taken, out, err);
  ad_value_free(values);
  free(taken);
  return status;
}

size_t ad_world_number(const ad_more_points *more, size_t k)
{
  return k <= AD_WORLDS ? k : more->draws[k - AD_WORLDS - 1];
}
