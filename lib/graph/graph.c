/* SPDX-License-Identifier: GPL-3.0-or-later
   Closing a graph (defaults, activity) and reading it.  Read graph.h and
   graph_data.h before. */
#include <stdlib.h>
#include <string.h>

#include "graph.h"
#include "base/grow.h"
#include "graph/builder.h"

/* Marks what depends on a wrt leaf by an edge; returns nothing to free. */
static void mark_varied(ad_graph *g, unsigned char *varied)
{
  for (size_t i = 0; i < g->n_wrt; i++)
    varied[g->wrt[i]] = 1;
  for (size_t i = 0; i < g->n; i++) {
    const ad_node *x = &g->nodes[i];
    for (size_t k = 0; k < x->arity; k++)
      if (varied[g->operands[x->operand + k]] && ad_has_edge(x, k))
        varied[i] = 1;
  }
}

/* Marks, from the outputs down, what is needed and what is active. */
static void mark_useful(ad_graph *g, const unsigned char *varied,
                        unsigned char *useful)
{
  for (size_t i = 0; i < g->n_outputs; i++) {
    g->nodes[g->outputs[i]].flags |= AD_NODE_NEEDED | AD_NODE_OUTPUT;
    useful[g->outputs[i]] = 1;
  }
  for (size_t i = g->n; i-- > 0;) {
    ad_node *x = &g->nodes[i];
    if (!(x->flags & AD_NODE_NEEDED))
      continue;
    if (varied[i] && useful[i])
      x->flags |= AD_NODE_ACTIVE;
    for (size_t k = 0; k < x->arity; k++) {
      uint32_t operand = g->operands[x->operand + k];
      g->nodes[operand].flags |= AD_NODE_NEEDED;
      if (useful[i] && ad_has_edge(x, k))
        useful[operand] = 1;
    }
  }
}

static ad_status mark_activity(ad_graph *g, ad_error *err)
{
  unsigned char *varied = ad_array(2, g->n);
  if (!varied)
    return ad_fail_memory(err, 2 * g->n);
  mark_varied(g, varied);
  mark_useful(g, varied, varied + g->n);
  free(varied);
  return AD_OK;
}

/* Products read A' in place: a transpose that nothing else reads, and that
   has no name, need not be computed. */
static void mark_idle(ad_graph *g)
{
  for (size_t i = 0; i < g->n; i++)
    if (g->nodes[i].op == AD_OP_transpose && g->name_of[i] == 0 &&
        !(g->nodes[i].flags & AD_NODE_OUTPUT))
      g->nodes[i].flags |= AD_NODE_IDLE;
  for (size_t i = 0; i < g->n_operands; i++)
    g->nodes[g->operands[i]].flags &= (uint16_t)~AD_NODE_IDLE;
}

/* The last node that is computed; of leaves alone, the last. */
static ad_ref last_computed(const ad_graph *g)
{
  for (size_t i = g->n; i-- > 0;)
    if (ad_row_of(&g->nodes[i])->kind != AD_KIND_source)
      return (ad_ref){(uint32_t)i};
  return (ad_ref){(uint32_t)(g->n - 1)};
}

void ad_builder_defaults(ad_builder *b)
{
  if (!b->wrt_given && b->g.n_wrt == 0)
    for (size_t i = 0; i < b->g.n_leaves; i++)
      if (b->g.kinds[i] < AD_DATA)
        ad_wrt(b, (ad_ref){b->g.leaves[i]});
  if (b->g.n_outputs == 0)
    ad_output(b, last_computed(&b->g));
}

static ad_status index_names(ad_graph *g, ad_error *err)
{
  g->name_of = ad_array(g->n, sizeof *g->name_of);
  if (!g->name_of)
    return ad_fail_memory(err, g->n * sizeof *g->name_of);
  for (size_t i = 0; i < g->n_names; i++)
    if (g->name_of[g->names[i].node] == 0)
      g->name_of[g->names[i].node] = (uint32_t)i + 1;
  for (size_t i = 0; i < g->n_leaves; i++) /* a shift is called as its node */
    if (g->kinds[i] == AD_SHIFT && g->leaves[i] + 1 < g->n)
      g->name_of[g->leaves[i]] = g->name_of[g->leaves[i] + 1];
  return AD_OK;
}

/* first[n + 1]: where the entries of each node of the list start, and how
   many there are. */
static size_t *count_entries(const ad_graph *g, size_t n, const uint32_t *list)
{
  size_t *first = ad_array(n + 1, sizeof *first);
  for (size_t i = 0; first && i < n; i++)
    first[i + 1] = first[i] + ad_entries(&g->nodes[list[i]]);
  return first;
}

static ad_status index_entries(ad_graph *g, ad_error *err)
{
  g->output_first = count_entries(g, g->n_outputs, g->outputs);
  g->wrt_first = count_entries(g, g->n_wrt, g->wrt);
  if (!g->output_first || !g->wrt_first)
    return ad_fail_memory(err, (g->n_outputs + g->n_wrt) *
                                 sizeof *g->wrt_first);
  return AD_OK;
}

ad_status ad_builder_finish(ad_builder *b, ad_graph **out, ad_error *err)
{
  *out = NULL;
  if (b->error.status == AD_OK && b->g.n == 0)
    ad_builder_fail(b,
                    "there is nothing to differentiate: no node is declared");
  if (b->error.status == AD_OK)
    ad_builder_defaults(b);
  if (b->error.status != AD_OK) {
    if (err)
      *err = b->error;
    return b->error.status;
  }
  ad_graph *g = malloc(sizeof *g);
  if (!g)
    return ad_fail_memory(err, sizeof *g);
  *g = b->g;
  *b = (ad_builder){.g.limit = SIZE_MAX, .targets = b->targets,
                    .n_targets = b->n_targets};
  ad_status status = index_names(g, err);
  if (status == AD_OK)
    status = index_entries(g, err);
  if (status == AD_OK)
    status = mark_activity(g, err);
  if (status == AD_OK)
    mark_idle(g);
  if (status != AD_OK) {
    ad_graph_free(g);
    return status;
  }
  *out = g;
  return AD_OK;
}

/* Number i of refs[n]. */
static ad_ref ref_of(const uint32_t *refs, size_t n, size_t i)
{
  return (ad_ref){i < n ? refs[i] : AD_NO_INDEX};
}

size_t ad_graph_size(const ad_graph *g)
{
  return g->n;
}

ad_shape ad_graph_shape(const ad_graph *g, ad_ref x)
{
  if (x.index >= g->n)
    return (ad_shape){0, 0, 0, 0};
  const ad_node *node = &g->nodes[x.index];
  return (ad_shape){node->rows, node->cols,
                    (node->flags & AD_NODE_UNIT_ROWS) != 0,
                    (node->flags & AD_NODE_UNIT_COLS) != 0};
}

size_t ad_graph_entries(const ad_graph *g, ad_ref x)
{
  ad_shape shape = ad_graph_shape(g, x);
  return shape.rows * shape.cols;
}

ad_op ad_graph_op(const ad_graph *g, ad_ref x)
{
  return x.index < g->n ? (ad_op)g->nodes[x.index].op : AD_OP_count;
}

const double *ad_graph_numbers(const ad_graph *g, ad_ref x)
{
  if (ad_graph_op(g, x) != AD_OP_constant)
    return NULL;
  return g->numbers + g->nodes[x.index].at[0];
}

size_t ad_graph_operands(const ad_graph *g, ad_ref x)
{
  return x.index < g->n ? g->nodes[x.index].arity : 0;
}

ad_ref ad_graph_operand(const ad_graph *g, ad_ref x, size_t k)
{
  if (k >= ad_graph_operands(g, x))
    return (ad_ref){AD_NO_INDEX};
  return (ad_ref){g->operands[g->nodes[x.index].operand + k]};
}

int ad_graph_turns(const ad_graph *g, ad_ref x, size_t k)
{
  return k < ad_graph_operands(g, x) && ad_graph_op(g, x) == AD_OP_matmul &&
         g->nodes[x.index].at[k];
}

ad_extra ad_graph_extra(const ad_graph *g, ad_ref x)
{
  if (ad_graph_operands(g, x) == 0)
    return (ad_extra){0};
  const ad_node *node = &g->nodes[x.index];
  switch (ad_row_of(node)->form) {
  case AD_FORM_reduce:
  case AD_FORM_running:
    return (ad_extra){.axis = (ad_axis)node->at[0]};
  case AD_FORM_cut:
  case AD_FORM_put:
    return (ad_extra){.row = node->at[0], .col = node->at[1]};
  case AD_FORM_list:
    return (ad_extra){.columns = node->at[0] != 0};
  case AD_FORM_blocks:
    return (ad_extra){.n = g->layouts[node->at[0]],
                      .across = g->layouts + node->at[0] + 1};
  default:
    return (ad_extra){0};
  }
}

size_t ad_graph_leaves(const ad_graph *g)
{
  return g->n_leaves;
}

ad_ref ad_graph_leaf(const ad_graph *g, size_t i)
{
  return ref_of(g->leaves, g->n_leaves, i);
}

int ad_graph_is_leaf(const ad_graph *g, ad_ref x, size_t *i)
{
  if (x.index >= g->n || g->nodes[x.index].op != AD_OP_leaf)
    return 0;
  *i = g->nodes[x.index].at[0];
  return 1;
}

ad_leaf_kind ad_graph_leaf_kind(const ad_graph *g, size_t i)
{
  return i < g->n_leaves ? (ad_leaf_kind)g->kinds[i] : AD_DATA;
}

size_t ad_graph_names(const ad_graph *g)
{
  return g->n_names;
}

int ad_graph_is_shifted(const ad_graph *g, ad_ref x)
{
  if (x.index == 0 || x.index >= g->n)
    return 0;
  const ad_node *node = &g->nodes[x.index];
  if (node->op != AD_OP_add ||
      g->operands[node->operand + 1] != x.index - 1)
    return 0;
  const ad_node *leaf = node - 1;
  return leaf->op == AD_OP_leaf && g->kinds[leaf->at[0]] == AD_SHIFT;
}

ad_ref ad_graph_named(const ad_graph *g, size_t i)
{
  return (ad_ref){i < g->n_names ? g->names[i].node : AD_NO_INDEX};
}

const char *ad_graph_name(const ad_graph *g, ad_ref x)
{
  uint32_t i = x.index < g->n ? g->name_of[x.index] : 0;
  return i ? g->names[i - 1].name : "";
}

/* The call that x is a step of, or NULL. */
static const ad_called *call_of(const ad_graph *g, ad_ref x)
{
  size_t low = 0, high = g->n_calls; /* the first call that ends behind x */
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (g->calls[middle].end <= x.index)
      low = middle + 1;
    else
      high = middle;
  }
  return low < g->n_calls && g->calls[low].first <= x.index ? &g->calls[low]
                                                            : NULL;
}

const char *ad_graph_call(const ad_graph *g, ad_ref x)
{
  const ad_called *call = call_of(g, x);
  return call ? call->written : "";
}

ad_ref ad_graph_call_last(const ad_graph *g, ad_ref x)
{
  const ad_called *call = call_of(g, x);
  return (ad_ref){call ? call->end - 1 : AD_NO_INDEX};
}

const char *ad_graph_written(const ad_graph *g, ad_ref x)
{
  if (x.index >= g->n)
    return "";
  uint32_t i = g->name_of ? g->name_of[x.index] : 0;
  const ad_op_row *row = ad_op_get(ad_graph_op(g, x));
  if (i && g->names[i - 1].written)
    return g->names[i - 1].written;
  if (*ad_graph_call(g, x))
    return ad_graph_call(g, x);
  return row->infix[0] ? row->infix : row->name;
}

int ad_graph_find(const ad_graph *g, const char *name, size_t length,
                  ad_ref *out)
{
  size_t i;
  if (!ad_names_find(&g->table, name, length, &i))
    return 0;
  *out = (ad_ref){g->names[i].node};
  return 1;
}

int ad_graph_declares(const void *graph, const char *name, size_t length)
{
  ad_ref x;
  return ad_graph_find(graph, name, length, &x);
}

size_t ad_graph_outputs(const ad_graph *g)
{
  return g->n_outputs;
}

ad_ref ad_graph_output(const ad_graph *g, size_t i)
{
  return ref_of(g->outputs, g->n_outputs, i);
}

size_t ad_graph_wrts(const ad_graph *g)
{
  return g->n_wrt;
}

ad_ref ad_graph_wrt(const ad_graph *g, size_t i)
{
  return ref_of(g->wrt, g->n_wrt, i);
}

size_t ad_graph_wrt_leaf(const ad_graph *g, size_t i)
{
  return i < g->n_wrt ? g->nodes[g->wrt[i]].at[0] : SIZE_MAX;
}

int ad_graph_is_wrt(const ad_graph *g, ad_ref x)
{
  for (size_t i = 0; i < g->n_wrt; i++)
    if (g->wrt[i] == x.index)
      return 1;
  return 0;
}

size_t ad_graph_output_entries(const ad_graph *g)
{
  return g->output_first[g->n_outputs];
}

size_t ad_graph_wrt_entries(const ad_graph *g)
{
  return g->wrt_first[g->n_wrt];
}

int ad_graph_needed(const ad_graph *g, ad_ref x)
{
  return x.index < g->n && (g->nodes[x.index].flags & AD_NODE_NEEDED) != 0;
}

int ad_graph_active(const ad_graph *g, ad_ref x)
{
  return x.index < g->n && (g->nodes[x.index].flags & AD_NODE_ACTIVE) != 0;
}

int ad_graph_passes(const ad_graph *g, ad_ref x, size_t k)
{
  return x.index < g->n && k < g->nodes[x.index].arity &&
         ad_edge_active(g, &g->nodes[x.index], k);
}
