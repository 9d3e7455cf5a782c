/* SPDX-License-Identifier: GPL-3.0-or-later
   Forms to terms: arithmetic and functions.  Read form_terms.h before. */
#include "symbolic/form_expr.h"

#include <math.h>
#include <stdlib.h>

#include "graph.h"
#include "symbolic/form_terms.h"

void ad_terms_put(ad_terms *t, ad_term_kind kind, unsigned arity,
                  const char *text)
{
  size_t span = 1;
  if (t->status != AD_OK)
    return;
  if (t->expr->n >= AD_TERMS_MOST) {
    t->status = AD_EINPUT;
    return;
  }
  t->status = ad_grow((void **)&t->expr->terms, &t->room, t->expr->n, 1,
                      sizeof *t->expr->terms);
  if (t->status != AD_OK)
    return;
  for (unsigned k = 0; k < arity; k++)
    span += t->spans[--t->n_spans];
  t->spans[t->n_spans++] = span;
  t->expr->terms[t->expr->n++] = (ad_term){
    .kind = kind, .arity = arity, .span = span, .text = text};
}

void ad_terms_number(ad_terms *t, double x)
{
  if (isinf(x)) { /* the language has a name for it */
    ad_terms_put(t, AD_T_NAME, 0, "inf");
    if (x < 0)
      ad_terms_put(t, AD_T_PREFIX, 1, "-");
    return;
  }
  ad_terms_put(t, AD_T_NUMBER, 0, "");
  if (t->status == AD_OK)
    t->expr->terms[t->expr->n - 1].number = x;
}

/* n, n^2, sqrt(n), n*sqrt(n). */
static void put_size(ad_terms *t, const char *name, int halves)
{
  if (halves > 1)
    ad_terms_put(t, AD_T_NAME, 0, name);
  if (halves > 3) {
    ad_terms_number(t, halves / 2);
    ad_terms_put(t, AD_T_INFIX, 2, "^");
  }
  if (halves % 2 == 0)
    return;
  ad_terms_put(t, AD_T_NAME, 0, name);
  ad_terms_put(t, AD_T_CALL, 1, "sqrt");
  if (halves > 1)
    ad_terms_put(t, AD_T_INFIX, 2, "*");
}

/* Has it sizes to powers of this sign? */
static int has_sizes(ad_monomial of, int sign)
{
  for (int i = 0; i < AD_SIZES; i++)
    if (sign * of.halves[i] > 0)
      return 1;
  return 0;
}

/* x times the sizes to the powers of this sign; 1 is left out beside them. */
static void put_sizes(ad_terms *t, double x, ad_monomial of, int sign)
{
  int started = fabs(x) != 1 || !has_sizes(of, sign);
  int minus = !started && x < 0;
  if (started)
    ad_terms_number(t, x);
  for (int i = 0; i < AD_SIZES; i++) {
    if (sign * of.halves[i] <= 0)
      continue;
    put_size(t, t->w->g->sizes.names[i], sign * of.halves[i]);
    if (started)
      ad_terms_put(t, AD_T_INFIX, 2, "*");
    started = 1;
  }
  if (minus)
    ad_terms_put(t, AD_T_PREFIX, 1, "-");
}

/* 2, 0.5, 2/3, -2/3, 2/n, n/2, n*K/3, 2/(n*sqrt(d)). */
void ad_terms_ratio(ad_terms *t, ad_ratio c)
{
  ad_ratio rest = ad_ratio_times(c, ad_ratio_inverse(ad_sym_sizes(t->w, c)));
  if (!ad_size_is_none(c.of))
    rest = ad_ratio_rounded(ad_ratio_value(rest));
  int part = fabs(rest.num) == 1 && has_sizes(c.of, 1);
  if (ad_ratio_is_decimal(rest) && !part)
    rest = ad_ratio_of(ad_ratio_value(rest));
  put_sizes(t, rest.num, c.of, 1);
  if (rest.den == 1 && !has_sizes(c.of, -1))
    return;
  put_sizes(t, rest.den, c.of, -1);
  ad_terms_put(t, AD_T_INFIX, 2, "/");
}

/* --- products ----------------------------------------------------------- */

/* In other factors the sum that is written as a mean is a sum. */
static void put_power(ad_terms *t, ad_sym x, double k)
{
  ad_sym mean = t->mean;
  if (x != mean)
    t->mean = AD_NO_SYM;
  ad_terms_form(t, x);
  t->mean = mean;
  if (k == 1)
    return;
  ad_terms_number(t, k);
  ad_terms_put(t, AD_T_INFIX, 2, "^");
}

/* The factors above the stroke, then those below; `started` where a number
   stands before them.  A sign stands before the first. */
static void put_product(ad_terms *t, const ad_cell *x, int started, int minus)
{
  for (size_t k = 0; k < x->n; k++)
    if (ad_terms_weight(t, x, k).num > 0) {
      put_power(t, ad_terms_operand(t, x, k), ad_terms_weight(t, x, k).num);
      if (started)
        ad_terms_put(t, AD_T_INFIX, 2, "*");
      else if (minus)
        ad_terms_put(t, AD_T_PREFIX, 1, "-");
      started = 1;
    }
  if (!started)
    ad_terms_number(t, minus ? -1 : 1);
  for (size_t k = 0; k < x->n; k++)
    if (ad_terms_weight(t, x, k).num < 0) {
      put_power(t, ad_terms_operand(t, x, k), -ad_terms_weight(t, x, k).num);
      ad_terms_put(t, AD_T_INFIX, 2, "/");
    }
}

void ad_terms_factor(ad_terms *t, ad_ratio c, ad_sym x)
{
  const ad_cell *cell = ad_terms_cell(t, x);
  if (ad_ratio_same(c, AD_ONE)) {
    ad_terms_form(t, x);
    return;
  }
  if (cell->kind == AD_SYM_number) {
    ad_terms_ratio(t, ad_ratio_times(c, cell->number));
    return;
  }
  int sign = ad_ratio_same(c, ad_ratio_of(-1));
  if (sign && cell->kind == AD_SYM_product) {
    put_product(t, cell, 0, 1);
    return;
  }
  if (sign) {
    ad_terms_form(t, x);
    ad_terms_put(t, AD_T_PREFIX, 1, "-");
    return;
  }
  ad_terms_ratio(t, c);
  if (cell->kind == AD_SYM_product)
    put_product(t, cell, 1, 0);
  else {
    ad_terms_form(t, x);
    ad_terms_put(t, AD_T_INFIX, 2, "*");
  }
}

static void put_scaled(ad_terms *t, ad_ratio c, ad_sym x);

void ad_terms_scaled(ad_terms *t, ad_ratio c, ad_sym x)
{
  t->mean = ad_terms_mean(t, x, &c);
  put_scaled(t, c, x);
  t->mean = AD_NO_SYM;
}

/* c (x @ y) is c x @ y: the number stands in front without brackets. */
static void put_scaled(ad_terms *t, ad_ratio c, ad_sym x)
{
  const ad_cell *cell = ad_terms_cell(t, x);
  if (ad_ratio_same(c, AD_ONE) || cell->kind != AD_SYM_call ||
      ad_op_get(cell->op)->form != AD_FORM_product) {
    ad_terms_factor(t, c, x);
    return;
  }
  ad_terms_scaled(t, c, ad_terms_operand(t, cell, 0));
  ad_terms_form(t, ad_terms_operand(t, cell, 1));
  ad_terms_put(t, AD_T_INFIX, 2, ad_op_get(cell->op)->infix);
}

static void put_sum(ad_terms *t, const ad_cell *x)
{
  const char *names[AD_SYM_MOST];
  uint64_t joined = ad_terms_joined(t, x);
  int started = joined != 0;
  joined |= ad_terms_named(t, x, joined, names);
  for (size_t k = 0; k < x->n; k++) {
    ad_ratio c = ad_terms_weight(t, x, k);
    ad_sym term = ad_terms_operand(t, x, k);
    if (k < AD_SYM_MOST && joined >> k & 1)
      continue;
    int minus = started && c.num < 0;
    if (minus)
      c = ad_ratio_minus(c);
    if (k < AD_SYM_MOST && names[k])
      ad_terms_compared(t, c, term, names[k]);
    else
      ad_terms_scaled(t, c, term);
    if (started)
      ad_terms_put(t, AD_T_INFIX, 2, minus ? "-" : "+");
    started = 1;
  }
}

static void put_node(ad_terms *t, uint32_t i)
{
  const char *name = ad_graph_name(t->w->g, (ad_ref){i});
  const ad_node *node = &t->w->g->nodes[i];
  if (name[0])
    ad_terms_put(t, AD_T_NAME, 0, name);
  else if (node->op == AD_OP_constant)
    ad_terms_constant(t, node);
  else if (t->status == AD_OK)
    t->status = AD_EINPUT;
}

static void put_cut(ad_terms *t, ad_sym x)
{
  const char *name = t->names->cut(t->names->state, x);
  if (name)
    ad_terms_put(t, AD_T_NAME, 0, name);
  else
    ad_terms_form(t, ad_terms_operand(t, ad_terms_cell(t, x), 0));
}

void ad_terms_form(ad_terms *t, ad_sym x)
{
  const ad_cell *cell = ad_terms_cell(t, x);
  if (t->status != AD_OK)
    return;
  switch (cell->kind) {
  case AD_SYM_number:
    ad_terms_ratio(t, cell->number);
    break;
  case AD_SYM_node:
    put_node(t, (uint32_t)cell->at[0]);
    break;
  case AD_SYM_cut:
    put_cut(t, x);
    break;
  case AD_SYM_scale:
    ad_terms_scaled(t, cell->number, ad_terms_operand(t, cell, 0));
    break;
  case AD_SYM_sum:
    put_sum(t, cell);
    break;
  case AD_SYM_product:
    put_product(t, cell, 0, 0);
    break;
  case AD_SYM_call:
    if (ad_op_get(cell->op)->kind == AD_KIND_elementwise)
      ad_terms_elementwise(t, cell);
    else
      ad_terms_structured(t, cell);
  }
}

ad_status ad_form_expr(const ad_algebra *w, ad_sym x,
                       const ad_form_names *names, ad_expr **out, ad_error *err)
{
  ad_terms *t = calloc(1, sizeof *t);
  ad_status status = AD_ENOMEM;
  *out = calloc(1, sizeof **out);
  if (t && *out) {
    t->w = w;
    t->names = names;
    t->mean = AD_NO_SYM;
    t->expr = *out;
    ad_terms_form(t, x);
    status = t->status;
  }
  free(t);
  if (status == AD_OK)
    return AD_OK;
  ad_expr_free(*out);
  *out = NULL;
  return status == AD_ENOMEM
           ? ad_fail_memory(err, sizeof *t)
           : ad_fail(err, AD_EINPUT, "the formula is too long to be written");
}
