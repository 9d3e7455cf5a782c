/* SPDX-License-Identifier: GPL-3.0-or-later
   Grids of sizes.  Read vary.h before. */
#include "sweep/vary.h"

#include <stdlib.h>
#include <string.h>

#include "host/exits.h"

size_t vary_count(const ad_sweep_range *range)
{
  size_t n = 1;
  if (!range->by_factor) {
    size_t steps = (range->last - range->first) / range->step;
    return steps < VARY_MOST ? steps + 1 : VARY_MOST + 1;
  }
  for (size_t x = range->first; x <= range->last / range->step;
       x *= range->step)
    n++;
  return n;
}

size_t vary_at(const ad_sweep_range *range, size_t i)
{
  size_t x = range->first;
  if (!range->by_factor)
    return x + i * range->step;
  while (i-- > 0)
    x *= range->step;
  return x;
}

/* A single size stays as it is, however many points its line has. */
static int is_held(const ad_sweep_range *range)
{
  return range->first == range->last;
}

/* --- one line ------------------------------------------------------------- */

/* The shortest range that is not held. */
static size_t count_line(const struct vary_line *line)
{
  size_t least = 0;
  for (size_t i = 0; i < line->n; i++)
    if (!is_held(&line->ranges[i])) {
      size_t n = vary_count(&line->ranges[i]);
      least = least == 0 || n < least ? n : least;
    }
  return least > 0 ? least : 1;
}

static void note_cut(struct vary *v, const struct vary_line *line, size_t n)
{
  for (size_t i = 0; i < line->n; i++)
    if (!is_held(&line->ranges[i]) && vary_count(&line->ranges[i]) != n)
      memory_append(&v->cut, ", ", memory_copy(line->ranges[i].dim));
}

static ad_status add_dim(struct vary *v, const char *name, ad_error *err)
{
  for (size_t i = 0; i < v->n_dims; i++)
    if (strcmp(v->dims[i], name) == 0)
      return ad_fail(err, AD_EINPUT, "the size '%s' is varied twice", name);
  v->dims = memory_grow(v->dims, v->n_dims + 1, sizeof *v->dims);
  v->dims[v->n_dims++] = memory_copy(name);
  return AD_OK;
}

static ad_status add_line(struct vary *v, const struct vary_line *line,
                          ad_error *err)
{
  ad_status status = AD_OK;
  size_t axis = v->n_axes++, n = count_line(line);
  v->axis_points = memory_grow(v->axis_points, v->n_axes, sizeof(size_t));
  v->axis_dim = memory_grow(v->axis_dim, v->n_axes, sizeof(size_t));
  v->axis_points[axis] = n;
  v->axis_dim[axis] = v->n_dims;
  note_cut(v, line, n);
  for (size_t i = 0; status == AD_OK && i < line->n; i++)
    status = add_dim(v, line->ranges[i].dim, err);
  if (status == AD_OK &&
      (!ad_multiply(v->n_points, n, &v->n_points) || v->n_points > VARY_MOST))
    status = ad_fail(err, AD_EINPUT, "there are more than %d sizes to measure",
                     VARY_MOST);
  return status;
}

/* --- the grid ------------------------------------------------------------- */

/* Fills sizes[n_dims] of point i, which counts like a clock: the last axis
   turns fastest. */
static void fill_point(const struct vary *v, const struct vary_line *lines,
                       size_t i, size_t *sizes)
{
  size_t end = v->n_dims;
  for (size_t axis = v->n_axes; axis-- > 0;) {
    size_t at = i % v->axis_points[axis], first = v->axis_dim[axis];
    i /= v->axis_points[axis];
    for (size_t k = 0; first + k < end; k++) {
      const ad_sweep_range *range = &lines[axis].ranges[k];
      sizes[first + k] = vary_at(range, is_held(range) ? 0 : at);
    }
    end = first;
  }
}

ad_status vary_make(struct vary *v, const struct vary_line *lines, size_t n,
                    ad_error *err)
{
  ad_status status = AD_OK;
  *v = (struct vary){.n_points = 1, .cut = memory_copy("")};
  for (size_t i = 0; status == AD_OK && i < n; i++)
    status = add_line(v, &lines[i], err);
  if (status != AD_OK)
    return status;
  v->sizes = memory_new(v->n_points * v->n_dims, sizeof *v->sizes);
  for (size_t i = 0; i < v->n_points; i++)
    fill_point(v, lines, i, v->sizes + i * v->n_dims);
  return AD_OK;
}

void vary_free(struct vary *v)
{
  for (size_t i = 0; i < v->n_dims; i++)
    free(v->dims[i]);
  free(v->dims);
  free(v->axis_points);
  free(v->axis_dim);
  free(v->sizes);
  free(v->cut);
  *v = (struct vary){0};
}
