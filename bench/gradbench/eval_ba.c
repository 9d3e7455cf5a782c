/* SPDX-License-Identifier: GPL-3.0-or-later
   ba: bundle adjustment.  p observations of m points by n cameras (rotation
   vector, centre, focal length, principal point, two radial distortions): the
   errors [2 x p] of projected points, weighted by w[1 x p], and 1 - w^2.

   A column of a matrix is an observation.  They have nothing to do with each
   other, so that a row of a leaf is one direction, and a row of an output one
   cotangent: 15 tangents or 3 reverse sweeps give the whole sparse Jacobian.
   Read evals.h before. */
#include <string.h>

#include "evals.h"
#include "graph.h"

enum { CAMERA = 11, POINT = 3, BLOCK = CAMERA + POINT + 1, ERRORS = 2 };
enum { SHOWN = ERRORS * BLOCK }; /* entries of a list that are written       */
enum { SIZE_N, SIZE_M, SIZE_P }; /* p->sizes                                 */

/* --- the graph ------------------------------------------------------------ */

struct scene {
  ad_builder *b;
  size_t p;
  ad_ref cameras, points, weights, features;
};

static ad_ref rows(const struct scene *s, ad_ref x, size_t first, size_t n)
{
  return ad_slice(s->b, x, first, 0, (ad_shape){n, s->p, n == 1, 0});
}

/* The rows of x[3 x p] by turns: 2, 3, 1 or 3, 1, 2. */
static ad_ref turned(ad_builder *b, ad_ref x, double first)
{
  const double list[3] = {first, first == 2 ? 3 : 1, first == 2 ? 1 : 2};
  return ad_pick_rows(b, x, ad_matrix(b, 3, 1, list));
}

static ad_ref cross(ad_builder *b, ad_ref x, ad_ref y)
{
  return ad_sub(b, ad_mul(b, turned(b, x, 2), turned(b, y, 3)),
                ad_mul(b, turned(b, x, 3), turned(b, y, 2)));
}

/* x turned about the axis of r by |r|, as Rodrigues has it; where r is 0, by
   what that is to first order, x + r cross x. */
static ad_ref rotated(ad_builder *b, ad_ref r, ad_ref x)
{
  ad_ref one = ad_number(b, 1);
  ad_ref square = sum_of(b, ad_square(b, r), AD_OVER_ROWS);
  ad_ref rests = ad_eq(b, square, ad_number(b, 0));
  ad_ref angle = ad_sqrt(b, ad_where(b, rests, one, square));
  ad_ref axis = ad_div(b, r, angle), cosine = ad_cos(b, angle);
  ad_ref along = sum_of(b, ad_mul(b, axis, x), AD_OVER_ROWS);
  ad_ref kept = ad_mul(b, along, ad_sub(b, one, cosine));
  ad_ref moved = ad_mul(b, cross(b, axis, x), ad_sin(b, angle));
  ad_ref turned_by = ad_add(b, ad_add(b, ad_mul(b, x, cosine), moved),
                            ad_mul(b, axis, kept));
  return ad_where(b, rests, ad_add(b, x, cross(b, r, x)), turned_by);
}

/* x (1 + k1 |x|^2 + k2 |x|^4) */
static ad_ref distorted(const struct scene *s, ad_ref x)
{
  ad_builder *b = s->b;
  ad_ref square = sum_of(b, ad_square(b, x), AD_OVER_ROWS);
  ad_ref first = ad_mul(b, rows(s, s->cameras, 9, 1), square);
  ad_ref second = ad_mul(b, rows(s, s->cameras, 10, 1),
                         ad_square(b, square));
  return ad_mul(b, x, ad_add(b, ad_number(b, 1), ad_add(b, first, second)));
}

static void build_errors(const struct scene *s)
{
  ad_builder *b = s->b;
  ad_ref from = ad_sub(b, s->points, rows(s, s->cameras, 3, 3));
  ad_ref seen = rotated(b, rows(s, s->cameras, 0, 3), from);
  ad_ref flat = distorted(s, ad_div(b, rows(s, seen, 0, 2),
                                    rows(s, seen, 2, 1)));
  ad_ref at = ad_add(b, ad_mul(b, flat, rows(s, s->cameras, 6, 1)),
                     rows(s, s->cameras, 7, 2));
  ad_output(b, ad_mul(b, s->weights, ad_sub(b, at, s->features)));
  ad_output(b, ad_sub(b, ad_number(b, 1), ad_square(b, s->weights)));
}

/* --- the input ------------------------------------------------------------ */

/* For each observation the same column x[n]. */
static struct entries repeated(struct problem *p, size_t n, const double *x)
{
  const size_t observations = p->sizes[SIZE_P];
  double *all = problem_room(p, n, observations);
  for (size_t i = 0; all && i < n * observations; i++)
    all[i] = x[i / observations];
  return (struct entries){n, observations, all};
}

static struct entries repeated_list(struct problem *p, const char *key,
                                    size_t n)
{
  struct entries one = problem_list(p, key, n);
  return repeated(p, n, one.x);
}

/* The directions of a forward sweep, x[15 p x 15], each 1 in a row of leaves;
   or x[3 x 3 p], the cotangents of 3 reverse sweeps, 1 in a row of outputs. */
static void seed(struct problem *p)
{
  const int reverse = p->want == WANT_REVERSE;
  const size_t n = reverse ? ERRORS + 1 : BLOCK, entries = n * p->sizes[SIZE_P];
  double *x = problem_room(p, entries, n);
  for (size_t i = 0; x && i < entries; i++) {
    const size_t row = i / p->sizes[SIZE_P];
    x[reverse ? row * entries + i : i * n + row] = 1;
  }
  p->directions = n;
  p->seeds = x;
}

static void build(struct problem *p)
{
  enum { MOST = 1 << 26 };
  struct scene s = {.b = p->b};
  p->sizes[SIZE_N] = problem_whole(p, "n", 1, MOST);
  p->sizes[SIZE_M] = problem_whole(p, "m", 1, MOST);
  p->sizes[SIZE_P] = s.p = problem_whole(p, "p", 1, MOST);
  p->results = (ERRORS * BLOCK + 1) * s.p;
  double w = problem_number(p, "w");
  s.cameras = problem_leaf(p, "cam", repeated_list(p, "cam", CAMERA), AD_INPUT);
  s.points = problem_leaf(p, "x", repeated_list(p, "x", POINT), AD_INPUT);
  s.weights = problem_leaf(p, "w", repeated(p, 1, &w), AD_INPUT);
  s.features = problem_leaf(p, "feat", repeated_list(p, "feat", ERRORS),
                            AD_DATA);
  if (p->want != WANT_VALUE)
    seed(p);
  if (!problem_failed(p))
    build_errors(&s);
}

/* --- the Jacobian ---------------------------------------------------------
   Its entries other than 0, row by row: two errors of each observation by its
   camera, its point and its weight, then what is by the weights alone. */

/* Entry c of the block of error e of observation i. */
static double *entry_at(const struct work *w, size_t i, size_t e, size_t c)
{
  return &w->x[(ERRORS * i + e) * BLOCK + c];
}

/* Entries `first` to first + n - 1 of the blocks of error e, from the adjoint
   [n x p] of leaf `wrt`. */
static void take_adjoint(const struct work *w, size_t e, size_t wrt,
                         size_t first, size_t n)
{
  const size_t p = w->p->sizes[SIZE_P];
  const double *bar = ad_tape_adjoint(w->tape, wrt);
  for (size_t i = 0; i < p; i++)
    for (size_t c = 0; c < n; c++)
      *entry_at(w, i, e, first + c) = bar[c * p + i];
}

/* From the tangents of the errors, [2 x p x 15]. */
static void take_tangents(const struct work *w)
{
  const size_t p = w->p->sizes[SIZE_P];
  const double *d = ad_forward_tangent(w->forward, 0);
  for (size_t e = 0; e < ERRORS; e++)
    for (size_t i = 0; i < p; i++, d += BLOCK)
      memcpy(entry_at(w, i, e, 0), d, BLOCK * sizeof *d);
}

/* The derivatives of 1 - w^2, which stand `step` apart from x on. */
static void take_weights(const struct work *w, const double *x, size_t step)
{
  const size_t p = w->p->sizes[SIZE_P];
  for (size_t i = 0; i < p; i++)
    *entry_at(w, p, 0, i) = x[i * step];
}

static void run_reverse(struct work *w)
{
  const double *seeds = w->p->seeds;
  const size_t m = ad_graph_output_entries(w->p->graph);
  ad_tape_record(w->tape);
  for (size_t e = 0; e < ERRORS; e++, seeds += m) {
    ad_tape_reverse(w->tape, 1, seeds);
    take_adjoint(w, e, 0, 0, CAMERA);
    take_adjoint(w, e, 1, CAMERA, POINT);
    take_adjoint(w, e, 2, CAMERA + POINT, 1);
  }
  ad_tape_reverse(w->tape, 1, seeds);
  take_weights(w, ad_tape_adjoint(w->tape, 2), 1);
}

static void run_forward(struct work *w)
{
  ad_forward_sweep(w->forward, BLOCK, w->p->seeds);
  take_tangents(w);
  take_weights(w, ad_forward_tangent(w->forward, 1) + BLOCK - 1, BLOCK);
}

static void run_jacobian(struct work *w)
{
  work_set(w);
  if (w->tape)
    run_reverse(w);
  else
    run_forward(w);
}

/* --- what is written ------------------------------------------------------ */

static json_t *write_errors(const struct work *w)
{
  const ad_ref output = ad_graph_output(w->p->graph, 1);
  const json_int_t p = (json_int_t)w->p->sizes[SIZE_P];
  return json_pack("{s:{s:[f,f],s:I},s:{s:f,s:I}}", "reproj_error", "elements",
                   w->result[0], w->result[p], "repeated", p, "w_err",
                   "element", ad_value_at(w->value, output)[0], "repeated", p);
}

/* The column of entry e. */
static size_t column_of(const size_t *sizes, size_t e)
{
  const size_t n = sizes[SIZE_N], m = sizes[SIZE_M], p = sizes[SIZE_P];
  const size_t points = CAMERA * n, weights = points + POINT * m;
  const size_t i = e / SHOWN, c = e % BLOCK;
  if (i >= p)
    return weights + e - SHOWN * p;
  if (c < CAMERA)
    return CAMERA * (i % n) + c;
  return c < BLOCK - 1 ? points + POINT * (i % m) + c - CAMERA : weights + i;
}

/* Where row e begins among the entries. */
static size_t start_of(const size_t *sizes, size_t e)
{
  const size_t p = sizes[SIZE_P];
  return e < ERRORS * p ? BLOCK * e : SHOWN * p + e - ERRORS * p;
}

/* Of n whole numbers: those of the first observation, and the last. */
static json_t *write_list(const size_t *sizes, size_t n,
                          size_t (*entry)(const size_t *sizes, size_t e))
{
  json_t *list = json_array();
  for (size_t e = 0; list && e < n; e++)
    if (e < SHOWN || e == n - 1)
      list = json_append(list, json_integer((json_int_t)entry(sizes, e)));
  return list;
}

static json_t *write_jacobian(const struct work *w)
{
  const size_t *sizes = w->p->sizes, p = sizes[SIZE_P];
  double values[SHOWN + 1];
  memcpy(values, w->result, SHOWN * sizeof *values);
  values[SHOWN] = w->result[w->n - 1];
  return json_pack("{s:o,s:o,s:o}",
                   "rows", write_list(sizes, (ERRORS + 1) * p + 1, start_of),
                   "cols", write_list(sizes, w->n, column_of),
                   "vals", json_list(values, SHOWN + 1));
}

const struct eval eval_ba = {
  "ba", build,
  {{"objective", work_value, write_errors},
   {"jacobian", run_jacobian, write_jacobian}},
};
