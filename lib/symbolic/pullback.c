/* SPDX-License-Identifier: GPL-3.0-or-later
   One sweep with a seed that is a node: pullback, pushforward, and the one over
   the other.  Read symbolic.h and derivation.h before. */
#include "symbolic.h"

#include <stdlib.h>

#include "symbolic/derivation.h"

/* The node as a form, or ones in the shape of y. */
static ad_sym seed_of(ad_derivation *d, ad_ref seed, ad_ref y)
{
  return seed.index == AD_NO_INDEX ? ad_derivation_ones(d, y)
                                   : ad_sym_node(&d->w, seed.index);
}

static ad_status check_seed(const ad_builder *b, ad_ref seed, ad_ref like,
                            ad_error *err)
{
  ad_shape s = ad_builder_shape(b, seed), t = ad_builder_shape(b, like);
  if (seed.index == AD_NO_INDEX)
    return AD_OK;
  if (ad_derivation_check(b, 1, &seed, err) != AD_OK)
    return AD_EINPUT;
  if (s.rows != t.rows || s.cols != t.cols)
    return ad_fail(err, AD_EINPUT, "a direction of %zu x %zu for a node of "
                                   "%zu x %zu", s.rows, s.cols, t.rows, t.cols);
  return AD_OK;
}

ad_status ad_pullback(ad_builder *b, ad_ref y, ad_ref vbar, size_t n,
                      const ad_ref *x, ad_ref *out, ad_error *err)
{
  ad_derivation d;
  ad_status status = ad_derivation_check(b, 1, &y, err);
  if (status == AD_OK)
    status = ad_derivation_check(b, n, x, err);
  if (status == AD_OK)
    status = check_seed(b, vbar, y, err);
  if (status != AD_OK)
    return status;
  status = ad_derivation_start(&d, b, y, n, x);
  ad_sym *forms = malloc((n + 1) * sizeof *forms);
  if (!forms)
    status = ad_fail_memory(&d.w.error, n * sizeof *forms);
  if (status == AD_OK)
    status = ad_sym_reverse(&d.s, seed_of(&d, vbar, y), n, x, forms);
  if (status == AD_OK)
    status = ad_derivation_lower(&d, n, forms, x, out);
  free(forms);
  return ad_derivation_end(&d, status, err);
}

static ad_ref last_of(size_t n, const ad_ref *x)
{
  ad_ref last = {0};
  for (size_t i = 0; i < n; i++)
    if (x[i].index > last.index)
      last = x[i];
  return last;
}

static ad_status check_directions(const ad_builder *b, size_t n,
                                  const ad_ref *x, const ad_ref *xdot,
                                  ad_error *err)
{
  ad_status status = ad_derivation_check(b, n, x, err);
  for (size_t i = 0; i < n && status == AD_OK; i++)
    status = check_seed(b, xdot[i], x[i], err);
  return status;
}

ad_status ad_pushforward(ad_builder *b, size_t m, const ad_ref *y, size_t n,
                         const ad_ref *x, const ad_ref *xdot, ad_ref *out,
                         ad_error *err)
{
  ad_derivation d;
  ad_status status = ad_derivation_check(b, m, y, err);
  if (status == AD_OK)
    status = check_directions(b, n, x, xdot, err);
  if (status != AD_OK)
    return status;
  status = ad_derivation_start(&d, b, last_of(m, y), n, x);
  ad_sym *forms = malloc((m + n + 1) * sizeof *forms);
  if (!forms)
    status = ad_fail_memory(&d.w.error, n * sizeof *forms);
  for (size_t i = 0; i < n && status == AD_OK; i++)
    forms[m + i] = seed_of(&d, xdot[i], x[i]);
  if (status == AD_OK)
    status = ad_sym_forward(&d.s, n, forms + m, x, m, y, forms);
  if (status == AD_OK)
    status = ad_derivation_lower(&d, m, forms, y, out);
  free(forms);
  return ad_derivation_end(&d, status, err);
}

ad_status ad_hessian_vector(ad_builder *b, ad_ref y, size_t n, const ad_ref *x,
                            const ad_ref *u, ad_ref *out, ad_error *err)
{
  static const ad_ref none = {AD_NO_INDEX};
  ad_shape s = ad_builder_shape(b, y);
  if (s.rows != 1 || s.cols != 1)
    return ad_fail(err, AD_EINPUT, "the Hessian of what is not 1 x 1");
  ad_ref *gradients = malloc((n + 1) * sizeof *gradients);
  if (!gradients)
    return ad_fail_memory(err, n * sizeof *gradients);
  ad_status status = ad_pullback(b, y, none, n, x, gradients, err);
  if (status == AD_OK)
    status = ad_pushforward(b, n, gradients, n, x, u, out, err);
  free(gradients);
  return status;
}
