/* SPDX-License-Identifier: GPL-3.0-or-later
   Plain evaluation of a graph: one that keeps every node's value, so that it
   can be asked for any, or one that keeps what the outputs need, no longer
   than they need it.  Read graph.h before. */
#ifndef AD_VALUE_H
#define AD_VALUE_H

#include "nodes.h"

AD_BEGIN_C

typedef struct ad_value ad_value;

/* An evaluator of g (borrowed, must outlive it); leaves start at 0.
   AD_ENOMEM, AD_ELIMIT. */
AD_API ad_status ad_value_new(const ad_graph *g, ad_value **out, ad_error *err);

/* The same for those who want outputs alone: nodes that no output needs are
   not evaluated, and memory is handed on from node to node, as in forward
   mode.  ad_value_at is then for outputs and leaves. */
AD_API ad_status ad_value_outputs_new(const ad_graph *g, ad_value **out,
                                      ad_error *err);
AD_API void ad_value_free(ad_value *e);

/* Sets leaf number `leaf` to x[rows x cols] (row-major, copied).  AD_EINPUT,
   and nothing is set, where there is no such leaf. */
AD_API ad_status ad_value_set(ad_value *e, size_t leaf, const double *x);

/* Evaluates every node that is kept or needed.  No allocation, cannot fail. */
AD_API void ad_value_sweep(ad_value *e);

/* The value of any node after a sweep: x[rows x cols], row-major; valid
   until the next sweep.  (A nameless transpose that only products read is
   never computed: products read their operands in place.)  NULL: there is no
   such node, or it is not computed. */
AD_API const double *ad_value_at(const ad_value *e, ad_ref x);

/* Bytes of the values and of the instructions for 1 x 1 nodes. */
AD_API size_t ad_value_bytes(const ad_value *e);

AD_END_C

#endif
