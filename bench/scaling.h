/* SPDX-License-Identifier: GPL-3.0-or-later
   Graphs and worksheets of any size, for scaling.c. */
#ifndef SCALING_H
#define SCALING_H

#include "nodes.h"

struct scaling {
  const char *name;
  size_t least, most; /* sizes: least, 10 least, ... up to most            */
  void (*build)(ad_builder *b, size_t n);   /* through the C API, or       */
  char *(*write)(size_t n, size_t *length); /* as the text of a worksheet  */
};

extern const struct scaling scalings[];
extern const size_t n_scalings;

/* The entry number i of leaf number `leaf`: anything, not too large. */
double scaling_entry(size_t leaf, size_t i);

#endif
