/* SPDX-License-Identifier: GPL-3.0-or-later
   lstm: l layers of b cells, each with weights of its own alone, predict the
   next row of a sequence of c; the loss is the mean over (c - 1) b entries of
   -y (p - log(2 + sum(exp(p)))).  Of a layer only what its own state goes into
   is done row by row, the rest for all rows together.  Read evals.h before. */
#include <stdlib.h>

#include "evals.h"
#include "graph.h"

/* A layer's weights and biases, [1 x b] each. */
struct gate {
  ad_ref weight, bias;
};

struct layer {
  struct gate forget, in, out, change;
  ad_ref hidden, cell; /* [1 x b], at the start                            */
};

struct net {
  struct problem *p;
  ad_builder *b;
  size_t layers, cells, steps; /* l, b, c - 1                               */
  ad_ref params, extra, state, sequence;
};

/* Row i of x, from column j b on: [1 x b]. */
static ad_ref cut(const struct net *n, ad_ref x, size_t i, size_t j)
{
  return ad_slice(n->b, x, i, j * n->cells, (ad_shape){1, n->cells, 1, 0});
}

static struct gate gate_of(const struct net *n, size_t layer, size_t j)
{
  return (struct gate){cut(n, n->params, 2 * layer, j),
                       cut(n, n->params, 2 * layer + 1, j)};
}

static struct layer layer_of(const struct net *n, size_t i)
{
  return (struct layer){gate_of(n, i, 0), gate_of(n, i, 1), gate_of(n, i, 2),
                        gate_of(n, i, 3), cut(n, n->state, 2 * i, 0),
                        cut(n, n->state, 2 * i + 1, 0)};
}

/* What goes into the gate's function. */
static ad_ref into(const struct net *n, struct gate g, ad_ref x)
{
  return ad_add(n->b, ad_mul(n->b, x, g.weight), g.bias);
}

/* The hidden states of a layer after each row of x[steps x b]. */
static ad_ref run_layer(const struct net *n, struct layer at, ad_ref x)
{
  ad_builder *b = n->b;
  ad_ref forget = ad_sigmoid(b, into(n, at.forget, x));
  ad_ref out = ad_sigmoid(b, into(n, at.out, x));
  ad_ref *rows = calloc(n->steps, sizeof *rows);
  size_t *across = calloc(n->steps, sizeof *across);
  if (!rows || !across)
    ad_fail_memory(&n->p->err, n->steps * sizeof *rows);
  for (size_t t = 0; t < n->steps && !problem_failed(n->p); t++) {
    ad_ref in = ad_sigmoid(b, into(n, at.in, at.hidden));
    ad_ref change = ad_tanh(b, into(n, at.change, at.hidden));
    at.cell = ad_add(b, ad_mul(b, at.cell, cut(n, forget, t, 0)),
                     ad_mul(b, in, change));
    at.hidden = ad_mul(b, cut(n, out, t, 0), ad_tanh(b, at.cell));
    rows[t] = at.hidden;
    across[t] = 1;
  }
  if (!problem_failed(n->p))
    x = ad_block(b, n->steps, across, n->steps, rows);
  free(rows);
  free(across);
  return x;
}

/* -mean(gold (p - log(2 + sum(exp(p)))) of predictions p[steps x b]. */
static ad_ref loss(const struct net *n, ad_ref p)
{
  ad_builder *b = n->b;
  ad_ref sum = sum_of(b, ad_exp(b, p), AD_OVER_COLS);
  ad_ref lse = ad_log(b, ad_add(b, ad_number(b, 2), sum));
  ad_ref gold = ad_slice(b, n->sequence, 1, 0,
                         (ad_shape){n->steps, n->cells, 0, 0});
  ad_ref total = sum_of(b, ad_mul(b, gold, ad_sub(b, p, lse)), AD_ALL);
  double entries = (double)n->steps * (double)n->cells;
  return ad_mul(b, ad_number(b, -1 / entries), total);
}

static void build_net(const struct net *n)
{
  ad_ref x = ad_slice(n->b, n->sequence, 0, 0,
                      (ad_shape){n->steps, n->cells, 0, 0});
  x = ad_mul(n->b, x, cut(n, n->extra, 0, 0));
  for (size_t i = 0; i < n->layers; i++)
    x = run_layer(n, layer_of(n, i), x);
  struct gate out = {cut(n, n->extra, 1, 0), cut(n, n->extra, 2, 0)};
  ad_output(n->b, loss(n, into(n, out, x)));
}

static void build(struct problem *p)
{
  struct entries sequence = problem_matrix(p, "sequence", 0, 0);
  const size_t cells = sequence.cols;
  struct entries params = problem_matrix(p, "main_params", 0, 4 * cells);
  struct entries extra = problem_matrix(p, "extra_params", 3, cells);
  struct entries state = problem_matrix(p, "state", params.rows, cells);
  if (!problem_failed(p) && (sequence.rows < 2 || params.rows % 2 != 0))
    ad_fail(&p->err, AD_EINPUT, "input: expected a sequence of 2 rows or more, "
            "and two rows of main_params a layer");
  struct net n = {p, p->b, params.rows / 2, cells, sequence.rows - 1,
                  {0}, {0}, {0}, {0}};
  n.params = problem_leaf(p, "main_params", params, AD_PARAM);
  n.extra = problem_leaf(p, "extra_params", extra, AD_PARAM);
  n.state = problem_leaf(p, "state", state, AD_DATA);
  n.sequence = problem_leaf(p, "sequence", sequence, AD_DATA);
  if (!problem_failed(p))
    build_net(&n);
}

const struct eval eval_lstm = {
  "lstm", build,
  {{"objective", work_value, output_number},
   {"jacobian", work_gradient, output_list}},
};
