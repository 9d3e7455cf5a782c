/* SPDX-License-Identifier: GPL-3.0-or-later
   The inside of a builder: a graph that still grows, and the first failure.
   builder.c adds nodes, shape.c finds their shapes, graph.c closes the
   graph.  Read graph_data.h before. */
#ifndef AD_BUILDER_H
#define AD_BUILDER_H

#include "base/grow.h"
#include "graph/graph_data.h"

struct ad_builder {
  ad_graph g; /* its arrays have room for the counts below                 */
  size_t room_nodes, room_operands, room_numbers, room_layouts, room_leaves,
      room_names, room_calls, room_outputs, room_wrt;
  int wrt_given;
  ad_ref *targets; /* targets[n_targets]: nodes due in [0, 1]               */
  size_t n_targets, room_targets;
  uint32_t literal; /* 1 + the node of the last ad_builder_literal; 0: none */
  ad_error error;
};

/* Appends a node with its operands; sizes are checked against the limit.
   Returns an invalid ref after a failure. */
ad_ref ad_builder_append(ad_builder *b, ad_op op, ad_shape shape, size_t at0,
                         size_t at1, size_t n, const ad_ref *operands);

/* A number as it stands in a text: one node for all that follow each other and
   are the same, as in many lines of one kind. */
ad_ref ad_builder_literal(ad_builder *b, double x);

/* A leaf without a name. */
ad_ref ad_builder_leaf(ad_builder *b, ad_shape shape, ad_leaf_kind kind);

/* Records a failure, unless there is one already. */
void ad_builder_fail(ad_builder *b, const char *format, ...) AD_PRINTF(2, 3);

/* May the builder go on with these operands?  Fails where one is none. */
int ad_builder_ready(ad_builder *b, size_t n, const ad_ref *operands);

/* The nodes from number `first` on were made by a call that its author wrote
   as `written`, a static string. */
void ad_builder_called(ad_builder *b, size_t first, const char *written);

/* Is x an output already? */
int ad_builder_is_output(const ad_builder *b, ad_ref x);

/* Differentiates by every input and param, where no wrt was given; makes the
   last node that computes the output, where there is none. */
void ad_builder_defaults(ad_builder *b);

/* How a message speaks of a node: 'W1' (4 x 3), or a 4 x 3 matrix. */
const char *ad_builder_describe(const ad_builder *b, ad_ref x, char *text,
                                size_t size);

/* The first row of this name, of any arity, from `from` on; AD_OP_count.
   ops.c */
ad_op ad_op_next(const char *name, ad_op from);

static const ad_ref AD_NO_REF = {UINT32_MAX};

#endif
