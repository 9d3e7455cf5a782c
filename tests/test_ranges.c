/* SPDX-License-Identifier: GPL-3.0-or-later
   Numbers out of range: every function that takes the number of a leaf, an
   output, an entry, a direction or a node refuses those that are none, and
   takes the last one that is.  A row a function. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "agree.h"
#include "cost.h"
#include "fd.h"
#include "forward.h"
#include "graph.h"
#include "origin.h"
#include "sheet.h"
#include "tape.h"
#include "value.h"

/* Two outputs with 1 and 2 entries, two variables with 4 and 2, and data. */
static const char text[] = "dim n = 2\n"
                           "input W = [1, 2; 3, 4]\n"
                           "input x = [0.5; -1.2]\n"
                           "data c = 3\n"
                           "y = tanh(W @ x)*c\n"
                           "l = sum(y)\n"
                           "output l, y\n"
                           "note \"one\"\n"
                           "claim dl/dx = W' @ (3*(1 - (y/3)^2))\n"
                           "sweep n = 1:4:x2\n";

typedef struct world {
  ad_report report;
  ad_sheet *s;
  const ad_graph *g;
  ad_value *v;
  ad_forward *f;
  ad_tape *t;
  ad_fd *fd;
  ad_agree *a;
  double x[16], y[16];
  /* room for what functions give */
  const char *name;
  size_t size, rows, dropped;
  int file;
  const ad_sweep_range *ranges;
  ad_fd_estimate estimate;
  ad_fd_reason reason;
  ad_judgement judgement;
  ad_ref ref;
  ad_cost cost;
  ad_op_cost op_cost;
  ad_origin origin;
  char *message;
} world;

static world *make_world(void)
{
  const ad_source source = {"ranges.grad", text, strlen(text)};
  const ad_sheet_options options = {.keep_texts = 1};
  world *w = calloc(1, sizeof *w);
  ck_assert_ptr_nonnull(w);
  ad_report_init(&w->report, NULL);
  ck_assert_msg(ad_sheet_read(&source, &options, &w->s, &w->report) == AD_OK,
                "%s", w->report.count ? w->report.messages[0].error.text : "");
  w->g = ad_sheet_graph(w->s);
  ck_assert_int_eq(ad_value_new(w->g, &w->v, NULL), AD_OK);
  ck_assert_int_eq(ad_forward_new(w->g, 2, &w->f, NULL), AD_OK);
  ck_assert_int_eq(ad_tape_new(w->g, 2, &w->t, NULL), AD_OK);
  ck_assert_int_eq(ad_fd_new(w->g, &w->fd, NULL), AD_OK);
  ck_assert_int_eq(ad_agree_new(w->g, &w->a, NULL), AD_OK);
  ad_agree_take_differences(w->a, w->fd);
  for (size_t i = 0; i < ad_graph_leaves(w->g); i++) {
    const double *x = ad_sheet_leaf(w->s, i);
    ad_value_set(w->v, i, x);
    ad_forward_set(w->f, i, x);
    ad_tape_set(w->t, i, x);
    ad_fd_set(w->fd, i, x);
    ad_agree_set(w->a, i, x);
  }
  ad_value_sweep(w->v);
  ad_tape_record(w->t);
  ad_forward_sweep_unit(w->f, 0, 1);
  ad_tape_reverse_unit(w->t, 0, 1);
  ad_agree_sweep(w->a, 0);
  return w;
}

static void free_world(world *w)
{
  free(w->message);
  ad_agree_free(w->a);
  ad_fd_free(w->fd);
  ad_tape_free(w->t);
  ad_forward_free(w->f);
  ad_value_free(w->v);
  ad_sheet_free(w->s);
  ad_report_free(&w->report);
  free(w);
}

static ad_ref ref(size_t i)
{
  return (ad_ref){i < UINT32_MAX ? (uint32_t)i : UINT32_MAX};
}

static int is_nowhere(ad_ref x)
{
  return x.index == AD_NO_INDEX;
}

static int says_nothing(const world *w)
{
  return isnan(w->estimate.value) && w->estimate.reason == AD_FD_DOMAIN &&
         w->estimate.evaluations == 0;
}

static int judges(world *w, size_t by)
{
  ad_agree_judge(w->a, by, 1, 1, NULL, 1, &w->judgement);
  return w->judgement.reason == AD_REASON_SINGULAR;
}

static int judges_row(world *w, size_t of)
{
  static const double d[6] = {1};
  ad_agree_sweep(w->a, of);
  ad_agree_judge_direction(w->a, d, 1, 1, NULL, &w->judgement);
  return w->judgement.reason == AD_REASON_SINGULAR && judges(w, 0) &&
         isnan(ad_agree_S(w->a, 0)) && isnan(ad_agree_W(w->a, 0)) &&
         isnan(ad_agree_noise(w->a)) &&
         !ad_agree_singular(w->a, 0, &w->ref, &w->size);
}

/* What counts, and what is asked of number i; true: it is refused. */
#define LEAVES ad_graph_leaves(w->g)
#define OUTPUTS ad_graph_outputs(w->g)
#define WRTS ad_graph_wrts(w->g)
#define M ad_graph_output_entries(w->g)
#define N ad_graph_wrt_entries(w->g)
#define NODES ad_graph_size(w->g)
#define RANGES(ROW)                                                          \
  ROW(LEAVES, ad_value_set(w->v, i, w->x) == AD_EINPUT)                      \
  ROW(NODES, !ad_value_at(w->v, ref(i)))                                     \
  ROW(LEAVES, ad_forward_set(w->f, i, w->x) == AD_EINPUT)                    \
  ROW(OUTPUTS, !ad_forward_value(w->f, i))                                   \
  ROW(OUTPUTS, !ad_forward_tangent(w->f, i))                                 \
  ROW(N, ad_forward_sweep_unit(w->f, i, 1) == AD_EINPUT)                     \
  ROW(N - 1, ad_forward_sweep_unit(w->f, i, 2) == AD_EINPUT)                 \
  ROW(3, ad_forward_sweep(w->f, i, w->x) == AD_EINPUT)                       \
  ROW(LEAVES, ad_tape_set(w->t, i, w->x) == AD_EINPUT)                       \
  ROW(OUTPUTS, !ad_tape_value(w->t, i))                                      \
  ROW(WRTS, !ad_tape_adjoint(w->t, i))                                       \
  ROW(M, ad_tape_reverse_unit(w->t, i, 1) == AD_EINPUT)                      \
  ROW(M - 1, ad_tape_reverse_unit(w->t, i, 2) == AD_EINPUT)                  \
  ROW(3, ad_tape_reverse(w->t, i, w->x) == AD_EINPUT)                        \
  ROW(LEAVES, ad_fd_set(w->fd, i, w->x) == AD_EINPUT)                        \
  ROW(M, (ad_fd_entry(w->fd, i, 0, &w->estimate), says_nothing(w)))          \
  ROW(N, (ad_fd_entry(w->fd, 0, i, &w->estimate), says_nothing(w)))          \
  ROW(M, (ad_fd_direction(w->fd, i, w->x, &w->estimate), says_nothing(w)))   \
  ROW(N, isnan(ad_fd_base(w->fd, i)))                                        \
  ROW(M, isnan(ad_fd_at(w->fd, i, 0, 1.5, &w->reason)))                      \
  ROW(N, isnan(ad_fd_at(w->fd, 0, i, 1.5, NULL)))                            \
  ROW(LEAVES, ad_agree_set(w->a, i, w->x) == AD_EINPUT)                      \
  ROW(M, judges_row(w, i))                                                   \
  ROW(N, judges(w, i))                                                       \
  ROW(N, isnan(ad_agree_S(w->a, i)))                                         \
  ROW(N, isnan(ad_agree_W(w->a, i)))                                         \
  ROW(NODES, ad_graph_shape(w->g, ref(i)).rows == 0)                         \
  ROW(NODES, ad_graph_entries(w->g, ref(i)) == 0)                            \
  ROW(NODES, ad_graph_op(w->g, ref(i)) == AD_OP_count)                       \
  ROW(NODES, ad_graph_written(w->g, ref(i))[0] == '\0')                      \
  ROW(NODES, is_nowhere(ad_graph_operand(w->g, ref(i), 0)))                  \
  ROW(1, is_nowhere(ad_graph_operand(w->g, ref(NODES - 1), i)))              \
  ROW(LEAVES, is_nowhere(ad_graph_leaf(w->g, i)))                            \
  ROW(OUTPUTS, is_nowhere(ad_graph_output(w->g, i)))                         \
  ROW(WRTS, is_nowhere(ad_graph_wrt(w->g, i)))                               \
  ROW(WRTS, ad_graph_wrt_leaf(w->g, i) == SIZE_MAX)                          \
  ROW(ad_graph_names(w->g), is_nowhere(ad_graph_named(w->g, i)))             \
  ROW(LEAVES, !ad_sheet_leaf(w->s, i))                                       \
  ROW(1, !ad_sheet_note(w->s, i))                                            \
  ROW(1, !ad_sheet_kept(w->s, i))                                            \
  ROW(1, !ad_sheet_dim(w->s, i, &w->name, &w->size))                         \
  ROW(1, !ad_sheet_sweep(w->s, i, &w->ranges, &w->size))                     \
  ROW(NODES, ad_sheet_place(w->s, ref(i)).width == 0)                        \
  ROW(NODES, ad_origins(w->v, ref(i), 1, &w->origin, &w->size, NULL) ==      \
               AD_EINPUT)                                                    \
  ROW(NODES, isnan(ad_origin_at(w->v, ref(i), 0).value))                     \
  ROW(4, isnan(ad_origin_at(w->v, ref(0), i).value))                         \
  ROW(AD_OP_count, !ad_op_get((ad_op)i))                                     \
  ROW(AD_FD_UNDERFLOW + 1,                                                   \
      ad_agree_reason((ad_fd_reason)i) == AD_REASON_NONE)

/* Runs every row at number `count - 1` (last) or beyond. */
static int run_rows(world *w, size_t beyond, int wanted)
{
  int rows = 0;
#define ROW(count_, refuses_)                                                \
  do {                                                                       \
    size_t i = beyond > SIZE_MAX / 4 ? beyond : (count_) - 1 + beyond;       \
    int refused = (refuses_);                                                \
    ck_assert_msg(refused == wanted, "number %zu %s by %s", i,               \
                  refused ? "refused" : "taken", #refuses_);                 \
    rows++;                                                                  \
  } while (0);
  RANGES(ROW)
#undef ROW
  return rows;
}

START_TEST(none_past_the_end)
{
  static const size_t beyond[] = {1, 2, 1000000, SIZE_MAX / 2, SIZE_MAX};
  for (size_t k = 0; k < sizeof beyond / sizeof *beyond; k++) {
    world *w = make_world();
    run_rows(w, beyond[k], 1);
    free_world(w);
  }
}
END_TEST

START_TEST(the_last_one)
{
  world *w = make_world();
  ck_assert_int_gt(run_rows(w, 0, 0), 40);
  free_world(w);
}
END_TEST

START_TEST(counts_of_zero)
{
  world *w = make_world();
  ck_assert_int_eq(ad_forward_sweep(w->f, 0, w->x), AD_EINPUT);
  ck_assert_int_eq(ad_forward_sweep_unit(w->f, 0, 0), AD_EINPUT);
  ck_assert_int_eq(ad_tape_reverse(w->t, 0, w->x), AD_EINPUT);
  ck_assert_int_eq(ad_tape_reverse_unit(w->t, 0, 0), AD_EINPUT);
  ck_assert_int_eq(ad_cost_count(w->g, 0, &w->cost, NULL), AD_EINPUT);
  ck_assert_int_eq(ad_cost_of_op(AD_OP_count, &w->op_cost, NULL), AD_EINPUT);
  ck_assert_int_eq(ad_report_format(&w->report, w->report.count, &w->message),
                   AD_EINPUT);
  free_world(w);
}
END_TEST

/* Building: each row takes the node x, and refuses one that is none. */
#define BUILDS(ROW)                                                          \
  ROW(ad_sin(b, x))                                                          \
  ROW(ad_add(b, good, x))                                                    \
  ROW(ad_where(b, good, x, good))                                            \
  ROW(ad_matmul(b, good, x))                                                 \
  ROW(ad_matmul(b, x, good))                                                 \
  ROW(ad_transpose(b, x))                                                    \
  ROW(ad_diag(b, x))                                                         \
  ROW(ad_tril(b, x))                                                         \
  ROW(ad_cumsum(b, x, AD_OVER_ROWS))                                         \
  ROW(ad_det(b, x))                                                          \
  ROW(ad_logdet(b, x))                                                       \
  ROW(ad_inv(b, x))                                                          \
  ROW(ad_solve(b, x, good))                                                  \
  ROW(ad_solve(b, good, x))                                                  \
  ROW(ad_reduce(b, AD_OP_sum, x, AD_OVER_ROWS))                              \
  ROW(ad_expand(b, x, (ad_shape){2, 3, 0, 0}))                               \
  ROW(ad_reshape(b, x, (ad_shape){1, 1, 1, 1}))                              \
  ROW(ad_slice(b, x, 0, 0, (ad_shape){1, 1, 1, 1}))                          \
  ROW(ad_embed(b, x, 1, 0, (ad_shape){2, 1, 0, 1}))                          \
  ROW(ad_block(b, 1, (const size_t[]){2}, 2, (const ad_ref[]){good, x}))     \
  ROW(ad_indicator(b, x, 3))                                                 \
  ROW(ad_shifted(b, x))                                                      \
  ROW((ad_name(b, x, "other", NULL), x))                                     \
  ROW((ad_output(b, x), x))                                                  \
  ROW((ad_wrt(b, x), x))

/* In a builder of its own, with one leaf; is the node what is wanted? */
#define ROW(call_)                                                           \
  do {                                                                       \
    ad_builder *b;                                                           \
    ck_assert_int_eq(ad_builder_new(&b, NULL), AD_OK);                       \
    ad_ref good = ad_leaf(b, "x", 1, 1, AD_INPUT), x = {index};              \
    ad_ref made = (call_);                                                   \
    int failed = ad_builder_error(b)->status == AD_EINPUT;                   \
    ck_assert_msg(failed == wanted, "node %lu: %s", (unsigned long)index,    \
                  #call_);                                                   \
    ck_assert_msg(!failed || made.index >= ad_builder_size(b),               \
                  "node %lu: %s", (unsigned long)index, #call_);             \
    (void)good;                                                              \
    ad_builder_free(b);                                                      \
  } while (0);

static void build_all(uint32_t index, int wanted)
{
  BUILDS(ROW)
}

START_TEST(no_such_node)
{
  build_all(0, 0);
  build_all(1, 1);
  build_all(2, 1);
  build_all(UINT32_MAX - 1, 1);
  build_all(UINT32_MAX, 1);
}
END_TEST

/* Kinds, operations and axes that are none. */
START_TEST(no_such_kind)
{
  for (int what = 0; what < 5; what++) {
    ad_builder *b;
    ck_assert_int_eq(ad_builder_new(&b, NULL), AD_OK);
    ad_ref x = ad_leaf(b, "x", 1, 1, AD_INPUT);
    if (what == 0)
      x = ad_leaf(b, "y", 1, 1, AD_SHIFT);
    else if (what == 1)
      x = ad_leaf(b, "y", 1, 1, (ad_leaf_kind)77);
    else if (what == 2)
      x = ad_elementwise(b, AD_OP_count, 1, &x);
    else if (what == 3)
      x = ad_reduce(b, (ad_op)(AD_OP_count + 9), x, AD_ALL);
    else
      x = ad_reduce(b, AD_OP_sum, x, (ad_axis)3);
    ck_assert_uint_eq(x.index, AD_NO_INDEX);
    ck_assert_int_eq(ad_builder_error(b)->status, AD_EINPUT);
    ad_builder_free(b);
  }
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("ranges");
  TCase *group = tcase_create("ranges");
  tcase_add_test(group, none_past_the_end);
  tcase_add_test(group, the_last_one);
  tcase_add_test(group, counts_of_zero);
  tcase_add_test(group, no_such_node);
  tcase_add_test(group, no_such_kind);
  suite_add_tcase(suite, group);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
