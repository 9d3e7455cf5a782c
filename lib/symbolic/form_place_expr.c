/* SPDX-License-Identifier: GPL-3.0-or-later
   Forms to terms: matrices that stand in zeros, one or several of a sum, as one
   matrix [u; 0; v].  Read form_terms.h before. */
#include <stdlib.h>

#include "symbolic/form_terms.h"

/* c x, whose first entry is at[] of the whole; of a sum that term. */
typedef struct part {
  ad_ratio c;
  ad_sym x;
  size_t at[2], term;
  ad_sym_shape shape;
} part;

/* size - less, where the size may have a name, or it lies in steps of sizes. */
typedef struct rest {
  size_t size, less;
  unsigned name;
  ad_monomial step;
} rest;

/* Is node i a part that begins at row (column) `at` and is n long, by the names
   of both a multiple of these sizes? */
static int is_stepped(const ad_graph *g, uint32_t i, size_t at, size_t n,
                      size_t cols, ad_monomial step)
{
  const ad_node *x = &g->nodes[i];
  unsigned name = g->sizes.axes[2 * (size_t)i + cols];
  return ad_row_of(x)->form == AD_FORM_cut &&
         x->at[cols] == at && (cols ? x->cols : x->rows) == n &&
         ad_size_same(step, ad_size_named_by(&g->sizes, name));
}

/* The sizes of `whole` where the sheet cuts all the parts by multiples of them,
   z[k + 1:2*k], along this axis; else none. */
static ad_monomial step_of(const ad_terms *t, unsigned whole, size_t n,
                           const part *p, size_t cols)
{
  const ad_graph *g = t->w->g;
  ad_monomial step = ad_size_named_by(&g->sizes, whole);
  for (size_t k = 0; k < n && !ad_size_is_none(step); k++) {
    size_t length = cols ? p[k].shape.cols : p[k].shape.rows;
    uint32_t i = 0;
    while (i < g->n && !is_stepped(g, i, p[k].at[cols], length, cols, step))
      i++;
    if (i == g->n)
      return (ad_monomial){{0}};
  }
  return step;
}

static void put_rest(ad_terms *t, rest x)
{
  ad_ratio n = {(double)(x.size - x.less), 1, x.step};
  ad_ratio times = ad_ratio_times(n, ad_ratio_inverse(ad_sym_sizes(t->w, n)));
  if (!ad_size_is_none(x.step) && times.den == 1)
    ad_terms_ratio(t, n);
  else
    ad_terms_size(t, x.size, x.name, x.less);
}

/* zeros(rows, cols) as a block of a row; 0 where there is none. */
static unsigned put_zeros(ad_terms *t, rest rows, rest cols)
{
  size_t n = rows.size - rows.less, m = cols.size - cols.less;
  if (n == 0 || m == 0)
    return 0;
  if (n == 1 && m == 1) {
    ad_terms_number(t, 0);
    return 1;
  }
  put_rest(t, rows);
  put_rest(t, cols);
  ad_terms_put(t, AD_T_CALL, 2, "zeros");
  return 1;
}

static unsigned put_zero_row(ad_terms *t, rest rows, rest cols)
{
  if (put_zeros(t, rows, cols) == 0)
    return 0;
  ad_terms_put(t, AD_T_ROW, 1, "");
  return 1;
}

static int is_over(const part *x, const part *y)
{
  return x->at[0] == y->at[0] && x->at[1] == y->at[1] &&
         ad_shape_same(x->shape, y->shape);
}

/* The parts that lie on the first, as a sum; how many they are. */
static size_t put_entry(ad_terms *t, size_t n, const part *p)
{
  size_t k = 1;
  ad_terms_scaled(t, p[0].c, p[0].x);
  for (; k < n && is_over(&p[0], &p[k]); k++) {
    const ad_cell *x = ad_terms_cell(t, p[k].x);
    int minus = (p[k].c.num < 0) != (x->kind == AD_SYM_number &&
                                     x->number.num < 0);
    ad_terms_scaled(t, minus ? ad_ratio_minus(p[k].c) : p[k].c, p[k].x);
    ad_terms_put(t, AD_T_INFIX, 2, minus ? "-" : "+");
  }
  return k;
}

/* Parts that begin in one row, n of them, with what is 0 between them.  Behind
   a lone column the size goes by its name: a longer part may hang on it. */
static void put_band(ad_terms *t, ad_sym_shape whole, ad_monomial step,
                     size_t n, const part *p)
{
  const ad_monomial none = {{0}};
  rest rows = {p->shape.rows, 0, p->shape.row_size, none};
  size_t end = 0;
  unsigned blocks = 0;
  int lone = 0;
  for (size_t k = 0; k < n;) {
    blocks += 1 + put_zeros(t, rows, (rest){p[k].at[1], end, 0, step});
    end = p[k].at[1] + p[k].shape.cols;
    lone = p[k].shape.cols == 1;
    k += put_entry(t, n - k, p + k);
  }
  blocks += put_zeros(t, rows, (rest){whole.cols, end,
                                      lone ? whole.col_size : 0, step});
  ad_terms_put(t, AD_T_ROW, blocks, "");
}

static size_t band_length(size_t n, const part *p)
{
  size_t k = 1;
  while (k < n && p[k].at[0] == p[0].at[0])
    k++;
  return k;
}

static void put_parts(ad_terms *t, ad_sym_shape whole, size_t n, const part *p)
{
  const ad_monomial step = step_of(t, whole.row_size, n, p, 0);
  const ad_monomial across = step_of(t, whole.col_size, n, p, 1);
  rest cols = {whole.cols, 0, whole.col_size, {{0}}};
  size_t end = 0;
  unsigned rows = 0;
  int lone = 0;
  for (size_t k = 0; k < n; k += band_length(n - k, p + k)) {
    rows += 1 + put_zero_row(t, (rest){p[k].at[0], end, 0, step}, cols);
    put_band(t, whole, across, band_length(n - k, p + k), p + k);
    end = p[k].at[0] + p[k].shape.rows;
    lone = p[k].shape.rows == 1;
  }
  rows += put_zero_row(
    t, (rest){whole.rows, end, lone ? whole.row_size : 0, step}, cols);
  ad_terms_put(t, AD_T_MATRIX, rows, "");
}

/* c x, with the number in front of what x puts into zeros in front of x. */
static part part_of(const ad_terms *t, ad_ratio c, const ad_cell *x)
{
  ad_sym of = ad_terms_operand(t, x, 0);
  const ad_cell *cell = ad_terms_cell(t, of);
  part p = {c, of, {x->at[0], x->at[1]}, 0, t->w->cells[of].shape};
  if (cell->kind == AD_SYM_scale) {
    p.c = ad_ratio_times(c, cell->number);
    p.x = ad_terms_operand(t, cell, 0);
  }
  return p;
}

void ad_terms_placed(ad_terms *t, const ad_cell *x)
{
  part one = part_of(t, AD_ONE, x);
  if (ad_shape_same(one.shape, x->shape))
    ad_terms_scaled(t, one.c, one.x);
  else
    put_parts(t, x->shape, 1, &one);
}

/* --- of sums ------------------------------------------------------------ */

static int is_placed(const ad_terms *t, ad_sym x, ad_sym_shape shape)
{
  const ad_cell *cell = ad_terms_cell(t, x);
  return cell->kind == AD_SYM_call &&
         ad_op_get(cell->op)->form == AD_FORM_put &&
         ad_shape_same(cell->shape, shape);
}

static int by_place(const void *left, const void *right)
{
  const part *x = left, *y = right;
  for (size_t i = 0; i < 2; i++)
    if (x->at[i] != y->at[i])
      return x->at[i] > y->at[i] ? 1 : -1;
  return (x->term > y->term) - (x->term < y->term);
}

/* Does y lie behind x in its rows, as high as it is, or below it? */
static int is_apart(const part *x, const part *y)
{
  if (y->at[0] == x->at[0])
    return y->shape.rows == x->shape.rows &&
           y->at[1] >= x->at[1] + x->shape.cols;
  return y->at[0] >= x->at[0] + x->shape.rows;
}

/* Those of the parts, in order of their places, that lie apart from the first
   and from each other, or on each other, go to apart[]; how many they are. */
static size_t take_apart(size_t *n, part *parts, part *apart)
{
  size_t left = 0, taken = 0;
  for (size_t k = 0; k < *n; k++)
    if (taken == 0 || is_over(&apart[taken - 1], &parts[k]) ||
        is_apart(&apart[taken - 1], &parts[k]))
      apart[taken++] = parts[k];
    else
      parts[left++] = parts[k];
  *n = left;
  return taken;
}

uint64_t ad_terms_joined(ad_terms *t, const ad_cell *sum)
{
  part parts[AD_SYM_MOST], apart[AD_SYM_MOST];
  size_t n = 0, matrices = 0, taken;
  uint64_t joined = 0;
  for (size_t k = 0; sum->n <= AD_SYM_MOST && k < sum->n; k++) {
    ad_sym x = ad_terms_operand(t, sum, k);
    if (is_placed(t, x, sum->shape)) {
      parts[n] = part_of(t, ad_terms_weight(t, sum, k), ad_terms_cell(t, x));
      parts[n++].term = k;
    }
  }
  qsort(parts, n, sizeof *parts, by_place);
  while ((taken = take_apart(&n, parts, apart)) > 0) {
    if (taken == 1)
      continue;
    put_parts(t, sum->shape, taken, apart);
    if (matrices++ > 0)
      ad_terms_put(t, AD_T_INFIX, 2, "+");
    for (size_t k = 0; k < taken; k++)
      joined |= (uint64_t)1 << apart[k].term;
  }
  return joined;
}
