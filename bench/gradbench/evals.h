/* SPDX-License-Identifier: GPL-3.0-or-later
   The evals of GradBench that this tool knows: of each a graph, and its two
   functions, the value and the derivative.  What they compute is described in
   evals/NAME/README.md of GradBench.  Read work.h before. */
#ifndef GRADBENCH_EVALS_H
#define GRADBENCH_EVALS_H

#include "work.h"

struct function {
  const char *name;
  void (*run)(struct work *w);              /* what is timed               */
  json_t *(*output)(const struct work *w);  /* its result as JSON; NULL: not
                                               finite, or no memory         */
};

enum { FUNCTION_VALUE, FUNCTION_DERIVATIVE, FUNCTIONS };

struct eval {
  const char *name;
  void (*build)(struct problem *p); /* reads the input, builds up to outputs */
  struct function functions[FUNCTIONS];
};

/* NULL: there is none of this name. */
const struct eval *eval_find(const char *name);

/* The result as a number; as a list of numbers. */
json_t *output_number(const struct work *w);
json_t *output_list(const struct work *w);

/* list with value at its end, which it takes; x[n] as a list of numbers, and
   x[rows x cols] as a list of rows.  NULL, with all freed, as above. */
json_t *json_append(json_t *list, json_t *value);
json_t *json_list(const double *x, size_t n);
json_t *json_rows(const double *x, size_t rows, size_t cols);

/* Entry i of a column, from 0; the sum of all entries, or over an axis. */
ad_ref entry_of(ad_builder *b, ad_ref x, size_t i);
ad_ref sum_of(ad_builder *b, ad_ref x, ad_axis axis);

extern const struct eval eval_ba, eval_det, eval_gmm, eval_hello, eval_llsq,
    eval_lse, eval_lstm, eval_ode;

#endif
