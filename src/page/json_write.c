/* SPDX-License-Identifier: GPL-3.0-or-later
   JSON as a stream.  Read json_write.h before. */
#include "page/json_write.h"

#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "page/number_format.h"

struct json json_on(FILE *out)
{
  return (struct json){.out = out};
}

/* Is this part of a value that is left out?  `change`: of the depth. */
static int skips(struct json *json, int change)
{
  if (json->skipping == 0)
    return 0;
  json->depth += change;
  if (change <= 0 && json->depth + 1 == json->skipping)
    json->skipping = 0;
  return 1;
}

static int is_answer(const struct json *json, const char *key)
{
  for (size_t i = 0; json->answers && json->answers[i]; i++)
    if (strcmp(json->answers[i], key) == 0)
      return 1;
  return 0;
}

/* The comma before a member, unless it is the first or has a key. */
static void separate(struct json *json)
{
  if (!json->after_key && json->any[json->depth])
    fputc(',', json->out);
  json->any[json->depth] = 1;
  json->after_key = 0;
}

static void open_with(struct json *json, char bracket)
{
  if (skips(json, 1))
    return;
  separate(json);
  fputc(bracket, json->out);
  json->any[++json->depth] = 0;
}

static void close_with(struct json *json, char bracket)
{
  if (skips(json, -1))
    return;
  fputc(bracket, json->out);
  json->depth--;
}

void json_begin_object(struct json *json)
{
  open_with(json, '{');
}

void json_end_object(struct json *json)
{
  close_with(json, '}');
}

void json_begin_array(struct json *json)
{
  open_with(json, '[');
}

void json_end_array(struct json *json)
{
  close_with(json, ']');
}

/* Must it be escaped?  Beyond what JSON asks for: what a terminal or a
   browser would act on, such as marks that turn the direction of text. */
static int is_control(unsigned long code)
{
  return code < 0x20 || (code >= 0x7F && code < 0xA0) ||
         (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069);
}

/* Writes the character at s[n]; returns its bytes. */
static size_t put_character(const struct json *json, const char *s, size_t n)
{
  FILE *out = json->out;
  unsigned long code;
  size_t bytes = ad_utf8_read(s, n, &code);
  if (bytes == 0)
    fputs("\xEF\xBF\xBD", out);
  else if (code == '"' || code == '\\')
    fprintf(out, "\\%c", (int)code);
  else if (code == '\n')
    fputs("\\n", out);
  else if (code == '\t')
    fputs("\\t", out);
  else if (is_control(code) || (json->in_html && code == '<'))
    fprintf(out, "\\u%04lx", code);
  else
    fwrite(s, 1, bytes, out);
  return bytes ? bytes : 1;
}

static void put_quoted(const struct json *json, const char *text)
{
  size_t n = strlen(text);
  fputc('"', json->out);
  while (n > 0) {
    size_t bytes = put_character(json, text, n);
    text += bytes;
    n -= bytes;
  }
  fputc('"', json->out);
}

void json_put_key(struct json *json, const char *key)
{
  if (json->skipping)
    return;
  separate(json);
  put_quoted(json, key);
  fputc(':', json->out);
  json->after_key = 1;
  if (!is_answer(json, key))
    return;
  json_put_null(json);
  json->skipping = json->depth + 1;
}

void json_put_string(struct json *json, const char *text)
{
  if (!text) {
    json_put_null(json);
    return;
  }
  if (skips(json, 0))
    return;
  separate(json);
  put_quoted(json, text);
}

void json_put_number(struct json *json, double x)
{
  char out[FORMAT_SIZE];
  json->digits ? format_digits(out, x, json->digits) : format_exact(out, x);
  if (!isfinite(x)) {
    json_put_string(json, out);
    return;
  }
  if (skips(json, 0))
    return;
  separate(json);
  fputs(out, json->out);
}

void json_put_count(struct json *json, size_t n)
{
  if (skips(json, 0))
    return;
  separate(json);
  fprintf(json->out, "%zu", n);
}

void json_put_truth(struct json *json, int truth)
{
  if (skips(json, 0))
    return;
  separate(json);
  fputs(truth ? "true" : "false", json->out);
}

void json_put_null(struct json *json)
{
  if (skips(json, 0))
    return;
  separate(json);
  fputs("null", json->out);
}

void json_member_text(struct json *json, const char *key, const char *text)
{
  json_put_key(json, key);
  json_put_string(json, text);
}

void json_member_count(struct json *json, const char *key, size_t n)
{
  json_put_key(json, key);
  json_put_count(json, n);
}

void json_member_truth(struct json *json, const char *key, int truth)
{
  json_put_key(json, key);
  json_put_truth(json, truth);
}

void json_member_number(struct json *json, const char *key, double x)
{
  json_put_key(json, key);
  json_put_number(json, x);
}

void json_member_found(struct json *json, const char *key, double x)
{
  json_put_key(json, key);
  isnan(x) ? json_put_null(json) : json_put_number(json, x);
}

void json_put_matrix(struct json *json, size_t rows, size_t cols,
                     const double *x)
{
  if (!x) {
    json_put_null(json);
    return;
  }
  json_begin_array(json);
  for (size_t i = 0; i < rows; i++) {
    json_begin_array(json);
    for (size_t j = 0; j < cols; j++)
      json_put_number(json, x[i * cols + j]);
    json_end_array(json);
  }
  json_end_array(json);
}

void json_member_shape(struct json *json, size_t rows, size_t cols)
{
  json_member_array(json, "shape");
  json_put_count(json, rows);
  json_put_count(json, cols);
  json_end_array(json);
}

void json_member_array(struct json *json, const char *key)
{
  json_put_key(json, key);
  json_begin_array(json);
}

void json_member_object(struct json *json, const char *key)
{
  json_put_key(json, key);
  json_begin_object(json);
}

void json_end_line(struct json *json)
{
  fputc('\n', json->out);
  json->any[0] = 0;
}
