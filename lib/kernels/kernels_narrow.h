/* SPDX-License-Identifier: GPL-3.0-or-later
   Elementwise kernels over matrices of few columns.  A loop over five
   columns is over before it is at full speed; so stretched operands are
   written out for a few hundred entries, and the kernels of
   kernels_elementwise.h run over these as if they were one row.  Included
   by kernels_all.h only; read kernels.h before. */

/* Entries that are worked on at a time. */
enum { NARROW_WORDS = 256 };

static size_t narrow_rows(const ad_span *s)
{
  size_t rows = NARROW_WORDS / s->cols;
  return rows < s->rows ? rows : s->rows;
}

/* to[n x w] (+)= from[n], each entry along its row; inlined with w known. */
static inline void fill_width(size_t n, size_t w, int first,
                              double *restrict to, const double *from)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < w; j++)
      to[i * w + j] = (first ? 0 : to[i * w + j]) + from[i];
}

/* to[n] (+)= the sums of the rows of from[n x w]. */
static inline void sum_width(size_t n, size_t w, int first,
                             double *restrict to, const double *from)
{
  for (size_t i = 0; i < n; i++) {
    double sum = from[i * w];
    for (size_t j = 1; j < w; j++)
      sum += from[i * w + j];
    to[i] = (first ? 0 : to[i]) + sum;
  }
}

#define WITH_WIDTH(w, each)                                                  \
  switch (w) {                                                               \
  case 2:                                                                    \
    each(n, 2, first, to, from);                                             \
    break;                                                                   \
  case 3:                                                                    \
    each(n, 3, first, to, from);                                             \
    break;                                                                   \
  case 4:                                                                    \
    each(n, 4, first, to, from);                                             \
    break;                                                                   \
  case 5:                                                                    \
    each(n, 5, first, to, from);                                             \
    break;                                                                   \
  case 8:                                                                    \
    each(n, 8, first, to, from);                                             \
    break;                                                                   \
  case 10:                                                                   \
    each(n, 10, first, to, from);                                            \
    break;                                                                   \
  default:                                                                   \
    each(n, w, first, to, from);                                             \
  }

static void fill_rows(size_t n, size_t w, int first, double *to,
                      const double *from)
{
  WITH_WIDTH(w, fill_width)
}

static void narrow_sums(size_t n, size_t w, int first, double *to,
                        const double *from)
{
  WITH_WIDTH(w, sum_width)
}

/* to[n x w] = from[w], n times. */
static inline void repeat_width(size_t n, size_t w, int first,
                                double *restrict to, const double *from)
{
  (void)first;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < w; j++)
      to[i * w + j] = from[j];
}

static void repeat_rows(size_t n, size_t w, int first, double *to,
                        const double *from)
{
  WITH_WIDTH(w, repeat_width)
}

/* x[n x w]: the first row, n times.  (What was just copied is not copied on: a
   processor waits for it.) */
static void repeat_row(size_t n, size_t w, double *x)
{
  if (n > 1)
    repeat_rows(n - 1, w, 1, x + w, x);
}

/* to[w] += the sum of the rows of x[n x w], which is used up. */
static void fold_rows(size_t n, size_t w, double *to, double *x)
{
  for (size_t half; n > 1; n -= half) {
    half = n / 2;
    for (size_t j = 0; j < half * w; j++)
      x[j] += x[(n - half) * w + j];
  }
  for (size_t j = 0; j < w; j++)
    to[j] += x[j];
}

/* A walk from chunk to chunk: x[o] points to operand o as the kernels see
   it, written out in room[o] where it is stretched. */
typedef struct narrow {
  const ad_span *s;
  ad_span flat; /* of the chunk                                            */
  size_t rows;
  const double *x[3];
  double room[3][NARROW_WORDS];
} narrow;

static int is_column(const ad_span *s, size_t o)
{
  return s->row[o] != 0 && s->col[o] == 0;
}

static int is_row(const ad_span *s, size_t o)
{
  return s->row[o] == 0 && s->col[o] != 0;
}

/* Whatever does not change from chunk to chunk. */
static void narrow_start(narrow *z, const ad_span *s, const double *const x[3])
{
  z->s = s;
  z->rows = narrow_rows(s);
  z->flat = (ad_span){1, 0, {0, 0, 0}, {0, 0, 0}};
  for (size_t o = 0; o < 3; o++) {
    z->flat.col[o] = s->row[o] != 0 || s->col[o] != 0;
    z->x[o] = x[o];
    if (is_row(s, o)) {
      memcpy(z->room[o], x[o], s->cols * sizeof *x[o]);
      repeat_row(z->rows, s->cols, z->room[o]);
      z->x[o] = z->room[o];
    }
  }
}

/* The chunk of rows i .. i + n - 1. */
static void narrow_chunk(narrow *z, size_t i, size_t n,
                         const double *const x[3])
{
  const ad_span *s = z->s;
  z->flat.cols = n * s->cols;
  for (size_t o = 0; o < 3; o++)
    if (is_column(s, o)) {
      fill_rows(n, s->cols, 1, z->room[o], x[o] + i);
      z->x[o] = z->room[o];
    } else if (s->row[o] != 0)
      z->x[o] = x[o] + i * s->cols;
}

#define FOR_CHUNKS(z, i, n)                                                  \
  for (size_t i = 0, n; n = (z).rows < (z).s->rows - i ? (z).rows            \
                                                       : (z).s->rows - i,    \
       i < (z).s->rows;                                                      \
       i += n)

/* Row i of the operands. */
static inline void to_row(const ad_span *s, size_t i, const double *const x[3],
                          const double *row[3])
{
  for (size_t o = 0; o < 3; o++)
    row[o] = x[o] + i * s->row[o];
}

static void rows_value(const ad_elementwise_kernels *e, const ad_span *s,
                       double *v, const double *const x[3])
{
  narrow z;
  const double *row[3];
  if (!ad_span_is_narrow(s)) {
    for (size_t i = 0; i < s->rows; i++) {
      to_row(s, i, x, row);
      e->value(s, v + i * s->cols, row);
    }
    return;
  }
  narrow_start(&z, s, x);
  FOR_CHUNKS(z, i, n) {
    narrow_chunk(&z, i, n, x);
    e->value(&z.flat, v + i * s->cols, z.x);
  }
}

/* Tangents of one direction: those of a stretched operand are written out
   as its values are. */
static void rows_tangent(const ad_elementwise_kernels *e, size_t o,
                         const ad_span *s, int first, double *d,
                         const double *xd, const double *v,
                         const double *const x[3])
{
  narrow z, t;
  const double *row[3];
  if (!ad_span_is_narrow(s)) {
    for (size_t i = 0; i < s->rows; i++) {
      to_row(s, i, x, row);
      e->tangent[o](s, first, d + i * s->cols, xd + i * s->row[o],
                    v + i * s->cols, row);
    }
    return;
  }
  const double *const xds[3] = {xd, xd, xd};
  const ad_span only = {s->rows, s->cols, {s->row[o]}, {s->col[o]}};
  narrow_start(&z, s, x);
  narrow_start(&t, &only, xds);
  FOR_CHUNKS(z, i, n) {
    narrow_chunk(&z, i, n, x);
    narrow_chunk(&t, i, n, xds);
    e->tangent[o](&z.flat, first, d + i * s->cols, t.x[0],
                  v + i * s->cols, z.x);
  }
}

/* Adjoints of one cotangent: a stretched operand's are found as if it were
   not, and summed up: over the columns chunk by chunk, over the rows at the
   end. */
static void narrow_adjoint(const ad_elementwise_kernels *e, size_t o,
                           const ad_span *s, int first, double *bar,
                           const double *vbar, const double *v,
                           const double *const x[3])
{
  narrow z;
  double sum[NARROW_WORDS] = {0};
  int row = is_row(s, o), column = is_column(s, o);
  int single = s->row[o] == 0 && !row;
  narrow_start(&z, s, x);
  FOR_CHUNKS(z, i, n) {
    size_t at = i * s->cols;
    narrow_chunk(&z, i, n, x);
    e->adjoint[o](&z.flat, column || (first && !row),
                  row || column ? sum : single ? bar : bar + at, vbar + at,
                  v + at, z.x);
    if (column)
      narrow_sums(n, s->cols, 0, bar + i, sum);
  }
  if (row)
    fold_rows(z.rows, s->cols, bar, sum);
}

static void rows_adjoint(const ad_elementwise_kernels *e, size_t o,
                         const ad_span *s, int first, double *bar,
                         const double *vbar, const double *v,
                         const double *const x[3])
{
  const double *row[3];
  if (ad_span_is_narrow(s)) {
    narrow_adjoint(e, o, s, first, bar, vbar, v, x);
    return;
  }
  for (size_t i = 0; i < s->rows; i++) {
    to_row(s, i, x, row);
    e->adjoint[o](s, first, bar + i * s->row[o], vbar + i * s->cols,
                  v + i * s->cols, row);
  }
}
