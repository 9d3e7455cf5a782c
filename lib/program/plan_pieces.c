/* SPDX-License-Identifier: GPL-3.0-or-later
   The pieces of a program: runs of instructions for the switch, and steps
   with their strides.  Read program.h and planner.h before. */
#include <stdlib.h>

#include "base/grow.h"
#include "program/planner.h"

/* Strides of an elementwise node over its operands. */
ad_span ad_span_of(const ad_graph *g, const ad_node *x)
{
  ad_span s = {x->rows, x->cols, {0, 0, 0}, {0, 0, 0}};
  int flat = 1;
  for (size_t k = 0; k < 3; k++) {
    const ad_node *a = ad_operand_of(g, x, k < x->arity ? k : 0);
    s.row[k] = a->rows == x->rows ? a->cols : 0;
    s.col[k] = a->cols == x->cols;
    if (ad_is_one(a))
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

uint32_t ad_planner_code(const ad_graph *g, const ad_node *x)
{
  uint32_t code = 8u * x->op;
  for (size_t k = 0; k < x->arity; k++)
    if (ad_edge_active(g, x, k))
      code |= 1u << k;
  return code;
}

static ad_instr instruction(const ad_program *p, const ad_node *x)
{
  return (ad_instr){ad_planner_code(p->g, x), slot_of(p, x, 0),
                    slot_of(p, x, 1), slot_of(p, x, 2)};
}

/* How many doubles the kernels of a step work in. */
static size_t work_of(const ad_graph *g, const ad_node *x)
{
  if (x->arity == 0 || ad_is_elementwise(x))
    return 0;
  return ad_factors_words(g, x) > 0 ? ad_factors_work(g, x)
                                    : ad_entries(ad_operand_of(g, x, 0));
}

/* See ad_way; the node has its slots. */
static ad_way way_of(const ad_program *p, const ad_node *x, const ad_span *s)
{
  if (ad_program_is_view(p, x))
    return AD_WAY_VIEW;
  if (!ad_is_elementwise(x))
    return AD_WAY_STRUCTURED;
  if (ad_function_of(p->kernels, x->op))
    return AD_WAY_FUNCTION;
  return s->rows == 1 ? AD_WAY_ROW : AD_WAY_ROWS;
}

static void make_step(const ad_program *p, const ad_node *x, ad_piece *piece)
{
  if (ad_is_elementwise(x)) {
    piece->span = ad_span_of(p->g, x);
    piece->kernels.elementwise = ad_kernels_of(p->kernels, x->op);
  } else
    piece->kernels.structured = ad_program_kernels(p, x);
  piece->way = way_of(p, x, &piece->span);
  for (size_t k = 0; k < 3 && x->arity > 0; k++)
    piece->x[k] = p->value[p->g->operands[x->operand +
                                          (k < x->arity ? k : 0)]];
}

/* --- a product and a row -------------------------------------------------- */

static int is_sum(const ad_node *x)
{
  return ad_is_elementwise(x) &&
         strcmp(ad_row_of(x)->value_text, "a + b") == 0;
}

size_t ad_planner_product(const ad_planner *w, const ad_node *x, size_t at)
{
  const ad_graph *g = w->p->g;
  if (w->plan != AD_PLAN_TAPE || at == 0 || x->arity != 2 || x->rows == 1 ||
      x->cols == 1 || !is_sum(x))
    return x->arity;
  for (size_t k = 0; k < 2; k++) {
    uint32_t o = g->operands[x->operand + k];
    const ad_node *row = ad_operand_of(g, x, 1 - k);
    if (o == w->order[at - 1] && g->nodes[o].op == AD_OP_matmul &&
        w->last[o] == at && !(w->marks[o] & KEPT) && row->rows == 1 &&
        row->cols == x->cols)
      return k;
  }
  return x->arity;
}

/* A step has the slot of an operand only where that is such a product. */
static void find_product(const ad_program *p, const ad_node *x,
                         ad_piece *piece)
{
  const uint32_t *o = p->g->operands + x->operand;
  for (size_t k = 0; ad_is_elementwise(x) && x->arity == 2 && k < 2; k++)
    if (p->value[o[k]] == piece->slot) {
      piece->way = AD_WAY_SUMMED;
      piece[-1].way = AD_WAY_PRODUCT_SUM;
      piece[-1].x[2] = p->value[o[1 - k]];
    }
}

/* --- pieces --------------------------------------------------------------- */

static void make_pieces(ad_planner *w)
{
  ad_program *p = w->p;
  const ad_graph *g = p->g;
  for (size_t at = 0; at < w->n_order; at++) {
    const ad_node *x = &g->nodes[w->order[at]];
    if (at == w->first_varying)
      p->first_varying = p->n_pieces;
    int scalar = ad_program_is_scalar(x);
    if (!ad_planner_continues(w, at))
      p->pieces[p->n_pieces++] = (ad_piece){
        .node = w->order[at], .code = p->n_code, .slot = p->value[w->order[at]],
        .outputs = ad_planner_outputs(w, w->order[at])};
    ad_piece *piece = &p->pieces[p->n_pieces - 1];
    if (scalar) {
      p->code[p->n_code++] = instruction(p, x);
      piece->count++;
    } else {
      make_step(p, x, piece);
      find_product(p, x, piece);
    }
    if (x->arity > p->max_arity)
      p->max_arity = x->arity;
    if (!scalar && work_of(g, x) > p->work_words)
      p->work_words = work_of(g, x);
  }
  if (w->first_varying >= w->n_order)
    p->first_varying = p->n_pieces;
  ad_program_find_chains(p, w->plan == AD_PLAN_CHUNKS ? AD_CHAIN_TANGENTS_FROM
                                                     : AD_CHAIN_FROM);
}

void ad_program_last_readers(const ad_program *p, size_t *last)
{
  for (size_t i = 0; i < p->n_pieces; i++) {
    const ad_node *x = &p->g->nodes[p->pieces[i].node];
    for (size_t k = 0; p->pieces[i].count == 0 && k < x->arity; k++)
      last[p->g->operands[x->operand + k]] = i;
  }
}

/* Counts pieces and instructions, so that they are allocated exactly. */
static ad_status allocate_pieces(ad_planner *w, ad_error *err)
{
  ad_program *p = w->p;
  size_t code = 0, pieces = 0;
  for (size_t at = 0; at < w->n_order; at++) {
    code += ad_program_is_scalar(&p->g->nodes[w->order[at]]) != 0;
    pieces += !ad_planner_continues(w, at);
  }
  p->code = ad_array(code + 1, sizeof *p->code);
  p->pieces = ad_array(pieces + 1, sizeof *p->pieces);
  if (!p->code || !p->pieces)
    return ad_fail_memory(err, pieces * sizeof *p->pieces);
  return AD_OK;
}

ad_status ad_planner_pieces(ad_planner *w, ad_error *err)
{
  ad_status status = allocate_pieces(w, err);
  if (status == AD_OK)
    make_pieces(w);
  return status;
}
