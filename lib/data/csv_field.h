/* SPDX-License-Identifier: GPL-3.0-or-later
   What the text of a CSV field is: a number, a missing value, a class; and
   what was meant by a text that holds digits and is no number.  Internal to
   the library; used by csv.c, frame.c and frame_column.c. */
#ifndef AD_FIELD_H
#define AD_FIELD_H

#include "status.h"

typedef enum ad_field_kind {
  AD_FIELD_MISSING, /* empty, NA, NaN                                      */
  AD_FIELD_NUMBER,  /* a decimal number; it may overflow when it is read   */
  AD_FIELD_COMMA,   /* a number but for its commas (or points, where the
                       decimal sign is a comma)                            */
  AD_FIELD_INF,     /* inf, infinity                                       */
  AD_FIELD_LONG,    /* a number of more than AD_LONGEST_WORD bytes         */
  AD_FIELD_TEXT     /* all else; hexadecimal numbers too                   */
} ad_field_kind;

/* Capital letters of NaN and inf do not matter, those of NA do.  decimal is
   '.' or ','. */
ad_field_kind ad_field_classify(const char *s, char decimal);

/* The number of a field of the kind AD_FIELD_NUMBER. */
double ad_field_number(const char *s, char decimal);

/* csv_field_slip.c.  What a text that is no number was meant to be. */
typedef enum ad_slip {
  AD_SLIP_WORD,    /* a text without digits                                */
  AD_SLIP_GAP,     /* stands for a missing value elsewhere: -, N/A, null   */
  AD_SLIP_CODE,    /* digits, and nothing that is known: A1, 12b7          */
  AD_SLIP_MONEY, AD_SLIP_PERCENT, AD_SLIP_DATE, AD_SLIP_TIME, AD_SLIP_MINUS,
  AD_SLIP_POWER,   /* 1.5D+03, 1.5*10^3                                    */
  AD_SLIP_PAREN,   /* (1,200), a negative number                           */
  AD_SLIP_GROUPS,  /* 1.234.567, 1_000, 1 000                              */
  AD_SLIP_COMMA,   /* 3,5                                                  */
  AD_SLIP_FRACTION, AD_SLIP_BOUND, AD_SLIP_RANGE,
  AD_SLIP_UNIT,    /* 5 kg                                                 */
  AD_SLIP_HEX,
  AD_SLIP_SCRIPT   /* digits of another script                             */
} ad_slip;

ad_slip ad_field_slip(const char *s, char decimal);

/* Adds the mend to *err. */
void ad_field_mend(ad_slip slip, char decimal, ad_error *err);

#endif
