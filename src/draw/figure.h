/* SPDX-License-Identifier: GPL-3.0-or-later
   What is drawn, before it is in any language: boxes with texts, and edges.
   What a box is shows in its shape and its border, so that it is there without
   colours, too.  dot_write.h and tikz_write.h write it down. */
#ifndef FIGURE_H
#define FIGURE_H

#include <stddef.h>

enum figure_shape {
  FIGURE_SQUARE, /* a leaf                                                 */
  FIGURE_ROUND,  /* an operation                                           */
  FIGURE_CUT,    /* one that multiplies an adjoint by a local derivative   */
  FIGURE_CIRCLE, /* a neuron                                               */
  FIGURE_BARE    /* a number, a text                                       */
};

/* Texts are owned; lines in them are parted by \n. */
struct figure_box {
  char *id;   /* no other has it                                           */
  enum figure_shape shape;
  int thick, twice; /* the border                                          */
  char *bold; /* stands before the text; "": nothing does                  */
  char *text;
  double x, y, width, height; /* inches, x and y of the middle, upwards    */
};

struct figure_edge {
  size_t from, to; /* boxes                                                */
  int dashed;
  int plain;       /* without an arrow                                     */
  int down;        /* the box it leads to stands below the other           */
  int aside;       /* both boxes may stand on one level                    */
  char *label;     /* ""                                                   */
  size_t n;        /* points of its line, a Bezier curve; 0: a straight
                      one from box to box                                  */
  double *points;  /* x, y of each                                         */
  double x, y;     /* of the label's middle                                */
};

struct figure {
  char *title;
  char *key;  /* what shapes and lines mean                                */
  int placed; /* do the boxes have their places?                           */
  size_t n_boxes, n_edges;
  struct figure_box *boxes;   /* boxes[n_boxes]                            */
  struct figure_edge *edges;  /* edges[n_edges]                            */
};

/* Appends; what is in it is taken over.  The number of the new one. */
size_t figure_add_box(struct figure *figure, struct figure_box box);
size_t figure_add_edge(struct figure *figure, struct figure_edge edge);
void figure_free(struct figure *figure);

/* Is there an edge between boxes that may stand on one level?  Those want more
   room. */
int figure_has_aside(const struct figure *figure);

/* Width and height of a box, or of a label, that its text asks for in letters
   of `size` points; inches. */
void figure_measure(struct figure_box *box, double size);

#endif
