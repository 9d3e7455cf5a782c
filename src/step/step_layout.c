/* SPDX-License-Identifier: GPL-3.0-or-later
   A layered drawing from left to right.  Source: Sugiyama, Tagawa and Toda,
   Methods for visual understanding of hierarchical system structures (1981):
   layers, their order by the mean place of what they are joined with, and then
   places that are near to that mean, with room between them.  Read step.h
   before. */
#include <stdlib.h>

#include "host/exits.h"
#include "step/step.h"

/* A shape, or its lines where they pass a layer, all by one lane. */
struct spot {
  double y, wish, weight; /* weight: how many wishes were summed           */
  double room;            /* half of what it takes                         */
  size_t rank;            /* as it was found, between equals               */
};

struct joint {
  size_t from, to; /* spots of neighbouring layers                         */
};

struct drawing {
  struct step *s;
  size_t n, n_joints;
  struct spot *spots;   /* spots[n]: the shapes, then bends                */
  size_t *layer_of;     /* layer_of[n]                                     */
  struct joint *joints;
  size_t *order;        /* order[n]: spots, layer by layer                 */
  size_t *begin;        /* begin[layers + 1]: where a layer begins in it   */
  size_t **crossed;     /* crossed[n_lines][n]: spots of a line's bends    */
};

/* --- layers --------------------------------------------------------------- */

/* A leaf stands right before its first reader. */
static void place_leaves(struct step *s)
{
  for (size_t i = 0; i < s->n_shapes; i++)
    if (s->shapes[i].is_leaf)
      s->shapes[i].layer = STEP_NONE;
  for (size_t i = 0; i < s->n_lines; i++) {
    struct step_shape *from = &s->shapes[s->lines[i].from];
    size_t before = s->shapes[s->lines[i].to].layer - 1;
    if (from->is_leaf && before < from->layer)
      from->layer = before;
  }
  for (size_t i = 0; i < s->n_shapes; i++)
    if (s->shapes[i].layer == STEP_NONE) /* of no reader */
      s->shapes[i].layer = 0;
}

/* The others stand one behind what they read. */
static void find_layers(struct step *s)
{
  for (size_t i = 0; i < s->n_shapes; i++)
    s->shapes[i].layer = s->shapes[i].is_leaf ? 0 : 1;
  for (size_t i = 0; i < s->n_lines; i++) { /* readers in order */
    struct step_shape *to = &s->shapes[s->lines[i].to];
    size_t behind = s->shapes[s->lines[i].from].layer + 1;
    to->layer = to->layer < behind ? behind : to->layer;
  }
  place_leaves(s);
  for (size_t i = 0; i < s->n_shapes; i++)
    if (s->shapes[i].layer >= s->layers)
      s->layers = s->shapes[i].layer + 1;
}

/* --- spots and joints ----------------------------------------------------- */

static size_t add_spot(struct drawing *d, size_t layer, double room)
{
  d->spots = memory_grow(d->spots, d->n + 1, sizeof *d->spots);
  d->layer_of = memory_grow(d->layer_of, d->n + 1, sizeof *d->layer_of);
  d->spots[d->n] = (struct spot){.room = room, .rank = d->n};
  d->layer_of[d->n] = layer;
  return d->n++;
}

static void add_joint(struct drawing *d, size_t from, size_t to)
{
  d->joints = memory_grow(d->joints, d->n_joints + 1, sizeof *d->joints);
  d->joints[d->n_joints++] = (struct joint){from, to};
}

/* Spots where a line passes layers, those of lane[layers] that are there. */
static void cross(struct drawing *d, size_t i, size_t *lane)
{
  struct step_line *line = &d->s->lines[i];
  size_t first = d->s->shapes[line->from].layer + 1, last = line->from;
  line->n = d->s->shapes[line->to].layer - first;
  d->crossed[i] = memory_new(line->n + 1, sizeof *d->crossed[i]);
  for (size_t k = 0; k < line->n; k++) {
    size_t *spot = &lane[first + k];
    if (*spot == STEP_NONE) {
      *spot = add_spot(d, first + k, 0.5 * STEP_LANE);
      add_joint(d, last, *spot);
    }
    d->crossed[i][k] = last = *spot;
  }
  add_joint(d, last, line->to);
}

static void add_spots(struct drawing *d)
{
  struct step *s = d->s;
  size_t *lane = memory_new(s->layers, sizeof *lane);
  d->crossed = memory_new(s->n_lines + 1, sizeof *d->crossed);
  for (size_t i = 0; i < s->n_shapes; i++)
    add_spot(d, s->shapes[i].layer,
             0.5 * (STEP_GAP + (s->shapes[i].is_leaf ? STEP_LEAF_HEIGHT
                                                     : STEP_BOX_HEIGHT)));
  for (size_t from = 0; from < s->n_shapes; from++) {
    for (size_t layer = 0; layer < s->layers; layer++)
      lane[layer] = STEP_NONE;
    for (size_t i = 0; i < s->n_lines; i++)
      if (s->lines[i].from == from)
        cross(d, i, lane);
  }
  free(lane);
}

/* --- order ---------------------------------------------------------------- */

static void fill_order(struct drawing *d)
{
  size_t n = 0;
  d->order = memory_new(d->n, sizeof *d->order);
  d->begin = memory_new(d->s->layers + 1, sizeof *d->begin);
  for (size_t layer = 0; layer < d->s->layers; layer++) {
    d->begin[layer] = n;
    for (size_t i = 0; i < d->n; i++)
      if (d->layer_of[i] == layer)
        d->order[n++] = i;
  }
  d->begin[d->s->layers] = n;
}

/* What each spot wishes: the mean place of those that it is joined with, to
   the left, to the right, or both. */
static void wish(struct drawing *d, int left, int right)
{
  for (size_t i = 0; i < d->n; i++)
    d->spots[i].wish = d->spots[i].weight = 0;
  for (size_t i = 0; i < d->n_joints; i++) {
    struct spot *from = &d->spots[d->joints[i].from];
    struct spot *to = &d->spots[d->joints[i].to];
    to->wish += left ? from->y : 0;
    to->weight += left;
    from->wish += right ? to->y : 0;
    from->weight += right;
  }
  for (size_t i = 0; i < d->n; i++) {
    struct spot *spot = &d->spots[i];
    spot->wish = spot->weight > 0 ? spot->wish / spot->weight : spot->y;
  }
}

static int by_wish(const struct drawing *d, size_t a, size_t b)
{
  const struct spot *x = &d->spots[a], *y = &d->spots[b];
  return x->wish > y->wish || (x->wish == y->wish && x->rank > y->rank);
}

/* By insertion, which is stable; a layer has few. */
static void sort_layer(struct drawing *d, size_t layer)
{
  size_t *list = d->order + d->begin[layer];
  size_t n = d->begin[layer + 1] - d->begin[layer];
  for (size_t i = 1; i < n; i++)
    for (size_t k = i; k > 0 && by_wish(d, list[k - 1], list[k]); k--) {
      size_t other = list[k];
      list[k] = list[k - 1];
      list[k - 1] = other;
    }
  double y = 0;
  for (size_t i = 0; i < n; i++)
    y -= d->spots[list[i]].room;
  for (size_t i = 0; i < n; i++) {
    d->spots[list[i]].rank = i;
    d->spots[list[i]].y = y + d->spots[list[i]].room;
    y += 2 * d->spots[list[i]].room;
  }
}

static void find_order(struct drawing *d)
{
  enum { ROUNDS = 6 };
  size_t layers = d->s->layers;
  for (size_t layer = 0; layer < layers; layer++)
    sort_layer(d, layer);
  for (int round = 0; round < ROUNDS; round++)
    for (size_t i = 0; i < layers; i++) {
      wish(d, round % 2 == 0, round % 2 == 1);
      sort_layer(d, round % 2 == 0 ? i : layers - 1 - i);
    }
}

/* --- places --------------------------------------------------------------- */

/* Places of a layer's spots as near to their wishes as their room allows: of
   those that would overlap, the mean of the wishes (pool adjacent
   violators). */
static void place_layer(struct drawing *d, size_t layer)
{
  const size_t *list = d->order + d->begin[layer];
  size_t n = d->begin[layer + 1] - d->begin[layer], pools = 0;
  struct pool {
    double sum;
    size_t n;
  } *pool = memory_new(n, sizeof *pool);
  double *offset = memory_new(n + 1, sizeof *offset);
  for (size_t i = 0; i < n; i++) {
    const struct spot *spot = &d->spots[list[i]];
    if (i > 0)
      offset[i] = offset[i - 1] + d->spots[list[i - 1]].room + spot->room;
    pool[pools++] = (struct pool){spot->wish - offset[i], 1};
    while (pools > 1 && pool[pools - 2].sum * (double)pool[pools - 1].n >
                          pool[pools - 1].sum * (double)pool[pools - 2].n) {
      pool[pools - 2].sum += pool[pools - 1].sum;
      pool[pools - 2].n += pool[pools - 1].n;
      pools--;
    }
  }
  for (size_t p = 0, i = 0; p < pools; p++)
    for (size_t k = 0; k < pool[p].n; k++, i++)
      d->spots[list[i]].y = pool[p].sum / (double)pool[p].n + offset[i];
  free(pool);
  free(offset);
}

static void find_places(struct drawing *d)
{
  enum { ROUNDS = 12 };
  size_t layers = d->s->layers;
  for (int round = 0; round < ROUNDS; round++)
    for (size_t i = 0; i < layers; i++) {
      int both = round + 2 >= ROUNDS;
      wish(d, both || round % 2 == 0, both || round % 2 == 1);
      place_layer(d, round % 2 == 0 ? i : layers - 1 - i);
    }
}

/* From the top, with a margin. */
static void take_places(struct drawing *d)
{
  struct step *s = d->s;
  double top = 0, bottom = 0;
  for (size_t i = 0; i < d->n; i++) {
    double low = d->spots[i].y - d->spots[i].room;
    double high = d->spots[i].y + d->spots[i].room;
    top = i == 0 || low < top ? low : top;
    bottom = i == 0 || high > bottom ? high : bottom;
  }
  s->height = bottom - top;
  for (size_t i = 0; i < s->n_shapes; i++)
    s->shapes[i].y = d->spots[i].y - top;
  for (size_t i = 0; i < s->n_lines; i++) {
    struct step_line *line = &s->lines[i];
    line->bends = memory_new(line->n + 1, sizeof *line->bends);
    for (size_t k = 0; k < line->n; k++)
      line->bends[k] = d->spots[d->crossed[i][k]].y - top;
  }
}

void step_layout(struct step *s)
{
  struct drawing d = {.s = s};
  find_layers(s);
  add_spots(&d);
  fill_order(&d);
  find_order(&d);
  find_places(&d);
  take_places(&d);
  for (size_t i = 0; i < s->n_lines; i++)
    free(d.crossed[i]);
  free(d.crossed);
  free(d.spots);
  free(d.layer_of);
  free(d.joints);
  free(d.order);
  free(d.begin);
}
