/* SPDX-License-Identifier: GPL-3.0-or-later
   Second derivatives of a whole sheet: its outputs make way for their
   gradients, nodes of the names dl/dx, so that what differentiates the outputs
   differentiates these.  Read sheet_read.h and symbolic.h before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graph/builder.h"
#include "sheet/sheet_read.h"
#include "symbolic.h"

/* A name of the node; of a shift, that of the node it shifts. */
static const char *name_of(const ad_builder *b, uint32_t node)
{
  ad_ref shifted = {node + 1};
  if (ad_graph_is_shifted(&b->g, shifted))
    node = shifted.index;
  for (size_t i = 0; i < b->g.n_names; i++)
    if (b->g.names[i].node == node)
      return b->g.names[i].name;
  return "";
}

/* Gives x, the gradient of `output` by the leaf `wrt`, its name, and makes it
   an output: a node of its own, though another gradient be the same, as of
   (a + b)^2 by a and by b. */
static void add_gradient(ad_reader *r, uint32_t output, uint32_t wrt, ad_ref x,
                         size_t first)
{
  ad_builder *b = r->b;
  size_t room = strlen(name_of(b, output)) + strlen(name_of(b, wrt)) + 4;
  char *name = malloc(room);
  if (!name) {
    ad_reader_no_memory(r);
    return;
  }
  snprintf(name, room, "d%s/d%s", name_of(b, output), name_of(b, wrt));
  if (x.index < first || ad_builder_is_output(b, x))
    x = ad_expand(b, x, ad_builder_shape(b, x));
  ad_name(b, x, name, "d/d");
  ad_output(b, x);
  free(name);
}

static void differentiate(ad_reader *r, uint32_t output, size_t n,
                          const ad_ref *wrt, ad_ref *gradients)
{
  static const ad_ref none = {AD_NO_INDEX};
  ad_error err = {0};
  ad_ref y = {output};
  ad_shape s = ad_builder_shape(r->b, y);
  size_t first = ad_builder_size(r->b);
  if (s.rows * s.cols != 1)
    ad_fail(&err, AD_EINPUT,
            "--hessian: the output '%.100s' is %zu x %zu, and second "
            "derivatives are of numbers", name_of(r->b, output), s.rows,
            s.cols);
  if (err.status != AD_OK)
    ad_hint(&err, "a line `output l` says of which node, here of l");
  if (err.status != AD_OK ||
      ad_pullback(r->b, y, none, n, wrt, gradients, &err) != AD_OK) {
    ad_reader_fail(r, &err);
    return;
  }
  for (size_t i = 0; i < n; i++)
    add_gradient(r, output, wrt[i].index, gradients[i], first);
  ad_builder_called(r->b, first, "d/d");
}

void ad_reader_differentiate(ad_reader *r)
{
  ad_graph *g = &r->b->g;
  if (!r->options->hessian || g->n == 0)
    return;
  ad_builder_defaults(r->b);
  size_t n = g->n_wrt, n_outputs = g->n_outputs;
  ad_ref *wrt = malloc((2 * n + 1) * sizeof *wrt);
  uint32_t *outputs = malloc((n_outputs + 1) * sizeof *outputs);
  if (!wrt || !outputs || ad_builder_error(r->b)->status != AD_OK) {
    ad_reader_no_memory(r);
    n_outputs = 0;
  }
  for (size_t i = 0; n_outputs > 0 && i < n; i++)
    wrt[i] = (ad_ref){g->wrt[i]};
  for (size_t i = 0; i < n_outputs; i++)
    outputs[i] = g->outputs[i];
  g->n_outputs = n > 0 ? 0 : n_outputs;
  for (size_t i = 0; n > 0 && i < n_outputs; i++)
    differentiate(r, outputs[i], n, wrt, wrt + n);
  r->sheet->hessian = n > 0;
  free(wrt);
  free(outputs);
}
