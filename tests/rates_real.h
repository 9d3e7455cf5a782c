/* SPDX-License-Identifier: GPL-3.0-or-later
   The arithmetic of the truth that `make rates` compares with: binary128 by
   libquadmath where the compiler has it, else long double.  The words of
   ops.def's formulas are defined for it, so include this last, and only in
   rates_truth*.c. */
#ifndef RATES_REAL_H
#define RATES_REAL_H

#include "rates_truth.h"

#ifdef HAVE_QUADMATH
#include <quadmath.h>
#define REAL(name) name##q
#else
#include <math.h>
#define REAL(name) name##l
#endif

#define real_nan ((real)(double)NAN)

#undef abs
#define abs(x) REAL(fabs)(x)
#define where(condition, x, y) ((condition) != 0 ? (real)(x) : (real)(y))
#define inf ((real)(double)INFINITY)
#define sqrt(x) REAL(sqrt)(x)
#define cbrt(x) REAL(cbrt)(x)
#define pow(x, y) REAL(pow)(x, y)
#define exp(x) REAL(exp)(x)
#define expm1(x) REAL(expm1)(x)
#define log(x) REAL(log)(x)
#define log1p(x) REAL(log1p)(x)
#define log2(x) REAL(log2)(x)
#define log10(x) REAL(log10)(x)
#define sinh(x) REAL(sinh)(x)
#define cosh(x) REAL(cosh)(x)
#define tanh(x) REAL(tanh)(x)
#define asinh(x) REAL(asinh)(x)
#define acosh(x) REAL(acosh)(x)
#define atanh(x) REAL(atanh)(x)
#define hypot(x, y) REAL(hypot)(x, y)
#define floor(x) REAL(floor)(x)
#define ceil(x) REAL(ceil)(x)
#define erf(x) REAL(erf)(x)
#define erfc(x) REAL(erfc)(x)
#define sin(x) REAL(sin)(x)
#define cos(x) REAL(cos)(x)
#define tan(x) REAL(tan)(x)
#define asin(x) REAL(asin)(x)
#define acos(x) REAL(acos)(x)
#define atan(x) REAL(atan)(x)
#define atan2(y, x) REAL(atan2)(y, x)

#endif
