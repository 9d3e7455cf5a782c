/* SPDX-License-Identifier: GPL-3.0-or-later
   The entries that are checked one by one: all, or the largest few where
   there are many (rule R3).  Read results_gather.h before. */
#include "compare/results_gather.h"

#include <math.h>
#include <stdlib.h>

#include "host/exits.h"
#include "host/timer.h"

enum { LARGEST = 10 }; /* entries chosen where not all can be              */

/* The place of the least of |x[chosen[k]]|, k < n. */
static size_t least_of(const double *x, const size_t *chosen, size_t n)
{
  size_t least = 0;
  for (size_t k = 1; k < n; k++)
    if (fabs(x[chosen[k]]) < fabs(x[chosen[least]]))
      least = k;
  return least;
}

int results_ascending(const void *a, const void *b)
{
  const size_t *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

/* Of equal ones the first are taken; a NaN is never larger. */
static void choose_largest(struct results *r, size_t entries)
{
  const double *x = r->reverse;
  for (size_t k = 0; k < r->n_chosen; k++)
    r->chosen[k] = k;
  size_t least = least_of(x, r->chosen, r->n_chosen);
  for (size_t at = r->n_chosen; at < entries; at++)
    if (fabs(x[at]) > fabs(x[r->chosen[least]])) {
      r->chosen[least] = at;
      least = least_of(x, r->chosen, r->n_chosen);
    }
  qsort(r->chosen, r->n_chosen, sizeof *r->chosen, results_ascending);
}

/* A bit an entry: of a million entries that are asked for again and again, ten
   are chosen. */
static void mark_chosen(struct results *r)
{
  r->is_chosen = memory_new(r->m * r->n / 8 + 1, 1);
  for (size_t i = 0; i < r->n_chosen; i++)
    r->is_chosen[r->chosen[i] / 8] |= (unsigned char)(1u << r->chosen[i] % 8);
}

static int is_marked(const struct results *r, size_t at)
{
  return r->is_chosen[at / 8] >> at % 8 & 1;
}

void results_choose_entries(struct results *r, size_t limit)
{
  size_t entries = r->m * r->n;
  int all = entries <= limit && !r->few_forward;
  r->n_chosen = all || entries < LARGEST ? entries : LARGEST;
  r->chosen = memory_new(r->n_chosen, sizeof *r->chosen);
  if (r->n_chosen < entries)
    choose_largest(r, entries);
  else
    for (size_t at = 0; at < entries; at++)
      r->chosen[at] = at;
  mark_chosen(r);
  if (limit > 0)
    r->fd = memory_new(r->n_chosen, sizeof *r->fd);
}

size_t results_find(const struct results *r, size_t at)
{
  size_t low = 0, high = r->n_chosen;
  if (r->n_chosen == r->m * r->n)
    return at; /* all are                                                  */
  if (!is_marked(r, at))
    return r->n_chosen;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (r->chosen[middle] < at)
      low = middle + 1;
    else
      high = middle;
  }
  return low < r->n_chosen && r->chosen[low] == at ? low : r->n_chosen;
}

int results_has_forward(const struct results *r, size_t of, size_t by)
{
  return !r->few_forward || results_find(r, of * r->n + by) < r->n_chosen;
}

const ad_fd_estimate *results_fd(const struct results *r, size_t of,
                                 size_t by)
{
  size_t i = r->fd ? results_find(r, of * r->n + by) : r->n_chosen;
  return i < r->n_chosen ? &r->fd[i] : NULL;
}

/* Column by column: the entries of one share evaluations. */
static void take_entries(struct results *r)
{
  for (size_t by = 0; by < r->n; by++)
    for (size_t of = 0; of < r->m; of++) {
      size_t i = results_find(r, of * r->n + by);
      if (i < r->n_chosen)
        ad_fd_entry(r->engines.fd, of, by, &r->fd[i]);
    }
}

static void take_directions(struct results *r)
{
  for (size_t k = 0; k < r->n_directions; k++) {
    const double *d = results_direction(r, k);
    for (size_t i = 0; i < r->n_rows; i++)
      ad_fd_direction(r->engines.fd, r->rows[i], d,
                      &r->along[i * r->n_directions + k].fd);
  }
}

void results_differences(struct results *r)
{
  if (ad_graph_leaves(r->graph) > 0)
    ad_fd_set(r->engines.fd, 0, ad_sheet_leaf(r->sheet, 0));
  take_entries(r);
  take_directions(r);
}

void results_take_differences(struct results *r)
{
  double start = timer_work();
  if (!r->fd)
    return;
  results_differences(r);
  r->fd_seconds = timer_work() - start;
}
