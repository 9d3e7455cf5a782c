/* SPDX-License-Identifier: GPL-3.0-or-later
   What the files that write expressions share: code.c (operations),
   code_leaves.c (numbers), code_parts.c (functions that expressions call, of
   words.def and of the texts of rows).  Internal; read code.h before. */
#ifndef CODE_PARTS_H
#define CODE_PARTS_H

#include "export/code.h"

/* The digits of a number with a point or an exponent, so that it is no whole
   number of Python; the caller frees it. */
char *code_float(const char *text);

/* The operands of an elementwise row: "a, b". */
const char *code_operands(const ad_op_row *row);

/* Notes the function of words.def that a word calls, if it is one; the function
   of a row without a word. */
void code_need_part(const struct target *target, struct needs *needs,
                    const char *word);
void code_need_function(struct needs *needs, const ad_op_row *row, size_t n);

/* An elementwise operation within the text of a row. */
struct piece code_operation(const struct target *target, struct needs *needs,
                            ad_op op, size_t n, const struct piece *operands);

#endif
