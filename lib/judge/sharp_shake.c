/* SPDX-License-Identifier: GPL-3.0-or-later
   Does rounding decide?  The values are evaluated again, node by node, every
   result moved by what it is rounded by, up or down at random; then the rule
   for stencils says whether a branch has changed, or an operand has left its
   width.  The numbers are drawn from the places of the results, so that the
   answer is the same every time. */
#include <float.h>
#include <math.h>
#include <stdint.h>

#include "graph/entry.h"
#include "judge/sharp_nodes.h"
#include "program/downstream.h"

enum { SHAKES = 3 };

/* A bit that looks random.  Source: the finalizer of splitmix64; G. Steele, D.
   Lea, C. Flood, Fast splittable pseudorandom number generators (2014). */
static int coin(uint64_t z)
{
  z += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return (int)((z ^ (z >> 31)) & 1);
}

/* The operands of node i among the moved values. */
static void row_value(ad_sharp *s, size_t i)
{
  const ad_graph *g = s->b->program.g;
  const ad_node *x = &g->nodes[i];
  const ad_op_row *row = ad_row_of(x);
  double *v = s->t + ad_sharp_place(s, i), a[3] = {0, 0, 0};
  for (size_t e = 0; e < ad_entries(x); e++) {
    for (size_t k = 0; k < x->arity; k++)
      a[k] = s->t[ad_sharp_operand(s, x, k) +
                      ad_entry_read(x, ad_operand_of(g, x, k), e / x->cols,
                                    e % x->cols)];
    v[e] = row->value(a[0], a[1], a[2], 0);
  }
}

static void node_value(ad_sharp *s, size_t i)
{
  ad_bound *b = s->b;
  const ad_node *x = &b->program.g->nodes[i];
  ad_call c = ad_program_call(&b->program, b->memory, x);
  c.factors = ad_program_factors(&b->program, x, s->t);
  ad_program_kernels(&b->program, x)
    ->value(&c, s->t + ad_sharp_place(s, i),
            ad_bound_operands(b, x, s->t));
}

static void shake(ad_sharp *s, const unsigned char *varying, uint64_t round)
{
  const ad_program *p = &s->b->program;
  memcpy(s->t, s->b->memory->value, p->value_words * sizeof *s->t);
  for (size_t i = 0; i < p->g->n; i++) {
    const ad_node *x = &p->g->nodes[i];
    if (!varying[i] || x->arity == 0)
      continue;
    if (ad_is_elementwise(x))
      row_value(s, i);
    else
      node_value(s, i);
    size_t at = ad_sharp_place(s, i);
    for (size_t e = 0; e < ad_entries(x); e++, at++)
      s->t[at] += (coin(at * SHAKES + round) ? 1 : -1) * DBL_EPSILON *
                      s->off[at];
  }
}

/* dirt[nodes]: what is found at any of the shakes. */
static void find_dirt(ad_sharp *s, const ad_stencil *stencil)
{
  s->pushed = 1;
  size_t n = s->b->program.g->n;
  unsigned char *found = s->dirt + n;
  size_t words = s->b->program.value_words;
  ad_stencil_point at = {s->b->memory->value, s->t, NULL, 0};
  memset(s->dirt, 0, n);
  for (uint64_t round = 0; round < SHAKES; round++) {
    shake(s, stencil->varying, round);
    at.tame = ad_are_tame(at.base, words) && ad_are_tame(at.now, words);
    ad_stencil_compare(stencil, &at, s->entries, found);
    for (size_t i = 0; i < n; i++)
      s->dirt[i] |= found[i];
  }
  ad_sharp_clear_tangents(s);
  s->shaken = 1;
}

int ad_sharp_decides(ad_sharp *s, size_t of, const ad_stencil *stencil)
{
  const ad_graph *g = s->b->program.g;
  size_t entry, output = ad_entry_find(g, g->outputs, of, &entry);
  if (!s->shaken)
    find_dirt(s, stencil);
  return (s->dirt[g->outputs[output]] & (AD_DIRT_BRANCH | AD_DIRT_WIDTH)) != 0;
}
