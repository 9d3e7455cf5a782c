/* SPDX-License-Identifier: GPL-3.0-or-later
   Pictures of what `stepsize` found out: the V's of the errors, and the
   Taylor remainders.  Read show_stepsize.h and plot.h before. */
#ifndef PLOT_STEPSIZE_H
#define PLOT_STEPSIZE_H

#include <stdio.h>

#include "show_stepsize.h"

/* Writes NAME-stepsize.csv, NAME-stepsize-taylor.csv and NAME-stepsize.gp to
   the folder `dir`, NAME being that of the worksheet, and draws the pictures
   NAME-stepsize and NAME-stepsize-taylor.  `title`: of the worksheet; NAME where that is "";
   `command`: for the header of the files.  An exit status. */
int plot_stepsize(const struct study *study, const char *file,
                  const char *title, const char *dir, const char *command,
                  int png);

/* --- internal: between plot_stepsize.c and plot_stepsize_script.c ---------- */

/* What is written, to be handed through plot_write_by. */
struct plot_stepsize_job {
  const struct study *study;
  const char *name, *title, *command;
};

void plot_stepsize_script(FILE *gp, const void *job);

/* How many pictures there are: none where nothing is finite and not 0. */
int plot_stepsize_pictures(const struct study *study);

#endif
