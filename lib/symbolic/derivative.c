/* SPDX-License-Identifier: GPL-3.0-or-later
   Derivatives as nodes: sweeps, and which shape a derivative has.  Read
   symbolic.h and gradient.h before. */
#include "symbolic.h"

#include <stdlib.h>
#include <string.h>

#include "symbolic/form_lower.h"
#include "symbolic/gradient.h"

/* A sweep from y, with the arena that it works in. */
typedef struct derivation {
  ad_builder *b;
  ad_algebra w;
  ad_sym_sweep s;
} derivation;

static ad_status check_nodes(const ad_builder *b, size_t n, const ad_ref *x,
                             ad_error *err)
{
  if (ad_builder_error(b)->status != AD_OK)
    return ad_fail(err, ad_builder_error(b)->status, "%s",
                   ad_builder_error(b)->text);
  for (size_t i = 0; i < n; i++)
    if (x[i].index >= ad_builder_size(b))
      return ad_fail(err, AD_EINPUT, "a derivative of what is no node of this "
                                     "graph");
  return AD_OK;
}

static ad_status start(derivation *d, ad_builder *b, ad_ref y, size_t n,
                       const ad_ref *x)
{
  d->b = b;
  ad_algebra_init(&d->w, &b->g);
  return ad_sym_sweep_init(&d->s, &d->w, y.index, n, x);
}

/* Frees the sweep, and hands a failure on, from wherever it is. */
static ad_status end(derivation *d, ad_status status, ad_error *err)
{
  ad_error failure = d->w.error;
  ad_sym_sweep_free(&d->s);
  ad_algebra_free(&d->w);
  if (ad_builder_error(d->b)->status != AD_OK) {
    failure = *ad_builder_error(d->b);
    ad_builder_clear_error(d->b);
  }
  if (failure.status != AD_OK)
    status = failure.status;
  if (status != AD_OK && err)
    *err = failure;
  return status;
}

static ad_sym ones_like(derivation *d, ad_ref x)
{
  return ad_sym_like(&d->w, ad_sym_number(&d->w, AD_ONE),
                     ad_builder_shape(d->b, x));
}

/* The node as a form, or ones in the shape of y. */
static ad_sym seed_of(derivation *d, ad_ref seed, ad_ref y)
{
  return seed.index == AD_NO_INDEX ? ones_like(d, y)
                                   : ad_sym_node(&d->w, seed.index);
}

static ad_status check_seed(const ad_builder *b, ad_ref seed, ad_ref like,
                            ad_error *err)
{
  ad_shape s = ad_builder_shape(b, seed), t = ad_builder_shape(b, like);
  if (seed.index == AD_NO_INDEX)
    return AD_OK;
  if (check_nodes(b, 1, &seed, err) != AD_OK)
    return AD_EINPUT;
  if (!ad_shape_same(s, t))
    return ad_fail(err, AD_EINPUT, "a direction of %zu x %zu for a node of "
                                   "%zu x %zu", s.rows, s.cols, t.rows, t.cols);
  return AD_OK;
}

/* The forms, in the shapes of like[n]. */
static ad_status lower_like(derivation *d, size_t n, const ad_sym *forms,
                            const ad_ref *like, ad_ref *out)
{
  ad_shape *shapes = malloc((n + 1) * sizeof *shapes);
  if (!shapes)
    return ad_fail_memory(&d->w.error, n * sizeof *shapes);
  for (size_t i = 0; i < n; i++)
    shapes[i] = ad_builder_shape(d->b, like[i]);
  ad_status status = ad_sym_lower(&d->w, d->b, n, forms, shapes, out);
  free(shapes);
  return status;
}

ad_status ad_pullback(ad_builder *b, ad_ref y, ad_ref vbar, size_t n,
                      const ad_ref *x, ad_ref *out, ad_error *err)
{
  derivation d;
  ad_status status = check_nodes(b, 1, &y, err);
  if (status == AD_OK)
    status = check_nodes(b, n, x, err);
  if (status == AD_OK)
    status = check_seed(b, vbar, y, err);
  if (status != AD_OK)
    return status;
  status = start(&d, b, y, n, x);
  ad_sym *forms = malloc((n + 1) * sizeof *forms);
  if (!forms)
    status = ad_fail_memory(&d.w.error, n * sizeof *forms);
  if (status == AD_OK)
    status = ad_sym_reverse(&d.s, seed_of(&d, vbar, y), n, x, forms);
  if (status == AD_OK)
    status = lower_like(&d, n, forms, x, out);
  free(forms);
  return end(&d, status, err);
}

static ad_ref last_of(size_t n, const ad_ref *x)
{
  ad_ref last = {0};
  for (size_t i = 0; i < n; i++)
    if (x[i].index > last.index)
      last = x[i];
  return last;
}

static ad_status check_directions(const ad_builder *b, size_t n,
                                  const ad_ref *x, const ad_ref *xdot,
                                  ad_error *err)
{
  ad_status status = check_nodes(b, n, x, err);
  for (size_t i = 0; i < n && status == AD_OK; i++)
    status = check_seed(b, xdot[i], x[i], err);
  return status;
}

ad_status ad_pushforward(ad_builder *b, size_t m, const ad_ref *y, size_t n,
                         const ad_ref *x, const ad_ref *xdot, ad_ref *out,
                         ad_error *err)
{
  derivation d;
  ad_status status = check_nodes(b, m, y, err);
  if (status == AD_OK)
    status = check_directions(b, n, x, xdot, err);
  if (status != AD_OK)
    return status;
  status = start(&d, b, last_of(m, y), n, x);
  ad_sym *forms = malloc((m + n + 1) * sizeof *forms);
  if (!forms)
    status = ad_fail_memory(&d.w.error, n * sizeof *forms);
  for (size_t i = 0; i < n && status == AD_OK; i++)
    forms[m + i] = seed_of(&d, xdot[i], x[i]);
  if (status == AD_OK)
    status = ad_sym_forward(&d.s, n, forms + m, x, m, y, forms);
  if (status == AD_OK)
    status = lower_like(&d, m, forms, y, out);
  free(forms);
  return end(&d, status, err);
}

/* --- which shape -------------------------------------------------------- */

static int is_scalar(ad_shape s)
{
  return ad_shape_single(s) && s.unit_rows && s.unit_cols;
}

static int is_vector(ad_shape s)
{
  return s.unit_rows || s.unit_cols;
}

static int is_like(const ad_node *x, const ad_node *y)
{
  return x->rows == y->rows && x->cols == y->cols;
}

/* Is every step on the way from x to y entry by entry, and in the shape of
   both?  leads[last + 1], zeros, marks the nodes that lead to y. */
static int is_diagonal(const ad_sym_sweep *s, ad_ref y, ad_ref x,
                       unsigned char *leads)
{
  const ad_node *to = &s->g->nodes[y.index];
  int diagonal = is_like(&s->g->nodes[x.index], to);
  leads[y.index] = 1;
  for (uint32_t i = y.index + 1; diagonal && i-- > x.index + 1;) {
    const ad_node *node = &s->g->nodes[i];
    if (!leads[i] || !s->varied[i])
      continue;
    diagonal = ad_op_get((ad_op)node->op)->kind == AD_KIND_elementwise &&
               is_like(node, to);
    for (size_t k = 0; k < node->arity; k++)
      leads[s->g->operands[node->operand + k]] = 1;
  }
  return diagonal;
}

/* The same with room of its own; 0 without memory, with a failure. */
static int goes_by_entries(derivation *d, ad_ref y, ad_ref x)
{
  unsigned char *leads = calloc((size_t)y.index + 1, 1);
  if (!leads)
    ad_fail_memory(&d->w.error, y.index);
  int diagonal = leads && is_diagonal(&d->s, y, x, leads);
  free(leads);
  return diagonal;
}

/* 1 at entry i of a vector in the shape of x, else 0. */
static ad_sym unit(derivation *d, ad_ref x, size_t i)
{
  ad_shape shape = ad_builder_shape(d->b, x);
  ad_sym one = ad_sym_number(&d->w, AD_ONE);
  if (shape.rows * shape.cols == 1)
    return one;
  return ad_sym_call(&d->w, AD_OP_place, 1, &one, shape.cols == 1 ? i : 0,
                     shape.cols == 1 ? 0 : i, shape);
}

/* Row (column) i of the Jacobian, as a row (a column). */
static ad_sym jacobian_part(derivation *d, ad_ref y, ad_ref x, int by_rows,
                            size_t i)
{
  ad_sym part = AD_NO_SYM;
  if (by_rows)
    ad_sym_reverse(&d->s, unit(d, y, i), 1, &x, &part);
  else {
    ad_sym seed = unit(d, x, i);
    ad_sym_forward(&d->s, 1, &seed, &x, 1, &y, &part);
  }
  if (!ad_sym_ready(&d->w, part))
    return AD_NO_SYM;
  ad_shape shape = ad_sym_cell(&d->w, part)->shape;
  return (by_rows ? shape.rows : shape.cols) == 1
           ? part
           : ad_sym_transpose(&d->w, part);
}

/* A sweep for each row, or for each column where there are fewer. */
static ad_status lower_jacobian(derivation *d, ad_ref y, ad_ref x, ad_ref *out)
{
  ad_shape s = ad_builder_shape(d->b, y), t = ad_builder_shape(d->b, x);
  size_t rows = s.rows * s.cols, cols = t.rows * t.cols;
  int by_rows = rows <= cols;
  size_t n = by_rows ? rows : cols;
  ad_sym *forms = malloc(n * sizeof *forms);
  ad_ref *parts = malloc(n * sizeof *parts);
  ad_shape *shapes = malloc(n * sizeof *shapes);
  size_t *across = malloc(n * sizeof *across);
  if (!forms || !parts || !shapes || !across)
    ad_fail_memory(&d->w.error, n * sizeof *shapes);
  for (size_t i = 0; i < n && d->w.error.status == AD_OK; i++) {
    forms[i] = jacobian_part(d, y, x, by_rows, i);
    shapes[i] = (ad_shape){by_rows ? 1 : rows, by_rows ? cols : 1, by_rows,
                           !by_rows};
    across[i] = by_rows ? 1 : n;
  }
  ad_status status = d->w.error.status;
  if (status == AD_OK)
    status = ad_sym_lower(&d->w, d->b, n, forms, shapes, parts);
  if (status == AD_OK)
    *out = ad_block(d->b, by_rows ? n : 1, across, n, parts);
  free(forms);
  free(parts);
  free(shapes);
  free(across);
  return status;
}

/* One sweep, from the end of which the result has the shape. */
static ad_status lower_one(derivation *d, ad_ref y, ad_ref x, int forward,
                           ad_ref *out)
{
  ad_sym form, seed = ones_like(d, forward ? x : y);
  ad_status status =
    forward ? ad_sym_forward(&d->s, 1, &seed, &x, 1, &y, &form)
            : ad_sym_reverse(&d->s, seed, 1, &x, &form);
  return status == AD_OK
           ? lower_like(d, 1, &form, forward ? &y : &x, out)
           : status;
}

static ad_status refuse(derivation *d, ad_ref y, ad_ref x)
{
  char left[128], right[128];
  ad_builder_describe(d->b, y, left, sizeof left);
  ad_builder_describe(d->b, x, right, sizeof right);
  ad_status status = ad_fail(&d->w.error, AD_EINPUT,
                             "the derivative of %s by %s is no matrix", left,
                             right);
  ad_hint(&d->w.error, "derivatives are of a number, by a number, of a vector "
                       "by a vector, or entry by entry");
  return status;
}

ad_status ad_derivative(ad_builder *b, ad_ref y, ad_ref x, ad_ref *out,
                        ad_error *err)
{
  derivation d;
  ad_ref both[2] = {y, x};
  ad_status status = check_nodes(b, 2, both, err);
  *out = (ad_ref){AD_NO_INDEX};
  if (status != AD_OK)
    return status;
  ad_shape of = ad_builder_shape(b, y), by = ad_builder_shape(b, x);
  status = start(&d, b, y, 1, &x);
  if (status != AD_OK)
    return end(&d, status, err);
  if (is_scalar(of) || is_scalar(by))
    status = lower_one(&d, y, x, !is_scalar(of), out);
  else if (is_vector(of) && is_vector(by))
    status = lower_jacobian(&d, y, x, out);
  else if (x.index <= y.index && goes_by_entries(&d, y, x))
    status = lower_one(&d, y, x, 0, out);
  else
    status = refuse(&d, y, x);
  return end(&d, status, err);
}

ad_status ad_hessian_vector(ad_builder *b, ad_ref y, size_t n, const ad_ref *x,
                            const ad_ref *u, ad_ref *out, ad_error *err)
{
  static const ad_ref none = {AD_NO_INDEX};
  if (!ad_shape_single(ad_builder_shape(b, y)))
    return ad_fail(err, AD_EINPUT, "the Hessian of what is not 1 x 1");
  ad_ref *gradients = malloc((n + 1) * sizeof *gradients);
  if (!gradients)
    return ad_fail_memory(err, n * sizeof *gradients);
  ad_status status = ad_pullback(b, y, none, n, x, gradients, err);
  if (status == AD_OK)
    status = ad_pushforward(b, n, gradients, n, x, u, out, err);
  free(gradients);
  return status;
}
