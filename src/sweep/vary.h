/* SPDX-License-Identifier: GPL-3.0-or-later
   The sizes of a sweep: ranges as they were written, and the grid of points
   that they make.  Ranges of one line run together and end with the
   shortest; each line is an axis.  Read lib/sheet.h before. */
#ifndef VARY_H
#define VARY_H

#include "sheet.h"

enum { VARY_MOST = 10000 }; /* points                                     */

struct vary_line {
  const ad_sweep_range *ranges; /* ranges[n]                              */
  size_t n;
};

struct vary {
  size_t n_dims, n_axes, n_points;
  char **dims;         /* dims[n_dims], in the order of the lines         */
  size_t *axis_points; /* axis_points[n_axes]; their product is n_points  */
  size_t *axis_dim;    /* axis_dim[n_axes]: the first dim of each         */
  size_t *sizes;       /* sizes[n_points x n_dims], first axis slowest    */
  char *cut;           /* the dims of ranges that were cut short; ""      */
};

/* Makes the grid of lines[n].  AD_EINPUT: a size is there twice, or there
   are more than VARY_MOST points.  The caller frees it in either case. */
ad_status vary_make(struct vary *vary, const struct vary_line *lines,
                    size_t n, ad_error *err);
void vary_free(struct vary *vary);

/* How many sizes a range has, at most VARY_MOST + 1; number i of them. */
size_t vary_count(const ad_sweep_range *range);
size_t vary_at(const ad_sweep_range *range, size_t i);

#endif
