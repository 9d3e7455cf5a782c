/* SPDX-License-Identifier: GPL-3.0-or-later
   See bound.h: the sweep, with bound_length.c for W and bound_loss.c for what
   underflow costs. */
#include "base/grow.h"
#include "judge/bound_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "graph/entry.h"
#include "judge/bound_factored.h"

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
  size_t bytes = (3 * n + work + factored) * sizeof(double) + 2 * n;
  if (bytes + ad_memory_bytes(&b->program, 0) + ad_edges_bytes(&b->program) >
      g->limit)
    return ad_fail(err, AD_ELIMIT,
                   "the bounds on rounding need more than the %zu bytes "
                   "allowed", g->limit);
  b->readers = ad_array(g->n + 1, sizeof *b->readers);
  b->W = ad_array(g->n + 1, sizeof *b->W);
  b->size = ad_array(n + 1, sizeof *b->size);
  b->bar = ad_array(n + 1, sizeof *b->bar);
  b->reach = ad_array(n + 1, sizeof *b->reach);
  b->marked = ad_array(n + 1, 1);
  b->singular = ad_array(n + 1, 1);
  b->work = ad_array(work, sizeof *b->work);
  b->factored = ad_array(factored + 1, sizeof *b->factored);
  if (!b->readers || !b->W || !b->size || !b->bar || !b->reach || !b->work ||
      !b->marked || !b->singular || !b->factored)
    return ad_fail_memory(err, bytes);
  return AD_OK;
}

ad_status ad_bound_init(ad_bound *b, const ad_graph *g, ad_value *beside,
                        ad_error *err)
{
  *b = (ad_bound){.point = beside};
  ad_status status = beside ? AD_OK : ad_value_new(g, &b->own, err);
  if (status != AD_OK)
    return status;
  b->point = beside ? beside : b->own;
  b->memory = &b->point->memory;
  status = ad_program_init_beside(&b->program, g, AD_PLAN_ALL,
                                  &b->point->program, err);
  if (status == AD_OK)
    status = ad_edges_init(&b->edges, &b->program, b->memory,
                           b->program.value, err);
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
  ad_edges_free(&b->edges);
  ad_program_free(&b->program);
  ad_value_free(b->own);
  free(b->readers);
  free(b->W);
  free(b->size);
  free(b->bar);
  free(b->reach);
  free(b->marked);
  free(b->singular);
  free(b->work);
  free(b->factored);
}

void ad_bound_evaluate(ad_bound *b)
{
  ad_value_sweep(b->point);
  b->prepared = 0;
  for (size_t i = 0; i < b->program.value_words; i++)
    b->size[i] = fabs(b->memory->value[i]);
}

/* --- W -------------------------------------------------------------------- */

/* A node on the path costs 3 roundings, the length of its sums, the entries
   it is stretched to, and the readers of its operand. */
static void pass_length(ad_bound *b, size_t i)
{
  const ad_graph *g = b->program.g;
  const ad_node *x = &g->nodes[i];
  double length = b->W[i] + 3 + ad_bound_sum_length(g, x);
  for (size_t k = 0; k < x->arity; k++) {
    uint32_t o = g->operands[x->operand + k];
    double uses = ad_bound_use_length(b, x, k) + (double)b->readers[o];
    if (ad_edge_active(g, x, k))
      b->W[o] = fmax(b->W[o], length + uses);
  }
}

/* --- S -------------------------------------------------------------------- */

/* bar of each operand entry += |partial| * bar, entry by entry.  The product
   may lose one least double; that with a partial of 0 is exact. */
static void pass_edges(ad_bound *b, size_t i)
{
  size_t from = b->program.value[i];
  ad_edges_node(&b->edges, (uint32_t)i);
  for (size_t e = 0; e < ad_entries(&b->program.g->nodes[i]); e++) {
    size_t n = b->reach[from + e] == 0 ? 0 : ad_edges_entry(&b->edges, e);
    for (size_t l = 0; l < n; l++) {
      size_t at = b->edges.list[l].at;
      double p = fabs(b->edges.list[l].partial);
      b->bar[at] += p * b->bar[from + e];
      b->reach[at] += p == 0 ? 1 : p * b->reach[from + e] + 1;
    }
  }
}

const double *const *ad_bound_operands(ad_bound *b, const ad_node *x,
                                        const double *values)
{
  const ad_graph *g = b->program.g;
  for (size_t k = 0; k < x->arity || k < 3; k++)
    b->memory->x[k] = values + b->program.value[g->operands[
                                x->operand + (k < x->arity ? k : 0)]];
  return b->memory->x;
}

ad_call ad_bound_call(const ad_bound *b, const ad_node *x)
{
  /* bound_factored.c has loops of its own */
  return (ad_call){b->program.g, x, b->memory->work, NULL};
}

/* Operand k receives what the adjoint kernel makes of S, and of what
   underflow may cost, with the operands in `values`. */
static void pass_kernel(ad_bound *b, size_t i, size_t k, const double *values)
{
  const ad_program *p = &b->program;
  const ad_node *x = &p->g->nodes[i];
  const ad_structured_kernels *kernels = ad_program_kernels(p, x);
  const double *const *in = ad_bound_operands(b, x, values);
  const double *v = b->memory->value + p->value[i];
  ad_call c = ad_bound_call(b, x);
  size_t from = p->value[i], to = p->value[p->g->operands[x->operand + k]];
  kernels->adjoint(&c, k, 1, 0, b->bar + to, b->bar + from, v, in);
  kernels->adjoint(&c, k, 1, 0, b->reach + to, b->reach + from, v, in);
}

/* Moved and added entries have the partials 1, and the kernel needs no
   operands; partials of a product are the magnitudes of the other operand,
   and each product may lose one least double. */
static void pass_structured(ad_bound *b, size_t i)
{
  const ad_graph *g = b->program.g;
  const ad_node *x = &g->nodes[i];
  for (size_t k = 0; k < x->arity; k++) {
    if (!ad_edge_active(g, x, k))
      continue;
    if (ad_row_of(x)->kind == AD_KIND_factored) {
      ad_bound_factored_pass(b, i, k);
      continue;
    }
    pass_kernel(b, i, k, b->size);
    if (ad_row_of(x)->kind == AD_KIND_linear)
      continue;
    size_t to = b->program.value[g->operands[x->operand + k]];
    for (size_t l = 0; l < ad_entries(ad_operand_of(g, x, k)); l++)
      b->reach[to + l] += ad_bound_use_length(b, x, k);
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
  b->lost = 0;
}

typedef enum manner {
  BY_KERNELS, /* where there are any                                       */
  EXACTLY,    /* entry by entry, where that is possible                    */
  CAPPED      /* the same, and no finite sum grows so far that products of
                 it with finite partials overflow                          */
} manner;

/* Is the kernel enough for this node? */
static int has_kernel(const ad_node *x, manner how)
{
  ad_kind kind = ad_row_of(x)->kind;
  return ad_edges_whole(x) ||
         (how == BY_KERNELS &&
          (kind == AD_KIND_linear || kind == AD_KIND_bilinear));
}

static void cap(ad_bound *b, size_t i)
{
  static const double most = 0x1p-60;
  size_t at = b->program.value[i];
  size_t end = at + ad_entries(&b->program.g->nodes[i]);
  for (; at < end; at++) {
    b->bar[at] = isfinite(b->bar[at]) ? fmin(b->bar[at], most) : b->bar[at];
    b->reach[at] = b->reach[at] == 0 ? 0 : 1;
  }
}

static void sweep(ad_bound *b, size_t of, manner how)
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
    if (how == CAPPED)
      cap(b, i);
    ad_bound_add_losses(b, i);
    if (has_kernel(x, how))
      pass_structured(b, i);
    else
      pass_edges(b, i);
  }
}

static int is_finite(const ad_bound *b)
{
  const ad_program *p = &b->program;
  int finite = 1;
  for (size_t i = 0; i < p->g->n_wrt; i++) {
    size_t at = p->value[p->g->wrt[i]];
    size_t n = ad_entries(&p->g->nodes[p->g->wrt[i]]);
    finite &= p->kernels->all_finite(n, b->bar + at) &&
              p->kernels->all_finite(n, b->reach + at);
  }
  return finite;
}

static void note_singular(ad_bound *b)
{
  for (size_t at = 0; at < b->program.value_words; at++)
    b->singular[at] = (unsigned char)!isfinite(b->bar[at]);
}

/* The kernels multiply what is not reached by 0, which is not 0 where a
   partial is infinite: then once more, entry by entry. */
void ad_bound_sweep(ad_bound *b, size_t of)
{
  sweep(b, of, BY_KERNELS);
  if (is_finite(b))
    return;
  sweep(b, of, CAPPED);
  note_singular(b);
  sweep(b, of, EXACTLY);
}
