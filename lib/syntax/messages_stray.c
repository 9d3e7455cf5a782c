/* SPDX-License-Identifier: GPL-3.0-or-later
   Messages about what is no token: characters without a meaning, numbers
   that are none.  Read mend.h before. */
#include <ctype.h>
#include <string.h>

#include "base/text_scan.h"
#include "base/utf8.h"
#include "syntax/mend.h"

enum { SHOWN = 60 }; /* bytes of a word that a hint repeats */

static int shown(size_t n)
{
  return n < SHOWN ? (int)n : SHOWN;
}

/* ---- numbers ---- */

/* digits[d] or digits[D] with an exponent behind, as Fortran has it. */
static int is_fortran(const char *s, size_t n, size_t digits)
{
  if (digits == 0 || digits + 1 >= n ||
      tolower((unsigned char)s[digits]) != 'd')
    return 0;
  return digits + 1 + strspn(s + digits + 1, "0123456789") >= n;
}

/* Bytes of s[n] that are a number. */
static size_t number_bytes(const char *s, size_t n)
{
  size_t digits = strspn(s, "0123456789."), at = digits;

  if (at < n && (s[at] == 'e' || s[at] == 'E'))
    at += strchr("+-", s[at + 1]) != NULL && s[at + 1] != '\0' ? 2 : 1;
  size_t exponent = strspn(s + at, "0123456789");
  return at > digits && exponent > 0 ? at + exponent : digits;
}

/* [3x4], as sizes are written elsewhere? */
static int is_size(const ad_parse *p, const char *s, size_t n)
{
  size_t digits = strspn(s, "0123456789");

  return digits + 1 < n && s[digits] == 'x' && p->depth > 0 &&
         digits + 1 + strspn(s + digits + 1, "0123456789") == n;
}

static void hint_number(ad_parse *p, const char *s, size_t n)
{
  size_t digits = number_bytes(s, n);
  char next = digits < n ? s[digits] : '\0';

  if (p->whole_line && p->count == 0)
    ad_hint(&p->error, "a name begins with a letter");
  else if (digits == n && strstr(s, "..") != NULL && strstr(s, "..") < s + n)
    ad_hint(&p->error, "a range is written first:last");
  else if (digits == n)
    ad_hint(&p->error, "a number has one decimal point, and no signs between "
                       "its thousands");
  else if (is_size(p, s, n))
    ad_hint(&p->error, "sizes are written [3, 4]");
  else if (s[0] == '0' && digits == 1 && strchr("xXbBoO", next) != NULL)
    ad_hint(&p->error, "numbers are decimal");
  else if (next == '_')
    ad_hint(&p->error, "a number has no signs between its thousands");
  else if (is_fortran(s, n, digits))
    ad_hint(&p->error, "an exponent is written %.*se%.*s",
            shown(digits), s, shown(n - digits - 1), s + digits + 1);
  else if (tolower((unsigned char)next) == 'e' &&
           (n == digits + 1 || isdigit((unsigned char)s[digits + 1])))
    ad_hint(&p->error, "an exponent is a whole number: 1e-5");
  else if (tolower((unsigned char)next) == 'f' && n == digits + 1)
    ad_hint(&p->error, "write %.*s", shown(digits), s);
  else if (s[0] != '0' && n < 40)
    ad_hint(&p->error, "a product needs its sign: %.*s*%.*s", (int)digits, s,
            (int)(n - digits), s + digits);
}

void ad_syntax_number(ad_parse *p, const char *s, size_t n, ad_place place)
{
  char found[AD_QUOTE];

  if (n > AD_LONGEST_WORD) {
    ad_parse_fail(p, (ad_place){place.offset, 1},
                  "this number is longer than %d bytes", AD_LONGEST_WORD);
    return;
  }
  ad_parse_fail(p, place, "%s is not a number", ad_text_quote(found, s, n));
  hint_number(p, s, n);
}

/* ---- characters ---- */

/* Bytes of the name at text[i], and of the one that ends before it. */
static size_t name_at(const ad_parse *p, size_t i)
{
  return ad_text_name(p->text, p->size, i) - i;
}

static size_t name_before(const ad_parse *p, size_t i)
{
  return i - ad_text_name_start(p->text, i);
}

/* What the tables say of a word that is a function somewhere; 0: nothing. */
static int hint_word(ad_parse *p, const char *s, size_t n, unsigned where)
{
  ad_slip slip = ad_slip_word(s, n, where);

  if (slip.mend != NULL)
    ad_hint(&p->error, "%s", slip.mend);
  else if (slip.meant != NULL &&
           ad_mend_function(p, slip.meant, strlen(slip.meant)))
    ad_hint(&p->error, "did you mean '%s'?", slip.meant);
  else
    return 0;
  return 1;
}

/* np.exp, torch.nn.functional.relu: the last name is what is meant. */
static void hint_module(ad_parse *p, size_t first, size_t point)
{
  size_t n = name_at(p, point + 1);

  while (n > 0 && point + 1 + n < p->size && p->text[point + 1 + n] == '.' &&
         name_at(p, point + n + 2) > 0) {
    point += n + 1;
    n = name_at(p, point + 1);
  }
  const char *word = p->text + point + 1;
  if (n > 1 && hint_word(p, word, n, AD_SLIP_POINT))
    return;
  if (ad_mend_function(p, word, n))
    ad_hint(&p->error, "write %.*s without '%.*s'", shown(n), word,
            shown(point + 1 - first), p->text + first);
  else if (!hint_word(p, word, n, AD_SLIP_CALL | AD_SLIP_NAME))
    ad_hint(&p->error, "functions stand without a prefix");
}

/* A.T, v.sum(): n bytes of a name before the point at i, or a bracket. */
static void hint_method(ad_parse *p, size_t n, size_t i)
{
  const char *word = p->text + i + 1;
  size_t length = name_at(p, i + 1);

  if (length == 0 && ad_parse_ends_operand(p->last.kind))
    ad_hint(&p->error, "an inner product is dot(a, b), a matrix product A @ B");
  if (length == 0 || hint_word(p, word, length, AD_SLIP_POINT))
    return;
  if (ad_mend_function(p, word, length) && n > 0)
    ad_hint(&p->error, "there are no methods: write %.*s(%.*s)",
            shown(length), word, shown(n), p->text + i - n);
  else if (ad_mend_function(p, word, length))
    ad_hint(&p->error, "there are no methods: write %.*s(x)", shown(length),
            word);
  else if (!hint_word(p, word, length, AD_SLIP_CALL))
    ad_hint(&p->error, "a name has no point in it, and there are no methods");
}

/* \exp, \cdot, a backslash at the end of a line, A \ b. */
static void hint_backslash(ad_parse *p, size_t i)
{
  const char *word = p->text + i + 1;
  size_t n = name_at(p, i + 1);
  int called = i + 1 + n < p->size && p->text[i + 1 + n] == '(';

  int known = ad_parse_ends_operand(p->last.kind) &&
              ad_mend_declared(p, word, n);

  if (ad_slip_closing(p->text, p->size, i + 1))
    ad_hint(&p->error, "a line goes on inside open brackets: put it in ( )");
  else if (n == 0 || known)
    ad_hint(&p->error, "A \\ b is written solve(A, b)");
  else if (!hint_word(p, word, n, AD_SLIP_LATEX) &&
           !(called && hint_word(p, word, n, AD_SLIP_CALL)))
    ad_hint(&p->error, "write %.*s without the '\\'", shown(n), word);
}

static void hint_ascii(ad_parse *p, size_t i)
{
  size_t n = name_before(p, i);
  unsigned where = p->whole_line && p->count <= 1 ? AD_SLIP_FIRST
                                                  : AD_SLIP_INSIDE;
  if (ad_parse_ends_operand(p->last.kind))
    where |= AD_SLIP_AFTER;
  size_t points = i;
  while (points < p->size && p->text[points] == '.')
    points++;
  if (ad_slip_closing(p->text, p->size, points))
    where |= AD_SLIP_CLOSING;
  const char *mend = ad_slip_sign(p->text, p->size, i, where);

  if (p->keyword == AD_K_FOR && ad_mend_head(p))
    return;
  if (mend != NULL)
    ad_hint(&p->error, "%s", mend);
  else if (p->text[i] == '\\')
    hint_backslash(p, i);
  else if (p->text[i] == '.' && n > 0 &&
           ad_slip_module(p->text + i - n, n) && name_at(p, i + 1) > 0)
    hint_module(p, i - n, i);
  else if (p->text[i] == '.')
    hint_method(p, n, i);
}

/* A character beyond ASCII. */
static void hint_letter(ad_parse *p, const char *s, size_t n)
{
  ad_slip slip = ad_slip_letter(s, n);

  if (slip.meant != NULL)
    ad_hint(&p->error, "write %s", slip.meant);
  else if (slip.mend != NULL)
    ad_hint(&p->error, "%s", slip.mend);
  else
    ad_hint(&p->error, "names are made of the letters a-z, A-Z, digits and _");
}

void ad_syntax_stray(ad_parse *p, ad_place place)
{
  size_t at = place.offset - p->base;
  const char *s = p->text + at;
  unsigned long code = 0;
  ad_cell cell = ad_text_cell(s, p->size - at);
  const char *quote = cell.bytes < strlen(cell.text) ? "" : "'";

  place.width = cell.bytes;
  if (ad_utf8_read(s, p->size - at, &code) == 0) {
    ad_parse_fail(p, place, "the byte %s is not UTF-8", cell.text);
  } else if (code < 0x80) {
    ad_parse_fail(p, place, "unexpected character %s%s%s", quote, cell.text,
                  quote);
    hint_ascii(p, at);
  } else {
    ad_parse_fail(p, place, "unexpected character %s%s%s (U+%04lX)", quote,
                  cell.text, quote, code);
    hint_letter(p, s, p->size - at);
  }
}
