/* SPDX-License-Identifier: GPL-3.0-or-later
   The library and the code by hand on one problem.  Read bench.h and
   problem.h before. */
#ifndef MEASURE_H
#define MEASURE_H

#include "bench.h"
#include "problem.h"

/* The methods that rows are kept under.  forward-K and jacobian-...-K carry
   their chunk K; a peer may end its own with another word. */
#define METHOD_PLAIN "plain"           /* P, by hand                        */
#define METHOD_DERIVATIVE "derivative" /* by hand                           */
#define METHOD_EVALUATION "evaluation"
#define METHOD_GRADIENT "gradient"
#define METHOD_SET "set"               /* handing the inputs over, alone    */
#define METHOD_FORWARD_1 "one-direction"
#define METHOD_FORWARD "forward-"
#define METHOD_REVERSE_JACOBIAN "jacobian-reverse-"
#define METHOD_FORWARD_JACOBIAN "jacobian-forward-"

#define TOOL_HAND "hand"
#define TOOL_OURS "gradcompare"

/* Derivatives found by the library must be this near those by hand. */
extern const double MEASURE_TOLERANCE;

/* Adds the rows of both.  What the library finds is held against the code
   by hand first; where it is too far off, the program ends. */
void measure_hand(const struct problem *p, const struct pace *pace,
                  struct rows *rows);
void measure_ours(const struct problem *p, const struct pace *pace,
                  struct rows *rows);

/* The library's answer, its gradient or the fastest Jacobian of rows, once
   more, where a peer takes turns with it. */
struct turns;
struct turns *measure_turns_new(const struct problem *p,
                                const struct rows *rows);
struct spread measure_turn(struct turns *turns, const struct pace *pace);
void measure_turns_free(struct turns *turns);

/* The checks of measure_ours alone: the largest error. */
double measure_check(const struct problem *p);

#endif
