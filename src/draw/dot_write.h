/* SPDX-License-Identifier: GPL-3.0-or-later
   A graph in Graphviz' dot language, https://graphviz.org/doc/info/lang.html.
   What a node is shows in shape and border, so that it is there without
   colours, too.  Read boxes.h and trace.h before.

   Texts reach the file through dot_id and dot_text alone. */
#ifndef DOT_WRITE_H
#define DOT_WRITE_H

#include <stdio.h>

#include "draw/boxes.h"
#include "trace.h"

struct dot {
  FILE *out;
  const struct boxes *boxes;
  const ad_trace *trace; /* both sweeps were there, from cotangents 1      */
  const char *of;        /* the one scalar output, whose adjoints are
                            shown; NULL: there is none                     */
};

/* The whole digraph; the title stands below it. */
void dot_write(const struct dot *dot, const char *title);

/* dot_label.c: what stands in a box, and in the place of a number; the
   identifier of a node, and of the number that x reads as operand k; a text
   for a label between angle brackets, in lines of `width` columns at most. */
void dot_label(const struct dot *dot, ad_ref x);
void dot_number_label(const struct dot *dot, ad_ref x);
void dot_id(const struct dot *dot, ad_ref x);
void dot_number_id(const struct dot *dot, ad_ref x, size_t k);
void dot_text(FILE *out, const char *text, size_t width);

/* dot_edges.c: the edges into each box, and the numbers that it reads. */
void dot_edges(const struct dot *dot);

#endif
