/* SPDX-License-Identifier: GPL-3.0-or-later
   The table model.  Read table.h before. */
#include "page/table.h"

#include <stdlib.h>

#include "host/exits.h"
#include "page/number_format.h"

struct table *table_new(void)
{
  return memory_new(1, sizeof(struct table));
}

int cell_is_matrix(const struct cell *cell)
{
  return cell->rows * cell->cols != 1;
}

static void cell_free(struct cell *cell)
{
  for (size_t i = 0; cell->texts && i < cell->rows * cell->cols; i++)
    free(cell->texts[i]);
  free(cell->texts);
  free(cell->math);
}

void table_free(struct table *table)
{
  if (!table)
    return;
  for (size_t i = 0; i < table->n_rows * table->n_columns; i++)
    cell_free(&table->cells[i]);
  for (size_t i = 0; i < table->n_columns; i++)
    free(table->columns[i].heading);
  free(table->cells);
  free(table->columns);
  free(table);
}

void table_column(struct table *table, const char *heading, enum align align)
{
  table->columns = memory_grow(table->columns, table->n_columns + 1,
                               sizeof *table->columns);
  table->columns[table->n_columns++] =
      (struct column){memory_copy(heading), align};
}

void table_row(struct table *table)
{
  size_t n = table->n_columns;
  if (table->n_rows == table->room) {
    table->room = table->room ? 2 * table->room : 8;
    table->cells = memory_grow(table->cells, table->room * n,
                               sizeof *table->cells);
  }
  for (size_t i = 0; i < n; i++)
    table->cells[table->n_rows * n + i] = (struct cell){.rows = 1, .cols = 1};
  table->n_rows++;
  table->filled = 0;
}

static struct cell *last_row(const struct table *table)
{
  return table->cells + (table->n_rows - 1) * table->n_columns;
}

void table_matrix(struct table *table, size_t rows, size_t cols, char **texts)
{
  struct cell *cell = last_row(table) + table->filled++;
  cell->rows = rows;
  cell->cols = cols;
  cell->texts = texts;
}

void table_transposed(struct table *table, size_t n, char **texts)
{
  table_matrix(table, 1, n, texts);
  last_row(table)[table->filled - 1].transposed = 1;
}

static void put(struct table *table, char *text)
{
  char **texts = memory_new(1, sizeof *texts);
  texts[0] = text;
  table_matrix(table, 1, 1, texts);
}

void table_put(struct table *table, const char *text)
{
  put(table, memory_copy(text));
}

void table_print(struct table *table, const char *format, ...)
{
  va_list list;
  va_start(list, format);
  put(table, memory_format_list(format, list));
  va_end(list);
}

void table_number(struct table *table, double x)
{
  char out[FORMAT_SIZE];
  put(table, memory_copy(format_number(out, x)));
}

void table_skip(struct table *table)
{
  table->filled++;
}

void table_tone(struct table *table, enum tone tone)
{
  last_row(table)[table->filled - 1].tone = tone;
}

void table_math(struct table *table, const char *latex)
{
  struct cell *cell = last_row(table) + table->filled - 1;
  cell->math = latex ? memory_copy(latex) : NULL;
}

const struct cell *table_at(const struct table *table, size_t row,
                            size_t column)
{
  return &table->cells[row * table->n_columns + column];
}
