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

/* Marks the needed nodes whose values can change with a wrt leaf:
   varying[n] is 0 where they cannot (frozen ones neither, nor what only those
   read). */
enum { AD_VARIES = 1, AD_STEPS = 2 }; /* AD_STEPS: by jumps only           */
void ad_stencil_varying(const ad_graph *g, unsigned char *varying);

/* Fills dirt, laid out as the values (AD_PLAN_ALL), with what is wrong at
   each entry of the varying nodes or at one that it depends on by an edge that
   is not cut; dirt_of[n] is that of a node's entries together.  `base` and
   `now` are values. */
void ad_stencil_compare(const ad_program *p, const unsigned char *varying,
                        const double *base, const double *now,
                        unsigned char *dirt, unsigned char *dirt_of);

/* Does an entry of node i lie exactly on a kink that its row names? */
int ad_stencil_on_kink(const ad_program *p, size_t i, const double *value);

#endif
