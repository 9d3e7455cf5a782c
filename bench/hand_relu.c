/* SPDX-License-Identifier: GPL-3.0-or-later
   W3-relu by hand: a 3-4-1 network and mean squared error, 39 operations a
   row and the mean's factor.  x holds W1[D x H], b1[H], W2[H], b2.  Read
   hand.h before. */
#include <string.h>

#include "hand.h"

enum { ROWS = 714, D = 3, H = 4, B1 = D * H, W2 = B1 + H, B2 = W2 + H };

static void plain(const struct problem *p, const double *x, double *y)
{
  double sum = 0;
  for (size_t r = 0; r < ROWS; r++) {
    const double *in = p->data[0] + r * D;
    double out = x[B2];
    for (size_t j = 0; j < H; j++) {
      double z = x[B1 + j] + in[0] * x[j] + in[1] * x[H + j] +
                 in[2] * x[2 * H + j];
      out += x[W2 + j] * (z > 0 ? z : 0);
    }
    out -= p->data[1][r];
    sum += out * out;
  }
  *y = sum * (1.0 / ROWS);
}

/* One row: its error e, and g += e times the gradient of the output. */
static inline double add_row(const double *restrict x, const double *in,
                             double target, double *restrict g)
{
  double e = x[B2] - target, h[H];
  for (size_t j = 0; j < H; j++) {
    double z = x[B1 + j] + in[0] * x[j] + in[1] * x[H + j] +
               in[2] * x[2 * H + j];
    h[j] = z > 0 ? z : 0;
    e += x[W2 + j] * h[j];
  }
  for (size_t j = 0; j < H; j++) {
    double d = h[j] > 0 ? e * x[W2 + j] : 0;
    for (size_t i = 0; i < D; i++)
      g[i * H + j] += d * in[i];
    g[B1 + j] += d;
    g[W2 + j] += e * h[j];
  }
  g[B2] += e;
  return e;
}

static void derivative(const struct problem *p, const double *x, double *y,
                       double *J)
{
  double sum = 0, g[B2 + 1] = {0};
  hand_expect(p, B2 + 1, 1, ROWS, D);
  for (size_t r = 0; r < ROWS; r++) {
    double e = add_row(x, p->data[0] + r * D, p->data[1][r], g);
    sum += e * e;
  }
  for (size_t i = 0; i <= B2; i++)
    J[i] = g[i] * (2.0 / ROWS);
  *y = sum * (1.0 / ROWS);
}

const struct hand hand_relu = {plain, derivative};
