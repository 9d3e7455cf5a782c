/* SPDX-License-Identifier: GPL-3.0-or-later
   How often do the rules of agree.h err?  `make rates` judges derivatives of
   random graphs, right ones and ones with a planted mistake, and counts.
   Read lib/agree.h and rates_truth.h before; then rates_world.c (the
   graphs), rates_judge.c (one graph), rates_other.c (published rules),
   rates_table.c, and rates.c. */
#ifndef RATES_H
#define RATES_H

#include <stdint.h>
#include <stdio.h>

#include "agree.h"

enum world {
  WORLD_ORDINARY, /* inputs in -1.5 .. 2.1                                 */
  WORLD_TIES,     /* one input in twelve is 0 or 0.617: kinks are hit      */
  WORLD_WIDE,     /* inputs +-1e-8 .. 1e8                                  */
  WORLD_WILD,     /* nothing is kept in its domain; both sorts of inputs   */
  WORLD_DEEP,     /* recurrences of up to 60 steps                         */
  WORLD_MAPS,     /* iterated maps, some of them chaotic                   */
  WORLD_SATURATED, /* where functions have become flat                     */
  WORLD_EXTREME,  /* +-1e-150 .. 1e150                                     */
  WORLDS
};
extern const char *const rates_worlds[WORLDS];

enum rule {
  RULE_R1, /* forward = reverse, mistakes in reverse mode alone            */
  RULE_R2, /* differences, mistakes in both modes; as in all that follow   */
  RULE_R3_DUALITY, /* along a direction; mistakes in reverse mode alone    */
  RULE_R3,
  RULE_PYTORCH,
  RULE_JAX,
  RULE_GSL,
  RULE_GSL_10,
  RULES
};

/* What a mistake multiplies a derivative, or one operation's partial on the
   way to it, with. */
enum { FACTORS = 7, LARGE_FACTORS = 4 }; /* the first four: 10 % and more  */
extern const double rates_factors[FACTORS];
extern const char *const rates_factor_names[FACTORS];

enum { REASONS = AD_REASON_count };

struct rate {
  uint64_t tests;     /* derivatives that are not singular                 */
  uint64_t alarms;    /* right ones called wrong                           */
  uint64_t undecided; /* right ones: inconclusive                          */
  uint64_t weak;      /* right ones: agree, but the rule says that this says
                         little (weak; faint)                              */
  uint64_t planted[FACTORS]; /* mistakes that change the derivative by a
                                tenth of their factor or more, and by
                                more than rounding may                     */
  uint64_t missed[FACTORS];  /* called right, and not weak                 */
  uint64_t open[FACTORS];    /* undecided or weak                          */
};

struct counts {
  uint64_t graphs, derivatives, directions;
  uint64_t zero;     /* derivatives that no path leads to: left out        */
  uint64_t singular; /* left out as well                                   */
  uint64_t beyond;   /* farther from the truth than both engines' error bar,
                        though no branch hangs on rounding                 */
  uint64_t lost;     /* agree, not weak, and farther from the truth than a
                        millionth of it and of the leaf's largest entry    */
  uint64_t untrue;   /* called wrong by R2, and the truth says so too: the
                        operations' rounding, no false alarm               */
  struct rate rates[RULES];
  uint64_t reasons[2][REASONS]; /* of R2, and of R3                        */
  double worst_bound;     /* largest |forward - reverse| / bound           */
  double worst_tolerance; /* largest |fd - truth| / tolerance, of R2       */
  double worst_error;     /* largest |derivative - truth| / error bar      */
};

void counts_add(struct counts *to, const struct counts *from);

/* A graph of this world (to be freed with ad_graph_free), and a point for it
   (free). */
ad_graph *rates_grow(enum world world, uint64_t seed, double **x);

/* What is reported, a line each. */
struct report {
  FILE *to;
  int wrong; /* false alarms, large mistakes missed                        */
  int open;  /* right derivatives that R2 leaves open, and why             */
};

/* Judges derivatives of one graph. */
void rates_judge(enum world world, uint64_t seed, struct counts *c,
                 const struct report *report);

/* Does a published rule call this derivative right?  `forms` are the numbers
   that it looks at. */
struct forms {
  double two_point[2];  /* by steps 1e-6 and 1e-4                          */
  double gsl, gsl_error; /* gsl_deriv_central from 1e-4                    */
};
struct forms rates_forms(ad_fd *fd, size_t of, size_t by);
int rates_passes(enum rule rule, const struct forms *forms, double derivative);

/* Prints c[WORLDS]. */
void rates_print(FILE *to, const struct counts *c);
void rates_print_csv(FILE *to, const struct counts *c);

#endif
