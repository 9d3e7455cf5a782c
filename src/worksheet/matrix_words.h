/* SPDX-License-Identifier: GPL-3.0-or-later
   Matrices in cells of tables: written out where they are small, else what is
   largest in them.  Read table.h before. */
#ifndef MATRIX_WORDS_H
#define MATRIX_WORDS_H

#include "nodes.h"
#include "page/table.h"

enum { MATRIX_ROWS = 8, MATRIX_COLUMNS = 6 }; /* a larger one is summarised */

/* x[shape] as the next cell; `full`: whatever its size. */
void matrix_put(struct table *table, const double *x, ad_shape shape,
                int full);

/* "1.73 at [2,1]": the n largest of x[shape] with their places; "all 0"
   where they are equal.  The caller frees it. */
char *show_largest(const double *x, ad_shape shape, size_t n);
double show_norm(const double *x, size_t n);

#endif
