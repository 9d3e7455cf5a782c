/* SPDX-License-Identifier: GPL-3.0-or-later
   Both sweeps as tables, computed by the library: what a reader without the
   script sees.  Read step.h before. */
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "page/html_escape.h"
#include "page/number_format.h"
#include "step/step.h"
#include "worksheet/label.h"
#include "worksheet/matrix_words.h"

enum { SIDE_MOST = 6 }; /* rows and columns that are written out           */

/* --- cells ---------------------------------------------------------------- */

static void put_rows(FILE *out, const double *x, ad_shape shape)
{
  char number[FORMAT_SIZE];
  for (size_t i = 0; i < shape.rows * shape.cols; i++)
    fprintf(out, "%s%s",
            i == 0                 ? ""
            : i % shape.cols == 0 ? "\n"
                                   : "  ",
            shape.rows * shape.cols == 1 ? format_number(number, x[i])
                                         : format_rough(number, x[i], 4));
}

/* NULL: nothing is computed there. */
static void put_matrix(FILE *out, const double *x, ad_shape shape)
{
  char number[FORMAT_SIZE];
  fputs("<td class=\"number\"><span class=\"matrix\">", out);
  if (x && shape.rows <= SIDE_MOST && shape.cols <= SIDE_MOST)
    put_rows(out, x, shape);
  else if (x)
    fprintf(out, "%zu x %zu\nnorm %s", shape.rows, shape.cols,
            format_number(number, show_norm(x, shape.rows * shape.cols)));
  fputs("</span></td>", out);
}

static void put_name(FILE *out, const struct step *s,
                     const struct step_box *box)
{
  fputs("<tr><th scope=\"row\"><b>", out);
  html_text(out, step_name(s, box));
  fputs("</b>", out);
  if (*step_formula(s, box)) {
    fputs(" = ", out);
    html_text(out, step_formula(s, box));
  }
  fputs("</th>", out);
}

/* "x", "W[1,1]": the first entry of a node. */
static void put_entry(FILE *out, const struct step *s, ad_ref x)
{
  char *name = label_entry(ad_graph_name(s->graph, x),
                           ad_graph_shape(s->graph, x), 0);
  html_text(out, name);
  free(name);
}

static void put_head(FILE *out, const char *const *columns)
{
  fputs("<thead><tr>", out);
  for (; *columns; columns++)
    fprintf(out, "<th scope=\"col\">%s</th>", *columns);
  fputs("</tr></thead>\n<tbody>\n", out);
}

/* --- forward -------------------------------------------------------------- */

static void put_forward(FILE *out, const struct step *s)
{
  static const char *const columns[] = {"node", "value", "tangent", NULL};
  fputs("<table>\n<caption>Forward: values, and tangents along ", out);
  put_entry(out, s, ad_graph_wrt(s->graph, 0));
  fputs("</caption>\n", out);
  put_head(out, columns);
  for (size_t i = 0; i < s->n; i++) {
    const struct step_box *box = &s->boxes[i];
    ad_shape shape = ad_graph_shape(s->graph, box->node);
    put_name(out, s, box);
    put_matrix(out, ad_trace_value(s->trace, box->node), shape);
    put_matrix(out, ad_trace_tangent(s->trace, box->node), shape);
    fputs("</tr>\n", out);
  }
  fputs("</tbody>\n</table>\n", out);
}

/* --- reverse -------------------------------------------------------------- */

static void put_payment(FILE *out, const struct step *s,
                        const struct step_edge *edge)
{
  double *paid = step_paid(s, edge);
  put_name(out, s, &s->boxes[edge->from]);
  fputs("<td>", out);
  html_text(out, step_name(s, &s->boxes[edge->to]));
  fputs("</td><td>", out);
  html_text(out, edge->text ? edge->text : "");
  fputs("</td>", out);
  put_matrix(out, paid, ad_graph_shape(s->graph, s->boxes[edge->from].node));
  fputs("</tr>\n", out);
  free(paid);
}

static void put_payments(FILE *out, const struct step *s)
{
  for (size_t to = s->n; to-- > 0;)
    for (size_t i = 0; i < s->n_edges; i++)
      if (s->edges[i].to == to && s->edges[i].active &&
          ad_trace_reached(s->trace, s->boxes[to].node))
        put_payment(out, s, &s->edges[i]);
}

static void put_adjoints(FILE *out, const struct step *s)
{
  for (size_t i = 0; i < s->n; i++) {
    const struct step_box *box = &s->boxes[i];
    if (!box->active || !ad_trace_adjoint(s->trace, box->node))
      continue;
    put_name(out, s, box);
    put_matrix(out, ad_trace_adjoint(s->trace, box->node),
               ad_graph_shape(s->graph, box->node));
    fputs("</tr>\n", out);
  }
}

static void put_reverse(FILE *out, const struct step *s)
{
  static const char *const payments[] = {"node", "from", "rule", "amount",
                                         NULL};
  static const char *const adjoints[] = {"node", "adjoint", NULL};
  fputs("<table>\n<caption>Reverse: payments on the way back from ", out);
  put_entry(out, s, ad_graph_output(s->graph, 0));
  fputs(" (... is the adjoint of the node that pays)</caption>\n", out);
  put_head(out, payments);
  put_payments(out, s);
  fputs("</tbody>\n</table>\n<table>\n<caption>Adjoints in the end</caption>\n",
        out);
  put_head(out, adjoints);
  put_adjoints(out, s);
  fputs("</tbody>\n</table>\n", out);
}

void step_tables(FILE *out, const struct step *s)
{
  if (ad_graph_wrts(s->graph) == 0 || ad_graph_outputs(s->graph) == 0) {
    fputs("<p>There is nothing to differentiate by.</p>\n", out);
    return;
  }
  put_forward(out, s);
  put_reverse(out, s);
}
