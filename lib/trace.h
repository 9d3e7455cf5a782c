/* SPDX-License-Identifier: GPL-3.0-or-later
   Both sweeps written down, for explanations: of every node its value, its
   tangent along a direction, its adjoint, and what it paid in to each operand's
   adjoint.  The engines of forward.h and tape.h keep none of that but what they
   are asked for; they are the ones to be timed.  Read graph.h before.  Source:
   Griewank and Walther, Evaluating Derivatives, 2nd edition, tables 1.2 and 1.4
   (the traces). */
#ifndef AD_TRACE_H
#define AD_TRACE_H

#include "nodes.h"

AD_BEGIN_C

typedef struct ad_trace ad_trace;

/* A trace of g (borrowed, must outlive it); leaves start at 0.  AD_ENOMEM,
   AD_ELIMIT. */
AD_API ad_status ad_trace_new(const ad_graph *g, ad_trace **out, ad_error *err);
AD_API void ad_trace_free(ad_trace *t);

/* Sets leaf number `leaf` to x[rows x cols] (copied), and forgets the sweeps
   of the point before.  AD_EINPUT, and nothing is set, where there is no such
   leaf. */
AD_API ad_status ad_trace_set(ad_trace *t, size_t leaf, const double *x);

/* Values; tangents along d[n], n = ad_graph_wrt_entries; adjoints from
   cotangents[m], m = ad_graph_output_entries.  The last two evaluate first
   where the point is new.  Where 0 meets an infinite partial, paths between
   single entries are looked for, as the engines do.  No allocation. */
AD_API void ad_trace_evaluate(ad_trace *t);
AD_API void ad_trace_forward(ad_trace *t, const double *d);
AD_API void ad_trace_reverse(ad_trace *t, const double *cotangents);

/* Of node x, [rows x cols], row-major; valid until the next sweep.  NULL where
   the sweep has not been since the point was set, where there is no such node,
   or nothing is computed there: values of a nameless transpose that only
   products read; tangents and adjoints of what depends on no wrt leaf. */
AD_API const double *ad_trace_value(const ad_trace *t, ad_ref x);
AD_API const double *ad_trace_tangent(const ad_trace *t, ad_ref x);
AD_API const double *ad_trace_adjoint(const ad_trace *t, ad_ref x);

/* What x paid in to the adjoint of its operand k, in the operand's shape: the
   adjoint of a node is the sum over its readers, from the last to the first,
   and of its cotangents where it is an output.  NULL as above, and where x has
   no derivative by that operand. */
AD_API const double *ad_trace_paid(const ad_trace *t, ad_ref x, size_t k);

/* Has a reader paid in anything: does a path lead on to an output? */
AD_API int ad_trace_reached(const ad_trace *t, ad_ref x);

/* Bytes of all that is kept. */
AD_API size_t ad_trace_bytes(const ad_trace *t);

AD_END_C

#endif
