/* SPDX-License-Identifier: GPL-3.0-or-later
   The computation graph and its builder.  A graph is an array of nodes in
   evaluation order, operands by index, shapes inferred; once built it never
   changes, and several engines may work on it at the same time.  Everything
   is a matrix: a scalar is 1 x 1, a vector n x 1.  Read ops.h before.

   Programs include graph.h, which adds the elementwise operations by name;
   what knows none of them by name includes this, and need not be compiled
   again when ops.def has a new row.

   A builder remembers its first failure; what is built after that is
   ignored, so that calls compose freely and one check suffices. */
#ifndef AD_NODES_H
#define AD_NODES_H

#include <stdint.h>

#include "ops.h"

AD_BEGIN_C

typedef struct ad_builder ad_builder;
typedef struct ad_graph ad_graph;

/* A node, by its index; from one builder to the graph made of it. */
typedef struct ad_ref {
  uint32_t index;
} ad_ref;

/* No node: the index of what a builder could not make. */
#define AD_NO_INDEX UINT32_MAX

/* rows x cols; an axis is `unit` when it was written as a literal 1 (a size
   that happens to be 1 is not), which decides what counts as a vector. */
typedef struct ad_shape {
  size_t rows, cols;
  int unit_rows, unit_cols;
} ad_shape;

typedef enum ad_leaf_kind {
  AD_INPUT, /* differentiated by default                                  */
  AD_PARAM, /* the same, and updated by training                          */
  AD_DATA,  /* constant, unless named in wrt                              */
  AD_SHIFT  /* what ad_shifted adds to a node: zeros                      */
} ad_leaf_kind;

/* What a reduction runs over: over=rows gives 1 x cols, over=cols rows x 1. */
typedef enum ad_axis { AD_ALL, AD_OVER_ROWS, AD_OVER_COLS } ad_axis;

/* --- the builder ------------------------------------------------------- */

/* An empty builder; the caller frees it.  AD_ENOMEM. */
AD_API ad_status ad_builder_new(ad_builder **out, ad_error *err);
AD_API void ad_builder_free(ad_builder *b);

/* A builder that goes on where g ended: its nodes, under the same refs and
   names, its leaves, its limit; the outputs are to be declared anew, and the
   first ad_wrt replaces the leaves that g is differentiated by.  What it makes
   is a graph of its own.  The caller frees it.  AD_ENOMEM. */
AD_API ad_status ad_builder_continue(const ad_graph *g, ad_builder **out,
                                     ad_error *err);

/* Refuses (AD_ELIMIT) graphs whose values alone need more than `bytes`. */
AD_API void ad_builder_limit(ad_builder *b, size_t bytes);

/* The first failure so far (status AD_OK: none), and its forgetting. */
AD_API const ad_error *ad_builder_error(const ad_builder *b);
AD_API void ad_builder_clear_error(ad_builder *b);
AD_API size_t ad_builder_size(const ad_builder *b); /* nodes so far      */

/* A leaf of rows x cols; the name is copied, must be new and not empty. */
AD_API ad_ref ad_leaf(ad_builder *b, const char *name, size_t rows,
                      size_t cols, ad_leaf_kind kind);
AD_API ad_ref ad_leaf_shaped(ad_builder *b, const char *name, ad_shape shape,
                             ad_leaf_kind kind);

/* A number, and a matrix x[rows x cols] of numbers (copied). */
AD_API ad_ref ad_number(ad_builder *b, double x);
AD_API ad_ref ad_matrix(ad_builder *b, size_t rows, size_t cols,
                        const double *x);

/* The numbers 1 .. n as a column. */
AD_API ad_ref ad_range(ad_builder *b, size_t n);

/* An elementwise operation by id: operands[n].  They broadcast over the two
   axes as in numpy: an axis of size 1 is stretched.  graph.h has a function
   for each. */
AD_API ad_ref ad_elementwise(ad_builder *b, ad_op op, size_t n,
                             const ad_ref *operands);

AD_API ad_ref ad_matmul(ad_builder *b, ad_ref x, ad_ref y); /* x @ y      */
AD_API ad_ref ad_transpose(ad_builder *b, ad_ref x);        /* x'         */
AD_API ad_ref ad_diag(ad_builder *b, ad_ref x);
AD_API ad_ref ad_tril(ad_builder *b, ad_ref x);

/* Of a square x: the determinant, its logarithm (NaN where it is negative),
   the inverse, and the v[n x k] with x @ v = y[n x k].  A singular x has
   determinant 0, with the logarithm -inf; the other two are NaN then. */
AD_API ad_ref ad_det(ad_builder *b, ad_ref x);
AD_API ad_ref ad_logdet(ad_builder *b, ad_ref x);
AD_API ad_ref ad_inv(ad_builder *b, ad_ref x);
AD_API ad_ref ad_solve(ad_builder *b, ad_ref x, ad_ref y);

/* A reduction by id: AD_OP_sum, prod, amax, amin, logsumexp, norm. */
AD_API ad_ref ad_reduce(ad_builder *b, ad_op op, ad_ref x, ad_axis axis);

/* Running sums of x down its rows (AD_OVER_ROWS) or along its columns: entry
   (i, j) is x(1, j) + ... + x(i, j), or x(i, 1) + ... + x(i, j). */
AD_API ad_ref ad_cumsum(ad_builder *b, ad_ref x, ad_axis axis);

/* Stretches x (1 x 1, 1 x cols or rows x 1) to rows x cols. */
AD_API ad_ref ad_expand(ad_builder *b, ad_ref x, ad_shape shape);
AD_API ad_ref ad_reshape(ad_builder *b, ad_ref x, ad_shape shape);

/* The block of `shape` that starts at row r0, column c0 (from 0); and x put
   there into a zero matrix of `shape`. */
AD_API ad_ref ad_slice(ad_builder *b, ad_ref x, size_t r0, size_t c0,
                       ad_shape shape);
AD_API ad_ref ad_embed(ad_builder *b, ad_ref x, size_t r0, size_t c0,
                       ad_shape shape);

/* The rows of x that the list names, a row or a column of whole numbers from
   1, and its columns; one that is named twice comes twice.  Any other number
   gives a row (column) of NaN.  The list has no derivative. */
AD_API ad_ref ad_pick_rows(ad_builder *b, ad_ref x, ad_ref list);
AD_API ad_ref ad_pick_cols(ad_builder *b, ad_ref x, ad_ref list);

/* A matrix of blocks: blocks[n] from left to right and top to bottom,
   across[rows] of them in each row of blocks. */
AD_API ad_ref ad_block(ad_builder *b, size_t rows, const size_t *across,
                       size_t n, const ad_ref *blocks);

/* Labels 1..classes (n x 1) as n x classes of 0 and 1; any other number
   gives a row of NaN.  No derivative. */
AD_API ad_ref ad_indicator(ad_builder *b, ad_ref labels, size_t classes);

/* Names a node; `written` is the operation as its author wrote it (a static
   string; NULL: the op's own name).  Names are unique. */
AD_API void ad_name(ad_builder *b, ad_ref x, const char *name,
                    const char *written);

/* x + s, where s is a new leaf without a name of its own, to be set to zeros:
   the derivative by s is the adjoint of x, as far as the result is read in
   the place of x.  It costs an addition, which cost.h does not count. */
AD_API ad_ref ad_shifted(ad_builder *b, ad_ref x);

/* Declares x an output; adds a leaf, or the one of what ad_shifted made, to
   what is differentiated by (the first call replaces the default: every input
   and param). */
AD_API void ad_output(ad_builder *b, ad_ref x);
AD_API void ad_wrt(ad_builder *b, ad_ref x);

/* Looks a name up; 0 where it is unknown. */
AD_API int ad_builder_find(const ad_builder *b, const char *name,
                           size_t length, ad_ref *out);
/* The same for the parser (ad_names.declared), whose state is the builder. */
AD_API int ad_builder_declares(const void *builder, const char *name,
                               size_t length);
AD_API ad_shape ad_builder_shape(const ad_builder *b, ad_ref x);

/* Makes the graph and empties the builder (which is still to be freed).
   Without an output, the last node that is no leaf or number is it.  Returns
   the first failure, if any.  The caller frees *out. */
AD_API ad_status ad_builder_finish(ad_builder *b, ad_graph **out,
                                   ad_error *err);
AD_API void ad_graph_free(ad_graph *g);

/* --- reading a graph ---------------------------------------------------
   A number past the last one gives a ref with AD_NO_INDEX, and SIZE_MAX where a
   number is asked for; a ref that is no node of g gives no entries, no
   operands, no name, and the operation AD_OP_count. */

AD_API size_t ad_graph_size(const ad_graph *g); /* number of nodes          */
AD_API ad_shape ad_graph_shape(const ad_graph *g, ad_ref x);
AD_API size_t ad_graph_entries(const ad_graph *g, ad_ref x); /* of that shape */
AD_API ad_op ad_graph_op(const ad_graph *g, ad_ref x);
/* The entries of a number or a matrix of numbers, row by row, borrowed; NULL
   of any other node. */
AD_API const double *ad_graph_numbers(const ad_graph *g, ad_ref x);
AD_API size_t ad_graph_operands(const ad_graph *g, ad_ref x);
AD_API ad_ref ad_graph_operand(const ad_graph *g, ad_ref x, size_t k);

/* Does x, a product, read operand k as its transpose: W in x @ W'? */
AD_API int ad_graph_turns(const ad_graph *g, ad_ref x, size_t k);

/* What an operation has beside its operands: the axis of a reduction or of
   running sums; the first row and column of a slice, or of what is put into
   zeros; does a list name columns; across[n], the blocks in each row of a
   matrix of blocks, borrowed.  Zeros where there is nothing of the kind. */
typedef struct ad_extra {
  ad_axis axis;
  size_t row, col;
  int columns;
  size_t n;
  const size_t *across;
} ad_extra;
AD_API ad_extra ad_graph_extra(const ad_graph *g, ad_ref x);

/* Leaves, by number in order of declaration. */
AD_API size_t ad_graph_leaves(const ad_graph *g);
AD_API ad_ref ad_graph_leaf(const ad_graph *g, size_t i);
AD_API int ad_graph_is_leaf(const ad_graph *g, ad_ref x, size_t *i); /* which */
AD_API ad_leaf_kind ad_graph_leaf_kind(const ad_graph *g, size_t i);

/* Named nodes (leaves included) in order of naming; the name of a node, ""
   where it has none; the op as written; the call (of softmax, mse, eye, ...)
   that it is a step of, as written, or "", and the last step of that call. */
AD_API size_t ad_graph_names(const ad_graph *g);
AD_API ad_ref ad_graph_named(const ad_graph *g, size_t i);
AD_API const char *ad_graph_name(const ad_graph *g, ad_ref x);
AD_API const char *ad_graph_written(const ad_graph *g, ad_ref x);
AD_API const char *ad_graph_call(const ad_graph *g, ad_ref x);
AD_API ad_ref ad_graph_call_last(const ad_graph *g, ad_ref x);
AD_API int ad_graph_find(const ad_graph *g, const char *name, size_t length,
                         ad_ref *out);
/* The last for the parser (ad_names.declared), whose state is the graph. */
AD_API int ad_graph_declares(const void *graph, const char *name,
                             size_t length);

/* The worksheet's name of the size of an axis of x, its columns or its rows; ""
   where it has none.  And the value of a size by its name, as `number` of
   ad_scope (lower.h) with the graph for its state; 0 where there is none. */
AD_API const char *ad_graph_axis(const ad_graph *g, ad_ref x, int cols);
AD_API int ad_graph_number(const void *graph, const char *name, double *value);

/* Outputs and differentiated leaves in order; their entries together. */
AD_API size_t ad_graph_outputs(const ad_graph *g);
AD_API ad_ref ad_graph_output(const ad_graph *g, size_t i);
AD_API size_t ad_graph_output_entries(const ad_graph *g);
AD_API size_t ad_graph_wrts(const ad_graph *g);
AD_API ad_ref ad_graph_wrt(const ad_graph *g, size_t i);
AD_API size_t ad_graph_wrt_leaf(const ad_graph *g, size_t i); /* its number */
AD_API int ad_graph_is_wrt(const ad_graph *g, ad_ref x); /* is x among them? */
AD_API size_t ad_graph_wrt_entries(const ad_graph *g);

/* Activity: is the node needed for an output; does it depend on a wrt leaf
   by an edge and reach an output by one? */
AD_API int ad_graph_needed(const ad_graph *g, ad_ref x);
AD_API int ad_graph_active(const ad_graph *g, ad_ref x);
/* Does a derivative pass from x to its operand k? */
AD_API int ad_graph_passes(const ad_graph *g, ad_ref x, size_t k);

AD_END_C

#endif
