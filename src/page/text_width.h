/* SPDX-License-Identifier: GPL-3.0-or-later
   Columns that characters take on a screen: none for combining marks, two
   for wide letters, as libunistring has them. */
#ifndef WIDTH_H
#define WIDTH_H

/* Columns of a code point; a control character counts as one. */
int width_of(unsigned long code);

#endif
