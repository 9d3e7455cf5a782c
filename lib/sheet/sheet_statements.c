/* SPDX-License-Identifier: GPL-3.0-or-later
   What each statement of a worksheet does when it is met.  Read
   sheet_read.h before. */
#include <stdlib.h>
#include <string.h>

#include "graph/sizes.h"
#include "sheet/sheet_read.h"

/* Loop variables become the numbers they are in this round. */
static void settle_rounds(const ad_reader *r, ad_expr *expr)
{
  double x;
  for (size_t i = 0; i < expr->n; i++) {
    ad_term *term = &expr->terms[i];
    int is_axis = i + 1 < expr->n && term[1].kind == AD_T_KEYWORD;
    if (term->kind != AD_T_NAME || is_axis ||
        !ad_reader_round(r, term->text, &x))
      continue;
    term->kind = AD_T_NUMBER;
    term->number = x;
    term->text = "";
  }
}

/* Each node comes after those before it. */
static void keep_text(ad_reader *r, const ad_item *item, ad_ref ref)
{
  ad_sheet *s = r->sheet;
  char *text = NULL;
  if ((!r->options->keep_texts && !ad_expr_has_derivative(item->expr)) ||
      (s->n_texts > 0 && s->texts[s->n_texts - 1].node >= ref.index))
    return;
  settle_rounds(r, item->expr);
  if (ad_expr_print(item->expr, &text) != AD_OK)
    ad_reader_no_memory(r);
  else if (ad_reader_grow(r, (void **)&s->texts, &s->room_texts, s->n_texts,
                          sizeof *s->texts))
    s->texts[s->n_texts++] = (ad_sheet_right){ref.index, text};
  else
    free(text);
}

/* The last node is what a sheet is about; but a derivative is about the node
   that it is of. */
static void note_last(ad_reader *r, const ad_expr *expr, ad_ref ref)
{
  if (expr->terms[ad_expr_root(expr)].kind == AD_T_DERIVATIVE)
    r->has_derivative = 1;
  else
    r->last_plain = ref;
}

static void do_node(ad_reader *r, const ad_statement *st)
{
  const ad_item *item = &st->items[0];
  size_t first = ad_builder_size(r->b);
  const char *written;
  ad_error err = {0};
  ad_ref ref;
  if (!ad_reader_name_free(r, item))
    return;
  if (strcmp(item->name, "seed") == 0 && item->expr->n == 1 &&
      item->expr->terms[0].kind == AD_T_NUMBER)
    ad_report_say(r->report, AD_WARNING, item->place,
                  "this defines a node of the name 'seed'; seed %s, without "
                  "=, sets the seed of draws",
                  item->expr->terms[0].text);
  if (ad_reader_uses_lost(r, item->expr)) {
    ad_reader_lose(r, item->name);
    return;
  }
  if (ad_lower(r->b, item->expr, &r->scope, &ref, &written, &err) != AD_OK) {
    ad_reader_fail(r, &err);
    ad_reader_lose(r, item->name);
    return;
  }
  if (ref.index < first) /* every named line is a node of its own */
    ref = ad_expand(r->b, ref, ad_builder_shape(r->b, ref));
  ref = ad_reader_shift(r, item->name, ref, &written);
  ad_name(r->b, ref, item->name, written);
  if (ad_builder_error(r->b)->status == AD_OK) {
    keep_text(r, item, ref);
    note_last(r, item->expr, ref);
  }
}

/* Adds the text, which it takes, to a list of the sheet. */
static void add_text(ad_reader *r, char ***list, size_t *room, size_t *n,
                     char *text)
{
  if (ad_reader_grow(r, (void **)list, room, *n, sizeof **list))
    (*list)[(*n)++] = text;
  else
    free(text);
}

static void do_text(ad_reader *r, const ad_statement *st)
{
  ad_sheet *s = r->sheet;
  char *copy = ad_reader_copy(r, st->text, strlen(st->text));
  char **where = st->keyword == AD_K_TITLE ? &s->title : &s->source;
  if (!copy)
    return;
  if (st->keyword == AD_K_NOTE) {
    add_text(r, &s->notes, &s->room_notes, &s->n_notes, copy);
  } else if (st->keyword == AD_K_EXERCISE) {
    if (ad_reader_grow(r, (void **)&s->exercise_at, &s->room_exercise_at,
                       s->n_exercises, sizeof *s->exercise_at))
      s->exercise_at[s->n_exercises] = st->place.offset;
    add_text(r, &s->exercises, &s->room_exercises, &s->n_exercises, copy);
  } else {
    free(*where);
    *where = copy;
  }
}

static void do_dim(ad_reader *r, const ad_statement *st)
{
  for (size_t i = 0; i < st->n_items; i++) {
    const ad_item *item = &st->items[i];
    const char *given = ad_reader_dim_override(r, item->name);
    ad_error err = {0};
    size_t size = ad_reader_resized_dim(r, item);
    if (!ad_reader_name_free(r, item) ||
        ad_reader_uses_lost(r, item->expr)) {
      ad_reader_lose(r, item->name);
      continue;
    }
    if (given)
      size = strtoul(given, NULL, 10); /* "all": a file will set it */
    else if (size == 0 && ad_lower_size(item->expr, &r->scope, 1, &size,
                                        &err) != AD_OK) {
      ad_reader_fail(r, &err);
      ad_reader_lose(r, item->name);
      continue;
    }
    ad_reader_set_dim(r, item->name, size, size > 0);
    if (size > 0)
      ad_size_named(r->b, item->name, size);
  }
}

static void do_seed(ad_reader *r, const ad_statement *st)
{
  ad_error err = {0};
  size_t seed;
  if (ad_lower_size(st->items[0].expr, &r->scope, 0, &seed, &err) != AD_OK)
    ad_reader_fail(r, &err);
  else if (seed > 4294967295u)
    ad_reader_say(r, st->place, "a seed is at most 4294967295, found %zu",
                  seed);
  else if (r->sheet->drawn)
    ad_reader_say(r, st->place, "the seed must stand before the first draw");
  else if (!r->options->has_seed)
    r->sheet->seed = (unsigned long)seed;
}

static void do_step(ad_reader *r, const ad_statement *st)
{
  const ad_item *item = &st->items[0];
  ad_sheet *s = r->sheet;
  ad_error err = {0};
  ad_stop stop = {.reverse = strcmp(item->name, "reverse") == 0,
                  .place = item->expr->terms[item->expr->n - 1].place};
  if (ad_lower_size(item->expr, &r->scope, 0, &stop.step, &err) != AD_OK) {
    ad_reader_fail(r, &err);
    return;
  }
  stop.text = ad_reader_copy(r, st->text, strlen(st->text));
  if (stop.text && ad_reader_grow(r, (void **)&s->stops, &s->room_stops,
                                  s->n_stops, sizeof *s->stops))
    s->stops[s->n_stops++] = stop;
  else
    free(stop.text);
}

static void do_leaf(ad_reader *r, const ad_statement *st)
{
  size_t before = r->sheet->n_leaves;
  ad_reader_leaf(r, st);
  if (r->sheet->n_leaves == before)
    ad_reader_lose(r, st->items[0].name);
}

static void do_wish(ad_reader *r, const ad_statement *st)
{
  for (size_t i = 0; i < st->n_items; i++) {
    const ad_item *item = &st->items[i];
    char *copy = ad_reader_copy(r, item->name, strlen(item->name));
    if (copy && ad_reader_grow(r, (void **)&r->wishes, &r->room_wishes,
                               r->n_wishes, sizeof *r->wishes))
      r->wishes[r->n_wishes++] = (ad_wish){st->keyword, copy, item->place};
    else
      free(copy);
  }
}

static void do_sweep(ad_reader *r, const ad_statement *st)
{
  if (ad_reader_sweep(r, st))
    do_wish(r, st);
}

/* What each keyword does; for, end and the kept lines are elsewhere. */
static void (*const actions[])(ad_reader *r, const ad_statement *st) = {
  [AD_K_NODE] = do_node,    [AD_K_TITLE] = do_text,
  [AD_K_SOURCE] = do_text,  [AD_K_NOTE] = do_text,
  [AD_K_DIM] = do_dim,      [AD_K_SEED] = do_seed,
  [AD_K_INPUT] = do_leaf,   [AD_K_PARAM] = do_leaf,
  [AD_K_DATA] = do_leaf,    [AD_K_OUTPUT] = do_wish,
  [AD_K_WRT] = do_wish,     [AD_K_NET] = ad_reader_net,
  [AD_K_TRAIN] = ad_reader_train, [AD_K_SWEEP] = do_sweep,
  [AD_K_EXERCISE] = do_text, [AD_K_STEP] = do_step,
  [AD_K_VALUE] = ad_reader_given,
  [AD_K_SWEEP + 1] = NULL,
};

void ad_reader_do(ad_reader *r, const ad_statement *st)
{
  if (actions[st->keyword])
    actions[st->keyword](r, st);
}
