/* SPDX-License-Identifier: GPL-3.0-or-later
   Texts and numbers as LaTeX writes them.  Nothing in a text is taken for a
   command.  Used by the LaTeX renderer. */
#ifndef LATEX_TEXT_H
#define LATEX_TEXT_H

#include <stdio.h>

/* Writes text, which has no control characters and is well-formed UTF-8, for
   text mode.  Characters that a plain document cannot show are written as
   their code, U+2713. */
void latex_text(FILE *out, const char *text);

/* Is the whole text a number, or nan, inf, -inf?  Writes one for math mode:
   1.23\cdot10^{-5}. */
int latex_is_number(const char *text);
void latex_number(FILE *out, const char *text);

#endif
