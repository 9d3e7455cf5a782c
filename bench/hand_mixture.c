/* SPDX-License-Identifier: GPL-3.0-or-later
   W5 by hand: the Gaussian mixture of mixture.grad.  x holds alpha[K],
   mu[K x d], q[K x d] and K factors L[d x d], of which the strict lower
   triangles are read.  With l = d (d - 1)/2 the operations are
   d K + (d - 1) K for the factors, 4 d + 2 l + 2 a point and component,
   3 K + 2 a point, 3 K + 3 for alpha, 2 d + 2 l + 1 a component for the
   prior, and one more.  Read hand.h before. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "hand.h"

enum { K = 5, MOST = 10, ROWS = 1000 };

/* Where the parts of x (or of its gradient) begin. */
struct parts {
  size_t mu, q, L, n;
};

static inline struct parts parts_of(size_t d)
{
  return (struct parts){K, K + K * d, K + 2 * K * d,
                        K + 2 * K * d + K * d * d};
}

/* Q[K x d] = exp(q), sums[K] of the rows of q. */
static inline void factors(size_t d, const double *q, double *Q, double *sums)
{
  for (size_t k = 0; k < K; k++) {
    sums[k] = 0;
    for (size_t i = 0; i < d; i++) {
      Q[k * d + i] = exp(q[k * d + i]);
      sums[k] += q[k * d + i];
    }
  }
}

/* c = row - mu, y = L c with exp(q) on the diagonal; |y|^2.  Entry (j, i) of
   L is L[j * down + i * across]. */
static inline double residual(size_t d, const double *restrict row,
                              const double *restrict mu,
                              const double *restrict Q,
                              const double *restrict L, size_t down,
                              size_t across, double *restrict c,
                              double *restrict y)
{
  double square = 0;
  for (size_t i = 0; i < d; i++)
    c[i] = row[i] - mu[i];
  for (size_t i = 0; i < d; i++)
    y[i] = Q[i] * c[i];
  for (size_t i = 0; i < d; i++)
    for (size_t j = i + 1; j < d; j++)
      y[j] += L[j * down + i * across] * c[i];
  for (size_t i = 0; i < d; i++)
    square += y[i] * y[i];
  return square;
}

static inline double prior(size_t d, const double *Q, const double *L)
{
  double sum = 0;
  for (size_t i = 0; i < K * d; i++)
    sum += Q[i] * Q[i];
  for (size_t k = 0; k < K; k++, L += d * d)
    for (size_t i = 0; i < d; i++)
      for (size_t j = i + 1; j < d; j++)
        sum += L[j * d + i] * L[j * d + i];
  return 0.5 * sum;
}

/* d is known only when the program runs, and so are the arrays' sizes: P is
   what a template over any number of dimensions becomes. */
static void plain(const struct problem *p, const double *x, double *value)
{
  size_t d = p->cols;
  struct parts at = parts_of(d);
  double *Q = bench_new(K * d, sizeof *Q), *c = bench_new(d, sizeof *c);
  double *y = bench_new(d, sizeof *y), sums[K], t[K], e[K], total, sum = 0;
  factors(d, x + at.q, Q, sums);
  for (size_t r = 0; r < ROWS; r++) {
    for (size_t k = 0; k < K; k++)
      t[k] = x[k] + sums[k] -
             0.5 * residual(d, p->data[0] + r * d, x + at.mu + k * d,
                            Q + k * d, x + at.L + k * d * d, d, 1, c, y);
    sum += hand_logsumexp(K, t, e, &total);
  }
  *value = sum - ROWS * hand_logsumexp(K, x, e, &total) -
           prior(d, Q, x + at.L);
  free(Q);
  free(c);
  free(y);
}

/* Adds one point's share, weighted by w, of the derivatives by mu and by the
   turned L, U[i * d + j], and by Q into gQ. */
static inline void add_share(size_t d, double w, const double *restrict Q,
                             const double *restrict U, double *restrict c,
                             double *restrict y, double *restrict gmu,
                             double *restrict gQ, double *restrict gU)
{
  for (size_t i = 0; i < d; i++)
    y[i] *= -w;
  for (size_t i = 0; i < d; i++)
    gQ[i] += y[i] * c[i];
  for (size_t i = 0; i < d; i++) {
    double sum = y[i] * Q[i];
    for (size_t j = i + 1; j < d; j++) {
      gU[i * d + j] += y[j] * c[i];
      sum += U[i * d + j] * y[j];
    }
    gmu[i] -= sum;
  }
}

/* The same for the prior and the part of alpha; gQ becomes gq, gU gL. */
static inline void finish(size_t d, const double *x, const double *Q,
                          const double *weight, const double *gQ,
                          const double *gU, const double *e, double total,
                          double *g)
{
  struct parts at = parts_of(d);
  for (size_t k = 0; k < K; k++) {
    const double *L = x + at.L + k * d * d;
    double *gL = g + at.L + k * d * d;
    g[k] = weight[k] - ROWS * e[k] / total;
    for (size_t i = k * d; i < (k + 1) * d; i++)
      g[at.q + i] = weight[k] + (gQ[i] - Q[i]) * Q[i];
    for (size_t i = 0; i < d; i++)
      for (size_t j = i + 1; j < d; j++)
        gL[j * d + i] = gU[(k * d + i) * d + j] - L[j * d + i];
  }
}

/* U[K][d x d], the transposes of L[K][d x d]: rows for the inner loops. */
static inline void turn(size_t d, const double *L, double *U)
{
  for (size_t k = 0; k < K; k++, L += d * d, U += d * d)
    for (size_t i = 0; i < d; i++)
      for (size_t j = 0; j < d; j++)
        U[i * d + j] = L[j * d + i];
}

/* Inlined below with d known. */
static inline double gradient(const struct problem *p, size_t d,
                              const double *x, double *g)
{
  struct parts at = parts_of(d);
  double Q[K * MOST], gQ[K * MOST] = {0}, c[K][MOST], y[K][MOST];
  double U[K * MOST * MOST], gU[K * MOST * MOST] = {0};
  double sums[K], weight[K] = {0}, t[K], e[K], total, sum = 0;
  factors(d, x + at.q, Q, sums);
  turn(d, x + at.L, U);
  memset(g, 0, at.n * sizeof *g);
  for (size_t r = 0; r < ROWS; r++) {
    for (size_t k = 0; k < K; k++)
      t[k] = x[k] + sums[k] -
             0.5 * residual(d, p->data[0] + r * d, x + at.mu + k * d,
                            Q + k * d, U + k * d * d, 1, d, c[k], y[k]);
    sum += hand_logsumexp(K, t, e, &total);
    for (size_t k = 0; k < K; k++) {
      double w = e[k] / total;
      weight[k] += w;
      add_share(d, w, Q + k * d, U + k * d * d, c[k], y[k],
                g + at.mu + k * d, gQ + k * d, gU + k * d * d);
    }
  }
  sum -= ROWS * hand_logsumexp(K, x, e, &total);
  finish(d, x, Q, weight, gQ, gU, e, total, g);
  return sum - prior(d, Q, x + at.L);
}

static void derivative(const struct problem *p, const double *x, double *y,
                       double *J)
{
  hand_expect(p, parts_of(p->cols).n, 1, ROWS, p->cols == 2 ? 2 : MOST);
  *y = p->cols == 2 ? gradient(p, 2, x, J) : gradient(p, MOST, x, J);
}

const struct hand hand_mixture = {plain, derivative};
