/* SPDX-License-Identifier: GPL-3.0-or-later
   The elements of local derivatives as `explain --elements` writes them: with
   numbers for their letters, they are the Jacobian that forward sweeps give,
   entry by entry.  Read explained.h and elements.h before. */
#include <stdlib.h>

#include "explain/chains.h"
#include "explain/elements.h"
#include "explain/explain_read.h"
#include "explained.h"

/* --- letters -------------------------------------------------------------- */

/* What a letter stands for; 0: nothing. */
struct numbers {
  size_t of[128];
};

/* The text with numbers for the letters in brackets. */
static char *with_numbers(const char *text, const struct numbers *n)
{
  char *filled = memory_copy("");
  for (int inside = 0; *text; text++) {
    inside += (*text == '[') - (*text == ']');
    size_t number = inside > 0 ? n->of[(unsigned char)*text & 127] : 0;
    memory_append(&filled, "", number > 0 ? memory_format("%zu", number)
                                          : memory_format("%c", *text));
  }
  return filled;
}

/* Gives the letters in the brackets of "[i,j]" the indices of entry k of this
   shape. */
static void take_letters(struct numbers *n, const char *name, size_t size,
                         ad_shape shape, size_t k)
{
  const char *at = memchr(name, '[', size);
  size_t row = k / shape.cols + 1, col = k % shape.cols + 1;
  if (shape.rows * shape.cols == 1) {
    ck_assert_ptr_null(at);
    return;
  }
  ck_assert_ptr_nonnull(at);
  n->of[(int)at[1]] = shape.rows > 1 ? row : col;
  if (shape.rows > 1 && shape.cols > 1) {
    ck_assert_int_eq(at[2], ',');
    n->of[(int)at[3]] = col;
  }
}

/* "i = j + 1 and k = 2, else 0": does it hold? */
static int holds(const char *where, const struct numbers *n)
{
  for (const char *at = where; (at = strstr(at, " = ")); at++) {
    size_t right = n->of[(int)at[3]] ? n->of[(int)at[3]]
                                     : strtoul(at + 3, NULL, 10);
    right += strncmp(at + 4, " + ", 3) == 0 ? strtoul(at + 7, NULL, 10) : 0;
    if (n->of[(int)at[-1]] != right)
      return 0;
  }
  return 1;
}

/* Takes a text whose 1[2 = 1 + 1] are to be read: (2 == 1 + 1). */
static char *with_comparisons(char *text)
{
  char *read = memory_copy("");
  int inside = 0;
  for (const char *at = text; *at; at++) {
    const char *sign = strstr(at, " = "), *end = strchr(at, ']');
    int begins = strncmp(at, "1[", 2) == 0 && sign && end && sign < end;
    int ends = inside && *at == ']';
    int equals = inside && *at == '=';
    memory_append(&read, "", begins ? memory_copy("(")
                             : ends ? memory_copy(")")
                             : equals ? memory_copy("==")
                                      : memory_format("%c", *at));
    inside = (inside || begins) && !ends;
    at += begins;
  }
  free(text);
  return read;
}

/* Takes a text in which U is a matrix that is 1 at entry k, as "U is 1 at" of
   `where` says. */
static char *with_unit(char *text, const char *where, ad_shape shape, size_t k)
{
  const char *is = strstr(where, " is 1 at ");
  char *read = memory_copy(""), *unit = memory_copy("");
  if (!is)
    memory_append(&read, "", memory_copy(text));
  for (size_t i = 0; i < shape.rows * shape.cols; i++)
    memory_append(&unit, i % shape.cols ? ", " : "; ",
                  memory_copy(i == k ? "1" : "0"));
  for (const char *at = text; is && *at; at++)
    memory_append(&read, "", *at == is[-1] ? memory_format("[%s]", unit)
                                           : memory_format("%c", *at));
  free(unit);
  free(text);
  return read;
}

/* --- one element ---------------------------------------------------------- */

/* The entry of what has shape `above` is differentiated. */
static double value_of(const struct explained *e, const struct element *el,
                       const struct numbers *n, ad_shape above, size_t entry)
{
  char *text = with_comparisons(with_numbers(el->is, n));
  text = with_unit(text, el->where, above, entry);
  ad_error err = {0};
  ad_shape shape;
  double *x;
  ck_assert_msg(explain_text_value(e, text, &x, &shape, &err) == AD_OK,
                "%s: %s", text, err.text);
  ck_assert_uint_eq(shape.rows * shape.cols, 1);
  double value = *x;
  free(x);
  free(text);
  return value;
}

/* The element at these numbers; sums over the letters at `summed`, "m, n", go
   to `terms`. */
static double element_value(const struct explained *e, const struct element *el,
                            struct numbers n, const char *summed, size_t terms,
                            ad_shape above, size_t entry)
{
  double sum = 0;
  if (!summed || !*summed)
    return holds(el->where, &n) ? value_of(e, el, &n, above, entry) : 0;
  for (size_t m = 1; m <= terms; m++) {
    n.of[(int)*summed] = m;
    sum += element_value(e, el, n, summed[1] ? summed + strlen("m, ") : NULL,
                         terms, above, entry);
  }
  return sum;
}

/* Entry by entry against the tangents of `of` along each entry of `by`. */
static size_t check_element(const struct explained *e, const ad_local *k,
                            size_t wrt, size_t terms)
{
  struct element el = element_of(e, k);
  ad_shape above = ad_graph_shape(e->graph, k->of);
  ad_shape below = ad_graph_shape(e->graph, k->by);
  const char *slash = strstr(el.name, "/d");
  const char *summed = strstr(el.where, "summed over ");
  summed = summed ? summed + strlen("summed over ") : NULL;
  double *along = memory_new(ad_graph_wrt_entries(e->graph), sizeof *along);
  ck_assert_msg(el.is != NULL, "%s has no form", el.name);
  for (size_t b = 0; b < below.rows * below.cols; b++) {
    along[e->wrts[wrt].first + b] = 1;
    ad_trace_forward(e->trace, along);
    along[e->wrts[wrt].first + b] = 0;
    const double *want = ad_trace_tangent(e->trace, k->of);
    for (size_t a = 0; a < above.rows * above.cols; a++) {
      struct numbers n = {{0}};
      take_letters(&n, el.name, (size_t)(slash - el.name), above, a);
      take_letters(&n, slash, strlen(slash), below, b);
      check_near(element_value(e, &el, n, summed, terms, above, a), want[a],
                 1e-14, 1e-13, "%s = %s, %s, entries %zu and %zu", el.name,
                 el.is, el.where, a + 1, b + 1);
    }
  }
  element_free(&el);
  free(along);
  return 1;
}

/* --- sheets --------------------------------------------------------------- */

/* y of the leaves, which have other sizes along every axis; i, j and m are
   names of their own. */
static const struct {
  const char *y;
  size_t terms;
} rules[] = {
    {"tanh(W @ x + b)", 0},       {"X @ W' + b'", 0},
    {"relu(X) - 0.1", 0},         {"X @ (W' @ b)", 3},
    {"exp(-X)*x'*t", 0},          {"x*(1/t*ones(i, 1))", 0},
    {"sum(X*X, over=rows)", 0},   {"sum(X^2, over=cols)", 0},
    {"sum(X)*t", 0},              {"(X @ W')'*b", 0},
    {"max(W, 0.3)*b + t", 0},     {"x'*X + 1/t", 0},
    {"b*sqrt(t)", 0},             {"softmax(x)", 0},
    {"softmax(X)", 0},            {"log_softmax(W)", 0},
    {"x[2:3]", 0},                {"X[2:3, 2]", 0},
    {"[b; x; b]", 0},             {"[x, x] - x", 0},
    {"solve(X[1:3, :], x)", 3},   {"cumsum(x)", 0},
    {"diag(X[1:3, :])", 3},       {"(x - sum(x))/sqrt(t)", 0},
    {"W + tanh(W @ X[1:3, :])", 3}};

static ad_sheet *sheet_of_rule(const char *y)
{
  char *text = memory_format(
      "dim i = 3\ninput X[4,i] = [0.8, -1.2, 0.6; 1.3, 0.2, -0.7; -0.4, 1.1, "
      "0.9; 0.3, -0.5, 1.7]\nparam W[2,i] = [1.1, 0.4, -0.6; 0.9, -0.3, 0.7]\n"
      "input x[i] = [0.7; -1.3; 0.4]\nparam b[2] = [0.2; -0.1]\n"
      "input t = 1.6\ny = %s\nl = sum(y*y)\noutput l\n", y);
  ad_sheet *sheet = sheet_of(text);
  free(text);
  return sheet;
}

START_TEST(elements_are_the_jacobian)
{
  ad_sheet *sheet = sheet_of_rule(rules[_i].y);
  struct explained e = explained_of(sheet);
  ad_error err = {0};
  ad_ref y = node_named(&e, "y");
  size_t checked = 0;
  ck_assert_int_eq(explain_chains(&e, 1, &err), AD_OK);
  const struct links *l = &e.chains->links;
  for (size_t i = 0; i < l->n; i++)
    for (size_t w = 0; w < e.n_wrts; w++)
      if (l->link[i].local.of.index == y.index &&
          l->link[i].local.by.index == e.wrts[w].node.index)
        checked += check_element(&e, &l->link[i].local, w, rules[_i].terms);
  ck_assert_uint_gt(checked, 0);
  explain_free(&e);
  ad_sheet_free(sheet);
}
END_TEST

/* How short forms look. */
START_TEST(short_forms)
{
  static const struct {
    const char *y, *is, *where;
  } rows[] = {{"softmax(x)", "y[k]*(1[j = k] - y[j])", ""},
              {"x[2:3]", "1", "k = j + 1, else 0"},
              {"[x; x]", "1[j = k + 3] + 1[j = k]", ""},
              {"solve(X[1:3, :], x)", "(solve(X[1:3, :]', E))[k]",
               "E is 1 at [j], else 0"}};
  for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
    ad_sheet *sheet = sheet_of_rule(rows[r].y);
    struct explained e = explained_of(sheet);
    ad_error err = {0};
    ck_assert_int_eq(explain_chains(&e, 1, &err), AD_OK);
    const struct links *l = &e.chains->links;
    for (size_t i = 0; i < l->n; i++) {
      struct element el = element_of(&e, &l->link[i].local);
      if (l->link[i].local.by.index == node_named(&e, "x").index) {
        ck_assert_str_eq(el.is, rows[r].is);
        ck_assert_str_eq(el.where, rows[r].where);
      }
      element_free(&el);
    }
    explain_free(&e);
    ad_sheet_free(sheet);
  }
}
END_TEST

/* What the sheet's names are is not a letter. */
START_TEST(what_is_written)
{
  ad_sheet *sheet = sheet_of_rule("relu(X @ W')");
  struct explained e = explained_of(sheet);
  ad_error err = {0};
  ck_assert_int_eq(explain_chains(&e, 1, &err), AD_OK);
  const struct links *l = &e.chains->links;
  for (size_t i = 0; i < l->n; i++) {
    struct element el = element_of(&e, &l->link[i].local);
    if (l->link[i].local.by.index == node_named(&e, "X").index) {
      ck_assert_str_eq(el.name, "dy[j,k]/dX[m,n]");
      ck_assert_str_eq(el.is, "step(y[j,k])*W[k,n]");
      ck_assert_str_eq(el.where, "j = m, else 0");
    }
    element_free(&el);
  }
  explain_free(&e);
  ad_sheet_free(sheet);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("elements");
  TCase *all = tcase_create("all");
  tcase_add_loop_test(all, elements_are_the_jacobian, 0,
                      sizeof rules / sizeof rules[0]);
  tcase_add_test(all, short_forms);
  tcase_add_test(all, what_is_written);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
