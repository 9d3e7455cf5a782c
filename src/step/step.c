/* SPDX-License-Identifier: GPL-3.0-or-later
   Boxes and edges.  Read step.h before. */
#include "step/step.h"

#include <stdlib.h>

#include "host/exits.h"
#include "worksheet/label.h"

/* --- boxes ---------------------------------------------------------------- */

/* Of a node that several boxes read. */
#define SEVERAL (AD_NO_INDEX - 1)

static int is_named(const ad_graph *g, uint32_t i)
{
  return *ad_graph_name(g, (ad_ref){i}) != '\0';
}

static void note_reader(uint32_t *reader, uint32_t operand, uint32_t owner)
{
  if (reader[operand] == AD_NO_INDEX)
    reader[operand] = owner;
  else if (reader[operand] != owner)
    reader[operand] = SEVERAL;
}

/* owner[nodes]: the node in whose box each is, AD_NO_INDEX: in none, as a
   number is not, and what no one reads.  From the last node to the first, so
   that readers are known. */
static uint32_t *find_owners(const ad_graph *g, const unsigned char *output)
{
  uint32_t n = (uint32_t)ad_graph_size(g);
  uint32_t *reader = memory_new(n, sizeof *reader);
  uint32_t *owner = memory_new(n, sizeof *owner);
  for (uint32_t i = 0; i < n; i++)
    reader[i] = AD_NO_INDEX;
  for (uint32_t i = n; i-- > 0;) {
    int own = is_named(g, i) || output[i] || reader[i] == SEVERAL;
    int number = ad_graph_op(g, (ad_ref){i}) == AD_OP_constant;
    owner[i] = own && (is_named(g, i) || !number) ? i
               : number                           ? AD_NO_INDEX
                                                  : reader[i];
    for (size_t k = 0; owner[i] != AD_NO_INDEX &&
                       k < ad_graph_operands(g, (ad_ref){i}); k++)
      note_reader(reader, ad_graph_operand(g, (ad_ref){i}, k).index, owner[i]);
  }
  free(reader);
  return owner;
}

static unsigned char *find_outputs(const ad_graph *g)
{
  unsigned char *output = memory_new(ad_graph_size(g), 1);
  for (size_t i = 0; i < ad_graph_outputs(g); i++)
    output[ad_graph_output(g, i).index] = 1;
  return output;
}

static void add_inside(struct step_box *box, ad_ref node)
{
  box->inside = memory_grow(box->inside, box->n + 1, sizeof *box->inside);
  box->inside[box->n++] = node;
}

static void make_boxes(struct step *s)
{
  const ad_graph *g = s->graph;
  unsigned char *output = find_outputs(g);
  uint32_t *owner = find_owners(g, output);
  uint32_t n = (uint32_t)ad_graph_size(g);
  s->boxes = memory_new(n, sizeof *s->boxes);
  s->box_of = memory_new(n, sizeof *s->box_of);
  for (uint32_t i = 0; i < n; i++) {
    if (owner[i] != i)
      continue;
    s->box_of[i] = s->n;
    s->boxes[s->n++] = (struct step_box){
        .node = {i}, .active = ad_graph_active(g, (ad_ref){i})};
  }
  for (uint32_t i = 0; i < n; i++) {
    s->box_of[i] = owner[i] == AD_NO_INDEX ? STEP_NO_BOX : s->box_of[owner[i]];
    if (s->box_of[i] != STEP_NO_BOX)
      add_inside(&s->boxes[s->box_of[i]], (ad_ref){i});
  }
  free(owner);
  free(output);
}

/* --- edges ---------------------------------------------------------------- */

/* The edge that `to` has from `from` already, of those from `first` on. */
static struct step_edge *edge_of(struct step *s, size_t first, size_t from,
                                 size_t to)
{
  for (size_t i = first; i < s->n_edges; i++)
    if (s->edges[i].from == from)
      return &s->edges[i];
  s->edges = memory_grow(s->edges, s->n_edges + 1, sizeof *s->edges);
  s->edges[s->n_edges] = (struct step_edge){.from = from, .to = to};
  return &s->edges[s->n_edges++];
}

static void add_edges(struct step *s, size_t to)
{
  const struct step_box *box = &s->boxes[to];
  size_t first = s->n_edges;
  for (size_t i = box->n; i-- > 0;)
    for (size_t k = 0; k < ad_graph_operands(s->graph, box->inside[i]); k++) {
      ad_ref operand = ad_graph_operand(s->graph, box->inside[i], k);
      size_t from = s->box_of[operand.index];
      if (from == STEP_NO_BOX || from == to)
        continue;
      struct step_edge *edge = edge_of(s, first, from, to);
      edge->active |= ad_graph_passes(s->graph, box->inside[i], k);
    }
}

double *step_paid(const struct step *s, const struct step_edge *edge)
{
  const struct step_box *to = &s->boxes[edge->to];
  ad_ref from = s->boxes[edge->from].node;
  ad_shape shape = ad_graph_shape(s->graph, from);
  size_t entries = shape.rows * shape.cols;
  double *sum = memory_new(entries, sizeof *sum);
  for (size_t i = 0; i < to->n; i++)
    for (size_t k = 0; k < ad_graph_operands(s->graph, to->inside[i]); k++) {
      const double *paid = ad_trace_paid(s->trace, to->inside[i], k);
      if (paid && ad_graph_operand(s->graph, to->inside[i], k).index ==
                      from.index)
        for (size_t e = 0; e < entries; e++)
          sum[e] += paid[e];
    }
  return sum;
}

/* --- the tape ------------------------------------------------------------- */

/* Bits of ad_op_reads: operands, the result, and a factorisation of a. */
static void keep_read(struct step *s, ad_ref x, unsigned reads)
{
  enum { OPERANDS = 3 };
  if (reads & AD_READS_V)
    s->keeps[x.index] = 1;
  for (size_t k = 0; k < OPERANDS; k++)
    if (reads >> k & 1)
      s->keeps[ad_graph_operand(s->graph, x, k).index] = 1;
}

static void find_kept(struct step *s)
{
  const ad_graph *g = s->graph;
  s->keeps = memory_new(ad_graph_size(g), 1);
  for (uint32_t i = 0; i < ad_graph_size(g); i++)
    for (size_t k = 0; k < ad_graph_operands(g, (ad_ref){i}); k++)
      if (ad_graph_passes(g, (ad_ref){i}, k))
        keep_read(s, (ad_ref){i},
                  ad_op_reads(ad_graph_op(g, (ad_ref){i}), (unsigned)k));
}

int step_keeps(const struct step *s, ad_ref x)
{
  return s->keeps[x.index] && ad_graph_operands(s->graph, x) > 0;
}

/* --- numbers -------------------------------------------------------------- */

/* n numbers: 1, 0, 0, ... */
static double *first_of(size_t n)
{
  double *x = memory_new(n + 1, sizeof *x);
  x[0] = 1;
  return x;
}

static ad_status trace(struct step *s, ad_error *err)
{
  const ad_graph *g = s->graph;
  ad_status status = ad_trace_new(g, &s->trace, err);
  for (size_t i = 0; status == AD_OK && i < ad_graph_leaves(g); i++)
    status = ad_trace_set(s->trace, i, ad_sheet_leaf(s->sheet, i));
  if (status != AD_OK)
    return status;
  double *along = first_of(ad_graph_wrt_entries(g));
  double *from = first_of(ad_graph_output_entries(g));
  ad_trace_forward(s->trace, along);
  ad_trace_reverse(s->trace, from);
  free(along);
  free(from);
  return AD_OK;
}

/* --- all of it ------------------------------------------------------------ */

ad_status step_make(struct step *s, const ad_sheet *sheet, ad_error *err)
{
  *s = (struct step){.sheet = sheet, .graph = ad_sheet_graph(sheet)};
  size_t n = ad_graph_size(s->graph);
  if (n > STEP_NODES_MOST) {
    ad_status refused = ad_fail(err, AD_EINPUT,
                                "%zu nodes are too many to be stepped through, "
                                "%d at most", n, STEP_NODES_MOST);
    ad_hint(err, "smaller sizes give fewer: --dim NAME=SIZE");
    return refused;
  }
  ad_status status = trace(s, err);
  if (status != AD_OK)
    return status;
  find_kept(s);
  make_boxes(s);
  for (size_t i = 0; i < s->n; i++)
    add_edges(s, i);
  step_layout(s);
  return step_edge_texts(s, err);
}

void step_free(struct step *s)
{
  for (size_t i = 0; i < s->n; i++)
    free(s->boxes[i].inside);
  for (size_t i = 0; i < s->n_edges; i++) {
    free(s->edges[i].text);
    free(s->edges[i].bends);
  }
  free(s->boxes);
  free(s->keeps);
  free(s->box_of);
  free(s->edges);
  ad_trace_free(s->trace);
}

const char *step_name(const struct step *s, const struct step_box *box)
{
  const char *name = ad_graph_name(s->graph, box->node);
  return *name ? name : label_op(s->graph, box->node);
}

const char *step_kind(const struct step *s, const struct step_box *box)
{
  size_t leaf;
  if (ad_graph_is_leaf(s->graph, box->node, &leaf))
    return label_op(s->graph, box->node);
  return ad_graph_operands(s->graph, box->node) > 0 ? "node" : "number";
}

const char *step_formula(const struct step *s, const struct step_box *box)
{
  return ad_sheet_text(s->sheet, box->node);
}
