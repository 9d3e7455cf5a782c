/* SPDX-License-Identifier: GPL-3.0-or-later
   The values of leaves: numbers, matrices, tiles; draws are in sheet_draw.c.
   Read sheet_read.h before. */
#include <stdlib.h>
#include <string.h>

#include "graph/sizes.h"
#include "lower/lower_item.h"
#include "sheet/sheet_read.h"
#include "value.h"

/* A size of a name that is nothing yet. */
static void hint_size(const ad_reader *r, const ad_expr *expr, ad_error *err)
{
  const char *name = expr->terms[0].text;
  ad_ref ref;
  if (err->hint[0] == '\0' && expr->n == 1 &&
      expr->terms[0].kind == AD_T_NAME &&
      !ad_builder_find(r->b, name, strlen(name), &ref))
    ad_hint(err, "a size is declared by dim %.40s = 3", name);
}

int ad_reader_size(ad_reader *r, const ad_expr *expr, size_t *size, int *unit)
{
  ad_error err = {0};
  *size = 1;
  *unit = 1;
  if (!expr)
    return 1;
  if (ad_lower_size(expr, &r->scope, 1, size, &err) != AD_OK) {
    hint_size(r, expr, &err);
    ad_reader_fail(r, &err);
    return 0;
  }
  *unit = *size == 1 && expr->n == 1 && expr->terms[0].kind == AD_T_NUMBER;
  return 1;
}

static ad_place value_place(const ad_statement *st)
{
  const ad_expr *expr = st->items[0].expr;
  return expr ? expr->terms[expr->n - 1].place : st->items[0].place;
}

int ad_reader_keep_value(ad_reader *r, ad_origin origin, double *x)
{
  ad_sheet *s = r->sheet;
  if (!ad_reader_grow(r, (void **)&s->leaves, &s->room_leaves, s->n_leaves,
                      sizeof *s->leaves) ||
      !ad_reader_grow(r, (void **)&s->origins, &s->room_origins, s->n_leaves,
                      sizeof *s->origins)) {
    free(x);
    return 0;
  }
  s->origins[s->n_leaves] = origin;
  s->leaves[s->n_leaves++] = x;
  return 1;
}

/* A declared size that is a name, or a multiple of such, by its number in the
   graph; 0 for all else. */
static unsigned size_named(ad_reader *r, const ad_expr *expr, size_t size)
{
  double value;
  if (!expr)
    return 0;
  if (expr->n != 1 || expr->terms[0].kind != AD_T_NAME)
    return ad_lower_size_name(r->b, expr, &r->scope);
  if (!ad_reader_number(r, expr->terms[0].text, &value) ||
      value != (double)size || !ad_reader_dim(r, expr->terms[0].text))
    return 0;
  return ad_size_named(r->b, expr->terms[0].text, size);
}

void ad_reader_add_leaf(ad_reader *r, const ad_statement *st, ad_shape shape,
                        double *x)
{
  ad_leaf_kind kind = st->keyword == AD_K_INPUT   ? AD_INPUT
                      : st->keyword == AD_K_PARAM ? AD_PARAM
                                                  : AD_DATA;
  ad_leaf_shaped(r->b, st->items[0].name, shape, kind);
  if (ad_builder_error(r->b)->status != AD_OK) {
    ad_error err = *ad_builder_error(r->b);
    err.place = st->items[0].place;
    ad_builder_clear_error(r->b);
    ad_reader_fail(r, &err);
    free(x);
    return;
  }
  ad_size_axes(r->b, (uint32_t)ad_builder_size(r->b) - 1,
               size_named(r, st->rows, shape.rows),
               size_named(r, st->cols, shape.cols));
  ad_origin origin = {st->from.file ? st->from.place : value_place(st), -1,
                      st->labels != 0};
  if (ad_reader_keep_value(r, origin, x) && st->labels && !r->resizing)
    ad_reader_count_labels(r, st, shape);
}

double *ad_reader_value(ad_reader *r, const ad_statement *st, size_t rows,
                        size_t cols)
{
  size_t n, bytes;
  ad_error err = {.place = st->items[0].place};
  if (!ad_multiply(rows, cols, &n) || !ad_multiply(n, sizeof(double), &bytes))
    ad_fail(&err, AD_EINPUT, "a matrix of %zu x %zu is too large", rows, cols);
  else if (r->options->max_bytes > 0 && bytes > r->options->max_bytes)
    ad_fail(&err, AD_ELIMIT,
            "a matrix of %zu x %zu needs %zu bytes, and %zu are allowed", rows,
            cols, bytes, r->options->max_bytes);
  else {
    double *x = malloc(bytes);
    if (x)
      return x;
    ad_fail_memory(&err, bytes);
  }
  err.place = st->items[0].place;
  ad_reader_fail(r, &err);
  return NULL;
}

ad_status ad_reader_evaluate(ad_reader *r, const ad_expr *expr,
                             ad_shape *shape, double **x, ad_error *err)
{
  ad_builder *b = NULL;
  ad_graph *g = NULL;
  ad_value *e = NULL;
  ad_ref ref = {0};
  ad_status status = ad_builder_new(&b, err);
  if (status == AD_OK && r->options->max_bytes > 0)
    ad_builder_limit(b, r->options->max_bytes);
  if (status == AD_OK)
    status = ad_lower(b, expr, &r->scope, &ref, NULL, err);
  if (status == AD_OK) {
    ad_output(b, ref);
    status = ad_builder_finish(b, &g, err);
  }
  if (status == AD_OK)
    status = ad_value_new(g, &e, err);
  if (status == AD_OK) {
    *shape = ad_graph_shape(g, ref);
    size_t bytes = shape->rows * shape->cols * sizeof **x;
    ad_value_sweep(e);
    *x = malloc(bytes);
    if (*x)
      memcpy(*x, ad_value_at(e, ref), bytes);
    else
      status = ad_fail_memory(err, bytes);
  }
  ad_value_free(e);
  ad_graph_free(g);
  ad_builder_free(b);
  return status;
}

/* The entries of small[n] again and again over x[n_x], the last tile cut. */
static void tile(double *x, size_t n_x, const double *small, size_t n)
{
  for (size_t i = 0; i < n_x; i++)
    x[i] = small[i % n];
}

static void wrong_shape(ad_reader *r, const ad_statement *st, ad_shape declared,
                        ad_shape found)
{
  const ad_expr *expr = st->items[0].expr;
  ad_error err = {0};
  ad_fail(&err, AD_EINPUT, "'%s' is declared %zu x %zu, its value is %zu x %zu",
          st->items[0].name, declared.rows, declared.cols, found.rows,
          found.cols);
  if (declared.rows == found.cols && declared.cols == found.rows)
    ad_hint(&err, "',' separates columns, ';' rows: write [1; 2; 3] for a "
                  "column, or declare %s[%zu, %zu]",
            st->items[0].name, found.rows, found.cols);
  else if (declared.rows * declared.cols == found.rows * found.cols)
    ad_hint(&err, "',' separates columns, ';' rows: [1, 2; 3, 4]");
  err.place = expr->terms[expr->n - 1].place;
  ad_reader_fail(r, &err);
}

/* Fits a value to the declared shape: a number fills it. */
static void fit_leaf(ad_reader *r, const ad_statement *st, ad_shape declared,
                     ad_shape found, double *small, int tiled)
{
  size_t n = found.rows * found.cols;
  if (!st->rows)
    declared = found;
  if (declared.rows == found.rows && declared.cols == found.cols) {
    ad_reader_add_leaf(r, st, declared, small);
    return;
  }
  if (!tiled && n > 1) {
    wrong_shape(r, st, declared, found);
    free(small);
    return;
  }
  double *x = ad_reader_value(r, st, declared.rows, declared.cols);
  if (x) {
    tile(x, declared.rows * declared.cols, small, n);
    ad_reader_add_leaf(r, st, declared, x);
  }
  free(small);
}

/* The name that the error is about, which leaves do not read; or NULL. */
static const char *name_of(const ad_expr *expr, const ad_error *err)
{
  for (size_t i = 0; i < expr->n; i++)
    if (expr->terms[i].kind == AD_T_NAME &&
        expr->terms[i].place.offset == err->place.offset &&
        expr->terms[i].place.width == err->place.width)
      return expr->terms[i].text;
  return NULL;
}

/* Says of an unknown name what leaves are made of, where nothing better is
   known. */
static void hint_value(const ad_reader *r, const ad_expr *expr, ad_error *err)
{
  const char *name = err->text[0] ? name_of(expr, err) : NULL;
  ad_ref ref;
  if (name && (err->hint[0] == '\0' ||
               ad_builder_find(r->b, name, strlen(name), &ref)))
    ad_hint(err, "the value of a leaf is made of numbers, sizes and functions "
                 "only");
}

/* A value that is an expression; repeat(...) tiles. */
static void value_leaf(ad_reader *r, const ad_statement *st, ad_shape shape)
{
  const ad_expr *expr = st->items[0].expr;
  size_t root = ad_expr_root(expr);
  int tiled = expr->terms[root].kind == AD_T_CALL &&
              strcmp(expr->terms[root].text, "repeat") == 0 &&
              expr->terms[root].arity == 1;
  ad_expr part = *expr;
  ad_shape found = {1, 1, 1, 1};
  ad_error err = {0};
  double number, *x = NULL;
  if (tiled) {
    part.n = expr->terms[root - 1].span;
    part.terms = expr->terms + (root - part.n);
  }
  size_t said = r->report->count;
  ad_status status = ad_lower_number(&part, &r->scope, &number, NULL);
  if (status == AD_OK && !(x = ad_reader_value(r, st, 1, 1)))
    return;
  if (status == AD_OK) {
    *x = number;
  } else if (status == AD_ENOMEM) {
    ad_reader_no_memory(r);
    return;
  } else if (ad_reader_evaluate(r, &part, &found, &x, &err) != AD_OK) {
    hint_value(r, &part, &err);
    ad_reader_fail(r, &err);
    return;
  }
  if (st->rows && !tiled && found.rows * found.cols > 1 &&
      (found.rows != shape.rows || found.cols != shape.cols))
    r->report->count = said; /* the error says it all, without warnings */
  fit_leaf(r, st, shape, found, x, tiled);
}

void ad_reader_leaf(ad_reader *r, const ad_statement *st)
{
  ad_shape shape;
  if (!ad_reader_name_free(r, &st->items[0]))
    return;
  if (r->resizing) {
    ad_reader_resized_leaf(r, st);
    return;
  }
  if (st->from.file) {
    ad_reader_file_leaf(r, st);
    return;
  }
  if (!ad_reader_size(r, st->rows, &shape.rows, &shape.unit_rows) ||
      !ad_reader_size(r, st->cols, &shape.cols, &shape.unit_cols))
    return;
  if (!ad_reader_draw_leaf(r, st, shape))
    value_leaf(r, st, shape);
}
