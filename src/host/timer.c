/* SPDX-License-Identifier: GPL-3.0-or-later
   The clock.  Read timer.h before. */
#include "host/timer.h"

#include <math.h>
#include <stddef.h>
#include <time.h>

#include "host/interrupt.h"

/* Seconds that can be measured well; of a budget, a block's share: warm-up and
   finding how many runs fill a block take about two. */
static const double LEAST = 0.0005, MOST = 0.002, SHARE = 1.0 / 8;
enum { BLOCKS = 5, BLOCKS_LEAST = 3 };

static double seconds_of(clockid_t clock)
{
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

double timer_now(void)
{
  return seconds_of(CLOCK_MONOTONIC);
}

double timer_work(void)
{
  return seconds_of(CLOCK_THREAD_CPUTIME_ID);
}

/* Seconds of `times` runs together. */
static double block(void (*run)(void *), void *state, size_t times)
{
  double start = timer_work();
  for (size_t i = 0; i < times; i++)
    run(state);
  return timer_work() - start;
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

/* How many runs fill a block of so many seconds, `once` for one. */
static size_t fill_block(void (*run)(void *), void *state, double once,
                         double least)
{
  size_t times = 1;
  double seconds = once;
  while (seconds < least / 10 && !interrupt_pending()) {
    times *= 8;
    seconds = block(run, state, times);
  }
  return seconds < least ? (size_t)ceil((double)times * least / seconds)
                         : times;
}

struct timing timer_measure(void (*run)(void *), void *state, double budget)
{
  double start = timer_work(), blocks[BLOCKS];
  double cold = block(run, state, 1);
  double seconds = cold < TIMER_WARM ? block(run, state, 1) : cold;
  double length = fmin(fmax(SHARE * budget, LEAST), MOST);
  size_t times = 1, n = 0, least = BLOCKS_LEAST;

  if (seconds < budget / BLOCKS_LEAST || seconds < length) {
    times = fill_block(run, state, seconds, length);
    seconds = length;
  } else {
    blocks[n++] = seconds;
    least = 1;
  }
  while (n < BLOCKS && !interrupt_pending() &&
         (n < least || timer_work() - start + seconds < budget))
    blocks[n++] = block(run, state, times);
  if (n == 0)
    blocks[n++] = block(run, state, times);
  return timing_of(blocks, n, times);
}
