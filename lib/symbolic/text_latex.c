/* SPDX-License-Identifier: GPL-3.0-or-later
   Texts as LaTeX: those of the op set's rows, and of worksheets.  Read
   formulas.h and expr_latex.h before. */
#include <stdlib.h>
#include <string.h>

#include "formulas.h"
#include "lower.h"
#include "symbolic/expr_latex.h"

/* Of an elementwise row all is; of others a first row and column. */
static int is_single(const void *by_entries, const char *name)
{
  return *(const int *)by_entries || strcmp(name, "r0") == 0 ||
         strcmp(name, "c0") == 0;
}

/* Tangents have a dot, as adjoints have a bar. */
static void name_tangents(ad_expr *expr)
{
  static const char *const names[][2] = {{"da", "adot"}, {"db", "bdot"}};
  for (size_t i = 0; i < expr->n; i++)
    for (size_t k = 0; k < 2 && expr->terms[i].kind == AD_T_NAME; k++)
      if (strcmp(expr->terms[i].text, names[k][0]) == 0)
        expr->terms[i].text = names[k][1];
}

ad_status ad_text_latex(const char *text, int by_entries, char **latex,
                        ad_error *err)
{
  ad_expr *expr;
  *latex = NULL;
  ad_status status = ad_expr_parse(text, strlen(text), 0, NULL, &expr, err);
  if (status != AD_OK)
    return status;
  name_tangents(expr);
  status = ad_expr_latex(expr, is_single, &by_entries, latex);
  ad_expr_free(expr);
  return status == AD_OK ? AD_OK : ad_fail_memory(err, strlen(text));
}

ad_status ad_formula_latex(const ad_graph *g, const char *text, char **latex,
                           ad_error *err)
{
  const ad_names names = {.declared = ad_graph_declares, .state = g};
  ad_expr *expr;
  *latex = NULL;
  ad_status status = ad_expr_parse(text, strlen(text), 0, &names, &expr, err);
  if (status != AD_OK)
    return status;
  status = ad_expr_latex(expr, ad_latex_is_single, g, latex);
  ad_expr_free(expr);
  return status == AD_OK ? AD_OK : ad_fail_memory(err, strlen(text));
}
