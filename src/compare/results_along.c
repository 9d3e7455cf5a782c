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

/* Standard normal entries, from the seed of the sheet.  All are held where they
   are short; of long ones, each as large as all variables, one, drawn anew
   whenever another was asked for in between. */
struct directions {
  size_t held, in_place; /* how many; of one, which: DIRECTIONS: none      */
  double *d;             /* d[held x n]                                    */
  /* The generator's state before each of them, and behind the last: it is
     ours, so GSL allocates nothing. */
  unsigned char *states;
};

enum { HELD_ENTRIES = 1000 * 1000 };

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

static gsl_rng generator_before(const struct directions *all, size_t k)
{
  const gsl_rng_type *type = gsl_rng_mt19937;
  return (gsl_rng){type, all->states + k * type->size};
}

/* Direction k into d[n], from the state before it; leaves the one behind. */
static void draw(const struct directions *all, size_t k, double *d, size_t n)
{
  gsl_rng from = generator_before(all, k);
  gsl_rng generator = generator_before(all, k + 1);
  gsl_rng_memcpy(&generator, &from);
  for (size_t i = 0; i < n; i++)
    d[i] = gsl_ran_gaussian_ziggurat(&generator, 1);
}

static void start_directions(struct results *r)
{
  struct directions *all = memory_new(1, sizeof *all);
  r->n_directions = DIRECTIONS;
  r->directions = all;
  all->held = r->n > HELD_ENTRIES / DIRECTIONS ? 1 : DIRECTIONS;
  all->in_place = DIRECTIONS;
  all->d = memory_new(all->held * r->n, sizeof *all->d);
  all->states = memory_new(DIRECTIONS + 1, gsl_rng_mt19937->size);
  gsl_rng first = generator_before(all, 0);
  gsl_rng_set(&first, ad_sheet_seed(r->sheet));
  choose_rows(r, &first);
  for (size_t k = 0; all->held > 1 && k < all->held; k++)
    draw(all, k, all->d + k * r->n, r->n);
}

const double *results_direction(const struct results *r, size_t k)
{
  struct directions *all = r->directions;
  if (all->held > 1)
    return all->d + k * r->n;
  if (all->in_place != k)
    draw(all, k, all->d, r->n);
  all->in_place = k;
  return all->d;
}

void results_free_directions(struct results *r)
{
  if (r->directions) {
    free(r->directions->d);
    free(r->directions->states);
  }
  free(r->directions);
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
  start_directions(r);
  r->along = memory_new(r->n_rows * r->n_directions, sizeof *r->along);
  for (size_t k = 0; k < r->n_directions; k++) {
    const double *d = results_direction(r, k);
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
    ad_agree_judge_direction(r->engines.agree, results_direction(r, k),
                             a->forward, a->reverse, r->fd ? &a->fd : NULL,
                             &a->judged);
  }
}
