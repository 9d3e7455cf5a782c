/* SPDX-License-Identifier: GPL-3.0-or-later
   Counting and timing the methods.  Read measure.h before. */
#include "measure.h"

#include <stdlib.h>

#include "exits.h"
#include "timer.h"

/* --- counts --------------------------------------------------------------- */

static void set(struct method_cost *cost, const char *name, double sweeps,
                double flops, double calls, size_t bytes)
{
  *cost = (struct method_cost){.name = name, .sweeps = sweeps,
                               .sweeps_least = sweeps, .sweeps_most = sweeps,
                               .flops = flops, .calls = calls,
                               .bytes = bytes};
}

static void count_forward(const struct results *r, const ad_cost *one,
                          const ad_cost *rest, struct method_cost *costs)
{
  const struct engines *e = &r->engines;
  double n = (double)r->n, whole = (double)(r->n / e->chunk);
  double last = r->n % e->chunk ? 1 : 0;
  set(&costs[METHOD_FORWARD_1], "forward-1", 1, one->forward.flops,
      one->forward.calls, ad_forward_bytes(e->single));
  set(&costs[METHOD_FORWARD], "forward", n, n * one->forward.flops,
      n * one->forward.calls, ad_forward_bytes(e->single));
  set(&costs[METHOD_CHUNKED], "forward-chunked", whole + last,
      whole * one->chunk.flops + last * rest->chunk.flops,
      whole * one->chunk.calls + last * rest->chunk.calls,
      ad_forward_bytes(e->chunked));
}

/* Recorded once, swept back once an output entry. */
static void count_reverse(const struct results *r, const ad_cost *one,
                          struct method_cost *costs)
{
  double m = (double)r->m, again = m - 1;
  set(&costs[METHOD_REVERSE], "reverse", m,
      m * one->reverse.flops - again * one->evaluation.flops,
      m * one->reverse.calls - again * one->evaluation.calls,
      ad_tape_bytes(r->engines.tape));
}

/* What GSL makes of its error estimate hangs on the last bits: whether it
   goes on to a smaller step, four evaluations more. */
static void add_evaluations(struct method_cost *cost, const ad_fd_estimate *fd)
{
  double evaluations = (double)fd->evaluations;
  double more = fd->least_step < 0.99 * fd->step ? 4 : 0;
  int clean = fd->reason == AD_FD_CLEAN;
  cost->sweeps += evaluations;
  cost->sweeps_least += clean ? evaluations - more : AD_FD_LEAST;
  cost->sweeps_most += clean ? evaluations - more + 4 : AD_FD_MOST;
}

static void count_differences(const struct results *r, const ad_cost *one,
                              struct method_cost *costs)
{
  struct method_cost *fd = &costs[METHOD_FD];
  set(fd, "fd", 0, one->evaluation.flops, one->evaluation.calls,
      ad_value_bytes(r->engines.value));
  for (size_t i = 0; i < r->n_fd; i++)
    add_evaluations(fd, &r->fd[i]);
}

static ad_status count(struct results *r, struct method_cost *costs,
                       ad_error *err)
{
  ad_cost one, rest = {0};
  size_t chunk = r->engines.chunk, last = r->n % chunk;
  ad_status status = ad_cost_count(r->graph, chunk, &one, err);
  if (status == AD_OK && last > 0)
    status = ad_cost_count(r->graph, last, &rest, err);
  if (status != AD_OK)
    return status;
  set(&costs[METHOD_NULL], "null", 1, 0, 0, 0);
  set(&costs[METHOD_EVALUATION], "evaluation", 1, one.evaluation.flops,
      one.evaluation.calls, ad_value_bytes(r->engines.value));
  count_forward(r, &one, &rest, costs);
  count_reverse(r, &one, costs);
  count_differences(r, &one, costs);
  return AD_OK;
}

/* --- times ---------------------------------------------------------------- */

struct run {
  const struct results *results;
  const struct engines *engines;
  double *J;          /* room for a Jacobian                              */
  ad_fd_estimate *fd; /* room for all differences                         */
};

static void run_evaluation(void *state)
{
  const struct run *run = state;
  ad_value_sweep(run->engines->value);
}

static void run_forward_1(void *state)
{
  const struct run *run = state;
  ad_forward_sweep_unit(run->engines->single, 0, 1);
}

static void run_forward(void *state)
{
  const struct run *run = state;
  ad_forward_jacobian(run->engines->single, run->J);
}

static void run_chunked(void *state)
{
  const struct run *run = state;
  ad_forward_jacobian(run->engines->chunked, run->J);
}

static void run_reverse(void *state)
{
  const struct run *run = state;
  ad_tape_jacobian(run->engines->tape, run->J);
}

static void run_differences(void *state)
{
  const struct run *run = state;
  results_differences(run->results, run->fd);
}

/* What took `seconds` the first time, or more exactly. */
static double measured(double seconds, struct run *run, void (*all)(void *))
{
  return seconds < TIMER_BUDGET ? timer_measure(all, run) : seconds;
}

/* Nobody has run this before: where it would take long, from one sweep. */
static void measure_forward(struct method_cost *cost, double one,
                            struct run *run)
{
  cost->extrapolated = one * cost->sweeps > TIMER_BUDGET;
  cost->seconds = cost->extrapolated ? one * cost->sweeps
                              : timer_measure(run_forward, run);
}

static void measure(struct results *r, struct method_cost *costs)
{
  double *J = memory_new(r->m * r->n, sizeof *J);
  ad_fd_estimate *fd = memory_new(r->n_fd, sizeof *fd);
  struct run run = {r, &r->engines, J, fd};
  costs[METHOD_EVALUATION].seconds = timer_measure(run_evaluation, &run);
  double one = timer_measure(run_forward_1, &run);
  costs[METHOD_FORWARD_1].seconds = one;
  measure_forward(&costs[METHOD_FORWARD], one, &run);
  costs[METHOD_CHUNKED].seconds =
      measured(r->chunked_seconds, &run, run_chunked);
  costs[METHOD_REVERSE].seconds =
      measured(r->reverse_seconds, &run, run_reverse);
  if (r->n_fd > 0)
    costs[METHOD_FD].seconds = measured(r->fd_seconds, &run, run_differences);
  free(J);
  free(fd);
}

ad_status measure_costs(struct results *r, int timed,
                        struct method_cost costs[METHODS], ad_error *err)
{
  ad_status status = count(r, costs, err);
  if (status == AD_OK && timed && r->n > 0)
    measure(r, costs);
  return status;
}
