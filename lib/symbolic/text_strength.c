/* SPDX-License-Identifier: GPL-3.0-or-later
   What holds a text together beside other factors.  Read formulas.h before. */
#include <string.h>

#include "formulas.h"

/* The sign of 1e-05 is none of the text's. */
static int is_exponent(const char *text, const char *c)
{
  return (*c == '-' || *c == '+') && c > text + 1 && c[-1] == 'e' &&
         c[-2] >= '0' && c[-2] <= '9';
}

ad_strength ad_text_strength(const char *text)
{
  int depth = 0;
  ad_strength strength = AD_ONE_WORD;
  for (const char *c = text; *c; c++) {
    depth += *c == '(' || *c == '[' ? 1 : *c == ')' || *c == ']' ? -1 : 0;
    if (depth > 0 || is_exponent(text, c))
      continue;
    if (strchr("+-<>=!", *c))
      return AD_LOOSE;
    if (*c == '@')
      strength = AD_BY_MATMUL;
    else if (strchr("*/^", *c) && strength == AD_ONE_WORD)
      strength = AD_BY_ENTRIES;
  }
  return strength;
}
