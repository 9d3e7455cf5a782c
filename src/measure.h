/* SPDX-License-Identifier: GPL-3.0-or-later
   What each method costs: counted always, timed where that is wanted.  Read
   results.h and lib/cost.h before. */
#ifndef MEASURE_H
#define MEASURE_H

#include "cost.h"
#include "results.h"

/* In the order of the table.  `null` is what a call of an engine costs before
   it does anything: an evaluation of a graph without operations.  `forward`
   is the full Jacobian one direction at a time, `chunked` the same in
   chunks, `reverse` one output entry at a time, `fd` the entries that were
   checked. */
enum method {
  METHOD_NULL,
  METHOD_EVALUATION,
  METHOD_FORWARD_1,
  METHOD_FORWARD,
  METHOD_CHUNKED,
  METHOD_REVERSE,
  METHOD_FD,
  METHODS
};

struct method_cost {
  const char *name;     /* of JSON's "method"                              */
  double sweeps;        /* of fd: plain evaluations                        */
  double sweeps_least, sweeps_most; /* what any machine may need           */
  double flops, calls;  /* for one sweep of fd: those of an evaluation     */
  size_t bytes;         /* kept while it runs                              */
  double seconds;       /* median; 0 where nothing was timed               */
  double least, most;   /* seconds of the fastest and the slowest repeat   */
  int extrapolated;     /* measured on a sample of its sweeps              */
};

/* Fills costs[METHODS]; `timed` 0 leaves the clock alone.  AD_ENOMEM. */
ad_status measure_costs(struct results *r, int timed,
                        struct method_cost costs[METHODS], ad_error *err);

#endif
