/* SPDX-License-Identifier: GPL-3.0-or-later
   Bytes of a source text as characters: UTF-8, and what a message may show
   of it.  Internal to the library; used by the parser and report.c. */
#ifndef AD_TEXT_H
#define AD_TEXT_H

#include <stddef.h>

/* Bytes of the well-formed UTF-8 code point at s[n], and the code point
   itself; 0 where there is none (n = 0 or malformed). */
size_t ad_utf8_read(const char *s, size_t n, unsigned long *code);

/* A character as it is shown: itself, a blank for a tab, \xNN for each byte
   of a control character or of malformed UTF-8. */
typedef struct ad_cell {
  char text[12];  /* ends in a zero byte                                  */
  size_t bytes;   /* read from the source, at least 1                     */
  size_t columns; /* taken on the screen                                  */
} ad_cell;

/* The cell of the character at s[n], n > 0. */
ad_cell ad_text_cell(const char *s, size_t n);

/* Writes s[n] in quotes for a message, "..." in its place where it is long:
   'x', or "..." round it where it holds a '.  Returns out[capacity];
   capacity is AD_QUOTE. */
#define AD_QUOTE 80
const char *ad_text_quote(char out[AD_QUOTE], const char *s, size_t n);

/* Bytes of the line break at s[n]: 2 for CR LF, 1 for LF or CR, else 0. */
size_t ad_text_break(const char *s, size_t n);

/* One past the last byte of the line (without its break) at s[n]. */
size_t ad_text_line(const char *s, size_t n);

#endif
