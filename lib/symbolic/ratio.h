/* SPDX-License-Identifier: GPL-3.0-or-later
   Coefficients of forms: fractions of whole numbers, as long as doubles hold
   both exactly; beyond that, and of other numbers, a double over 1.
   Internal. */
#ifndef AD_RATIO_H
#define AD_RATIO_H

#include "graph/sizes.h"

/* num/den in lowest terms, den > 0; den = 1 where num is no whole number.  `of`
   says what it has of named sizes, for those who read it: 1/12 with n^-1, where
   n is 24, is 2/n.  Where that cannot be followed it is none. */
typedef struct ad_ratio {
  double num, den;
  ad_monomial of;
} ad_ratio;

static const ad_ratio AD_ZERO = {.num = 0, .den = 1};
static const ad_ratio AD_ONE = {.num = 1, .den = 1};

ad_ratio ad_ratio_of(double x);

/* The fraction with a den of a few digits that is x exactly, as 1/3 is
   0.333...; x over 1 where there is none. */
ad_ratio ad_ratio_near(double x);

/* The same of an x that was rounded on its way, as 2 is in sqrt(n)^2*2/n. */
ad_ratio ad_ratio_rounded(double x);

/* Is it a decimal of a few digits, such as 0.5? */
int ad_ratio_is_decimal(ad_ratio x);
ad_ratio ad_ratio_times(ad_ratio x, ad_ratio y);
ad_ratio ad_ratio_plus(ad_ratio x, ad_ratio y);
ad_ratio ad_ratio_minus(ad_ratio x); /* -x                                  */
ad_ratio ad_ratio_inverse(ad_ratio x);

/* x^k; 0^-1 is inf. */
ad_ratio ad_ratio_power(ad_ratio x, int k);
double ad_ratio_value(ad_ratio x);
int ad_ratio_same(ad_ratio x, ad_ratio y);

#endif
