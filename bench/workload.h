/* SPDX-License-Identifier: GPL-3.0-or-later
   What is measured: a worksheet (or a graph built through the C API), the
   same function written by hand in C, and the goal for the library. */
#ifndef WORKLOAD_H
#define WORKLOAD_H

#include "nodes.h"

struct problem;

/* The function by hand, at x[n]: all wrt entries in order. */
struct hand {
  /* y[m], in plain loops as anyone would write them: P, the measure of all
     ratios. */
  void (*plain)(const struct problem *p, const double *x, double *y);
  /* y[m] and J[m x n], by formulas. */
  void (*derivative)(const struct problem *p, const double *x, double *y,
                     double *J);
};

/* What a goal is a multiple of. */
enum goal {
  GOAL_NONE,
  GOAL_PLAIN, /* P                                                         */
  GOAL_HAND,  /* the derivative by hand                                    */
  GOAL_TIME,  /* ns                                                        */
  GOAL_OP     /* ns an elementary operation                                */
};

enum measured {
  MEASURE_GRADIENT = 1, /* one output: value and gradient by one sweep     */
  MEASURE_FORWARD = 2,  /* the same by forward mode                        */
  MEASURE_JACOBIAN = 4  /* both ways                                       */
};

struct workload {
  const char *name;
  const char *sheet; /* in bench/; NULL: `build` makes the graph           */
  const char *dims[2][2]; /* name and value, instead of the worksheet's    */
  /* Builds the graph and draws x[n]; the caller frees it and *extra. */
  void (*build)(ad_builder *b, double **x, void **extra);
  double ops;   /* elementary operations with an active operand            */
  unsigned measured;
  enum goal goal;
  double limit; /* the first goal: at most this much                       */
  const struct hand *hand;
};

extern const struct workload workloads[];
extern const size_t n_workloads;

/* hand_*.c */
extern const struct hand hand_dag, hand_rosenbrock, hand_speelpenning,
    hand_relu, hand_tanh, hand_classifier, hand_mixture, hand_jacobian,
    hand_tangle;

/* hand_tangle.c: 1,000 and 10,000 operations without any regularity. */
void tangle_build_small(ad_builder *b, double **x, void **extra);
void tangle_build_large(ad_builder *b, double **x, void **extra);

#endif
