/* SPDX-License-Identifier: GPL-3.0-or-later
   Nodes that compute the same from the same, which are written once.  Read
   c_body.h before. */
#include <stdlib.h>
#include <string.h>

#include "export/c_body.h"
#include "graph.h"

ad_ref c_first(const struct c_body *b, ad_ref x)
{
  return (ad_ref){b->first[x.index]};
}

static int is_where(const struct c_body *b, ad_ref x)
{
  return ad_graph_op(b->g, x) == AD_OP_where && ad_graph_operands(b->g, x) > 0;
}

/* Of a choice within a choice by the same condition only one side counts. */
ad_ref c_operand(const struct c_body *b, ad_ref x, size_t k)
{
  uint32_t product = b->nodes[x.index].product;
  if (b->nodes[x.index].total > 0)
    return (ad_ref){b->nodes[x.index].total - 1};
  ad_ref from = product > 0 ? (ad_ref){product - 1} : x;
  ad_ref a = c_first(b, ad_graph_operand(b->g, from, k));
  while (k > 0 && is_where(b, x) && is_where(b, a) &&
         c_operand(b, a, 0).index == c_operand(b, x, 0).index)
    a = c_first(b, ad_graph_operand(b->g, a, k));
  return a;
}

size_t c_operands(const struct c_body *b, ad_ref x)
{
  const struct c_node *node = &b->nodes[x.index];
  return node->product > 0 || node->total > 0 ? 1 : ad_graph_operands(b->g, x);
}

static size_t mix(size_t hash, size_t with)
{
  return (hash ^ with) * 1099511628211u;
}

static size_t hash_of(const struct c_body *b, ad_ref x)
{
  ad_shape s = ad_graph_shape(b->g, x);
  const double *numbers = ad_graph_numbers(b->g, x);
  size_t n = ad_graph_operands(b->g, x), bits = 0;
  ad_extra extra = ad_graph_extra(b->g, x);
  size_t hash = mix(mix(mix(n, ad_graph_op(b->g, x)), s.rows), s.cols);
  hash = mix(mix(hash, extra.row), extra.col);
  for (size_t k = 0; k < n; k++)
    hash = mix(hash, c_operand(b, x, k).index);
  if (numbers && sizeof bits == sizeof *numbers)
    memcpy(&bits, numbers, sizeof bits);
  return mix(hash, bits) >> 7;
}

static int same_extra(const ad_graph *g, ad_ref x, ad_ref y)
{
  ad_extra a = ad_graph_extra(g, x), b = ad_graph_extra(g, y);
  return a.axis == b.axis && a.row == b.row && a.col == b.col &&
         a.columns == b.columns && a.n == b.n &&
         (a.n == 0 || memcmp(a.across, b.across, a.n * sizeof *a.across) == 0);
}

static int are_twins(const struct c_body *b, ad_ref x, ad_ref y)
{
  const ad_graph *g = b->g;
  ad_shape s = ad_graph_shape(g, x), t = ad_graph_shape(g, y);
  size_t n = ad_graph_operands(g, x);
  const double *p = ad_graph_numbers(g, x), *q = ad_graph_numbers(g, y);
  if (ad_graph_op(g, x) != ad_graph_op(g, y) || s.rows != t.rows ||
      s.cols != t.cols || n != ad_graph_operands(g, y) || !p != !q)
    return 0;
  if (p)
    return memcmp(p, q, s.rows * s.cols * sizeof *p) == 0;
  for (size_t k = 0; k < n; k++)
    if (c_operand(b, x, k).index != c_operand(b, y, k).index ||
        ad_graph_turns(g, x, k) != ad_graph_turns(g, y, k))
      return 0;
  return n > 0 && same_extra(g, x, y);
}

void c_find_twins(struct c_body *b)
{
  size_t n = ad_graph_size(b->g), room = 2 * n + 1, leaf;
  uint32_t *table = memory_new(room, sizeof *table); /* node + 1 */
  b->first = memory_new(n + 1, sizeof *b->first);
  for (uint32_t i = 0; i < n; i++) {
    ad_ref x = {i};
    b->first[i] = i;
    if (ad_graph_is_leaf(b->g, x, &leaf))
      continue;
    size_t at = hash_of(b, x) % room;
    while (table[at] && !are_twins(b, (ad_ref){table[at] - 1}, x))
      at = (at + 1) % room;
    if (table[at])
      b->first[i] = table[at] - 1;
    else
      table[at] = i + 1;
  }
  free(table);
}
