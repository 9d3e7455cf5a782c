/* SPDX-License-Identifier: GPL-3.0-or-later
   The one model of a table.  Commands fill it, a renderer (page.h) shows
   it; nothing here knows how.  A cell holds a text, which may be several
   lines, a number with its error bar, or a matrix of numbers.  Numbers stay
   numbers, beside the function that writes them.  Without memory these
   functions end the program (exits.h). */
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

enum cell_kind {
  CELL_EMPTY,
  CELL_NONE,   /* no number where one could be: -                         */
  CELL_TEXT,
  CELL_NUMBER,
  CELL_MATRIX
};

/* Writes a number into out[FORMAT_SIZE] and returns it: format_number and
   its kin of number_format.h. */
typedef char *number_writer(char *out, double x);

struct cell {
  enum cell_kind kind;
  enum tone tone;
  int answer;           /* left out where the report is an exercise        */
  char *text;           /* a text; before a number; or NULL; owned         */
  char *after;          /* behind a number; or NULL; owned                 */
  char *math;           /* the text in LaTeX, for math mode; or NULL; owned */
  size_t rows, cols;    /* of a matrix; of a number 1 x 1                  */
  int transposed;       /* a row that stands for a column                  */
  double *x;            /* x[rows x cols], owned                           */
  double error;         /* the error bar of a number; NaN: it has none     */
  number_writer *write; /* NULL: as many digits as the error leaves        */
};

/* Entry i of the cell as people read it, "" of an empty cell; the caller
   frees it. */
char *cell_text(const struct cell *cell, size_t i);

struct column {
  char *heading; /* "" where there is none                                */
  enum align align;
};

struct table;

/* Fills row i, of empty cells, from what `of` points at. */
typedef void row_maker(struct table *table, size_t i, const void *of);

struct table {
  size_t n_columns, n_rows, room, filled; /* cells filled in the last row */
  struct column *columns;
  struct cell *cells; /* cells[n_rows x n_columns]; of rows that are made
                         only those of the row `made`                     */
  row_maker *make;    /* NULL: the rows are kept                          */
  void *of;           /* owned                                            */
  size_t made;
};

/* A table without columns; the caller frees it. */
struct table *table_new(void);
void table_free(struct table *table);

/* Adds a column; all of them before the first row. */
void table_column(struct table *table, const char *heading, enum align align);

/* Starts a row of empty cells, to be filled from the left. */
void table_row(struct table *table);

/* Instead of such rows: n that are not kept, for a table may have millions, but
   made when they are looked at.  Takes `of` over; all that it points at is
   borrowed until the table is freed.  No answers stand in them. */
void table_made(struct table *table, size_t n, row_maker *make, void *of);

/* Fills the next cell of the row: with a copy of a text, with a formatted
   one, with the name of a file, with nothing, with a - for no number. */
void table_put(struct table *table, const char *text);
void table_print(struct table *table, const char *format, ...)
    AD_PRINTF(2, 3);
void table_file(struct table *table, const char *name);
void table_skip(struct table *table);
void table_none(struct table *table);

/* With a number: as it is written in tables, as `write` has it, in the digits
   that an uncertainty of `error` leaves, as x +- error; with a count, with
   a size in memory. */
void table_number(struct table *table, double x);
void table_amount(struct table *table, double x, number_writer *write);
void table_uncertain(struct table *table, double x, double error);
void table_margin(struct table *table, double x, double error,
                  number_writer *write);
void table_count(struct table *table, size_t n);
void table_bytes(struct table *table, size_t bytes);

/* With a copy of a matrix x[rows x cols], of a column x[n] in one line, as the
   transpose of a row. */
void table_matrix(struct table *table, size_t rows, size_t cols,
                  const double *x, number_writer *write);
void table_transposed(struct table *table, size_t n, const double *x,
                      number_writer *write);

/* What stands right before and behind the number filled last. */
void table_around(struct table *table, const char *before, const char *after);

/* What the cell filled last is in LaTeX; NULL: its text. */
void table_math(struct table *table, const char *latex);

/* Sets the tone of the cell filled last. */
void table_tone(struct table *table, enum tone tone);

/* The cell filled last is an answer.  On a page for exercises (page->blank) a
   rule to write on, so many letters long, stands in the place of each; returns
   how many columns have any. */
void table_answer(struct table *table);
size_t table_blank(struct table *table, size_t letters);

/* Until the next call, where rows are made. */
const struct cell *table_at(struct table *table, size_t row, size_t column);

#endif
