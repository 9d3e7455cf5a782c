/* SPDX-License-Identifier: GPL-3.0-or-later
   Reading a CSV file with libcsv: it splits the text into fields, this file
   keeps count of the lines, checks that the rows make a rectangle and says
   what is wrong where.  Read frame.h and csv_data.h before. */
#include "csv_data.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <csv.h>

#include "report.h"
#include "text.h"

/* The state of reading.  After a failure (status) the rest is skipped. */
typedef struct reader {
  ad_csv *csv;
  ad_source source;
  size_t line;            /* that is being split, from 1                   */
  size_t used;            /* bytes of csv->pool                            */
  size_t count, capacity; /* of csv->fields                                */
  size_t rows, room;      /* of csv->lines, the header counted             */
  size_t first;           /* field of the row that is being read           */
  size_t first_line;      /* on which it begins                            */
  ad_status status;
  ad_error *err;
} reader;

/* Makes room for one more element of `width` bytes in *array. */
static ad_status grow(void **array, size_t *capacity, size_t count,
                      size_t width, ad_error *err)
{
  size_t wanted = 0, size = 0;

  if (count < *capacity)
    return AD_OK;
  if (!ad_multiply(*capacity > 0 ? *capacity : 32, 2, &wanted) ||
      !ad_multiply(wanted, width, &size))
    return ad_fail_memory(err, SIZE_MAX);
  void *larger = realloc(*array, size);
  if (larger == NULL)
    return ad_fail_memory(err, size);
  *array = larger;
  *capacity = wanted;
  return AD_OK;
}

static int blank(char c)
{
  return c == ' ' || c == '\t';
}

/* libcsv calls this at the end of each field. */
static void take_field(void *text, size_t n, void *data)
{
  reader *r = data;
  const char *s = text;

  if (r->status != AD_OK)
    return;
  if (r->count == r->first)
    r->first_line = r->line - ad_csv_breaks(s, n);
  void *fields = (void *)r->csv->fields;
  r->status = grow(&fields, &r->capacity, r->count, sizeof(char *), r->err);
  r->csv->fields = fields;
  if (r->status != AD_OK)
    return;
  for (; n > 0 && blank(s[n - 1]); n--) {}
  for (; n > 0 && blank(s[0]); n--) s++;
  char *copy = r->csv->pool + r->used;
  if (n > 0)
    memcpy(copy, s, n);
  copy[n] = '\0';
  r->csv->fields[r->count++] = copy;
  r->used += n + 1;
}

/* Names must differ; a column without one cannot be taken. */
static ad_status check_header(ad_csv *csv, ad_error *err)
{
  char quoted[AD_QUOTE];

  for (size_t i = 0; i < csv->cols; i++) {
    const char *name = csv->fields[i];
    size_t n = strlen(name), other = 0;
    if (n == 0)
      continue; /* row numbers, as R and pandas write them */
    if (ad_names_find(&csv->names, name, n, &other))
      return ad_fail(err, AD_EINPUT,
                     "%s:%zu: columns %zu and %zu are both named %s",
                     csv->name, ad_csv_line(csv, 0, i), other + 1, i + 1,
                     ad_text_quote(quoted, name, n));
    if (ad_names_add(&csv->names, name, n, i) != AD_OK)
      return ad_fail_memory(err, sizeof(ad_names_entry));
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

static ad_status fail_ragged(const reader *r, size_t found)
{
  size_t cols = r->csv->cols;
  const char *const *row = r->csv->fields + r->first;

  ad_fail(r->err, AD_EINPUT, "%s:%zu: %zu field%s, but the header names %zu",
          r->source.name, r->first_line, found, found == 1 ? "" : "s", cols);
  for (size_t i = 0; found > cols && i + 1 < found; i++)
    if (split_number(row[i], row[i + 1])) {
      ad_hint(r->err, "if %.20s,%.20s is one number, write %.20s.%.20s",
              row[i], row[i + 1], row[i], row[i + 1]);
      break;
    }
  return AD_EINPUT;
}

/* libcsv calls this at the end of each row. */
static void take_row(int terminator, void *data)
{
  reader *r = data;
  ad_csv *csv = r->csv;
  size_t found = r->count - r->first;

  (void)terminator;
  if (r->status != AD_OK)
    return;
  void *lines = csv->lines;
  r->status = grow(&lines, &r->room, r->rows, sizeof(size_t), r->err);
  csv->lines = lines;
  if (r->status != AD_OK)
    return;
  csv->lines[r->rows] = r->first_line;
  if (r->rows == 0) {
    csv->cols = found;
    r->status = check_header(csv, r->err);
  } else if (found != csv->cols) {
    r->status = fail_ragged(r, found);
  }
  r->rows++;
  r->first = r->count;
}

/* libcsv calls this with the field that the end of the file cut short. */
static void take_open_field(void *text, size_t n, void *data)
{
  reader *r = data;

  r->line -= ad_csv_breaks(text, n);
}

static ad_status fail_split(const reader *r, struct csv_parser *parser,
                            size_t offset)
{
  size_t line = 0, column = 0;

  if (csv_error(parser) != CSV_EPARSE)
    return ad_fail_memory(r->err, csv_get_buffer_size(parser));
  ad_source_locate(&r->source, offset, &line, &column);
  ad_fail(r->err, AD_EINPUT,
          "%s:%zu:%zu: quotes must stand around the whole field",
          r->source.name, line, column);
  ad_hint(r->err, "a quote inside a quoted field is written twice: \"\"");
  return AD_EINPUT;
}

static ad_status finish(reader *r, struct csv_parser *parser)
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

/* Line by line, so that the callbacks know the line they are in. */
static ad_status split(reader *r)
{
  const char *s = r->source.text;
  size_t n = r->source.size;
  struct csv_parser parser;

  csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
  csv_set_blk_size(&parser, 4096);
  for (size_t at = 0; at < n && r->status == AD_OK;) {
    size_t length = ad_text_line(s + at, n - at);
    size_t end = ad_text_break(s + at + length, n - at - length);
    size_t done =
        csv_parse(&parser, s + at, length + end, take_field, take_row, r);
    if (r->status == AD_OK && done < length + end)
      r->status = fail_split(r, &parser, at + done);
    at += length + end;
    r->line += end > 0;
  }
  if (r->status == AD_OK)
    r->status = finish(r, &parser);
  csv_free(&parser);
  return r->status;
}

/* A header without a comma, but with semicolons or tabs outside quotes, is
   that of another kind of file. */
static ad_status check_separator(const reader *r)
{
  const ad_source *source = &r->source;
  size_t commas = 0, semicolons = 0, tabs = 0, i = 0, line = 0, column = 0;
  int inside = 0;

  while (i < source->size && strchr(" \t\r\n", source->text[i]) != NULL) i++;
  size_t begin = i, end = ad_text_line(source->text + i, source->size - i) + i;
  while (end > begin && blank(source->text[end - 1])) end--;
  for (; i < end; i++) {
    inside ^= source->text[i] == '"';
    commas += !inside && source->text[i] == ',';
    semicolons += !inside && source->text[i] == ';';
    tabs += !inside && source->text[i] == '\t';
  }
  if (commas > 0 || (semicolons == 0 && tabs == 0))
    return AD_OK;
  ad_source_locate(source, begin, &line, &column);
  ad_fail(r->err, AD_EINPUT,
          "%s:%zu: the fields are separated by %s, not by commas",
          source->name, line, semicolons > 0 ? "';'" : "tabs");
  ad_hint(r->err, "save the file with ',' between fields and '.' in numbers");
  return AD_EINPUT;
}

/* Skips a byte order mark, and refuses what is no text. */
static ad_status check_text(reader *r)
{
  ad_source *source = &r->source;
  const char *s = source->text;
  size_t line = 0, column = 0;

  if (source->size >= 2 && (memcmp(s, "\xFF\xFE", 2) == 0 ||
                            memcmp(s, "\xFE\xFF", 2) == 0))
    return ad_fail(r->err, AD_EINPUT, "%s is UTF-16 text, expected UTF-8",
                   source->name);
  if (source->size >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0) {
    source->text += 3;
    source->size -= 3;
  }
  const char *zero = memchr(source->text, 0, source->size);
  if (zero != NULL) {
    size_t offset = (size_t)(zero - source->text);
    ad_source_locate(source, offset, &line, &column);
    return ad_fail(r->err, AD_EINPUT, "%s:%zu:%zu: byte 0 in the text",
                   source->name, line, column);
  }
  return check_separator(r);
}

static ad_status read_rows(reader *r)
{
  ad_status status = split(r);

  if (status != AD_OK)
    return status;
  if (r->rows == 0)
    return ad_fail(r->err, AD_EINPUT,
                   "%s is empty, expected a header of column names",
                   r->source.name);
  if (r->rows == 1)
    return ad_fail(r->err, AD_EINPUT, "%s:%zu: no rows below the header",
                   r->source.name, r->csv->lines[0]);
  r->csv->rows = r->rows - 1;
  return AD_OK;
}

ad_status ad_csv_read(const char *name, const char *text, size_t size,
                      ad_csv **out, ad_error *err)
{
  reader r = {.line = 1, .err = err};
  size_t length = strlen(name) + 1;

  *out = NULL;
  r.source = (ad_source){name, size > 0 ? text : "", size};
  ad_status status = check_text(&r);
  if (status != AD_OK)
    return status;
  r.csv = calloc(1, sizeof *r.csv);
  if (r.csv == NULL)
    return ad_fail_memory(err, sizeof *r.csv);
  /* A field, and the zero after it, takes no more bytes than in the file,
     where all but the last are followed by a comma or a line break. */
  r.csv->name = malloc(length);
  r.csv->pool = malloc(r.source.size + 1);
  if (r.csv->name == NULL || r.csv->pool == NULL) {
    status = ad_fail_memory(err, length + r.source.size + 1);
    goto fail;
  }
  memcpy(r.csv->name, name, length);
  status = read_rows(&r);
  if (status != AD_OK)
    goto fail;
  *out = r.csv;
  return AD_OK;
fail:
  ad_csv_free(r.csv);
  return status;
}
