/* SPDX-License-Identifier: GPL-3.0-or-later
   The figure's skeleton to dot, and back what dot -Tplain says,
   https://graphviz.org/docs/outputs/plain/.  An edge is known again by its
   colour, which dot hands on.  Read layout.h before. */
#include "draw/layout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "draw/picture.h"
#include "host/exits.h"
#include "host/written.h"

/* --- to dot --------------------------------------------------------------- */

/* An x for a letter, and one at either side: a line that touches a 1 makes it
   look like -1. */
static void put_label(FILE *out, const char *label)
{
  fputs(", label=\"xx", out);
  for (; *label; label++)
    if (*label == '\n')
      fputs("\\n", out);
    else if ((*label & 0xC0) != 0x80) /* not the middle of a letter */
      fputc('x', out);
  fputc('"', out);
}

static void put_edge(FILE *out, const struct figure_edge *edge, size_t i)
{
  fprintf(out, "n%zu -> n%zu [color=\"#%06zx\"",
          edge->down ? edge->to : edge->from,
          edge->down ? edge->from : edge->to, i);
  fputs(edge->aside ? ", minlen=0" : "", out);
  if (*edge->label)
    put_label(out, edge->label);
  fputs("];\n", out);
}

static void put_skeleton(FILE *out, const struct figure *f, double size)
{
  fprintf(out, "digraph { rankdir=BT; ranksep=0.35; nodesep=%g;\n"
               "node [shape=box, fixedsize=true, label=\"\"];\n"
               "edge [arrowhead=none, fontsize=%g];\n",
          figure_has_aside(f) ? 0.4 : 0.25, size);
  for (size_t i = 0; i < f->n_boxes; i++)
    fprintf(out, "n%zu [width=%.3f, height=%.3f];\n", i, f->boxes[i].width,
            f->boxes[i].height);
  for (size_t i = 0; i < f->n_edges; i++)
    put_edge(out, &f->edges[i], i);
  fputs("}\n", out);
}

/* --- and back ------------------------------------------------------------- */

/* The words of a line, one after the other. */
static const char *next_word(char **at)
{
  return strtok_r(NULL, " ", at);
}

static double next_number(char **at)
{
  const char *word = next_word(at);
  return word ? strtod(word, NULL) : 0;
}

static void read_box(struct figure *f, char *at)
{
  const char *name = next_word(&at);
  size_t i = name ? strtoul(name + 1, NULL, 10) : f->n_boxes;
  if (i >= f->n_boxes)
    return;
  f->boxes[i].x = next_number(&at);
  f->boxes[i].y = next_number(&at);
}

static void turn(double *points, size_t n)
{
  for (size_t i = 0, k = n; k-- > i; i++)
    for (size_t axis = 0; axis < 2; axis++) {
      double p = points[2 * i + axis];
      points[2 * i + axis] = points[2 * k + axis];
      points[2 * k + axis] = p;
    }
}

/* "tail head n x y ... [label x y] style colour"; of the label, which has no
   blank, it says where it is. */
static void read_edge(struct figure *f, char *at)
{
  const char *last = strrchr(at, '#');
  size_t i = last ? strtoul(last + 1, NULL, 16) : f->n_edges;
  if (i >= f->n_edges)
    return;
  struct figure_edge *edge = &f->edges[i];
  next_word(&at);
  next_word(&at);
  double n = next_number(&at);
  edge->n = n >= 4 && n < 1e6 ? (size_t)n : 0;
  edge->points = memory_new(2 * edge->n + 1, sizeof *edge->points);
  for (size_t k = 0; k < 2 * edge->n; k++)
    edge->points[k] = next_number(&at);
  if (edge->down)
    turn(edge->points, edge->n);
  if (*edge->label) {
    next_word(&at);
    edge->x = next_number(&at);
    edge->y = next_number(&at);
  }
}

static void read_plain(struct figure *f, char *text)
{
  char *rest;
  for (char *line = strtok_r(text, "\n", &rest); line;
       line = strtok_r(NULL, "\n", &rest)) {
    char *at;
    const char *what = strtok_r(line, " ", &at);
    if (what && strcmp(what, "node") == 0)
      read_box(f, at);
    else if (what && strcmp(what, "edge") == 0)
      read_edge(f, at);
  }
}

int layout_place(struct figure *f, double size)
{
  char *text;
  size_t n;
  for (size_t i = 0; i < f->n_boxes; i++)
    figure_measure(&f->boxes[i], size);
  FILE *out = written_begin();
  if (out)
    put_skeleton(out, f, size);
  if (!written_end(out, &text, &n)) {
    complain("there is no room for a drawing in a temporary file");
    return EXIT_SYSTEM;
  }
  int status = picture_make("plain", &text, &n);
  if (status == EXIT_FINE) {
    text = memory_grow(text, n + 1, 1);
    text[n] = '\0';
    read_plain(f, text);
    f->placed = 1;
  }
  free(text);
  return status;
}
