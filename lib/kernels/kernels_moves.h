/* SPDX-License-Identifier: GPL-3.0-or-later
   Kernels of the operations that only move entries: transpose, slice,
   place, block, reshape, diag, tril, expand, indicator.  Being linear, each
   needs two loops: `apply` gives value and tangent (k directions ride along
   as the last axis), `return` gives the adjoint.  Included by kernels_all.h
   only; read kernels.h before. */

/* What is first is taken as it is, not added to 0, which would make -0 of
   it 0. */
static inline double or_added(int first, double to, double from)
{
  return first ? from : to + from;
}

/* to[n] (+)= from[n]. */
static inline void move(size_t n, int first, double *restrict to,
                        const double *from)
{
  if (first)
    for (size_t i = 0; i < n; i++)
      to[i] = from[i];
  else
    for (size_t i = 0; i < n; i++)
      to[i] += from[i];
}

/* A block of rows x width numbers, with the given distances of rows. */
static void move_block(size_t rows, size_t width, int first, double *to,
                       size_t to_row, const double *from, size_t from_row)
{
  if (to_row == width && from_row == width) {
    width *= rows; /* one stretch of memory */
    rows = 1;
  }
  for (size_t i = 0; width == 1 && i < rows; i++)
    to[i * to_row] = or_added(first, to[i * to_row], from[i * from_row]);
  if (width == 1)
    return;
  for (size_t i = 0; i < rows; i++)
    move(width, first, to + i * to_row, from + i * from_row);
}

/* The three kernels of a linear operation of one operand. */
#define LINEAR_KERNELS(id)                                                   \
  static void id##_value(const ad_call *c, double *v,                        \
                         const double *const *x)                             \
  {                                                                          \
    id##_apply(c, 1, v, x[0]);                                               \
  }                                                                          \
  static void id##_tangent(const ad_call *c, size_t k, double *d,            \
                           const double *const *xd, const double *v,         \
                           const double *const *x)                           \
  {                                                                          \
    (void)v, (void)x;                                                        \
    id##_apply(c, k, d, xd[0]);                                              \
  }                                                                          \
  static void id##_adjoint(const ad_call *c, size_t o, size_t k, int first,  \
                           double *bar, const double *vbar,                  \
                           const double *v, const double *const *x)          \
  {                                                                          \
    (void)o, (void)v, (void)x;                                               \
    id##_return(c, k, first, bar, vbar);                                     \
  }

/* from[rows x cols] by entries of k to its transpose; the longer way is the
   inner loop. */
static void turn(size_t rows, size_t cols, size_t k, int first,
                 double *restrict to, const double *from)
{
  for (size_t j = 0; k == 1 && rows > cols && j < cols; j++)
    for (size_t i = 0; i < rows; i++)
      to[j * rows + i] = or_added(first, to[j * rows + i], from[i * cols + j]);
  for (size_t i = 0; k == 1 && rows <= cols && i < rows; i++)
    for (size_t j = 0; j < cols; j++)
      to[j * rows + i] = or_added(first, to[j * rows + i], from[i * cols + j]);
  for (size_t i = 0; k > 1 && i < rows; i++)
    for (size_t j = 0; j < cols; j++)
      for (size_t l = 0; l < k; l++) {
        double *t = to + (j * rows + i) * k + l;
        *t = or_added(first, *t, from[(i * cols + j) * k + l]);
      }
}

static void transpose_apply(const ad_call *c, size_t k, double *v,
                            const double *x)
{
  turn(c->node->cols, c->node->rows, k, 1, v, x);
}

static void transpose_return(const ad_call *c, size_t k, int first,
                             double *bar, const double *vbar)
{
  turn(c->node->rows, c->node->cols, k, first, bar, vbar);
}
LINEAR_KERNELS(transpose)

/* Where a slice starts in its operand, and a placed block in its result. */
static size_t corner(const ad_call *c, size_t cols)
{
  return c->node->at[0] * cols + c->node->at[1];
}

static void slice_apply(const ad_call *c, size_t k, double *v, const double *x)
{
  size_t cols = ad_operand_of(c->g, c->node, 0)->cols;
  move_block(c->node->rows, c->node->cols * k, 1, v, c->node->cols * k,
             x + corner(c, cols) * k, cols * k);
}

/* A slice's operand is shared: what lies around the slice receives zeros. */
static void slice_return(const ad_call *c, size_t k, int first, double *bar,
                         const double *vbar)
{
  const ad_node *a = ad_operand_of(c->g, c->node, 0);
  if (first && a->cols == c->node->cols) {
    size_t start = corner(c, a->cols) * k, all = ad_entries(a) * k;
    size_t end = start + ad_entries(c->node) * k;
    memset(bar, 0, start * sizeof *bar);
    memset(bar + end, 0, (all - end) * sizeof *bar);
  } else if (first)
    memset(bar, 0, ad_entries(a) * k * sizeof *bar);
  move_block(c->node->rows, c->node->cols * k, first,
             bar + corner(c, a->cols) * k, a->cols * k, vbar,
             c->node->cols * k);
}
LINEAR_KERNELS(slice)

static void place_apply(const ad_call *c, size_t k, double *v, const double *x)
{
  const ad_node *a = ad_operand_of(c->g, c->node, 0);
  memset(v, 0, ad_entries(c->node) * k * sizeof *v);
  move_block(a->rows, a->cols * k, 1, v + corner(c, c->node->cols) * k,
             c->node->cols * k, x, a->cols * k);
}

static void place_return(const ad_call *c, size_t k, int first, double *bar,
                         const double *vbar)
{
  const ad_node *a = ad_operand_of(c->g, c->node, 0);
  move_block(a->rows, a->cols * k, first, bar, a->cols * k,
             vbar + corner(c, c->node->cols) * k, c->node->cols * k);
}
LINEAR_KERNELS(place)

static void reshape_apply(const ad_call *c, size_t k, double *v,
                          const double *x)
{
  move(ad_entries(c->node) * k, 1, v, x);
}

static void reshape_return(const ad_call *c, size_t k, int first, double *bar,
                           const double *vbar)
{
  move(ad_entries(c->node) * k, first, bar, vbar);
}
LINEAR_KERNELS(reshape)

/* Does this diag node make a matrix (or take a diagonal)?  And how far
   apart are the entries of the diagonal in the matrix? */
static int diag_makes(const ad_call *c, size_t *n, size_t *step)
{
  const ad_node *a = ad_operand_of(c->g, c->node, 0);
  int makes = ad_entries(c->node) > ad_entries(a) ||
              (c->node->rows == c->node->cols && ad_entries(a) == 1);
  *n = c->node->rows;
  *step = (makes ? c->node->cols : a->cols) + 1;
  return makes;
}

static void diag_apply(const ad_call *c, size_t k, double *v, const double *x)
{
  size_t n, step;
  int makes = diag_makes(c, &n, &step);
  if (makes)
    memset(v, 0, ad_entries(c->node) * k * sizeof *v);
  for (size_t i = 0; i < n; i++)
    move(k, 1, v + (makes ? i * step : i) * k, x + (makes ? i : i * step) * k);
}

static void diag_return(const ad_call *c, size_t k, int first, double *bar,
                        const double *vbar)
{
  size_t n, step;
  int makes = diag_makes(c, &n, &step);
  if (!makes && first)
    memset(bar, 0, ad_entries(ad_operand_of(c->g, c->node, 0)) * k *
                     sizeof *bar);
  for (size_t i = 0; i < n; i++)
    move(k, first, bar + (makes ? i : i * step) * k,
         vbar + (makes ? i * step : i) * k);
}
LINEAR_KERNELS(diag)

/* Entries on and under the diagonal are moved, the others are 0. */
static void lower_triangle(const ad_call *c, size_t k, int first, double *to,
                           const double *from)
{
  size_t cols = c->node->cols;
  for (size_t i = 0; i < c->node->rows; i++) {
    size_t kept = i + 1 < cols ? i + 1 : cols, row = i * cols * k;
    move(kept * k, first, to + row, from + row);
    if (first)
      memset(to + row + kept * k, 0, (cols - kept) * k * sizeof *to);
  }
}

static void tril_apply(const ad_call *c, size_t k, double *v, const double *x)
{
  lower_triangle(c, k, 1, v, x);
}

static void tril_return(const ad_call *c, size_t k, int first, double *bar,
                        const double *vbar)
{
  lower_triangle(c, k, first, bar, vbar);
}
LINEAR_KERNELS(tril)

static void expand_apply(const ad_call *c, size_t k, double *v,
                         const double *x)
{
  const ad_node *a = ad_operand_of(c->g, c->node, 0);
  for (size_t i = 0; i < c->node->rows; i++) {
    const double *row = x + (a->rows == 1 ? 0 : i) * a->cols * k;
    if (a->cols == c->node->cols)
      move(a->cols * k, 1, v + i * a->cols * k, row);
    else
      for (size_t j = 0; j < c->node->cols; j++)
        move(k, 1, v + (i * c->node->cols + j) * k, row);
  }
}

static void expand_return(const ad_call *c, size_t k, int first, double *bar,
                          const double *vbar)
{
  const ad_node *a = ad_operand_of(c->g, c->node, 0);
  if (first)
    memset(bar, 0, ad_entries(a) * k * sizeof *bar);
  for (size_t i = 0; i < c->node->rows; i++) {
    double *row = bar + (a->rows == 1 ? 0 : i) * a->cols * k;
    if (a->cols == c->node->cols)
      move(a->cols * k, 0, row, vbar + i * a->cols * k);
    else
      for (size_t j = 0; j < c->node->cols; j++)
        move(k, 0, row, vbar + (i * c->node->cols + j) * k);
  }
}
LINEAR_KERNELS(expand)

/* Visits the blocks of a block node in order: offset of each in the whole. */
typedef struct block_walk {
  const size_t *across; /* blocks left in this row of blocks               */
  size_t left, row, col, height;
} block_walk;

static block_walk block_start(const ad_call *c)
{
  const size_t *layout = c->g->layouts + c->node->at[0];
  return (block_walk){layout + 1, layout[1], 0, 0, 0};
}

/* Where block `a` starts; moves on to the next. */
static size_t block_next(block_walk *w, const ad_call *c, const ad_node *a)
{
  if (w->left == 0) {
    w->row += w->height;
    w->col = 0;
    w->left = *++w->across;
  }
  size_t at = w->row * c->node->cols + w->col;
  w->left--;
  w->col += a->cols;
  w->height = a->rows;
  return at;
}

static void block_gather(const ad_call *c, size_t k, double *v,
                         const double *const *x)
{
  block_walk w = block_start(c);
  for (size_t o = 0; o < c->node->arity; o++) {
    const ad_node *a = ad_operand_of(c->g, c->node, o);
    size_t width = a->cols * k, row = c->node->cols * k;
    double *to = v + block_next(&w, c, a) * k;
    if (x[o])
      move_block(a->rows, width, 1, to, row, x[o], width);
    else
      for (size_t i = 0; i < a->rows; i++)
        memset(to + i * row, 0, width * sizeof *to);
  }
}

static void block_value(const ad_call *c, double *v, const double *const *x)
{
  block_gather(c, 1, v, x);
}

static void block_tangent(const ad_call *c, size_t k, double *d,
                          const double *const *xd, const double *v,
                          const double *const *x)
{
  (void)v, (void)x;
  block_gather(c, k, d, xd);
}

static void block_adjoint(const ad_call *c, size_t o, size_t k, int first,
                          double *bar, const double *vbar, const double *v,
                          const double *const *x)
{
  (void)v, (void)x;
  block_walk w = block_start(c);
  for (size_t i = 0; i < o; i++)
    block_next(&w, c, ad_operand_of(c->g, c->node, i));
  const ad_node *a = ad_operand_of(c->g, c->node, o);
  move_block(a->rows, a->cols * k, first, bar, a->cols * k,
             vbar + block_next(&w, c, a) * k, c->node->cols * k);
}

static void indicator_value(const ad_call *c, double *v,
                            const double *const *x)
{
  for (size_t i = 0; i < c->node->rows; i++) {
    double label = x[0][i];
    int known = label >= 1 && label <= (double)c->node->cols &&
                floor(label) == label;
    for (size_t j = 0; j < c->node->cols; j++, v++)
      *v = known ? (double)(label == (double)(j + 1)) : (double)NAN;
  }
}

/* No derivative: never called with an active operand. */
static void indicator_tangent(const ad_call *c, size_t k, double *d,
                              const double *const *xd, const double *v,
                              const double *const *x)
{
  (void)xd, (void)v, (void)x;
  memset(d, 0, ad_entries(c->node) * k * sizeof *d);
}

static void indicator_adjoint(const ad_call *c, size_t o, size_t k, int first,
                              double *bar, const double *vbar,
                              const double *v, const double *const *x)
{
  (void)c, (void)o, (void)k, (void)first, (void)bar, (void)vbar, (void)v;
  (void)x;
}
