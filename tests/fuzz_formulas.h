/* SPDX-License-Identifier: GPL-3.0-or-later
   For the fuzz target: whatever can be read has a gradient as a graph, and
   formulas, which are read again.  What they come to is for test_formulas.c:
   here numbers may be anything. */
#ifndef TEST_FUZZ_FORMULAS_H
#define TEST_FUZZ_FORMULAS_H

#include <stdlib.h>
#include <string.h>

#include "formulas.h"
#include "lower.h"
#include "symbolic.h"

/* NULL, or what is wrong with the formula as an expression behind b. */
static const char *fuzz_read_formula(const ad_graph *g, ad_builder *b,
                                     const char *text, ad_shape want)
{
  const ad_names declared = {.declared = ad_builder_declares, .state = b};
  const ad_scope scope = {.derive = ad_derivative,
                          .number = ad_graph_number,
                          .state = g};
  ad_expr *expr = NULL;
  ad_ref x = {AD_NO_INDEX};
  ad_error err = {0};
  if (ad_expr_parse(text, strlen(text), 0, &declared, &expr, &err) != AD_OK)
    return "a formula cannot be parsed";
  ad_status status = ad_lower(b, expr, &scope, &x, NULL, &err);
  ad_expr_free(expr);
  if (status == AD_ELIMIT)
    return NULL;
  if (status != AD_OK)
    return "a formula cannot be built";
  ad_shape got = ad_builder_shape(b, x);
  return got.rows == want.rows && got.cols == want.cols
           ? NULL
           : "a formula has another shape";
}

static const char *fuzz_read_lines(const ad_graph *g, const ad_formulas *f,
                                   const char **formula)
{
  ad_builder *b;
  const char *wrong = NULL;
  if (ad_builder_continue(g, &b, NULL) != AD_OK)
    return "a graph cannot go on";
  for (size_t i = 0; i < ad_formulas_count(f) && !wrong; i++) {
    *formula = ad_formulas_right(f, i);
    if (*formula)
      wrong = fuzz_read_formula(g, b, *formula,
                                ad_graph_shape(g, ad_formulas_node(f, i)));
  }
  ad_builder_free(b);
  return wrong;
}

/* NULL, or what is wrong; *formula: with which, or NULL. */
static const char *fuzz_formulas(const ad_graph *g, const char **formula)
{
  ad_formulas *f = NULL;
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
      wrong = fuzz_read_lines(g, f, formula);
  }
  if (wrong == NULL || !f) /* the texts of lines are needed still */
    ad_formulas_free(f);
  free(by);
  return wrong;
}

#endif
