/* SPDX-License-Identifier: GPL-3.0-or-later
   See bound.h. */
#include "bound.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bound_factored.h"
#include "entry.h"

static const double no_path = -1;

/* The most that the kernels write at once for a structured node: its own
   entries or those of an operand. */
static size_t work_words(const ad_graph *g)
{
  size_t words = 1;
  for (size_t i = 0; i < g->n; i++) {
    size_t n = ad_entries(&g->nodes[i]);
    words = n > words ? n : words;
  }
  return words;
}

static ad_status allocate(ad_bound *b, ad_error *err)
{
  const ad_graph *g = b->program.g;
  size_t n = b->program.value_words, work = work_words(g);
  size_t factored = ad_bound_factored_words(g);
  size_t bytes = (3 * n + work + factored) * sizeof(double);
  if (bytes + ad_memory_bytes(&b->program, 0) > g->limit)
    return ad_fail(err, AD_ELIMIT,
                   "the bounds on rounding need more than the %zu bytes "
                   "allowed", g->limit);
  b->readers = calloc(g->n + 1, sizeof *b->readers);
  b->W = calloc(g->n + 1, sizeof *b->W);
  b->size = calloc(n + 1, sizeof *b->size);
  b->bar = calloc(n + 1, sizeof *b->bar);
  b->reach = calloc(n + 1, sizeof *b->reach);
  b->work = calloc(work, sizeof *b->work);
  b->factored = calloc(factored + 1, sizeof *b->factored);
  if (!b->readers || !b->W || !b->size || !b->bar || !b->reach || !b->work ||
      !b->factored)
    return ad_fail_memory(err, bytes);
  return AD_OK;
}

ad_status ad_bound_init(ad_bound *b, const ad_graph *g, ad_error *err)
{
  *b = (ad_bound){0};
  ad_status status = ad_program_init(&b->program, g, AD_PLAN_ALL, err);
  if (status == AD_OK)
    status = ad_memory_init(&b->memory, &b->program, 0, err);
  if (status == AD_OK)
    status = allocate(b, err);
  if (status != AD_OK)
    return status;
  for (size_t i = 0; i < g->n_operands; i++)
    b->readers[g->operands[i]]++;
  for (size_t i = 0; i < g->n; i++)
    b->W[i] = no_path;
  return AD_OK;
}

void ad_bound_free(ad_bound *b)
{
  ad_memory_free(&b->memory);
  ad_program_free(&b->program);
  free(b->readers);
  free(b->W);
  free(b->size);
  free(b->bar);
  free(b->reach);
  free(b->work);
  free(b->factored);
}

void ad_bound_evaluate(ad_bound *b)
{
  ad_program_evaluate(&b->program, &b->memory, 0);
  b->prepared = 0;
  for (size_t i = 0; i < b->program.value_words; i++)
    b->size[i] = fabs(b->memory.value[i]);
}

/* --- W -------------------------------------------------------------------- */

/* How many products a tangent of x adds up: the length of its sums. */
static double sum_length(const ad_graph *g, const ad_node *x)
{
  size_t edges = 0;
  for (size_t k = 0; k < x->arity; k++)
    edges += ad_edge_active(g, x, k) != 0;
  const ad_node *a = ad_operand_of(g, x, 0);
  switch (ad_op_get((ad_op)x->op)->form) {
  case AD_FORM_product:
    return (double)edges * (double)(x->at[0] ? a->rows : a->cols);
  case AD_FORM_reduce:
    return (double)(ad_entries(a) / ad_entries(x));
  case AD_FORM_none:
    return (double)edges;
  case AD_FORM_scalar:
  case AD_FORM_square:
  case AD_FORM_system:
    return ad_bound_factored_sums(g, x);
  default:
    return 1;
  }
}

/* How many entries of x an entry of operand k goes into. */
static double use_length(const ad_graph *g, const ad_node *x, size_t k)
{
  size_t entries = ad_entries(ad_operand_of(g, x, k));
  switch (ad_op_get((ad_op)x->op)->form) {
  case AD_FORM_product:
    return (double)(k == 0 ? x->cols : x->rows);
  case AD_FORM_none:
  case AD_FORM_stretch:
    return (double)(ad_entries(x) / entries);
  case AD_FORM_scalar:
  case AD_FORM_square:
  case AD_FORM_system:
    return ad_bound_factored_uses(g, x, k);
  default:
    return 1;
  }
}

/* A node on the path costs 3 roundings, the length of its sums, the entries
   it is stretched to, and the readers of its operand. */
static void pass_length(ad_bound *b, size_t i)
{
  const ad_graph *g = b->program.g;
  const ad_node *x = &g->nodes[i];
  double length = b->W[i] + 3 + sum_length(g, x);
  for (size_t k = 0; k < x->arity; k++) {
    uint32_t o = g->operands[x->operand + k];
    if (ad_edge_active(g, x, k))
      b->W[o] = fmax(b->W[o],
                     length + use_length(g, x, k) + (double)b->readers[o]);
  }
}

/* --- S -------------------------------------------------------------------- */

/* The operands of an elementwise node. */
typedef struct operands {
  size_t from[3]; /* where each lies among the values                      */
  int active[3];
  int selects; /* a partial that is 0 cuts its edge                        */
} operands;

static operands operands_of(const ad_bound *b, const ad_node *x)
{
  const ad_graph *g = b->program.g;
  operands s = {.selects = ad_op_get((ad_op)x->op)->edge == AD_EDGE_select};
  for (size_t k = 0; k < x->arity; k++) {
    s.from[k] = b->program.value[g->operands[x->operand + k]];
    s.active[k] = ad_edge_active(g, x, k);
  }
  return s;
}

/* bar of each operand += |partial| * bar of entry e; at[] are the entries
   that it reads.  The product may lose one least double. */
static void pass_entry(ad_bound *b, const ad_node *x, const operands *s,
                       size_t e, const size_t *at)
{
  double a[3] = {0, 0, 0};
  for (size_t k = 0; k < x->arity; k++)
    a[k] = b->memory.value[at[k]];
  for (unsigned k = 0; k < x->arity; k++) {
    if (!s->active[k])
      continue;
    double p = ad_op_partial((ad_op)x->op, k, a[0], a[1], a[2],
                             b->memory.value[e]);
    if (p == 0 && s->selects)
      continue;
    b->bar[at[k]] += fabs(p) * b->bar[e];
    b->reach[at[k]] += fabs(p) * b->reach[e] + 1;
  }
}

static void pass_elementwise(ad_bound *b, size_t i)
{
  const ad_graph *g = b->program.g;
  const ad_node *x = &g->nodes[i];
  operands s = operands_of(b, x);
  size_t e = b->program.value[i];
  for (size_t r = 0; r < x->rows; r++)
    for (size_t c = 0; c < x->cols; c++, e++) {
      size_t at[3] = {0, 0, 0};
      if (b->reach[e] == 0)
        continue;
      for (size_t k = 0; k < x->arity; k++)
        at[k] = s.from[k] + ad_entry_read(x, ad_operand_of(g, x, k), r, c);
      pass_entry(b, x, &s, e, at);
    }
}

/* Operands of x among `values`, as the kernels expect them. */
static const double *const *operands_in(ad_bound *b, const ad_node *x,
                                        const double *values)
{
  const ad_graph *g = b->program.g;
  for (size_t k = 0; k < x->arity || k < 3; k++)
    b->memory.x[k] = values + b->program.value[g->operands[
                                x->operand + (k < x->arity ? k : 0)]];
  return b->memory.x;
}

static const ad_structured_kernels *kernels_of(const ad_bound *b,
                                               const ad_node *x)
{
  return &b->program.kernels->structured[x->op - AD_ELEMENTWISE_COUNT];
}

static ad_call call_of(const ad_bound *b, const ad_node *x)
{
  return (ad_call){b->program.g, x, b->memory.work, b->program.use_cblas,
                   NULL}; /* bound_factored.c has loops of its own         */
}

/* Coefficients are not negative: the adjoint kernel itself. */
static void pass_linear(ad_bound *b, size_t i, size_t k)
{
  const ad_graph *g = b->program.g;
  const ad_node *x = &g->nodes[i];
  ad_call c = call_of(b, x);
  size_t e = b->program.value[i];
  size_t to = b->program.value[g->operands[x->operand + k]];
  const double *const *in = operands_in(b, x, b->memory.value);
  kernels_of(b, x)->adjoint(&c, k, 1, 0, b->bar + to, b->bar + e,
                            b->memory.value + e, in);
  kernels_of(b, x)->adjoint(&c, k, 1, 0, b->reach + to, b->reach + e,
                            b->memory.value + e, in);
}

/* Partials are the other operand: the adjoint kernel on |operands|. */
static void pass_bilinear(ad_bound *b, size_t i, size_t k)
{
  const ad_graph *g = b->program.g;
  const ad_node *x = &g->nodes[i];
  ad_call c = call_of(b, x);
  size_t e = b->program.value[i];
  size_t to = b->program.value[g->operands[x->operand + k]];
  const double *const *in = operands_in(b, x, b->size);
  kernels_of(b, x)->adjoint(&c, k, 1, 0, b->bar + to, b->bar + e,
                            b->memory.value + e, in);
  kernels_of(b, x)->adjoint(&c, k, 1, 0, b->reach + to, b->reach + e,
                            b->memory.value + e, in);
  for (size_t l = 0; l < ad_entries(ad_operand_of(g, x, k)); l++)
    b->reach[to + l] += use_length(g, x, k);
}

/* Each operand entry receives one product, so its magnitude is that of what
   the adjoint kernel gives; work[] keeps it. */
static void pass_magnitudes(ad_bound *b, size_t i, double *to,
                            const double *from)
{
  const ad_node *x = &b->program.g->nodes[i];
  ad_call c = call_of(b, x);
  kernels_of(b, x)->adjoint(&c, 0, 1, 1, b->work, from,
                            b->memory.value + b->program.value[i],
                            operands_in(b, x, b->memory.value));
  for (size_t l = 0; l < ad_entries(ad_operand_of(b->program.g, x, 0)); l++)
    to[l] += fabs(b->work[l]);
}

/* Of max and min only the extreme entries are on a path; of a product all
   are, though the partial be 0. */
static void pass_reduction(ad_bound *b, size_t i)
{
  const ad_graph *g = b->program.g;
  const ad_node *x = &g->nodes[i];
  size_t e = b->program.value[i];
  size_t to = b->program.value[g->operands[x->operand]];
  int all = ad_op_get((ad_op)x->op)->kind == AD_KIND_multilinear;
  pass_magnitudes(b, i, b->bar + to, b->bar + e);
  pass_magnitudes(b, i, b->reach + to, b->reach + e);
  for (size_t l = 0; l < ad_entries(ad_operand_of(g, x, 0)); l++)
    if (all || b->work[l] != 0)
      b->reach[to + l] += 1;
}

static void pass_structured(ad_bound *b, size_t i)
{
  const ad_graph *g = b->program.g;
  const ad_node *x = &g->nodes[i];
  ad_kind kind = ad_op_get((ad_op)x->op)->kind;
  for (size_t k = 0; k < x->arity; k++) {
    if (!ad_edge_active(g, x, k))
      continue;
    if (kind == AD_KIND_linear)
      pass_linear(b, i, k);
    else if (kind == AD_KIND_bilinear)
      pass_bilinear(b, i, k);
    else if (kind == AD_KIND_factored)
      ad_bound_factored_pass(b, i, k);
    else
      pass_reduction(b, i);
  }
}

/* --- noise ---------------------------------------------------------------- */

/* What the roundings inside a node are relative to: |v|, or for sums of
   products the sum of their magnitudes; NULL where nothing is rounded. */
static const double *magnitudes(ad_bound *b, size_t i)
{
  const ad_node *x = &b->program.g->nodes[i];
  const ad_op_row *row = ad_op_get((ad_op)x->op);
  if (row->kind == AD_KIND_factored)
    return ad_bound_factored_noise(b, i);
  if (row->form != AD_FORM_none && row->form != AD_FORM_product &&
      row->form != AD_FORM_reduce)
    return NULL;
  if (row->kind != AD_KIND_linear && row->kind != AD_KIND_bilinear)
    return b->size + b->program.value[i];
  ad_call c = call_of(b, x);
  kernels_of(b, x)->value(&c, b->work, operands_in(b, x, b->size));
  return b->work;
}

/* What a matrix that is singular within rounding gives: like entries whose S
   is not finite. */
static int is_lost(const ad_bound *b, size_t i, double size)
{
  const ad_node *x = &b->program.g->nodes[i];
  return !isfinite(size) &&
         ad_op_get((ad_op)x->op)->kind == AD_KIND_factored;
}

/* (Entries whose S is not finite are not on the path of any leaf that is
   compared: their rounding does not move.) */
static void add_noise(ad_bound *b, size_t i)
{
  const double *size = magnitudes(b, i);
  const double *bar = b->bar + b->program.value[i];
  size_t n = ad_entries(&b->program.g->nodes[i]);
  for (size_t e = 0; size && e < n; e++)
    if (bar[e] != 0 && isfinite(bar[e]) && !is_lost(b, i, size[e]))
      b->noise += bar[e] * size[e];
}

/* A tangent's products may each lose one least double, on which S of the
   node still acts. */
static void add_losses(ad_bound *b, size_t i)
{
  const ad_node *x = &b->program.g->nodes[i];
  const double *bar = b->bar + b->program.value[i];
  int factored = ad_op_get((ad_op)x->op)->kind == AD_KIND_factored;
  double length = sum_length(b->program.g, x);
  for (size_t e = 0; e < ad_entries(x); e++) {
    if (bar[e] == 0 || !isfinite(bar[e]))
      continue;
    if (factored)
      length = ad_bound_factored_loss(b, i, e);
    if (!is_lost(b, i, length))
      b->lost += bar[e] * length;
  }
}

/* --- the sweep ------------------------------------------------------------ */

static int is_reached(const ad_bound *b, size_t i)
{
  const double *reach = b->reach + b->program.value[i];
  for (size_t e = 0; e < ad_entries(&b->program.g->nodes[i]); e++)
    if (reach[e] != 0)
      return 1;
  return 0;
}

static void start(ad_bound *b, size_t of)
{
  const ad_graph *g = b->program.g;
  size_t entry, output = ad_entry_find(g, g->outputs, of, &entry);
  size_t at = b->program.value[g->outputs[output]] + entry;
  memset(b->bar, 0, b->program.value_words * sizeof *b->bar);
  memset(b->reach, 0, b->program.value_words * sizeof *b->reach);
  for (size_t i = 0; i < g->n; i++)
    b->W[i] = no_path;
  b->W[g->outputs[output]] = 0;
  b->bar[at] = b->reach[at] = 1;
  b->noise = b->lost = 0;
}

void ad_bound_sweep(ad_bound *b, size_t of)
{
  const ad_graph *g = b->program.g;
  start(b, of);
  for (size_t i = g->n; i-- > 0;) {
    const ad_node *x = &g->nodes[i];
    if (!(x->flags & AD_NODE_ACTIVE) || x->arity == 0 || b->W[i] == no_path)
      continue;
    pass_length(b, i);
    if (!is_reached(b, i))
      continue;
    add_noise(b, i);
    add_losses(b, i);
    if (x->op < AD_ELEMENTWISE_COUNT)
      pass_elementwise(b, i);
    else
      pass_structured(b, i);
  }
}
