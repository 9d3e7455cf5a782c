/* SPDX-License-Identifier: GPL-3.0-or-later
   ba: bundle adjustment.  p observations of m points by n cameras, (rotation
   vector, centre, focal length, principal point, two radial distortions) each:
   errors [p x 2] of projected points, weighted by w[p], and 1 - w^2.

   The rows of the graph's leaves are observations, which have nothing to do
   with each other, so that a column of a leaf is one direction: 15 tangents or
   3 adjoints give the whole sparse Jacobian.  Read evals.h before. */
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

static ad_ref columns(const struct scene *s, ad_ref x, size_t first, size_t n)
{
  return ad_slice(s->b, x, 0, first, (ad_shape){s->p, n, 0, n == 1});
}

/* The columns of x[p x 3] by turns: 2, 3, 1 or 3, 1, 2. */
static ad_ref turned(ad_builder *b, ad_ref x, double first)
{
  const double list[3] = {first, first == 2 ? 3 : 1, first == 2 ? 1 : 2};
  return ad_pick_cols(b, x, ad_matrix(b, 1, 3, list));
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
  ad_ref square = sum_of(b, ad_square(b, r), AD_OVER_COLS);
  ad_ref rests = ad_eq(b, square, ad_number(b, 0));
  ad_ref angle = ad_sqrt(b, ad_where(b, rests, one, square));
  ad_ref axis = ad_div(b, r, angle), cosine = ad_cos(b, angle);
  ad_ref along = sum_of(b, ad_mul(b, axis, x), AD_OVER_COLS);
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
  ad_ref square = sum_of(b, ad_square(b, x), AD_OVER_COLS);
  ad_ref first = ad_mul(b, columns(s, s->cameras, 9, 1), square);
  ad_ref second = ad_mul(b, columns(s, s->cameras, 10, 1),
                         ad_square(b, square));
  return ad_mul(b, x, ad_add(b, ad_number(b, 1), ad_add(b, first, second)));
}

static void build_errors(const struct scene *s)
{
  ad_builder *b = s->b;
  ad_ref from = ad_sub(b, s->points, columns(s, s->cameras, 3, 3));
  ad_ref seen = rotated(b, columns(s, s->cameras, 0, 3), from);
  ad_ref flat = distorted(s, ad_div(b, columns(s, seen, 0, 2),
                                    columns(s, seen, 2, 1)));
  ad_ref at = ad_add(b, ad_mul(b, flat, columns(s, s->cameras, 6, 1)),
                     columns(s, s->cameras, 7, 2));
  ad_output(b, ad_mul(b, s->weights, ad_sub(b, at, s->features)));
  ad_output(b, ad_sub(b, ad_number(b, 1), ad_square(b, s->weights)));
}

/* --- the input ------------------------------------------------------------ */

/* One row of numbers for each observation. */
static struct entries repeated(struct problem *p, size_t n, const double *row)
{
  struct entries all = {p->sizes[SIZE_P], n, NULL};
  double *x = problem_room(p, all.rows, n);
  for (size_t i = 0; x && i < all.rows * n; i++)
    x[i] = row[i % n];
  all.x = x;
  return all;
}

static struct entries repeated_list(struct problem *p, const char *key,
                                    size_t n)
{
  struct entries one = problem_list(p, key, n);
  return repeated(p, n, one.x);
}

/* A column a kind: output e of every observation, or entry c of its block. */
static void seed(struct problem *p)
{
  const size_t rows = p->sizes[SIZE_P];
  const size_t widths[2][3] = {{CAMERA, POINT, 1}, {ERRORS, 1, 0}};
  const size_t *width = widths[p->want == WANT_REVERSE];
  p->chunk = width[0] + width[1] + width[2];
  double *x = problem_room(p, rows * BLOCK, p->chunk);
  p->seeds = x;
  for (size_t k = 0, first = 0; x && k < 3; first += width[k++])
    for (size_t i = 0; i < rows * width[k]; i++, x += p->chunk)
      x[first + i % width[k]] = 1;
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

/* x[results] from the adjoints of leaf `wrt`, [p x n x 3]: entries `first` to
   first + n - 1 of the blocks. */
static void take_adjoints(const struct work *w, size_t wrt, size_t first,
                          size_t n)
{
  const double *bar = ad_tape_adjoint(w->tape, wrt);
  for (size_t i = 0; i < w->p->sizes[SIZE_P]; i++)
    for (size_t c = 0; c < n; c++, bar += ERRORS + 1)
      for (size_t e = 0; e < ERRORS; e++)
        w->x[(ERRORS * i + e) * BLOCK + first + c] = bar[e];
}

/* `step` apart, the derivatives of 1 - w^2 begin at x. */
static void take_weights(const struct work *w, const double *x, size_t step)
{
  const size_t p = w->p->sizes[SIZE_P];
  for (size_t i = 0; i < p; i++)
    w->x[ERRORS * BLOCK * p + i] = x[i * step];
}

static void run_jacobian(struct work *w)
{
  const struct problem *p = w->p;
  work_set(w);
  if (w->tape) {
    ad_tape_record(w->tape);
    ad_tape_reverse(w->tape, p->chunk, p->seeds);
    take_adjoints(w, 0, 0, CAMERA);
    take_adjoints(w, 1, CAMERA, POINT);
    take_adjoints(w, 2, CAMERA + POINT, 1);
    take_weights(w, ad_tape_adjoint(w->tape, 2) + ERRORS, ERRORS + 1);
  } else {
    ad_forward_sweep(w->forward, p->chunk, p->seeds);
    memcpy(w->x, ad_forward_tangent(w->forward, 0),
           ERRORS * BLOCK * p->sizes[SIZE_P] * sizeof *w->x);
    take_weights(w, ad_forward_tangent(w->forward, 1) + BLOCK - 1, BLOCK);
  }
}

/* --- what is written ------------------------------------------------------ */

static json_t *write_errors(const struct work *w)
{
  const ad_ref output = ad_graph_output(w->p->graph, 1);
  const json_int_t p = (json_int_t)w->p->sizes[SIZE_P];
  return json_pack("{s:{s:[f,f],s:I},s:{s:f,s:I}}", "reproj_error", "elements",
                   w->result[0], w->result[1], "repeated", p, "w_err",
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
