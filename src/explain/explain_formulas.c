/* SPDX-License-Identifier: GPL-3.0-or-later
   Formulas and their values: a reverse sweep for each output that is a number.
   Read explain.h before. */
#include "explain/explain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"

/* --- values --------------------------------------------------------------- */

/* The largest sum over the readers of node x of what they paid in to one of
   its entries, without signs: what rounding is measured by. */
static double largest_payment(const struct explained *e, ad_ref x,
                              size_t entries)
{
  double *sum = memory_new(entries, sizeof *sum), most = 0;
  const struct readers *r = &e->readers;
  for (size_t i = r->first[x.index]; i < r->first[x.index + 1]; i++) {
    const double *paid = ad_trace_paid(e->trace, r->edges[i].by, r->edges[i].k);
    for (size_t k = 0; paid && k < entries; k++)
      sum[k] += fabs(paid[k]);
  }
  for (size_t k = 0; k < entries; k++)
    most = fmax(most, sum[k]);
  free(sum);
  return most;
}

double explain_largest(const struct explained *e)
{
  const ad_graph *g = e->graph;
  double most = 0;
  for (uint32_t i = 0; i < ad_graph_size(g); i++)
    for (size_t k = 0; k < ad_graph_operands(g, (ad_ref){i}); k++) {
      const double *paid = ad_trace_paid(e->trace, (ad_ref){i}, k);
      ad_shape s = ad_graph_shape(g, ad_graph_operand(g, (ad_ref){i}, k));
      for (size_t j = 0; paid && j < s.rows * s.cols; j++)
        if (isfinite(paid[j]))
          most = fmax(most, fabs(paid[j]));
    }
  return most;
}

void explain_measure(const struct explained *e, struct explain_line *line)
{
  size_t entries = line->shape.rows * line->shape.cols;
  const double *adjoint = ad_trace_adjoint(e->trace, line->by);
  line->value = memory_new(entries, sizeof *line->value);
  for (size_t k = 0; adjoint && k < entries; k++) {
    line->value[k] = adjoint[k];
    if (isfinite(adjoint[k]))
      line->scale = fmax(line->scale, fabs(adjoint[k]));
  }
  if (adjoint)
    line->scale = fmax(line->scale, largest_payment(e, line->by, entries));
}

/* --- formulas ------------------------------------------------------------- */

static void take_lines(const struct explained *e,
                       struct explain_output *output)
{
  double beside = explain_largest(e);
  output->n = ad_formulas_count(output->formulas);
  output->lines = memory_new(output->n, sizeof *output->lines);
  for (size_t i = 0; i < output->n; i++) {
    struct explain_line *line = &output->lines[i];
    line->left = ad_formulas_left(output->formulas, i);
    line->right = ad_formulas_right(output->formulas, i);
    line->left_latex = ad_formulas_left_latex(output->formulas, i);
    line->latex = ad_formulas_latex(output->formulas, i);
    line->by = ad_formulas_node(output->formulas, i);
    line->shape = ad_graph_shape(e->graph, line->by);
    line->off = (double)NAN;
    line->beside = beside;
    explain_measure(e, line);
  }
}

/* The adjoints of output i, which is 1 x 1, and its lines. */
static ad_status explain_output(struct explained *e, size_t i,
                                const ad_ref *by, ad_error *err)
{
  const ad_graph *g = e->graph;
  size_t m = ad_graph_output_entries(g), at = 0;
  double *unit = memory_new(m, sizeof *unit);
  for (size_t k = 0; k < i; k++)
    at += e->outputs[k].shape.rows * e->outputs[k].shape.cols;
  unit[at] = 1;
  ad_trace_reverse(e->trace, unit);
  free(unit);
  ad_status status =
      ad_formulas_at(g, ad_graph_output(g, i), ad_graph_wrts(g), by,
                     e->nonzero, &e->outputs[i].formulas, err);
  if (status == AD_OK)
    take_lines(e, &e->outputs[i]);
  return status;
}

static ad_status explain_outputs(struct explained *e, ad_error *err)
{
  const ad_graph *g = e->graph;
  size_t n = ad_graph_wrts(g);
  ad_ref *by = memory_new(n, sizeof *by);
  ad_status status = AD_OK;
  for (size_t i = 0; i < n; i++)
    by[i] = ad_graph_wrt(g, i);
  for (size_t i = 0; i < e->n; i++) {
    ad_ref y = ad_graph_output(g, i);
    e->outputs[i].name = ad_graph_name(g, y);
    e->outputs[i].shape = ad_graph_shape(g, y);
  }
  for (size_t i = 0; i < e->n && status == AD_OK; i++)
    if (e->outputs[i].shape.rows * e->outputs[i].shape.cols == 1 && n > 0)
      status = explain_output(e, i, by, err);
  free(by);
  return status;
}

/* Asks the judge of the engines which kinks the point lies on. */
static ad_status find_kinks(struct explained *e, ad_error *err)
{
  ad_agree *a;
  ad_status status = ad_agree_new(e->graph, &a, err);
  if (status != AD_OK)
    return status;
  for (size_t i = 0; i < ad_graph_leaves(e->graph); i++)
    ad_agree_set(a, i, ad_sheet_leaf(e->sheet, i));
  ad_agree_sweep(a, 0);
  while (ad_agree_kink(a, e->n_kinks))
    e->n_kinks++;
  e->kinks = memory_new(e->n_kinks, sizeof *e->kinks);
  for (size_t i = 0; i < e->n_kinks; i++)
    e->kinks[i] = ad_agree_kink(a, i);
  ad_agree_free(a);
  return AD_OK;
}

ad_status explain_formulas(struct explained *e, ad_error *err)
{
  e->n = ad_graph_outputs(e->graph);
  e->outputs = memory_new(e->n, sizeof *e->outputs);
  ad_status status = explain_outputs(e, err);
  if (status == AD_OK)
    status = find_kinks(e, err);
  return status == AD_OK ? explain_again(e, err) : status;
}
