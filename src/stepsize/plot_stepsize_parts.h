/* SPDX-License-Identifier: GPL-3.0-or-later
   What the pictures of `stepsize` have in common: axes over many decades,
   titles, slopes; and those pictures.  Internal to plot_stepsize.c.  Read
   plot_stepsize.h and plot_axis.h before. */
#ifndef PLOT_PARTS_H
#define PLOT_PARTS_H

#include "gnuplot/plot_axis.h"
#include "stepsize/plot_stepsize.h"

struct plot_stepsize_job {
  const struct study *study;
  const char *name, *title, *command;
};

/* A text of the worksheet as a variable of the script. */
void plot_part_text(FILE *gp, const char *variable, const char *text);

/* The title, and the names of the axes: variables of the script. */
void plot_part_names(FILE *gp, const char *x, const char *y);

/* "slope (theory)", and "1.99±0.01 (2)" below it for label->more; "" where
   none was fitted. */
void plot_part_heading(FILE *gp);
void plot_part_slope(char out[FORMAT_SIZE], struct plot_label *label,
                     const struct loglog *line, int theory);

/* A short text of ours inside the graph, x and y from 0 to 1; `align` is a
   word of gnuplot's. */
void plot_part_remark(FILE *gp, int tag, const char *text, double x, double y,
                      const char *align);

/* A logarithmic axis over many decades, with at most `most` ticks. */
void plot_part_decades(FILE *gp, char which, const struct plot_axis *axis,
                       int most);

/* The V's; is there an error that can be shown? */
void plot_errors(FILE *gp, const struct plot_stepsize_job *job);
int plot_errors_any(const struct study *study);

/* The Taylor remainders; is there one that can be shown? */
void plot_taylor(FILE *gp, const struct plot_stepsize_job *job);
int plot_taylor_any(const struct study *study);

#endif
