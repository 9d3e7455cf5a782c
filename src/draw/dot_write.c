/* SPDX-License-Identifier: GPL-3.0-or-later
   The digraph: what all boxes share, the caption, boxes, edges.  Read
   dot_write.h before. */
#include "draw/dot_write.h"

#include <stdint.h>

#include "page/html_escape.h"
#include "page/text_lines.h"

enum { CAPTION_WIDTH = 72 };

/* --- texts ---------------------------------------------------------------- */

/* For a label between angle brackets, in lines of `width` columns at most. */
static void put_text(FILE *out, const char *text, size_t width,
                     const char *between)
{
  text_put(out, text, width, between, html_text);
}

static void put_id(FILE *out, const char *id)
{
  fputc('"', out);
  for (; *id; id++) {
    fputs(*id == '"' || *id == '\\' ? "\\" : "", out);
    fputc(*id, out);
  }
  fputc('"', out);
}

/* --- the digraph ---------------------------------------------------------- */

/* Boxes with places of their own are for the program neato, which moves none
   of them. */
/* With a margin: dot measures letters of one font, and a browser may have
   another, in which a legend that is wider than the picture was cut. */
static void put_defaults(FILE *out, const struct figure *f)
{
  fputs("digraph gradcompare {\n"
        "  charset=\"UTF-8\";\n"
        "  pad=0.25;\n", out);
  fputs(f->placed ? "  layout=neato;\n"
                    "  splines=false;\n"
                  : "  rankdir=BT;\n"
                    "  ranksep=0.35;\n",
        out);
  fputs(figure_has_aside(f) ? "  nodesep=0.4;\n" : "", out);
  fputs("  fontname=\"Helvetica\";\n"
        "  node [fontname=\"Helvetica\", fontsize=11, shape=box];\n"
        "  edge [fontname=\"Helvetica\", fontsize=9, arrowsize=0.7];\n",
        out);
}

static void put_caption(FILE *out, const struct figure *f)
{
  fputs("  label=<<b>", out);
  put_text(out, f->title, CAPTION_WIDTH, "<br/>");
  fputs("</b><br/>\n<font point-size=\"10\">", out);
  put_text(out, f->key, SIZE_MAX, "<br/>\n");
  fputs("</font>>;\n", out);
}

/* Blanks stand at the end of the name: some that show SVG drop them where a
   text begins. */
static void put_label(FILE *out, const struct figure_box *box)
{
  fputs("label=<", out);
  if (*box->bold) {
    fputs("<b>", out);
    put_text(out, box->bold, SIZE_MAX, " ");
    fputs(*box->text == '\n' || !*box->text ? "</b>" : "&#160;&#160;</b>",
          out);
  }
  put_text(out, box->text, SIZE_MAX, "<br/>");
  fputs(">", out);
}

static void put_box(FILE *out, const struct figure *f,
                    const struct figure_box *box)
{
  static const char *const styles[] = {
      [FIGURE_SQUARE] = "style=solid",
      [FIGURE_ROUND] = "style=rounded",
      [FIGURE_CUT] = "shape=octagon, margin=0",
      [FIGURE_CIRCLE] = "shape=circle, margin=0",
      [FIGURE_BARE] = "shape=plaintext, width=0, height=0, margin=0.04"};
  fputs("  ", out);
  put_id(out, box->id);
  fprintf(out, " [%s", styles[box->shape]);
  fputs(box->thick ? ", penwidth=2" : "", out);
  fputs(box->twice ? ", peripheries=2" : "", out);
  if (f->placed)
    fprintf(out, ", pos=\"%.3f,%.3f!\"", box->x, box->y);
  if (f->placed && box->shape != FIGURE_BARE)
    fprintf(out, ", width=%.3f, height=%.3f", box->width, box->height);
  fputs(box->shape == FIGURE_BARE ? ", " : ",\n    ", out);
  put_label(out, box);
  fputs("];\n", out);
}

/* Off the line that it stands beside; that between boxes side by side runs
   through it, and is interrupted. */
static void put_edge_label(FILE *out, const struct figure_edge *edge)
{
  fputs(edge->aside ? "label=<<table border=\"0\" cellborder=\"0\" "
                      "cellspacing=\"0\" bgcolor=\"white\"><tr><td>"
                    : "label=<&#160;", out);
  put_text(out, edge->label, SIZE_MAX,
           edge->aside ? "<br/>" : "&#160;<br/>&#160;");
  fputs(edge->aside ? "</td></tr></table>>" : "&#160;>", out);
}

/* What leads downwards is written from the upper end. */
static void put_edge(FILE *out, const struct figure *f,
                     const struct figure_edge *edge)
{
  const char *between = " [";
  const struct {
    int is;
    const char *text;
  } styles[] = {{edge->dashed, "style=dashed"},
                {edge->plain, "dir=none"},
                {edge->down, "dir=back"},
                {edge->aside, "minlen=0"}};
  fputs("  ", out);
  put_id(out, f->boxes[edge->down ? edge->to : edge->from].id);
  fputs(" -> ", out);
  put_id(out, f->boxes[edge->down ? edge->from : edge->to].id);
  for (size_t i = 0; i < sizeof styles / sizeof styles[0]; i++)
    if (styles[i].is) {
      fprintf(out, "%s%s", between, styles[i].text);
      between = ", ";
    }
  if (*edge->label) {
    fputs(between, out);
    put_edge_label(out, edge);
    between = ", ";
  }
  fputs(*between == ',' ? "];\n" : ";\n", out);
}

void dot_write(FILE *out, const struct figure *f)
{
  put_defaults(out, f);
  put_caption(out, f);
  for (size_t i = 0; i < f->n_boxes; i++)
    put_box(out, f, &f->boxes[i]);
  for (size_t i = 0; i < f->n_edges; i++)
    put_edge(out, f, &f->edges[i]);
  fputs("}\n", out);
}
