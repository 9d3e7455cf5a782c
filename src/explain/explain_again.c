/* SPDX-License-Identifier: GPL-3.0-or-later
   The proof of the formulas: their texts are read by the parser of worksheets,
   built behind the nodes of the sheet, and computed.  A derivative that has a
   line above is what that line came to, as for a reader with a pencil: each
   line is proved by the lines before it, and no sweep is run for any of them.
   Read explain_read.h before. */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explain/explain_read.h"
#include "host/exits.h"
#include "symbolic.h"

/* A name that no worksheet can have, for the line of dy/dx. */
static void line_name(char name[32], ad_ref y, ad_ref x)
{
  snprintf(name, 32, "%u by %u", (unsigned)y.index, (unsigned)x.index);
}

static ad_status derive(ad_builder *b, ad_ref y, ad_ref x, ad_ref *out,
                        ad_error *err)
{
  char name[32];
  line_name(name, y, x);
  if (ad_builder_find(b, name, strlen(name), out))
    return AD_OK;
  return ad_derivative(b, y, x, out, err);
}

static int has_shape(const ad_builder *b, ad_ref x, ad_shape shape)
{
  ad_shape is = ad_builder_shape(b, x);
  return is.rows == shape.rows && is.cols == shape.cols;
}

/* The line as an output of b, to be found by those after it. */
static ad_status read_line(const ad_graph *g, ad_builder *b, ad_ref y,
                           struct explain_line *line, ad_error *err)
{
  ad_ref x;
  char name[32];
  if (!line->right)
    return AD_OK;
  ad_status status = explain_read(g, b, line->right, derive, &x, err);
  if (status == AD_EINPUT) { /* it cannot be read: it is not shown either */
    line->right = NULL;
    return AD_OK;
  }
  if (status != AD_OK)
    return status;
  line_name(name, y, line->by);
  ad_output(b, x);
  if (has_shape(b, x, line->shape))
    ad_name(b, x, name, NULL);
  return AD_OK;
}

/* All lines in order. */
static ad_status read_lines(struct explained *e, ad_builder *b, ad_error *err)
{
  ad_status status = AD_OK;
  for (size_t i = 0; i < e->n; i++)
    for (size_t k = 0; k < e->outputs[i].n && status == AD_OK; k++)
      status = read_line(e->graph, b, ad_graph_output(e->graph, i),
                         &e->outputs[i].lines[k], err);
  return status;
}

/* What is not finite on one side only, or on both, is no proof: then, and where
   the rest agrees, there is nothing to compare. */
static void compare_line(struct explain_line *line, const double *x)
{
  int unknown = 0;
  line->off = 0;
  for (size_t k = 0; k < line->shape.rows * line->shape.cols; k++)
    if (isfinite(line->value[k]) && isfinite(x[k]))
      line->off = fmax(line->off, fabs(x[k] - line->value[k]));
    else
      unknown |= x[k] != line->value[k];
  if (unknown && explain_verdict(line) == AD_AGREE)
    line->off = (double)NAN;
}

/* A formula of another shape is not the derivative. */
static void compare_lines(struct explained *e, const ad_graph *g,
                          const ad_value *values)
{
  size_t at = 0;
  for (size_t i = 0; i < e->n; i++)
    for (size_t k = 0; k < e->outputs[i].n; k++) {
      struct explain_line *line = &e->outputs[i].lines[k];
      if (!line->right)
        continue;
      ad_ref x = ad_graph_output(g, at++);
      ad_shape shape = ad_graph_shape(g, x);
      if (shape.rows == line->shape.rows && shape.cols == line->shape.cols)
        compare_line(line, ad_value_at(values, x));
      else
        line->off = (double)INFINITY;
    }
}

ad_status explain_again(struct explained *e, ad_error *err)
{
  ad_builder *b;
  ad_graph *g = NULL;
  ad_value *values = NULL;
  size_t texts = 0;
  for (size_t i = 0; i < e->n; i++)
    for (size_t k = 0; k < e->outputs[i].n; k++)
      texts += e->outputs[i].lines[k].right != NULL;
  if (texts == 0)
    return AD_OK;
  ad_status status = ad_builder_continue(e->graph, &b, err);
  if (status != AD_OK)
    return status;
  status = read_lines(e, b, err);
  if (status == AD_OK)
    status = explain_compute(e, b, &g, &values, err);
  if (status == AD_OK)
    compare_lines(e, g, values);
  ad_value_free(values);
  ad_graph_free(g);
  ad_builder_free(b);
  return status;
}

ad_verdict explain_verdict(const struct explain_line *line)
{
  static const double rounding = 1e-9, mistake = 1e-3, last = 1e-13;
  if (isnan(line->off))
    return AD_INCONCLUSIVE;
  /* Numbers below DBL_MIN have fewer digits the smaller they are. */
  if (line->off <= fmax(rounding * line->scale, last * line->beside) + DBL_MIN)
    return AD_AGREE;
  return line->off > mistake * line->scale ? AD_DISAGREE : AD_INCONCLUSIVE;
}
