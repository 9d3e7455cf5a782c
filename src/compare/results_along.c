/* SPDX-License-Identifier: GPL-3.0-or-later
   Random directions, for what has too many entries to be checked one by one
   (rule R3): forward mode along d against the gradient times d, which is
   the duality test, and differences along d.  Read results_gather.h
   before. */
#include "compare/results_gather.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "host/exits.h"

enum { DIRECTIONS = 10, DRAWN_ROWS = 10 };

/* Of many output entries those that have chosen derivatives, and one of each
   tenth of all. */
static void choose_rows(struct results *r, const gsl_rng *generator)
{
  int all = r->m <= RESULTS_MOST_ROWS;
  size_t most = all ? r->m : r->n_chosen + DRAWN_ROWS, n = 0;
  r->rows = memory_new(most, sizeof *r->rows);
  for (size_t of = 0; all && of < r->m; of++)
    r->rows[n++] = of;
  for (size_t i = 0; !all && i < r->n_chosen; i++)
    r->rows[n++] = r->chosen[i] / r->n;
  for (size_t i = 0; !all && i < DRAWN_ROWS; i++) {
    size_t first = i * r->m / DRAWN_ROWS, end = (i + 1) * r->m / DRAWN_ROWS;
    double at = gsl_rng_uniform(generator) * (double)(end - first);
    r->rows[n++] = first + (size_t)at;
  }
  qsort(r->rows, n, sizeof *r->rows, results_ascending);
  for (size_t i = 0; i < n; i++)
    if (i == 0 || r->rows[i] != r->rows[i - 1])
      r->rows[r->n_rows++] = r->rows[i];
}

/* Standard normal entries, from the seed of the sheet.  The generator's
   state is ours: GSL allocates nothing. */
static void draw_directions(struct results *r)
{
  const gsl_rng_type *type = gsl_rng_mt19937;
  gsl_rng generator = {type, memory_new(1, type->size)};
  gsl_rng_set(&generator, ad_sheet_seed(r->sheet));
  for (size_t i = 0; i < r->n_directions * r->n; i++)
    r->directions[i] = gsl_ran_gaussian_ziggurat(&generator, 1);
  choose_rows(r, &generator);
  free(generator.state);
}

/* The place of `of` in rows[]; n_rows: it is not there. */
static size_t row_of(const struct results *r, size_t of)
{
  const size_t *row = r->n_rows == 0
                          ? NULL
                          : bsearch(&of, r->rows, r->n_rows, sizeof *r->rows,
                                    results_ascending);
  return row ? (size_t)(row - r->rows) : r->n_rows;
}

const struct along *results_along(const struct results *r, size_t of)
{
  size_t i = row_of(r, of);
  return i < r->n_rows ? &r->along[i * r->n_directions] : NULL;
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
  draw_directions(r);
  r->along = memory_new(r->n_rows * r->n_directions, sizeof *r->along);
  for (size_t k = 0; k < r->n_directions; k++) {
    const double *d = r->directions + k * r->n;
    results_push(r, d, r->along + k, r->n_directions);
    for (size_t i = 0; i < r->n_rows; i++)
      r->along[i * r->n_directions + k].reverse =
          product(r->reverse + r->rows[i] * r->n, d, r->n);
  }
}

void results_judge_directions(struct results *r, size_t of)
{
  size_t i = row_of(r, of);
  for (size_t k = 0; i < r->n_rows && k < r->n_directions; k++) {
    struct along *a = &r->along[i * r->n_directions + k];
    ad_agree_judge_direction(r->engines.agree, r->directions + k * r->n,
                             a->forward, a->reverse, r->fd ? &a->fd : NULL,
                             &a->judged);
  }
}
