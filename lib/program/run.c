/* SPDX-License-Identifier: GPL-3.0-or-later
   Running a program over memory: values forward, tangents along with them,
   adjoints back.  Each piece goes its way, which was found while planning:
   sweeps over small graphs have no time to ask.  Read program.h before. */
#include <string.h>

#include "program/program.h"

void ad_program_operands(const ad_program *p, ad_memory *m, const ad_node *x)
{
  for (size_t k = 0; k < x->arity || k < 3; k++) {
    uint32_t o = p->g->operands[x->operand + (k < x->arity ? k : 0)];
    m->x[k] = m->value + p->value[o];
  }
}

/* The same for a step of three operands at most. */
static inline void step_operands(ad_memory *m, const ad_piece *piece)
{
  m->x[0] = m->value + piece->x[0];
  m->x[1] = m->value + piece->x[1];
  m->x[2] = m->value + piece->x[2];
}

static inline void structured_operands(const ad_program *p, ad_memory *m,
                                       const ad_piece *piece, const ad_node *x)
{
  if (x->arity > 3)
    ad_program_operands(p, m, x);
  else
    step_operands(m, piece);
}

/* --- values, one way after the other -------------------------------------- */

static void scalars_value(const ad_program *p, ad_memory *m,
                          const ad_piece *piece)
{
  p->kernels->scalar_value(p->code + piece->code, piece->count, piece->slot,
                           m->value);
}

static void function_value(const ad_program *p, ad_memory *m,
                           const ad_piece *piece)
{
  ad_function_of(p->kernels, p->g->nodes[piece->node].op)(
    piece->span.cols, m->value + piece->slot, m->value + piece->x[0]);
}

static void row_value(const ad_program *p, ad_memory *m, const ad_piece *piece)
{
  (void)p;
  step_operands(m, piece);
  piece->kernels.elementwise->value(&piece->span, m->value + piece->slot, m->x);
}

static void rows_value(const ad_program *p, ad_memory *m,
                       const ad_piece *piece)
{
  step_operands(m, piece);
  p->kernels->rows_value(piece->kernels.elementwise, &piece->span,
                         m->value + piece->slot, m->x);
}

static void structured_value(const ad_program *p, ad_memory *m,
                             const ad_piece *piece)
{
  const ad_node *x = &p->g->nodes[piece->node];
  ad_call c = ad_program_call(p, m, x);
  structured_operands(p, m, piece, x);
  piece->kernels.structured->value(&c, m->value + piece->slot, m->x);
}

static void product_sum_value(const ad_program *p, ad_memory *m,
                              const ad_piece *piece)
{
  ad_call c = ad_program_call(p, m, &p->g->nodes[piece->node]);
  step_operands(m, piece);
  p->kernels->product_sum(&c, m->value + piece->slot, m->x);
}

/* Its value is there already. */
static void view_value(const ad_program *p, ad_memory *m,
                       const ad_piece *piece)
{
  (void)p, (void)m, (void)piece;
}

/* --- adjoints ------------------------------------------------------------- */

static void scalars_adjoint(const ad_program *p, ad_memory *m, size_t k,
                            const ad_piece *piece)
{
  const ad_instr *code = p->code + piece->code;
  if (k == 1)
    p->kernels->scalar_adjoint(code, piece->count, piece->slot, m->value,
                               m->other);
  else
    p->kernels->scalar_adjoints(code, piece->count, piece->slot, k, m->value,
                                m->other);
}

/* Where a payment goes, ready for it. */
static inline double *payee(ad_memory *m, size_t k, const ad_payment *to)
{
  double *bar = m->other + to->bar * k;
  if (to->use == AD_USE_CLEAR)
    memset(bar, 0, to->words * k * sizeof *bar);
  return bar;
}

static void row_adjoint(const ad_program *p, ad_memory *m, size_t k,
                        const ad_piece *piece)
{
  const ad_elementwise_kernels *e = piece->kernels.elementwise;
  const ad_payment *to = p->payments + piece->payment;
  step_operands(m, piece);
  for (size_t n = piece->n_payments; n > 0; n--, to++) {
    double *bar = payee(m, k, to);
    const double *v = m->value + piece->slot;
    const double *vbar = m->other + piece->other * k;
    if (k == 1)
      e->adjoint[to->o](&piece->span, to->use == AD_USE_ASSIGN, bar, vbar, v,
                        m->x);
    else
      e->adjoints[to->o](&piece->span, k, to->use == AD_USE_ASSIGN, bar, vbar,
                         v, m->x);
  }
}

static void rows_adjoint(const ad_program *p, ad_memory *m, size_t k,
                         const ad_piece *piece)
{
  const ad_payment *to = p->payments + piece->payment;
  if (k > 1) {
    row_adjoint(p, m, k, piece);
    return;
  }
  step_operands(m, piece);
  for (size_t n = piece->n_payments; n > 0; n--, to++)
    p->kernels->rows_adjoint(piece->kernels.elementwise, to->o, &piece->span,
                             to->use == AD_USE_ASSIGN, payee(m, 1, to),
                             m->other + piece->other, m->value + piece->slot,
                             m->x);
}

static void structured_adjoint(const ad_program *p, ad_memory *m, size_t k,
                               const ad_piece *piece)
{
  const ad_node *x = &p->g->nodes[piece->node];
  const ad_payment *to = p->payments + piece->payment;
  ad_call c = ad_program_call(p, m, x);
  if (piece->n_payments == 0)
    return;
  double *vbar = m->other + piece->other * k;
  structured_operands(p, m, piece, x);
  for (size_t n = piece->n_payments; n > 0; n--, to++)
    piece->kernels.structured->adjoint(&c, to->o, k, to->use == AD_USE_ASSIGN,
                                       payee(m, k, to), vbar,
                                       m->value + piece->slot, m->x);
  if (ad_entries(x) == 1) /* 1 x 1 adjoints are cleared as they are read */
    memset(vbar, 0, k * sizeof *vbar);
}

/* A slice of whole rows, of which other slices may have parts: what lies
   around it receives zeros. */
static void view_adjoint(const ad_program *p, ad_memory *m, size_t k,
                         const ad_piece *piece)
{
  const ad_payment *to = p->payments + piece->payment;
  if (piece->n_payments == 0)
    return;
  size_t before = (piece->slot - piece->x[0]) * k;
  size_t words = ad_entries(&p->g->nodes[piece->node]) * k;
  size_t end = before + words;
  double *bar = m->other + to->bar * k;
  const double *vbar = m->other + piece->other * k;
  if (to->use == AD_USE_ADD) {
    p->kernels->add(words, bar + before, vbar);
    return;
  }
  memset(bar, 0, before * sizeof *bar);
  memcpy(bar + before, vbar, words * sizeof *bar);
  memset(bar + end, 0, (to->words * k - end) * sizeof *bar);
}

/* A step that no path leads through: what it would have been the first to
   assign is zero. */
static void skip_adjoint(const ad_program *p, ad_memory *m, size_t k,
                         const ad_piece *piece)
{
  for (size_t i = 0; i < piece->n_payments; i++) {
    const ad_payment *to = &p->payments[piece->payment + i];
    if (to->use != AD_USE_ADD)
      memset(m->other + to->bar * k, 0, to->words * k * sizeof *m->other);
  }
}

/* --- sweeps --------------------------------------------------------------- */

/* What the ways of program.h are. */
static const struct {
  void (*value)(const ad_program *p, ad_memory *m, const ad_piece *piece);
  void (*adjoint)(const ad_program *p, ad_memory *m, size_t k,
                  const ad_piece *piece);
} ways[] = {
  [AD_WAY_SCALARS] = {scalars_value, scalars_adjoint},
  [AD_WAY_FUNCTION] = {function_value, row_adjoint},
  [AD_WAY_ROW] = {row_value, row_adjoint},
  [AD_WAY_ROWS] = {rows_value, rows_adjoint},
  [AD_WAY_STRUCTURED] = {structured_value, structured_adjoint},
  [AD_WAY_VIEW] = {view_value, view_adjoint},
  [AD_WAY_PRODUCT_SUM] = {product_sum_value, structured_adjoint},
  [AD_WAY_SUMMED] = {view_value, rows_adjoint},
};

void ad_program_run(const ad_program *p, ad_memory *m, const ad_piece *piece)
{
  ways[piece->way].value(p, m, piece);
}

void ad_program_run_pieces(const ad_program *p, ad_memory *m, size_t first)
{
  const ad_piece *end = p->pieces + p->n_pieces;
  for (const ad_piece *piece = p->pieces + first; piece < end;
       piece += piece->chain)
    if (piece->chain > 1)
      ad_program_run_chain(p, m, piece);
    else
      ways[piece->way].value(p, m, piece);
}

void ad_program_pull_pieces(const ad_program *p, ad_memory *m, size_t k,
                            uint64_t seeded)
{
  const ad_piece *first = p->pieces + p->first_varying;
  for (const ad_piece *piece = p->pieces + p->n_pieces; piece-- > first;)
    if (!(piece->outputs & seeded))
      skip_adjoint(p, m, k, piece);
    else if (k == 1 && piece->chain > 1) {
      piece -= piece->chain - 1;
      ad_program_pull_chain(p, m, piece);
    } else
      ways[piece->way].adjoint(p, m, k, piece);
}

static void scalars_tangent(const ad_program *p, ad_memory *m, size_t k,
                            const ad_piece *piece)
{
  const ad_instr *code = p->code + piece->code;
  if (k == 1)
    p->kernels->scalar_tangent(code, piece->count, piece->slot, m->value,
                               m->other);
  else
    p->kernels->scalar_tangents(code, piece->count, piece->slot, k, m->value,
                                m->other);
}

static void step_tangent(const ad_program *p, ad_memory *m, size_t k,
                         const ad_piece *piece)
{
  const ad_node *x = &p->g->nodes[piece->node];
  const double *v = m->value + p->value[piece->node];
  double *d = m->other + p->other[piece->node] * k;
  int first = 1;
  ad_program_operands(p, m, x);
  if (ad_program_is_view(p, x))
    return;
  for (size_t o = 0; o < x->arity; o++) {
    uint32_t operand = p->g->operands[x->operand + o];
    m->xd[o] = p->use[x->operand + o] != AD_USE_NONE
                 ? m->other + p->other[operand] * k
                 : NULL;
  }
  if (!ad_is_elementwise(x)) {
    ad_call c = ad_program_call(p, m, x);
    ad_program_kernels(p, x)->tangent(&c, k, d, m->xd, v, m->x);
    return;
  }
  const ad_elementwise_kernels *e = ad_kernels_of(p->kernels, x->op);
  for (size_t o = 0; o < x->arity; o++) {
    if (!m->xd[o])
      continue;
    if (k == 1)
      p->kernels->rows_tangent(e, o, &piece->span, first, d, m->xd[o], v, m->x);
    else
      e->tangents[o](&piece->span, k, first, d, m->xd[o], v, m->x);
    first = 0;
  }
}

/* Tangents go right behind the values where a value's slot may be handed
   on; otherwise the values are there. */
void ad_program_push(const ad_program *p, ad_memory *m, size_t k)
{
  for (size_t i = p->inner ? p->first_varying : 0; i < p->n_pieces; i++) {
    const ad_piece *piece = &p->pieces[i];
    if (!p->inner)
      ad_program_run(p, m, piece);
    if (i < p->first_varying)
      continue;
    if (p->inner && ad_chain_in_blocks(p, piece)) {
      ad_program_push_chain(p, m, k, piece);
      i += piece->chain - 1;
    } else if (piece->count > 0)
      scalars_tangent(p, m, k, piece);
    else if (p->g->nodes[piece->node].flags & AD_NODE_ACTIVE)
      step_tangent(p, m, k, piece);
  }
}
