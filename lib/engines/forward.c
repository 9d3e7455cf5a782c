/* SPDX-License-Identifier: GPL-3.0-or-later
   See forward.h. */
#include "forward.h"

#include <stdlib.h>
#include <string.h>

#include "engines/reach.h"
#include "engines/value_data.h"
#include "graph/entry.h"

struct ad_forward {
  ad_program program;
  ad_memory memory;
  ad_reach reach;
  size_t chunk, k; /* directions at most, and in the last sweep            */
  size_t unit;     /* the first unit direction of the last sweep, or NONE  */
  int stale;       /* values that are kept do not belong to the leaves'    */
};

static const size_t NONE = SIZE_MAX;

/* Values are kept from chunk to chunk where matrices are large enough for
   blocks, and the values small beside the tangents: the memory of forward
   mode must not grow as a tape does. */
static int keeps_values(const ad_forward *f)
{
  return f->program.blocks &&
         f->program.value_words / f->chunk <= f->program.other_words / 4;
}

/* Without such matrices there is nothing to plan twice for. */
static int may_keep_values(const ad_forward *f, const ad_graph *g)
{
  int large = 0;
  for (size_t i = 0; i < g->n && f->chunk > 1 && !large; i++)
    large = ad_entries(&g->nodes[i]) >= AD_CHAIN_TANGENTS_FROM;
  return large;
}

static ad_status make_program(ad_forward *f, const ad_graph *g,
                              const ad_program *plain, ad_error *err)
{
  ad_status status = AD_OK;
  if (may_keep_values(f, g))
    status = ad_program_init(&f->program, g, AD_PLAN_CHUNKS, err);
  if (status != AD_OK || keeps_values(f))
    return status;
  ad_program_free(&f->program);
  return ad_program_init_beside(&f->program, g, AD_PLAN_OUTPUTS, plain, err);
}

static ad_status make(const ad_graph *g, const ad_program *plain, size_t chunk,
                      ad_forward **out, ad_error *err)
{
  *out = NULL;
  if (chunk == 0)
    return ad_fail(err, AD_EINPUT, "a chunk has at least one direction");
  ad_forward *f = calloc(1, sizeof *f);
  if (!f)
    return ad_fail_memory(err, sizeof *f);
  f->chunk = chunk;
  f->unit = NONE;
  f->stale = 1;
  ad_status status = make_program(f, g, plain, err);
  if (status == AD_OK)
    status = ad_memory_init(&f->memory, &f->program, chunk, err);
  if (status == AD_OK)
    status = ad_reach_init(&f->reach, &f->program, &f->memory, chunk,
                           ad_graph_wrt_entries(g), err);
  if (status != AD_OK) {
    ad_forward_free(f);
    return status;
  }
  *out = f;
  return AD_OK;
}

ad_status ad_forward_new(const ad_graph *g, size_t chunk, ad_forward **out,
                         ad_error *err)
{
  return make(g, NULL, chunk, out, err);
}

ad_status ad_forward_new_beside(const ad_value *e, size_t chunk,
                                ad_forward **out, ad_error *err)
{
  return make(e->program.g, &e->program, chunk, out, err);
}

void ad_forward_free(ad_forward *f)
{
  if (!f)
    return;
  ad_reach_free(&f->reach);
  ad_memory_free(&f->memory);
  ad_program_free(&f->program);
  free(f);
}

ad_status ad_forward_set(ad_forward *f, size_t leaf, const double *x)
{
  ad_status status = ad_program_set(&f->program, &f->memory, leaf, x);
  f->stale = 1;
  return status;
}

/* The tangent of wrt leaf i, and how many entries it has. */
static double *leaf_tangent(ad_forward *f, size_t i, size_t *entries)
{
  uint32_t node = f->program.g->wrt[i];
  *entries = ad_entries(&f->program.g->nodes[node]);
  return f->memory.other + f->program.other[node] * f->k;
}

/* The layout hangs on k, so what outputs without a derivative show must be
   cleared when k changes. */
static void set_directions(ad_forward *f, size_t k)
{
  const ad_graph *g = f->program.g;
  if (f->k == k)
    return;
  f->k = k;
  f->unit = NONE;
  for (size_t i = 0; i < g->n_outputs; i++) {
    const ad_node *x = &g->nodes[g->outputs[i]];
    if (!(x->flags & AD_NODE_ACTIVE))
      memset(f->memory.other + f->program.other[g->outputs[i]] * k, 0,
             ad_entries(x) * k * sizeof(double));
  }
}

static int is_finite(const ad_forward *f, size_t l)
{
  const ad_graph *g = f->program.g;
  for (size_t i = 0; i < g->n_outputs; i++)
    if (!ad_reach_is_finite(ad_forward_tangent(f, i),
                            ad_entries(&g->nodes[g->outputs[i]]), f->k, l))
      return 0;
  return 1;
}

/* A sweep; directions in which something is not finite once more, with care
   for what is reached. */
static void push(ad_forward *f)
{
  const ad_graph *g = f->program.g;
  int finite = 1;
  if (f->program.inner && f->stale)
    ad_program_evaluate(&f->program, &f->memory, 0);
  f->stale = 0;
  ad_program_push(&f->program, &f->memory, f->k);
  for (size_t i = 0; f->reach.reached && i < g->n_outputs; i++)
    finite &= f->program.kernels->all_finite(
      ad_entries(&g->nodes[g->outputs[i]]) * f->k, ad_forward_tangent(f, i));
  for (size_t l = 0; !finite && l < f->k; l++)
    if (!is_finite(f, l))
      ad_reach_push(&f->reach, f->k, l);
}

ad_status ad_forward_sweep(ad_forward *f, size_t k, const double *directions)
{
  if (k < 1 || k > f->chunk)
    return AD_EINPUT;
  set_directions(f, k);
  f->unit = NONE;
  for (size_t i = 0; i < f->program.g->n_wrt; i++) {
    size_t entries;
    double *d = leaf_tangent(f, i, &entries);
    memcpy(d, directions, entries * k * sizeof *d);
    ad_program_set_live(&f->program, &f->memory, f->program.g->wrt[i], 0,
                        entries);
    directions += entries * k;
  }
  push(f);
  return AD_OK;
}

/* Unit directions first .. first + k - 1 get x, 1 or 0, where they point. */
static void set_units(ad_forward *f, size_t first, double x)
{
  const ad_graph *g = f->program.g;
  size_t k = f->k;
  for (size_t l = 0; l < k;) {
    size_t entries, entry, i = ad_entry_find(g, g->wrt, first + l, &entry);
    double *d = leaf_tangent(f, i, &entries);
    size_t n = entries - entry < k - l ? entries - entry : k - l;
    ad_program_set_live(&f->program, &f->memory, g->wrt[i], entry,
                        x == 0 ? entry : entry + n);
    for (size_t e = entry; e < entry + n; e++, l++)
      d[e * k + l] = x;
  }
}

/* The tangents of 1 x 1 wrt leaves come first, side by side. */
static void clear_leaves(ad_forward *f)
{
  const ad_graph *g = f->program.g;
  size_t entries, scalars = f->program.n_wrt_scalars;
  memset(f->memory.other, 0, scalars * f->k * sizeof(double));
  for (size_t i = 0; scalars < g->n_wrt && i < g->n_wrt; i++) {
    double *d = leaf_tangent(f, i, &entries);
    memset(d, 0, entries * f->k * sizeof *d);
  }
  for (size_t i = 0; i < g->n_wrt; i++)
    ad_program_set_live(&f->program, &f->memory, g->wrt[i], 0, 0);
}

/* Only what the last sweep has set need be cleared, if it was of this kind. */
ad_status ad_forward_sweep_unit(ad_forward *f, size_t first, size_t k)
{
  size_t n = ad_graph_wrt_entries(f->program.g);
  if (k < 1 || k > f->chunk || first > n || k > n - first)
    return AD_EINPUT;
  set_directions(f, k);
  if (f->unit != NONE)
    set_units(f, f->unit, 0);
  else
    clear_leaves(f);
  set_units(f, first, 1);
  f->unit = first;
  push(f);
  return AD_OK;
}

const double *ad_forward_value(const ad_forward *f, size_t output)
{
  const ad_graph *g = f->program.g;
  return output < g->n_outputs
           ? f->memory.value + f->program.value[g->outputs[output]]
           : NULL;
}

const double *ad_forward_tangent(const ad_forward *f, size_t output)
{
  const ad_graph *g = f->program.g;
  return output < g->n_outputs
           ? f->memory.other + f->program.other[g->outputs[output]] * f->k
           : NULL;
}

/* Columns first .. first + k - 1 of J[m x n], from the last sweep. */
static void store_columns(const ad_forward *f, size_t first, size_t n,
                          double *J)
{
  const ad_graph *g = f->program.g;
  for (size_t i = 0; i < g->n_outputs; i++) {
    const double *d = ad_forward_tangent(f, i);
    size_t entries = ad_entries(&g->nodes[g->outputs[i]]);
    for (size_t e = 0; e < entries; e++, d += f->k, J += n)
      memcpy(J + first, d, f->k * sizeof *J);
  }
}

void ad_forward_jacobian(ad_forward *f, double *J)
{
  size_t n = ad_graph_wrt_entries(f->program.g);
  for (size_t first = 0; first < n; first += f->chunk) {
    size_t k = n - first < f->chunk ? n - first : f->chunk;
    ad_forward_sweep_unit(f, first, k);
    store_columns(f, first, n, J);
  }
}

size_t ad_forward_bytes(const ad_forward *f)
{
  return ad_program_bytes(&f->program) +
         ad_memory_bytes(&f->program, f->chunk);
}
