/* SPDX-License-Identifier: GPL-3.0-or-later
   Read text_scan.h before. */
#include "base/text_scan.h"

#include <string.h>

#include "base/utf8.h"

int ad_text_in_name(char c)
{
  return c != '\0' && strchr(AD_NAME_BYTES, c) != NULL;
}

size_t ad_text_name(const char *text, size_t size, size_t i)
{
  while (i < size && ad_text_in_name(text[i]))
    i++;
  return i;
}

size_t ad_text_name_start(const char *text, size_t i)
{
  while (i > 0 && ad_text_in_name(text[i - 1]))
    i--;
  return i;
}

size_t ad_text_blanks(const char *text, size_t size, size_t i)
{
  while (i < size && (text[i] == ' ' || text[i] == '\t'))
    i++;
  return i;
}

size_t ad_text_quoted(const char *text, size_t size, size_t i)
{
  if (i >= size || (text[i] != '#' && text[i] != '"'))
    return i;
  size_t end = i + ad_text_line(text + i, size - i);
  if (text[i] == '#')
    return end;
  for (i++; i < end; i++) {
    if (text[i] == '"')
      return i + 1;
    if (text[i] == '\\' && i + 1 < end)
      i++;
  }
  return end;
}

int ad_text_defines(const char *text, size_t size, size_t i)
{
  i = ad_text_blanks(text, size, i);
  return i < size && text[i] == '=' && !(i + 1 < size && text[i + 1] == '=');
}
