/* SPDX-License-Identifier: GPL-3.0-or-later
   Gradients, Jacobians and what was found along directions, as JSON.  Read
   compare_json.h before. */
#include "compare/compare_json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/choice.h"
#include "worksheet/label.h"

/* --- matrices ------------------------------------------------------------- */

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

/* Writes what is asked of entry (of, by) of all. */
typedef void put_fn(struct json *json, const struct results *r, size_t of,
                    size_t by, int what);

/* One of them for each entry of the block, in rows. */
static void put_entries(struct json *json, const char *key,
                        const struct block *b, put_fn *put, int what)
{
  json_member_array(json, key);
  for (size_t k = 0; k < b->rows * b->cols; k++) {
    if (k % b->cols == 0)
      json_begin_array(json);
    put(json, b->r, of_at(b, k), by_at(b, k), what);
    if (k % b->cols == b->cols - 1)
      json_end_array(json);
  }
  json_end_array(json);
}

/* --- numbers -------------------------------------------------------------- */

static void put_forward(struct json *json, const struct results *r, size_t of,
                        size_t by, int what)
{
  (void)what;
  if (results_has_forward(r, of, by))
    json_put_number(json, results_forward(r, of * r->n + by));
  else
    json_put_null(json);
}

static void put_reverse(struct json *json, const struct results *r, size_t of,
                        size_t by, int what)
{
  (void)what;
  json_put_number(json, r->reverse[of * r->n + by]);
}

static void put_theirs(struct json *json, const struct results *r, size_t of,
                       size_t by, int what)
{
  (void)what;
  json_put_number(json, r->against->theirs[of * r->n + by]);
}

static void put_agrees(struct json *json, const struct results *r, size_t of,
                       size_t by, int what)
{
  (void)what;
  json_put_truth(json, !r->against->differs[of * r->n + by]);
}

static void put_number(struct json *json, const struct results *r, size_t of,
                       size_t by, int which)
{
  double x = compare_number(compare_finding(r, of, by),
                            (enum compare_number)which);
  isnan(x) ? json_put_null(json) : json_put_number(json, x);
}

static int has_forward(const struct block *b)
{
  size_t n = b->rows * b->cols, k = 0;
  while (k < n && !results_has_forward(b->r, of_at(b, k), by_at(b, k)))
    k++;
  return k < n;
}

static int has_number(const struct block *b, enum compare_number which)
{
  size_t n = b->rows * b->cols, k = 0;
  while (k < n && isnan(compare_number(
                    compare_finding(b->r, of_at(b, k), by_at(b, k)), which)))
    k++;
  return k < n;
}

/* One null where no entry has any. */
static void put_where(int has, struct json *json, const char *key,
                      const struct block *b, put_fn *put, int what)
{
  if (has)
    put_entries(json, key, b, put, what);
  else {
    json_put_key(json, key);
    json_put_null(json);
  }
}

/* --- words of entries ----------------------------------------------------- */

static void put_word(struct json *json, const struct results *r, size_t of,
                     size_t by, int what)
{
  (void)what;
  json_put_string(json, compare_has_verdict(r, of, by)
                            ? verdict_word(results_verdict(r, of, by))
                            : NULL);
}

static void put_reason(struct json *json, const struct results *r, size_t of,
                       size_t by, int what)
{
  (void)what;
  json_put_string(json, compare_has_verdict(r, of, by)
                            ? compare_reason(r, of, by)
                            : NULL);
}

static void put_truth(struct json *json, struct finding f,
                      enum compare_truth which)
{
  int truth = compare_truth(f, which);
  if (truth < 0)
    json_put_null(json);
  else
    json_put_truth(json, truth);
}

static void put_truth_of(struct json *json, const struct results *r, size_t of,
                         size_t by, int which)
{
  put_truth(json, compare_finding(r, of, by), (enum compare_truth)which);
}

/* --- derivatives ---------------------------------------------------------- */

/* The worse of two verdicts: disagree, inconclusive, agree. */
static int is_worse(ad_verdict a, ad_verdict b)
{
  return a != b && (a == AD_DISAGREE || b == AD_AGREE);
}

/* The worst of the entries, with the reason of the first that is as bad, or
   where all agree the first reservation; of a leaf with none that was compared
   by itself, the worst direction. */
static void put_verdict(struct json *json, const struct block *b)
{
  const struct results *r = b->r;
  ad_verdict worst = AD_AGREE;
  const char *reason = NULL;
  int compared = 0;
  for (size_t k = 0; k < b->rows * b->cols; k++) {
    size_t of = of_at(b, k), by = by_at(b, k);
    if (!compare_has_verdict(r, of, by))
      continue;
    compared = 1;
    if (worst == AD_AGREE && !reason)
      reason = compare_reason(r, of, by);
    if (!is_worse(results_verdict(r, of, by), worst))
      continue;
    worst = results_verdict(r, of, by);
    reason = compare_reason(r, of, by);
  }
  for (size_t i = 0; !compared && i < r->n_rows * r->n_directions; i++) {
    size_t of = r->rows[i / r->n_directions] - b->output->first;
    if (of >= b->output->entries ||
        !is_worse(compare_along_verdict(r, &r->along[i]), worst))
      continue;
    worst = compare_along_verdict(r, &r->along[i]);
    reason = compare_along_reason(r, &r->along[i]);
  }
  json_member_text(json, "verdict", verdict_word(worst));
  json_member_text(json, "reason", reason);
}

/* Of a gradient's derivative what was differentiated, and by which two. */
static void put_names(struct json *json, const struct block *b)
{
  char *of = ad_sheet_is_hessian(b->r->sheet)
               ? label_differentiated(b->output->name)
               : NULL;
  json_member_text(json, "of", of ? of : b->output->name);
  if (of) {
    json_member_array(json, "wrt");
    json_put_string(json, b->output->name + strlen(of) + 3);
    json_put_string(json, b->wrt->name);
    json_end_array(json);
  } else {
    json_member_text(json, "wrt", b->wrt->name);
  }
  free(of);
}

static void put_derivative(struct json *json, const struct block *b)
{
  json_begin_object(json);
  put_names(json, b);
  json_member_shape(json, b->rows, b->cols);
  put_where(has_forward(b), json, "forward", b, put_forward, 0);
  put_entries(json, "reverse", b, put_reverse, 0);
  for (int i = 0; i < COMPARE_NUMBERS; i++) {
    enum compare_number which = (enum compare_number)i;
    put_where(has_number(b, which), json, compare_number_name(which), b,
              put_number, i);
  }
  for (int i = 0; i < COMPARE_TRUTHS; i++)
    put_entries(json, compare_truth_name((enum compare_truth)i), b,
                put_truth_of, i);
  if (b->r->against) {
    put_entries(json, "against", b, put_theirs, 0);
    put_entries(json, "against_agrees", b, put_agrees, 0);
  }
  put_entries(json, "verdicts", b, put_word, 0);
  put_entries(json, "reasons", b, put_reason, 0);
  put_verdict(json, b);
  json_end_object(json);
}

/* Of the outputs of one entry (1), of the others (0), or of all (-1). */
static void put_derivatives(struct json *json, const char *key,
                            const struct comparison *c, int scalar)
{
  const struct results *r = &c->results;
  json_member_array(json, key);
  for (size_t i = 0; i < r->n_outputs; i++)
    for (size_t w = 0; w < r->n_wrts; w++) {
      struct block b = block_of(r, &r->outputs[i], &r->wrts[w]);
      if ((scalar == -1 || (b.output->entries == 1) == scalar) &&
          choice_shows_derivative(r, c->options, b.output, b.wrt))
        put_derivative(json, &b);
    }
  json_end_array(json);
}

/* Output entry j of output `part` along a direction. */
static void put_direction(struct json *json, const struct results *r,
                          const struct part *part, size_t j,
                          const struct along *along)
{
  struct finding finding = compare_along_finding(r, along);
  char *of = label_entry(part->name, part->shape, j);
  json_begin_object(json);
  json_member_text(json, "of", of);
  json_member_number(json, "forward", along->forward);
  json_member_number(json, "reverse", along->reverse);
  for (int i = 0; i < COMPARE_NUMBERS; i++)
    json_member_found(json, compare_number_name((enum compare_number)i),
                      compare_number(finding, (enum compare_number)i));
  for (int i = 0; i < COMPARE_TRUTHS; i++) {
    json_put_key(json, compare_truth_name((enum compare_truth)i));
    put_truth(json, finding, (enum compare_truth)i);
  }
  json_member_text(json, "verdict",
                   verdict_word(compare_along_verdict(r, along)));
  json_member_text(json, "reason", compare_along_reason(r, along));
  json_end_object(json);
  free(of);
}

/* Only where not every entry was compared by itself. */
static void put_directions(struct json *json, const struct results *r)
{
  if (r->n_directions == 0)
    return;
  json_member_array(json, "directions");
  for (size_t i = 0; i < r->n_outputs; i++)
    for (size_t j = 0; j < r->outputs[i].entries; j++) {
      const struct along *along = results_along(r, r->outputs[i].first + j);
      for (size_t k = 0; along && k < r->n_directions; k++)
        put_direction(json, r, &r->outputs[i], j, &along[k]);
    }
  json_end_array(json);
}

void compare_json_derivatives(struct json *json, const struct comparison *c)
{
  struct symmetry symmetry = results_symmetry(&c->results);
  if (ad_sheet_is_hessian(c->results.sheet)) {
    put_derivatives(json, "hessians", c, -1);
    json_put_key(json, "symmetric");
    json_put_truth(json, symmetry.apart == 0);
    put_directions(json, &c->results);
    return;
  }
  put_derivatives(json, "gradients", c, 1);
  put_derivatives(json, "jacobians", c, 0);
  put_directions(json, &c->results);
}
