/* SPDX-License-Identifier: GPL-3.0-or-later
   The signs of partial derivatives and of multiplication, and arrows, as the
   format of a report has them: letters in text and Markdown, the signs
   themselves in LaTeX. */
#ifndef SIGNS_H
#define SIGNS_H

/* What partial derivatives and products are written with from now on. */
void signs_use_letters(void);
void signs_use_symbols(void);

/* "d" or U+2202. */
const char *sign_partial(void);

/* "x" or U+00D7. */
const char *sign_times(void);

/* Arrows: "^" or U+2191, "v" or U+2193. */
const char *sign_up(void);
const char *sign_down(void);

/* Is it the letter d, which may begin a name as well? */
int sign_is_letter(void);

#endif
