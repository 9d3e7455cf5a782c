// SPDX-License-Identifier: GPL-3.0-or-later
// The workloads for tools that overload operators: T is their number.  The
// same formulas as in hand_*.c, where the layout of x is explained.
#pragma once

#include <cmath>

#include "peer_problem.hpp"

// max(z, 0) and the plain value; a tool overloads both for its own number.
inline double relu(double z) { return z > 0 ? z : 0; }
inline double plain_value(double z) { return z; }

template <class T> T dag(const T *x)
{
  T h1 = 2.0 * x[0], h2 = 2.0 * (h1 * h1), h3 = h1 + x[1];
  return h2 * h3;
}

template <class T> T rosenbrock(const Problem &p, const T *x)
{
  T sum = 0.0;
  for (size_t i = 0; i + 1 < p.n; i++) {
    T a = x[i + 1] - x[i] * x[i], b = 1.0 - x[i];
    sum += 100.0 * (a * a) + b * b;
  }
  return sum;
}

template <class T> T speelpenning(const Problem &p, const T *x)
{
  T product = x[0];
  for (size_t i = 1; i < p.n; i++)
    product *= x[i];
  return product;
}

// to[out] = b + in W, with W[n x out]; in is plain data or active.
template <class T, class In>
void layer(size_t n, size_t out, const In *in, const T *W, const T *b, T *to)
{
  for (size_t j = 0; j < out; j++) {
    T z = b[j];
    for (size_t i = 0; i < n; i++)
      z += in[i] * W[i * out + j];
    to[j] = z;
  }
}

template <class T> T regression(const Problem &p, const T *x)
{
  const size_t D = 3, H = 4, rows = p.data[1].size();
  T sum = 0.0, h[4];
  for (size_t r = 0; r < rows; r++) {
    layer(D, H, &p.data[0][r * D], x, x + D * H, h);
    T e = x[D * H + 2 * H] - p.data[1][r];
    for (size_t j = 0; j < H; j++)
      e += x[D * H + H + j] * relu(h[j]);
    sum += e * e;
  }
  T mean = sum * (1.0 / (double)rows);
  return mean;
}

// The largest score is passive: the derivative by it is 0.
template <class T> T logsumexp(size_t n, const T *t)
{
  using std::exp;
  using std::log;
  double largest = plain_value(t[0]);
  for (size_t k = 1; k < n; k++)
    largest = std::max(largest, plain_value(t[k]));
  T sum = exp(t[0] - largest);
  for (size_t k = 1; k < n; k++)
    sum += exp(t[k] - largest);
  T out = log(sum) + largest;
  return out;
}

template <class T> T classifier(const Problem &p, const T *x)
{
  using std::tanh;
  const size_t D = 16, H = 32, K = 10, rows = p.data[1].size();
  const T *b1 = x + D * H, *W2 = b1 + H, *b2 = W2 + H * K;
  std::vector<T> h(H), score(K);
  T sum = 0.0;
  for (size_t r = 0; r < rows; r++) {
    layer(D, H, &p.data[0][r * D], x, b1, h.data());
    for (T &z : h)
      z = tanh(z);
    layer(H, K, h.data(), W2, b2, score.data());
    sum += logsumexp(K, score.data()) - score[(size_t)p.data[1][r] - 1];
  }
  T mean = sum * (1.0 / (double)rows);
  return mean;
}

template <class T> T mixture(const Problem &p, const T *x)
{
  using std::exp;
  const size_t K = 5, rows = 1000, d = p.data[0].size() / rows;
  const T *mu = x + K, *q = mu + K * d, *L = q + K * d;
  std::vector<T> Q(K * d), sums(K), c(d), y(d), t(K);
  T sum = 0.0, prior = 0.0;
  for (size_t i = 0; i < K * d; i++) {
    Q[i] = exp(q[i]);
    sums[i / d] = i % d == 0 ? q[i] : T(sums[i / d] + q[i]);
    prior += Q[i] * Q[i];
  }
  for (size_t r = 0; r < rows; r++) {
    for (size_t k = 0; k < K; k++) {
      for (size_t i = 0; i < d; i++) {
        c[i] = p.data[0][r * d + i] - mu[k * d + i];
        y[i] = Q[k * d + i] * c[i];
      }
      for (size_t i = 0; i < d; i++)
        for (size_t j = i + 1; j < d; j++)
          y[j] += L[(k * d + j) * d + i] * c[i];
      T square = y[0] * y[0];
      for (size_t i = 1; i < d; i++)
        square += y[i] * y[i];
      t[k] = x[k] + sums[k] - 0.5 * square;
    }
    sum += logsumexp(K, t.data());
  }
  for (size_t k = 0; k < K; k++)
    for (size_t i = 0; i < d; i++)
      for (size_t j = i + 1; j < d; j++)
        prior += L[(k * d + j) * d + i] * L[(k * d + j) * d + i];
  sum -= (double)rows * logsumexp(K, x) + 0.5 * prior;
  return sum;
}

template <class T> void outputs(const Problem &p, const T *x, T *y)
{
  using std::tanh;
  const size_t D = 64, H = 64, m = p.m;
  std::vector<T> h(H);
  for (size_t j = 0; j < H; j++) {
    T z = p.data[1][j];
    for (size_t i = 0; i < D; i++)
      z += x[i] * p.data[0][i * H + j];
    h[j] = tanh(z);
  }
  for (size_t k = 0; k < m; k++) {
    T z = p.data[3][k];
    for (size_t j = 0; j < H; j++)
      z += h[j] * p.data[2][j * m + k];
    y[k] = z;
  }
}

// Whether the workload is one of these, and its outputs y[m].
template <class T> bool evaluate(const Problem &p, const T *x, T *y)
{
  if (p.is("W1"))
    y[0] = dag(x);
  else if (p.is("W2-rosen"))
    y[0] = rosenbrock(p, x);
  else if (p.is("W2-speel"))
    y[0] = speelpenning(p, x);
  else if (p.is("W3-relu"))
    y[0] = regression(p, x);
  else if (p.is("W3-tanh"))
    y[0] = classifier(p, x);
  else if (p.is("W5"))
    y[0] = mixture(p, x);
  else if (p.is("W6"))
    outputs(p, x, y);
  else
    return false;
  return true;
}
