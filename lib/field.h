/* SPDX-License-Identifier: GPL-3.0-or-later
   What the text of a CSV field is: a number, a missing value, a class.
   Internal to the library; used by frame.c. */
#ifndef AD_FIELD_H
#define AD_FIELD_H

typedef enum ad_field_kind {
  AD_FIELD_MISSING, /* empty, NA, NaN                                      */
  AD_FIELD_NUMBER,  /* a decimal number; it may overflow when it is read   */
  AD_FIELD_COMMA,   /* a number but for its commas                         */
  AD_FIELD_INF,     /* inf, infinity                                       */
  AD_FIELD_LONG,    /* a number of more than AD_LONGEST_WORD bytes         */
  AD_FIELD_TEXT     /* all else; hexadecimal numbers too                   */
} ad_field_kind;

/* Capital letters of NaN and inf do not matter, those of NA do. */
ad_field_kind ad_field_classify(const char *s);

#endif
