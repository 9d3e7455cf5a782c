/* SPDX-License-Identifier: GPL-3.0-or-later
   Memory and arguments: sweeps allocate nothing, limits are kept, engines
   on one graph do not disturb each other, and wrong arguments are refused.
   Read lib/forward.h and lib/tape.h before. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/grow.h"
#include "random_graph.h"
#include "sanitized.h"
#include "sheets.h"

static const uint64_t seed = 20240615;

/* ---- counting allocations ----
   With the GNU C library the test takes the place of malloc and its kin;
   elsewhere, and under the sanitizers, nothing is counted and nothing is
   claimed. */

#if defined __GLIBC__ && !TEST_SANITIZED
#define COUNTED 1
#else
#define COUNTED 0
#endif

static size_t allocations;

#if COUNTED
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void *aligned_alloc(size_t alignment, size_t size);

void *malloc(size_t size)
{
  allocations++;
  return __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
  allocations++;
  return __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
  allocations++;
  return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
  allocations++;
  return __libc_memalign(alignment, size);
}
#endif

/* A graph of every operation would be no better: all engines share run.c.
   These random ones hold scalars, matrices, products and reductions. */
START_TEST(test_no_allocation)
{
  test_rng r = {seed + (uint64_t)_i};
  ad_graph *g = random_graph(&r);
  size_t m = ad_graph_output_entries(g), n = ad_graph_wrt_entries(g);
  double *x = random_point(g, &r);
  double *J = test_alloc(m * n, sizeof *J), *d = test_alloc(n * 3, sizeof *d);
  double *u = test_alloc(m * 3, sizeof *u);
  size_t before = allocations;
  ad_value *e = test_value(g);
  ad_forward *f = test_forward(g, 3);
  ad_tape *t = test_tape(g, 3);
  ck_assert(!COUNTED || allocations > before);
  before = allocations;
  for (size_t k = 1; k <= 3; k++) {
    TEST_SET_LEAVES(ad_value_set, e, g, x)
    TEST_SET_LEAVES(ad_forward_set, f, g, x)
    TEST_SET_LEAVES(ad_tape_set, t, g, x)
    ad_value_sweep(e);
    ad_forward_sweep(f, k, d);
    ad_forward_sweep_unit(f, 0, k < n ? k : n);
    ad_forward_jacobian(f, J);
    ad_tape_record(t);
    ad_tape_reverse(t, k, u);
    ad_tape_reverse_unit(t, 0, k < m ? k : m);
    ad_tape_jacobian(t, J);
  }
  ck_assert_msg(allocations == before, "seed %llu: %zu allocations in sweeps",
                (unsigned long long)(seed + (uint64_t)_i),
                allocations - before);
  ad_value_free(e);
  ad_forward_free(f);
  ad_tape_free(t);
  free(x);
  free(J);
  free(d);
  free(u);
  ad_graph_free(g);
}
END_TEST

/* ---- limits ---- */

/* A chain of sines of a matrix of 100 entries: 800 bytes a node, and 160 for
   each node that is there already. */
static ad_builder *chain(size_t limit, size_t length)
{
  ad_builder *b = test_builder();
  ad_builder_limit(b, limit);
  ad_ref x = ad_leaf(b, "x", 20, 5, AD_INPUT);
  for (size_t i = 0; i < length; i++)
    x = ad_sin(b, x);
  ad_output(b, x);
  return b;
}

/* Arrays short and long, grown by mapping anew: zeros, and what stood there. */
START_TEST(test_arrays)
{
  const size_t sizes[] = {0, 1, 1000, (4 << 20) / sizeof(double), 3000001};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    size_t n = sizes[i], wrong = 0;
    double *x = ad_array(n, sizeof *x);
    ck_assert_ptr_nonnull(x);
    for (size_t k = 0; k < n; k++)
      wrong += x[k] != 0 || signbit(x[k]);
    for (size_t k = 0; k < n; k++)
      x[k] = (double)k;
    x = ad_array_resize(x, 2 * n, sizeof *x);
    ck_assert_ptr_nonnull(x);
    for (size_t k = 0; k < n; k++)
      wrong += x[k] != (double)k;
    ck_assert_uint_eq(wrong, 0);
    free(x);
  }
  ck_assert_ptr_null(ad_array(SIZE_MAX / 4, 8));
  ck_assert_ptr_null(ad_array_resize(NULL, SIZE_MAX / 4, 8));
}
END_TEST

START_TEST(test_builder_limit)
{
  const char *text =
      "the nodes and values of the graph need more than the 4640 "
      "bytes allowed (a matrix of 20 x 5 is the last straw)";
  ad_error err = {0};
  ad_graph *g;
  ad_builder *b = chain(4640, 4);
  ck_assert_int_eq(ad_builder_error(b)->status, AD_OK);
  ad_builder_free(b);
  b = chain(4640, 5);
  ck_assert_int_eq(ad_builder_error(b)->status, AD_ELIMIT);
  check_error(ad_builder_finish(b, &g, &err), err, AD_ELIMIT, text);
  ad_builder_clear_error(b); /* what did not fit was not counted */
  ad_matrix(b, 5, 1, (const double[]){1, 2, 3, 4, 2.385});
  ck_assert_int_eq(ad_builder_error(b)->status, AD_ELIMIT);
  ad_builder_free(b);
  b = chain(4640 + 160 + 40, 4);
  ad_matrix(b, 5, 1, (const double[]){1, 2, 3, 4, 2.385});
  ck_assert_int_eq(ad_builder_error(b)->status, AD_OK);
  ad_builder_free(b);
}
END_TEST

/* Numbers of a constant are not copied before the limit was asked. */
START_TEST(test_constant_limit)
{
  ad_builder *b = test_builder();
  ad_builder_limit(b, 8000);
  ad_range(b, (size_t)1 << 40);
  ck_assert_int_eq(ad_builder_error(b)->status, AD_ELIMIT);
  ad_builder_clear_error(b);
  ad_ref x = ad_range(b, 1000);
  ck_assert_uint_eq(ad_builder_shape(b, x).rows, 1000);
  ad_number(b, 2.385);
  ck_assert_int_eq(ad_builder_error(b)->status, AD_ELIMIT);
  ad_builder_free(b);
}
END_TEST

/* Engines keep to the limit too: tangents of 8 directions need 8 times the
   memory. */
START_TEST(test_engine_limit)
{
  ad_graph *g = test_finish(chain(20000, 20));
  ad_forward *f = NULL;
  ad_tape *t = NULL;
  ad_error err = {0};
  ad_status status = ad_forward_new(g, 1, &f, &err);
  ck_assert_msg(status == AD_OK, "%s", err.text);
  ad_forward_free(f);
  ck_assert_int_eq(ad_forward_new(g, 8, &f, &err), AD_ELIMIT);
  ck_assert_ptr_null(f);
  ck_assert_ptr_nonnull(strstr(err.text, "bytes, and 20000 are allowed"));
  ck_assert_int_eq(ad_tape_new(g, 100, &t, &err), AD_ELIMIT);
  ck_assert_ptr_null(t);
  ck_assert_int_eq(ad_tape_new(g, SIZE_MAX / 16, &t, &err), AD_ELIMIT);
  ck_assert_int_eq(ad_forward_new(g, SIZE_MAX, &f, NULL), AD_ELIMIT);
  ad_graph_free(g);
}
END_TEST

START_TEST(test_bytes)
{
  ad_graph *g = test_finish(chain(SIZE_MAX, 6));
  ad_value *e = test_value(g);
  ad_forward *f = test_forward(g, 1), *wide = test_forward(g, 4);
  ad_tape *t = test_tape(g, 1);
  ck_assert_uint_ge(ad_value_bytes(e), 7 * 800);
  ck_assert_uint_ge(ad_tape_bytes(t), 7 * 800 + 2 * 800);
  ck_assert_uint_ge(ad_forward_bytes(f), 2 * 3 * 800);
  ck_assert_uint_lt(ad_forward_bytes(f), ad_tape_bytes(t) + 6 * 800);
  ck_assert_uint_gt(ad_forward_bytes(wide), ad_forward_bytes(f) + 3 * 800);
  ad_value_free(e);
  ad_forward_free(f);
  ad_forward_free(wide);
  ad_tape_free(t);
  ad_graph_free(g);
}
END_TEST

/* One that keeps what the outputs need gives the outputs of one that keeps
   everything, at one point after another. */
START_TEST(test_outputs_only)
{
  test_rng r = {seed + 900 + (uint64_t)_i};
  ad_graph *g = random_graph(&r);
  ad_value *all = test_value(g), *few;
  ck_assert_int_eq(ad_value_outputs_new(g, &few, NULL), AD_OK);
  for (int point = 0; point < 3; point++) {
    double *x = random_point(g, &r);
    TEST_SET_LEAVES(ad_value_set, all, g, x)
    TEST_SET_LEAVES(ad_value_set, few, g, x)
    ad_value_sweep(all);
    ad_value_sweep(few);
    for (size_t i = 0; i < ad_graph_outputs(g); i++) {
      ad_ref y = ad_graph_output(g, i);
      ad_shape shape = ad_graph_shape(g, y);
      ck_assert(memcmp(ad_value_at(all, y), ad_value_at(few, y),
                       shape.rows * shape.cols * sizeof(double)) == 0);
    }
    free(x);
  }
  ad_value_free(all);
  ad_value_free(few);
  ad_graph_free(g);
}
END_TEST

/* Of a chain: the leaf, and two values that take turns, however long it is;
   a tape keeps every value. */
START_TEST(test_outputs_bytes)
{
  ad_graph *g = test_finish(chain(SIZE_MAX, 100));
  ad_value *few;
  ad_tape *t = test_tape(g, 1);
  ck_assert_int_eq(ad_value_outputs_new(g, &few, NULL), AD_OK);
  ck_assert_uint_ge(ad_value_bytes(few), 2 * 800);
  ck_assert_uint_le(ad_value_bytes(few), 4 * 832 + 8 * 64);
  ck_assert_uint_ge(ad_tape_bytes(t), 100 * 800);
  ad_value_free(few);
  ad_tape_free(t);
  ad_graph_free(g);
}
END_TEST

/* ---- arguments ---- */

START_TEST(test_arguments)
{
  ad_graph *g = test_finish(chain(SIZE_MAX, 2));
  ad_forward *f;
  ad_tape *t;
  ad_error err = {0};
  check_error(ad_forward_new(g, 0, &f, &err), err, AD_EINPUT,
              "a chunk has at least one direction");
  check_error(ad_tape_new(g, 0, &t, &err), err, AD_EINPUT,
              "a chunk has at least one cotangent");
  ck_assert_ptr_null(f);
  ck_assert_ptr_null(t);
  ck_assert_int_eq(ad_forward_new(g, 0, &f, NULL), AD_EINPUT);
  ad_forward_free(NULL);
  ad_tape_free(NULL);
  ad_value_free(NULL);
  ad_graph_free(g);
}
END_TEST

/* ---- engines side by side ---- */

/* Two engines of a kind, swept in turns at different points, give what each
   gives alone. */
START_TEST(test_side_by_side)
{
  test_rng r = {seed + 700};
  ad_graph *g = random_graph(&r);
  size_t entries = ad_graph_output_entries(g) * ad_graph_wrt_entries(g);
  double *x = random_point(g, &r), *y = random_point(g, &r);
  double *alone[2] = {test_reverse_jacobian(g, 2, x),
                      test_forward_jacobian(g, 2, y)};
  double *J[2] = {test_alloc(entries, sizeof **J),
                  test_alloc(entries, sizeof **J)};
  ad_tape *t = test_tape(g, 2), *other = test_tape(g, 1);
  ad_forward *f = test_forward(g, 2);
  TEST_SET_LEAVES(ad_tape_set, t, g, x)
  TEST_SET_LEAVES(ad_forward_set, f, g, y)
  TEST_SET_LEAVES(ad_tape_set, other, g, y)
  ad_tape_record(t);
  ad_tape_record(other);
  ad_tape_reverse_unit(other, 0, 1);
  ad_forward_jacobian(f, J[1]);
  ad_tape_jacobian(t, J[0]);
  ck_assert(memcmp(J[0], alone[0], entries * sizeof **J) == 0);
  ck_assert(memcmp(J[1], alone[1], entries * sizeof **J) == 0);
  ad_tape_free(t);
  ad_tape_free(other);
  ad_forward_free(f);
  for (size_t i = 0; i < 2; i++) {
    free(alone[i]);
    free(J[i]);
  }
  free(x);
  free(y);
  ad_graph_free(g);
}
END_TEST

/* ---- what a graph says of itself ---- */

START_TEST(test_reading)
{
  ad_builder *b = test_builder();
  ad_ref x = ad_leaf(b, "x", 2, 3, AD_INPUT);
  ad_ref y = ad_leaf(b, "y", 1, 1, AD_DATA);
  ad_ref unused = ad_leaf(b, "unused", 4, 1, AD_PARAM), found;
  ad_ref s = ad_stop_gradient(b, x), z = ad_mul(b, s, y);
  ad_ref dead = ad_sin(b, y), out = ad_reduce(b, AD_OP_sum, x, AD_OVER_ROWS);
  ad_name(b, z, "z", NULL);
  ad_name(b, out, "out", "total");
  ad_output(b, out);
  ad_output(b, z);
  ck_assert(ad_builder_find(b, "z!", 1, &found) && found.index == z.index);
  ck_assert(!ad_builder_find(b, "zz", 2, &found));
  ad_graph *g = test_finish(b);
  ck_assert_uint_eq(ad_graph_size(g), 7);
  ck_assert_uint_eq(ad_graph_leaves(g), 3);
  ck_assert_uint_eq(ad_graph_leaf(g, 2).index, unused.index);
  ck_assert_int_eq(ad_graph_leaf_kind(g, 1), AD_DATA);
  ck_assert_int_eq(ad_graph_leaf_kind(g, 2), AD_PARAM);
  ck_assert_uint_eq(ad_graph_wrts(g), 2); /* every input and param */
  ck_assert_uint_eq(ad_graph_wrt(g, 1).index, unused.index);
  ck_assert_uint_eq(ad_graph_wrt_entries(g), 10);
  ck_assert_uint_eq(ad_graph_outputs(g), 2);
  ck_assert_uint_eq(ad_graph_output(g, 1).index, z.index);
  ck_assert_uint_eq(ad_graph_output_entries(g), 3 + 6);
  ck_assert_uint_eq(ad_graph_op(g, z), AD_OP_mul);
  ck_assert_uint_eq(ad_graph_operands(g, z), 2);
  ck_assert_uint_eq(ad_graph_operand(g, z, 0).index, s.index);
  ck_assert_str_eq(ad_graph_name(g, z), "z");
  ck_assert_str_eq(ad_graph_name(g, s), "");
  ck_assert_str_eq(ad_graph_written(g, out), "total");
  ck_assert_str_eq(ad_graph_written(g, z), "*");
  ck_assert_str_eq(ad_graph_written(g, dead), "sin");
  ck_assert_uint_eq(ad_graph_names(g), 5);
  ck_assert_uint_eq(ad_graph_named(g, 4).index, out.index);
  ck_assert(ad_graph_find(g, "out", 3, &found) && found.index == out.index);
  ck_assert(!ad_graph_find(g, "o", 1, &found));
  ck_assert(ad_graph_active(g, x) && ad_graph_active(g, out));
  ck_assert(!ad_graph_active(g, s) && ad_graph_needed(g, s));
  ck_assert(!ad_graph_active(g, z) && !ad_graph_active(g, y));
  ck_assert(!ad_graph_needed(g, dead) && !ad_graph_needed(g, unused));
  ad_graph_free(g);
}
END_TEST

/* wrt replaces the default and takes data; the last node is the default
   output; a leaf named twice counts once. */
START_TEST(test_defaults)
{
  ad_builder *b = test_builder();
  ad_ref x = ad_leaf(b, "x", 2, 3, AD_INPUT);
  ad_ref y = ad_leaf(b, "y", 3, 1, AD_DATA);
  ad_matmul(b, x, y);
  ad_wrt(b, y);
  ad_wrt(b, y);
  ad_graph *g = test_finish(b);
  ck_assert_uint_eq(ad_graph_wrts(g), 1);
  ck_assert_uint_eq(ad_graph_wrt(g, 0).index, y.index);
  ck_assert_uint_eq(ad_graph_outputs(g), 1);
  ck_assert_uint_eq(ad_graph_op(g, ad_graph_output(g, 0)), AD_OP_matmul);
  ck_assert(!ad_graph_active(g, x) && ad_graph_active(g, y));
  ad_graph_free(g);
}
END_TEST

/* One node for a number in many lines; numbers of sizes, of others, and in what
   a call becomes are each by themselves, whatever the sizes are. */
START_TEST(test_shared_numbers)
{
  static const struct {
    const char *text;
    size_t nodes;
  } cases[] = {
    {"input x = 1\na = 0.5*x\nb = 0.5*a\n", 4},
    {"input x = 1\na = 0.5*x\nb = 0.25*a\nc = 0.5*b\n", 7},
    {"input x = 1\na = (1/2)*x\nb = (1/2)*a\n", 5},
    {"dim n = 2\ninput x = 1\na = 2*x\nb = n*a\n", 5},
    {"dim n = 2\ninput x = 1\na = (n + 1)*x\nb = 3*a\n", 5},
    {"input x = 1\na = 0*x\nb = -0*a\n", 5}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    ad_sheet *sheet = parse_sheet(cases[i].text);
    const ad_graph *g = ad_sheet_graph(sheet);
    ck_assert_msg(ad_graph_size(g) == cases[i].nodes, "%s: %zu nodes, not %zu",
                  cases[i].text, ad_graph_size(g), cases[i].nodes);
    ad_sheet_free(sheet);
  }
}
END_TEST

/* Numbers that are none of a leaf, an output, a wrt leaf or a direction are
   refused, and change nothing. */
START_TEST(test_numbers_out_of_range)
{
  ad_builder *b = test_builder();
  ad_ref x = ad_leaf(b, "x", 2, 1, AD_INPUT);
  ad_leaf(b, "unused", 1, 1, AD_DATA);
  ad_output(b, ad_mul(b, x, ad_leaf(b, "y", 2, 1, AD_INPUT)));
  ad_graph *g = test_finish(b);
  const double point[] = {2.385, -0.617, 9, 1.3, 0.7}, big[16] = {0};
  ad_forward *f = test_forward(g, 2);
  ad_tape *t = test_tape(g, 2);
  ad_value *e = test_value(g);
  TEST_SET_LEAVES(ad_forward_set, f, g, point)
  TEST_SET_LEAVES(ad_tape_set, t, g, point)
  for (size_t far = 3; far; far = far == 3 ? SIZE_MAX : 0) {
    ck_assert_int_eq(ad_forward_set(f, far, big), AD_EINPUT);
    ck_assert_int_eq(ad_tape_set(t, far, big), AD_EINPUT);
    ck_assert_int_eq(ad_value_set(e, far, big), AD_EINPUT);
    ck_assert_int_eq(ad_forward_sweep(f, far, big), AD_EINPUT);
    ck_assert_int_eq(ad_tape_reverse(t, far, big), AD_EINPUT);
    ck_assert_int_eq(ad_forward_sweep_unit(f, far, 2), AD_EINPUT);
    ck_assert_int_eq(ad_tape_reverse_unit(t, far, 2), AD_EINPUT);
    ck_assert_uint_eq(ad_graph_leaf(g, far).index, AD_NO_INDEX);
    ck_assert_uint_eq(ad_graph_output(g, far).index, AD_NO_INDEX);
    ck_assert_uint_eq(ad_graph_wrt(g, far).index, AD_NO_INDEX);
    ck_assert_uint_eq(ad_graph_named(g, far).index, AD_NO_INDEX);
    ck_assert_uint_eq(ad_graph_wrt_leaf(g, far), SIZE_MAX);
    ck_assert_ptr_null(ad_forward_value(f, far));
    ck_assert_ptr_null(ad_forward_tangent(f, far));
    ck_assert_ptr_null(ad_tape_value(t, far));
    ck_assert_ptr_null(ad_tape_adjoint(t, far));
  }
  const ad_ref none = {AD_NO_INDEX};
  ck_assert_ptr_null(ad_value_at(e, none));
  ck_assert_uint_eq(ad_graph_shape(g, none).rows, 0);
  ck_assert_uint_eq(ad_graph_operands(g, none), 0);
  ck_assert_uint_eq(ad_graph_operand(g, none, 0).index, AD_NO_INDEX);
  ck_assert_uint_eq(ad_graph_call_last(g, none).index, AD_NO_INDEX);
  ck_assert_uint_eq(ad_graph_call_last(g, x).index, AD_NO_INDEX);
  ck_assert_int_eq(ad_graph_turns(g, none, 0), 0);
  ck_assert_int_eq(ad_graph_turns(g, x, 0), 0);
  ck_assert_uint_eq(ad_graph_operand(g, x, 0).index, AD_NO_INDEX);
  ck_assert_str_eq(ad_graph_name(g, none), "");
  ck_assert_uint_eq(ad_graph_wrt_leaf(g, 0), 0);
  ck_assert_uint_eq(ad_graph_wrt_leaf(g, 1), 2);
  ck_assert_int_eq(ad_forward_sweep_unit(f, 1, 2), AD_OK);
  ck_assert_double_eq(ad_forward_tangent(f, 0)[2], 0.7);
  ad_tape_record(t);
  ck_assert_int_eq(ad_tape_reverse_unit(t, 0, 2), AD_OK);
  ck_assert_double_eq(ad_tape_adjoint(t, 0)[0], 1.3);
  ad_forward_free(f);
  ad_tape_free(t);
  ad_value_free(e);
  ad_graph_free(g);
}
END_TEST

/* y = c sum(W x)^2 by W and x, in one vector. */
START_TEST(test_gradient)
{
  ad_builder *b = test_builder();
  ad_ref c = ad_leaf(b, "c", 1, 1, AD_DATA);
  ad_ref W = ad_leaf(b, "W", 2, 3, AD_PARAM);
  ad_ref x = ad_leaf(b, "x", 3, 1, AD_INPUT);
  ad_ref s = ad_reduce(b, AD_OP_sum, ad_matmul(b, W, x), AD_ALL);
  ad_output(b, ad_mul(b, c, ad_square(b, s)));
  ad_graph *g = test_finish(b);
  ad_tape *t = test_tape(g, 1);
  ad_error err = {0};
  double at[9] = {0.7, -1.2, 0.4, 0.3, 0.9, -0.5, 1.3, -0.6, 2.1};
  ad_tape_set(t, 0, &(double){0.5});
  for (int round = 0; round < 2; round++, at[4] = -2.385) {
    double value, gradient[9], sum = 0;
    for (size_t k = 0; k < 3; k++)
      sum += (at[k] + at[3 + k]) * at[6 + k];
    check_ok(ad_tape_gradient(t, at, &value, gradient, &err), err);
    check_near(value, 0.5 * sum * sum, 1e-14, 1e-14, "value");
    for (size_t i = 0; i < 9; i++)
      check_near(gradient[i],
                 sum * (i < 6 ? at[6 + i % 3] : at[i - 6] + at[i - 3]), 1e-14,
                 1e-14, "entry %zu", i);
  }
  ad_tape_free(t);
  ad_graph_free(g);
  b = test_builder();
  ad_output(b, ad_sin(b, ad_leaf(b, "x", 2, 3, AD_INPUT)));
  g = test_finish(b);
  t = test_tape(g, 1);
  check_error(ad_tape_gradient(t, at, at, at, &err), err, AD_EINPUT,
              "a gradient is that of one number, and the outputs have 6 "
              "entries");
  ad_tape_free(t);
  ad_graph_free(g);
}
END_TEST

/* y = c p q^2 by p and q: single numbers, with one between them that stays. */
START_TEST(test_gradient_scalars)
{
  ad_builder *b = test_builder();
  ad_ref p = ad_leaf(b, "p", 1, 1, AD_PARAM);
  ad_ref c = ad_leaf(b, "c", 1, 1, AD_DATA);
  ad_ref q = ad_leaf(b, "q", 1, 1, AD_INPUT);
  ad_output(b, ad_mul(b, ad_mul(b, c, p), ad_square(b, q)));
  ad_graph *g = test_finish(b);
  ad_tape *t = test_tape(g, 1);
  ad_error err = {0};
  double at[2] = {0.7, -1.2};
  ad_tape_set(t, 1, &(double){2.5});
  for (int round = 0; round < 2; round++, at[1] = 0.3) {
    double value, gradient[2];
    check_ok(ad_tape_gradient(t, at, &value, gradient, &err), err);
    check_near(value, 2.5 * at[0] * at[1] * at[1], 0, 1e-15, "value");
    check_near(gradient[0], 2.5 * at[1] * at[1], 0, 1e-15, "by p");
    check_near(gradient[1], 5 * at[0] * at[1], 0, 1e-15, "by q");
  }
  ad_tape_free(t);
  ad_graph_free(g);
}
END_TEST

static Suite *memory_suite(void)
{
  Suite *suite = suite_create("memory");
  TCase *memory = tcase_create("memory");
  TCase *graphs = tcase_create("graphs");
  tcase_add_loop_test(memory, test_no_allocation, 0, 30);
  tcase_add_test(memory, test_arrays);
  tcase_add_test(memory, test_builder_limit);
  tcase_add_test(memory, test_constant_limit);
  tcase_add_test(memory, test_engine_limit);
  tcase_add_test(memory, test_bytes);
  tcase_add_loop_test(memory, test_outputs_only, 0, 40);
  tcase_add_test(memory, test_outputs_bytes);
  tcase_add_test(graphs, test_shared_numbers);
  tcase_add_test(graphs, test_arguments);
  tcase_add_test(graphs, test_numbers_out_of_range);
  tcase_add_test(graphs, test_gradient);
  tcase_add_test(graphs, test_gradient_scalars);
  tcase_add_test(graphs, test_side_by_side);
  tcase_add_test(graphs, test_reading);
  tcase_add_test(graphs, test_defaults);
  suite_add_tcase(suite, memory);
  suite_add_tcase(suite, graphs);
  return suite;
}

int main(void)
{
  return test_run(memory_suite());
}
