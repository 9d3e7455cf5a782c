/* SPDX-License-Identifier: GPL-3.0-or-later
   How the numbers of a leaf are drawn anew: what it is stays.  Internal;
   read claims_data.h before. */
#ifndef AD_CLAIMS_WORLD_H
#define AD_CLAIMS_WORLD_H

#include "claims/claims_data.h"

/* What a leaf is, and stays where it is drawn anew. */
typedef enum ad_leaf_manner {
  MANNER_KEPT,
  MANNER_KEPT_ROWS, /* one 1 in each row, as labels say as well            */
  MANNER_KEPT_COLS,
  MANNER_HOT_ROWS, /* one 1 in each row, else 0                            */
  MANNER_HOT_COLS,
  MANNER_BITS,     /* 0 and 1; 0 and -1, where all are -1                  */
  MANNER_SHARE_ROWS, /* not negative, and 1 together in each row           */
  MANNER_SHARE_COLS,
  MANNER_SHARE_BOTH,
  MANNER_SIGNS,    /* -1 and 1                                             */
  MANNER_ORTHOGONAL, /* rows of length 1, at right angles; or columns      */
  MANNER_WHOLE,
  MANNER_SYMMETRIC,
  MANNER_POSITIVE, /* a number that others are compared with               */
  MANNER_REAL
} ad_leaf_manner;

/* A leaf that is drawn: own[from], what it has in the sheet, and at[shape], the
   same where it is drawn at another size. */
typedef struct ad_leaf_model {
  size_t leaf; /* its number                                               */
  int is_data;
  ad_leaf_manner manner;
  ad_shape from, shape;
  const double *own, *at;
} ad_leaf_model;

/* claims_manner.c: of the leaf, by its own numbers x. */
ad_leaf_manner ad_world_manner(const ad_graph *g, size_t leaf,
                               const double *x);

/* claims_structure.c: what ties the numbers of a data leaf together, x as it
   was drawn for them: constant columns or rows beside others, columns that sum
   to 0, a vector's length of 1, zeros above or below the diagonal, symmetry. */
void ad_world_tie(const ad_leaf_model *model, double *x);
/* Is x[n x n] sign times its transpose? */
int ad_world_mirrors(const double *x, size_t n, double sign);

/* claims_points.c: of a leaf at its own size. */
ad_leaf_model ad_world_model(const ad_sheet *sheet, size_t leaf);

/* claims_world.c: the leaf at point w, from 1: x[shape]. */
void ad_world_draw(const ad_leaf_model *model, size_t w, double *x);

#endif
