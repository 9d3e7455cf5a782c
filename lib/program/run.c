/* SPDX-License-Identifier: GPL-3.0-or-later
   Running a program over memory: values forward, tangents along with them,
   adjoints back.  Read program.h before. */
#include <stdlib.h>
#include <string.h>

#include "program/program.h"

enum { LINE_BYTES = 64 };

/* Zeroed doubles that start on a cache line. */
static double *doubles_new(size_t n)
{
  size_t bytes = (n * sizeof(double) + LINE_BYTES) / LINE_BYTES * LINE_BYTES;
  double *x = aligned_alloc(LINE_BYTES, bytes);
  if (x)
    memset(x, 0, bytes);
  return x;
}

size_t ad_memory_bytes(const ad_program *p, size_t k)
{
  return (p->value_words + p->other_words * k + p->work_words) *
         sizeof(double);
}

ad_status ad_memory_init(ad_memory *m, const ad_program *p, size_t k,
                         ad_error *err)
{
  *m = (ad_memory){0};
  size_t others;
  if (!ad_multiply(p->other_words, k, &others) ||
      others > SIZE_MAX / 32 - p->value_words - p->work_words ||
      k > SIZE_MAX / 1024 / (p->n_inner + 1))
    return ad_fail(err, AD_ELIMIT, "%zu directions at once are too many", k);
  if (ad_memory_bytes(p, k) > p->g->limit)
    return ad_fail(err, AD_ELIMIT,
                   "the sweeps need %zu bytes, and %zu are allowed",
                   ad_memory_bytes(p, k), p->g->limit);
  m->value = doubles_new(p->value_words);
  m->other = doubles_new(others);
  m->work = doubles_new(p->work_words);
  m->x = calloc(2 * p->max_arity + 2, sizeof *m->x);
  if (!m->value || !m->other || !m->work || !m->x)
    return ad_fail_memory(err, ad_memory_bytes(p, k));
  m->xd = m->x + p->max_arity + 1;
  for (size_t i = 0; i < p->g->n; i++) {
    const ad_node *x = &p->g->nodes[i];
    if (x->op == AD_OP_constant)
      memcpy(m->value + p->value[i], p->g->numbers + x->at[0],
             ad_entries(x) * sizeof(double));
  }
  if (p->inner_words > 0) {
    m->block = doubles_new(p->inner_words);
    if (!m->block)
      return ad_fail_memory(err, p->inner_words * sizeof *m->block);
  }
  return p->blocks ? ad_program_start_blocks(p, m, k, err) : AD_OK;
}

void ad_memory_free(ad_memory *m)
{
  free(m->value);
  free(m->other);
  free(m->work);
  ad_program_free_blocks(m);
  free(m->x);
}

void ad_program_operands(const ad_program *p, ad_memory *m, const ad_node *x)
{
  for (size_t k = 0; k < x->arity || k < 3; k++) {
    uint32_t o = p->g->operands[x->operand + (k < x->arity ? k : 0)];
    m->x[k] = m->value + p->value[o];
  }
}

ad_call ad_program_call(const ad_program *p, const ad_memory *m,
                        const ad_node *x)
{
  return (ad_call){p->g, x, m->work,
                   ad_program_factors(p, x, m->value)};
}

const ad_structured_kernels *ad_program_kernels(const ad_program *p,
                                                const ad_node *x)
{
  return &p->kernels->structured[x->op - AD_OP_structured];
}

static void step_value(const ad_program *p, ad_memory *m,
                       const ad_piece *piece)
{
  const ad_node *x = &p->g->nodes[piece->node];
  double *v = m->value + p->value[piece->node];
  ad_program_operands(p, m, x);
  if (ad_program_is_view(p, x))
    return;
  if (ad_is_elementwise(x)) {
    const ad_elementwise_kernels *e = ad_kernels_of(p->kernels, x->op);
    ad_function *function = ad_function_of(p->kernels, x->op);
    if (function)
      function(ad_entries(x), v, m->x[0]);
    else if (ad_span_is_narrow(&piece->span))
      p->kernels->narrow_value(e, &piece->span, v, m->x);
    else
      e->value(&piece->span, v, m->x);
    return;
  }
  ad_call c = ad_program_call(p, m, x);
  ad_program_kernels(p, x)->value(&c, v, m->x);
}

static inline void run_piece(const ad_program *p, ad_memory *m,
                             const ad_piece *piece)
{
  if (piece->count > 0)
    p->kernels->scalar_value(p->code + piece->code, piece->count, piece->slot,
                             m->value);
  else
    step_value(p, m, piece);
}

void ad_program_run(const ad_program *p, ad_memory *m, const ad_piece *piece)
{
  run_piece(p, m, piece);
}

void ad_program_evaluate(const ad_program *p, ad_memory *m, size_t first)
{
  for (size_t i = first; i < p->n_pieces; i += p->pieces[i].chain)
    if (p->pieces[i].chain > 1)
      ad_program_run_chain(p, m, &p->pieces[i]);
    else
      run_piece(p, m, &p->pieces[i]);
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
    if (k == 1 && ad_span_is_narrow(&piece->span))
      p->kernels->narrow_tangent(e, o, &piece->span, first, d, m->xd[o], v,
                                 m->x);
    else
      e->tangent[o](&piece->span, k, first, d, m->xd[o], v, m->x);
    first = 0;
  }
}

/* Of an elementwise step: operand o's adjoint. */
static void elementwise_adjoint(const ad_program *p, const ad_memory *m,
                                size_t k, size_t o, const ad_piece *piece,
                                int first, double *bar, const double *vbar,
                                const double *v)
{
  const ad_elementwise_kernels *e =
    ad_kernels_of(p->kernels, p->g->nodes[piece->node].op);
  if (k == 1 && ad_span_is_narrow(&piece->span))
    p->kernels->narrow_adjoint(e, o, &piece->span, first, bar, vbar, v, m->x);
  else
    e->adjoint[o](&piece->span, k, first, bar, vbar, v, m->x);
}

/* Tangents go right behind the values where a value's slot may be handed
   on; otherwise the values are there. */
void ad_program_push(const ad_program *p, ad_memory *m, size_t k)
{
  for (size_t i = p->inner ? p->first_varying : 0; i < p->n_pieces; i++) {
    const ad_piece *piece = &p->pieces[i];
    if (!p->inner)
      run_piece(p, m, piece);
    if (i < p->first_varying)
      continue;
    if (p->inner && ad_chain_in_blocks(p, piece)) {
      ad_program_push_chain(p, m, k, piece);
      i += piece->chain - 1;
    } else if (piece->count > 0)
      p->kernels->scalar_tangent(p->code + piece->code, piece->count,
                                 piece->slot, k, m->value, m->other);
    else if (p->g->nodes[piece->node].flags & AD_NODE_ACTIVE)
      step_tangent(p, m, k, piece);
  }
}

static void step_adjoint(const ad_program *p, ad_memory *m, size_t k,
                         const ad_piece *piece)
{
  const ad_node *x = &p->g->nodes[piece->node];
  const double *v = m->value + p->value[piece->node];
  double *vbar = m->other + p->other[piece->node] * k;
  ad_call c = ad_program_call(p, m, x);
  ad_program_operands(p, m, x);
  for (size_t o = 0; o < x->arity; o++) {
    uint32_t operand = p->g->operands[x->operand + o];
    int use = p->use[x->operand + o];
    if (use == AD_USE_NONE)
      continue;
    double *bar = m->other + p->other[operand] * k;
    if (use == AD_USE_CLEAR)
      memset(bar, 0, ad_entries(&p->g->nodes[operand]) * k * sizeof *bar);
    if (ad_is_elementwise(x))
      elementwise_adjoint(p, m, k, o, piece, use == AD_USE_ASSIGN, bar, vbar,
                          v);
    else
      ad_program_kernels(p, x)->adjoint(&c, o, k, use == AD_USE_ASSIGN, bar,
                                        vbar, v, m->x);
  }
  if (ad_entries(x) == 1) /* 1 x 1 adjoints are cleared as they are read */
    memset(vbar, 0, k * sizeof *vbar);
}

/* A step that no path leads through: what it would have been the first to
   assign is zero. */
static void skip_adjoint(const ad_program *p, ad_memory *m, size_t k,
                         const ad_piece *piece)
{
  const ad_node *x = &p->g->nodes[piece->node];
  for (size_t o = 0; piece->count == 0 && o < x->arity; o++) {
    uint32_t operand = p->g->operands[x->operand + o];
    int use = p->use[x->operand + o];
    if (use == AD_USE_ASSIGN || use == AD_USE_CLEAR)
      memset(m->other + p->other[operand] * k, 0,
             ad_entries(&p->g->nodes[operand]) * k * sizeof *m->other);
  }
}

void ad_program_pull(const ad_program *p, ad_memory *m, size_t k,
                     uint64_t seeded)
{
  for (size_t i = p->n_pieces; i-- > p->first_varying;) {
    const ad_piece *piece = &p->pieces[i];
    if (!(piece->outputs & seeded))
      skip_adjoint(p, m, k, piece);
    else if (k == 1 && piece->chain > 1) {
      i -= piece->chain - 1;
      ad_program_pull_chain(p, m, &p->pieces[i]);
    } else if (piece->count > 0)
      p->kernels->scalar_adjoint(p->code + piece->code, piece->count,
                                 piece->slot, k, m->value, m->other);
    else if (p->g->nodes[piece->node].flags & AD_NODE_ACTIVE)
      step_adjoint(p, m, k, piece);
  }
}
