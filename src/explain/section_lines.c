/* SPDX-License-Identifier: GPL-3.0-or-later
   Lines and cells that several sections have.  Read sections.h before. */
#include "explain/sections.h"

#include <stdlib.h>
#include <string.h>

#include "explain/brief.h"
#include "explain/explain_read.h"
#include "host/exits.h"
#include "page/number_format.h"
#include "page/signs.h"
#include "worksheet/matrix_words.h"

/* Of a longer list where it begins, and where it ends. */
struct ends {
  size_t most, first, last;
};

static struct ends ends_of(const struct explained *e)
{
  return e->brief == BRIEF_LINES ? (struct ends){14, 6, 4}
                                 : (struct ends){26, 11, 8};
}

int line_left_out(const struct explained *e, size_t i, size_t n, int full)
{
  struct ends s = ends_of(e);
  return !full && n > s.most && i >= s.first && i < n - s.last;
}

void put_left_out(struct table *table, const struct explained *e, size_t i,
                  size_t n)
{
  struct ends s = ends_of(e);
  if (i != s.first)
    return;
  table_row(table);
  table_put(table, "...");
  table_print(table, "(%zu lines)", n - s.first - s.last);
}

/* Several matrices stand side by side: narrower ones than in a table of
   values, and of fewer digits. */
enum { AMOUNT_ROWS = 8, AMOUNT_WIDTH = 30, LINE_WIDTH = 36,
       AMOUNT_DIGITS = 4 };

static char *amount(char *out, double x)
{
  return format_rough(out, x, AMOUNT_DIGITS);
}

/* Columns that x[rows x cols] takes, in brackets. */
static size_t width_of(const double *x, size_t rows, size_t cols)
{
  size_t width = strlen("[  ]'");
  char out[FORMAT_SIZE];
  for (size_t j = 0; j < cols; j++) {
    size_t widest = 0;
    for (size_t i = 0; i < rows; i++) {
      size_t n = strlen(amount(out, x[i * cols + j]));
      widest = n > widest ? n : widest;
    }
    width += widest + (j > 0 ? 2 : 0);
  }
  return width;
}

static void put_large(struct table *table, const double *x, ad_shape shape)
{
  char out[FORMAT_SIZE];
  double norm = show_norm(x, shape.rows * shape.cols);
  if (norm == 0)
    table_put(table, "all 0");
  else
    table_print(table, "norm %s (%zu %s %zu)",
                amount(out, norm), shape.rows,
                sign_times(), shape.cols);
}

/* A column lies down where that fits. */
static void put_small(struct table *table, const double *x, ad_shape shape)
{
  size_t rows = shape.rows, cols = shape.cols;
  if (cols == 1 && width_of(x, 1, rows) <= AMOUNT_WIDTH)
    table_transposed(table, rows, x, amount);
  else if (width_of(x, rows, cols) <= AMOUNT_WIDTH)
    table_matrix(table, rows, cols, x, amount);
  else
    put_large(table, x, shape);
}

void put_in_line(struct table *table, const double *x, ad_shape shape)
{
  size_t n = shape.rows * shape.cols;
  if (n == 1)
    matrix_put(table, x, shape, 0);
  else if ((shape.rows > 1 && shape.cols > 1) ||
           width_of(x, 1, n) > LINE_WIDTH)
    put_large(table, x, shape);
  else if (shape.rows == 1)
    table_matrix(table, 1, n, x, amount);
  else
    table_transposed(table, n, x, amount);
}

void put_amount(struct table *table, const double *x, ad_shape shape, int full)
{
  if (!x)
    table_none(table);
  else if (full || shape.rows * shape.cols == 1)
    matrix_put(table, x, shape, full);
  else if (shape.rows > AMOUNT_ROWS || shape.cols > AMOUNT_ROWS)
    put_large(table, x, shape);
  else
    put_small(table, x, shape);
}

void put_formula(struct table *table, const struct explained *e,
                 const char *text)
{
  char *latex = explain_latex(e, text);
  table_put(table, text);
  table_math(table, latex);
  free(latex);
}

void put_what(struct table *table, const struct explained *e, ad_ref x)
{
  if (ad_sheet_text(e->sheet, x)[0])
    put_formula(table, e, explain_what(e, x));
  else
    table_put(table, explain_what(e, x));
}

void put_given(struct table *table, const struct explained *e, ad_ref x,
               int full)
{
  put_amount(table, ad_trace_value(e->trace, x), ad_graph_shape(e->graph, x),
             full);
  if (e->derived[x.index])
    table_answer(table);
}
