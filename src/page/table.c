/* SPDX-License-Identifier: GPL-3.0-or-later
   The table model.  Read table.h before. */
#include "page/table.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "page/number_format.h"
#include "page/text_lines.h"

/* --- cells ---------------------------------------------------------------- */

static char *number_text(const struct cell *cell, double x)
{
  char value[FORMAT_SIZE], error[FORMAT_SIZE];
  int margin = cell->write && !isnan(cell->error);
  if (cell->write)
    cell->write(value, x);
  else
    format_uncertain(value, x, cell->error);
  if (!margin && !cell->text && !cell->after)
    return memory_copy(value); /* most are                                 */
  return memory_format("%s%s%s%s%s", cell->text ? cell->text : "", value,
                       margin ? " \u00b1 " : "",
                       margin ? cell->write(error, cell->error) : "",
                       cell->after ? cell->after : "");
}

char *cell_text(const struct cell *cell, size_t i)
{
  if (cell->kind == CELL_NUMBER || cell->kind == CELL_MATRIX)
    return number_text(cell, cell->x[i]);
  return memory_copy(cell->kind == CELL_NONE ? "-"
                     : cell->text            ? cell->text
                                             : "");
}

static void cell_free(struct cell *cell)
{
  free(cell->text);
  free(cell->after);
  free(cell->math);
  free(cell->x);
}

/* --- tables --------------------------------------------------------------- */

struct table *table_new(void)
{
  return memory_new(1, sizeof(struct table));
}

void table_free(struct table *table)
{
  if (!table)
    return;
  size_t rows = table->make ? 1 : table->n_rows;
  for (size_t i = 0; i < rows * table->n_columns; i++)
    cell_free(&table->cells[i]);
  for (size_t i = 0; i < table->n_columns; i++)
    free(table->columns[i].heading);
  free(table->cells);
  free(table->columns);
  free(table->of);
  free(table);
}

/* Cells are broken, headings are not: a long one would make all as wide. */
static char *heading_cut(const char *heading)
{
  enum { HEADING_MOST = 60 };
  struct lines lines = {0};
  if (text_columns(heading) <= HEADING_MOST)
    return memory_copy(heading);
  lines_wrap(&lines, heading, HEADING_MOST - strlen("..."));
  char *cut = memory_format("%s...", lines_at(&lines, 0));
  lines_free(&lines);
  return cut;
}

void table_column(struct table *table, const char *heading, enum align align)
{
  table->columns = memory_grow(table->columns, table->n_columns + 1,
                               sizeof *table->columns);
  table->columns[table->n_columns++] =
      (struct column){heading_cut(heading), align};
}

static struct cell *row_at(const struct table *table, size_t row)
{
  return table->cells + (table->make ? 0 : row) * table->n_columns;
}

static void start_row(struct table *table, struct cell *cells)
{
  for (size_t i = 0; i < table->n_columns; i++)
    cells[i] = (struct cell){.error = (double)NAN};
  table->filled = 0;
}

void table_row(struct table *table)
{
  size_t n = table->n_columns;
  if (table->n_rows == table->room) {
    table->room = table->room ? 2 * table->room : 8;
    table->cells = memory_grow(table->cells, table->room * n,
                               sizeof *table->cells);
  }
  start_row(table, row_at(table, table->n_rows++));
}

void table_made(struct table *table, size_t n, row_maker *make, void *of)
{
  table->cells = memory_new(table->n_columns, sizeof *table->cells);
  table->n_rows = n;
  table->make = make;
  table->of = of;
  table->made = SIZE_MAX;
}

static void make_row(struct table *table, size_t row)
{
  for (size_t i = 0; i < table->n_columns; i++)
    cell_free(&table->cells[i]);
  start_row(table, table->cells);
  table->make(table, row, table->of);
  table->made = row;
}

/* --- filling -------------------------------------------------------------- */

/* The cell filled last. */
static struct cell *last_cell(const struct table *table)
{
  return row_at(table, table->n_rows - 1) + table->filled - 1;
}

static struct cell *next_cell(struct table *table, enum cell_kind kind)
{
  table->filled++;
  last_cell(table)->kind = kind;
  return last_cell(table);
}

void table_put(struct table *table, const char *text)
{
  next_cell(table, CELL_TEXT)->text = memory_copy(text);
}

void table_print(struct table *table, const char *format, ...)
{
  va_list list;
  va_start(list, format);
  next_cell(table, CELL_TEXT)->text = memory_format_list(format, list);
  va_end(list);
}

void table_file(struct table *table, const char *name)
{
  char *line = text_one_line(memory_copy(name));
  table_put(table, line);
  free(line);
}

void table_skip(struct table *table)
{
  next_cell(table, CELL_EMPTY);
}

void table_none(struct table *table)
{
  next_cell(table, CELL_NONE);
}

static struct cell *put_numbers(struct table *table, enum cell_kind kind,
                                size_t rows, size_t cols, const double *x,
                                number_writer *write)
{
  struct cell *cell = next_cell(table, kind);
  cell->rows = rows;
  cell->cols = cols;
  cell->x = memory_new(rows * cols, sizeof *x);
  for (size_t i = 0; i < rows * cols; i++)
    cell->x[i] = x[i];
  cell->write = write;
  return cell;
}

void table_amount(struct table *table, double x, number_writer *write)
{
  put_numbers(table, CELL_NUMBER, 1, 1, &x, write);
}

void table_number(struct table *table, double x)
{
  table_amount(table, x, format_number);
}

void table_margin(struct table *table, double x, double error,
                  number_writer *write)
{
  put_numbers(table, CELL_NUMBER, 1, 1, &x, write)->error = error;
}

void table_uncertain(struct table *table, double x, double error)
{
  table_margin(table, x, error, NULL);
}

void table_count(struct table *table, size_t n)
{
  table_amount(table, (double)n, format_whole);
}

static char *format_memory(char *out, double bytes)
{
  return format_bytes(out, (size_t)bytes);
}

void table_bytes(struct table *table, size_t bytes)
{
  table_amount(table, (double)bytes, format_memory);
}

void table_matrix(struct table *table, size_t rows, size_t cols,
                  const double *x, number_writer *write)
{
  put_numbers(table, CELL_MATRIX, rows, cols, x, write);
}

void table_transposed(struct table *table, size_t n, const double *x,
                      number_writer *write)
{
  put_numbers(table, CELL_MATRIX, 1, n, x, write)->transposed = 1;
}

void table_around(struct table *table, const char *before, const char *after)
{
  last_cell(table)->text = memory_copy(before);
  last_cell(table)->after = memory_copy(after);
}

void table_tone(struct table *table, enum tone tone)
{
  last_cell(table)->tone = tone;
}

void table_math(struct table *table, const char *latex)
{
  last_cell(table)->math = latex ? memory_copy(latex) : NULL;
}

/* --- exercises ------------------------------------------------------------ */

void table_answer(struct table *table)
{
  last_cell(table)->answer = 1;
}

/* Two letters are about an em. */
static void blank(struct cell *cell, size_t letters)
{
  cell_free(cell);
  *cell = (struct cell){.kind = CELL_TEXT,
                        .answer = 1,
                        .text = memory_format("%0*d", (int)letters, 0),
                        .math = memory_format("\\rule{0pt}{3.5ex}"
                                              "\\rule{%.1fem}{0.4pt}",
                                              0.5 * (double)letters)};
  memset(cell->text, '_', letters);
}

size_t table_blank(struct table *table, size_t letters)
{
  size_t columns = 0;
  for (size_t j = 0; !table->make && j < table->n_columns; j++) {
    int any = 0;
    for (size_t i = 0; i < table->n_rows; i++) {
      struct cell *cell = &table->cells[i * table->n_columns + j];
      any |= cell->answer;
      if (cell->answer)
        blank(cell, letters);
    }
    columns += any != 0;
  }
  return columns;
}

const struct cell *table_at(struct table *table, size_t row, size_t column)
{
  if (table->make && table->made != row)
    make_row(table, row);
  return row_at(table, row) + column;
}
