/* SPDX-License-Identifier: GPL-3.0-or-later
   Boxes and edges.  Nodes that share a box draw one edge from another box
   between them; what a lone node reads twice has two.  Read graph_figure.h
   before. */
#include "draw/graph_figure.h"

#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "worksheet/nonzero.h"

enum { READERS_MOST = 8 }; /* that a leaf has lines to                     */

/* A figure on its way.  at[nodes]: the box of a node; edge_of[nodes]: 1 + the
   edge from that box to the one at hand, from `begin` on; reads[nodes]: how
   many boxes read it. */
struct graph_sketch {
  struct figure figure;
  const struct boxes *b;
  ad_locals *partials; /* NULL: none are written                            */
  size_t *at, *edge_of, *reads, begin;
};

/* --- boxes ---------------------------------------------------------------- */

/* No name of a worksheet has a '#'. */
static char *make_id(const struct boxes *b, ad_ref x)
{
  const char *name = scene_name(b->scene, x);
  return *name ? memory_copy(name) : memory_format("#%u", (unsigned)x.index);
}

static void add_box(struct graph_sketch *k, ad_ref x)
{
  const struct boxes *b = k->b;
  enum figure_shape shape = ad_graph_operands(b->graph, x) == 0 ? FIGURE_SQUARE
                            : scene_is_chain(b->scene, x)   ? FIGURE_CUT
                                                                : FIGURE_ROUND;
  k->at[x.index] = figure_add_box(
      &k->figure, (struct figure_box){.id = make_id(b, x),
                                      .shape = shape,
                                      .thick = ad_graph_is_wrt(b->graph, x),
                                      .twice = b->output[x.index],
                                      .bold = graph_box_name(b, x),
                                      .text = graph_box_text(b, x)});
}

/* The number, or the leaf with many readers, that x reads as an operand. */
static size_t add_word(struct graph_sketch *k, ad_ref x, size_t operand)
{
  char *id = make_id(k->b, x);
  ad_ref of = ad_graph_operand(k->b->graph, x, operand);
  memory_append(&id, "#", memory_format("%zu", operand + 1));
  return figure_add_box(
      &k->figure,
      (struct figure_box){.id = id,
                          .shape = FIGURE_BARE,
                          .bold = graph_box_name(k->b, of),
                          .text = boxes_is_number(k->b, of)
                                    ? graph_number_text(k->b, of)
                                    : memory_copy("")});
}

/* By how many boxes each node is read; at[] is free for notes of the last. */
static void count_reads(struct graph_sketch *k)
{
  const struct boxes *b = k->b;
  for (uint32_t i = 0; i < ad_graph_size(b->graph); i++)
    for (size_t o = 0; b->box[i] != AD_NO_INDEX &&
                       o < ad_graph_operands(b->graph, (ad_ref){i});
         o++) {
      uint32_t of = ad_graph_operand(b->graph, (ad_ref){i}, o).index;
      k->reads[of] += k->at[of] != b->box[i] + (size_t)1;
      k->at[of] = b->box[i] + (size_t)1;
    }
}

/* A number stands at its readers, and a leaf at all but the first of many. */
static int is_word(const struct graph_sketch *k, ad_ref x)
{
  return boxes_is_number(k->b, x) ||
         (ad_graph_operands(k->b->graph, x) == 0 &&
          k->reads[x.index] > READERS_MOST && k->edge_of[x.index] > 0);
}

/* --- edges ---------------------------------------------------------------- */

/* Does a derivative pass?  In the gradient's graph no one asks. */
static int is_active(const struct boxes *b, ad_ref x, size_t operand)
{
  return scene_is_gradient(b->scene, x) ||
         ad_trace_paid(b->scene->trace, x, operand) != NULL;
}

static int is_shared(const struct boxes *b, ad_ref box)
{
  return b->next[b->first[box.index]] != AD_NO_INDEX;
}

/* Do all nodes of the box that read the box `from` read its transpose? */
static int turns_all(const struct boxes *b, ad_ref box, uint32_t from)
{
  for (uint32_t i = b->first[box.index]; i != AD_NO_INDEX; i = b->next[i])
    for (size_t k = 0; k < ad_graph_operands(b->graph, (ad_ref){i}); k++) {
      ad_ref of = ad_graph_operand(b->graph, (ad_ref){i}, k);
      if (b->box[of.index] == from && !ad_graph_turns(b->graph, (ad_ref){i}, k))
        return 0;
    }
  return 1;
}

static char *edge_label(const struct graph_sketch *k, ad_ref x, size_t operand,
                        ad_ref box)
{
  const struct boxes *b = k->b;
  uint32_t from = b->box[ad_graph_operand(b->graph, x, operand).index];
  int shared = is_shared(b, box);
  int turned = shared ? turns_all(b, box, from)
                      : ad_graph_turns(b->graph, x, operand);
  char *label = memory_copy(turned ? "transposed" : "");
  if (!k->partials || scene_is_gradient(b->scene, x) ||
      !is_active(b, x, operand))
    return label;
  char *partial =
      shared ? graph_partials_of(b, k->partials, box, (ad_ref){from})
             : graph_partial(b, k->partials, x, operand);
  if (*partial)
    memory_append(&label, "\n", partial);
  else
    free(partial);
  return label;
}

/* The box reads what it reads once more: its edge has the label of the first
   reading that a derivative passes. */
static void read_again(struct graph_sketch *k, struct figure_edge *edge,
                       ad_ref x, size_t operand, ad_ref box)
{
  if (!edge->dashed || !is_active(k->b, x, operand))
    return;
  edge->dashed = 0;
  free(edge->label);
  edge->label = edge_label(k, x, operand, box);
}

static void add_operand(struct graph_sketch *k, ad_ref x, size_t operand,
                        ad_ref box)
{
  const struct boxes *b = k->b;
  ad_ref of = ad_graph_operand(b->graph, x, operand);
  uint32_t from = b->box[of.index];
  int gradient = scene_is_gradient(b->scene, x);
  int word = is_word(k, of), again = k->edge_of[from] > k->begin;
  if (from == box.index || boxes_holds_number(b, x, of))
    return;
  if (is_shared(b, box) && !boxes_is_number(b, of) && again) {
    read_again(k, &k->figure.edges[k->edge_of[from] - 1], x, operand, box);
    return;
  }
  size_t start = word ? add_word(k, x, operand) : k->at[from];
  size_t edge = figure_add_edge(
      &k->figure,
      (struct figure_edge){
          .from = start,
          .to = k->at[box.index],
          .dashed = boxes_is_number(b, of) || !is_active(b, x, operand),
          .down = gradient && !word && scene_is_gradient(b->scene, of),
          /* of two between the same boxes on one level dot loses one */
          .aside = gradient && !word && !again &&
                   !scene_is_gradient(b->scene, of),
          .label = boxes_is_number(b, of) ? memory_copy("")
                          : edge_label(k, x, operand, box)});
  if (!boxes_is_number(b, of))
    k->edge_of[from] = edge + 1;
}

static void add_edges(struct graph_sketch *k, ad_ref box)
{
  const struct boxes *b = k->b;
  k->begin = k->figure.n_edges;
  for (uint32_t x = b->first[box.index]; x != AD_NO_INDEX; x = b->next[x])
    for (size_t i = 0; i < ad_graph_operands(b->graph, (ad_ref){x}); i++)
      add_operand(k, (ad_ref){x}, i, box);
}

/* --- the key -------------------------------------------------------------- */

/* What the picture leaves out. */
static void add_note(const struct boxes *b, char **key)
{
  if (b->fold >= BOXES_NAMED)
    memory_append(key, "\n",
                  memory_copy("Nodes without a name stand in the box of the "
                              "node that they lead to"));
  if (b->fold == BOXES_ROUNDS)
    memory_append(key, ",\n",
                  memory_copy("rounds in the middle of a loop or net in one"));
  if (b->fold >= BOXES_NAMED)
    memory_append(key, "; ", memory_copy("--full draws them all."));
}

static int has_words(const struct graph_sketch *k)
{
  for (uint32_t i = 0; i < ad_graph_size(k->b->graph); i++)
    if (boxes_has(k->b, (ad_ref){i}) && is_word(k, (ad_ref){i}))
      return 1;
  return 0;
}

/* Has a label the adjoint of the upper node in it? */
static int has_dots(const struct figure *figure)
{
  for (size_t i = 0; i < figure->n_edges; i++)
    if (strstr(figure->edges[i].label, "..."))
      return 1;
  return 0;
}

static char *make_key(const struct graph_sketch *k)
{
  const struct boxes *b = k->b;
  const struct scene *s = b->scene;
  char *key = memory_copy(
      "Square corners: a leaf, thick where it is differentiated by.\n"
      "Round: an operation.  Double: an output.  Dashed: no derivative "
      "passes.");
  if (s->of)
    memory_append(&key, "\n",
                  memory_format("Adjoint: the derivative of %s by the node.",
                                s->of));
  if (s->more)
    memory_append(&key, "\n",
                  memory_copy("Downwards: the gradient's graph; corners cut "
                              "off: a product of the chain rule."));
  if (has_words(k))
    memory_append(&key, "\n",
                  memory_copy("The name of a leaf with many readers stands "
                              "beside them."));
  if (k->partials)
    memory_append(&key, "\n",
                  memory_copy(has_dots(&k->figure)
                                  ? "At an edge: the local derivative; ... is "
                                    "the adjoint of the upper node."
                                  : "At an edge: the local derivative."));
  add_note(b, &key);
  return key;
}

/* --- all of it ------------------------------------------------------------ */

struct figure graph_figure(const struct boxes *b, const char *title,
                           int partials)
{
  size_t n = ad_graph_size(b->graph);
  const struct scene *s = b->scene;
  struct graph_sketch k = {.b = b};
  unsigned char *nonzero = NULL;
  if (partials) {
    nonzero = nonzero_nodes(b->graph, s->values ? s->values : s->trace);
    k.partials = graph_locals(b, nonzero);
  }
  k.at = memory_new(n + 1, sizeof *k.at);
  k.reads = memory_new(n + 1, sizeof *k.reads);
  count_reads(&k);
  k.edge_of = memory_new(n + 1, sizeof *k.edge_of);
  k.figure.title = memory_copy(title);
  for (uint32_t i = 0; i < n; i++)
    if (boxes_has(b, (ad_ref){i}))
      add_box(&k, (ad_ref){i});
  for (uint32_t i = 0; i < n; i++)
    if (boxes_has(b, (ad_ref){i}))
      add_edges(&k, (ad_ref){i});
  k.figure.key = make_key(&k);
  free(k.at);
  free(k.reads);
  free(k.edge_of);
  ad_locals_free(k.partials);
  free(nonzero);
  return k.figure;
}
