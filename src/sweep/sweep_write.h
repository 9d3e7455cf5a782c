/* SPDX-License-Identifier: GPL-3.0-or-later
   A sweep in the formats that machines read.  Nothing is computed here.
   Read sweep.h and sheet_command.h before. */
#ifndef SWEEP_WRITE_H
#define SWEEP_WRITE_H

#include <stdio.h>

#include "sweep/sweep.h"
#include "worksheet/sheet_command.h"

/* One object on a line; a line for each method at each point.  task->found
   points to a struct sweep. */
void sweep_json(FILE *out, const struct sheet_task *task);
extern const struct sheet_csv sweep_csv;

#endif
