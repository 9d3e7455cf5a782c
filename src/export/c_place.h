/* SPDX-License-Identifier: GPL-3.0-or-later
   Where in a matrix a line of C is: the indices of its loops, shifted by what
   slices and zeros around a matrix shift them.  Read code.h before. */
#ifndef C_PLACE_H
#define C_PLACE_H

#include "nodes.h"

/* var + shift, or the number shift. */
struct c_index {
  const char *var; /* of a loop from 0 to size - 1; NULL: none              */
  size_t size;
  long shift;
};

/* An entry; flat: of a matrix that is walked through by one index, k. */
struct c_place {
  struct c_index row, col;
  int flat;
};

/* "i + 1"; "A[i * 4 + j]" of a matrix stored row by row.  The caller frees
   them. */
char *c_index_text(struct c_index x);
char *c_entry_text(const char *name, ad_shape s, const struct c_place *at);

/* Another entry, as a word of words.def says it: "[j, i]" or, with what stands
   before the ?, as *condition (NULL: always), where it is there at all.  The
   caller frees *condition. */
struct c_place c_place_moved(const ad_graph *g, ad_ref x, const char *word,
                             const struct c_place *at, char **condition);

#endif
