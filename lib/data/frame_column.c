/* SPDX-License-Identifier: GPL-3.0-or-later
   One column of a cut: numbers, classes and what does not fit.  Read
   frame_column.h before. */
#include "data/frame_column.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "data/csv_field.h"

static const char *column_name(const ad_cutter *c, size_t column,
                               char out[AD_QUOTE])
{
  const char *header = ad_csv_field(c->csv, 0, column);

  return c->csv->header == AD_HEADER_NONE
           ? header
           : ad_text_quote(out, header, strlen(header));
}

/* "file:line: column 'name': 'text' <what>" about one field. */
static ad_status fail_field(const ad_cutter *c, size_t row, size_t column,
                            const char *what)
{
  char name[AD_QUOTE], text[AD_QUOTE];

  return ad_fail(c->err, AD_EINPUT, "%s:%zu: column %s: %s %s", c->csv->name,
                 ad_csv_line(c->csv, row, column),
                 column_name(c, column, name),
                 ad_csv_quote(c->csv, row, column, text), what);
}

ad_status ad_cutter_fail_empty(const ad_cutter *c, size_t column)
{
  char name[AD_QUOTE];

  return ad_fail(c->err, AD_EINPUT,
                 "%s: column %s has no value in the rows taken", c->csv->name,
                 column_name(c, column, name));
}

void ad_cutter_say_vanished(const ad_cutter *c, size_t row, size_t column,
                            size_t n)
{
  fail_field(c, row, column, "is nearer to 0 than any double, and read as 0");
  if (n > 1)
    ad_hint(c->err, "so %s %zu more of the numbers taken",
            n == 2 ? "is" : "are", n - 1);
}

static ad_field_kind kind_of(const ad_cutter *c, size_t row, size_t column)
{
  return ad_field_classify(ad_csv_field(c->csv, row, column), c->csv->decimal);
}

static int is_in(const char *const *list, size_t n, const char *s)
{
  for (size_t i = 0; i < n; i++)
    if (strcmp(list[i], s) == 0)
      return 1;
  return 0;
}

int ad_cutter_missing(const ad_csv *csv, const ad_cut *cut,
                      const ad_pick *pick, const char *field)
{
  return ad_field_classify(field, csv->decimal) == AD_FIELD_MISSING ||
         is_in(cut->missing, cut->n_missing, field) ||
         is_in(pick->missing, pick->n_missing, field);
}

static int is_missing(const ad_cutter *c, const ad_cut_column *column,
                      size_t row)
{
  return ad_cutter_missing(c->csv, c->cut, column->pick,
                           ad_csv_field(c->csv, row, column->at));
}

static ad_slip slip_of(const ad_cutter *c, size_t row, size_t column)
{
  return ad_field_slip(ad_csv_field(c->csv, row, column), c->csv->decimal);
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
  ad_field_mend(slip_of(c, row, column), c->csv->decimal, c->err);
  return AD_EINPUT;
}

/* Classes coded 1, 2, ... are for columns of text: a number among them, or
   a slip of the pen among numbers, is more likely a mistake. */
static ad_status fail_mixture(const ad_cutter *c, size_t row, size_t column)
{
  fail_field(c, row, column, "is not a number, though others are");
  ad_field_mend(slip_of(c, row, column), c->csv->decimal, c->err);
  return AD_EINPUT;
}

/* What stands in the kept rows of a column: how many there are of a kind,
   and the first row of each. */
typedef struct census {
  size_t numbers, texts, gaps, digits, likely;
  size_t text, odd, digit; /* first rows                                   */
} census;

static void count_text(const ad_cutter *c, const ad_cut_column *column,
                       size_t row, census *n)
{
  ad_slip slip = slip_of(c, row, column->at);

  n->texts++;
  n->gaps += slip == AD_SLIP_GAP;
  n->digits += slip >= AD_SLIP_CODE;
  n->likely += slip > AD_SLIP_CODE;
  if (n->digit == 0 && slip >= AD_SLIP_CODE)
    n->digit = row;
}

static ad_status take_census(const ad_cutter *c, const ad_cut_column *column,
                             census *n)
{
  *n = (census){0};
  for (size_t row = 1; row <= c->csv->rows; row++) {
    if (!c->keep[row - 1])
      continue;
    ad_field_kind kind = kind_of(c, row, column->at);
    if (is_missing(c, column, row)) {
      if (!(column->pick->how & AD_MISSING_MEAN))
        return fail_field(c, row, column->at, "is a missing value");
      continue;
    }
    n->numbers += kind == AD_FIELD_NUMBER;
    if (kind == AD_FIELD_TEXT || kind == AD_FIELD_COMMA)
      count_text(c, column, row, n);
    if (kind == AD_FIELD_TEXT && n->text == 0)
      n->text = row;
    else if (kind > AD_FIELD_NUMBER && kind != AD_FIELD_TEXT && n->odd == 0)
      n->odd = row;
  }
  return AD_OK;
}

/* Whether the column holds text in the kept rows, or numbers alone. */
static ad_status find_kind(const ad_cutter *c, ad_cut_column *column)
{
  unsigned how = column->pick->how;
  size_t at = column->at;
  census n;
  ad_status status = take_census(c, column, &n);

  column->text = n.text > 0;
  if (status != AD_OK)
    return status;
  if (how & (AD_ONEHOT | AD_CLASSES | AD_BINARY)) {
    return column->text || n.odd == 0 ? AD_OK : fail_number(c, n.odd, at);
  }
  if (n.text == 0)
    return n.odd == 0 ? AD_OK : fail_number(c, n.odd, at);
  if (n.numbers > 0)
    return fail_mixture(c, n.text, at);
  /* Prices, dates and the like: all hold digits, or most look like numbers. */
  if (n.digits > 0 &&
      (n.digits + n.gaps == n.texts || 2 * n.likely > n.texts - n.gaps))
    return fail_number(c, n.digit, at);
  if (how & AD_STANDARDISE)
    return fail_field(c, n.text, at,
                      "is text, but 'standardise' needs numbers");
  if (how & (AD_LABELS_0 | AD_LABELS_1)) {
    fail_field(c, n.text, at, "is text, but 'labels from' needs numbers");
    ad_hint(c->err, "classes of texts are numbered from 1");
    return AD_EINPUT;
  }
  return AD_OK;
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
  if (is_missing(c, column, row))
    return AD_OK;
  out->number = ad_field_number(s, c->csv->decimal);
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
    if (!c->keep[row - 1] || is_missing(c, column, row))
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

/* Is this the class that `binary "..."` names? */
static int is_class(const ad_cutter *c, const ad_class *class, const char *one)
{
  char decimal = c->csv->decimal;

  if (isnan(class->number))
    return 0;
  if (*class->text != '\0')
    return strcmp(class->text, one) == 0;
  return ad_field_classify(one, decimal) == AD_FIELD_NUMBER &&
         ad_field_number(one, decimal) == class->number;
}

/* Which of the classes is 1. */
static ad_status choose_one(const ad_cutter *c, ad_cut_column *column)
{
  const char *one = column->pick->one;
  char name[AD_QUOTE], text[AD_QUOTE];

  column_name(c, column->at, name);
  if (one == NULL) {
    column->one = 1;
    if (column->k == 2)
      return AD_OK;
    ad_fail(c->err, AD_EINPUT, "%s: column %s has %zu class%s; 'binary' is for "
            "two", c->csv->name, column_name(c, column->at, name), column->k,
            column->k == 1 ? "" : "es");
    ad_hint(c->err, "binary \"...\" names the class that is 1; all others are "
                    "0");
    return AD_EINPUT;
  }
  for (column->one = 0; column->one < column->k; column->one++)
    if (is_class(c, &column->classes[column->one], one))
      return AD_OK;
  return ad_fail(c->err, AD_EINPUT, "%s: column %s has no class %s",
                 c->csv->name, column_name(c, column->at, name),
                 ad_text_quote(text, one, strlen(one)));
}

ad_status ad_cutter_plan(const ad_cutter *c, const ad_pick *pick,
                         ad_cut_column *column)
{
  *column = (ad_cut_column){.width = 1, .pick = pick};
  ad_status status = ad_csv_find(c->csv, pick, &column->at, c->err);

  if (status == AD_OK)
    status = find_kind(c, column);
  if (status == AD_OK &&
      (column->text || pick->how & (AD_ONEHOT | AD_CLASSES | AD_BINARY)))
    status = find_classes(c, column);
  if (status == AD_OK && pick->how & AD_BINARY)
    status = choose_one(c, column);
  if (pick->how & AD_ONEHOT)
    column->width = column->k;
  return status;
}

/* A label as 1, 2, ...; NaN is to become a mean. */
static ad_status write_label(const ad_cutter *c, ad_cut_column *column,
                             size_t row, double label, double *x)
{
  double least = column->pick->how & AD_LABELS_0 ? 0 : 1;

  *x = label + 1 - least;
  if (label >= least && floor(label) == label) {
    column->top = fmax(column->top, label);
    return AD_OK;
  }
  if (isnan(label)) {
    fail_field(c, row, column->at, "is missing, and labels have no mean");
    ad_hint(c->err, "without 'missing mean' the row is dropped");
    return AD_EINPUT;
  }
  return fail_field(c, row, column->at,
                    least == 0 ? "is no label: they are whole numbers from 0"
                               : "is no label: they are whole numbers from 1");
}

/* Remembers a number that is read as 0 though a digit of it is none. */
static void note_vanished(const ad_cutter *c, ad_cut_column *column,
                          size_t row, double number)
{
  const char *s = ad_csv_field(c->csv, row, column->at);

  if (number != 0 || column->text ||
      strcspn(s, "123456789") >= strcspn(s, "eE"))
    return;
  if (column->n_vanished++ == 0)
    column->vanished = row;
}

ad_status ad_cutter_write(const ad_cutter *c, ad_cut_column *column,
                          size_t row, double *x)
{
  unsigned how = column->pick->how;
  ad_class value = {0, ""};
  ad_status status = read_field(c, column, row, &value);

  if (status != AD_OK)
    return status;
  note_vanished(c, column, row, value.number);
  if (how & (AD_LABELS_0 | AD_LABELS_1))
    return write_label(c, column, row, value.number, x);
  if (column->classes == NULL) {
    *x = value.number;
    return AD_OK;
  }
  if (is_missing(c, column, row)) {
    fail_field(c, row, column->at, "is missing, and classes have no mean");
    ad_hint(c->err, "without 'missing mean' the row is dropped");
    return AD_EINPUT;
  }
  const ad_class *found = bsearch(&value, column->classes, column->k,
                                  sizeof(ad_class), compare);
  size_t i = (size_t)(found - column->classes);
  if (how & AD_ONEHOT)
    x[i] = 1;
  else
    *x = how & AD_BINARY ? (double)(i == column->one) : (double)(i + 1);
  return AD_OK;
}
