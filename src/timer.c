/* SPDX-License-Identifier: GPL-3.0-or-later
   The clock.  Read timer.h before. */
#include "timer.h"

#include <stddef.h>
#include <time.h>

static const double BLOCK = 0.01; /* seconds that can be measured well     */
enum { BLOCKS = 5 };

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

static double median(double *x, size_t n)
{
  for (size_t i = 1; i < n; i++)
    for (size_t j = i; j > 0 && x[j] < x[j - 1]; j--) {
      double y = x[j];
      x[j] = x[j - 1];
      x[j - 1] = y;
    }
  return x[n / 2];
}

double timer_measure(void (*run)(void *), void *state)
{
  double seconds = block(run, state, 1), blocks[BLOCKS], start = timer_now();
  size_t times = 1, n = 0;

  if (seconds >= TIMER_BUDGET)
    return seconds;
  while ((seconds = block(run, state, times)) < BLOCK)
    times *= seconds > BLOCK / 10 ? 2 : 8;
  blocks[n++] = seconds;
  while (n < BLOCKS && (n < 3 || timer_now() - start < TIMER_BUDGET))
    blocks[n++] = block(run, state, times);
  return median(blocks, n) / (double)times;
}
