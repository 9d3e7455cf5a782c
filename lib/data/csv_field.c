/* SPDX-License-Identifier: GPL-3.0-or-later
   Telling numbers from other texts, whatever the locale.  Read csv_field.h
   before. */
#include "data/csv_field.h"

#include <string.h>

#include "base/number.h"

static const char *skip_sign(const char *s)
{
  return *s == '-' || *s == '+' ? s + 1 : s;
}

/* [sign] digits [point digits] [e [sign] digits], with a digit on at least
   one side of the point; digits lists what counts as one. */
static int is_number(const char *s, const char *digits, char point)
{
  s = skip_sign(s);
  size_t whole = strspn(s, digits);
  s += whole;
  size_t part = *s == point ? strspn(s + 1, digits) : 0;
  s += *s == point ? part + 1 : 0;
  if (whole + part == 0)
    return 0;
  if (*s == 'e' || *s == 'E') {
    s = skip_sign(s + 1);
    size_t power = strspn(s, "0123456789");
    return power > 0 && s[power] == '\0';
  }
  return *s == '\0';
}

/* Whether s is the word (lower case), in letters of either case. */
static int is_word(const char *s, const char *word)
{
  size_t i = 0;

  for (; word[i] != '\0'; i++)
    if (s[i] != word[i] && s[i] != word[i] - 'a' + 'A')
      return 0;
  return s[i] == '\0';
}

ad_field_kind ad_field_classify(const char *s, char decimal)
{
  const char *word = skip_sign(s);
  const char *grouped = decimal == ',' ? "0123456789." : "0123456789,";

  if (is_number(s, "0123456789", decimal))
    return strlen(s) > AD_LONGEST_WORD ? AD_FIELD_LONG : AD_FIELD_NUMBER;
  if (*s == '\0' || strcmp(s, "NA") == 0 || is_word(word, "nan"))
    return AD_FIELD_MISSING;
  if (is_word(word, "inf") || is_word(word, "infinity"))
    return AD_FIELD_INF;
  if (is_number(s, grouped, decimal) && strpbrk(s, "0123456789") != NULL)
    return AD_FIELD_COMMA;
  return AD_FIELD_TEXT;
}

double ad_field_number(const char *s, char decimal)
{
  char copy[AD_LONGEST_WORD + 1];
  size_t n = strlen(s);
  const char *comma = decimal == ',' ? strchr(s, ',') : NULL;

  if (comma == NULL)
    return ad_number_read(s, n);
  memcpy(copy, s, n + 1);
  copy[comma - s] = '.';
  return ad_number_read(copy, n);
}
