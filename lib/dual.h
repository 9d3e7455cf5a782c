/* SPDX-License-Identifier: GPL-3.0-or-later
   By-value dual numbers for C programs: v + d epsilon with epsilon^2 = 0,
   one function an elementwise operation under its id: ad_dual_add(x, y),
   ad_dual_tanh(x), ...  Seed one variable with d = 1, compute as with
   numbers, read the derivative off the result's d.

     ad_dual x = ad_dual_variable(0.7);
     ad_dual y = ad_dual_mul(ad_dual_sin(x), x);   y.d is dy/dx

   A tangent of 0 counts as one that is not there (a constant's, or that of
   a side that was not taken): it stays 0 whatever the partial, as in
   ForwardDiff's NaN-safe mode.  By value nothing else is known of it.  The
   engines know the paths, and differ where a tangent happens to be 0: of
   sqrt(x^2) at 0 they make NaN, ad_dual makes 0.

   No state, no allocation, no failure.  Source: Griewank and Walther,
   Evaluating Derivatives, 2nd edition, section 3.1. */
#ifndef AD_DUAL_H
#define AD_DUAL_H

#include "ops.h"

AD_BEGIN_C

typedef struct ad_dual {
  double v; /* value                                                       */
  double d; /* tangent                                                     */
} ad_dual;

static inline ad_dual ad_dual_constant(double v)
{
  ad_dual x = {v, 0};
  return x;
}

static inline ad_dual ad_dual_variable(double v)
{
  ad_dual x = {v, 1};
  return x;
}

/* v = op(a, b, c), d = sum of partial * tangent over the edges. */
#define AD_DUAL_1(id) AD_API ad_dual ad_dual_##id(ad_dual a);
#define AD_DUAL_2(id) AD_API ad_dual ad_dual_##id(ad_dual a, ad_dual b);
#define AD_DUAL_3(id) \
  AD_API ad_dual ad_dual_##id(ad_dual a, ad_dual b, ad_dual c);
#define ELEMENTWISE(id, name, infix, strength, arity, ...) AD_DUAL_##arity(id)
#include "ops.def"
#undef ELEMENTWISE
#undef AD_DUAL_1
#undef AD_DUAL_2
#undef AD_DUAL_3

AD_END_C

#endif
