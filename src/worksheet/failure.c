/* SPDX-License-Identifier: GPL-3.0-or-later
   See failure.h. */
#include "worksheet/failure.h"

#include <stdlib.h>

#include "host/exits.h"
#include "page/json_write.h"

/* Does the error know its place? */
static int has_place(const ad_error *error)
{
  return error->place.width > 0 || error->place.offset > 0;
}

char *failure_text(const ad_source *source, const ad_error *error)
{
  size_t line, column;
  const char *between = error->hint[0] ? "; " : "";
  if (!has_place(error))
    return memory_format("%s%s%s", error->text, between, error->hint);
  ad_source_locate(source, error->place.offset, &line, &column);
  return memory_format("line %zu, column %zu: %s%s%s", line, column,
                       error->text, between, error->hint);
}

/* Error number i, or NULL past the last.  Where none is about the text, there
   is one: what was complained of. */
static const ad_error *error_at(const struct loaded *loaded, size_t i,
                                ad_error *other)
{
  const ad_report *report = &loaded->report;
  for (size_t k = 0, found = 0; k < report->count; k++)
    if (report->messages[k].severity == AD_ERROR && found++ == i)
      return &report->messages[k].error;
  if (i > 0 || report->errors > 0)
    return NULL;
  *other = (ad_error){0};
  ad_fail(other, AD_EIO, "%s",
          complain_first() ? complain_first() : "no memory is left");
  return other;
}

static void put_error(struct json *json, const struct loaded *loaded,
                      const ad_error *error)
{
  size_t line = 0, column = 0;
  if (has_place(error))
    ad_source_locate(&loaded->source, error->place.offset, &line, &column);
  json_begin_object(json);
  json_put_key(json, "line");
  line > 0 ? json_put_count(json, line) : json_put_null(json);
  json_put_key(json, "column");
  line > 0 ? json_put_count(json, column) : json_put_null(json);
  json_member_text(json, "text", error->text);
  json_member_text(json, "hint", error->hint[0] ? error->hint : NULL);
  json_end_object(json);
}

static void put_warnings(struct json *json, const struct loaded *loaded)
{
  const ad_report *report = &loaded->report;
  json_member_array(json, "warnings");
  for (size_t i = 0; i < report->count; i++) {
    if (report->messages[i].severity != AD_WARNING)
      continue;
    char *text = failure_text(&loaded->source, &report->messages[i].error);
    json_put_string(json, text);
    free(text);
  }
  json_end_array(json);
}

void failure_json(FILE *out, const char *file, const struct loaded *loaded,
                  int status)
{
  struct json json = json_on(out);
  ad_error other;
  const ad_error *error;
  json_begin_object(&json);
  json_member_text(&json, "worksheet", file);
  json_member_text(&json, "version", exits_version());
  json_put_key(&json, "error");
  put_error(&json, loaded, error_at(loaded, 0, &other));
  json_member_array(&json, "errors");
  for (size_t i = 0; (error = error_at(loaded, i, &other)); i++)
    put_error(&json, loaded, error);
  json_end_array(&json);
  put_warnings(&json, loaded);
  json_member_count(&json, "exit", (size_t)status);
  json_end_object(&json);
  json_end_line(&json);
}

void failure_csv(struct csv *csv, const char *file, const char *record,
                 const struct loaded *loaded, size_t at, size_t columns)
{
  ad_error other;
  const ad_error *error;
  for (size_t i = 0; (error = error_at(loaded, i, &other)); i++) {
    char *text = failure_text(&loaded->source, error);
    csv_text(csv, file);
    if (record)
      csv_text(csv, record);
    csv_skip_to(csv, at);
    csv_text(csv, text);
    csv_end(csv, columns);
    free(text);
  }
}
