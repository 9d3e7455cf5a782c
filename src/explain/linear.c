/* SPDX-License-Identifier: GPL-3.0-or-later
   See linear.h: the text is walked from its root to the dots, each time that
   they are in it, and what stands beside the way is a factor. */
#include "explain/linear.h"

#include <stdlib.h>
#include <string.h>

#include "explain/explain_read.h"
#include "explain/links.h"
#include "graph.h"
#include "host/exits.h"
#include "worksheet/order.h"
#include "worksheet/read_text.h"

/* The text while it is read; indices from `fresh` on are of its own sums. */
struct reading {
  struct indices *x;
  struct linear *l;
  const ad_expr *expr;
  const char *dots;
  ad_builder *b;
  int fresh;
};

static int is_dots(const struct reading *r, size_t i)
{
  return r->expr->terms[i].kind == AD_T_NAME &&
         strcmp(r->expr->terms[i].text, r->dots) == 0;
}

static int has_dots(const struct reading *r, size_t i)
{
  for (size_t k = i + 1 - r->expr->terms[i].span; k <= i; k++)
    if (is_dots(r, k))
      return 1;
  return 0;
}

/* A part of the text as text again. */
static char *text_of(const struct reading *r, size_t i)
{
  size_t span = r->expr->terms[i].span;
  const ad_expr part = {span, r->expr->terms + i + 1 - span, NULL};
  char *text = NULL;
  return ad_expr_print(&part, &text) == AD_OK ? text
                                              : memory_given(NULL, span);
}

static int shape_of(const struct reading *r, size_t i, ad_shape *shape)
{
  ad_ref y;
  char *text = text_of(r, i);
  ad_status status =
      read_text(r->x->e->graph, r->b, text, NULL, &y, NULL);
  free(text);
  if (status == AD_ENOMEM)
    memory_given(NULL, sizeof *r);
  if (status != AD_OK)
    ad_builder_clear_error(r->b);
  else
    *shape = ad_builder_shape(r->b, y);
  return status == AD_OK;
}

/* --- a term --------------------------------------------------------------- */

static int add_part(struct linear_term *t, char *text, struct at at)
{
  if (t->n_parts == LINEAR_PARTS) {
    free(text);
    return 0;
  }
  t->parts[t->n_parts++] = (struct part_of){text, at};
  return 1;
}

static int add_tie(struct linear_term *t, int a, int b, size_t offset)
{
  if (t->n_ties == LINEAR_TIES)
    return 0;
  t->ties[t->n_ties++] = (struct tie){a, b, offset};
  return 1;
}

static void rename_index(int *index, int from, int to)
{
  *index = *index == from ? to : *index;
}

/* The dots are reached at index `at` along one axis, where `from` is what is
   asked for: a sum over it has that term alone. */
static int meet(const struct reading *r, struct linear_term *t, int at,
                int from)
{
  if (from == ONE)
    return 1;
  if (at < r->fresh)
    return add_tie(t, from, at, at == ONE ? 1 : 0);
  for (size_t i = 0; i < t->n_parts; i++) {
    rename_index(&t->parts[i].at.row, at, from);
    rename_index(&t->parts[i].at.col, at, from);
  }
  for (size_t i = 0; i < t->n_ties; i++)
    rename_index(&t->ties[i].b, at, from);
  return 1;
}

/* --- the walk ------------------------------------------------------------- */

static int walk(struct reading *r, size_t i, struct at at,
                struct linear_term *t);

/* Keeps the term, and leaves none. */
static int keep(struct reading *r, struct linear_term *t)
{
  if (r->l->n == LINEAR_TERMS)
    return 0;
  r->l->terms[r->l->n++] = *t;
  *t = (struct linear_term){0};
  return 1;
}

static struct linear_term copy_of(const struct linear_term *t)
{
  struct linear_term copy = *t;
  for (size_t i = 0; i < t->n_parts; i++)
    copy.parts[i].text = memory_copy(t->parts[i].text);
  return copy;
}

static void clear(struct linear_term *t)
{
  for (size_t i = 0; i < t->n_parts; i++)
    free(t->parts[i].text);
  t->n_parts = 0;
}

/* Into an operand, whose axes of one entry were stretched. */
static int walk_narrowed(struct reading *r, size_t i, struct at at,
                         struct linear_term *t)
{
  ad_shape shape;
  return shape_of(r, i, &shape) &&
         walk(r, i, indices_narrowed(at, shape.rows, shape.cols), t);
}

static int walk_sum(struct reading *r, size_t left, size_t right, int negative,
                    struct at at, struct linear_term *t)
{
  if (!has_dots(r, left) || !has_dots(r, right))
    return 0;
  struct linear_term other = copy_of(t);
  other.negative ^= negative;
  int known = walk_narrowed(r, left, at, t) &&
              walk_narrowed(r, right, at, &other);
  clear(&other);
  return known;
}

/* `text` is the other factor, or what 1 is divided by. */
static int walk_product(struct reading *r, size_t i, size_t other, int divides,
                        struct at at, struct linear_term *t)
{
  ad_shape shape;
  if (has_dots(r, other) || !shape_of(r, other, &shape))
    return 0;
  char *text = text_of(r, other);
  if (divides) {
    char *one = explain_tidy(memory_format("1/(%s)", text));
    free(text);
    text = one;
  }
  return add_part(t, text, indices_narrowed(at, shape.rows, shape.cols)) &&
         walk_narrowed(r, i, at, t);
}

static int walk_matmul(struct reading *r, size_t left, size_t right,
                       struct at at, struct linear_term *t)
{
  ad_shape shape;
  int is_left = has_dots(r, left);
  if (is_left == has_dots(r, right) || !shape_of(r, left, &shape))
    return 0;
  int inner = indices_add(r->x, shape.cols);
  struct at first = {at.row, inner}, second = {inner, at.col};
  return is_left ? add_part(t, text_of(r, right), second) &&
                       walk(r, left, first, t)
                 : add_part(t, text_of(r, left), first) &&
                       walk(r, right, second, t);
}

static int walk_infix(struct reading *r, size_t i, struct at at,
                      struct linear_term *t)
{
  size_t left = ad_expr_operand(r->expr, i, 0);
  size_t right = ad_expr_operand(r->expr, i, 1);
  int is_left = has_dots(r, left);
  switch (r->expr->terms[i].text[0]) {
  case '+':
  case '-':
    return walk_sum(r, left, right, r->expr->terms[i].text[0] == '-', at, t);
  case '*':
    return is_left ? walk_product(r, left, right, 0, at, t)
                   : walk_product(r, right, left, 0, at, t);
  case '/':
    return is_left && walk_product(r, left, right, 1, at, t);
  case '@':
    return walk_matmul(r, left, right, at, t);
  default:
    return 0;
  }
}

/* A sum over rows, over columns, or of all. */
static int walk_call(struct reading *r, size_t i, struct at at,
                     struct linear_term *t)
{
  const ad_term *term = &r->expr->terms[i];
  size_t inside = ad_expr_operand(r->expr, i, 0);
  const char *over = "";
  ad_shape shape;
  if (ad_op_find(term->text, 1) != AD_OP_sum || !shape_of(r, inside, &shape))
    return 0;
  if (term->arity == 2)
    over = r->expr->terms[ad_expr_operand(r->expr, i - 1, 0)].text;
  if (strcmp(over, "cols") != 0)
    at.row = indices_add(r->x, shape.rows);
  if (strcmp(over, "rows") != 0)
    at.col = indices_add(r->x, shape.cols);
  return walk(r, inside, at, t);
}

/* One axis of [0; ...; 0], in which the dots begin behind `offset`. */
static int meet_placed(struct linear_term *t, int at, int from, size_t offset)
{
  return at == ONE ||
         (from == ONE ? add_tie(t, at, ONE, offset + 1)
                      : add_tie(t, at, from, offset));
}

/* A matrix with the dots as an entry. */
static int walk_matrix(struct reading *r, size_t i, struct at at,
                       struct linear_term *t)
{
  size_t rows = 0, cols = 0;
  ad_shape shape;
  for (unsigned k = 0; k < r->expr->terms[i].arity; k++) {
    size_t row = ad_expr_operand(r->expr, i, k);
    for (unsigned j = 0; j < r->expr->terms[row].arity; j++) {
      size_t entry = ad_expr_operand(r->expr, row, j);
      if (is_dots(r, ad_expr_inside(r->expr, entry)))
        return meet_placed(t, at.row, r->l->from.row, rows) &&
               meet_placed(t, at.col, r->l->from.col, cols) && keep(r, t);
      if (has_dots(r, entry) || !shape_of(r, entry, &shape))
        return 0;
      cols += shape.cols;
    }
    rows += shape.rows;
    cols = 0;
  }
  return 0;
}

/* One axis of ...[2:3], ...[:, 2]. */
static int meet_picked(const struct reading *r, struct linear_term *t,
                       size_t subscript, int at, int from)
{
  const ad_term *term = &r->expr->terms[subscript];
  size_t first = term->kind == AD_T_RANGE
                   ? ad_expr_operand(r->expr, subscript, 0)
                   : subscript;
  if (from == ONE || term->kind == AD_T_WHOLE)
    return meet(r, t, at, from);
  if (r->expr->terms[first].kind != AD_T_NUMBER || at >= r->fresh)
    return 0;
  size_t offset = (size_t)r->expr->terms[first].number;
  return add_tie(t, from, at, offset - (at != ONE));
}

/* Entries of the dots. */
static int walk_index(struct reading *r, size_t i, struct at at,
                      struct linear_term *t)
{
  struct at from = r->l->from;
  size_t first = ad_expr_operand(r->expr, i, 1);
  if (!is_dots(r, ad_expr_inside(r->expr, ad_expr_operand(r->expr, i, 0))))
    return 0;
  if (r->expr->terms[i].arity == 2) /* a vector has one subscript */
    return from.col == ONE ? meet_picked(r, t, first, at.row, from.row) &&
                                 keep(r, t)
                           : from.row == ONE &&
                                 meet_picked(r, t, first, at.col, from.col) &&
                                 keep(r, t);
  return meet_picked(r, t, first, at.row, from.row) &&
         meet_picked(r, t, ad_expr_operand(r->expr, i, 2), at.col, from.col) &&
         keep(r, t);
}

static int walk(struct reading *r, size_t i, struct at at,
                struct linear_term *t)
{
  i = ad_expr_inside(r->expr, i);
  switch (r->expr->terms[i].kind) {
  case AD_T_NAME:
    return is_dots(r, i) && meet(r, t, at.row, r->l->from.row) &&
           meet(r, t, at.col, r->l->from.col) && keep(r, t);
  case AD_T_PREFIX:
    t->negative ^= 1;
    return walk(r, ad_expr_operand(r->expr, i, 0), at, t);
  case AD_T_TRANSPOSE:
    return walk(r, ad_expr_operand(r->expr, i, 0),
                (struct at){at.col, at.row}, t);
  case AD_T_INFIX:
    return walk_infix(r, i, at, t);
  case AD_T_CALL:
    return walk_call(r, i, at, t);
  case AD_T_MATRIX:
    return walk_matrix(r, i, at, t);
  case AD_T_INDEX:
    return walk_index(r, i, at, t);
  default:
    return 0;
  }
}

/* --- the whole ------------------------------------------------------------ */

/* Sums that stay are written beside one term, not within several. */
static int is_whole(const struct linear *l, int fresh)
{
  for (size_t i = 0; l->n > 1 && i < l->n; i++)
    for (size_t k = 0; k < l->terms[i].n_parts; k++)
      if (l->terms[i].parts[k].at.row >= fresh ||
          l->terms[i].parts[k].at.col >= fresh)
        return 0;
  return l->n > 0;
}

static int read_all(struct linear *l, struct indices *x, const ad_expr *expr,
                    const char *dots, ad_extent before, struct at at)
{
  struct reading r = {x, l, expr, dots, NULL, x->n};
  struct linear_term t = {0};
  if (ad_builder_continue(x->e->graph, &r.b, NULL) != AD_OK)
    memory_given(NULL, sizeof r);
  ad_leaf(r.b, dots, before.rows, before.cols, AD_INPUT);
  int known = walk(&r, ad_expr_root(expr), at, &t) && is_whole(l, r.fresh);
  clear(&t);
  ad_builder_free(r.b);
  return known;
}

int linear_read(struct linear *l, struct indices *x, const ad_factor *f,
                ad_extent before, struct at at)
{
  static const char dots[] = "so_far_";
  *l = (struct linear){0};
  l->from.row = indices_add(x, before.rows);
  l->from.col = indices_add(x, before.cols);
  char *text = order_filled(f->text, AD_SO_FAR, dots);
  ad_expr *expr = explain_parse(x->e->graph, text);
  int known = expr && read_all(l, x, expr, dots, before, at);
  ad_expr_free(expr);
  free(text);
  return known;
}

void linear_free(struct linear *l)
{
  for (size_t i = 0; i < l->n; i++)
    clear(&l->terms[i]);
}
