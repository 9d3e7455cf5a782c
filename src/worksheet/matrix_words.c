/* SPDX-License-Identifier: GPL-3.0-or-later
   Read matrix_words.h before. */
#include "worksheet/matrix_words.h"

#include <math.h>
#include <stdlib.h>

#include "host/exits.h"
#include "page/number_format.h"
#include "worksheet/label.h"

/* Without overflow, and inf or nan only where an entry is. */
double show_norm(const double *x, size_t n)
{
  double norm = 0;
  for (size_t i = 0; i < n; i++)
    norm = hypot(norm, x[i]);
  return norm;
}

/* The place of the largest |entry| after `last` in falling order, entries of
   equal size in their order; n where there is none.  last = n: the first. */
static size_t next_largest(const double *x, size_t n, size_t last)
{
  size_t best = n;
  double below = last < n ? fabs(x[last]) : (double)INFINITY;
  for (size_t i = 0; i < n; i++) {
    double size = fabs(x[i]);
    if (size > below || (size == below && last < n && i <= last))
      continue;
    if (!isnan(size) && (best == n || size > fabs(x[best])))
      best = i;
  }
  return best;
}

static size_t count_nan(const double *x, size_t n)
{
  size_t count = 0;
  for (size_t i = 0; i < n; i++)
    count += isnan(x[i]) ? 1 : 0;
  return count;
}

static int all_equal(const double *x, size_t n)
{
  size_t i = 1;
  while (i < n && x[i] == x[0])
    i++;
  return i >= n;
}

char *show_largest(const double *x, ad_shape shape, size_t n)
{
  char out[FORMAT_SIZE];
  size_t entries = shape.rows * shape.cols, at = entries;
  size_t nan = count_nan(x, entries);
  if (all_equal(x, entries))
    return memory_format("all %s", format_number(out, x[0]));
  char *text = nan > 0 ? memory_format("%zu nan", nan) : memory_copy("");
  for (size_t i = 0; i < n && i < entries - nan; i++) {
    at = next_largest(x, entries, at);
    char *place = label_entry("", shape, at);
    memory_append(&text, ", ",
                  memory_format("%s at %s", format_number(out, x[at]), place));
    free(place);
  }
  return text;
}

static void put_large(struct table *table, const double *x, ad_shape shape)
{
  char norm[FORMAT_SIZE];
  char *largest = show_largest(x, shape, 2);
  table_print(table, "norm %s, largest %s",
              format_number(norm, show_norm(x, shape.rows * shape.cols)),
              largest);
  free(largest);
}

void matrix_put(struct table *table, const double *x, ad_shape shape,
                int full)
{
  size_t entries = shape.rows * shape.cols;
  char out[FORMAT_SIZE];
  int fits = full ||
             (shape.rows <= MATRIX_ROWS && shape.cols <= MATRIX_COLUMNS);
  if (entries == 1)
    table_number(table, x[0]);
  else if (all_equal(x, entries) && !full)
    table_print(table, "all %s", format_number(out, x[0]));
  else if (!fits)
    put_large(table, x, shape);
  else if (shape.cols == 1)
    table_transposed(table, entries, x, format_number);
  else
    table_matrix(table, shape.rows, shape.cols, x, format_number);
}
