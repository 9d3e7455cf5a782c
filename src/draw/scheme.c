/* SPDX-License-Identifier: GPL-3.0-or-later
   Finds layers by what the op set's rows say of their operations.  Read
   scheme.h before. */
#include "draw/scheme.h"

#include <stdlib.h>
#include <string.h>

#include "host/exits.h"

static const ad_ref NONE = {AD_NO_INDEX};

static int is_node(ad_ref x)
{
  return x.index != AD_NO_INDEX;
}

static int is_leaf(const ad_graph *g, ad_ref x)
{
  return ad_graph_op(g, x) == AD_OP_leaf;
}

static const ad_op_row *row_of(const ad_graph *g, ad_ref x)
{
  return ad_op_get(ad_graph_op(g, x));
}

/* --- what a node is ------------------------------------------------------- */

static int is_param(const ad_graph *g, ad_ref x)
{
  size_t i;
  return ad_graph_is_leaf(g, x, &i) && ad_graph_leaf_kind(g, i) == AD_PARAM;
}

/* Which operand of the product x are weights; of two leaves that may be, the
   param; 2: none. */
static size_t weights_of(const ad_graph *g, ad_ref x)
{
  ad_ref a = ad_graph_operand(g, x, 0), b = ad_graph_operand(g, x, 1);
  if (row_of(g, x)->form != AD_FORM_product)
    return 2;
  if (is_leaf(g, a) && is_leaf(g, b))
    return is_param(g, a) ? 0 : is_param(g, b) ? 1 : 2;
  return is_leaf(g, a) ? 0 : is_leaf(g, b) ? 1 : 2;
}

/* Is either partial 1? */
static int adds(const ad_graph *g, ad_ref x)
{
  const ad_op_row *row = row_of(g, x);
  return row->kind == AD_KIND_elementwise && row->arity == 2 &&
         strcmp(row->partial_text[0], "1") == 0 &&
         strcmp(row->partial_text[1], "1") == 0;
}

enum { STEPS_MOST = 32 }; /* of one activation, and of one call           */

/* Are the two steps of one call? */
static int in_one_call(const ad_graph *g, ad_ref x, ad_ref y)
{
  return *ad_graph_call(g, x) && *ad_graph_call(g, y) &&
         ad_graph_call_last(g, x).index == ad_graph_call_last(g, y).index;
}

/* Of x, or of all steps of its call before it, the one operand that is neither
   a number nor a leaf; NONE: there are several, or none. */
static ad_ref only_operand(const ad_graph *g, ad_ref x)
{
  ad_ref only = NONE, steps[STEPS_MOST] = {x};
  for (size_t i = 0, n = 1; i < n; i++)
    for (size_t k = 0; k < ad_graph_operands(g, steps[i]); k++) {
      ad_ref operand = ad_graph_operand(g, steps[i], k);
      if (ad_graph_op(g, operand) == AD_OP_constant ||
          operand.index == only.index)
        continue;
      int inside = in_one_call(g, operand, x);
      if (inside && n < STEPS_MOST)
        steps[n++] = operand;
      else if (inside || is_node(only) || is_leaf(g, operand))
        return NONE;
      else
        only = operand;
    }
  return only;
}

/* --- layers --------------------------------------------------------------- */

/* 1 + the layer whose sum is x; 0: there is none. */
static size_t layer_of(const struct scheme *s, ad_ref x)
{
  for (size_t i = s->n; i-- > 0;)
    if (s->layers[i].sum.index == x.index)
      return i + 1;
  return 0;
}

/* The layer whose activation leads to x: through functions of it alone, and
   calls of such; 0: there is none. */
static size_t layer_behind(const struct scheme *s, ad_ref x)
{
  const ad_graph *g = s->graph;
  size_t layer = 0;
  for (size_t i = 0; i < STEPS_MOST && is_node(x) && !(layer = layer_of(s, x));
       i++) {
    const ad_op_row *row = row_of(g, x);
    if (row->kind != AD_KIND_elementwise && row->form != AD_FORM_stretch &&
        !*ad_graph_call(g, x))
      return 0;
    x = only_operand(g, x);
  }
  return layer;
}

/* Fixed ones may be in two networks. */
static int has_weights(const struct scheme *s, ad_ref weights)
{
  for (size_t i = 0; i < s->n && ad_graph_is_wrt(s->graph, weights); i++)
    if (s->layers[i].weights.index == weights.index)
      return 1;
  return 0;
}

static ad_status add_layer(struct scheme *s, ad_ref x, size_t k, ad_error *err)
{
  const ad_graph *g = s->graph;
  ad_shape shape = ad_graph_shape(g, x);
  struct scheme_layer layer = {.input = ad_graph_operand(g, x, 1 - k),
                               .weights = ad_graph_operand(g, x, k),
                               .bias = NONE, .sum = x, .output = x,
                               .units = k == 0 ? shape.rows : shape.cols,
                               .columns = k == 0};
  if (has_weights(s, layer.weights))
    return ad_fail(err, AD_EINPUT,
                   "no scheme: the weights %s are in two layers, as in a "
                   "recurrent network",
                   ad_graph_name(g, layer.weights));
  layer.previous = layer_behind(s, layer.input);
  if (layer.previous) {
    s->layers[layer.previous - 1].output = layer.input;
    s->layers[layer.previous - 1].read = 1;
  }
  s->layers = memory_grow(s->layers, s->n + 1, sizeof *s->layers);
  s->layers[s->n++] = layer;
  return AD_OK;
}

/* x, if it is the sum of the last layer's product and a leaf. */
static void add_bias(struct scheme *s, ad_ref x)
{
  for (size_t k = 0; adds(s->graph, x) && k < 2; k++) {
    ad_ref leaf = ad_graph_operand(s->graph, x, k);
    size_t of = layer_of(s, ad_graph_operand(s->graph, x, 1 - k));
    if (is_leaf(s->graph, leaf) && of && !is_node(s->layers[of - 1].bias)) {
      s->layers[of - 1].bias = leaf;
      s->layers[of - 1].sum = s->layers[of - 1].output = x;
      return;
    }
  }
}

/* The last layer's activation: one node, or call, that has a name or is an
   entry-by-entry function of its sum. */
static void add_activation(struct scheme *s, ad_ref x)
{
  const ad_graph *g = s->graph;
  size_t of = *ad_graph_name(g, x) ? layer_behind(s, x) : 0;
  ad_shape shape = ad_graph_shape(g, x);
  if (of && !s->layers[of - 1].read &&
      s->layers[of - 1].output.index == s->layers[of - 1].sum.index) {
    ad_shape sum = ad_graph_shape(g, s->layers[of - 1].sum);
    if (shape.rows == sum.rows && shape.cols == sum.cols)
      s->layers[of - 1].output = x;
  }
}

/* tanh(z), and softmax(z); not tanh(2*z), nor 2*z. */
static int is_direct(const ad_graph *g, const struct scheme_layer *layer)
{
  ad_ref x = layer->output;
  return x.index != layer->sum.index &&
         (*ad_graph_call(g, x) || (ad_graph_operands(g, x) == 1 &&
                                   !*row_of(g, x)->infix)) &&
         only_operand(g, x).index == layer->sum.index;
}

ad_status scheme_find(struct scheme *s, const ad_graph *g, ad_error *err)
{
  ad_status status = AD_OK;
  *s = (struct scheme){.graph = g};
  for (uint32_t i = 0; status == AD_OK && i < ad_graph_size(g); i++) {
    ad_ref x = {i};
    size_t k = row_of(g, x)->form == AD_FORM_product ? weights_of(g, x) : 2;
    if (k < 2)
      status = add_layer(s, x, k, err);
    else
      add_bias(s, x);
  }
  for (uint32_t i = 0; i < ad_graph_size(g); i++)
    add_activation(s, (ad_ref){i});
  for (size_t i = 0; i < s->n; i++)
    s->layers[i].direct = is_direct(g, &s->layers[i]);
  if (status == AD_OK && s->n == 0)
    return ad_fail(err, AD_EINPUT, "no scheme: there is no layer, a product of "
                                   "weights, which are a leaf, with what "
                                   "comes in");
  return status;
}

void scheme_free(struct scheme *s)
{
  free(s->layers);
  *s = (struct scheme){0};
}
