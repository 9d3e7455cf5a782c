/* SPDX-License-Identifier: GPL-3.0-or-later
   Tables as lines and columns.  Read table_layout.h before. */
#include "page/table_layout.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"

enum {
  LEAST = 12,   /* columns that a wrapped column keeps                     */
  READABLE = 24 /* those that texts keep where a matrix can be broken      */
};

static size_t larger(size_t a, size_t b)
{
  return a > b ? a : b;
}

/* --- cells as lines ------------------------------------------------------ */

static void pad(char **at, size_t n)
{
  memset(*at, ' ', n);
  *at += n;
}

static void copy(char **at, const char *text)
{
  size_t n = strlen(text);
  memcpy(*at, text, n);
  *at += n;
}

/* A matrix as it is printed. */
struct printed {
  const struct cell *cell;
  char **texts;  /* texts[rows x cols], owned                             */
  size_t *point; /* columns before the decimal point, of each column      */
  size_t *width; /* of each column                                        */
};

static const char *entry(const struct printed *p, size_t i, size_t j)
{
  return p->texts[i * p->cell->cols + j];
}

static void measure_columns(struct printed *p)
{
  for (size_t j = 0; j < p->cell->cols; j++) {
    size_t behind = 0;
    for (size_t i = 0; i < p->cell->rows; i++)
      p->point[j] = larger(p->point[j], text_point(entry(p, i, j)));
    for (size_t i = 0; i < p->cell->rows; i++) {
      const char *text = entry(p, i, j);
      behind = larger(behind, text_columns(text) - text_point(text));
    }
    p->width[j] = p->point[j] + behind;
  }
}

static struct printed print_matrix(const struct cell *cell)
{
  struct printed p = {.cell = cell};
  p.texts = memory_new(cell->rows * cell->cols, sizeof *p.texts);
  p.point = memory_new(cell->cols, sizeof *p.point);
  p.width = memory_new(cell->cols, sizeof *p.width);
  for (size_t i = 0; i < cell->rows * cell->cols; i++)
    p.texts[i] = cell_text(cell, i);
  measure_columns(&p);
  return p;
}

static void printed_free(struct printed *p)
{
  for (size_t i = 0; i < p->cell->rows * p->cell->cols; i++)
    free(p->texts[i]);
  free(p->texts);
  free(p->point);
  free(p->width);
}

/* Row i of a matrix, columns first .. end - 1, in brackets. */
static char *matrix_row(const struct printed *p, size_t i, size_t first,
                        size_t end)
{
  size_t bytes = 8;
  for (size_t j = first; j < end; j++)
    bytes += p->width[j] + LAYOUT_GAP + strlen(entry(p, i, j));
  char *line = memory_new(bytes, 1), *at = line;
  copy(&at, "[ ");
  for (size_t j = first; j < end; j++) {
    const char *text = entry(p, i, j);
    size_t before = p->point[j] - text_point(text);
    pad(&at, (j > first ? LAYOUT_GAP : 0) + before);
    copy(&at, text);
    pad(&at, p->width[j] - before - text_columns(text));
  }
  copy(&at, p->cell->transposed ? " ]'" : " ]");
  return line;
}

/* One past the last column that fits with `first` into `room`. */
static size_t columns_that_fit(const struct printed *p, size_t first,
                               size_t room)
{
  size_t brackets = p->cell->transposed ? 5 : 4;
  size_t used = brackets + p->width[first], j = first + 1;
  while (j < p->cell->cols && used + LAYOUT_GAP + p->width[j] <= room)
    used += LAYOUT_GAP + p->width[j++];
  return j;
}

size_t layout_columns(const struct cell *cell, size_t first, size_t room)
{
  struct printed p = print_matrix(cell);
  size_t end = columns_that_fit(&p, first, room);
  printed_free(&p);
  return end;
}

/* What stands over columns first .. end - 1 where not all fit: those of a
   transposed vector are its entries. */
char *layout_columns_head(const struct cell *cell, size_t first, size_t end)
{
  int one = end == first + 1;
  if (cell->transposed)
    return one ? memory_format("entry %zu:", end)
               : memory_format("entries %zu to %zu:", first + 1, end);
  return one ? memory_format("column %zu:", end)
             : memory_format("columns %zu to %zu:", first + 1, end);
}

static void add_matrix(struct lines *lines, const struct cell *cell,
                       size_t room)
{
  struct printed p = print_matrix(cell);
  for (size_t first = 0, end; first < cell->cols; first = end) {
    end = columns_that_fit(&p, first, room);
    if (first > 0 || end < cell->cols)
      lines_add(lines, layout_columns_head(cell, first, end));
    for (size_t i = 0; i < cell->rows; i++)
      lines_add(lines, matrix_row(&p, i, first, end));
  }
  printed_free(&p);
}

static void add_cell(struct lines *lines, const struct cell *cell,
                     size_t room)
{
  if (cell->kind == CELL_EMPTY)
    return;
  if (cell->kind == CELL_MATRIX) {
    add_matrix(lines, cell, room);
    return;
  }
  if (cell->kind == CELL_TEXT && cell->text) { /* as it stands            */
    lines_wrap(lines, cell->text, room);
    return;
  }
  char *text = cell_text(cell, 0);
  lines_wrap(lines, text, room);
  free(text);
}

/* --- column widths ------------------------------------------------------- */

static size_t cell_at(const struct layout *l, size_t row, size_t j)
{
  return row * l->table->n_columns + j;
}

size_t layout_count(const struct layout *l, size_t row, size_t j)
{
  const size_t *first = l->first + cell_at(l, row, j);
  return first[1] - first[0];
}

const char *layout_line(const struct layout *l, size_t row, size_t j,
                        size_t i)
{
  return lines_at(&l->lines, l->first[cell_at(l, row, j)] + i);
}

void layout_put(FILE *out, const struct layout *l, size_t row, size_t j,
                const char *between, line_writer *put)
{
  const size_t *first = l->first + cell_at(l, row, j);
  lines_put(out, &l->lines, first[0], first[1], between, put);
}

int layout_aligned(const struct layout *l, size_t row, size_t j)
{
  unsigned char kind = l->kind[cell_at(l, row, j)];
  return l->table->columns[j].align == ALIGN_POINT &&
         (kind == CELL_NUMBER || kind == CELL_NONE);
}

/* Numbers stand at the right of a column that has nothing but numbers; else
   at the left, below the first entries of its matrices. */
static void place_numbers(struct layout *l, size_t j, size_t behind)
{
  size_t others = 0, matrices = 0;
  for (size_t i = 0; i < l->table->n_rows; i++) {
    unsigned char kind = l->kind[cell_at(l, i, j)];
    others += kind == CELL_TEXT || kind == CELL_MATRIX;
    matrices += kind == CELL_MATRIX;
  }
  l->left[j] = l->table->columns[j].align == ALIGN_LEFT ||
               (l->table->columns[j].align == ALIGN_POINT && others > 0);
  if (others == 0)
    l->point[j] = l->width[j] - behind;
  else if (matrices > 0)
    l->point[j] += 2;
  l->width[j] = larger(l->width[j], l->point[j] + behind);
}

static void measure_column(struct layout *l, size_t j)
{
  size_t behind = 0, widest = text_columns(l->table->columns[j].heading);
  l->point[j] = 0;
  for (size_t i = 0; i < l->table->n_rows; i++) {
    const size_t *first = l->first + cell_at(l, i, j);
    widest = larger(widest, lines_width(&l->lines, first[0], first[1]));
    if (!layout_aligned(l, i, j))
      continue;
    const char *number = layout_line(l, i, j, 0);
    size_t point = text_point(number);
    l->point[j] = larger(l->point[j], point);
    behind = larger(behind, text_columns(number) - point);
  }
  l->width[j] = larger(widest, l->point[j] + behind);
  place_numbers(l, j, behind);
}

static size_t total_width(const struct layout *l)
{
  size_t total = 0;
  for (size_t j = 0; j < l->table->n_columns; j++)
    total += l->width[j] + (j > 0 ? LAYOUT_GAP : 0);
  return total;
}

/* All cells as lines, those of column j within room[j]: row by row, for rows
   may be made for it. */
static void set_lines(struct layout *l, const size_t *room)
{
  size_t at = 0;
  l->lines.n = l->lines.used = 0;
  for (size_t i = 0; i < l->table->n_rows; i++)
    for (size_t j = 0; j < l->table->n_columns; j++, at++) {
      const struct cell *cell = table_at(l->table, i, j);
      l->first[at] = l->lines.n;
      l->kind[at] = (unsigned char)cell->kind;
      l->tone[at] = (unsigned char)cell->tone;
      add_cell(&l->lines, cell, room[j]);
    }
  l->first[at] = l->lines.n;
}

static int has_matrix(const struct layout *l, size_t j)
{
  for (size_t i = 0; i < l->table->n_rows; i++)
    if (l->kind[cell_at(l, i, j)] == CELL_MATRIX)
      return 1;
  return 0;
}

/* Does column j hold anything that can be made narrower?  Texts first, for a
   matrix in parts is hard to read. */
static int can_shrink(const struct layout *l, size_t j, int matrices)
{
  if (has_matrix(l, j))
    return matrices && l->width[j] > LEAST;
  return l->table->columns[j].align == ALIGN_LEFT &&
         l->width[j] > (matrices ? LEAST : READABLE);
}

/* The widest column that can be made narrower; n_columns where there is
   none. */
static size_t widest_column(const struct layout *l, int matrices)
{
  size_t n = l->table->n_columns, widest = n;
  for (size_t j = 0; j < n; j++)
    if (can_shrink(l, j, matrices) &&
        (widest == n || l->width[j] > l->width[widest]))
      widest = j;
  return widest;
}

/* What the texts alone can be made narrower by, and be read. */
static size_t spare_width(const struct layout *l)
{
  size_t spare = 0;
  for (size_t j = 0; j < l->table->n_columns; j++)
    spare += can_shrink(l, j, 0) ? l->width[j] - READABLE : 0;
  return spare;
}

/* Makes the widest columns narrower until all fit into `room`, where they
   can. */
static void shrink_columns(struct layout *l, size_t room)
{
  size_t n = l->table->n_columns, shrunk = 0;
  size_t *rooms = memory_new(n, sizeof *rooms);
  memcpy(rooms, l->width, n * sizeof *rooms);
  int matrices = total_width(l) > room + spare_width(l);
  while (total_width(l) > room) {
    size_t widest = widest_column(l, matrices);
    if (widest == n)
      break;
    l->width[widest]--;
  }
  memcpy(l->given, l->width, n * sizeof *l->given);
  for (size_t j = 0; j < n; j++) {
    shrunk += l->width[j] < rooms[j];
    rooms[j] = l->width[j] < rooms[j] ? l->width[j] : SIZE_MAX;
  }
  if (shrunk > 0)
    set_lines(l, rooms);
  for (size_t j = 0; j < n; j++)
    if (rooms[j] != SIZE_MAX)
      measure_column(l, j);
  free(rooms);
}

static void set_naturally(struct layout *l)
{
  size_t n = l->table->n_columns;
  size_t *rooms = memory_new(n, sizeof *rooms);
  for (size_t j = 0; j < n; j++)
    rooms[j] = SIZE_MAX;
  set_lines(l, rooms);
  for (size_t j = 0; j < n; j++)
    measure_column(l, j);
  free(rooms);
}

void layout_make(struct layout *l, struct table *table, size_t room)
{
  size_t n = table->n_columns, cells = table->n_rows * n;
  *l = (struct layout){.table = table};
  l->first = memory_new(cells + 1, sizeof *l->first);
  l->kind = memory_new(cells, 1);
  l->tone = memory_new(cells, 1);
  l->width = memory_new(n, sizeof *l->width);
  l->given = memory_new(n, sizeof *l->given);
  l->point = memory_new(n, sizeof *l->point);
  l->left = memory_new(n, sizeof *l->left);
  set_naturally(l);
  shrink_columns(l, room);
}

void layout_free(struct layout *l)
{
  lines_free(&l->lines);
  free(l->first);
  free(l->kind);
  free(l->tone);
  free(l->width);
  free(l->given);
  free(l->point);
  free(l->left);
}

size_t layout_natural_width(struct table *table)
{
  struct layout l;
  layout_make(&l, table, SIZE_MAX);
  size_t width = 0;
  for (size_t j = 0; j < table->n_columns; j++)
    width += l.width[j] + (j > 0 ? LAYOUT_GAP : 0);
  layout_free(&l);
  return width;
}
