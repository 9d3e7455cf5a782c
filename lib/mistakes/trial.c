/* SPDX-License-Identifier: GPL-3.0-or-later
   A changed claim tried out, term by term, at the sheet's own numbers: of the
   hundreds of changes that may mend a claim nearly all give there nothing like
   what is due, and need not be built.  What is not computed here, as a slice or
   a call that becomes several nodes, is left to the graph.  Read
   mistakes_data.h before. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "graph.h"
#include "mistakes/mistakes_data.h"

enum {
  DEEP = 64,  /* operands that wait                                        */
  ROOM = 4096 /* numbers of all terms together                             */
};

typedef enum state {
  KNOWN,
  UNKNOWN, /* it is not computed here                                      */
  MISFIT   /* the graph would refuse it for its shapes                     */
} state;

/* What a term is: a matrix x[rows x cols], or an axis. */
typedef struct item {
  state state;
  size_t rows, cols;
  const double *x;
  uint32_t node; /* of the sheet, where it is its name; or AD_NO_INDEX     */
  int number;    /* folded                                                 */
  int entrywise; /* has it a derivative of several entries in it?          */
  ad_axis axis;  /* AD_ALL: it is none                                     */
} item;

struct ad_trial {
  const ad_mistakes *m;
  const ad_expr *claim;
  item *terms;   /* terms[claim->n]: what each is                          */
  size_t *whole; /* whole[claim->n]: the last of those that begin there    */
  size_t n, used, kept; /* kept: what of the room the claim has            */
  int full;
  ad_op infix[128]; /* of one byte; AD_OP_leaf: not asked for yet          */
  item stack[DEEP];
  double room[ROOM];
};

/* --- terms ---------------------------------------------------------------- */

/* Puts an item in the place of the topmost `taken`. */
static item *put_item(ad_trial *t, size_t taken, state how)
{
  int entrywise = 0;
  for (size_t k = 0; k < taken; k++)
    entrywise |= t->stack[--t->n].entrywise;
  t->full |= t->n == DEEP;
  item *one = &t->stack[t->n - (size_t)t->full];
  *one = (item){.state = how, .node = AD_NO_INDEX, .entrywise = entrywise};
  t->n += !t->full;
  return one;
}

/* A matrix to be filled; NULL: there is no room, and it is unknown. */
static double *put(ad_trial *t, size_t taken, size_t rows, size_t cols)
{
  int fits = rows * cols <= ROOM - t->used;
  item *one = put_item(t, taken, fits ? KNOWN : UNKNOWN);
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
static double entry(const item *x, size_t i, size_t j)
{
  return x->x[(x->rows > 1 ? i : 0) * x->cols + (x->cols > 1 ? j : 0)];
}

static void elementwise(ad_trial *t, ad_op op, size_t n)
{
  item x[3] = {0};
  size_t rows = 1, cols = 1;
  int number = 1;
  for (size_t k = 0; k < n; k++) {
    x[k] = t->stack[t->n - n + k];
    number &= x[k].number;
    if (!stretch(&rows, x[k].rows) || !stretch(&cols, x[k].cols)) {
      put_item(t, n, MISFIT);
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
  item x = t->stack[t->n - 2], y = t->stack[t->n - 1];
  if (x.number && y.number) {
    elementwise(t, AD_OP_mul, 2);
    return;
  }
  if (x.entrywise || y.entrywise || x.cols != y.rows) {
    put_item(t, 2, x.entrywise || y.entrywise ? UNKNOWN : MISFIT);
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
  item x = t->stack[t->n - 1];
  if (x.number)
    return;
  double *out = put(t, 1, x.cols, x.rows);
  for (size_t i = 0; out && i < x.cols; i++)
    for (size_t j = 0; j < x.rows; j++)
      *out++ = x.x[j * x.cols + i];
}

static void sum(ad_trial *t, size_t taken, ad_axis axis)
{
  item x = t->stack[t->n - taken];
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
    put_item(t, taken, UNKNOWN);
}

static void put_axis(ad_trial *t, const char *name)
{
  ad_axis axis = strcmp(name, "rows") == 0   ? AD_OVER_ROWS
                 : strcmp(name, "cols") == 0 ? AD_OVER_COLS
                                             : AD_ALL;
  put_item(t, 0, axis == AD_ALL ? UNKNOWN : KNOWN)->axis = axis;
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
  item *one = put_item(t, 0, UNKNOWN);
  if (strcmp(name, "pi") == 0 || strcmp(name, "inf") == 0 ||
      !ad_graph_find(g, name, strlen(name), &x) ||
      !(one->x = ad_value_at(t->m->own->values[0], x)))
    return;
  ad_shape s = ad_graph_shape(g, x);
  one->state = KNOWN;
  one->rows = s.rows;
  one->cols = s.cols;
  one->node = x.index;
}

/* Of one name by another. */
static void put_slope(ad_trial *t, const ad_expr *e, size_t i)
{
  item of = t->stack[t->n - 2], by = t->stack[t->n - 1];
  const ad_expr part = {3, e->terms + (i - 2), NULL};
  int plain = e->terms[i].span == 3 && of.node != AD_NO_INDEX &&
              by.node != AD_NO_INDEX;
  const ad_slope *d = plain ? ad_own_slope(t->m, &part, of.node, by.node)
                            : NULL;
  item *one = put_item(t, 2, d && d->x ? KNOWN : UNKNOWN);
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
    put_item(t, 2, UNKNOWN);
  else
    elementwise(t, op, 2);
}

/* Has no operand yet what this one cannot be computed without? */
static int has_operands(ad_trial *t, const ad_term *term)
{
  state worst = KNOWN;
  for (size_t k = 0; k < term->arity; k++) {
    const item *x = &t->stack[t->n - term->arity + k];
    int axis = x->axis != AD_ALL && term->kind != AD_T_KEYWORD &&
               (term->kind != AD_T_CALL || k + 1 < term->arity || k == 0);
    state one = axis ? UNKNOWN : x->state;
    worst = one > worst ? one : worst;
  }
  if (worst != KNOWN)
    put_item(t, term->arity, worst);
  return worst == KNOWN;
}

static void take_term(ad_trial *t, const ad_expr *e, size_t i)
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
    put_item(t, term->arity, UNKNOWN);
    break;
  case AD_T_DERIVATIVE:
    put_slope(t, e, i);
    break;
  default:
    put_item(t, term->arity, UNKNOWN);
  }
}

/* --- the claim ------------------------------------------------------------ */

ad_trial *ad_trial_new(const ad_mistakes *m, const ad_expr *claim)
{
  ad_trial *t = m->own ? malloc(sizeof *t) : NULL;
  if (!t)
    return NULL;
  t->m = m;
  t->claim = claim;
  t->n = t->used = 0;
  t->full = 0;
  memset(t->infix, 0, sizeof t->infix);
  t->terms = malloc(claim->n * sizeof *t->terms);
  t->whole = malloc(claim->n * sizeof *t->whole);
  for (size_t i = 0; t->terms && t->whole && i < claim->n && !t->full; i++) {
    take_term(t, claim, i);
    t->terms[i] = t->stack[t->n - 1];
    t->whole[i + 1 - claim->terms[i].span] = i;
  }
  t->kept = t->used;
  if (t->terms && t->whole && !t->full)
    return t;
  ad_trial_free(t);
  return NULL;
}

void ad_trial_free(ad_trial *t)
{
  if (!t)
    return;
  free(t->terms);
  free(t->whole);
  free(t);
}

/* --- a change of it ------------------------------------------------------- */

static int is_same_term(const ad_term *x, const ad_term *y)
{
  return x->kind == y->kind && x->arity == y->arity && x->text == y->text &&
         !(x->number < y->number || x->number > y->number);
}

/* How many terms are the claim's, at the beginning; and how many of the others
   at the end. */
static size_t same_before(const ad_trial *t, const ad_expr *e)
{
  size_t n = 0;
  while (n < e->n && n < t->claim->n &&
         is_same_term(&e->terms[n], &t->claim->terms[n]))
    n++;
  return n;
}

static size_t same_behind(const ad_trial *t, const ad_expr *e, size_t before)
{
  size_t n = 0;
  while (n + before < e->n && n + before < t->claim->n &&
         is_same_term(&e->terms[e->n - 1 - n],
                      &t->claim->terms[t->claim->n - 1 - n]))
    n++;
  return n;
}

/* What waits for an operand before term n of the claim. */
static void begin(ad_trial *t, size_t n)
{
  t->n = 0;
  t->full = 0;
  t->used = t->kept;
  for (size_t i = n; i > 0; i -= t->claim->terms[i - 1].span)
    t->n++;
  size_t at = t->n;
  for (size_t i = n; i > 0; i -= t->claim->terms[i - 1].span)
    t->stack[--at] = t->terms[i - 1];
}

static void compute(ad_trial *t, const ad_expr *e)
{
  size_t before = same_before(t, e), behind = e->n - same_behind(t, e, before);
  begin(t, before);
  for (size_t i = before; i < e->n && !t->full; i++) {
    size_t in_claim = i + t->claim->n - e->n;
    if (i >= behind && e->terms[i].arity == 0) {
      item *one = put_item(t, 0, KNOWN);
      *one = t->terms[t->whole[in_claim]];
      i += t->whole[in_claim] - in_claim;
    } else
      take_term(t, e, i);
  }
}

/* May it be a nice number times what is due?  Of a matrix that is so, the size
   is that of what is due times the number, too. */
static int may_be(const ad_mistakes *m, const item *x, const ad_image *due)
{
  ad_image one = {.shape = {x->rows, x->cols, 0, 0}, .n = 1};
  int alike = x->rows == due->shape.rows && x->cols == due->shape.cols;
  if (!alike && (x->rows != due->shape.cols || x->cols != due->shape.rows))
    return 0;
  ad_image_look(x->x, 0, &one);
  if (!isfinite(one.size[0]))
    return 1;
  double c = fabs((alike ? one.as_is[0] : one.turned[0]) / due->as_is[0]);
  return fabs(one.size[0] - c * due->size[0]) <= 1e-6 * one.size[0] &&
         ad_image_may_be(m->sheet, &one, due);
}

int ad_trial_may_be(ad_trial *t, const ad_expr *e, const ad_image *due)
{
  if (!t || !(fabs(due->as_is[0]) > 1e-6 * due->size[0]))
    return 1;
  compute(t, e);
  const item *x = &t->stack[0];
  if (t->full || t->n != 1 || x->axis != AD_ALL || x->state != KNOWN)
    return t->full || x->state != MISFIT;
  return may_be(t->m, x, due);
}
