/* SPDX-License-Identifier: GPL-3.0-or-later
   The list of messages about one source, and how one of them is shown.
   Read report.h and utf8.h before. */
#include "report.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "base/utf8.h"

enum {
  WINDOW = 80, /* columns of a source line that are shown                 */
  RECENT = 64, /* messages among which repetitions are looked for        */
  BEFORE = 40, /* of them before the place, where the line is long        */
  UTF8_MAX = 4
};

void ad_report_init(ad_report *report, const ad_source *source)
{
  *report = (ad_report){.source = source, .worst = AD_OK};
}

void ad_report_free(ad_report *report)
{
  if (report == NULL)
    return;
  free(report->messages);
  int (*width)(unsigned long code) = report->width;
  ad_source *own = report->own;
  ad_report_init(report, own ? NULL : report->source);
  free(own);
  report->width = width;
}

static int grow(ad_report *report)
{
  void *messages = report->messages;
  ad_status status = ad_grow(&messages, &report->capacity, report->count, 1,
                             sizeof *report->messages);
  report->messages = messages;
  return status == AD_OK;
}

/* The same message at the same place again, as from each round of a loop? */
static int is_repeated(const ad_report *report, ad_severity severity,
                       const ad_error *error)
{
  size_t first = report->count > RECENT ? report->count - RECENT : 0;

  for (size_t i = first; i < report->count; i++) {
    const ad_message *m = &report->messages[i];
    if (m->severity == severity && error->place.width > 0 &&
        m->error.place.offset == error->place.offset &&
        m->error.place.width == error->place.width &&
        strcmp(m->error.text, error->text) == 0)
      return 1;
  }
  return 0;
}

void ad_report_add(ad_report *report, ad_severity severity,
                   const ad_error *error)
{
  ad_status status = error->status == AD_OK ? AD_EINPUT : error->status;

  if (is_repeated(report, severity, error) || error->text[0] == '\0')
    return;
  if (severity == AD_ERROR) {
    report->errors++;
    if (status > report->worst)
      report->worst = status;
  }
  if (!grow(report)) {
    report->worst = AD_ENOMEM;
    return;
  }
  ad_message *message = &report->messages[report->count++];
  *message = (ad_message){.severity = severity, .error = *error};
  message->error.status = status;
}

void ad_report_say(ad_report *report, ad_severity severity, ad_place place,
                   const char *format, ...)
{
  ad_error error = {.status = AD_EINPUT, .place = place};
  char text[sizeof error.text];
  va_list arguments;

  va_start(arguments, format);
  if (vsnprintf(text, sizeof text, format, arguments) < 0)
    text[0] = '\0';
  va_end(arguments);
  ad_fail(&error, AD_EINPUT, "%s", text);
  error.place = place;
  ad_report_add(report, severity, &error);
}

/* Bytes of the character at text[n], malformed ones one by one. */
static size_t step(const char *text, size_t n)
{
  unsigned long code = 0;
  size_t length = ad_utf8_read(text, n, &code);

  return length > 0 ? length : 1;
}

/* Bytes of the byte order mark at the start of a source. */
static size_t mark_size(const ad_source *source)
{
  return source->size >= 3 && memcmp(source->text, "\xEF\xBB\xBF", 3) == 0 ? 3
                                                                           : 0;
}

/* Start of the line that offset stands in; counts the lines up to it. */
static size_t line_start(const ad_source *source, size_t offset, size_t *line)
{
  size_t start = mark_size(source);

  *line = 1;
  for (size_t i = start; i < offset;) {
    size_t width = ad_text_break(source->text + i, source->size - i);
    i += width > 0 ? width : 1;
    if (width > 0 && i <= offset) {
      start = i;
      ++*line;
    }
  }
  return start;
}

void ad_source_locate(const ad_source *source, size_t offset, size_t *line,
                      size_t *column)
{
  size_t end = offset < source->size ? offset : source->size;

  *column = 1;
  for (size_t i = line_start(source, end, line); i < end; ++*column)
    i += step(source->text + i, source->size - i);
}

/* A growing text. */
typedef struct buffer {
  char *text;
  size_t size, capacity;
  int failed;
} buffer;

static void put_bytes(buffer *out, const char *text, size_t n)
{
  if (out->failed)
    return;
  void *grown = out->text;
  if (ad_grow(&grown, &out->capacity, out->size, n + 1, 1) != AD_OK) {
    out->failed = 1;
    return;
  }
  out->text = grown;
  memcpy(out->text + out->size, text, n);
  out->size += n;
  out->text[out->size] = '\0';
}

static void put_many(buffer *out, char c, size_t n)
{
  for (size_t i = 0; i < n; i++)
    put_bytes(out, &c, 1);
}

/* Appends text so that no control character gets through. */
static void put_shown(buffer *out, const char *text)
{
  size_t n = strlen(text);

  for (size_t i = 0; i < n;) {
    ad_cell cell = ad_text_cell(text + i, n - i);
    put_bytes(out, cell.text, strlen(cell.text));
    i += cell.bytes;
  }
}

/* The cell at s[n], with its columns as the report's owner counts them. */
static ad_cell cell_at(const ad_report *report, const char *s, size_t n)
{
  ad_cell cell = ad_text_cell(s, n);
  unsigned long code = 0;

  if (report->width != NULL && cell.columns == 1 && cell.bytes > 1 &&
      ad_utf8_read(s, n, &code) > 0) {
    int columns = report->width(code);
    cell.columns = columns < 0 ? 1 : (size_t)columns;
  }
  return cell;
}

/* Whether line[n] fits into the window. */
static int fits(const ad_report *report, const char *line, size_t n)
{
  size_t columns = 0;

  for (size_t i = 0; i < n && columns <= WINDOW;) {
    ad_cell cell = cell_at(report, line + i, n - i);
    columns += cell.columns;
    i += cell.bytes;
  }
  return columns <= WINDOW;
}

/* Where the window on line[n] starts: BEFORE columns before `at`. */
static size_t window_start(const ad_report *report, const char *line, size_t n,
                           size_t at)
{
  size_t columns = 0;

  while (at > 0) {
    size_t back = 1;
    for (size_t k = 2; k <= UTF8_MAX && k <= at; k++)
      if (step(line + at - k, n - (at - k)) == k) {
        back = k;
        break;
      }
    columns += cell_at(report, line + at - back, n - (at - back)).columns;
    if (columns > BEFORE)
      break;
    at -= back;
  }
  return at;
}

/* Shows line[n] under its number, and marks the bytes from..to of it. */
static void put_line(buffer *out, const ad_report *report, size_t number,
                     const char *line, size_t n, size_t from, size_t to)
{
  int whole = fits(report, line, n);
  size_t start = whole ? 0 : window_start(report, line, n, from);
  size_t limit = whole ? SIZE_MAX : WINDOW - 6;
  size_t columns = 0, before = 0, marked = 0, i = start;
  char label[32];
  int width = snprintf(label, sizeof label, "%3zu", number);

  put_bytes(out, label, (size_t)width);
  put_bytes(out, " | ", 3);
  if (start > 0)
    put_bytes(out, "...", 3);
  while (i < n && columns < limit) {
    ad_cell cell = cell_at(report, line + i, n - i);
    put_bytes(out, cell.text, strlen(cell.text));
    columns += cell.columns;
    before += i < from ? cell.columns : 0;
    marked += i >= from && i < to ? cell.columns : 0;
    i += cell.bytes;
  }
  put_bytes(out, i < n ? "...\n" : "\n", i < n ? 4 : 1);
  put_many(out, ' ', (size_t)width);
  put_bytes(out, " | ", 3);
  put_many(out, ' ', before + (start > 0 ? 3 : 0));
  put_bytes(out, "^", 1);
  put_many(out, '~', marked > 1 ? marked - 1 : 0);
  put_bytes(out, "\n", 1);
}

/* "name:line:column: " and, where there is a place, the line behind. */
static void put_message(buffer *out, const ad_report *report,
                        const ad_message *message)
{
  const ad_source *source = report->source;
  const ad_error *error = &message->error;
  int placed = source != NULL && source->text != NULL &&
               (error->place.width > 0 || error->place.offset > 0);
  size_t line = 0, column = 0;

  if (source != NULL && source->name != NULL) {
    put_shown(out, source->name);
    put_bytes(out, ":", 1);
  }
  if (placed) {
    char numbers[64];
    ad_source_locate(source, error->place.offset, &line, &column);
    int n = snprintf(numbers, sizeof numbers, "%zu:%zu:", line, column);
    put_bytes(out, numbers, (size_t)n);
  }
  if (out->size > 0)
    put_bytes(out, " ", 1);
  put_shown(out, message->severity == AD_ERROR ? "error: " : "warning: ");
  put_shown(out, error->text);
  if (error->hint[0] != '\0') {
    put_bytes(out, "; ", 2);
    put_shown(out, error->hint);
  }
  put_bytes(out, "\n", 1);
  if (placed) {
    size_t at = error->place.offset;
    at = at < source->size ? at : source->size;
    size_t start = line_start(source, at, &line);
    size_t n = ad_text_line(source->text + start, source->size - start);
    size_t from = at > start ? at - start : 0;
    from = from < n ? from : n;
    size_t width = error->place.width < n - from ? error->place.width
                                                 : n - from;
    put_line(out, report, line, source->text + start, n, from, from + width);
  }
}

ad_status ad_report_format(const ad_report *report, size_t i, char **text)
{
  buffer out = {0};

  *text = NULL;
  if (i >= report->count)
    return AD_EINPUT;
  put_message(&out, report, &report->messages[i]);
  if (out.failed) {
    free(out.text);
    return AD_ENOMEM;
  }
  *text = out.text;
  return AD_OK;
}
