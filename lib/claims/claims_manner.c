/* SPDX-License-Identifier: GPL-3.0-or-later
   What a leaf is, told from its numbers: labels and lists are kept where others
   are drawn anew, indicators stay indicators, shares of 1 such shares, whole
   data whole, a symmetric matrix symmetric (and positive definite, where it
   was).  What else ties data together is in claims_structure.c.  Read
   claims_data.h before. */
#include <math.h>

#include "claims/claims_world.h"

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

/* A number by itself, as x = 1, is drawn as any other, unless it is compared,
   if only with the bounds that a label has. */
static int is_free_number(const ad_graph *g, uint32_t leaf)
{
  if (g->nodes[leaf].rows * g->nodes[leaf].cols != 1)
    return 0;
  for (uint32_t i = leaf + 1; i < g->n; i++) {
    const ad_node *node = &g->nodes[i];
    for (size_t k = 0; k < node->arity; k++)
      if (g->operands[node->operand + k] == leaf &&
          !ad_op_has_edge((ad_op)node->op, (unsigned)k))
        return 0;
  }
  return 1;
}

/* Is the leaf a threshold: a positive number that another quantity is compared
   with?  Turned round it would be none.  What is compared with a constant, as
   in where(x > 0, ...), has both signs. */
static int is_threshold(const ad_graph *g, uint32_t leaf, const double *x)
{
  if (g->nodes[leaf].rows * g->nodes[leaf].cols != 1 || !(x[0] > 0))
    return 0;
  for (uint32_t i = leaf + 1; i < g->n; i++) {
    const ad_node *node = &g->nodes[i];
    const uint32_t *from = g->operands + node->operand;
    for (size_t k = 0; node->arity == 2 && k < 2; k++)
      if (from[k] == leaf && !ad_op_has_edge((ad_op)node->op, (unsigned)k) &&
          g->nodes[from[1 - k]].op != AD_OP_constant)
        return 1;
  }
  return 0;
}

static int holds_only(const double *x, size_t n, double a, double b)
{
  for (size_t k = 0; k < n; k++)
    if (x[k] != a && x[k] != b)
      return 0;
  return 1;
}

static int is_whole(const double *x, size_t n)
{
  for (size_t k = 0; k < n; k++)
    if (x[k] != floor(x[k]))
      return 0;
  return 1;
}

static int has_negative(const double *x, size_t n)
{
  for (size_t k = 0; k < n; k++)
    if (x[k] < 0)
      return 1;
  return 0;
}

/* Entry i of row r is x[r * next + i * step]: does each add up to 1, as the
   weights of a mean do, or one 1 among zeros? */
static int adds_to_one(const double *x, size_t rows, size_t cols,
                       size_t next_row, size_t step)
{
  for (size_t r = 0; r < rows; r++) {
    double sum = 0;
    for (size_t i = 0; i < cols; i++)
      sum += x[r * next_row + i * step];
    if (!(fabs(sum - 1) <= 1e-12))
      return 0;
  }
  return 1;
}

/* Are the rows, or the columns where these are fewer, of length 1, and at right
   angles? */
static int is_orthogonal(const double *x, size_t rows, size_t cols)
{
  int wide = rows <= cols;
  size_t n = wide ? rows : cols, length = wide ? cols : rows;
  size_t next = wide ? cols : 1, step = wide ? 1 : cols;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j <= i; j++) {
      double dot = 0;
      for (size_t k = 0; k < length; k++)
        dot += x[i * next + k * step] * x[j * next + k * step];
      if (!(fabs(dot - (i == j)) <= 1e-12))
        return 0;
    }
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
  int bits = holds_only(x, n, 0, 1), shares = !has_negative(x, n);
  int in_rows = shares && cols > 1 && adds_to_one(x, rows, cols, cols, 1);
  int in_cols = shares && rows > 1 && adds_to_one(x, cols, rows, 1, cols);
  if (bits && in_rows && in_cols && rows == cols)
    return MANNER_KEPT; /* the identity, or a permutation */
  if (in_rows && in_cols && rows == cols)
    return MANNER_SHARE_BOTH;
  if (in_rows)
    return bits ? MANNER_HOT_ROWS : MANNER_SHARE_ROWS;
  if (in_cols)
    return bits ? MANNER_HOT_COLS : MANNER_SHARE_COLS;
  if (bits || holds_only(x, n, -1, -1))
    return MANNER_BITS;
  if (rows > 1 && cols > 1 && is_orthogonal(x, rows, cols))
    return MANNER_ORTHOGONAL;
  return holds_only(x, n, -1, 1) ? MANNER_SIGNS
         : is_whole(x, n)        ? MANNER_WHOLE
                                 : MANNER_REAL;
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

static int is_read(const ad_graph *g, uint32_t leaf)
{
  for (size_t i = 0; i < g->n_operands; i++)
    if (g->operands[i] == leaf)
      return 1;
  return 0;
}

/* Indicators that no node reads say what the sheet says by an index: y of
   -log(p[3]). */
static int says_an_index(const ad_graph *g, size_t leaf, ad_leaf_manner manner)
{
  return (manner == MANNER_HOT_ROWS || manner == MANNER_HOT_COLS ||
          manner == MANNER_BITS) && !is_read(g, g->leaves[leaf]);
}

ad_leaf_manner ad_world_manner(const ad_graph *g, size_t leaf, const double *x)
{
  ad_shape shape = ad_graph_shape(g, ad_graph_leaf(g, leaf));
  ad_leaf_kind kind = ad_graph_leaf_kind(g, leaf);
  if (kind == AD_SHIFT || is_list(g, ad_graph_leaf(g, leaf).index))
    return MANNER_KEPT;
  if (kind == AD_DATA) {
    ad_leaf_manner manner = manner_of_data(x, shape.rows, shape.cols);
    int permutes = manner == MANNER_KEPT;
    if ((permutes || manner == MANNER_HOT_ROWS) && has_labels(g, shape.rows))
      return MANNER_KEPT_ROWS;
    if (manner == MANNER_HOT_COLS && has_labels(g, shape.cols))
      return MANNER_KEPT_COLS;
    if (says_an_index(g, leaf, manner))
      return MANNER_KEPT;
    int two = manner == MANNER_BITS || manner == MANNER_SIGNS;
    if (two && is_free_number(g, ad_graph_leaf(g, leaf).index))
      return MANNER_REAL;
    if (manner != MANNER_REAL)
      return manner;
    if (is_threshold(g, ad_graph_leaf(g, leaf).index, x))
      return MANNER_POSITIVE;
  }
  return shape.rows == shape.cols && shape.rows > 1 &&
                 ad_world_mirrors(x, shape.rows, 1) &&
                 (kind == AD_DATA || !is_start(x, shape.rows))
             ? MANNER_SYMMETRIC
             : MANNER_REAL;
}
