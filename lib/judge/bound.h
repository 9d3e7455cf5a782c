/* SPDX-License-Identifier: GPL-3.0-or-later
   The sums behind rule R1.  For an output entry and every entry of the
   graph, S is the sum over the paths between them of |product of partials|:
   a reverse sweep with |partials|.  W counts the roundings along the worst
   path, forward and back, so forward and reverse mode may differ by W u S,
   u = 2^-53.  Where products underflow, each may lose one least double as
   well; what becomes of that on the way is summed too.
   It shares the rows' partials with the engines, and the adjoint kernels of
   structured operations, but no loop of theirs.  Internal to agree.c and
   agree_judge.c; read program.h before. */
#ifndef AD_BOUND_H
#define AD_BOUND_H

#include "engines/edges.h"
#include "engines/value_data.h"

/* The least positive double, which the smallest product may be off by. */
#define AD_LEAST_DOUBLE 0x1p-1074

typedef struct ad_bound {
  ad_program program; /* AD_PLAN_ALL: every node has a place of its own    */
  ad_value *point; /* whose values these are                               */
  ad_value *own;   /* the same, or NULL where it is borrowed               */
  ad_memory *memory; /* that of the point                                  */
  ad_edges edges;
  uint32_t *readers; /* readers[nodes]: how many operands it is            */
  double *W;       /* W[nodes] from there to the output; -1: no path       */

  /* each as the values are laid out */
  double *size;  /* |value|                                                */
  double *bar;   /* S                                                      */
  double *reach; /* what underflow in the reverse sweep may cost, in least
                    doubles; not 0 wherever a path leads, though S be 0    */
  double *work;  /* room for a node or an operand                          */
  double *factored; /* see bound_factored.h                                */
  size_t prepared;  /* the node that it is filled for, + 1; 0: none        */
  unsigned char *marked; /* by ad_bound_singular                           */
  unsigned char *singular; /* where bar is not finite: is that because a
                              partial on a path is not?  Else finite ones
                              overflow                                     */

  double lost;   /* what underflow in a forward sweep may cost             */
} ad_bound;

/* `beside`: whose point it is, borrowed until b is freed; NULL: one of its
   own.  AD_ENOMEM, AD_ELIMIT; whatever comes back, ad_bound_free may be
   called. */
ad_status ad_bound_init(ad_bound *b, const ad_graph *g, ad_value *beside,
                        ad_error *err);
void ad_bound_free(ad_bound *b);

/* Values at the point. */
void ad_bound_evaluate(ad_bound *b);

/* The sums for output entry `of`. */
void ad_bound_sweep(ad_bound *b, size_t of);

/* After a sweep in which `bar` of entry `entry` of the node `from` came out
   not finite: the node on a path from there whose partial is not finite, and
   the entry of it; false where there is none (finite ones overflow). */
int ad_bound_singular(ad_bound *b, uint32_t from, size_t entry,
                      uint32_t *node, size_t *at);

#endif
