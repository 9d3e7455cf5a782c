/* SPDX-License-Identifier: GPL-3.0-or-later
   Kernels of logsumexp.  Row by row where the rows are long; many short ones
   are worked on together, so that exp and log see a few hundred entries at a
   time.  Included by kernels_all.h only; read kernels_reduce.h and
   kernels_moves.h before. */

/* sum of exp(x - largest) over a group. */
static double exponentials(size_t n, size_t step, const double *x,
                           double largest)
{
  double room[NARROW_WORDS], sum = 0;
  for (size_t i = 0, words; i < n; i += words) {
    words = n - i < NARROW_WORDS ? n - i : NARROW_WORDS;
    for (size_t j = 0; j < words; j++)
      room[j] = x[(i + j) * step] - largest;
    exp_of_all(words, room, room);
    sum += lanes_sum(words, room);
  }
  return sum;
}

static double long_of(size_t n, size_t step, const double *x)
{
  double largest = extreme(n, step, x, 1);
  if (!isfinite(largest))
    return largest;
  return largest + log(exponentials(n, step, x, largest));
}

/* exp(x - largest) over their sum: exact halves at (1000, 1000), where
   exp(x - v) is off in the last digits. */
static void long_partials(size_t n, size_t step, const double *x, double v,
                          double *work)
{
  double largest = extreme(n, step, x, 1);
  (void)v;
  for (size_t i = 0; i < n; i++)
    work[i] = x[i * step] - largest;
  exp_of_all(n, work, work);
  double sum = lanes_sum(n, work);
  for (size_t i = 0; i < n; i++)
    work[i] /= sum;
}
#define long_TIMES AD_TIMES_product
CURVED_KERNELS(long)

/* Short rows are turned first, x[n x w] to e[w x n]: then all that is done
   to a row is done to n of them side by side. */

/* to[n] = the largest of each column of x[w x n], NaNs aside. */
static void short_largest(size_t n, size_t w, double *restrict to,
                          const double *x)
{
  memcpy(to, x, n * sizeof *to);
  for (size_t j = 1; j < w; j++)
    for (size_t i = 0; i < n; i++)
      to[i] = x[j * n + i] > to[i] ? x[j * n + i] : to[i];
}

/* e[w x n] = exp(e - shift), sum[n] = the sums of its columns. */
static void short_exps(size_t n, size_t w, double *restrict e,
                       const double *shift, double *restrict sum)
{
  for (size_t j = 0; j < w; j++)
    for (size_t i = 0; i < n; i++)
      e[j * n + i] -= shift[i];
  exp_of_all(n * w, e, e);
  memcpy(sum, e, n * sizeof *sum);
  for (size_t j = 1; j < w; j++)
    for (size_t i = 0; i < n; i++)
      sum[i] += e[j * n + i];
}

/* An infinite row has its value from exp and log themselves. */
static void short_value(size_t n, size_t w, double *restrict v,
                        const double *x)
{
  double e[NARROW_WORDS], shift[NARROW_WORDS];
  turn(n, w, 1, 1, e, x);
  short_largest(n, w, shift, e);
  for (size_t i = 0; i < n; i++)
    shift[i] = isfinite(shift[i]) ? shift[i] : 0;
  short_exps(n, w, e, shift, v);
  log_of_all(n, v, v);
  for (size_t i = 0; i < n; i++)
    v[i] = shift[i] + v[i];
}

/* e[w x n] = the numerators of the partials, turned; sum[n] = what they are
   divided by, from 1 to w: one division for a row, not for an entry. */
static void short_partials(size_t n, size_t w, double *restrict e,
                           double *restrict sum, const double *x)
{
  double shift[NARROW_WORDS];
  turn(n, w, 1, 1, e, x);
  short_largest(n, w, shift, e);
  short_exps(n, w, e, shift, sum);
}

static void short_tangent(size_t n, size_t w, double *restrict d,
                          const double *xd, const double *x)
{
  double e[NARROW_WORDS], sum[NARROW_WORDS];
  short_partials(n, w, e, sum, x);
  memset(d, 0, n * sizeof *d);
  for (size_t j = 0; j < w; j++)
    for (size_t i = 0; i < n; i++)
      d[i] += e[j * n + i] * xd[i * w + j];
  for (size_t i = 0; i < n; i++)
    d[i] /= sum[i];
}

static void short_adjoint(size_t n, size_t w, int first, double *bar,
                          const double *vbar, const double *x)
{
  double e[NARROW_WORDS], sum[NARROW_WORDS];
  short_partials(n, w, e, sum, x);
  for (size_t i = 0; i < n; i++)
    sum[i] = vbar[i] / sum[i];
  for (size_t j = 0; j < w; j++)
    for (size_t i = 0; i < n; i++)
      e[j * n + i] *= sum[i];
  turn(w, n, 1, first, bar, e);
}

/* Many short rows, and one direction? */
static int has_short_rows(const groups *z, size_t k)
{
  return k == 1 && z->step == 1 && z->n >= 8 && z->count <= 32;
}

/* Whole vectors of rows at a time. */
#define FOR_ROWS(z, i, rows)                                                 \
  for (size_t i = 0, rows; rows = NARROW_WORDS / (z).count / 8 * 8,          \
       rows = rows < (z).n - i ? rows : (z).n - i, i < (z).n; i += rows)

static void logsumexp_value(const ad_call *c, double *v,
                            const double *const *x)
{
  groups z = groups_of(c);
  if (!has_short_rows(&z, 1)) {
    long_value(c, v, x);
    return;
  }
  FOR_ROWS(z, i, rows)
    short_value(rows, z.count, v + i, x[0] + i * z.count);
}

static void logsumexp_tangent(const ad_call *c, size_t k, double *d,
                              const double *const *xd, const double *v,
                              const double *const *x)
{
  groups z = groups_of(c);
  if (!has_short_rows(&z, k)) {
    long_tangent(c, k, d, xd, v, x);
    return;
  }
  FOR_ROWS(z, i, rows)
    short_tangent(rows, z.count, d + i, xd[0] + i * z.count,
                  x[0] + i * z.count);
}

static void logsumexp_adjoint(const ad_call *c, size_t o, size_t k, int first,
                              double *bar, const double *vbar,
                              const double *v, const double *const *x)
{
  groups z = groups_of(c);
  if (!has_short_rows(&z, k)) {
    long_adjoint(c, o, k, first, bar, vbar, v, x);
    return;
  }
  FOR_ROWS(z, i, rows)
    short_adjoint(rows, z.count, first, bar + i * z.count, vbar + i,
                  x[0] + i * z.count);
}
