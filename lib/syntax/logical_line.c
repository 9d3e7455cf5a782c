/* SPDX-License-Identifier: GPL-3.0-or-later
   Where a logical line ends.  Read ad_statement_end in statement.h before.

   A line goes on inside open brackets.  So that a forgotten bracket does not
   swallow the rest of the sheet, it ends all the same before a line that
   cannot go on inside brackets: one that starts like a statement. */
#include <ctype.h>
#include <string.h>

#include "base/text_scan.h"
#include "base/utf8.h"
#include "statement.h"
#include "syntax/parse.h"

/* One past the name at i, with its {t} parts. */
static size_t name_end(const char *text, size_t size, size_t i)
{
  while (i < size && (ad_text_in_name(text[i]) || text[i] == '{')) {
    if (text[i] == '{')
      while (i < size && text[i] != '}' && text[i] != '\n' && text[i] != '\r')
        i++;
    i += i < size;
  }
  return i;
}

/* Whether the physical line at i, inside brackets, starts a statement:
   NAME = (but not over=), or a keyword with an operand behind it, which
   never goes on an expression.  `end` stands alone: it counts where an
   operand is complete. */
static int starts_statement(const char *text, size_t size, size_t i,
                            char last)
{
  size_t start = ad_text_blanks(text, size, i);
  size_t end = name_end(text, size, start);
  size_t next = ad_text_blanks(text, size, end);
  char c = next < size ? text[next] : '\n';

  if (end == start || isdigit((unsigned char)text[start]))
    return 0;
  if (ad_text_defines(text, size, next))
    return !(end - start == 4 && memcmp(text + start, "over", 4) == 0);
  if (!ad_word_keyword(text + start, end - start))
    return 0;
  if (end - start == 3 && memcmp(text + start, "end", 3) == 0)
    return (c == '\n' || c == '\r' || c == '#') &&
           (ad_text_in_name(last) ||
            (last != '\0' && strchr(")]'.", last) != NULL));
  return next > end && (ad_text_in_name(c) || c == '"');
}

/* Outside of brackets only these bytes count. */
static size_t next_of_note(const char *text, size_t size, size_t i)
{
  static const unsigned char of_note[256] = {
    ['\n'] = 1, ['\r'] = 1, ['"'] = 1, ['#'] = 1, ['('] = 1, ['['] = 1};

  while (i < size && !of_note[(unsigned char)text[i]])
    i++;
  return i;
}

size_t ad_statement_end(const char *text, size_t size, size_t start)
{
  size_t depth = 0, i = next_of_note(text, size, start);
  char last = '\0'; /* in brackets, the last byte that was no blank */

  while (i < size) {
    char c = text[i];
    if (c == '\n' || c == '\r') {
      size_t width = ad_text_break(text + i, size - i);
      if (depth == 0 || starts_statement(text, size, i + width, last))
        break;
      i += width;
      continue;
    }
    if (c == '"' || c == '#') {
      i = ad_text_quoted(text, size, i);
      continue;
    }
    if (c == '(' || c == '[')
      depth++;
    if ((c == ')' || c == ']') && depth > 0)
      depth--;
    if (c != ' ' && c != '\t')
      last = c;
    i = depth > 0 ? i + 1 : next_of_note(text, size, i + 1);
  }
  return i;
}
