/* SPDX-License-Identifier: GPL-3.0-or-later
   Slips at work: the reverse sweep of a derivative, in which one payment is
   wrong.  Internal; read mistakes_data.h and symbolic/sweep_rule.h before. */
#ifndef AD_SLIPS_H
#define AD_SLIPS_H

#include "mistakes/mistakes_data.h"
#include "symbolic/sweep_rule.h"

/* How a slip works. */
typedef enum ad_slip_kind {
  AD_SLIP_PAID, /* node i pays this in to its operand k                    */
  AD_SLIP_ONLY, /* nobody else pays in to that operand                     */
  AD_SLIP_WHOLE /* the derivative is this                                  */
} ad_slip_kind;

typedef struct ad_slip {
  uint32_t i;
  size_t k;
  ad_slip_kind kind;
  ad_mistake_code code;
  ad_sym paid;
  char *evidence; /* owned                                                 */
} ad_slip;

/* Of the derivative of node `of` by node `by`. */
typedef struct ad_slips {
  ad_sym_sweep *s;
  uint32_t of, by;
  const ad_words *words;
  size_t *uses; /* uses[of + 1]: edges that lead back to each node          */
  ad_sym *vbar; /* vbar[of + 1]: adjoints of nodes that pay; AD_NO_SYM of
                   others                                                   */
  ad_sym truth;
  size_t n, room;
  ad_slip *list;
  const ad_slip *now; /* the one that is paid; NULL: they are collected     */
} ad_slips;

/* An edge of the sweep, and what is due there. */
typedef struct ad_slip_edge {
  ad_slips *slips;
  const ad_rule *r;
  uint32_t i;
  size_t k;
  ad_sym paid;
} ad_slip_edge;

/* slips.c: adds a slip, unless `paid` is what is due, or could not be made; of
   another shape than the operand only at the end of the sweep.  The evidence is
   a text as in slips.def. */
void ad_slip_add(const ad_slip_edge *e, ad_mistake_code code, ad_sym paid,
                 const char *evidence);

/* Adds a mistake of the whole derivative. */
void ad_slip_whole(ad_slips *slips, uint32_t i, ad_mistake_code code,
                   ad_sym form, const char *evidence);

/* The named nodes by number, as forms; AD_NO_SYM past the end. */
ad_sym ad_slip_named(const ad_slips *slips, size_t n, const char **name);

/* slips_entrywise.c and slips_matrix.c: those of an edge. */
void ad_slips_entrywise(const ad_slip_edge *e);
void ad_slips_matrix(const ad_slip_edge *e);

/* slips_rules.c: those of a node with two operands that both move, and of a
   named node that is a function of another one, after the first sweep. */
ad_status ad_slips_rules(ad_slips *slips);

/* Operand k of node i. */
static inline uint32_t ad_slip_operand(const ad_slip_edge *e, size_t k)
{
  const ad_graph *g = e->slips->s->g;
  return g->operands[g->nodes[e->i].operand + k];
}

static inline ad_shape ad_slip_shape(const ad_slip_edge *e, ad_sym x)
{
  return e->slips->s->w->cells[x].shape;
}

#endif
