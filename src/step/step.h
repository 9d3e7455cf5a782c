/* SPDX-License-Identifier: GPL-3.0-or-later
   What a page steps through: the boxes of a worksheet's graph, one step of a
   sweep each, and the edges between them, one payment of the reverse sweep
   each.  A node without a name that a single box reads stands in that box.
   In the drawing of a large graph rounds of a loop and layers of a net share
   a shape.  Read boxes.h and trace.h before. */
#ifndef STEP_H
#define STEP_H

#include <stdio.h>

#include "boxes/boxes.h"
#include "sheet.h"
#include "trace.h"

/* Places are those of a drawing from left to right, in its units. */
enum {
  STEP_BOX_WIDTH = 140,
  STEP_BOX_HEIGHT = 64,
  STEP_LEAF_HEIGHT = 44,
  STEP_COLUMN = 190,   /* from one layer to the next                       */
  STEP_GAP = 16,       /* from one box of a layer to the next              */
  STEP_LANE = 30,      /* an edge that passes a layer                      */
  STEP_NODES_MOST = 2000,
  STEP_BYTES_MOST = 900000, /* of what a page has of a worksheet           */
  STEP_ROWS_CUT = 100  /* of a table without the script, in a cut page     */
};

struct step_box {
  ad_ref node;     /* the last of those inside                             */
  size_t n;
  ad_ref *inside;  /* inside[n], in order of evaluation                    */
  int active;      /* does it depend on a wrt leaf, and lead to an output? */
  size_t shape;
};

struct step_edge {
  size_t from, to; /* boxes: `to` reads `from`                             */
  int active;      /* does a derivative pass?                              */
  char *text;      /* what `to` pays, its adjoint written "..."; or NULL   */
  size_t line;     /* STEP_NONE: it stays in its shape                     */
};

/* Of the drawing: boxes that follow on each other. */
struct step_shape {
  size_t first, n; /* boxes                                                */
  int is_leaf;     /* a single box, a leaf or a number                     */
  size_t layer;
  double y;        /* of its middle                                        */
};

/* Between shapes; where it passes layers, it crosses them at its bends. */
struct step_line {
  size_t from, to; /* shapes                                               */
  size_t n;
  double *bends;   /* bends[n]: a y for each layer in between              */
};

struct step {
  const ad_sheet *sheet;
  const ad_graph *graph;
  ad_trace *trace; /* forward along the first entry of all that is
                      differentiated by, reverse from the first of all
                      outputs                                              */
  size_t n;
  struct step_box *boxes;
  unsigned char *keeps; /* keeps[nodes]                                    */
  size_t *box_of;  /* box_of[nodes]; STEP_NONE: in none                    */
  size_t n_edges;
  struct step_edge *edges; /* those of one reader together, as the reverse
                              sweep pays                                   */
  size_t n_shapes;
  struct step_shape *shapes; /* in the order of their boxes                */
  size_t n_lines;
  struct step_line *lines;   /* those to one shape together                */
  size_t layers;
  double height;
  int cut; /* less is written: rounded numbers, the first rows of tables   */
};

#define STEP_NONE SIZE_MAX

/* AD_EINPUT, with a place, where the sheet speaks of a step that there is not,
   and without one where there are too many nodes; AD_ENOMEM, AD_ELIMIT.  The
   caller calls step_free in any case. */
ad_status step_make(struct step *s, const ad_sheet *sheet, ad_error *err);
void step_free(struct step *s);

/* step_shapes.c: fills shapes and lines, of boxes and edges. */
void step_shapes(struct step *s, const struct scene *scene);

/* step_layout.c: fills layers, bends and places. */
void step_layout(struct step *s);

/* step_edges.c: the texts of edges, from the op set's rows. */
ad_status step_edge_texts(struct step *s, ad_error *err);

/* Is the value of x kept on the tape, for a partial that reads it?  Of what is
   computed; leaves are there anyway. */
int step_keeps(const struct step *s, ad_ref x);

/* "input", "param", "data", "number", or "node". */
const char *step_kind(const struct step *s, const struct step_box *box);

/* What a box is called: its name, or the operation. */
const char *step_name(const struct step *s, const struct step_box *box);

/* Its right side, "" where it has none. */
const char *step_formula(const struct step *s, const struct step_box *box);

/* What box `edge->to` paid to box `edge->from` in the trace, in the shape of
   the latter; the caller frees it. */
double *step_paid(const struct step *s, const struct step_edge *edge);

/* Is it a payment of the reverse sweep in the trace? */
int step_pays(const struct step *s, const struct step_edge *edge);

/* step_json.c, step_tables.c: the graph for the page's script, and the sweeps
   as tables, for readers without one. */
void step_json(FILE *out, const struct step *s);
void step_tables(FILE *out, const struct step *s);

/* step_sketch.c: the drawing without numbers, as a line of SVG. */
void step_sketch(FILE *out, const struct step *s);

/* step_rows.c: the text of a row of the op set in postfix, its words parted by
   blanks and functions followed by the number of their operands: "a b +/2";
   NULL of "" and of NULL.  The caller frees it. */
char *step_postfix(const char *text);

/* What the page is headed with. */
const char *step_title(const struct step *s);

/* step_page.c: a worksheet's part of the page, all that is its own; `name`
   names it in addresses.  The page of several: script and style once. */
struct step_sheet {
  char *title, *text;
  size_t size; /* of text                                                  */
};
void step_article(FILE *out, const struct step *s, const char *name);
void step_page(FILE *out, size_t n, const struct step_sheet *sheets);

#endif
