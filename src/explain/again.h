/* SPDX-License-Identifier: GPL-3.0-or-later
   The proof of formulas: their texts are read by the parser of worksheets,
   built behind the nodes of the sheet, computed, and held against what the
   engines found.  Read explain.h and lower.h before. */
#ifndef AGAIN_H
#define AGAIN_H

#include "explain/explain.h"

/* What is read behind the nodes of a sheet, and what it says. */
struct again {
  const struct explained *e;
  ad_builder *b;
  size_t n, room, n_given, room_given;
  struct explain_line **lines; /* lines[n], borrowed: the outputs of b      */
  const double **given;        /* given[n_given], borrowed: further leaves  */
};

/* The caller hands it to again_end in any case.  AD_ENOMEM. */
ad_status again_begin(struct again *a, const struct explained *e,
                      ad_error *err);
void again_end(struct again *a);

/* A name that texts may have for the numbers x[shape], which have to stay. */
void again_give(struct again *a, const char *name, ad_shape shape,
                const double *x);

/* Reads line->right, which becomes NULL where it cannot be read: then it is not
   shown either.  From then on `name` (NULL: none) is what it comes to.
   AD_ENOMEM, AD_ELIMIT. */
ad_status again_read(struct again *a, struct explain_line *line,
                     const char *name, ad_error *err);

/* Computes all that was read, and fills `off` of the lines. */
ad_status again_compute(struct again *a, ad_error *err);

/* Fills `off` of the line: how far x[shape] is off its value; NaN where what is
   not finite leaves nothing to compare. */
void again_compare(struct explain_line *line, const double *x);

#endif
