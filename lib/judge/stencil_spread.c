/* SPDX-License-Identifier: GPL-3.0-or-later
   What is wrong with an operand's entries is wrong with those of the node that
   depend on them, and with no others.  Read stencil_view.h before. */
#include "judge/stencil_view.h"

#include "engines/edges.h"
#include "graph/entry.h"

/* A branch that follows a condition is a tie where the condition's is. */
static unsigned follow(unsigned own, unsigned below, int steps)
{
  if (steps && own & AD_DIRT_BRANCH &&
      (below & (AD_DIRT_TIE | AD_DIRT_BRANCH)) == AD_DIRT_TIE)
    return (own & ~(unsigned)AD_DIRT_BRANCH) | AD_DIRT_TIE;
  return own;
}

static unsigned add(unsigned char *dirt, unsigned below, int steps,
                    int carries)
{
  unsigned own = follow(*dirt, below, steps);
  *dirt = (unsigned char)(carries ? own | below : own);
  return *dirt;
}

static unsigned any(const unsigned char *from, size_t n, size_t step)
{
  unsigned all = 0;
  for (size_t i = 0; i < n; i++)
    all |= from[i * step];
  return all;
}

/* --- by the form of the node ---------------------------------------------- */

/* Not on a side that is not taken. */
static unsigned spread_rows(const ad_view *w, size_t k,
                            const unsigned char *from, int steps,
                            unsigned char *dirt)
{
  ad_op op = (ad_op)w->x->op;
  const ad_node *a = ad_operand_of(w->g, w->x, k);
  int may_cut = ad_op_selects(op) && ad_op_has_edge(op, (unsigned)k);
  unsigned all = 0;
  for (size_t i = 0, e = 0; i < w->x->rows; i++)
    for (size_t j = 0; j < w->x->cols; j++, e++) {
      unsigned below = from[ad_entry_read(w->x, a, i, j)];
      if (below)
        add(&dirt[e], below, steps, !may_cut || ad_rows_carry(w, e, k));
      all |= dirt[e];
    }
  return all;
}

static unsigned spread_groups(const ad_view *w, const unsigned char *from,
                              int steps, unsigned char *dirt)
{
  int may_cut = ad_op_selects((ad_op)w->x->op);
  unsigned all = 0;
  for (size_t e = 0; e < ad_entries(w->x); e++) {
    ad_group z = ad_group_of(w->g, w->x, e);
    unsigned below = any(from + z.start, z.count, z.step);
    if (below)
      add(&dirt[e], below, steps, !may_cut || ad_bends_carry(w, e));
    all |= dirt[e];
  }
  return all;
}

/* Entry (i, j) depends on row i of the left operand and column j of the
   right one. */
static unsigned spread_product(const ad_view *w, size_t k,
                               const unsigned char *from, unsigned char *dirt)
{
  const ad_node *x = w->x, *a = ad_operand_of(w->g, x, k);
  int rows = (k == 0) != (x->at[k] != 0); /* is a line a row of a?          */
  size_t lines = k == 0 ? x->rows : x->cols;
  size_t others = k == 0 ? x->cols : x->rows;
  unsigned all = 0;
  for (size_t l = 0; l < lines; l++) {
    unsigned below = rows ? any(from + l * a->cols, a->cols, 1)
                          : any(from + l, a->rows, a->cols);
    for (size_t m = 0; below && m < others; m++)
      dirt[k == 0 ? l * x->cols + m : m * x->cols + l] |= (unsigned char)below;
  }
  for (size_t e = 0; e < ad_entries(x); e++)
    all |= dirt[e];
  return all;
}

/* What is dirty spoils all sums behind it. */
static unsigned spread_runs(const ad_view *w, const unsigned char *from,
                            unsigned char *dirt)
{
  ad_runs s = ad_entry_runs(w->x);
  unsigned all = 0;
  for (size_t r = 0; r < s.n; r++) {
    unsigned below = 0;
    for (size_t i = 0; i < s.length; i++) {
      size_t e = r * s.next + i * s.step;
      below |= from[e];
      dirt[e] |= (unsigned char)below;
      all |= dirt[e];
    }
  }
  return all;
}

static unsigned spread_moves(const ad_view *w, const unsigned char *from,
                             unsigned char *dirt)
{
  unsigned all = 0;
  size_t at;
  for (size_t e = 0; e < ad_entries(w->x); e++) {
    ad_edges_move(w->g, w->x, w->x1[1], e, &at);
    if (at != AD_EDGES_NONE)
      dirt[e] |= from[at];
    all |= dirt[e];
  }
  return all;
}

/* Each number of a list says what a row (column) is. */
static unsigned spread_list(const ad_view *w, const unsigned char *from,
                            unsigned char *dirt)
{
  unsigned all = 0;
  for (size_t e = 0; e < ad_entries(w->x); e++) {
    dirt[e] |= from[w->x->at[0] ? e % w->x->cols : e / w->x->cols];
    all |= dirt[e];
  }
  return all;
}

static unsigned spread_blocks(const ad_view *w, size_t k,
                              const unsigned char *from, unsigned char *dirt)
{
  unsigned all = 0;
  size_t at;
  for (size_t e = 0; e < ad_entries(w->x); e++) {
    if (ad_edges_block(w->g, w->x, e, &at) == k)
      dirt[e] |= from[at];
    all |= dirt[e];
  }
  return all;
}

static unsigned spread_whole(const ad_view *w, size_t k,
                             const unsigned char *from, unsigned char *dirt)
{
  unsigned below = any(from, ad_entries(ad_operand_of(w->g, w->x, k)), 1);
  unsigned all = 0;
  for (size_t e = 0; e < ad_entries(w->x); e++) {
    dirt[e] |= (unsigned char)below;
    all |= dirt[e];
  }
  return all;
}

unsigned ad_spread_dirt(const ad_view *w, size_t k, const unsigned char *from,
                        int steps, unsigned char *dirt)
{
  size_t at;
  if (ad_is_elementwise(w->x))
    return spread_rows(w, k, from, steps, dirt);
  switch (ad_op_get((ad_op)w->x->op)->form) {
  case AD_FORM_reduce:
    return spread_groups(w, from, steps, dirt);
  case AD_FORM_running:
    return spread_runs(w, from, dirt);
  case AD_FORM_product:
    return spread_product(w, k, from, dirt);
  case AD_FORM_blocks:
    return spread_blocks(w, k, from, dirt);
  case AD_FORM_list:
    return k == 0 ? spread_moves(w, from, dirt) : spread_list(w, from, dirt);
  default:
    return ad_entries(w->x) > 0 && ad_edges_move(w->g, w->x, w->x1[1], 0, &at)
             ? spread_moves(w, from, dirt)
             : spread_whole(w, k, from, dirt);
  }
}
