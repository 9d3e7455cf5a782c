/* SPDX-License-Identifier: GPL-3.0-or-later
   The report of `stepsize`: the derivative and the errors of the differences
   (show_stepsize.c), their best steps (show_best_steps.c), the Taylor
   remainders (show_taylor.c).  Nothing is computed in them.  Read stepsize.h,
   taylor.h and page.h before. */
#ifndef SHOW_STEPSIZE_H
#define SHOW_STEPSIZE_H

#include "page/page.h"
#include "stepsize/stepsize.h"
#include "stepsize/stepsize_claims.h"
#include "stepsize/taylor.h"
#include "worksheet/parts.h"

/* A worksheet, what is asked about it, and what was found. */
struct study {
  const ad_graph *graph;
  unsigned long seed;
  size_t n_outputs, n_wrts;
  struct part *outputs, *wrts; /* all of them, owned                       */
  const struct part *output, *wrt; /* those of the derivative              */
  size_t of_entry, by_entry; /* of the output, of the leaf, from 0         */
  struct stepsize stepsize;
  struct taylor taylor;
  struct claim_tests claims;
};

/* "df/dx", "dC/dW1[2,1]"; "x", "W1[2,1]"; the caller frees them. */
char *study_derivative(const struct study *study);
char *study_variable(const struct study *study);

/* How f of the Taylor test is called: "f", "y[2]", "u'y". */
char *study_function(const struct study *study);

/* The next cell of a row: "1.98 ± 0.02"; an error, to one digit. */
void show_slope(struct table *table, const struct loglog *line);
void show_rough(struct table *table, double x);

void show_derivative(struct page *page, const struct study *study);
void show_errors(struct page *page, const struct study *study);
void show_best_steps(struct page *page, const struct study *study);
void show_taylor(struct page *page, const struct study *study);

#endif
