/* SPDX-License-Identifier: GPL-3.0-or-later
   See trace.h.  One node after the other through the kernels of both modes,
   each with room of its own: no chains, no blocks, no slots handed on. */
#include "base/grow.h"
#include "engines/trace_data.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- making --------------------------------------------------------------- */

static size_t operands_of(const ad_graph *g)
{
  size_t n = 0;
  for (size_t i = 0; i < g->n; i++)
    n += g->nodes[i].arity;
  return n;
}

/* Room for nodes between wrt leaves and outputs, and for all wrt leaves; and
   for every edge. */
static void place_nodes(ad_trace *t, const ad_graph *g)
{
  for (size_t i = 0; i < g->n; i++)
    t->place[i] = g->nodes[i].flags & AD_NODE_ACTIVE ? 0 : SIZE_MAX;
  for (size_t w = 0; w < g->n_wrt; w++)
    t->place[g->wrt[w]] = 0;
  for (size_t i = 0; i < g->n; i++) {
    const ad_node *x = &g->nodes[i];
    if (t->place[i] != SIZE_MAX) {
      t->place[i] = t->words;
      t->words += ad_entries(x);
    }
    for (size_t k = 0; k < x->arity; k++) {
      size_t *at = &t->paid_at[x->operand + k];
      *at = SIZE_MAX;
      if (!ad_edge_active(g, x, k))
        continue;
      *at = t->paid_words;
      t->paid_words += ad_entries(ad_operand_of(g, x, k));
    }
  }
}

static ad_status allocate(ad_trace *t, const ad_graph *g, ad_error *err)
{
  t->place = ad_array(g->n + 1, sizeof *t->place);
  t->paid_at = ad_array(operands_of(g) + 1, sizeof *t->paid_at);
  t->reached = ad_array(g->n + 1, 1);
  if (!t->place || !t->paid_at || !t->reached)
    return ad_fail_memory(err, g->n * sizeof *t->place);
  place_nodes(t, g);
  if (ad_trace_bytes(t) > g->limit)
    return ad_fail(err, AD_ELIMIT,
                   "a trace needs %zu bytes, and %zu are allowed",
                   ad_trace_bytes(t), g->limit);
  t->tangent = ad_array(t->words + 1, sizeof *t->tangent);
  t->adjoint = ad_array(t->words + 1, sizeof *t->adjoint);
  t->paid = ad_array(t->paid_words + 1, sizeof *t->paid);
  t->marks = ad_array(t->words + 1, 1);
  if (!t->tangent || !t->adjoint || !t->paid || !t->marks)
    return ad_fail_memory(err, ad_trace_bytes(t));
  return AD_OK;
}

ad_status ad_trace_new(const ad_graph *g, ad_trace **out, ad_error *err)
{
  ad_trace *t = *out = calloc(1, sizeof *t);
  if (!t)
    return ad_fail_memory(err, sizeof *t);
  ad_status status = ad_program_init(&t->program, g, AD_PLAN_ALL, err);
  if (status == AD_OK)
    status = ad_memory_init(&t->memory, &t->program, 0, err);
  if (status == AD_OK)
    status = allocate(t, g, err);
  if (status == AD_OK)
    status = ad_edges_init(&t->edges, &t->program, &t->memory, t->place, err);
  if (status != AD_OK) {
    ad_trace_free(t);
    *out = NULL;
  }
  return status;
}

void ad_trace_free(ad_trace *t)
{
  if (!t)
    return;
  free(t->place);
  free(t->paid_at);
  free(t->tangent);
  free(t->adjoint);
  free(t->paid);
  free(t->reached);
  free(t->marks);
  ad_edges_free(&t->edges);
  ad_memory_free(&t->memory);
  ad_program_free(&t->program);
  free(t);
}

/* --- sweeps --------------------------------------------------------------- */

ad_status ad_trace_set(ad_trace *t, size_t leaf, const double *x)
{
  ad_status status = ad_program_set(&t->program, &t->memory, leaf, x);
  if (status == AD_OK)
    t->evaluated = t->pushed = t->pulled = 0;
  return status;
}

void ad_trace_evaluate(ad_trace *t)
{
  if (!t->evaluated)
    ad_program_evaluate(&t->program, &t->memory, 0);
  t->evaluated = 1;
}

/* A node at hand: its value, its operands' in memory.x. */
static const double *turn_to(ad_trace *t, const ad_node *x)
{
  const ad_program *p = &t->program;
  ad_program_operands(p, &t->memory, x);
  return t->memory.value + p->value[x - p->g->nodes];
}

static int has_nan(size_t n, const double *x)
{
  for (size_t i = 0; i < n; i++)
    if (isnan(x[i]))
      return 1;
  return 0;
}

static int is_row(const ad_node *x)
{
  return ad_is_elementwise(x);
}

void ad_trace_push(ad_trace *t, const ad_node *x)
{
  const ad_program *p = &t->program;
  const ad_graph *g = p->g;
  ad_memory *m = &t->memory;
  double *d = t->tangent + t->place[x - g->nodes];
  const double *v = turn_to(t, x);
  for (size_t k = 0; k < x->arity; k++)
    m->xd[k] = t->paid_at[x->operand + k] != SIZE_MAX
                 ? t->tangent + t->place[g->operands[x->operand + k]]
                 : NULL;
  if (!is_row(x)) {
    ad_call c = ad_program_call(p, m, x);
    ad_program_kernels(p, x)->tangent(&c, 1, d, m->xd, v, m->x);
    return;
  }
  ad_span s = ad_span_of(g, x);
  int first = 1;
  for (size_t k = 0; k < x->arity; k++)
    if (m->xd[k]) {
      p->kernels->rows_tangent(ad_kernels_of(p->kernels, x->op), k, &s, first,
                               d, m->xd[k], v, m->x);
      first = 0;
    }
}

void ad_trace_forward(ad_trace *t, const double *d)
{
  const ad_graph *g = t->program.g;
  const double *start = d;
  ad_trace_evaluate(t);
  memset(t->tangent, 0, t->words * sizeof *t->tangent);
  for (size_t w = 0; w < g->n_wrt; w++) {
    size_t n = ad_entries(&g->nodes[g->wrt[w]]);
    memcpy(t->tangent + t->place[g->wrt[w]], d, n * sizeof *d);
    d += n;
  }
  for (size_t i = 0; i < g->n; i++)
    if (t->place[i] != SIZE_MAX && g->nodes[i].arity > 0)
      ad_trace_push(t, &g->nodes[i]);
  t->pushed = 1;
  if (has_nan(t->words, t->tangent))
    ad_trace_forward_apart(t, start);
}

void ad_trace_pay(ad_trace *t, const ad_node *x, size_t k, const double *v)
{
  const ad_program *p = &t->program;
  uint32_t operand = p->g->operands[x->operand + k];
  size_t n = ad_entries(&p->g->nodes[operand]);
  const double *vbar = t->adjoint + t->place[x - p->g->nodes];
  double *paid = t->paid + t->paid_at[x->operand + k];
  double *bar = t->adjoint + t->place[operand];
  if (is_row(x)) {
    ad_span s = ad_span_of(p->g, x);
    p->kernels->rows_adjoint(ad_kernels_of(p->kernels, x->op), k, &s, 0, paid,
                             vbar, v, t->memory.x);
  } else {
    ad_call c = ad_program_call(p, &t->memory, x);
    ad_program_kernels(p, x)->adjoint(&c, k, 1, 0, paid, vbar, v, t->memory.x);
  }
  for (size_t i = 0; i < n; i++)
    bar[i] += paid[i];
  t->reached[operand] = 1;
}

static void pull(ad_trace *t, const ad_node *x)
{
  const double *v = turn_to(t, x);
  for (size_t k = 0; k < x->arity; k++)
    if (t->paid_at[x->operand + k] != SIZE_MAX)
      ad_trace_pay(t, x, k, v);
}

/* Outputs may be leaves, or constant, or named twice. */
static void seed(ad_trace *t, const double *cotangents)
{
  const ad_graph *g = t->program.g;
  for (size_t o = 0; o < g->n_outputs; o++) {
    uint32_t i = g->outputs[o];
    size_t n = ad_entries(&g->nodes[i]);
    for (size_t e = 0; e < n; e++) {
      if (cotangents[e] != 0)
        t->reached[i] = 1;
      if (t->place[i] != SIZE_MAX)
        t->adjoint[t->place[i] + e] += cotangents[e];
    }
    cotangents += n;
  }
}

/* Nodes that no path leads through pay nothing: an infinite partial there does
   no harm. */
void ad_trace_reverse(ad_trace *t, const double *cotangents)
{
  const ad_graph *g = t->program.g;
  ad_trace_evaluate(t);
  memset(t->adjoint, 0, t->words * sizeof *t->adjoint);
  memset(t->paid, 0, t->paid_words * sizeof *t->paid);
  memset(t->reached, 0, g->n);
  seed(t, cotangents);
  for (size_t i = g->n; i-- > 0;)
    if (t->reached[i] && t->place[i] != SIZE_MAX && g->nodes[i].arity > 0)
      pull(t, &g->nodes[i]);
  t->pulled = 1;
  if (has_nan(t->words, t->adjoint))
    ad_trace_reverse_apart(t, cotangents);
}

/* --- what was found ------------------------------------------------------- */

const double *ad_trace_value(const ad_trace *t, ad_ref x)
{
  const ad_program *p = &t->program;
  return t->evaluated && x.index < p->g->n && p->value[x.index] != SIZE_MAX
           ? t->memory.value + p->value[x.index]
           : NULL;
}

static const double *active(const ad_trace *t, ad_ref x, int swept,
                            const double *of)
{
  return swept && x.index < t->program.g->n && t->place[x.index] != SIZE_MAX
           ? of + t->place[x.index]
           : NULL;
}

const double *ad_trace_tangent(const ad_trace *t, ad_ref x)
{
  return active(t, x, t->pushed, t->tangent);
}

const double *ad_trace_adjoint(const ad_trace *t, ad_ref x)
{
  return active(t, x, t->pulled, t->adjoint);
}

const double *ad_trace_paid(const ad_trace *t, ad_ref x, size_t k)
{
  const ad_graph *g = t->program.g;
  if (!t->pulled || x.index >= g->n || k >= g->nodes[x.index].arity)
    return NULL;
  size_t at = t->paid_at[g->nodes[x.index].operand + k];
  return at != SIZE_MAX && t->reached[x.index] ? t->paid + at : NULL;
}

int ad_trace_reached(const ad_trace *t, ad_ref x)
{
  return t->pulled && x.index < t->program.g->n && t->reached[x.index];
}

size_t ad_trace_bytes(const ad_trace *t)
{
  const ad_graph *g = t->program.g;
  return ad_program_bytes(&t->program) + ad_memory_bytes(&t->program, 0) +
         (2 * t->words + t->paid_words) * sizeof(double) + t->words +
         ad_edges_bytes(&t->program) +
         (g->n + operands_of(g)) * sizeof(size_t) + g->n;
}
