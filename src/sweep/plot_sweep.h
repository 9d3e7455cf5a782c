/* SPDX-License-Identifier: GPL-3.0-or-later
   A sweep as data, as a gnuplot script and as pictures.  Read sweep.h and
   plot.h before. */
#ifndef PLOT_SWEEP_H
#define PLOT_SWEEP_H

#include "gnuplot/plot.h"
#include "sweep/sweep.h"

/* Writes NAME.csv and NAME.gp to the plot's folder, where NAME is plot_name of
   the sweep's name, and draws: time, its ratio and memory against the x axis,
   or, of a grid of two axes, a map of forward over reverse.  The folder was
   seen to by plot_folder.  EXIT_FINE or, with a message, EXIT_SYSTEM. */
int plot_sweep(const struct sweep *s, const struct plot *plot);

/* --- internal: between the files plot_sweep_*.c --------------------------- */

/* What is written, to be handed through plot_write_by. */
struct plot_sweep_job {
  const struct sweep *s;
  const char *name, *command_line;
};

void plot_sweep_data(FILE *csv, const void *job);
void plot_sweep_script(FILE *gp, const void *job);
void plot_sweep_heat(FILE *gp, const struct plot_sweep_job *job);

/* The method's words in column names, "forward_chunked". */
const char *plot_sweep_method(int method);

/* Column name of dim i, "dim_h", of ASCII letters, digits and '_' only.  The
   caller frees. */
char *plot_sweep_dim(const struct sweep *s, size_t i);

/* Axes of the grid with more than one point. */
size_t plot_sweep_axes(const struct sweep *s);

/* Is the heat map what is drawn? */
int plot_sweep_is_grid(const struct sweep *s);

/* Writes a small note in the picture's corner: that the sweep is partial, and
   how many of `what` ("value") are left out; nothing where neither is so. */
void plot_sweep_note(FILE *gp, const struct sweep *s, size_t left_out,
                     const char *what);

/* Writes the names of the axes, each a variable or a quoted text.  As labels,
   for gnuplot places its own by the width of ticks, and cuts them off. */
void plot_sweep_names(FILE *gp, const char *x, const char *y);

#endif
