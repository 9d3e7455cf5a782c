/* SPDX-License-Identifier: GPL-3.0-or-later
   Own matrix products, AD_OWN_PRODUCT, compiled for three instruction sets
   like the kernels (products_base.c, ...), but with fused multiply-add
   allowed: the order of a sum is not part of any promise.  Read kernels.h
   before.

   This is one of the few fenced files: it uses the vector types of gcc and
   clang, since neither keeps the sums of a block in registers otherwise. */
#include "kernels/kernels.h"

#if defined __AVX512F__
enum { LANES = 8 };
#elif defined __AVX__
enum { LANES = 4 };
#else
enum { LANES = 2 };
#endif

/* Rows of op(B) that are worked through at a time, and the widest block of
   columns: a block of op(B) then stays in the first cache. */
enum { DEEP = 128, WIDE = 2 * LANES };

/* From how many rows of A on it pays to keep at most so many rows of B. */
enum { THIN_MOST = 4, THIN_FROM = 16 };

/* Vectors that may lie anywhere. */
typedef double one __attribute__((aligned(8)));
typedef double two __attribute__((vector_size(16), aligned(8), may_alias));
typedef double four __attribute__((vector_size(32), aligned(8), may_alias));
typedef double eight __attribute__((vector_size(64), aligned(8), may_alias));

/* A block of the product: C[R x N] (+)= A[R x p] B[p x N], N = V vectors of
   type T; entry (r, q) of A is a[r * ra + q * qa]; where `row` is not NULL, it
   is added behind.  R and V are constants, so the sums stay in registers.
   Where these are few, each is made of U: the terms q, q + U, ... of one need
   not wait for those of another. */
typedef void block(size_t p, const double *a, size_t ra, size_t qa,
                   const double *b, size_t ldb, int first, double *c,
                   size_t ldc, const double *row);

#define BLOCK_TERM(R, T, V, u)                                               \
  for (int r = 0; r < R; r++) {                                              \
    const double x = a[(size_t)r * ra + q * qa];                             \
    for (int v = 0; v < V; v++)                                              \
      sum[u][r][v] += x * ((const T *)b)[v];                                 \
  }

#define BLOCK(R, T, V, U)                                                    \
  static void block_##R##_##T##_##V(size_t p, const double *a, size_t ra,    \
                                    size_t qa, const double *b, size_t ldb,  \
                                    int first, double *c, size_t ldc,        \
                                    const double *row)                       \
  {                                                                          \
    T sum[U][R][V];                                                          \
    size_t q = 0;                                                            \
    for (int u = 0; u < U; u++)                                              \
      for (int r = 0; r < R; r++)                                            \
        for (int v = 0; v < V; v++)                                          \
          sum[u][r][v] = zero_##T;                                           \
    for (size_t end = p - p % U; U > 1 && q < end;)                          \
      for (int u = 0; u < U; u++, q++, b += ldb)                             \
        BLOCK_TERM(R, T, V, u)                                               \
    for (; q < p; q++, b += ldb)                                             \
      BLOCK_TERM(R, T, V, 0)                                                 \
    for (int r = 0; r < R; r++)                                              \
      for (int v = 0; v < V; v++) {                                          \
        T *to = (T *)(c + (size_t)r * ldc) + v, all = sum[0][r][v];          \
        for (int u = 1; u < U; u++)                                          \
          all += sum[u][r][v];                                               \
        if (!first)                                                          \
          all = *to + all;                                                   \
        if (row)                                                             \
          all += ((const T *)row)[v];                                        \
        *to = all;                                                           \
      }                                                                      \
  }

/* The same for few rows of B, P of them, which stay in registers while m rows
   of A and C pass by; in the same order of terms. */
typedef void thin(size_t m, const double *a, size_t ra, size_t qa,
                  const double *b, size_t ldb, int first, double *c,
                  size_t ldc, const double *row);

#define THIN(P, T, V)                                                        \
  static void thin_##P##_##T##_##V(size_t m, const double *a, size_t ra,     \
                                   size_t qa, const double *b, size_t ldb,   \
                                   int first, double *c, size_t ldc,         \
                                   const double *row)                        \
  {                                                                          \
    T of_b[P][V];                                                            \
    for (int q = 0; q < P; q++)                                              \
      for (int v = 0; v < V; v++)                                            \
        of_b[q][v] = ((const T *)(b + (size_t)q * ldb))[v];                  \
    for (size_t i = 0; i < m; i++, a += ra, c += ldc)                        \
      for (int v = 0; v < V; v++) {                                          \
        T *to = (T *)c + v, all = zero_##T;                                  \
        for (int q = 0; q < P; q++)                                          \
          all += a[(size_t)q * qa] * of_b[q][v];                             \
        if (!first)                                                          \
          all = *to + all;                                                   \
        if (row)                                                             \
          all += ((const T *)row)[v];                                        \
        *to = all;                                                           \
      }                                                                      \
  }

#define BLOCKS(T, V)                                                         \
  BLOCK(8, T, V, 1) BLOCK(4, T, V, 2) BLOCK(3, T, V, 4) BLOCK(2, T, V, 4)    \
  BLOCK(1, T, V, 4)                                                          \
  THIN(1, T, V) THIN(2, T, V) THIN(3, T, V) THIN(4, T, V)

static const one zero_one;
static const two zero_two;
BLOCKS(one, 1)
BLOCKS(two, 1)
#if defined __AVX__
static const four zero_four;
BLOCKS(four, 1)
#else
BLOCKS(two, 2)
#endif
#if defined __AVX512F__
static const eight zero_eight;
BLOCKS(eight, 1)
BLOCKS(eight, 2)
#elif defined __AVX__
BLOCKS(four, 2)
#endif

#define SIZE(n, T, V)                                                        \
  {n, {block_1_##T##_##V, block_2_##T##_##V, block_3_##T##_##V,              \
       block_4_##T##_##V, block_8_##T##_##V},                                \
   {thin_1_##T##_##V, thin_2_##T##_##V, thin_3_##T##_##V, thin_4_##T##_##V}}
static const struct block_size {
  size_t n;
  block *rows[5];         /* 1, 2, 3, 4 and 8 rows of A                     */
  thin *thin[THIN_MOST];  /* 1, 2, 3 and 4 rows of B                        */
} block_sizes[] = {
#if defined __AVX512F__
  SIZE(16, eight, 2), SIZE(8, eight, 1), SIZE(4, four, 1),
#elif defined __AVX__
  SIZE(8, four, 2), SIZE(4, four, 1),
#else
  SIZE(4, two, 2),
#endif
  SIZE(2, two, 1), SIZE(1, one, 1)};

/* Columns j .. j + n - 1 of op(B), rows q .. q + p - 1, copied from B' so
   that they lie side by side. */
static void pack(const ad_product *x, size_t q, size_t p, size_t j, size_t n,
                 double *to)
{
  for (size_t i = 0; i < n; i++)
    for (size_t r = 0; r < p; r++)
      to[r * n + i] = x->b[(j + i) * x->ldb + q + r];
}

/* One block of columns: size->n of them from column j, p rows of op(B) from
   row q on; the last of these add the row. */
static void product_columns(const ad_product *x, const struct block_size *size,
                            size_t j, size_t q, size_t p, int first)
{
  double packed[DEEP * WIDE];
  const double *b = x->b + q * x->ldb + j;
  size_t ldb = x->ldb, ra = x->ta ? 1 : x->lda, qa = x->ta ? x->lda : 1;
  const double *a = x->a + q * qa;
  double *c = x->c + j;
  const double *row = x->row && q + p == x->p ? x->row + j : NULL;
  if (x->tb) {
    pack(x, q, p, j, size->n, packed);
    b = packed;
    ldb = size->n;
  }
  if (p <= THIN_MOST && x->m >= THIN_FROM) {
    size->thin[p - 1](x->m, a, ra, qa, b, ldb, first, c, x->ldc, row);
    return;
  }
  for (size_t i = 0, step; i < x->m; i += step) {
    size_t left = x->m - i;
    step = left >= 8 ? 8 : left >= 4 ? 4 : left;
    size->rows[step == 8 ? 4 : step - 1](p, a + i * ra, ra, qa, b, ldb, first,
                                         c + i * x->ldc, x->ldc, row);
  }
}

void AD_OWN_PRODUCT(const ad_product *x)
{
  const struct block_size *size = block_sizes;
  for (size_t j = 0; j < x->n; j += size->n) {
    while (size->n > x->n - j)
      size++;
    for (size_t q = 0; q < x->p; q += DEEP)
      product_columns(x, size, j, q, x->p - q < DEEP ? x->p - q : DEEP,
                      x->first && q == 0);
  }
}
