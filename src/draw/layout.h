/* SPDX-License-Identifier: GPL-3.0-or-later
   Places for the boxes and edges of a figure, by dot.  It is told how large
   the boxes are, and draws no letter: the places do not depend on its fonts.
   Read figure.h and picture.h before. */
#ifndef LAYOUT_H
#define LAYOUT_H

#include "draw/figure.h"

/* Fills in the places, for texts in letters of `size` points.  EXIT_FINE or,
   with a message, EXIT_SYSTEM. */
int layout_place(struct figure *figure, double size);

#endif
