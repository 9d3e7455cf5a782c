/* SPDX-License-Identifier: GPL-3.0-or-later
   How large the adjoint is layer by layer, from the output back.  Layers are
   named nodes that are computed and numbered, as a loop or a net names them,
   s8, s7, ..., s1; where none are, all named matrices that the sweep comes to.
   Read explain.h before.  Source: Glorot and Bengio, Understanding the
   difficulty of training deep feedforward neural networks (2010), section 4. */
#ifndef FLOW_H
#define FLOW_H

#include "explain/explain.h"
#include "gnuplot/plot.h"

struct flow_step {
  ad_ref node;
  char *name;       /* of the node                                         */
  size_t layer;     /* the number in its name                              */
  double norm, rms; /* of the adjoint: Euclidean, and that by sqrt(entries) */
};

/* Layers of one kind, steps[n], n >= 2, in the order of the sweep. */
struct flow_series {
  char *stem; /* "s" of s1, s2, ...; "" where they are not numbered         */
  size_t n;
  struct flow_step *steps;
};

struct flow {
  size_t n;
  struct flow_series *series; /* series[n]                                 */
};

/* Of e's trace as it is; the caller frees what is in it.  It needs no e. */
struct flow flow_new(const struct explained *e);
void flow_free(struct flow *flow);

/* By what the rms is multiplied from each layer to the next, on average
   (geometrically); 0 where nothing comes through, NaN where nothing can be
   said. */
double flow_factor(const struct flow_series *s);

/* What the rms does in all: "vanishes", "shrinks", "keeps its size", "grows" or
   "explodes". */
const char *flow_word(const struct flow_series *s);

/* Those of several worksheets, for one picture; zeroed: none. */
struct flows {
  size_t n;
  struct flow *flow; /* flow[n]                                            */
  char **names;      /* names[n], of the worksheets                        */
};

/* Takes the flow over, and a copy of the name. */
void flows_add(struct flows *flows, struct flow flow, const char *name);
void flows_free(struct flows *flows);

/* plot_flow.c: writes NAME-flow.csv and .gp to the plot's folder, and lets
   gnuplot draw; the same of all worksheets together as flow, where there are
   two.  An exit status. */
int plot_flow(const struct explained *e, const char *file,
              const struct plot *plot);
int plot_flows(const struct flows *flows, const struct plot *plot);

#endif
