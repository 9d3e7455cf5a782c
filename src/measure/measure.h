/* SPDX-License-Identifier: GPL-3.0-or-later
   What each method costs: counted always, timed where that is wanted.  Works
   on engines at a point; knows neither `compare` nor `sweep`.  Read
   engine_set.h and lib/cost.h before. */
#ifndef MEASURE_H
#define MEASURE_H

#include "cost.h"
#include "measure/engine_set.h"

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
  double sweeps_least;  /* what it takes on any machine                    */
  double flops, calls;  /* for one sweep of fd: those of an evaluation     */
  size_t bytes;         /* kept while it runs                              */
  double seconds;       /* median; 0 where nothing was timed               */
  double least, most;   /* seconds of the fastest and the slowest repeat   */
  int extrapolated;     /* measured on a sample of its sweeps              */
};

/* Flops and calls of all sweeps of a method. */
double measure_flops(const struct method_cost *cost, int method);
double measure_calls(const struct method_cost *cost, int method);

/* What is measured.  Finite differences are the caller's: `fd_pieces` of
   them, each run by fd(state, i), which may count its evaluations. */
struct subject {
  const ad_sheet *sheet;
  const struct engines *engines;
  const ad_cost *counted; /* with the engines' chunk; NULL: not counted    */
  size_t n, m; /* entries of all wrt leaves, of all outputs                */
  size_t fd_pieces;
  void (*fd)(void *state, size_t i);
  void *state;
  double known[METHODS]; /* seconds a full run took already; 0: unknown    */
};

/* Fills costs[METHODS] but for the evaluations of fd, and all that the clock
   says.  AD_ENOMEM. */
ad_status measure_counts(const struct subject *s,
                         struct method_cost costs[METHODS], ad_error *err);

/* How long the clock may run.  All methods together have `all` seconds, which
   they share: what one leaves, the next may take.  A method whose full run
   would take longer than its share, or than `one` where that is not 0, is
   measured on a sample of its sweeps, unless it is known already how long it
   takes. */
struct measure_budget {
  double all, one;
};

/* Fills in what the clock says, but for METHOD_NULL.  Memory: that of one
   sweep's results.  AD_ENOMEM. */
ad_status measure_times(const struct subject *s, struct measure_budget budget,
                        struct method_cost costs[METHODS], ad_error *err);

/* What the clock says of METHOD_NULL, in about so many seconds.  AD_ENOMEM. */
ad_status measure_overhead(double budget, struct method_cost *cost,
                           ad_error *err);

/* Adds the evaluations of one entry's estimate to those of fd; the same where
   the output is not finite, so that no step was tried at all. */
void measure_add_evaluations(struct method_cost *fd,
                             const ad_fd_estimate *estimate);
void measure_add_no_search(struct method_cost *fd,
                           const ad_fd_estimate *estimate);

#endif
