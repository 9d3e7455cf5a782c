/* SPDX-License-Identifier: GPL-3.0-or-later
   One slip made twice: in two terms of a derivative, whose differences add up,
   or in two factors of one that is a number, whose ratios multiply.  Read
   search.h before. */
#include <math.h>
#include <stdio.h>

#include "mistakes/search.h"

static const double equal = 1e-9; /* as of images                           */

/* What was done to the whole is not done twice. */
static int is_of_a_place(ad_mistake_code code)
{
  return code != AD_MISTAKE_value && code != AD_MISTAKE_extra &&
         code != AD_MISTAKE_summed && code != AD_MISTAKE_other_derivative &&
         code != AD_MISTAKE_branch;
}

/* The same slip, with the same node where one stands there by mistake. */
static int are_alike(const ad_suspect *x, const ad_suspect *y)
{
  return x->code == y->code && x->stands.index == y->stands.index &&
         (x->stands.index != AD_NO_INDEX || !(x->of_formula || y->of_formula));
}

static int is_shape(const ad_image *x, const ad_image *y)
{
  return x->shape.rows == y->shape.rows && x->shape.cols == y->shape.cols;
}

/* Is the claim, at point w, what both make together: a sum, or a product? */
static int is_both(const ad_image *claim, const ad_image *truth,
                   const ad_image *x, const ad_image *y, size_t w, int product)
{
  double due = truth->as_is[w], said = claim->as_is[w];
  double size = fabs(x->size[w]) + fabs(y->size[w]) + fabs(truth->size[w]);
  if (!isfinite(size) || !isfinite(said * due))
    return 0;
  return product ? fabs(said * due - x->as_is[w] * y->as_is[w]) <=
                     equal * fabs(said * due)
                 : fabs(said - (x->as_is[w] + y->as_is[w] - due)) <=
                     equal * size;
}

static int is_everywhere(const ad_search *s, const ad_suspect *x,
                         const ad_suspect *y, int product)
{
  const ad_image *truth = &s->known->truth;
  size_t w = 0;
  while (w < truth->n &&
         is_both(&s->claim, truth, &x->image, &y->image, w, product))
    w++;
  return w == truth->n;
}

static void say(ad_search *s, const ad_suspect *x, const ad_suspect *y)
{
  char evidence[sizeof s->out->of->evidence];
  snprintf(evidence, sizeof evidence, "%.110s; %.110s", x->evidence,
           y->evidence);
  ad_search_say(s, x->code, evidence);
}

void ad_search_pairs(ad_search *s)
{
  const ad_suspects *all = &s->known->suspects;
  int single = s->claim.shape.rows * s->claim.shape.cols == 1;
  if (!is_shape(&s->claim, &s->known->truth) || ad_search_is_number(s->right))
    return;
  for (size_t i = 0; i < all->n && s->out->n == 0; i++) {
    const ad_suspect *x = &all->of[i];
    if (!is_of_a_place(x->code) || !is_shape(&x->image, &s->claim))
      continue;
    for (size_t j = i + 1; j < all->n && s->out->n == 0; j++) {
      const ad_suspect *y = &all->of[j];
      if (are_alike(x, y) && is_shape(&y->image, &s->claim) &&
          (is_everywhere(s, x, y, 0) || (single && is_everywhere(s, x, y, 1))))
        say(s, x, y);
    }
  }
}
