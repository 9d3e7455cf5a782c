/* SPDX-License-Identifier: GPL-3.0-or-later
   A table laid out for a page of fixed width: every cell as lines, every
   column with its width.  The work happens in three steps: cells become
   lines, columns get widths, too wide ones are wrapped again.  Used by the
   text renderer.  Read table.h and text_lines.h before. */
#ifndef LAYOUT_H
#define LAYOUT_H

#include "page/table.h"
#include "page/text_lines.h"

enum { LAYOUT_GAP = 2 }; /* blanks between columns                         */

struct layout {
  struct table *table;
  struct lines lines;   /* of all cells, row by row                       */
  size_t *first;        /* first[n_rows x n_columns + 1]: of each cell    */
  unsigned char *kind, *tone; /* of each cell, as in table.h              */
  size_t *width;       /* of each column                                  */
  size_t *given;       /* what it might take: no less                     */
  size_t *point;       /* columns before the decimal point                */
  int *left;           /* does its heading stand at the left?             */
};

/* Lays table (borrowed) out in `room` columns; where its numbers alone need
   more, it is wider.  The caller frees what is in *l. */
void layout_make(struct layout *l, struct table *table, size_t room);
void layout_free(struct layout *l);

/* How wide a table is where nothing makes it wrap. */
size_t layout_natural_width(struct table *table);

/* One past the last column of a matrix that fits with `first` into `room`; and
   what stands over columns first .. end - 1 where not all do; the caller frees
   it. */
size_t layout_columns(const struct cell *cell, size_t first, size_t room);
char *layout_columns_head(const struct cell *cell, size_t first, size_t end);

/* How many lines a cell has; its line i; all of them, by lines_put. */
size_t layout_count(const struct layout *l, size_t row, size_t j);
const char *layout_line(const struct layout *l, size_t row, size_t j,
                        size_t i);
void layout_put(FILE *out, const struct layout *l, size_t row, size_t j,
                const char *between, line_writer *put);

/* Is the cell a number that stands at its column's point? */
int layout_aligned(const struct layout *l, size_t row, size_t j);

#endif
