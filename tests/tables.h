/* SPDX-License-Identifier: GPL-3.0-or-later
   The tables of kernels that this machine can run, and sweeps by one of them,
   for the suites.  Read lib/kernels/kernels.h and lib/program/program.h
   before. */
#ifndef TEST_TABLES_H
#define TEST_TABLES_H

#include <string.h>

#include "engines.h"
#include "program/program.h"

enum { TABLES = 3 };

/* tables[0 .. n - 1]; the dispatcher says what the processor can run. */
static inline size_t tables_find(const ad_kernels **tables)
{
  const ad_kernels *best = ad_kernels_choose();
  size_t n = 0;
  tables[n++] = &ad_kernels_base;
#ifdef HAVE_AVX2_KERNELS
  if (best != &ad_kernels_base)
    tables[n++] = &ad_kernels_avx2;
#endif
#ifdef HAVE_AVX512_KERNELS
  if (best == &ad_kernels_avx512)
    tables[n++] = &ad_kernels_avx512;
#endif
  ck_assert_ptr_eq(tables[n - 1], best);
  return n;
}

/* A program that runs by the table, and its memory, at the point x. */
static inline void tables_make(ad_program *p, ad_memory *m, const ad_graph *g,
                               ad_plan plan, const ad_kernels *table, size_t k,
                               const double *x)
{
  ad_error err = {0};
  check_ok(ad_program_init_with(p, g, plan, table, &err), err);
  check_ok(ad_memory_init(m, p, k, &err), err);
  for (size_t i = 0; i < g->n_leaves; i++) {
    ad_program_set(p, m, i, x);
    x += ad_entries(&g->nodes[g->leaves[i]]);
  }
}

/* Tangents of all outputs, element by direction, by one table; d holds the
   directions [wrt entries x k]. */
static inline void tables_push(const ad_graph *g, const ad_kernels *table,
                               size_t k, const double *x, const double *d,
                               double *out)
{
  ad_program p;
  ad_memory m;
  tables_make(&p, &m, g, AD_PLAN_OUTPUTS, table, k, x);
  for (size_t w = 0; w < g->n_wrt; w++) {
    size_t n = ad_entries(&g->nodes[g->wrt[w]]) * k;
    memcpy(m.other + p.other[g->wrt[w]] * k, d, n * sizeof *d);
    d += n;
  }
  ad_program_push(&p, &m, k);
  for (size_t i = 0; i < g->n_outputs; i++) {
    size_t n = ad_entries(&g->nodes[g->outputs[i]]);
    memcpy(out, m.value + p.value[g->outputs[i]], n * sizeof *out);
    memcpy(out + n, m.other + p.other[g->outputs[i]] * k, n * k * sizeof *out);
    out += n + n * k;
  }
  ad_memory_free(&m);
  ad_program_free(&p);
}

/* Adjoints of all wrt leaves by one table; u holds the cotangents. */
static inline void tables_pull(const ad_graph *g, const ad_kernels *table,
                               size_t k, const double *x, const double *u,
                               double *out)
{
  ad_program p;
  ad_memory m;
  tables_make(&p, &m, g, AD_PLAN_TAPE, table, k, x);
  ad_program_evaluate(&p, &m, 0);
  for (size_t i = 0; i < g->n_outputs; i++)
    for (size_t e = 0; e < ad_entries(&g->nodes[g->outputs[i]]) * k; e++)
      m.other[p.other[g->outputs[i]] * k + e] += *u++;
  ad_program_pull(&p, &m, k, UINT64_MAX);
  for (size_t w = 0; w < g->n_wrt; w++) {
    size_t n = ad_entries(&g->nodes[g->wrt[w]]) * k;
    memcpy(out, m.other + p.other[g->wrt[w]] * k, n * sizeof *out);
    out += n;
  }
  ad_memory_free(&m);
  ad_program_free(&p);
}

#endif
