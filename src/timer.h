/* SPDX-License-Identifier: GPL-3.0-or-later
   The clock: how long does something take? */
#ifndef TIMER_H
#define TIMER_H

/* Seconds beyond which nothing is run again just for the clock. */
#define TIMER_BUDGET 0.1

/* Seconds of a clock that never jumps. */
double timer_now(void);

/* Seconds that run(state) takes: after a warm-up, repeated until 10 ms can
   be measured, the median of several such blocks.  What takes longer than
   TIMER_BUDGET is run once. */
double timer_measure(void (*run)(void *state), void *state);

#endif
