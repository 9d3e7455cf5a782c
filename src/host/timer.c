/* SPDX-License-Identifier: GPL-3.0-or-later
   The clock.  Read timer.h before. */
#include "host/timer.h"

#include <stddef.h>
#include <time.h>

#include "host/interrupt.h"

static const double BLOCK = 0.01; /* seconds that can be measured well     */
enum { BLOCKS = 5, BLOCKS_LEAST = 3 };

double timer_now(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Seconds of `times` runs together. */
static double block(void (*run)(void *), void *state, size_t times)
{
  double start = timer_now();
  for (size_t i = 0; i < times; i++)
    run(state);
  return timer_now() - start;
}

static void sort(double *x, size_t n)
{
  for (size_t i = 1; i < n; i++)
    for (size_t j = i; j > 0 && x[j] < x[j - 1]; j--) {
      double y = x[j];
      x[j] = x[j - 1];
      x[j - 1] = y;
    }
}

/* Of blocks[n] with `times` runs each. */
static struct timing timing_of(double *blocks, size_t n, size_t times)
{
  double runs = (double)times;
  sort(blocks, n);
  return (struct timing){(blocks[(n - 1) / 2] + blocks[n / 2]) / 2 / runs,
                         blocks[0] / runs, blocks[n - 1] / runs};
}

/* How many runs fill a block; *seconds: what so many took. */
static size_t fill_block(void (*run)(void *), void *state, double *seconds)
{
  size_t times = 1;
  while ((*seconds = block(run, state, times)) < BLOCK)
    times *= *seconds > BLOCK / 10 ? 2 : 8;
  return times;
}

struct timing timer_measure(void (*run)(void *), void *state, double budget)
{
  double start = timer_now(), blocks[BLOCKS];
  double seconds = block(run, state, 1);
  size_t times = 1, n = 0, least = 1;

  if (seconds < budget / BLOCKS_LEAST || seconds < BLOCK) {
    times = fill_block(run, state, &seconds);
    least = BLOCKS_LEAST;
  }
  blocks[n++] = seconds;
  while (n < BLOCKS && !interrupt_pending() &&
         (n < least || timer_now() - start + seconds < budget))
    blocks[n++] = block(run, state, times);
  return timing_of(blocks, n, times);
}
