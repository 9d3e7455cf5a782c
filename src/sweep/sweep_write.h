/* SPDX-License-Identifier: GPL-3.0-or-later
   A sweep in the formats that machines read.  Nothing is computed here.
   Read sweep.h and load.h before. */
#ifndef SWEEP_WRITE_H
#define SWEEP_WRITE_H

#include <stdio.h>

#include "sweep/sweep.h"
#include "worksheet/load.h"

/* One object on a line. */
void sweep_json(FILE *out, const struct sweep *s, const struct loaded *first);

/* A line for each method at each point; before them, with `names`, the names
   of the columns. */
void sweep_csv(FILE *out, const struct sweep *s, const struct loaded *first,
               int names);

/* A worksheet that came to no report: its errors (failure.h). */
void sweep_csv_failure(FILE *out, const char *file,
                       const struct loaded *first, int names);

/* Flops and calls of all sweeps of a method. */
double sweep_flops(const struct method_cost *cost, int method);
double sweep_calls(const struct method_cost *cost, int method);

#endif
