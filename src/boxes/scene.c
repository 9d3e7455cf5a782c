/* SPDX-License-Identifier: GPL-3.0-or-later
   The numbers, and what is asked of the nodes.  Read scene.h before. */
#include "boxes/scene.h"

#include <stdlib.h>

#include "host/exits.h"

/* --- the sweeps ----------------------------------------------------------- */

static ad_status sweep(struct scene *s, ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(s->sheet);
  size_t n = ad_graph_output_entries(g);
  ad_status status = ad_trace_new(g, &s->trace, err);
  if (status != AD_OK)
    return status;
  double *ones = memory_new(n + 1, sizeof *ones);
  for (size_t i = 0; i < n; i++)
    ones[i] = 1;
  for (size_t i = 0; i < ad_graph_leaves(g); i++)
    ad_trace_set(s->trace, i, ad_sheet_leaf(s->sheet, i));
  ad_trace_reverse(s->trace, ones);
  free(ones);
  return AD_OK;
}

ad_status scene_make(struct scene *s, const ad_sheet *sheet, int gradient,
                       ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  *s = (struct scene){.sheet = sheet, .graph = g,
                        .first = ad_graph_size(g)};
  if (ad_graph_output_entries(g) == 1)
    s->of = ad_graph_name(g, ad_graph_output(g, 0));
  ad_status status = sweep(s, err);
  return status == AD_OK && gradient ? scene_differentiate(s, err) : status;
}

void scene_free(struct scene *s)
{
  for (size_t i = s->first; s->names && i < ad_graph_size(s->graph); i++)
    free(s->names[i]);
  free(s->names);
  free(s->made_for);
  free(s->adjoint);
  ad_trace_free(s->trace);
  ad_trace_free(s->values);
  ad_graph_free(s->more);
  *s = (struct scene){0};
}

/* --- what is asked of it -------------------------------------------------- */

int scene_is_gradient(const struct scene *s, ad_ref x)
{
  return x.index >= s->first;
}

const char *scene_name(const struct scene *s, ad_ref x)
{
  return s->names && s->names[x.index] ? s->names[x.index]
                                       : ad_graph_name(s->graph, x);
}

int scene_is_seed(const struct scene *s, ad_ref x)
{
  return scene_is_gradient(s, x) && ad_graph_op(s->graph, x) == AD_OP_leaf;
}

int scene_is_chain(const struct scene *s, ad_ref x)
{
  size_t n = ad_graph_operands(s->graph, x), adjoints = 0;
  if (!scene_is_gradient(s, x))
    return 0;
  for (size_t k = 0; k < n; k++)
    adjoints += s->adjoint[ad_graph_operand(s->graph, x, k).index];
  return adjoints > 0 && adjoints < n;
}

const double *scene_value(const struct scene *s, ad_ref x)
{
  return ad_trace_value(s->values ? s->values : s->trace, x);
}
