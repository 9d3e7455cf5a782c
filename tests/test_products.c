/* SPDX-License-Identifier: GPL-3.0-or-later
   Matrix products against three plain loops: the own ones at all sizes round
   the widths of their blocks; matmul's value, tangents and adjoints by every
   table of kernels, at sizes of every way in which a product is taken.  Read
   tables.h before. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include "graph.h"
#include "tables.h"

static const uint64_t seed = 20240614;

/* ---- the own products ---- */

typedef void own_product(const ad_product *x);

static const struct {
  const char *name;
  own_product *run;
  const ad_kernels *table;
} products[] = {
  {"baseline", ad_product_base, &ad_kernels_base},
#ifdef HAVE_AVX2_KERNELS
  {"avx2", ad_product_avx2, &ad_kernels_avx2},
#endif
#ifdef HAVE_AVX512_KERNELS
  {"avx512", ad_product_avx512, &ad_kernels_avx512},
#endif
};

static int can_run(const ad_kernels *table)
{
  const ad_kernels *tables[TABLES];
  size_t n = tables_find(tables);
  for (size_t i = 0; i < n; i++)
    if (tables[i] == table)
      return 1;
  return 0;
}

/* C[m x n] (+)= op(A) op(B) with rows longer than needed; what lies between
   the rows of C must stay as it is. */
static void check_product(own_product *run, const char *name, size_t m,
                          size_t n, size_t p, int how, test_rng *r)
{
  ad_product x = {.m = m, .n = n, .p = p, .ta = how & 1, .tb = how & 2,
                  .first = how & 4};
  x.lda = (x.ta ? m : p) + test_below(r, 3);
  x.ldb = (x.tb ? p : n) + test_below(r, 3);
  x.ldc = n + test_below(r, 3);
  double *a = test_alloc((x.ta ? p : m) * x.lda, sizeof *a);
  double *b = test_alloc((x.tb ? n : p) * x.ldb, sizeof *b);
  double *c = test_alloc(m * x.ldc, sizeof *c);
  double *before = test_alloc(m * x.ldc, sizeof *before);
  for (size_t i = 0; i < (x.ta ? p : m) * x.lda; i++)
    a[i] = test_uniform(r, -1.3, 1.7);
  for (size_t i = 0; i < (x.tb ? n : p) * x.ldb; i++)
    b[i] = test_uniform(r, -1.3, 1.7);
  for (size_t i = 0; i < m * x.ldc; i++)
    before[i] = c[i] = x.first ? (double)NAN : test_uniform(r, -1.3, 1.7);
  x.a = a, x.b = b, x.c = c;
  run(&x);
  for (size_t i = 0; i < m; i++)
    for (size_t j = 0; j < x.ldc; j++) {
      double sum = x.first && j < n ? 0 : before[i * x.ldc + j];
      for (size_t q = 0; q < p && j < n; q++)
        sum += a[x.ta ? q * x.lda + i : i * x.lda + q] *
               b[x.tb ? j * x.ldb + q : q * x.ldb + j];
      check_near(c[i * x.ldc + j], sum, j < n ? 1e-15 * (double)(p + 4) : 0,
                 j < n ? 1e-14 : 0,
                 "%s: A%s B%s of %zu x %zu x %zu, %s, entry %zu, %zu", name,
                 x.ta ? "'" : "", x.tb ? "'" : "", m, p, n,
                 x.first ? "assigned" : "added", i, j);
    }
  free(a);
  free(b);
  free(c);
  free(before);
}

START_TEST(test_products)
{
  static const size_t depths[] = {1, 2, 3, 7, 64, 127, 128, 129, 300};
  test_rng r = {seed + 900000};
  if (!can_run(products[_i].table))
    return;
  for (size_t m = 1; m <= 18; m += 1 + m / 5)
    for (size_t n = 1; n <= 35; n += 1 + n / 20)
      for (int how = 0; how < 8; how++)
        check_product(products[_i].run, products[_i].name, m, n,
                      depths[test_below(&r, 9)], how, &r);
}
END_TEST

/* 0 * NaN is NaN and 0 * inf is NaN, in a product as elsewhere. */
START_TEST(test_product_nan)
{
  const double a[] = {0, 1, 0, 1, 0, 1}; /* 3 x 2 */
  const double b[] = {(double)NAN, 1, (double)INFINITY, 2.385,
                      1, 1, 1, 1}; /* 2 x 4 */
  double c[12];
  if (!can_run(products[_i].table))
    return;
  products[_i].run(&(ad_product){.m = 3, .n = 4, .p = 2, .first = 1, .a = a,
                                 .b = b, .c = c, .lda = 2, .ldb = 4,
                                 .ldc = 4});
  for (size_t i = 0; i < 12; i++)
    check_near(c[i], i % 4 == 0 || i % 4 == 2 ? (double)NAN : 1, 0, 0,
               "%s: entry %zu", products[_i].name, i);
}
END_TEST

/* ---- matmul ---- */

static void check_same(size_t n, const double *got, const double *want,
                       double atol, const char *what)
{
  for (size_t i = 0; i < n; i++)
    check_near(got[i], want[i], atol, 0, "%s: number %zu of %zu", what, i, n);
}

/* Past the size from which CBLAS is used, where there is one: the same. */
START_TEST(test_large_product)
{
  const size_t m = 61, p = 83, n = 47;
  for (int how = 0; how < 4; how++) {
    test_rng r = {seed + 950000};
    ad_builder *b = test_builder();
    ad_ref x = ad_leaf(b, "A", how & 1 ? p : m, how & 1 ? m : p, AD_INPUT);
    ad_ref y = ad_leaf(b, "B", how & 2 ? n : p, how & 2 ? p : n, AD_INPUT);
    ad_output(b, ad_matmul(b, how & 1 ? ad_transpose(b, x) : x,
                           how & 2 ? ad_transpose(b, y) : y));
    ad_graph *g = test_finish(b);
    double *point = test_alloc((m + n) * p, sizeof *point);
    for (size_t i = 0; i < (m + n) * p; i++)
      point[i] = test_uniform(&r, -1.3, 1.7);
    double *f[2], *back[2];
    double *d = test_alloc((m + n) * p * 2, sizeof *d);
    for (size_t i = 0; i < (m + n) * p * 2; i++)
      d[i] = test_uniform(&r, -1.3, 1.7);
    for (size_t k = 1; k <= 2; k++) {
      f[k - 1] = test_alloc(m * n * 3, sizeof **f);
      back[k - 1] = test_alloc((m + n) * p * 2, sizeof **back);
    }
    tables_push(g, ad_kernels_choose(), 1, point, d, f[0]);
    tables_push(g, &ad_kernels_base, 1, point, d, f[1]);
    tables_pull(g, ad_kernels_choose(), 1, point, d, back[0]);
    tables_pull(g, &ad_kernels_base, 1, point, d, back[1]);
    check_same(2 * m * n, f[0], f[1], 1e-11, "A @ B");
    check_same((m + n) * p, back[0], back[1], 1e-11, "A @ B back");
    for (size_t i = 0; i < 2; i++) {
      free(f[i]);
      free(back[i]);
    }
    free(d);
    free(point);
    ad_graph_free(g);
  }
}
END_TEST

/* z[m x n] = op(A) op(B), with k directions. */
typedef struct loops {
  size_t m, n, p, k;
  int ta, tb; /* is A (B) stored as its transpose? */
} loops;

/* Where the entry (row, col) of rows x cols, or of its transpose, lies. */
static size_t place_of(size_t rows, size_t cols, int turned, size_t row,
                       size_t col)
{
  return turned ? col * rows + row : row * cols + col;
}

enum role { VALUE, LEFT, RIGHT };

/* to += what `role` says of z = op(A) op(B): z for A and B, or the adjoint
   of A (B) for that of z and B (A).  ka, kb, kc: how far entries of a, b and
   to lie apart. */
static void add_loops(const loops *z, enum role role, double *to,
                      const double *a, size_t ka, const double *b, size_t kb,
                      size_t kc)
{
  for (size_t i = 0; i < z->m; i++)
    for (size_t j = 0; j < z->n; j++)
      for (size_t q = 0; q < z->p; q++) {
        size_t at_a = place_of(z->m, z->p, z->ta, i, q);
        size_t at_b = place_of(z->p, z->n, z->tb, q, j);
        size_t at_c = i * z->n + j;
        if (role == VALUE)
          to[at_c * kc] += a[at_a * ka] * b[at_b * kb];
        else if (role == LEFT)
          to[at_a * kc] += a[at_c * ka] * b[at_b * kb];
        else
          to[at_b * kc] += a[at_c * ka] * b[at_a * kb];
      }
}

/* Outputs 2 A, z, 2 B, or 2 B, z, 2 A: one operand of z has an adjoint
   before z gives it one. */
static ad_graph *matmul_graph(const loops *z, int swap)
{
  ad_builder *b = test_builder();
  ad_ref x[2] = {ad_leaf(b, "A", z->ta ? z->p : z->m, z->ta ? z->m : z->p,
                         AD_INPUT),
                 ad_leaf(b, "B", z->tb ? z->n : z->p, z->tb ? z->p : z->n,
                         AD_INPUT)};
  ad_output(b, ad_mul(b, ad_number(b, 2), x[swap]));
  ad_output(b, ad_matmul(b, z->ta ? ad_transpose(b, x[0]) : x[0],
                         z->tb ? ad_transpose(b, x[1]) : x[1]));
  ad_output(b, ad_mul(b, ad_number(b, 2), x[!swap]));
  return test_finish(b);
}

static double *some(test_rng *r, size_t n)
{
  double *x = test_alloc(n, sizeof *x);
  for (size_t i = 0; i < n; i++)
    x[i] = test_uniform(r, -1.3, 1.7);
  return x;
}

/* Values and tangents of the outputs, as tables_push orders them. */
static double *expected_push(const loops *z, int swap, const double *x,
                             const double *d)
{
  size_t n[2] = {z->m * z->p, z->p * z->n}, c = z->m * z->n, k = z->k;
  double *all = test_alloc((n[0] + n[1] + c) * (1 + k), sizeof *all), *to = all;
  for (int o = 0; o < 3; o++) {
    int leaf = o == 0 ? swap : !swap;
    size_t m = o == 1 ? c : n[leaf], from = leaf ? n[0] : 0;
    for (size_t i = 0; i < m * (1 + k); i++)
      to[i] = 0;
    for (size_t i = 0; o != 1 && i < m; i++)
      to[i] = 2 * x[from + i];
    for (size_t i = 0; o != 1 && i < m * k; i++)
      to[m + i] = 2 * d[from * k + i];
    if (o == 1)
      add_loops(z, VALUE, to, x, 1, x + n[0], 1, 1);
    for (size_t l = 0; o == 1 && l < k; l++) {
      add_loops(z, VALUE, to + m + l, d + l, k, x + n[0], 1, k);
      add_loops(z, VALUE, to + m + l, x, 1, d + n[0] * k + l, k, k);
    }
    to += m * (1 + k);
  }
  return all;
}

/* Adjoints of A and B for the cotangents u of the outputs. */
static double *expected_pull(const loops *z, int swap, const double *x,
                             const double *u)
{
  size_t n[2] = {z->m * z->p, z->p * z->n}, c = z->m * z->n, k = z->k;
  const double *one = u, *mid = u + n[swap] * k, *two = mid + c * k;
  double *bar = test_alloc((n[0] + n[1]) * k, sizeof *bar);
  for (size_t i = 0; i < n[0] * k; i++)
    bar[i] = 2 * (swap ? two : one)[i];
  for (size_t i = 0; i < n[1] * k; i++)
    bar[n[0] * k + i] = 2 * (swap ? one : two)[i];
  for (size_t l = 0; l < k; l++) {
    add_loops(z, LEFT, bar + l, mid + l, k, x + n[0], 1, k);
    add_loops(z, RIGHT, bar + n[0] * k + l, mid + l, k, x, 1, k);
  }
  return bar;
}

static void check_matmul(const ad_kernels *table, const loops *z, int swap,
                         test_rng *r)
{
  size_t n = z->m * z->p + z->p * z->n, all = (n + z->m * z->n) * z->k;
  ad_graph *g = matmul_graph(z, swap);
  double *x = some(r, n), *d = some(r, n * z->k), *u = some(r, all);
  double *got = test_alloc(all + all / z->k, sizeof *got);
  double *want = expected_push(z, swap, x, d);
  char what[120];
  snprintf(what, sizeof what, "%s: A%s B%s, %zu x %zu x %zu, k %zu, swap %d",
           table->name, z->ta ? "'" : "", z->tb ? "'" : "", z->m, z->p, z->n,
           z->k, swap);
  tables_push(g, table, z->k, x, d, got);
  check_same(all + all / z->k, got, want, 1e-14 * (double)(z->p + 4), what);
  free(want);
  want = expected_pull(z, swap, x, u);
  tables_pull(g, table, z->k, x, u, got);
  check_same(n * z->k, got, want, 1e-14 * (double)(z->m + z->n + 4), what);
  free(want);
  free(got);
  free(u);
  free(d);
  free(x);
  ad_graph_free(g);
}

/* Few and many rows, columns and terms: vectors, long rows, long sums. */
START_TEST(test_matmul)
{
  static const size_t sizes[] = {1, 2, 3, 4, 5, 8, 31, 33, 66, 130};
  enum { SIZES = sizeof sizes / sizeof *sizes };
  const ad_kernels *tables[TABLES];
  size_t n_tables = tables_find(tables);
  test_rng r = {seed + 960000 + (uint64_t)_i};
  loops z = {.m = sizes[_i % SIZES], .ta = _i / SIZES & 1,
             .tb = _i / SIZES & 2};
  for (size_t n = 0; n < SIZES; n++)
    for (size_t p = 0; p < SIZES; p++) {
      z.n = sizes[n], z.p = sizes[p];
      z.k = z.m * z.n * z.p < 2000 && test_below(&r, 3) == 0 ? 3 : 1;
      if (z.m * z.n * z.p <= 40000)
        for (size_t t = 0; t < n_tables; t++)
          check_matmul(tables[t], &z, (int)test_below(&r, 2), &r);
    }
}
END_TEST

/* Sums and rows longer than any block. */
START_TEST(test_long_matmul)
{
  static const size_t sizes[][3] = {{1, 1, 1500}, {6, 1, 777}, {1, 9, 777},
                                    {2, 2, 1500}, {5, 3, 1111}, {2, 1300, 2},
                                    {3, 1100, 3}, {9, 1500, 1}, {777, 1, 5},
                                    {1300, 2, 2}, {600, 1, 40}};
  const ad_kernels *tables[TABLES];
  size_t n_tables = tables_find(tables);
  test_rng r = {seed + 970000};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
    for (int how = 0; how < 4; how++)
      for (size_t t = 0; t < n_tables; t++)
        check_matmul(tables[t],
                     &(loops){sizes[i][0], sizes[i][1], sizes[i][2], 1,
                              how & 1, how & 2},
                     how / 2, &r);
}
END_TEST

/* ---- and a row ---- */

static ad_ref factor(ad_builder *b, const char *name, size_t rows, size_t cols,
                     int turned)
{
  ad_ref x = ad_leaf(b, name, turned ? cols : rows, turned ? rows : cols,
                     AD_INPUT);
  return turned ? ad_transpose(b, x) : x;
}

/* Steps of the program that make a product and a sum at once. */
static size_t count_fused(const ad_program *p)
{
  size_t n = 0;
  for (size_t i = 0; i < p->n_pieces; i++)
    n += p->pieces[i].way == AD_WAY_PRODUCT_SUM;
  return n;
}

/* The tape's value of the only output must have the bits of the value of a
   program that keeps everything, and runs step by step. */
static void check_same_bits(const ad_graph *g, const ad_kernels *table,
                            const double *x, size_t fused, const char *what)
{
  ad_program apart, tape;
  ad_memory m, n;
  uint32_t y = g->outputs[0];
  tables_make(&apart, &m, g, AD_PLAN_ALL, table, 0, x);
  tables_make(&tape, &n, g, AD_PLAN_TAPE, table, 1, x);
  ad_program_evaluate(&apart, &m, 0);
  ad_program_evaluate(&tape, &n, 0);
  ck_assert_uint_eq(count_fused(&apart), 0);
  ck_assert_msg(count_fused(&tape) == fused, "%s: %zu at once", what,
                count_fused(&tape));
  for (size_t e = 0; e < ad_entries(&g->nodes[y]); e++) {
    const double *want = m.value + apart.value[y] + e;
    const double *got = n.value + tape.value[y] + e;
    ck_assert_msg((isnan(*want) && isnan(*got)) ||
                    memcmp(want, got, sizeof *want) == 0,
                  "%s, %s: entry %zu is %.17g, not %.17g", table->name, what,
                  e, *got, *want);
  }
  ad_memory_free(&m);
  ad_memory_free(&n);
  ad_program_free(&apart);
  ad_program_free(&tape);
}

/* A product and a row of these sizes, with odd numbers among them. */
static void check_row(size_t m, size_t n, size_t p, int how, test_rng *r)
{
  static const double odd[] = {0.0, -0.0, INFINITY, -INFINITY, NAN, 1e308};
  const ad_kernels *tables[TABLES];
  size_t n_tables = tables_find(tables), fused = m > 1 && n > 1;
  char what[80];
  ad_builder *b = test_builder();
  ad_ref row = ad_leaf(b, "row", 1, n, AD_INPUT);
  ad_ref z = ad_matmul(b, factor(b, "x", m, p, how & 1),
                       factor(b, "w", p, n, how & 2));
  ad_output(b, how & 4 ? ad_add(b, row, z) : ad_add(b, z, row));
  ad_graph *g = test_finish(b);
  double *x = test_alloc(test_point_size(g), sizeof *x);
  snprintf(what, sizeof what, "%zu x %zu by %zu x %zu, way %d", m, p, p, n,
           how);
  for (int wild = 0; wild < 2; wild++) {
    for (size_t i = 0; i < test_point_size(g); i++)
      x[i] = wild && test_below(r, 9) == 0 ? odd[test_below(r, 6)]
                                           : test_uniform(r, -1.3, 1.7);
    for (size_t t = 0; t < n_tables; t++)
      check_same_bits(g, tables[t], x, fused, what);
  }
  free(x);
  ad_graph_free(g);
}

START_TEST(test_row)
{
  static const size_t rows[] = {1, 2, 7, 15, 16, 17, 40},
                      cols[] = {1, 2, 3, 4, 5, 8, 17, 33},
                      inner[] = {1, 2, 3, 4, 5, 127, 129};
  test_rng r = {seed + 20 + (uint64_t)_i};
  for (size_t m = 0; m < sizeof rows / sizeof *rows; m++)
    for (size_t n = 0; n < sizeof cols / sizeof *cols; n++)
      for (size_t p = 0; p < sizeof inner / sizeof *inner; p++)
        check_row(rows[m], cols[n], inner[p], _i, &r);
  check_row(64, 65, 66, _i, &r); /* by CBLAS, where there is one */
}
END_TEST

/* A product that is read elsewhere, too, is made by itself; and so is one that
   a difference reads, or that a column is added to. */
START_TEST(test_no_row)
{
  static const double x[60] = {0.25, -1.5, 3, 0.125, 7};
  const ad_kernels *tables[TABLES];
  size_t n_tables = tables_find(tables);
  for (int how = 0; how < 4; how++) {
    ad_builder *b = test_builder();
    ad_ref row = ad_leaf(b, "row", how == 3 ? 4 : 1, how == 3 ? 1 : 3,
                         AD_INPUT);
    ad_ref z = ad_matmul(b, factor(b, "x", 4, 2, 0), factor(b, "w", 2, 3, 0));
    ad_ref y = how == 2 ? ad_sub(b, z, row) : ad_add(b, z, row);
    if (how == 1)
      y = ad_mul(b, ad_exp(b, z), y);
    ad_output(b, y);
    if (how == 0)
      ad_output(b, z);
    ad_graph *g = test_finish(b);
    for (size_t t = 0; t < n_tables; t++)
      check_same_bits(g, tables[t], x, 0, "apart");
    ad_graph_free(g);
  }
}
END_TEST

static Suite *products_suite(void)
{
  Suite *suite = suite_create("products");
  TCase *own = tcase_create("own");
  TCase *matmul = tcase_create("matmul");
  int n = (int)(sizeof products / sizeof *products);
  tcase_set_timeout(own, 120);
  tcase_set_timeout(matmul, 120);
  tcase_add_loop_test(own, test_products, 0, n);
  tcase_add_loop_test(own, test_product_nan, 0, n);
  tcase_add_test(matmul, test_large_product);
  tcase_add_loop_test(matmul, test_matmul, 0, 40);
  tcase_add_test(matmul, test_long_matmul);
  tcase_add_loop_test(matmul, test_row, 0, 8);
  tcase_add_test(matmul, test_no_row);
  suite_add_tcase(suite, own);
  suite_add_tcase(suite, matmul);
  return suite;
}

int main(void)
{
  return test_run(products_suite());
}
