/* SPDX-License-Identifier: GPL-3.0-or-later
   The protocol of GradBench: a message a line, and a line that answers it.
   https://github.com/gradbench/gradbench, CONTRIBUTING.md.  Read evals.h
   before. */
#ifndef GRADBENCH_ANSWER_H
#define GRADBENCH_ANSWER_H

#include "work.h"

struct tool {
  const char *name;
  enum want want; /* by which mode derivatives are computed                */
};

/* Answers line number `number`, text[size], on standard output.  What an eval
   can be told goes into the answer.  EXIT_INPUT, with a complaint, where the
   line is no message, so that there is nobody to answer; EXIT_SYSTEM where
   memory is out or the answer cannot be written. */
int answer(const struct tool *tool, const char *text, size_t size,
           size_t number);

#endif
