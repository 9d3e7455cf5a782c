/* SPDX-License-Identifier: GPL-3.0-or-later
   Single nodes in the sweeps of sharp.h: elementwise ones in sharp_rows.c,
   the others in sharp_nodes.c and sharp_factored.c.  Wherever numbers are laid
   out as the values are, an operand that is not active has zeros.  Read
   sharp.h before. */
#ifndef AD_SHARP_PARTS_H
#define AD_SHARP_PARTS_H

#include "judge/bound_parts.h"
#include "judge/sharp.h"

/* A node that is on the way from a wrt leaf to the row's output. */
static inline int ad_sharp_counts(const ad_sharp *s, size_t i)
{
  const ad_node *x = &s->b->program.g->nodes[i];
  return x->flags & AD_NODE_ACTIVE && x->arity > 0 && s->b->W[i] >= 0;
}

static inline size_t ad_sharp_place(const ad_sharp *s, size_t i)
{
  return s->b->program.value[i];
}

/* Where operand k of node x lies. */
static inline size_t ad_sharp_operand(const ad_sharp *s, const ad_node *x,
                                      size_t k)
{
  const ad_program *p = &s->b->program;
  return p->value[p->g->operands[x->operand + k]];
}

/* Is operand k's bar' to be made?  Of a leaf nothing reads it. */
static inline int ad_sharp_turns(const ad_sharp *s, const ad_node *x, size_t k)
{
  const ad_graph *g = s->b->program.g;
  return ad_edge_active(g, x, k) && ad_operand_of(g, x, k)->arity > 0;
}

/* What a tangent's sum, and what an operand's adjoint, is made of: the
   lengths L and R. */
typedef struct ad_sharp_lengths {
  double engines, local; /* L + R, max(L, R)                               */
} ad_sharp_lengths;

ad_sharp_lengths ad_sharp_lengths_of(const ad_sharp *s, const ad_node *x,
                                     size_t k);

/* What ad_sharp_rows_init needs in s->cached; fills s->cache. */
size_t ad_sharp_rows_words(ad_sharp *s);

/* At a new point: off and what is cached, for node i. */
void ad_sharp_rows_fill(ad_sharp *s, size_t i);
void ad_sharp_nodes_off(ad_sharp *s, size_t i);

/* t of node i, from those of its operands. */
void ad_sharp_rows_push(const ad_sharp *s, size_t i, double *t);
void ad_sharp_nodes_push(ad_sharp *s, size_t i, double *t);

/* The operands' bar += partials times bar of node i. */
void ad_sharp_rows_pull(const ad_sharp *s, size_t i, double *bar);
void ad_sharp_nodes_pull(ad_sharp *s, size_t i, double *bar);

/* The operands' `engines` and `local` += what node i weights |t| with. */
void ad_sharp_rows_weight(ad_sharp *s, size_t i);
void ad_sharp_nodes_weight(ad_sharp *s, size_t i);

/* The operands' bar' += what bar of node i gives through its second
   derivatives along t. */
void ad_sharp_rows_turn(const ad_sharp *s, size_t i);
void ad_sharp_nodes_turn(ad_sharp *s, size_t i);

/* For T, with absolute values: all that is off at a value of node i, from its
   operands' in `all`; and the operands' T += what comes of node i. */
void ad_sharp_rows_spread(const ad_sharp *s, size_t i, double *all);
void ad_sharp_nodes_spread(ad_sharp *s, size_t i, double *all);
void ad_sharp_rows_bound(ad_sharp *s, size_t i, double *T, const double *all);
void ad_sharp_nodes_bound(ad_sharp *s, size_t i, double *T, double *all);

#endif
