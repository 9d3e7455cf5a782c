/* SPDX-License-Identifier: GPL-3.0-or-later
   Pictures of what `stepsize` found out: the V's of the errors, and the
   Taylor remainders.  Read show_stepsize.h and plot.h before. */
#ifndef PLOT_STEPSIZE_H
#define PLOT_STEPSIZE_H

#include "gnuplot/plot.h"
#include "stepsize/show_stepsize.h"

/* Writes NAME-stepsize.csv, NAME-stepsize-taylor.csv and NAME-stepsize.gp to
   the plot's folder, NAME being that of the worksheet, and draws the pictures
   NAME-stepsize and NAME-stepsize-taylor.  `title`: of the worksheet; NAME
   where that is "".  An exit status. */
int plot_stepsize(const struct study *study, const char *file,
                  const char *title, const struct plot *plot);

#endif
