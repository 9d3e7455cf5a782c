/* SPDX-License-Identifier: GPL-3.0-or-later
   One pass over a postfix array with a stack of items: no recursion, so
   depth costs nothing.  Read lower.h and lower_item.h before. */
#include "lower.h"

#include <stdlib.h>
#include <string.h>

#include "graph.h"
#include "lower/lower_item.h"

/* Hands a failure of the builder on, with the place of the term. */
static ad_status take_builder_error(ad_lowering *w)
{
  const ad_error *error = w->b ? ad_builder_error(w->b) : NULL;
  if (!error || error->status == AD_OK)
    return AD_OK;
  ad_status status = error->status;
  if (w->err) {
    *w->err = *error;
    w->err->place = w->expr->terms[w->at].place;
  }
  ad_builder_clear_error(w->b);
  return status;
}

static ad_status lower_all(ad_lowering *w)
{
  for (w->at = 0; w->at < w->expr->n; w->at++) {
    const ad_term *t = &w->expr->terms[w->at];
    ad_status status = w->scope->memo ? ad_lower_remembered(w, t)
                                      : ad_lower_term(w, t);
    if (status == AD_OK)
      status = take_builder_error(w);
    if (status != AD_OK)
      return status;
  }
  w->at = w->expr->n - 1;
  if (w->n != 1 || !ad_lower_is_operand(&w->stack[0]))
    return ad_lower_fail(w, "expected a number or a matrix");
  return AD_OK;
}

static const ad_scope no_scope;
static const double LARGEST = 9007199254740992.0; /* 2^53 */

/* Runs the stack machine; the stack is the caller's to free. */
static ad_status run(ad_lowering *w, ad_builder *b, const ad_expr *expr,
                     const ad_scope *scope, const ad_lower_given *given,
                     ad_error *err)
{
  *w = (ad_lowering){.b = b, .expr = expr, .scope = scope ? scope : &no_scope,
                     .given = given, .err = err};
  w->stack = malloc((expr->n + 1) * sizeof *w->stack);
  if (!w->stack)
    return ad_fail_memory(err, expr->n * sizeof *w->stack);
  return lower_all(w);
}

/* The outermost operation of the expression, as a static string. */
static const char *written_op(const ad_expr *expr)
{
  const ad_term *root = &expr->terms[ad_expr_root(expr)];
  ad_op op = AD_OP_count;
  if (root->kind == AD_T_CALL && ad_derived_find(root->text))
    return ad_derived_find(root->text)->name;
  if (root->kind == AD_T_CALL && ad_lower_find_special(root->text))
    return ad_lower_find_special(root->text);
  if (root->kind == AD_T_CALL)
    op = ad_op_find(root->text, root->arity);
  if (root->kind == AD_T_INFIX)
    op = ad_op_find_infix(root->text, 2);
  if (op != AD_OP_count)
    return ad_op_get(op)->infix[0] ? ad_op_get(op)->infix
                                   : ad_op_get(op)->name;
  switch (root->kind) {
  case AD_T_NUMBER:
    return "number";
  case AD_T_MATRIX:
    return "[ ]";
  case AD_T_INDEX:
    return "[:]";
  case AD_T_NAME:
    return "=";
  case AD_T_DERIVATIVE:
    return "d/d";
  default:
    return NULL;
  }
}

static ad_status build(ad_builder *b, const ad_expr *expr,
                       const ad_scope *scope, const ad_lower_given *given,
                       ad_ref *out, ad_error *err)
{
  ad_lowering w;
  ad_status status = run(&w, b, expr, scope, given, err);
  if (status == AD_OK) {
    *out = ad_lower_node(&w, &w.stack[0]);
    status = take_builder_error(&w);
  }
  free(w.stack);
  return status;
}

ad_status ad_lower(ad_builder *b, const ad_expr *expr, const ad_scope *scope,
                   ad_ref *out, const char **written, ad_error *err)
{
  if (written)
    *written = written_op(expr);
  return build(b, expr, scope, NULL, out, err);
}

ad_status ad_lower_row(ad_lowering *w, const char *text,
                       const ad_lower_given *given, ad_ref *out)
{
  ad_scope scope = {.report = w->scope->report};
  ad_expr *expr;
  ad_status status = ad_expr_parse(text, strlen(text), 0, NULL, &expr, w->err);
  if (status != AD_OK)
    return status;
  scope.memo = ad_lower_memo_new(); /* what a text says twice is built once */
  status = scope.memo ? build(w->b, expr, &scope, given, out, w->err)
                      : ad_fail_memory(w->err, 0);
  ad_lower_memo_free(scope.memo);
  ad_expr_free(expr);
  return status;
}

ad_status ad_lower_text(ad_builder *b, const char *text, const ad_scope *scope,
                        ad_ref *out, ad_error *err)
{
  ad_expr *expr;
  ad_status status = ad_expr_parse(text, strlen(text), 0, NULL, &expr, err);
  if (status != AD_OK)
    return status;
  status = ad_lower(b, expr, scope, out, NULL, err);
  ad_expr_free(expr);
  return status;
}

ad_status ad_lower_number(const ad_expr *expr, const ad_scope *scope,
                          double *out, ad_error *err)
{
  ad_lowering w;
  ad_status status = run(&w, NULL, expr, scope, NULL, err);
  if (status == AD_OK)
    *out = w.stack[0].number;
  free(w.stack);
  return status;
}

unsigned ad_lower_size_name(ad_builder *b, const ad_expr *expr,
                            const ad_scope *scope)
{
  ad_lowering w;
  unsigned name = 0;
  if (run(&w, b, expr, scope, NULL, NULL) == AD_OK &&
      w.stack[0].kind == AD_I_NUMBER)
    name = ad_size_multiple(b, w.stack[0].of, w.stack[0].number);
  free(w.stack);
  return name;
}

ad_status ad_lower_size(const ad_expr *expr, const ad_scope *scope,
                        size_t least, size_t *out, ad_error *err)
{
  double x = 0;
  ad_status status = ad_lower_number(expr, scope, &x, err);
  if (status != AD_OK)
    return status;
  if (!ad_lower_whole(x, (double)least)) {
    if (x > LARGEST)
      ad_fail(err, AD_EINPUT, "%g is too large for a size", x);
    else
      ad_fail(err, AD_EINPUT,
              "expected a whole number of at least %zu, found %.15g", least,
              x);
    if (err)
      err->place = expr->terms[expr->n - 1].place;
    return AD_EINPUT;
  }
  *out = (size_t)x;
  return AD_OK;
}
