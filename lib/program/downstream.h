/* SPDX-License-Identifier: GPL-3.0-or-later
   What lies downstream of one entry: the part of a program that has to run
   again where that entry alone has moved.  A difference quotient asks for a
   few points with the same entry moved; where there are many entries, each
   reaches little of the graph.  Read program.h before.

   1 x 1 nodes are told apart one by one; a matrix is reached as a whole, and
   a chain runs as a whole, so that its sums round as they always do. */
#ifndef AD_DOWNSTREAM_H
#define AD_DOWNSTREAM_H

#include "program/program.h"

typedef struct ad_downstream {
  const ad_program *all;  /* borrowed                                      */
  ad_program part;        /* all, with pieces of its own                   */
  unsigned char *reached; /* reached[value_words], laid out as the values  */
} ad_downstream;

/* A program made for all values (AD_PLAN_ALL), or a part of one.  AD_ENOMEM;
   whatever comes back, ad_downstream_free may be called. */
ad_status ad_downstream_init(ad_downstream *d, const ad_program *all,
                             ad_error *err);
void ad_downstream_free(ad_downstream *d);

/* Bytes that it allocates. */
size_t ad_downstream_bytes(const ad_program *all);

/* Fills d->part and d->reached with what the value at `slot` reaches, itself
   included. */
void ad_downstream_aim(ad_downstream *d, size_t slot);

/* Copies the results of all pieces, and their factorisations, from one memory
   of values to another. */
void ad_downstream_copy(const ad_program *part, const double *from, double *to);

/* Are x[n] tame: numbers that differ by a number, whichever two are taken?
   (None is infinite, NaN, or beyond half the largest double.)  Are the results
   of all pieces? */
int ad_are_tame(const double *x, size_t n);
int ad_downstream_tame(const ad_program *part, const double *value);

#endif
