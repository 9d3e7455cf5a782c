/* SPDX-License-Identifier: GPL-3.0-or-later
   Local derivatives (locals.h): their factors are read by the parser, and act
   one after the other on the adjoints that a trace has; what all edges bring to
   a node has to be the trace's adjoint there.  On random graphs with names, and
   on worksheets whose factors are known.  Read random_graph.h before. */
#include <math.h>

#include "locals.h"
#include "lower.h"
#include "random_graph.h"
#include "sheets.h"
#include "trace.h"

static const uint64_t seed = 20261131;

/* --- acting --------------------------------------------------------------- */

static ad_ref read_text(ad_builder *b, const char *text)
{
  const ad_names names = {.declared = ad_builder_declares, .state = b};
  const ad_scope scope = {.number = ad_graph_number, .state = &b->g};
  ad_expr *expr;
  ad_ref x;
  ad_error err = {0};
  check_ok(ad_expr_parse(text, strlen(text), 0, &names, &expr, &err), err);
  ck_assert_msg(ad_lower(b, expr, &scope, &x, NULL, &err) == AD_OK, "%s: %s",
                text, err.text);
  ad_expr_free(expr);
  return x;
}

/* The text with a name for AD_SO_FAR, as a node. */
static ad_ref read_other(ad_builder *b, const char *text, ad_ref s)
{
  char name[32], *all = test_alloc(strlen(text) * 8 + 1, 1), *to = all;
  snprintf(name, sizeof name, "sofar%u", (unsigned)ad_builder_size(b));
  s = ad_neg(b, ad_neg(b, s)); /* without a name yet */
  ad_name(b, s, name, NULL);
  for (const char *c = text; *c; c++)
    if (strncmp(c, AD_SO_FAR, strlen(AD_SO_FAR)) == 0) {
      to += strlen(strcpy(to, name));
      c += strlen(AD_SO_FAR) - 1;
    } else
      *to++ = *c;
  *to = '\0';
  ad_ref x = read_text(b, all);
  free(all);
  return x;
}

static ad_ref act(ad_builder *b, const ad_factor *f, ad_ref s)
{
  switch (f->act) {
  case AD_ACT_TIMES:
    return ad_mul(b, s, read_text(b, f->text));
  case AD_ACT_LEFT:
    return ad_matmul(b, read_text(b, f->text), s);
  case AD_ACT_RIGHT:
    return ad_matmul(b, s, read_text(b, f->text));
  case AD_ACT_TURN:
    return ad_transpose(b, s);
  case AD_ACT_SUM:
    return ad_reduce(b, AD_OP_sum, s, f->axis);
  case AD_ACT_STRETCH:
    return ad_expand(b, s, case_shape(f->gives.rows, f->gives.cols));
  default:
    return read_other(b, f->text, s);
  }
}

static int is_written(const ad_local *k)
{
  for (size_t i = 0; i < k->n; i++)
    if (!k->factors[i].text && k->factors[i].act != AD_ACT_TURN &&
        k->factors[i].act != AD_ACT_SUM && k->factors[i].act != AD_ACT_STRETCH)
      return 0;
  return 1;
}

static void check_extent(const ad_builder *b, ad_ref x, ad_extent due)
{
  ad_shape s = ad_builder_shape(b, x);
  ck_assert_msg(s.rows == due.rows && s.cols == due.cols,
                "%zu x %zu, not %zu x %zu", s.rows, s.cols, due.rows, due.cols);
}

/* What the edge brings where the adjoint of its upper node is vbar. */
static ad_ref brought(ad_builder *b, const ad_local *k, ad_ref vbar)
{
  ad_ref s = vbar;
  for (size_t i = 0; i < k->n; i++) {
    s = act(b, &k->factors[i], s);
    check_extent(b, s, k->factors[i].gives);
  }
  check_extent(b, s, k->to);
  return s;
}

/* --- all edges of a graph ------------------------------------------------- */

typedef struct walk {
  const ad_graph *g;
  ad_trace *t;
  ad_builder *b;
  size_t n;           /* named nodes                                        */
  ad_ref named[GRAPH_NODES], vbar[GRAPH_NODES], sum[GRAPH_NODES];
  unsigned char whole[GRAPH_NODES]; /* has all that is brought a text?       */
} walk;

static void find_named(walk *w)
{
  for (uint32_t i = 0; i < ad_graph_size(w->g); i++)
    if (ad_graph_name(w->g, (ad_ref){i})[0])
      w->named[w->n++] = (ad_ref){i};
}

/* The adjoints of the trace as constants. */
static void take_adjoints(walk *w)
{
  for (size_t i = 0; i < w->n; i++) {
    ad_shape s = ad_graph_shape(w->g, w->named[i]);
    const double *x = ad_trace_adjoint(w->t, w->named[i]);
    w->whole[i] = 1;
    w->sum[i].index = AD_NO_INDEX;
    w->vbar[i] = x ? ad_matrix(w->b, s.rows, s.cols, x)
                   : (ad_ref){AD_NO_INDEX};
  }
}

static void add_edges(walk *w, ad_locals *l, size_t from)
{
  ad_local *out = test_alloc(from + 1, sizeof *out);
  ad_error err = {0};
  check_ok(ad_locals_edges(l, w->named[from], from, w->named, out, &err), err);
  for (size_t i = 0; i < from; i++) {
    if (w->vbar[i].index == AD_NO_INDEX) /* not active */
      ;
    else if (!is_written(&out[i]))
      w->whole[i] = 0;
    else {
      ad_ref x = brought(w->b, &out[i], w->vbar[from]);
      w->sum[i] = w->sum[i].index == AD_NO_INDEX ? x
                                                 : ad_add(w->b, w->sum[i], x);
    }
    ad_local_clear(&out[i]);
  }
  free(out);
}

/* Sums of finite numbers against the adjoints; how many nodes. */
static size_t compare_sums(const walk *w, const ad_graph *more,
                           const double *x)
{
  ad_value *e = test_value(more);
  size_t compared = 0;
  TEST_SET_LEAVES(ad_value_set, e, more, x)
  ad_value_sweep(e);
  for (size_t i = 0; i + 1 < w->n; i++) {
    if (w->sum[i].index == AD_NO_INDEX || !w->whole[i])
      continue;
    ad_shape s = ad_graph_shape(w->g, w->named[i]);
    const double *want = ad_trace_adjoint(w->t, w->named[i]);
    const double *got = ad_value_at(e, w->sum[i]);
    double scale = 0;
    for (size_t k = 0; k < s.rows * s.cols; k++)
      scale = fmax(scale, isfinite(want[k]) ? fabs(want[k]) : 0);
    for (size_t k = 0; k < s.rows * s.cols; k++)
      if (isfinite(want[k]) && isfinite(got[k]))
        ck_assert_msg(fabs(got[k] - want[k]) <= 1e-8 * scale + 1e-12,
                      "node %u, entry %zu: %.17g, not %.17g",
                      (unsigned)w->named[i].index, k, got[k], want[k]);
    compared++;
  }
  ad_value_free(e);
  return compared;
}

/* The last named node is the output, of 1 x 1. */
static size_t check_graph(const ad_graph *g, const double *x)
{
  walk *w = test_alloc(1, sizeof *w);
  static const double one = 1;
  ad_error err = {0};
  ad_locals *l;
  w->g = g;
  check_ok(ad_trace_new(g, &w->t, &err), err);
  TEST_SET_LEAVES(ad_trace_set, w->t, g, x)
  ad_trace_evaluate(w->t);
  ad_trace_reverse(w->t, &one);
  check_ok(ad_builder_continue(g, &w->b, &err), err);
  find_named(w);
  take_adjoints(w);
  check_ok(ad_locals_new(g, w->named[w->n - 1], &l, &err), err);
  for (size_t i = w->n; i-- > 1;)
    if (w->vbar[i].index != AD_NO_INDEX && ad_graph_operands(g, w->named[i]))
      add_edges(w, l, i);
  for (size_t i = 0; i + 1 < w->n; i++)
    if (w->sum[i].index != AD_NO_INDEX && w->whole[i])
      ad_output(w->b, w->sum[i]);
  ad_output(w->b, w->named[w->n - 1]);
  ad_graph *more = test_finish(w->b);
  size_t compared = compare_sums(w, more, x);
  ad_graph_free(more);
  ad_locals_free(l);
  ad_trace_free(w->t);
  free(w);
  return compared;
}

/* --- random graphs -------------------------------------------------------- */

/* The graph with names for one node in `every`, and a scalar at its end. */
static ad_graph *named_graph(const ad_graph *g, size_t every)
{
  ad_builder *b;
  ad_error err = {0};
  check_ok(ad_builder_continue(g, &b, &err), err);
  for (uint32_t i = 0; i < ad_graph_size(g); i++) {
    char name[24];
    snprintf(name, sizeof name, "n%u", (unsigned)i);
    if (i % every == 0 && ad_graph_operands(g, (ad_ref){i}) > 0)
      ad_name(b, (ad_ref){i}, name, NULL);
  }
  ad_ref y = ad_reduce(b, AD_OP_sum, ad_sin(b, ad_graph_output(g, 0)), AD_ALL);
  ad_name(b, y, "l", NULL);
  ad_output(b, y);
  return test_finish(b);
}

START_TEST(random_edges)
{
  test_rng r = {seed + 7001 * (uint64_t)(_i + 1)};
  size_t compared = 0;
  for (int round = 0; round < 20; round++) {
    ad_graph *g = random_graph(&r);
    ad_graph *named = named_graph(g, 1 + test_below(&r, 4));
    double *x = random_point(named, &r);
    compared += check_graph(named, x);
    free(x);
    ad_graph_free(named);
    ad_graph_free(g);
  }
  ck_assert_uint_gt(compared, 30);
}
END_TEST

/* --- factors that are known ----------------------------------------------- */

static const char rows_sheet[] =
  "dim n = 3, d = 2, h = 4\ndata X[n,d] = normal(0, 1)\ndata y[n,1] = 0.4\n"
  "param W1[h,d] = normal(0, 1)\nparam b1[1,h] = 0.1\n"
  "param W2[1,h] = normal(0, 1)\nparam c = 0.3\nZ1 = X @ W1' + b1\n"
  "A1 = tanh(Z1)\nyhat = A1 @ W2' + c\nA2 = relu(A1 @ W1)\n"
  "C = mse(yhat, y) + sum(A2)\n";

static const char columns_sheet[] =
  "dim n0 = 2, n1 = 3\nparam x[n0] = [0.8; -1.3]\nparam W[n1,n0] = 0.4\n"
  "param s[3] = [1; 2; 0.5]\nz = W @ x\nh = softmax(z)\nu = h[1:2]\n"
  "v = s*h + s\nL = sum(u) + sum(v^2)\n";

/* An edge, and its factors: the act, the text, the sizes it gives. */
static const struct {
  const char *sheet, *of, *by;
  size_t n;
  struct {
    ad_act act;
    const char *text;
  } factor[3];
} known[] = {
  {rows_sheet, "C", "yhat", 1, {{AD_ACT_TIMES, "2/n*(yhat - y)"}}},
  {rows_sheet, "yhat", "A1", 1, {{AD_ACT_RIGHT, "W2"}}},
  {rows_sheet, "yhat", "W2", 2, {{AD_ACT_TURN, NULL}, {AD_ACT_RIGHT, "A1"}}},
  {rows_sheet, "yhat", "c", 1, {{AD_ACT_SUM, NULL}}},
  {rows_sheet, "A1", "Z1", 1, {{AD_ACT_TIMES, "1 - A1^2"}}},
  {rows_sheet, "Z1", "b1", 1, {{AD_ACT_SUM, NULL}}},
  {rows_sheet, "A2", "A1", 2,
   {{AD_ACT_TIMES, "step(A2)"}, {AD_ACT_RIGHT, "W1'"}}},
  {columns_sheet, "z", "x", 1, {{AD_ACT_LEFT, "W'"}}},
  {columns_sheet, "z", "W", 1, {{AD_ACT_RIGHT, "x'"}}},
  {columns_sheet, "h", "z", 1, {{AD_ACT_OTHER, "...*h - h*sum(...*h)"}}},
  {columns_sheet, "u", "h", 1, {{AD_ACT_OTHER, "[...; 0]"}}},
  {columns_sheet, "v", "s", 1, {{AD_ACT_TIMES, "h + 1"}}},
};

static ad_ref node_named(const ad_graph *g, const char *name)
{
  ad_ref x = {AD_NO_INDEX};
  ck_assert_msg(ad_graph_find(g, name, strlen(name), &x), "%s", name);
  return x;
}

START_TEST(known_factors)
{
  sheet_at s = read_sheet(known[_i].sheet, 0);
  ad_ref by = node_named(s.g, known[_i].by);
  ad_error err = {0};
  ad_locals *l;
  ad_local k;
  check_ok(ad_locals_new(s.g, ad_graph_output(s.g, 0), &l, &err), err);
  check_ok(ad_locals_edges(l, node_named(s.g, known[_i].of), 1, &by, &k, &err),
           err);
  ck_assert_uint_eq(k.n, known[_i].n);
  for (size_t i = 0; i < k.n; i++) {
    ck_assert_int_eq(k.factors[i].act, known[_i].factor[i].act);
    ck_assert_pstr_eq(k.factors[i].text, known[_i].factor[i].text);
  }
  ad_local_clear(&k);
  ad_locals_free(l);
  drop_sheet(&s);
}
END_TEST

/* Sizes have the names that the sheet has for them. */
START_TEST(sizes_have_names)
{
  sheet_at s = read_sheet(rows_sheet, 0);
  ad_ref by = node_named(s.g, "W1");
  ad_error err = {0};
  ad_locals *l;
  ad_local k;
  check_ok(ad_locals_new(s.g, ad_graph_output(s.g, 0), &l, &err), err);
  check_ok(ad_locals_edges(l, node_named(s.g, "Z1"), 1, &by, &k, &err), err);
  ck_assert_uint_eq(k.n, 2);
  ck_assert_str_eq(k.from.row_name, "n");
  ck_assert_str_eq(k.factors[0].gives.row_name, "h");
  ck_assert_str_eq(k.factors[1].shape.row_name, "n");
  ck_assert_str_eq(k.factors[1].shape.col_name, "d");
  ck_assert_str_eq(k.factors[1].gives.row_name, "h");
  ad_local_clear(&k);
  ad_locals_free(l);
  drop_sheet(&s);
}
END_TEST

/* A whole formula, or none where it is too long. */
START_TEST(written_out)
{
  sheet_at s = read_sheet(rows_sheet, 0);
  ad_ref by = node_named(s.g, "W2");
  ad_error err = {0};
  ad_locals *l;
  char *text, *latex;
  check_ok(ad_locals_new(s.g, ad_graph_output(s.g, 0), &l, &err), err);
  check_ok(ad_locals_written(l, 1, &by, 80, &text, &latex, &err), err);
  ck_assert_str_eq(text, "2/n*(yhat - y)' @ A1");
  ck_assert_ptr_nonnull(latex);
  free(text);
  free(latex);
  check_ok(ad_locals_written(l, 1, &by, 19, &text, &latex, &err), err);
  ck_assert_ptr_null(text);
  ck_assert_ptr_null(latex);
  ad_locals_free(l);
  drop_sheet(&s);
}
END_TEST

static Suite *locals_suite(void)
{
  Suite *suite = suite_create("locals");
  TCase *all = tcase_create("all");
  tcase_set_timeout(all, 60);
  tcase_add_loop_test(all, random_edges, 0, 30);
  tcase_add_loop_test(all, known_factors, 0,
                      (int)(sizeof known / sizeof *known));
  tcase_add_test(all, sizes_have_names);
  tcase_add_test(all, written_out);
  suite_add_tcase(suite, all);
  return suite;
}

int main(void)
{
  return test_run(locals_suite());
}
