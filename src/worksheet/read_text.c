/* SPDX-License-Identifier: GPL-3.0-or-later
   See read_text.h. */
#include "worksheet/read_text.h"

#include <string.h>

ad_status read_text(const ad_graph *g, ad_builder *b, const char *text,
                    ad_status (*derive)(ad_builder *b, ad_ref y, ad_ref x,
                                        ad_ref *out, ad_error *err),
                    ad_ref *out, ad_error *err)
{
  const ad_names names = {.declared = ad_builder_declares, .state = b};
  const ad_scope scope = {.derive = derive,
                          .number = ad_graph_number,
                          .state = g};
  ad_expr *expr;
  ad_status status = ad_expr_parse(text, strlen(text), 0, &names, &expr, err);
  if (status != AD_OK)
    return status;
  status = ad_lower(b, expr, &scope, out, NULL, err);
  ad_expr_free(expr);
  return status;
}
