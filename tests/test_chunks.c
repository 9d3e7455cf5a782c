/* SPDX-License-Identifier: GPL-3.0-or-later
   Forward mode in chunks, which goes in blocks through chains of elementwise
   steps and passes over blocks whose tangents are 0: against one direction
   at a time, which goes step by step, bit for bit; against reverse mode and
   formulas.  Sizes that divide nothing; points where partials are infinite. */
#include "engines.h"
#include "graph.h"

static const uint64_t seed = 20261121;

/* Chunks, one of them past the entries of a block. */
static const size_t chunks[] = {2, 3, 7, 8, 20, 32, 33, 64, 300};
enum { CHUNKS = sizeof chunks / sizeof *chunks };

/* Around the sizes of blocks, of those of sums, and the least. */
static const size_t sizes[] = {63, 100, 511, 512, 513, 1023, 1024, 1025, 1431};
enum { SIZES = sizeof sizes / sizeof *sizes };

/* --- graphs --------------------------------------------------------------- */

/* Slices that overlap, a number s, a value that is used twice and one that
   leaves its chain, edges that are cut; every partial is finite where x and
   s are. */
static ad_ref tame(ad_builder *b, ad_ref u, ad_ref w, ad_ref s)
{
  ad_ref d = ad_sub(b, w, ad_mul(b, u, u));
  ad_ref t = ad_tanh(b, ad_mul(b, s, d));
  ad_ref e = ad_where(b, ad_gt(b, u, s), ad_mul(b, t, w), ad_exp(b, u));
  return ad_add(b, ad_max(b, e, ad_relu(b, d)), ad_div(b, t, ad_exp(b, w)));
}

/* Roots and quotients of what is 0 here and there, after another step. */
static ad_ref wild(ad_builder *b, ad_ref u, ad_ref w, ad_ref s)
{
  ad_ref root = ad_sqrt(b, ad_square(b, ad_sub(b, u, s)));
  ad_ref side = ad_where(b, ad_gt(b, w, s), root, ad_square(b, w));
  return ad_add(b, side, ad_mul(b, ad_sqrt(b, ad_relu(b, u)), w));
}

/* The same without a number that reaches all entries, and u and w four times
   in the sum. */
static ad_ref rare(ad_builder *b, ad_ref u, ad_ref w, ad_ref s)
{
  ad_ref root = ad_sqrt(b, ad_square(b, u));
  (void)s;
  return ad_add(b, ad_mul(b, root, ad_exp(b, w)), ad_mul(b, u, ad_sin(b, w)));
}

typedef ad_ref step(ad_builder *b, ad_ref u, ad_ref w, ad_ref s);

/* x[n + 5], s; outputs: a sum, `whole` entries, one without derivative. */
static ad_graph *chained(step *of, size_t n, int whole)
{
  ad_builder *b = test_builder();
  ad_ref x = ad_leaf(b, "x", n + 5, 1, AD_INPUT);
  ad_ref s = ad_leaf(b, "s", 1, 1, AD_INPUT);
  ad_ref c = ad_leaf(b, "c", 3, 1, AD_DATA);
  const ad_shape part = {.rows = n, .cols = 1};
  ad_ref u = ad_slice(b, x, 5, 0, part), w = ad_slice(b, x, 2, 0, part);
  ad_ref v = ad_slice(b, x, 0, 0, part);
  ad_ref all = ad_mul(b, of(b, u, w, s), ad_exp(b, v));
  ad_output(b, ad_reduce(b, AD_OP_sum, all, AD_ALL));
  ad_output(b, ad_square(b, c));
  ad_output(b, whole ? ad_sub(b, all, u) : ad_mul(b, s, s));
  return test_finish(b);
}

/* A point for it; where `odd` is not 0, so many entries lie between one that
   equals s, so that it is 0 where roots are taken, and the next, and every
   31st is 0. */
static double *point(size_t n, size_t odd, test_rng *r)
{
  double *x = test_alloc(n + 9, sizeof *x);
  for (size_t i = 0; i < n + 9; i++)
    x[i] = test_uniform(r, -1.3, 1.7);
  for (size_t i = 3; odd && i < n + 5; i += odd)
    x[i] = x[n + 5];
  for (size_t i = 17; odd && i < n + 5; i += 31)
    x[i] = 0;
  return x;
}

/* --- comparisons ---------------------------------------------------------- */

static void check_same(size_t m, size_t n, const double *got,
                       const double *want, size_t chunk, const char *what)
{
  for (size_t i = 0; i < m * n; i++)
    check_near(got[i], want[i], 0, 0,
               "seed %llu: %s, output entry %zu by entry %zu of %zu, chunks of "
               "%zu", (unsigned long long)seed, what, i / n, i % n, n, chunk);
}

/* By every third number of directions, from `which` on. */
static void check_chunks(const ad_graph *g, const double *x, int which,
                         const char *what)
{
  size_t m = ad_graph_output_entries(g), n = ad_graph_wrt_entries(g);
  double *one = test_forward_jacobian(g, 1, x);
  for (size_t i = (size_t)which % 3; i < CHUNKS; i += 3) {
    double *J = test_forward_jacobian(g, chunks[i], x);
    check_same(m, n, J, one, chunks[i], what);
    free(J);
  }
  free(one);
}

START_TEST(test_one_by_one)
{
  test_rng r = {seed + (uint64_t)_i};
  size_t n = sizes[_i % SIZES];
  ad_graph *g = chained(_i < SIZES ? tame : wild, n, 0);
  double *x = point(n, _i < SIZES ? 0 : 29, &r);
  check_chunks(g, x, _i, _i < SIZES ? "tame" : "wild");
  free(x);
  ad_graph_free(g);
}
END_TEST

/* One infinite partial far from most directions: whether it is met must not
   hang on the chunk. */
START_TEST(test_rare)
{
  test_rng r = {seed + 50 + (uint64_t)_i};
  ad_graph *g = chained(rare, 1000, 0);
  double *x = point(1000, 0, &r);
  x[911] = 0;
  check_chunks(g, x, _i, "rare");
  free(x);
  ad_graph_free(g);
}
END_TEST

/* Whole matrices as outputs: what is passed over must be 0 there. */
START_TEST(test_whole)
{
  test_rng r = {seed + 100 + (uint64_t)_i};
  size_t n = (_i < 4 ? 90 : 512) + (size_t)_i;
  ad_graph *g = chained(_i % 2 ? wild : tame, n, 1);
  double *x = point(n, _i % 2 ? 29 : 0, &r);
  check_chunks(g, x, _i, "whole outputs");
  free(x);
  ad_graph_free(g);
}
END_TEST

START_TEST(test_reverse)
{
  test_rng r = {seed + 200 + (uint64_t)_i};
  size_t n = sizes[_i];
  ad_graph *g = chained(tame, n, 0);
  double *x = point(n, 0, &r), *back = test_reverse_jacobian(g, 1, x);
  for (size_t i = (size_t)_i % 3; i < CHUNKS; i += 3) {
    double *J = test_forward_jacobian(g, chunks[i], x);
    for (size_t e = 0; e < 5 * (n + 6); e++)
      check_near(J[e], back[e], 1e-13 * (double)n, 1e-12,
                 "seed %llu: entry %zu of %zu, chunks of %zu, against reverse",
                 (unsigned long long)seed, e, 5 * (n + 6), chunks[i]);
    free(J);
  }
  free(back);
  free(x);
  ad_graph_free(g);
}
END_TEST

/* The gradient of Rosenbrock's valley is known; 1000 is no multiple of most
   chunks. */
START_TEST(test_valley)
{
  enum { N = 1000 };
  const ad_shape part = {.rows = N - 1, .cols = 1};
  ad_builder *b = test_builder();
  ad_ref x = ad_leaf(b, "x", N, 1, AD_INPUT);
  ad_ref u = ad_slice(b, x, 0, 0, part), w = ad_slice(b, x, 1, 0, part);
  ad_ref d = ad_square(b, ad_sub(b, w, ad_square(b, u)));
  ad_ref e = ad_square(b, ad_sub(b, ad_number(b, 1), u));
  ad_output(b, ad_reduce(b, AD_OP_sum,
                         ad_add(b, ad_mul(b, ad_number(b, 100), d), e),
                         AD_ALL));
  ad_graph *g = test_finish(b);
  double at[N];
  for (size_t i = 0; i < N; i++)
    at[i] = 0.2385 + 0.7 * sin(1.7 * (double)i);
  double *J = test_forward_jacobian(g, chunks[_i], at);
  for (size_t i = 0; i < N; i++) {
    double want = 0;
    if (i > 0)
      want += 200 * (at[i] - at[i - 1] * at[i - 1]);
    if (i < N - 1)
      want -= 400 * at[i] * (at[i + 1] - at[i] * at[i]) + 2 * (1 - at[i]);
    check_near(J[i], want, 1e-12, 1e-12, "entry %zu, chunks of %zu", i,
               chunks[_i]);
  }
  free(J);
  ad_graph_free(g);
}
END_TEST

/* --- one engine, many sweeps ---------------------------------------------- */

/* Tangents of all outputs in direction l of k, side by side. */
static void check_tangents(const ad_graph *g, const ad_forward *f, size_t k,
                           size_t l, const double *d, const double *x,
                           const char *what)
{
  ad_forward *one = test_forward(g, 1);
  TEST_SET_LEAVES(ad_forward_set, one, g, x)
  ad_forward_sweep(one, 1, d);
  for (size_t i = 0; i < ad_graph_outputs(g); i++) {
    size_t n = test_entries(ad_graph_shape(g, ad_graph_output(g, i)));
    for (size_t e = 0; e < n; e++) {
      check_near(ad_forward_value(f, i)[e], ad_forward_value(one, i)[e], 0, 0,
                 "%s: value %zu, %zu", what, i, e);
      check_near(ad_forward_tangent(f, i)[e * k + l],
                 ad_forward_tangent(one, i)[e], 0, 0,
                 "%s: tangent of %zu, %zu in direction %zu of %zu", what, i, e,
                 l, k);
    }
  }
  ad_forward_free(one);
}

/* k units from `first` on, or k directions of numbers, some of them 0. */
static void check_sweep(const ad_graph *g, ad_forward *f, size_t first,
                        size_t k, int units, const double *x, test_rng *r)
{
  size_t n = ad_graph_wrt_entries(g);
  double *d = test_alloc(n * k, sizeof *d), *one = test_alloc(n, sizeof *one);
  for (size_t i = 0; i < n * k; i++)
    d[i] = units ? first + i % k == i / k
                 : test_below(r, 3) ? 0 : test_uniform(r, -1.3, 1.7);
  if (units)
    ad_forward_sweep_unit(f, first, k);
  else
    ad_forward_sweep(f, k, d);
  for (size_t l = 0; l < k; l++) {
    for (size_t i = 0; i < n; i++)
      one[i] = d[i * k + l];
    check_tangents(g, f, k, l, one, x, units ? "units" : "directions");
  }
  free(d);
  free(one);
}

/* What a sweep leaves behind must not show in the next: other units, other
   numbers of them, other kinds, other points. */
START_TEST(test_in_turns)
{
  enum { CHUNK = 16 };
  test_rng r = {seed + 300 + (uint64_t)_i};
  size_t n = _i < 6 ? 150 : 530;
  ad_graph *g = chained(_i % 2 ? wild : tame, n, _i & 2);
  ad_forward *f = test_forward(g, CHUNK);
  for (int turn = 0; turn < 12; turn++) {
    double *x = point(n, _i % 2 ? 29 : 0, &r);
    TEST_SET_LEAVES(ad_forward_set, f, g, x)
    for (size_t sweeps = 1 + test_below(&r, 3); sweeps > 0; sweeps--) {
      size_t k = test_below(&r, 2) ? CHUNK : 1 + test_below(&r, CHUNK);
      check_sweep(g, f, test_below(&r, n + 6 - k), k, test_below(&r, 3) > 0, x,
                  &r);
    }
    free(x);
  }
  ad_forward_free(f);
  ad_graph_free(g);
}
END_TEST

/* The sums of 1 to 40 entries in a row of a matrix, and of all entries. */
START_TEST(test_sums)
{
  test_rng r = {seed + 400 + (uint64_t)_i};
  size_t cols = (size_t)_i + 1;
  ad_builder *b = test_builder();
  ad_ref x = ad_leaf(b, "x", 7, cols, AD_INPUT);
  ad_ref e = ad_exp(b, x);
  ad_output(b, ad_reduce(b, AD_OP_sum, ad_mul(b, e, x), AD_OVER_COLS));
  ad_output(b, ad_reduce(b, AD_OP_sum, e, AD_ALL));
  ad_graph *g = test_finish(b);
  double *at = point(7 * cols, 0, &r);
  check_chunks(g, at, _i, "sums");
  free(at);
  ad_graph_free(g);
}
END_TEST

static Suite *chunks_suite(void)
{
  Suite *suite = suite_create("chunks");
  TCase *jacobians = tcase_create("jacobians");
  TCase *small = tcase_create("small");
  tcase_set_timeout(jacobians, 240);
  tcase_add_loop_test(jacobians, test_one_by_one, 0, 2 * SIZES);
  tcase_add_loop_test(jacobians, test_rare, 0, 3);
  tcase_add_loop_test(jacobians, test_reverse, 0, SIZES);
  tcase_add_loop_test(jacobians, test_valley, 0, CHUNKS);
  tcase_add_loop_test(small, test_whole, 0, 8);
  tcase_add_loop_test(small, test_sums, 0, 40);
  tcase_add_loop_test(small, test_in_turns, 0, 12);
  suite_add_tcase(suite, jacobians);
  suite_add_tcase(suite, small);
  return suite;
}

int main(void)
{
  return test_run(chunks_suite());
}
