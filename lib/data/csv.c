/* SPDX-License-Identifier: GPL-3.0-or-later
   A CSV file in memory: fields, their lines, columns by name.  Read
   csv_data.h before; csv_read.c fills it. */
#include "data/csv_data.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "data/csv_field.h"
#include "report.h"

size_t ad_csv_breaks(const char *s, size_t n)
{
  size_t count = 0;

  for (size_t i = 0; i < n; i++) {
    size_t width = ad_text_break(s + i, n - i);
    count += width > 0;
    i += width > 1;
  }
  return count;
}

const char *ad_csv_field(const ad_csv *csv, size_t row, size_t column)
{
  return csv->fields[row * csv->cols + column];
}

size_t ad_csv_line(const ad_csv *csv, size_t row, size_t column)
{
  size_t line = csv->lines[row];

  for (size_t i = 0; i < column; i++) {
    const char *s = ad_csv_field(csv, row, i);
    line += ad_csv_breaks(s, strlen(s));
  }
  return line;
}

size_t ad_csv_row_count(const ad_csv *csv)
{
  return csv->rows;
}

/* All header names, as far as they fit into a hint. */
static void hint_names(const ad_csv *csv, ad_error *err)
{
  char list[160], quoted[AD_QUOTE];
  size_t used = 0;

  for (size_t i = 0; i < csv->cols; i++) {
    const char *name = ad_csv_field(csv, 0, i);
    if (name[0] == '\0')
      continue;
    ad_text_quote(quoted, name, strlen(name));
    size_t n = strlen(quoted);
    if (used + n + 6 > sizeof list) {
      memcpy(list + used, ", ...", 6);
      break;
    }
    memcpy(list + used, ", ", used > 0 ? 2 : 0);
    used += used > 0 ? 2 : 0;
    memcpy(list + used, quoted, n + 1);
    used += n;
  }
  ad_hint(err, "its columns are %s", list);
}

/* Whether the header is a row of data: all names are numbers, or half of
   them are and do not count 1, 2, 3 as years do. */
static int looks_like_data(const ad_csv *csv)
{
  size_t named = 0, numbers = 0, counting = 0;
  double last = NAN;

  if (csv->header == AD_HEADER_NONE)
    return 0;
  for (size_t i = 0; i < csv->cols; i++) {
    const char *s = ad_csv_field(csv, 0, i);
    named += *s != '\0';
    if (ad_field_classify(s, csv->decimal) != AD_FIELD_NUMBER)
      continue;
    double x = ad_field_number(s, csv->decimal);
    counting += x == last + 1;
    last = x;
    numbers++;
  }
  return numbers > 0 && (numbers == named || (2 * numbers >= named &&
                                              counting + 1 < numbers));
}

int ad_csv_doubt(const ad_csv *csv, ad_error *err)
{
  if (csv->header == AD_HEADER_SURE || !looks_like_data(csv))
    return 0;
  ad_fail(err, AD_EINPUT, "%s:%zu: numbers stand where the names of the "
          "columns are due", csv->name, csv->lines[0]);
  ad_hint(err, "if this is the first row, write: no header columns 1, 2; if "
               "these are the names, write: header");
  return 1;
}

/* Is the name a word of a header that is one field with blanks in it? */
static int is_word_of(const ad_csv *csv, const char *name)
{
  const char *header = csv->fields[0];
  size_t n = strlen(name);

  for (const char *s = header; csv->cols == 1 && n > 0 && *s; s++) {
    int begins = s == header || s[-1] == ' ' || s[-1] == '\t';
    if (begins && strncmp(s, name, n) == 0 && strchr(" \t", s[n]) &&
        strlen(header) > n)
      return 1;
  }
  return 0;
}

/* Why there is no column of this name. */
static void hint_name(const ad_csv *csv, const char *name, ad_error *err)
{
  char quoted[AD_QUOTE];
  const char *near = ad_nearest(name, csv->fields, csv->cols);

  if (is_word_of(csv, name))
    ad_hint(err, "if blanks separate the columns of this file, write: "
                 "separator \" \"; a name with blanks stands in quotes");
  else if (near != NULL && *near != '\0')
    ad_hint(err, "did you mean %s?",
            ad_text_quote(quoted, near, strlen(near)));
  else if (looks_like_data(csv))
    ad_hint(err, "the first row looks like data; where the file has no "
                 "header, write: no header columns 1, 2");
  else
    hint_names(csv, err);
}

static ad_status find_number(const ad_csv *csv, size_t number, size_t *column,
                             ad_error *err)
{
  *column = number - 1;
  if (number >= 1 && number <= csv->cols)
    return AD_OK;
  return ad_fail(err, AD_EINPUT, "%s:%zu: no column %zu; the file has %zu",
                 csv->name, csv->lines[0], number, csv->cols);
}

static ad_status find_name(const ad_csv *csv, const char *name, size_t *column,
                           ad_error *err)
{
  char quoted[AD_QUOTE];

  if (!ad_names_find(&csv->names, name, strlen(name), column)) {
    ad_fail(err, AD_EINPUT, "%s:%zu: no column %s in the header", csv->name,
            csv->lines[0], ad_text_quote(quoted, name, strlen(name)));
    hint_name(csv, name, err);
    return AD_EINPUT;
  }
  for (size_t i = *column + 1; i < csv->cols; i++)
    if (strcmp(ad_csv_field(csv, 0, i), name) == 0) {
      ad_fail(err, AD_EINPUT, "%s:%zu: columns %zu and %zu are both named %s",
              csv->name, ad_csv_line(csv, 0, i), *column + 1, i + 1,
              ad_text_quote(quoted, name, strlen(name)));
      ad_hint(err, "take one by its number: columns %zu", i + 1);
      return AD_EINPUT;
    }
  return AD_OK;
}

ad_status ad_csv_find(const ad_csv *csv, const ad_pick *pick, size_t *column,
                      ad_error *err)
{
  char quoted[AD_QUOTE];

  if (pick->name == NULL)
    return find_number(csv, pick->number, column, err);
  if (csv->header != AD_HEADER_NONE)
    return find_name(csv, pick->name, column, err);
  ad_fail(err, AD_EINPUT, "%s has no header, so no column %s", csv->name,
          ad_text_quote(quoted, pick->name, strlen(pick->name)));
  ad_hint(err, "columns go by number there: columns 1, 2 or columns 1:%zu",
          csv->cols);
  return AD_EINPUT;
}

const char *ad_csv_quote(const ad_csv *csv, size_t row, size_t column,
                         char out[AD_QUOTE])
{
  const char *s = ad_csv_field(csv, row, column);

  if (*s == '\0')
    return "an empty field";
  return csv->hide && row > 0 ? "a field" : ad_text_quote(out, s, strlen(s));
}

size_t ad_csv_column_count(const ad_csv *csv)
{
  return csv->cols;
}

size_t ad_csv_row_line(const ad_csv *csv, size_t i)
{
  return i < ad_csv_row_count(csv) ? csv->lines[i + 1] : 0;
}

void ad_csv_free(ad_csv *csv)
{
  if (csv == NULL)
    return;
  ad_names_free(&csv->names);
  free((void *)csv->fields);
  free(csv->lines);
  free(csv->pool);
  free(csv->numbers);
  free(csv->name);
  free(csv);
}
