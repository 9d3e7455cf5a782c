/* SPDX-License-Identifier: GPL-3.0-or-later
   Subscripts and matrices built from expressions.  Indices count from 1 and
   are inclusive.  Read lower.h and lower_item.h before. */
#include <stdlib.h>

#include "lower_item.h"

/* One subscript along an axis of `size`: first index from 0, and length. */
static ad_status read_subscript(ad_lowering *w, const ad_lower_item *x,
                                size_t size, const char *axis, size_t *first,
                                size_t *length, int *unit)
{
  double from = x->number, to = x->kind == AD_I_RANGE ? x->last : x->number;
  if (x->kind != AD_I_NUMBER && x->kind != AD_I_RANGE)
    return ad_lower_fail(w, "a subscript is a whole number or a range, found "
                            "a matrix");
  if (x->whole)
    from = 1, to = (double)size;
  if (!ad_lower_whole(from, 1) || !ad_lower_whole(to, from) ||
      to > (double)size) {
    if (x->kind == AD_I_RANGE)
      ad_lower_fail(w, "%ss %.15g to %.15g are not within 1 to %zu", axis,
                    from, to, size);
    else
      ad_lower_fail(w, "%s %.15g is not within 1 to %zu", axis, from, size);
    if (from <= 0)
      ad_lower_hint(w, from == 0 ? "indices count from 1"
                                 : "indices count from 1; the last one is %zu",
                    size);
    return AD_EINPUT;
  }
  *first = (size_t)from - 1;
  *length = (size_t)to - *first;
  *unit = x->kind == AD_I_NUMBER;
  return AD_OK;
}

/* X[i] needs a vector: its one axis longer than a literal 1. */
static ad_status index_vector(ad_lowering *w, ad_ref x, ad_shape s,
                              const ad_lower_item *subscript)
{
  int row = s.rows == 1 && (s.unit_rows || s.cols > 1);
  size_t at[2] = {0, 0};
  ad_shape cut = {1, 1, 1, 1};
  ad_status status;
  if (s.rows != 1 && s.cols != 1) {
    ad_lower_fail(w, "one subscript for a matrix of %zu x %zu", s.rows, s.cols);
    ad_lower_hint(w, "write [i, j], [i, :] or [:, j]");
    return AD_EINPUT;
  }
  if (row && !(s.cols == 1 && s.unit_cols))
    status = read_subscript(w, subscript, s.cols, "column", &at[1], &cut.cols,
                            &cut.unit_cols);
  else
    status = read_subscript(w, subscript, s.rows, "row", &at[0], &cut.rows,
                            &cut.unit_rows);
  if (status != AD_OK)
    return status;
  ad_lower_replace(w, 2, (ad_lower_item){.kind = AD_I_NODE,
                                         .ref = ad_slice(w->b, x, at[0],
                                                         at[1], cut)});
  return AD_OK;
}

ad_status ad_lower_index(ad_lowering *w, const ad_term *term)
{
  ad_lower_item *x = &w->stack[w->n - term->arity];
  if (!w->b || (x->kind != AD_I_NUMBER && x->kind != AD_I_NODE))
    return ad_lower_fail(w, "expected a matrix before [");
  ad_ref ref = ad_lower_node(w, x);
  ad_shape s = ad_builder_shape(w->b, ref), cut = s;
  size_t r0, c0;
  if (term->arity == 2)
    return index_vector(w, ref, s, &x[1]);
  ad_status status = read_subscript(w, &x[1], s.rows, "row", &r0, &cut.rows,
                                    &cut.unit_rows);
  if (status == AD_OK)
    status = read_subscript(w, &x[2], s.cols, "column", &c0, &cut.cols,
                            &cut.unit_cols);
  if (status != AD_OK)
    return status;
  if (x[1].whole)
    cut.unit_rows = s.unit_rows;
  if (x[2].whole)
    cut.unit_cols = s.unit_cols;
  ad_lower_replace(w, 3, (ad_lower_item){.kind = AD_I_NODE,
                                         .ref = ad_slice(w->b, ref, r0, c0,
                                                         cut)});
  return AD_OK;
}

/* The items of a matrix lie on the stack as entries, row marker, entries,
   row marker, ...; finds where they start. */
static size_t first_item(const ad_lowering *w, size_t rows)
{
  size_t i = w->n;
  for (size_t r = 0; r < rows; r++)
    i -= 1 + w->stack[i - 1].count;
  return i;
}

/* All numbers, rows of one length: a constant. */
static int collect_numbers(const ad_lowering *w, size_t first, double *x,
                           size_t *n, size_t *cols)
{
  *n = *cols = 0;
  for (size_t i = first, row = 0; i < w->n; i++)
    if (w->stack[i].kind == AD_I_NUMBER) {
      x[(*n)++] = w->stack[i].number;
      row++;
    } else if (w->stack[i].kind == AD_I_ROW && (*cols == 0 || *cols == row)) {
      *cols = row;
      row = 0;
    } else
      return 0;
  return 1;
}

static ad_ref build_blocks(ad_lowering *w, size_t first, size_t rows,
                           size_t *across, ad_ref *blocks)
{
  size_t n = 0, r = 0;
  for (size_t i = first; i < w->n; i++)
    if (w->stack[i].kind == AD_I_ROW)
      across[r++] = w->stack[i].count;
    else
      blocks[n++] = ad_lower_node(w, &w->stack[i]);
  return ad_block(w->b, rows, across, n, blocks);
}

ad_status ad_lower_matrix(ad_lowering *w, const ad_term *term)
{
  size_t first = first_item(w, term->arity), room = w->n - first, n, cols;
  if (!w->b)
    return ad_lower_fail(w, "a number is due here, not a matrix");
  for (size_t i = first; i < w->n; i++)
    if (w->stack[i].kind == AD_I_RANGE || w->stack[i].kind == AD_I_AXIS)
      return ad_lower_fail(w, "expected numbers or matrices inside [ ]");
  ad_lower_warn_matrix(w);
  double *x = malloc(room * sizeof *x);
  size_t *across = malloc(room * sizeof *across);
  ad_ref *blocks = malloc(room * sizeof *blocks), ref = {0};
  if (x && across && blocks) {
    if (collect_numbers(w, first, x, &n, &cols))
      ref = ad_matrix(w->b, term->arity, cols, x);
    else
      ref = build_blocks(w, first, term->arity, across, blocks);
    ad_lower_replace(w, room, (ad_lower_item){.kind = AD_I_NODE, .ref = ref});
  }
  int ok = x && across && blocks;
  free(x);
  free(across);
  free(blocks);
  return ok ? AD_OK : ad_fail_memory(w->err, room * sizeof *x);
}
