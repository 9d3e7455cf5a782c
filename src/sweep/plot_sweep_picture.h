/* SPDX-License-Identifier: GPL-3.0-or-later
   One picture of a sweep along an axis, as it is put together: by
   plot_sweep_script.c, with marks of plot_sweep_marks.c.  Read plot_sweep.h
   and plot_axis.h before. */
#ifndef PLOT_SWEEP_PICTURE_H
#define PLOT_SWEEP_PICTURE_H

#include "gnuplot/plot_axis.h"
#include "sweep/plot_sweep.h"

/* What is known of a method's curve. */
struct curve {
  size_t shown, left_out; /* points                                        */
  double end_x, end_y;    /* its rightmost point                           */
};

/* Which slopes a picture shows. */
enum { SLOPES_COST, SLOPES_RATIO, SLOPES_KEPT };

struct picture {
  const struct sweep *s;
  const char *name, *suffix; /* of the file                                */
  const char *heading, *y_label, *unit, *function; /* of the script        */
  double (*value)(const struct sweep *s, const struct sweep_point *p,
                  int method);
  unsigned methods; /* bits of those to be drawn                           */
  int slopes;       /* SLOPES_...                                          */
  struct plot_axis x, y;
  struct curve curves[METHODS];
};

/* How a method is drawn. */
enum plot_look plot_picture_look(int method);

/* Is the method in the picture? */
int plot_picture_has(const struct picture *g, int method);

/* The labels at the curves' ends, with the slopes; returns how many points
   were left out. */
size_t plot_picture_labels(FILE *gp, const struct picture *g);

/* Dotted lines of the theory's slopes, as parts of a plot command. */
void plot_picture_guides(FILE *gp, const struct picture *g);

/* A line each where reverse mode begins to beat forward mode one by one, and
   in chunks. */
void plot_picture_crossover(FILE *gp, const struct picture *g);

/* The room at the top that they take, as a part of the picture's height. */
double plot_picture_room(const struct picture *g);

#endif
