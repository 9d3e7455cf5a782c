/* SPDX-License-Identifier: GPL-3.0-or-later
   See forward.h. */
#include "forward.h"

#include <stdlib.h>
#include <string.h>

#include "entry.h"
#include "reach.h"

struct ad_forward {
  ad_program program;
  ad_memory memory;
  ad_reach reach;
  size_t chunk, k; /* directions at most, and in the last sweep            */
};

ad_status ad_forward_new(const ad_graph *g, size_t chunk, ad_forward **out,
                         ad_error *err)
{
  *out = NULL;
  if (chunk == 0)
    return ad_fail(err, AD_EINPUT, "a chunk has at least one direction");
  ad_forward *f = calloc(1, sizeof *f);
  if (!f)
    return ad_fail_memory(err, sizeof *f);
  f->chunk = chunk;
  ad_status status = ad_program_init(&f->program, g, AD_PLAN_OUTPUTS, err);
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

void ad_forward_free(ad_forward *f)
{
  if (!f)
    return;
  ad_reach_free(&f->reach);
  ad_memory_free(&f->memory);
  ad_program_free(&f->program);
  free(f);
}

void ad_forward_set(ad_forward *f, size_t leaf, const double *x)
{
  ad_program_set(&f->program, &f->memory, leaf, x);
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
  if (f->k == k)
    return;
  f->k = k;
  memset(f->memory.other, 0,
         f->program.other_words * f->chunk * sizeof(double));
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
  ad_program_push(&f->program, &f->memory, f->k);
  for (size_t i = 0; f->reach.reached && i < g->n_outputs; i++)
    finite &= f->program.kernels->all_finite(
      ad_entries(&g->nodes[g->outputs[i]]) * f->k, ad_forward_tangent(f, i));
  for (size_t l = 0; !finite && l < f->k; l++)
    if (!is_finite(f, l))
      ad_reach_push(&f->reach, f->k, l);
}

void ad_forward_sweep(ad_forward *f, size_t k, const double *directions)
{
  set_directions(f, k);
  for (size_t i = 0; i < f->program.g->n_wrt; i++) {
    size_t entries;
    double *d = leaf_tangent(f, i, &entries);
    memcpy(d, directions, entries * k * sizeof *d);
    directions += entries * k;
  }
  push(f);
}

void ad_forward_sweep_unit(ad_forward *f, size_t first, size_t k)
{
  const ad_graph *g = f->program.g;
  size_t entries, entry;
  set_directions(f, k);
  memset(f->memory.other, 0, f->program.n_wrt_scalars * k * sizeof(double));
  for (size_t i = 0; f->program.n_wrt_scalars < g->n_wrt && i < g->n_wrt; i++) {
    double *d = leaf_tangent(f, i, &entries);
    memset(d, 0, entries * k * sizeof *d);
  }
  for (size_t l = 0; l < k; l++) {
    size_t i = ad_entry_find(g, g->wrt, first + l, &entry);
    leaf_tangent(f, i, &entries)[entry * k + l] = 1;
  }
  push(f);
}

const double *ad_forward_value(const ad_forward *f, size_t output)
{
  return f->memory.value + f->program.value[f->program.g->outputs[output]];
}

const double *ad_forward_tangent(const ad_forward *f, size_t output)
{
  return f->memory.other +
         f->program.other[f->program.g->outputs[output]] * f->k;
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
