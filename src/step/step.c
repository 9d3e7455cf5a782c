/* SPDX-License-Identifier: GPL-3.0-or-later
   Boxes and edges.  Read step.h before. */
#include "step/step.h"

#include <stdlib.h>

#include "host/exits.h"
#include "worksheet/label.h"

/* --- boxes ---------------------------------------------------------------- */

static void add_inside(struct step *s, size_t to, ad_ref node)
{
  struct step_box *box = &s->boxes[to];
  box->inside = memory_grow(box->inside, box->n + 1, sizeof *box->inside);
  box->inside[box->n++] = node;
  s->box_of[node.index] = to;
}

/* A number without a name is written at its readers. */
static int is_inside(const struct boxes *boxes, ad_ref node, ad_ref box)
{
  return node.index == box.index ||
         ad_graph_op(boxes->graph, node) != AD_OP_constant;
}

static void add_box(struct step *s, const struct boxes *boxes, ad_ref x)
{
  s->boxes[s->n] = (struct step_box){
      .node = x, .active = ad_graph_active(s->graph, x)};
  for (uint32_t i = boxes->first[x.index]; i != AD_NO_INDEX;
       i = boxes->next[i])
    if (is_inside(boxes, (ad_ref){i}, x))
      add_inside(s, s->n, (ad_ref){i});
  s->n++;
}

static void make_boxes(struct step *s, const struct scene *scene)
{
  struct boxes_choice choice = {NULL, BOXES_NAMED, BOXES_NAMED, 1};
  struct boxes boxes;
  uint32_t n = (uint32_t)ad_graph_size(s->graph);
  boxes_make(&boxes, scene, &choice);
  s->boxes = memory_new(n, sizeof *s->boxes);
  s->box_of = memory_new(n, sizeof *s->box_of);
  for (uint32_t i = 0; i < n; i++)
    s->box_of[i] = STEP_NONE;
  for (uint32_t i = 0; i < n; i++)
    if (boxes_has(&boxes, (ad_ref){i}))
      add_box(s, &boxes, (ad_ref){i});
  boxes_free(&boxes);
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
      if (from == STEP_NONE || from == to)
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

/* --- the worksheet's own words ------------------------------------------- */

/* Of the first sweep, as timeline.js makes them: in reverse the tape, the
   cotangent, and payments. */
static size_t count_steps(const struct step *s, int reverse)
{
  size_t n = s->n + (reverse ? 1 : 0);
  for (size_t i = 0; reverse && i < s->n_edges; i++)
    n += step_pays(s, &s->edges[i]) ? 1 : 0;
  return n;
}

static ad_status check_stops(const struct step *s, ad_error *err)
{
  const ad_stop *stop;
  for (size_t i = 0; (stop = ad_sheet_stop(s->sheet, i)); i++) {
    size_t most = count_steps(s, stop->reverse);
    if (stop->step <= most)
      continue;
    ad_status status = ad_fail(err, AD_EINPUT,
                               "expected a step of 0 to %zu, as many as the "
                               "first sweep has, found %zu", most, stop->step);
    err->place = stop->place;
    return status;
  }
  return AD_OK;
}

int step_pays(const struct step *s, const struct step_edge *edge)
{
  return edge->active && ad_trace_reached(s->trace, s->boxes[edge->to].node);
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
  struct scene scene = {.sheet = sheet, .graph = s->graph, .first = n};
  find_kept(s);
  make_boxes(s, &scene);
  for (size_t i = 0; i < s->n; i++)
    add_edges(s, i);
  step_shapes(s, &scene);
  step_layout(s);
  status = check_stops(s, err);
  return status == AD_OK ? step_edge_texts(s, err) : status;
}

void step_free(struct step *s)
{
  for (size_t i = 0; i < s->n; i++)
    free(s->boxes[i].inside);
  for (size_t i = 0; i < s->n_edges; i++)
    free(s->edges[i].text);
  for (size_t i = 0; i < s->n_lines; i++)
    free(s->lines[i].bends);
  free(s->boxes);
  free(s->keeps);
  free(s->box_of);
  free(s->edges);
  free(s->shapes);
  free(s->lines);
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

const char *step_title(const struct step *s)
{
  const char *title = ad_sheet_title(s->sheet);
  return *title ? title : "Forward and reverse mode";
}
