/* SPDX-License-Identifier: GPL-3.0-or-later
   Cutting the numbers of one leaf from a CSV file: which rows stay, what the
   columns become, missing values, scaling.  Read frame.h before; csv_read.c
   reads the file, frame_column.c one column, frame_scale.c scales. */
#include "frame.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/csv_field.h"
#include "data/frame_column.h"
#include "data/frame_scale.h"

/* Clears the marks of rows with a missing value in a column. */
static void drop_missing(const ad_csv *csv, const ad_cut *cut,
                         const ad_pick *pick, size_t column,
                         unsigned char *keep)
{
  for (size_t row = 1; row <= csv->rows; row++)
    if (ad_cutter_missing(csv, cut, pick, ad_csv_field(csv, row, column)))
      keep[row - 1] = 0;
}

ad_status ad_csv_rows(const ad_csv *csv, const ad_cut *cuts, size_t n,
                      unsigned char *keep, size_t *dropped, ad_error *err)
{
  memset(keep, 1, csv->rows);
  *dropped = 0;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < cuts[i].n; j++) {
      size_t column = 0;
      const ad_pick *pick = &cuts[i].columns[j];
      ad_status status = ad_csv_find(csv, pick, &column, err);
      if (status != AD_OK)
        return status;
      if (!(pick->how & AD_MISSING_MEAN))
        drop_missing(csv, &cuts[i], pick, column, keep);
    }
  for (size_t row = 0; row < csv->rows; row++) *dropped += !keep[row];
  return AD_OK;
}

/* How many rows the frame gets. */
static ad_status choose_rows(const ad_cutter *c, size_t limit, size_t *rows)
{
  const char *name = c->csv->name;
  size_t all = c->csv->rows;

  *rows = limit < c->kept ? limit : c->kept;
  if (c->cut->n == 0 || limit == 0)
    return ad_fail(c->err, AD_EINPUT, "%s: no %s are asked for", name,
                   limit == 0 ? "rows" : "columns");
  if (c->kept == 0)
    return ad_fail(c->err, AD_EINPUT,
                   "%s: each of its %zu rows lacks a value in some column "
                   "that is taken: none is left",
                   name, all);
  if (limit == SIZE_MAX || c->kept >= limit)
    return AD_OK;
  if (c->kept == all)
    return ad_fail(c->err, AD_EINPUT, "%s has %zu rows, %zu are wanted", name,
                   all, limit);
  return ad_fail(c->err, AD_EINPUT,
                 "%s: of its %zu rows, %zu have a value in each column that "
                 "is taken; %zu are wanted",
                 name, all, c->kept, limit);
}

static ad_status plan_columns(const ad_cutter *c, ad_cut_column *columns,
                              size_t *cols)
{
  *cols = 0;
  for (size_t j = 0; j < c->cut->n; j++) {
    ad_status status = ad_cutter_plan(c, &c->cut->columns[j], &columns[j]);
    if (status != AD_OK)
      return status;
    if (columns[j].width > SIZE_MAX - *cols)
      return ad_fail_memory(c->err, SIZE_MAX);
    *cols += columns[j].width;
  }
  return AD_OK;
}

static ad_status allocate(ad_frame *frame, ad_error *err)
{
  size_t count = 0, size = 0;

  if (!ad_multiply(frame->rows, frame->cols, &count) ||
      !ad_multiply(count, sizeof(double), &size))
    return ad_fail_memory(err, SIZE_MAX);
  frame->x = calloc(count, sizeof(double));
  return frame->x == NULL ? ad_fail_memory(err, size) : AD_OK;
}

static ad_status write_rows(const ad_cutter *c, ad_cut_column *columns,
                            ad_frame *frame)
{
  double *x = frame->x;

  for (size_t row = 1, left = frame->rows; left > 0; row++) {
    if (!c->keep[row - 1])
      continue;
    for (size_t j = 0; j < c->cut->n; x += columns[j++].width) {
      ad_status status = ad_cutter_write(c, &columns[j], row, x);
      if (status != AD_OK)
        return status;
    }
    left--;
  }
  return AD_OK;
}

/* Missing means, then scaling, of the rows that the frame holds. */
static ad_status scale_columns(const ad_cutter *c,
                               const ad_cut_column *columns, ad_frame *frame)
{
  double *x = frame->x;

  for (size_t j = 0; j < c->cut->n; j++)
    for (size_t i = 0; i < columns[j].width; i++) {
      ad_column column = {x++, frame->rows, frame->cols};
      unsigned how = columns[j].pick->how;
      if (how & AD_MISSING_MEAN && !ad_column_fill(column))
        return ad_cutter_fail_empty(c, columns[j].at);
      if (how & AD_STANDARDISE)
        ad_column_standardise(column);
    }
  return AD_OK;
}

/* How each column was coded, of those that were. */
static ad_status note_codings(const ad_cutter *c, const ad_cut_column *columns,
                              ad_frame *frame)
{
  size_t first = 1;

  frame->codings = calloc(c->cut->n, sizeof *frame->codings);
  if (frame->codings == NULL)
    return ad_fail_memory(c->err, c->cut->n * sizeof *frame->codings);
  for (size_t j = 0; j < c->cut->n; first += columns[j++].width) {
    if (!ad_cutter_is_coded(&columns[j]))
      continue;
    ad_status status = ad_cutter_coding(c, &columns[j], first,
                                        &frame->codings[frame->n_codings++]);
    if (status != AD_OK)
      return status;
  }
  return AD_OK;
}

/* The first row in which a number became 0, and of all columns how many. */
static void note_vanished(const ad_cutter *c, const ad_cut_column *columns,
                          ad_frame *frame)
{
  for (size_t j = 0; j < c->cut->n; j++) {
    const ad_cut_column *column = &columns[j];
    if (column->n_vanished > 0 && (frame->n_vanished == 0 ||
                                   column->vanished < frame->vanished_row)) {
      frame->vanished_row = column->vanished;
      frame->vanished_column = column->at;
    }
    frame->n_vanished += column->n_vanished;
  }
}

int ad_csv_vanished(const ad_csv *csv, const ad_frame *frame, ad_error *err)
{
  ad_cutter c = {.csv = csv, .err = err};

  if (frame->n_vanished > 0)
    ad_cutter_say_vanished(&c, frame->vanished_row, frame->vanished_column,
                           frame->n_vanished);
  return frame->n_vanished > 0;
}

void ad_frame_free(ad_frame *frame)
{
  for (size_t i = 0; i < frame->n_codings; i++)
    ad_coding_clear(&frame->codings[i]);
  free(frame->codings);
  free(frame->x);
  *frame = (ad_frame){0};
}

static ad_status cut_frame(const ad_cutter *c, size_t limit,
                           ad_cut_column *columns, ad_frame *frame)
{
  ad_status status = choose_rows(c, limit, &frame->rows);

  if (status == AD_OK)
    status = plan_columns(c, columns, &frame->cols);
  if (status == AD_OK)
    status = allocate(frame, c->err);
  if (status == AD_OK)
    status = write_rows(c, columns, frame);
  if (status == AD_OK)
    note_vanished(c, columns, frame);
  if (status == AD_OK)
    status = scale_columns(c, columns, frame);
  if (status == AD_OK)
    status = note_codings(c, columns, frame);
  return status;
}

ad_status ad_csv_cut(const ad_csv *csv, const ad_cut *cut,
                     const unsigned char *keep, size_t limit, ad_frame *frame,
                     ad_error *err)
{
  ad_cutter c = {.csv = csv, .cut = cut, .keep = keep, .err = err};
  ad_cut_column *columns = calloc(cut->n + 1, sizeof *columns);

  *frame = (ad_frame){0};
  if (columns == NULL)
    return ad_fail_memory(err, sizeof *columns);
  for (size_t i = 0; i < csv->rows; i++) c.kept += keep[i] != 0;
  ad_status status = cut_frame(&c, limit, columns, frame);
  for (size_t j = 0; j < cut->n; j++) free(columns[j].classes);
  free(columns);
  if (status != AD_OK)
    ad_frame_free(frame);
  return status;
}
