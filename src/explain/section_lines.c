/* SPDX-License-Identifier: GPL-3.0-or-later
   Lines and cells that several sections have.  Read sections.h before. */
#include "explain/sections.h"

#include "page/number_format.h"
#include "page/signs.h"
#include "worksheet/matrix_words.h"

/* Two screens, of which the one is where it begins, the other where it
   ends. */
enum { LINES_MOST = 48, LINES_FIRST = 24, LINES_LAST = 16 };

int line_left_out(size_t i, size_t n, int full)
{
  return !full && n > LINES_MOST && i >= LINES_FIRST && i < n - LINES_LAST;
}

void put_left_out(struct table *table, size_t i, size_t n)
{
  if (i != LINES_FIRST)
    return;
  table_row(table);
  table_put(table, "...");
  table_print(table, "(%zu lines)", n - LINES_LAST - LINES_FIRST);
}

/* Several matrices stand side by side: fewer columns than in a table of
   values. */
enum { AMOUNT_ROWS = 4, AMOUNT_COLUMNS = 4 };

void put_amount(struct table *table, const double *x, ad_shape shape, int full)
{
  char out[FORMAT_SIZE];
  size_t entries = shape.rows * shape.cols;
  int column = shape.cols == 1 && shape.rows <= AMOUNT_COLUMNS;
  int small = shape.rows <= AMOUNT_ROWS && shape.cols <= AMOUNT_COLUMNS;
  if (!x)
    table_put(table, "-");
  else if (full || column || small)
    matrix_put(table, x, shape, full);
  else
    table_print(table, "%zu %s %zu, norm %s", shape.rows, sign_times(),
                shape.cols, format_number(out, show_norm(x, entries)));
}
