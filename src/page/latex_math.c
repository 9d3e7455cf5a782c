/* SPDX-License-Identifier: GPL-3.0-or-later
   See latex_math.h. */
#include "page/latex_math.h"

#include <string.h>

static int begins(const char *text, const char *word)
{
  return strncmp(text, word, strlen(word)) == 0;
}

/* Does it open, 1, or close, -1, what TeX keeps in one line? */
static int opens(const char *at)
{
  return (*at == '{' || begins(at, "\\left")) -
         (*at == '}' || begins(at, "\\right"));
}

static void put_line(FILE *out, const char *math, size_t n,
                     const char *product)
{
  static const char sign[] = "\\, ";
  int depth = 0;
  fputc('$', out);
  for (const char *at = math; at < math + n; at++) {
    depth += opens(at);
    if (depth == 0 && begins(at, sign)) {
      fputs(product, out);
      at += strlen(sign) - 1;
    } else {
      fputc(*at, out);
    }
  }
  fputc('$', out);
}

void latex_math(FILE *out, const char *math, const char *product,
                const char *between)
{
  for (;;) {
    size_t n = strcspn(math, "\n");
    put_line(out, math, n, product);
    if (!math[n])
      return;
    fputs(between, out);
    math += n + 1;
  }
}

/* It ends behind a sign outside of brackets, and with a row of a matrix. */
size_t latex_widest(const char *text)
{
  size_t depth = 0, n = 0, widest = 0;
  for (; *text; text++) {
    int blank = *text == ' ' && text[1] && strchr("+-@", text[1]);
    int ends = *text == '\n' || (depth == 0 && (blank || *text == '*')) ||
               (depth == 1 && *text == ';');
    if (strchr("([", *text))
      depth++;
    else if (depth > 0 && strchr(")]", *text))
      depth--;
    n = ends ? 0 : n + 1;
    widest = n > widest ? n : widest;
  }
  return widest;
}
