/* SPDX-License-Identifier: GPL-3.0-or-later
   What `sweep` finds out: a worksheet measured at many sizes, the slopes of
   its costs, and where reverse mode begins to win.  Shown by show_sweep.c,
   drawn by plot_sweep.c.  Read measure.h before. */
#ifndef SWEEP_H
#define SWEEP_H

#include "measure/measure.h"
#include "measure/slopes.h"

struct sweep_point {
  size_t *sizes;        /* sizes[n_dims]: the varied dims at this point     */
  size_t n, m, nodes;   /* entries of all wrt leaves, of all outputs; nodes
                           of the graph                                     */
  int fitted;           /* do the slopes go through it?                     */
  double share, seconds; /* that the clock may take, and took              */
  struct method_cost costs[METHODS];
};

enum sweep_axis { SWEEP_PARAMS, SWEEP_OUTPUTS, SWEEP_DIM };

struct sweep {
  const char *name;  /* base name of the worksheet, for file names          */
  const char *title; /* of the worksheet, "" where it has none              */
  const char *note;  /* its first note, or ""                               */
  size_t n_dims;
  char **dims;         /* dims[n_dims]: the names of the varied dims        */
  size_t n_axes;       /* of the grid                                       */
  size_t *axis_points; /* axis_points[n_axes]; the product: all points      */
  size_t *axis_dim;    /* axis_dim[n_axes]: its first dim, index into dims  */
  enum sweep_axis against;
  size_t against_dim;  /* the x axis                                        */
  size_t n_points;     /* measured                                          */
  struct sweep_point *points; /* points[n_points], first axis slowest       */
  int timed;           /* 0: counts only                                    */
  int partial;         /* fewer points than asked for                       */
  size_t chunk;
  struct slope slopes[METHODS][2]; /* [0]: of seconds (flops where not timed),
                                      [1]: of the same over evaluation's    */
  struct slope kept[METHODS];            /* of the bytes; no theory          */

  /* The least measured number of parameters per output (see sweep_crossing)
     from which on reverse mode is cheaper than forward mode, direction by
     direction and in chunks, by flops and by the clock; NAN: nowhere. */
  double crossover_count, crossover_time;
  double crossover_chunked_count, crossover_chunked_time;
};

/* Where a point stands on the x axis: its n, m or dim. */
double sweep_x(const struct sweep *s, const struct sweep_point *p);

/* Parameters per output of a point, which tell whether reverse mode wins; where
   all points have as many, its place on the x axis. */
double sweep_ratio(const struct sweep_point *p);
int sweep_has_one_ratio(const struct sweep *s);
double sweep_crossing(const struct sweep *s, const struct sweep_point *p);

/* Seconds, or flops where nothing was timed; the same as a multiple of the
   plain evaluation's. */
double sweep_raw(const struct sweep *s, const struct sweep_point *p,
                 int method);
double sweep_multiple(const struct sweep *s, const struct sweep_point *p,
                      int method);

#endif
