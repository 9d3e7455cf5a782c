/* SPDX-License-Identifier: GPL-3.0-or-later
   Named sizes, as a reader of formulas wants them: of every node the names of
   its axes, of every number what it has of sizes, 1/12 = 2/n.  Nothing is
   computed from them.  Internal; read builder.h before. */
#ifndef AD_SIZES_H
#define AD_SIZES_H

#include <stddef.h>
#include <stdint.h>

#include "status.h"

struct ad_builder;
struct ad_graph;

enum { AD_SIZES = 24 }; /* named ones that are followed: the first           */

/* The product of the sizes to these powers, counted in halves: 2 is the size, 1
   its square root. */
typedef struct ad_monomial {
  signed char halves[AD_SIZES];
} ad_monomial;

/* A constant with what it has of sizes. */
typedef struct ad_made_of {
  uint32_t node;
  ad_monomial of;
} ad_made_of;

typedef struct ad_sizes {
  size_t n;
  char *names[AD_SIZES];
  double values[AD_SIZES];
  ad_monomial of[AD_SIZES]; /* a size is itself; 4*k, a name as well, is a
                               multiple of k                                 */
  unsigned char *axes; /* axes[2 i], axes[2 i + 1]: of node i, 1 + the number
                          of the size of its rows and columns; 0: none; NULL
                          where n is 0                                      */
  size_t room_axes;
  size_t n_made, room_made;
  ad_made_of *made;    /* in order of their nodes                           */
} ad_sizes;

/* 1 + the number of the size of this name, which is new or known; 0 where
   there are too many, or no memory (a failure of the builder). */
unsigned ad_size_named(struct ad_builder *b, const char *name, size_t value);

/* The same of the number `value`, a whole multiple of these sizes, by the name
   that says so: k, 4*k, 2*n*k; 0 where it is none. */
unsigned ad_size_multiple(struct ad_builder *b, ad_monomial of, double value);

/* Names the axes of node i, and says what a constant has of sizes. */
void ad_size_axes(struct ad_builder *b, uint32_t i, unsigned rows,
                  unsigned cols);
void ad_size_made(struct ad_builder *b, uint32_t i, ad_monomial of);

/* What the axes of the newest node are called, from its operands. */
void ad_size_follow(struct ad_builder *b);

/* What constant i has of sizes; what a name has of them, a size alone itself;
   x times y^k; the square root of x, none where that has quarters. */
ad_monomial ad_size_of_constant(const struct ad_graph *g, uint32_t i);
ad_monomial ad_size_named_by(const ad_sizes *s, unsigned number);
ad_monomial ad_size_times(ad_monomial x, ad_monomial y, int k);
ad_monomial ad_size_root(ad_monomial x);
int ad_size_is_none(ad_monomial x);
int ad_size_same(ad_monomial x, ad_monomial y);

ad_status ad_sizes_copy(ad_sizes *to, const ad_sizes *from, size_t nodes);
void ad_sizes_free(ad_sizes *sizes);

#endif
