/* SPDX-License-Identifier: GPL-3.0-or-later
   llsq: half the squared distance of a polynomial with the coefficients x[m]
   from the sign function, at n points t from -1 to 1; by Horner's rule, all
   points together.  Read evals.h before. */
#include "evals.h"
#include "graph.h"

/* t and sign(t), [n x 1] each. */
static void grid(struct problem *p, size_t n, ad_ref *t, ad_ref *s)
{
  double *at = problem_room(p, n, 1), *sign = problem_room(p, n, 1);
  for (size_t i = 0; sign && i < n; i++) {
    at[i] = -1 + (double)i * 2 / ((double)n - 1);
    sign[i] = (at[i] > 0) - (at[i] < 0);
  }
  *t = problem_leaf(p, "t", (struct entries){n, 1, at}, AD_DATA);
  *s = problem_leaf(p, "s", (struct entries){n, 1, sign}, AD_DATA);
}

static void build(struct problem *p)
{
  ad_builder *b = p->b;
  struct entries given = problem_list(p, "x", 0);
  size_t n = problem_whole(p, "n", 2, (size_t)1 << 30);
  ad_ref x = problem_leaf(p, "x", given, AD_INPUT), t, s;
  grid(p, n, &t, &s);
  if (problem_failed(p))
    return;
  ad_ref y = entry_of(b, x, given.rows - 1);
  for (size_t j = given.rows - 1; j-- > 0;)
    y = ad_add(b, ad_mul(b, y, t), entry_of(b, x, j));
  ad_ref distance = sum_of(b, ad_square(b, ad_sub(b, s, y)), AD_ALL);
  ad_output(b, ad_mul(b, ad_number(b, 0.5), distance));
}

const struct eval eval_llsq = {
  "llsq", build,
  {{"primal", work_value, output_number},
   {"gradient", work_gradient, output_list}},
};
