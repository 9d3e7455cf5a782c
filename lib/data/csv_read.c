/* SPDX-License-Identifier: GPL-3.0-or-later
   Reading a CSV file with libcsv: it splits the text into fields, this file
   keeps count of the lines, checks that the rows make a rectangle and says
   what is wrong where.  Read frame.h and csv_read.h before. */
#include "data/csv_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <csv.h>

#include "base/grow.h"
#include "base/utf8.h"

/* Makes room for one more element of `width` bytes in *array. */
static ad_status grow(void **array, size_t *capacity, size_t count,
                      size_t width, ad_error *err)
{
  if (ad_grow(array, capacity, count, 1, width) == AD_OK)
    return AD_OK;
  return ad_fail_memory(err, (count + 1) * width);
}

/* libcsv calls this at the end of each field. */
static void take_field(void *text, size_t n, void *data)
{
  ad_csv_reader *r = data;
  const char *s = text;

  if (r->status != AD_OK || (n == 0 && r->separator == ' '))
    return; /* several blanks count as one */
  if (r->count == r->first)
    r->first_line = r->line - ad_csv_breaks(s, n);
  void *fields = (void *)r->csv->fields;
  r->status = grow(&fields, &r->capacity, r->count, sizeof(char *), r->err);
  r->csv->fields = fields;
  if (r->status != AD_OK)
    return;
  for (; n > 0 && ad_csv_blank(s[n - 1]); n--) {}
  for (; n > 0 && ad_csv_blank(s[0]); n--) s++;
  char *copy = r->csv->pool + r->used;
  if (n > 0)
    memcpy(copy, s, n);
  copy[n] = '\0';
  r->csv->fields[r->count++] = copy;
  r->used += n + 1;
}

/* A column without a name cannot be taken by it; of a name that is there
   twice the first is found, and then the other (csv.c). */
static ad_status note_names(ad_csv *csv, ad_error *err)
{
  for (size_t i = 0; i < csv->cols; i++) {
    const char *name = csv->fields[i];
    size_t n = strlen(name), other = 0;
    if (n == 0 || ad_names_find(&csv->names, name, n, &other))
      continue; /* row numbers, as R and pandas write them */
    if (ad_names_add(&csv->names, name, n, i) != AD_OK)
      return ad_fail_memory(err, sizeof(ad_names_entry));
  }
  return AD_OK;
}

/* Puts a header "1", "2", ... above the first row, which has just come. */
static ad_status number_columns(ad_csv_reader *r)
{
  enum { DIGITS = 24 };
  ad_csv *csv = r->csv;
  size_t size = 0;

  for (size_t i = 0; i < csv->cols; i++) { /* room, by the usual steps */
    void *fields = (void *)csv->fields;
    ad_status status = grow(&fields, &r->capacity, r->count++, sizeof(char *),
                            r->err);
    csv->fields = fields;
    if (status != AD_OK)
      return status;
  }
  if (ad_multiply(csv->cols, DIGITS, &size))
    csv->numbers = malloc(size);
  if (csv->numbers == NULL)
    return ad_fail_memory(r->err, size);
  memmove((void *)(csv->fields + csv->cols), (void *)csv->fields,
          csv->cols * sizeof *csv->fields);
  for (size_t i = 0; i < csv->cols; i++) {
    csv->fields[i] = csv->numbers + DIGITS * i;
    snprintf(csv->numbers + DIGITS * i, DIGITS, "%zu", i + 1);
  }
  return AD_OK;
}

/* Whether the fields s and t may be one number with a decimal comma. */
static int split_number(const char *s, const char *t)
{
  static const char digits[] = "0123456789";
  s += *s == '-' || *s == '+';

  return *s != '\0' && *t != '\0' && s[strspn(s, digits)] == '\0' &&
         t[strspn(t, digits)] == '\0';
}

/* 1,234 may be either. */
static void hint_split(ad_error *err, const char *s, const char *t)
{
  ad_hint(err, strlen(t) == 3 && *s != '0'
                 ? "if %.20s,%.20s is one number, write %.20s.%.20s, or "
                   "%.20s%.20s where the comma stands between thousands"
                 : "if %.20s,%.20s is one number, write %.20s.%.20s",
          s, t, s, t, s, t);
}

static ad_status fail_ragged(const ad_csv_reader *r, size_t found)
{
  size_t cols = r->csv->cols;
  const char *const *row = r->csv->fields + r->first;

  ad_fail(r->err, AD_EINPUT, "%s:%zu: %zu field%s, but the %s %zu",
          r->source.name, r->first_line, found, found == 1 ? "" : "s",
          r->csv->header == AD_HEADER_NONE ? "first row has"
                                           : "header names", cols);
  if (cols == 1 && r->rows == 1)
    ad_hint(r->err, "where the header stands further down, let the lines above "
                    "it begin with #");
  else if (r->separator == ' ' && found == 1 && strchr(row[0], ','))
    ad_hint(r->err, "commas separate here, not blanks: leave the separator "
                    "out");
  else if (row[0][0] == '#')
    ad_hint(r->err, "lines of comments are skipped with: comment \"#\"");
  else if (found == cols + 1 && row[cols][0] == '\0')
    ad_hint(r->err, "a separator stands at the end of the line");
  for (size_t i = 0; !r->csv->hide && r->separator == ',' && found > cols &&
                     i + 1 < found; i++)
    if (split_number(row[i], row[i + 1])) {
      hint_split(r->err, row[i], row[i + 1]);
      break;
    }
  return AD_EINPUT;
}

static ad_status note_line(ad_csv_reader *r)
{
  void *lines = r->csv->lines;
  ad_status status = grow(&lines, &r->room, r->rows, sizeof(size_t), r->err);

  r->csv->lines = lines;
  if (status == AD_OK)
    r->csv->lines[r->rows++] = r->first_line;
  return status;
}

/* The header, or the first row where there is none. */
static ad_status take_first(ad_csv_reader *r, size_t found)
{
  r->csv->cols = found;
  if (r->csv->header != AD_HEADER_NONE)
    return note_names(r->csv, r->err);
  ad_status status = number_columns(r);
  return status == AD_OK ? note_line(r) : status;
}

/* libcsv calls this at the end of each row. */
static void take_row(int terminator, void *data)
{
  ad_csv_reader *r = data;
  size_t found = r->count - r->first;

  (void)terminator;
  if (r->status != AD_OK || found == 0)
    return; /* none in a line of blanks, where blanks separate */
  if (r->rows > 0 && found != r->csv->cols)
    r->status = fail_ragged(r, found);
  if (r->status == AD_OK)
    r->status = note_line(r);
  if (r->status == AD_OK && r->rows == 1)
    r->status = take_first(r, found);
  r->first = r->count;
}

/* libcsv calls this with the field that the end of the file cut short. */
static void take_open_field(void *text, size_t n, void *data)
{
  ad_csv_reader *r = data;

  r->line -= ad_csv_breaks(text, n);
}

static ad_status fail_split(const ad_csv_reader *r, struct csv_parser *parser,
                            size_t offset)
{
  size_t line = 0, column = 0;

  if (csv_error(parser) != CSV_EPARSE)
    return ad_fail_memory(r->err, csv_get_buffer_size(parser));
  ad_source_locate(&r->source, offset, &line, &column);
  ad_fail(r->err, AD_EINPUT,
          "%s:%zu:%zu: quotes must stand around the whole field",
          r->source.name, line + r->above, column);
  ad_hint(r->err, "a quote inside a quoted field is written twice: \"\"");
  return AD_EINPUT;
}

static ad_status finish(ad_csv_reader *r, struct csv_parser *parser)
{
  if (csv_fini(parser, take_field, take_row, r) == 0)
    return r->status;
  if (csv_error(parser) != CSV_EPARSE)
    return ad_fail_memory(r->err, csv_get_buffer_size(parser));
  csv_set_opts(parser, 0); /* now it hands out the open field */
  csv_fini(parser, take_open_field, NULL, r);
  return ad_fail(r->err, AD_EINPUT,
                 "%s:%zu: the quoted field that begins here never ends",
                 r->source.name, r->line);
}

static int has_odd_quotes(const char *s, size_t n)
{
  size_t count = 0;

  for (size_t i = 0; i < n; i++) count += s[i] == '"';
  return count % 2 == 1;
}

/* Line by line, so that the callbacks know the line they are in. */
static ad_status split(ad_csv_reader *r)
{
  const char *s = r->source.text;
  size_t n = r->source.size;
  int inside = 0; /* a quoted field */
  struct csv_parser parser;

  csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
  csv_set_blk_size(&parser, 4096);
  csv_set_delim(&parser, (unsigned char)r->separator);
  for (size_t at = 0; at < n && r->status == AD_OK;) {
    size_t length = ad_text_line(s + at, n - at);
    size_t end = ad_text_break(s + at + length, n - at - length);
    int skip = !inside && ad_csv_skips(r, s + at, length);
    r->csv->skipped += skip != 0;
    size_t done = skip ? length + end
                       : csv_parse(&parser, s + at, length + end, take_field,
                                   take_row, r);
    if (r->status == AD_OK && done < length + end)
      r->status = fail_split(r, &parser, at + done);
    inside ^= !skip && has_odd_quotes(s + at, length);
    at += length + end;
    r->line += end > 0;
  }
  if (r->status == AD_OK)
    r->status = finish(r, &parser);
  csv_free(&parser);
  return r->status;
}

static ad_status read_rows(ad_csv_reader *r)
{
  ad_status status = split(r);

  if (status != AD_OK)
    return status;
  if (r->rows == 0)
    return ad_fail(r->err, AD_EINPUT,
                   r->csv->header == AD_HEADER_NONE
                     ? "%s is empty, expected rows of fields"
                     : "%s is empty, expected a header of column names",
                   r->source.name);
  if (r->rows == 1)
    return ad_fail(r->err, AD_EINPUT, "%s:%zu: no rows below the header",
                   r->source.name, r->csv->lines[0]);
  r->csv->rows = r->rows - 1;
  return AD_OK;
}

/* A field, and the zero after it, takes no more bytes than in the file, where
   all but the last are followed by a separator or a line break. */
static ad_status csv_new(ad_csv_reader *r, const ad_csv_format *format)
{
  size_t length = strlen(r->source.name) + 1;
  ad_csv *csv = r->csv = calloc(1, sizeof *r->csv);

  if (csv == NULL)
    return ad_fail_memory(r->err, sizeof *csv);
  csv->decimal = format->decimal != 0 ? format->decimal : '.';
  csv->header = format->header;
  csv->hide = format->hide;
  csv->name = malloc(length);
  csv->pool = malloc(r->source.size + 1);
  if (csv->name == NULL || csv->pool == NULL)
    return ad_fail_memory(r->err, length + r->source.size + 1);
  memcpy(csv->name, r->source.name, length);
  return AD_OK;
}

ad_status ad_csv_read(const char *name, const char *text, size_t size,
                      const ad_csv_format *format, ad_csv **out, ad_error *err)
{
  static const ad_csv_format usual = {0};
  ad_csv_reader r = {.line = 1, .err = err};

  *out = NULL;
  format = format != NULL ? format : &usual;
  r.source = (ad_source){name, size > 0 ? text : "", size};
  r.separator = format->separator != 0 ? format->separator : ',';
  r.comment = format->comment;
  ad_status status = ad_csv_open(&r, format->separator != 0);
  if (status == AD_OK)
    status = csv_new(&r, format);
  if (status == AD_OK)
    status = read_rows(&r);
  if (status == AD_OK)
    *out = r.csv;
  else
    ad_csv_free(r.csv);
  return status;
}
