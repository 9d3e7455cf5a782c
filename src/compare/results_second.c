/* SPDX-License-Identifier: GPL-3.0-or-later
   Second derivatives do not hang on their order: H(i, j) against H(j, i), each
   of which another sweep has found.  And what one entry takes by forward mode
   over forward mode.  Read results.h and symbolic.h before. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare/results.h"
#include "host/exits.h"
#include "symbolic.h"
#include "worksheet/label.h"

struct symmetry results_symmetry(const struct results *r)
{
  struct symmetry found = {0};
  size_t blocks = ad_sheet_is_hessian(r->sheet) && r->n > 0 ? r->m / r->n : 0;
  for (size_t at = 0; at < blocks * r->n * r->n; at++) {
    size_t first = at / (r->n * r->n) * r->n, i = at / r->n % r->n;
    size_t j = at % r->n;
    double x = r->reverse[(first + i) * r->n + j];
    double y = r->reverse[(first + j) * r->n + i];
    if (i >= j || !isfinite(x) || !isfinite(y))
      continue;
    double off = results_off(r, first + i, j) + results_off(r, first + j, i);
    found.pairs++;
    found.apart += fabs(x - y) > off;
  }
  return found;
}

/* --- forward over forward ----------------------------------------------- */

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

/* The same for all that is differentiated by, counted. */
static ad_status count_twice(const struct results *r, ad_ref y, double *flops,
                             ad_error *err)
{
  ad_builder *b = NULL;
  ad_graph *g = NULL;
  ad_cost cost;
  ad_status status = ad_builder_continue(r->graph, &b, err);
  if (status == AD_OK)
    status = build_twice(b, r, y, &g, err);
  if (status == AD_OK)
    status = ad_cost_count(g, 1, &cost, err);
  if (status == AD_OK)
    *flops = cost.evaluation.flops;
  ad_graph_free(g);
  ad_builder_free(b);
  return status;
}

int results_twice(struct results *r, const char *name)
{
  ad_ref y;
  ad_error err = {0};
  ad_status status = AD_OK;
  char *of = ad_sheet_is_hessian(r->sheet) && r->n_outputs > 0
                 ? label_differentiated(r->outputs[0].name)
                 : NULL;
  if (of && ad_graph_find(r->graph, of, strlen(of), &y))
    status = count_twice(r, y, &r->twice_flops, &err);
  free(of);
  if (status != AD_ENOMEM)
    return EXIT_FINE; /* where it is too large, nothing is said of it */
  complain("%s: %s", name, err.text);
  return exit_of(status);
}
