/* SPDX-License-Identifier: GPL-3.0-or-later
   Is a stencil of finite differences clean?  The values of all nodes at one
   of its points are held against those at the base point: the same branches
   taken, nothing that stops being finite, no operand moved further than its
   operation's row allows.  Values only, so the answer is independent of the
   derivatives.  Internal; read program.h before. */
#ifndef AD_STENCIL_H
#define AD_STENCIL_H

#include "program/program.h"

/* What is wrong with a point of a stencil. */
enum {
  AD_DIRT_BRANCH = 1, /* another branch is taken there                     */
  AD_DIRT_TIE = 2,    /* the base point lies on the kink itself            */
  AD_DIRT_DOMAIN = 4, /* a value is not finite at one of the two           */
  AD_DIRT_WIDTH = 8,  /* an operand has moved too far                      */
  AD_DIRT_JUMP = 16,  /* with BRANCH or TIE: of a node that goes in steps  */
  AD_DIRT_UNDERFLOW = 32 /* a product lost its small values on the way     */
};

/* What a graph's stencils can be dirty by. */
typedef struct ad_stencil {
  const ad_program *p;    /* AD_PLAN_ALL; borrowed                         */
  unsigned char *varying; /* varying[nodes]: can the value of a needed node
                             change with a wrt leaf?  0 where it cannot
                             (frozen nodes neither, nor what only those
                             read)                                         */
  uint32_t *watched;      /* the varying nodes that have a side, a width or
                             a step: what else can go wrong shows as a value
                             that is no number                             */
  size_t n_watched;
} ad_stencil;

enum { AD_VARIES = 1, AD_STEPS = 2 }; /* AD_STEPS: by jumps only           */

/* AD_ENOMEM; whatever comes back, ad_stencil_free may be called. */
ad_status ad_stencil_init(ad_stencil *s, const ad_program *p, ad_error *err);
void ad_stencil_free(ad_stencil *s);

/* A point of a stencil and its base point: the values at both. */
typedef struct ad_stencil_point {
  const double *base, *now;
  const unsigned char *reached; /* laid out as these: what may have changed;
                                   NULL: all of it                         */
  int tame; /* are these values, of varying nodes, numbers that differ by a
               number?  (downstream.h)  0: it is not known                 */
} ad_stencil_point;

/* Fills dirt, laid out as the values, with what is wrong at each entry of the
   nodes with dirt_of[n] != 0, or at one that it depends on by an edge that is
   not cut; dirt_of[n] is that of a node's entries together, 0 for those that
   do not vary, or are not reached. */
void ad_stencil_compare(const ad_stencil *s, const ad_stencil_point *at,
                        unsigned char *dirt, unsigned char *dirt_of);

/* Does an entry of node i lie exactly on a kink that its row names? */
int ad_stencil_on_kink(const ad_program *p, size_t i, const double *value);

#endif
