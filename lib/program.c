/* SPDX-License-Identifier: GPL-3.0-or-later
   Making a program: order, slots of the values, pieces.  Read program.h
   before. */
#include "program.h"

#include <stdlib.h>
#include <string.h>

#include "slots.h"

/* While planning: marks of the nodes and the order they are computed in. */
typedef struct planner {
  ad_program *p;
  ad_plan plan;
  unsigned char *marks; /* marks[n]                                        */
  uint32_t *order;      /* order[n_order]                                  */
  size_t n_order, first_varying;
  size_t *last;         /* position of the last reader                     */
} planner;

enum { VARYING = 1, KEPT = 2, PINNED = 4 };

static int is_one(const ad_node *x)
{
  return x->rows == 1 && x->cols == 1;
}

int ad_program_is_scalar(const ad_node *x)
{
  return is_one(x) && (x->op < AD_ELEMENTWISE_COUNT || x->op == AD_OP_slice);
}

static int included(const planner *w, const ad_node *x)
{
  return w->plan == AD_PLAN_ALL ? !(x->flags & AD_NODE_IDLE)
                                : (x->flags & AD_NODE_NEEDED) != 0;
}

static int is_source(const ad_node *x)
{
  return x->op == AD_OP_leaf || x->op == AD_OP_constant;
}

/* Marks what an active partial of x reads, so that the tape keeps it. */
static void mark_read(planner *w, size_t i)
{
  const ad_graph *g = w->p->g;
  const ad_node *x = &g->nodes[i];
  for (size_t k = 0; k < x->arity && k < 3; k++) {
    if (!ad_edge_active(g, x, k))
      continue;
    unsigned reads = ad_op_reads((ad_op)x->op, (unsigned)k);
    if (reads & AD_READS_V)
      w->marks[i] |= KEPT;
    for (size_t o = 0; o < x->arity && o < 3; o++)
      if (reads & 1u << o)
        w->marks[g->operands[x->operand + o]] |= KEPT;
  }
}

static void mark_nodes(planner *w)
{
  const ad_graph *g = w->p->g;
  for (size_t i = 0; i < g->n_wrt; i++)
    w->marks[g->wrt[i]] |= VARYING;
  for (size_t i = 0; i < g->n_outputs; i++)
    w->marks[g->outputs[i]] |= KEPT;
  for (size_t i = 0; i < g->n; i++) {
    const ad_node *x = &g->nodes[i];
    for (size_t k = 0; k < x->arity; k++)
      w->marks[i] |= w->marks[g->operands[x->operand + k]] & VARYING;
    if (w->plan == AD_PLAN_TAPE)
      mark_read(w, i);
    if (is_one(x) && x->op == AD_OP_slice && included(w, x))
      w->marks[g->operands[x->operand]] |= PINNED | KEPT;
    if (w->plan == AD_PLAN_ALL || is_source(x))
      w->marks[i] |= KEPT;
  }
}

/* Nodes that depend on no wrt leaf first: they can all be computed before
   the others. */
static void order_nodes(planner *w)
{
  const ad_graph *g = w->p->g;
  for (int varying = 0; varying < 2; varying++) {
    w->first_varying = varying ? w->n_order : 0;
    for (size_t i = 0; i < g->n; i++) {
      const ad_node *x = &g->nodes[i];
      if (!is_source(x) && included(w, x) &&
          (w->marks[i] & VARYING) == varying)
        w->order[w->n_order++] = (uint32_t)i;
    }
  }
  for (size_t at = 0; at < w->n_order; at++) {
    const ad_node *x = &g->nodes[w->order[at]];
    for (size_t k = 0; k < x->arity; k++)
      w->last[g->operands[x->operand + k]] = at;
  }
}

/* Slots of 1 x 1 nodes: wrt leaves, other sources, results in order. */
static void place_scalars(planner *w)
{
  ad_program *p = w->p;
  const ad_graph *g = p->g;
  size_t slot = 0;
  for (size_t i = 0; i < g->n_wrt; i++)
    if (is_one(&g->nodes[g->wrt[i]]))
      p->value[g->wrt[i]] = slot++;
  p->n_wrt_scalars = slot;
  for (size_t i = 0; i < g->n; i++)
    if (is_source(&g->nodes[i]) && is_one(&g->nodes[i]) &&
        p->value[i] == SIZE_MAX)
      p->value[i] = slot++;
  for (size_t at = 0; at < w->n_order; at++)
    if (is_one(&g->nodes[w->order[at]]))
      p->value[w->order[at]] = slot++;
  p->n_scalars = slot;
}

/* Pinned matrices lie behind the 1 x 1 slots, in values and others alike. */
static ad_status place_pinned(planner *w, ad_slots *slots, ad_error *err)
{
  ad_program *p = w->p;
  for (size_t i = 0; i < p->g->n; i++)
    if ((w->marks[i] & PINNED) && p->value[i] == SIZE_MAX)
      p->value[i] = ad_slots_take(slots, ad_entries(&p->g->nodes[i]));
  p->pinned_end = slots->words;
  if (p->pinned_end >= UINT32_MAX)
    return ad_fail(err, AD_ELIMIT,
                   "more than 2^32 - 1 single entries are cut out or computed");
  return AD_OK;
}

/* All other matrices: a slot is given back behind the last reader of a
   value that need not be kept. */
static void place_matrices(planner *w, ad_slots *slots)
{
  ad_program *p = w->p;
  const ad_graph *g = p->g;
  for (size_t i = 0; i < g->n; i++)
    if (is_source(&g->nodes[i]) && p->value[i] == SIZE_MAX)
      p->value[i] = ad_slots_take(slots, ad_entries(&g->nodes[i]));
  for (size_t at = 0; at < w->n_order; at++) {
    uint32_t i = w->order[at];
    const ad_node *x = &g->nodes[i];
    if (p->value[i] == SIZE_MAX)
      p->value[i] = ad_slots_take(slots, ad_entries(x));
    for (size_t k = 0; k < x->arity; k++) {
      uint32_t o = g->operands[x->operand + k];
      if (w->last[o] != at || (w->marks[o] & KEPT) || is_one(&g->nodes[o]))
        continue;
      ad_slots_give(slots, p->value[o], ad_entries(&g->nodes[o]));
      w->last[o] = SIZE_MAX; /* given back once, though read twice */
    }
  }
  p->value_words = slots->words;
}

/* Strides of an elementwise node over its operands. */
static ad_span span_of(const ad_graph *g, const ad_node *x)
{
  ad_span s = {x->rows, x->cols, {0, 0, 0}, {0, 0, 0}};
  int flat = 1;
  for (size_t k = 0; k < 3; k++) {
    const ad_node *a = ad_operand_of(g, x, k < x->arity ? k : 0);
    s.row[k] = a->rows == x->rows ? a->cols : 0;
    s.col[k] = a->cols == x->cols;
    if (is_one(a))
      s.row[k] = s.col[k] = 0;
    else if (a->rows != x->rows || a->cols != x->cols)
      flat = 0;
  }
  if (flat) {
    s.rows = 1;
    s.cols = x->rows * x->cols;
  }
  return s;
}

/* Slot of an instruction's operand: a slice reads inside its matrix. */
static uint32_t slot_of(const ad_program *p, const ad_node *x, size_t k)
{
  const ad_graph *g = p->g;
  uint32_t o = g->operands[x->operand + (k < x->arity ? k : 0)];
  size_t slot = p->value[o];
  if (x->op == AD_OP_slice)
    slot += x->at[0] * g->nodes[o].cols + x->at[1];
  return (uint32_t)slot;
}

static ad_instr instruction(const ad_program *p, const ad_node *x)
{
  uint32_t code = 8u * x->op;
  for (size_t k = 0; k < x->arity; k++)
    if (ad_edge_active(p->g, x, k))
      code |= 1u << k;
  return (ad_instr){code, slot_of(p, x, 0), slot_of(p, x, 1), slot_of(p, x, 2)};
}

static void make_pieces(planner *w)
{
  ad_program *p = w->p;
  const ad_graph *g = p->g;
  int open = 0; /* is the last piece one of instructions that may grow? */
  for (size_t at = 0; at < w->n_order; at++) {
    const ad_node *x = &g->nodes[w->order[at]];
    if (at == w->first_varying) {
      p->first_varying = p->n_pieces;
      open = 0;
    }
    int scalar = ad_program_is_scalar(x);
    if (!scalar || !open)
      p->pieces[p->n_pieces++] = (ad_piece){
        .node = w->order[at], .code = p->n_code, .slot = p->value[w->order[at]]};
    ad_piece *piece = &p->pieces[p->n_pieces - 1];
    open = scalar;
    if (scalar) {
      p->code[p->n_code++] = instruction(p, x);
      piece->count++;
    } else if (x->op < AD_ELEMENTWISE_COUNT)
      piece->span = span_of(g, x);
    if (x->arity > p->max_arity)
      p->max_arity = x->arity;
    if (!scalar && x->arity > 0 && x->op >= AD_ELEMENTWISE_COUNT &&
        ad_entries(ad_operand_of(g, x, 0)) > p->work_words)
      p->work_words = ad_entries(ad_operand_of(g, x, 0));
  }
  if (w->first_varying >= w->n_order)
    p->first_varying = p->n_pieces;
}

/* Counts pieces and instructions, so that they are allocated exactly. */
static ad_status allocate_pieces(planner *w, ad_error *err)
{
  ad_program *p = w->p;
  size_t code = 0, pieces = 0;
  int open = 0;
  for (size_t at = 0; at < w->n_order; at++) {
    int scalar = ad_program_is_scalar(&p->g->nodes[w->order[at]]);
    code += scalar != 0;
    pieces += !scalar || !open || at == w->first_varying;
    open = scalar;
  }
  p->code = malloc((code + 1) * sizeof *p->code);
  p->pieces = malloc((pieces + 1) * sizeof *p->pieces);
  if (!p->code || !p->pieces)
    return ad_fail_memory(err, pieces * sizeof *p->pieces);
  return AD_OK;
}

static ad_status plan(planner *w, ad_error *err)
{
  ad_program *p = w->p;
  ad_slots slots;
  for (size_t i = 0; i < p->g->n; i++)
    p->value[i] = p->other[i] = SIZE_MAX;
  mark_nodes(w);
  order_nodes(w);
  place_scalars(w);
  ad_slots_init(&slots, p->n_scalars);
  ad_status status = place_pinned(w, &slots, err);
  if (status == AD_OK) {
    place_matrices(w, &slots);
    status = allocate_pieces(w, err);
  }
  ad_slots_free(&slots);
  if (status == AD_OK)
    make_pieces(w);
  return status;
}

ad_status ad_program_init(ad_program *p, const ad_graph *g, ad_plan how,
                          ad_error *err)
{
  *p = (ad_program){.g = g, .kernels = ad_kernels_choose(),
                    .use_cblas = ad_cblas_usable(), .max_arity = 3};
  planner w = {.p = p, .plan = how};
  size_t n = g->n + 1;
  p->value = malloc(n * sizeof *p->value);
  p->other = malloc(n * sizeof *p->other);
  w.marks = calloc(n, 1);
  w.order = malloc(n * sizeof *w.order);
  w.last = malloc(n * sizeof *w.last);
  ad_status status = AD_OK;
  if (!p->value || !p->other || !w.marks || !w.order || !w.last)
    status = ad_fail_memory(err, n * sizeof *p->value);
  if (status == AD_OK)
    status = plan(&w, err);
  if (status == AD_OK && how == AD_PLAN_OUTPUTS)
    status = ad_program_plan_tangents(p, err);
  if (status == AD_OK && how == AD_PLAN_TAPE)
    status = ad_program_plan_adjoints(p, err);
  free(w.marks);
  free(w.order);
  free(w.last);
  return status;
}

void ad_program_free(ad_program *p)
{
  free(p->pieces);
  free(p->code);
  free(p->value);
  free(p->other);
  free(p->use);
}

size_t ad_program_bytes(const ad_program *p)
{
  return p->n_pieces * sizeof *p->pieces + p->n_code * sizeof *p->code;
}
