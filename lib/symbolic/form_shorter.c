/* SPDX-License-Identifier: GPL-3.0-or-later
   What makes a formula shorter though no rule of the constructors leads there:
   a product that holds what a node is, multiplied out against denominators, a
   factor that terms have in common in front of them (form_factored.c).  Each is
   tried, and kept only where the measure falls (the number in front aside);
   none undoes another, since that would raise it, and it ends after as many
   steps as the measure has units.  For formulas that are read: what is computed
   keeps the digits of the rows' texts.  Read form.h before. */
#include "symbolic/form_shorter.h"

/* What is read in x beside a number in front, which joins others. */
static double length_of(const ad_algebra *w, ad_sym x)
{
  return w->cells[x].measure - (w->cells[x].kind == AD_SYM_scale);
}

ad_sym ad_sym_shorter_of(const ad_algebra *w, ad_sym x, ad_sym y)
{
  return ad_sym_ready(w, y) && length_of(w, y) < length_of(w, x) ? y : x;
}

/* --- names --------------------------------------------------------------- */

/* Into the list of its newest factor. */
static void list_product(ad_algebra *w, ad_sym x)
{
  ad_sym newest = 0;
  for (size_t k = 0; k < w->cells[x].n; k++)
    if (ad_sym_operand(w, x, k) > newest)
      newest = ad_sym_operand(w, x, k);
  w->cells[x].next_named = w->cells[newest].named;
  w->cells[newest].named = x;
}

/* Leaves, and nodes that are others under a second name, have their own. */
void ad_sym_define(ad_algebra *w, ad_sym x, uint32_t of)
{
  ad_sym node = ad_sym_node(w, of);
  if (!ad_sym_ready(w, x) || !ad_sym_ready(w, node))
    return;
  ad_sym_kind kind = w->cells[x].kind;
  if (w->cells[x].twin != AD_NO_SYM || w->cells[node].kind != AD_SYM_node ||
      (kind != AD_SYM_call && kind != AD_SYM_product && kind != AD_SYM_sum))
    return;
  w->cells[x].twin = node;
  w->cells[x].measure = 1;
  w->cells[node].twin = x;
  if (kind == AD_SYM_product)
    list_product(w, x);
}

/* Does the product x hold all factors of the product y? */
static int holds(const ad_algebra *w, ad_sym x, ad_sym y)
{
  for (size_t k = 0; k < w->cells[y].n; k++) {
    double has = ad_sym_exponent(w, x, ad_sym_operand(w, y, k));
    double needs = ad_sym_weight(w, y, k).num;
    if (needs > 0 ? has < needs : has > needs)
      return 0;
  }
  return 1;
}

/* The product x, by its name that of a node which is a part of it. */
static ad_sym with_name(ad_algebra *w, ad_sym x)
{
  for (size_t k = 0; k < w->cells[x].n; k++)
    for (ad_sym y = w->cells[ad_sym_operand(w, x, k)].named; y != AD_NO_SYM;
         y = w->cells[y].next_named)
      if (y != x && holds(w, x, y))
        return ad_sym_mul(w, ad_sym_div(w, x, y), w->cells[y].twin);
  return x;
}

/* Is v the node 1/s of a sum s of a number and u?  Then u v is (1 - c v)/d,
   where s is c + d u: exp(-z)*a is 1 - a. */
static ad_sym complement(ad_algebra *w, ad_sym v, ad_sym u)
{
  ad_sym is = w->cells[v].kind == AD_SYM_node ? w->cells[v].twin : AD_NO_SYM;
  if (is == AD_NO_SYM || w->cells[is].kind != AD_SYM_product ||
      w->cells[is].n != 1 || ad_sym_weight(w, is, 0).num != -1)
    return AD_NO_SYM;
  ad_sym s = ad_sym_operand(w, is, 0);
  for (size_t k = 0; w->cells[s].kind == AD_SYM_sum && w->cells[s].n == 2 &&
                     k < 2; k++)
    if (ad_sym_operand(w, s, k) == u &&
        ad_sym_is_number(w, ad_sym_operand(w, s, 1 - k))) {
      ad_ratio c = ad_sym_weight(w, s, 1 - k), d = ad_sym_weight(w, s, k);
      ad_sym rest = ad_sym_sub(w, ad_sym_number(w, AD_ONE),
                               ad_sym_scale(w, c, v));
      return ad_sym_scale(w, ad_ratio_inverse(d), rest);
    }
  return AD_NO_SYM;
}

static ad_sym with_complement(ad_algebra *w, ad_sym x)
{
  for (size_t i = 0; i < w->cells[x].n; i++)
    for (size_t k = 0; k < w->cells[x].n; k++) {
      ad_sym v = ad_sym_operand(w, x, i), u = ad_sym_operand(w, x, k);
      if (ad_sym_weight(w, x, i).num < 1 || ad_sym_weight(w, x, k).num < 1)
        continue;
      ad_sym y = complement(w, v, u);
      if (y != AD_NO_SYM)
        return ad_sym_mul(w, ad_sym_div(w, ad_sym_div(w, x, u), v), y);
    }
  return x;
}

/* --- multiplied out against denominators --------------------------------- */

/* Is the factor below the stroke in a term of the sum? */
static int is_below(const ad_algebra *w, ad_sym sum, ad_sym factor)
{
  for (size_t k = 0; k < w->cells[sum].n; k++)
    if (ad_sym_exponent(w, ad_sym_operand(w, sum, k), factor) < 0)
      return 1;
  return 0;
}

/* Of the factors of x those that are below in a term of the sum. */
static ad_sym factors_below(ad_algebra *w, ad_sym x, ad_sym sum)
{
  ad_sym product = ad_sym_number(w, AD_ONE);
  for (size_t k = 0; k < w->cells[x].n && product != AD_NO_SYM; k++) {
    ad_sym factor = ad_sym_operand(w, x, k);
    double power = ad_sym_weight(w, x, k).num;
    if (power > 0 && is_below(w, sum, factor))
      product = ad_sym_mul(w, product, ad_sym_power(w, factor, (int)power));
  }
  return product;
}

/* A factor that is a sum to multiply out, or AD_NO_SYM. */
static ad_sym sum_in(const ad_algebra *w, ad_sym x)
{
  for (size_t k = 0; w->cells[x].kind == AD_SYM_product && k < w->cells[x].n;
       k++)
    if (ad_sym_is_small(w, ad_sym_operand(w, x, k), AD_SYM_sum) &&
        ad_sym_weight(w, x, k).num >= 1)
      return ad_sym_operand(w, x, k);
  return AD_NO_SYM;
}

enum { DEEPEST = 4 };

/* x with its products of sums multiplied out, as far as AD_SYM_MOST terms
   hold them. */
static ad_sym expanded(ad_algebra *w, ad_sym x, int depth)
{
  ad_ratio c;
  if (!ad_sym_ready(w, x) || depth == DEEPEST)
    return x;
  ad_sym core = ad_sym_core(w, x, &c), sum = sum_in(w, core);
  if (sum != AD_NO_SYM)
    return ad_sym_scale(
      w, c, expanded(w, ad_sym_distributed(w, sum, ad_sym_div(w, core, sum)),
                     depth + 1));
  if (!ad_sym_is_small(w, core, AD_SYM_sum))
    return x;
  ad_ratio weights[AD_SYM_MOST];
  ad_sym terms[AD_SYM_MOST];
  size_t n = w->cells[core].n;
  for (size_t k = 0; k < n; k++) {
    weights[k] = ad_sym_weight(w, core, k);
    terms[k] = expanded(w, ad_sym_operand(w, core, k), depth + 1);
  }
  return ad_sym_scale(w, c, ad_sym_sum(w, n, weights, terms));
}

/* The product x with its factor k, a sum or the adjoint of a node that is one,
   multiplied by what stands in its denominators. */
static ad_sym against_denominators(ad_algebra *w, ad_sym x, size_t k)
{
  ad_ratio c;
  ad_sym factor = ad_sym_operand(w, x, k), core = factor;
  if (w->cells[factor].kind == AD_SYM_cut)
    core = ad_sym_operand(w, factor, 0);
  core = ad_sym_core(w, core, &c);
  if (ad_sym_weight(w, x, k).num != 1 || !ad_sym_ready(w, core))
    return x;
  ad_sym rest = ad_sym_scale(w, c, ad_sym_div(w, x, factor));
  if (w->cells[core].kind == AD_SYM_product)
    return core == factor ? x : ad_sym_mul(w, rest, core);
  if (!ad_sym_is_small(w, core, AD_SYM_sum))
    return x;
  ad_sym below = factors_below(w, x, core);
  if (!ad_sym_ready(w, below) || ad_sym_is_number(w, below))
    return x;
  ad_sym sum = ad_sym_distributed(w, core, below);
  rest = ad_sym_div(w, rest, below);
  return ad_sym_mul(w, rest, ad_sym_shorter_of(w, sum, expanded(w, sum, 0)));
}

static ad_sym multiplied_out(ad_algebra *w, ad_sym x)
{
  ad_sym best = x;
  for (size_t k = 0; k < w->cells[x].n && w->error.status == AD_OK; k++)
    best = ad_sym_shorter_of(w, best, against_denominators(w, x, k));
  return best;
}

/* --- one step, and all ---------------------------------------------------- */

static ad_sym shorter_product(ad_algebra *w, ad_sym x)
{
  ad_sym y = ad_sym_shorter_of(w, x, with_name(w, x));
  y = ad_sym_shorter_of(w, y, with_complement(w, x));
  y = ad_sym_shorter_of(w, y, ad_sym_quotient(w, x));
  return ad_sym_shorter_of(w, y, multiplied_out(w, x));
}

static ad_sym shorter_terms(ad_algebra *w, ad_sym sum)
{
  ad_ratio c[AD_SYM_MOST];
  ad_sym x[AD_SYM_MOST];
  size_t n = w->cells[sum].n;
  for (size_t k = 0; k < n; k++) {
    c[k] = ad_sym_weight(w, sum, k);
    x[k] = ad_sym_operand(w, sum, k);
    if (ad_sym_is_small(w, x[k], AD_SYM_product))
      x[k] = shorter_product(w, x[k]);
  }
  return ad_sym_sum(w, n, c, x);
}

static ad_sym shorter_core(ad_algebra *w, ad_sym x)
{
  if (ad_sym_is_small(w, x, AD_SYM_product))
    return shorter_product(w, x);
  if (!ad_sym_is_small(w, x, AD_SYM_sum))
    return x;
  ad_sym y = ad_sym_shorter_of(w, x, shorter_terms(w, x));
  y = ad_sym_shorter_of(w, y, ad_sym_grouped(w, x));
  y = ad_sym_shorter_of(w, y, ad_sym_gathered(w, x));
  return ad_sym_shorter_of(w, y, expanded(w, x, 0));
}

ad_sym ad_sym_shorter(ad_algebra *w, ad_sym x)
{
  ad_ratio c;
  if (!w->open || !ad_sym_ready(w, x))
    return x;
  ad_sym_shape shape = w->cells[x].shape;
  for (ad_sym before = AD_NO_SYM; x != before && ad_sym_ready(w, x);) {
    before = x;
    ad_sym core = ad_sym_core(w, x, &c);
    if (ad_sym_ready(w, core))
      x = ad_sym_scale(w, c, shorter_core(w, core));
  }
  return ad_sym_like(w, x, shape);
}
