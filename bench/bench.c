/* SPDX-License-Identifier: GPL-3.0-or-later
   See bench.h. */
#include "bench.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* --- time ----------------------------------------------------------------- */

static double now(clockid_t clock)
{
  struct timespec t;
  clock_gettime(clock, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Seconds of calls first .. first + n - 1 together; *cpu: those at work. */
static double sample(bench_call *call, void *state, size_t first, size_t n,
                     double *cpu)
{
  double worked = now(CLOCK_PROCESS_CPUTIME_ID), start = now(CLOCK_MONOTONIC);
  for (size_t i = first; i < first + n; i++)
    call(state, i);
  double seconds = now(CLOCK_MONOTONIC) - start;
  *cpu = now(CLOCK_PROCESS_CPUTIME_ID) - worked;
  return seconds;
}

static int by_size(const void *x, const void *y)
{
  double a = *(const double *)x, b = *(const double *)y;
  return (a > b) - (a < b);
}

struct spread bench_time(const struct pace *pace, bench_call *call,
                         void *state)
{
  double times[BENCH_SAMPLES], work[BENCH_SAMPLES], seconds, cpu;
  size_t calls = 1, first = 1;
  size_t n = pace->samples < BENCH_SAMPLES ? pace->samples : BENCH_SAMPLES;
  call(state, 0);
  while ((seconds = sample(call, state, first, calls, &cpu)) <
         pace->sample) {
    double factor = 1.1 * pace->sample / (seconds > 1e-9 ? seconds : 1e-9);
    first += calls;
    calls = (size_t)((double)calls * (factor > 50 ? 50 : factor)) + 1;
  }
  for (size_t i = 0; i < n; i++) {
    first += calls;
    times[i] = sample(call, state, first, calls, &cpu) / (double)calls;
    work[i] = cpu / (double)calls;
  }
  qsort(times, n, sizeof *times, by_size);
  qsort(work, n, sizeof *work, by_size);
  return (struct spread){times[n / 2], times[0], times[n - 1], work[n / 2]};
}

struct ratio bench_ratio(const double rounds[BENCH_ROUNDS])
{
  double x[BENCH_ROUNDS];
  memcpy(x, rounds, sizeof x);
  qsort(x, BENCH_ROUNDS, sizeof *x, by_size);
  return (struct ratio){x[BENCH_ROUNDS / 2], x[0], x[BENCH_ROUNDS - 1]};
}

/* --- rows ----------------------------------------------------------------- */

void rows_add(struct rows *rows, const struct row *row)
{
  if (rows->n == rows->room) {
    rows->room = rows->room ? 2 * rows->room : 64;
    rows->row = realloc(rows->row, rows->room * sizeof *rows->row);
    if (!rows->row)
      bench_stop("no memory is left");
  }
  rows->row[rows->n++] = *row;
}

const struct row *rows_find(const struct rows *rows, const char *workload,
                            const char *tool, const char *method)
{
  for (size_t i = 0; i < rows->n; i++) {
    const struct row *row = &rows->row[i];
    if (strcmp(row->workload, workload) == 0 && strcmp(row->tool, tool) == 0 &&
        strcmp(row->method, method) == 0)
      return row;
  }
  return NULL;
}

const struct row *rows_best(const struct rows *rows, const char *workload,
                            const char *tool, const char *prefix)
{
  const struct row *best = NULL;
  for (size_t i = 0; i < rows->n; i++) {
    const struct row *row = &rows->row[i];
    if (strcmp(row->workload, workload) == 0 && strcmp(row->tool, tool) == 0 &&
        strncmp(row->method, prefix, strlen(prefix)) == 0 &&
        (!best || row->time.median < best->time.median))
      best = row;
  }
  return best;
}

/* --- the end of everything ------------------------------------------------ */

void bench_stop(const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  fputs("bench: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
  exit(EXIT_FAILURE);
}

void *bench_new(size_t n, size_t size)
{
  void *x = calloc(n ? n : 1, size);
  if (!x)
    bench_stop("no memory is left");
  return x;
}
