/* SPDX-License-Identifier: GPL-3.0-or-later
   W3-tanh by hand: a 16-32-10 network and cross-entropy; 2 D H + H + 2 H K +
   2 K + 2 operations a row and the mean's factor.  x holds W1[D x H], b1[H],
   W2[H x K], b2[K].  Read hand.h before. */
#include <math.h>
#include <string.h>

#include "hand.h"

enum {
  ROWS = 32, D = 16, H = 32, K = 10,
  B1 = D * H, W2 = B1 + H, B2 = W2 + H * K, N = B2 + K
};

static size_t label(const struct problem *p, size_t r)
{
  return (size_t)p->data[1][r] - 1;
}

/* As formulas are read: one sum after the other. */
static void plain(const struct problem *p, const double *x, double *y)
{
  double sum = 0, h[H], score[K];
  for (size_t r = 0; r < ROWS; r++) {
    const double *in = p->data[0] + r * D;
    for (size_t j = 0; j < H; j++) {
      double z = x[B1 + j];
      for (size_t i = 0; i < D; i++)
        z += in[i] * x[i * H + j];
      h[j] = tanh(z);
    }
    for (size_t k = 0; k < K; k++) {
      double z = x[B2 + k];
      for (size_t j = 0; j < H; j++)
        z += h[j] * x[W2 + j * K + k];
      score[k] = z;
    }
    double total = exp(score[0]);
    for (size_t k = 1; k < K; k++)
      total += exp(score[k]);
    sum += log(total) - score[label(p, r)];
  }
  *y = sum * (1.0 / ROWS);
}

/* Rows of the weights are added up, which the compiler vectorises. */
static void forward(const double *restrict x, const double *restrict in,
                    double *restrict h, double *restrict score)
{
  memcpy(h, x + B1, H * sizeof *h);
  for (size_t i = 0; i < D; i++)
    for (size_t j = 0; j < H; j++)
      h[j] += in[i] * x[i * H + j];
  for (size_t j = 0; j < H; j++)
    h[j] = tanh(h[j]);
  memcpy(score, x + B2, K * sizeof *score);
  for (size_t j = 0; j < H; j++)
    for (size_t k = 0; k < K; k++)
      score[k] += h[j] * x[W2 + j * K + k];
}

/* e[K]: the derivative by the scores. */
static void backward(const double *restrict x, const double *restrict in,
                     const double *restrict h, const double *restrict e,
                     double *restrict g)
{
  double d[H];
  for (size_t k = 0; k < K; k++)
    g[B2 + k] += e[k];
  for (size_t j = 0; j < H; j++) {
    double sum = 0;
    for (size_t k = 0; k < K; k++) {
      g[W2 + j * K + k] += h[j] * e[k];
      sum += x[W2 + j * K + k] * e[k];
    }
    d[j] = sum * (1 - h[j] * h[j]);
    g[B1 + j] += d[j];
  }
  for (size_t i = 0; i < D; i++)
    for (size_t j = 0; j < H; j++)
      g[i * H + j] += in[i] * d[j];
}

static void derivative(const struct problem *p, const double *x, double *y,
                       double *J)
{
  double loss = 0, h[H], score[K], e[K], sum;
  hand_expect(p, N, 1, ROWS, D);
  memset(J, 0, N * sizeof *J);
  for (size_t r = 0; r < ROWS; r++) {
    const double *in = p->data[0] + r * D;
    forward(x, in, h, score);
    loss += hand_logsumexp(K, score, e, &sum) - score[label(p, r)];
    for (size_t k = 0; k < K; k++)
      e[k] *= 1 / (sum * ROWS);
    e[label(p, r)] -= 1.0 / ROWS;
    backward(x, in, h, e, J);
  }
  *y = loss * (1.0 / ROWS);
}

const struct hand hand_tanh = {plain, derivative};
