/* SPDX-License-Identifier: GPL-3.0-or-later
   Gradients that a worksheet claims, put to the Taylor test: r1 falls like h^2
   where the formula is right, and like h where it is not.  Read taylor.h
   before. */
#ifndef STEPSIZE_CLAIMS_H
#define STEPSIZE_CLAIMS_H

#include "stepsize/taylor.h"
#include "worksheet/load.h"
#include "worksheet/parts.h"

/* A right side; both modes of its test say the same. */
struct claim_test {
  size_t line;
  char *text; /* "dl/dx = 2*a*x"                                           */
  struct taylor taylor;
};

struct claim_tests {
  size_t n;
  struct claim_test *of; /* of[n]                                          */
};

/* Tests the formulas for derivatives of `output`, of one entry, by the leaves
   wrts[n_wrts]; `base` is the test of the gradient itself.  What cannot be
   computed, has another shape or is a number is passed over.  EXIT_FINE or,
   with a message, EXIT_SYSTEM; the caller calls claim_tests_free in any
   case. */
int claim_tests_gather(struct claim_tests *tests, const struct loaded *loaded,
                       struct engines *e, const struct taylor *base,
                       const struct part *output, size_t n_wrts,
                       const struct part *wrts);
void claim_tests_free(struct claim_tests *tests);

#endif
