/* SPDX-License-Identifier: GPL-3.0-or-later
   Slips that come from other languages, and their mends: tables in
   slips.def, slip_functions.def and slip_letters.def, looked through here.
   Internal; nothing here knows the grammar. */
#ifndef AD_SLIPS_H
#define AD_SLIPS_H

#include <stddef.h>

/* Where a slip stands; see slips.def. */
enum {
  AD_SLIP_FIRST = 1,
  AD_SLIP_INSIDE = 2,
  AD_SLIP_CALL = 4,
  AD_SLIP_NAME = 8,
  AD_SLIP_POWER = 16,
  AD_SLIP_AFTER = 32,
  AD_SLIP_POINT = 64,
  AD_SLIP_LATEX = 128,
  AD_SLIP_CLOSING = 256
};

/* The mend for the sign that covers the byte text[at] of text[size]; NULL
   where there is none. */
const char *ad_slip_sign(const char *text, size_t size, size_t at,
                         unsigned where);

/* A word s[n], upper and lower case alike: what mends it, or which function
   is meant; both NULL where it is in no table. */
typedef struct ad_slip {
  const char *mend, *meant;
} ad_slip;
ad_slip ad_slip_word(const char *s, size_t n, unsigned where);

/* Is s[n] a module of another language, as np is in np.exp? */
int ad_slip_module(const char *s, size_t n);

/* The character at s[n]: what is written for it, or what mends it. */
ad_slip ad_slip_letter(const char *s, size_t n);

/* Nothing but blanks and a comment in text[size] from i on? */
int ad_slip_closing(const char *text, size_t size, size_t i);

#endif
