/* SPDX-License-Identifier: GPL-3.0-or-later
   See trial_data.h: what each kind of term does to the stack.  What is not
   computed here, as a slice or a call that becomes several nodes, is unknown.
   Read trial.c before. */
#include <string.h>

#include "graph.h"
#include "mistakes/trial_data.h"

ad_trial_item *ad_trial_put(ad_trial *t, size_t taken, ad_trial_state how)
{
  int entrywise = 0;
  for (size_t k = 0; k < taken; k++)
    entrywise |= t->stack[--t->n].entrywise;
  t->full |= t->n == AD_TRIAL_DEEP;
  ad_trial_item *one = &t->stack[t->n - (size_t)t->full];
  *one = (ad_trial_item){
    .state = how, .node = AD_NO_INDEX, .entrywise = entrywise};
  t->n += !t->full;
  return one;
}

/* A matrix to be filled; NULL: there is no room, and it is unknown. */
static double *put(ad_trial *t, size_t taken, size_t rows, size_t cols)
{
  int fits = rows * cols <= AD_TRIAL_ROOM - t->used;
  ad_trial_item *one =
    ad_trial_put(t, taken, fits ? AD_TRIAL_KNOWN : AD_TRIAL_UNKNOWN);
  if (!fits)
    return NULL;
  double *x = t->room + t->used;
  t->used += rows * cols;
  one->rows = rows;
  one->cols = cols;
  one->x = x;
  return x;
}

static void put_number(ad_trial *t, double number)
{
  double *x = put(t, 0, 1, 1);
  if (!x)
    return;
  *x = number;
  t->stack[t->n - 1].number = 1;
}

static int stretch(size_t *all, size_t one)
{
  if (*all == 1)
    *all = one;
  return one == 1 || one == *all;
}

/* Axes of size 1 are stretched. */
static double entry(const ad_trial_item *x, size_t i, size_t j)
{
  return x->x[(x->rows > 1 ? i : 0) * x->cols + (x->cols > 1 ? j : 0)];
}

static void elementwise(ad_trial *t, ad_op op, size_t n)
{
  ad_trial_item x[3] = {0};
  size_t rows = 1, cols = 1;
  int number = 1;
  for (size_t k = 0; k < n; k++) {
    x[k] = t->stack[t->n - n + k];
    number &= x[k].number;
    if (!stretch(&rows, x[k].rows) || !stretch(&cols, x[k].cols)) {
      ad_trial_put(t, n, AD_TRIAL_MISFIT);
      return;
    }
  }
  ad_scalar_fn *value = ad_op_get(op)->value;
  double *out = put(t, n, rows, cols);
  for (size_t i = 0; out && i < rows; i++)
    for (size_t j = 0; j < cols; j++)
      *out++ = value(entry(&x[0], i, j), n > 1 ? entry(&x[1], i, j) : 0,
                     n > 2 ? entry(&x[2], i, j) : 0, 0);
  t->stack[t->n - 1].number = number;
}

/* Beside @ a derivative of several entries may be a diagonal matrix. */
static void multiply(ad_trial *t)
{
  ad_trial_item x = t->stack[t->n - 2], y = t->stack[t->n - 1];
  if (x.number && y.number) {
    elementwise(t, AD_OP_mul, 2);
    return;
  }
  if (x.entrywise || y.entrywise || x.cols != y.rows) {
    ad_trial_put(t, 2, x.entrywise || y.entrywise ? AD_TRIAL_UNKNOWN
                                                  : AD_TRIAL_MISFIT);
    return;
  }
  double *out = put(t, 2, x.rows, y.cols);
  for (size_t i = 0; out && i < x.rows; i++)
    for (size_t j = 0; j < y.cols; j++) {
      double sum = 0;
      for (size_t k = 0; k < x.cols; k++)
        sum += x.x[i * x.cols + k] * y.x[k * y.cols + j];
      *out++ = sum;
    }
}

static void turn(ad_trial *t)
{
  ad_trial_item x = t->stack[t->n - 1];
  if (x.number)
    return;
  double *out = put(t, 1, x.cols, x.rows);
  for (size_t i = 0; out && i < x.cols; i++)
    for (size_t j = 0; j < x.rows; j++)
      *out++ = x.x[j * x.cols + i];
}

static void sum(ad_trial *t, size_t taken, ad_axis axis)
{
  ad_trial_item x = t->stack[t->n - taken];
  size_t rows = axis == AD_OVER_COLS ? x.rows : 1;
  size_t cols = axis == AD_OVER_ROWS ? x.cols : 1;
  double *out = put(t, taken, rows, cols);
  for (size_t k = 0; out && k < rows * cols; k++)
    out[k] = 0;
  for (size_t i = 0; out && i < x.rows; i++)
    for (size_t j = 0; j < x.cols; j++)
      out[(rows > 1 ? i : 0) * cols + (cols > 1 ? j : 0)] +=
        x.x[i * x.cols + j];
}

static void call(ad_trial *t, const ad_term *term)
{
  size_t taken = term->arity;
  ad_axis axis = t->stack[t->n - 1].axis;
  size_t n = taken - (axis != AD_ALL);
  ad_op op = ad_op_find(term->text, (unsigned)n);
  if (op == AD_OP_sum)
    sum(t, taken, axis);
  else if (op != AD_OP_count && axis == AD_ALL &&
           ad_op_get(op)->kind == AD_KIND_elementwise)
    elementwise(t, op, n);
  else
    ad_trial_put(t, taken, AD_TRIAL_UNKNOWN);
}

static void put_axis(ad_trial *t, const char *name)
{
  ad_axis axis = strcmp(name, "rows") == 0   ? AD_OVER_ROWS
                 : strcmp(name, "cols") == 0 ? AD_OVER_COLS
                                             : AD_ALL;
  ad_trial_put(t, 0, axis == AD_ALL ? AD_TRIAL_UNKNOWN
                                    : AD_TRIAL_KNOWN)->axis = axis;
}

/* A size or a node; the constants are left to the graph. */
static void put_name(ad_trial *t, const char *name)
{
  const ad_sheet *sheet = t->m->sheet;
  const ad_graph *g = ad_sheet_graph(sheet);
  const char *dim;
  size_t size;
  ad_ref x;
  for (size_t i = 0; ad_sheet_dim(sheet, i, &dim, &size); i++)
    if (strcmp(dim, name) == 0) {
      put_number(t, (double)size);
      return;
    }
  ad_trial_item *one = ad_trial_put(t, 0, AD_TRIAL_UNKNOWN);
  if (strcmp(name, "pi") == 0 || strcmp(name, "inf") == 0 ||
      !ad_graph_find(g, name, strlen(name), &x) ||
      !(one->x = ad_value_at(t->m->own->values[0], x)))
    return;
  ad_shape s = ad_graph_shape(g, x);
  one->state = AD_TRIAL_KNOWN;
  one->rows = s.rows;
  one->cols = s.cols;
  one->node = x.index;
}

/* Of one name by another. */
static void put_slope(ad_trial *t, const ad_expr *e, size_t i)
{
  ad_trial_item of = t->stack[t->n - 2], by = t->stack[t->n - 1];
  const ad_expr part = {3, e->terms + (i - 2), NULL};
  int plain = e->terms[i].span == 3 && of.node != AD_NO_INDEX &&
              by.node != AD_NO_INDEX;
  const ad_slope *d = plain ? ad_own_slope(t->m, &part, of.node, by.node)
                            : NULL;
  ad_trial_item *one =
    ad_trial_put(t, 2, d && d->x ? AD_TRIAL_KNOWN : AD_TRIAL_UNKNOWN);
  one->entrywise |= of.rows * of.cols > 1;
  if (!d || !d->x)
    return;
  one->rows = d->rows;
  one->cols = d->cols;
  one->x = d->x;
}

static ad_op find_infix(ad_trial *t, const char *text)
{
  unsigned char c = (unsigned char)text[0];
  if (c >= 128 || text[1] != '\0')
    return ad_op_find_infix(text, 2);
  if (t->infix[c] == AD_OP_leaf)
    t->infix[c] = ad_op_find_infix(text, 2);
  return t->infix[c];
}

static void put_infix(ad_trial *t, const char *text)
{
  ad_op op = find_infix(t, text);
  if (op == AD_OP_matmul)
    multiply(t);
  else if (op == AD_OP_count)
    ad_trial_put(t, 2, AD_TRIAL_UNKNOWN);
  else
    elementwise(t, op, 2);
}

/* Has no operand yet what this one cannot be computed without? */
static int has_operands(ad_trial *t, const ad_term *term)
{
  ad_trial_state worst = AD_TRIAL_KNOWN;
  for (size_t k = 0; k < term->arity; k++) {
    const ad_trial_item *x = &t->stack[t->n - term->arity + k];
    int axis = x->axis != AD_ALL && term->kind != AD_T_KEYWORD &&
               (term->kind != AD_T_CALL || k + 1 < term->arity || k == 0);
    ad_trial_state one = axis ? AD_TRIAL_UNKNOWN : x->state;
    worst = one > worst ? one : worst;
  }
  if (worst != AD_TRIAL_KNOWN)
    ad_trial_put(t, term->arity, worst);
  return worst == AD_TRIAL_KNOWN;
}

void ad_trial_take(ad_trial *t, const ad_expr *e, size_t i)
{
  const ad_term *term = &e->terms[i];
  if (!has_operands(t, term))
    return;
  switch (term->kind) {
  case AD_T_NUMBER:
    put_number(t, term->number);
    break;
  case AD_T_NAME:
    if (i + 1 < e->n && term[1].kind == AD_T_KEYWORD)
      put_axis(t, term->text);
    else
      put_name(t, term->text);
    break;
  case AD_T_INFIX:
    put_infix(t, term->text);
    break;
  case AD_T_PREFIX:
    elementwise(t, AD_OP_neg, 1);
    break;
  case AD_T_TRANSPOSE:
    turn(t);
    break;
  case AD_T_CALL:
    if (term->arity > 0) {
      call(t, term);
      break;
    } /* fall through */
  case AD_T_KEYWORD:
    if (term->kind == AD_T_KEYWORD && strcmp(term->text, "over") == 0)
      break;
    ad_trial_put(t, term->arity, AD_TRIAL_UNKNOWN);
    break;
  case AD_T_DERIVATIVE:
    put_slope(t, e, i);
    break;
  default:
    ad_trial_put(t, term->arity, AD_TRIAL_UNKNOWN);
  }
}
