/* SPDX-License-Identifier: GPL-3.0-or-later
   Steps over a source text, for all who read it beside flex: where lines end,
   what { } stand for, which names a broken line would have made, what a
   message points at.  Each takes text[size] and an offset i <= size, and
   returns one.  Internal to the library.  Read utf8.h before. */
#ifndef AD_TEXT_SCAN_H
#define AD_TEXT_SCAN_H

#include <stddef.h>

/* Of names; the first is no digit.  scanner.l says the same to flex. */
#define AD_NAME_BYTES \
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789"

/* Can c stand in a name? */
int ad_text_in_name(char c);

/* One past the bytes of a name that begin at i; the first of those that end
   before i. */
size_t ad_text_name(const char *text, size_t size, size_t i);
size_t ad_text_name_start(const char *text, size_t i);

/* One past the blanks and tabs at i. */
size_t ad_text_blanks(const char *text, size_t size, size_t i);

/* One past the string or comment that begins at i, which ends with its line;
   i where there is none. */
size_t ad_text_quoted(const char *text, size_t size, size_t i);

/* Does a single = stand at i, behind blanks? */
int ad_text_defines(const char *text, size_t size, size_t i);

#endif
