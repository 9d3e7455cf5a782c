/* SPDX-License-Identifier: GPL-3.0-or-later
   A third engine, slow and plain, that the other two are held against: it
   walks the nodes of a graph, enters for every entry which operand entries
   it depends on and by what partial, and multiplies Jacobians out.  Its
   loops share nothing with the kernels.  Beside values and Jacobians it
   sums S, the sum over all paths of |product of partials|, and counts W,
   the roundings along the worst path: forward and reverse mode may differ
   by W u S, u = 2^-53, and by no more.  Of all paths from a wrt entry it
   knows, too, whether there is one and what is on it (naive_paths).  Read
   lib/graph/graph_data.h before. */
#ifndef TEST_NAIVE_H
#define TEST_NAIVE_H

#include <string.h>

#include "check_near.h"
#include "graph/graph_data.h"
#include "value.h"

/* All paths from one wrt entry to an entry. */
typedef struct naive_paths {
  double number; /* how many; 0: not reached                               */
  int singular;  /* a partial on one of them is not finite                 */
  long double grown;  /* at least every product of partials along a stretch
                         of a path, and every sum of such: sum over the
                         paths of the product of max(1, |p|), finite p     */
  long double shrunk; /* at most every such product but 0: least over the
                         paths of the product of min(1, |p|), p not 0      */
} naive_paths;

typedef struct naive {
  const ad_graph *g;
  size_t n;   /* wrt entries                                               */
  double **v; /* v[node][entries]                                          */
  double **J; /* J[node][entries x n]                                      */
  double **S; /* S[node][entries x n]                                      */
  naive_paths **paths; /* paths[node][entries x n]                         */
  size_t **reached;    /* reached[node][entries]: from how many wrt entries */
  size_t **from;       /* from[node][entries x n]: which, as they were met */
  const ad_value *values; /* NULL, or where values are taken from          */
  double *W;  /* W[node]                                                   */
  unsigned char *varied; /* depends on a wrt leaf by edges                 */
} naive;

/* What a node is made of while it is computed. */
typedef struct naive_step {
  naive *e;
  size_t i; /* the node                                                    */
  const ad_node *x;
  size_t *terms;   /* terms[entries]: partials entered so far              */
  size_t **uses;   /* uses[operand][entries]                               */
} naive_step;

static inline const ad_node *naive_operand(const naive_step *s, size_t o)
{
  return &s->e->g->nodes[s->e->g->operands[s->x->operand + o]];
}

static inline const double *naive_value(const naive_step *s, size_t o)
{
  return s->e->v[s->e->g->operands[s->x->operand + o]];
}

/* Paths that go on by an edge of the partial p join others. */
static inline void naive_join(naive_paths *to, const naive_paths *from,
                              double p)
{
  long double size = isfinite(p) ? fabsl(p) : 1;
  long double shrunk = from->shrunk * (size < 1 && size > 0 ? size : 1);
  to->shrunk = to->number == 0 || shrunk < to->shrunk ? shrunk : to->shrunk;
  to->grown += from->grown * (size > 1 ? size : 1);
  to->number += from->number;
  to->singular |= from->singular || !isfinite(p);
}

/* A path from wrt entry l to entry `to` of node i, perhaps the first. */
static inline void naive_reach(naive *e, size_t i, size_t to, size_t l)
{
  if (e->paths[i][to * e->n + l].number == 0)
    e->from[i][to * e->n + e->reached[i][to]++] = l;
}

/* Entry `to` of the node depends on entry `from` of operand o by p, which is
   off by roundings of `size`; where the operation selects, p = 0 is no
   edge. */
static inline void naive_sized_edge(naive_step *s, size_t to, size_t o,
                                    size_t from, double p, double size)
{
  naive *e = s->e;
  size_t operand = e->g->operands[s->x->operand + o];
  if (!e->varied[operand] || !ad_op_has_edge((ad_op)s->x->op, (unsigned)o))
    return;
  s->terms[to]++;
  s->uses[o][from]++;
  if (p == 0 && ad_op_selects((ad_op)s->x->op))
    return;
  for (size_t i = 0; i < e->reached[operand][from]; i++) {
    size_t l = e->from[operand][from * e->n + i];
    naive_reach(e, s->i, to, l);
    naive_join(&e->paths[s->i][to * e->n + l],
               &e->paths[operand][from * e->n + l], p);
    e->J[s->i][to * e->n + l] += p * e->J[operand][from * e->n + l];
    e->S[s->i][to * e->n + l] += size * e->S[operand][from * e->n + l];
  }
}

static inline void naive_edge(naive_step *s, size_t to, size_t o, size_t from,
                              double p)
{
  naive_sized_edge(s, to, o, from, p, fabs(p));
}

/* The value of entry `to`, that was found to be v. */
static inline double naive_known(const naive_step *s, size_t to, double v)
{
  if (!s->e->values || (s->x->flags & AD_NODE_IDLE))
    return v;
  return ad_value_at(s->e->values, (ad_ref){(uint32_t)s->i})[to];
}

/* v[to] = v[from] of operand o. */
static inline void naive_copy(naive_step *s, size_t to, size_t o, size_t from)
{
  s->e->v[s->i][to] = naive_value(s, o)[from];
  naive_edge(s, to, o, from, 1);
}

/* --- elementwise, by numpy's broadcasting ------------------------------ */

static inline size_t naive_stretched(const ad_node *a, size_t i, size_t j)
{
  return (a->rows == 1 ? 0 : i) * a->cols + (a->cols == 1 ? 0 : j);
}

static inline void naive_elementwise(naive_step *s)
{
  ad_op op = (ad_op)s->x->op;
  for (size_t i = 0; i < s->x->rows; i++)
    for (size_t j = 0; j < s->x->cols; j++) {
      double x[3] = {0, 0, 0};
      size_t to = i * s->x->cols + j;
      for (size_t o = 0; o < s->x->arity; o++)
        x[o] = naive_value(s, o)[naive_stretched(naive_operand(s, o), i, j)];
      double v = naive_known(s, to, ad_op_get(op)->value(x[0], x[1], x[2], 0));
      s->e->v[s->i][to] = v;
      for (size_t o = 0; o < s->x->arity; o++)
        naive_edge(s, to, o, naive_stretched(naive_operand(s, o), i, j),
                   ad_op_partial(op, (unsigned)o, x[0], x[1], x[2], v));
    }
}

/* --- structured --------------------------------------------------------- */

static inline void naive_matmul(naive_step *s)
{
  const ad_node *a = naive_operand(s, 0), *b = naive_operand(s, 1);
  const int ta = s->x->at[0] != 0, tb = s->x->at[1] != 0;
  const size_t inner = ta ? a->rows : a->cols;
  for (size_t i = 0; i < s->x->rows; i++)
    for (size_t j = 0; j < s->x->cols; j++)
      for (size_t q = 0; q < inner; q++) {
        size_t to = i * s->x->cols + j,
               l = ta ? q * a->cols + i : i * a->cols + q,
               r = tb ? j * b->cols + q : q * b->cols + j;
        double x = naive_value(s, 0)[l], y = naive_value(s, 1)[r];
        s->e->v[s->i][to] += x * y;
        naive_edge(s, to, 0, l, y);
        naive_edge(s, to, 1, r, x);
      }
}

static inline void naive_transpose(naive_step *s)
{
  for (size_t i = 0; i < s->x->rows; i++)
    for (size_t j = 0; j < s->x->cols; j++)
      naive_copy(s, i * s->x->cols + j, 0, j * s->x->rows + i);
}

static inline void naive_slice(naive_step *s)
{
  const ad_node *a = naive_operand(s, 0);
  for (size_t i = 0; i < s->x->rows; i++)
    for (size_t j = 0; j < s->x->cols; j++)
      naive_copy(s, i * s->x->cols + j, 0,
                 (s->x->at[0] + i) * a->cols + s->x->at[1] + j);
}

static inline void naive_place(naive_step *s)
{
  const ad_node *a = naive_operand(s, 0);
  for (size_t i = 0; i < a->rows; i++)
    for (size_t j = 0; j < a->cols; j++)
      naive_copy(s, (s->x->at[0] + i) * s->x->cols + s->x->at[1] + j, 0,
                 i * a->cols + j);
}

/* Rows, or columns, that a list names from 1. */
static inline void naive_gather(naive_step *s)
{
  const ad_node *a = naive_operand(s, 0);
  const double *list = naive_value(s, 1);
  for (size_t i = 0; i < s->x->rows; i++)
    for (size_t j = 0; j < s->x->cols; j++) {
      double named = list[s->x->at[0] ? j : i];
      size_t from = s->x->at[0] ? i * a->cols + (size_t)named - 1
                                : ((size_t)named - 1) * a->cols + j;
      naive_copy(s, i * s->x->cols + j, 0, from);
    }
}

static inline void naive_block(naive_step *s)
{
  const size_t *layout = s->e->g->layouts + s->x->at[0];
  size_t o = 0, row = 0;
  for (size_t r = 0; r < layout[0]; r++) {
    size_t col = 0, height = naive_operand(s, o)->rows;
    for (size_t c = 0; c < layout[1 + r]; c++, o++) {
      const ad_node *a = naive_operand(s, o);
      for (size_t i = 0; i < a->rows; i++)
        for (size_t j = 0; j < a->cols; j++)
          naive_copy(s, (row + i) * s->x->cols + col + j, o, i * a->cols + j);
      col += a->cols;
    }
    row += height;
  }
}

static inline void naive_reshape(naive_step *s)
{
  for (size_t i = 0; i < ad_entries(s->x); i++)
    naive_copy(s, i, 0, i);
}

static inline void naive_diag(naive_step *s)
{
  const ad_node *a = naive_operand(s, 0);
  if (ad_entries(s->x) > ad_entries(a) || ad_entries(a) == 1)
    for (size_t i = 0; i < s->x->rows; i++)
      naive_copy(s, i * s->x->cols + i, 0, i);
  else
    for (size_t i = 0; i < s->x->rows; i++)
      naive_copy(s, i, 0, i * a->cols + i);
}

static inline void naive_tril(naive_step *s)
{
  for (size_t i = 0; i < s->x->rows; i++)
    for (size_t j = 0; j < s->x->cols && j <= i; j++)
      naive_copy(s, i * s->x->cols + j, 0, i * s->x->cols + j);
}

/* A product with a triangle of ones, whose zeros are no edges. */
static inline void naive_cumsum(naive_step *s)
{
  const double *a = naive_value(s, 0);
  int rows = s->x->at[0] == AD_OVER_ROWS;
  size_t cols = s->x->cols;
  for (size_t i = 0; i < s->x->rows; i++)
    for (size_t j = 0; j < cols; j++) {
      double v = 0;
      for (size_t q = 0; q <= (rows ? i : j); q++) {
        size_t from = rows ? q * cols + j : i * cols + q;
        v += a[from];
        naive_edge(s, i * cols + j, 0, from, 1);
      }
      s->e->v[s->i][i * cols + j] = v;
    }
}

static inline void naive_expand(naive_step *s)
{
  for (size_t i = 0; i < s->x->rows; i++)
    for (size_t j = 0; j < s->x->cols; j++)
      naive_copy(s, i * s->x->cols + j, 0,
                 naive_stretched(naive_operand(s, 0), i, j));
}

static inline void naive_indicator(naive_step *s)
{
  for (size_t i = 0; i < s->x->rows; i++)
    for (size_t j = 0; j < s->x->cols; j++)
      s->e->v[s->i][i * s->x->cols + j] =
        naive_value(s, 0)[i] == (double)j + 1;
}

/* Value of a reduction of x[n], and partial by x[i] with the value v. */
static inline double naive_reduced(ad_op op, size_t n, const double *x)
{
  double sum = 0, largest = x[0], smallest = x[0], squares = 0, exps = 0;
  long double product = 1; /* may leave a double's range on the way         */
  for (size_t i = 0; i < n; i++) {
    sum += x[i];
    product *= x[i];
    squares += x[i] * x[i];
    exps += exp(x[i]);
    largest = fmax(largest, x[i]);
    smallest = fmin(smallest, x[i]);
  }
  switch ((int)op) {
  case AD_OP_sum:
    return sum;
  case AD_OP_prod:
    return (double)product;
  case AD_OP_amax:
    return largest;
  case AD_OP_amin:
    return smallest;
  case AD_OP_logsumexp:
    return log(exps);
  case AD_OP_norm:
    return sqrt(squares);
  default:
    ck_abort_msg("'%s' is not a reduction", ad_op_get(op)->id);
    return 0;
  }
}

static inline double naive_reduced_partial(ad_op op, size_t n, const double *x,
                                           double v, size_t i)
{
  double ties = 0;
  long double before = 1, after = 1;
  for (size_t l = 0; l < n; l++)
    ties += x[l] == v;
  for (size_t l = 0; l < i; l++)
    before *= x[l];
  for (size_t l = n - 1; l > i; l--)
    after *= x[l];
  switch ((int)op) {
  case AD_OP_sum:
    return 1;
  case AD_OP_prod:
    return (double)(before * after);
  case AD_OP_logsumexp:
    return isfinite(v) ? exp(x[i] - v) : (double)NAN;
  case AD_OP_norm:
    return v == 0 ? 0 : x[i] / v;
  default:
    return isnan(v) ? v : x[i] == v ? 1 / ties : 0;
  }
}

/* The entries of the operand that entry `to` of a reduction runs over. */
static inline size_t naive_group(const naive_step *s, size_t to, size_t *from)
{
  const ad_node *a = naive_operand(s, 0);
  size_t n = 0;
  for (size_t i = 0; i < a->rows; i++)
    for (size_t j = 0; j < a->cols; j++)
      if (s->x->at[0] == AD_ALL || (s->x->at[0] == AD_OVER_ROWS && j == to) ||
          (s->x->at[0] == AD_OVER_COLS && i == to))
        from[n++] = i * a->cols + j;
  return n;
}

static inline void naive_reduction(naive_step *s)
{
  ad_op op = (ad_op)s->x->op;
  size_t room = ad_entries(naive_operand(s, 0));
  size_t *from = test_alloc(room, sizeof *from);
  double *x = test_alloc(room, sizeof *x);
  for (size_t to = 0; to < ad_entries(s->x); to++) {
    size_t n = naive_group(s, to, from);
    for (size_t i = 0; i < n; i++)
      x[i] = naive_value(s, 0)[from[i]];
    double v = naive_known(s, to, naive_reduced(op, n, x));
    s->e->v[s->i][to] = v;
    for (size_t i = 0; i < n; i++)
      naive_edge(s, to, 0, from[i], naive_reduced_partial(op, n, x, v, i));
  }
  free(from);
  free(x);
}

/* --- det, inv, solve ------------------------------------------------------ */

/* A[n x n] inverted by Gauss and Jordan, and what rounding does to it: all
   n x n. */
typedef struct naive_inverse {
  size_t n;
  double det;
  double *X; /* A^-1                                                       */
  double *M; /* |A^-1| |L| |U|                                             */
  double *Y; /* M |A^-1|                                                   */
  double *Z; /* |det| times the inverses of the comparison matrices of U and
                L, rows and columns as those of A^-1                       */
} naive_inverse;

/* x = a^-1; returns det a. */
static inline double naive_invert(size_t n, const double *a, double *x)
{
  long double *w = test_alloc(n * 2 * n, sizeof *w), det = 1;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      w[i * 2 * n + j] = a[i * n + j];
      w[i * 2 * n + n + j] = i == j;
    }
  for (size_t j = 0; j < n; j++) {
    size_t p = j;
    for (size_t i = j; i < n; i++)
      if (fabsl(w[i * 2 * n + j]) > fabsl(w[p * 2 * n + j]))
        p = i;
    det *= p == j ? w[p * 2 * n + j] : -w[p * 2 * n + j];
    for (size_t c = 0; c < 2 * n; c++) {
      long double t = w[p * 2 * n + c];
      w[p * 2 * n + c] = w[j * 2 * n + c];
      w[j * 2 * n + c] = t;
    }
    for (size_t c = 2 * n; c-- > j;)
      w[j * 2 * n + c] /= w[j * 2 * n + j];
    for (size_t i = 0; i < n; i++)
      for (size_t c = 2 * n; i != j && c-- > j;)
        w[i * 2 * n + c] -= w[i * 2 * n + j] * w[j * 2 * n + c];
  }
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      x[i * n + j] = (double)w[i * 2 * n + n + j];
  free(w);
  return (double)det;
}

/* Of P A = L U (partial pivoting, column by column): `low` L, `up` U, both
   n x n, and from[i], the row of A that became row i. */
static inline void naive_triangles(size_t n, const double *a, double *low,
                                   double *up, size_t *from)
{
  for (size_t i = 0; i < n; i++)
    from[i] = i;
  for (size_t j = 0; j < n; j++) {
    for (size_t i = 0; i < n; i++) {
      double sum = a[from[i] * n + j];
      for (size_t q = 0; q < i && q < j; q++)
        sum -= low[i * n + q] * up[q * n + j];
      up[i * n + j] = sum; /* below the diagonal divided and moved later */
    }
    size_t p = j, row;
    for (size_t i = j; i < n; i++)
      if (fabs(up[i * n + j]) > fabs(up[p * n + j]))
        p = i;
    row = from[p], from[p] = from[j], from[j] = row;
    for (size_t q = 0; q <= j; q++) {
      double *m = q < j ? low : up, t = m[p * n + q];
      m[p * n + q] = m[j * n + q];
      m[j * n + q] = t;
    }
    for (size_t i = 0; i < n; i++)
      low[i * n + j] = i == j ? 1 : i > j ? up[i * n + j] / up[j * n + j] : 0;
    for (size_t i = j + 1; i < n; i++)
      up[i * n + j] = 0;
  }
}

/* c = |a| |b| */
static inline void naive_sizes(size_t n, const double *a, const double *b,
                               double *c)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      double sum = 0;
      for (size_t q = 0; q < n; q++)
        sum += fabs(a[i * n + q]) * fabs(b[q * n + j]);
      c[i * n + j] = sum;
    }
}

/* The inverse of a triangle's comparison matrix: |diagonal| - |others|. */
static inline void naive_compared(size_t n, const double *t, double *x)
{
  double *m = test_alloc(n * n, sizeof *m);
  for (size_t e = 0; e < n * n; e++)
    m[e] = e / n == e % n ? fabs(t[e]) : -fabs(t[e]);
  naive_invert(n, m, x);
  free(m);
}

static inline naive_inverse naive_inverse_new(size_t n, const double *a)
{
  naive_inverse z = {.n = n};
  double *room = test_alloc(10 * n * n, sizeof *room);
  size_t *from = test_alloc(n, sizeof *from);
  z.X = room, z.M = z.X + n * n, z.Y = z.M + n * n, z.Z = z.Y + n * n;
  double *low = z.Z + n * n, *up = low + n * n, *t = up + n * n,
         *f = t + n * n, *inv_low = f + n * n, *inv_up = inv_low + n * n;
  z.det = naive_invert(n, a, z.X);
  naive_triangles(n, a, low, up, from);
  naive_sizes(n, low, up, t);
  for (size_t i = 0; i < n; i++)
    memcpy(f + from[i] * n, t + i * n, n * sizeof *f);
  naive_sizes(n, z.X, f, z.M);
  naive_sizes(n, z.M, z.X, z.Y);
  naive_compared(n, low, inv_low);
  naive_compared(n, up, inv_up);
  naive_sizes(n, inv_up, inv_low, t);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      z.Z[j * n + from[i]] = fabs(z.det) * t[j * n + i];
  free(from);
  return z;
}

static inline void naive_det(naive_step *s, const naive_inverse *z)
{
  size_t n = z->n;
  double trace = 0;
  for (size_t i = 0; i < n; i++)
    trace += z->M[i * n + i];
  s->e->v[s->i][0] = z->det;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      size_t at = j * n + i;
      double size = fabs(z->det) * (z->Y[at] + trace * fabs(z->X[at]));
      naive_sized_edge(s, 0, 0, i * n + j, z->det * z->X[at],
                       fmin(size, (double)n * z->Z[at]));
    }
}

/* nan where there is no logarithm. */
static inline void naive_logdet(naive_step *s, const naive_inverse *z)
{
  size_t n = z->n;
  double v = s->e->v[s->i][0] = log(z->det);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      naive_sized_edge(s, 0, 0, i * n + j, v == v ? z->X[j * n + i] : v,
                       v == v ? z->Y[j * n + i] : v);
}

/* v = A^-1 B, or A^-1 itself, [n x w]: dv_ic = -X_ip da_pq v_qc + X_ip db_pc.
   `off` is what the rounding of v is relative to. */
static inline void naive_solution(naive_step *s, const naive_inverse *z,
                                  const double *off)
{
  size_t n = z->n, w = s->x->cols;
  const double *v = s->e->v[s->i];
  for (size_t to = 0; to < n * w; to++)
    for (size_t p = 0; p < n; p++) {
      size_t ip = to / w * n + p, c = to % w;
      for (size_t q = 0; q < n; q++)
        naive_sized_edge(s, to, 0, p * n + q, -z->X[ip] * v[q * w + c],
                         z->Y[ip] * fabs(v[q * w + c]) +
                           fabs(z->X[ip]) * off[q * w + c]);
      if (s->x->op == AD_OP_solve)
        naive_sized_edge(s, to, 1, p * w + c, z->X[ip], z->Y[ip]);
    }
}

static inline void naive_solve(naive_step *s, const naive_inverse *z)
{
  size_t n = z->n, w = s->x->cols;
  double *off = test_alloc(n * w, sizeof *off);
  double *v = s->e->v[s->i];
  for (size_t to = 0; to < n * w; to++)
    for (size_t p = 0; p < n; p++)
      v[to] += z->X[to / w * n + p] * naive_value(s, 1)[p * w + to % w];
  for (size_t to = 0; to < n * w; to++)
    for (size_t p = 0; p < n; p++)
      off[to] += z->M[to / w * n + p] * fabs(v[p * w + to % w]);
  naive_solution(s, z, off);
  free(off);
}

/* The engines do not sum over all entries, but in steps: lengths of the sums
   forward and back. */
static inline void naive_lengths(naive_step *s)
{
  const ad_node *a = naive_operand(s, 0);
  size_t n = a->rows, w = s->x->cols, edges[2] = {s->uses[0][0] > 0, 0};
  int solves = s->x->op == AD_OP_solve;
  if (solves)
    edges[1] = s->uses[1][0] > 0;
  for (size_t to = 0; to < n * w; to++)
    s->terms[to] = solves ? edges[0] * n + edges[1] + 2 * n : 2 * n;
  for (size_t from = 0; from < n * n; from++)
    s->uses[0][from] = edges[0] * (2 * n + (solves ? w : 0));
  for (size_t from = 0; solves && from < n * w; from++)
    s->uses[1][from] = edges[1] * 2 * n;
}

static inline void naive_factored(naive_step *s)
{
  size_t n = naive_operand(s, 0)->rows;
  naive_inverse z = naive_inverse_new(n, naive_value(s, 0));
  if (s->x->op == AD_OP_det)
    naive_det(s, &z);
  else if (s->x->op == AD_OP_logdet)
    naive_logdet(s, &z);
  else if (s->x->op == AD_OP_solve)
    naive_solve(s, &z);
  else {
    memcpy(s->e->v[s->i], z.X, n * n * sizeof *z.X);
    naive_solution(s, &z, z.Y);
  }
  if (s->x->op != AD_OP_det && s->x->op != AD_OP_logdet)
    naive_lengths(s);
  free(z.X);
}

static inline void naive_node(naive_step *s)
{
  if (ad_is_elementwise(s->x)) {
    naive_elementwise(s);
    return;
  }
  if (ad_op_get((ad_op)s->x->op)->form == AD_FORM_reduce) {
    naive_reduction(s);
    return;
  }
  static const struct {
    ad_op op;
    void (*run)(naive_step *s);
  } table[] = {
    {AD_OP_matmul, naive_matmul},   {AD_OP_transpose, naive_transpose},
    {AD_OP_slice, naive_slice},     {AD_OP_place, naive_place},
    {AD_OP_gather, naive_gather},   {AD_OP_cumsum, naive_cumsum},
    {AD_OP_block, naive_block},     {AD_OP_reshape, naive_reshape},
    {AD_OP_diag, naive_diag},       {AD_OP_tril, naive_tril},
    {AD_OP_expand, naive_expand},   {AD_OP_indicator, naive_indicator},
    {AD_OP_det, naive_factored},    {AD_OP_inv, naive_factored},
    {AD_OP_solve, naive_factored},  {AD_OP_logdet, naive_factored},
  };
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (table[i].op == (ad_op)s->x->op) {
      table[i].run(s);
      return;
    }
  ck_abort_msg("the naive engine does not know '%s'",
               ad_op_get((ad_op)s->x->op)->id);
}

/* --- the walk ----------------------------------------------------------- */

static inline size_t naive_most(size_t n, const size_t *counts)
{
  size_t most = 0;
  for (size_t i = 0; i < n; i++)
    most = counts[i] > most ? counts[i] : most;
  return most;
}

/* Computes node i from its operands; W grows by the lengths of its sums in
   both directions and the readers of the operands. */
static inline void naive_compute(naive *e, size_t i, const size_t *readers)
{
  const ad_node *x = &e->g->nodes[i];
  naive_step s = {e, i, x, test_alloc(ad_entries(x), sizeof *s.terms),
                  test_alloc(x->arity, sizeof *s.uses)};
  double W = 0;
  for (size_t o = 0; o < x->arity; o++) {
    size_t operand = e->g->operands[x->operand + o];
    s.uses[o] = test_alloc(ad_entries(&e->g->nodes[operand]), sizeof **s.uses);
    if (e->varied[operand] && ad_op_has_edge((ad_op)x->op, (unsigned)o))
      e->varied[i] = 1;
  }
  naive_node(&s);
  for (size_t to = 0; to < ad_entries(x); to++)
    e->v[i][to] = naive_known(&s, to, e->v[i][to]);
  for (size_t o = 0; o < x->arity; o++) {
    size_t operand = e->g->operands[x->operand + o];
    size_t uses = naive_most(ad_entries(&e->g->nodes[operand]), s.uses[o]);
    W = fmax(W, e->W[operand] + (double)(uses + readers[operand]));
    free(s.uses[o]);
  }
  e->W[i] = W + 3 + (double)naive_most(ad_entries(x), s.terms);
  free(s.terms);
  free(s.uses);
}

static inline void naive_start(naive *e, const double *x)
{
  const ad_graph *g = e->g;
  for (size_t i = 0; i < g->n; i++) {
    size_t entries = ad_entries(&g->nodes[i]);
    e->v[i] = test_alloc(entries, sizeof **e->v);
    e->J[i] = test_alloc(entries * e->n, sizeof **e->J);
    e->S[i] = test_alloc(entries * e->n, sizeof **e->S);
    e->paths[i] = test_alloc(entries * e->n, sizeof **e->paths);
    e->reached[i] = test_alloc(entries, sizeof **e->reached);
    e->from[i] = test_alloc(entries * e->n, sizeof **e->from);
    if (g->nodes[i].op == AD_OP_constant)
      memcpy(e->v[i], g->numbers + g->nodes[i].at[0], entries * sizeof *x);
  }
  for (size_t i = 0; i < g->n_leaves; i++) {
    size_t entries = ad_entries(&g->nodes[g->leaves[i]]);
    memcpy(e->v[g->leaves[i]], x, entries * sizeof *x);
    x += entries;
  }
  for (size_t w = 0, at = 0; w < g->n_wrt; w++) {
    e->varied[g->wrt[w]] = 1;
    for (size_t f = 0; f < ad_entries(&g->nodes[g->wrt[w]]); f++, at++) {
      e->J[g->wrt[w]][f * e->n + at] = 1;
      e->S[g->wrt[w]][f * e->n + at] = 1;
      naive_reach(e, g->wrt[w], f, at);
      e->paths[g->wrt[w]][f * e->n + at] = (naive_paths){1, 0, 1, 1};
    }
  }
}

/* Evaluates g, with Jacobians of every node, at the point x (the entries of
   all leaves in order).  With `values`, which stand at the same point, only
   the Jacobians are its own.  To be freed with naive_free. */
static inline naive *naive_at(const ad_graph *g, const double *x,
                              const ad_value *values)
{
  naive *e = test_alloc(1, sizeof *e);
  size_t *readers = test_alloc(g->n, sizeof *readers);
  *e = (naive){.g = g, .n = ad_graph_wrt_entries(g),
               .values = values};
  e->v = test_alloc(g->n, sizeof *e->v);
  e->J = test_alloc(g->n, sizeof *e->J);
  e->S = test_alloc(g->n, sizeof *e->S);
  e->paths = test_alloc(g->n, sizeof *e->paths);
  e->reached = test_alloc(g->n, sizeof *e->reached);
  e->from = test_alloc(g->n, sizeof *e->from);
  e->W = test_alloc(g->n, sizeof *e->W);
  e->varied = test_alloc(g->n, 1);
  naive_start(e, x);
  for (size_t i = 0; i < g->n_operands; i++)
    readers[g->operands[i]]++;
  for (size_t i = 0; i < g->n; i++)
    if (g->nodes[i].op != AD_OP_leaf && g->nodes[i].op != AD_OP_constant)
      naive_compute(e, i, readers);
  free(readers);
  return e;
}

static inline naive *naive_new(const ad_graph *g, const double *x)
{
  return naive_at(g, x, NULL);
}

static inline void naive_free(naive *e)
{
  for (size_t i = 0; i < e->g->n; i++) {
    free(e->v[i]);
    free(e->J[i]);
    free(e->S[i]);
    free(e->paths[i]);
    free(e->reached[i]);
    free(e->from[i]);
  }
  free(e->v);
  free(e->J);
  free(e->S);
  free(e->paths);
  free(e->reached);
  free(e->from);
  free(e->W);
  free(e->varied);
  free(e);
}

#endif
