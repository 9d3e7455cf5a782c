/* SPDX-License-Identifier: GPL-3.0-or-later
   Reverse mode: a recording sweep forward keeps what the partials will
   read, a reverse sweep passes adjoints back.  One reverse sweep gives the
   derivatives of one output entry (or of any weighted sum of them) by every
   wrt entry.  A tape is allocated once and replayed at new points.  Read
   value.h before.  Source: Griewank and Walther, Evaluating Derivatives,
   2nd edition, section 3.2. */
#ifndef AD_TAPE_H
#define AD_TAPE_H

#include "nodes.h"

AD_BEGIN_C

typedef struct ad_tape ad_tape;

/* A tape for up to `chunk` >= 1 cotangents a reverse sweep; g borrowed. */
AD_API ad_status ad_tape_new(const ad_graph *g, size_t chunk, ad_tape **out,
                             ad_error *err);
AD_API void ad_tape_free(ad_tape *t);

/* Sets leaf number `leaf` to x[rows x cols].  AD_EINPUT, and nothing is set,
   where there is no such leaf. */
AD_API ad_status ad_tape_set(ad_tape *t, size_t leaf, const double *x);

/* Sets all wrt leaves from x[n], n = ad_graph_wrt_entries, one leaf's entries
   after the other's. */
AD_API void ad_tape_set_wrt(ad_tape *t, const double *x);

/* The recording sweep.  No allocation. */
AD_API void ad_tape_record(ad_tape *t);

/* After recording: value[rows x cols] of output i; NULL: there is none. */
AD_API const double *ad_tape_value(const ad_tape *t, size_t output);

/* A reverse sweep with the cotangents cotangents[m x k]: m = entries of all
   outputs in order (ad_graph_output_entries), 1 <= k <= chunk.  May be
   repeated after one recording.  An output entry with the cotangent 0 starts
   nothing: an infinite partial there does no harm.  AD_EINPUT for another k.
   No allocation. */
AD_API ad_status ad_tape_reverse(ad_tape *t, size_t k,
                                 const double *cotangents);

/* The same with the unit cotangents first .. first + k - 1, all below m. */
AD_API ad_status ad_tape_reverse_unit(ad_tape *t, size_t first, size_t k);

/* After a reverse sweep: the adjoint [rows x cols x k] of wrt leaf i; NULL:
   there is none. */
AD_API const double *ad_tape_adjoint(const ad_tape *t, size_t wrt);

/* Records, and fills the full Jacobian J[m x n] by ceil(entries / chunk)
   reverse sweeps an output; layout as in ad_forward_jacobian. */
AD_API void ad_tape_jacobian(ad_tape *t, double *J);

/* Sets all wrt leaves from x[n], records, and gives the value of the output,
   a single number, and its gradient[n] in the same order.  What an optimiser
   asks for.  AD_EINPUT where the outputs have more than one entry, or none.
   No allocation. */
AD_API ad_status ad_tape_gradient(ad_tape *t, const double *x, double *value,
                                  double *gradient, ad_error *err);

/* Bytes of values, adjoints and instructions. */
AD_API size_t ad_tape_bytes(const ad_tape *t);

/* Bytes of all values that a recording computes, and of those among them
   that must be kept for the reverse sweep (or are outputs): what a partial
   does not read, such as the operand of relu, tanh or sigmoid, is not. */
AD_API size_t ad_tape_computed_bytes(const ad_tape *t);
AD_API size_t ad_tape_kept_bytes(const ad_tape *t);

AD_END_C

#endif
