/* SPDX-License-Identifier: GPL-3.0-or-later
   Numbers that get too large on the way to a right side, as exp(x) does in
   exp(x)/(1 + exp(x))^2 at x = 400: what comes of them says nothing about the
   formula.  Read claims_data.h and behind.h before. */
#include <math.h>
#include <stdlib.h>

#include "graph/behind.h"

#include "claims/claims_data.h"
#include "ops.h"

static int is_finite(const double *x, size_t n)
{
  for (size_t k = 0; k < n; k++)
    if (!isfinite(x[k]))
      return 0;
  return 1;
}

/* The operand's entry (i, j), nearer to 0 by so much that only a pole is still
   a pole there: 1/x and log(x) at 0, but not exp(x) at 800. */
static double nearer(const ad_graph *g, const ad_value *values, ad_ref x,
                     size_t i, size_t j)
{
  ad_shape s = ad_graph_shape(g, x);
  double at = ad_value_at(values, x)[(s.rows == 1 ? 0 : i) * s.cols +
                                     (s.cols == 1 ? 0 : j)];
  return copysign(log1p(fabs(at)), at);
}

/* Of node x, whose operands are finite: is an entry infinite without being at a
   pole?  Of rows that are not elementwise, logarithms of determinants have
   some. */
static int overflows(const ad_graph *g, const ad_value *values, ad_ref x)
{
  ad_shape s = ad_graph_shape(g, x);
  const ad_op_row *row = ad_op_get(ad_graph_op(g, x));
  const double *v = ad_value_at(values, x);
  for (size_t k = 0;
       row->form != AD_FORM_logarithm && k < s.rows * s.cols; k++) {
    double of[3] = {0};
    for (size_t m = 0; isinf(v[k]) && row->value && m < row->arity; m++)
      of[m] = nearer(g, values, ad_graph_operand(g, x, m), k / s.cols,
                     k % s.cols);
    if (isinf(v[k]) &&
        (!row->value || isfinite(row->value(of[0], of[1], of[2], 0))))
      return 1;
  }
  return 0;
}

/* Is it of a number that has got too large, or such a number?  What is not
   computed by itself is none. */
static int is_reached(const ad_graph *g, const ad_value *values, ad_ref x,
                      const unsigned char *reached)
{
  int finite = 1;
  for (size_t k = 0; k < ad_graph_operands(g, x); k++) {
    ad_ref of = ad_graph_operand(g, x, k);
    const double *at = ad_value_at(values, of);
    ad_shape s = ad_graph_shape(g, of);
    if (reached[of.index])
      return 1;
    finite &= at && is_finite(at, s.rows * s.cols);
  }
  return finite && ad_value_at(values, x) && overflows(g, values, x);
}

ad_status ad_point_overflow(ad_point *point, ad_error *err)
{
  const ad_graph *g = point->behind->graph;
  size_t n = ad_graph_size(g), found = 0;
  point->reached = NULL;
  unsigned char *reached = calloc(n, 1);
  if (!reached)
    return ad_fail_memory(err, n);
  for (uint32_t i = 0; i < n; i++)
    if (ad_graph_operands(g, (ad_ref){i}) > 0 &&
        is_reached(g, point->values, (ad_ref){i}, reached)) {
      reached[i] = 1;
      found++;
    }
  point->reached = found > 0 ? reached : NULL;
  if (found == 0)
    free(reached);
  return AD_OK;
}

int ad_point_overflows(const ad_point *point, ad_ref x)
{
  uint32_t place = point->behind->place[x.index];
  return point->reached && place != AD_NO_INDEX && point->reached[place];
}
