/* SPDX-License-Identifier: GPL-3.0-or-later
   Bytes of a source text as characters.  Read utf8.h before. */
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

size_t ad_utf8_read(const char *s, size_t n, unsigned long *code)
{
  static const unsigned long least[5] = {0, 0, 0x80, 0x800, 0x10000};

  if (n == 0)
    return 0;
  unsigned first = (unsigned char)s[0];
  size_t length = first < 0x80                    ? 1
                  : first >= 0xC2 && first < 0xE0 ? 2
                  : first >= 0xE0 && first < 0xF0 ? 3
                  : first >= 0xF0 && first < 0xF5 ? 4
                                                  : 0;
  if (length == 0 || length > n)
    return 0;
  unsigned long value = length == 1 ? first : first & (0x7FU >> length);
  for (size_t i = 1; i < length; i++) {
    unsigned next = (unsigned char)s[i];
    if ((next & 0xC0) != 0x80)
      return 0;
    value = value << 6 | (next & 0x3F);
  }
  if (value < least[length] || value > 0x10FFFF ||
      (value >= 0xD800 && value < 0xE000))
    return 0;
  *code = value;
  return length;
}

/* Control characters, C1 and the ones that reorder or break a line. */
static int control(unsigned long code)
{
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 ||
         code == 0x2029 || (code >= 0x202A && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069);
}

ad_cell ad_text_cell(const char *s, size_t n)
{
  ad_cell cell = {.bytes = 1, .columns = 1};
  unsigned long code = 0;
  size_t length = ad_utf8_read(s, n, &code);

  if (length > 0)
    cell.bytes = length;
  if (length == 1 && code == '\t') {
    cell.text[0] = ' ';
    return cell;
  }
  if (length > 0 && !control(code)) {
    memcpy(cell.text, s, length);
    return cell;
  }
  if (cell.bytes > 2)
    cell.bytes = 1; /* the other bytes follow as malformed ones */
  for (size_t i = 0; i < cell.bytes; i++)
    snprintf(cell.text + 4 * i, 5, "\\x%02x", (unsigned)(unsigned char)s[i]);
  cell.columns = 4 * cell.bytes;
  return cell;
}

const char *ad_text_quote(char out[AD_QUOTE], const char *s, size_t n)
{
  enum { LONGEST = 60 };
  char mark = memchr(s, '\'', n) != NULL ? '"' : '\'';
  size_t used = 0;

  out[used++] = mark;
  for (size_t i = 0; i < n;) {
    ad_cell cell = ad_text_cell(s + i, n - i);
    size_t length = strlen(cell.text);
    if (used + length > LONGEST) {
      memcpy(out + used, "...", 3);
      used += 3;
      break;
    }
    memcpy(out + used, cell.text, length);
    used += length;
    i += cell.bytes;
  }
  out[used++] = mark;
  out[used] = '\0';
  return out;
}

size_t ad_text_break(const char *s, size_t n)
{
  if (n > 0 && s[0] == '\n')
    return 1;
  if (n > 0 && s[0] == '\r')
    return n > 1 && s[1] == '\n' ? 2 : 1;
  return 0;
}

size_t ad_text_line(const char *s, size_t n)
{
  size_t i = 0;

  while (i < n && s[i] != '\n' && s[i] != '\r')
    i++;
  return i;
}
