/* SPDX-License-Identifier: GPL-3.0-or-later
   The clock: how long does something take? */
#ifndef TIMER_H
#define TIMER_H

struct timing {
  double seconds;     /* the median of the repeats                        */
  double least, most; /* the fastest and the slowest of them              */
};

/* Seconds of a clock that never jumps. */
double timer_now(void);

/* How long run(state) takes: after a warm-up, blocks of as many runs as
   10 ms need, five of them, fewer where they would take more than `budget`
   seconds together, but three of 10 ms at least.  What takes a third of the
   budget or longer is repeated while the budget lasts, and its warm-up
   counts.  Ends early where interrupt.h says so. */
struct timing timer_measure(void (*run)(void *state), void *state,
                            double budget);

#endif
