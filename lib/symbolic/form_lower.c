/* SPDX-License-Identifier: GPL-3.0-or-later
   Forms into nodes: those that are needed, by their numbers, which is an order
   of evaluation.  Read form_lower.h before. */
#include "symbolic/form_lower.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "graph.h"

/* nodes[w->n]: the node of each form so far; needed ones are marked by
   WANTED until they have one. */
typedef struct lowering {
  ad_algebra *w;
  ad_builder *b;
  uint32_t *nodes;
} lowering;

static const uint32_t WANTED = UINT32_MAX - 1;

static ad_ref node_of(const lowering *l, ad_sym x)
{
  return (ad_ref){l->nodes[x]};
}

static ad_ref number(const lowering *l, ad_ratio c)
{
  ad_ref x = ad_number(l->b, ad_ratio_value(c));
  ad_size_made(l->b, x.index, c.of);
  return x;
}

/* c x; a number that is no more than a sign is a sign. */
static ad_ref scaled(const lowering *l, ad_ratio c, ad_ref x)
{
  if (ad_ratio_same(c, AD_ONE))
    return x;
  if (c.num == -1 && c.den == 1)
    return ad_neg(l->b, x);
  if (c.num == 1)
    return ad_div(l->b, x, number(l, ad_ratio_inverse(c)));
  return ad_mul(l->b, number(l, c), x);
}

static ad_ref lower_sum(const lowering *l, const ad_cell *x)
{
  const ad_sym *operands = l->w->operands + x->first;
  const ad_ratio *c = l->w->weights + x->first;
  ad_ref sum = scaled(l, c[0], node_of(l, operands[0]));
  for (size_t k = 1; k < x->n; k++) {
    int minus = c[k].num < 0;
    ad_ref next = scaled(l, minus ? ad_ratio_minus(c[k]) : c[k],
                         node_of(l, operands[k]));
    sum = minus ? ad_sub(l->b, sum, next) : ad_add(l->b, sum, next);
  }
  return sum;
}

/* x^k of a whole k > 0. */
static ad_ref power(const lowering *l, ad_ref x, double k)
{
  return k == 1   ? x
         : k == 2 ? ad_square(l->b, x)
                  : ad_pow(l->b, x, ad_number(l->b, k));
}

static ad_shape plain_shape(const lowering *l, ad_sym x)
{
  return ad_shape_plain(l->w->cells[x].shape);
}

static size_t entries(const lowering *l, ad_sym x)
{
  ad_shape shape = plain_shape(l, x);
  return shape.rows * shape.cols;
}

/* The product of the factors above (below) the stroke that have `least`
   entries at least and fewer than `below`. */
static void multiply(const lowering *l, const ad_cell *x, int above,
                     size_t least, size_t below, ad_ref *product)
{
  for (size_t k = 0; k < x->n; k++) {
    ad_sym factor = l->w->operands[x->first + k];
    double exponent = l->w->weights[x->first + k].num;
    size_t size = entries(l, factor);
    if ((exponent > 0) != above || size < least || size >= below)
      continue;
    ad_ref next = power(l, node_of(l, factor), fabs(exponent));
    *product = product->index == AD_NO_INDEX ? next
                                             : ad_mul(l->b, *product, next);
  }
}

/* Small factors first: numbers are multiplied once, not once an entry. */
static ad_ref side(const lowering *l, const ad_cell *x, int above)
{
  ad_ref product = {AD_NO_INDEX};
  size_t full = x->shape.rows * x->shape.cols;
  multiply(l, x, above, 0, 2, &product);
  multiply(l, x, above, 2, full, &product);
  multiply(l, x, above, full > 2 ? full : 2, SIZE_MAX, &product);
  return product;
}

static ad_ref lower_product(const lowering *l, const ad_cell *x)
{
  ad_ref above = side(l, x, 1), below = side(l, x, 0);
  if (below.index == AD_NO_INDEX)
    return above;
  if (above.index == AD_NO_INDEX)
    above = ad_number(l->b, 1);
  return ad_div(l->b, above, below);
}

/* diag asks whether an operand was written as a vector. */
static ad_ref as_written(const lowering *l, ad_ref x, ad_shape shape)
{
  ad_shape now = ad_builder_shape(l->b, x);
  int same = !now.unit_rows == !shape.unit_rows &&
             !now.unit_cols == !shape.unit_cols;
  int as_long = now.rows == shape.rows && now.cols == shape.cols;
  return x.index == AD_NO_INDEX || (same && as_long)
           ? x
         : as_long ? ad_reshape(l->b, x, shape)
                   : ad_expand(l->b, x, shape);
}

static ad_ref lower_structured(const lowering *l, const ad_cell *x)
{
  ad_ref of[2];
  ad_builder *b = l->b;
  for (size_t k = 0; k < x->n && k < 2; k++)
    of[k] = node_of(l, l->w->operands[x->first + k]);
  switch (ad_op_get(x->op)->form) {
  case AD_FORM_product:
    return ad_matmul(b, of[0], of[1]);
  case AD_FORM_turn:
    return ad_transpose(b, of[0]);
  case AD_FORM_diagonal:
    return ad_diag(b, as_written(l, of[0],
                                 plain_shape(l, l->w->operands[x->first])));
  default: /* the shape is known, and holds */
    return ad_builder_append(b, x->op, ad_shape_plain(x->shape), x->at[0],
                             x->at[1], x->n, of);
  }
}

/* Of any number of operands. */
static ad_ref lower_blocks(const lowering *l, const ad_cell *x)
{
  ad_ref *of = malloc(x->n * sizeof *of);
  if (!of) {
    ad_fail_memory(&l->b->error, x->n * sizeof *of);
    return (ad_ref){AD_NO_INDEX};
  }
  for (size_t k = 0; k < x->n; k++)
    of[k] = node_of(l, l->w->operands[x->first + k]);
  ad_ref block = ad_builder_append(l->b, x->op, ad_shape_plain(x->shape),
                                   x->at[0], x->at[1], x->n, of);
  free(of);
  return block;
}

static ad_ref lower_call(const lowering *l, const ad_cell *x)
{
  ad_ref of[3];
  const ad_op_row *row = ad_op_get(x->op);
  if (row->form == AD_FORM_blocks)
    return lower_blocks(l, x);
  if (row->kind != AD_KIND_elementwise)
    return lower_structured(l, x);
  for (size_t k = 0; k < x->n; k++)
    of[k] = node_of(l, l->w->operands[x->first + k]);
  return ad_elementwise(l->b, x->op, x->n, of);
}

static ad_ref lower_one(const lowering *l, ad_sym i)
{
  const ad_cell *x = &l->w->cells[i];
  switch (x->kind) {
  case AD_SYM_number:
    return number(l, x->number);
  case AD_SYM_node:
    return (ad_ref){(uint32_t)x->at[0]};
  case AD_SYM_cut:
    return node_of(l, l->w->operands[x->first]);
  case AD_SYM_scale:
    return scaled(l, x->number, node_of(l, l->w->operands[x->first]));
  case AD_SYM_sum:
    return lower_sum(l, x);
  case AD_SYM_product:
    return lower_product(l, x);
  case AD_SYM_call:
    break;
  }
  return lower_call(l, x);
}

static void mark_needed(const lowering *l, size_t n, const ad_sym *forms)
{
  for (size_t i = 0; i < n; i++)
    l->nodes[forms[i]] = WANTED;
  for (size_t i = l->w->n; i-- > 0;)
    for (size_t k = 0; l->nodes[i] == WANTED && k < l->w->cells[i].n; k++)
      l->nodes[ad_sym_operand(l->w, (ad_sym)i, k)] = WANTED;
}

ad_status ad_sym_lower(ad_algebra *w, ad_builder *b, size_t n,
                       const ad_sym *forms, const ad_shape *shapes, ad_ref *out)
{
  lowering l = {w, b, NULL};
  for (size_t i = 0; i < n; i++)
    out[i] = (ad_ref){AD_NO_INDEX};
  if (w->error.status != AD_OK)
    return w->error.status;
  l.nodes = malloc((w->n + 1) * sizeof *l.nodes);
  if (!l.nodes)
    return ad_fail_memory(&w->error, w->n * sizeof *l.nodes);
  memset(l.nodes, 0xff, w->n * sizeof *l.nodes);
  mark_needed(&l, n, forms);
  for (size_t i = 0; i < w->n && ad_builder_error(b)->status == AD_OK; i++)
    if (l.nodes[i] == WANTED)
      l.nodes[i] = lower_one(&l, (ad_sym)i).index;
  for (size_t i = 0; i < n && ad_builder_error(b)->status == AD_OK; i++)
    out[i] = as_written(&l, node_of(&l, forms[i]), shapes[i]);
  free(l.nodes);
  return ad_builder_error(b)->status;
}
