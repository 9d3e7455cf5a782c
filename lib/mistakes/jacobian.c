/* SPDX-License-Identifier: GPL-3.0-or-later
   Jacobians held against mistakes: a sweep gives the derivative of one number,
   and so what is compared of dy/dx and of a claim J about it is c' J, which is
   the derivative of c' y, with the weights c = 1, 2, ... of the entries of y.
   Read mistakes_data.h before. */
#include "graph.h"
#include "mistakes/missteps.h"

/* Has it one row or one column, and several entries? */
static int is_vector(ad_shape s)
{
  return (s.rows == 1) != (s.cols == 1);
}

size_t ad_jacobian_weights(ad_shape truth, ad_shape y, ad_shape x)
{
  size_t n = y.rows * y.cols, m = x.rows * x.cols;
  if (!is_vector(y) || (m > 1 && !is_vector(x)) ||
      truth.rows * truth.cols != n * m)
    return 0;
  return n;
}

ad_sym ad_jacobian_seed(ad_algebra *w, uint32_t y)
{
  ad_sym_shape shape = ad_sym_shape_of(w, y);
  ad_sym ones = ad_sym_like(w, ad_sym_number(w, AD_ONE), shape);
  ad_axis axis = shape.cols == 1 ? AD_OVER_ROWS : AD_OVER_COLS;
  return ad_sym_call(w, AD_OP_cumsum, 1, &ones, axis, 0, shape);
}

/* A vector is taken for the diagonal matrix of it, where that has the shape. */
int ad_jacobian_is_diagonal(size_t n, ad_shape truth, ad_shape said)
{
  return truth.rows == n && truth.cols == n && is_vector(said) &&
         said.rows * said.cols == n;
}

ad_ref ad_jacobian_weighted(ad_builder *b, size_t n, ad_shape truth, ad_ref x)
{
  ad_shape s = ad_builder_shape(b, x);
  ad_ref c = ad_range(b, n);
  if (ad_jacobian_is_diagonal(n, truth, s))
    return ad_mul(b, c, s.rows == 1 ? ad_transpose(b, x) : x);
  if (s.rows == n)
    return ad_matmul(b, ad_transpose(b, c), x);
  return s.cols == n ? ad_matmul(b, x, c) : AD_NO_REF;
}
