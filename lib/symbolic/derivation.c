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
                     ad_builder_shape(d->b, x));
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
