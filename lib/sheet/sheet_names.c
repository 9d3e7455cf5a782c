/* SPDX-License-Identifier: GPL-3.0-or-later
   The reader's messages, memory and names.  Read sheet_read.h before. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text_scan.h"
#include "graph/builder.h"
#include "sheet/sheet_read.h"

enum { SHOWN = 20 }; /* messages that a reader is shown, about */

void ad_reader_fail(ad_reader *r, const ad_error *err)
{
  ad_report_add(r->report, AD_ERROR, err);
  r->stopped |= err->status == AD_ELIMIT; /* all that follows would meet it */
}

void ad_reader_say(ad_reader *r, ad_place place, const char *format, ...)
{
  char text[sizeof((ad_error *)0)->text];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  ad_report_say(r->report, AD_ERROR, place, "%s", text);
}

void ad_reader_no_memory(ad_reader *r)
{
  ad_error err = {0};
  ad_fail_memory(&err, 0);
  ad_report_add(r->report, AD_ERROR, &err);
}

char *ad_reader_copy(ad_reader *r, const char *s, size_t n)
{
  char *copy = malloc(n + 1);
  if (!copy) {
    ad_reader_no_memory(r);
    return NULL;
  }
  memcpy(copy, s, n);
  copy[n] = '\0';
  return copy;
}

int ad_reader_grow(ad_reader *r, void **array, size_t *room, size_t count,
                   size_t size)
{
  if (ad_grow(array, room, count, 1, size) == AD_OK)
    return 1;
  ad_reader_no_memory(r);
  return 0;
}

ad_named_size *ad_reader_dim(const ad_reader *r, const char *name)
{
  size_t i;
  return ad_names_find(&r->sizes, name, strlen(name), &i)
           ? &r->sheet->dims[i]
           : NULL;
}

int ad_reader_set_dim(ad_reader *r, const char *name, size_t size, int known)
{
  ad_sheet *s = r->sheet;
  ad_named_size *dim = ad_reader_dim(r, name);
  if (dim) {
    dim->size = size;
    dim->known = known;
    return 1;
  }
  char *copy = ad_reader_copy(r, name, strlen(name));
  if (!copy || !ad_reader_grow(r, (void **)&s->dims, &s->room_dims, s->n_dims,
                               sizeof *s->dims)) {
    free(copy);
    return 0;
  }
  s->dims[s->n_dims++] = (ad_named_size){copy, size, known};
  if (ad_names_add(&r->sizes, copy, strlen(copy), s->n_dims - 1) == AD_OK)
    return 1;
  ad_reader_no_memory(r);
  return 0;
}

const char *ad_reader_dim_override(ad_reader *r, const char *name)
{
  for (size_t i = 0; i < r->options->n_dims; i++)
    if (strcmp(r->options->dims[i].name, name) == 0) {
      r->dims_used[i] = 1;
      return r->options->dims[i].value;
    }
  return NULL;
}

/* ad_scope.number: loop variables, innermost first, then sizes. */
int ad_reader_round(const ad_reader *r, const char *name, double *value)
{
  for (size_t i = r->n_loops; i-- > 0;)
    if (strcmp(r->loops[i].name, name) == 0) {
      *value = r->loops[i].now;
      return 1;
    }
  return 0;
}

int ad_reader_number(const void *state, const char *name, double *value)
{
  const ad_reader *r = state;
  if (ad_reader_round(r, name, value))
    return 1;
  const ad_named_size *dim = ad_reader_dim(r, name);
  if (!dim || !dim->known)
    return 0;
  *value = (double)dim->size;
  return 1;
}

/* The node or size whose name is nearest, or NULL. */
static const char *nearest(const ad_reader *r, const char *name)
{
  const char *best = NULL;
  const char **names = malloc((r->b->g.n_names + r->sheet->n_dims + 1) *
                              sizeof *names);
  size_t n = 0;
  if (!names)
    return NULL;
  for (size_t i = 0; i < r->b->g.n_names; i++)
    names[n++] = r->b->g.names[i].name;
  for (size_t i = 0; i < r->sheet->n_dims; i++)
    names[n++] = r->sheet->dims[i].name;
  best = ad_nearest(name, names, n);
  free(names);
  return best;
}

/* The line behind the one at hand that defines the name, or 0. */
static size_t defined_later(const ad_reader *r, const char *name)
{
  const ad_source *s = r->source;
  size_t line, column, at = ad_statement_end(s->text, s->size, r->at);
  while (at < s->size) {
    const char *text = s->text + at;
    const char *end = memchr(text, '\n', s->size - at);
    size_t size = end ? (size_t)(end - text) : s->size - at;
    size_t blanks = ad_text_blanks(text, size, 0), n = strlen(name);
    if (size > blanks + n && memcmp(text + blanks, name, n) == 0 &&
        ad_text_defines(text, size, blanks + n)) {
      ad_source_locate(s, at, &line, &column);
      return line;
    }
    at += size + 1;
  }
  return 0;
}

/* x2 where x is a vector: x[2] is meant. */
static int hint_entry(const ad_reader *r, const char *name, ad_error *err)
{
  size_t n = strlen(name), digits = 0;
  ad_ref ref;
  while (digits < n && name[n - digits - 1] >= '0' &&
         name[n - digits - 1] <= '9')
    digits++;
  size_t base = n - digits;
  if (digits == 0 || digits > 9 || base == 0 || base > 60 ||
      !ad_builder_find(r->b, name, base, &ref))
    return 0;
  ad_shape s = ad_builder_shape(r->b, ref);
  unsigned long i = strtoul(name + base, NULL, 10);
  if ((s.rows != 1 && s.cols != 1) || i < 1 || i > s.rows * s.cols ||
      s.rows * s.cols == 1)
    return 0;
  ad_hint(err, "an entry is written %.*s[%lu]", (int)base, name, i);
  return 1;
}

/* y = y + 1: does the line itself define the name that it reads? */
static int defines_itself(const ad_reader *r, const char *name,
                          ad_place place)
{
  const char *text = r->source->text;
  size_t at = place.offset, n = strlen(name);
  if (at >= r->source->size)
    return 0;
  while (at > 0 && text[at - 1] != '\n')
    at--;
  at = ad_text_blanks(text, place.offset, at);
  return place.offset - at > n && memcmp(text + at, name, n) == 0 &&
         ad_text_defines(text, place.offset, at + n);
}

/* dl/dz, where l is a node and z is none: why not? */
static void hint_by(const ad_reader *r, const char *name, ad_error *err)
{
  const char *text = r->source->text;
  size_t size = r->source->size, at = err->place.offset + strlen(name) + 2;
  size_t end = at < size && memcmp(text + at - 2, "/d", 2) == 0
                 ? ad_text_name(text, size, at)
                 : at;
  char by[61] = "";
  if (end - at < sizeof by)
    snprintf(by, sizeof by, "%.*s", (int)(end - at), text + at);
  if (by[0] && ad_reader_dim(r, by))
    ad_hint(err, "'%s' is a size, and derivatives are by nodes or leaves", by);
  else if (by[0])
    ad_hint(err, "the derivative of '%.60s' is by a node or leaf that stands "
                 "above, and '%s' is none", name + 1, by);
  else
    ad_hint(err, "a derivative is d%.40s/dx, where both are nodes or leaves "
                 "that stand above; always d(%.40s)/d(x)", name + 1, name + 1);
}

/* df, where f is a node: half of a derivative, whose other half is none. */
static int hint_derivative(const ad_reader *r, const char *name, ad_error *err)
{
  ad_ref ref;
  if (name[0] == 'd' && name[1] == '2' &&
      ad_builder_find(r->b, name + 2, strlen(name + 2), &ref)) {
    ad_hint(err, "a second derivative is that of a first: g = d%.40s/dx, then "
                 "dg/dx", name + 2);
    return 1;
  }
  if (name[0] != 'd' || name[1] == '\0' ||
      !ad_builder_find(r->b, name + 1, strlen(name + 1), &ref))
    return 0;
  hint_by(r, name, err);
  return 1;
}

void ad_reader_unknown(const void *state, const char *name, ad_error *err)
{
  const ad_reader *r = state;
  ad_ref ref;
  if (ad_reader_is_lost(r, name)) {
    err->text[0] = '\0'; /* what lost it has been said */
    return;
  }
  if (r->report->errors >= SHOWN)
    return; /* no one will see it, and looking takes time */
  size_t line = defined_later(r, name);
  if (ad_reader_dim(r, name))
    ad_hint(err, "a file is to set this size, and none has by now");
  else if (ad_builder_find(r->b, name, strlen(name), &ref)) {
    ad_place place = err->place;
    ad_fail(err, AD_EINPUT, "'%.100s' is a node of the graph, and a number or "
                            "size is due here", name);
    ad_hint(err, "a size is declared by dim, as in dim n = 3");
    err->place = place;
  } else if (defines_itself(r, name, err->place))
    ad_hint(err, "this line defines it, and reads names that stand above; in "
                 "a loop write %.40s{t} = %.40s{t-1} ...", name, name);
  else if (line > 0)
    ad_hint(err, "it is defined further down, in line %zu", line);
  else if (hint_derivative(r, name, err))
    return;
  else if (err->hint[0] == '\0' && !hint_entry(r, name, err) &&
           nearest(r, name))
    ad_hint(err, "did you mean '%.100s'?", nearest(r, name));
}

int ad_reader_is_function(const char *name, size_t length)
{
  char text[64];
  if (length >= sizeof text)
    return 0;
  memcpy(text, name, length);
  text[length] = '\0';
  return ad_lower_reserved(text);
}

/* ad_names.declared: nodes and leaves. */
int ad_reader_declared(const void *state, const char *name, size_t length)
{
  const ad_reader *r = state;
  ad_ref ref;
  return ad_builder_find(r->b, name, length, &ref);
}

/* Where the name was defined; if this line did it in a round before, what
   would make it another. */
static void hint_line(const ad_reader *r, ad_ref ref, const char *name,
                      ad_error *err)
{
  const ad_sheet *s = r->sheet;
  size_t line, here, column;
  if (s->n_made == 0 || ref.index >= s->made[s->n_made - 1].nodes)
    return;
  ad_source_locate(r->source, ad_sheet_place(s, ref).offset, &line, &column);
  ad_source_locate(r->source, r->at, &here, &column);
  if (r->n_loops > 0 && here > line)
    ad_hint(err, "line %zu defines it; in a loop write %s{%s} = %s{%s-1} ...",
            line, name, r->loops[r->n_loops - 1].name, name,
            r->loops[r->n_loops - 1].name);
  else if (r->n_loops > 0 && here == line)
    ad_hint(err, "%s{%s} would be another name in each round", name,
            r->loops[r->n_loops - 1].name);
  else
    ad_hint(err, "line %zu defines it", line);
}

int ad_reader_name_free(ad_reader *r, const ad_item *item)
{
  ad_ref ref;
  double number;
  if (ad_lower_reserved(item->name))
    ad_reader_say(r, item->place, "'%s' is a %s of the language; choose "
                                  "another name",
                  item->name,
                  strcmp(item->name, "pi") && strcmp(item->name, "inf")
                    ? "function"
                    : "constant");
  else if (ad_builder_find(r->b, item->name, strlen(item->name), &ref)) {
    ad_error err = {0};
    if (r->n_broken > 0)
      return 0; /* the branches of an if, which has been complained of */
    ad_fail(&err, AD_EINPUT, "the name '%s' is there already", item->name);
    if (!ad_reader_hint_net(r, item->name, &err))
      hint_line(r, ref, item->name, &err);
    err.place = item->place;
    ad_reader_fail(r, &err);
  } else if (ad_reader_number(r, item->name, &number))
    ad_reader_say(r, item->place, "'%s' is a size or loop variable already",
                  item->name);
  else
    return 1;
  return 0;
}
