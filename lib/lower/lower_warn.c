/* SPDX-License-Identifier: GPL-3.0-or-later
   Warnings about what can be read in two ways: shapes that fit, though not
   as they were meant.  Read lower_item.h before. */
#include <stdio.h>
#include <string.h>

#include "graph.h"
#include "lower/lower_item.h"

enum { OPERAND = 48 }; /* bytes of an operand as a warning repeats it */

/* Term i of a lowering as written, or "" where it is long, or made here. */
static const char *written(const ad_lowering *w, size_t i, char out[OPERAND])
{
  const ad_source *source = w->scope->report->source;
  ad_place place = w->expr->terms[i].place;

  out[0] = '\0';
  if (source == NULL || place.width >= OPERAND || place.width == 0 ||
      place.offset + place.width > source->size)
    return out;
  memcpy(out, source->text + place.offset, place.width);
  out[place.width] = '\0';
  if (strpbrk(out, "\r\n#{") != NULL)
    out[0] = '\0';
  return out;
}

static int binds_tighter(ad_term_kind kind)
{
  return kind == AD_T_NAME || kind == AD_T_CALL || kind == AD_T_PAREN ||
         kind == AD_T_INDEX || kind == AD_T_MATRIX;
}

/* Term i of a lowering transposed, as it would be written. */
static const char *turned(const ad_lowering *w, size_t i,
                          char out[OPERAND + 4])
{
  char text[OPERAND];
  ad_term_kind kind = w->expr->terms[i].kind;
  size_t n = strlen(written(w, i, text));

  if (n > 0 && kind == AD_T_TRANSPOSE && text[n - 1] == '\'')
    snprintf(out, OPERAND + 4, "%.*s", (int)n - 1, text);
  else if (n > 0)
    snprintf(out, OPERAND + 4, binds_tighter(kind) ? "%s'" : "(%s)'", text);
  else
    out[0] = '\0';
  return out;
}

static void warn(ad_lowering *w, const char *text, const char *hint)
{
  ad_error error = {0};

  ad_fail(&error, AD_EINPUT, "%s", text);
  ad_hint(&error, "%s", hint);
  error.place = w->expr->terms[w->at].place;
  ad_report_add(w->scope->report, AD_WARNING, &error);
}

/* ---- both operands are stretched ---- */

static int is_row(ad_shape s)
{
  return s.rows == 1 && s.cols > 1;
}

static int is_column(ad_shape s)
{
  return s.cols == 1 && s.rows > 1;
}

static int both_stretched(ad_shape x, ad_shape y)
{
  return (is_row(x) && is_column(y)) || (is_column(x) && is_row(y));
}

/* ", as in a - b'": the pair with one of its two operands transposed; i and
   k are their terms. */
static void as_in(const ad_lowering *w, size_t i, size_t k, char out[160])
{
  char left[OPERAND + 4], right[OPERAND + 4];
  const ad_term *root = &w->expr->terms[w->at];

  if (w->expr->terms[i].kind == AD_T_TRANSPOSE &&
      w->expr->terms[k].kind != AD_T_TRANSPOSE) {
    turned(w, i, left);
    written(w, k, right);
  } else {
    written(w, i, left);
    turned(w, k, right);
  }
  out[0] = '\0';
  if (left[0] == '\0' || right[0] == '\0')
    return;
  if (root->kind == AD_T_CALL)
    snprintf(out, 160, ", as in %.30s(%s, %s)", root->text, left, right);
  else
    snprintf(out, 160, ", as in %s %.4s %s", left, root->text, right);
}

/* The outer or inner product that `*` may have been meant for. */
static void product_hint(const ad_lowering *w, ad_op op, size_t i, size_t k,
                         ad_shape x, char out[160])
{
  char left[OPERAND], right[OPERAND];

  out[0] = '\0';
  if (op == AD_OP_mul && w->expr->terms[w->at].kind == AD_T_INFIX &&
      written(w, i, left)[0] != '\0' && written(w, k, right)[0] != '\0')
    snprintf(out, 160, " The %s product is %s @ %s.",
             is_row(x) ? "inner" : "outer", left, right);
}

static void say_stretched(ad_lowering *w, ad_op op, size_t i, size_t k,
                          ad_shape x, ad_shape y)
{
  const ad_term *root = &w->expr->terms[w->at];
  char text[600], example[160] = "", hint[160];
  char name[40] = "";

  if (x.rows * x.cols == y.rows * y.cols && root->arity == 2)
    as_in(w, i, k, example);
  if (root->kind == AD_T_CALL)
    snprintf(name, sizeof name, "%.36s: ", root->text);
  product_hint(w, op, i, k, x, hint);
  snprintf(text, sizeof text,
           "%sboth operands are stretched: %zu x %zu with %zu x %zu gives "
           "%zu x %zu; is a transpose missing%s?%s",
           name, x.rows, x.cols, y.rows, y.cols,
           x.rows > y.rows ? x.rows : y.rows,
           x.cols > y.cols ? x.cols : y.cols, example, hint);
  warn(w, text, "");
}

/* Inside a derived operation the call is named, if its own two operands are
   stretched; what its text does with others is well meant. */
static void warn_call(ad_lowering *w)
{
  const ad_term *root = &w->expr->terms[w->at];

  if (root->kind != AD_T_CALL || root->arity < 2)
    return;
  const ad_lower_item *x = &w->stack[w->n - root->arity];
  if (x[0].kind != AD_I_NODE || x[1].kind != AD_I_NODE)
    return;
  ad_shape a = ad_builder_shape(w->b, x[0].ref);
  ad_shape c = ad_builder_shape(w->b, x[1].ref);
  if (both_stretched(a, c))
    say_stretched(w, AD_OP_count, ad_expr_operand(w->expr, w->at, 0),
                  ad_expr_operand(w->expr, w->at, 1), a, c);
}

/* A * b where A @ b fits as well, and one of the two is a vector that is
   stretched over a square matrix. */
static void warn_times(ad_lowering *w, size_t i, size_t k, ad_shape x,
                       ad_shape y)
{
  char left[OPERAND], right[OPERAND], text[300], hint[160];
  ad_shape vector = is_row(x) ? x : y, matrix = is_row(x) ? y : x;

  snprintf(text, sizeof text,
           "'*' goes entry by entry: the %zu x %zu operand is stretched to "
           "%zu x %zu",
           vector.rows, vector.cols, matrix.rows, matrix.cols);
  if (written(w, i, left)[0] == '\0' || written(w, k, right)[0] == '\0')
    snprintf(hint, sizeof hint, "the matrix product is '@'");
  else
    snprintf(hint, sizeof hint, "the matrix product is %s @ %s", left, right);
  warn(w, text, hint);
}

void ad_lower_warn_pair(ad_lowering *w, ad_op op, ad_ref x, ad_ref y)
{
  ad_shape a = ad_builder_shape(w->b, x), c = ad_builder_shape(w->b, y);
  const ad_term *root = &w->expr->terms[w->at];

  if (!w->scope->report)
    return;
  if (w->given) {
    if (both_stretched(a, c))
      warn_call(w->given->call);
    return;
  }
  size_t i = ad_expr_operand(w->expr, w->at, root->arity - 2);
  size_t k = ad_expr_operand(w->expr, w->at, root->arity - 1);
  if (both_stretched(a, c))
    say_stretched(w, op, i, k, a, c);
  else if (op == AD_OP_mul && root->kind == AD_T_INFIX && a.cols == c.rows &&
           a.cols > 1 && ((is_row(a) && c.cols == c.rows) ||
                          (is_column(c) && a.rows == a.cols)))
    warn_times(w, i, k, a, c);
}

/* ---- powers of matrices ---- */

void ad_lower_warn_power(ad_lowering *w, const ad_lower_item *x)
{
  char base[OPERAND], text[200], hint[160];
  const ad_term *exponent = &w->expr->terms[w->at - 1];
  size_t i = ad_expr_operand(w->expr, w->at, 0);

  if (!w->scope->report || w->given || x[0].kind != AD_I_NODE ||
      x[1].kind != AD_I_NUMBER)
    return;
  ad_shape s = ad_builder_shape(w->b, x[0].ref);
  if (s.rows * s.cols == 1)
    return;
  if (written(w, i, base)[0] == '\0')
    strcpy(base, "A");
  int tight = binds_tighter(w->expr->terms[i].kind) || strlen(base) == 1;
  if (exponent->kind == AD_T_NAME && strcmp(exponent->text, "T") == 0) {
    snprintf(text, sizeof text, "T is the number %.15g here, and '^' raises "
                                "every entry to this power", x[1].number);
    snprintf(hint, sizeof hint, tight ? "the transpose is %s'"
                                      : "the transpose is (%s)'", base);
  } else if (x[1].number == -1 && s.rows == s.cols) {
    snprintf(text, sizeof text, "'^' goes entry by entry: this is 1 / %s, not "
                                "the inverse of a matrix", base);
    snprintf(hint, sizeof hint, base[0] == '(' ? "the inverse is inv%s"
                                               : "the inverse is inv(%s)",
             base);
  } else
    return;
  warn(w, text, hint);
}

/* ---- matrices of numbers ---- */

/* [[1, 2], [3, 4]]: the entries of the one row are rows themselves. */
static int is_nested(const ad_lowering *w)
{
  const ad_expr *expr = w->expr;
  const ad_term *root = &expr->terms[w->at];
  size_t row = w->at - 1;

  if (root->arity != 1 || expr->terms[row].arity < 2)
    return 0;
  size_t entry = row - 1; /* from the last on: the first is far away      */
  for (unsigned k = 0; k < expr->terms[row].arity; k++) {
    if (expr->terms[entry].kind != AD_T_MATRIX ||
        expr->terms[entry].arity != 1)
      return 0;
    entry -= expr->terms[entry].span;
  }
  return 1;
}

/* Is the last operand of term i a bare -2, with a blank before its sign and
   none behind it, as where two columns are meant? */
static int is_signed_column(const ad_lowering *w, size_t i)
{
  const ad_source *source = w->scope->report->source;
  const ad_term *term = &w->expr->terms[i];

  if (source == NULL || term->kind != AD_T_INFIX ||
      strchr("+-", term->text[0]) == NULL || i == 0)
    return 0;
  size_t at = term[-1].place.offset;
  return at >= 2 && at <= source->size && source->text[at - 1] == *term->text &&
         (source->text[at - 2] == ' ' || source->text[at - 2] == '\t');
}

static int has_signed_column(const ad_lowering *w, size_t row)
{
  const ad_expr *expr = w->expr;
  size_t entry = row - 1;
  for (unsigned k = 0; k < expr->terms[row].arity; k++) {
    if (is_signed_column(w, entry))
      return 1;
    entry -= expr->terms[entry].span;
  }
  return 0;
}

void ad_lower_warn_matrix(ad_lowering *w)
{
  const ad_expr *expr = w->expr;
  const ad_term *root = &expr->terms[w->at];

  if (!w->scope->report || w->given)
    return;
  if (is_nested(w)) {
    warn(w, "these rows stand side by side, in one row",
         "';' separates rows: [1, 2; 3, 4]");
    return;
  }
  size_t row = w->at - 1;
  for (unsigned r = 0; r < root->arity; r++) {
    if (has_signed_column(w, row)) {
      warn(w, "a sign with a blank before it and none behind it still adds "
              "or subtracts",
           "',' separates columns: [1, -2]");
      return;
    }
    row -= expr->terms[row].span;
  }
}
