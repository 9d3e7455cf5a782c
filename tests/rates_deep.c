/* SPDX-License-Identifier: GPL-3.0-or-later
   Worlds of few operations, each of which random graphs seldom reach: deep
   recurrences, iterated maps, saturation, numbers near the ends of what a
   double is.  Read random_graph.h and rates.h before. */
#include "rates_check.h"

#include "random_graph.h"
#include "rates_deep.h"

static double magnitude(test_rng *r, double low, double high)
{
  double size = pow(10, test_uniform(r, low, high));
  return test_below(r, 2) == 0 ? -size : size;
}

/* --- recurrences ---------------------------------------------------------- */

/* h <- f(W h + b): one of five f, up to 60 steps of up to 4 units. */
ad_graph *rates_deep(test_rng *r)
{
  static ad_ref (*const activations[])(ad_builder *, ad_ref) = {
    ad_tanh, ad_sigmoid, ad_sin, ad_softplus, ad_relu};
  ad_builder *b = test_builder();
  size_t units = 1 + test_below(r, 4), steps = 10 + test_below(r, 51);
  ad_ref (*f)(ad_builder *, ad_ref) = activations[test_below(r, 5)];
  ad_ref W = ad_leaf(b, "W", units, units, AD_PARAM);
  ad_ref c = ad_leaf(b, "b", units, 1, AD_PARAM);
  ad_ref h = ad_leaf(b, "h", units, 1, AD_INPUT);
  for (size_t t = 0; t < steps; t++)
    h = f(b, ad_add(b, ad_matmul(b, W, h), c));
  ad_output(b, ad_reduce(b, AD_OP_sum, h, AD_ALL));
  return test_finish(b);
}

/* --- maps ----------------------------------------------------------------- */

/* The logistic map, Chebyshev's recurrence, the sine map, Henon's map, a cubic
   one. */
static ad_ref stepped(ad_builder *b, size_t map, ad_ref x, ad_ref before,
                      ad_ref a)
{
  ad_ref square = ad_mul(b, x, x);
  switch (map) {
  case 0:
    return ad_mul(b, ad_mul(b, a, x), ad_sub(b, ad_number(b, 1), x));
  case 1:
    return ad_sub(b, ad_mul(b, ad_number(b, 2), ad_mul(b, a, x)), before);
  case 2:
    return ad_mul(b, a, ad_sin(b, ad_mul(b, ad_number(b, 3), x)));
  case 3:
    return ad_add(b, ad_sub(b, ad_number(b, 1),
                            ad_mul(b, ad_number(b, 1.4), square)),
                  ad_mul(b, ad_number(b, 0.3), before));
  default:
    return ad_sub(b, ad_mul(b, a, x), ad_mul(b, a, ad_mul(b, square, x)));
  }
}

ad_graph *rates_maps(test_rng *r)
{
  ad_builder *b = test_builder();
  size_t map = test_below(r, 5), steps = 2 + test_below(r, 28);
  ad_ref x = ad_leaf(b, "x", 1, 1, AD_INPUT), before = x;
  ad_ref a = ad_leaf(b, "a", 1, 1, AD_PARAM);
  for (size_t t = 0; t < steps; t++) {
    ad_ref next = stepped(b, map, x, before, a);
    before = x;
    x = next;
  }
  ad_output(b, x);
  return test_finish(b);
}

/* --- saturation, and the ends of the range -------------------------------- */

static ad_ref saturated(ad_builder *b, test_rng *r, ad_ref x)
{
  switch (test_below(r, 7)) {
  case 0:
    return ad_tanh(b, x);
  case 1:
    return ad_sigmoid(b, x);
  case 2:
    return ad_softplus(b, x);
  case 3:
    return ad_erf(b, x);
  case 4:
    return ad_log(b, ad_sub(b, ad_number(b, 1 + 1e-9), ad_sigmoid(b, x)));
  case 5:
    return ad_mul(b, x, ad_sigmoid(b, x));
  default:
    return ad_reduce(b, AD_OP_logsumexp, x, AD_ALL);
  }
}

/* Sums of functions of numbers up to 45, scaled by up to 1e12. */
ad_graph *rates_saturated(test_rng *r)
{
  ad_builder *b = test_builder();
  size_t n = 1 + test_below(r, 5), terms = 1 + test_below(r, 3);
  ad_ref x = ad_leaf(b, "x", n, 1, AD_INPUT), sum = ad_number(b, 0);
  for (size_t i = 0; i < terms; i++) {
    ad_ref scale = ad_number(b, magnitude(r, -3, 12));
    ad_ref term = ad_mul(b, scale, saturated(b, r, x));
    sum = ad_add(b, sum, ad_reduce(b, AD_OP_sum, term, AD_ALL));
  }
  ad_output(b, sum);
  return test_finish(b);
}

/* Products, quotients, norms and powers of numbers of 1e-150 to 1e150. */
ad_graph *rates_extreme(test_rng *r)
{
  ad_builder *b = test_builder();
  size_t n = 2 + test_below(r, 6);
  ad_ref x = ad_leaf(b, "x", n, 1, AD_INPUT);
  ad_ref y = ad_leaf(b, "y", n, 1, AD_INPUT), v;
  switch (test_below(r, 6)) {
  case 0:
    v = ad_reduce(b, AD_OP_prod, x, AD_ALL);
    break;
  case 1:
    v = ad_reduce(b, AD_OP_sum, ad_div(b, x, y), AD_ALL);
    break;
  case 2:
    v = ad_reduce(b, AD_OP_norm, x, AD_ALL);
    break;
  case 3:
    v = ad_reduce(b, AD_OP_sum, ad_log(b, ad_mul(b, x, x)), AD_ALL);
    break;
  case 4:
    v = ad_reduce(b, AD_OP_prod, ad_div(b, x, y), AD_ALL);
    break;
  default:
    v = ad_matmul(b, ad_transpose(b, x), y);
  }
  ad_output(b, v);
  return test_finish(b);
}

/* --- points --------------------------------------------------------------- */

double rates_coordinate(enum world world, test_rng *r)
{
  switch (world) {
  case WORLD_MAPS:
    return test_uniform(r, 0.05, 0.99);
  case WORLD_SATURATED:
    return test_uniform(r, -45, 45);
  case WORLD_EXTREME:
    return magnitude(r, -150, 150);
  default:
    return test_uniform(r, -1.2, 1.2);
  }
}
