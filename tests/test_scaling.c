/* SPDX-License-Identifier: GPL-3.0-or-later
   What keeps large graphs linear, checked by what it computes and by
   counts, never by the clock: matrices of many blocks, entries looked up
   among many leaves, worksheets of many names, bytes and nodes that double
   where the graph doubles.  Read lib/graph.h before. */
#include <string.h>

#include "check_near.h"
#include "forward.h"
#include "graph.h"
#include "graph/entry.h"
#include "sheet.h"
#include "tape.h"
#include "value.h"

/* --- many blocks ---------------------------------------------------------- */

/* x[3 x 1] in rows x cols blocks, block (i, j) being w(i, j) x, and
   f = sum(M * C) with c(r, s) = 1 + r + 0.5 s: df/dx by hand. */
static double weight(size_t i, size_t j)
{
  return 0.385 + (double)((7 * i + 3 * j) % 11);
}

static double factor(size_t r, size_t s)
{
  return 1 + (double)r + 0.5 * (double)s;
}

static ad_graph *blocks_graph(size_t rows, size_t cols)
{
  ad_builder *b;
  ad_graph *g;
  ad_error err = {0};
  ad_ref *blocks = calloc(rows * cols, sizeof *blocks);
  size_t *across = calloc(rows, sizeof *across);
  double *c = calloc(3 * rows * cols, sizeof *c);
  check_ok(ad_builder_new(&b, &err), err);
  ad_ref x = ad_leaf(b, "x", 3, 1, AD_INPUT);
  for (size_t i = 0; i < rows; i++) {
    across[i] = cols;
    for (size_t j = 0; j < cols; j++)
      blocks[i * cols + j] = ad_mul(b, x, ad_number(b, weight(i, j)));
  }
  for (size_t i = 0; i < 3 * rows * cols; i++)
    c[i] = factor(i / cols, i % cols);
  ad_ref m = ad_block(b, rows, across, rows * cols, blocks);
  ad_output(b, ad_reduce(b, AD_OP_sum,
                         ad_mul(b, m, ad_matrix(b, 3 * rows, cols, c)),
                         AD_ALL));
  check_ok(ad_builder_finish(b, &g, &err), err);
  ad_builder_free(b);
  free(blocks);
  free(across);
  free(c);
  return g;
}

static const size_t layouts[][2] = {{1, 64}, {1, 65},  {65, 1}, {9, 8},
                                    {3, 130}, {130, 3}, {4200, 1}, {70, 66}};

START_TEST(many_blocks_have_the_same_derivative)
{
  const double x[3] = {0.7, -1.2, 2.385};
  size_t rows = layouts[_i][0], cols = layouts[_i][1];
  ad_graph *g = blocks_graph(rows, cols);
  double want[3] = {0}, f = 0, J[3], along[3];
  ad_tape *t;
  ad_forward *w;
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < cols; j++)
      for (size_t e = 0; e < 3; e++)
        want[e] += weight(i, j) * factor(3 * i + e, j);
  for (size_t e = 0; e < 3; e++)
    f += want[e] * x[e];
  ck_assert_int_eq(ad_tape_new(g, 1, &t, NULL), AD_OK);
  ck_assert_int_eq(ad_forward_new(g, 2, &w, NULL), AD_OK);
  ad_tape_set(t, 0, x);
  ad_forward_set(w, 0, x);
  ad_tape_jacobian(t, J);
  ad_forward_jacobian(w, along);
  check_near(ad_tape_value(t, 0)[0], f, 0, 1e-12, "%zu x %zu", rows, cols);
  for (size_t e = 0; e < 3; e++) {
    check_near(J[e], want[e], 0, 1e-12, "%zu x %zu, %zu", rows, cols, e);
    check_near(along[e], want[e], 0, 1e-12, "%zu x %zu, %zu", rows, cols, e);
  }
  ad_tape_free(t);
  ad_forward_free(w);
  ad_graph_free(g);
}
END_TEST

/* No node has many blocks to walk past, and few nodes are added. */
START_TEST(blocks_are_joined_in_groups)
{
  size_t rows = layouts[_i][0], cols = layouts[_i][1], blocks = 0;
  ad_graph *g = blocks_graph(rows, cols);
  for (uint32_t i = 0; i < ad_graph_size(g); i++)
    if (ad_graph_op(g, (ad_ref){i}) == AD_OP_block) {
      blocks++;
      ck_assert_uint_le(ad_graph_operands(g, (ad_ref){i}), 64);
    }
  ck_assert_uint_ge(blocks, 1);
  ck_assert_uint_le(blocks, 1 + rows * cols / 32 + (rows > 64 ? rows : 0) +
                              (rows * cols > 64 ? rows : 0));
  ad_graph_free(g);
}
END_TEST

/* A block that does not fit is refused as ever, however many there are. */
START_TEST(many_blocks_must_fit)
{
  ad_builder *b;
  ad_ref blocks[100];
  ad_error err = {0};
  check_ok(ad_builder_new(&b, &err), err);
  ad_ref x = ad_leaf(b, "x", 2, 3, AD_INPUT);
  ad_ref y = ad_leaf(b, "y", 2, 1, AD_INPUT);
  for (size_t i = 0; i < 100; i++)
    blocks[i] = i == 77 ? y : x;
  size_t across[100];
  for (size_t i = 0; i < 100; i++)
    across[i] = 1;
  ad_block(b, 100, across, 100, blocks);
  check_error(ad_builder_error(b)->status, *ad_builder_error(b), AD_EINPUT,
              "row 78 of the matrix is 1 wide, row 1 is 3");
  ad_builder_free(b);
}
END_TEST

/* --- many leaves ---------------------------------------------------------- */

enum { LEAVES = 41 };

/* Leaves of 1 x 1, 2 x 3 and 4 x 1 by turns; f = sum of leaf i times i + 1;
   every third leaf is an output as well. */
static ad_graph *leaves_graph(void)
{
  static const size_t shapes[][2] = {{1, 1}, {2, 3}, {4, 1}};
  ad_builder *b;
  ad_graph *g;
  ad_error err = {0};
  ad_ref sum = {0}, leaf[LEAVES];
  check_ok(ad_builder_new(&b, &err), err);
  for (size_t i = 0; i < LEAVES; i++) {
    char name[16];
    snprintf(name, sizeof name, "x%zu", i);
    leaf[i] = ad_leaf(b, name, shapes[i % 3][0], shapes[i % 3][1],
                      i % 2 ? AD_PARAM : AD_INPUT);
    ad_ref part = ad_mul(b, ad_reduce(b, AD_OP_sum, leaf[i], AD_ALL),
                         ad_number(b, (double)(i + 1)));
    sum = i == 0 ? part : ad_add(b, sum, part);
  }
  ad_output(b, sum);
  for (size_t i = 0; i < LEAVES; i += 3)
    ad_output(b, leaf[i]);
  check_ok(ad_builder_finish(b, &g, &err), err);
  ad_builder_free(b);
  return g;
}

START_TEST(entries_are_found_among_many_nodes)
{
  ad_graph *g = leaves_graph();
  size_t index = 0;
  for (size_t i = 0; i < g->n_wrt; i++)
    for (size_t e = 0; e < ad_entries(&g->nodes[g->wrt[i]]); e++, index++) {
      size_t entry;
      ck_assert_uint_eq(ad_entry_find(g, g->wrt, index, &entry), i);
      ck_assert_uint_eq(entry, e);
    }
  ck_assert_uint_eq(index, ad_graph_wrt_entries(g));
  index = 0;
  for (size_t i = 0; i < g->n_outputs; i++)
    for (size_t e = 0; e < ad_entries(&g->nodes[g->outputs[i]]); e++, index++) {
      size_t entry;
      ck_assert_uint_eq(ad_entry_find(g, g->outputs, index, &entry), i);
      ck_assert_uint_eq(entry, e);
    }
  ck_assert_uint_eq(index, ad_graph_output_entries(g));
  ad_graph_free(g);
}
END_TEST

START_TEST(leaves_know_their_number)
{
  ad_graph *g = leaves_graph();
  size_t i, leaves = 0;
  for (uint32_t node = 0; node < ad_graph_size(g); node++)
    if (ad_graph_is_leaf(g, (ad_ref){node}, &i)) {
      ck_assert_uint_eq(i, leaves);
      ck_assert_uint_eq(ad_graph_leaf(g, i).index, node);
      leaves++;
    }
  ck_assert_uint_eq(leaves, LEAVES);
  ad_graph_free(g);
}
END_TEST

/* Unit directions, in chunks that reach over leaves of all shapes, the second
   time over what the first has left. */
START_TEST(unit_directions_meet_their_entry)
{
  ad_graph *g = leaves_graph();
  size_t n = ad_graph_wrt_entries(g), m = ad_graph_output_entries(g);
  double *J = calloc(m * n, sizeof *J);
  ad_forward *f;
  ck_assert_int_eq(ad_forward_new(g, (size_t)_i, &f, NULL), AD_OK);
  for (int round = 0; round < 2; round++) {
    ad_forward_jacobian(f, J);
    for (size_t i = 0, by = 0; i < LEAVES; i++)
      for (size_t e = 0; e < ad_entries(&g->nodes[g->wrt[i]]); e++, by++)
        check_near(J[by], (double)(i + 1), 0, 0, "leaf %zu, entry %zu", i, e);
    for (size_t of = 1; of < m; of++)
      for (size_t by = 0; by < n; by++) {
        size_t oe, we, o = ad_entry_find(g, g->outputs, of, &oe);
        size_t w = ad_entry_find(g, g->wrt, by, &we);
        check_near(J[of * n + by],
                   g->outputs[o] == g->wrt[w] && oe == we ? 1 : 0, 0, 0,
                   "output %zu by %zu", of, by);
      }
  }
  free(J);
  ad_forward_free(f);
  ad_graph_free(g);
}
END_TEST

/* --- worksheets of many names --------------------------------------------- */

static char *sizes_sheet(size_t n)
{
  char *text = calloc(n + 4, 48), *to = text;
  for (size_t i = 0; i < n; i++)
    to += sprintf(to, "dim d%zu = %zu\n", i, i % 7 + 1);
  to += sprintf(to, "input x[d9,d11] = 0.385\nf = sum(x)*d%zu + d%zu\n", n - 1,
                n / 2);
  return text;
}

static ad_sheet *read(const char *text, ad_report *report)
{
  ad_source source = {"t.grad", text, strlen(text)};
  ad_sheet_options options = {0};
  ad_sheet *sheet = NULL;
  ad_report_init(report, &source);
  ad_sheet_read(&source, &options, &sheet, report);
  return sheet;
}

START_TEST(sizes_are_found_among_many)
{
  ad_report report;
  char *text = sizes_sheet(3000);
  ad_sheet *sheet = read(text, &report);
  ad_value *v;
  ck_assert_ptr_nonnull(sheet);
  for (size_t i = 0; i < 3000; i++) {
    const char *name;
    size_t size;
    ck_assert(ad_sheet_dim(sheet, i, &name, &size));
    ck_assert_uint_eq(size, i % 7 + 1);
  }
  const ad_graph *g = ad_sheet_graph(sheet);
  ck_assert_int_eq(ad_value_new(g, &v, NULL), AD_OK);
  ad_value_set(v, 0, ad_sheet_leaf(sheet, 0));
  ad_value_sweep(v);
  check_near(ad_value_at(v, ad_graph_output(g, 0))[0],
             3 * 5 * 0.385 * (2999 % 7 + 1) + (1500 % 7 + 1), 1e-14, 1e-14,
             "f");
  ad_value_free(v);
  ad_sheet_free(sheet);
  ad_report_free(&report);
  free(text);
}
END_TEST

/* --- bytes ---------------------------------------------------------------- */

/* x, then n times v = sin(1.25 v) or v = v + x. */
static ad_graph *chain(size_t n)
{
  ad_builder *b;
  ad_graph *g;
  ad_error err = {0};
  check_ok(ad_builder_new(&b, &err), err);
  ad_ref x = ad_leaf(b, "x", 1, 1, AD_INPUT), v = x;
  for (size_t i = 0; i < n; i++)
    v = i % 3 ? ad_add(b, v, x) : ad_sin(b, ad_mul(b, v, ad_number(b, 1.25)));
  ad_output(b, v);
  check_ok(ad_builder_finish(b, &g, &err), err);
  ad_builder_free(b);
  return g;
}

/* Tape, forward mode and evaluation of a chain. */
static void measure_bytes(size_t n, size_t bytes[3])
{
  ad_graph *g = chain(n);
  ad_tape *t;
  ad_forward *f;
  ad_value *v;
  ck_assert_int_eq(ad_tape_new(g, 1, &t, NULL), AD_OK);
  ck_assert_int_eq(ad_forward_new(g, 1, &f, NULL), AD_OK);
  ck_assert_int_eq(ad_value_new(g, &v, NULL), AD_OK);
  bytes[0] = ad_tape_bytes(t);
  bytes[1] = ad_forward_bytes(f);
  bytes[2] = ad_value_bytes(v);
  ad_tape_free(t);
  ad_forward_free(f);
  ad_value_free(v);
  ad_graph_free(g);
}

START_TEST(bytes_are_linear_over_four_decades)
{
  size_t before[3], bytes[3];
  measure_bytes(300, before);
  for (size_t n = 3000; n <= 300000; n *= 10) {
    measure_bytes(n, bytes);
    for (int i = 0; i < 3; i++) {
      check_near((double)bytes[i], 10 * (double)before[i], 1000, 0.001,
                 "%d, %zu nodes", i, n);
      ck_assert_uint_le(bytes[i], 96 * n + 1000);
      before[i] = bytes[i];
    }
  }
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("scaling");
  TCase *group = tcase_create("large graphs");
  int n_layouts = (int)(sizeof layouts / sizeof layouts[0]);
  tcase_add_loop_test(group, many_blocks_have_the_same_derivative, 0,
                      n_layouts);
  tcase_add_loop_test(group, blocks_are_joined_in_groups, 0, n_layouts);
  tcase_add_test(group, many_blocks_must_fit);
  tcase_add_test(group, entries_are_found_among_many_nodes);
  tcase_add_test(group, leaves_know_their_number);
  tcase_add_loop_test(group, unit_directions_meet_their_entry, 1, 8);
  tcase_add_test(group, sizes_are_found_among_many);
  tcase_add_test(group, bytes_are_linear_over_four_decades);
  tcase_set_timeout(group, 60);
  suite_add_tcase(suite, group);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
