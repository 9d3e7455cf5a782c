/* SPDX-License-Identifier: GPL-3.0-or-later
   Escapes for LaTeX.  Read latex_escape.h before. */
#include "page/latex_escape.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "host/exits.h"
#include "locals.h"

/* --- text ----------------------------------------------------------------- */

/* Also what would make a ligature, or, behind a line break, an option of
   it. */
static const char *const marks[128] = {
    ['\\'] = "\\textbackslash{}", ['{'] = "\\{",
    ['}'] = "\\}",                ['$'] = "\\$",
    ['&'] = "\\&",                ['%'] = "\\%",
    ['#'] = "\\#",                ['_'] = "\\_",
    ['^'] = "\\textasciicircum{}", ['~'] = "\\textasciitilde{}",
    ['<'] = "\\textless{}",       ['>'] = "\\textgreater{}",
    ['|'] = "\\textbar{}",        ['"'] = "\\char34{}",
    ['`'] = "\\char96{}",         ['\''] = "'{}",
    ['-'] = "{-}",                ['['] = "{[}",
    [']'] = "{]}",                ['*'] = "{*}"};

/* Characters that worksheets on derivatives are fond of. */
static const struct {
  unsigned long code;
  const char *latex;
} symbols[] = {
    {0xA0, "~"},                 {0xA7, "\\S{}"},
    {0xAC, "$\\neg$"},           {0xBD, "$\\frac12$"},
    {0xB0, "$^\\circ$"},         {0xB1, "$\\pm$"},
    {0xB2, "$^2$"},              {0xB3, "$^3$"},
    {0xB5, "$\\mu$"},            {0xB7, "$\\cdot$"},
    {0xB9, "$^1$"},              {0xD7, "$\\times$"},
    {0xF7, "$\\div$"},           {0x2013, "--"},
    {0x2014, "---"},             {0x2018, "`"},
    {0x2019, "'"},               {0x201C, "``"},
    {0x201D, "''"},              {0x2026, "\\dots{}"},
    {0x2190, "$\\leftarrow$"},   {0x2192, "$\\rightarrow$"},
    {0x2191, "$\\uparrow$"},     {0x2193, "$\\downarrow$"},
    {0x21D2, "$\\Rightarrow$"},  {0x2202, "$\\partial$"},
    {0x2207, "$\\nabla$"},       {0x2208, "$\\in$"},
    {0x2211, "$\\sum$"},         {0x2212, "$-$"},
    {0x221A, "$\\surd$"},        {0x221E, "$\\infty$"},
    {0x2248, "$\\approx$"},      {0x2260, "$\\neq$"},
    {0x2264, "$\\leq$"},         {0x2265, "$\\geq$"},
    {0x22A4, "$\\top$"},         {0x2299, "$\\odot$"},
    {0x393, "$\\Gamma$"},        {0x394, "$\\Delta$"},
    {0x398, "$\\Theta$"},        {0x39B, "$\\Lambda$"},
    {0x3A0, "$\\Pi$"},           {0x3A3, "$\\Sigma$"},
    {0x3A6, "$\\Phi$"},          {0x3A8, "$\\Psi$"},
    {0x3A9, "$\\Omega$"},        {0x3B1, "$\\alpha$"},
    {0x3B2, "$\\beta$"},         {0x3B3, "$\\gamma$"},
    {0x3B4, "$\\delta$"},        {0x3B5, "$\\varepsilon$"},
    {0x3B6, "$\\zeta$"},         {0x3B7, "$\\eta$"},
    {0x3B8, "$\\theta$"},        {0x3B9, "$\\iota$"},
    {0x3BA, "$\\kappa$"},        {0x3BB, "$\\lambda$"},
    {0x3BC, "$\\mu$"},           {0x3BD, "$\\nu$"},
    {0x3BE, "$\\xi$"},           {0x3C0, "$\\pi$"},
    {0x3C1, "$\\rho$"},          {0x3C3, "$\\sigma$"},
    {0x3C4, "$\\tau$"},          {0x3C5, "$\\upsilon$"},
    {0x3C6, "$\\varphi$"},       {0x3C7, "$\\chi$"},
    {0x3C8, "$\\psi$"},          {0x3C9, "$\\omega$"}};

/* Accented letters of western Europe, which every LaTeX has: not the
   Icelandic ones, which the standard font lacks. */
static int is_letter(unsigned long code)
{
  return code >= 0xC0 && code <= 0xFF && code != 0xD0 && code != 0xDE &&
         code != 0xF0 && code != 0xFE;
}

static void put_code(FILE *out, unsigned long code, const char *text, size_t n)
{
  for (size_t i = 0; i < sizeof symbols / sizeof symbols[0]; i++)
    if (symbols[i].code == code) {
      fputs(symbols[i].latex, out);
      return;
    }
  if (is_letter(code))
    fwrite(text, 1, n, out);
  else
    fprintf(out, "U+%04lX", code);
}

/* "± 1.9e-15" as one formula: how many bytes that is; 0, and nothing is
   written, where the text begins otherwise. */
static size_t put_error_bar(FILE *out, const char *text)
{
  static const char sign[] = "\u00b1 ";
  char number[32];
  if (strncmp(text, sign, strlen(sign)) != 0)
    return 0;
  const char *from = text + strlen(sign);
  size_t n = strspn(from, "0123456789.e+-");
  while (n > 0 && strchr(".e+-", from[n - 1])) /* the sentence's own        */
    n--;
  if (n == 0 || n >= sizeof number || !memchr(from, 'e', n))
    return 0;
  memcpy(number, from, n);
  number[n] = '\0';
  if (!latex_is_number(number))
    return 0;
  fputs("$\\pm ", out);
  latex_number(out, number);
  fputs("$", out);
  return strlen(sign) + n;
}

/* The partial sign and the name behind it as one formula: how many bytes that
   is; 0, and nothing is written, where there is no name. */
static size_t put_derivative(FILE *out, const char *text)
{
  static const char sign[] = "\u2202", letters[] =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
  size_t n = strspn(text + strlen(sign), letters);
  char *name = n > 0 ? memory_format("%.*s", (int)n, text + strlen(sign))
                     : NULL;
  char *latex = name ? memory_given(ad_locals_latex(name), n + 1) : NULL;
  if (latex)
    fprintf(out, "$\\partial %s$", latex);
  free(name);
  free(latex);
  return n > 0 ? strlen(sign) + n : 0;
}

void latex_text(FILE *out, const char *text)
{
  size_t n = strlen(text);
  while (n > 0) {
    unsigned long code = 0xFFFD;
    size_t bytes = ad_utf8_read(text, n, &code), bar = 0;
    if ((code == 0xB1 && (bar = put_error_bar(out, text)) > 0) ||
        (code == 0x2202 && (bar = put_derivative(out, text)) > 0))
      bytes = bar;
    else if (code < 0x80 && marks[code])
      fputs(marks[code], out);
    else if (code < 0x80)
      fputc((int)code, out);
    else
      put_code(out, code, text, bytes);
    text += bytes ? bytes : 1;
    n -= bytes ? bytes : 1;
  }
}

/* --- numbers -------------------------------------------------------------- */

static const struct {
  const char *text, *latex;
} words[] = {{"nan", "\\mathrm{nan}"},
             {"inf", "\\infty"},
             {"-inf", "-\\infty"}};

enum { WORDS = sizeof words / sizeof words[0] };

/* Digits, with commas between them, a point and an exponent. */
static size_t mantissa(const char *text)
{
  size_t n = text[0] == '-' ? 1 : 0;
  if (text[n] < '0' || text[n] > '9')
    return 0;
  n += strspn(text + n, "0123456789,");
  n += text[n] == '.' ? 1 + strspn(text + n + 1, "0123456789") : 0;
  return n;
}

int latex_is_number(const char *text)
{
  for (size_t i = 0; i < WORDS; i++)
    if (strcmp(text, words[i].text) == 0)
      return 1;
  size_t n = mantissa(text);
  if (n > 0 && text[n] == 'e') {
    n += text[n + 1] == '-' || text[n + 1] == '+' ? 2 : 1;
    size_t digits = strspn(text + n, "0123456789");
    return digits > 0 && text[n + digits] == '\0';
  }
  return n > 0 && text[n] == '\0';
}

void latex_number(FILE *out, const char *text)
{
  for (size_t i = 0; i < WORDS; i++)
    if (strcmp(text, words[i].text) == 0) {
      fputs(words[i].latex, out);
      return;
    }
  size_t n = mantissa(text);
  for (size_t i = 0; i < n; i++)
    fputs(text[i] == ',' ? "{,}" : (char[2]){text[i], '\0'}, out);
  if (text[n] == 'e')
    fprintf(out, "\\cdot10^{%ld}", strtol(text + n + 1, NULL, 10));
}
