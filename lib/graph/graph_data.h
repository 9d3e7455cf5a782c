/* SPDX-License-Identifier: GPL-3.0-or-later
   The inside of a graph, for the builder and the engines; the engines only
   read.  Read nodes.h before. */
#ifndef AD_GRAPH_DATA_H
#define AD_GRAPH_DATA_H

#include "base/name_table.h"
#include "nodes.h"
#include "graph/sizes.h"

enum {
  AD_NODE_UNIT_ROWS = 1,
  AD_NODE_UNIT_COLS = 2,
  AD_NODE_NEEDED = 4, /* an output depends on it                           */
  AD_NODE_ACTIVE = 8, /* and it depends on a wrt leaf, both by edges        */
  AD_NODE_OUTPUT = 16,
  AD_NODE_IDLE = 32,  /* a transpose that only products read, in place      */
  AD_NODE_WRT = 64,   /* a leaf that is differentiated by                   */
  AD_NODE_VARIABLE = 128, /* it depends on an input, a param or a shift      */
  AD_NODE_NAMED = 256,
  AD_NODE_EDGE = 512  /* shifted by 0, 1, 2: the operation has a derivative in
                         its first operand, its second, all others         */
};

/* One node.  at[] is what the operation needs beside its operands:
   slice, place, the first row and column; gather, whether its list counts
   columns; reductions and cumsum, the axis;
   block, the index of its layout (see
   ad_graph.layouts); constant, the index of its first number; leaf, its
   number; matmul, whether an operand is meant transposed. */
typedef struct ad_node {
  uint16_t op;    /* ad_op                                                 */
  uint16_t flags;
  uint32_t arity;
  size_t operand; /* operands[operand .. operand + arity)                  */
  size_t rows, cols;
  size_t at[2];
} ad_node;

typedef struct ad_named {
  uint32_t node;
  const char *name; /* in the graph's texts                                */
  const char *written;
} ad_named;

/* The nodes first .. end-1, which a call of a derived operation, or of a
   function without a row, became. */
typedef struct ad_called {
  uint32_t first, end;
  const char *written; /* its name, a static string                       */
} ad_called;

/* A node that is dy/dx. */
typedef struct ad_derived_node {
  ad_ref y, x, node;
} ad_derived_node;

enum { AD_DERIVED = 16 };

struct ad_graph {
  size_t n;
  ad_node *nodes;       /* nodes[n]                                         */
  size_t n_operands;
  uint32_t *operands;
  size_t n_numbers;
  double *numbers;      /* of the constants                                 */
  size_t n_layouts;
  size_t *layouts;      /* block: rows of blocks, then how many in each     */
  size_t n_leaves;
  uint32_t *leaves;     /* node of each leaf                                */
  unsigned char *kinds; /* ad_leaf_kind of each leaf                        */
  size_t n_names;
  ad_named *names;
  uint32_t *name_of;    /* name_of[n]: index in names + 1, or 0             */
  ad_names_table table; /* name -> index in names                           */
  ad_names_store texts; /* of the names                                     */
  size_t n_calls;
  ad_called *calls;     /* in order; none within another                    */
  size_t n_outputs, n_wrt;
  uint32_t *outputs, *wrt;
  size_t *output_first, *wrt_first; /* the number of the first entry of each,
                                       counted through all of them          */
  ad_derived_node derived[AD_DERIVED]; /* the last ones that were made      */
  size_t n_derived;     /* so far                                           */
  ad_sizes sizes;       /* names of axes                                    */
  size_t entries;       /* of all nodes together                            */
  size_t limit;         /* bytes that engines may allocate                  */
};

/* The rows by their ids: ad_op_get for those who ask for every node. */
extern const ad_op_row ad_op_rows[];

static inline const ad_op_row *ad_row_of(const ad_node *x)
{
  return &ad_op_rows[x->op];
}

/* Operand k of node x, as a node. */
static inline const ad_node *ad_operand_of(const ad_graph *g,
                                           const ad_node *x, size_t k)
{
  return &g->nodes[g->operands[x->operand + k]];
}

static inline int ad_is_elementwise(const ad_node *x)
{
  return x->op >= AD_OP_elementwise;
}

static inline size_t ad_entries(const ad_node *x)
{
  return x->rows * x->cols; /* the builder has checked the product          */
}

/* Is x what ad_shifted made?  Its leaf is the node before it. */
int ad_graph_is_shifted(const ad_graph *g, ad_ref x);

/* Has the operation of x a derivative in operand k? */
static inline int ad_has_edge(const ad_node *x, size_t k)
{
  return (x->flags & AD_NODE_EDGE << (k < 2 ? k : 2)) != 0;
}

/* In any? */
static inline int ad_has_edges(const ad_node *x)
{
  return (x->flags & 7 * AD_NODE_EDGE) != 0;
}

/* Does an edge lead from operand k of x: is that operand active, and has
   the operation a derivative in it? */
static inline int ad_edge_active(const ad_graph *g, const ad_node *x, size_t k)
{
  return (ad_operand_of(g, x, k)->flags & x->flags & AD_NODE_ACTIVE) != 0 &&
         ad_has_edge(x, k);
}

#endif
