/* SPDX-License-Identifier: GPL-3.0-or-later
   Lines of text.  Read text_lines.h before. */
#include "page/text_lines.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "host/exits.h"
#include "page/text_width.h"

void lines_free(struct lines *lines)
{
  free(lines->at);
  free(lines->text);
  *lines = (struct lines){0};
}

/* Room for one more line of so many bytes; where it is to be written. */
static char *new_line(struct lines *lines, size_t bytes)
{
  if (lines->n == lines->room) {
    lines->room = lines->room ? 2 * lines->room : 4;
    lines->at = memory_grow(lines->at, lines->room, sizeof *lines->at);
  }
  if (bytes > lines->size - lines->used) {
    lines->size = 2 * (lines->used + bytes);
    lines->text = memory_grow(lines->text, lines->size, 1);
  }
  lines->at[lines->n++] = lines->used;
  lines->used += bytes;
  return lines->text + lines->used - bytes;
}

void lines_add(struct lines *lines, char *line)
{
  size_t bytes = strlen(line) + 1;
  memcpy(new_line(lines, bytes), line, bytes);
  free(line);
}

/* s[n] behind `indent` blanks. */
static void add_bytes(struct lines *lines, size_t indent, const char *s,
                      size_t n)
{
  while (n > 0 && s[n - 1] == ' ')
    n--;
  char *line = new_line(lines, indent + n + 1);
  memset(line, ' ', indent);
  memcpy(line + indent, s, n);
  line[indent + n] = '\0';
}

/* Control characters as \xNN; line breaks stay. */
static char *shown(const char *text)
{
  size_t n = strlen(text), used = 0;
  char *out = memory_new(4 * n + 1, 1);
  while (n > 0) {
    ad_cell cell = ad_text_cell(text, n);
    size_t length = text[0] == '\n' ? 1 : strlen(cell.text);
    memcpy(out + used, text[0] == '\n' ? text : cell.text, length);
    used += length;
    text += cell.bytes;
    n -= cell.bytes;
  }
  return out;
}

/* Bytes of text before the first that is no printable ASCII character: all
   of most cells, which stand there as they are, a column a byte. */
static size_t plain_bytes(const char *text)
{
  size_t n = 0;
  while (text[n] >= ' ' && text[n] < 0x7f)
    n++;
  return n;
}

/* The character at s[n]: its bytes, and its columns. */
static size_t character(const char *s, size_t n, size_t *columns)
{
  unsigned long code = 0;
  size_t bytes = ad_utf8_read(s, n, &code);
  *columns = bytes > 1 ? (size_t)width_of(code) : 1;
  return bytes > 0 ? bytes : 1;
}

static int bracket(char c)
{
  return (c == '(' || c == '[') - (c == ')' || c == ']');
}

/* How many brackets are open behind s[n]. */
static int depth_of(const char *s, size_t n)
{
  int depth = 0;
  for (size_t i = 0; i < n; i++)
    depth += bracket(s[i]);
  return depth;
}

/* Bytes of s[n] up to behind its last *, in as few brackets as there is one;
   0 where there is none. */
static size_t behind_sign(const char *s, size_t n)
{
  int depth = 0, least = INT_MAX;
  size_t end = 0;
  for (size_t i = 0; i < n; i++) {
    depth += bracket(s[i]);
    if (s[i] == '*' && depth <= least) {
      least = depth;
      end = i + 1;
    }
  }
  return end;
}

/* Where s[n], too long for one line, is broken: at its last blank, or behind a
   * of a formula in fewer brackets that leaves the line half full. */
static size_t break_of(const char *s, size_t n, size_t blank)
{
  size_t sign = behind_sign(s, n);
  int outside = sign > blank / 2 && depth_of(s, sign) < depth_of(s, blank);
  if (blank > 0 && !outside)
    return blank;
  return sign > 0 ? sign : n;
}

/* Bytes of s[n] that fill one line of `width` columns, one character at
   least; *next: where the line after it starts.  A sign alone fills none. */
static size_t line_of(const char *s, size_t n, size_t width, size_t *next)
{
  enum { SIGN = 1 };
  size_t columns = 0, blank = 0, wide, bytes;
  for (size_t i = 0; i < n; i += bytes) {
    bytes = character(s + i, n - i, &wide);
    columns += wide;
    if (columns > width && i > 0 && wide > 0) {
      size_t end = s[i] == ' ' ? i : break_of(s, i, blank);
      *next = end;
      while (*next < n && s[*next] == ' ')
        ++*next;
      return end;
    }
    if (s[i] == ' ' && i > SIGN)
      blank = i;
  }
  *next = n;
  return n;
}

/* The line s[n], broken. */
static void wrap_line(struct lines *lines, const char *s, size_t n,
                      size_t width)
{
  size_t indent = 0, own = strspn(s, " "), next;
  do {
    add_bytes(lines, indent, s, line_of(s, n, width - indent, &next));
    indent = own < width / 2 ? own : 0;
    s += next;
    n -= next;
  } while (n > 0);
}

void lines_wrap(struct lines *lines, const char *text, size_t width)
{
  size_t plain = plain_bytes(text);
  if (text[plain] == '\0' && plain <= width) {
    add_bytes(lines, 0, text, plain);
    return;
  }
  char *copy = shown(text);
  const char *s = copy;
  for (;;) {
    size_t n = strcspn(s, "\n");
    wrap_line(lines, s, n, width ? width : 1);
    s += n;
    if (*s == '\0')
      break;
    s++;
  }
  free(copy);
}

size_t text_columns(const char *text)
{
  size_t columns = plain_bytes(text), wide, n;
  if (text[columns] == '\0')
    return columns;
  n = strlen(text);
  for (size_t i = columns; i < n; columns += wide)
    i += character(text + i, n - i, &wide);
  return columns;
}

char *text_one_line(char *text)
{
  if (!strpbrk(text, "\n\r"))
    return text;
  char *line = memory_copy("");
  for (const char *c = text; *c; c++)
    memory_append(&line, "",
                  memory_format(strchr("\n\r", *c) ? "\\x%02x" : "%c", *c));
  free(text);
  return line;
}

void lines_put(FILE *out, const struct lines *lines, size_t first, size_t end,
               const char *between, line_writer *put)
{
  for (size_t i = first; i < end; i++) {
    fputs(i > first ? between : "", out);
    put(out, lines_at(lines, i));
  }
}

void text_put(FILE *out, const char *text, size_t width, const char *between,
              line_writer *put)
{
  struct lines lines = {0};
  lines_wrap(&lines, text, width);
  lines_put(out, &lines, 0, lines.n, between, put);
  lines_free(&lines);
}

size_t lines_width(const struct lines *lines, size_t first, size_t end)
{
  size_t width = 0;
  for (size_t i = first; i < end; i++) {
    size_t columns = text_columns(lines_at(lines, i));
    width = columns > width ? columns : width;
  }
  return width;
}

size_t text_point(const char *text)
{
  size_t before = strcspn(text, "0123456789");
  return text[before] ? before + strcspn(text + before, ".e ")
                      : text_columns(text);
}
