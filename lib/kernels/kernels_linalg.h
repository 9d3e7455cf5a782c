/* SPDX-License-Identifier: GPL-3.0-or-later
   The kernels of det, inv and solve, over one LU factorisation (lu.h): the
   value kernel makes it, the tangent and the adjoint kernel use it again.
   Included by kernels_all.h only; read kernels.h, kernels_product.h and lu.h
   before.

   work[] holds two n x n matrices and one as large as the result; products
   take one direction at a time, gathered into it. */

static size_t order_of(const ad_call *c)
{
  return ad_operand_of(c->g, c->node, 0)->rows;
}

/* Direction l of k: to[n] from from[n x k]. */
static void gather(size_t n, size_t k, size_t l, double *to,
                   const double *from)
{
  for (size_t e = 0; e < n; e++)
    to[e] = from[e * k + l];
}

/* Direction l of to[n x k] (+)= sign * from[n]. */
static void scatter(size_t n, size_t k, size_t l, int first, double *to,
                    double sign, const double *from)
{
  for (size_t e = 0; e < n; e++)
    to[e * k + l] = (first ? 0 : to[e * k + l]) + sign * from[e];
}

/* --- det: dv = sum(C * da), C the cofactors ------------------------------- */

static void det_value(const ad_call *c, double *v, const double *const *x)
{
  size_t n = order_of(c);
  ad_lu_factor(n, x[0], c->factors);
  *v = ad_lu_det(n, c->factors);
}

static void det_tangent(const ad_call *c, size_t k, double *d,
                        const double *const *xd, const double *v,
                        const double *const *x)
{
  size_t n = order_of(c);
  (void)v, (void)x;
  ad_lu_cofactors(n, c->factors, c->work);
  for (size_t l = 0; l < k; l++)
    d[l] = 0;
  for (size_t e = 0; e < n * n; e++)
    for (size_t l = 0; l < k; l++)
      d[l] += c->work[e] * xd[0][e * k + l];
}

static void det_adjoint(const ad_call *c, size_t o, size_t k, int first,
                        double *bar, const double *vbar, const double *v,
                        const double *const *x)
{
  size_t n = order_of(c);
  (void)o, (void)v, (void)x;
  ad_lu_cofactors(n, c->factors, c->work);
  for (size_t e = 0; e < n * n; e++)
    for (size_t l = 0; l < k; l++)
      bar[e * k + l] = (first ? 0 : bar[e * k + l]) + c->work[e] * vbar[l];
}

/* --- logdet: dv = sum(inv(a)' * da), nan where there is no logarithm ------ */

static void logdet_value(const ad_call *c, double *v, const double *const *x)
{
  size_t n = order_of(c);
  ad_lu_factor(n, x[0], c->factors);
  *v = ad_lu_logdet(n, c->factors);
}

/* work[n x n] = inv(a) */
static void logdet_partials(const ad_call *c, double v)
{
  size_t n = order_of(c);
  if (v != v)
    ad_lu_fill_nan(n * n, c->work);
  else
    ad_lu_inverse(n, c->factors, c->work);
}

static void logdet_tangent(const ad_call *c, size_t k, double *d,
                           const double *const *xd, const double *v,
                           const double *const *x)
{
  size_t n = order_of(c);
  (void)x;
  logdet_partials(c, *v);
  for (size_t l = 0; l < k; l++)
    d[l] = 0;
  for (size_t e = 0; e < n * n; e++)
    for (size_t l = 0; l < k; l++)
      d[l] += c->work[e % n * n + e / n] * xd[0][e * k + l];
}

static void logdet_adjoint(const ad_call *c, size_t o, size_t k, int first,
                           double *bar, const double *vbar, const double *v,
                           const double *const *x)
{
  size_t n = order_of(c);
  (void)o, (void)x;
  logdet_partials(c, *v);
  for (size_t e = 0; e < n * n; e++)
    for (size_t l = 0; l < k; l++)
      bar[e * k + l] = (first ? 0 : bar[e * k + l]) +
                       c->work[e % n * n + e / n] * vbar[l];
}

/* --- inv: dv = -v da v, abar = -v' vbar v' -------------------------------- */

static void inv_value(const ad_call *c, double *v, const double *const *x)
{
  size_t n = order_of(c);
  ad_lu_factor(n, x[0], c->factors);
  ad_lu_inverse(n, c->factors, v);
}

/* to (+)= -v from v, or with v' for v, for every direction. */
static void inv_wrap(const ad_call *c, size_t k, int first, int turned,
                     double *to, const double *from, const double *v)
{
  size_t n = order_of(c);
  double *one = c->work, *half = one + n * n, *both = half + n * n;
  for (size_t l = 0; l < k; l++) {
    gather(n * n, k, l, one, from);
    product(&(ad_product){.m = n, .n = n, .p = n, .ta = turned, .first = 1,
                          .a = v, .lda = n, .b = one, .ldb = n, .c = half,
                          .ldc = n});
    product(&(ad_product){.m = n, .n = n, .p = n, .tb = turned, .first = 1,
                          .a = half, .lda = n, .b = v, .ldb = n, .c = both,
                          .ldc = n});
    scatter(n * n, k, l, first, to, -1, both);
  }
}

static void inv_tangent(const ad_call *c, size_t k, double *d,
                        const double *const *xd, const double *v,
                        const double *const *x)
{
  (void)x;
  inv_wrap(c, k, 1, 0, d, xd[0], v);
}

static void inv_adjoint(const ad_call *c, size_t o, size_t k, int first,
                        double *bar, const double *vbar, const double *v,
                        const double *const *x)
{
  (void)o, (void)x;
  inv_wrap(c, k, first, 1, bar, vbar, v);
}

/* --- solve: dv = a^-1 (db - da v), bbar = a'^-1 vbar, abar = -bbar v' ---- */

static void solve_value(const ad_call *c, double *v, const double *const *x)
{
  size_t n = order_of(c), w = c->node->cols;
  ad_lu_factor(n, x[0], c->factors);
  memcpy(v, x[1], n * w * sizeof *v);
  ad_lu_solve(n, c->factors, w, v);
}

/* d[n x w x k] = da v: for every row i, (v' da_i)[w x k] with da_i[n x k]. */
static void solve_product(const ad_call *c, size_t k, double *d,
                          const double *da, const double *v)
{
  size_t n = order_of(c), w = c->node->cols;
  if (k == 1) {
    product(&(ad_product){.m = n, .n = w, .p = n, .first = 1, .a = da,
                          .lda = n, .b = v, .ldb = w, .c = d, .ldc = w});
    return;
  }
  for (size_t i = 0; i < n; i++)
    product(&(ad_product){.m = w, .n = k, .p = n, .ta = 1, .first = 1,
                          .a = v, .lda = w, .b = da + i * n * k, .ldb = k,
                          .c = d + i * w * k, .ldc = k});
}

static void solve_tangent(const ad_call *c, size_t k, double *d,
                          const double *const *xd, const double *v,
                          const double *const *x)
{
  size_t n = order_of(c), words = n * c->node->cols * k;
  (void)x;
  if (xd[0])
    solve_product(c, k, d, xd[0], v);
  for (size_t e = 0; e < words; e++)
    d[e] = (xd[1] ? xd[1][e] : 0) - (xd[0] ? d[e] : 0);
  ad_lu_solve(n, c->factors, c->node->cols * k, d);
}

static void solve_adjoint(const ad_call *c, size_t o, size_t k, int first,
                          double *bar, const double *vbar, const double *v,
                          const double *const *x)
{
  size_t n = order_of(c), w = c->node->cols;
  double *abar = c->work, *bbar = abar + n * n;
  (void)x;
  for (size_t l = 0; l < k; l++) {
    gather(n * w, k, l, bbar, vbar);
    ad_lu_solve_turned(n, c->factors, w, bbar);
    if (o == 1) {
      scatter(n * w, k, l, first, bar, 1, bbar);
      continue;
    }
    product(&(ad_product){.m = n, .n = n, .p = w, .tb = 1, .first = 1,
                          .a = bbar, .lda = w, .b = v, .ldb = w, .c = abar,
                          .ldc = n});
    scatter(n * n, k, l, first, bar, -1, abar);
  }
}
