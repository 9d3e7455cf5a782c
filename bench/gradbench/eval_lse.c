/* SPDX-License-Identifier: GPL-3.0-or-later
   lse: log(sum(exp(x))) as a + log(sum(exp(x - a))) with a = max(x), in just
   these operations: the eval is about them, and not about an operation that
   has the derivative ready.  Read evals.h before. */
#include "evals.h"
#include "graph.h"

static void build(struct problem *p)
{
  ad_builder *b = p->b;
  ad_ref x = problem_leaf(p, "x", problem_list(p, "x", 0), AD_INPUT);
  ad_ref a = ad_reduce(b, AD_OP_amax, x, AD_ALL);
  ad_ref sum = ad_reduce(b, AD_OP_sum, ad_exp(b, ad_sub(b, x, a)), AD_ALL);
  ad_output(b, ad_add(b, a, ad_log(b, sum)));
}

const struct eval eval_lse = {
  "lse", build,
  {{"primal", work_value, output_number},
   {"gradient", work_gradient, output_list}},
};
