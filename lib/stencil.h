/* SPDX-License-Identifier: GPL-3.0-or-later
   Is a stencil of finite differences clean?  The values of all nodes at one
   of its points are held against those at the base point: the same branches
   taken, nothing that stops being finite, no operand moved further than its
   operation's row allows.  Values only, so the answer is independent of the
   derivatives.  Internal; read program.h before. */
#ifndef AD_STENCIL_H
#define AD_STENCIL_H

#include "program.h"

/* What is wrong with a point of a stencil. */
enum {
  AD_DIRT_BRANCH = 1, /* another branch is taken there                     */
  AD_DIRT_TIE = 2,    /* the base point lies on the kink itself            */
  AD_DIRT_DOMAIN = 4, /* a value is not finite at one of the two           */
  AD_DIRT_WIDTH = 8   /* an operand has moved too far                      */
};

/* Marks the needed nodes whose values can change with a wrt leaf:
   varying[n] is 0 where they cannot (frozen ones neither). */
enum { AD_VARIES = 1, AD_STEPS = 2 }; /* AD_STEPS: by jumps only           */
void ad_stencil_varying(const ad_graph *g, unsigned char *varying);

/* Fills dirt[n] with what is wrong at each node or at one that it depends on
   by an edge that is not cut; `base` and `now` are values as p lays them out
   (AD_PLAN_ALL). */
void ad_stencil_compare(const ad_program *p, const unsigned char *varying,
                        const double *base, const double *now,
                        unsigned char *dirt);

/* Does an entry of node i lie exactly on a kink that its row names? */
int ad_stencil_on_kink(const ad_program *p, size_t i, const double *value);

#endif
