/* SPDX-License-Identifier: GPL-3.0-or-later
   What second derivatives would take by forward mode over forward mode.  Read
   show_compare.h and symbolic.h before. */
#include <stdlib.h>
#include <string.h>

#include "compare/show_compare.h"
#include "host/exits.h"
#include "page/number_format.h"
#include "symbolic.h"
#include "worksheet/label.h"

/* Leaves in the shapes of all that is differentiated by. */
static void add_directions(ad_builder *b, const struct results *r,
                           const char *name, ad_ref *out)
{
  for (size_t i = 0; i < r->n_wrts; i++) {
    char *own = memory_format("%s %zu", name, i);
    out[i] = ad_leaf_shaped(b, own, r->wrts[i].shape, AD_DATA);
    free(own);
  }
}

/* The second derivative of y along two directions, as a graph. */
static ad_status build_twice(ad_builder *b, const struct results *r, ad_ref y,
                             ad_graph **out, ad_error *err)
{
  size_t n = r->n_wrts;
  ad_ref *x = memory_new(3 * n, sizeof *x), once, twice;
  for (size_t i = 0; i < n; i++)
    x[i] = r->wrts[i].node;
  add_directions(b, r, "u", x + n);
  add_directions(b, r, "v", x + 2 * n);
  ad_status status = ad_pushforward(b, 1, &y, n, x, x + n, &once, err);
  if (status == AD_OK)
    status = ad_pushforward(b, 1, &once, n, x, x + 2 * n, &twice, err);
  if (status == AD_OK) {
    ad_output(b, twice);
    status = ad_builder_finish(b, out, err);
  }
  free(x);
  return status;
}

/* Flops of one sweep of forward over forward, from what the first output is a
   gradient of; 0 where that cannot be said. */
static double count_twice(const struct results *r)
{
  char *of = label_differentiated(r->outputs[0].name);
  ad_ref y;
  ad_builder *b = NULL;
  ad_graph *g = NULL;
  ad_cost cost = {0};
  ad_error err = {0};
  if (of && ad_graph_find(r->graph, of, strlen(of), &y) &&
      ad_builder_continue(r->graph, &b, &err) == AD_OK &&
      build_twice(b, r, y, &g, &err) == AD_OK)
    ad_cost_count(g, 1, &cost, &err);
  ad_graph_free(g);
  ad_builder_free(b);
  free(of);
  return cost.evaluation.flops;
}

void show_second_cost(struct page *page, const struct results *r,
                      const struct method_cost costs[METHODS])
{
  double n = (double)r->n, pairs = n * (n + 1) / 2, flops = count_twice(r);
  char a[FORMAT_SIZE], b[FORMAT_SIZE], c[FORMAT_SIZE], d[FORMAT_SIZE];
  page_print(page, "A sweep over the gradient gives a column of H by forward "
                   "mode, a row by reverse mode: %s of either.",
             format_count(a, n));
  if (flops > 0)
    page_print(page,
               "Forward over forward gives one entry a sweep: %s of %s flops, "
               "%s in all; forward over reverse takes %s.",
               format_count(a, pairs), format_count(b, flops),
               format_count(c, pairs * flops),
               format_count(d, costs[METHOD_FORWARD].flops));
}
