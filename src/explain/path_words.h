/* SPDX-License-Identifier: GPL-3.0-or-later
   The product of a path in words.  Read path_values.h before. */
#ifndef PATH_WORDS_H
#define PATH_WORDS_H

#include "explain/link_words.h"
#include "explain/path_values.h"

/* The factors by their names, in symbols and in numbers, a line each,
   "dy/dz*dz/dx\n= w*x\n= 2*3", of one factor without the last; of matrices,
   which do not stand in the order of the product, by name alone, and of one
   factor ""; "" where they were not multiplied.  The caller frees it. */
struct words path_product(const struct explained *e,
                          const struct path_found *path);

#endif
