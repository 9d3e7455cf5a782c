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

static size_t count_bits(size_t set)
{
  size_t n = 0;
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
    const size_t rest = set & ~((size_t)1 << j);
    if (rest == set)
      continue;
    ad_ref term = rest ? ad_mul(b, row[j], minors[rest]) : row[j];
    if (terms++ == 0)
      sum = term;
    else
      sum = terms % 2 ? ad_add(b, sum, term) : ad_sub(b, sum, term);
  }
  return sum;
}

/* The determinant of A, a column of ell^2 entries; minors[2^ell] is room. */
static ad_ref expand_all(ad_builder *b, ad_ref A, size_t ell, ad_ref *minors)
{
  const size_t all = ((size_t)1 << ell) - 1;
  ad_ref entries[MOST_ROWS * MOST_ROWS];
  for (size_t i = 0; i < ell * ell; i++)
    entries[i] = entry_of(b, A, i);
  for (size_t set = 1; set <= all; set++) {
    const size_t row = ell - count_bits(set);
    minors[set] = expand(b, &entries[row * ell], ell, set, minors);
  }
  return minors[all];
}

static void build(struct problem *p)
{
  size_t ell = problem_whole(p, "ell", 1, MOST_ROWS);
  struct entries given = problem_list(p, "A", ell * ell);
  ad_ref A = problem_leaf(p, "A", given, AD_INPUT);
  if (problem_failed(p))
    return;
  ad_ref *minors = calloc((size_t)1 << ell, sizeof *minors);
  if (minors)
    ad_output(p->b, expand_all(p->b, A, ell, minors));
  else
    ad_fail_memory(&p->err, sizeof *minors << ell);
  free(minors);
}

const struct eval eval_det = {
  "det", build,
  {{"primal", work_value, output_number},
   {"gradient", work_gradient, output_list}},
};
