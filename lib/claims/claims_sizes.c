/* SPDX-License-Identifier: GPL-3.0-or-later
   The worksheet at other sizes: read once more (ad_sheet_resize), with the
   numbers of its leaves drawn as for its own.  Sizes are changed that have a
   name, as many of them as the sheet can be read with; one that is written as a
   number is meant, and so is one whose entries are: x[1]^2 + x[2]^2 is no sum
   over a third.  Read claims_data.h before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claims/claims_sizes.h"
#include "ops.h"

/* What sizes become, in this order but for what they are already: no two
   alike, so that nothing fits by chance. */
static const size_t become[AD_OTHER_SIZES][AD_CHANGES + 1] = {
  {3, 5, 4, 7, 2, 6, 8, 9, 10}, {6, 2, 3, 5, 4, 7, 9, 8, 10}};

enum { MOST_NODES = 20000 }; /* of a sheet that is read once more            */

/* --- what may be changed -------------------------------------------------- */

typedef struct ad_changes {
  size_t n;
  ad_size_change of[AD_CHANGES];
} ad_changes;

static void find_changes(const ad_sheet *sheet, ad_changes *out)
{
  const char *name;
  size_t size;
  for (size_t i = 0; ad_sheet_dim(sheet, i, &name, &size); i++)
    if (out->n < AD_CHANGES)
      out->of[out->n++] = (ad_size_change){name, size, 0};
}

/* What they become in sheet k of these. */
static void choose(ad_changes *all, size_t k)
{
  int used[AD_CHANGES + 1] = {0};
  for (size_t i = 0; i < all->n; i++)
    for (size_t c = 0; c <= AD_CHANGES; c++)
      if (!used[c] && become[k][c] != all->of[i].from) {
        used[c] = 1;
        all->of[i].to = become[k][c];
        break;
      }
}

/* --- one sheet ------------------------------------------------------------ */

/* Does node i take the same rows, or columns, of an operand that has more or
   fewer of them in the other graph? */
static int cuts_the_same(const ad_graph *g, const ad_graph *other, size_t i)
{
  const ad_node *x = &g->nodes[i], *y = &other->nodes[i];
  const ad_op_row *row = ad_row_of(x);
  if (!row || row->form != AD_FORM_cut)
    return 0;
  const ad_node *from = &g->nodes[g->operands[x->operand]];
  const ad_node *to = &other->nodes[other->operands[y->operand]];
  return (from->rows != to->rows && x->rows == y->rows &&
          x->at[0] == y->at[0]) ||
         (from->cols != to->cols && x->cols == y->cols && x->at[1] == y->at[1]);
}

/* A written index is of one size; in a graph of other nodes, nothing is known
   of it. */
static int has_fixed_cut(const ad_graph *g, const ad_graph *other)
{
  if (g->n != other->n)
    return 1;
  for (size_t i = 0; i < g->n; i++)
    if (g->nodes[i].op != other->nodes[i].op || cuts_the_same(g, other, i))
      return 1;
  return 0;
}

/* Orthogonal rows, or columns, have no others at any size but that of a square
   matrix (stretch_blocks). */
static int has_lost_rows(const ad_sheet *sheet, const ad_sheet *other)
{
  const ad_graph *g = ad_sheet_graph(sheet), *h = ad_sheet_graph(other);
  for (size_t i = 0; i < ad_graph_leaves(g); i++) {
    ad_shape from = ad_graph_shape(g, ad_graph_leaf(g, i));
    ad_shape to = ad_graph_shape(h, ad_graph_leaf(h, i));
    int changed = from.rows != to.rows || from.cols != to.cols;
    int square = from.rows == from.cols && to.rows == to.cols;
    if (changed && !square &&
        ad_world_model(sheet, i).manner == MANNER_ORTHOGONAL)
      return 1;
  }
  return 0;
}

static ad_status read_at(const ad_sheet *sheet, const ad_changes *all,
                         ad_sheet **out)
{
  ad_status status = ad_sheet_resize(sheet, all->n, all->of, out, NULL);
  if (status != AD_OK ||
      (!has_fixed_cut(ad_sheet_graph(sheet), ad_sheet_graph(*out)) &&
       !has_lost_rows(sheet, *out)))
    return status;
  ad_sheet_free(*out);
  *out = NULL;
  return AD_EINPUT;
}

/* The same with those changes alone that it can be read with; n = 0: none. */
static ad_status read_what_can_be(const ad_sheet *sheet, ad_changes *all,
                                  ad_sheet **out, ad_error *err)
{
  ad_changes some = {0};
  *out = NULL;
  for (size_t i = 0; i < all->n; i++) {
    ad_sheet *other;
    some.of[some.n++] = all->of[i];
    ad_status status = read_at(sheet, &some, &other);
    if (status == AD_ENOMEM) {
      ad_sheet_free(*out);
      return ad_fail_memory(err, sizeof some);
    }
    if (status == AD_OK) {
      ad_sheet_free(*out);
      *out = other;
    } else
      some.n--;
  }
  *all = some;
  return AD_OK;
}

static ad_status read_resized(const ad_sheet *sheet, ad_changes *all,
                              ad_sheet **out, ad_error *err)
{
  ad_status status = read_at(sheet, all, out);
  if (status == AD_OK)
    return AD_OK;
  return status == AD_ENOMEM ? ad_fail_memory(err, sizeof *all)
                             : read_what_can_be(sheet, all, out, err);
}

/* What has changed: a size that is computed of others changes by them. */
static void note_changes(ad_judge *judge)
{
  const char *name;
  size_t from, to;
  for (size_t i = 0; ad_sheet_dim(judge->like, i, &name, &from) &&
                     ad_sheet_dim(judge->sheet, i, &name, &to); i++)
    if (from != to && judge->n_changes < AD_CHANGES)
      judge->changes[judge->n_changes++] = (ad_size_change){name, from, to};
}

/* The judge takes its sheet over. */
static ad_status add_judge(ad_judge *judge, ad_sheet *sheet, ad_error *err)
{
  ad_judge *other;
  ad_status status = ad_judge_new_at(sheet, judge->sheet, &other, err);
  if (status != AD_OK) {
    ad_sheet_free(sheet);
    return status == AD_ENOMEM ? status : AD_OK;
  }
  judge->sizes[judge->n_sizes++] = other;
  other->owned = sheet;
  note_changes(other);
  return AD_OK;
}

ad_status ad_judge_add_sizes(ad_judge *judge, ad_error *err)
{
  ad_changes all = {0};
  ad_status status = AD_OK;
  if (ad_graph_size(judge->graph) > MOST_NODES)
    return AD_OK;
  find_changes(judge->sheet, &all);
  for (size_t k = 0; k < AD_OTHER_SIZES && all.n > 0; k++) {
    ad_sheet *sheet;
    choose(&all, k);
    status = read_resized(judge->sheet, &all, &sheet, err);
    if (status == AD_OK && sheet)
      status = add_judge(judge, sheet, err);
    if (status != AD_OK)
      return status;
  }
  return AD_OK;
}

/* --- leaves --------------------------------------------------------------- */

/* Blocks along the diagonal, and the identity for what is left of the last:
   what is symmetric, orthogonal, or the identity, stays so. */
static void stretch_blocks(const ad_leaf_model *m, double *x)
{
  size_t n = m->shape.rows, by = m->from.rows, whole = n / by * by;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      x[i * n + j] = i >= whole || j >= whole ? i == j
                     : i / by == j / by ? m->own[i % by * by + j % by]
                                        : 0;
}

/* Whose classes are as many as before, and have no rows where there are
   more. */
static void clear_new(const ad_leaf_model *m, double *x)
{
  int rows = m->manner == MANNER_KEPT_ROWS;
  for (size_t i = 0; i < m->shape.rows; i++)
    for (size_t j = 0; j < m->shape.cols; j++)
      if (rows ? j >= m->from.cols : i >= m->from.rows)
        x[i * m->shape.cols + j] = 0;
}

void ad_size_stretch(const ad_leaf_model *m, double *x)
{
  int square = m->from.rows == m->from.cols && m->from.rows > 1 &&
               m->shape.rows == m->shape.cols;
  if (m->manner == MANNER_KEPT_ROWS || m->manner == MANNER_KEPT_COLS)
    clear_new(m, x);
  else if (square && (m->manner == MANNER_SYMMETRIC ||
                      m->manner == MANNER_ORTHOGONAL ||
                      m->manner == MANNER_SHARE_BOTH ||
                      (m->manner == MANNER_KEPT && m->is_data)))
    stretch_blocks(m, x);
}
