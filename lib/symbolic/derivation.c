/* SPDX-License-Identifier: GPL-3.0-or-later
   Read derivation.h before. */
#include "symbolic/derivation.h"

#include <stdlib.h>

ad_status ad_derivation_check(const ad_builder *b, size_t n, const ad_ref *x,
                             ad_error *err)
{
  if (ad_builder_error(b)->status != AD_OK)
    return ad_fail(err, ad_builder_error(b)->status, "%s",
                   ad_builder_error(b)->text);
  for (size_t i = 0; i < n; i++)
    if (x[i].index >= ad_builder_size(b))
      return ad_fail(err, AD_EINPUT, "a derivative of what is no node of this "
                                     "graph");
  return AD_OK;
}

ad_status ad_derivation_start(ad_derivation *d, ad_builder *b, ad_ref y,
                              size_t n, const ad_ref *x)
{
  d->b = b;
  ad_algebra_init(&d->w, &b->g);
  return ad_sym_sweep_init(&d->s, &d->w, y.index, n, x);
}

ad_status ad_derivation_end(ad_derivation *d, ad_status status, ad_error *err)
{
  ad_error failure = d->w.error;
  ad_sym_sweep_free(&d->s);
  ad_algebra_free(&d->w);
  if (ad_builder_error(d->b)->status != AD_OK) {
    failure = *ad_builder_error(d->b);
    ad_builder_clear_error(d->b);
  }
  if (failure.status != AD_OK)
    status = failure.status;
  if (status != AD_OK && err)
    *err = failure;
  return status;
}

ad_sym ad_derivation_ones(ad_derivation *d, ad_ref x)
{
  return ad_sym_like(&d->w, ad_sym_number(&d->w, AD_ONE),
                     ad_sym_shape_of(&d->w, x.index));
}

ad_status ad_derivation_lower(ad_derivation *d, size_t n, const ad_sym *forms,
                            const ad_ref *like, ad_ref *out)
{
  ad_shape *shapes = malloc((n + 1) * sizeof *shapes);
  if (!shapes)
    return ad_fail_memory(&d->w.error, n * sizeof *shapes);
  for (size_t i = 0; i < n; i++)
    shapes[i] = ad_builder_shape(d->b, like[i]);
  ad_status status = ad_sym_lower(&d->w, d->b, n, forms, shapes, out);
  free(shapes);
  return status;
}

static int is_like(const ad_node *x, const ad_node *y)
{
  return x->rows == y->rows && x->cols == y->cols;
}

/* A stretch in one shape is a copy, as in y = x: the shapes tell. */
static int goes_entrywise(const ad_node *node)
{
  return node->op == AD_OP_expand ||
         ad_op_get((ad_op)node->op)->kind == AD_KIND_elementwise;
}

int ad_derivation_entrywise(const ad_graph *g, ad_ref y, ad_ref x,
                            const unsigned char *varied, unsigned char *leads)
{
  const ad_node *to = &g->nodes[y.index];
  int diagonal = is_like(&g->nodes[x.index], to);
  leads[y.index] = 1;
  for (uint32_t i = y.index + 1; diagonal && i-- > x.index + 1;) {
    const ad_node *node = &g->nodes[i];
    if (!leads[i] || !varied[i])
      continue;
    diagonal = goes_entrywise(node) && is_like(node, to);
    for (size_t k = 0; k < node->arity; k++)
      leads[g->operands[node->operand + k]] = 1;
  }
  return diagonal;
}
