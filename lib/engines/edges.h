/* SPDX-License-Identifier: GPL-3.0-or-later
   The edges of a graph between single entries: which operand entries an
   entry of a node depends on, and by what partials.  An edge that `where`,
   max, min or relu cuts is not there at all, whatever stands behind it; one
   whose partial happens to be 0 is.  Plain loops, which share the rows'
   partials with the kernels, but no loop over entries; for reach.h and
   bound.h.  Internal; read program.h before. */
#ifndef AD_EDGES_H
#define AD_EDGES_H

#include "program/program.h"

typedef struct ad_edges {
  const ad_program *p;
  ad_memory *m;        /* where the values are                             */
  const size_t *place; /* place[nodes]: where a node's entries lie in what
                          is passed on: p->other or p->value               */
  const ad_node *x;    /* the node at hand                                 */
  double *v;           /* its values                                       */

  /* the edges of the entry at hand: list[n], n <= room */
  size_t room;
  struct ad_entry_edge {
    size_t at; /* place of the operand's entry                             */
    double partial;
  } *list;

  /* what reductions need: kernels give partials for adjoints of 1 */
  size_t words;
  double *ones, *partials; /* ones[words], partials[words]                 */
} ad_edges;

/* AD_ENOMEM; whatever comes back, ad_edges_free may be called.  p, m and
   place are borrowed. */
ad_status ad_edges_init(ad_edges *w, const ad_program *p, ad_memory *m,
                        const size_t *place, ad_error *err);
void ad_edges_free(ad_edges *w);
size_t ad_edges_bytes(const ad_program *p);

/* Does every entry of x depend on every entry of its operands, by partials
   that its kernels keep to themselves?  Then there are no edges to ask for. */
int ad_edges_whole(const ad_node *x);

/* Is it a running sum?  An edge from all that stands before an entry would
   make as many edges as the entries squared. */
int ad_edges_running(const ad_node *x);

/* Of a node that moves entries of its operand (a slice, a transpose, ...): the
   one that entry e is, AD_EDGES_NONE where it is a 0, or where a list names
   none.  `list` are the values of operand 1, which gather reads.  False: x is
   no such node. */
#define AD_EDGES_NONE SIZE_MAX
int ad_edges_move(const ad_graph *g, const ad_node *x, const double *list,
                  size_t e, size_t *from);

/* Of a node that is built from blocks: the operand that entry e lies in;
   *from is its number there. */
size_t ad_edges_block(const ad_graph *g, const ad_node *x, size_t e,
                      size_t *from);

/* Turns to node `i`, whose operands' values m has. */
void ad_edges_node(ad_edges *w, uint32_t i);

/* Fills list with the edges of its entry e, or of an instruction whose
   result is in slot `slot`; how many. */
size_t ad_edges_entry(ad_edges *w, size_t e);
size_t ad_edges_instr(ad_edges *w, const ad_instr *in, size_t slot);

#endif
