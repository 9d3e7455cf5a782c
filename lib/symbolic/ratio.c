/* SPDX-License-Identifier: GPL-3.0-or-later
   Fractions.  Read ratio.h before. */
#include "symbolic/ratio.h"

#include <float.h>
#include <math.h>

ad_ratio ad_ratio_of(double x)
{
  return (ad_ratio){.num = x, .den = 1};
}

static const double LARGEST = 9007199254740992.0; /* 2^53 */

static int is_whole(double x)
{
  return fabs(x) <= LARGEST && floor(x) == x;
}

/* num/den, brought to lowest terms where both are whole. */
static ad_ratio reduced(double num, double den)
{
  if (!is_whole(num) || !is_whole(den) || den == 0)
    return ad_ratio_of(num / den);
  double a = fabs(num), b = fabs(den);
  while (b != 0) { /* Euclid */
    double rest = fmod(a, b);
    a = b;
    b = rest;
  }
  if (den < 0)
    a = -a;
  return (ad_ratio){.num = num / a + 0.0, .den = den / a};
}

/* A fraction within `most_off`, relatively, of x; x over 1 where there is none.
   By continued fractions: Hardy and Wright, An introduction to the theory of
   numbers, chapter 10. */
static ad_ratio fraction(double x, double most_off)
{
  static const double most = 1e5;
  double p0 = 0, q0 = 1, p1 = 1, q1 = 0, rest = fabs(x);
  for (int i = 0; i < 24 && rest < most; i++) {
    double whole = floor(rest), p2 = whole * p1 + p0, q2 = whole * q1 + q0;
    if (!(q2 <= most) || !(p2 <= LARGEST))
      break;
    if (fabs(p2 / q2 - fabs(x)) <= most_off * fabs(x))
      return (ad_ratio){.num = x < 0 ? -p2 : p2, .den = q2};
    p0 = p1, q0 = q1, p1 = p2, q1 = q2;
    rest = 1 / (rest - whole);
  }
  return ad_ratio_of(x);
}

ad_ratio ad_ratio_near(double x)
{
  return fraction(x, 0);
}

ad_ratio ad_ratio_rounded(double x)
{
  return fraction(x, 8 * DBL_EPSILON);
}

int ad_ratio_is_decimal(ad_ratio x)
{
  double den = x.den;
  for (int i = 0; i < 12 && fmod(den, 2) == 0; i++)
    den /= 2;
  for (int i = 0; i < 6 && fmod(den, 5) == 0; i++)
    den /= 5;
  return den == 1;
}

ad_ratio ad_ratio_times(ad_ratio x, ad_ratio y)
{
  ad_ratio product = reduced(x.num * y.num, x.den * y.den);
  if (product.num != 0)
    product.of = ad_size_times(x.of, y.of, 1);
  return product;
}

static ad_ratio sum_of(ad_ratio x, ad_ratio y)
{
  if (x.den == 1 && y.den == 1)
    return ad_ratio_of(x.num + y.num);
  double left = x.num * y.den, right = y.num * x.den, den = x.den * y.den;
  if (is_whole(left) && is_whole(right) && is_whole(den))
    return reduced(left + right, den);
  return ad_ratio_of(x.num / x.den + y.num / y.den);
}

ad_ratio ad_ratio_plus(ad_ratio x, ad_ratio y)
{
  ad_ratio sum = sum_of(x, y);
  if (sum.num != 0 && ad_size_same(x.of, y.of))
    sum.of = x.of;
  return sum;
}

ad_ratio ad_ratio_minus(ad_ratio x)
{
  x.num = -x.num;
  return x;
}

ad_ratio ad_ratio_inverse(ad_ratio x)
{
  const ad_monomial none = {{0}};
  ad_ratio inverse = reduced(x.den, x.num);
  inverse.of = ad_size_times(none, x.of, -1);
  return inverse;
}

ad_ratio ad_ratio_power(ad_ratio x, int k)
{
  ad_ratio y = AD_ONE;
  for (int i = k < 0 ? -k : k; i > 0; i--)
    y = ad_ratio_times(y, x);
  return k < 0 ? ad_ratio_inverse(y) : y;
}

double ad_ratio_value(ad_ratio x)
{
  return x.num / x.den;
}

int ad_ratio_same(ad_ratio x, ad_ratio y)
{
  return x.num == y.num && x.den == y.den && ad_size_same(x.of, y.of);
}
