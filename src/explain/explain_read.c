/* SPDX-License-Identifier: GPL-3.0-or-later
   See explain_read.h. */
#include "explain/explain_read.h"

#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "worksheet/read_text.h"

ad_expr *explain_parse(const ad_graph *g, const char *text)
{
  const ad_names names = {.declared = ad_graph_declares, .state = g};
  ad_expr *expr = NULL;
  ad_status status =
      text[0] ? ad_expr_parse(text, strlen(text), 0, &names, &expr, NULL)
              : AD_EINPUT;
  return status == AD_ENOMEM ? memory_given(NULL, strlen(text)) : expr;
}

char *explain_latex(const struct explained *e, const char *text)
{
  enum { LETTERS_MOST = 1000 }; /* no page of LaTeX has a longer line       */
  char *latex;
  if (!text[0] || strlen(text) > LETTERS_MOST ||
      ad_formula_latex(e->graph, text, &latex, NULL) == AD_EINPUT)
    return NULL;
  return memory_given(latex, strlen(text));
}

char *explain_tidy(char *text)
{
  ad_expr *expr;
  char *printed = NULL;
  if (ad_expr_parse(text, strlen(text), 0, NULL, &expr, NULL) != AD_OK)
    return text;
  if (ad_expr_print(expr, &printed) != AD_OK)
    printed = NULL;
  ad_expr_free(expr);
  if (!printed)
    return text;
  free(text);
  text = memory_copy(printed);
  free(printed);
  return text;
}

ad_status explain_compute(const struct explained *e, ad_builder *b, size_t n,
                          const double *const *given, ad_graph **g,
                          ad_value **values, ad_error *err)
{
  size_t leaves = ad_graph_leaves(e->graph);
  ad_status status = ad_builder_finish(b, g, err);
  if (status == AD_OK)
    status = ad_value_new(*g, values, err);
  if (status != AD_OK)
    return status;
  for (size_t i = 0; i < leaves; i++)
    ad_value_set(*values, i, ad_sheet_leaf(e->sheet, i));
  for (size_t i = 0; i < n; i++)
    ad_value_set(*values, leaves + i, given[i]);
  ad_value_sweep(*values);
  return AD_OK;
}

/* Its node is the only output. */
static void copy_value(const ad_graph *g, const ad_value *values, double **x,
                       ad_shape *shape)
{
  ad_ref y = ad_graph_output(g, 0);
  *shape = ad_graph_shape(g, y);
  size_t n = shape->rows * shape->cols;
  *x = memory_new(n, sizeof **x);
  memcpy(*x, ad_value_at(values, y), n * sizeof **x);
}

ad_status explain_text_value(const struct explained *e, const char *text,
                             double **x, ad_shape *shape, ad_error *err)
{
  ad_builder *b;
  ad_graph *g = NULL;
  ad_value *values = NULL;
  ad_ref y;
  *x = NULL;
  ad_status status = ad_builder_continue(e->graph, &b, err);
  if (status != AD_OK)
    return status;
  status = read_text(e->graph, b, text, NULL, &y, err);
  if (status == AD_OK) {
    ad_output(b, y);
    status = explain_compute(e, b, 0, NULL, &g, &values, err);
  }
  if (status == AD_OK)
    copy_value(g, values, x, shape);
  ad_value_free(values);
  ad_graph_free(g);
  ad_builder_free(b);
  return status;
}
