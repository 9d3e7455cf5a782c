/* SPDX-License-Identifier: GPL-3.0-or-later
   Times of the library.  A call hands all inputs over anew (set), sweeps,
   and leaves the result where the library keeps it.  Read measure.h
   before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "forward.h"
#include "tape.h"
#include "value.h"

#include "measure.h"

const double MEASURE_TOLERANCE = 1e-11;

/* One engine at work; only one of the three is there. */
struct ours {
  const struct problem *p;
  double *x, *J;
  size_t at;
  ad_value *value;
  ad_forward *forward;
  ad_tape *tape;
};

static void need(const struct problem *p, ad_status status,
                 const ad_error *err)
{
  if (status != AD_OK)
    bench_stop("%s: %s", p->w->name, err->text);
}

/* --- handing over --------------------------------------------------------- */

static void set_leaf(struct ours *s, size_t leaf, const double *x)
{
  if (s->value)
    ad_value_set(s->value, leaf, x);
  else if (s->forward)
    ad_forward_set(s->forward, leaf, x);
  else
    ad_tape_set(s->tape, leaf, x);
}

static void set_inputs(struct ours *s)
{
  const struct problem *p = s->p;
  const double *x = s->x;
  if (s->tape) {
    ad_tape_set_wrt(s->tape, x);
    return;
  }
  for (size_t i = 0; i < p->n_wrt; x += p->wrt_size[i++])
    set_leaf(s, p->wrt_leaf[i], x);
}

static void set_all(struct ours *s)
{
  for (size_t i = 0; i < s->p->n_data; i++)
    set_leaf(s, s->p->data_leaf[i], s->p->data[i]);
  set_inputs(s);
}

static void move(struct ours *s, size_t i)
{
  problem_move(s->p, s->x, &s->at, i);
  set_inputs(s);
}

/* --- calls ---------------------------------------------------------------- */

static void call_set(void *state, size_t i)
{
  move(state, i);
}

static void call_evaluation(void *state, size_t i)
{
  struct ours *s = state;
  move(s, i);
  ad_value_sweep(s->value);
}

static void call_gradient(void *state, size_t i)
{
  struct ours *s = state;
  move(s, i);
  ad_tape_record(s->tape);
  ad_tape_reverse_unit(s->tape, 0, 1);
}

static void call_reverse(void *state, size_t i)
{
  struct ours *s = state;
  move(s, i);
  ad_tape_jacobian(s->tape, s->J);
}

static void call_direction(void *state, size_t i)
{
  struct ours *s = state;
  move(s, i);
  ad_forward_sweep_unit(s->forward, 0, 1);
}

static void call_forward(void *state, size_t i)
{
  struct ours *s = state;
  move(s, i);
  ad_forward_jacobian(s->forward, s->J);
}

/* --- one measurement ------------------------------------------------------ */

static void ours_free(struct ours *s)
{
  ad_value_free(s->value);
  ad_forward_free(s->forward);
  ad_tape_free(s->tape);
  free(s->x);
  free(s->J);
}

static struct ours ours_new(const struct problem *p)
{
  struct ours s = {.p = p, .x = bench_new(p->n, sizeof *s.x),
                   .J = bench_new(p->m * p->n, sizeof *s.J)};
  memcpy(s.x, p->x, p->n * sizeof *s.x);
  return s;
}

static struct ours forward_new(const struct problem *p, size_t chunk)
{
  struct ours s = ours_new(p);
  ad_error err = {0};
  need(p, ad_forward_new(p->graph, chunk, &s.forward, &err), &err);
  set_all(&s);
  return s;
}

static struct ours tape_new(const struct problem *p, size_t chunk)
{
  struct ours s = ours_new(p);
  ad_error err = {0};
  need(p, ad_tape_new(p->graph, chunk, &s.tape, &err), &err);
  set_all(&s);
  return s;
}

static struct ours value_new(const struct problem *p)
{
  struct ours s = ours_new(p);
  ad_error err = {0};
  need(p, ad_value_new(p->graph, &s.value, &err), &err);
  set_all(&s);
  return s;
}

/* The Jacobian that s finds at the problem's point, against the one by
   hand. */
static double error_of(struct ours *s)
{
  const struct problem *p = s->p;
  memcpy(s->x, p->x, p->n * sizeof *s->x);
  set_inputs(s);
  if (s->tape)
    ad_tape_jacobian(s->tape, s->J);
  else
    ad_forward_jacobian(s->forward, s->J);
  double error = problem_error(p->m * p->n, s->J, p->J);
  if (!(error <= MEASURE_TOLERANCE))
    bench_stop("%s: %s mode and the code by hand differ by %.2e", p->w->name,
               s->tape ? "reverse" : "forward", error);
  return error;
}

/* What one workload is measured with. */
struct job {
  const struct problem *p;
  const struct pace *pace;
  struct rows *rows;
};

static void add(const struct job *job, struct ours *s, const char *method,
                size_t chunk, bench_call *call)
{
  struct row row = {.tool = TOOL_OURS};
  snprintf(row.workload, sizeof row.workload, "%s", job->p->w->name);
  if (chunk > 0)
    snprintf(row.method, sizeof row.method, "%s%zu", method, chunk);
  else
    snprintf(row.method, sizeof row.method, "%s", method);
  row.error = s->value ? 0 : error_of(s);
  row.bytes = (double)(s->value     ? ad_value_bytes(s->value)
                       : s->forward ? ad_forward_bytes(s->forward)
                                    : ad_tape_bytes(s->tape));
  row.time = bench_time(job->pace, call, s);
  rows_add(job->rows, &row);
}

/* --- what is measured ----------------------------------------------------- */

static const size_t chunks[] = {8, 16, 32, 64};

static void add_forward(const struct job *job, const char *method)
{
  for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++) {
    size_t chunk = chunks[i] < job->p->n ? chunks[i] : job->p->n;
    struct ours s = forward_new(job->p, chunk);
    add(job, &s, method, chunk, call_forward);
    ours_free(&s);
    if (chunk == job->p->n)
      break;
  }
}

static void add_direction(const struct job *job)
{
  struct ours s = forward_new(job->p, 1);
  add(job, &s, METHOD_FORWARD_1, 0, call_direction);
  ours_free(&s);
}

static void add_gradient(const struct job *job)
{
  struct ours s = tape_new(job->p, 1);
  add(job, &s, METHOD_GRADIENT, 0, call_gradient);
  add(job, &s, METHOD_SET, 0, call_set);
  ours_free(&s);
}

/* By one cotangent at a time, and by all. */
static void add_reverse(const struct job *job)
{
  for (size_t chunk = 1;; chunk = job->p->m) {
    struct ours s = tape_new(job->p, chunk);
    add(job, &s, METHOD_REVERSE_JACOBIAN, chunk, call_reverse);
    ours_free(&s);
    if (chunk == job->p->m)
      break;
  }
}

void measure_ours(const struct problem *p, const struct pace *pace,
                  struct rows *rows)
{
  struct job job = {p, pace, rows};
  struct ours s = value_new(p);
  add(&job, &s, METHOD_EVALUATION, 0, call_evaluation);
  ours_free(&s);
  if (p->w->measured & MEASURE_GRADIENT)
    add_gradient(&job);
  if (p->w->measured & MEASURE_FORWARD) {
    add_direction(&job);
    add_forward(&job, METHOD_FORWARD);
  }
  if (p->w->measured & MEASURE_JACOBIAN) {
    add_reverse(&job);
    add_forward(&job, METHOD_FORWARD_JACOBIAN);
  }
}

/* --- by turns ------------------------------------------------------------- */

struct turns {
  struct ours ours;
  bench_call *call;
};

static size_t chunk_of(const struct row *row, const char *prefix)
{
  return row ? (size_t)strtoul(row->method + strlen(prefix), NULL, 10) : 1;
}

static int is_faster(const struct row *x, const struct row *y)
{
  return x && (!y || x->time.median < y->time.median);
}

struct turns *measure_turns_new(const struct problem *p,
                                const struct rows *rows)
{
  struct turns *turns = bench_new(1, sizeof *turns);
  const char *name = p->w->name;
  const struct row *reverse =
    rows_best(rows, name, TOOL_OURS, METHOD_REVERSE_JACOBIAN);
  const struct row *forward =
    rows_best(rows, name, TOOL_OURS, METHOD_FORWARD_JACOBIAN);
  if (is_faster(forward, reverse)) {
    turns->ours = forward_new(p, chunk_of(forward, METHOD_FORWARD_JACOBIAN));
    turns->call = call_forward;
  } else {
    turns->ours = tape_new(p, chunk_of(reverse, METHOD_REVERSE_JACOBIAN));
    turns->call = reverse ? call_reverse : call_gradient;
  }
  return turns;
}

struct spread measure_turn(struct turns *turns, const struct pace *pace)
{
  return bench_time(pace, turns->call, &turns->ours);
}

void measure_turns_free(struct turns *turns)
{
  ours_free(&turns->ours);
  free(turns);
}

/* --- checks --------------------------------------------------------------- */

double measure_check(const struct problem *p)
{
  struct ours s = tape_new(p, 1);
  double error = error_of(&s);
  ours_free(&s);
  if (p->w->measured & (MEASURE_FORWARD | MEASURE_JACOBIAN)) {
    s = forward_new(p, p->n < 8 ? p->n : 8);
    double other = error_of(&s);
    error = other > error ? other : error;
    ours_free(&s);
  }
  return error;
}
