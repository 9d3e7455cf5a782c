/* SPDX-License-Identifier: GPL-3.0-or-later
   The value of a claimed formula, for those who judge it in another way.  Read
   claims.h and claims_data.h before. */
#include <stdlib.h>
#include <string.h>

#include "claims/claims_data.h"

/* Of node x of g, at the sheet's own numbers. */
static ad_status evaluate(const ad_sheet *sheet, const ad_graph *g, ad_ref x,
                          double **out, ad_error *err)
{
  ad_value *values;
  ad_shape s = ad_graph_shape(g, x);
  size_t size = s.rows * s.cols * sizeof **out;
  ad_status status = ad_value_outputs_new(g, &values, err);
  if (status != AD_OK)
    return status;
  for (size_t i = 0; ad_sheet_leaf(sheet, i); i++)
    ad_value_set(values, i, ad_sheet_leaf(sheet, i));
  ad_value_sweep(values);
  *out = malloc(size);
  if (*out)
    memcpy(*out, ad_value_at(values, x), size);
  ad_value_free(values);
  return *out ? AD_OK : ad_fail_memory(err, size);
}

static ad_status build(ad_builder *b, const ad_sheet *sheet,
                       const ad_expr *expr, ad_ref *out, ad_error *err)
{
  ad_side side;
  ad_side_build(b, sheet, expr, &side);
  ad_status status = side.status;
  if (status != AD_OK)
    *err = side.err;
  else if (!side.named)
    status = ad_fail(err, AD_EINPUT, "it is no formula");
  else
    ad_output(b, side.x);
  *out = side.x;
  ad_side_free(&side);
  return status;
}

ad_status ad_claim_value(const ad_sheet *sheet, const ad_statement *claim,
                         size_t k, ad_shape *shape, double **out,
                         ad_error *err)
{
  ad_builder *b;
  ad_graph *g = NULL;
  ad_ref x;
  *out = NULL;
  ad_status status = ad_builder_continue(ad_sheet_graph(sheet), &b, err);
  if (status != AD_OK)
    return status;
  status = build(b, sheet, claim->items[k + 1].expr, &x, err);
  if (status == AD_OK)
    status = ad_builder_finish(b, &g, err);
  if (status == AD_OK) {
    *shape = ad_graph_shape(g, x);
    status = evaluate(sheet, g, x, out, err);
  }
  ad_graph_free(g);
  ad_builder_free(b);
  return status;
}
