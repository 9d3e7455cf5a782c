/* SPDX-License-Identifier: GPL-3.0-or-later
   What is shown: the table on standard output, rows as CSV, a picture.
   Read measure.h before. */
#ifndef REPORT_H
#define REPORT_H

#include "measure.h"

/* The peers, in the order of the table's columns. */
extern const char *const report_peers[];
extern const size_t report_n_peers;

/* The row of a peer's gradient (or best Jacobian); NULL where it has
   none. */
const struct row *report_peer(const struct rows *rows,
                              const struct workload *w, size_t peer);

/* The library's gradient, or its best Jacobian. */
const struct row *report_ours(const struct rows *rows,
                              const struct workload *w);

/* Prints the table of the workloads that were measured. */
void report_table(const struct rows *rows);

/* Writes all rows, and a gnuplot script NAME.gp with NAME.dat that draws
   the ratios to P into NAME.svg.  `name` is a path without its end. */
void report_csv(const struct rows *rows, const char *name);
void report_picture(const struct rows *rows, const char *name);

#endif
