/* SPDX-License-Identifier: GPL-3.0-or-later
   Loops of a worksheet: a for enters its body, an end jumps back.  Read
   sheet_read.h before. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sheet/sheet_read.h"

/* The line after the end that belongs to a for whose body starts at `at`. */
static size_t skip_body(const ad_reader *r, size_t at)
{
  const ad_source *s = r->source;
  size_t depth = 1;
  while (at < s->size && depth > 0) {
    size_t end = ad_statement_end(s->text, s->size, at);
    if (ad_line_starts(s->text + at, end - at, "for"))
      depth++;
    if (ad_line_starts(s->text + at, end - at, "end"))
      depth--;
    at = end + 1;
  }
  return at;
}

/* The same where the for is wrong: what the body defines is lost. */
static size_t lose_body(ad_reader *r, size_t at)
{
  const ad_source *s = r->source;
  size_t after = skip_body(r, at);
  while (at < after && at < s->size) {
    size_t end = ad_statement_end(s->text, s->size, at);
    ad_reader_lose_line(r, s->text + at, end - at);
    at = end + 1;
  }
  return after;
}

/* Is x a whole number, and the next one another? */
static int is_whole(double x)
{
  return fabs(x) <= 9007199254740992.0 && x == floor(x);
}

static int reads(const ad_expr *expr, const char *name)
{
  for (size_t i = 0; i < expr->n; i++)
    if (expr->terms[i].kind == AD_T_NAME &&
        strcmp(expr->terms[i].text, name) == 0)
      return 1;
  return 0;
}

/* How often a loop will be entered: the rounds to come of those around it, up
   to one whose variable its ends read. */
static double entries_to_come(const ad_reader *r, const ad_statement *st)
{
  double entries = 1;
  for (size_t l = r->n_loops; l-- > 0;) {
    const ad_loop *loop = &r->loops[l];
    if (reads(st->rows, loop->name) || reads(st->cols, loop->name))
      break;
    entries *= loop->last - loop->now + 1;
  }
  return entries;
}

/* Every round does one line at least, its end. */
static int has_too_many_rounds(const ad_reader *r, const ad_statement *st,
                               double first, double last)
{
  size_t done = r->n_lines, most = ad_reader_most_lines(r);
  return (last - first + 1) * entries_to_come(r, st) >
         (double)(most - (done < most ? done : most));
}

static int names_nothing(const ad_expr *expr)
{
  for (size_t i = 0; i < expr->n; i++)
    if (expr->terms[i].kind == AD_T_NAME)
      return 0;
  return 1;
}

/* A last round that a size sets may well come before the first, as in 2:n; a
   number there is a slip. */
static void warn_empty(ad_reader *r, const ad_statement *st, double first,
                       double last)
{
  ad_error err = {0};
  if (!names_nothing(st->cols))
    return;
  ad_fail(&err, AD_EINPUT, "nothing is done: the loop would run from %.17g "
                           "down to %.17g", first, last);
  ad_hint(&err, "a loop goes up in steps of 1");
  err.place = st->place;
  ad_report_add(r->report, AD_WARNING, &err);
}

/* Enters a loop; returns where to read on. */
size_t ad_reader_begin_loop(ad_reader *r, const ad_statement *st, size_t body)
{
  ad_error err = {0};
  double first, last;
  char *name = NULL;
  if (r->n_loops == AD_LOOPS)
    ad_reader_say(r, st->place, "loops are nested deeper than %d", AD_LOOPS);
  else if (!ad_reader_name_free(r, &st->items[0]))
    return lose_body(r, body);
  else if (ad_lower_number(st->rows, &r->scope, &first, &err) != AD_OK ||
           ad_lower_number(st->cols, &r->scope, &last, &err) != AD_OK)
    ad_reader_fail(r, &err);
  else if (!is_whole(first) || !is_whole(last))
    ad_reader_say(r, st->place, "a loop runs over whole numbers of at most "
                                "2^53, not from %.17g to %.17g", first, last);
  else if (first > last) {
    warn_empty(r, st, first, last);
    return skip_body(r, body);
  } else if (has_too_many_rounds(r, st, first, last)) {
    ad_reader_too_many_lines(r, st->place);
    return body; /* nothing more is done                                   */
  } else
    name = ad_reader_copy(r, st->items[0].name, strlen(st->items[0].name));
  if (!name)
    return lose_body(r, body);
  r->loops[r->n_loops++] = (ad_loop){name, first, last, body, st->place};
  return body;
}

/* At an end: back to the body, or on. */
size_t ad_reader_end_loop(ad_reader *r, const ad_statement *st, size_t next)
{
  if (r->n_loops == 0) {
    ad_reader_say(r, st->place, "'end' without a 'for'");
    return next;
  }
  ad_loop *loop = &r->loops[r->n_loops - 1];
  if (loop->now < loop->last && r->report->errors < 100) {
    loop->now++;
    return loop->body;
  }
  free(loop->name);
  r->n_loops--;
  return next;
}

/* ---- what the first round reads ---- */

/* Does a line of the innermost loop's body begin with start[n], as y{ ? */
static int body_defines(const ad_reader *r, const char *start, size_t n)
{
  const ad_source *s = r->source;
  size_t at = r->loops[r->n_loops - 1].body, last = skip_body(r, at);
  while (at < last && at < s->size) {
    size_t end = ad_statement_end(s->text, s->size, at), i = at;
    while (i < end && (s->text[i] == ' ' || s->text[i] == '\t'))
      i++;
    if (end - i > n && memcmp(s->text + i, start, n) == 0)
      return 1;
    at = end + 1;
  }
  return 0;
}

/* Is y0 written y{ ... } at this place, and are there lines y{ ... } = ? */
static int is_step(const ad_reader *r, const char *name, ad_place place)
{
  const ad_source *s = r->source;
  size_t n = 0;
  if (r->n_loops == 0 || place.offset >= s->size)
    return 0;
  const char *text = s->text + place.offset;
  while (place.offset + n < s->size && name[n] && text[n] == name[n])
    n++;
  return n > 0 && place.offset + n < s->size && text[n] == '{' &&
         body_defines(r, text, n + 1);
}

void ad_reader_unknown_step(const void *state, const char *name, ad_error *err)
{
  const ad_reader *r = state;
  if (is_step(r, name, err->place)) {
    const ad_loop *loop = &r->loops[r->n_loops - 1];
    ad_hint(err, "the round %.40s = %.17g reads %.100s: define it before the "
                 "loop", loop->name, loop->now, name);
  }
  ad_reader_unknown(r, name, err);
}
