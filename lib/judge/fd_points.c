/* SPDX-License-Identifier: GPL-3.0-or-later
   See fd_points.h. */
#include "judge/fd_points.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "graph/entry.h"

/* Points remembered: those of a search over a few steps.  With many output
   entries fewer, down to the four of one stencil and its neighbour. */
enum { MOST_POINTS = 32, LEAST_POINTS = 5, MEMO_WORDS = 1 << 20 };

static size_t choose_room(size_t m)
{
  size_t room = MEMO_WORDS / (m + 1);
  return room > MOST_POINTS    ? MOST_POINTS
         : room < LEAST_POINTS ? LEAST_POINTS
                               : room;
}

/* Words that the memo holds beside the memory of its program. */
static int count_words(const ad_memo *o, size_t *words)
{
  if (!ad_multiply(o->room, o->m, words) ||
      *words > SIZE_MAX / 32 - o->program.value_words)
    return 0;
  *words += *words / sizeof(double) +
            o->program.value_words / sizeof(double) +
            ad_downstream_bytes(&o->program) / sizeof(double);
  return 1;
}

static ad_status allocate(ad_memo *o, ad_error *err)
{
  const ad_graph *g = o->program.g;
  size_t words;
  o->m = ad_graph_output_entries(g);
  o->room = choose_room(o->m);
  if (!count_words(o, &words) ||
      words * sizeof(double) + ad_memory_bytes(&o->program, 0) > g->limit)
    return ad_fail(err, AD_ELIMIT,
                   "the finite differences need more than the %zu bytes "
                   "allowed", g->limit);
  o->dirt_of = ad_array(g->n + 1, 1);
  o->points = ad_array(o->room, sizeof *o->points);
  o->values = ad_array(o->room * o->m + 1, sizeof *o->values);
  o->dirt = ad_array(o->room * o->m + 1, 1);
  o->dirt_at = ad_array(o->program.value_words + 1, 1);
  if (!o->dirt_of || !o->points || !o->values || !o->dirt ||
      !o->dirt_at)
    return ad_fail_memory(err, words * sizeof(double));
  return AD_OK;
}

ad_status ad_memo_init(ad_memo *o, const ad_graph *g, ad_value *beside,
                       ad_error *err)
{
  *o = (ad_memo){.seen = SIZE_MAX, .by = SIZE_MAX};
  ad_status status = beside ? AD_OK : ad_value_new(g, &o->own, err);
  if (status != AD_OK)
    return status;
  o->point = beside ? beside : o->own;
  o->base = o->point->memory.value;
  status = ad_program_init_beside(&o->program, g, AD_PLAN_ALL,
                                  &o->point->program, err);
  if (status == AD_OK)
    status = ad_memory_init(&o->memory, &o->program, 0, err);
  if (status == AD_OK)
    status = allocate(o, err);
  if (status == AD_OK)
    status = ad_stencil_init(&o->stencil, &o->program, err);
  if (status == AD_OK)
    status = ad_program_init_part(&o->moving, &o->program, o->stencil.varying,
                                  err);
  return status == AD_OK ? ad_downstream_init(&o->downstream, &o->moving, err)
                         : status;
}

void ad_memo_free(ad_memo *o)
{
  ad_downstream_free(&o->downstream);
  ad_program_free(&o->moving);
  ad_stencil_free(&o->stencil);
  ad_memory_free(&o->memory);
  ad_program_free(&o->program);
  ad_value_free(o->own);
  free(o->dirt_of);
  free(o->points);
  free(o->values);
  free(o->dirt);
  free(o->dirt_at);
}

/* Of a direction that moves, all wrt leaves. */
static void come_back_along(ad_memo *o)
{
  const ad_graph *g = o->program.g;
  for (size_t w = 0; w < g->n_wrt; w++) {
    size_t at = o->program.value[g->wrt[w]];
    memcpy(o->memory.value + at, o->base + at,
           ad_entries(&g->nodes[g->wrt[w]]) * sizeof *o->base);
  }
}

/* Brings the memory back to the base point. */
static void come_back(ad_memo *o)
{
  if (!o->moved)
    return;
  if (o->along)
    come_back_along(o);
  else
    o->memory.value[o->slot] = o->x;
  ad_downstream_copy(o->moved, o->base, o->memory.value);
  o->moved = NULL;
}

ad_status ad_memo_set(ad_memo *o, size_t leaf, const double *x)
{
  return ad_value_set(o->point, leaf, x);
}

/* A difference quotient asks for few points, and for many output entries at
   each: (f_of(t + h) - f_of(t - h)) / 2h for every `of`.  A point is evaluated
   for all of them at once, its values kept as a row of values[room x m], and
   looked up by t from then on; the oldest row goes first.

   Only what varies is evaluated again (o->moving), of that, where one entry
   moves, only what lies downstream of it (o->downstream); into the same
   memory, so that the base point's values of everything else stay in their
   places, and come back when it is another entry's turn.  "Dirt" compares what
   has moved with its value at the base point: a kink or a jump that was crossed
   on the way spoils the quotients of the outputs behind it (stencil.h). */

static int is_stale(const ad_memo *o)
{
  return o->seen != o->point->points;
}

/* Evaluates the base point where that has not been done, and forgets all
   others. */
static void refresh(ad_memo *o)
{
  o->n = o->next = 0;
  if (!is_stale(o)) {
    come_back(o);
    return;
  }
  ad_value_sweep(o->point);
  memcpy(o->memory.value, o->base, o->program.value_words * sizeof *o->base);
  o->moved = NULL;
  o->tame = ad_downstream_tame(&o->moving, o->base);
  o->evaluations++;
  o->seen = o->point->points;
}

void ad_memo_aim(ad_memo *o, size_t by)
{
  const ad_graph *g = o->program.g;
  if (!is_stale(o) && !o->along && o->by == by)
    return;
  refresh(o);
  size_t entry, wrt = ad_entry_find(g, g->wrt, by, &entry);
  o->by = by;
  o->along = NULL;
  o->slot = o->program.value[g->wrt[wrt]] + entry;
  o->x = o->base[o->slot];
}

/* A number by which direction d[n] is known again: its address does not do,
   since callers fill one array with one direction after another. */
static uint64_t print_of(const double *d, size_t n)
{
  uint64_t print = n, bits;
  for (size_t i = 0; i < n; i++) {
    memcpy(&bits, &d[i], sizeof bits);
    print = (print ^ bits) * 0x9e3779b97f4a7c15u;
    print ^= print >> 32;
  }
  return print;
}

void ad_memo_aim_along(ad_memo *o, const double *d)
{
  uint64_t print = print_of(d, ad_graph_wrt_entries(o->program.g));
  int same = !is_stale(o) && o->along && o->print == print;
  if (!same)
    refresh(o);
  o->by = SIZE_MAX;
  o->along = d;
  o->print = print;
  o->x = 0;
}

void ad_memo_turn_away(ad_memo *o)
{
  come_back(o);
  o->by = SIZE_MAX;
  o->along = NULL;
}

double ad_memo_base(const ad_memo *o, size_t of)
{
  const ad_graph *g = o->program.g;
  size_t entry, output = ad_entry_find(g, g->outputs, of, &entry);
  return o->base[o->program.value[g->outputs[output]] + entry];
}

/* Copies what point number `at` needs out of memory. */
static void remember(ad_memo *o, size_t at, int compared)
{
  const ad_graph *g = o->program.g;
  double *to = o->values + at * o->m;
  unsigned char *dirt = o->dirt + at * o->m;
  for (size_t i = 0; i < g->n_outputs; i++) {
    uint32_t output = g->outputs[i];
    size_t n = ad_entries(&g->nodes[output]);
    memcpy(to, o->memory.value + o->program.value[output], n * sizeof *to);
    if (compared && o->dirt_of[output])
      memcpy(dirt, o->dirt_at + o->program.value[output], n);
    else
      memset(dirt, 0, n);
    to += n;
    dirt += n;
  }
}

/* Moves the wrt leaves in memory: the entry to t, or all to x + t d. */
static void move(ad_memo *o, double t)
{
  const ad_graph *g = o->program.g;
  const double *d = o->along;
  if (!d)
    o->memory.value[o->slot] = t;
  for (size_t w = 0; d && w < g->n_wrt; w++) {
    size_t n = ad_entries(&g->nodes[g->wrt[w]]);
    size_t at = o->program.value[g->wrt[w]];
    double *restrict to = o->memory.value + at;
    const double *base = o->base + at;
    for (size_t i = 0; i < n; i++)
      to[i] = base[i] + t * d[i];
    d += n;
  }
}

/* What moves with what the memo is turned to. */
static const ad_program *moving(ad_memo *o)
{
  if (o->along)
    return &o->moving;
  if (o->moved != &o->downstream.part)
    ad_downstream_aim(&o->downstream, o->slot);
  return &o->downstream.part;
}

/* An entry moves to a t that is finite; along a direction leaves may
   overflow. */
static int is_tame(const ad_memo *o)
{
  const ad_graph *g = o->program.g;
  int tame = o->tame && ad_downstream_tame(o->moved, o->memory.value);
  for (size_t w = 0; o->along && tame && w < g->n_wrt; w++)
    tame = ad_are_tame(o->memory.value + o->program.value[g->wrt[w]],
                       ad_entries(&g->nodes[g->wrt[w]]));
  return tame;
}

static void compare(ad_memo *o)
{
  ad_stencil_point at = {o->base, o->memory.value,
                         o->along ? NULL : o->downstream.reached, is_tame(o)};
  ad_stencil_compare(&o->stencil, &at, o->dirt_at, o->dirt_of);
}

static void evaluate(ad_memo *o, size_t at, double t, int compared)
{
  o->moved = moving(o);
  move(o, t);
  ad_program_evaluate(o->moved, &o->memory, 0);
  o->evaluations++;
  if (compared)
    compare(o);
  o->points[at] = (ad_memo_point){t, compared};
  remember(o, at, compared);
}

/* The number of point t, evaluated if need be. */
static size_t find(ad_memo *o, double t, int compared)
{
  size_t at = 0;
  while (at < o->n && o->points[at].t != t)
    at++;
  if (at < o->n && (o->points[at].compared || !compared))
    return at;
  if (at == o->n && o->n < o->room) {
    o->n++;
  } else if (at == o->n) {
    at = o->next;
    o->next = (o->next + 1) % o->room;
  }
  evaluate(o, at, t, compared);
  return at;
}

double ad_memo_value(ad_memo *o, double t, size_t of)
{
  return o->values[find(o, t, 0) * o->m + of];
}

unsigned ad_memo_dirt(ad_memo *o, double t, size_t of)
{
  if (!isfinite(t))
    return AD_DIRT_DOMAIN;
  size_t at = find(o, t, 1);
  return o->dirt[at * o->m + of] |
         (isfinite(o->values[at * o->m + of]) ? 0u : (unsigned)AD_DIRT_DOMAIN);
}
