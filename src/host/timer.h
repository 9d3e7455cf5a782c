/* SPDX-License-Identifier: GPL-3.0-or-later
   The clock: how long does something take? */
#ifndef TIMER_H
#define TIMER_H

struct timing {
  double seconds;     /* the median of the repeats                        */
  double least, most; /* the fastest and the slowest of them              */
};

/* Seconds after which a first run counts: what is shorter can have been spent,
   for the most part, on touching memory for the first time. */
static const double TIMER_WARM = 0.25;

/* Seconds of a clock that never jumps. */
double timer_now(void);

/* Seconds that this thread has had a processor: as long as the clock's where
   it is alone, and the same where other programs take their turns. */
double timer_work(void);

/* How long run(state) works, found out in about `budget` seconds: after a
   warm-up, five blocks of as many runs as fill an eighth of the budget, half a
   millisecond at least (the clock's call takes a thousandth of that) and two at
   most.  What takes a third of the budget or longer is repeated while the
   budget lasts; its warm-up counts from TIMER_WARM on.  Ends early where
   interrupt.h says so. */
struct timing timer_measure(void (*run)(void *state), void *state,
                            double budget);

#endif
