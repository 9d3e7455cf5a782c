/* SPDX-License-Identifier: GPL-3.0-or-later
   Numbers that get too large or too small on the way to a right side, as exp(x)
   does in exp(x)^2/(1 + exp(x))^3 at x = 400, or exp(-x)^2: what comes of them
   says nothing about the formula, unless it is lost beside other terms.  Each
   node has a bound on what it lost, carried on as derivatives carry it.  Read
   claims_data.h and behind.h before. */
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "graph/behind.h"
#include "graph/range.h"

#include "claims/claims_data.h"
#include "ops.h"

/* The largest magnitude in x[n]; infinite where there is no finite one. */
static double largest(const double *x, size_t n)
{
  double most = 0;
  for (size_t k = 0; k < n; k++)
    most = isfinite(x[k]) ? fmax(most, fabs(x[k])) : (double)INFINITY;
  return most;
}

/* What an entry of an elementwise node loses by itself, and what it hands on of
   lost[3], which its operands lost. */
static double lost_at(const ad_op_row *row, const double of[3], double v,
                      const double lost[3])
{
  double sum = 0;
  for (unsigned m = 0; m < row->arity; m++)
    if (lost[m] > 0 && row->partial[m])
      sum += fabs(row->partial[m](of[0], of[1], of[2], v)) * lost[m];
  if (isnan(sum))
    return (double)INFINITY;
  ad_left_range range = ad_range_of(row, of, v);
  if (range == AD_RANGE_ABOVE)
    return (double)INFINITY;
  return range == AD_RANGE_BELOW ? sum + DBL_MIN : sum;
}

/* Of a node of another kind: what is lost is added, times the other factors.
   It is infinite by itself where its operands are not. */
static double lost_together(const ad_graph *g, const ad_value *values,
                            ad_ref x, const double *lost)
{
  const ad_op_row *row = ad_op_get(ad_graph_op(g, x));
  double sum = 0, factors = 1, most = 0;
  for (size_t m = 0; m < ad_graph_operands(g, x); m++) {
    ad_ref of = ad_graph_operand(g, x, m);
    size_t n = ad_graph_entries(g, of);
    const double *at = ad_value_at(values, of);
    sum += lost[of.index] * (double)n;
    most = fmax(most, at ? largest(at, n) : (double)INFINITY);
    if (row->kind != AD_KIND_linear && at)
      factors *= fmax(1, largest(at, n));
  }
  const double *v = ad_value_at(values, x);
  int overflows = v && row->form != AD_FORM_logarithm && isfinite(most) &&
                  isinf(largest(v, ad_graph_entries(g, x)));
  return overflows ? (double)INFINITY : sum > 0 ? sum * factors : 0;
}

/* Nothing that is handed on, and numbers of ordinary size. */
static int is_ordinary(const ad_graph *g, const ad_value *values, ad_ref x,
                       const double *lost)
{
  const double *v = ad_value_at(values, x);
  for (size_t m = 0; m < ad_graph_operands(g, x); m++)
    if (lost[ad_graph_operand(g, x, m).index] > 0)
      return 0;
  for (size_t k = 0; v && k < ad_graph_entries(g, x); k++)
    if (!isfinite(v[k]) || fabs(v[k]) < DBL_MIN)
      return 0;
  return 1;
}

static double lost_of(const ad_graph *g, const ad_value *values, ad_ref x,
                      const double *lost)
{
  const ad_op_row *row = ad_op_get(ad_graph_op(g, x));
  const double *v = ad_value_at(values, x);
  size_t arity = ad_graph_operands(g, x);
  double most = 0, before[3] = {0};
  if (is_ordinary(g, values, x, lost))
    return 0;
  if (!row->value || !v)
    return lost_together(g, values, x, lost);
  for (size_t m = 0; m < arity; m++) {
    ad_ref of = ad_graph_operand(g, x, m);
    before[m] = lost[of.index];
    if (!ad_value_at(values, of))
      return lost_together(g, values, x, lost);
  }
  for (size_t k = 0; k < ad_graph_entries(g, x); k++) {
    double of[3] = {0};
    int finite = 1;
    for (size_t m = 0; m < arity; m++) {
      of[m] = ad_claim_read(g, values, x, m, k);
      finite &= isfinite(of[m]) || before[m] > 0;
    }
    if (finite)
      most = fmax(most, lost_at(row, of, v[k], before));
  }
  return most;
}

ad_status ad_point_overflow(ad_point *point, ad_error *err)
{
  const ad_graph *g = point->behind->graph;
  size_t n = ad_graph_size(g), found = 0;
  double *lost = calloc(n, sizeof *lost);
  if (!lost)
    return ad_fail_memory(err, n * sizeof *lost);
  for (uint32_t i = 0; i < n; i++)
    if (ad_graph_operands(g, (ad_ref){i}) > 0)
      found += (lost[i] = lost_of(g, point->values, (ad_ref){i}, lost)) > 0;
  point->lost = found > 0 ? lost : NULL;
  if (found == 0)
    free(lost);
  return AD_OK;
}

double ad_point_lost(const ad_point *point, ad_ref x)
{
  uint32_t place = point->behind->place[x.index];
  return point->lost && place != AD_NO_INDEX ? point->lost[place] : 0;
}
