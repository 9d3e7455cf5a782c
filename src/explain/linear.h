/* SPDX-License-Identifier: GPL-3.0-or-later
   Texts that are linear in one matrix, the dots of a local derivative, entry by
   entry: of "...*s - s*sum(...*s)" the entry j is what it makes of entry i of
   the dots, s[j]*(1[i = j] - s[i]).  Read indices.h and lib/locals.h before. */
#ifndef LINEAR_H
#define LINEAR_H

#include "explain/indices.h"
#include "locals.h"

enum { LINEAR_PARTS = 6, LINEAR_TIES = 4, LINEAR_TERMS = 6 };

/* 1 where index a is b + offset, where b is ONE the offset; else 0. */
struct tie {
  int a, b;
  size_t offset;
};

struct linear_term {
  int negative;
  size_t n_parts, n_ties;
  struct part_of parts[LINEAR_PARTS];
  struct tie ties[LINEAR_TIES];
};

/* Their sum is what entry `from` of the dots brings. */
struct linear {
  struct at from;
  size_t n;
  struct linear_term terms[LINEAR_TERMS];
};

/* Entry `at` of the text of factor f, which acts on `before`; 0 where it is no
   such sum.  The caller hands *l to linear_free in any case. */
int linear_read(struct linear *l, struct indices *x, const ad_factor *f,
                ad_extent before, struct at at);
void linear_free(struct linear *l);

/* "i = j + 1", when the indices have letters; of a product of parts and ties
   "s[j]*(1[i = j] - s[i])".  The caller frees them. */
char *tie_text(const struct indices *x, const struct tie *tie);
char *linear_text(const struct indices *x, const struct linear *l);

#endif
