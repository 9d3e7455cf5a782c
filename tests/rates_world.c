/* SPDX-License-Identifier: GPL-3.0-or-later
   The graphs and points that `make rates` is about.  Read random_wide.h and
   rates.h before. */
#include "rates.h"
#include "rates_check.h"

#include "random_wide.h"
#include "rates_deep.h"

/* +-10^-8 .. 10^8, evenly on a logarithmic scale. */
static double wide_number(test_rng *r)
{
  double size = pow(10, test_uniform(r, -8, 8));
  return test_below(r, 2) == 0 ? -size : size;
}

static double *point(const ad_graph *g, test_rng *r, int wide)
{
  size_t n = test_point_size(g);
  double *x = test_alloc(n, sizeof *x);
  for (size_t i = 0; i < n; i++)
    x[i] = wide ? wide_number(r) : test_uniform(r, -1.5, 2.1);
  return x;
}

/* One graph in so many goes over more entries than chains begin with. */
enum { MANY_ENTRIES = 499 };

static ad_graph *grow_special(enum world world, test_rng *r, double **x)
{
  static ad_graph *(*const grow[])(test_rng *) = {rates_deep, rates_maps,
                                                  rates_saturated,
                                                  rates_extreme};
  ad_graph *g = grow[world - WORLD_DEEP](r);
  size_t n = test_point_size(g);
  *x = test_alloc(n, sizeof **x);
  for (size_t i = 0; i < n; i++)
    (*x)[i] = rates_coordinate(world, r);
  return g;
}

ad_graph *rates_grow(enum world world, uint64_t seed, double **x)
{
  test_rng r = {seed};
  if (world >= WORLD_DEEP)
    return grow_special(world, &r, x);
  ad_graph *g = world == WORLD_ORDINARY && seed / WORLDS % MANY_ENTRIES == 7
                  ? random_wide_graph(&r)
                  : grow_graph(&r, world == WORLD_WILD);
  int wide =
      world == WORLD_WIDE || (world == WORLD_WILD && test_below(&r, 2) == 0);
  *x = world == WORLD_TIES ? random_point(g, &r) : point(g, &r, wide);
  return g;
}
