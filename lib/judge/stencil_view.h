/* SPDX-License-Identifier: GPL-3.0-or-later
   One node at two points, for the files that judge stencils:
   stencil_elementwise.c for elementwise operations, stencil_structured.c for
   the others.  Internal to stencil*.c; read stencil.h before. */
#ifndef AD_STENCIL_VIEW_H
#define AD_STENCIL_VIEW_H

#include <math.h>

#include "judge/stencil.h"

/* The values of a node and its first three operands, where it has so many, at
   the base point and at the point of the stencil. */
typedef struct ad_view {
  const ad_graph *g;
  const ad_node *x;
  const ad_op_row *row;
  const double *v0, *v1;
  const double *x0[3], *x1[3];
  const double *f0, *f1; /* factorisations, of factored nodes              */
} ad_view;

/* Equal, or both NaN. */
static inline int ad_view_same(double x, double y)
{
  return x == y || (isnan(x) && isnan(y));
}

/* What is wrong with an operand that went from x to y and may go less than
   `width` far. */
static inline unsigned ad_view_moved(double x, double y, double width)
{
  if (ad_view_same(x, y))
    return 0;
  if (!isfinite(x) || !isfinite(y))
    return AD_DIRT_DOMAIN;
  return fabs(y - x) < width ? 0 : AD_DIRT_WIDTH;
}

/* What a node does with the entries of an operand: does one change that it
   takes?  If none does, one may have changed by less than its rounding shows:
   by no more than those that are cut, if rounding hides as much. */
typedef struct ad_choice {
  int changed;
  double taken, cut; /* largest value taken, largest change that is cut    */
} ad_choice;

void ad_choice_add(ad_choice *c, double before, double after, int is_taken);
int ad_choice_carries(const ad_choice *c);

/* Each of the following fills dirt[] for the node's entries with what is wrong
   with the node itself, and gives that of all together.
   stencil_elementwise.c: of elementwise nodes; stencil_structured.c: of
   reductions that bend or multiply, and of what divides by a determinant. */
unsigned ad_rows_dirt(const ad_view *w, unsigned char *dirt);
unsigned ad_bends_dirt(const ad_view *w, unsigned char *dirt);
unsigned ad_factored_dirt(const ad_view *w, unsigned char *dirt);

/* Does an entry lie on a kink? */
int ad_rows_kink(const ad_view *w);
int ad_bends_kink(const ad_view *w);

/* Does entry e (i, j of an elementwise node) take something from operand k
   that changes, or may? */
int ad_rows_carry(const ad_view *w, size_t e, size_t k);
int ad_bends_carry(const ad_view *w, size_t e);

/* stencil_spread.c: adds to the node's dirt[] what is wrong with the entries
   of operand k that each entry depends on, given in from[]; dirt of all
   together.  `steps`: the operand changes by jumps only. */
unsigned ad_spread_dirt(const ad_view *w, size_t k, const unsigned char *from,
                        int steps, unsigned char *dirt);

#endif
