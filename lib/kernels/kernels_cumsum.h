/* SPDX-License-Identifier: GPL-3.0-or-later
   Kernels of cumsum: running sums down the rows or along the columns.  Back,
   an entry receives the adjoints of its own sum and of all behind it: running
   sums from the other end.  Each is an addition an entry, and what is not
   finite stays out of the sums before it.  Included by kernels_all.h only;
   read kernels_moves.h before. */

/* Stretches that are added one to the next: n of `width` numbers, one after
   the other, in `runs` runs. */
typedef struct stretches {
  size_t runs, n, width;
} stretches;

static stretches stretches_of(const ad_call *c, size_t k)
{
  const ad_node *x = c->node;
  if (x->at[0] == AD_OVER_ROWS)
    return (stretches){1, x->rows, x->cols * k};
  return (stretches){x->rows, x->cols, k};
}

/* v[i] = x[0] + ... + x[i] */
static void run_up(size_t n, size_t width, double *restrict v,
                   const double *restrict x)
{
  move(width, 1, v, x);
  for (size_t i = 1; i < n; i++)
    for (size_t j = 0; j < width; j++)
      v[i * width + j] = v[(i - 1) * width + j] + x[i * width + j];
}

/* bar[i] (+)= vbar[i] + ... + vbar[n - 1], for some side by side. */
static void run_down(size_t n, size_t width, int first, double *restrict bar,
                     const double *restrict vbar)
{
  enum { MOST = 8 };
  for (size_t at = 0; at < width; at += MOST) {
    size_t side = width - at < MOST ? width - at : MOST;
    double sum[MOST] = {0};
    for (size_t i = n; i-- > 0;)
      for (size_t l = 0; l < side; l++) {
        size_t e = i * width + at + l;
        sum[l] = or_added(i + 1 == n, sum[l], vbar[e]);
        bar[e] = or_added(first, bar[e], sum[l]);
      }
  }
}

static void cumsum_apply(const ad_call *c, size_t k, double *v,
                         const double *x)
{
  stretches s = stretches_of(c, k);
  for (size_t i = 0; i < s.runs; i++)
    run_up(s.n, s.width, v + i * s.n * s.width, x + i * s.n * s.width);
}

static void cumsum_return(const ad_call *c, size_t k, int first, double *bar,
                          const double *vbar)
{
  stretches s = stretches_of(c, k);
  for (size_t i = 0; i < s.runs; i++)
    run_down(s.n, s.width, first, bar + i * s.n * s.width,
             vbar + i * s.n * s.width);
}

LINEAR_KERNELS(cumsum)
