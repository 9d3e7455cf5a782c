/* SPDX-License-Identifier: GPL-3.0-or-later
   The inside of a trace: trace.c (node by node), trace_apart.c (entry by entry,
   where 0 has met infinity).  Internal; read trace.h and edges.h before. */
#ifndef AD_TRACE_DATA_H
#define AD_TRACE_DATA_H

#include "engines/edges.h"
#include "trace.h"

struct ad_trace {
  ad_program program;
  ad_memory memory;
  int evaluated, pushed, pulled; /* which sweeps have been at the point?    */
  size_t words;    /* entries of all active nodes                           */
  size_t *place;   /* place[nodes]: where a node's entries lie among them;
                      SIZE_MAX: it is not active                            */
  size_t *paid_at; /* paid_at[operands]: where what is paid in lies;
                      SIZE_MAX: there is no edge                            */
  size_t paid_words;
  double *tangent, *adjoint, *paid; /* [words], [words], [paid_words]       */
  unsigned char *reached;           /* reached[nodes]                       */
  ad_edges edges;                   /* for a sweep entry by entry           */
  unsigned char *marks;             /* marks[words]: does a path lead here? */
};

/* What x pays in to operand k by its kernel; its tangent by its kernel.  The
   operands' values are turned to: v is that of x. */
void ad_trace_pay(ad_trace *t, const ad_node *x, size_t k, const double *v);
void ad_trace_push(ad_trace *t, const ad_node *x);

/* Both sweeps once more: an entry that no path leads to has no part. */
void ad_trace_reverse_apart(ad_trace *t, const double *cotangents);
void ad_trace_forward_apart(ad_trace *t, const double *d);

#endif
