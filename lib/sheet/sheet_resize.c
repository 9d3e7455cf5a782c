/* SPDX-License-Identifier: GPL-3.0-or-later
   A worksheet read once more with other sizes.  Its leaves repeat the values
   that they have, as far as there is room: no file is opened, nothing is
   drawn.  Read sheet_read.h before. */
#include <stdlib.h>
#include <string.h>

#include "sheet/sheet_read.h"

/* --- sizes ---------------------------------------------------------------- */

static const ad_size_change *change_of(const ad_reader *r, const char *name)
{
  for (size_t i = 0; i < r->resizing->n; i++) {
    const ad_size_change *c = &r->resizing->changes[i];
    if (strcmp(c->name, name) == 0)
      return c;
  }
  return NULL;
}

static int is_number(const ad_expr *expr)
{
  return expr && expr->n == 1 && expr->terms[0].kind == AD_T_NUMBER;
}

size_t ad_reader_resized_dim(const ad_reader *r, const ad_item *item)
{
  const ad_size_change *c = r->resizing && is_number(item->expr)
                              ? change_of(r, item->name)
                              : NULL;
  return c ? c->to : 0;
}

/* An axis of a leaf, of `own` entries before: *unit in: as it was. */
static int resize_axis(ad_reader *r, const ad_expr *expr, size_t own,
                       size_t *size, int *unit)
{
  double known;
  const char *name = expr && expr->n == 1 &&
                         expr->terms[0].kind == AD_T_NAME
                       ? expr->terms[0].text
                       : NULL;
  int open = name && !ad_reader_number(r, name, &known);
  const ad_size_change *c = open ? change_of(r, name) : NULL;
  *size = c ? c->to : own;
  *unit = *unit && !c;
  if (open)
    return ad_reader_set_dim(r, name, *size, 1);
  return !expr || ad_reader_size(r, expr, size, unit);
}

/* --- leaves --------------------------------------------------------------- */

/* The value and shape that the leaf had; NULL where there was none. */
static const double *leaf_of(const ad_sheet *sheet, const char *name,
                             ad_shape *shape)
{
  const ad_graph *g = sheet->graph;
  ad_ref x;
  size_t i;
  if (!ad_graph_find(g, name, strlen(name), &x) ||
      !ad_graph_is_leaf(g, x, &i))
    return NULL;
  *shape = ad_graph_shape(g, x);
  return ad_sheet_leaf(sheet, i);
}

/* own[from] again and again over x[to], rows and columns. */
static void repeat(ad_shape from, const double *own, ad_shape to, double *x)
{
  for (size_t i = 0; i < to.rows; i++)
    for (size_t j = 0; j < to.cols; j++)
      x[i * to.cols + j] = own[i % from.rows * from.cols + j % from.cols];
}

void ad_reader_resized_leaf(ad_reader *r, const ad_statement *st)
{
  ad_shape from = {1, 1, 1, 1};
  const double *own = leaf_of(r->resizing->like, st->items[0].name, &from);
  ad_shape to = from;
  if (!own) {
    ad_reader_say(r, st->items[0].place, "no such leaf was there before");
    return;
  }
  if (!resize_axis(r, st->rows, from.rows, &to.rows, &to.unit_rows) ||
      !resize_axis(r, st->cols, from.cols, &to.cols, &to.unit_cols))
    return;
  double *x = ad_reader_value(r, st, to.rows, to.cols);
  if (!x)
    return;
  repeat(from, own, to, x);
  ad_reader_add_leaf(r, st, to, x);
}

/* --- sheets --------------------------------------------------------------- */

static int have_same_names(const ad_graph *x, const ad_graph *y)
{
  if (ad_graph_names(x) != ad_graph_names(y) ||
      ad_graph_leaves(x) != ad_graph_leaves(y))
    return 0;
  for (size_t i = 0; i < ad_graph_names(x); i++)
    if (strcmp(ad_graph_name(x, ad_graph_named(x, i)),
               ad_graph_name(y, ad_graph_named(y, i))) != 0)
      return 0;
  return 1;
}

/* Loops may have made other names, which claims know nothing of. */
static ad_status hold_names(const ad_sheet *sheet, ad_sheet **out,
                            ad_error *err)
{
  if (have_same_names(sheet->graph, (*out)->graph))
    return AD_OK;
  ad_sheet_free(*out);
  *out = NULL;
  return ad_fail(err, AD_EINPUT, "with other sizes there are other names");
}

/* The limits of a reading that nobody has asked for. */
static ad_sheet_options options_of(const ad_sheet *sheet)
{
  static const size_t lines = 100000, bytes = (size_t)1 << 26;
  ad_sheet_options o = sheet->options;
  if (o.max_lines == 0 || o.max_lines > lines)
    o.max_lines = lines;
  if (o.max_bytes == 0 || o.max_bytes > bytes)
    o.max_bytes = bytes;
  return o;
}

/* Reads the sheet once more, within the limits of `options`. */
static ad_status read_again(const ad_sheet *sheet,
                            const ad_sheet_options *options, size_t n,
                            const ad_size_change *changes, ad_sheet **out,
                            ad_error *err)
{
  const ad_resizing resizing = {sheet, n, changes};
  const ad_source source = {"", sheet->text, sheet->size};
  ad_report report;
  ad_report_init(&report, &source);
  ad_status status = ad_sheet_read_resized(&source, options, &resizing, out,
                                           &report);
  if (status != AD_OK && err) {
    size_t i = 0;
    while (i + 1 < report.count && report.messages[i].severity != AD_ERROR)
      i++;
    *err = report.count > 0 ? report.messages[i].error
                            : (ad_error){.status = status};
  }
  ad_report_free(&report);
  return status == AD_OK ? hold_names(sheet, out, err) : status;
}

ad_status ad_sheet_resize(const ad_sheet *sheet, size_t n,
                          const ad_size_change *changes, ad_sheet **out,
                          ad_error *err)
{
  const ad_sheet_options options = options_of(sheet);
  return read_again(sheet, &options, n, changes, out, err);
}

ad_status ad_sheet_resize_dim(const ad_sheet *sheet, const char *name,
                              size_t size, ad_sheet **out, ad_error *err)
{
  ad_size_change change = {name, 0, size};
  const char *known;
  for (size_t i = 0; ad_sheet_dim(sheet, i, &known, &change.from); i++)
    if (strcmp(known, name) == 0)
      return read_again(sheet, &sheet->options, 1, &change, out, err);
  *out = NULL;
  return ad_fail(err, AD_EINPUT, "there is no size '%.100s'", name);
}
