/* SPDX-License-Identifier: GPL-3.0-or-later
   How far rounding throws a row's text: a running error analysis of what
   ops.def says.  Every operation in a text is a row again, so that the error
   of f(x) is |f'(x)| times that of x, by the row's partial, and what f itself
   rounds: nothing where it only chooses or changes a sign, u |f| where it is
   arithmetic, and a little more where it is a function of the C library.
   Source: N. Higham, Accuracy and Stability of Numerical Algorithms, 2nd
   edition, section 3.3.  Internal; read ops.h and expr.h before. */
#ifndef AD_SHARP_TEXT_H
#define AD_SHARP_TEXT_H

#include "ops.h"

/* Roundings are counted in units of u = 2^-53 of a result: a function of
   the C library is off by one unit in the last place at most (2 u), one of
   libmvec by four (8 u). */
enum { AD_ROUNDS_FUNCTION = 2, AD_ROUNDS_VECTOR = 8 };

/* A text in the order in which it is evaluated. */
typedef struct ad_text_step {
  int what;      /* below 0: a number or a name; else the row              */
  unsigned arity;
  double number, off; /* a number, and what the text leaves of it          */
} ad_text_step;

enum { AD_TEXT_STEPS = 32, AD_TEXT_NUMBER = -1, AD_TEXT_NAMES = -5 };

typedef struct ad_text {
  size_t n;
  ad_text_step step[AD_TEXT_STEPS];
} ad_text;

/* What is known of a row from its texts. */
typedef struct ad_row_texts {
  int ready;
  int whole;  /* the value is one operation: the row itself                */
  int rounds; /* then, whether that rounds at all                          */
  unsigned arity;
  ad_text value, partial[3];
  int flat[3];  /* partial k is a number, or another operand as it is:
                   nothing is rounded in it                                */
  int other[3]; /* which operand; -1: it is a number                       */
} ad_row_texts;

/* AD_ENOMEM. */
ad_status ad_row_texts_read(ad_op op, ad_row_texts *out, ad_error *err);

/* What the result `value` of row op in the operands x[arity] is rounded by,
   in units of u, if the operands are exact: `rounds` for each function in
   the text. */
double ad_value_off(ad_op op, const ad_row_texts *row, const double x[3],
                    double value, double rounds);

/* The same of its partial k, if v is off by `off` units of u. */
double ad_partial_off(const ad_row_texts *row, unsigned k, const double x[3],
                      double v, double off);

/* What partial p of a row of one operand a is off by at most, where p is the
   whole number that it saturates at: its text says `off`, which tells nothing
   of how flat the row is.  The distance D of the slope from its limit falls
   like an exponential or faster (log D is concave, in the tails at least), so
   D(a) <= D(0) (D(a / r) / D(0))^r, D(a / r) being known from the text. */
double ad_saturated_off(ad_op op, const ad_row_texts *row, double a, double p,
                        double off, double rounds);

/* Is this result lost to underflow: 0 or subnormal, though no operand is
   0? */
int ad_row_underflows(ad_op op, const double x[3], double value);

#endif
