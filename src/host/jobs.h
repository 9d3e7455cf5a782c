/* SPDX-License-Identifier: GPL-3.0-or-later
   Many small jobs in processes of their own, so that one that takes too long
   or too much memory is given up, and nothing else.  A process does one job
   after the other; where it ends in the midst of one, another goes on behind
   it.  Read exits.h before. */
#ifndef JOBS_H
#define JOBS_H

#include <stddef.h>
#include <stdio.h>

struct jobs {
  size_t n;         /* jobs                                                */
  size_t processes; /* at most so many at a time                           */
  unsigned seconds; /* that one may take                                   */
  size_t bytes;     /* that it may take, beside what this process has      */
  void *state;

  /* In a process of its own: does job i and writes what it found. */
  void (*work)(void *state, size_t i, FILE *out);

  /* In this one: text[size] is what job i found; why it found nothing. */
  void (*take)(void *state, size_t i, const char *text, size_t size);
  void (*lose)(void *state, size_t i, const char *why);
};

/* EXIT_FINE when every job was taken or lost, in whatever order; EXIT_SYSTEM,
   with a message, where no process can be started. */
int jobs_run(const struct jobs *jobs);

#endif
