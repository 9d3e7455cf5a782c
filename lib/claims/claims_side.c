/* SPDX-License-Identifier: GPL-3.0-or-later
   Sides of claims as nodes: names are those of the sheet (claims_names.c),
   derivatives are allowed, and of rounded numbers there is a second version
   each.  Read claims_data.h before. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claims/claims_data.h"

enum {
  MOVED = 16,      /* numbers that are moved one by one; more: together    */
  ROUNDED_FROM = 4 /* significant digits from which a number in a formula is
                      taken for a rounded one                              */
};

ad_status ad_claim_size(const ad_sheet *sheet, const ad_expr *expr,
                        size_t *out, ad_error *err)
{
  const ad_claim_names names = {sheet, NULL, expr};
  const ad_scope scope = ad_claim_scope(&names);
  return ad_lower_size(expr, &scope, 1, out, err);
}

ad_status ad_claim_number(const ad_sheet *sheet, const ad_expr *expr,
                          double *out, ad_error *err)
{
  const ad_claim_names names = {sheet, NULL, expr};
  const ad_scope scope = ad_claim_scope(&names);
  return ad_lower_number(expr, &scope, out, err);
}

/* Sizes and pi are numbers, and over=rows has a name that is none. */
static int is_named(const ad_sheet *sheet, const ad_expr *expr)
{
  const ad_claim_names names = {sheet, NULL, expr};
  const ad_scope scope = ad_claim_scope(&names);
  double x;
  for (size_t i = 0; i < expr->n; i++)
    if (expr->terms[i].kind == AD_T_NAME &&
        !(i + 1 < expr->n && expr->terms[i + 1].kind == AD_T_KEYWORD) &&
        !ad_lower_reserved(expr->terms[i].text) &&
        !scope.number(&names, expr->terms[i].text, &x))
      return 1;
  return 0;
}

/* --- rounded numbers ------------------------------------------------------ */

/* A number as written: digits behind the point, significant ones, exponent;
   is it written with a point or an exponent? */
typedef struct ad_written {
  int decimals, digits, exponent, rounded;
} ad_written;

static ad_written read_digits(const char *text)
{
  ad_written w = {0};
  int behind = 0;
  for (; *text && *text != 'e' && *text != 'E'; text++) {
    int is_digit = *text >= '0' && *text <= '9';
    w.digits += is_digit && (w.digits > 0 || *text != '0');
    w.decimals += is_digit && behind;
    behind |= *text == '.';
  }
  w.rounded = behind || *text;
  if (*text)
    w.exponent = atoi(text + 1);
  return w;
}

static int is_rounded(const ad_term *term, int named)
{
  if (term->kind != AD_T_NUMBER)
    return 0;
  ad_written w = read_digits(term->text);
  return w.rounded && (!named || w.digits >= ROUNDED_FROM);
}

/* Does term i compute something of a rounded number? */
static int computes(const ad_expr *expr, size_t i)
{
  switch (expr->terms[i].kind) {
  case AD_T_PREFIX:
  case AD_T_PAREN:
  case AD_T_TRANSPOSE:
  case AD_T_ROW:
  case AD_T_MATRIX:
    return 0;
  default:
    for (size_t k = i + 1 - expr->terms[i].span; k < i; k++)
      if (is_rounded(&expr->terms[k], 0))
        return 1;
    return 0;
  }
}

static int is_plain(const ad_expr *expr)
{
  for (size_t i = 0; i < expr->n; i++)
    if (computes(expr, i))
      return 0;
  return 1;
}

static double half_unit(const ad_term *term)
{
  ad_written w = read_digits(term->text);
  return 0.5 * pow(10, w.exponent - w.decimals);
}

size_t ad_claim_root(const ad_expr *expr)
{
  size_t i = expr->n - 1;
  while (i > 0 && (expr->terms[i].kind == AD_T_PAREN ||
                   expr->terms[i].kind == AD_T_PREFIX))
    i--;
  return i;
}

static int decimals_of(const ad_expr *expr)
{
  const ad_term *root = &expr->terms[ad_claim_root(expr)];
  if (!is_rounded(root, 0))
    return -1;
  ad_written w = read_digits(root->text);
  return w.exponent == 0 ? w.decimals : -1;
}

ad_status ad_claim_lower(ad_builder *b, const ad_sheet *sheet,
                         const ad_expr *expr, ad_ref *out, ad_error *err)
{
  return ad_claim_lower_again(b, sheet, expr, NULL, out, err);
}

ad_status ad_claim_lower_again(ad_builder *b, const ad_sheet *sheet,
                               const ad_expr *expr, ad_lower_memo *memo,
                               ad_ref *out, ad_error *err)
{
  const ad_claim_names names = {sheet, b, expr};
  ad_scope scope = ad_claim_scope(&names);
  scope.memo = memo;
  return ad_lower(b, expr, &scope, out, NULL, err);
}

/* The side with number k, of those that are rounded, half a unit further;
   k = SIZE_MAX: all of them. */
static ad_status build_moved(ad_builder *b, const ad_sheet *sheet,
                             const ad_expr *expr, size_t k, ad_side *out)
{
  ad_expr other = *expr;
  size_t found = 0;
  other.terms = malloc(expr->n * sizeof *other.terms);
  if (!other.terms)
    return ad_fail_memory(&out->err, expr->n * sizeof *other.terms);
  memcpy(other.terms, expr->terms, expr->n * sizeof *other.terms);
  for (size_t i = 0; i < expr->n; i++)
    if (is_rounded(&expr->terms[i], out->named) &&
        (k == SIZE_MAX || found++ == k))
      other.terms[i].number += half_unit(&expr->terms[i]);
  ad_status status = ad_claim_lower(b, sheet, &other,
                                    &out->moved[out->n_moved], &out->err);
  out->n_moved += status == AD_OK;
  free(other.terms);
  return status;
}

/* The entries of a matrix that is written out do not share their numbers: all
   may be moved at once. */
static ad_status build_all_moved(ad_builder *b, const ad_sheet *sheet,
                                 const ad_expr *expr, ad_side *out)
{
  size_t n = 0;
  for (size_t i = 0; i < expr->n; i++)
    n += (size_t)is_rounded(&expr->terms[i], out->named);
  if (n == 0)
    return AD_OK;
  out->moved = malloc(MOVED * sizeof *out->moved);
  if (!out->moved)
    return ad_fail_memory(&out->err, MOVED * sizeof *out->moved);
  if (n > MOVED || expr->terms[ad_claim_root(expr)].kind == AD_T_MATRIX)
    return build_moved(b, sheet, expr, SIZE_MAX, out);
  ad_status status = AD_OK;
  for (size_t k = 0; k < n && status == AD_OK; k++)
    status = build_moved(b, sheet, expr, k, out);
  return status;
}

/* --- sides ---------------------------------------------------------------- */

/* A node of its own, so that an output is none of the sheet's nodes, and has
   a value even where only products read it. */
static ad_ref stand_alone(ad_builder *b, ad_ref x)
{
  return ad_expand(b, x, ad_builder_shape(b, x));
}

/* Takes a failure of the builder over. */
static void take_builder_error(ad_builder *b, ad_side *out)
{
  const ad_error *error = ad_builder_error(b);
  if (error->status == AD_OK)
    return;
  out->status = error->status;
  out->err = *error;
  ad_builder_clear_error(b);
}

/* x is what the author wrote; values are asked of copies. */
static void finish(ad_builder *b, ad_ref x, ad_side *out)
{
  out->scale = stand_alone(b, ad_claim_scale(b, x));
  out->x = stand_alone(b, x);
  for (size_t k = 0; k < out->n_moved; k++)
    out->moved[k] = stand_alone(b, out->moved[k]);
  take_builder_error(b, out);
}

/* The last node that the expression has a derivative of. */
static ad_ref differentiated(const ad_graph *g, const ad_expr *expr)
{
  ad_ref last = AD_NO_REF, of, by;
  for (size_t i = 0; i < expr->n; i++)
    if (ad_claim_ends_at(g, expr, i, &of, &by) &&
        (last.index == AD_NO_INDEX || of.index > last.index))
      last = of;
  return last;
}

void ad_side_build(ad_builder *b, const ad_sheet *sheet, const ad_expr *expr,
                   ad_side *out)
{
  *out = (ad_side){.named = is_named(sheet, expr),
                   .written_out =
                     expr->terms[ad_claim_root(expr)].kind == AD_T_MATRIX,
                   .plain = is_plain(expr),
                   .of = differentiated(ad_sheet_graph(sheet), expr),
                   .decimals = decimals_of(expr)};
  out->status = ad_claim_lower(b, sheet, expr, &out->x, &out->err);
  if (out->status == AD_OK)
    out->status = build_all_moved(b, sheet, expr, out);
  if (out->status == AD_OK)
    finish(b, out->x, out);
}

void ad_side_of(ad_builder *b, ad_ref x, ad_side *out)
{
  *out = (ad_side){.named = 1, .of = AD_NO_REF, .decimals = -1};
  finish(b, x, out);
}

void ad_side_output(ad_builder *b, const ad_side *side)
{
  if (side->status != AD_OK)
    return;
  ad_output(b, side->x);
  ad_output(b, side->scale);
  for (size_t k = 0; k < side->n_moved; k++)
    ad_output(b, side->moved[k]);
}

void ad_side_free(ad_side *side)
{
  free(side->moved);
}
