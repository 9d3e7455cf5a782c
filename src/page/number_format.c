/* SPDX-License-Identifier: GPL-3.0-or-later
   Numbers as text.  Read number_format.h before. */
#include "page/number_format.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The program never calls setlocale, so printf writes `.` always. */
char *format_digits(char out[FORMAT_SIZE], double x, int digits)
{
  if (isnan(x))
    return strcpy(out, "nan");
  if (isinf(x))
    return strcpy(out, x > 0 ? "inf" : "-inf");
  snprintf(out, FORMAT_SIZE, "%.*g", digits, x == 0 ? 0.0 : x);
  return out;
}

/* Of all tables; as the command line has it, set once. */
static int most_digits = FORMAT_DIGITS;

void format_use_digits(int digits)
{
  most_digits = digits;
}

char *format_number(char out[FORMAT_SIZE], double x)
{
  return format_digits(out, x, most_digits);
}

char *format_rough(char out[FORMAT_SIZE], double x, int digits)
{
  return format_digits(out, x, digits < most_digits ? digits : most_digits);
}

char *format_exact(char out[FORMAT_SIZE], double x)
{
  if (x == 0)
    return strcpy(out, signbit(x) ? "-0.0" : "0");
  return format_digits(out, x, 17);
}

char *format_uncertain(char out[FORMAT_SIZE], double x, double error)
{
  char high[FORMAT_SIZE];

  if (!isfinite(x))
    return format_number(out, x);
  if (x == 0)
    return strcpy(out, isinf(error) ? "0?" : "0");
  if (fabs(x) <= error)
    return strcat(format_digits(out, x, 1), "?");
  for (int digits = most_digits; digits > 0; digits--) {
    format_digits(out, x - error, digits);
    format_digits(high, x + error, digits);
    if (strcmp(out, high) == 0)
      return out;
  }
  return format_digits(out, x, 1);
}

/* Puts a comma before every third digit from the right. */
static void group(char out[FORMAT_SIZE], const char *digits)
{
  size_t n = strlen(digits), used = 0;
  for (size_t i = 0; i < n; i++) {
    if (i > 0 && (n - i) % 3 == 0)
      out[used++] = ',';
    out[used++] = digits[i];
  }
  out[used] = '\0';
}

/* x to so many decimals, never "-0.00". */
static char *decimals(char out[FORMAT_SIZE], double x, int digits)
{
  snprintf(out, FORMAT_SIZE, "%.*f", digits,
           fabs(x) < 0.5 * pow(10, -digits) ? 0.0 : x);
  return out;
}

char *format_whole(char out[FORMAT_SIZE], double x)
{
  return decimals(out, x, 0);
}

char *format_hundredths(char out[FORMAT_SIZE], double x)
{
  return decimals(out, x, 2);
}

char *format_thousandths(char out[FORMAT_SIZE], double x)
{
  return decimals(out, x, 3);
}

static char *scientific(char out[FORMAT_SIZE], double x, int digits)
{
  snprintf(out, FORMAT_SIZE, "%.*e", digits, x);
  return out;
}

char *format_power(char out[FORMAT_SIZE], double x)
{
  return scientific(out, x, 0);
}

char *format_powers(char out[FORMAT_SIZE], double x)
{
  return scientific(out, x, 1);
}

char *format_count(char out[FORMAT_SIZE], double x)
{
  char digits[FORMAT_SIZE];

  if (!(x >= 0 && x < 1e15))
    return format_digits(out, x, 3);
  snprintf(digits, sizeof digits, "%.0f", x);
  group(out, digits);
  return out;
}

/* Three digits, without an exponent: 0.0123, 1.23, 12.3, 123. */
static char *three_digits(char out[FORMAT_SIZE], double x)
{
  if (fabs(x) < 99.95 && fabs(x) >= 1e-4)
    return format_digits(out, x, 3);
  if (fabs(x) < 1e-4)
    return format_digits(out, x, 2);
  snprintf(out, FORMAT_SIZE, "%.0f", x);
  return out;
}

char *format_ratio(char out[FORMAT_SIZE], double x)
{
  double unit = 1;

  if (!isfinite(x) || fabs(x) < 999.5)
    return isfinite(x) ? three_digits(out, x) : format_number(out, x);
  while (x / unit >= 999.5)
    unit *= 10;
  return format_count(out, round(x / unit) * unit);
}

/* x in the largest of units[n], steps `step` apart, in which it is at least
   1, or in the first. */
static char *scaled(char out[FORMAT_SIZE], double x, double step, size_t n,
                    const char *const *units)
{
  size_t i = 0;
  while (i + 1 < n && x >= 999.5) {
    x /= step;
    i++;
  }
  three_digits(out, x);
  size_t used = strlen(out);
  snprintf(out + used, FORMAT_SIZE - used, " %s", units[i]);
  return out;
}

char *format_short(char out[FORMAT_SIZE], double x)
{
  static const char *const units[] = {"M", "G", "T", "P", "E"};

  if (x < 999999.5)
    return format_count(out, x);
  return scaled(out, x / 1e6, 1000, 5, units);
}

char *format_bytes(char out[FORMAT_SIZE], size_t bytes)
{
  static const char *const units[] = {"KiB", "MiB", "GiB", "TiB", "PiB"};

  if (bytes >= 10000)
    return scaled(out, (double)bytes / 1024, 1024, 5, units);
  format_count(out, (double)bytes);
  return strcat(out, " B");
}

/* From 1000 s on: minutes, hours from 100 minutes, days from 100 hours. */
static char *format_long(char out[FORMAT_SIZE], double seconds)
{
  double minutes = seconds / 60, hours = minutes / 60;
  if (minutes < 99.95)
    return scaled(out, minutes, 1, 1, (const char *const[]){"min"});
  if (hours < 99.95)
    return scaled(out, hours, 1, 1, (const char *const[]){"h"});
  return scaled(out, hours / 24, 1, 1, (const char *const[]){"d"});
}

char *format_seconds(char out[FORMAT_SIZE], double seconds)
{
  static const char *const units[] = {"ns", "us", "ms", "s"};
  if (seconds >= 999.5)
    return format_long(out, seconds);
  return scaled(out, seconds * 1e9, 1000, 4, units);
}
