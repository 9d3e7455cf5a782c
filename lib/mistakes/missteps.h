/* SPDX-License-Identifier: GPL-3.0-or-later
   Missteps at work: the reverse sweep of a derivative, in which one payment is
   wrong.  Internal; read mistakes_data.h and symbolic/sweep_rule.h before. */
#ifndef AD_MISSTEPS_H
#define AD_MISSTEPS_H

#include "mistakes/mistakes_data.h"
#include "symbolic/sweep_rule.h"

/* How a misstep works. */
typedef enum ad_misstep_kind {
  AD_MISSTEP_PAID, /* node i pays this in to its operand k                    */
  AD_MISSTEP_ONLY, /* nobody else pays in to that operand                     */
  AD_MISSTEP_WAYS, /* the ways of the set pay nothing in to that operand      */
  AD_MISSTEP_WHOLE /* the derivative is this                                  */
} ad_misstep_kind;

typedef struct ad_misstep {
  uint32_t i;
  size_t k;
  ad_misstep_kind kind;
  ad_mistake_code code;
  ad_sym paid;
  unsigned ways;
  const char *stands; /* a node that stands there by mistake; or NULL      */
  char *evidence; /* owned                                                 */
} ad_misstep;

/* Of the derivative of node `of` by node `by`. */
typedef struct ad_missteps {
  ad_sym_sweep *s;
  uint32_t of, by, last; /* last: no node above this one pays wrongly      */
  const ad_words *words;
  int is_part; /* of the derivative a part alone is asked for              */
  size_t *uses; /* uses[of + 1]: edges that lead back to each node          */
  ad_sym *vbar; /* vbar[of + 1]: adjoints of nodes that pay; AD_NO_SYM of
                   others                                                   */
  ad_sym *full; /* full[of + 1]: the adjoint of a node that is stretched
                   where it is used once, before it is summed up          */
  unsigned char *way; /* way[operands]: the number of the way from the operand
                         that an edge belongs to, in sets of ways          */
  ad_sym truth;
  size_t n, room;
  ad_misstep *list;
  const ad_misstep *now; /* the one that is made; NULL: they are collected  */
  const char *stands; /* what stands there by mistake, of those that are
                         added now; or NULL                                */
} ad_missteps;

/* An edge of the sweep, and what is due there. */
typedef struct ad_misstep_edge {
  ad_missteps *all;
  const ad_rule *r;
  uint32_t i;
  size_t k;
  ad_sym paid;
} ad_misstep_edge;

/* missteps.c: adds one, unless `paid` is what is due, or could not be made; of
   another shape than the operand only at the end of the sweep.  The evidence is
   a text as in missteps.def. */
void ad_misstep_add(const ad_misstep_edge *e, ad_mistake_code code, ad_sym paid,
                 const char *evidence);

/* Adds a mistake of the whole derivative. */
void ad_misstep_whole(ad_missteps *all, uint32_t i, ad_mistake_code code,
                   ad_sym form, const char *evidence);

/* Adds that of a set of ways from operand k of node i; text as above. */
void ad_misstep_forget(ad_missteps *all, uint32_t i, size_t k, unsigned ways,
                       const char *evidence);

/* Is there no more of AD_VISITS_MOST?  Each has a sweep of its own. */
int ad_missteps_are_spent(const ad_missteps *all);

/* The named nodes by number, as forms; AD_NO_SYM past the end. */
ad_sym ad_misstep_named(const ad_missteps *all, size_t n, const char **name);

/* missteps_entrywise.c and missteps_matrix.c: those of an edge. */
void ad_missteps_entrywise(const ad_misstep_edge *e);
void ad_missteps_matrix(const ad_misstep_edge *e);

/* missteps_ways.c: those of several ways, after the first sweep. */
void ad_missteps_ways(ad_missteps *all);

/* missteps_words.c: the named node before the last that node i is part of;
   AD_NO_INDEX: there is none. */
uint32_t ad_misstep_leads_to(const ad_missteps *all, uint32_t i);
/* Is node i inside a derived operation, what its text subtracts by itself? */
int ad_misstep_is_inside(const ad_missteps *all, uint32_t i);
/* The evidence with what its letters stand for, which the
   caller frees; NULL without memory. */
char *ad_misstep_text(const ad_misstep_edge *e, const char *evidence);
/* The form as an expression without cuts, as ad_form_expr. */
ad_status ad_misstep_expr(const ad_algebra *w, ad_sym x, ad_expr **out);

/* jacobian.c: what the sweep of a Jacobian of y begins with. */
ad_sym ad_jacobian_seed(ad_algebra *w, uint32_t y);

/* Where the operand is smaller than the node: what it is paid, by `full`, which
   has the shape of the node. */
void ad_missteps_stretch(const ad_misstep_edge *e, ad_sym full);

/* missteps_rules.c: those of a node with two operands that both move, and of a
   named node that is a function of another one, after the first sweep. */
ad_status ad_missteps_rules(ad_missteps *all);

/* Operand k of node i. */
static inline uint32_t ad_misstep_operand(const ad_misstep_edge *e, size_t k)
{
  const ad_graph *g = e->all->s->g;
  return g->operands[g->nodes[e->i].operand + k];
}

static inline ad_sym_shape ad_misstep_shape(const ad_misstep_edge *e, ad_sym x)
{
  return e->all->s->w->cells[x].shape;
}

#endif
