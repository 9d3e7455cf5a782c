/* SPDX-License-Identifier: GPL-3.0-or-later
   Sweeps that know what is reached.  The edge to the side that a where, max,
   min or relu does not take is not there, and neither is one from an entry
   that a direction leaves alone or to an output that no cotangent names.
   The plain sweeps of run.c carry a 0 there, which is the same, until the 0
   meets an infinite partial: 0 * inf is NaN.  Then the engine sweeps once
   more, here: entry by entry, with a byte for each that says whether a path
   leads there; an entry that is not reached contributes nothing at all.
   Every other product is IEEE's, so sqrt(x) * sqrt(x) at 0 stays NaN.
   Read edges.h and program.h before. */
#ifndef AD_REACH_H
#define AD_REACH_H

#include "engines/edges.h"

/* Belongs to an engine, and carries one direction of its memory at a time:
   number l of k. */
typedef struct ad_reach {
  ad_edges edges;
  unsigned char *reached; /* reached[other_words]; NULL: never needed      */
  unsigned char *read;    /* read[nodes]: by something but a product       */
  double *whole;  /* room for a node that is passed as a whole, and each of
                     its operands                                          */
  size_t k, l;
} ad_reach;

/* For an engine with program p and memory m (borrowed).  Allocates nothing
   where all is reached anyway: the graph has no select rows, cuts nothing
   out of matrices, and a sweep can start from `seeds` == 1 entry only.
   AD_ENOMEM, AD_ELIMIT; whatever comes back, ad_reach_free may be called. */
ad_status ad_reach_init(ad_reach *w, const ad_program *p, ad_memory *m,
                        size_t k, size_t seeds, ad_error *err);
void ad_reach_free(ad_reach *w);

/* Are all adjoints of wrt leaves finite, for each of k cotangents?  Of a leaf
   that only products read, one row and one column are looked at, for an entry
   of a factor that is not finite spoils a whole row or column: what overflows
   by itself goes unnoticed, but no sweep would make that finite. */
int ad_reach_adjoints_finite(const ad_reach *w, size_t k);

/* Is direction l of k finite in x[n x k]? */
int ad_reach_is_finite(const double *x, size_t n, size_t k, size_t l);

/* Tangents of direction l once more, from the wrt leaves', values along with
   them.  Entries of the direction that are 0 reach nothing. */
void ad_reach_push(ad_reach *w, size_t k, size_t l);

/* Adjoints of cotangent l once more: begin, seed the entries that have one
   (`at` counts as p->other does), pull. */
void ad_reach_begin(ad_reach *w, size_t k, size_t l);
void ad_reach_seed(ad_reach *w, size_t at, double x);
void ad_reach_pull(ad_reach *w);

#endif
