/* SPDX-License-Identifier: GPL-3.0-or-later
   Messages about what is no token: characters without a meaning, numbers
   that are none.  Read parse.h before. */
#include <string.h>

#include "parse.h"
#include "text.h"

void ad_syntax_number(ad_parse *p, const char *s, size_t n, ad_place place)
{
  char found[AD_QUOTE];
  size_t digits = strspn(s, "0123456789.");

  if (n > AD_LONGEST_WORD) {
    ad_parse_fail(p, (ad_place){place.offset, 1},
                  "this number is longer than %d bytes", AD_LONGEST_WORD);
    return;
  }
  ad_parse_fail(p, place, "%s is not a number", ad_text_quote(found, s, n));
  if (digits == n && strstr(s, "..") && strstr(s, "..") < s + n)
    ad_hint(&p->error, "a range is written first:last");
  if (digits < n && memchr(s, '.', n) == NULL && s[0] != '0' && n < 40)
    ad_hint(&p->error, "a product needs its sign: %.*s*%.*s", (int)digits, s,
            (int)(n - digits), s + digits);
}

/* Characters that come with text copied from elsewhere. */
static const struct {
  const char *found, *meant;
} foreign[] = {
    {"\u00D7", "*"},   {"\u00B7", "*"},   {"\u22C5", "*"},   {"\u2212", "-"},
    {"\u2013", "-"},   {"\u00F7", "/"},   {"\u2264", "<="},  {"\u2265", ">="},
    {"\u2260", "!="},  {"\u2019", "'"},   {"\u2018", "'"},   {"\u2032", "'"},
    {"\u22A4", "'"},   {"\u1D40", "'"},   {"\u201C", "\""},  {"\u201D", "\""},
    {"\u201E", "\""},  {"\u00B2", "^2"},  {"\u00B3", "^3"},  {"\u2202", "d"},
    {"\u03C0", "pi"},  {"\u221E", "inf"}, {"\u00A0", "an ordinary blank"},
};

/* A hint for the ASCII characters that are no tokens. */
static const char *ascii_hint(const char *s, size_t n)
{
  if (s[0] == '{' || s[0] == '}')
    return "{ } makes names inside a for loop, h{t}";
  if (n > 1 && s[0] == '.' && s[1] == 'T')
    return "the transpose is X'";
  if (n > 1 && s[0] == '.' && s[1] != '\0' && strchr("*/^", s[1]) != NULL)
    return "* / ^ are elementwise without the point";
  if (s[0] == '!')
    return "not equal is !=";
  return NULL;
}

void ad_syntax_stray(ad_parse *p, ad_place place)
{
  const char *s = p->text + (place.offset - p->base);
  size_t n = p->size - (place.offset - p->base);
  unsigned long code = 0;
  ad_cell cell = ad_text_cell(s, n);

  place.width = cell.bytes;
  if (ad_utf8_read(s, n, &code) == 0) {
    ad_parse_fail(p, place, "the byte %s is not UTF-8", cell.text);
    return;
  }
  if (code < 0x80) {
    ad_parse_fail(p, place, "unexpected character %s%s%s",
                  cell.columns > 1 ? "" : "'", cell.text,
                  cell.columns > 1 ? "" : "'");
    if (ascii_hint(s, n) != NULL)
      ad_hint(&p->error, "%s", ascii_hint(s, n));
    return;
  }
  ad_parse_fail(p, place, "unexpected character '%s' (U+%04lX)", cell.text,
                code);
  ad_hint(&p->error, "names are made of the letters a-z, A-Z, digits and _");
  for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++)
    if (strncmp(s, foreign[i].found, strlen(foreign[i].found)) == 0)
      ad_hint(&p->error, "write %s", foreign[i].meant);
}
