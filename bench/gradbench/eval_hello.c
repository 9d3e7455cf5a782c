/* SPDX-License-Identifier: GPL-3.0-or-later
   hello: x^2 and, as its derivative, 2 x.  Read evals.h before. */
#include "evals.h"
#include "graph.h"

static void build(struct problem *p)
{
  double *x = problem_room(p, 1, 1);
  if (x)
    *x = problem_number(p, NULL);
  ad_ref leaf = problem_leaf(p, "x", (struct entries){1, 1, x}, AD_INPUT);
  ad_output(p->b, ad_square(p->b, leaf));
}

const struct eval eval_hello = {
  "hello", build,
  {{"square", work_value, output_number},
   {"double", work_gradient, output_number}},
};
