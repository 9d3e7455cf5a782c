/* SPDX-License-Identifier: GPL-3.0-or-later
   The line on which a function on a grid is zero.  Read nothing before. */
#ifndef PLOT_CONTOUR_H
#define PLOT_CONTOUR_H

#include <stddef.h>
#include <stdio.h>

/* Writes the line where f[rows x cols] (row-major) is zero as pieces, each
   two lines "x,y" and a blank one; x is the column and y the row, from 1.
   Between the grid's points f is taken as linear on triangles.  Triangles
   with a NAN have no line.  Returns the number of pieces. */
size_t plot_contour(FILE *out, const double *f, size_t rows, size_t cols);

#endif
