/* SPDX-License-Identifier: GPL-3.0-or-later
   Names to LaTeX: Greek letters, accents, numbers as subscripts, derivatives as
   fractions.  Read expr_latex.h before. */
#include "symbolic/expr_latex.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *ad_format(const char *format, ...)
{
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int size = vsnprintf(NULL, 0, format, args);
  va_end(args);
  char *text = size < 0 ? NULL : malloc((size_t)size + 1);
  if (text)
    vsnprintf(text, (size_t)size + 1, format, again);
  va_end(again);
  return text;
}

static int is_greek(const char *base, size_t n)
{
  static const char *const greek[] = {
    "alpha", "beta", "gamma", "delta", "epsilon", "eta", "theta", "kappa",
    "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "phi", "chi",
    "psi", "omega"};
  for (size_t i = 0; i < sizeof greek / sizeof *greek; i++)
    if (strlen(greek[i]) == n && memcmp(greek[i], base, n) == 0)
      return 1;
  return 0;
}

/* The accent that a name of n letters ends in, or "". */
static const char *accent_of(const char *name, size_t n)
{
  static const char *const accents[] = {"hat", "bar", "dot"};
  for (size_t i = 0; i < sizeof accents / sizeof *accents; i++)
    if (n > 3 && memcmp(name + n - 3, accents[i], 3) == 0)
      return accents[i];
  return "";
}

/* W1 is W with the subscript 1, yhat is y with a hat, long names are words. */
static char *plain_name(const char *name, size_t n)
{
  size_t digits = 0;
  while (digits < n && name[n - digits - 1] >= '0' &&
         name[n - digits - 1] <= '9')
    digits++;
  size_t base = n - digits;
  const char *accent = accent_of(name, base);
  base -= strlen(accent);
  const char *before = is_greek(name, base) ? "\\"
                       : base == 1          ? ""
                                            : "\\mathit{";
  char *core = ad_format("%s%s%s%s%.*s%s%s", *accent ? "\\" : "", accent,
                         *accent ? "{" : "", before, (int)base, name,
                         before[0] && before[1] ? "}" : "",
                         *accent ? "}" : "");
  char *whole = !core || digits == 0
                  ? core
                  : ad_format("%s_{%.*s}", core, (int)digits,
                              name + n - digits);
  if (whole != core)
    free(core);
  return whole;
}

/* \mathit takes no underscore as it is. */
static char *escaped(char *text)
{
  char *out = text ? malloc(2 * strlen(text) + 1) : NULL, *to = out;
  int word = 0;
  for (const char *s = text; out && *s; s++) {
    word = strncmp(s, "\\mathit{", 8) == 0 ? 1 : *s == '}' ? 0 : word;
    if (*s == '_' && word)
      *to++ = '\\';
    *to++ = *s;
  }
  if (out)
    *to = '\0';
  free(text);
  return out;
}

char *ad_name_latex(const char *name)
{
  const char *stroke = strstr(name, "/d");
  if (strcmp(name, "rows") == 0 || strcmp(name, "cols") == 0 ||
      strcmp(name, "over") == 0)
    return ad_format("%s", name); /* an axis */
  if (strcmp(name, "inf") == 0)
    return ad_format("\\infty");
  if (name[0] != 'd' || !stroke)
    return escaped(plain_name(name, strlen(name)));
  char *above = escaped(plain_name(name + 1, (size_t)(stroke - name) - 1));
  char *below = escaped(plain_name(stroke + 2, strlen(stroke + 2)));
  char *whole = above && below
                  ? ad_format("\\frac{\\partial %s}{\\partial %s}",
                                    above, below)
                  : NULL;
  free(above);
  free(below);
  return whole;
}
