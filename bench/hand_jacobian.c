/* SPDX-License-Identifier: GPL-3.0-or-later
   W6 by hand: a layer of 64 tanh units and m outputs, and its Jacobian by
   the 64 inputs; 2 D H + H + 2 H m operations.  Data are W1[D x H], b1[H],
   W2[H x m], b2[m].  Read hand.h before. */
#include <math.h>
#include <string.h>

#include "hand.h"

enum { D = 64, H = 64 };

static void plain(const struct problem *p, const double *x, double *y)
{
  const double *W1 = p->data[0], *W2 = p->data[2];
  size_t m = p->m;
  double h[H];
  for (size_t j = 0; j < H; j++) {
    double z = p->data[1][j];
    for (size_t i = 0; i < D; i++)
      z += x[i] * W1[i * H + j];
    h[j] = tanh(z);
  }
  for (size_t k = 0; k < m; k++) {
    double z = p->data[3][k];
    for (size_t j = 0; j < H; j++)
      z += h[j] * W2[j * m + k];
    y[k] = z;
  }
}

static void hidden(const struct problem *p, const double *restrict x,
                   double *restrict h)
{
  const double *W1 = p->data[0];
  memcpy(h, p->data[1], H * sizeof *h);
  for (size_t i = 0; i < D; i++)
    for (size_t j = 0; j < H; j++)
      h[j] += x[i] * W1[i * H + j];
  for (size_t j = 0; j < H; j++)
    h[j] = tanh(h[j]);
}

/* J = W2' diag(1 - h^2) W1', by dot products along the rows of W1. */
static void derivative(const struct problem *p, const double *x,
                       double *restrict y, double *restrict J)
{
  const double *restrict W1 = p->data[0], *restrict W2 = p->data[2];
  size_t m = p->m;
  double h[H], turned[H * D];
  hand_expect(p, D, m, D, H);
  hidden(p, x, h);
  memcpy(y, p->data[3], m * sizeof *y);
  for (size_t j = 0; j < H; j++)
    for (size_t k = 0; k < m; k++)
      y[k] += h[j] * W2[j * m + k];
  for (size_t j = 0; j < H; j++)
    for (size_t i = 0; i < D; i++)
      turned[j * D + i] = W1[i * H + j] * (1 - h[j] * h[j]);
  for (size_t k = 0; k < m; k++) {
    double row[D] = {0};
    for (size_t j = 0; j < H; j++)
      for (size_t i = 0; i < D; i++)
        row[i] += W2[j * m + k] * turned[j * D + i];
    memcpy(J + k * D, row, sizeof row);
  }
}

const struct hand hand_jacobian = {plain, derivative};
