/* SPDX-License-Identifier: GPL-3.0-or-later
   The text of a CSV file before it is split: whether it is text, what stands
   above the header, and what separates the fields.  Read csv_read.h
   before. */
#include "data/csv_read.h"

#include <string.h>

#include "base/utf8.h"

/* Whether the line s[n] begins with this text. */
static int begins(const char *s, size_t n, const char *text)
{
  size_t i = 0, length = strlen(text);

  while (i < n && ad_csv_blank(s[i])) i++;
  return n - i >= length && memcmp(s + i, text, length) == 0;
}

int ad_csv_skips(const ad_csv_reader *r, const char *s, size_t n)
{
  if (r->comment != NULL)
    return begins(s, n, r->comment);
  return r->rows == 0 && begins(s, n, "#");
}

/* Signs of a line outside quotes that may separate its fields. */
static const char separators[] = ",;\t|";

static void count_separators(const char *s, size_t n, size_t count[4])
{
  int inside = 0;

  for (size_t i = 0; i < n; i++) {
    inside ^= s[i] == '"';
    const char *found = inside || s[i] == '\0' ? NULL
                                               : strchr(separators, s[i]);
    if (found != NULL)
      count[found - separators]++;
  }
}

/* The first line that is neither blank nor a comment: s[*begin .. *end]. */
static void find_header(const ad_csv_reader *r, size_t *begin, size_t *end)
{
  const char *s = r->source.text;
  size_t n = r->source.size, at = 0;

  *begin = *end = n;
  while (at < n) {
    size_t length = ad_text_line(s + at, n - at), first = at;
    while (first < at + length && ad_csv_blank(s[first])) first++;
    if (first < at + length && !ad_csv_skips(r, s + at, length)) {
      *begin = first;
      *end = at + length;
      while (ad_csv_blank(s[*end - 1])) --*end;
      return;
    }
    at += length + ad_text_break(s + at + length, n - at - length);
  }
}

/* Is there one in s[begin .. end]? */
static int has_blank(const char *s, size_t begin, size_t end)
{
  for (size_t i = begin; i < end; i++)
    if (ad_csv_blank(s[i]))
      return 1;
  return 0;
}

static const char *separator_name(char c, char out[4])
{
  out[0] = out[2] = '\'';
  out[1] = c;
  out[3] = '\0';
  return c == '\t' ? "tabs" : c == ',' ? "commas" : c == ' ' ? "blanks" : out;
}

/* A header without the separator, but with another one outside quotes, is
   that of another kind of file. */
static ad_status check_separator(const ad_csv_reader *r)
{
  const ad_source *source = &r->source;
  size_t count[4] = {0}, begin = 0, end = 0, line = 0, column = 0, best = 4;
  char name[4], due[4];
  const char *own = strchr(separators, r->separator);

  find_header(r, &begin, &end);
  count_separators(source->text + begin, end - begin, count);
  for (size_t i = 0; i < 4; i++)
    if (count[i] > 0 && (best == 4 || count[i] > count[best]))
      best = i;
  if (best == 4 ||
      (own == NULL ? r->separator != ' ' || has_blank(source->text, begin, end)
                   : count[own - separators] > 0))
    return AD_OK;
  ad_source_locate(source, begin, &line, &column);
  ad_fail(r->err, AD_EINPUT,
          "%s:%zu: the fields are separated by %s, not by %s", source->name,
          line + r->above, separator_name(separators[best], name),
          separator_name(r->separator, due));
  if (separators[best] == '\t')
    ad_hint(r->err, "write behind the name of the file: separator tab");
  else
    ad_hint(r->err, "write behind the name of the file: separator \"%c\"%s",
            separators[best],
            best == 1 ? ", or separator \";\" decimal \",\" where "
                        "numbers have a comma" : "");
  return AD_EINPUT;
}

/* Skips a byte order mark, and refuses what is no text. */
static ad_status check_text(ad_csv_reader *r)
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
  return AD_OK;
}

/* "sep=;" on top, as spreadsheets write it, says what separates. */
static void take_sep_line(ad_csv_reader *r, int given)
{
  const char *s = r->source.text;
  size_t n = ad_text_line(s, r->source.size);
  size_t quote = n > 0 && s[0] == '"';

  if (n != 5 + 2 * quote || strncmp(s + quote, "sep=", 4) != 0 ||
      strchr(" ;,|\t", s[quote + 4]) == NULL)
    return;
  if (!given)
    r->separator = s[quote + 4];
  n += ad_text_break(s + n, r->source.size - n);
  r->source.text += n;
  r->source.size -= n;
  r->above = 1;
  r->line++;
}

ad_status ad_csv_open(ad_csv_reader *r, int given)
{
  ad_status status = check_text(r);

  if (status != AD_OK)
    return status;
  take_sep_line(r, given);
  return check_separator(r);
}
