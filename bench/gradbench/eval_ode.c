/* SPDX-License-Identifier: GPL-3.0-or-later
   ode: y' = x * (1, y_1, ..., y_(n-1)) from y(0) = 0 to the time 2, by s steps
   of the Runge-Kutta method of order 4.  Its value is y, its derivative that
   of the last entry.  Read evals.h before. */
#include "evals.h"
#include "graph.h"

struct system {
  ad_builder *b;
  ad_ref x;
  size_t n;
};

/* y' at y[n x 1]. */
static ad_ref slope(const struct system *s, ad_ref y)
{
  const size_t across[2] = {1, 1};
  const ad_ref one = ad_number(s->b, 1);
  if (s->n == 1)
    return s->x;
  ad_shape but_last = {s->n - 1, 1, 0, 1};
  ad_ref blocks[2] = {one, ad_slice(s->b, y, 0, 0, but_last)};
  return ad_mul(s->b, s->x, ad_block(s->b, 2, across, 2, blocks));
}

/* y + h k */
static ad_ref along(const struct system *s, ad_ref y, double h, ad_ref k)
{
  return ad_add(s->b, y, ad_mul(s->b, ad_number(s->b, h), k));
}

/* y + h (k1 + 2 k2 + 2 k3 + k4) / 6 */
static ad_ref step(const struct system *s, ad_ref y, double h)
{
  ad_builder *b = s->b;
  ad_ref k1 = slope(s, y);
  ad_ref k2 = slope(s, along(s, y, h / 2, k1));
  ad_ref k3 = slope(s, along(s, y, h / 2, k2));
  ad_ref k4 = slope(s, along(s, y, h, k3));
  ad_ref ends = ad_add(b, k1, k4), between = ad_add(b, k2, k3);
  return along(s, y, h / 6, along(s, ends, 2, between));
}

static void build(struct problem *p)
{
  ad_builder *b = p->b;
  struct entries given = problem_list(p, "x", 0);
  size_t steps = problem_whole(p, "s", 1, (size_t)1 << 30), n = given.rows;
  struct system s = {b, problem_leaf(p, "x", given, AD_INPUT), n};
  double *start = problem_room(p, n, 1);
  if (!start)
    return;
  ad_ref y = ad_matrix(b, n, 1, start);
  for (size_t i = 0; i < steps && !problem_failed(p); i++)
    y = step(&s, y, 2 / (double)steps);
  ad_output(b, p->want == WANT_VALUE ? y : entry_of(b, y, n - 1));
}

const struct eval eval_ode = {
  "ode", build,
  {{"primal", work_value, output_list},
   {"gradient", work_gradient, output_list}},
};
