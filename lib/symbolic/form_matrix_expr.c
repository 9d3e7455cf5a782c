/* SPDX-License-Identifier: GPL-3.0-or-later
   Forms to terms: what moves and sums matrices.  Read form_terms.h before. */
#include "symbolic/form_terms.h"

#include "graph.h"

enum { WRITTEN_MOST = 36 }; /* entries of a matrix that is written out      */

void ad_terms_constant(ad_terms *t, const ad_node *node)
{
  if (ad_entries(node) > WRITTEN_MOST) {
    t->status = AD_EINPUT;
    return;
  }
  for (size_t i = 0; i < node->rows; i++) {
    for (size_t j = 0; j < node->cols; j++)
      ad_terms_number(t, t->w->g->numbers[node->at[0] + i * node->cols + j]);
    ad_terms_put(t, AD_T_ROW, (unsigned)node->cols, "");
  }
  ad_terms_put(t, AD_T_MATRIX, (unsigned)node->rows, "");
}

void ad_terms_size(ad_terms *t, size_t n, unsigned name, size_t less)
{
  if (name == 0) {
    ad_terms_number(t, (double)(n - less));
    return;
  }
  ad_terms_ratio(t, ad_sym_length(t->w, n, name));
  if (less > 0) {
    ad_terms_number(t, (double)less);
    ad_terms_put(t, AD_T_INFIX, 2, "-");
  }
}

/* name(..., rows, cols), of which the operands are there already. */
static void put_sized(ad_terms *t, const char *name, unsigned operands,
                      ad_sym_shape s)
{
  ad_terms_size(t, s.rows, s.row_size, 0);
  ad_terms_size(t, s.cols, s.col_size, 0);
  ad_terms_put(t, AD_T_CALL, operands + 2, name);
}

/* x stretched: the number 0 or 1, or x times ones. */
static void put_stretched(ad_terms *t, const ad_cell *x)
{
  ad_sym of = ad_terms_operand(t, x, 0);
  ad_ratio number = t->w->cells[of].number;
  int is_number = t->w->cells[of].kind == AD_SYM_number;
  if (is_number && (number.num == 0 || ad_ratio_same(number, AD_ONE))) {
    put_sized(t, number.num == 0 ? "zeros" : "ones", 0, x->shape);
    return;
  }
  ad_terms_form(t, of);
  put_sized(t, "ones", 0, x->shape);
  ad_terms_put(t, AD_T_INFIX, 2, "*");
}

static void put_axis(ad_terms *t, size_t axis, const char *name)
{
  if (axis != AD_ALL) {
    ad_terms_put(t, AD_T_NAME, 0, axis == AD_OVER_ROWS ? "rows" : "cols");
    ad_terms_put(t, AD_T_KEYWORD, 1, "over");
  }
  ad_terms_put(t, AD_T_CALL, axis != AD_ALL ? 2 : 1, name);
}

/* The end of a part: m of a part from 1 on that is called so, n or n - 1 near
   the end of the whole, else a number. */
static void put_end(ad_terms *t, size_t end, unsigned name, size_t size,
                    unsigned whole)
{
  if (name != 0)
    ad_terms_size(t, end, name, 0);
  else if (size - end <= 1)
    ad_terms_size(t, size, whole, size - end);
  else
    ad_terms_number(t, (double)end);
}

/* first+1, or first+1:first+length, or : */
static void put_subscript(ad_terms *t, size_t first, size_t length, int unit,
                          unsigned name, size_t size, unsigned whole)
{
  if (length == size && !(unit && size > 1)) {
    ad_terms_put(t, AD_T_WHOLE, 0, ":");
    return;
  }
  ad_terms_number(t, (double)first + 1);
  if (length == 1 && unit)
    return;
  put_end(t, first + length, first == 0 ? name : 0, size, whole);
  ad_terms_put(t, AD_T_RANGE, 2, ":");
}

static void put_slice(ad_terms *t, const ad_cell *x)
{
  ad_sym_shape of = t->w->cells[ad_terms_operand(t, x, 0)].shape, s = x->shape;
  ad_terms_form(t, ad_terms_operand(t, x, 0));
  int column = of.unit_cols && of.rows > 1; /* one subscript will do */
  put_subscript(t, x->at[0], s.rows, s.unit_rows, s.row_size, of.rows,
                of.row_size);
  if (!column)
    put_subscript(t, x->at[1], s.cols, s.unit_cols, s.col_size, of.cols,
                  of.col_size);
  ad_terms_put(t, AD_T_INDEX, column ? 2 : 3, "");
}

static void put_blocks(ad_terms *t, const ad_cell *x)
{
  if (x->n == 1) {
    ad_terms_form(t, ad_terms_operand(t, x, 0));
    return;
  }
  const size_t *layout = t->w->g->layouts + x->at[0];
  size_t k = 0;
  for (size_t r = 1; r <= layout[0]; r++) {
    for (size_t j = 0; j < layout[r]; j++)
      ad_terms_form(t, ad_terms_operand(t, x, k++));
    ad_terms_put(t, AD_T_ROW, (unsigned)layout[r], "");
  }
  ad_terms_put(t, AD_T_MATRIX, (unsigned)layout[0], "");
}

/* The list stands where it counts. */
static void put_listed(ad_terms *t, const ad_cell *x)
{
  ad_terms_form(t, ad_terms_operand(t, x, 0));
  if (x->at[0])
    ad_terms_put(t, AD_T_WHOLE, 0, ":");
  ad_terms_form(t, ad_terms_operand(t, x, 1));
  if (!x->at[0])
    ad_terms_put(t, AD_T_WHOLE, 0, ":");
  ad_terms_put(t, AD_T_INDEX, 3, "");
}

/* diag asks whether its operand was written as a vector: a name was, and of
   all else it is said. */
static void put_vector(ad_terms *t, ad_sym x)
{
  const ad_cell *cell = ad_terms_cell(t, x);
  ad_terms_form(t, x);
  int stretched = cell->kind == AD_SYM_call && cell->op == AD_OP_expand;
  if (cell->kind != AD_SYM_node && !stretched && cell->shape.unit_cols)
    put_sized(t, "reshape", 1, cell->shape);
}

/* diag(ones(n, 1)) is eye(n), the sum of a matrix's diagonal its trace. */
static int put_by_name(ad_terms *t, const ad_cell *x)
{
  const ad_cell *of = ad_terms_cell(t, ad_terms_operand(t, x, 0));
  int called = of->kind == AD_SYM_call;
  if (x->op == AD_OP_diag && called && of->op == AD_OP_expand &&
      of->shape.unit_cols && x->shape.cols > 1 &&
      ad_terms_is_one(t, ad_terms_operand(t, x, 0))) {
    ad_terms_size(t, of->shape.rows, of->shape.row_size, 0);
    ad_terms_put(t, AD_T_CALL, 1, "eye");
    return 1;
  }
  if (x->op == AD_OP_sum && x->at[0] == AD_ALL && called &&
      of->op == AD_OP_diag && of->shape.cols == 1) {
    ad_terms_form(t, ad_terms_operand(t, of, 0));
    ad_terms_put(t, AD_T_CALL, 1, "trace");
    return 1;
  }
  return 0;
}

static void put_call(ad_terms *t, const ad_cell *x, const ad_op_row *row)
{
  int is_mean = t->mean != AD_NO_SYM && x == &t->w->cells[t->mean];
  t->mean = AD_NO_SYM;
  if (put_by_name(t, x))
    return;
  for (size_t k = 0; k < x->n; k++)
    if (row->form == AD_FORM_diagonal)
      put_vector(t, ad_terms_operand(t, x, k));
    else
      ad_terms_form(t, ad_terms_operand(t, x, k));
  switch (row->form) {
  case AD_FORM_reduce:
  case AD_FORM_running:
    put_axis(t, x->at[0], is_mean ? "mean" : row->name);
    break;
  case AD_FORM_product:
    ad_terms_put(t, AD_T_INFIX, 2, row->infix);
    break;
  case AD_FORM_turn:
    ad_terms_put(t, AD_T_TRANSPOSE, 1, row->infix);
    break;
  case AD_FORM_reshape:
    put_sized(t, row->name, 1, x->shape);
    break;
  case AD_FORM_classes:
    ad_terms_size(t, x->shape.cols, x->shape.col_size, 0);
    ad_terms_put(t, AD_T_CALL, 2, row->name);
    break;
  default:
    ad_terms_put(t, AD_T_CALL, (unsigned)x->n, row->name);
  }
}

void ad_terms_structured(ad_terms *t, const ad_cell *x)
{
  const ad_op_row *row = ad_op_get(x->op);
  switch (row->form) {
  case AD_FORM_stretch:
    put_stretched(t, x);
    break;
  case AD_FORM_cut:
    put_slice(t, x);
    break;
  case AD_FORM_put:
    ad_terms_placed(t, x);
    break;
  case AD_FORM_blocks:
    put_blocks(t, x);
    break;
  case AD_FORM_list:
    put_listed(t, x);
    break;
  default:
    put_call(t, x, row);
  }
}
