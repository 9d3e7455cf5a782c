/* SPDX-License-Identifier: GPL-3.0-or-later
   The picture, and the document around it, whose paper is as large as it is.
   Read tikz_write.h before. */
#include "draw/tikz_write.h"

#include <stdint.h>

#include "page/latex_escape.h"
#include "page/text_lines.h"

/* --- texts ---------------------------------------------------------------- */

static void put_text(FILE *out, const char *text, const char *between)
{
  text_put(out, text, SIZE_MAX, between, latex_text);
}

static void put_bold(FILE *out, const char *text)
{
  fputs("\\textbf{", out);
  put_text(out, text, " ");
  fputs("}", out);
}

/* --- where ---------------------------------------------------------------- */

struct extent {
  double left, right, bottom, top;
};

static void widen(struct extent *e, double x, double y, double w, double h)
{
  e->left = x - w / 2 < e->left ? x - w / 2 : e->left;
  e->right = x + w / 2 > e->right ? x + w / 2 : e->right;
  e->bottom = y - h / 2 < e->bottom ? y - h / 2 : e->bottom;
  e->top = y + h / 2 > e->top ? y + h / 2 : e->top;
}

static struct extent extent_of(const struct figure *f)
{
  struct extent e = {0};
  if (f->n_boxes > 0)
    e = (struct extent){f->boxes[0].x, f->boxes[0].x, f->boxes[0].y,
                        f->boxes[0].y};
  for (size_t i = 0; i < f->n_boxes; i++)
    widen(&e, f->boxes[i].x, f->boxes[i].y, f->boxes[i].width,
          f->boxes[i].height);
  for (size_t i = 0; i < f->n_edges; i++)
    for (size_t k = 0; k < f->edges[i].n; k++)
      widen(&e, f->edges[i].points[2 * k], f->edges[i].points[2 * k + 1], 0,
            0);
  return e;
}

double tikz_extent(const struct figure *f)
{
  struct extent e = extent_of(f);
  return e.right - e.left > e.top - e.bottom ? e.right - e.left
                                             : e.top - e.bottom;
}

/* --- the picture ---------------------------------------------------------- */

static void put_styles(FILE *out)
{
  fputs("\\begin{tikzpicture}[x=1in, y=1in, >=latex,\n"
        "  every node/.style={align=center, inner sep=1pt,"
        " font=\\sffamily\\footnotesize},\n"
        "  square/.style={draw}, round/.style={draw, rounded corners=5pt},\n"
        "  cut/.style={draw, chamfered rectangle},"
        " neuron/.style={draw, circle},\n"
        "  bare/.style={}, twice/.style={double, double distance=1.5pt},\n"
        "  label/.style={font=\\sffamily\\scriptsize, fill=white,"
        " inner sep=0.5pt}]\n", out);
}

static void put_box(FILE *out, const struct figure_box *box, size_t i)
{
  static const char *const styles[] = {[FIGURE_SQUARE] = "square",
                                       [FIGURE_ROUND] = "round",
                                       [FIGURE_CUT] = "cut",
                                       [FIGURE_CIRCLE] = "neuron",
                                       [FIGURE_BARE] = "bare"};
  fprintf(out, "\\node[%s%s%s", styles[box->shape],
          box->thick ? ", very thick" : "", box->twice ? ", twice" : "");
  if (box->shape != FIGURE_BARE)
    fprintf(out, ", minimum width=%.3fin, minimum height=%.3fin", box->width,
            box->height);
  fprintf(out, "] (n%zu) at (%.3f,%.3f) {", i, box->x, box->y);
  if (*box->bold) {
    put_bold(out, box->bold);
    fputs(*box->text && *box->text != '\n' ? "\\enspace " : "", out);
  }
  put_text(out, box->text, "\\\\ ");
  fputs("};\n", out);
}

static void put_curve(FILE *out, const struct figure_edge *edge)
{
  const double *p = edge->points;
  fprintf(out, "(%.3f,%.3f)", p[0], p[1]);
  for (size_t k = 1; k + 2 < edge->n; k += 3)
    fprintf(out, "\n  .. controls (%.3f,%.3f) and (%.3f,%.3f) .. (%.3f,%.3f)",
            p[2 * k], p[2 * k + 1], p[2 * k + 2], p[2 * k + 3], p[2 * k + 4],
            p[2 * k + 5]);
}

static void put_edge(FILE *out, const struct figure_edge *edge)
{
  fprintf(out, "\\draw[%s%s] ", edge->plain ? "-" : "->",
          edge->dashed ? ", dashed" : "");
  if (edge->n > 0)
    put_curve(out, edge);
  else
    fprintf(out, "(n%zu) -- (n%zu)", edge->from, edge->to);
  fputs(";\n", out);
  if (!*edge->label)
    return;
  fprintf(out, "\\node[label] at (%.3f,%.3f) {", edge->x, edge->y);
  put_text(out, edge->label, "\\\\ ");
  fputs("};\n", out);
}

static void put_picture(FILE *out, const struct figure *f)
{
  put_styles(out);
  for (size_t i = 0; i < f->n_boxes; i++)
    put_box(out, &f->boxes[i], i);
  for (size_t i = 0; i < f->n_edges; i++)
    put_edge(out, &f->edges[i]);
  fputs("\\end{tikzpicture}", out);
}

/* --- the document --------------------------------------------------------- */

static double lines_of(const char *text)
{
  double n = 1;
  for (; *text; text++)
    n += *text == '\n';
  return n;
}

/* Room for the longest line of the caption, and for all of them. */
static void put_preamble(FILE *out, const struct figure *f)
{
  struct figure_box key = {.bold = (char[]){""}, .text = f->key};
  struct figure_box title = {.bold = f->title, .text = (char[]){""}};
  struct extent e = extent_of(f);
  figure_measure(&key, TIKZ_LETTERS);
  figure_measure(&title, TIKZ_LETTERS + 2);
  double width = e.right - e.left;
  width = key.width > width ? key.width : width;
  width = title.width > width ? title.width : width;
  fprintf(out,
          "\\documentclass{article}\n"
          "\\usepackage[utf8]{inputenc}\n"
          "\\usepackage[paperwidth=%.2fin, paperheight=%.2fin,"
          " margin=0.15in]{geometry}\n"
          "\\usepackage{tikz}\n"
          "\\usetikzlibrary{shapes.misc}\n"
          "\\pagestyle{empty}\n"
          "\\setlength{\\parindent}{0pt}\n"
          "\\begin{document}\n"
          "\\centering\n",
          width + 0.6,
          e.top - e.bottom + 0.9 + 0.16 * lines_of(f->key));
}

void tikz_write(FILE *out, const struct figure *f, int fragment)
{
  if (fragment)
    fputs("% To be \\input into a document that loads the package tikz and\n"
          "% \\usetikzlibrary{shapes.misc} (and inputenc with utf8, where it "
          "is old).\n", out);
  else
    put_preamble(out, f);
  put_picture(out, f);
  if (fragment) {
    fputs("\n", out);
    return;
  }
  fputs("\n\n\\medskip\n\\sffamily ", out);
  put_bold(out, f->title);
  fputs("\n\n\\footnotesize ", out);
  put_text(out, f->key, "\\\\\n");
  fputs("\n\\end{document}\n", out);
}
