/* SPDX-License-Identifier: GPL-3.0-or-later
   Labels and identifiers.  Read dot_write.h before. */
#include <stdlib.h>
#include <string.h>

#include "draw/dot_write.h"
#include "host/exits.h"
#include "page/number_format.h"
#include "page/text_lines.h"
#include "worksheet/label.h"
#include "worksheet/matrix_words.h"

enum { WRITTEN_MOST = 4 }; /* entries of a matrix that is written out      */

/* --- texts ---------------------------------------------------------------- */

static void put_escaped(FILE *out, const char *text)
{
  for (; *text; text++)
    switch (*text) {
    case '&': fputs("&amp;", out); break;
    case '<': fputs("&lt;", out); break;
    case '>': fputs("&gt;", out); break;
    case '"': fputs("&quot;", out); break;
    default: fputc(*text, out);
    }
}

void dot_text(FILE *out, const char *text, size_t width)
{
  struct lines lines = {0};
  lines_wrap(&lines, text, width);
  for (size_t i = 0; i < lines.n; i++) {
    fputs(i > 0 ? "<br/>" : "", out);
    put_escaped(out, lines.line[i]);
  }
  lines_free(&lines);
}

/* No name of a worksheet has a '#', a quote or a backslash. */
static void put_id(FILE *out, const ad_graph *g, ad_ref x)
{
  const char *name = ad_graph_name(g, x);
  if (*name)
    fputs(name, out);
  else
    fprintf(out, "#%u", (unsigned)x.index);
}

void dot_id(const struct dot *dot, ad_ref x)
{
  fputc('"', dot->out);
  put_id(dot->out, dot->boxes->graph, x);
  fputc('"', dot->out);
}

void dot_number_id(const struct dot *dot, ad_ref x, size_t k)
{
  fputc('"', dot->out);
  put_id(dot->out, dot->boxes->graph, x);
  fprintf(dot->out, "#%zu\"", k + 1);
}

/* --- numbers -------------------------------------------------------------- */

/* As a worksheet writes it. */
static void put_entries(FILE *out, const double *x, ad_shape shape)
{
  char number[FORMAT_SIZE];
  size_t n = shape.rows * shape.cols;
  fputs(n > 1 ? "[" : "", out);
  for (size_t i = 0; i < n; i++)
    fprintf(out, "%s%s",
            i == 0                ? ""
            : i % shape.cols == 0 ? "; "
                                  : ", ",
            format_number(number, x[i]));
  fputs(n > 1 ? "]" : "", out);
}

static void put_matrix(FILE *out, const double *x, ad_shape shape)
{
  char number[FORMAT_SIZE];
  size_t n = shape.rows * shape.cols;
  if (n <= WRITTEN_MOST)
    put_entries(out, x, shape);
  else
    fprintf(out, "norm %s", format_number(number, show_norm(x, n)));
}

/* --- labels --------------------------------------------------------------- */

/* The operation as its author wrote it; where calls are open, that of the
   step. */
static const char *operation(const struct boxes *b, ad_ref x)
{
  const ad_op_row *row = ad_op_get(ad_graph_op(b->graph, x));
  if (b->fold == BOXES_FULL && *ad_graph_call(b->graph, x))
    return row->infix[0] ? row->infix : row->name;
  return label_op(b->graph, x);
}

static void put_heading(const struct dot *dot, ad_ref x)
{
  const ad_graph *g = dot->boxes->graph;
  const char *name = ad_graph_name(g, x);
  size_t inside = boxes_operations(dot->boxes, x);
  if (*name) {
    fputs("<b>", dot->out);
    dot_text(dot->out, name, SIZE_MAX);
    fputs("</b>&#160; ", dot->out);
  }
  dot_text(dot->out, operation(dot->boxes, x), SIZE_MAX);
  if (dot->boxes->fold >= BOXES_NAMED && inside > 1)
    fprintf(dot->out, " (%zu operations)", inside);
}

/* "z3 ... h999": the first and the last that has a name. */
static void put_loop(const struct dot *dot, ad_ref x)
{
  const struct boxes *b = dot->boxes;
  uint32_t first = b->first[x.index];
  while (first != x.index && !*ad_graph_name(b->graph, (ad_ref){first}))
    first = b->next[first];
  fputs("<b>", dot->out);
  dot_text(dot->out, ad_graph_name(b->graph, (ad_ref){first}), SIZE_MAX);
  fputs(" ... ", dot->out);
  dot_text(dot->out, ad_graph_name(b->graph, x), SIZE_MAX);
  fprintf(dot->out, "</b><br/>%zu nodes", boxes_operations(b, x));
}

void dot_label(const struct dot *dot, ad_ref x)
{
  if (boxes_is_loop(dot->boxes, x)) {
    put_loop(dot, x);
    return;
  }
  ad_shape shape = ad_graph_shape(dot->boxes->graph, x);
  const double *value = ad_trace_value(dot->trace, x);
  const double *adjoint = ad_trace_adjoint(dot->trace, x);
  put_heading(dot, x);
  fprintf(dot->out, "<br/>%zu x %zu", shape.rows, shape.cols);
  if (value) {
    fputs("<br/>value ", dot->out);
    put_matrix(dot->out, value, shape);
  }
  if (dot->of && adjoint) {
    fputs("<br/>adjoint ", dot->out);
    put_matrix(dot->out, adjoint, shape);
  }
}

void dot_number_label(const struct dot *dot, ad_ref x)
{
  const ad_graph *g = dot->boxes->graph;
  ad_shape shape = ad_graph_shape(g, x);
  const double *value = ad_trace_value(dot->trace, x);
  if (value && shape.rows * shape.cols <= WRITTEN_MOST)
    put_entries(dot->out, value, shape);
  else
    fprintf(dot->out, "%s<br/>%zu x %zu",
            *ad_graph_call(g, x) ? ad_graph_call(g, x) : "numbers", shape.rows,
            shape.cols);
}
