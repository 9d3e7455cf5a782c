/* SPDX-License-Identifier: GPL-3.0-or-later
   A figure in TikZ, for LaTeX; its boxes have their places.  Read figure.h
   before. */
#ifndef TIKZ_WRITE_H
#define TIKZ_WRITE_H

#include <stdio.h>

#include "draw/figure.h"

enum {
  TIKZ_LETTERS = 8, /* points: \footnotesize                               */
  TIKZ_MOST = 200   /* inches: TeX counts no further than 227              */
};

/* A document that is the picture with its caption; `fragment`: the picture
   alone, to be \input. */
void tikz_write(FILE *out, const struct figure *figure, int fragment);

/* How far the figure reaches from left to right, or from bottom to top, the
   larger one; inches. */
double tikz_extent(const struct figure *figure);

#endif
