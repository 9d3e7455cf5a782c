/* SPDX-License-Identifier: GPL-3.0-or-later
   Read problem.h before. */
#include "problem.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

/* A graph whose values alone need more bytes is refused; so is a list. */
static const size_t MOST_BYTES = (size_t)4 << 30;

ad_status problem_new(struct problem *p, const json_t *input, enum want want)
{
  *p = (struct problem){.input = input, .want = want};
  if (ad_builder_new(&p->b, &p->err) == AD_OK)
    ad_builder_limit(p->b, MOST_BYTES);
  return p->err.status;
}

void problem_free(struct problem *p)
{
  for (size_t i = 0; i < p->n_rooms; i++)
    free(p->room[i]);
  ad_graph_free(p->graph);
  ad_builder_free(p->b);
}

int problem_failed(const struct problem *p)
{
  return p->err.status != AD_OK || ad_builder_error(p->b)->status != AD_OK;
}

ad_status problem_finish(struct problem *p)
{
  if (p->err.status == AD_OK)
    ad_builder_finish(p->b, &p->graph, &p->err);
  return p->err.status;
}

double *problem_room(struct problem *p, size_t rows, size_t cols)
{
  size_t n, bytes;
  if (problem_failed(p))
    return NULL;
  if (!ad_multiply(rows, cols, &n) || !ad_multiply(n, sizeof(double), &bytes) ||
      bytes > MOST_BYTES || p->n_rooms == PROBLEM_ROOMS) {
    ad_fail(&p->err, AD_ELIMIT, "more numbers than this tool takes: %zu x %zu",
            rows, cols);
    return NULL;
  }
  double *x = calloc(n + 1, sizeof *x);
  if (!x)
    ad_fail_memory(&p->err, bytes);
  else
    p->room[p->n_rooms++] = x;
  return x;
}

/* --- numbers -------------------------------------------------------------- */

static const json_t *member(struct problem *p, const char *key)
{
  const json_t *value = key ? json_object_get(p->input, key) : p->input;
  if (!value && !problem_failed(p))
    ad_fail(&p->err, AD_EINPUT, "input.%s is missing", key);
  return value;
}

/* 0, with a complaint, where it is no number. */
static double number_of(struct problem *p, const json_t *value,
                        const char *where)
{
  if (json_is_number(value))
    return json_number_value(value);
  if (!problem_failed(p))
    ad_fail(&p->err, AD_EINPUT, "input%s%s: expected numbers",
            where ? "." : "", where ? where : "");
  return 0;
}

double problem_number(struct problem *p, const char *key)
{
  return number_of(p, member(p, key), key);
}

size_t problem_whole(struct problem *p, const char *key, size_t least,
                     size_t most)
{
  double x = problem_number(p, key);
  if (problem_failed(p))
    return 0;
  if (x >= (double)least && x <= (double)most && x == floor(x))
    return (size_t)x;
  ad_fail(&p->err, AD_EINPUT,
          "input.%s: expected a whole number from %zu to %zu, found %g", key,
          least, most, x);
  return 0;
}

/* --- lists ---------------------------------------------------------------- */

/* The entries of `list`, which is to have n, or any number but 0 where n is 0;
   0 after a complaint. */
static size_t length_of(struct problem *p, const json_t *list, const char *key,
                        size_t n)
{
  size_t found = json_array_size(list);
  if (problem_failed(p))
    return 0;
  if (found > 0 && (n == 0 || n == found))
    return found;
  if (!json_is_array(list))
    ad_fail(&p->err, AD_EINPUT, "input.%s: expected a list", key);
  else if (n == 0)
    ad_fail(&p->err, AD_EINPUT, "input.%s: expected a list of some", key);
  else
    ad_fail(&p->err, AD_EINPUT, "input.%s: expected a list of %zu, found %zu",
            key, n, found);
  return 0;
}

static void copy(struct problem *p, const json_t *list, const char *key,
                 double *x)
{
  for (size_t i = 0; i < json_array_size(list); i++)
    x[i] = number_of(p, json_array_get(list, i), key);
}

struct entries problem_list(struct problem *p, const char *key, size_t n)
{
  const json_t *list = member(p, key);
  size_t rows = length_of(p, list, key, n);
  double *x = problem_room(p, rows, 1);
  if (x)
    copy(p, list, key, x);
  return (struct entries){rows, 1, x};
}

struct entries problem_matrix(struct problem *p, const char *key, size_t rows,
                              size_t cols)
{
  const json_t *list = member(p, key);
  rows = length_of(p, list, key, rows);
  cols = length_of(p, json_array_get(list, 0), key, cols);
  double *x = problem_room(p, rows, cols);
  for (size_t i = 0; x && i < rows; i++) {
    const json_t *row = json_array_get(list, i);
    if (length_of(p, row, key, cols) == cols)
      copy(p, row, key, x + i * cols);
  }
  return (struct entries){rows, cols, x};
}

ad_ref problem_leaf(struct problem *p, const char *name, struct entries x,
                    ad_leaf_kind kind)
{
  if (problem_failed(p))
    return (ad_ref){AD_NO_INDEX};
  p->leaf[p->n_leaves++] = x.x;
  return ad_leaf(p->b, name, x.rows, x.cols, kind);
}
