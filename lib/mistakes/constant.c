/* SPDX-License-Identifier: GPL-3.0-or-later
   Factors that a person would write: fractions of small numbers, and those
   with named sizes.  Read mistakes_data.h before. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "mistakes/mistakes_data.h"

enum { MOST = 16 };

static int is_close(double x, double y)
{
  return fabs(x - y) <= 1e-9 * fabs(y);
}

/* "-2/n" for -2 and "1/n": `below` is the size, or NULL. */
static void put(char *text, size_t size, int minus, int num, int den,
                const char *above, const char *below)
{
  const char *sign = minus ? "-" : "";
  int n = above && num == 1 ? snprintf(text, size, "%s%s", sign, above)
                            : snprintf(text, size, "%s%d%s%s", sign, num,
                                       above ? "*" : "", above ? above : "");
  size_t at = n > 0 && (size_t)n < size ? (size_t)n : 0;
  if (below && den > 1)
    snprintf(text + at, size - at, "/(%d*%s)", den, below);
  else if (below)
    snprintf(text + at, size - at, "/%s", below);
  else if (den > 1)
    snprintf(text + at, size - at, "/%d", den);
}

/* |c| as num/den with both at most `most`. */
static int find_fraction(double c, int most, int *num, int *den)
{
  for (*den = 1; *den <= most; ++*den) {
    double x = fabs(c) * *den;
    *num = x < most + 0.5 ? (int)(x + 0.5) : 0;
    if (*num > 0 && is_close(*num, x))
      return 1;
  }
  return 0;
}

/* With one size: few people write more than a 2 beside it. */
static int with_size(double c, const char *name, double size, int most,
                     char *text, size_t room)
{
  int num, den;
  if (find_fraction(c / size, most, &num, &den)) {
    put(text, room, c < 0, num, den, name, NULL);
    return 1;
  }
  if (find_fraction(c * size, most, &num, &den)) {
    put(text, room, c < 0, num, den, NULL, name);
    return 1;
  }
  return 0;
}

/* A size that stands in neither formula has its value by chance. */
static int is_at_hand(const ad_formulas *near, const char *name)
{
  return !near || !near->due || ad_expr_has_name(near->due, name) ||
         ad_expr_has_name(near->said, name);
}

static int with_sizes(const ad_sheet *sheet, const ad_formulas *near, double c,
                      int most, char *text, size_t room)
{
  const char *name;
  size_t size;
  for (size_t i = 0; ad_sheet_dim(sheet, i, &name, &size); i++)
    if (size > 2 && is_at_hand(near, name) &&
        with_size(c, name, (double)size, most, text, room))
      return 1;
  return 0;
}

/* 1/2, 1 and 2 are what they are; then sizes; then other fractions. */
int ad_constant_text(const ad_sheet *sheet, const ad_formulas *near, double c,
                     char *text, size_t size)
{
  int num, den;
  if (find_fraction(c, 2, &num, &den)) {
    put(text, size, c < 0, num, den, NULL, NULL);
    return 1;
  }
  if (with_sizes(sheet, near, c, 2, text, size))
    return 1;
  if (find_fraction(c, MOST, &num, &den)) {
    put(text, size, c < 0, num, den, NULL, NULL);
    return 1;
  }
  return with_sizes(sheet, near, c, MOST, text, size);
}

int ad_constant_has_size(const char *text)
{
  return strpbrk(text, "abcdefghijklmnopqrstuvwxyz"
                       "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != NULL;
}
