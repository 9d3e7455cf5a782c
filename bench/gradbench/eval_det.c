/* SPDX-License-Identifier: GPL-3.0-or-later
   det: a determinant expanded by minors, along the first row, the second row of
   what is left, and so on.  The minor of the last m rows and a set of m columns
   is one node, however often the expansion comes to it: 2^ell minors, where
   the recursion computes some of them again and again, ell! in all.  Read
   evals.h before. */
#include <stdlib.h>

#include "evals.h"
#include "graph.h"

enum { MOST_ROWS = 16 };

static unsigned count_bits(size_t set)
{
  unsigned n = 0;
  for (; set != 0; set &= set - 1)
    n++;
  return n;
}

/* The minor of the last rows and the columns of `set`, of which minors has all
   that are smaller.  row[ell]: the entries of the first of these rows. */
static ad_ref expand(ad_builder *b, const ad_ref *row, size_t ell, size_t set,
                     const ad_ref *minors)
{
  ad_ref sum = {AD_NO_INDEX};
  int terms = 0;
  for (size_t j = 0; j < ell; j++) {
    const size_t column = (size_t)1 << j;
    if (!(set & column))
      continue;
    ad_ref term = set == column ? row[j]
                                : ad_mul(b, row[j], minors[set & ~column]);
    sum = terms == 0 ? term
          : terms % 2 ? ad_sub(b, sum, term) : ad_add(b, sum, term);
    terms++;
  }
  return sum;
}

static void build(struct problem *p)
{
  ad_builder *b = p->b;
  size_t ell = problem_whole(p, "ell", 1, MOST_ROWS), all;
  struct entries given = problem_list(p, "A", ell * ell);
  ad_ref A = problem_leaf(p, "A", given, AD_INPUT);
  ad_ref entries[MOST_ROWS * MOST_ROWS], *minors;
  if (problem_failed(p))
    return;
  all = (size_t)1 << ell;
  minors = calloc(all, sizeof *minors);
  if (!minors)
    ad_fail_memory(&p->err, all * sizeof *minors);
  for (size_t i = 0; minors && i < ell * ell; i++)
    entries[i] = entry_of(b, A, i);
  for (size_t set = 1; minors && set < all; set++)
    minors[set] = expand(b, entries + (ell - count_bits(set)) * ell, ell, set,
                         minors);
  if (minors)
    ad_output(b, minors[all - 1]);
  free(minors);
}

const struct eval eval_det = {
  "det", build,
  {{"primal", work_value, output_number},
   {"gradient", work_gradient, output_list}},
};
