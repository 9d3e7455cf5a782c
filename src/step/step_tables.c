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

/* Rows and columns that are written out; of more, those of the beginning and
   the last; entries of more of which the norm is told; as texts.js has them. */
enum { SIDE_MOST = 6, CORNER = 3, ENTRIES_MOST = 400 };

/* How many of n rows a table has. */
static size_t rows_of(const struct step *s, size_t n)
{
  return s->cut && n > STEP_ROWS_CUT ? STEP_ROWS_CUT : n;
}

/* --- cells ---------------------------------------------------------------- */

/* The next index behind i that is written, of n; n: there is none. */
static size_t next_index(size_t i, size_t n)
{
  return n > SIDE_MOST && i + 1 == CORNER ? n - 1 : i + 1;
}

/* Are some left out between i and the one before? */
static int is_behind_gap(size_t i, size_t n)
{
  return n > SIDE_MOST && i + 1 == n;
}

static void put_row(FILE *out, const double *x, size_t n)
{
  char number[FORMAT_SIZE];
  for (size_t j = 0; j < n; j = next_index(j, n))
    fprintf(out, "%s%s%s", j > 0 ? "  " : "",
            is_behind_gap(j, n) ? "…  " : "",
            format_rough(number, x[j], 4));
}

static void put_rows(FILE *out, const double *x, ad_shape shape)
{
  char number[FORMAT_SIZE];
  if (shape.rows > SIDE_MOST || shape.cols > SIDE_MOST)
    fprintf(out, "%zu x %zu\n", shape.rows, shape.cols);
  if (shape.rows * shape.cols > ENTRIES_MOST)
    fprintf(out, "norm %s\n",
            format_number(number, show_norm(x, shape.rows * shape.cols)));
  for (size_t i = 0; i < shape.rows; i = next_index(i, shape.rows)) {
    fputs(i > 0 ? "\n" : "", out);
    fputs(is_behind_gap(i, shape.rows) ? "…\n" : "", out);
    put_row(out, x + i * shape.cols, shape.cols);
  }
}

/* NULL: nothing is computed there. */
static void put_matrix(FILE *out, const double *x, ad_shape shape)
{
  char number[FORMAT_SIZE];
  fputs("<td class=\"number\"><span class=\"matrix\">", out);
  if (x && shape.rows * shape.cols == 1)
    fputs(format_number(number, *x), out);
  else if (x)
    put_rows(out, x, shape);
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
  for (size_t i = 0; i < rows_of(s, s->n); i++) {
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
  size_t left = rows_of(s, s->n_edges);
  for (size_t to = s->n; to-- > 0;)
    for (size_t i = 0; i < s->n_edges && left > 0; i++)
      if (s->edges[i].to == to && step_pays(s, &s->edges[i])) {
        put_payment(out, s, &s->edges[i]);
        left--;
      }
}

static void put_adjoints(FILE *out, const struct step *s)
{
  for (size_t i = 0; i < rows_of(s, s->n); i++) {
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
