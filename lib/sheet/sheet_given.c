/* SPDX-License-Identifier: GPL-3.0-or-later
   Lines `value W1 = [0.3, -1.2]`: another value for a leaf that is declared
   above, such as training has found.  Read sheet_read.h before. */
#include <stdlib.h>
#include <string.h>

#include "graph/builder.h"
#include "sheet/sheet_read.h"

/* The number of the leaf; 0 (reported) where the name is of none. */
static int find_leaf(ad_reader *r, const ad_item *item, size_t *leaf)
{
  ad_error err = {0};
  ad_ref x;
  if (ad_reader_is_lost(r, item->name))
    return 0;
  if (!ad_builder_find(r->b, item->name, strlen(item->name), &x)) {
    ad_fail(&err, AD_EINPUT, "unknown name '%s'", item->name);
    ad_reader_unknown(r, item->name, &err);
  } else if (ad_graph_is_leaf(&r->b->g, x, leaf))
    return 1;
  else {
    ad_fail(&err, AD_EINPUT, "'%s' is computed", item->name);
    ad_hint(&err, "values are given to inputs, params and data");
  }
  err.place = item->place;
  ad_reader_fail(r, &err);
  return 0;
}

/* The right side: *x[shape] is the caller's. */
static ad_status right_side(ad_reader *r, const ad_expr *expr, ad_shape *shape,
                            double **x, ad_error *err)
{
  double number;
  if (ad_lower_number(expr, &r->scope, &number, NULL) != AD_OK)
    return ad_reader_evaluate(r, expr, shape, x, err);
  *shape = (ad_shape){1, 1, 1, 1};
  *x = malloc(sizeof **x);
  if (!*x)
    return ad_fail_memory(err, sizeof **x);
  **x = number;
  return AD_OK;
}

/* Copies small[found] to x[shape]; a number fills it. */
static void put(ad_shape shape, double *x, ad_shape found, const double *small)
{
  size_t n = found.rows * found.cols;
  for (size_t i = 0; i < shape.rows * shape.cols; i++)
    x[i] = small[n == 1 ? 0 : i];
}

void ad_reader_given(ad_reader *r, const ad_statement *st)
{
  const ad_item *item = &st->items[0];
  ad_shape found = {1, 1, 1, 1};
  ad_error err = {0};
  double *x = NULL;
  size_t leaf;
  /* A sheet that is read again has the value already. */
  if (r->resizing || !find_leaf(r, item, &leaf) ||
      ad_reader_uses_lost(r, item->expr))
    return;
  ad_shape shape = ad_graph_shape(&r->b->g, ad_graph_leaf(&r->b->g, leaf));
  if (right_side(r, item->expr, &found, &x, &err) != AD_OK)
    ad_reader_fail(r, &err);
  else if (found.rows * found.cols > 1 &&
           (found.rows != shape.rows || found.cols != shape.cols))
    ad_reader_say(r, item->expr->terms[item->expr->n - 1].place,
                  "'%s' is %zu x %zu, the value is %zu x %zu", item->name,
                  shape.rows, shape.cols, found.rows, found.cols);
  else
    put(shape, r->sheet->leaves[leaf], found, x);
  free(x);
}
