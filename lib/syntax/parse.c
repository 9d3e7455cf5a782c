/* SPDX-License-Identifier: GPL-3.0-or-later
   One parse from start to end: its memory, its tokens, the brackets that
   are open.  Read parse.h before. */
#include "syntax/parse.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "syntax/parser.h"

void ad_parse_fail(ad_parse *p, ad_place place, const char *format, ...)
{
  char text[sizeof p->error.text];
  va_list arguments;

  if (p->error.status != AD_OK)
    return;
  va_start(arguments, format);
  if (vsnprintf(text, sizeof text, format, arguments) < 0)
    text[0] = '\0';
  va_end(arguments);
  ad_fail(&p->error, AD_EINPUT, "%s", text);
  p->error.place = place;
}

void ad_parse_memory(ad_parse *p, size_t size)
{
  if (p->error.status == AD_OK)
    ad_fail_memory(&p->error, size);
}

const char *ad_parse_keep(ad_parse *p, const char *s, size_t n)
{
  char *text = p->store + p->stored;

  memcpy(text, s, n);
  text[n] = '\0';
  p->stored += n + 1;
  return text;
}

/* One past the comment at i. */
static size_t comment_end(const ad_parse *p, size_t i)
{
  return i + ad_text_line(p->text + i, p->size - i);
}

size_t ad_parse_skip(const ad_parse *p, size_t i)
{
  while (i < p->size) {
    char c = p->text[i];
    if (c == ' ' || c == '\t')
      i++;
    else if (p->depth > 0 && (c == '\n' || c == '\r'))
      i++;
    else if (p->depth > 0 && c == '#')
      i = comment_end(p, i);
    else
      break;
  }
  return i;
}

int ad_parse_break(const ad_parse *p, size_t i)
{
  if (p->depth > 0 || p->last.kind < 0)
    return 1;
  while (i < p->size && strchr(" \t\r\n#", p->text[i]) != NULL)
    i = p->text[i] == '#' ? comment_end(p, i) : i + 1;
  return i < p->size ? 0 : -1;
}

/* The rest of the line, for the keywords that keep it as text: comments and
   line breaks become blanks, so that offsets in it stay true. */
static int read_rest(ad_parse *p, AD_YYSTYPE *value, ad_place *place)
{
  size_t end = p->last.place.offset + p->last.place.width - p->base;
  size_t start = ad_parse_skip(p, end);
  char *rest = p->store + p->stored;
  size_t n = 0;
  int quoted = 0;

  for (size_t i = start; i < p->size; i++) {
    char c = p->text[i];
    if (c == '"')
      quoted = !quoted;
    if (c == '\\' && quoted && i + 1 < p->size)
      rest[n++] = p->text[i++], c = p->text[i];
    if (c == '#' && !quoted) {
      size_t stop = comment_end(p, i);
      memset(rest + n, ' ', stop - i);
      n += stop - i;
      i = stop - 1;
      continue;
    }
    if (c == '\n' || c == '\r') {
      quoted = 0;
      c = ' ';
    }
    rest[n++] = c;
  }
  while (n > 0 && (rest[n - 1] == ' ' || rest[n - 1] == '\t'))
    n--;
  rest[n] = '\0';
  p->stored += n + 1;
  value->text = rest;
  *place = (ad_place){p->base + start, n};
  return AD_TK_REST_TEXT;
}

int ad_parse_ends_operand(int kind)
{
  return kind == AD_TK_NAME || kind == AD_TK_NUMBER || kind == ')' ||
         kind == ']' || kind == '\'' || kind == AD_TK_DERIVATIVE;
}

static int open_bracket(ad_parse *p, int kind, ad_place place)
{
  void *brackets = p->brackets;

  if (!ad_parse_grow(p, &brackets, &p->bracket_capacity, p->depth,
                     sizeof *p->brackets))
    return 0;
  p->brackets = brackets;
  p->brackets[p->depth++] =
      (ad_bracket){.kind = (char)kind,
                   .behind_operand = ad_parse_ends_operand(p->last.kind),
                   .offset = place.offset - p->base,
                   .signs = p->signs};
  return 1;
}

/* Keeps count of what is nested: open brackets, and the minus and ^ signs
   that wait for their right operand.  False on a failure. */
static int count_nesting(ad_parse *p, int kind, ad_place place)
{
  size_t outer = p->depth > 0 ? p->brackets[p->depth - 1].signs : 0;

  p->matched = 0;
  if (kind == '(' || kind == '[') {
    if (!open_bracket(p, kind, place))
      return 0;
  } else if (kind == ')' || kind == ']') {
    if (p->depth > 0 &&
        p->brackets[p->depth - 1].kind == (kind == ')' ? '(' : '[')) {
      p->matched = 1;
      p->depth--;
      p->signs = outer;
    }
  } else if (kind == '^' ||
             (kind == '-' && !ad_parse_ends_operand(p->last.kind))) {
    p->signs++;
  } else if (!ad_parse_ends_operand(kind)) {
    p->signs = outer;
  }
  if (p->depth + p->signs > AD_DEEPEST) {
    ad_parse_fail(p, place, "nested deeper than 10,000 levels");
    return 0;
  }
  return 1;
}

int ad_parse_token(AD_YYSTYPE *value, ad_place *place, ad_parse *p)
{
  int kind = p->start;

  if (kind != 0) {
    p->start = 0;
    *place = (ad_place){p->base, 0};
    return kind;
  }
  if (p->last.kind == AD_TK_REST)
    kind = read_rest(p, value, place);
  else if (p->last.kind == AD_TK_REST_TEXT)
    kind = AD_TK_END;
  else
    kind = ad_yylex(value, place, p->scanner);
  if (kind == AD_TK_END) {
    const ad_place *last = &p->last.place;
    *place = (ad_place){p->last.kind < 0 ? p->base
                                         : last->offset + last->width, 1};
  }
  if (kind == '=' && p->depth == 0)
    p->equals = 1;
  p->from |= kind == AD_TK_FROM;
  p->columns |= kind == AD_TK_COLUMNS;
  if (kind != AD_TK_BAD && !count_nesting(p, kind, *place))
    kind = AD_TK_BAD;
  p->count++;
  p->before = p->last;
  p->last = (ad_token){kind, *place};
  return kind;
}

static int check_text(ad_parse *p)
{
  const char *zero = p->size > 0 ? memchr(p->text, '\0', p->size) : NULL;

  if (zero != NULL) {
    size_t at = p->base + (size_t)(zero - p->text);
    ad_parse_fail(p, (ad_place){at, 1}, "the line holds a zero byte");
  } else if (p->size > AD_LONGEST_LINE) {
    ad_parse_fail(p, (ad_place){p->base, 1},
                  "the line is longer than %zu bytes", AD_LONGEST_LINE);
  }
  return p->error.status == AD_OK;
}

/* One block for the copy and the store, each with room for two zeros. */
static int take_text(ad_parse *p)
{
  size_t half = p->size + 2;

  p->copy = malloc(2 * half);
  if (p->copy == NULL) {
    ad_parse_memory(p, 2 * half);
    return 0;
  }
  if (p->size > 0)
    memcpy(p->copy, p->text, p->size);
  memset(p->copy + p->size, 0, 2);
  p->store = p->copy + half;
  return 1;
}

ad_status ad_parse_run(ad_parse *p, int start, const char *text, size_t size,
                       size_t base, const ad_names *names, ad_error *err)
{
  *p = (ad_parse){.text = text,
                  .size = size,
                  .base = base,
                  .names = names,
                  .start = start,
                  .whole_line = start == AD_TK_START_LINE,
                  .before.kind = -1,
                  .last.kind = -1,
                  .keyword = start == AD_TK_START_RANGES ? (int)AD_K_SWEEP
                                                         : -1};
  if (check_text(p) && take_text(p) && ad_scan_open(p)) {
    int failed = ad_yyparse(p);
    if (failed == 1)
      ad_parse_fail(p, p->last.place, "this is not understood");
    ad_scan_close(p);
  }
  free(p->copy);
  free(p->brackets);
  free(p->terms);
  if (p->error.status == AD_OK)
    return AD_OK;
  ad_expr_free(p->expr);
  ad_statement_free(p->statement);
  if (err != NULL)
    *err = p->error;
  return p->error.status;
}
