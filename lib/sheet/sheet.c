/* SPDX-License-Identifier: GPL-3.0-or-later
   Reading a worksheet: line by line, each statement done as it comes, so
   that a loop is a jump back.  Claims and the like wait for the end, when
   every name is known.  Read sheet_read.h before. */
#include "sheet.h"

#include <stdlib.h>
#include <string.h>

#include "base/text_scan.h"
#include "graph/builder.h"
#include "sheet/sheet_read.h"
#include "symbolic.h"
#include "syntax/parse.h"

enum { MAX_LINES = 10000000 }; /* in loops, unless a caller wants another  */

/* An error of the parser, whose places are offsets in the line. */
static void fail_at(ad_reader *r, const ad_line *line, ad_error err)
{
  if (line->origin && err.place.width > 0) {
    size_t last = err.place.offset + err.place.width;
    size_t first = err.place.offset < line->size ? err.place.offset
                                                 : line->size;
    last = last < line->size ? last : line->size;
    err.place.offset = line->origin[first];
    err.place.width = line->origin[last] > line->origin[first]
                        ? line->origin[last] - line->origin[first]
                        : 1;
  }
  ad_report_add(r->report, AD_ERROR, &err);
}

static int is_kept(const ad_line *line)
{
  return ad_line_starts(line->text, line->size, "claim") ||
         ad_line_starts(line->text, line->size, "path") ||
         ad_line_starts(line->text, line->size, "chain") ||
         ad_line_starts(line->text, line->size, "shape");
}

/* Puts a line aside, with the loop variables of the moment. */
static void postpone(ad_reader *r, ad_line line)
{
  if (!ad_reader_grow(r, (void **)&r->later, &r->room_later, r->n_later,
                      sizeof *r->later)) {
    ad_line_free(&line);
    return;
  }
  ad_later *later = &r->later[r->n_later++];
  *later = (ad_later){.line = line};
  if (r->n_loops == 0)
    return;
  later->loops = calloc(r->n_loops, sizeof *later->loops);
  if (!later->loops) {
    ad_reader_no_memory(r);
    return;
  }
  for (size_t i = 0; i < r->n_loops; i++) {
    later->loops[i] = r->loops[i];
    later->loops[i].name = ad_reader_copy(r, r->loops[i].name,
                                          strlen(r->loops[i].name));
    later->n_loops = later->loops[i].name ? i + 1 : later->n_loops;
  }
}

static ad_statement *parse(ad_reader *r, const ad_line *line)
{
  ad_error err = {0};
  ad_statement *st = NULL;
  if (ad_statement_parse(line->text, line->size, line->base, &r->names, &st,
                         &err) != AD_OK)
    fail_at(r, line, err);
  else if (st)
    ad_line_map(line, st);
  return st;
}

/* The names that a line which cannot be read was to declare: their uses shall
   cause no errors of their own. */
static void lose_names_of(ad_reader *r, const char *text, size_t size)
{
  if (ad_reader_opens_block(text, size))
    r->n_broken++;
  if (!ad_line_starts(text, size, "net")) {
    ad_reader_lose_line(r, text, size);
    return;
  }
  size_t i = ad_text_blanks(text, size, 0) + strlen("net");
  i = ad_text_blanks(text, size, i);
  size_t n = ad_text_name(text, size, i) - i;
  char *name = n > 0 ? ad_reader_copy(r, text + i, n) : NULL;
  if (name)
    ad_reader_lose_net(r, name);
  free(name);
}

/* What the graph's builder could not do, if no one has said so yet. */
static void take_builder_error(ad_reader *r, const ad_statement *st)
{
  ad_error err = *ad_builder_error(r->b);
  if (err.status == AD_OK)
    return;
  err.place = st->place;
  ad_reader_fail(r, &err);
  ad_builder_clear_error(r->b);
}

/* Remembers what made the nodes that are new. */
static void note_made(ad_reader *r, const ad_statement *st)
{
  ad_sheet *s = r->sheet;
  size_t nodes = ad_builder_size(r->b);
  if (nodes > (s->n_made > 0 ? s->made[s->n_made - 1].nodes : 0) &&
      ad_reader_grow(r, (void **)&s->made, &s->room_made, s->n_made,
                     sizeof *s->made))
    s->made[s->n_made++] = (ad_made){st->place, nodes};
}

/* One logical line; returns where the next one starts. */
static size_t do_line(ad_reader *r, size_t start)
{
  size_t end = ad_statement_end(r->source->text, r->source->size, start);
  size_t next = end + 1;
  ad_line line;
  r->at = start;
  const char *text = r->source->text + start;
  if (ad_reader_continues_block(r, text, end - start))
    return next;
  if (!ad_line_expand(r, start, end, &line)) {
    lose_names_of(r, text, end - start);
    ad_line_free(&line);
    return next;
  }
  if (is_kept(&line)) {
    postpone(r, line);
    return next;
  }
  size_t errors = r->report->errors;
  ad_statement *st = parse(r, &line);
  if (r->report->errors > errors)
    lose_names_of(r, line.text, line.size);
  if (st && st->keyword == AD_K_FOR)
    next = ad_reader_begin_loop(r, st, next);
  else if (st && st->keyword == AD_K_END)
    next = ad_reader_end_loop(r, st, next);
  else if (st) {
    ad_reader_do(r, st);
    take_builder_error(r, st);
    note_made(r, st);
  }
  ad_statement_free(st);
  ad_line_free(&line);
  return next;
}

/* In a kept line a loop variable is the number it was. */
static void settle_expr(const ad_later *later, ad_expr *expr)
{
  for (size_t j = 0; expr && j < expr->n; j++) {
    ad_term *term = &expr->terms[j];
    for (size_t l = later->n_loops; term->kind == AD_T_NAME && l-- > 0;)
      if (strcmp(term->text, later->loops[l].name) == 0) {
        term->kind = AD_T_NUMBER;
        term->number = later->loops[l].now;
        term->text = "";
      }
  }
}

static void settle_variables(const ad_later *later, ad_statement *st)
{
  settle_expr(later, st->points);
  for (size_t i = 0; i < st->n_items; i++)
    settle_expr(later, st->items[i].expr);
}

/* What a claim is worth. */
static void check_points(ad_reader *r, const ad_expr *points)
{
  enum { MOST = 1000000 };
  ad_error err = {0};
  double x;
  if (!points)
    return;
  if (ad_lower_number(points, &r->scope, &x, &err) != AD_OK)
    ad_reader_fail(r, &err);
  else if (!(x >= 0 && x <= MOST))
    ad_reader_say(r, points->terms[points->n - 1].place,
                  "a claim is worth 0 to %d points, not %.15g", MOST, x);
}

static void do_later(ad_reader *r)
{
  ad_sheet *s = r->sheet;
  for (size_t i = 0; i < r->n_later; i++) {
    ad_statement *st = parse(r, &r->later[i].line);
    if (!st)
      continue;
    settle_variables(&r->later[i], st);
    check_points(r, st->points);
    if (ad_reader_grow(r, (void **)&s->kept, &s->room_kept, s->n_kept,
                       sizeof *s->kept))
      s->kept[s->n_kept++] = st;
    else
      ad_statement_free(st);
  }
}

/* Is there memory left?  What the builder failed to allocate it keeps to
   itself until the end. */
static int can_go_on(ad_reader *r)
{
  if (ad_builder_error(r->b)->status == AD_ENOMEM &&
      r->report->worst != AD_ENOMEM)
    ad_reader_no_memory(r);
  return r->report->worst != AD_ENOMEM;
}

size_t ad_reader_most_lines(const ad_reader *r)
{
  return r->options->max_lines ? r->options->max_lines : MAX_LINES;
}

void ad_reader_too_many_lines(ad_reader *r, ad_place place)
{
  ad_error err = {0};
  ad_fail(&err, AD_ELIMIT, "loops have more than %zu lines to do, counted in "
          "every round", ad_reader_most_lines(r));
  err.place = place;
  ad_reader_fail(r, &err);
  r->stopped = 1;
}

/* A few lines can ask for a loop of years: is there one more to be done? */
static int may_go_on(ad_reader *r)
{
  if (!can_go_on(r))
    return 0;
  if (r->n_loops == 0 || ++r->n_lines <= ad_reader_most_lines(r))
    return 1;
  ad_reader_too_many_lines(r, r->loops[0].place);
  return 0;
}

static void read_all(ad_reader *r)
{
  ad_error text = {0};
  size_t at = ad_source_start(r->source, &text);
  if (text.status != AD_OK) {
    ad_reader_fail(r, &text);
    return;
  }
  ad_reader_find_uses(r);
  ad_reader_find_wanted(r);
  while (at < r->source->size && !r->stopped && may_go_on(r))
    at = do_line(r, at);
  if (!can_go_on(r) || r->stopped)
    return;
  if (r->n_loops > 0 && at >= r->source->size)
    ad_reader_say(r, r->loops[r->n_loops - 1].place,
                  "this 'for' has no 'end'");
  if (r->report->worst == AD_ENOMEM)
    return;
  do_later(r);
  for (size_t i = 0; i < r->n_wishes; i++)
    ad_reader_grant(r, &r->wishes[i]);
  if (r->has_derivative && r->b->g.n_outputs == 0 &&
      r->last_plain.index != AD_NO_INDEX)
    ad_output(r->b, r->last_plain);
  ad_reader_grant_nodes(r);
  ad_reader_check_overrides(r);
  if (r->report->errors == 0)
    ad_reader_differentiate(r);
  if (r->report->errors > 0)
    return;
  ad_error err = {0};
  if (ad_builder_finish(r->b, &r->sheet->graph, &err) != AD_OK)
    ad_reader_fail(r, &err);
  else
    ad_reader_check_labels(r, r->b->targets, r->b->n_targets);
}

static void reader_free(ad_reader *r)
{
  for (size_t i = 0; i < r->n_loops; i++)
    free(r->loops[i].name);
  for (size_t i = 0; i < r->n_later; i++) {
    ad_line_free(&r->later[i].line);
    for (size_t l = 0; l < r->later[i].n_loops; l++)
      free(r->later[i].loops[l].name);
    free(r->later[i].loops);
  }
  for (size_t i = 0; i < r->n_wishes; i++)
    free(r->wishes[i].name);
  for (size_t i = 0; i < r->n_lost; i++)
    free(r->lost_names[i]);
  for (size_t i = 0; i < r->n_uses; i++)
    ad_statement_free(r->uses[i]);
  free(r->later);
  free(r->wishes);
  free(r->lost_names);
  free(r->uses);
  free(r->data_used);
  free(r->dims_used);
  ad_names_free(&r->wanted);
  ad_names_free(&r->lost);
  ad_names_free(&r->swept);
  ad_names_free(&r->sizes);
  ad_builder_free(r->b);
}

static int reader_init(ad_reader *r)
{
  r->sheet = calloc(1, sizeof *r->sheet);
  r->data_used = calloc(r->options->n_data + 1, 1);
  r->dims_used = calloc(r->options->n_dims + 1, 1);
  if (!r->sheet || !r->data_used || !r->dims_used ||
      ad_builder_new(&r->b, NULL) != AD_OK) {
    ad_reader_no_memory(r);
    return 0;
  }
  if (r->options->max_bytes > 0)
    ad_builder_limit(r->b, r->options->max_bytes);
  r->sheet->seed = r->options->has_seed ? r->options->seed : 1;
  r->sheet->training = r->resizing ? r->resizing->like->training
                                   : ad_training_default();
  r->scope = (ad_scope){.number = ad_reader_number,
                        .unknown = ad_reader_unknown_step,
                        .derive = ad_derivative,
                        .state = r,
                        .report = r->report};
  r->names = (ad_names){.declared = ad_reader_declared,
                        .is_function = ad_reader_is_function,
                        .state = r};
  return 1;
}

/* What the sheet is read again from. */
static void keep_source(ad_reader *r)
{
  ad_sheet *s = r->sheet;
  if (!r->options->source_stays)
    s->copy = ad_reader_copy(r, r->source->text, r->source->size);
  s->text = r->options->source_stays ? r->source->text : s->copy;
  s->size = r->source->size;
  s->options = (ad_sheet_options){.keep_texts = r->options->keep_texts,
                                  .all_nodes = r->options->all_nodes,
                                  .hessian = r->options->hessian,
                                  .max_bytes = r->options->max_bytes,
                                  .max_lines = r->options->max_lines};
}

ad_status ad_sheet_read_resized(const ad_source *source,
                                const ad_sheet_options *options,
                                const ad_resizing *resizing, ad_sheet **out,
                                ad_report *report)
{
  ad_reader r = {.source = source, .options = options, .report = report,
                 .resizing = resizing, .last_plain = {AD_NO_INDEX}};
  if (reader_init(&r)) {
    keep_source(&r);
    read_all(&r);
  }
  *out = r.sheet;
  if (report->worst != AD_OK) {
    ad_sheet_free(r.sheet);
    *out = NULL;
  }
  reader_free(&r);
  return report->worst;
}

ad_status ad_sheet_read(const ad_source *source,
                        const ad_sheet_options *options, ad_sheet **out,
                        ad_report *report)
{
  return ad_sheet_read_resized(source, options, NULL, out, report);
}
