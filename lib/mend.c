/* SPDX-License-Identifier: GPL-3.0-or-later
   The ends of messages about syntax: what mends a common slip.  The words
   and signs are tables (slips.h); here is what takes more than a look at
   them.  Read parse.h and slips.h before. */
#include <ctype.h>
#include <string.h>

#include "parse.h"
#include "parser.h"
#include "slips.h"
#include "text.h"

static const char *at_token(const ad_parse *p, ad_token token)
{
  return p->text + (token.place.offset - p->base);
}

static size_t offset_of(const ad_parse *p, ad_token token)
{
  return token.place.offset - p->base;
}

int ad_mend_function(const ad_parse *p, const char *s, size_t n)
{
  return p->names != NULL && p->names->is_function != NULL &&
         p->names->is_function(s, n);
}

static int declared(const ad_parse *p, const char *s, size_t n)
{
  return p->names != NULL && p->names->declared(p->names->state, s, n);
}

static int name_byte(char c)
{
  return c != '\0' && strchr(AD_NAME_BYTES, c) != NULL;
}

/* Does a single = stand behind the name that ends at i? */
static int defines(const ad_parse *p, size_t i)
{
  while (i < p->size && (p->text[i] == ' ' || p->text[i] == '\t'))
    i++;
  return i < p->size && p->text[i] == '=' &&
         !(i + 1 < p->size && p->text[i + 1] == '=');
}

/* The mend of a word in the tables; 0 where there is none. */
static int hint_word(ad_parse *p, ad_token token, unsigned where)
{
  if (token.kind != AD_TK_NAME)
    return 0;
  ad_slip slip = ad_slip_word(at_token(p, token), token.place.width, where);
  if (slip.mend != NULL)
    ad_hint(&p->error, "%s", slip.mend);
  return slip.mend != NULL;
}

/* ---- behind the first word of a line ---- */

/* f(x) = ..., or f(x) alone. */
static void hint_call_alone(ad_parse *p)
{
  size_t i = offset_of(p, p->last), depth = 0;

  for (; i < p->size; i++) {
    depth += p->text[i] == '(';
    depth -= p->text[i] == ')' && depth > 0;
    if (depth == 0)
      break;
  }
  if (i < p->size && defines(p, i + 1))
    ad_hint(&p->error, "functions cannot be defined; write the expression "
                       "out");
  else
    ad_hint(&p->error, "a line begins with a name: y = %.*s(...)",
            p->before.place.width < 60 ? (int)p->before.place.width : 60,
            at_token(p, p->before));
}

static void hint_first(ad_parse *p)
{
  int kind = p->last.kind;

  if (hint_word(p, p->before, AD_SLIP_FIRST))
    return;
  if (kind == '(')
    hint_call_alone(p);
  else if (kind == AD_TK_END &&
           declared(p, at_token(p, p->before), p->before.place.width))
    ad_hint(&p->error, "output %.*s says that it is differentiated",
            p->before.place.width < 60 ? (int)p->before.place.width : 60,
            at_token(p, p->before));
  else if (kind == AD_TK_END)
    ad_hint(&p->error, "a line is NAME = expression");
  else if (kind == ',')
    ad_hint(&p->error, "a line defines one name");
  else if (kind == '\'')
    ad_hint(&p->error, "a name has no ' in it, which is the transpose");
  else if (kind > 0 && kind < 128 && strchr("^*+-@", kind) != NULL)
    ad_hint(&p->error, "a line begins with a name: y = ...");
}

/* ---- the heads of leaves, loops and lists ---- */

static int is_leaf(const ad_parse *p)
{
  return p->keyword == AD_K_INPUT || p->keyword == AD_K_PARAM ||
         p->keyword == AD_K_DATA;
}

/* Before the = of a leaf; 0 where there is nothing to be said. */
static int hint_leaf(ad_parse *p)
{
  int kind = p->last.kind;

  if (hint_word(p, p->before, AD_SLIP_FIRST))
    return 1;
  if (kind == AD_TK_END && p->count > 2)
    ad_hint(&p->error, "a leaf has a value, such as = 0");
  else if (kind == '(' && p->count == 3)
    ad_hint(&p->error, "a size stands in brackets: %.*s[3]",
            p->before.place.width < 60 ? (int)p->before.place.width : 60,
            at_token(p, p->before));
  else if (kind == ',' && p->depth == 0)
    ad_hint(&p->error, "a line declares one leaf");
  else
    return 0;
  return 1;
}

static int hint_head(ad_parse *p)
{
  if (p->keyword == AD_K_FOR) {
    ad_hint(&p->error, "a loop is written for t = 1:3, and goes up in steps "
                       "of 1");
    return 1;
  }
  if ((p->keyword == AD_K_OUTPUT || p->keyword == AD_K_WRT) &&
      p->last.kind == '=') {
    ad_hint(&p->error, "a name is defined in a line of its own, without the "
                       "keyword");
    return 1;
  }
  if ((p->keyword == AD_K_OUTPUT || p->keyword == AD_K_WRT) &&
      p->last.kind != AD_TK_END) {
    ad_hint(&p->error, "names are listed with commas: x, y");
    return 1;
  }
  if (p->keyword == AD_K_END && p->last.kind != AD_TK_END) {
    ad_hint(&p->error, "end stands alone");
    return 1;
  }
  return is_leaf(p) && !p->equals && !p->from &&
         (p->depth == 0 || p->count == 3) && hint_leaf(p);
}

/* ---- behind a complete operand ---- */

static int is_matrix(const ad_bracket *open)
{
  return open->kind == '[' && !open->behind_operand;
}

static int starts_operand(int kind)
{
  return kind == AD_TK_NAME || kind == AD_TK_NUMBER || kind == '(' ||
         kind == '[' || kind == AD_TK_DERIVATIVE || kind == AD_TK_D;
}

/* Two entries of a matrix without a sign between them. */
static void hint_entries(ad_parse *p)
{
  size_t end = offset_of(p, p->before) + p->before.place.width;
  size_t gap = offset_of(p, p->last) - end;

  if (memchr(p->text + end, '\n', gap) || memchr(p->text + end, '\r', gap))
    ad_hint(&p->error, "';' separates rows: [1, 2; 3, 4]");
  else
    ad_hint(&p->error, "',' separates columns, ';' rows: [1, 2; 3, 4]");
}

/* Another statement behind a complete one? */
static int is_statement(const ad_parse *p, ad_token token)
{
  size_t end = offset_of(p, token) + token.place.width;

  return token.kind == AD_TK_NAME && p->depth == 0 &&
         (defines(p, end) ||
          ad_word_keyword(at_token(p, token), token.place.width));
}

/* An operand follows an operand: exp x, 2 x, [1 2], a = 1 b = 2. */
static void hint_pair(ad_parse *p)
{
  size_t n = p->before.place.width;
  const char *before = at_token(p, p->before);

  if (is_statement(p, p->last))
    ad_hint(&p->error, "a line holds one statement");
  else if (hint_word(p, p->last, AD_SLIP_AFTER) ||
           hint_word(p, p->before, AD_SLIP_NAME | AD_SLIP_AFTER))
    return;
  else if (p->before.kind == AD_TK_NAME && p->last.kind == '[')
    return; /* cannot happen: that is a subscript */
  else if (p->before.kind == AD_TK_NAME && ad_mend_function(p, before, n))
    ad_hint(&p->error, "an argument stands in parentheses: %.*s(%.*s)",
            n < 40 ? (int)n : 40, before,
            p->last.place.width < 40 ? (int)p->last.place.width : 40,
            at_token(p, p->last));
  else if (p->depth > 0 && is_matrix(&p->brackets[p->depth - 1]))
    hint_entries(p);
  else if (p->depth == 0 && is_leaf(p) && p->before.kind == AD_TK_NUMBER &&
           p->last.kind == AD_TK_NUMBER)
    ad_hint(&p->error, "a matrix stands in brackets: [1; 2; 3]");
}

/* The commas, or semicolons, in the rest of the line. */
static size_t count_marks(const ad_parse *p, char mark)
{
  size_t n = 0, i = offset_of(p, p->last);

  for (; i < p->size && strchr("#\r\n", p->text[i]) == NULL; i++)
    n += p->text[i] == mark;
  return n;
}

/* 3,5 with digits on both sides, and no other comma. */
static int is_decimal_comma(const ad_parse *p)
{
  size_t i = offset_of(p, p->last);

  return p->last.kind == ',' && p->before.kind == AD_TK_NUMBER && i > 0 &&
         isdigit((unsigned char)p->text[i - 1]) && i + 1 < p->size &&
         isdigit((unsigned char)p->text[i + 1]) && count_marks(p, ',') == 1;
}

/* A , or ; behind a complete expression. */
static void hint_mark(ad_parse *p)
{
  size_t i = offset_of(p, p->last) + 1;
  int group = p->depth > 0 && p->brackets[p->depth - 1].kind == '(' &&
              !p->brackets[p->depth - 1].behind_operand;

  while (i < p->size && (p->text[i] == ' ' || p->text[i] == '\t'))
    i++;
  size_t n = 0;
  while (i + n < p->size && name_byte(p->text[i + n]))
    n++;
  if (p->depth == 0 && ad_slip_closing(p->text, p->size, i))
    ad_hint(&p->error, "a line needs no '%c' at its end", p->last.kind);
  else if (p->depth == 0 && n > 0 &&
           (defines(p, i + n) || ad_word_keyword(p->text + i, n)))
    ad_hint(&p->error, "a line holds one statement");
  else if (p->depth == 0 && is_decimal_comma(p))
    ad_hint(&p->error, n == 3 ? "the decimal point is '.', and thousands stand "
                                "without a sign"
                              : "the decimal point is '.'");
  else if (p->depth == 0 && is_leaf(p))
    ad_hint(&p->error, "a vector is written [1; 2; 3], a row [1, 2, 3]");
  else if (p->depth == 0)
    ad_hint(&p->error, "a matrix stands in brackets: [1, 2; 3, 4]");
  else if (group)
    ad_hint(&p->error, "a vector is written [1; 2; 3], a row [1, 2, 3]");
}

/* ---- the whole ---- */

/* A range in a subscript that lacks one of its ends. */
static int hint_range(ad_parse *p)
{
  int inside = p->depth > 0 && p->brackets[p->depth - 1].kind == '[' &&
               p->brackets[p->depth - 1].behind_operand;
  int closing = (p->last.kind == ']' && p->before.kind == ':') ||
                (p->last.kind == ',' && p->before.kind == ':');

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
  const char *mend = ad_slip_sign(p->text, p->size, offset_of(p, p->last),
                                  where);
  if (mend != NULL)
    ad_hint(&p->error, "%s", mend);
  return mend != NULL;
}

void ad_mend_syntax(ad_parse *p)
{
  if (p->keyword == AD_K_TITLE || p->keyword == AD_K_SOURCE ||
      p->keyword == AD_K_NOTE || p->keyword == AD_K_NET ||
      p->keyword == AD_K_SWEEP || p->from)
    return;
  if (hint_head(p) || hint_sign(p) || p->keyword == AD_K_PATH || hint_range(p))
    return;
  if (p->whole_line && p->count == 2 && p->before.kind == AD_TK_NAME)
    hint_first(p);
  else if (ad_parse_ends_operand(p->before.kind) &&
           starts_operand(p->last.kind))
    hint_pair(p);
  else if (ad_parse_ends_operand(p->before.kind) &&
           (p->last.kind == ',' || p->last.kind == ';'))
    hint_mark(p);
  else if (p->last.kind == '+' && !ad_parse_ends_operand(p->before.kind))
    ad_hint(&p->error, "a number needs no +");
}
