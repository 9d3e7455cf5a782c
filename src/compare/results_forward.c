/* SPDX-License-Identifier: GPL-3.0-or-later
   The Jacobian by forward mode.  Where it would take more than a moment, it
   is taken for the chosen entries only; the random directions speak for the
   others.  Read results_gather.h before. */
#include "compare/results_gather.h"

#include <math.h>
#include <stdlib.h>

#include "host/exits.h"
#include "host/timer.h"

/* Flops of all sweeps, some seconds of work, beyond which a few must do:
   counted, not timed, so that every machine does the same. */
static const double MANY_FLOPS = 2e10;
/* The same of reverse sweeps, behind each of which come some forty times its
   work for the bounds of its row. */
static const double MANY_ROW_FLOPS = 5e8;

ad_status results_plan_forward(struct results *r, ad_error *err)
{
  const ad_cost *cost = &r->counted;
  size_t chunk = r->engines.chunk;
  ad_status status = ad_cost_count(r->graph, chunk, &r->counted, err);
  if (status != AD_OK)
    return status;
  double sweeps = ceil((double)r->n / (double)chunk);
  r->few_rows = r->m > RESULTS_MOST_ROWS &&
                (double)r->m * cost->reverse.flops > MANY_ROW_FLOPS;
  r->few_forward = r->few_rows || sweeps * cost->chunk.flops > MANY_FLOPS;
  return AD_OK;
}

/* Output entry `of` of the tangents of a sweep in one direction. */
static double tangent_of(const struct results *r, size_t of)
{
  size_t i = parts_find(r->outputs, r->n_outputs, of);
  return ad_forward_tangent(r->engines.single, i)[of - r->outputs[i].first];
}

static void take_all(struct results *r)
{
  double start = timer_work();
  ad_forward_jacobian(r->engines.chunked, r->forward);
  r->chunked_seconds = timer_work() - start;
}

static void take_chosen(struct results *r)
{
  for (size_t i = 0; i < r->n_chosen; i++) {
    ad_forward_sweep_unit(r->engines.single, r->chosen[i] % r->n, 1);
    r->forward[i] = tangent_of(r, r->chosen[i] / r->n);
  }
}

double results_forward(const struct results *r, size_t at)
{
  size_t i = r->few_forward ? results_find(r, at) : at;
  return r->few_forward && i == r->n_chosen ? (double)NAN : r->forward[i];
}

void results_take_forward(struct results *r)
{
  size_t taken = r->few_forward ? r->n_chosen : r->m * r->n;
  r->forward = memory_new(taken, sizeof *r->forward);
  if (r->few_forward)
    take_chosen(r);
  else
    take_all(r);
}

void results_push(struct results *r, const double *d, struct along *along,
                  size_t step)
{
  ad_forward_sweep(r->engines.single, 1, d);
  for (size_t i = 0; i < r->n_rows; i++)
    along[i * step].forward = tangent_of(r, r->rows[i]);
}
