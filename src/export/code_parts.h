/* SPDX-License-Identifier: GPL-3.0-or-later
   Functions that expressions call, of words.def and of the texts of rows.
   Read code.h before. */
#ifndef CODE_PARTS_H
#define CODE_PARTS_H

#include "export/code.h"

/* Notes the function of words.def that a word calls, if it is one; the function
   of a row without a word. */
void code_need_part(const struct target *target, struct needs *needs,
                    const char *word);
void code_need_function(struct needs *needs, const ad_op_row *row, size_t n);

/* An elementwise operation within the text of a row. */
struct piece code_operation(const struct target *target, struct needs *needs,
                            ad_op op, size_t n, const struct piece *operands);

#endif
