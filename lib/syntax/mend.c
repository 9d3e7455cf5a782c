/* SPDX-License-Identifier: GPL-3.0-or-later
   The ends of messages about syntax: what mends a common slip.  The words
   and signs are tables (slips.h); here is what takes more than a look at
   them.  Read mend.h before; the starts of lines are in mend_head.c. */
#include "syntax/mend.h"

#include <ctype.h>
#include <string.h>

#include "base/text_scan.h"
#include "syntax/parser.h"

const char *ad_mend_text(const ad_parse *p, ad_token token)
{
  return p->text + (token.place.offset - p->base);
}

size_t ad_mend_offset(const ad_parse *p, ad_token token)
{
  return token.place.offset - p->base;
}

int ad_mend_width(ad_token token)
{
  enum { MOST = 40 };

  return token.place.width < MOST ? (int)token.place.width : MOST;
}

int ad_mend_function(const ad_parse *p, const char *s, size_t n)
{
  return p->names != NULL && p->names->is_function != NULL &&
         p->names->is_function(s, n);
}

int ad_mend_declared(const ad_parse *p, const char *s, size_t n)
{
  return p->names != NULL && p->names->declared(p->names->state, s, n);
}

int ad_mend_word(ad_parse *p, ad_token token, unsigned where)
{
  if (token.kind != AD_TK_NAME)
    return 0;
  ad_slip slip = ad_slip_word(ad_mend_text(p, token), token.place.width,
                              where);
  if (slip.mend != NULL)
    ad_hint(&p->error, "%s", slip.mend);
  return slip.mend != NULL;
}

/* ---- brackets ---- */

/* The innermost open bracket; NULL: none. */
static const ad_bracket *innermost(const ad_parse *p)
{
  return p->depth > 0 ? &p->brackets[p->depth - 1] : NULL;
}

static int is_matrix(const ad_bracket *open)
{
  return open != NULL && open->kind == '[' && !open->behind_operand;
}

static int is_subscript(const ad_bracket *open)
{
  return open != NULL && open->kind == '[' && open->behind_operand;
}

/* Parentheses of a call: behind a name; those of a group are behind none. */
static int is_call(const ad_bracket *open)
{
  return open != NULL && open->kind == '(' && open->behind_operand;
}

/* A range in a subscript that lacks one of its ends, or has a step. */
static int hint_range(ad_parse *p)
{
  int inside = is_subscript(innermost(p));
  int closing = p->before.kind == ':' &&
                (p->last.kind == ']' || p->last.kind == ',');

  /* the ] has closed its bracket already */
  if (closing || (inside && p->before.kind == ':'))
    ad_hint(&p->error, "both ends of a range are written: x[2:rows(x)], or "
                       "x[2:n]");
  else if (inside && p->last.kind == ':')
    ad_hint(&p->error, "a range goes up in steps of 1: x[2:5]");
  else
    return 0;
  return 1;
}

/* ---- an operand behind a complete operand ---- */

static int starts_operand(int kind)
{
  return kind == AD_TK_NAME || kind == AD_TK_NUMBER || kind == '(' ||
         kind == '[' || kind == AD_TK_DERIVATIVE || kind == AD_TK_D;
}

/* Two entries of a matrix without a sign between them. */
static void hint_entries(ad_parse *p)
{
  size_t end = ad_mend_offset(p, p->before) + p->before.place.width;
  size_t gap = ad_mend_offset(p, p->last) - end;

  if (memchr(p->text + end, '\n', gap) || memchr(p->text + end, '\r', gap))
    ad_hint(&p->error, "';' separates rows: [1, 2; 3, 4]");
  else
    ad_hint(&p->error, "',' separates columns, ';' rows: [1, 2; 3, 4]");
}

/* Does the name text[n] at i begin another statement? */
static int is_statement(const ad_parse *p, size_t i, size_t n)
{
  return p->depth == 0 && n > 0 &&
         (ad_text_defines(p->text, p->size, i + n) ||
          ad_word_keyword(p->text + i, n));
}

/* Is the last token but the start of a term, as the 2 of sin 2*x is? */
static int goes_on(const ad_parse *p)
{
  size_t end = ad_mend_offset(p, p->last) + p->last.place.width;
  size_t i = ad_text_blanks(p->text, p->size, end);

  return p->last.kind == '(' || p->last.kind == '[' ||
         (i < p->size && p->text[i] != '\0' && strchr("*/@^[(", p->text[i]));
}

/* exp x, 2 x, [1 2], a = 1 b = 2. */
static void hint_pair(ad_parse *p)
{
  size_t n = p->before.place.width;
  const char *before = ad_mend_text(p, p->before);

  if (p->last.kind == AD_TK_NAME &&
      is_statement(p, ad_mend_offset(p, p->last), p->last.place.width))
    ad_hint(&p->error, "a line holds one statement");
  else if (ad_mend_word(p, p->last, AD_SLIP_AFTER) ||
           ad_mend_word(p, p->before, AD_SLIP_NAME | AD_SLIP_AFTER))
    return;
  else if (p->before.kind == AD_TK_NAME && ad_mend_function(p, before, n))
    ad_hint(&p->error, "an argument stands in parentheses: %.*s(%.*s%s)",
            ad_mend_width(p->before), before, ad_mend_width(p->last),
            ad_mend_text(p, p->last), goes_on(p) ? " ..." : "");
  else if (is_matrix(innermost(p)))
    hint_entries(p);
  else if (is_subscript(innermost(p)))
    ad_hint(&p->error, "',' separates subscripts: X[1, 2]");
  else if (p->depth == 0 && ad_mend_leaf(p) &&
           p->before.kind == AD_TK_NUMBER && p->last.kind == AD_TK_NUMBER)
    ad_hint(&p->error, "a vector is written [1; 2; 3], a row [1, 2, 3]");
}

/* ---- a comma or semicolon behind a complete operand ---- */

/* The commas in the rest of the line. */
static size_t count_commas(const ad_parse *p)
{
  size_t n = 0, i = ad_mend_offset(p, p->last);

  for (; i < p->size && strchr("#\r\n", p->text[i]) == NULL; i++)
    n += p->text[i] == ',';
  return n;
}

/* 3,5 with digits on both sides, and no other comma. */
static int is_decimal_comma(const ad_parse *p)
{
  size_t i = ad_mend_offset(p, p->last);

  return p->last.kind == ',' && p->before.kind == AD_TK_NUMBER && i > 0 &&
         isdigit((unsigned char)p->text[i - 1]) && i + 1 < p->size &&
         isdigit((unsigned char)p->text[i + 1]) && count_commas(p) == 1;
}

/* Where no bracket is open. */
static void hint_outside(ad_parse *p)
{
  size_t i = ad_text_blanks(p->text, p->size, ad_mend_offset(p, p->last) + 1);
  size_t n = ad_text_name(p->text, p->size, i) - i, end = i;

  while (end < p->size && p->text[end] == p->last.kind)
    end++;
  if (ad_slip_closing(p->text, p->size, end))
    ad_hint(&p->error, "a line needs no '%c' at its end", p->last.kind);
  else if (is_statement(p, i, n))
    ad_hint(&p->error, "a line holds one statement");
  else if (is_decimal_comma(p))
    ad_hint(&p->error, n == 3 ? "the decimal point is '.', and thousands stand "
                                "without a sign"
                              : "the decimal point is '.'");
  else if (ad_mend_leaf(p))
    ad_hint(&p->error, "a vector is written [1; 2; 3], a row [1, 2, 3]");
  else
    ad_hint(&p->error, "a matrix stands in brackets: [1, 2; 3, 4]");
}

static void hint_mark(ad_parse *p)
{
  const ad_bracket *open = innermost(p);

  if (open == NULL)
    hint_outside(p);
  else if (p->last.kind == ';' && is_call(open))
    ad_hint(&p->error, "',' separates arguments, and the decimal point is "
                       "'.'");
  else if (p->last.kind == ';' && is_subscript(open))
    ad_hint(&p->error, "',' separates subscripts: X[1, 2]");
  else if (open->kind == '(' && !is_call(open))
    ad_hint(&p->error, "a vector is written [1; 2; 3], a row [1, 2, 3]");
}

/* ---- the whole ---- */

static int hint_sign(ad_parse *p)
{
  /* y => x: the = has been read as that of a definition */
  int arrow = p->count == 3 && p->before.kind == '=' &&
              p->last.kind == AD_TK_COMPARE &&
              p->last.place.offset == p->before.place.offset + 1;
  unsigned where = p->whole_line && (p->count <= 2 || arrow)
                       ? AD_SLIP_FIRST
                       : AD_SLIP_INSIDE;

  if (p->last.kind == AD_TK_END ||
      (p->last.kind == AD_TK_STRING && p->count > 1))
    return 0;
  if (where == AD_SLIP_INSIDE && p->depth == 0)
    where |= p->last.kind == ':' ? AD_SLIP_CLOSING : 0;
  if ((where & AD_SLIP_CLOSING) &&
      !ad_slip_closing(p->text, p->size, ad_mend_offset(p, p->last) + 1))
    where = AD_SLIP_INSIDE;
  const char *mend = ad_slip_sign(p->text, p->size,
                                  ad_mend_offset(p, p->last), where);
  if (mend != NULL)
    ad_hint(&p->error, "%s", mend);
  return mend != NULL;
}

/* mlp(X: 4 relu, 1) without the keyword before it. */
static int hint_net(ad_parse *p)
{
  const ad_bracket *open = innermost(p);

  if (p->last.kind != ':' || !is_call(open) || open->offset < 3 ||
      memcmp(p->text + open->offset - 3, "mlp", 3) != 0)
    return 0;
  ad_hint(&p->error, "a network is written net y = mlp(X: 4 relu, 1)");
  return 1;
}

/* Where an operand should start, and something else does. */
static void hint_operand(ad_parse *p)
{
  if (p->last.kind == '+' && p->before.kind == '+')
    ad_hint(&p->error, "nothing is counted up: write x + 1");
  else if (p->last.kind == '+')
    ad_hint(&p->error, "a number needs no +");
  else if (p->last.kind == ':' && is_call(innermost(p)))
    ad_hint(&p->error, "an entry is written X[1, 2], a row X[1, :], a column "
                       "X[:, 1]");
  else if (p->last.kind == ']' && p->before.kind == ',')
    ad_hint(&p->error, "nothing follows the last ','; all of an axis is :, as "
                       "in X[1, :]");
  else if (p->last.kind == AD_TK_COMPARE &&
           ad_mend_text(p, p->last)[0] == '<')
    ad_hint(&p->error, "an inner product is dot(a, b)");
}

void ad_mend_syntax(ad_parse *p)
{
  int behind_name = p->whole_line && p->count == 2 &&
                    p->before.kind == AD_TK_NAME;
  int behind = ad_parse_ends_operand(p->before.kind);

  if (p->keyword == AD_K_TITLE || p->keyword == AD_K_SOURCE ||
      p->keyword == AD_K_NOTE || p->keyword == AD_K_NET ||
      p->keyword == AD_K_SWEEP || p->from)
    return;
  if ((behind_name && ad_mend_word(p, p->before, AD_SLIP_FIRST)) ||
      ad_mend_head(p) || hint_range(p) || hint_net(p) || hint_sign(p) ||
      p->keyword == AD_K_PATH)
    return;
  if (behind_name)
    ad_mend_first(p);
  else if (p->whole_line && p->count == 1 && p->error.hint[0] == '\0')
    ad_hint(&p->error, "a line is NAME = expression");
  else if (behind && starts_operand(p->last.kind))
    hint_pair(p);
  else if (behind && (p->last.kind == ',' || p->last.kind == ';'))
    hint_mark(p);
  else if (!behind)
    hint_operand(p);
}
