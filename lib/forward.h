/* SPDX-License-Identifier: GPL-3.0-or-later
   Forward mode: values and tangents together, one direction or a chunk of k
   directions in a sweep.  One sweep gives the derivatives of every output
   in those directions.  Read value.h before.  Source: Griewank and Walther,
   Evaluating Derivatives, 2nd edition, section 3.1. */
#ifndef AD_FORWARD_H
#define AD_FORWARD_H

#include "value.h"

AD_BEGIN_C

typedef struct ad_forward ad_forward;

/* A forward engine for up to `chunk` >= 1 directions a sweep.  g is
   borrowed.  Tangents are laid out element by direction. */
AD_API ad_status ad_forward_new(const ad_graph *g, size_t chunk,
                                ad_forward **out, ad_error *err);
/* The same with the plan of `e`, which ad_value_outputs_new has made, is
   borrowed and must outlive it. */
AD_API ad_status ad_forward_new_beside(const ad_value *e, size_t chunk,
                                       ad_forward **out, ad_error *err);
AD_API void ad_forward_free(ad_forward *f);

/* Sets leaf number `leaf` to x[rows x cols].  AD_EINPUT, and nothing is set,
   where there is no such leaf. */
AD_API ad_status ad_forward_set(ad_forward *f, size_t leaf, const double *x);

/* One sweep in the directions directions[n x k]: n = entries of all wrt
   leaves in order (ad_graph_wrt_entries), 1 <= k <= chunk.  An entry that a
   direction leaves alone (0) has no tangent: an infinite partial there does
   no harm.  AD_EINPUT for another k.  No allocation. */
AD_API ad_status ad_forward_sweep(ad_forward *f, size_t k,
                                  const double *directions);

/* One sweep in the unit directions first .. first + k - 1, all below n. */
AD_API ad_status ad_forward_sweep_unit(ad_forward *f, size_t first, size_t k);

/* After a sweep: value[rows x cols] of output i, and its tangents
   [rows x cols x k]; both valid until the next sweep.  NULL: there is no such
   output. */
AD_API const double *ad_forward_value(const ad_forward *f, size_t output);
AD_API const double *ad_forward_tangent(const ad_forward *f, size_t output);

/* An engine for several directions keeps the values that tangents need where
   matrices are large and these values few beside the tangents: sweeps at the
   same point then compute tangents only. */

/* The full Jacobian J[m x n] by ceil(n / chunk) sweeps: rows are the entries
   of all outputs in order, columns those of all wrt leaves. */
AD_API void ad_forward_jacobian(ad_forward *f, double *J);

/* Bytes of values, tangents and instructions. */
AD_API size_t ad_forward_bytes(const ad_forward *f);

AD_END_C

#endif
