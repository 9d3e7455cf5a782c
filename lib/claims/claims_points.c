/* SPDX-License-Identifier: GPL-3.0-or-later
   All points at which claims are judged: the numbers of the leaves set, both
   sides computed and compared.  Read claims_data.h before. */
#include <stdlib.h>

#include "claims/claims_data.h"

/* Leaves at point w, 0 being the sheet's own. */
static ad_status set_leaves(const ad_sheet *sheet, size_t w, ad_value *values,
                            ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  for (size_t i = 0; i < ad_graph_leaves(g); i++) {
    const double *own = ad_sheet_leaf(sheet, i);
    ad_shape s = ad_graph_shape(g, ad_graph_leaf(g, i));
    if (w == 0) {
      ad_value_set(values, i, own);
      continue;
    }
    double *x = malloc(s.rows * s.cols * sizeof *x);
    if (!x)
      return ad_fail_memory(err, s.rows * s.cols * sizeof *x);
    ad_world_draw(g, i, own, w, x);
    ad_value_set(values, i, x);
    free(x);
  }
  return AD_OK;
}

static int can_be_compared(const ad_judged_part *p)
{
  return p->left->status == AD_OK && p->side.status == AD_OK;
}

static void compare_all(ad_claims *c, const ad_graph *g,
                        const ad_value *values, size_t w)
{
  for (size_t i = 0; i < c->n; i++)
    for (size_t k = 0; k < c->work[i].n; k++)
      if (can_be_compared(&c->work[i].parts[k]))
        ad_claim_compare(g, values, w, &c->work[i].parts[k]);
}

ad_status ad_claims_compare(ad_claims *c, const ad_sheet *sheet,
                            const ad_graph *g, ad_error *err)
{
  ad_value *values;
  ad_status status = ad_value_new(g, &values, err);
  if (status != AD_OK)
    return status;
  for (size_t w = 0; w <= AD_WORLDS && status == AD_OK; w++) {
    status = set_leaves(sheet, w, values, err);
    if (status != AD_OK)
      break;
    ad_value_sweep(values);
    compare_all(c, g, values, w);
  }
  ad_value_free(values);
  return status;
}
