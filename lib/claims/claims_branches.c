/* SPDX-License-Identifier: GPL-3.0-or-later
   Points more, where a function with several branches, as relu and where have
   them, takes one alone at all others, be it at one entry: a claim that has
   lost the mask of an open hinge is right wherever the hinge is open, and one
   without a unit that is closed wherever that is.  Numbers are drawn until it
   is the other way, a few times.  Points more, too, where a domain is so narrow
   that at most others the sheet has no value: a probability of 0.99 is beside
   1.  Read claims_data.h before. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "claims/claims_data.h"
#include "ops.h"

enum { BELOW = 1, ABOVE = 2, BOTH = 3 };

/* Of larger nodes that all entries together take both branches is enough. */
enum { ENTRIES_MOST = 64 };

/* What was seen at the points looked at. */
struct seen {
  ad_value *values;
  size_t n;
  unsigned char *taken; /* taken[n]: branches, entry by entry, or of a node */
  size_t lost;          /* entries without a value at the sheet's point    */
  size_t whole;         /* points, beside it, that lose no more            */
};

static int has_branches(const ad_node *x)
{
  const ad_op_row *row = ad_row_of(x);
  return row->kind == AD_KIND_elementwise && strcmp(row->side_text, "1") != 0;
}

/* How many are kept of node i in taken[]. */
static size_t kept_of(const ad_node *x)
{
  return !has_branches(x)                ? 0
         : ad_entries(x) <= ENTRIES_MOST ? ad_entries(x)
                                         : 1;
}

/* The branch that is taken at entry e of node i. */
static unsigned char side_at(const ad_graph *g, uint32_t i, size_t e,
                             const ad_value *values)
{
  const ad_node *x = &g->nodes[i];
  double a[3] = {0}, v = ad_value_at(values, (ad_ref){i})[e];
  for (unsigned k = 0; k < x->arity; k++)
    a[k] = ad_claim_read(g, values, (ad_ref){i}, k, e);
  double side = ad_row_of(x)->side(a[0], a[1], a[2], v);
  return side > 0 ? ABOVE : side < 0 ? BELOW : 0;
}

/* Adds the branches of node i to those taken; is a second one among them? */
static int take_sides(const ad_graph *g, uint32_t i, const ad_value *values,
                      unsigned char *taken)
{
  size_t kept = kept_of(&g->nodes[i]), n = ad_entries(&g->nodes[i]);
  int news = 0;
  for (size_t e = 0; ad_value_at(values, (ad_ref){i}) && e < n; e++) {
    unsigned char *at = &taken[kept > 1 ? e : 0], before = *at;
    if (before == BOTH)
      continue;
    *at |= side_at(g, i, e, values);
    news |= before != 0 && *at == BOTH;
  }
  return news;
}

/* Entries that have no value. */
static size_t count_lost(const ad_graph *g, const ad_value *values)
{
  size_t lost = 0;
  for (uint32_t i = 0; i < g->n; i++) {
    const double *v = ad_value_at(values, (ad_ref){i});
    for (size_t e = 0; v && e < ad_entries(&g->nodes[i]); e++)
      lost += isfinite(v[e]) ? 0 : 1;
  }
  return lost;
}

/* Adds what is seen at point w; *news: is a second branch taken, or, of the
   near points, has all a value? */
static ad_status look(const ad_sheet *sheet, size_t w, struct seen *seen,
                      int *news, ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  ad_status status = ad_world_set(sheet, NULL, w, seen->values, err);
  *news = 0;
  if (status != AD_OK)
    return status;
  ad_value_sweep(seen->values);
  size_t lost = count_lost(g, seen->values);
  if (w == 0)
    seen->lost = lost;
  seen->whole += w > 0 && lost <= seen->lost;
  unsigned char *taken = seen->taken;
  for (uint32_t i = 0; i < g->n; taken += kept_of(&g->nodes[i++]))
    if (has_branches(&g->nodes[i]))
      *news |= take_sides(g, i, seen->values, taken);
  if (w > AD_WORLDS + AD_FAR_TRIES)
    *news = lost <= seen->lost;
  return AD_OK;
}

static int is_one_sided(const struct seen *seen)
{
  return memchr(seen->taken, BELOW, seen->n) != NULL ||
         memchr(seen->taken, ABOVE, seen->n) != NULL;
}

/* Near points first, without which nothing is judged at all. */
static ad_status find(const ad_sheet *sheet, struct seen *seen,
                      ad_more_points *out, ad_error *err)
{
  const size_t far = AD_WORLDS + 1, near = far + AD_FAR_TRIES;
  ad_status status = AD_OK;
  int news;
  for (size_t w = 0; w < far && status == AD_OK; w++)
    status = look(sheet, w, seen, &news, err);
  for (size_t w = near; w < near + AD_NEAR_TRIES && status == AD_OK &&
                        seen->whole < AD_POINTS_LEAST;
       w++) {
    status = look(sheet, w, seen, &news, err);
    if (news)
      out->draws[out->n++] = w;
  }
  for (size_t w = far; w < near && status == AD_OK && out->n < AD_MORE &&
                       is_one_sided(seen);
       w++) {
    status = look(sheet, w, seen, &news, err);
    if (news)
      out->draws[out->n++] = w;
  }
  return status;
}

ad_status ad_world_find_more(const ad_sheet *sheet, ad_more_points *out,
                             ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  struct seen seen = {0};
  *out = (ad_more_points){0};
  for (uint32_t i = 0; i < g->n; i++)
    seen.n += kept_of(&g->nodes[i]);
  seen.taken = calloc(seen.n + 1, 1);
  ad_status status = seen.taken ? ad_value_new(g, &seen.values, err)
                                : ad_fail_memory(err, seen.n);
  if (status == AD_OK)
    status = find(sheet, &seen, out, err);
  ad_value_free(seen.values);
  free(seen.taken);
  return status;
}

size_t ad_world_number(const ad_more_points *more, size_t k)
{
  return k <= AD_WORLDS ? k : more->draws[k - AD_WORLDS - 1];
}
