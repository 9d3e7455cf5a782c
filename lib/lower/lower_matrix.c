/* SPDX-License-Identifier: GPL-3.0-or-later
   Subscripts and matrices built from expressions.  Indices count from 1,
   ranges include both ends, and a list takes rows or columns in its order.
   Read lower.h and lower_item.h before. */
#include <stdlib.h>

#include "graph/builder.h"
#include "lower/lower_item.h"

static const ad_lower_item all = {.kind = AD_I_RANGE, .whole = 1};

/* One subscript along an axis of `size`: first index from 0, and length. */
static ad_status read_subscript(ad_lowering *w, const ad_lower_item *x,
                                size_t size, const char *axis, size_t *first,
                                size_t *length, int *unit)
{
  double from = x->number, to = x->kind == AD_I_RANGE ? x->last : x->number;
  if (x->kind != AD_I_NUMBER && x->kind != AD_I_RANGE)
    return ad_lower_fail(w, "a subscript is a whole number, a range or a "
                            "list of whole numbers");
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

/* What a list may be.  Its numbers are checked here where they are written
   down, and at the end of the sheet where they are data. */
static ad_status check_list(ad_lowering *w, ad_ref list, size_t size,
                            const char *axis)
{
  const ad_node *x = &w->b->g.nodes[list.index];
  char text[128];
  if (x->flags & AD_NODE_VARIABLE) {
    ad_lower_fail(w, "a list of %ss is data, and %s depends on an input or a "
                     "param", axis,
                  ad_builder_describe(w->b, list, text, sizeof text));
    return AD_EINPUT;
  }
  for (size_t e = 0; x->op == AD_OP_constant && e < ad_entries(x); e++) {
    double i = w->b->g.numbers[x->at[0] + e];
    if (ad_lower_whole(i, 1) && i <= (double)size)
      continue;
    ad_lower_fail(w, "%s %.15g, entry %zu of the list, is not a whole number "
                     "within 1 to %zu", axis, i, e + 1, size);
    if (i == 0)
      ad_lower_hint(w, "indices count from 1");
    return AD_EINPUT;
  }
  return AD_OK;
}

/* X[i] needs a vector: its one axis longer than a literal 1.  *row: it is a
   row. */
static ad_status find_axis(ad_lowering *w, ad_shape s, int *row)
{
  if (s.rows != 1 && s.cols != 1) {
    ad_lower_fail(w, "one subscript for a matrix of %zu x %zu", s.rows, s.cols);
    ad_lower_hint(w, "write [i, j], [i, :] or [:, j]");
    return AD_EINPUT;
  }
  *row = s.rows == 1 && (s.unit_rows || s.cols > 1) &&
         !(s.cols == 1 && s.unit_cols);
  return AD_OK;
}

static int is_list(const ad_lower_item *x)
{
  return x->kind == AD_I_NODE;
}

/* A part from 1 to k has the name k, one from k + 1 to 4*k the name 3*k; else
   what it has already. */
static unsigned part_size(const ad_lowering *w, const ad_lower_item *x,
                          size_t first, size_t length, unsigned known)
{
  int counted = x->kind == AD_I_RANGE &&
                (first == 0 || (!ad_size_is_none(x->before) &&
                                ad_size_same(x->before, x->of)));
  unsigned name = counted ? ad_size_multiple(w->b, x->of, (double)length) : 0;
  return name ? name : known;
}

/* x from row r0 and column c0 on, a part of this shape. */
static ad_ref part_of(ad_lowering *w, ad_ref x, const ad_lower_item *rows,
                      const ad_lower_item *cols, size_t r0, size_t c0,
                      ad_shape shape)
{
  const ad_sizes *s = &w->b->g.sizes;
  ad_ref part = ad_slice(w->b, x, r0, c0, shape);
  if (s->axes && part.index != x.index && part.index < w->b->g.n) {
    const unsigned char *known = s->axes + 2 * (size_t)part.index;
    ad_size_axes(w->b, part.index,
                 part_size(w, rows, r0, shape.rows, known[0]),
                 part_size(w, cols, c0, shape.cols, known[1]));
  }
  return part;
}

/* Rows and columns of ref by the subscripts on[2]; a list among them is
   followed last, when there is less to be moved. */
static ad_status cut_out(ad_lowering *w, const ad_lower_item *on, ad_ref *ref)
{
  ad_shape s = ad_builder_shape(w->b, *ref), cut = s;
  const ad_lower_item *rows = is_list(&on[0]) ? &all : &on[0];
  const ad_lower_item *cols = is_list(&on[1]) ? &all : &on[1];
  size_t r0, c0;
  ad_status status = read_subscript(w, rows, s.rows, "row", &r0, &cut.rows,
                                    &cut.unit_rows);
  if (status == AD_OK)
    status = read_subscript(w, cols, s.cols, "column", &c0, &cut.cols,
                            &cut.unit_cols);
  if (status != AD_OK)
    return status;
  if (rows->whole)
    cut.unit_rows = s.unit_rows;
  if (cols->whole)
    cut.unit_cols = s.unit_cols;
  if (!(rows->whole && cols->whole) || !(is_list(&on[0]) || is_list(&on[1])))
    *ref = part_of(w, *ref, rows, cols, r0, c0, cut);
  if (is_list(&on[0]))
    *ref = ad_pick_rows(w->b, *ref, on[0].ref);
  if (is_list(&on[1]))
    *ref = ad_pick_cols(w->b, *ref, on[1].ref);
  return AD_OK;
}

ad_status ad_lower_index(ad_lowering *w, const ad_term *term)
{
  ad_lower_item *x = &w->stack[w->n - term->arity];
  if (!w->b || (x->kind != AD_I_NUMBER && x->kind != AD_I_NODE))
    return ad_lower_fail(w, "expected a matrix before [");
  ad_ref ref = ad_lower_node(w, x);
  ad_shape s = ad_builder_shape(w->b, ref);
  const ad_lower_item one = {.kind = AD_I_NUMBER, .number = 1};
  ad_lower_item on[2] = {x[1], x[term->arity - 1]};
  int row = 0;
  ad_status status = term->arity == 2 ? find_axis(w, s, &row) : AD_OK;
  if (term->arity == 2)
    on[!row] = is_list(&x[1]) ? all : one;
  if (status == AD_OK && is_list(&on[0]))
    status = check_list(w, on[0].ref, s.rows, "row");
  if (status == AD_OK && is_list(&on[1]))
    status = check_list(w, on[1].ref, s.cols, "column");
  if (status == AD_OK)
    status = cut_out(w, on, &ref);
  if (status == AD_OK)
    ad_lower_replace(w, term->arity, (ad_lower_item){.kind = AD_I_NODE,
                                                     .ref = ref});
  return status;
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
