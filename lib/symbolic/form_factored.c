/* SPDX-License-Identifier: GPL-3.0-or-later
   Factors in front of sums: those that all terms have; and of matrices numbers
   that some have, A/b + C/b + D is (A + C)/b + D, while 3*x^2 + 2*x + y is left
   as it is.  And a matrix that products have on one side: A @ x + B @ x is
   (A + B) @ x.  Read form_shorter.h before. */
#include <math.h>

#include "graph.h"
#include "symbolic/form_shorter.h"

/* Some terms of a sum. */
typedef struct group {
  size_t n;
  size_t terms[AD_SYM_MOST];
} group;

double ad_sym_exponent(const ad_algebra *w, ad_sym x, ad_sym base)
{
  if (x == base)
    return 1;
  for (size_t k = 0; w->cells[x].kind == AD_SYM_product && k < w->cells[x].n;
       k++)
    if (ad_sym_operand(w, x, k) == base)
      return ad_sym_weight(w, x, k).num;
  return 0;
}

/* Factor k of x, whose only one may be itself; AD_NO_SYM past the last. */
static ad_sym factor_of(const ad_algebra *w, ad_sym x, size_t k)
{
  if (w->cells[x].kind == AD_SYM_product)
    return k < w->cells[x].n ? ad_sym_operand(w, x, k) : AD_NO_SYM;
  return k == 0 && !ad_sym_is_number(w, x) ? x : AD_NO_SYM;
}

/* Those terms that have the factor on the side of the stroke on which `like`
   has it. */
static group terms_with(const ad_algebra *w, ad_sym sum, ad_sym factor,
                        ad_sym like)
{
  group g = {0};
  int above = ad_sym_exponent(w, like, factor) > 0;
  for (size_t k = 0; k < w->cells[sum].n; k++) {
    double power = ad_sym_exponent(w, ad_sym_operand(w, sum, k), factor);
    if (power != 0 && (power > 0) == above)
      g.terms[g.n++] = k;
  }
  return g;
}

/* Is it a number before matrices? */
static int draws(const ad_algebra *w, ad_sym sum, ad_sym factor)
{
  return ad_shape_single(w->cells[factor].shape) &&
         !ad_shape_single(w->cells[sum].shape);
}

/* The terms with the factor that saves most; n is 0 where none is in two. */
static group best_group(const ad_algebra *w, ad_sym sum)
{
  group best = {0};
  double most = 0;
  ad_sym factor;
  for (size_t i = 0; i < w->cells[sum].n; i++) {
    ad_sym term = ad_sym_operand(w, sum, i);
    for (size_t k = 0; (factor = factor_of(w, term, k)) != AD_NO_SYM; k++) {
      group g = terms_with(w, sum, factor, term);
      double saved = ((double)g.n - 1) * w->cells[factor].measure;
      if (saved > most && (g.n == w->cells[sum].n || draws(w, sum, factor))) {
        most = saved;
        best = g;
      }
    }
  }
  return best;
}

/* The least power of the factor that all terms of the group have. */
static double common_power(const ad_algebra *w, ad_sym sum, const group *g,
                           ad_sym factor)
{
  double least = (double)INFINITY;
  int above = 0;
  for (size_t i = 0; i < g->n; i++) {
    ad_sym term = ad_sym_operand(w, sum, g->terms[i]);
    double power = ad_sym_exponent(w, term, factor);
    if (power == 0 || (i > 0 && (power > 0) != above))
      return 0;
    above = power > 0;
    if (fabs(power) < fabs(least))
      least = power;
  }
  return least;
}

/* All that the terms of the group have in common. */
static ad_sym common_factor(ad_algebra *w, ad_sym sum, const group *g)
{
  ad_sym common = ad_sym_number(w, AD_ONE), factor;
  ad_sym first = ad_sym_operand(w, sum, g->terms[0]);
  for (size_t k = 0; common != AD_NO_SYM &&
                     (factor = factor_of(w, first, k)) != AD_NO_SYM; k++) {
    int power = (int)common_power(w, sum, g, factor);
    if (power != 0)
      common = ad_sym_mul(w, common, ad_sym_power(w, factor, power));
  }
  return common;
}

static ad_sym sum_of(ad_algebra *w, ad_sym sum, const group *g, ad_sym by)
{
  ad_ratio c[AD_SYM_MOST];
  ad_sym x[AD_SYM_MOST];
  for (size_t i = 0; i < g->n; i++) {
    x[i] = ad_sym_mul(w, ad_sym_operand(w, sum, g->terms[i]), by);
    c[i] = ad_sym_weight(w, sum, g->terms[i]);
  }
  return ad_sym_sum(w, g->n, c, x);
}

ad_sym ad_sym_distributed(ad_algebra *w, ad_sym sum, ad_sym y)
{
  group all = {.n = w->cells[sum].n};
  for (size_t k = 0; k < all.n; k++)
    all.terms[k] = k;
  return sum_of(w, sum, &all, y);
}

/* The other terms of the sum, as one; 0 where there are none. */
static ad_sym rest_of(ad_algebra *w, ad_sym sum, const group *g)
{
  group others = {0};
  for (size_t k = 0, i = 0; k < w->cells[sum].n; k++)
    if (i < g->n && g->terms[i] == k)
      i++;
    else
      others.terms[others.n++] = k;
  return sum_of(w, sum, &others, ad_sym_number(w, AD_ONE));
}

ad_sym ad_sym_grouped(ad_algebra *w, ad_sym sum)
{
  group g = best_group(w, sum);
  if (g.n == 0)
    return sum;
  ad_sym common = common_factor(w, sum, &g);
  if (!ad_sym_ready(w, common))
    return sum;
  ad_sym inner = sum_of(w, sum, &g, ad_sym_power(w, common, -1));
  if (!ad_sym_ready(w, inner))
    return sum;
  if (ad_sym_is_small(w, inner, AD_SYM_sum))
    inner = ad_sym_shorter_of(w, inner, ad_sym_gathered(w, inner));
  if (ad_sym_is_small(w, inner, AD_SYM_sum))
    inner = ad_sym_shorter_of(w, inner, ad_sym_grouped(w, inner));
  ad_sym rest = rest_of(w, sum, &g);
  return ad_sym_add(w, ad_sym_mul(w, common, inner), rest);
}

/* --- products of matrices ------------------------------------------------- */

/* What the term, a product of matrices, has on this side; else AD_NO_SYM. */
static ad_sym matrix_on(const ad_algebra *w, ad_sym term, size_t side)
{
  return ad_sym_calls(w, term, AD_OP_matmul) ? ad_sym_operand(w, term, side)
                                             : AD_NO_SYM;
}

static group products_with(const ad_algebra *w, ad_sym sum, size_t side,
                           ad_sym matrix)
{
  group g = {0};
  for (size_t k = 0; matrix != AD_NO_SYM && k < w->cells[sum].n; k++)
    if (matrix_on(w, ad_sym_operand(w, sum, k), side) == matrix)
      g.terms[g.n++] = k;
  return g;
}

/* The sum of the group's other matrices, times this one. */
static ad_sym gathered(ad_algebra *w, ad_sym sum, const group *g, size_t side,
                       ad_sym matrix)
{
  ad_ratio c[AD_SYM_MOST];
  ad_sym x[AD_SYM_MOST];
  for (size_t i = 0; i < g->n; i++) {
    c[i] = ad_sym_weight(w, sum, g->terms[i]);
    x[i] = matrix_on(w, ad_sym_operand(w, sum, g->terms[i]), !side);
  }
  ad_sym others = ad_sym_sum(w, g->n, c, x);
  return side == 1 ? ad_sym_matmul(w, others, matrix)
                   : ad_sym_matmul(w, matrix, others);
}

ad_sym ad_sym_gathered(ad_algebra *w, ad_sym sum)
{
  for (size_t i = 0; i < 2 * w->cells[sum].n; i++) {
    size_t side = i % 2 == 0;
    ad_sym matrix = matrix_on(w, ad_sym_operand(w, sum, i / 2), side);
    group g = products_with(w, sum, side, matrix);
    if (g.n < 2)
      continue;
    ad_sym whole = gathered(w, sum, &g, side, matrix);
    return ad_sym_add(w, whole, rest_of(w, sum, &g));
  }
  return sum;
}
