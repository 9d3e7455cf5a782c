/* SPDX-License-Identifier: GPL-3.0-or-later
   What is drawn: of up to BOXES_MOST boxes a shape each; of more, those of
   rounds in the middle of a loop, or layers in the middle of a net, share one.
   Read step.h before. */
#include <stdlib.h>

#include "host/exits.h"
#include "step/step.h"

/* Boxes that share one follow on each other, see boxes.c. */
static void add_shapes(struct step *s, const struct boxes *boxes)
{
  uint32_t last = AD_NO_INDEX;
  for (size_t i = 0; i < s->n; i++) {
    ad_ref x = s->boxes[i].node;
    if (boxes->box[x.index] != last)
      s->shapes[s->n_shapes++] = (struct step_shape){.first = i};
    s->shapes[s->n_shapes - 1].n++;
    s->boxes[i].shape = s->n_shapes - 1;
    last = boxes->box[x.index];
  }
  for (size_t i = 0; i < s->n_shapes; i++) {
    struct step_shape *shape = &s->shapes[i];
    ad_ref x = s->boxes[shape->first].node;
    shape->is_leaf = shape->n == 1 && ad_graph_operands(s->graph, x) == 0;
  }
}

/* The line from one shape to the other, of those from `first` on. */
static size_t line_of(struct step *s, size_t first, size_t from, size_t to)
{
  for (size_t i = first; i < s->n_lines; i++)
    if (s->lines[i].from == from)
      return i;
  s->lines = memory_grow(s->lines, s->n_lines + 1, sizeof *s->lines);
  s->lines[s->n_lines] = (struct step_line){.from = from, .to = to};
  return s->n_lines++;
}

static void add_lines(struct step *s)
{
  size_t first = 0, last = STEP_NONE;
  for (size_t i = 0; i < s->n_edges; i++) {
    struct step_edge *edge = &s->edges[i];
    size_t from = s->boxes[edge->from].shape, to = s->boxes[edge->to].shape;
    if (to != last)
      first = s->n_lines;
    last = to;
    edge->line = from == to ? STEP_NONE : line_of(s, first, from, to);
  }
}

void step_shapes(struct step *s, const struct scene *scene)
{
  struct boxes_choice choice = {NULL, BOXES_NAMED, BOXES_ROUNDS, 1};
  struct boxes boxes;
  boxes_make(&boxes, scene, &choice);
  s->shapes = memory_new(s->n, sizeof *s->shapes);
  add_shapes(s, &boxes);
  add_lines(s);
  boxes_free(&boxes);
}
