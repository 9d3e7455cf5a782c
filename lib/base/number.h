/* SPDX-License-Identifier: GPL-3.0-or-later
   Numbers as text, with a decimal point whatever the locale.  Internal. */
#ifndef AD_NUMBER_H
#define AD_NUMBER_H

#include <stddef.h>

enum { AD_LONGEST_WORD = 4096 }; /* bytes of a name or a number             */

/* The double nearest to the decimal number s[n], n at most AD_LONGEST_WORD,
   in any locale. */
double ad_number_read(const char *s, size_t n);

/* Writes x with the fewest of 17 digits that read back as x. */
#define AD_NUMBER_SIZE 48
void ad_number_print(char out[AD_NUMBER_SIZE], double x);

#endif
