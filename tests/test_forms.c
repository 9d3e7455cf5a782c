/* SPDX-License-Identifier: GPL-3.0-or-later
   Forms (symbolic/form.h): each rule of the constructors against the same
   expression built node by node, without any rule; equal forms are one; and
   making them ends in a number of steps that grows as their number does.
   Read engines.h before. */
#include <math.h>

#include "engines.h"
#include "graph.h"
#include "symbolic/form.h"
#include "symbolic/form_lower.h"

/* Leaves of all shapes that broadcast to 3 x 4, and a 4 x 2. */
enum { A, B, ROW, COLUMN, SCALAR, C, LEAVES };

typedef struct bench {
  ad_builder *b;
  ad_algebra w;
  ad_ref x[LEAVES]; /* as nodes                                            */
  ad_sym s[LEAVES]; /* as forms                                            */
} bench;

static const ad_sym_shape full = {3, 4, 0, 0, 0, 0};

static void bench_start(bench *t, int open)
{
  static const size_t rows[] = {3, 3, 1, 3, 1, 4}, cols[] = {4, 4, 4, 1, 1, 2};
  static const char *const names[] = {"A", "B", "row", "column", "s", "C"};
  t->b = test_builder();
  ad_algebra_init(&t->w, &t->b->g);
  for (int i = 0; i < LEAVES; i++)
    t->x[i] = ad_leaf(t->b, names[i], rows[i], cols[i], AD_INPUT);
  t->w.open = 0;
  for (int i = 0; i < LEAVES; i++)
    t->s[i] = ad_sym_node(&t->w, t->x[i].index);
  t->w.open = open;
}

/* What a rule makes, and what it stands for. */
typedef struct pair {
  ad_sym form;
  ad_ref node;
} pair;

typedef pair make(bench *t);

static const ad_ratio two = {.num = 2, .den = 1}, minus = {.num = -1, .den = 1};

static pair sum_of_stretched_row(bench *t)
{
  ad_sym x = ad_sym_like(&t->w, t->s[ROW], full);
  ad_ref y = ad_expand(t->b, t->x[ROW], ad_shape_plain(full));
  return (pair){ad_sym_total(&t->w, x, AD_OVER_ROWS),
                ad_reduce(t->b, AD_OP_sum, y, AD_OVER_ROWS)};
}

static pair sum_of_stretched_column(bench *t)
{
  ad_sym x = ad_sym_like(&t->w, t->s[COLUMN], full);
  ad_ref y = ad_expand(t->b, t->x[COLUMN], ad_shape_plain(full));
  return (pair){ad_sym_total(&t->w, x, AD_ALL),
                ad_reduce(t->b, AD_OP_sum, y, AD_ALL)};
}

static pair sum_of_transpose(bench *t)
{
  ad_sym x = ad_sym_transpose(&t->w, t->s[A]);
  ad_ref y = ad_transpose(t->b, t->x[A]);
  return (pair){ad_sym_total(&t->w, x, AD_OVER_ROWS),
                ad_reduce(t->b, AD_OP_sum, y, AD_OVER_ROWS)};
}

static pair sum_of_product(bench *t)
{
  ad_sym x = ad_sym_mul(&t->w, t->s[A], ad_sym_power(&t->w, t->s[COLUMN], 2));
  ad_ref y = ad_mul(t->b, t->x[A], ad_square(t->b, t->x[COLUMN]));
  return (pair){ad_sym_total(&t->w, x, AD_OVER_COLS),
                ad_reduce(t->b, AD_OP_sum, y, AD_OVER_COLS)};
}

static pair product_with_ones(bench *t)
{
  ad_sym_shape square = {4, 3, 0, 0, 0, 0};
  ad_sym ones = ad_sym_like(&t->w, ad_sym_number(&t->w, two), square);
  ad_ref twos = ad_expand(t->b, ad_number(t->b, 2), ad_shape_plain(square));
  return (pair){ad_sym_matmul(&t->w, ones, t->s[A]),
                ad_matmul(t->b, twos, t->x[A])};
}

static pair stretched_column_product(bench *t)
{
  ad_sym x = ad_sym_scale(&t->w, two, ad_sym_like(&t->w, t->s[COLUMN], full));
  ad_ref y = ad_mul(t->b, ad_number(t->b, 2),
                    ad_expand(t->b, t->x[COLUMN], ad_shape_plain(full)));
  return (pair){ad_sym_matmul(&t->w, x, t->s[C]), ad_matmul(t->b, y, t->x[C])};
}

static pair product_with_stretched_row(bench *t)
{
  ad_sym x = ad_sym_like(&t->w, ad_sym_neg(&t->w, t->s[ROW]), full);
  ad_ref y = ad_expand(t->b, ad_neg(t->b, t->x[ROW]), ad_shape_plain(full));
  return (pair){ad_sym_matmul(&t->w, ad_sym_transpose(&t->w, t->s[A]), x),
                ad_matmul(t->b, ad_transpose(t->b, t->x[A]), y)};
}

static pair transposed_product(bench *t)
{
  return (pair){
    ad_sym_transpose(&t->w, ad_sym_scale(&t->w, two,
                                         ad_sym_matmul(&t->w, t->s[A],
                                                       t->s[C]))),
    ad_transpose(t->b, ad_mul(t->b, ad_number(t->b, 2),
                              ad_matmul(t->b, t->x[A], t->x[C])))};
}

static pair transposed_twice(bench *t)
{
  ad_sym x = ad_sym_transpose(&t->w, ad_sym_neg(&t->w, t->s[A]));
  ad_ref y = ad_transpose(t->b, ad_neg(t->b, t->x[A]));
  return (pair){ad_sym_transpose(&t->w, x), ad_transpose(t->b, y)};
}

static pair transposed_stretch(bench *t)
{
  ad_sym x = ad_sym_like(&t->w, t->s[ROW], full);
  ad_ref y = ad_expand(t->b, t->x[ROW], ad_shape_plain(full));
  return (pair){ad_sym_transpose(&t->w, x), ad_transpose(t->b, y)};
}

/* 2 a - (a - 3 b) - b s */
static pair like_terms(bench *t)
{
  const ad_ratio c[] = {two, minus, minus}, d[] = {AD_ONE, ad_ratio_of(-3)};
  ad_sym inner = ad_sym_sum(&t->w, 2, d, (const ad_sym[]){t->s[A], t->s[B]});
  ad_sym last = ad_sym_mul(&t->w, t->s[B], t->s[SCALAR]);
  ad_builder *b = t->b;
  ad_ref three = ad_mul(b, ad_number(b, 3), t->x[B]);
  ad_ref left = ad_sub(b, ad_mul(b, ad_number(b, 2), t->x[A]),
                       ad_sub(b, t->x[A], three));
  return (pair){
    ad_sym_sum(&t->w, 3, c, (const ad_sym[]){t->s[A], inner, last}),
    ad_sub(b, left, ad_mul(b, t->x[B], t->x[SCALAR]))};
}

/* -(a - b) (b - a)^2 / (2 s^3 a) */
static pair powers(bench *t)
{
  ad_algebra *w = &t->w;
  ad_builder *b = t->b;
  ad_sym d = ad_sym_sub(w, t->s[A], t->s[B]);
  ad_sym e = ad_sym_sub(w, t->s[B], t->s[A]);
  ad_sym third = ad_sym_power(w, t->s[SCALAR], 3);
  ad_sym below = ad_sym_scale(w, two, ad_sym_mul(w, third, t->s[A]));
  ad_ref u = ad_sub(b, t->x[A], t->x[B]), v = ad_sub(b, t->x[B], t->x[A]);
  ad_ref cube = ad_mul(b, t->x[SCALAR], ad_square(b, t->x[SCALAR]));
  return (pair){
    ad_sym_div(w, ad_sym_neg(w, ad_sym_mul(w, d, ad_sym_power(w, e, 2))),
               below),
    ad_div(b, ad_neg(b, ad_mul(b, u, ad_square(b, v))),
           ad_mul(b, ad_number(b, 2), ad_mul(b, cube, t->x[A])))};
}

static pair masked_product(bench *t)
{
  ad_algebra *w = &t->w;
  ad_builder *b = t->b;
  ad_sym zero = ad_sym_number(w, AD_ZERO);
  ad_sym mask = ad_sym_elementwise(w, AD_OP_gt, 2,
                                   (const ad_sym[]){t->s[A], zero});
  ad_sym x = ad_sym_where(w, mask, t->s[B], zero);
  ad_ref none = ad_number(b, 0);
  ad_ref y = ad_where(b, ad_gt(b, t->x[A], none), t->x[B], none);
  return (pair){ad_sym_mul(w, ad_sym_scale(w, two, x), t->s[ROW]),
                ad_mul(b, ad_mul(b, ad_number(b, 2), y), t->x[ROW])};
}

static pair other_side(bench *t)
{
  ad_algebra *w = &t->w;
  ad_sym zero = ad_sym_number(w, AD_ZERO);
  ad_sym mask = ad_sym_elementwise(w, AD_OP_le, 2,
                                   (const ad_sym[]){t->s[A], zero});
  ad_ref none = ad_number(t->b, 0);
  return (pair){ad_sym_where(w, mask, zero, t->s[B]),
                ad_where(t->b, ad_le(t->b, t->x[A], none), none, t->x[B])};
}

static pair summed_down(bench *t)
{
  return (pair){ad_sym_like(&t->w, ad_sym_mul(&t->w, t->s[A], t->s[ROW]),
                            (ad_sym_shape){1, 4, 1, 0, 0, 0}),
                ad_reduce(t->b, AD_OP_sum, ad_mul(t->b, t->x[A], t->x[ROW]),
                          AD_OVER_ROWS)};
}

/* A (1 - A) (B/A + (B - 1)/(1 - A)) is B - A. */
static pair against_denominators(bench *t)
{
  ad_algebra *w = &t->w;
  ad_builder *b = t->b;
  ad_sym one = ad_sym_number(w, AD_ONE), rest = ad_sym_sub(w, one, t->s[A]);
  ad_sym first = ad_sym_div(w, t->s[B], t->s[A]);
  ad_sym last = ad_sym_div(w, ad_sym_sub(w, t->s[B], one), rest);
  ad_sym product = ad_sym_mul(w, ad_sym_mul(w, t->s[A], rest),
                              ad_sym_add(w, first, last));
  return (pair){ad_sym_shorter(w, product), ad_sub(b, t->x[B], t->x[A])};
}

/* 2 A row B + A B^2 s */
static pair common_factor(bench *t)
{
  ad_algebra *w = &t->w;
  ad_builder *b = t->b;
  ad_sym both = ad_sym_mul(w, t->s[A], t->s[B]);
  const ad_sym x[] = {ad_sym_mul(w, both, t->s[ROW]),
                      ad_sym_mul(w, ad_sym_mul(w, both, t->s[B]),
                                 t->s[SCALAR])};
  ad_ref first = ad_mul(b, ad_number(b, 2), ad_mul(b, t->x[A], t->x[B]));
  ad_ref last = ad_mul(b, ad_mul(b, t->x[A], ad_square(b, t->x[B])),
                       t->x[SCALAR]);
  return (pair){
    ad_sym_shorter(w, ad_sym_sum(w, 2, (const ad_ratio[]){two, AD_ONE}, x)),
    ad_add(b, ad_mul(b, first, t->x[ROW]), last)};
}

/* With v = 1/(3 + 2 u) and u = exp(A B), u v^2 is v (1 - 3 v)/2. */
static pair by_name(bench *t)
{
  ad_algebra *w = &t->w;
  ad_builder *b = t->b;
  const ad_ratio c[] = {{.num = 3, .den = 1}, two};
  ad_ref e = ad_exp(b, ad_mul(b, t->x[A], t->x[B]));
  ad_ref below = ad_add(b, ad_number(b, 3), ad_mul(b, ad_number(b, 2), e));
  ad_ref v = ad_div(b, ad_number(b, 1), below);
  ad_sym both = ad_sym_mul(w, t->s[A], t->s[B]);
  ad_sym u = ad_sym_elementwise(w, AD_OP_exp, 1, &both);
  ad_sym s = ad_sym_sum(w, 2, c, (const ad_sym[]){ad_sym_number(w, AD_ONE), u});
  ad_sym_define(w, ad_sym_power(w, s, -1), v.index);
  return (pair){ad_sym_shorter(w, ad_sym_mul(w, u, ad_sym_power(w, s, -2))),
                ad_mul(b, e, ad_square(b, v))};
}

static make *const rules[] = {
  sum_of_stretched_row, sum_of_stretched_column, sum_of_transpose,
  sum_of_product, product_with_ones, stretched_column_product,
  product_with_stretched_row, transposed_product, transposed_twice,
  transposed_stretch, like_terms, powers, masked_product, other_side,
  summed_down, against_denominators, common_factor, by_name};

enum { RULES = sizeof rules / sizeof *rules };

static void check_pair(bench *t, pair p)
{
  ad_ref form;
  ad_shape shape = ad_builder_shape(t->b, p.node);
  ck_assert_msg(t->w.error.status == AD_OK, "%s", t->w.error.text);
  ck_assert_int_eq(ad_sym_lower(&t->w, t->b, 1, &p.form, &shape, &form), AD_OK);
  ad_output(t->b, form);
  ad_output(t->b, p.node);
  ad_graph *g = test_finish(t->b);
  ad_value *e = test_value(g);
  test_rng r = {20261129};
  for (size_t i = 0; i < ad_graph_leaves(g); i++) {
    double x[12];
    for (size_t k = 0; k < 12; k++)
      x[k] = test_uniform(&r, -1.3, 2.1);
    ad_value_set(e, i, x);
  }
  ad_value_sweep(e);
  const double *got = ad_value_at(e, form), *want = ad_value_at(e, p.node);
  for (size_t k = 0; k < shape.rows * shape.cols; k++)
    ck_assert_msg(fabs(got[k] - want[k]) <= 1e-13 * (1 + fabs(want[k])),
                  "entry %zu is %.17g, not %.17g", k, got[k], want[k]);
  ad_value_free(e);
  ad_graph_free(g);
}

START_TEST(rules_keep_values)
{
  bench t;
  bench_start(&t, _i % 2);
  check_pair(&t, rules[_i / 2](&t));
  ad_algebra_free(&t.w);
}
END_TEST

START_TEST(equal_forms_are_one)
{
  bench t;
  bench_start(&t, 1);
  ad_sym *s = t.s;
  ck_assert_uint_eq(ad_sym_add(&t.w, s[A], s[B]), ad_sym_add(&t.w, s[B], s[A]));
  ck_assert_uint_eq(ad_sym_mul(&t.w, s[A], s[B]), ad_sym_mul(&t.w, s[B], s[A]));
  ck_assert_uint_eq(ad_sym_sub(&t.w, s[A], s[B]),
                    ad_sym_neg(&t.w, ad_sym_sub(&t.w, s[B], s[A])));
  ck_assert(ad_sym_is_zero(&t.w, ad_sym_sub(&t.w, s[A], s[A])));
  ck_assert_uint_eq(ad_sym_div(&t.w, ad_sym_mul(&t.w, s[A], s[B]), s[B]), s[A]);
  ck_assert_uint_eq(ad_sym_transpose(&t.w, ad_sym_transpose(&t.w, s[A])), s[A]);
  ck_assert_uint_ne(ad_sym_matmul(&t.w, s[A], s[C]),
                    ad_sym_matmul(&t.w, ad_sym_neg(&t.w, s[A]), s[C]));
  ad_algebra_free(&t.w);
  ad_builder_free(t.b);
}
END_TEST

/* Shorter forms are shorter, and what they stand for is theirs. */
START_TEST(shorter_forms)
{
  static make *const tried[] = {against_denominators, common_factor, by_name};
  static const double measures[] = {2, 6, 5};
  for (size_t i = 0; i < sizeof tried / sizeof *tried; i++) {
    bench t;
    bench_start(&t, 1);
    ad_sym x = tried[i](&t).form;
    ck_assert_double_eq(ad_sym_cell(&t.w, x)->measure, measures[i]);
    ck_assert_uint_eq(ad_sym_shorter(&t.w, x), x);
    ad_algebra_free(&t.w);
    ad_builder_free(t.b);
  }
}
END_TEST

/* Making a form of n steps makes at most a few forms a step, whatever the
   rules turn round: sums and products in each other, masks, transposes. */
START_TEST(rules_end)
{
  bench t;
  test_rng r = {77 + (uint64_t)_i};
  bench_start(&t, _i % 2);
  ad_sym x[400] = {t.s[A], t.s[B], t.s[ROW], t.s[COLUMN], t.s[SCALAR]};
  size_t n = 5;
  for (; n < 400; n++) {
    ad_sym y = x[test_below(&r, n)], z = x[n - 1 - test_below(&r, 3)];
    ad_sym two_of[2] = {y, ad_sym_number(&t.w, AD_ZERO)};
    size_t what = test_below(&r, 8);
    x[n] = what == 0   ? ad_sym_add(&t.w, y, z)
           : what == 1 ? ad_sym_sub(&t.w, y, z)
           : what == 2 ? ad_sym_mul(&t.w, y, z)
           : what == 3 ? ad_sym_div(&t.w, y, z)
           : what == 4 ? ad_sym_where(
                           &t.w, ad_sym_elementwise(&t.w, AD_OP_gt, 2, two_of),
                           z, ad_sym_number(&t.w, AD_ZERO))
           : what == 5 ? ad_sym_transpose(&t.w, ad_sym_transpose(&t.w, z))
           : what == 6 ? ad_sym_shorter(&t.w, z)
                       : ad_sym_neg(&t.w, z);
    ck_assert_uint_ne(x[n], AD_NO_SYM);
  }
  ck_assert_uint_lt(t.w.n, 40 * n);
  ad_algebra_free(&t.w);
  ad_builder_free(t.b);
}
END_TEST

static Suite *forms_suite(void)
{
  Suite *suite = suite_create("forms");
  TCase *all = tcase_create("all");
  tcase_add_loop_test(all, rules_keep_values, 0, 2 * RULES);
  tcase_add_test(all, equal_forms_are_one);
  tcase_add_test(all, shorter_forms);
  tcase_add_loop_test(all, rules_end, 0, 40);
  suite_add_tcase(suite, all);
  return suite;
}

int main(void)
{
  return test_run(forms_suite());
}
