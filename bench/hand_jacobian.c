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

/* In eight sums, which the compiler makes a vector of. */
static double dot(const double *restrict a, const double *restrict b)
{
  double lane[8] = {0};
  for (size_t j = 0; j < H; j += 8)
    for (size_t l = 0; l < 8; l++)
      lane[l] += a[j + l] * b[j + l];
  return ((lane[0] + lane[4]) + (lane[1] + lane[5])) +
         ((lane[2] + lane[6]) + (lane[3] + lane[7]));
}

/* J = (W2' diag(slope)) W1': for few rows by dot products with the rows of
   W1, for many with W1' made once. */
static void few_rows(size_t m, const double *W1, const double *W2,
                     const double *slope, double *restrict J)
{
  for (size_t k = 0; k < m; k++) {
    double back[H];
    for (size_t j = 0; j < H; j++)
      back[j] = W2[j * m + k] * slope[j];
    for (size_t i = 0; i < D; i++)
      J[k * D + i] = dot(back, W1 + i * H);
  }
}

static void many_rows(size_t m, const double *restrict W1,
                      const double *restrict W2, const double *restrict slope,
                      double *restrict J)
{
  double turned[H * D];
  for (size_t j = 0; j < H; j++)
    for (size_t i = 0; i < D; i++)
      turned[j * D + i] = W1[i * H + j] * slope[j];
  for (size_t k = 0; k < m; k++) {
    double row[D] = {0};
    for (size_t j = 0; j < H; j++)
      for (size_t i = 0; i < D; i++)
        row[i] += W2[j * m + k] * turned[j * D + i];
    memcpy(J + k * D, row, sizeof row);
  }
}

static void derivative(const struct problem *p, const double *x,
                       double *restrict y, double *restrict J)
{
  const double *W1 = p->data[0], *restrict W2 = p->data[2];
  size_t m = p->m;
  double h[H], slope[H];
  hand_expect(p, D, m, D, H);
  hidden(p, x, h);
  memcpy(y, p->data[3], m * sizeof *y);
  for (size_t j = 0; j < H; j++)
    for (size_t k = 0; k < m; k++)
      y[k] += h[j] * W2[j * m + k];
  for (size_t j = 0; j < H; j++)
    slope[j] = 1 - h[j] * h[j];
  (m <= 8 ? few_rows : many_rows)(m, W1, W2, slope, J);
}

const struct hand hand_jacobian = {plain, derivative};
