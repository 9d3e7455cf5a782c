/* SPDX-License-Identifier: GPL-3.0-or-later
   The sizes that sweep lines vary, from a worksheet or from a command line.
   A line is an axis of the grid; the sizes on it run together.  Read
   sheet_read.h before. */
#include <stdlib.h>
#include <string.h>

#include "sheet/sheet_read.h"

/* One block: the ranges, then their names. */
static ad_sweep_range *ranges_new(const ad_statement *st, ad_error *err)
{
  size_t bytes = st->n_items * sizeof(ad_sweep_range), used = bytes;
  for (size_t i = 0; i < st->n_items; i++)
    bytes += strlen(st->items[i].name) + 1;
  ad_sweep_range *ranges = calloc(1, bytes);
  if (!ranges) {
    ad_fail_memory(err, bytes);
    return NULL;
  }
  for (size_t i = 0; i < st->n_items; i++) {
    char *name = (char *)ranges + used;
    used += strlen(st->items[i].name) + 1;
    ranges[i].dim = strcpy(name, st->items[i].name);
  }
  return ranges;
}

static ad_status read_range(const ad_item *item, const ad_scope *scope,
                            ad_sweep_range *range, ad_error *err)
{
  ad_status status = ad_lower_size(item->expr, scope, 1, &range->first, err);
  range->last = range->first;
  range->step = 1;
  if (status != AD_OK || !item->more)
    return status;
  status = ad_lower_size(item->more, scope, 1, &range->last, err);
  range->step = item->step;
  range->by_factor = item->by_factor;
  if (status != AD_OK || range->first <= range->last)
    return status;
  ad_fail(err, AD_EINPUT, "'%s' would run from %zu down to %zu", item->name,
          range->first, range->last);
  ad_hint(err, "the smaller size stands first");
  if (err)
    err->place = item->place;
  return AD_EINPUT;
}

/* The ranges of a line; the caller frees *out with ad_sweep_free. */
static ad_status read_ranges(const ad_statement *st, const ad_scope *scope,
                             ad_sweep_range **out, ad_error *err)
{
  ad_status status = AD_OK;
  *out = ranges_new(st, err);
  if (!*out)
    return AD_ENOMEM;
  for (size_t i = 0; status == AD_OK && i < st->n_items; i++)
    status = read_range(&st->items[i], scope, &(*out)[i], err);
  if (status != AD_OK) {
    ad_sweep_free(*out);
    *out = NULL;
  }
  return status;
}

int ad_reader_sweep(ad_reader *r, const ad_statement *st)
{
  ad_sheet *s = r->sheet;
  ad_error err = {0};
  ad_sweep_range *ranges;
  if (read_ranges(st, &r->scope, &ranges, &err) != AD_OK)
    ad_reader_fail(r, &err);
  else if (!ad_reader_grow(r, (void **)&s->sweeps, &s->room_sweeps,
                           s->n_sweeps, sizeof *s->sweeps))
    ad_sweep_free(ranges);
  else {
    s->sweeps[s->n_sweeps++] = (ad_sheet_sweep_line){ranges, st->n_items};
    return 1;
  }
  return 0;
}

/* The size whose name is nearest, as a hint. */
static void hint_size(const ad_reader *r, const char *name, ad_error *err)
{
  const ad_sheet *s = r->sheet;
  const char **names = malloc((s->n_dims + 1) * sizeof *names);
  const char *best = NULL;
  for (size_t i = 0; names && i < s->n_dims; i++)
    names[i] = s->dims[i].name;
  if (names)
    best = ad_nearest(name, names, s->n_dims);
  if (best)
    ad_hint(err, "did you mean '%.100s'?", best);
  else
    ad_hint(err, "sizes are declared by dim");
  free(names);
}

void ad_reader_grant_sweep(ad_reader *r, const ad_wish *wish)
{
  ad_ref ref;
  size_t n = strlen(wish->name), known;
  ad_error err = {.place = wish->place};
  if (ad_names_find(&r->swept, wish->name, n, &known)) {
    ad_reader_say(r, wish->place, "'%s' is varied already", wish->name);
    return;
  }
  if (!ad_reader_dim(r, wish->name)) {
    ad_fail(&err, AD_EINPUT,
            ad_builder_find(r->b, wish->name, n, &ref)
              ? "sweep varies sizes; '%s' is a matrix"
              : "sweep varies sizes; there is no size '%s'",
            wish->name);
    hint_size(r, wish->name, &err);
    err.place = wish->place;
    ad_reader_fail(r, &err);
  } else if (ad_names_add(&r->swept, wish->name, n, 1) != AD_OK)
    ad_reader_no_memory(r);
}

int ad_sheet_sweep(const ad_sheet *s, size_t i, const ad_sweep_range **ranges,
                   size_t *n)
{
  if (i >= s->n_sweeps)
    return 0;
  *ranges = s->sweeps[i].ranges;
  *n = s->sweeps[i].n;
  return 1;
}

/* A size that is there twice: its second item; NULL where there is none. */
static const ad_item *find_twice(const ad_statement *st)
{
  for (size_t i = 0; i < st->n_items; i++)
    for (size_t j = 0; j < i; j++)
      if (strcmp(st->items[i].name, st->items[j].name) == 0)
        return &st->items[i];
  return NULL;
}

ad_status ad_sweep_parse(const char *text, ad_sweep_range **ranges, size_t *n,
                         ad_error *err)
{
  ad_statement *st;
  *ranges = NULL;
  *n = 0;
  ad_status status = ad_statement_ranges(text, strlen(text), &st, err);
  if (status != AD_OK)
    return status;
  const ad_item *twice = find_twice(st);
  if (twice) {
    status = ad_fail(err, AD_EINPUT, "'%s' is varied already", twice->name);
    if (err)
      err->place = twice->place;
  } else
    status = read_ranges(st, NULL, ranges, err);
  if (status == AD_OK)
    *n = st->n_items;
  ad_statement_free(st);
  return status;
}

void ad_sweep_free(ad_sweep_range *ranges)
{
  free(ranges);
}
