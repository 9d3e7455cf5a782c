/* SPDX-License-Identifier: GPL-3.0-or-later
   Multiples of the identity, and numbers that go out of matrices, of what is
   to be read: A @ diag(f*ones(n, 1)) is f*A, the sum of A*eye(n) is trace(A),
   A @ (x/b) is (A @ x)/b.  Read form.h before. */
#include "symbolic/form.h"

#include "graph.h"

/* diag(ones(n, 1)) */
static int is_identity(const ad_algebra *w, ad_sym x)
{
  const ad_cell *cell = &w->cells[x];
  if (!ad_sym_calls(w, x, AD_OP_diag) || cell->shape.rows != cell->shape.cols)
    return 0;
  ad_sym ones = ad_sym_operand(w, x, 0);
  return ad_sym_calls(w, ones, AD_OP_expand) &&
         ad_sym_is_number(w, ad_sym_operand(w, ones, 0));
}

static ad_sym identity(ad_algebra *w, ad_sym_shape column, ad_sym_shape shape)
{
  ad_sym ones = ad_sym_like(w, ad_sym_number(w, AD_ONE), column);
  return ad_sym_intern(w, &(ad_cell){.kind = AD_SYM_call, .op = AD_OP_diag,
                                     .shape = shape}, 1, &ones, NULL);
}

ad_sym ad_sym_without_identity(ad_algebra *w, ad_sym x)
{
  if (!w->open || !ad_sym_ready(w, x))
    return AD_NO_SYM;
  if (is_identity(w, x))
    return ad_sym_number(w, AD_ONE);
  for (size_t k = 0;
       w->cells[x].kind == AD_SYM_product && k < w->cells[x].n; k++) {
    ad_sym factor = ad_sym_operand(w, x, k);
    if (is_identity(w, factor) && ad_sym_weight(w, x, k).num == 1)
      return ad_sym_div(w, x, factor);
  }
  return AD_NO_SYM;
}

ad_sym ad_sym_single_factors(ad_algebra *w, ad_sym x, ad_sym *rest)
{
  *rest = x;
  if (!w->open || !ad_sym_ready(w, x) || w->cells[x].kind != AD_SYM_product)
    return ad_sym_number(w, AD_ONE);
  ad_sym single = ad_sym_factors(w, x, AD_ALL, 1);
  ad_sym others = ad_sym_factors(w, x, AD_ALL, 0);
  if (!ad_sym_ready(w, single) || !ad_sym_ready(w, others))
    return AD_NO_SYM;
  if (!ad_shape_same(w->cells[others].shape, w->cells[x].shape))
    return ad_sym_number(w, AD_ONE);
  *rest = others;
  return single;
}

/* The diagonal of x, a matrix, without the numbers that it is multiplied by. */
static ad_sym of_matrix(ad_algebra *w, ad_sym x, ad_sym_shape shape)
{
  ad_sym rest, single = ad_sym_single_factors(w, x, &rest);
  if (ad_sym_every_entry(w, x) != AD_NO_SYM)
    return ad_sym_like(w, ad_sym_every_entry(w, x), shape);
  if (rest == x)
    return AD_NO_SYM;
  return ad_sym_mul(w, single,
                    ad_sym_call(w, AD_OP_diag, 1, &rest, 0, 0, shape));
}

ad_sym ad_sym_diagonal(ad_algebra *w, ad_sym x, ad_sym_shape shape)
{
  ad_ratio c;
  ad_sym core = ad_sym_core(w, x, &c), diagonal = AD_NO_SYM;
  ad_sym_shape own = w->cells[x].shape;
  if (!w->open || !ad_sym_ready(w, core))
    return AD_NO_SYM;
  if (shape.cols == 1)
    diagonal = of_matrix(w, core, shape);
  else if (own.cols == 1 && ad_sym_every_entry(w, core) != AD_NO_SYM)
    diagonal = ad_sym_mul(w, ad_sym_every_entry(w, core),
                          identity(w, own, shape));
  return diagonal == AD_NO_SYM ? AD_NO_SYM : ad_sym_scale(w, c, diagonal);
}
