/* SPDX-License-Identifier: GPL-3.0-or-later
   Timing the methods.  Each is a list of pieces (directions, chunks,
   cotangents, columns), of which all or a sample are run; what a piece finds
   is copied out, as a caller would.  Read measure.h, timer.h and sample.h
   before. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "host/interrupt.h"
#include "host/timer.h"
#include "measure/measure.h"
#include "measure/sample.h"

/* Seconds of a share that are enough for a short method: it has so many even
   where others, or other programs, have used up the budget. */
static const double SHORT = 0.004;

/* The first run touches memory that nobody has touched yet, which can take ten
   times as long as to compute; among so many pieces it hardly counts. */
enum { WARM_PIECES = 16 };

/* One method at work. */
struct job {
  const struct subject *subject;
  double *out;          /* out[m x chunk], out[n]: the results of a piece  */
  size_t pieces, taken; /* all of them; how many of them are run           */
  void (*begin)(struct job *job);
  void (*piece)(struct job *job, size_t i);
};

/* --- the methods ---------------------------------------------------------- */

static void evaluate(struct job *job, size_t i)
{
  (void)i;
  ad_value_sweep(job->subject->engines->plain);
}

/* Directions first .. first + k - 1, and their columns. */
static void push(struct job *job, ad_forward *f, size_t first, size_t k)
{
  const ad_graph *g = ad_sheet_graph(job->subject->sheet);
  double *to = job->out;
  ad_forward_sweep_unit(f, first, k);
  for (size_t i = 0; i < ad_graph_outputs(g); i++) {
    ad_shape shape = ad_graph_shape(g, ad_graph_output(g, i));
    size_t size = shape.rows * shape.cols * k;
    memcpy(to, ad_forward_tangent(f, i), size * sizeof *to);
    to += size;
  }
}

static void push_one(struct job *job, size_t i)
{
  push(job, job->subject->engines->single, i, 1);
}

static void push_chunk(struct job *job, size_t i)
{
  size_t k = job->subject->engines->chunk, first = i * k;
  size_t left = job->subject->n - first;
  push(job, job->subject->engines->chunked, first, left < k ? left : k);
}

static void record(struct job *job)
{
  ad_tape_record(job->subject->engines->tape);
}

static void pull(struct job *job, size_t i)
{
  engines_pull(job->subject->engines, ad_sheet_graph(job->subject->sheet), i,
               job->out);
}

/* What was evaluated before is forgotten. */
static void forget(struct job *job)
{
  ad_fd_set(job->subject->engines->fd, 0,
            ad_sheet_leaf(job->subject->sheet, 0));
}

static void difference(struct job *job, size_t i)
{
  job->subject->fd(job->subject->state, i);
}

static struct job job_of(const struct subject *s, int method, double *out)
{
  size_t chunk = s->engines->chunk;
  size_t chunks = s->n / chunk + (s->n % chunk ? 1 : 0);
  const struct job jobs[METHODS] = {
      [METHOD_EVALUATION] = {s, out, 1, 1, NULL, evaluate},
      [METHOD_FORWARD_1] = {s, out, 1, 1, NULL, push_one},
      [METHOD_FORWARD] = {s, out, s->n, s->n, NULL, push_one},
      [METHOD_CHUNKED] = {s, out, chunks, chunks, NULL, push_chunk},
      [METHOD_REVERSE] = {s, out, s->m, s->m, record, pull},
      [METHOD_FD] = {s, out, s->fd_pieces, s->fd_pieces, forget, difference}};
  return jobs[method];
}

static void run(void *state)
{
  struct job *job = state;
  if (job->begin)
    job->begin(job);
  for (size_t i = 0; i < job->taken && !interrupt_pending(); i++)
    job->piece(job, sample_place(i, job->taken, job->pieces));
}

/* --- the clock ------------------------------------------------------------ */

/* The whole job from a sample, whose share in the counts is known: that of
   reverse mode holds the recording, which is not repeated. */
static double scaled(const struct job *job, int method, double seconds,
                     const struct method_cost *costs)
{
  double all = costs[method].flops, taken = 0;
  if (method == METHOD_REVERSE) {
    double plain = costs[METHOD_EVALUATION].flops;
    taken = plain + (all - plain) / (double)job->pieces * (double)job->taken;
  }
  return sample_scale(seconds, all, taken, job->pieces, job->taken);
}

static void set_timing(struct method_cost *cost, struct timing t)
{
  cost->seconds = t.seconds;
  cost->least = t.least;
  cost->most = t.most;
}

/* Once to warm up, and once to see how long one piece takes. */
static double time_piece(struct job *job, double budget)
{
  double start = timer_work();
  job->taken = 1;
  run(job);
  double seconds = timer_work() - start;
  if (seconds > fmax(budget, TIMER_WARM))
    return seconds;
  start = timer_work();
  run(job);
  return timer_work() - start;
}

static struct timing once(double seconds)
{
  return (struct timing){seconds, seconds, seconds};
}

static struct timing time_job(struct job *job, int known, double budget)
{
  if (known || job->pieces == 1)
    return timer_measure(run, job, budget);
  double seconds = time_piece(job, budget);
  job->taken = sample_size(job->pieces, seconds, budget);
  return seconds > budget ? once(seconds) : timer_measure(run, job, budget);
}

static void measure(const struct subject *s, int method, double budget,
                    double *out, struct method_cost *costs)
{
  struct job job = job_of(s, method, out);
  struct method_cost *cost = &costs[method];
  double known = s->known[method];
  if (job.pieces == 0 || interrupt_pending())
    return;
  int warm = known >= TIMER_WARM || job.pieces > WARM_PIECES;
  if (known > 0 && known >= budget && warm) {
    set_timing(cost, once(known));
    return;
  }
  struct timing t = time_job(&job, known > 0, budget);
  cost->extrapolated = job.taken < job.pieces;
  set_timing(cost, (struct timing){scaled(&job, method, t.seconds, costs),
                                   scaled(&job, method, t.least, costs),
                                   scaled(&job, method, t.most, costs)});
}

ad_status measure_times(const struct subject *s, struct measure_budget budget,
                        struct method_cost costs[METHODS], ad_error *err)
{
  size_t columns = s->m * s->engines->chunk;
  size_t room = columns > s->n ? columns : s->n;
  double *out = calloc(room + 1, sizeof *out), start = timer_work();
  if (!out)
    return ad_fail_memory(err, room * sizeof *out);
  for (int method = METHOD_EVALUATION; method < METHODS; method++) {
    double left = budget.all - (timer_work() - start);
    double share = fmax(left / (METHODS - method), SHORT);
    measure(s, method, budget.one > 0 ? budget.one : share, out, costs);
  }
  free(out);
  return AD_OK;
}

/* --- the floor ------------------------------------------------------------ */

/* A graph of one leaf, which is its output. */
static ad_status make_nothing(ad_graph **g, ad_error *err)
{
  ad_builder *b;
  ad_status status = ad_builder_new(&b, err);
  if (status != AD_OK)
    return status;
  ad_output(b, ad_leaf(b, "x", 1, 1, AD_INPUT));
  status = ad_builder_finish(b, g, err);
  ad_builder_free(b);
  return status;
}

ad_status measure_overhead(double budget, struct method_cost *cost,
                           ad_error *err)
{
  ad_graph *g = NULL;
  ad_value *value = NULL;
  ad_status status = make_nothing(&g, err);
  if (status == AD_OK)
    status = ad_value_outputs_new(g, &value, err);
  if (status == AD_OK) {
    const struct engines engines = {.plain = value, .chunk = 1};
    const struct subject subject = {.engines = &engines};
    struct job job = job_of(&subject, METHOD_EVALUATION, NULL);
    set_timing(cost, timer_measure(run, &job, budget));
  }
  ad_value_free(value);
  ad_graph_free(g);
  return status;
}
