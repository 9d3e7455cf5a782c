/* SPDX-License-Identifier: GPL-3.0-or-later
   Logarithmic axes and direct labels of plots: ranges, ticks with SI
   prefixes, and labels that do not overlap.  Computed here, so that scripts
   hold plain numbers.  Read plot.h before. */
#ifndef PLOT_AXIS_H
#define PLOT_AXIS_H

#include <stdio.h>

#include "gnuplot/plot.h"
#include "page/number_format.h"

struct plot_axis {
  double low, high; /* the range; low > high: nothing was taken yet        */
  size_t taken;     /* values it is for                                    */
  int powers_of_2;  /* they all are                                        */
};

/* Can it stand on a logarithmic axis: positive and finite? */
int plot_can_show(double value);

struct plot_axis plot_axis_new(void);

/* Widens the range to a value that can be shown; others are ignored. */
void plot_axis_take(struct plot_axis *axis, double value);

/* Adds margins of the factor `margin` at both ends, after all values. */
void plot_axis_close(struct plot_axis *axis, double margin);

/* Widens a closed range until it spans a decade and more. */
void plot_axis_span(struct plot_axis *axis);

/* Where a value stands, 0 at the low end, 1 at the high one. */
double plot_axis_at(const struct plot_axis *axis, double value);

/* Writes "set xrange" and "set xtics" for which = 'x', at most `most` ticks
   with `unit` behind the SI prefix; of bytes ("B") powers of 2, as KiB. */
void plot_axis_write(FILE *gp, char which, const struct plot_axis *axis,
                     const char *unit, int most);

/* A number in SI style: 12 µs, 3 k, 0.5; unit "": a plain one.  Fills and
   returns out. */
char *plot_si(char out[FORMAT_SIZE], double value, const char *unit);

/* The same of a power of 2: from 10,000 on as 2 with its exponent raised. */
char *plot_binary(char out[FORMAT_SIZE], double value);

/* Moves at[n] apart to distances of `gap` and more inside low .. high, each
   as little as can be; the order stays.  Too many for the room: the gap
   shrinks. */
void plot_spread(double *at, size_t n, double gap, double low, double high);

/* The label of a curve's end: a short text of ours, in the margin. */
struct plot_label {
  const char *text, *more; /* `more`: a second column, "" where empty      */
  double x, y;             /* the curve's end, in the axes' values         */
  enum plot_look look;
  int doubtful;            /* `more` in grey                               */
};

enum { PLOT_LABELS_MOST = 16 };

/* An exponent as fitted, its standard error, and theory's; NAN: none.
   points 0: nothing was fitted. */
struct plot_slope {
  double value, error, theory;
  size_t points;
};

/* Writes "1.99±0.02 (2)" to out, for label->more; doubtful where no more
   than three points, or a theory more than five errors off, stand behind
   it. */
void plot_label_slope(char out[FORMAT_SIZE], struct plot_label *label,
                      const struct plot_slope *slope);

/* Writes labels[n], n <= PLOT_LABELS_MOST, right of the graph, spread, with a
   line from each to its curve's end; tags from 101 on. */
void plot_labels_write(FILE *gp, const struct plot_label *labels, size_t n,
                       const struct plot_axis *y);

#endif
