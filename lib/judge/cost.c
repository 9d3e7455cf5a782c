/* SPDX-License-Identifier: GPL-3.0-or-later
   See cost.h.  One walk over the nodes; what a row costs is found out once
   (cost_rows.h). */
#include "cost.h"

#include <stdlib.h>

#include "base/grow.h"
#include "graph.h"
#include "judge/cost_rows.h"

/* Each part of the sweeps, summed over the nodes. */
typedef struct walk {
  const ad_graph *g;
  ad_row_cost row[AD_ELEMENTWISE_COUNT];
  unsigned char known[AD_ELEMENTWISE_COUNT];
  ad_count value, partials;
  double tangent; /* in one direction                                      */
  double adjoint; /* of one cotangent, what is added up not included       */
  double *received; /* received[nodes]: numbers to be added up             */
} walk;

static void add(ad_count *sum, ad_count x, double times)
{
  sum->flops += times * x.flops;
  sum->calls += times * x.calls;
}

static double entries_of(const ad_node *x)
{
  return (double)x->rows * (double)x->cols;
}

/* Of an elementwise node, whose row costs `row`. */
static void count_elementwise(const ad_graph *g, const ad_node *x,
                              const ad_row_cost *row, ad_cost_part *out)
{
  double entries = entries_of(x), edges = 0;
  add(&out->value, row->value, entries);
  for (size_t k = 0; k < x->arity; k++) {
    if (!ad_edge_active(g, x, k))
      continue;
    add(&out->partials, row->edge[k].partial, entries);
    out->tangent += entries * (row->edge[k].product + (edges > 0));
    out->adjoint[k] = entries * row->edge[k].product;
    edges++;
  }
}

static void count_structured(const ad_graph *g, const ad_node *x,
                             ad_cost_part *out)
{
  ad_node_cost cost;
  ad_node_count(g, x, &cost);
  out->value = cost.value;
  if (!(x->flags & AD_NODE_ACTIVE))
    return;
  out->partials = cost.partials;
  out->tangent = cost.tangent;
  for (size_t k = 0; k < x->arity && k < 2; k++)
    if (ad_edge_active(g, x, k))
      out->adjoint[k] = cost.adjoint[k];
}

static int is_counted(const ad_graph *g, size_t i)
{
  return g->nodes[i].arity > 0 &&
         !ad_graph_is_shifted(g, (ad_ref){(uint32_t)i});
}

/* Of node i; `row` is filled where it is not known. */
static ad_status count_node(const ad_graph *g, size_t i, ad_row_cost *row,
                            unsigned char *known, ad_cost_part *out,
                            ad_error *err)
{
  const ad_node *x = &g->nodes[i];
  ad_status status = AD_OK;
  *out = (ad_cost_part){0};
  if (!is_counted(g, i))
    return AD_OK;
  if (!ad_is_elementwise(x)) {
    count_structured(g, x, out);
    return AD_OK;
  }
  if (!*known)
    status = ad_row_count((ad_op)x->op, row, err);
  *known = status == AD_OK;
  if (status == AD_OK)
    count_elementwise(g, x, row, out);
  return status;
}

/* Numbers that reach an entry after the first are added to it. */
static void walk_sums(walk *w)
{
  const ad_graph *g = w->g;
  for (size_t i = 0; i < g->n; i++) {
    const ad_node *x = &g->nodes[i];
    for (size_t k = 0; k < x->arity; k++)
      if (ad_edge_active(g, x, k))
        w->received[g->operands[x->operand + k]] += ad_node_returned(g, x, k);
  }
  for (size_t i = 0; i < g->n_outputs; i++) /* the cotangents */
    w->received[g->outputs[i]] += entries_of(&g->nodes[g->outputs[i]]);
  for (size_t i = 0; i < g->n; i++) {
    double more = w->received[i] - entries_of(&g->nodes[i]);
    if (more > 0)
      w->adjoint += more;
  }
}

static ad_status walk_nodes(walk *w, ad_error *err)
{
  ad_status status = AD_OK;
  for (size_t i = 0; i < w->g->n && status == AD_OK; i++) {
    const ad_node *x = &w->g->nodes[i];
    size_t row = ad_is_elementwise(x) ? x->op - (size_t)AD_OP_elementwise : 0;
    ad_cost_part part;
    status = count_node(w->g, i, &w->row[row], &w->known[row], &part, err);
    add(&w->value, part.value, 1);
    add(&w->partials, part.partials, 1);
    w->tangent += part.tangent;
    for (size_t k = 0; k < AD_COST_OPERANDS; k++)
      w->adjoint += part.adjoint[k];
  }
  if (status == AD_OK)
    walk_sums(w);
  return status;
}

/* Values, partials, and `more` flops. */
static ad_count sweep(const walk *w, double more)
{
  return (ad_count){w->value.flops + w->partials.flops + more,
                    w->value.calls + w->partials.calls};
}

ad_status ad_cost_count(const ad_graph *g, size_t k, ad_cost *out,
                        ad_error *err)
{
  *out = (ad_cost){0};
  if (k == 0)
    return ad_fail(err, AD_EINPUT, "a chunk has at least one direction");
  walk *w = calloc(1, sizeof *w);
  if (!w)
    return ad_fail_memory(err, sizeof *w);
  ad_status status = AD_OK;
  w->g = g;
  w->received = ad_array(g->n + 1, sizeof *w->received);
  if (!w->received)
    status = ad_fail_memory(err, g->n * sizeof *w->received);
  if (status == AD_OK)
    status = walk_nodes(w, err);
  if (status == AD_OK)
    *out = (ad_cost){.evaluation = w->value,
                     .forward = sweep(w, w->tangent),
                     .chunk = sweep(w, (double)k * w->tangent),
                     .reverse = sweep(w, w->adjoint)};
  free(w->received);
  free(w);
  return status;
}

ad_status ad_cost_of_node(const ad_graph *g, ad_ref x, ad_cost_part *out,
                          ad_error *err)
{
  ad_row_cost row;
  unsigned char known = 0;
  *out = (ad_cost_part){0};
  return x.index < g->n ? count_node(g, x.index, &row, &known, out, err)
                        : ad_fail(err, AD_EINPUT, "there is no such node");
}

double ad_cost_returned(const ad_graph *g, ad_ref x, size_t k)
{
  if (x.index >= g->n || k >= g->nodes[x.index].arity ||
      !ad_edge_active(g, &g->nodes[x.index], k))
    return 0;
  return ad_node_returned(g, &g->nodes[x.index], k);
}

ad_status ad_cost_of_op(ad_op op, ad_op_cost *out, ad_error *err)
{
  ad_row_cost row;
  *out = (ad_op_cost){0};
  if (op >= AD_OP_count)
    return ad_fail(err, AD_EINPUT, "there is no operation number %u", op);
  if (op < AD_OP_elementwise)
    return ad_fail(err, AD_EINPUT, "'%s' is not an elementwise operation",
                   ad_op_get(op)->id);
  ad_status status = ad_row_count(op, &row, err);
  if (status != AD_OK)
    return status;
  unsigned edges = 0;
  out->value = row.value;
  for (unsigned k = 0; k < ad_op_get(op)->arity; k++) {
    if (!ad_op_has_edge(op, k))
      continue;
    add(&out->adjoint, row.edge[k].partial, 1);
    out->adjoint.flops += row.edge[k].product;
    edges++;
  }
  out->tangent = out->adjoint;
  if (edges > 1)
    out->tangent.flops += edges - 1;
  return AD_OK;
}
