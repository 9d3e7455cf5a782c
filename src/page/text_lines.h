/* SPDX-License-Identifier: GPL-3.0-or-later
   Lists of lines of text as a terminal shows them: widths in columns,
   wrapping, control characters made visible.  Used by the text renderer. */
#ifndef LINES_H
#define LINES_H

#include <stddef.h>
#include <stdio.h>

/* In one block, for tables have millions. */
struct lines {
  size_t n, room;
  size_t *at;        /* at[n]: where each begins                          */
  size_t used, size; /* bytes of text[size]                               */
  char *text;
};

void lines_free(struct lines *lines);

static inline const char *lines_at(const struct lines *lines, size_t i)
{
  return lines->text + lines->at[i];
}

/* Appends a line, and frees it. */
void lines_add(struct lines *lines, char *line);

/* Appends text, broken at its line breaks and, where a line would be longer
   than `width` columns, at blanks (or, without one, anywhere); what is broken
   off is indented as the line is.  Control characters become \xNN. */
void lines_wrap(struct lines *lines, const char *text, size_t width);

/* The text, which it takes, with \xNN for its line breaks: a file may have one
   in its name.  The caller frees what is returned. */
char *text_one_line(char *text);

/* Writes the lines first .. end - 1 by `put`, which escapes what its language
   asks for, with `between` between two of them; the lines of a text,
   wrapped. */
typedef void line_writer(FILE *out, const char *line);
void lines_put(FILE *out, const struct lines *lines, size_t first, size_t end,
               const char *between, line_writer *put);
void text_put(FILE *out, const char *text, size_t width, const char *between,
              line_writer *put);

/* Columns of the longest of the lines first .. end - 1; of a text without
   control characters. */
size_t lines_width(const struct lines *lines, size_t first, size_t end);
size_t text_columns(const char *text);

/* Columns before the decimal point (or exponent) of a number; all of them
   where there is none. */
size_t text_point(const char *text);

#endif
