/* SPDX-License-Identifier: GPL-3.0-or-later
   Matrix products: loops for matrices of few rows or columns, own blocks
   (products_all.h) for small ones, CBLAS for large ones.  Included by
   kernels_all.h only; read kernels.h and kernels_reduce.h before.  A
   transposed operand is read in place, never copied. */

/* Is it worth a call, and do the sizes fit the int that CBLAS counts in? */
static int fits_cblas(const ad_product *x)
{
  return x->m * x->n * x->p >= AD_CBLAS_FROM && x->m <= INT_MAX &&
         x->n <= INT_MAX && x->p <= INT_MAX && x->lda <= INT_MAX &&
         x->ldb <= INT_MAX && x->ldc <= INT_MAX;
}

/* A row-major matrix with many rows, one or two columns long sums: of a
   column of op(B), or of one or two columns of A? */
static int is_slim(const ad_product *x)
{
  return !x->ta && x->m >= 8 && x->lda == x->p && x->ldc == x->n &&
         (x->n == 1 ? x->p <= 16 && (x->tb || x->ldb == 1)
                    : x->n <= 32 && x->p <= 2);
}

/* c[rows] (+)= A[rows x p] b: the products as one row, then sums. */
static void slim_sums(const ad_product *x, size_t i, size_t rows,
                      const double *b)
{
  double room[NARROW_WORDS];
  for (size_t j = 0; j < rows * x->p; j++)
    room[j] = x->a[i * x->p + j] * b[j];
  narrow_sums(rows, x->p, x->first, x->c + i, room);
}

/* to[rows] = column q of from[rows x p], p = 1 or 2. */
static void cut_column(size_t rows, size_t p, size_t q, double *restrict to,
                       const double *from)
{
  if (p == 1)
    memcpy(to, from, rows * sizeof *to);
  else
    for (size_t i = 0; i < rows; i++)
      to[i] = from[2 * i + q];
}

/* C[rows x n] (+)= column q of A times b, which is row q of op(B), as often
   as there are rows. */
static void slim_column(const ad_product *x, size_t i, size_t rows, size_t q,
                        const double *b)
{
  double column[NARROW_WORDS], room[NARROW_WORDS];
  double *restrict c = x->c + i * x->n;
  cut_column(rows, x->p, q, column, x->a + i * x->p);
  fill_rows(rows, x->n, 1, room, column);
  if (x->first && q == 0)
    for (size_t j = 0; j < rows * x->n; j++)
      c[j] = room[j] * b[j];
  else
    for (size_t j = 0; j < rows * x->n; j++)
      c[j] += room[j] * b[j];
}

/* Both in one pass; inlined with w known, which must be small. */
static inline void sums_of(const ad_product *x, size_t w, const double *b)
{
  double *restrict c = x->c;
  for (size_t i = 0; i < x->m; i++) {
    double sum = x->a[i * w] * b[0];
    for (size_t j = 1; j < w; j++)
      sum += x->a[i * w + j] * b[j];
    c[i] = (x->first ? 0 : c[i]) + sum;
  }
}

static inline void columns_of(const ad_product *x, size_t w, const double *b)
{
  double *restrict c = x->c;
  for (size_t i = 0; i < x->m; i++)
    for (size_t j = 0; j < w; j++)
      c[i * w + j] = or_added(x->first, c[i * w + j], x->a[i] * b[j]);
}

/* b[width] is the column, or the row, of op(B); false: not done. */
static int is_done_in_one(const ad_product *x, const double *b)
{
  size_t width = x->n == 1 ? x->p : x->n;
  if ((x->n != 1 && x->p != 1) || width < 2 || width > 4)
    return 0;
  if (x->n == 1 && width == 2)
    sums_of(x, 2, b);
  else if (x->n == 1 && width == 3)
    sums_of(x, 3, b);
  else if (x->n == 1)
    sums_of(x, 4, b);
  else if (width == 2)
    columns_of(x, 2, b);
  else if (width == 3)
    columns_of(x, 3, b);
  else
    columns_of(x, 4, b);
  return 1;
}

static void slim_product(const ad_product *x)
{
  double b[2][NARROW_WORDS];
  size_t width = x->n == 1 ? x->p : x->n, room = NARROW_WORDS / width;
  for (size_t q = 0; q < (x->n == 1 ? 1 : x->p); q++) {
    for (size_t j = 0; j < width; j++)
      b[q][j] = x->n == 1 ? x->b[j]
                          : x->b[x->tb ? j * x->ldb + q : q * x->ldb + j];
    if (q == 0 && is_done_in_one(x, b[0]))
      return;
    repeat_row(room < x->m ? room : x->m, width, b[q]);
  }
  for (size_t i = 0, rows; i < x->m; i += rows) {
    rows = room < x->m - i ? room : x->m - i;
    if (x->n == 1)
      slim_sums(x, i, rows, b[0]);
    else
      for (size_t q = 0; q < x->p; q++)
        slim_column(x, i, rows, q, b[q]);
  }
}

/* A few rows of op(B), which are long?  (The limits were measured.) */
static int is_flat(const ad_product *x)
{
  return !x->tb && x->p <= 4 && x->n >= 32 && x->n >= 16 * x->p;
}

/* c[n] (+)= s b, c[n] (+)= s b + t d. */
static void flat_one(size_t n, int first, double *restrict c, double s,
                     const double *b)
{
  for (size_t j = 0; first && j < n; j++)
    c[j] = s * b[j];
  for (size_t j = 0; !first && j < n; j++)
    c[j] += s * b[j];
}

static void flat_two(size_t n, int first, double *restrict c, double s,
                     const double *b, double t, const double *d)
{
  for (size_t j = 0; first && j < n; j++)
    c[j] = s * b[j] + t * d[j];
  for (size_t j = 0; !first && j < n; j++)
    c[j] += s * b[j] + t * d[j];
}

/* Row by row, one or two terms at a time, in blocks that stay in the cache. */
static void flat_product(const ad_product *x)
{
  enum { WORDS = 512 };
  size_t across = x->ta ? x->lda : 1, down = x->ta ? 1 : x->lda;
  for (size_t j = 0, n; j < x->n; j += n) {
    n = x->n - j < WORDS ? x->n - j : WORDS;
    for (size_t i = 0; i < x->m; i++)
      for (size_t q = 0; q < x->p; q += 2) {
        const double *a = x->a + i * down + q * across;
        const double *b = x->b + q * x->ldb + j;
        double *c = x->c + i * x->ldc + j;
        if (q + 1 < x->p)
          flat_two(n, x->first && q == 0, c, a[0], b, a[across], b + x->ldb);
        else
          flat_one(n, x->first && q == 0, c, a[0], b);
      }
  }
}

/* Long sums, few of which read the same column of op(B)? */
static int is_dotted(const ad_product *x)
{
  return !x->ta && x->tb && x->p >= AD_DOT_FROM &&
         (x->n == 1 || (x->m <= 6 && 32 * x->m <= x->p));
}

/* Sum of a b; four vectors of lanes hide how long an addition takes. */
static double dot(size_t n, const double *a, const double *b)
{
  double lane[AD_DOT_LANES] = {0};
  size_t j = 0;
  for (; j + AD_DOT_LANES <= n; j += AD_DOT_LANES)
    for (size_t l = 0; l < AD_DOT_LANES; l++)
      lane[l] += a[j + l] * b[j + l];
  for (size_t l = 0; j < n; j++, l++)
    lane[l] += a[j] * b[j];
  return lanes_sum(AD_DOT_LANES, lane);
}

static void dotted_product(const ad_product *x)
{
  for (size_t i = 0; i < x->m; i++)
    for (size_t j = 0; j < x->n; j++) {
      double *c = x->c + i * x->ldc + j;
      double sum = dot(x->p, x->a + i * x->lda, x->b + j * x->ldb);
      *c = or_added(x->first, *c, sum);
    }
}

/* A column may be read as a row, and op(A) b is (b' op(A)')': so that what is
   long lies side by side.  (From where that pays was measured.) */
static ad_product with_long_rows(ad_product x)
{
  size_t turn_from = x.p < 8 ? 32 : x.p < AD_DOT_FROM ? 8 : 4;
  if (x.n == 1 && x.ta && x.m >= turn_from && x.ldc == 1 &&
      (x.tb || x.ldb == 1))
    return (ad_product){.m = 1, .n = x.m, .p = x.p, .first = x.first,
                        .a = x.b, .lda = x.p, .b = x.a, .ldb = x.lda,
                        .c = x.c, .ldc = x.m};
  if (x.m == 1 && x.ta && x.lda == 1)
    x.ta = 0, x.lda = x.p;
  if (x.n == 1 && x.p >= AD_DOT_FROM && !x.tb && x.ldb == 1)
    x.tb = 1, x.ldb = x.p;
  else if (x.p == 1 && x.n >= 32 && x.tb && x.ldb == 1)
    x.tb = 0, x.ldb = x.n;
  return x;
}

static void add_row(const ad_product *x)
{
  for (size_t i = 0; i < x->m; i++)
    for (size_t j = 0; j < x->n; j++)
      x->c[i * x->ldc + j] += x->row[j];
}

/* C (+)= op(A) op(B) and a row; see ad_product.  p >= 1.  Own blocks add the
   row themselves, unless with_long_rows has made it a column. */
static void product(const ad_product *given)
{
  const ad_product rows = with_long_rows(*given), *x = &rows;
  if (is_slim(x))
    slim_product(x);
  else if (is_flat(x))
    flat_product(x);
  else if (is_dotted(x))
    dotted_product(x);
  else if (fits_cblas(x) && ad_cblas_usable())
    ad_cblas_product(x);
  else {
    AD_OWN_PRODUCT(x);
    if (x->row)
      return;
  }
  if (given->row)
    add_row(given);
}
