/* SPDX-License-Identifier: GPL-3.0-or-later
   Lines of a worksheet: { } filled in with whole numbers, and the way back
   from the filled line to the source.  Read sheet_read.h before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text_scan.h"
#include "sheet/sheet_read.h"

void ad_line_free(ad_line *line)
{
  free(line->origin);
  free(line->copy);
  *line = (ad_line){0};
}

int ad_line_starts(const char *text, size_t size, const char *word)
{
  size_t i = ad_text_blanks(text, size, 0);
  if (i == size || text[i] != *word) /* most lines, of every word          */
    return 0;
  size_t n = strlen(word);
  if (size - i < n || memcmp(text + i, word, n) != 0)
    return 0;
  i += n;
  if (i < size && (ad_text_in_name(text[i]) || text[i] == '{'))
    return 0;
  return !ad_text_defines(text, size, i);
}

size_t ad_source_start(const ad_source *s, ad_error *err)
{
  const char *zero = s->size ? memchr(s->text, '\0', s->size) : NULL;
  if (s->size >= 2 && (memcmp(s->text, "\xff\xfe", 2) == 0 ||
                       memcmp(s->text, "\xfe\xff", 2) == 0)) {
    ad_fail(err, AD_EINPUT, "this is UTF-16; save it as UTF-8");
    err->place = (ad_place){0, 2};
  } else if (zero) {
    ad_fail(err, AD_EINPUT, "a zero byte: this is no text");
    err->place = (ad_place){(size_t)(zero - s->text), 1};
  }
  return s->size >= 3 && memcmp(s->text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

static int has_braces(const char *text, size_t start, size_t end)
{
  int any = memchr(text + start, '{', end - start) != NULL;
  for (size_t i = start; any && i < end;) {
    size_t after = ad_text_quoted(text, end, i);
    if (after == i && text[i] == '{')
      return 1;
    i = after > i ? after : i + 1;
  }
  return 0;
}

/* x^{y}, as it is written in LaTeX. */
static int is_exponent(const char *text, size_t open)
{
  while (open > 0 && (text[open - 1] == ' ' || text[open - 1] == '\t'))
    open--;
  return open > 0 && text[open - 1] == '^';
}

/* The number inside { } at text[open], written to digits. */
static int fill(ad_reader *r, size_t open, size_t close, char digits[32])
{
  ad_error err = {0};
  ad_expr *expr;
  size_t number = 0;
  ad_status status = ad_expr_parse(r->source->text + open + 1,
                                   close - open - 1, open + 1, NULL, &expr,
                                   &err);
  if (status == AD_OK) {
    status = ad_lower_size(expr, &r->scope, 0, &number, &err);
    ad_expr_free(expr);
  }
  if (status != AD_OK) {
    if (is_exponent(r->source->text, open))
      ad_hint(&err, "{ } makes names; an exponent is written x^(y), the "
                    "transpose X', the inverse inv(X)");
    ad_report_add(r->report, AD_ERROR, &err);
    return 0;
  }
  snprintf(digits, 32, "%zu", number);
  return 1;
}

/* Appends s[n], all of it from `offset` on (or at it, for digits). */
static int append(ad_reader *r, ad_line *out, size_t *room, const char *s,
                  size_t n, size_t offset, int step)
{
  size_t roomy = *room;
  while (out->size + n + 1 > *room) {
    if (!ad_reader_grow(r, (void **)&out->copy, room, *room, 1) ||
        !ad_reader_grow(r, (void **)&out->origin, &roomy, roomy,
                        sizeof *out->origin))
      return 0;
  }
  for (size_t i = 0; i < n; i++) {
    out->origin[out->size] = offset + (step ? i : 0);
    out->copy[out->size++] = s[i];
  }
  out->origin[out->size] = offset + (step ? n : 0);
  return 1;
}

/* Is the { at text[i] none that makes a name?  As those of {1, 2} and {i=1}
   are not, those behind a backslash, and those that open a block. */
static int is_no_name(const char *text, size_t start, size_t end, size_t i,
                      const char *close)
{
  size_t size = close ? (size_t)(close - text) - i : 0;
  return memchr(text + start, '\\', i - start) ||
         (size > 0 && (memchr(text + i, ',', size) ||
                       memchr(text + i, ';', size) ||
                       memchr(text + i, '=', size))) ||
         (!close && ad_reader_opens_block(text + start, end - start));
}

int ad_line_expand(ad_reader *r, size_t start, size_t end, ad_line *out)
{
  const char *text = r->source->text;
  size_t room = 0, copied = start;
  *out = (ad_line){.text = text + start, .size = end - start, .base = start};
  if (!has_braces(text, start, end))
    return 1;
  out->size = 0;
  for (size_t i = start; i < end;) {
    size_t after = ad_text_quoted(text, end, i);
    if (after > i || text[i] != '{') {
      i = after > i ? after : i + 1;
      continue;
    }
    const char *close = memchr(text + i, '}', end - i);
    char digits[32];
    if (is_no_name(text, start, end, i, close)) {
      ad_line_free(out); /* the parser says what is wrong with it */
      *out = (ad_line){.text = text + start, .size = end - start,
                       .base = start};
      return 1;
    }
    if (!close) {
      ad_report_say(r->report, AD_ERROR, (ad_place){i, 1},
                    "this '{' is never closed");
      return 0;
    }
    size_t to = (size_t)(close - text);
    if (!fill(r, i, to, digits) ||
        !append(r, out, &room, text + copied, i - copied, copied, 1) ||
        !append(r, out, &room, digits, strlen(digits), i, 0))
      return 0;
    i = copied = to + 1;
  }
  if (!append(r, out, &room, text + copied, end - copied, copied, 1))
    return 0;
  out->text = out->copy;
  out->base = 0;
  return 1;
}

static void map_place(const void *state, ad_place *place)
{
  const ad_line *line = state;
  size_t last = place->offset + place->width;
  if (place->offset > line->size)
    place->offset = line->size;
  if (last > line->size)
    last = line->size;
  size_t start = line->origin[place->offset];
  place->width = line->origin[last] > start ? line->origin[last] - start : 1;
  place->offset = start;
}

static void visit_expr(ad_expr *expr, ad_visit *visit, const void *state)
{
  for (size_t i = 0; expr && i < expr->n; i++)
    visit(state, &expr->terms[i].place);
}

void ad_line_places(ad_statement *st, ad_visit *visit, const void *state)
{
  visit(state, &st->place);
  visit(state, &st->text_place);
  visit(state, &st->from.place);
  visit_expr(st->rows, visit, state);
  visit_expr(st->cols, visit, state);
  visit_expr(st->points, visit, state);
  for (size_t i = 0; i < st->n_items; i++) {
    visit(state, &st->items[i].place);
    visit_expr(st->items[i].expr, visit, state);
    visit_expr(st->items[i].more, visit, state);
  }
  for (size_t i = 0; i < st->from.n_columns; i++)
    visit(state, &st->from.columns[i].place);
}

void ad_line_map(const ad_line *line, ad_statement *st)
{
  if (line->origin)
    ad_line_places(st, map_place, line);
}
