/* SPDX-License-Identifier: GPL-3.0-or-later
   The digraph: what all boxes share, the caption, the boxes.  Read
   dot_write.h before. */
#include "draw/dot_write.h"

enum { CAPTION_WIDTH = 72 };

static void put_defaults(FILE *out)
{
  fputs("digraph gradcompare {\n"
        "  charset=\"UTF-8\";\n"
        "  rankdir=BT;\n"
        "  ranksep=0.35;\n"
        "  fontname=\"Helvetica\";\n"
        "  node [fontname=\"Helvetica\", fontsize=11, shape=box];\n"
        "  edge [fontname=\"Helvetica\", fontsize=9, arrowsize=0.7];\n",
        out);
}

/* --- the caption ---------------------------------------------------------- */

static void put_key(const struct dot *dot)
{
  fputs("Square corners: a leaf, thick where it is differentiated by.<br/>\n"
        "Round: an operation.  Double: an output.  "
        "Dashed: no derivative passes.",
        dot->out);
  if (dot->of) {
    fputs("<br/>\nAdjoint: the derivative of ", dot->out);
    dot_text(dot->out, dot->of, SIZE_MAX);
    fputs(" by the node.", dot->out);
  }
}

/* What the picture leaves out. */
static void put_note(const struct dot *dot)
{
  if (dot->boxes->fold < BOXES_NAMED)
    return;
  fputs("<br/>\nNodes without a name stand in the box of the node that they "
        "lead to",
        dot->out);
  if (dot->boxes->fold == BOXES_LOOPS)
    fputs(",<br/>\nrounds in the middle of a loop in one", dot->out);
  fputs("; --full draws them all.", dot->out);
}

static void put_caption(const struct dot *dot, const char *title)
{
  fputs("  label=<<b>", dot->out);
  dot_text(dot->out, title, CAPTION_WIDTH);
  fputs("</b><br/>\n<font point-size=\"10\">", dot->out);
  put_key(dot);
  put_note(dot);
  fputs("</font>>;\n", dot->out);
}

/* --- boxes ---------------------------------------------------------------- */

static int is_wrt(const ad_graph *g, ad_ref x)
{
  for (size_t i = 0; i < ad_graph_wrts(g); i++)
    if (ad_graph_wrt(g, i).index == x.index)
      return 1;
  return 0;
}

static void put_box(const struct dot *dot, ad_ref x)
{
  const ad_graph *g = dot->boxes->graph;
  fputs("  ", dot->out);
  dot_id(dot, x);
  fprintf(dot->out, " [style=%s",
          ad_graph_operands(g, x) == 0 ? "solid" : "rounded");
  if (is_wrt(g, x))
    fputs(", penwidth=2", dot->out);
  if (dot->boxes->output[x.index])
    fputs(", peripheries=2", dot->out);
  fputs(",\n    label=<", dot->out);
  dot_label(dot, x);
  fputs(">];\n", dot->out);
}

void dot_write(const struct dot *dot, const char *title)
{
  const struct boxes *b = dot->boxes;
  put_defaults(dot->out);
  put_caption(dot, title);
  for (uint32_t i = 0; i < ad_graph_size(b->graph); i++)
    if (boxes_has(b, (ad_ref){i}))
      put_box(dot, (ad_ref){i});
  dot_edges(dot);
  fputs("}\n", dot->out);
}
