/* SPDX-License-Identifier: GPL-3.0-or-later
   Numbers drawn anew for the leaves of a sheet, from fixed seeds.  What a leaf
   is stays: labels and lists are kept, indicators stay indicators, whole data
   whole, a symmetric matrix symmetric (and positive definite, where it was).
   Read claims_data.h before. */
#include <math.h>
#include <string.h>

#include "claims/claims_data.h"

typedef enum ad_leaf_manner {
  MANNER_KEPT,
  MANNER_HOT_ROWS, /* one 1 in each row, else 0                            */
  MANNER_HOT_COLS,
  MANNER_BITS,     /* 0 and 1                                              */
  MANNER_WHOLE,
  MANNER_SYMMETRIC,
  MANNER_REAL
} ad_leaf_manner;

/* How far a point is from the sheet's own, as a part of each number; 0: drawn
   without regard to it, at the size that the leaf's numbers have.  Where a
   domain is narrow, the near ones are left. */
static const double spreads[AD_WORLDS] = {0.3, 0, 0.6, 0, 0.1, 0.02};

/* --- random numbers ------------------------------------------------------- */

/* splitmix64.  Source: Steele, Lea, Flood, Fast splittable pseudorandom number
   generators (2014). */
static uint64_t next(uint64_t *state)
{
  uint64_t z = *state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static double uniform(uint64_t *state, double a, double b)
{
  return a + (b - a) * (double)(next(state) >> 11) * 0x1p-53;
}

/* --- what a leaf is ------------------------------------------------------- */

/* Does node x, by whatever way, decide which rows or classes are meant? */
static int is_list(const ad_graph *g, uint32_t leaf)
{
  for (uint32_t i = leaf + 1; i < g->n; i++) {
    const ad_node *node = &g->nodes[i];
    const ad_op_row *row = ad_op_get((ad_op)node->op);
    if (row && (row->kind == AD_KIND_fixed || row->form == AD_FORM_list))
      for (size_t k = 0; k < node->arity; k++)
        if (g->operands[node->operand + k] == leaf &&
            !ad_op_has_edge((ad_op)node->op, (unsigned)k))
          return 1;
  }
  return 0;
}

static int holds_only(const double *x, size_t n, int bits)
{
  for (size_t k = 0; k < n; k++)
    if (bits ? x[k] != 0 && x[k] != 1 : x[k] != floor(x[k]))
      return 0;
  return 1;
}

/* Entry i of row r is x[r * next + i * step]: is there one 1 in each? */
static int is_hot(const double *x, size_t rows, size_t cols, size_t next_row,
                  size_t step)
{
  for (size_t r = 0; r < rows; r++) {
    double sum = 0;
    for (size_t i = 0; i < cols; i++)
      sum += x[r * next_row + i * step];
    if (sum != 1)
      return 0;
  }
  return 1;
}

static int is_symmetric(const double *x, size_t n)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < i; j++)
      if (x[i * n + j] != x[j * n + i])
        return 0;
  return 1;
}

/* A matrix to begin with, as 0 and the identity are: symmetric by chance. */
static int is_start(const double *x, size_t n)
{
  int constant = 1, diagonal = 1;
  for (size_t k = 0; k < n * n; k++) {
    constant &= x[k] == x[0];
    diagonal &= k % (n + 1) == 0 || x[k] == 0;
  }
  return constant || diagonal;
}

static ad_leaf_manner manner_of_data(const double *x, size_t rows, size_t cols)
{
  size_t n = rows * cols;
  int bits = holds_only(x, n, 1);
  int hot_rows = bits && cols > 1 && is_hot(x, rows, cols, cols, 1);
  int hot_cols = bits && rows > 1 && is_hot(x, cols, rows, 1, cols);
  if (hot_rows && hot_cols && rows == cols)
    return MANNER_KEPT; /* the identity, or a permutation */
  if (hot_rows)
    return MANNER_HOT_ROWS;
  if (hot_cols)
    return MANNER_HOT_COLS;
  if (bits)
    return MANNER_BITS;
  return holds_only(x, n, 0) ? MANNER_WHOLE : MANNER_REAL;
}

/* Is there a leaf of labels for each of n?  What says the same in indicators
   cannot be drawn without it. */
static int has_labels(const ad_graph *g, size_t n)
{
  for (size_t i = 0; i < g->n_leaves; i++) {
    const ad_node *leaf = &g->nodes[g->leaves[i]];
    if (leaf->rows * leaf->cols == n && is_list(g, g->leaves[i]))
      return 1;
  }
  return 0;
}

static ad_leaf_manner manner_of(const ad_graph *g, size_t leaf,
                                const double *x, ad_shape shape)
{
  ad_leaf_kind kind = ad_graph_leaf_kind(g, leaf);
  if (kind == AD_SHIFT || is_list(g, ad_graph_leaf(g, leaf).index))
    return MANNER_KEPT;
  if (kind == AD_DATA) {
    ad_leaf_manner manner = manner_of_data(x, shape.rows, shape.cols);
    if ((manner == MANNER_HOT_ROWS && has_labels(g, shape.rows)) ||
        (manner == MANNER_HOT_COLS && has_labels(g, shape.cols)))
      return MANNER_KEPT;
    if (manner != MANNER_REAL)
      return manner;
  }
  return shape.rows == shape.cols && shape.rows > 1 &&
                 is_symmetric(x, shape.rows) &&
                 (kind == AD_DATA || !is_start(x, shape.rows))
             ? MANNER_SYMMETRIC
             : MANNER_REAL;
}

/* --- drawing -------------------------------------------------------------- */

/* The size of a leaf's numbers: what a 0 is moved by. */
static double typical(const double *x, size_t n)
{
  double sum = 0;
  for (size_t k = 0; k < n; k++)
    sum += x[k] * x[k];
  return sum > 0 && isfinite(sum) ? sqrt(sum / (double)n) : 1;
}

/* Near a leaf without negative numbers, as of probabilities, its zeros grow. */
static void draw_real(uint64_t *r, const double *own, size_t n, double spread,
                      double *x)
{
  double size = typical(own, n);
  int negative = n == 1;
  for (size_t k = 0; k < n; k++)
    negative |= own[k] < 0;
  for (size_t k = 0; k < n; k++) {
    double at = own[k] != 0 ? own[k] : size;
    double least = own[k] != 0 || negative ? -spread : 0;
    x[k] = spread > 0 ? own[k] + at * uniform(r, least, spread)
                      : uniform(r, -1.5 * size, 1.5 * size);
  }
}

static void draw_hot(uint64_t *r, size_t rows, size_t cols, size_t next_row,
                     size_t step, double *x)
{
  memset(x, 0, rows * cols * sizeof *x);
  for (size_t i = 0; i < rows; i++)
    x[i * next_row + (size_t)(next(r) % cols) * step] = 1;
}

/* The first point has all exchanged, so that none stays as it is. */
static void draw_bits(uint64_t *r, const double *own, size_t n, size_t w,
                      double *x)
{
  for (size_t k = 0; k < n; k++)
    x[k] = w == 1 ? 1 - own[k] : (double)(next(r) & 1);
}

/* Away from 0, so that a count stays one, and signs what they are. */
static void draw_whole(uint64_t *r, const double *own, size_t n, double *x)
{
  for (size_t k = 0; k < n; k++) {
    double by = (double)(next(r) % 3);
    x[k] = own[k] + (own[k] < 0 ? -by : own[k] > 0 ? by : by - 1);
  }
}

/* M S M' with M = I + R: positive definite where S is. */
static void draw_symmetric(uint64_t *r, const double *own, size_t n,
                           double spread, double *x)
{
  double by = spread > 0 ? spread : 0.5;
  memcpy(x, own, n * n * sizeof *x);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      /* row i of x takes `a` of row j, and column i of column j */
      double a = uniform(r, -by, by);
      for (size_t k = 0; k < n; k++)
        x[i * n + k] += a * x[j * n + k];
      for (size_t k = 0; k < n; k++)
        x[k * n + i] += a * x[k * n + j];
    }
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < i; j++)
      x[i * n + j] = x[j * n + i];
}

void ad_world_draw(const ad_graph *g, size_t leaf, const double *own, size_t w,
                   double *x)
{
  ad_shape s = ad_graph_shape(g, ad_graph_leaf(g, leaf));
  size_t n = s.rows * s.cols;
  uint64_t r = (uint64_t)w << 32 ^ (uint64_t)leaf;
  double spread = spreads[w - 1];
  next(&r);
  switch (manner_of(g, leaf, own, s)) {
  case MANNER_KEPT:
    memcpy(x, own, n * sizeof *x);
    break;
  case MANNER_HOT_ROWS:
    draw_hot(&r, s.rows, s.cols, s.cols, 1, x);
    break;
  case MANNER_HOT_COLS:
    draw_hot(&r, s.cols, s.rows, 1, s.cols, x);
    break;
  case MANNER_BITS:
    draw_bits(&r, own, n, w, x);
    break;
  case MANNER_WHOLE:
    draw_whole(&r, own, n, x);
    break;
  case MANNER_SYMMETRIC:
    draw_symmetric(&r, own, s.rows, spread, x);
    break;
  case MANNER_REAL:
    draw_real(&r, own, n, spread, x);
    break;
  }
}
