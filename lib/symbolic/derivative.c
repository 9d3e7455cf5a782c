/* SPDX-License-Identifier: GPL-3.0-or-later
   dy/dx as a node: which shape it has, and by how many sweeps.  Read symbolic.h
   and derivation.h before. */
#include "symbolic.h"

#include <stdlib.h>
#include <string.h>

#include "symbolic/derivation.h"

static int is_scalar(ad_shape s)
{
  return s.rows == 1 && s.cols == 1 && s.unit_rows && s.unit_cols;
}

static int is_vector(ad_shape s)
{
  return s.unit_rows || s.unit_cols;
}

/* Do all paths go entry by entry?  0 without memory, with a failure. */
static int goes_by_entries(ad_derivation *d, ad_ref y, ad_ref x)
{
  unsigned char *leads = calloc((size_t)y.index + 1, 1);
  if (!leads)
    ad_fail_memory(&d->w.error, y.index);
  int diagonal = leads && ad_derivation_entrywise(&d->b->g, y, x,
                                                   d->s.varied, leads);
  free(leads);
  return diagonal;
}

/* 1 at entry i of a vector in the shape of x, else 0. */
static ad_sym unit(ad_derivation *d, ad_ref x, size_t i)
{
  ad_sym_shape shape = ad_sym_shape_of(&d->w, x.index);
  ad_sym one = ad_sym_number(&d->w, AD_ONE);
  if (shape.rows * shape.cols == 1)
    return one;
  return ad_sym_call(&d->w, AD_OP_place, 1, &one, shape.cols == 1 ? i : 0,
                     shape.cols == 1 ? 0 : i, shape);
}

/* Row (column) i of the Jacobian, as a row (a column). */
static ad_sym jacobian_part(ad_derivation *d, ad_ref y, ad_ref x, int by_rows,
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
  ad_sym_shape shape = ad_sym_cell(&d->w, part)->shape;
  return (by_rows ? shape.rows : shape.cols) == 1
           ? part
           : ad_sym_transpose(&d->w, part);
}

/* A sweep for each row, or for each column where there are fewer. */
static ad_status lower_jacobian(ad_derivation *d, ad_ref y, ad_ref x,
                                ad_ref *out)
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
static ad_status lower_one(ad_derivation *d, ad_ref y, ad_ref x, int forward,
                           ad_ref *out)
{
  ad_sym form, seed = ad_derivation_ones(d, forward ? x : y);
  ad_status status =
    forward ? ad_sym_forward(&d->s, 1, &seed, &x, 1, &y, &form)
            : ad_sym_reverse(&d->s, seed, 1, &x, &form);
  return status == AD_OK
           ? ad_derivation_lower(d, 1, &form, forward ? &y : &x, out)
           : status;
}

/* A vector, or a matrix that has one row or column by chance? */
static int is_line(ad_shape s)
{
  return s.rows == 1 || s.cols == 1;
}

static ad_status refuse(ad_derivation *d, ad_ref y, ad_ref x)
{
  char left[128], right[128];
  ad_builder_describe(d->b, y, left, sizeof left);
  ad_builder_describe(d->b, x, right, sizeof right);
  ad_status status = ad_fail(&d->w.error, AD_EINPUT,
                             "the derivative of %s by %s is no matrix", left,
                             right);
  if (is_line(ad_builder_shape(d->b, y)) && is_line(ad_builder_shape(d->b, x)))
    ad_hint(&d->w.error, "a matrix that happens to have one row or column is "
                         "no vector; a single subscript makes one, as x[1,:]");
  else
    ad_hint(&d->w.error, "derivatives are of a number, by a number, of a "
                         "vector by a vector, or entry by entry");
  return status;
}

/* The name of the size of an axis of x; of a vector that of its length. */
static unsigned axis_of(const ad_builder *b, ad_ref x, int cols)
{
  const unsigned char *axes = b->g.sizes.axes;
  return axes ? axes[2 * (size_t)x.index + (cols ? 1 : 0)] : 0;
}

static unsigned length_of(const ad_builder *b, ad_ref x)
{
  return axis_of(b, x, !ad_builder_shape(b, x).unit_cols);
}

/* The axes of a new derivative have the names of what it is of and by. */
static void name_axes(ad_builder *b, ad_ref d, ad_ref y, ad_ref x)
{
  ad_shape of = ad_builder_shape(b, y), by = ad_builder_shape(b, x);
  if (is_scalar(by) && !is_scalar(of))
    ad_size_axes(b, d.index, axis_of(b, y, 0), axis_of(b, y, 1));
  else if (is_scalar(of) || !(is_vector(of) && is_vector(by)))
    ad_size_axes(b, d.index, axis_of(b, x, 0), axis_of(b, x, 1));
  else
    ad_size_axes(b, d.index, length_of(b, y), length_of(b, x));
}

ad_status ad_derivative(ad_builder *b, ad_ref y, ad_ref x, ad_ref *out,
                        ad_error *err)
{
  ad_derivation d;
  ad_ref both[2] = {y, x};
  ad_status status = ad_derivation_check(b, 2, both, err);
  size_t first = ad_builder_size(b);
  *out = (ad_ref){AD_NO_INDEX};
  if (status != AD_OK)
    return status;
  ad_shape of = ad_builder_shape(b, y), by = ad_builder_shape(b, x);
  status = ad_derivation_start(&d, b, y, 1, &x);
  if (status != AD_OK)
    return ad_derivation_end(&d, status, err);
  if (is_scalar(of) || is_scalar(by))
    status = lower_one(&d, y, x, !is_scalar(of), out);
  else if (is_vector(of) && is_vector(by))
    status = lower_jacobian(&d, y, x, out);
  else if (x.index <= y.index && goes_by_entries(&d, y, x))
    status = lower_one(&d, y, x, 0, out);
  else
    status = refuse(&d, y, x);
  status = ad_derivation_end(&d, status, err);
  if (status == AD_OK && out->index >= first)
    name_axes(b, *out, y, x);
  return status;
}
