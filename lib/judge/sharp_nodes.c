/* SPDX-License-Identifier: GPL-3.0-or-later
   Structured nodes in the sweeps of sharp.h.  What is linear goes through the
   node's own kernels, with absolute values or tangents in the place of
   operands; reductions that bend are in sharp_reduce.c, what is made of a
   factorisation in sharp_factored.c. */
#include <math.h>
#include <string.h>

#include "graph/entry.h"
#include "judge/bound_factored.h"
#include "judge/sharp_nodes.h"

/* --- lengths -------------------------------------------------------------- */

/* A sum of n terms, side by side in eight lanes and blocks of
   AD_CHAIN_WORDS: each term is rounded by half of those behind it on the
   average. */
double ad_sharp_sum_length(double n)
{
  double block = AD_CHAIN_WORDS;
  return n < 16 ? fmax(0, n - 1) : 4 + fmin(n, block) / 16 + n / (2 * block);
}

/* Of products: measured, sums of them grow with the root of n at most. */
static double product_length(double n)
{
  return n < 8 ? n : 7 + n / 8;
}

/* Row by row, the terms of a sum come one after the other; so they do in
   running sums. */
double ad_sharp_group_length(const ad_graph *g, const ad_node *x)
{
  if (ad_edges_running(x))
    return (double)ad_entry_runs(x).length / 2;
  double n = (double)ad_entries(ad_operand_of(g, x, 0)) /
             (double)ad_entries(x);
  return x->at[0] == AD_OVER_ROWS ? n / 2 : ad_sharp_sum_length(n);
}

static double forward_length(const ad_graph *g, const ad_node *x)
{
  double n = ad_bound_sum_length(g, x);
  switch (ad_row_of(x)->form) {
  case AD_FORM_product:
    return product_length(n);
  case AD_FORM_reduce:
  case AD_FORM_running:
    return 1 + ad_sharp_group_length(g, x);
  default:
    return n;
  }
}

ad_sharp_lengths ad_sharp_lengths_of(const ad_sharp *s, const ad_node *x,
                                     size_t k)
{
  const ad_graph *g = s->b->program.g;
  uint32_t o = g->operands[x->operand + k];
  double forward = forward_length(g, x);
  double back = (double)s->b->readers[o] +
                (ad_edges_running(x)
                   ? 1 + ad_sharp_group_length(g, x)
                   : product_length(ad_bound_use_length(s->b, x, k)));
  return (ad_sharp_lengths){forward + back, fmax(forward, back)};
}

/* --- kernels -------------------------------------------------------------- */

static ad_kind kind_of(const ad_sharp *s, size_t i)
{
  return ad_op_get((ad_op)s->b->program.g->nodes[i].op)->kind;
}

const double *const *ad_sharp_values(const ad_sharp *s, const ad_node *x)
{
  return ad_bound_operands(s->b, x, s->b->memory->value);
}

/* to = the tangent of node i, operands' tangents in `t`, operands' values in
   `values`. */
void ad_sharp_tangent(ad_sharp *s, size_t i, const double *t,
                      const double *values, double *to)
{
  ad_bound *b = s->b;
  const ad_node *x = &b->program.g->nodes[i];
  for (size_t k = 0; k < x->arity; k++)
    b->memory->xd[k] = ad_edge_active(b->program.g, x, k)
                        ? t + ad_sharp_operand(s, x, k) : NULL;
  ad_call c = ad_program_call(&b->program, b->memory, x);
  ad_program_kernels(&b->program, x)
    ->tangent(&c, 1, to, b->memory->xd, values + ad_sharp_place(s, i),
              ad_bound_operands(b, x, values));
}

/* to += what operand k of node i receives of `from`, with operands' values in
   `values`. */
void ad_sharp_adjoint(ad_sharp *s, size_t i, size_t k, double *to,
                      const double *from, const double *values)
{
  ad_bound *b = s->b;
  const ad_node *x = &b->program.g->nodes[i];
  ad_call c = ad_program_call(&b->program, b->memory, x);
  ad_program_kernels(&b->program, x)
    ->adjoint(&c, k, 1, 0, to, from, values + ad_sharp_place(s, i),
              ad_bound_operands(b, x, values));
}

/* --- sweeps --------------------------------------------------------------- */

/* Sums, and sums of products, of the values' sizes. */
static void sums_off(ad_sharp *s, size_t i)
{
  ad_bound *b = s->b;
  const ad_node *x = &b->program.g->nodes[i];
  ad_form form = ad_row_of(x)->form;
  double *off = s->off + ad_sharp_place(s, i);
  int adds = form == AD_FORM_reduce || form == AD_FORM_running;
  double length = adds
                    ? ad_sharp_group_length(b->program.g, x)
                    : product_length((double)(
                        ad_entries(ad_operand_of(b->program.g, x, 0)) /
                        x->rows));
  if (!adds && form != AD_FORM_product)
    return; /* only moved */
  ad_call c = ad_bound_call(b, x);
  ad_program_kernels(&b->program, x)
    ->value(&c, off, ad_bound_operands(b, x, b->size));
  for (size_t e = 0; e < ad_entries(x); e++)
    off[e] *= length;
}

void ad_sharp_nodes_off(ad_sharp *s, size_t i)
{
  switch (kind_of(s, i)) {
  case AD_KIND_linear:
  case AD_KIND_bilinear:
    sums_off(s, i);
    break;
  case AD_KIND_factored:
    ad_sharp_factored_off(s, i);
    break;
  default:
    ad_sharp_reduce_off(s, i);
  }
}

void ad_sharp_nodes_push(ad_sharp *s, size_t i, double *t)
{
  ad_sharp_tangent(s, i, t, s->b->memory->value, t + ad_sharp_place(s, i));
}

void ad_sharp_nodes_pull(ad_sharp *s, size_t i, double *bar)
{
  const ad_node *x = &s->b->program.g->nodes[i];
  for (size_t k = 0; k < x->arity; k++)
    if (ad_edge_active(s->b->program.g, x, k))
      ad_sharp_adjoint(s, i, k, bar + ad_sharp_operand(s, x, k),
                       bar + ad_sharp_place(s, i), s->b->memory->value);
}

/* work[entries] = by |x| */
static double *scaled(ad_sharp *s, size_t i, const double *x, double by)
{
  size_t n = ad_entries(&s->b->program.g->nodes[i]);
  x += ad_sharp_place(s, i);
  for (size_t e = 0; e < n; e++)
    s->work[e] = by * fabs(x[e]);
  return s->work;
}

void ad_sharp_nodes_weight(ad_sharp *s, size_t i)
{
  const ad_node *x = &s->b->program.g->nodes[i];
  for (size_t k = 0; k < x->arity; k++) {
    if (!ad_edge_active(s->b->program.g, x, k))
      continue;
    size_t at = ad_sharp_operand(s, x, k);
    ad_sharp_lengths length = ad_sharp_lengths_of(s, x, k);
    if (kind_of(s, i) == AD_KIND_factored) {
      ad_sharp_factored_weight(s, i, k);
    } else if (kind_of(s, i) == AD_KIND_linear ||
               kind_of(s, i) == AD_KIND_bilinear) {
      ad_sharp_adjoint(s, i, k, s->engines + at,
                       scaled(s, i, s->bar, length.engines), s->b->size);
      ad_sharp_adjoint(s, i, k, s->local + at,
                       scaled(s, i, s->bar, length.local), s->b->size);
    } else {
      ad_sharp_reduce_weight(s, i, length);
    }
  }
}

void ad_sharp_nodes_turn(ad_sharp *s, size_t i)
{
  const ad_node *x = &s->b->program.g->nodes[i];
  if (kind_of(s, i) == AD_KIND_factored) {
    ad_sharp_factored_turn(s, i);
    return;
  }
  for (size_t k = 0; k < x->arity; k++)
    if (ad_sharp_turns(s, x, k))
      ad_sharp_adjoint(s, i, k, s->turned + ad_sharp_operand(s, x, k),
                       s->turned + ad_sharp_place(s, i), s->b->memory->value);
  if (kind_of(s, i) == AD_KIND_curved || kind_of(s, i) == AD_KIND_multilinear)
    ad_sharp_reduce_turn(s, i);
  for (size_t k = 0; kind_of(s, i) == AD_KIND_bilinear && k < x->arity; k++)
    if (ad_sharp_turns(s, x, k))
      ad_sharp_adjoint(s, i, k, s->turned + ad_sharp_operand(s, x, k),
                       s->bar + ad_sharp_place(s, i), s->t);
}

/* --- the upper bound ------------------------------------------------------ */

void ad_sharp_nodes_spread(ad_sharp *s, size_t i, double *all)
{
  size_t n = ad_entries(&s->b->program.g->nodes[i]);
  double *to = all + ad_sharp_place(s, i);
  if (kind_of(s, i) == AD_KIND_factored)
    ad_sharp_factored_spread(s, i, all);
  else if (kind_of(s, i) == AD_KIND_linear ||
           kind_of(s, i) == AD_KIND_bilinear)
    ad_sharp_tangent(s, i, all, s->b->size, to);
  else
    ad_sharp_reduce_spread(s, i, all);
  for (size_t e = 0; e < n; e++)
    to[e] += s->off[ad_sharp_place(s, i) + e];
}

/* work[entries] = T + length S */
double *ad_sharp_on_top(ad_sharp *s, size_t i, const double *T, double length)
{
  double *to = scaled(s, i, s->b->bar, length);
  for (size_t e = 0; e < ad_entries(&s->b->program.g->nodes[i]); e++)
    to[e] += T[ad_sharp_place(s, i) + e];
  return to;
}

static void bilinear_bound(ad_sharp *s, size_t i, double *T, const double *all)
{
  const ad_node *x = &s->b->program.g->nodes[i];
  for (size_t k = 0; k < x->arity; k++) {
    if (!ad_edge_active(s->b->program.g, x, k))
      continue;
    double *to = T + ad_sharp_operand(s, x, k);
    double length = ad_sharp_lengths_of(s, x, k).local;
    ad_sharp_adjoint(s, i, k, to, ad_sharp_on_top(s, i, T, length),
                     s->b->size);
    if (kind_of(s, i) == AD_KIND_bilinear)
      ad_sharp_adjoint(s, i, k, to, s->b->bar + ad_sharp_place(s, i), all);
  }
}

void ad_sharp_nodes_bound(ad_sharp *s, size_t i, double *T, double *all)
{
  switch (kind_of(s, i)) {
  case AD_KIND_linear:
  case AD_KIND_bilinear:
    bilinear_bound(s, i, T, all);
    break;
  case AD_KIND_factored:
    ad_sharp_factored_bound(s, i, T, all);
    break;
  default:
    ad_sharp_reduce_bound(s, i, T, all);
  }
}
