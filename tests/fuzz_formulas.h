/* SPDX-License-Identifier: GPL-3.0-or-later
   For the fuzz target: whatever can be read has a gradient as a graph, and
   formulas, which are read again and come to the same numbers.  Read
   formulas.h before. */
#ifndef TEST_FUZZ_FORMULAS_H
#define TEST_FUZZ_FORMULAS_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "formulas.h"
#include "lower.h"
#include "ops.h"
#include "sheet.h"
#include "symbolic.h"
#include "value.h"

/* A line: its text as a node, and the derivative without a text. */
typedef struct fuzz_line {
  const char *text;
  ad_ref again, direct;
} fuzz_line;

/* NULL, or what is wrong with the formula as an expression behind b. */
static const char *fuzz_read_formula(const ad_graph *g, ad_builder *b,
                                     fuzz_line *line, ad_shape want)
{
  const ad_names declared = {.declared = ad_builder_declares, .state = b};
  const ad_scope scope = {.derive = ad_derivative,
                          .number = ad_graph_number,
                          .state = g};
  ad_expr *expr = NULL;
  ad_error err = {0};
  if (ad_expr_parse(line->text, strlen(line->text), 0, &declared, &expr,
                    &err) != AD_OK)
    return "a formula cannot be parsed";
  ad_status status = ad_lower(b, expr, &scope, &line->again, NULL, &err);
  ad_expr_free(expr);
  if (status == AD_ELIMIT) {
    line->text = NULL;
    return NULL;
  }
  if (status != AD_OK)
    return "a formula cannot be built";
  ad_shape got = ad_builder_shape(b, line->again);
  return got.rows == want.rows && got.cols == want.cols
           ? NULL
           : "a formula has another shape";
}

/* --- values -------------------------------------------------------------- */

/* Are there no kinks, on which rounding might decide? */
static int fuzz_is_smooth(const ad_graph *g)
{
  for (uint32_t i = 0; i < ad_graph_size(g); i++) {
    const ad_op_row *row = ad_op_get(ad_graph_op(g, (ad_ref){i}));
    if (row->strength == 1 || row->kind == AD_KIND_select || row->kink[0] ||
        row->edge == AD_EDGE_select)
      return 0;
  }
  return 1;
}

/* The largest of all values on the way: differences of large numbers, and what
   is not finite, prove nothing. */
static double fuzz_largest(const ad_graph *g, const ad_value *e)
{
  double most = 1;
  for (uint32_t i = 0; i < ad_graph_size(g); i++) {
    ad_shape s = ad_graph_shape(g, (ad_ref){i});
    const double *x = ad_value_at(e, (ad_ref){i});
    for (size_t k = 0; x && k < s.rows * s.cols; k++)
      most = isfinite(x[k]) ? fmax(most, fabs(x[k])) : (double)INFINITY;
  }
  return most;
}

static const char *fuzz_compare_line(const ad_graph *g, const ad_value *e,
                                     const fuzz_line *line, double most)
{
  ad_shape s = ad_graph_shape(g, line->direct);
  const double *x = ad_value_at(e, line->again);
  const double *y = ad_value_at(e, line->direct);
  for (size_t k = 0; k < s.rows * s.cols; k++)
    if (fabs(x[k] - y[k]) > 1e-7 * most)
      return "a formula has another value";
  return NULL;
}

static const char *fuzz_compare(const ad_sheet *sheet, const ad_graph *g,
                                size_t n, const fuzz_line *lines,
                                const char **formula)
{
  ad_value *e;
  const char *wrong = NULL;
  if (!fuzz_is_smooth(g) || ad_value_new(g, &e, NULL) != AD_OK)
    return NULL;
  for (size_t i = 0; i < ad_graph_leaves(g); i++)
    ad_value_set(e, i, ad_sheet_leaf(sheet, i));
  ad_value_sweep(e);
  double most = fuzz_largest(g, e);
  for (size_t i = 0; i < n && most <= 1e4 && !wrong; i++) {
    *formula = lines[i].text;
    if (*formula)
      wrong = fuzz_compare_line(g, e, &lines[i], most);
  }
  ad_value_free(e);
  return wrong;
}

/* --- lines --------------------------------------------------------------- */

static const char *fuzz_read_lines(const ad_sheet *sheet, const ad_formulas *f,
                                   const char **formula)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  size_t n = ad_formulas_count(f);
  fuzz_line *lines = calloc(n + 1, sizeof *lines);
  ad_builder *b;
  ad_graph *more = NULL;
  const char *wrong = NULL;
  if (!lines || ad_builder_continue(g, &b, NULL) != AD_OK) {
    free(lines);
    return "a graph cannot go on";
  }
  for (size_t i = 0; i < n && !wrong; i++) {
    ad_ref x = ad_formulas_node(f, i);
    *formula = lines[i].text = ad_formulas_right(f, i);
    if (*formula)
      wrong = fuzz_read_formula(g, b, &lines[i], ad_graph_shape(g, x));
    if (lines[i].text && ad_derivative(b, ad_graph_output(g, 0), x,
                                       &lines[i].direct, NULL) != AD_OK)
      lines[i].text = NULL; /* too large */
    if (lines[i].text) {
      ad_output(b, lines[i].again);
      ad_output(b, lines[i].direct);
    }
  }
  if (!wrong && ad_builder_finish(b, &more, NULL) == AD_OK)
    wrong = fuzz_compare(sheet, more, n, lines, formula);
  ad_builder_free(b);
  ad_graph_free(more);
  free(lines);
  return wrong;
}

/* NULL, or what is wrong; *formula: with which, or NULL. */
static const char *fuzz_formulas(const ad_sheet *sheet, const char **formula)
{
  ad_formulas *f = NULL;
  const ad_graph *g = ad_sheet_graph(sheet);
  size_t n = ad_graph_wrts(g);
  ad_ref y = ad_graph_output(g, 0);
  ad_shape s = ad_graph_shape(g, y);
  ad_ref *by = malloc((n + 1) * sizeof *by);
  const char *wrong = NULL;
  *formula = NULL;
  for (size_t i = 0; by && i < n; i++)
    by[i] = ad_graph_wrt(g, i);
  if (by && s.rows * s.cols == 1 && *ad_graph_name(g, y)) {
    ad_error err = {0};
    ad_status status = ad_formulas_new(g, y, n, by, &f, &err);
    if (status == AD_EINPUT)
      wrong = "a gradient has no formulas";
    else if (status == AD_OK)
      wrong = fuzz_read_lines(sheet, f, formula);
  }
  if (wrong == NULL || !f) /* the texts of lines are needed still */
    ad_formulas_free(f);
  free(by);
  return wrong;
}

#endif
