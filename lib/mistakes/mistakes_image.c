/* SPDX-License-Identifier: GPL-3.0-or-later
   Values at all points, held against each other by a few numbers each.  Read
   mistakes_data.h before. */
#include <math.h>
#include <stdlib.h>

#include "cost.h"
#include "mistakes/mistakes_data.h"

static const double equal = 1e-9; /* of what an image is the sum of         */
enum { POINTS_AT_LEAST = 3 };     /* for a verdict                          */

/* --- images --------------------------------------------------------------- */

/* Entry (i, j) counts so much: no two alike, and none small.  splitmix64 as in
   claims_world.c would do; a hash of few steps does as well. */
static double weight(size_t i, size_t j)
{
  uint64_t z = (uint64_t)i * 0x9e3779b97f4a7c15u +
               (uint64_t)j * 0xc2b2ae3d27d4eb4fu + 0x165667b19e3779f9u;
  z = (z ^ (z >> 29)) * 0xbf58476d1ce4e5b9u;
  z ^= z >> 32;
  return 0.5 + (double)(z >> 11) * 0x1p-53;
}

void ad_image_look(const double *x, size_t w, ad_image *out)
{
  double as_is = 0, turned = 0, size = 0;
  for (size_t i = 0; i < out->shape.rows; i++)
    for (size_t j = 0; j < out->shape.cols; j++) {
      double entry = x[i * out->shape.cols + j];
      as_is += entry * weight(i, j);
      turned += entry * weight(j, i);
      size += fabs(entry);
    }
  out->as_is[w] = as_is;
  out->turned[w] = turned;
  out->size[w] = size;
}

/* Is it far below the budget, whatever the operations are?  What an entry costs
   is a call, or a sum over at most all entries of a node. */
static int is_small(const ad_graph *g)
{
  enum { OF_AN_ENTRY = 100 };
  size_t largest = 1;
  for (size_t i = 0; i < g->n; i++)
    largest = ad_entries(&g->nodes[i]) > largest ? ad_entries(&g->nodes[i])
                                                 : largest;
  return (double)g->entries * (double)largest * OF_AN_ENTRY * AD_POINTS <
         AD_FLOPS_MOST;
}

/* To look at an entry costs as much as a few flops. */
static ad_status hold_budget(const ad_graph *g, size_t n, const ad_ref *x,
                             ad_error *err)
{
  enum { OF_A_LOOK = 8 };
  ad_cost cost;
  if (is_small(g))
    return AD_OK;
  ad_status status = ad_cost_count(g, 1, &cost, err);
  double flops = status == AD_OK ? cost.evaluation.flops : 0;
  for (size_t i = 0; i < n; i++) {
    ad_shape s = ad_graph_shape(g, x[i]);
    flops += (double)s.rows * (double)s.cols * OF_A_LOOK;
  }
  return status == AD_OK && flops * AD_POINTS > AD_FLOPS_MOST
           ? ad_fail(err, AD_ELIMIT, "too much work for a diagnosis")
           : status;
}

/* --- held against each other ---------------------------------------------- */

static int are_alike(ad_shape x, ad_shape y)
{
  return x.rows == y.rows && x.cols == y.cols;
}

static double largest_size(const ad_image *x)
{
  double largest = 0;
  for (size_t w = 0; w < x->n; w++)
    if (isfinite(x->size[w]))
      largest = fmax(largest, x->size[w]);
  return largest;
}

/* Is it so small beside the same at other points, as behind a softmax that is
   saturated there, that what is off may be what cancelled on the way? */
static int is_faint(const ad_image *x, size_t w, double off)
{
  return w > 0 && off <= equal * largest_size(x);
}

/* Are c y and x, whose sums are given, the same wherever both are finite, the
   sheet's own point among them, and at so many that tell in all? */
static int is_times(const ad_image *x, const double *sums, double c,
                    const ad_image *y, size_t least)
{
  size_t found = 0;
  for (size_t w = 0; w < x->n; w++) {
    int finite = isfinite(x->size[w]) && isfinite(y->size[w]);
    double most = fmax(x->size[w], fabs(c) * y->size[w]);
    double off = fabs(sums[w] - c * y->as_is[w]);
    if (!finite && w == 0)
      return 0;
    if (!finite)
      continue;
    if (off <= equal * most)
      found++;
    else if (!is_faint(x, w, off))
      return 0;
  }
  return found >= least;
}

static int is_scaled_as_is(const ad_image *x, double c, const ad_image *y,
                           size_t least)
{
  return are_alike(x->shape, y->shape) && is_times(x, x->as_is, c, y, least);
}

static int is_scaled_turned(const ad_image *x, double c, const ad_image *y,
                            size_t least)
{
  ad_shape turned = {x->shape.cols, x->shape.rows, 0, 0};
  return are_alike(turned, y->shape) && is_times(x, x->turned, c, y, least);
}

static int is_scaled(const ad_image *x, double c, const ad_image *y,
                     size_t least)
{
  return is_scaled_as_is(x, c, y, least) || is_scaled_turned(x, c, y, least);
}

int ad_image_is(const ad_image *x, const ad_image *y)
{
  return is_scaled(x, 1, y, POINTS_AT_LEAST);
}

int ad_image_is_turned(const ad_image *x, const ad_image *y)
{
  return !is_scaled_as_is(x, 1, y, POINTS_AT_LEAST) &&
         is_scaled_turned(x, 1, y, POINTS_AT_LEAST);
}

int ad_image_meets(const ad_image *x, const ad_image *y, size_t w)
{
  double size = fmax(x->size[w], y->size[w]);
  return are_alike(x->shape, y->shape) && isfinite(size) &&
         fabs(x->as_is[w] - y->as_is[w]) <= equal * size;
}

int ad_image_is_zero(const ad_image *x)
{
  for (size_t w = 0; w < x->n; w++)
    if (!(x->size[w] <= 0))
      return 0;
  return 1;
}

/* Of the sheet's own point, or of the first where y is not 0. */
static double quotient(const double *sums, const ad_image *y)
{
  for (size_t w = 0; w < y->n; w++)
    if (isfinite(sums[w]) && fabs(y->as_is[w]) > 1e-6 * y->size[w])
      return sums[w] / y->as_is[w];
  return 0;
}

static int is_multiple(const ad_image *x, const ad_image *y, double *c,
                       size_t least)
{
  *c = quotient(are_alike(x->shape, y->shape) ? x->as_is : x->turned, y);
  return *c != 0 && is_scaled(x, *c, y, least);
}

int ad_image_ratio(const ad_image *x, const ad_image *y, double *c)
{
  return is_multiple(x, y, c, POINTS_AT_LEAST);
}

int ad_image_may_be(const ad_sheet *sheet, const ad_image *x,
                    const ad_image *y)
{
  char text[40];
  double c;
  return !(y->size[0] > 0) ||
         (is_multiple(x, y, &c, 0) &&
          ad_constant_text(sheet, NULL, c, text, sizeof text));
}

/* --- taken ---------------------------------------------------------------- */

ad_status ad_images_take(const ad_mistakes *m, const ad_graph *g, size_t n,
                         const ad_ref *x, size_t points, ad_image *out,
                         ad_error *err)
{
  ad_value *values;
  ad_status status = hold_budget(g, n, x, err);
  if (status == AD_OK)
    status = ad_value_outputs_new(g, &values, err);
  if (status != AD_OK)
    return status;
  for (size_t w = 0; w <= AD_WORLDS + m->more.n && w < points &&
                     status == AD_OK; w++) {
    status = ad_own_set(m, w, values, err);
    if (status != AD_OK)
      break;
    ad_value_sweep(values);
    for (size_t i = 0; i < n; i++) {
      out[i].shape = ad_graph_shape(g, x[i]);
      out[i].n = w + 1;
      ad_image_look(ad_value_at(values, x[i]), w, &out[i]);
    }
  }
  ad_value_free(values);
  return status;
}
