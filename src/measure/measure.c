/* SPDX-License-Identifier: GPL-3.0-or-later
   Counting the methods.  Read measure.h before; the clock is in
   measure_times.c. */
#include "measure/measure.h"

#include <math.h>

static void set(struct method_cost *cost, const char *name, double sweeps,
                double flops, double calls, size_t bytes)
{
  *cost = (struct method_cost){.name = name, .sweeps = sweeps,
                               .sweeps_least = sweeps, .flops = flops,
                               .calls = calls, .bytes = bytes};
}

static void count_forward(const struct subject *s, const ad_cost *one,
                          const ad_cost *rest, struct method_cost *costs)
{
  const struct engines *e = s->engines;
  double n = (double)s->n, whole = (double)(s->n / e->chunk);
  double last = s->n % e->chunk ? 1 : 0;
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
static void count_reverse(const struct subject *s, const ad_cost *one,
                          struct method_cost *costs)
{
  double m = (double)s->m, again = m - 1;
  set(&costs[METHOD_REVERSE], "reverse", m,
      m * one->reverse.flops - again * one->evaluation.flops,
      m * one->reverse.calls - again * one->evaluation.calls,
      ad_tape_bytes(s->engines->tape));
}

ad_status measure_counts(const struct subject *s,
                         struct method_cost costs[METHODS], ad_error *err)
{
  ad_cost one, rest = {0};
  const ad_graph *g = ad_sheet_graph(s->sheet);
  size_t chunk = s->engines->chunk, last = s->n % chunk;
  ad_status status = AD_OK;
  if (s->counted)
    one = *s->counted;
  else
    status = ad_cost_count(g, chunk, &one, err);
  if (status == AD_OK && last > 0)
    status = ad_cost_count(g, last, &rest, err);
  if (status != AD_OK)
    return status;
  set(&costs[METHOD_NULL], "null", 1, 0, 0, 0);
  set(&costs[METHOD_EVALUATION], "evaluation", 1, one.evaluation.flops,
      one.evaluation.calls, ad_value_bytes(s->engines->plain));
  count_forward(s, &one, &rest, costs);
  count_reverse(s, &one, costs);
  set(&costs[METHOD_FD], "fd", 0, one.evaluation.flops, one.evaluation.calls,
      ad_value_bytes(s->engines->value));
  return AD_OK;
}

/* The entries of a column share points: an entry may need none of its own,
   and none of the extra ones. */
void measure_add_evaluations(struct method_cost *fd,
                             const ad_fd_estimate *estimate)
{
  double own = (double)estimate->evaluations;
  double least = fmax(0, own - (double)estimate->extra);
  if (estimate->reason != AD_FD_CLEAN)
    least = own < AD_FD_LEAST ? 0 : AD_FD_LEAST;
  fd->sweeps += own;
  fd->sweeps_least += least;
}

void measure_add_no_search(struct method_cost *fd,
                           const ad_fd_estimate *estimate)
{
  fd->sweeps += (double)estimate->evaluations;
  fd->sweeps_least += (double)estimate->evaluations;
}

/* Of finite differences the counts are those of one evaluation. */
double measure_flops(const struct method_cost *cost, int method)
{
  return method == METHOD_FD ? cost->flops * cost->sweeps : cost->flops;
}

double measure_calls(const struct method_cost *cost, int method)
{
  return method == METHOD_FD ? cost->calls * cost->sweeps : cost->calls;
}
