/* SPDX-License-Identifier: GPL-3.0-or-later
   Formulas in cells of a LaTeX table.  Read latex_escape.h before. */
#ifndef LATEX_MATH_H
#define LATEX_MATH_H

#include <stdio.h>

/* A formula for math mode, line by line, each as one of its own with `between`
   between them, and `product` as the sign of products outside of all
   brackets, where a line may be broken. */
void latex_math(FILE *out, const char *math, const char *product,
                const char *between);

/* Letters of the widest part of a formula, written as text, that stays in one
   line. */
size_t latex_widest(const char *text);

#endif
