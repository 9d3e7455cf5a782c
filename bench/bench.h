/* SPDX-License-Identifier: GPL-3.0-or-later
   The harness: how a call is timed, and the row that a figure is kept in.
   Read README.md before. */
#ifndef BENCH_H
#define BENCH_H

#include <stddef.h>

/* Called over and over; `i` counts the calls of one measurement, so that
   each can have a point of its own. */
typedef void bench_call(void *state, size_t i);

/* Seconds of one call: the median of the samples, the fastest, the
   slowest; the median of the time that the processor worked for it. */
struct spread {
  double median, least, most, cpu;
};

/* How long a sample lasts at least, in seconds, and how many are taken. */
struct pace {
  double sample;
  size_t samples;
};

enum {
  BENCH_SAMPLES = 25, /* at most                                           */
  BENCH_ROUNDS = 3    /* that the library and a peer take turns            */
};

/* A peer's time as a multiple of the library's, paired: of each round the one
   that came right after the other; the median, the least, the most.  0: not
   measured. */
struct ratio {
  double median, least, most;
};

/* Warms up, finds how many calls make a sample, takes the samples. */
struct spread bench_time(const struct pace *pace, bench_call *call,
                         void *state);

/* One figure.  Times are `time.median` = 0 where a tool gave none. */
struct row {
  char workload[24], tool[16], method[24];
  struct spread time;
  struct ratio wall, cpu; /* of a peer, by the clock and by the processor   */
  double bytes; /* that the tool keeps, 0: unknown                         */
  double error; /* largest difference from the hand-written derivative,
                   relative to its largest entry                           */
};

struct rows {
  struct row *row; /* row[n]                                               */
  size_t n, room;
};

/* Appends; ends the program where no memory is left. */
void rows_add(struct rows *rows, const struct row *row);

/* The row of this workload, tool and method; NULL where there is none. */
const struct row *rows_find(const struct rows *rows, const char *workload,
                            const char *tool, const char *method);

/* The fastest whose method begins with `prefix`; NULL where there is
   none. */
const struct row *rows_best(const struct rows *rows, const char *workload,
                            const char *tool, const char *prefix);

/* Of three. */
struct ratio bench_ratio(const double rounds[BENCH_ROUNDS]);

/* "bench: " and a message on standard error; the program ends. */
_Noreturn void bench_stop(const char *format, ...);

/* calloc that ends the program where no memory is left. */
void *bench_new(size_t n, size_t size);

#endif
