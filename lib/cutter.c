/* SPDX-License-Identifier: GPL-3.0-or-later
   One column of a cut: numbers, classes and what does not fit.  Read
   cutter.h before. */
#include "cutter.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "field.h"
#include "parse.h"
#include "text.h"

/* "file:line: column 'name': 'text' <what>" about one field. */
static ad_status fail_field(const ad_cutter *c, size_t row, size_t column,
                            const char *what)
{
  const char *header = ad_csv_field(c->csv, 0, column);
  const char *s = ad_csv_field(c->csv, row, column);
  char name[AD_QUOTE], text[AD_QUOTE];

  return ad_fail(c->err, AD_EINPUT, "%s:%zu: column %s: %s %s", c->csv->name,
                 ad_csv_line(c->csv, row, column),
                 ad_text_quote(name, header, strlen(header)),
                 *s == '\0' ? "an empty field"
                            : ad_text_quote(text, s, strlen(s)),
                 what);
}

ad_status ad_cutter_fail_empty(const ad_cutter *c, size_t column)
{
  const char *header = ad_csv_field(c->csv, 0, column);
  char name[AD_QUOTE];

  return ad_fail(c->err, AD_EINPUT,
                 "%s: column %s has no value in the rows taken", c->csv->name,
                 ad_text_quote(name, header, strlen(header)));
}

static ad_field_kind kind_of(const ad_cutter *c, size_t row, size_t column)
{
  return ad_field_classify(ad_csv_field(c->csv, row, column));
}

/* A field that spoils a column of numbers. */
static ad_status fail_number(const ad_cutter *c, size_t row, size_t column)
{
  switch (kind_of(c, row, column)) {
  case AD_FIELD_INF:
    return fail_field(c, row, column, "is not a finite number");
  case AD_FIELD_LONG:
    return fail_field(c, row, column, "is a number of too many digits");
  default: break;
  }
  fail_field(c, row, column, "is not a number");
  ad_hint(c->err, "the decimal point is '.', and no commas stand between "
                  "thousands");
  return AD_EINPUT;
}

/* Classes coded 1, 2, ... are for columns of text: a number among them, or
   a slip of the pen among numbers, is more likely a mistake. */
static ad_status fail_mixture(const ad_cutter *c, size_t row, size_t column)
{
  fail_field(c, row, column, "is not a number, though others are");
  ad_hint(c->err, "'onehot' makes every text and number a class");
  return AD_EINPUT;
}

/* Whether the column holds text in the kept rows, or numbers alone. */
static ad_status find_kind(const ad_cutter *c, ad_cut_column *column)
{
  size_t odd = 0;  /* the first row with an odd number */
  size_t text = 0; /* with text                        */
  int numbers = 0;

  for (size_t row = 1; row <= c->csv->rows; row++) {
    if (!c->keep[row - 1])
      continue;
    ad_field_kind kind = kind_of(c, row, column->at);
    if (kind == AD_FIELD_MISSING && !c->cut->missing_mean)
      return fail_field(c, row, column->at, "is a missing value");
    if (kind == AD_FIELD_TEXT && c->cut->standardise)
      return fail_field(c, row, column->at,
                        "is text, but 'standardise' needs numbers");
    numbers |= kind == AD_FIELD_NUMBER;
    if (kind == AD_FIELD_TEXT && text == 0)
      text = row;
    else if (kind > AD_FIELD_NUMBER && odd == 0)
      odd = row;
  }
  column->text = text > 0;
  if (text > 0 && numbers && !c->cut->onehot)
    return fail_mixture(c, text, column->at);
  return column->text || odd == 0 ? AD_OK : fail_number(c, odd, column->at);
}

/* The field as a number (NaN: missing) or, in a text column, as text. */
static ad_status read_field(const ad_cutter *c, const ad_cut_column *column,
                            size_t row, ad_class *out)
{
  const char *s = ad_csv_field(c->csv, row, column->at);

  *out = (ad_class){0, s};
  if (column->text)
    return AD_OK;
  *out = (ad_class){NAN, ""};
  if (kind_of(c, row, column->at) == AD_FIELD_MISSING)
    return AD_OK;
  out->number = ad_number_read(s, strlen(s));
  if (isinf(out->number))
    return fail_field(c, row, column->at, "is too large for a number");
  return AD_OK;
}

/* By value, or by bytes: the order hangs on no locale. */
static int compare(const void *left, const void *right)
{
  const ad_class *a = left, *b = right;

  if (a->number != b->number)
    return a->number < b->number ? -1 : 1;
  return strcmp(a->text, b->text);
}

/* Sorts classes[n] and leaves one of each, *k of them. */
static void keep_different(ad_class *classes, size_t n, size_t *k)
{
  qsort(classes, n, sizeof *classes, compare);
  *k = 1;
  for (size_t i = 1; i < n; i++)
    if (compare(&classes[*k - 1], &classes[i]) != 0)
      classes[(*k)++] = classes[i];
}

static ad_status find_classes(const ad_cutter *c, ad_cut_column *column)
{
  size_t n = 0, size = 0;

  if (!ad_multiply(c->kept, sizeof(ad_class), &size))
    return ad_fail_memory(c->err, SIZE_MAX);
  column->classes = malloc(size);
  if (column->classes == NULL)
    return ad_fail_memory(c->err, size);
  for (size_t row = 1; row <= c->csv->rows; row++) {
    if (!c->keep[row - 1] || kind_of(c, row, column->at) == AD_FIELD_MISSING)
      continue;
    ad_status status = read_field(c, column, row, &column->classes[n++]);
    if (status != AD_OK)
      return status;
  }
  if (n == 0)
    return ad_cutter_fail_empty(c, column->at);
  keep_different(column->classes, n, &column->k);
  return AD_OK;
}

ad_status ad_cutter_plan(const ad_cutter *c, const char *name,
                         ad_cut_column *column)
{
  *column = (ad_cut_column){.width = 1};
  ad_status status = ad_csv_find(c->csv, name, &column->at, c->err);

  if (status == AD_OK)
    status = find_kind(c, column);
  if (status == AD_OK && (column->text || c->cut->onehot))
    status = find_classes(c, column);
  if (c->cut->onehot)
    column->width = column->k;
  return status;
}

ad_status ad_cutter_write(const ad_cutter *c, const ad_cut_column *column,
                          size_t row, double *x)
{
  ad_class value = {0, ""};
  ad_status status = read_field(c, column, row, &value);

  if (status != AD_OK)
    return status;
  if (column->classes == NULL) {
    *x = value.number;
    return AD_OK;
  }
  if (kind_of(c, row, column->at) == AD_FIELD_MISSING) {
    fail_field(c, row, column->at, "is missing, and classes have no mean");
    ad_hint(c->err, "without 'missing mean' the row is dropped");
    return AD_EINPUT;
  }
  const ad_class *found = bsearch(&value, column->classes, column->k,
                                  sizeof(ad_class), compare);
  size_t i = (size_t)(found - column->classes);
  if (c->cut->onehot)
    x[i] = 1;
  else
    *x = (double)(i + 1);
  return AD_OK;
}
