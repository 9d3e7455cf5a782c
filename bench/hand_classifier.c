/* SPDX-License-Identifier: GPL-3.0-or-later
   W4 by hand: a 784-256-10 network and cross-entropy over the same CBLAS
   that the library uses, by loops where there is none.  x holds W1[D x H],
   b1[H], W2[H x K], b2[K]; operations are counted as for hand_tanh.c.  Here
   P is no plain loop, which would measure nothing but caches: it is the
   forward pass of the code by hand.  Read hand.h before. */
#include <string.h>

#include "hand.h"
#include "kernels/kernels.h"

enum {
  ROWS = 64, D = 784, H = 256, K = 10,
  B1 = D * H, W2 = B1 + H, B2 = W2 + H * K, N = B2 + K
};

static double h[ROWS * H], score[ROWS * K], hbar[ROWS * H];

/* C[m x n] (+)= op(A) op(B), p long; rows of A and B are stored lda, ldb. */
static void product(int ta, int tb, size_t m, size_t n, size_t p,
                    const double *a, size_t lda, const double *b, size_t ldb,
                    int add, double *c)
{
  if (ad_cblas_usable()) {
    ad_cblas_product(&(ad_product){.ta = ta, .tb = tb, .m = m, .n = n, .p = p,
                                   .first = !add, .a = a, .lda = lda, .b = b,
                                   .ldb = ldb, .c = c, .ldc = n});
    return;
  }
  if (!add)
    memset(c, 0, m * n * sizeof *c);
  for (size_t i = 0; i < m; i++)
    for (size_t q = 0; q < p; q++)
      for (size_t j = 0; j < n; j++)
        c[i * n + j] += a[ta ? q * lda + i : i * lda + q] *
                        b[tb ? j * ldb + q : q * ldb + j];
}

static void repeat_row(double *to, const double *row, size_t cols)
{
  for (size_t r = 0; r < ROWS; r++)
    memcpy(to + r * cols, row, cols * sizeof *to);
}

/* The loss; score becomes softmax. */
static double forward(const struct problem *p, const double *x)
{
  double loss = 0, sum;
  repeat_row(h, x + B1, H);
  product(0, 0, ROWS, H, D, p->data[0], D, x, H, 1, h);
  for (size_t i = 0; i < ROWS * H; i++)
    h[i] = h[i] > 0 ? h[i] : 0;
  repeat_row(score, x + B2, K);
  product(0, 0, ROWS, K, H, h, H, x + W2, K, 1, score);
  for (size_t r = 0; r < ROWS; r++) {
    double *s = score + r * K, right = s[(size_t)p->data[1][r] - 1];
    loss += hand_logsumexp(K, s, s, &sum) - right;
    for (size_t k = 0; k < K; k++)
      s[k] /= sum;
  }
  return loss / ROWS;
}

static void plain(const struct problem *p, const double *x, double *y)
{
  *y = forward(p, x);
}

static void sum_rows(const double *x, size_t cols, double *sum)
{
  memset(sum, 0, cols * sizeof *sum);
  for (size_t r = 0; r < ROWS; r++)
    for (size_t j = 0; j < cols; j++)
      sum[j] += x[r * cols + j];
}

static void derivative(const struct problem *p, const double *x, double *y,
                       double *J)
{
  hand_expect(p, N, 1, ROWS, D);
  *y = forward(p, x);
  for (size_t r = 0; r < ROWS; r++) {
    score[r * K + (size_t)p->data[1][r] - 1] -= 1;
    for (size_t k = 0; k < K; k++)
      score[r * K + k] *= 1.0 / ROWS;
  }
  product(1, 0, H, K, ROWS, h, H, score, K, 0, J + W2);
  sum_rows(score, K, J + B2);
  product(0, 1, ROWS, H, K, score, K, x + W2, K, 0, hbar);
  for (size_t i = 0; i < ROWS * H; i++)
    hbar[i] = h[i] > 0 ? hbar[i] : 0;
  sum_rows(hbar, H, J + B1);
  product(1, 0, D, H, ROWS, p->data[0], D, hbar, H, 0, J);
}

const struct hand hand_classifier = {plain, derivative};
