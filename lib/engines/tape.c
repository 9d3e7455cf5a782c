/* SPDX-License-Identifier: GPL-3.0-or-later
   See tape.h. */
#include "tape.h"

#include <stdlib.h>
#include <string.h>

#include "engines/reach.h"
#include "program/slots.h"

struct ad_tape {
  ad_program program;
  ad_memory memory;
  ad_reach reach;
  size_t chunk, k; /* cotangents at most, and in the last sweep            */
  double *single;  /* with k = 1: the adjoint of the output; NULL where
                      there are several, or a matrix                       */
};

ad_status ad_tape_new(const ad_graph *g, size_t chunk, ad_tape **out,
                      ad_error *err)
{
  *out = NULL;
  if (chunk == 0)
    return ad_fail(err, AD_EINPUT, "a chunk has at least one cotangent");
  ad_tape *t = calloc(1, sizeof *t);
  if (!t)
    return ad_fail_memory(err, sizeof *t);
  t->chunk = chunk;
  ad_status status = ad_program_init(&t->program, g, AD_PLAN_TAPE, err);
  if (status == AD_OK)
    status = ad_memory_init(&t->memory, &t->program, chunk, err);
  if (status == AD_OK)
    status = ad_reach_init(&t->reach, &t->program, &t->memory, chunk,
                           ad_graph_output_entries(g), err);
  if (status != AD_OK) {
    ad_tape_free(t);
    return status;
  }
  if (ad_graph_output_entries(g) == 1)
    t->single = t->memory.other + t->program.other[g->outputs[0]];
  *out = t;
  return AD_OK;
}

void ad_tape_free(ad_tape *t)
{
  if (!t)
    return;
  ad_reach_free(&t->reach);
  ad_memory_free(&t->memory);
  ad_program_free(&t->program);
  free(t);
}

ad_status ad_tape_set(ad_tape *t, size_t leaf, const double *x)
{
  return ad_program_set(&t->program, &t->memory, leaf, x);
}

/* to[n] = x[n]; of tiny graphs n is too small for a call. */
static inline void copy(double *to, const double *x, size_t n)
{
  switch (n) {
  case 3: to[2] = x[2]; /* fall through */
  case 2: to[1] = x[1]; /* fall through */
  case 1: to[0] = x[0]; /* fall through */
  case 0: break;
  default: memcpy(to, x, n * sizeof *x);
  }
}

/* 1 x 1 ones have the first slots, in their order. */
void ad_tape_set_wrt(ad_tape *t, const double *x)
{
  const ad_program *p = &t->program;
  const ad_graph *g = p->g;
  if (p->n_wrt_scalars == g->n_wrt) {
    copy(t->memory.value, x, g->n_wrt);
    return;
  }
  for (size_t i = 0; i < g->n_wrt; i++) {
    size_t n = ad_entries(&g->nodes[g->wrt[i]]);
    memcpy(t->memory.value + p->value[g->wrt[i]], x, n * sizeof *x);
    x += n;
  }
}

void ad_tape_record(ad_tape *t)
{
  ad_program_evaluate(&t->program, &t->memory, 0);
}

const double *ad_tape_value(const ad_tape *t, size_t output)
{
  const ad_graph *g = t->program.g;
  return output < g->n_outputs
           ? t->memory.value + t->program.value[g->outputs[output]]
           : NULL;
}

/* The adjoint of output i, and how many entries it has. */
static double *output_adjoint(ad_tape *t, size_t i, size_t *entries)
{
  uint32_t node = t->program.g->outputs[i];
  *entries = ad_entries(&t->program.g->nodes[node]);
  return t->memory.other + t->program.other[node] * t->k;
}

/* x[n] = 0; of tiny graphs n is too small for a call. */
static inline void clear(double *x, size_t n)
{
  if (n == 1)
    *x = 0;
  else if (n > 0)
    memset(x, 0, n * sizeof *x);
}

/* The slots of 1 x 1 nodes are whole lines, and the adjoints of all but leaves
   are zero anyway. */
static inline void clear_leaves(ad_tape *t, size_t k)
{
  const ad_program *p = &t->program;
  double *bar = t->memory.other;
  for (size_t i = 0; i < p->n_wrt_scalars * k; i += AD_SLOTS_LINE)
    memset(bar + i, 0, AD_SLOTS_LINE * sizeof *bar);
  clear(bar + p->n_scalars * k, (p->pinned_end - p->n_scalars) * k);
}

/* Before a sweep the adjoints of 1 x 1 and pinned leaves and of the outputs
   are zero; those of other 1 x 1 nodes are cleared as they are read, those
   of other matrices assigned by the first that comes. */
static void start(ad_tape *t, size_t k)
{
  const ad_program *p = &t->program;
  double *bar = t->memory.other;
  if (t->k != k) {
    t->k = k;
    memset(bar, 0, p->other_words * t->chunk * sizeof *bar);
    return;
  }
  clear_leaves(t, k);
  for (size_t i = 0; i < p->g->n_outputs; i++) {
    size_t entries;
    double *seed = output_adjoint(t, i, &entries);
    clear(seed, entries * k);
  }
}

static int is_finite(const ad_tape *t, size_t l)
{
  const ad_graph *g = t->program.g;
  for (size_t i = 0; i < g->n_wrt; i++)
    if (!ad_reach_is_finite(ad_tape_adjoint(t, i),
                            ad_entries(&g->nodes[g->wrt[i]]), t->k, l))
      return 0;
  return 1;
}

/* Cotangent l once more, with care for what is reached: its entries are
   cotangents[m x k], or (NULL) the one with the number `unit` is 1. */
static void pull_again(ad_tape *t, size_t l, const double *cotangents,
                       size_t unit)
{
  const ad_program *p = &t->program;
  size_t number = 0;
  ad_reach_begin(&t->reach, t->k, l);
  for (size_t i = 0; i < p->g->n_outputs; i++) {
    uint32_t node = p->g->outputs[i];
    for (size_t e = 0; e < ad_entries(&p->g->nodes[node]); e++, number++) {
      double seed = cotangents ? cotangents[number * t->k + l]
                               : (double)(number == unit);
      if (seed != 0)
        ad_reach_seed(&t->reach, p->other[node] + e, seed);
    }
  }
  ad_reach_pull(&t->reach);
}

/* A sweep; cotangents for which something is not finite once more. */
static void pull(ad_tape *t, uint64_t seeded, const double *cotangents,
                 size_t first)
{
  ad_program_pull(&t->program, &t->memory, t->k, seeded);
  if (!t->reach.reached || ad_reach_adjoints_finite(&t->reach, t->k))
    return;
  for (size_t l = 0; l < t->k; l++)
    if (!is_finite(t, l))
      pull_again(t, l, cotangents, first + l);
}

ad_status ad_tape_reverse(ad_tape *t, size_t k, const double *cotangents)
{
  if (k < 1 || k > t->chunk)
    return AD_EINPUT;
  uint64_t seeded = 0;
  const double *next = cotangents;
  start(t, k);
  for (size_t i = 0; i < t->program.g->n_outputs; i++) {
    size_t entries;
    double *seed = output_adjoint(t, i, &entries);
    for (size_t e = 0; e < entries * k; e++) {
      if (*next != 0)
        seeded |= ad_output_bit(i);
      seed[e] += *next++;
    }
  }
  pull(t, seeded, cotangents, 0);
  return AD_OK;
}

/* The same as below for what most programs want, the gradient of one number:
   the loops over outputs would take longer than small sweeps. */
static void reverse_single(ad_tape *t)
{
  clear_leaves(t, 1);
  *t->single = 1;
  pull(t, ad_output_bit(0), NULL, 0);
}

ad_status ad_tape_reverse_unit(ad_tape *t, size_t first, size_t k)
{
  size_t begin = 0;
  uint64_t seeded = 0;
  if (t->single && first == 0 && k == 1 && t->k == 1) {
    reverse_single(t);
    return AD_OK;
  }
  size_t m = ad_graph_output_entries(t->program.g);
  if (k < 1 || k > t->chunk || first > m || k > m - first)
    return AD_EINPUT;
  start(t, k);
  for (size_t i = 0; i < t->program.g->n_outputs; i++) {
    size_t entries;
    double *seed = output_adjoint(t, i, &entries);
    for (size_t l = 0; l < k; l++)
      if (first + l >= begin && first + l - begin < entries) {
        seed[(first + l - begin) * k + l] += 1;
        seeded |= ad_output_bit(i);
      }
    begin += entries;
  }
  pull(t, seeded, NULL, first);
  return AD_OK;
}

const double *ad_tape_adjoint(const ad_tape *t, size_t wrt)
{
  const ad_graph *g = t->program.g;
  return wrt < g->n_wrt
           ? t->memory.other + t->program.other[g->wrt[wrt]] * t->k
           : NULL;
}

/* Rows first .. first + k - 1 of J[m x n], from the last sweep. */
static void store_rows(const ad_tape *t, size_t first, size_t n, double *J)
{
  const ad_graph *g = t->program.g;
  size_t column = 0;
  for (size_t i = 0; i < g->n_wrt; i++) {
    const double *bar = ad_tape_adjoint(t, i);
    size_t entries = ad_entries(&g->nodes[g->wrt[i]]);
    for (size_t l = 0; l < t->k; l++)
      for (size_t e = 0; e < entries; e++)
        J[(first + l) * n + column + e] = bar[e * t->k + l];
    column += entries;
  }
}

/* A chunk does not reach over two outputs: where there is no way to one,
   its column must not meet the other's partials. */
void ad_tape_jacobian(ad_tape *t, double *J)
{
  const ad_graph *g = t->program.g;
  size_t n = ad_graph_wrt_entries(g), first = 0;
  ad_tape_record(t);
  for (size_t i = 0; i < g->n_outputs; i++) {
    size_t end = first + ad_entries(&g->nodes[g->outputs[i]]);
    for (size_t k; first < end; first += k) {
      k = end - first < t->chunk ? end - first : t->chunk;
      ad_tape_reverse_unit(t, first, k);
      store_rows(t, first, n, J);
    }
  }
}

ad_status ad_tape_gradient(ad_tape *t, const double *x, double *value,
                           double *gradient, ad_error *err)
{
  const ad_graph *g = t->program.g;
  if (ad_graph_output_entries(g) != 1)
    return ad_fail(err, AD_EINPUT,
                   "a gradient is that of one number, and the outputs have "
                   "%zu entries", ad_graph_output_entries(g));
  ad_tape_set_wrt(t, x);
  ad_tape_record(t);
  ad_tape_reverse_unit(t, 0, 1);
  *value = ad_tape_value(t, 0)[0];
  store_rows(t, 0, ad_graph_wrt_entries(g), gradient);
  return AD_OK;
}

size_t ad_tape_bytes(const ad_tape *t)
{
  return ad_program_bytes(&t->program) +
         ad_memory_bytes(&t->program, t->chunk);
}

size_t ad_tape_computed_bytes(const ad_tape *t)
{
  return t->program.computed_words * sizeof(double);
}

size_t ad_tape_kept_bytes(const ad_tape *t)
{
  return t->program.kept_words * sizeof(double);
}
