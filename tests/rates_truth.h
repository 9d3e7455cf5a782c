/* SPDX-License-Identifier: GPL-3.0-or-later
   The truth that `make rates` compares with: the derivatives of a graph in a
   wider arithmetic, from the formulas of ops.def and plain loops of its own
   for the structured operations.  The graph is unrolled into its entries,
   counted over all nodes, and the edges between them.  What the words mean
   for the engines (edges, structural zeros) they mean here.  Read
   lib/graph/graph_data.h before. */
#ifndef RATES_TRUTH_H
#define RATES_TRUTH_H

#include <config.h>

#include "graph/graph_data.h"
#include "value.h"

/* HAVE_QUADMATH comes from configure. */
#ifdef HAVE_QUADMATH
__extension__ typedef __float128 real;
#define RATES_TRUTH "binary128"
#else
typedef long double real;
#define RATES_TRUTH "long double"
#endif

/* Entry `to` of all depends on entry `from`; both are entries of nodes, `to`
   of one whose operand `operand` holds `from`. */
typedef struct truth_edge {
  uint32_t node, operand;
  size_t to, from;
  real partial;
} truth_edge;

typedef struct truth {
  const ad_graph *g;
  const ad_value *doubles; /* at the same point                            */
  size_t *first;   /* first[nodes]: of all entries, where a node's begin    */
  size_t entries;
  real *v;         /* v[entries]                                            */
  size_t n_edges, room;
  truth_edge *edges; /* by node, so that a sweep takes them in order        */
} truth;

/* At the point x, the entries of all leaves in order; `doubles`, borrowed,
   has been evaluated there, and decides which branches are taken.  The caller
   frees. */
truth *truth_new(const ad_graph *g, const double *x, const ad_value *doubles);
void truth_free(truth *t);

/* Fills tangent[entries] along direction d[n] of all wrt entries, and
   adjoint[entries] of output entry `of`. */
void truth_forward(const truth *t, const double *d, real *tangent);
void truth_reverse(const truth *t, size_t of, real *adjoint);

/* Where wrt entry `by` and output entry `of` are among the entries. */
size_t truth_wrt(const truth *t, size_t by);
size_t truth_output(const truth *t, size_t of);

/* Part of a derivative that comes through the same node and operand as edge
   `via` does. */
double truth_through(const truth *t, size_t via, const real *adjoint,
                     const real *tangent);

/* An edge on a path, the k-th (modulo their number) that carries something;
   n_edges where there is none. */
size_t truth_pick(const truth *t, size_t k, const real *adjoint,
                  const real *tangent);

/* Internal: the edges of a structured node (rates_truth_structured.c), which
   are entered by truth_enter: by entries of the node and of the operand. */
void truth_structured(truth *t, uint32_t node);
void truth_enter(truth *t, uint32_t node, size_t to, uint32_t operand,
                 size_t from, real partial);
const double *truth_doubles(const truth *t, uint32_t node);
const real *truth_operand(const truth *t, uint32_t node, size_t k);

#endif
