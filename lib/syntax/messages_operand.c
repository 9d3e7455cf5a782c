/* SPDX-License-Identifier: GPL-3.0-or-later
   Messages about operands, operators and brackets.  Read messages.h
   before. */
#include "syntax/messages.h"

#include <stdio.h>
#include <string.h>

#include "base/text_scan.h"
#include "syntax/parser.h"

/* ---- brackets ---- */

/* "column 7", with the lines between where the place is not on this line. */
static void show_column(const ad_parse *p, size_t offset, char out[64])
{
  size_t column = 1, lines = 0, now = p->last.place.offset - p->base;

  for (size_t i = 0; i < offset;) {
    unsigned long code = 0;
    size_t width = ad_utf8_read(p->text + i, p->size - i, &code);
    size_t skip = ad_text_break(p->text + i, p->size - i);
    column = skip > 0 ? 1 : column + 1;
    i += skip > 0 ? skip : width > 0 ? width : 1;
  }
  for (size_t i = offset; i < now && i < p->size;) {
    size_t skip = ad_text_break(p->text + i, p->size - i);
    lines += skip > 0;
    i += skip > 0 ? skip : 1;
  }
  int n = snprintf(out, 64, "column %zu", column);
  if (lines > 0)
    snprintf(out + n, 64 - (size_t)n, ", %zu line%s above", lines,
             lines > 1 ? "s" : "");
}

void ad_syntax_unclosed(ad_parse *p)
{
  ad_bracket open = p->brackets[p->depth - 1];

  ad_parse_fail(p, (ad_place){p->base + open.offset, 1},
                "this '%c' is never closed", open.kind);
}

int ad_syntax_closing(ad_parse *p)
{
  char column[64];
  int kind = p->last.kind;

  if ((kind != ')' && kind != ']') || p->matched)
    return 0;
  char opening = kind == ')' ? '(' : '[';
  if (p->depth == 0) {
    ad_parse_fail(p, p->last.place, "this '%c' closes no '%c'", kind, opening);
    return 1;
  }
  ad_bracket open = p->brackets[p->depth - 1];
  show_column(p, open.offset, column);
  ad_parse_fail(p, p->last.place,
                "expected '%c' to close '%c' at %s, found '%c'",
                opening == '(' ? ']' : ')', open.kind, column, kind);
  return 1;
}

/* ---- operands and operators ---- */

void ad_syntax_operand(ad_parse *p)
{
  char found[AD_QUOTE], place[AD_QUOTE + 8];

  ad_parse_fail(p, p->last.place, "expected an expression%s, found %s",
                ad_syntax_after(p, place), ad_syntax_show(p, p->last, found));
  if (p->last.kind == '*' && p->before.kind == '*')
    ad_hint(&p->error, "a power is written x^2");
  else if (p->last.kind == AD_TK_STRING)
    ad_hint(&p->error, "texts stand only in title, source, note, from and "
                       "columns");
  else if (p->last.kind == '\'')
    ad_hint(&p->error, "' is the transpose; texts stand in \"...\"");
}

static int in_matrix(const ad_parse *p)
{
  return p->depth > 0 && p->brackets[p->depth - 1].kind == '[' &&
         !p->brackets[p->depth - 1].behind_operand;
}

/* Is it the ( or the name behind sin^2? */
static int is_power_of_name(const ad_parse *p)
{
  size_t at = p->before.place.offset - p->base;
  if (p->before.kind != AD_TK_NUMBER || at < 2 || p->text[at - 1] != '^')
    return 0;
  size_t end = at - 1, start = ad_text_name_start(p->text, end);
  return ad_mend_function(p, p->text + start, end - start);
}

void ad_syntax_operator(ad_parse *p, const ad_wanted *w)
{
  char found[AD_QUOTE], place[AD_QUOTE + 8], column[64];
  int kind = p->last.kind;

  if (kind == AD_TK_NAME || kind == AD_TK_NUMBER || kind == '(' ||
      kind == AD_TK_DERIVATIVE || kind == AD_TK_D) {
    ad_parse_fail(p, p->last.place, "expected %san operator%s, found %s",
                  in_matrix(p) ? "',' or " : "", ad_syntax_after(p, place),
                  ad_syntax_show(p, p->last, found));
    const char *word = ad_word_nearest(p, ad_mend_text(p, p->last),
                                       p->last.place.width);
    if (is_power_of_name(p))
      ad_hint(&p->error, "the square of a function is written sin(x)^2");
    else if (p->from && word != NULL)
      ad_hint(&p->error, "did you mean '%s'?", word);
    else
      ad_hint(&p->error, "a product needs its sign: a * b, or a @ b for "
                         "matrices");
    return;
  }
  if (kind == AD_TK_COMPARE) {
    ad_parse_fail(p, p->last.place,
                  "a comparison cannot follow a comparison, found %s",
                  ad_syntax_show(p, p->last, found));
    ad_hint(&p->error, "write (a < b) * (b < c)");
    return;
  }
  if (p->depth == 0) {
    ad_syntax_list(p, w);
    return;
  }
  ad_bracket open = p->brackets[p->depth - 1];
  show_column(p, open.offset, column);
  ad_parse_fail(p, p->last.place,
                "expected '%c' to close '%c' at %s, found %s",
                open.kind == '(' ? ')' : ']', open.kind, column,
                ad_syntax_show(p, p->last, found));
  if (open.kind == '[' && kind == ',' && ad_syntax_wants(w, "']'"))
    ad_hint(&p->error, "a matrix has two subscripts: rows, columns");
  else if (kind == '=')
    ad_hint(&p->error, "two sides are compared by ==");
  else if (kind == ':' && ad_syntax_value(p))
    ad_hint(&p->error, "range(n) is the column of 1 to n");
}
