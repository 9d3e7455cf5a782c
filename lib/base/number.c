/* SPDX-License-Identifier: GPL-3.0-or-later
   Numbers with a decimal point, whatever the locale.  strtod and snprintf
   round correctly but follow the locale, so its point is exchanged. */
#include "base/number.h"

#include <float.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Most numbers have few digits: those before and behind the point together,
   and the power of ten, are whole numbers that a double holds, and their
   quotient is rounded once, as it has to be (Clinger 1990). */
static int read_short(const char *s, size_t n, double *x)
{
  static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,
                                  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                  1e12, 1e13, 1e14, 1e15};
  double digits = 0;
  size_t behind = 0, points = 0;

  if (FLT_EVAL_METHOD != 0 || n == 0 || n >= sizeof powers / sizeof *powers)
    return 0;
  for (size_t i = 0; i < n; i++)
    if (s[i] >= '0' && s[i] <= '9') {
      digits = 10 * digits + (s[i] - '0');
      behind += points;
    } else if (s[i] != '.' || points++ > 0) {
      return 0;
    }
  *x = digits / powers[behind];
  return 1;
}

static double read_any(const char *s, size_t n)
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

double ad_number_read(const char *s, size_t n)
{
  double x;

  return read_short(s, n, &x) ? x : read_any(s, n);
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
