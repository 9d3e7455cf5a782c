/* SPDX-License-Identifier: GPL-3.0-or-later
   Times of the code by hand.  Read measure.h before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure.h"

struct by_hand {
  const struct problem *p;
  double *x, *y, *J;
  size_t at;
};

static void call_plain(void *state, size_t i)
{
  struct by_hand *s = state;
  problem_move(s->p, s->x, &s->at, i);
  s->p->w->hand->plain(s->p, s->x, s->y);
}

static void call_derivative(void *state, size_t i)
{
  struct by_hand *s = state;
  problem_move(s->p, s->x, &s->at, i);
  s->p->w->hand->derivative(s->p, s->x, s->y, s->J);
}

static struct row row_of(const struct problem *p, const char *method)
{
  struct row row = {.tool = TOOL_HAND};
  snprintf(row.workload, sizeof row.workload, "%s", p->w->name);
  snprintf(row.method, sizeof row.method, "%s", method);
  return row;
}

void measure_hand(const struct problem *p, const struct pace *pace,
                  struct rows *rows)
{
  struct by_hand s = {.p = p, .x = bench_new(p->n, sizeof *s.x),
                      .y = bench_new(p->m, sizeof *s.y),
                      .J = bench_new(p->m * p->n, sizeof *s.J)};
  struct row row = row_of(p, METHOD_PLAIN);
  memcpy(s.x, p->x, p->n * sizeof *s.x);
  row.time = bench_time(pace, call_plain, &s);
  rows_add(rows, &row);
  row = row_of(p, METHOD_DERIVATIVE);
  row.time = bench_time(pace, call_derivative, &s);
  rows_add(rows, &row);
  free(s.x);
  free(s.y);
  free(s.J);
}
