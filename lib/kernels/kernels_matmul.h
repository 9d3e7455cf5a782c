/* SPDX-License-Identifier: GPL-3.0-or-later
   The kernels of matmul: which products value, tangent and adjoint are.
   Included by kernels_all.h only; read kernels_product.h before. */

/* v[m x n] = op(A) op(B): sizes and flags of a matmul node. */
typedef struct matmul_sizes {
  size_t m, n, p, lda, ldb;
  int ta, tb;
} matmul_sizes;

static matmul_sizes matmul_of(const ad_call *c)
{
  const ad_node *a = ad_operand_of(c->g, c->node, 0),
                *b = ad_operand_of(c->g, c->node, 1);
  int ta = c->node->at[0] != 0, tb = c->node->at[1] != 0;
  return (matmul_sizes){c->node->rows, c->node->cols, ta ? a->rows : a->cols,
                        a->cols, b->cols, ta, tb};
}

static ad_product matmul_product(const ad_call *c, double *v,
                                 const double *const *x)
{
  matmul_sizes z = matmul_of(c);
  return (ad_product){.m = z.m, .n = z.n, .p = z.p, .ta = z.ta,
                      .tb = z.tb, .first = 1, .a = x[0], .lda = z.lda,
                      .b = x[1], .ldb = z.ldb, .c = v, .ldc = z.n};
}

static void matmul_value(const ad_call *c, double *v, const double *const *x)
{
  ad_product z = matmul_product(c, v, x);
  product(&z);
}

static void product_sum(const ad_call *c, double *v, const double *const *x)
{
  ad_product z = matmul_product(c, v, x);
  z.row = x[2];
  product(&z);
}

/* d (+)= da @ b: for every row i, (b' da_i)[n x k] with da_i[p x k]. */
static void matmul_tangent_a(const matmul_sizes *z, size_t k,
                             double *d, const double *da, const double *b)
{
  for (size_t i = 0; i < z->m; i++)
    product(&(ad_product){.m = z->n, .n = k, .p = z->p, .ta = !z->tb,
                          .first = 1, .a = b, .lda = z->ldb,
                          .b = da + (z->ta ? i : i * z->lda) * k,
                          .ldb = z->ta ? z->lda * k : k,
                          .c = d + i * z->n * k, .ldc = k});
}

/* d (+)= a @ db: one product with db[p x n k], or one a column of b'. */
static void matmul_tangent_b(const matmul_sizes *z, size_t k,
                             int first, double *d, const double *a,
                             const double *db)
{
  ad_product x = {.m = z->m, .n = z->n * k, .p = z->p, .ta = z->ta,
                  .first = first, .a = a, .lda = z->lda, .b = db,
                  .ldb = z->ldb * k, .c = d, .ldc = z->n * k};
  if (!z->tb) {
    product(&x);
    return;
  }
  x.n = k, x.ldb = k;
  for (size_t j = 0; j < z->n; j++, x.b += z->ldb * k, x.c += k)
    product(&x);
}

static void matmul_tangent(const ad_call *c, size_t k, double *d,
                           const double *const *xd, const double *v,
                           const double *const *x)
{
  (void)v;
  matmul_sizes z = matmul_of(c);
  if (k == 1) { /* two plain products */
    ad_product y = {.m = z.m, .n = z.n, .p = z.p, .ta = z.ta, .tb = z.tb,
                    .first = 1, .a = xd[0], .lda = z.lda, .b = x[1],
                    .ldb = z.ldb, .c = d, .ldc = z.n};
    if (xd[0])
      product(&y);
    y.first = !xd[0], y.a = x[0], y.b = xd[1];
    if (xd[1])
      product(&y);
    return;
  }
  if (xd[0])
    matmul_tangent_a(&z, k, d, xd[0], x[1]);
  if (xd[1])
    matmul_tangent_b(&z, k, !xd[0], d, x[0], xd[1]);
}

/* abar (+)= vbar @ op(b)', or its transpose where a is stored so. */
static void matmul_adjoint_a(const matmul_sizes *z, size_t k,
                             int first, double *bar, const double *vbar,
                             const double *b)
{
  if (k == 1 && z->ta) {
    product(&(ad_product){.m = z->p, .n = z->m, .p = z->n, .ta = z->tb,
                          .tb = 1, .first = first, .a = b, .lda = z->ldb,
                          .b = vbar, .ldb = z->n, .c = bar, .ldc = z->lda});
    return;
  }
  if (k == 1) {
    product(&(ad_product){.m = z->m, .n = z->p, .p = z->n, .tb = !z->tb,
                          .first = first, .a = vbar, .lda = z->n, .b = b,
                          .ldb = z->ldb, .c = bar, .ldc = z->lda});
    return;
  }
  for (size_t i = 0; i < z->m; i++) /* (op(b) vbar_i)[p x k] */
    product(&(ad_product){.m = z->p, .n = k, .p = z->n, .ta = z->tb,
                          .first = first, .a = b, .lda = z->ldb,
                          .b = vbar + i * z->n * k, .ldb = k,
                          .c = bar + (z->ta ? i : i * z->lda) * k,
                          .ldc = z->ta ? z->lda * k : k});
}

/* bbar (+)= op(a)' @ vbar, or its transpose where b is stored so. */
static void matmul_adjoint_b(const matmul_sizes *z, size_t k,
                             int first, double *bar, const double *vbar,
                             const double *a)
{
  ad_product x = {.m = z->p, .n = z->n * k, .p = z->m, .ta = !z->ta,
                  .first = first, .a = a, .lda = z->lda, .b = vbar,
                  .ldb = z->n * k, .c = bar, .ldc = z->ldb * k};
  if (!z->tb) {
    product(&x);
    return;
  }
  if (k == 1) {
    product(&(ad_product){.m = z->n, .n = z->p, .p = z->m, .ta = 1,
                          .tb = z->ta, .first = first, .a = vbar,
                          .lda = z->n, .b = a, .ldb = z->lda, .c = bar,
                          .ldc = z->ldb});
    return;
  }
  x.n = k, x.ldc = k;
  for (size_t j = 0; j < z->n; j++, x.b += k, x.c += z->ldb * k)
    product(&x);
}

static void matmul_adjoint(const ad_call *c, size_t o, size_t k, int first,
                           double *bar, const double *vbar, const double *v,
                           const double *const *x)
{
  (void)v;
  matmul_sizes z = matmul_of(c);
  if (o == 0)
    matmul_adjoint_a(&z, k, first, bar, vbar, x[1]);
  else
    matmul_adjoint_b(&z, k, first, bar, vbar, x[0]);
}
