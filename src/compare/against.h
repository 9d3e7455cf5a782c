/* SPDX-License-Identifier: GPL-3.0-or-later
   Gradients of another program beside ours: --against FILE, a file of JSON in
   the shape of `compare --format json`, as the programs of `export` print it.
   Read results.h before. */
#ifndef AGAINST_H
#define AGAINST_H

#include "compare/results.h"

/* Two derivatives agree where they differ by no more than rounding may have
   done to ours, and AGAINST_NEAR times the largest entry of the derivative. */
#define AGAINST_NEAR 1e-9

struct against {
  const char *name; /* of the file, without its folder; borrowed            */
  double *theirs;   /* theirs[m x n], as results.reverse has ours           */
  unsigned char *differs; /* differs[m x n]                                 */
  size_t entries, differing;
  size_t worst;     /* the entry that differs most, of those that do        */
};

/* Reads the file that --against names, and makes it r->against.  EXIT_FINE or,
   with a message, what is wrong: no such JSON, other names, other shapes, a
   derivative that is missing.  The caller calls against_free in any case. */
int against_read(struct against *a, struct results *r, const char *sheet,
                 const struct options *options);
void against_free(struct against *a);

/* |theirs - ours|; NAN where one of them is. */
double against_apart(const struct results *r, size_t at);

/* "agrees", "differs by 0.3"; of the block of an output and a leaf "48 agree",
   "2 of 48 differ".  The caller frees them. */
char *against_text(const struct results *r, size_t at);
char *against_counts(const struct results *r, const struct part *output,
                     const struct part *wrt, size_t *differing);

#endif
