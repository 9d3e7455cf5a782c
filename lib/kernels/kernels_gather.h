/* SPDX-License-Identifier: GPL-3.0-or-later
   Kernels of gather: rows or columns by a list of their numbers.  Back, what
   is named several times receives several adjoints, one after the other.
   Included by kernels_all.h only; read kernels_moves.h before. */

/* to[n] = stretch number `at` of from, or n times `other` where there is
   none. */
static void take_stretch(size_t n, double *to, const double *from, size_t at,
                         double other)
{
  if (at != SIZE_MAX)
    move(n, 1, to, from + at * n);
  else
    for (size_t i = 0; i < n; i++)
      to[i] = other;
}

/* Rows are stretches of cols k numbers; in columns, entries are such of k. */
static void gather_apply(const ad_call *c, size_t k, double *v,
                         const double *x, const double *list, double other)
{
  size_t rows = c->node->rows, cols = c->node->cols;
  size_t size = ad_entry_axis(c->g, c->node);
  for (size_t i = 0; !c->node->at[0] && i < rows; i++)
    take_stretch(cols * k, v + i * cols * k, x,
                 ad_entry_listed(list[i], size), other);
  for (size_t i = 0; c->node->at[0] && i < rows; i++)
    for (size_t j = 0; j < cols; j++)
      take_stretch(k, v + (i * cols + j) * k, x + i * size * k,
                   ad_entry_listed(list[j], size), other);
}

static void gather_value(const ad_call *c, double *v, const double *const *x)
{
  gather_apply(c, 1, v, x[0], x[1], (double)NAN);
}

static void gather_tangent(const ad_call *c, size_t k, double *d,
                           const double *const *xd, const double *v,
                           const double *const *x)
{
  (void)v;
  gather_apply(c, k, d, xd[0], x[1], 0);
}

/* bar += the stretch `from`, at the place that it was taken from. */
static void give_stretch(size_t n, double *bar, size_t at, const double *from)
{
  if (at != SIZE_MAX)
    move(n, 0, bar + at * n, from);
}

static void gather_adjoint(const ad_call *c, size_t o, size_t k, int first,
                           double *bar, const double *vbar, const double *v,
                           const double *const *x)
{
  size_t rows = c->node->rows, cols = c->node->cols;
  size_t size = ad_entry_axis(c->g, c->node);
  (void)v;
  if (first)
    memset(bar, 0, ad_entries(ad_operand_of(c->g, c->node, o)) * k *
                     sizeof *bar);
  for (size_t i = 0; !c->node->at[0] && i < rows; i++)
    give_stretch(cols * k, bar, ad_entry_listed(x[1][i], size),
                 vbar + i * cols * k);
  for (size_t i = 0; c->node->at[0] && i < rows; i++)
    for (size_t j = 0; j < cols; j++)
      give_stretch(k, bar + i * size * k, ad_entry_listed(x[1][j], size),
                   vbar + (i * cols + j) * k);
}
