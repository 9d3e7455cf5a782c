/* SPDX-License-Identifier: GPL-3.0-or-later
   gmm: the log-posterior of a Gaussian mixture at n points in d dimensions,

     sum_i lse_k(alpha_k + sum(q_k) - |Q_k (x_i - mu_k)|^2 / 2)
       - n lse(alpha) - n d log(2 pi) / 2 + prior,

   where Q_k has exp(q_k) on its diagonal and l_k, column by column, strictly
   below it.  The Wishart prior has the factor gamma and m further degrees of
   freedom.  All components stand in one product: see `factors`.  Read evals.h
   before. */
#include <math.h>

#include "evals.h"
#include "graph.h"

static const double pi = 3.14159265358979323846;

struct mixture {
  struct problem *p;
  ad_builder *b;
  size_t d, k, n, below;   /* below: entries of l_k, d (d - 1) / 2         */
  double gamma, m;
  ad_ref alpha, mu, q, l, x; /* alpha[k x 1], mu[k x d], q[k x d],
                                l[k x below], x[n x d]; no l where d is 1  */
  ad_ref diagonal;         /* exp(q)                                       */
  ad_ref log_det;          /* sum(q_k), [k x 1]                            */
};

/* Where entry (i, j) of Q_k stands in (0, exp(q_k), l_k), from 1. */
static size_t place_of(size_t d, size_t i, size_t j)
{
  if (i < j)
    return 1;
  return i == j ? 2 + i : 2 + d + j * d - j * (j + 1) / 2 + (i - j - 1);
}

/* Q_1', ..., Q_k' as one matrix [d x d k], their columns by turns: column
   i k + c is row i of Q_c. */
static ad_ref factors(const struct mixture *g)
{
  ad_builder *b = g->b;
  const size_t d = g->d, across[3] = {1, 1, 1};
  double *zeros = problem_room(g->p, 1, g->k);
  double *places = problem_room(g->p, d * d, 1);
  if (!places)
    return g->q;
  for (size_t e = 0; e < d * d; e++)
    places[e] = (double)place_of(d, e % d, e / d);
  ad_ref blocks[3] = {ad_matrix(b, 1, g->k, zeros),
                      ad_transpose(b, g->diagonal),
                      d > 1 ? ad_transpose(b, g->l) : g->l};
  size_t n = d > 1 ? 3 : 2;
  ad_ref picked = ad_pick_rows(b, ad_block(b, n, across, n, blocks),
                               ad_matrix(b, d * d, 1, places));
  return ad_reshape(b, picked, (ad_shape){d, d * g->k, 0, 0});
}

/* mu' beside itself, d times: [d x d k]. */
static ad_ref repeated_means(const struct mixture *g)
{
  double *list = problem_room(g->p, 1, g->d * g->k);
  for (size_t e = 0; list && e < g->d * g->k; e++)
    list[e] = (double)(e % g->k + 1);
  ad_ref means = ad_transpose(g->b, g->mu);
  return list ? ad_pick_cols(g->b, means,
                             ad_matrix(g->b, 1, g->d * g->k, list))
              : means;
}

/* |Q_k (x_i - mu_k)|^2 as [k x n]. */
static ad_ref distances(const struct mixture *g)
{
  ad_builder *b = g->b;
  ad_ref Q = factors(g);
  ad_ref at = sum_of(b, ad_mul(b, Q, repeated_means(g)), AD_OVER_ROWS);
  ad_ref y = ad_sub(b, ad_matmul(b, ad_transpose(b, Q), ad_transpose(b, g->x)),
                    ad_transpose(b, at));
  ad_shape by_rows = {g->d, g->k * g->n, 0, 0}, apart = {g->k, g->n, 0, 0};
  ad_ref squares = ad_reshape(b, ad_square(b, y), by_rows);
  return ad_reshape(b, sum_of(b, squares, AD_OVER_ROWS), apart);
}

/* log of the multivariate gamma function of dimension d. */
static double log_gamma(double a, size_t d)
{
  const double half = 0.5 * (double)d;
  double sum = half * (half - 0.5) * log(pi);
  for (size_t j = 0; j < d; j++)
    sum += lgamma(a - 0.5 * (double)j);
  return sum;
}

/* The Wishart densities of Q_k' Q_k with d + m + 1 degrees of freedom. */
static ad_ref prior(const struct mixture *g)
{
  ad_builder *b = g->b;
  const double d = (double)g->d, freedom = d + g->m + 1;
  double constant = freedom * d * (log(g->gamma) - 0.5 * log(2)) -
                    log_gamma(0.5 * freedom, g->d);
  ad_ref squares = sum_of(b, ad_square(b, g->diagonal), AD_ALL);
  if (g->d > 1)
    squares = ad_add(b, squares, sum_of(b, ad_square(b, g->l), AD_ALL));
  ad_ref trace = ad_mul(b, ad_number(b, -0.5 * g->gamma * g->gamma), squares);
  ad_ref weight = ad_mul(b, ad_number(b, g->m), sum_of(b, g->log_det, AD_ALL));
  return ad_add(b, ad_number(b, (double)g->k * constant),
                ad_add(b, trace, weight));
}

static ad_ref objective(const struct mixture *g)
{
  ad_builder *b = g->b;
  const double n = (double)g->n;
  ad_ref weights = ad_add(b, g->alpha, g->log_det);
  ad_ref terms = ad_sub(b, weights, ad_mul(b, ad_number(b, 0.5), distances(g)));
  ad_ref points = ad_reduce(b, AD_OP_logsumexp, terms, AD_OVER_ROWS);
  ad_ref all = ad_reduce(b, AD_OP_logsumexp, g->alpha, AD_ALL);
  ad_ref likelihood = ad_sub(b, sum_of(b, points, AD_ALL),
                             ad_mul(b, ad_number(b, n), all));
  ad_ref constant = ad_number(b, -0.5 * n * (double)g->d * log(2 * pi));
  return ad_add(b, ad_add(b, constant, likelihood), prior(g));
}

static void build(struct problem *p)
{
  enum { MOST = 1 << 20 };
  struct mixture g = {.p = p, .b = p->b, .m = problem_number(p, "m"),
                      .gamma = problem_number(p, "gamma"),
                      .d = problem_whole(p, "d", 1, MOST),
                      .k = problem_whole(p, "k", 1, MOST),
                      .n = problem_whole(p, "n", 1, MOST)};
  g.below = g.d * (g.d - 1) / 2;
  g.alpha = problem_leaf(p, "alpha", problem_list(p, "alpha", g.k), AD_PARAM);
  g.mu = problem_leaf(p, "mu", problem_matrix(p, "mu", g.k, g.d), AD_PARAM);
  g.q = problem_leaf(p, "q", problem_matrix(p, "q", g.k, g.d), AD_PARAM);
  if (g.d > 1)
    g.l = problem_leaf(p, "l", problem_matrix(p, "l", g.k, g.below), AD_PARAM);
  g.x = problem_leaf(p, "x", problem_matrix(p, "x", g.n, g.d), AD_DATA);
  if (problem_failed(p))
    return;
  g.diagonal = ad_exp(p->b, g.q);
  g.log_det = sum_of(p->b, g.q, AD_OVER_COLS);
  ad_output(p->b, objective(&g));
}

/* The gradient by alpha, mu, q and l, as lists of the shape that each came in;
   where d is 1, l has rows without entries. */
static json_t *gradient(const struct work *w)
{
  const ad_graph *g = w->p->graph;
  const ad_shape s = ad_graph_shape(g, ad_graph_leaf(g, 1)); /* of mu        */
  const size_t k = s.rows, d = s.cols;
  const double *alpha = w->result, *mu = alpha + k, *q = mu + k * d;
  return json_pack("{s:o,s:o,s:o,s:o}", "alpha", json_list(alpha, k), "mu",
                   json_rows(mu, k, d), "q", json_rows(q, k, d), "l",
                   json_rows(q + k * d, k, d * (d - 1) / 2));
}

const struct eval eval_gmm = {
  "gmm", build,
  {{"objective", work_value, output_number},
   {"jacobian", work_gradient, gradient}},
};
