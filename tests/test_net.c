/* SPDX-License-Identifier: GPL-3.0-or-later
   The statements net and sweep: a net is what its layers written out by hand
   are, to the last bit; sweep lines come back as they were written.  Read
   lib/sheet.h before. */
#include <check.h>
#include <string.h>

#include "check_near.h"
#include "forward.h"
#include "sheet.h"
#include "tape.h"

/* ---- helpers ---- */

static ad_sheet *read_with(const char *text, const ad_sheet_options *options)
{
  ad_source source = {"s.grad", text, strlen(text)};
  ad_report report;
  ad_sheet *sheet = NULL;
  ad_report_init(&report, &source);
  ad_status status = ad_sheet_read(&source, options, &sheet, &report);
  ck_assert_msg(status == AD_OK, "%s\n%s; %s", text,
                report.count ? report.messages[0].error.text : "",
                report.count ? report.messages[0].error.hint : "");
  ck_assert_uint_eq(report.count, 0);
  ad_report_free(&report);
  return sheet;
}

/* The only error of the worksheet must be this one, at `where`. */
static void expect_error(const char *text, const ad_sheet_options *options,
                         ad_status want, const char *message,
                         const char *where)
{
  ad_source source = {"s.grad", text, strlen(text)};
  ad_report report;
  ad_sheet *sheet = NULL;
  ad_report_init(&report, &source);
  ck_assert_int_eq(ad_sheet_read(&source, options, &sheet, &report), want);
  ck_assert_ptr_null(sheet);
  ck_assert_uint_eq(report.errors, 1);
  ck_assert_str_eq(report.messages[0].error.text, message);
  ad_place place = report.messages[0].error.place;
  ck_assert_uint_eq(place.width, strlen(where));
  ck_assert_msg(memcmp(text + place.offset, where, place.width) == 0,
                "%s\nmarked at '%.*s', want '%s'", text, (int)place.width,
                text + place.offset, where);
  ad_report_free(&report);
}

static void same_nodes(const ad_graph *g, const ad_graph *h, const char *text)
{
  ck_assert_msg(ad_graph_size(g) == ad_graph_size(h) &&
                  ad_graph_names(g) == ad_graph_names(h) &&
                  ad_graph_leaves(g) == ad_graph_leaves(h),
                "%s\nnodes %zu, by hand %zu; names %zu, by hand %zu", text,
                ad_graph_size(g), ad_graph_size(h), ad_graph_names(g),
                ad_graph_names(h));
  for (size_t i = 0; i < ad_graph_names(g); i++) {
    ad_ref x = ad_graph_named(g, i), y = ad_graph_named(h, i);
    ad_shape s = ad_graph_shape(g, x), t = ad_graph_shape(h, y);
    const char *name = ad_graph_name(h, y);
    ck_assert_str_eq(ad_graph_name(g, x), name);
    ck_assert_uint_eq(x.index, y.index);
    ck_assert_str_eq(ad_graph_written(g, x), ad_graph_written(h, y));
    ck_assert_msg(s.rows == t.rows && s.cols == t.cols &&
                    s.unit_rows == t.unit_rows && s.unit_cols == t.unit_cols,
                  "%s\n'%s' is %zu x %zu (unit %d, %d), by hand %zu x %zu "
                  "(unit %d, %d)", text, name, s.rows, s.cols, s.unit_rows,
                  s.unit_cols, t.rows, t.cols, t.unit_rows, t.unit_cols);
  }
}

static void same_leaves(const ad_sheet *a, const ad_sheet *b)
{
  const ad_graph *g = ad_sheet_graph(a), *h = ad_sheet_graph(b);
  for (size_t i = 0; i < ad_graph_leaves(g); i++) {
    ad_ref x = ad_graph_leaf(g, i);
    ad_shape s = ad_graph_shape(g, x);
    ck_assert_int_eq(ad_graph_leaf_kind(g, i), ad_graph_leaf_kind(h, i));
    for (size_t j = 0; j < s.rows * s.cols; j++)
      check_near(ad_sheet_leaf(a, i)[j], ad_sheet_leaf(b, i)[j], 0, 0,
                 "entry %zu of '%s'", j, ad_graph_name(g, x));
  }
}

/* The Jacobian by reverse mode, m x n. */
static double *jacobian_of(const ad_sheet *sheet)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  ad_tape *tape;
  ad_error err = {0};
  double *J = test_alloc(ad_graph_output_entries(g) * ad_graph_wrt_entries(g),
                         sizeof *J);
  check_ok(ad_tape_new(g, 1, &tape, &err), err);
  for (size_t i = 0; i < ad_graph_leaves(g); i++)
    ad_tape_set(tape, i, ad_sheet_leaf(sheet, i));
  ad_tape_jacobian(tape, J);
  ad_tape_free(tape);
  return J;
}

/* The net and the layers written out give the same sheet. */
static void expect_same(const char *net, const char *hand,
                        const ad_sheet_options *options)
{
  ad_sheet *a = read_with(net, options), *b = read_with(hand, options);
  const ad_graph *g = ad_sheet_graph(a);
  same_nodes(g, ad_sheet_graph(b), net);
  same_leaves(a, b);
  double *J = jacobian_of(a), *K = jacobian_of(b);
  size_t n = ad_graph_output_entries(g) * ad_graph_wrt_entries(g);
  double most = 0;
  for (size_t i = 0; i < n; i++) {
    check_near(J[i], K[i], 0, 0, "%s\nentry %zu of the Jacobian", net, i);
    most = fabs(J[i]) > most ? fabs(J[i]) : most;
  }
  ck_assert_double_gt(most, 0);
  free(J);
  free(K);
  ad_sheet_free(a);
  ad_sheet_free(b);
}

/* ---- net ---- */

#define HEAD \
  "dim n = 5, d = 3, h = 4, L = 2\nseed 6\n" \
  "data X[n,d] = uniform(-1.2, 2.385)\ndata y[n,1] = normal(0.7, 1.3)\n"

static const struct { const char *net, *hand; } pairs[] = {
  {"net yhat = mlp(X: 4 relu, 1)\nC = mse(yhat, y)",
   "param W1[4,d] = he()\nparam b1[1,4] = 0\nZ1 = X @ W1' + b1\n"
   "A1 = relu(Z1)\nparam W2[1,4] = xavier()\nparam b2[1,1] = 0\n"
   "yhat = A1 @ W2' + b2\nC = mse(yhat, y)"},
  {"net p = mlp(X: 1 sigmoid)\nC = bce(p, step(y))",
   "param W1[1,d] = xavier()\nparam b1[1,1] = 0\nZ1 = X @ W1' + b1\n"
   "p = sigmoid(Z1)\nC = bce(p, step(y))"},
  {"net S = mlp(X: L * h tanh, 3)\nC = cross_entropy(S, 1 + step(y))",
   "param W1[h,d] = xavier()\nparam b1[1,h] = 0\nZ1 = X @ W1' + b1\n"
   "A1 = tanh(Z1)\nparam W2[h,h] = xavier()\nparam b2[1,h] = 0\n"
   "Z2 = A1 @ W2' + b2\nA2 = tanh(Z2)\nparam W3[3,h] = xavier()\n"
   "param b3[1,3] = 0\nS = A2 @ W3' + b3\nC = cross_entropy(S, 1 + step(y))"},
  {"net r = mlp(X: h, (L-2)*7 gelu, 1 tanh)", /* no such layers, and linear */
   "param W1[h,d] = xavier()\nparam b1[1,h] = 0\nZ1 = X @ W1' + b1\n"
   "param W2[1,h] = xavier()\nparam b2[1,1] = 0\nZ2 = Z1 @ W2' + b2\n"
   "r = tanh(Z2)"},
  {"Q = X[1:2,:]*0.7\nnet r = mlp(Q: 2*(h-3) gelu, h+1 silu)",
   "Q = X[1:2,:]*0.7\n"
   "param W1[h-3,d] = he()\nparam b1[1,h-3] = 0\nZ1 = Q @ W1' + b1\n"
   "A1 = gelu(Z1)\nparam W2[h-3,h-3] = he()\nparam b2[1,h-3] = 0\n"
   "Z2 = A1 @ W2' + b2\nA2 = gelu(Z2)\nparam W3[h+1,h-3] = he()\n"
   "param b3[1,h+1] = 0\nZ3 = A2 @ W3' + b3\nr = silu(Z3)"},
  {"for t = 2:2\n net r{t} = mlp(y: # samples\n t leaky_relu,\n {t+1} elu)\n"
   "end\nC = sum(r2)",
   "param W1[2,1] = he()\nparam b1[1,2] = 0\nZ1 = y @ W1' + b1\n"
   "A1 = leaky_relu(Z1)\nparam W2[3,2] = he()\nparam b2[1,3] = 0\n"
   "Z2 = A1 @ W2' + b2\nr2 = elu(Z2)\nC = sum(r2)"},
  {"net r = mlp(X: 2 softplus, 2 sin, 2 square)\nwrt W1, b2, X",
   "param W1[2,d] = he()\nparam b1[1,2] = 0\nZ1 = X @ W1' + b1\n"
   "A1 = softplus(Z1)\nparam W2[2,2] = xavier()\nparam b2[1,2] = 0\n"
   "Z2 = A1 @ W2' + b2\nA2 = sin(Z2)\nparam W3[2,2] = xavier()\n"
   "param b3[1,2] = 0\nZ3 = A2 @ W3' + b3\nr = square(Z3)\nwrt W1, b2, X"},
};
enum { PAIRS = sizeof pairs / sizeof pairs[0] };

static void expect_pair(int i, const ad_sheet_options *options)
{
  char net[2000], hand[2000];
  snprintf(net, sizeof net, HEAD "%s\n", pairs[i].net);
  snprintf(hand, sizeof hand, HEAD "%s\n", pairs[i].hand);
  expect_same(net, hand, options);
}

START_TEST(as_by_hand)
{
  expect_pair(_i, &(ad_sheet_options){0});
}
END_TEST

/* Other sizes from outside: a dim that is 1 is no unit axis, by hand
   neither. */
START_TEST(as_by_hand_resized)
{
  static const ad_override dims[] = {{"d", "1"}, {"h", "6"}, {"n", "7"}};
  expect_pair(_i, &(ad_sheet_options){.dims = dims, .n_dims = 3});
}
END_TEST

START_TEST(as_by_hand_reseeded)
{
  static const ad_override dims[] = {{"h", "4"}, {"n", "2"}};
  expect_pair(_i, &(ad_sheet_options){.dims = dims, .n_dims = 2,
                                      .has_seed = 1, .seed = 2385});
}
END_TEST

/* A size is a unit axis where it is written 1, and only there. */
START_TEST(unit_axes)
{
  static const struct { const char *size; int unit; } cases[] = {
    {"1", 1}, {"h", 0}, {"(1)", 0}, {"2-1", 0}, {"1 * 1", 1}, {"1 * h", 0}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char text[200];
    ad_ref ref;
    snprintf(text, sizeof text,
             "dim h = 1\ndata X[3,2] = 0.7\nnet r = mlp(X: %s tanh, 2)\n",
             cases[i].size);
    ad_sheet *sheet = read_with(text, &(ad_sheet_options){0});
    const ad_graph *g = ad_sheet_graph(sheet);
    ck_assert(ad_graph_find(g, "W1", 2, &ref));
    ck_assert_int_eq(ad_graph_shape(g, ref).unit_rows, cases[i].unit);
    ck_assert_int_eq(ad_graph_shape(g, ref).unit_cols, 0);
    ck_assert(ad_graph_find(g, "W2", 2, &ref));
    ck_assert_int_eq(ad_graph_shape(g, ref).unit_cols, cases[i].unit);
    ck_assert(ad_graph_find(g, "A1", 2, &ref));
    ck_assert_int_eq(ad_graph_shape(g, ref).unit_cols, cases[i].unit);
    ck_assert(ad_graph_find(g, "b1", 2, &ref));
    ck_assert_int_eq(ad_graph_shape(g, ref).unit_rows, 1);
    ad_sheet_free(sheet);
  }
}
END_TEST

/* The spread of the weights: he() for rectifiers, of which every entry of
   the list is one, xavier() for all others. */
START_TEST(spread)
{
  static const struct { const char *activation; double scale; } cases[] = {
    {"relu", 2.0 / 3},    {"leaky_relu", 2.0 / 3}, {"elu", 2.0 / 3},
    {"gelu", 2.0 / 3},    {"silu", 2.0 / 3},       {"softplus", 2.0 / 3},
    {"tanh", 2.0 / 8},    {"sigmoid", 2.0 / 8},    {"", 2.0 / 8},
    {"abs", 2.0 / 8},     {"exp", 2.0 / 8},        {"sinh", 2.0 / 8},
    {"log", 2.0 / 8},     {"sqrt", 2.0 / 8},       {"step", 2.0 / 8},
    {"cbrt", 2.0 / 8},    {"square", 2.0 / 8},     {"neg", 2.0 / 8}};
  ad_sheet *plain = read_with("param W1[5,3] = normal(0, 1)\nf = sum(W1)\n",
                              &(ad_sheet_options){0});
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char text[200];
    snprintf(text, sizeof text, "data X[2,3] = 0.7\nnet r = mlp(X: 5 %s)\n",
             cases[i].activation);
    ad_sheet *sheet = read_with(text, &(ad_sheet_options){0});
    for (size_t j = 0; j < 15; j++)
      check_near(ad_sheet_leaf(sheet, 1)[j],
                 sqrt(cases[i].scale) * ad_sheet_leaf(plain, 0)[j], 0, 1e-14,
                 "'%s', entry %zu", cases[i].activation, j);
    ad_sheet_free(sheet);
  }
  ad_sheet_free(plain);
}
END_TEST

START_TEST(many_layers)
{
  ad_ref ref;
  ad_sheet *sheet = read_with("data X[3,2] = 0.7\n"
                              "net r = mlp(X: 3000 * 2 tanh, 1)\n",
                              &(ad_sheet_options){0});
  const ad_graph *g = ad_sheet_graph(sheet);
  ck_assert_uint_eq(ad_graph_leaves(g), 1 + 2 * 3001);
  ck_assert(ad_graph_find(g, "A3000", 5, &ref));
  ck_assert(!ad_graph_find(g, "Z3001", 5, &ref));
  ad_sheet_free(sheet);
}
END_TEST

START_TEST(too_many_layers)
{
  static const struct { const char *layers, *message, *where; } cases[] = {
    {"1000000000 * 8 tanh",
     "a net has at most 100000 layers, this makes it 1000000000",
     "1000000000"},
    {"3 tanh, 9007199254740992 * 8, 9 * 8",
     "a net has at most 100000 layers, this makes it 9007199254740993",
     "9007199254740992"},
    {"1e300 * 8 tanh", "1e+300 is too large for a size", "1e300"},
    {"0 * 8 tanh", "this net has no layers", "r"},
    {"0 tanh", "expected a whole number of at least 1, found 0",
     "0"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char text[200];
    snprintf(text, sizeof text, "data X[3,2] = 0.7\nnet r = mlp(X: %s)\n"
                                "C = sum(r) + sum(A1) + W2 + b3\n",
             cases[i].layers);
    expect_error(text, &(ad_sheet_options){0}, AD_EINPUT, cases[i].message,
                 cases[i].where);
  }
}
END_TEST

START_TEST(over_memory)
{
  ad_sheet_options options = {.max_bytes = 100000};
  expect_error("data X[3,2] = 0.7\nnet r = mlp(X: 100000 * 9 tanh)\n"
               "C = sum(r)\n", &options, AD_ELIMIT,
               "the nodes and values of the graph need more than the 100000 "
               "bytes allowed (a matrix of 3 x 9 is the last straw)", "9");
  expect_error("data X[3,2] = 0.7\nnet r = mlp(X: 90000 tanh)\n", &options,
               AD_ELIMIT,
               "a matrix of 90000 x 2 needs 1440000 bytes, and 100000 are "
               "allowed", "90000");
}
END_TEST

/* ---- sweep ---- */

typedef struct wanted {
  const char *dim;
  size_t first, last, step;
  int by_factor;
} wanted;

static void expect_ranges(const ad_sweep_range *got, size_t n,
                          const wanted *want, size_t m)
{
  ck_assert_uint_eq(n, m);
  for (size_t i = 0; i < n; i++) {
    ck_assert_str_eq(got[i].dim, want[i].dim);
    ck_assert_uint_eq(got[i].first, want[i].first);
    ck_assert_uint_eq(got[i].last, want[i].last);
    ck_assert_uint_eq(got[i].step, want[i].step);
    ck_assert_int_eq(got[i].by_factor, want[i].by_factor);
  }
}

START_TEST(sweep_lines)
{
  static const wanted first[] = {{"h", 1, 1024, 2, 1}, {"d", 3, 96, 4, 0}};
  static const wanted second[] = {{"x2", 8, 8, 1, 0}};
  static const wanted third[] = {{"n", 2, 6, 10, 1}};
  static const ad_override dims[] = {{"x2", "96"}};
  const ad_sweep_range *ranges;
  size_t n;
  ad_sheet *sheet = read_with("dim x2 = 5, T = 3\n" /* h, d, n: see below */
                              "sweep h = 1:2^10:x2, d = T : x2 : +4\n"
                              "sweep x2 = 2*4 # one value\n"
                              "for t = 2:2\nsweep n = t:3*t:x10\nend\n"
                              "dim h = 2, d = 3, n = 4\n"
                              "param W[h,d] = 0.7\nf = sum(W^2)\n",
                              &(ad_sheet_options){.dims = dims, .n_dims = 1});
  ck_assert(ad_sheet_sweep(sheet, 0, &ranges, &n));
  expect_ranges(ranges, n, first, 2);
  ck_assert(ad_sheet_sweep(sheet, 1, &ranges, &n));
  expect_ranges(ranges, n, second, 1);
  ck_assert(ad_sheet_sweep(sheet, 2, &ranges, &n));
  expect_ranges(ranges, n, third, 1);
  ck_assert(!ad_sheet_sweep(sheet, 3, &ranges, &n));
  ad_sheet_free(sheet);
}
END_TEST

START_TEST(sweep_text)
{
  static const wanted want[] = {
    {"h", 1, 1024, 2, 1}, {"d", 1, 64, 4, 0}, {"sweep", 7, 7, 1, 0}};
  ad_sweep_range *ranges;
  size_t n;
  ad_error err = {0};
  check_ok(ad_sweep_parse("h=1:1024:x2,d=1:64:+4 , sweep = 7", &ranges, &n,
                          &err), err);
  expect_ranges(ranges, n, want, 3);
  ad_sweep_free(ranges);
  ad_sweep_free(NULL);
}
END_TEST

START_TEST(sweep_text_refused)
{
  static const struct { const char *text, *message, *hint; size_t at; }
    cases[] = {
    {"", "expected a name, found end of line", "", 0},
    {"h", "expected '=' after 'h', found end of line", "", 1},
    {"h=1:8", "expected ':' after '8', found end of line",
     "a range is first:last:x2, doubling, or first:last:+4", 5},
    {"h=1:8:2", "expected a step after ':', found '2'",
     "a step is written x2, times 2, or +4, plus 4", 6},
    {"h=1:8:x", "expected a step after ':', found 'x'",
     "a step is written x2, times 2, or +4, plus 4", 6},
    {"h=1:8:x1", "a factor is a whole number of at least 2, found 1", "", 6},
    {"h=1:8:+0.5", "a step is a whole number of at least 1, found 0.5", "",
     7},
    {"h=1:8:+1e16", "1e+16 is too large for a step", "", 7},
    {"h=1:d:x2", "unknown name 'd'", "", 4},
    {"h=0:8:x2", "expected a whole number of at least 1, found 0", "", 2},
    {"h=9:8:x2", "'h' would run from 9 down to 8",
     "the smaller size stands first", 0},
    {"h=1,d=2,h=3", "'h' is varied already", "", 8},
    {"h=1\nd=2", "expected ',', ':' or end of line after '1', found a line "
                 "break",
     "a range is first:last:x2, doubling, or first:last:+4", 3},
    {"sweep h=1", "expected '=' after 'sweep', found 'h'", "", 6}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    ad_sweep_range *ranges;
    size_t n;
    ad_error err = {0};
    check_error(ad_sweep_parse(cases[i].text, &ranges, &n, &err), err,
                AD_EINPUT, cases[i].message);
    ck_assert_str_eq(err.hint, cases[i].hint);
    ck_assert_msg(err.place.offset == cases[i].at, "%s: at %zu, want %zu",
                  cases[i].text, err.place.offset, cases[i].at);
    ck_assert_ptr_null(ranges);
    ck_assert_uint_eq(n, 0);
    ck_assert_int_eq(ad_sweep_parse(cases[i].text, &ranges, &n, NULL),
                     AD_EINPUT);
  }
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("net");
  TCase *group = tcase_create("net");
  tcase_add_loop_test(group, as_by_hand, 0, PAIRS);
  tcase_add_loop_test(group, as_by_hand_resized, 0, PAIRS);
  tcase_add_loop_test(group, as_by_hand_reseeded, 0, PAIRS);
  tcase_add_test(group, unit_axes);
  tcase_add_test(group, spread);
  tcase_add_test(group, many_layers);
  tcase_add_test(group, too_many_layers);
  tcase_add_test(group, over_memory);
  suite_add_tcase(suite, group);
  group = tcase_create("sweep");
  tcase_add_test(group, sweep_lines);
  tcase_add_test(group, sweep_text);
  tcase_add_test(group, sweep_text_refused);
  suite_add_tcase(suite, group);
  return test_run(suite);
}
