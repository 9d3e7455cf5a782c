/* SPDX-License-Identifier: GPL-3.0-or-later
   A study of step sizes in the formats that machines read.  Nothing is
   computed here.  Read show_stepsize.h before. */
#ifndef STEPSIZE_WRITE_H
#define STEPSIZE_WRITE_H

#include <stdio.h>

#include "stepsize/show_stepsize.h"
#include "worksheet/load.h"

/* One object on a line; `file` as it was given. */
void stepsize_json(FILE *out, const struct study *study, const char *file,
                   const char *title);

/* A line for each quotient at each step, then one for each remainder; before
   them, with `names`, the names of the columns. */
void stepsize_csv(FILE *out, const struct study *study, const char *file,
                  int names);

/* A worksheet that came to no report: its errors (failure.h). */
void stepsize_csv_failure(FILE *out, const char *file,
                          const struct loaded *loaded, int names);

/* Why a point is no good: "kink", "domain edge", "varies too fast"; NULL
   where it is. */
const char *stepsize_reason(ad_fd_reason reason);

#endif
