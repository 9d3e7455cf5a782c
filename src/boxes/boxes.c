/* SPDX-License-Identifier: GPL-3.0-or-later
   One pass from the last node to the first: a node is looked at when all that
   read it have their boxes.  Read boxes.h before. */
#include "boxes/boxes.h"

#include <stdlib.h>

#include "host/exits.h"
#include "worksheet/name_list.h"

static const uint32_t UNREAD = AD_NO_INDEX, SEVERAL = AD_NO_INDEX - 1;

/* What is known so far: of each node the only box that reads it, or one of the
   above; the box of the rounds that the node behind is of. */
struct pass {
  uint32_t *reader; /* reader[nodes]                                       */
  uint32_t rounds;  /* AD_NO_INDEX: it is of none                          */
};

static int is_leaf(const ad_graph *g, ad_ref x)
{
  return ad_graph_op(g, x) == AD_OP_leaf;
}

static int is_constant(const ad_graph *g, ad_ref x)
{
  return ad_graph_op(g, x) == AD_OP_constant;
}

int boxes_has(const struct boxes *b, ad_ref x)
{
  return b->box[x.index] == x.index && !boxes_is_number(b, x);
}

int boxes_is_number(const struct boxes *b, ad_ref x)
{
  return b->box[x.index] == x.index && is_constant(b->graph, x) &&
         !*scene_name(b->scene, x) && !b->output[x.index];
}

/* --- which box ------------------------------------------------------------ */

/* Named, or an output, or read; a leaf, unless all are asked for, only if it is
   read, for a worksheet may have some for its claims alone. */
static int is_drawn(const struct boxes *b, ad_ref x, uint32_t reader)
{
  return reader != UNREAD || b->output[x.index] ||
         (*scene_name(b->scene, x) &&
          (b->choice->all_leaves || !is_leaf(b->graph, x)));
}

int boxes_is_open(const struct boxes *b, ad_ref x)
{
  const char *call = ad_graph_call(b->graph, x);
  ad_ref last = ad_graph_call_last(b->graph, x);
  const char *open = b->choice->open;
  return *call && (b->fold == BOXES_FULL || name_list_has(open, call) ||
                   name_list_has(open, ad_graph_name(b->graph, last)));
}

/* May x stand in the box of its only reader? */
static int may_fold(const struct boxes *b, ad_ref x, ad_ref reader)
{
  const ad_graph *g = b->graph;
  ad_ref last = ad_graph_call_last(g, x);
  if (*scene_name(b->scene, x) || is_leaf(g, x) || b->output[x.index] ||
      scene_is_gradient(b->scene, x) !=
          scene_is_gradient(b->scene, reader) ||
      boxes_is_open(b, x))
    return 0;
  return b->fold >= BOXES_NAMED ||
         (b->fold == BOXES_CALLS && last.index != AD_NO_INDEX &&
          ad_graph_call_last(g, reader).index == last.index);
}

int boxes_holds_number(const struct boxes *b, ad_ref x, ad_ref of)
{
  ad_ref box = {b->box[x.index]};
  return boxes_is_number(b, of) &&
         (boxes_is_rounds(b, box) || may_fold(b, of, box));
}

static void note_reader(struct boxes *b, uint32_t *reader, uint32_t box,
                        ad_ref x)
{
  for (size_t k = 0; k < ad_graph_operands(b->graph, x); k++) {
    uint32_t *of = &reader[ad_graph_operand(b->graph, x, k).index];
    *of = *of == UNREAD || *of == box ? box : SEVERAL;
  }
}

/* Rounds in the middle that follow on each other share the box of their last
   node: as they are a stretch of the evaluation order, no path leads out of
   the box and back. */
static uint32_t box_of(const struct boxes *b, struct pass *pass, ad_ref x)
{
  if (b->fold == BOXES_ROUNDS && b->middle[x.index] && !b->output[x.index]) {
    if (pass->rounds == AD_NO_INDEX)
      pass->rounds = x.index;
    return pass->rounds;
  }
  pass->rounds = AD_NO_INDEX;
  uint32_t reader = pass->reader[x.index];
  return reader < SEVERAL && may_fold(b, x, (ad_ref){reader}) ? reader
                                                              : x.index;
}

static void place(struct boxes *b, struct pass *pass, uint32_t i)
{
  ad_ref x = {i};
  b->box[i] = AD_NO_INDEX;
  if (!is_drawn(b, x, pass->reader[i]))
    return;
  b->box[i] = box_of(b, pass, x);
  b->next[i] = b->first[b->box[i]];
  b->first[b->box[i]] = i;
  b->n += boxes_has(b, x) ? 1 : 0;
  note_reader(b, pass->reader, b->box[i], x);
}

static void place_all(struct boxes *b, enum boxes_fold fold)
{
  size_t n = ad_graph_size(b->graph);
  struct pass pass = {memory_new(n + 1, sizeof *pass.reader), AD_NO_INDEX};
  b->fold = fold;
  b->n = 0;
  for (size_t i = 0; i < n; i++)
    pass.reader[i] = UNREAD, b->first[i] = b->next[i] = AD_NO_INDEX;
  for (size_t i = n; i-- > 0;)
    place(b, &pass, (uint32_t)i);
  free(pass.reader);
}

/* Of the sheet; those of the gradient's graph have names. */
static void find_outputs(struct boxes *b)
{
  const ad_graph *g = ad_sheet_graph(b->scene->sheet);
  for (size_t i = 0; i < ad_graph_outputs(g); i++)
    b->output[ad_graph_output(g, i).index] = 1;
}

void boxes_make(struct boxes *b, const struct scene *scene,
                const struct boxes_choice *choice)
{
  size_t n = ad_graph_size(scene->graph);
  *b = (struct boxes){.scene = scene, .graph = scene->graph,
                      .choice = choice};
  b->box = memory_new(n + 1, sizeof *b->box);
  b->first = memory_new(n + 1, sizeof *b->first);
  b->next = memory_new(n + 1, sizeof *b->next);
  b->output = memory_new(n + 1, 1);
  b->middle = memory_new(n + 1, 1);
  find_outputs(b);
  place_all(b, choice->least);
  while (b->n > BOXES_MOST && b->fold < choice->most) {
    if (b->fold + 1 == BOXES_ROUNDS)
      boxes_find_rounds(scene, b->middle);
    place_all(b, b->fold + 1);
  }
}

void boxes_free(struct boxes *b)
{
  free(b->box);
  free(b->first);
  free(b->next);
  free(b->output);
  free(b->middle);
  *b = (struct boxes){0};
}

size_t boxes_operations(const struct boxes *b, ad_ref x)
{
  size_t n = 0;
  for (uint32_t i = b->first[x.index]; i != AD_NO_INDEX; i = b->next[i])
    n += !is_constant(b->graph, (ad_ref){i});
  return n;
}

int boxes_is_rounds(const struct boxes *b, ad_ref x)
{
  return b->fold == BOXES_ROUNDS && b->middle[x.index] &&
         !b->output[x.index] && b->next[b->first[x.index]] != AD_NO_INDEX;
}
