/* SPDX-License-Identifier: GPL-3.0-or-later
   The product of a group of entries, and its partials.  Included by
   kernels_all.h only, before kernels_reduce.h, whose loops call them. */

/* A chain of multiplications takes the time of a multiplication for each
   entry, however many could run at once: longer products go in CHAINS
   blocks side by side.  What is left over is one more, short block. */
enum { CHAINS = 8, CHAINS_FROM = 16 };

static double chain_of(size_t n, size_t step, const double *x)
{
  double v = 1;
  for (size_t i = 0; i < n; i++)
    v *= x[i * step];
  return v;
}

static double blocks_of(size_t n, size_t step, const double *x)
{
  if (n < CHAINS_FROM)
    return chain_of(n, step, x);
  double part[CHAINS] = {1, 1, 1, 1, 1, 1, 1, 1};
  size_t m = n / CHAINS;
  for (size_t i = 0; i < m; i++)
    for (size_t b = 0; b < CHAINS; b++)
      part[b] *= x[(b * m + i) * step];
  return chain_of(CHAINS, 1, part) *
         chain_of(n % CHAINS, step, x + CHAINS * m * step);
}

#include "kernels/kernels_scaled.h"

static double factors_of(size_t n, size_t step, const double *x)
{
  scaled v;
  if (!is_scaled(n, step, x, &v))
    return blocks_of(n, step, x);
  return v.zeros > 0 ? 0 : unscaled(v.fraction, v.power);
}

/* --- partials ------------------------------------------------------------- */

/* work[i] = outside * product of all x but x[i], by prefixes and suffixes:
   never v / x, which fails at zeros. */
static void chain_partials(size_t n, size_t step, const double *x,
                           double outside, double *work)
{
  double before = 1, behind = outside;
  for (size_t i = 0; i < n; i++) {
    work[i] = before;
    before *= x[i * step];
  }
  for (size_t i = n; i-- > 0;) {
    work[i] *= behind;
    behind *= x[i * step];
  }
}

/* A block's partials have the product of all other blocks outside. */
static void factors_partials(size_t n, size_t step, const double *x, double v,
                             double *work)
{
  size_t m = n / CHAINS;
  const double *rest = x + CHAINS * m * step;
  double before[CHAINS] = {1, 1, 1, 1, 1, 1, 1, 1}, behind[CHAINS];
  scaled all;
  (void)v;
  if (is_scaled(n, step, x, &all)) {
    scaled_partials(n, step, x, all, work);
    return;
  }
  if (n < CHAINS_FROM) {
    chain_partials(n, step, x, 1, work);
    return;
  }
  for (size_t i = 0; i < m; i++)
    for (size_t b = 0; b < CHAINS; b++) {
      work[b * m + i] = before[b];
      before[b] *= x[(b * m + i) * step];
    }
  chain_partials(CHAINS, 1, before, chain_of(n % CHAINS, step, rest), behind);
  chain_partials(n % CHAINS, step, rest, chain_of(CHAINS, 1, before),
                 work + CHAINS * m);
  for (size_t i = m; i-- > 0;)
    for (size_t b = 0; b < CHAINS; b++) {
      work[b * m + i] *= behind[b];
      behind[b] *= x[(b * m + i) * step];
    }
}

/* bar[n] = the partials times vbar, of a few tame factors: in `work` they would
   be written entry by entry and then read in vectors, for which a processor
   waits. */
static inline void few_adjoint(size_t n, const double *x, double vbar,
                               double *bar)
{
  double before = 1, behind = 1;
  for (size_t i = 0; i < n; i++) {
    bar[i] = before;
    before *= x[i];
  }
  for (size_t i = n; i-- > 0;) {
    bar[i] = AD_TIMES_product(bar[i] * behind, vbar);
    behind *= x[i];
  }
}
