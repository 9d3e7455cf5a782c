/* SPDX-License-Identifier: GPL-3.0-or-later
   The one model of a table.  Commands fill it, a renderer (page.h) shows
   it; nothing here knows how.  A cell holds a text, which may be several
   lines, or a matrix of texts.  Without memory these functions end the
   program (exits.h). */
#ifndef TABLE_H
#define TABLE_H

#include <stddef.h>

#include "status.h"

enum align {
  ALIGN_LEFT,  /* text; wraps where the table is too wide                 */
  ALIGN_RIGHT, /* counts, and numbers with a unit                         */
  ALIGN_POINT  /* numbers, under each other at the decimal point          */
};

/* What a cell means, never said by colour alone. */
enum tone { TONE_PLAIN, TONE_GOOD, TONE_BAD, TONE_DOUBT };

struct cell {
  size_t rows, cols; /* 1 x 1: a text                                     */
  int transposed;    /* it is a row that stands for a column              */
  char **texts;      /* texts[rows x cols], owned; NULL: empty            */
  char *math;        /* the text in LaTeX, for math mode; or NULL; owned  */
  enum tone tone;
};

/* Is it a matrix, not a text? */
int cell_is_matrix(const struct cell *cell);

struct column {
  char *heading; /* "" where there is none                                */
  enum align align;
};

struct table {
  size_t n_columns, n_rows, room, filled; /* cells filled in the last row */
  struct column *columns;
  struct cell *cells; /* cells[n_rows x n_columns]                        */
};

/* A table without columns; the caller frees it. */
struct table *table_new(void);
void table_free(struct table *table);

/* Adds a column; all of them before the first row. */
void table_column(struct table *table, const char *heading, enum align align);

/* Starts a row of empty cells, to be filled from the left. */
void table_row(struct table *table);

/* Fills the next cell of the row: with a copy of a text, with a formatted
   one, with a number of six digits, with a matrix of texts[rows x cols]
   (which it takes over), with a column texts[n] in one line, as the
   transpose of a row, with nothing. */
void table_put(struct table *table, const char *text);
void table_print(struct table *table, const char *format, ...)
    AD_PRINTF(2, 3);
void table_number(struct table *table, double x);
void table_matrix(struct table *table, size_t rows, size_t cols, char **texts);
void table_transposed(struct table *table, size_t n, char **texts);
void table_skip(struct table *table);

/* What the cell filled last is in LaTeX; NULL: its text. */
void table_math(struct table *table, const char *latex);

/* Sets the tone of the cell filled last. */
void table_tone(struct table *table, enum tone tone);

const struct cell *table_at(const struct table *table, size_t row,
                            size_t column);

#endif
