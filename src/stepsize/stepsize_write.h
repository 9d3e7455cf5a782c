/* SPDX-License-Identifier: GPL-3.0-or-later
   A study of step sizes in the formats that machines read.  Nothing is
   computed here.  Read show_stepsize.h and sheet_command.h before. */
#ifndef STEPSIZE_WRITE_H
#define STEPSIZE_WRITE_H

#include <stdio.h>

#include "stepsize/show_stepsize.h"
#include "worksheet/sheet_command.h"

/* One object on a line; a line for each quotient and each remainder.
   task->found points to a struct study. */
void stepsize_json(FILE *out, const struct sheet_task *task);
extern const struct sheet_csv stepsize_csv;

/* Why a point is no good: "kink", "domain edge", "varies too fast"; NULL
   where it is. */
const char *stepsize_reason(ad_fd_reason reason);

#endif
