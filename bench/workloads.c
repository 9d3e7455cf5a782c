/* SPDX-License-Identifier: GPL-3.0-or-later
   The list of workloads.  Read workload.h before.

   ops counts + - * / and functions with an active operand, as a program of
   scalars would execute them; each hand_*.c says how the count comes about. */
#include "workload.h"

enum {
  GRADIENT = MEASURE_GRADIENT,
  BOTH = MEASURE_GRADIENT | MEASURE_FORWARD,
  JACOBIAN = MEASURE_JACOBIAN
};

const struct workload workloads[] = {
  {.name = "W1-dag", .sheet = "dag.grad", .ops = 5, .measured = BOTH,
   .goal = GOAL_TIME, .limit = 30, .hand = &hand_dag},

  {.name = "W2-rosen-10", .sheet = "rosenbrock.grad",
   .dims = {{"n", "10"}}, .ops = 72, .measured = BOTH,
   .hand = &hand_rosenbrock},
  {.name = "W2-rosen-1e3", .sheet = "rosenbrock.grad",
   .dims = {{"n", "1000"}}, .ops = 7992, .measured = BOTH,
   .goal = GOAL_PLAIN, .limit = 6, .hand = &hand_rosenbrock},
  {.name = "W2-rosen-1e5", .sheet = "rosenbrock.grad",
   .dims = {{"n", "100000"}}, .ops = 799992, .measured = GRADIENT,
   .goal = GOAL_PLAIN, .limit = 7, .hand = &hand_rosenbrock},

  {.name = "W2-speel-10", .sheet = "speelpenning.grad",
   .dims = {{"n", "10"}}, .ops = 9, .measured = BOTH,
   .hand = &hand_speelpenning},
  {.name = "W2-speel-1e3", .sheet = "speelpenning.grad",
   .dims = {{"n", "1000"}}, .ops = 999, .measured = BOTH,
   .goal = GOAL_PLAIN, .limit = 2.5, .hand = &hand_speelpenning},
  {.name = "W2-speel-1e5", .sheet = "speelpenning.grad",
   .dims = {{"n", "100000"}}, .ops = 99999, .measured = GRADIENT,
   .hand = &hand_speelpenning},

  {.name = "W3-relu", .sheet = "relu.grad", .ops = 27847, .measured = BOTH,
   .goal = GOAL_PLAIN, .limit = 9, .hand = &hand_relu},
  {.name = "W3-tanh", .sheet = "tanh.grad", .ops = 54977, .measured = BOTH,
   .goal = GOAL_PLAIN, .limit = 0.9, .hand = &hand_tanh},

  {.name = "W4-classifier", .sheet = "classifier.grad", .ops = 26070785,
   .measured = GRADIENT, .goal = GOAL_HAND, .limit = 1.05,
   .hand = &hand_classifier},

  {.name = "W5-gmm-d2", .sheet = "mixture.grad", .dims = {{"d", "2"}},
   .ops = 77069, .measured = BOTH, .goal = GOAL_PLAIN, .limit = 0.7,
   .hand = &hand_mixture},
  {.name = "W5-gmm-d10", .sheet = "mixture.grad", .dims = {{"d", "10"}},
   .ops = 677669, .measured = GRADIENT, .goal = GOAL_PLAIN, .limit = 0.9,
   .hand = &hand_mixture},

  {.name = "W6-m1", .sheet = "jacobian.grad", .dims = {{"m", "1"}},
   .ops = 8384, .measured = JACOBIAN, .goal = GOAL_PLAIN, .limit = 1.4,
   .hand = &hand_jacobian},
  {.name = "W6-m4", .sheet = "jacobian.grad", .dims = {{"m", "4"}},
   .ops = 8768, .measured = JACOBIAN, .goal = GOAL_PLAIN, .limit = 3.7,
   .hand = &hand_jacobian},
  {.name = "W6-m16", .sheet = "jacobian.grad", .dims = {{"m", "16"}},
   .ops = 10304, .measured = JACOBIAN, .goal = GOAL_PLAIN, .limit = 4,
   .hand = &hand_jacobian},
  {.name = "W6-m64", .sheet = "jacobian.grad", .dims = {{"m", "64"}},
   .ops = 16448, .measured = JACOBIAN, .goal = GOAL_PLAIN, .limit = 5,
   .hand = &hand_jacobian},

  {.name = "S-tangle-1e3", .build = tangle_build_small, .ops = 1000,
   .measured = BOTH, .goal = GOAL_OP, .limit = 3, .hand = &hand_tangle},
  {.name = "S-tangle-1e4", .build = tangle_build_large, .ops = 10000,
   .measured = GRADIENT, .goal = GOAL_OP, .limit = 3, .hand = &hand_tangle},
};

const size_t n_workloads = sizeof workloads / sizeof *workloads;
