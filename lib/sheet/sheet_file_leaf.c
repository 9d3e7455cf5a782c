/* SPDX-License-Identifier: GPL-3.0-or-later
   A leaf that is cut from a CSV file: its columns, its rows, the sizes that
   they set.  Read sheet_file.h before. */
#include "sheet/sheet_file.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ---- columns ---- */

/* The columns first to last that a leaf names, as picks. */
static size_t pick_columns(const ad_statement *st, size_t j, size_t all,
                           ad_pick *picks)
{
  const ad_chosen *column = &st->from.columns[j];
  const ad_chosen *how = ad_statement_modifiers(st, j);
  size_t n = column->name ? 1 : column->last - column->first + 1;
  n = n > all ? all + 1 : n; /* one too many is found out later */
  for (size_t i = 0; picks && i < n; i++)
    picks[i] = (ad_pick){.name = column->name, .number = column->first + i,
                         .how = how->how, .one = how->one,
                         .n_missing = how->n_missing,
                         .missing = (const char *const *)how->missing};
  return n;
}

int ad_file_cut(ad_reader *r, const ad_csv *csv, const ad_statement *st,
                ad_cut *cut)
{
  size_t all = ad_csv_column_count(csv), n = 0;
  for (size_t j = 0; j < st->from.n_columns; j++)
    n += pick_columns(st, j, all, NULL);
  ad_pick *picks = calloc(n + 1, sizeof *picks);
  if (!picks) {
    ad_reader_no_memory(r);
    return 0;
  }
  *cut = (ad_cut){.n = n, .columns = picks, .n_missing = st->from.all.n_missing,
                  .missing = (const char *const *)st->from.all.missing};
  for (size_t j = 0; j < st->from.n_columns; j++)
    picks += pick_columns(st, j, all, picks);
  return 1;
}

/* ---- sizes ---- */

/* Does a file set this size: a lone name that no one has given a number?
   Its name, or NULL. */
static const char *open_size(ad_reader *r, const ad_expr *expr)
{
  double number;
  if (!expr || expr->n != 1 || expr->terms[0].kind != AD_T_NAME ||
      r->scope.number(r->scope.state, expr->terms[0].text, &number))
    return NULL;
  return expr->terms[0].text;
}

/* How many rows to take: a number, or all that are left. */
static int row_limit(ad_reader *r, const ad_statement *st, size_t *limit)
{
  int unit;
  const char *name = open_size(r, st->rows);
  const char *given = name ? ad_reader_dim_override(r, name) : NULL;
  *limit = SIZE_MAX;
  if (given && strcmp(given, "all") != 0) {
    *limit = strtoul(given, NULL, 10);
    return 1;
  }
  if (!st->rows || name)
    return 1;
  return ad_reader_size(r, st->rows, limit, &unit);
}

/* Sets an open size from the file, or checks a given one against it. */
static int match_size(ad_reader *r, const ad_statement *st,
                      const ad_expr *expr, size_t found, const char *what,
                      int *unit)
{
  size_t size;
  const char *name = open_size(r, expr);
  *unit = 0;
  if (name)
    return ad_reader_set_dim(r, name, found, 1);
  if (!expr && st->rows && found != 1) {
    ad_reader_say(r, st->items[0].place,
                  "'%s' is declared as one column; the file gives %zu %s",
                  st->items[0].name, found, what);
    return 0;
  }
  if (!expr) {
    *unit = found == 1;
    return 1;
  }
  if (!ad_reader_size(r, expr, &size, unit))
    return 0;
  if (size != found) {
    ad_reader_say(r, st->items[0].place,
                  "'%s' is declared with %zu %s; the file gives %zu",
                  st->items[0].name, size, what, found);
    return 0;
  }
  return 1;
}

/* ---- the leaf ---- */

/* A number that no double holds is worth a warning; of a file that is not to
   be shown, not even the name of its column. */
static void warn_vanished(ad_reader *r, const ad_sheet_csv *file,
                          const ad_statement *st, const ad_frame *frame)
{
  ad_error err = {0};
  if (!ad_csv_vanished(file->csv, frame, &err))
    return;
  if (r->options->hide_data)
    ad_fail(&err, AD_EINPUT, "%s:%zu: a number is nearer to 0 than any double, "
            "and read as 0", file->path,
            ad_csv_row_line(file->csv, frame->vanished_row - 1));
  err.place = st->from.place;
  ad_report_add(r->report, AD_WARNING, &err);
}

static void read_leaf(ad_reader *r, const ad_statement *st)
{
  ad_sheet_csv *file = ad_file_find(r, st);
  ad_frame frame = {0};
  ad_shape shape;
  ad_cut cut;
  ad_error err = {0};
  size_t limit, before = r->sheet->n_leaves;
  if (!file || !row_limit(r, st, &limit) ||
      !ad_file_cut(r, file->csv, st, &cut))
    return;
  ad_status status = ad_csv_cut(file->csv, &cut, file->keep, limit, &frame,
                                &err);
  free((void *)cut.columns);
  if (status != AD_OK) {
    err.place = st->from.place;
    ad_file_hide(r, file->path, &err);
    ad_reader_fail(r, &err);
    return;
  }
  warn_vanished(r, file, st, &frame);
  shape.rows = frame.rows;
  shape.cols = frame.cols;
  if (match_size(r, st, st->rows, frame.rows, "rows", &shape.unit_rows) &&
      match_size(r, st, st->cols, frame.cols, "columns", &shape.unit_cols)) {
    ad_reader_add_leaf(r, st, shape, frame.x);
    frame.x = NULL;
  }
  if (r->sheet->n_leaves > before) {
    r->sheet->origins[before].file = (int)(file - r->sheet->files);
    ad_reader_keep_codings(r, st, (int)(file - r->sheet->files), &frame);
  }
  ad_frame_free(&frame);
}

static void lose_size(ad_reader *r, const ad_expr *expr)
{
  const char *name = open_size(r, expr);
  if (name)
    ad_reader_lose(r, name);
}

/* Sizes that the file was to set are lost with the leaf. */
void ad_reader_file_leaf(ad_reader *r, const ad_statement *st)
{
  size_t before = r->sheet->n_leaves;
  read_leaf(r, st);
  if (r->sheet->n_leaves > before)
    return;
  lose_size(r, st->rows);
  lose_size(r, st->cols);
}
