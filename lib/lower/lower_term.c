/* SPDX-License-Identifier: GPL-3.0-or-later
   What each kind of term becomes: names, operators, ranges, axes.  Calls and
   matrices have files of their own.  Read lower.h and lower_item.h before. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "graph.h"
#include "graph/builder.h"
#include "graph/range.h"
#include "lower/lower_item.h"
#include "syntax/slips.h"

ad_status ad_lower_fail(ad_lowering *w, const char *format, ...)
{
  char text[sizeof w->err->text];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  ad_fail(w->err, AD_EINPUT, "%s", text);
  if (w->err)
    w->err->place = w->expr->terms[w->at].place;
  return AD_EINPUT;
}

void ad_lower_hint(ad_lowering *w, const char *format, ...)
{
  char text[sizeof w->err->hint];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  ad_hint(w->err, "%s", text);
}

int ad_lower_whole(double x, double least)
{
  return x >= least && x <= 9007199254740992.0 && floor(x) == x;
}

ad_ref ad_lower_node(ad_lowering *w, const ad_lower_item *item)
{
  if (item->kind != AD_I_NUMBER)
    return item->ref;
  ad_ref x = ad_number(w->b, item->number);
  ad_size_made(w->b, x.index, item->of);
  return x;
}

void ad_lower_replace(ad_lowering *w, size_t taken, ad_lower_item item)
{
  w->n -= taken;
  w->stack[w->n++] = item;
}

int ad_lower_is_operand(const ad_lower_item *item)
{
  return item->kind == AD_I_NUMBER || item->kind == AD_I_NODE;
}

/* Whether the topmost n items are all numbers; -1 where one is neither a
   number nor a node. */
static int are_numbers(const ad_lowering *w, size_t n)
{
  int numbers = 1;
  for (size_t i = w->n - n; i < w->n; i++) {
    if (!ad_lower_is_operand(&w->stack[i]))
      return -1;
    if (w->stack[i].kind != AD_I_NUMBER)
      numbers = 0;
  }
  return numbers;
}

/* Products, quotients, whole powers and square roots of sizes are sizes; of all
   else the number is left. */
static ad_monomial sizes_of(ad_op op, const ad_lower_item *x)
{
  const ad_monomial none = {{0}};
  switch (op) {
  case AD_OP_neg:
    return x[0].of;
  case AD_OP_mul:
    return ad_size_times(x[0].of, x[1].of, 1);
  case AD_OP_div:
    return ad_size_times(x[0].of, x[1].of, -1);
  case AD_OP_sqrt:
    return ad_size_root(x[0].of);
  case AD_OP_pow:
    return ad_lower_whole(x[1].number, 1) && x[1].number <= 9
             ? ad_size_times(none, x[0].of, (int)x[1].number)
             : none;
  default:
    return none;
  }
}

/* In a claim a number that leaves the range of doubles on the way is a node,
   which those look at who judge. */
static int may_fold(const ad_lowering *w, ad_op op, const double of[3],
                    double v)
{
  return !w->b || !w->scope->derive ||
         ad_range_of(ad_op_get(op), of, v) == AD_RANGE_KEPT;
}

/* Numbers become a number; 0: they are to be nodes. */
static int fold(ad_lowering *w, ad_op op, size_t n)
{
  ad_lower_item *x = &w->stack[w->n - n], result = {.kind = AD_I_NUMBER};
  const double of[3] = {x[0].number, n > 1 ? x[1].number : 0,
                        n > 2 ? x[2].number : 0};
  result.number = ad_op_get(op)->value(of[0], of[1], of[2], 0);
  if (!may_fold(w, op, of, result.number))
    return 0;
  result.of = sizes_of(op, x);
  if (op == AD_OP_add && ad_size_is_none(x[1].of) && x[1].number == 1)
    result.before = x[0].of;
  ad_lower_replace(w, n, result);
  return 1;
}

/* The text of a derived row keeps its numbers to itself: they are part of what
   the call became. */
static ad_ref operand(ad_lowering *w, const ad_lower_item *item)
{
  return item->kind == AD_I_NUMBER && item->literal && !w->given
           ? ad_builder_literal(w->b, item->number)
           : ad_lower_node(w, item);
}

ad_status ad_lower_elementwise(ad_lowering *w, ad_op op, size_t n)
{
  ad_lower_item *x = &w->stack[w->n - n], result;
  int numbers = are_numbers(w, n);
  if (numbers < 0)
    return ad_lower_fail(w, "expected numbers or matrices around '%s'",
                         ad_op_get(op)->name);
  if (numbers && fold(w, op, n))
    return AD_OK;
  ad_ref refs[3];
  if (op == AD_OP_pow && w->expr->terms[w->at].kind == AD_T_INFIX)
    ad_lower_warn_power(w, x);
  if (op == AD_OP_pow && x[1].kind == AD_I_NUMBER && x[1].number == 2) {
    op = AD_OP_square; /* x^2 is square */
    ad_lower_replace(w, 2, x[0]);
    n = 1;
  }
  for (size_t k = 0; k < n; k++)
    refs[k] = operand(w, &x[k]);
  if (n > 1)
    ad_lower_warn_pair(w, op, refs[n - 2], refs[n - 1]);
  result = (ad_lower_item){.kind = AD_I_NODE};
  result.ref = ad_elementwise(w->b, op, n, refs);
  ad_lower_replace(w, n, result);
  return AD_OK;
}

/* A number, or a matrix of one entry? */
static int is_single(const ad_lowering *w, const ad_lower_item *item)
{
  if (item->kind != AD_I_NODE)
    return item->kind == AD_I_NUMBER;
  ad_shape s = ad_builder_shape(w->b, item->ref);
  return s.rows == 1 && s.cols == 1;
}

static int find_constant(const char *name, double *value)
{
  *value = strcmp(name, "pi") == 0 ? 3.14159265358979323846 : (double)INFINITY;
  return strcmp(name, "pi") == 0 || strcmp(name, "inf") == 0;
}

/* What is meant by a name that other languages know. */
static void hint_word(ad_lowering *w, const ad_term *term)
{
  int exponent = w->at + 1 < w->expr->n && term[1].kind == AD_T_INFIX &&
                 strcmp(term[1].text, "^") == 0 && w->n > 0 &&
                 !is_single(w, &w->stack[w->n - 1]);
  ad_slip slip = ad_slip_word(term->text, strlen(term->text),
                              exponent ? AD_SLIP_POWER | AD_SLIP_NAME
                                       : AD_SLIP_NAME);
  if (slip.mend)
    ad_lower_hint(w, "%s", slip.mend);
}

static int is_axis(const char *name)
{
  return strcmp(name, "rows") == 0 || strcmp(name, "cols") == 0;
}

static ad_status unknown_name(ad_lowering *w, const ad_term *term)
{
  const char *name = term->text;
  ad_lower_fail(w, "unknown name '%s'", name);
  if (ad_lower_reserved(name))
    ad_lower_hint(w, "'%.60s' is a function: write %.60s(...)%s%.10s", name,
                  name, is_axis(name) ? "; an axis is over=" : "",
                  is_axis(name) ? name : "");
  else
    hint_word(w, term);
  if (w->scope->unknown && w->err)
    w->scope->unknown(w->scope->state, name, w->err);
  return AD_EINPUT;
}

static ad_status wrong_axis(ad_lowering *w, const char *found)
{
  static const char *const axes[] = {"rows", "cols"};
  const char *nearest = ad_nearest(found, axes, 2);
  ad_lower_fail(w, "expected over=rows or over=cols, found '%s'", found);
  if (nearest || strncmp(found, "col", 3) == 0)
    ad_lower_hint(w, "did you mean over=%s?", nearest ? nearest : "cols");
  return AD_EINPUT;
}

/* The size of this name, where it is one that the graph knows. */
static ad_monomial named_size(const ad_lowering *w, const char *name,
                              double value)
{
  double known;
  if (!w->b || !ad_graph_number(&w->b->g, name, &known) || known != value)
    return (ad_monomial){{0}};
  return ad_size_named_by(&w->b->g.sizes,
                          ad_size_named(w->b, name, (size_t)value));
}

static ad_status lower_name(ad_lowering *w, const ad_term *term)
{
  const ad_scope *s = w->scope;
  ad_lower_item item = {.kind = AD_I_NODE};
  size_t parameter = (size_t)(term->text[0] - 'x');
  if (w->at + 1 < w->expr->n && term[1].kind == AD_T_KEYWORD) {
    item.kind = AD_I_AXIS;
    if (strcmp(term->text, "over") == 0 && w->given)
      item.axis = w->given->axis;
    else if (strcmp(term->text, "rows") == 0)
      item.axis = AD_OVER_ROWS;
    else if (strcmp(term->text, "cols") == 0)
      item.axis = AD_OVER_COLS;
    else if (strcmp(term[1].text, "over") == 0)
      return wrong_axis(w, term->text);
    else
      item.axis = AD_ALL; /* lower_keyword complains of the keyword */
  } else if (w->given && parameter < w->given->n && term->text[1] == '\0')
    item.ref = w->given->x[parameter];
  else if ((s->number && s->number(s->state, term->text, &item.number)) ||
           find_constant(term->text, &item.number)) {
    item.kind = AD_I_NUMBER;
    item.of = named_size(w, term->text, item.number);
  }
  else if (!w->b || !ad_builder_find(w->b, term->text, strlen(term->text),
                                     &item.ref))
    return unknown_name(w, term);
  ad_lower_replace(w, 0, item);
  return AD_OK;
}

static ad_status lower_infix(ad_lowering *w, const ad_term *term)
{
  ad_op op = ad_op_find_infix(term->text, 2);
  if (op == AD_OP_count)
    return ad_lower_fail(w, "unknown operator '%s'", term->text);
  if (op != AD_OP_matmul)
    return ad_lower_elementwise(w, op, 2);
  ad_lower_item *x = &w->stack[w->n - 2], result = {.kind = AD_I_NODE};
  int numbers = are_numbers(w, 2);
  if (numbers < 0)
    return ad_lower_fail(w, "expected matrices around '@'");
  if (numbers || !w->b)
    return ad_lower_elementwise(w, AD_OP_mul, 2);
  ad_ref left = ad_lower_node(w, &x[0]), right = ad_lower_node(w, &x[1]);
  if (w->scope->derive)
    ad_lower_jacobians(w, &left, &right);
  result.ref = ad_matmul(w->b, left, right);
  ad_lower_replace(w, 2, result);
  return AD_OK;
}

static ad_status lower_transpose(ad_lowering *w)
{
  ad_lower_item *x = &w->stack[w->n - 1];
  if (!ad_lower_is_operand(x))
    return ad_lower_fail(w, "expected a matrix before the transpose '");
  if (x->kind == AD_I_NODE)
    x->ref = ad_transpose(w->b, x->ref);
  return AD_OK;
}

static ad_status lower_range(ad_lowering *w)
{
  if (are_numbers(w, 2) != 1)
    return ad_lower_fail(w, "expected whole numbers around ':'");
  ad_lower_item *x = &w->stack[w->n - 2];
  ad_lower_replace(w, 2, (ad_lower_item){.kind = AD_I_RANGE,
                                         .number = x[0].number,
                                         .last = x[1].number,
                                         .of = x[1].of,
                                         .before = x[0].before});
  return AD_OK;
}

static ad_status lower_keyword(ad_lowering *w, const ad_term *term)
{
  if (strcmp(term->text, "over") != 0)
    return ad_lower_fail(w, "unknown argument '%s='; the only one is over=",
                         term->text);
  if (w->stack[w->n - 1].kind != AD_I_AXIS) {
    ad_lower_fail(w, "axes are named, never numbered");
    ad_lower_hint(w, "write over=rows or over=cols");
    return AD_EINPUT;
  }
  return AD_OK;
}

ad_status ad_lower_term(ad_lowering *w, const ad_term *term)
{
  switch (term->kind) {
  case AD_T_NUMBER:
    ad_lower_replace(w, 0, (ad_lower_item){.kind = AD_I_NUMBER,
                                           .number = term->number,
                                           .literal = 1});
    return AD_OK;
  case AD_T_NAME:
    return lower_name(w, term);
  case AD_T_INFIX:
    return lower_infix(w, term);
  case AD_T_PREFIX:
    return ad_lower_elementwise(w, AD_OP_neg, 1);
  case AD_T_TRANSPOSE:
    return lower_transpose(w);
  case AD_T_CALL:
    return ad_lower_call(w, term);
  case AD_T_KEYWORD:
    return lower_keyword(w, term);
  case AD_T_INDEX:
    return ad_lower_index(w, term);
  case AD_T_RANGE:
    return lower_range(w);
  case AD_T_WHOLE: /* as long as the axis */
    ad_lower_replace(w, 0, (ad_lower_item){.kind = AD_I_RANGE, .whole = 1});
    return AD_OK;
  case AD_T_MATRIX:
    return ad_lower_matrix(w, term);
  case AD_T_ROW:
    ad_lower_replace(w, 0, (ad_lower_item){.kind = AD_I_ROW,
                                           .count = term->arity});
    return AD_OK;
  case AD_T_DERIVATIVE:
    return ad_lower_derivative(w);
  case AD_T_PAREN:
    return AD_OK;
  }
  return AD_OK;
}
