/* SPDX-License-Identifier: GPL-3.0-or-later
   See rates_truth.h: structured operations, by plain loops. */
#include <stdlib.h>
#include <string.h>

#include "rates_check.h"

#include "check_near.h"
#include "graph.h"
#include "graph/entry.h"
#include "rates_real.h"

static real *values_of(const truth *t, uint32_t node)
{
  return t->v + t->first[node];
}

static void copy(truth *t, uint32_t node, size_t to, uint32_t k, size_t from)
{
  values_of(t, node)[to] = truth_operand(t, node, k)[from];
  truth_enter(t, node, to, k, from, 1);
}

/* --- moves ---------------------------------------------------------------- */

static void multiply(truth *t, uint32_t node)
{
  const ad_node *x = &t->g->nodes[node];
  const ad_node *a = ad_operand_of(t->g, x, 0), *b = ad_operand_of(t->g, x, 1);
  const real *va = truth_operand(t, node, 0), *vb = truth_operand(t, node, 1);
  size_t inner = x->at[0] ? a->rows : a->cols;
  for (size_t i = 0; i < x->rows; i++)
    for (size_t j = 0; j < x->cols; j++)
      for (size_t q = 0; q < inner; q++) {
        size_t l = x->at[0] ? q * a->cols + i : i * a->cols + q;
        size_t r = x->at[1] ? j * b->cols + q : q * b->cols + j;
        values_of(t, node)[i * x->cols + j] += va[l] * vb[r];
        truth_enter(t, node, i * x->cols + j, 0, l, vb[r]);
        truth_enter(t, node, i * x->cols + j, 1, r, va[l]);
      }
}

static void build_blocks(truth *t, uint32_t node)
{
  const ad_node *x = &t->g->nodes[node];
  const size_t *layout = t->g->layouts + x->at[0];
  uint32_t o = 0;
  for (size_t r = 0, row = 0; r < layout[0]; r++) {
    size_t col = 0, height = ad_operand_of(t->g, x, o)->rows;
    for (size_t c = 0; c < layout[1 + r]; c++, o++) {
      const ad_node *a = ad_operand_of(t->g, x, o);
      for (size_t e = 0; e < ad_entries(a); e++)
        copy(t, node, (row + e / a->cols) * x->cols + col + e % a->cols, o, e);
      col += a->cols;
    }
    row += height;
  }
}

static void add_up(truth *t, uint32_t node)
{
  const ad_node *x = &t->g->nodes[node];
  const real *a = truth_operand(t, node, 0);
  int rows = x->at[0] == AD_OVER_ROWS;
  for (size_t e = 0; e < ad_entries(x); e++)
    for (size_t q = 0; q <= (rows ? e / x->cols : e % x->cols); q++) {
      size_t from = e - q * (rows ? x->cols : 1);
      values_of(t, node)[e] += a[from];
      truth_enter(t, node, e, 0, from, 1);
    }
}

/* Which one the list names there. */
static size_t listed(const truth *t, const ad_node *x, size_t at)
{
  return (size_t)truth_doubles(t, t->g->operands[x->operand + 1])[at] - 1;
}

/* Which entry of the operand goes to (i, j); SIZE_MAX: none, the entry is 0. */
static size_t origin(const truth *t, const ad_node *x, size_t i, size_t j)
{
  const ad_node *a = ad_operand_of(t->g, x, 0);
  size_t e = i * x->cols + j, r = i - x->at[0], c = j - x->at[1];
  switch ((int)x->op) {
  case AD_OP_transpose:
    return j * a->cols + i;
  case AD_OP_slice:
    return (x->at[0] + i) * a->cols + x->at[1] + j;
  case AD_OP_gather:
    return x->at[0] ? i * a->cols + listed(t, x, j)
                    : listed(t, x, i) * a->cols + j;
  case AD_OP_place:
    return r < a->rows && c < a->cols ? r * a->cols + c : SIZE_MAX;
  case AD_OP_reshape:
    return e;
  case AD_OP_diag:
    if (ad_entries(x) > ad_entries(a) || ad_entries(a) == 1)
      return i == j ? i : SIZE_MAX;
    return e * a->cols + e;
  case AD_OP_tril:
    return j <= i ? e : SIZE_MAX;
  case AD_OP_expand:
    return ad_entry_read(x, a, i, j);
  default:
    ck_abort_msg("no truth for '%s'", ad_op_get((ad_op)x->op)->id);
    return SIZE_MAX;
  }
}

static void move(truth *t, uint32_t node)
{
  const ad_node *x = &t->g->nodes[node];
  for (size_t i = 0; i < x->rows; i++)
    for (size_t j = 0; j < x->cols; j++) {
      size_t from = origin(t, x, i, j);
      if (from != SIZE_MAX)
        copy(t, node, i * x->cols + j, 0, from);
    }
}

static void indicate(truth *t, uint32_t node)
{
  const ad_node *x = &t->g->nodes[node];
  for (size_t e = 0; e < ad_entries(x); e++)
    values_of(t, node)[e] =
      truth_operand(t, node, 0)[e / x->cols] == (real)(e % x->cols + 1);
}

/* --- reductions ----------------------------------------------------------- */

static real most(const real *a, ad_group z, real sign)
{
  real found = a[z.start];
  for (size_t i = 1; i < z.count; i++)
    if (sign * a[z.start + i * z.step] > sign * found)
      found = a[z.start + i * z.step];
  return found;
}

static real reduced(ad_op op, const real *a, ad_group z)
{
  real sum = 0, product = 1, squares = 0, exps = 0, top = most(a, z, 1);
  for (size_t i = 0; i < z.count; i++) {
    real x = a[z.start + i * z.step];
    sum += x;
    product *= x;
    squares += x * x;
    exps += exp(x - top);
  }
  switch ((int)op) {
  case AD_OP_sum:
    return sum;
  case AD_OP_prod:
    return product;
  case AD_OP_norm:
    return sqrt(squares);
  case AD_OP_logsumexp:
    return top + log(exps);
  default:
    return op == AD_OP_amax ? top : most(a, z, -1);
  }
}

static real reduced_partial(ad_op op, const real *a, ad_group z, size_t i,
                            real v)
{
  real x = a[z.start + i * z.step], others = 1;
  for (size_t l = 0; l < z.count; l++)
    others *= l == i ? 1 : a[z.start + l * z.step];
  switch ((int)op) {
  case AD_OP_sum:
    return 1;
  case AD_OP_prod:
    return others;
  case AD_OP_norm:
    return v == 0 ? 0 : x / v;
  default:
    return exp(x - v);
  }
}

/* max, min: the entries that are equal as doubles share. */
static real shared_partial(const double *a, ad_group z, size_t i, double v)
{
  size_t ties = 0;
  for (size_t l = 0; l < z.count; l++)
    ties += a[z.start + l * z.step] == v;
  return a[z.start + i * z.step] == v ? (real)1 / (real)ties : 0;
}

static void reduce(truth *t, uint32_t node)
{
  const ad_node *x = &t->g->nodes[node];
  const real *a = truth_operand(t, node, 0);
  const double *d = truth_doubles(t, t->g->operands[x->operand]);
  int shares = x->op == AD_OP_amax || x->op == AD_OP_amin;
  for (size_t e = 0; e < ad_entries(x); e++) {
    ad_group z = ad_group_of(t->g, x, e);
    real v = values_of(t, node)[e] = reduced((ad_op)x->op, a, z);
    for (size_t i = 0; i < z.count; i++)
      truth_enter(t, node, e, 0, z.start + i * z.step,
                  shares
                    ? shared_partial(d, z, i, truth_doubles(t, node)[e])
                    : reduced_partial((ad_op)x->op, a, z, i, v));
  }
}

/* --- det, inv, solve ------------------------------------------------------ */

static void exchange(size_t n, real *x, real *y)
{
  for (size_t i = 0; i < n; i++) {
    real kept = x[i];
    x[i] = y[i];
    y[i] = kept;
  }
}

/* Brings the left n columns of w[n x width] to the identity (Gauss and
   Jordan); returns their determinant. */
static real eliminate(size_t n, size_t width, real *w)
{
  real det = 1;
  for (size_t j = 0; j < n; j++) {
    size_t p = j;
    for (size_t i = j; i < n; i++)
      if (abs(w[i * width + j]) > abs(w[p * width + j]))
        p = i;
    if (p != j)
      exchange(width, w + p * width, w + j * width);
    real pivot = w[j * width + j];
    det *= p == j ? pivot : -pivot;
    for (size_t c = 0; c < width; c++)
      w[j * width + c] /= pivot;
    for (size_t i = 0; i < n; i++) {
      real by = w[i * width + j];
      for (size_t c = 0; c < width && i != j; c++)
        w[i * width + c] -= by * w[j * width + c];
    }
    if (det == 0)
      return 0;
  }
  return det;
}

/* X[n x n] = a^-1 */
static void invert(size_t n, const real *a, real *X)
{
  real *w = test_alloc(2 * n * n, sizeof *w);
  for (size_t i = 0; i < n; i++) {
    memcpy(w + 2 * n * i, a + n * i, n * sizeof *w);
    w[2 * n * i + n + i] = 1;
  }
  eliminate(n, 2 * n, w);
  for (size_t i = 0; i < n; i++)
    memcpy(X + n * i, w + 2 * n * i + n, n * sizeof *w);
  free(w);
}

/* a without row r and column c; its determinant. */
static real minor_of(size_t n, const real *a, size_t r, size_t c)
{
  real *w = test_alloc(n * n, sizeof *w), det;
  for (size_t e = 0, to = 0; e < n * n; e++)
    if (e / n != r && e % n != c)
      w[to++] = a[e];
  det = eliminate(n - 1, n - 1, w);
  free(w);
  return det;
}

static void determine(truth *t, uint32_t node, size_t n)
{
  const real *a = truth_operand(t, node, 0);
  real sum = 0;
  for (size_t e = 0; e < n * n; e++) {
    real cofactor = minor_of(n, a, e / n, e % n);
    cofactor = (e / n + e % n) % 2 ? -cofactor : cofactor;
    sum += e < n ? a[e] * cofactor : 0;
    truth_enter(t, node, 0, 0, e, cofactor);
  }
  values_of(t, node)[0] = sum;
}

static void determine_logarithm(truth *t, uint32_t node, size_t n)
{
  const real *a = truth_operand(t, node, 0);
  real *w = test_alloc(n * n, sizeof *w), *X = test_alloc(n * n, sizeof *X);
  memcpy(w, a, n * n * sizeof *w);
  values_of(t, node)[0] = log(eliminate(n, n, w));
  invert(n, a, X);
  for (size_t e = 0; e < n * n; e++)
    truth_enter(t, node, 0, 0, e,
                values_of(t, node)[0] == values_of(t, node)[0]
                  ? X[e % n * n + e / n] : real_nan);
  free(w);
  free(X);
}

/* v = a^-1 b [n x w], b the identity for inv: dv_ic = -X_ip da_pq v_qc
   + X_ip db_pc. */
static void divide(truth *t, uint32_t node, size_t n)
{
  const ad_node *x = &t->g->nodes[node];
  size_t w = x->cols;
  int solves = x->op == AD_OP_solve;
  real *X = test_alloc(n * n, sizeof *X), *v = values_of(t, node);
  invert(n, truth_operand(t, node, 0), X);
  for (size_t to = 0; to < n * w; to++)
    for (size_t p = 0; p < n; p++)
      v[to] += solves ? X[to / w * n + p] *
                          truth_operand(t, node, 1)[p * w + to % w]
               : p == to % w ? X[to / w * n + p]
                             : 0;
  for (size_t to = 0; to < n * w; to++)
    for (size_t p = 0; p < n; p++) {
      real by = X[to / w * n + p];
      for (size_t q = 0; q < n; q++)
        truth_enter(t, node, to, 0, p * n + q, -by * v[q * w + to % w]);
      if (solves)
        truth_enter(t, node, to, 1, p * w + to % w, by);
    }
  free(X);
}

void truth_structured(truth *t, uint32_t node)
{
  const ad_node *x = &t->g->nodes[node];
  const ad_op_row *row = ad_op_get((ad_op)x->op);
  size_t n = ad_operand_of(t->g, x, 0)->rows;
  if (row->form == AD_FORM_reduce)
    reduce(t, node);
  else if (x->op == AD_OP_matmul)
    multiply(t, node);
  else if (x->op == AD_OP_block)
    build_blocks(t, node);
  else if (x->op == AD_OP_cumsum)
    add_up(t, node);
  else if (x->op == AD_OP_indicator)
    indicate(t, node);
  else if (x->op == AD_OP_det)
    determine(t, node, n);
  else if (x->op == AD_OP_logdet)
    determine_logarithm(t, node, n);
  else if (row->kind == AD_KIND_factored)
    divide(t, node, n);
  else
    move(t, node);
}
