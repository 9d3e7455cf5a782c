/* SPDX-License-Identifier: GPL-3.0-or-later
   Graphs with the elementwise operations by name: nodes.h, and an id and a
   function for each row of ops.def.  Read nodes.h before.

     ad_ref x = ad_leaf(b, "x", 1, 1, AD_INPUT);
     ad_output(b, ad_mul(b, ad_sin(b, x), x));
     status = ad_builder_finish(b, &graph, &err);                         */
#ifndef AD_GRAPH_H
#define AD_GRAPH_H

#include "nodes.h"

AD_BEGIN_C

/* Their ids, which go on where those of ops.h end. */
enum {
  AD_OP_before_elementwise = AD_OP_elementwise - 1,
#define ELEMENTWISE(id, ...) AD_OP_##id,
#include "ops.def"
#undef ELEMENTWISE
  AD_OP_count /* one past the last operation                               */
};

enum { AD_ELEMENTWISE_COUNT = (int)AD_OP_count - (int)AD_OP_elementwise };

/* One function an operation, under its id: ad_add(b, x, y), ad_tanh(b, x),
   ad_where(b, c, x, y), ...  It does what ad_elementwise does. */
#define AD_BUILD_1(id) AD_API ad_ref ad_##id(ad_builder *b, ad_ref x);
#define AD_BUILD_2(id) AD_API ad_ref ad_##id(ad_builder *b, ad_ref x, ad_ref y);
#define AD_BUILD_3(id)                                                       \
  AD_API ad_ref ad_##id(ad_builder *b, ad_ref x, ad_ref y, ad_ref z);
#define ELEMENTWISE(id, name, infix, strength, arity, ...) AD_BUILD_##arity(id)
#include "ops.def"
#undef ELEMENTWISE
#undef AD_BUILD_1
#undef AD_BUILD_2
#undef AD_BUILD_3

AD_END_C

#endif
