/* SPDX-License-Identifier: GPL-3.0-or-later
   Kernels of logsumexp.  Group by group where groups are long; many short
   ones are worked on together, so that exp and log see a few hundred entries
   at a time.  Included by kernels_all.h only; read kernels_reduce.h and
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

/* Short groups lie side by side in e[count x n], entry by entry of n of them,
   so that all that is done to a group is done to n of them at once: rows are
   turned, columns lie so already. */
static void side_by_side(const groups *z, size_t n, double *restrict e,
                         const double *x)
{
  if (z->step == 1)
    turn(n, z->count, 1, 1, e, x);
  else
    move_block(z->count, n, 1, e, n, x, z->step);
}

/* The way back. */
static void back_again(const groups *z, size_t n, int first,
                       double *restrict bar, const double *e)
{
  if (z->step == 1)
    turn(z->count, n, 1, first, bar, e);
  else
    move_block(z->count, n, first, bar, z->step, e, n);
}

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

/* An infinite group has its value from exp and log themselves. */
static void short_value(const groups *z, size_t n, double *restrict v,
                        const double *x)
{
  double e[NARROW_WORDS], shift[NARROW_WORDS];
  side_by_side(z, n, e, x);
  short_largest(n, z->count, shift, e);
  for (size_t i = 0; i < n; i++)
    shift[i] = isfinite(shift[i]) ? shift[i] : 0;
  short_exps(n, z->count, e, shift, v);
  log_of_all(n, v, v);
  for (size_t i = 0; i < n; i++)
    v[i] = shift[i] + v[i];
}

/* e[count x n] = the numerators of the partials; sum[n] = what they are
   divided by, from 1 to count: one division for a group, not for an entry. */
static void short_partials(const groups *z, size_t n, double *restrict e,
                           double *restrict sum, const double *x)
{
  double shift[NARROW_WORDS];
  side_by_side(z, n, e, x);
  short_largest(n, z->count, shift, e);
  short_exps(n, z->count, e, shift, sum);
}

static void short_tangent(const groups *z, size_t n, double *restrict d,
                          const double *xd, const double *x)
{
  double e[NARROW_WORDS], t[NARROW_WORDS], sum[NARROW_WORDS];
  short_partials(z, n, e, sum, x);
  side_by_side(z, n, t, xd);
  memset(d, 0, n * sizeof *d);
  for (size_t j = 0; j < z->count; j++)
    for (size_t i = 0; i < n; i++)
      d[i] += e[j * n + i] * t[j * n + i];
  for (size_t i = 0; i < n; i++)
    d[i] /= sum[i];
}

static void short_adjoint(const groups *z, size_t n, int first, double *bar,
                          const double *vbar, const double *x)
{
  double e[NARROW_WORDS], sum[NARROW_WORDS];
  short_partials(z, n, e, sum, x);
  for (size_t i = 0; i < n; i++)
    sum[i] = vbar[i] / sum[i];
  for (size_t j = 0; j < z->count; j++)
    for (size_t i = 0; i < n; i++)
      e[j * n + i] *= sum[i];
  back_again(z, n, first, bar, e);
}

/* Many short groups, and one direction? */
static int are_short(const groups *z, size_t k)
{
  return k == 1 && z->n >= 8 && z->count <= 32;
}

/* Whole vectors of groups at a time. */
#define FOR_GROUPS(z, i, some)                                               \
  for (size_t i = 0, some; some = NARROW_WORDS / (z).count / 8 * 8,          \
       some = some < (z).n - i ? some : (z).n - i, i < (z).n; i += some)

static void logsumexp_value(const ad_call *c, double *v,
                            const double *const *x)
{
  groups z = groups_of(c);
  if (!are_short(&z, 1)) {
    long_value(c, v, x);
    return;
  }
  FOR_GROUPS(z, i, some)
    short_value(&z, some, v + i, x[0] + i * z.start_step);
}

static void logsumexp_tangent(const ad_call *c, size_t k, double *d,
                              const double *const *xd, const double *v,
                              const double *const *x)
{
  groups z = groups_of(c);
  if (!are_short(&z, k)) {
    long_tangent(c, k, d, xd, v, x);
    return;
  }
  FOR_GROUPS(z, i, some)
    short_tangent(&z, some, d + i, xd[0] + i * z.start_step,
                  x[0] + i * z.start_step);
}

static void logsumexp_adjoint(const ad_call *c, size_t o, size_t k, int first,
                              double *bar, const double *vbar,
                              const double *v, const double *const *x)
{
  groups z = groups_of(c);
  if (!are_short(&z, k)) {
    long_adjoint(c, o, k, first, bar, vbar, v, x);
    return;
  }
  FOR_GROUPS(z, i, some)
    short_adjoint(&z, some, first, bar + i * z.start_step, vbar + i,
                  x[0] + i * z.start_step);
}
