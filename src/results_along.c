/* SPDX-License-Identifier: GPL-3.0-or-later
   Random directions, for what has too many entries to be checked one by one
   (rule R3): forward mode along d against the gradient times d, which is
   the duality test, and differences along d.  Read results_gather.h
   before. */
#include "results_gather.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "exits.h"

enum { DIRECTIONS = 10 };

/* Standard normal entries, from the seed of the sheet.  The generator's
   state is ours: GSL allocates nothing. */
static void draw_directions(struct results *r)
{
  const gsl_rng_type *type = gsl_rng_mt19937;
  gsl_rng generator = {type, memory_new(1, type->size)};
  gsl_rng_set(&generator, ad_sheet_seed(r->sheet));
  for (size_t i = 0; i < r->n_directions * r->n; i++)
    r->directions[i] = gsl_ran_gaussian_ziggurat(&generator, 1);
  free(generator.state);
}

/* A row of the gradient times d. */
static double product(const double *row, const double *d, size_t n)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += row[i] * d[i];
  return sum;
}

void results_take_directions(struct results *r)
{
  if (r->n_chosen == r->m * r->n)
    return;
  r->n_directions = DIRECTIONS;
  r->directions = memory_new(r->n_directions * r->n, sizeof *r->directions);
  r->along = memory_new(r->m * r->n_directions, sizeof *r->along);
  draw_directions(r);
  for (size_t k = 0; k < r->n_directions; k++) {
    const double *d = r->directions + k * r->n;
    results_push(r, d, r->along + k, r->n_directions);
    for (size_t of = 0; of < r->m; of++)
      r->along[of * r->n_directions + k].reverse =
          product(r->reverse + of * r->n, d, r->n);
  }
}

void results_judge_directions(struct results *r, size_t of)
{
  for (size_t k = 0; k < r->n_directions; k++) {
    struct along *a = &r->along[of * r->n_directions + k];
    ad_agree_judge_direction(r->engines.agree, r->directions + k * r->n,
                             a->forward, a->reverse, r->fd ? &a->fd : NULL,
                             &a->judged);
  }
}
