/* SPDX-License-Identifier: GPL-3.0-or-later
   Numbers with a decimal point, whatever the locale.  strtod and snprintf
   round correctly but follow the locale, so its point is exchanged. */
#include "base/number.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

double ad_number_read(const char *s, size_t n)
{
  const char *decimal = localeconv()->decimal_point;
  char text[AD_LONGEST_WORD + 32];
  size_t used = 0, width = strlen(decimal);

  if (n > AD_LONGEST_WORD || width > 16)
    return 0;
  for (size_t i = 0; i < n; i++)
    if (s[i] == '.') {
      memcpy(text + used, decimal, width);
      used += width;
    } else {
      text[used++] = s[i];
    }
  text[used] = '\0';
  return strtod(text, NULL);
}

void ad_number_print(char out[AD_NUMBER_SIZE], double x)
{
  const char *decimal = localeconv()->decimal_point;
  size_t width = strlen(decimal);

  for (int digits = 15; digits <= 17; digits++) {
    snprintf(out, AD_NUMBER_SIZE, "%.*g", digits, x);
    if (strtod(out, NULL) == x)
      break;
  }
  char *point = width > 0 ? strstr(out, decimal) : NULL;
  if (point != NULL) {
    memmove(point + 1, point + width, strlen(point + width) + 1);
    *point = '.';
  }
}
