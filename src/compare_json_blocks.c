/* SPDX-License-Identifier: GPL-3.0-or-later
   Gradients, Jacobians and what was found along directions, as JSON.  Read
   compare_json.h before. */
#include "compare_json.h"

#include <stdlib.h>

#include "label.h"

/* --- matrices ------------------------------------------------------------- */

void compare_json_shape(struct json *json, size_t rows, size_t cols)
{
  json_put_key(json, "shape");
  json_begin_array(json);
  json_put_count(json, rows);
  json_put_count(json, cols);
  json_end_array(json);
}

/* A block of the Jacobian as it is written: the gradient of an output of one
   entry in the shape of the leaf, else rows for the output's entries. */
struct block {
  const struct results *r;
  const struct part *output, *wrt;
  size_t rows, cols;
};

static struct block block_of(const struct results *r,
                             const struct part *output, const struct part *wrt)
{
  if (output->entries == 1)
    return (struct block){r, output, wrt, wrt->shape.rows, wrt->shape.cols};
  return (struct block){r, output, wrt, output->entries, wrt->entries};
}

/* Entry k of the block, row by row, in the whole Jacobian. */
static size_t of_at(const struct block *b, size_t k)
{
  return b->output->first + k / b->wrt->entries;
}

static size_t by_at(const struct block *b, size_t k)
{
  return b->wrt->first + k % b->wrt->entries;
}

/* What may be asked of an entry: 0, and nothing in *x, where it was not
   computed. */
typedef int entry_fn(const struct results *r, size_t of, size_t by, double *x);

static int forward(const struct results *r, size_t of, size_t by, double *x)
{
  *x = r->forward[of * r->n + by];
  return results_has_forward(r, of, by);
}

static int reverse(const struct results *r, size_t of, size_t by, double *x)
{
  *x = r->reverse[of * r->n + by];
  return 1;
}

static int fd(const struct results *r, size_t of, size_t by, double *x)
{
  const ad_fd_estimate *estimate = compare_fd(r, of, by);
  *x = estimate ? estimate->value : 0;
  return estimate != NULL;
}

static int fd_error(const struct results *r, size_t of, size_t by, double *x)
{
  const ad_fd_estimate *estimate = compare_fd(r, of, by);
  *x = estimate ? estimate->error : 0;
  return estimate != NULL;
}

static int has_any(const struct block *b, entry_fn *entry)
{
  double x;
  for (size_t k = 0; k < b->rows * b->cols; k++)
    if (entry(b->r, of_at(b, k), by_at(b, k), &x))
      return 1;
  return 0;
}

/* One null where nothing was computed. */
static void put_block(struct json *json, const char *key,
                      const struct block *b, entry_fn *entry)
{
  double x;
  json_put_key(json, key);
  if (!has_any(b, entry)) {
    json_put_null(json);
    return;
  }
  json_begin_array(json);
  for (size_t k = 0; k < b->rows * b->cols; k++) {
    if (k % b->cols == 0)
      json_begin_array(json);
    if (entry(b->r, of_at(b, k), by_at(b, k), &x))
      json_put_number(json, x);
    else
      json_put_null(json);
    if (k % b->cols == b->cols - 1)
      json_end_array(json);
  }
  json_end_array(json);
}

/* --- derivatives ---------------------------------------------------------- */

/* The worse of two verdicts: disagree, inconclusive, agree. */
static int is_worse(ad_verdict a, ad_verdict b)
{
  return a != b && (a == AD_DISAGREE || b == AD_AGREE);
}

/* The worst of the entries, with the reason of the first that is as bad; of
   a leaf with none that was compared by itself, the worst direction. */
static void put_verdict(struct json *json, const struct block *b)
{
  const struct results *r = b->r;
  ad_verdict worst = AD_AGREE;
  const char *reason = NULL;
  int compared = 0;
  for (size_t k = 0; k < b->rows * b->cols; k++) {
    size_t of = of_at(b, k), by = by_at(b, k);
    compared |= compare_has_verdict(r, of, by);
    if (!is_worse(results_verdict(r, of, by), worst))
      continue;
    worst = results_verdict(r, of, by);
    reason = compare_reason(r, of, by);
  }
  for (size_t i = 0; !compared && i < b->output->entries * r->n_directions;
       i++) {
    const struct along *along =
        &r->along[b->output->first * r->n_directions + i];
    if (!is_worse(compare_along_verdict(r, along), worst))
      continue;
    worst = compare_along_verdict(r, along);
    reason = compare_along_reason(r, along);
  }
  json_put_key(json, "verdict");
  json_put_string(json, compare_verdict(worst));
  json_put_key(json, "reason");
  json_put_string(json, reason);
}

static void put_derivative(struct json *json, const struct block *b)
{
  json_begin_object(json);
  json_put_key(json, "of");
  json_put_string(json, b->output->name);
  json_put_key(json, "wrt");
  json_put_string(json, b->wrt->name);
  compare_json_shape(json, b->rows, b->cols);
  put_block(json, "forward", b, forward);
  put_block(json, "reverse", b, reverse);
  put_block(json, "fd", b, fd);
  put_block(json, "fd_error", b, fd_error);
  put_verdict(json, b);
  json_end_object(json);
}

/* Of the outputs of one entry, or of the others. */
static void put_derivatives(struct json *json, const char *key,
                            const struct results *r, int scalar)
{
  json_put_key(json, key);
  json_begin_array(json);
  for (size_t i = 0; i < r->n_outputs; i++)
    for (size_t w = 0; w < r->n_wrts; w++) {
      struct block b = block_of(r, &r->outputs[i], &r->wrts[w]);
      if ((b.output->entries == 1) == scalar)
        put_derivative(json, &b);
    }
  json_end_array(json);
}

/* Output entry j of output `part` along direction k. */
static void put_direction(struct json *json, const struct results *r,
                          const struct part *part, size_t j, size_t k)
{
  const struct along *along =
      &r->along[(part->first + j) * r->n_directions + k];
  int has_fd = r->fd && along->fd.reason == AD_FD_CLEAN;
  char *of = label_entry(part->name, part->shape, j);
  json_begin_object(json);
  json_put_key(json, "of");
  json_put_string(json, of);
  json_put_key(json, "forward");
  json_put_number(json, along->forward);
  json_put_key(json, "reverse");
  json_put_number(json, along->reverse);
  json_put_key(json, "fd");
  has_fd ? json_put_number(json, along->fd.value) : json_put_null(json);
  json_put_key(json, "fd_error");
  has_fd ? json_put_number(json, along->fd.error) : json_put_null(json);
  json_put_key(json, "verdict");
  json_put_string(json, compare_verdict(compare_along_verdict(r, along)));
  json_put_key(json, "reason");
  json_put_string(json, compare_along_reason(r, along));
  json_end_object(json);
  free(of);
}

/* Only where not every entry was compared by itself. */
static void put_directions(struct json *json, const struct results *r)
{
  if (r->n_directions == 0)
    return;
  json_put_key(json, "directions");
  json_begin_array(json);
  for (size_t i = 0; i < r->n_outputs; i++)
    for (size_t j = 0; j < r->outputs[i].entries; j++)
      for (size_t k = 0; k < r->n_directions; k++)
        put_direction(json, r, &r->outputs[i], j, k);
  json_end_array(json);
}

void compare_json_derivatives(struct json *json, const struct results *r)
{
  put_derivatives(json, "gradients", r, 1);
  put_derivatives(json, "jacobians", r, 0);
  put_directions(json, r);
}
