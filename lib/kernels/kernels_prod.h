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

/* --- products that leave the range of doubles on the way ------------------ */

/* Each factor takes its part away from a double's range; together the large
   ones may overflow, or the small ones underflow. */
static int is_wide(size_t n, size_t step, const double *x)
{
  double large[CHAINS], small[CHAINS];
  for (size_t b = 0; b < CHAINS; b++)
    large[b] = small[b] = 1;
  for (size_t i = 0, m; i < n; i += m) {
    m = n - i < CHAINS ? n - i : CHAINS;
    for (size_t b = 0; b < m; b++) {
      double a = fabs(x[(i + b) * step]);
      large[b] *= a > 1 ? a : 1;
      small[b] *= a < 1 && a > 0 ? a : 1;
    }
  }
  return !(chain_of(CHAINS, 1, large) <= DBL_MAX &&
           chain_of(CHAINS, 1, small) >= DBL_MIN);
}

/* A tame factor takes away so little that fewer than CHAINS_FROM of them, and a
   fraction, do not leave the range. */
static inline int is_tame(double x)
{
  return fabs(x) <= 0x1p60 && fabs(x) >= 0x1p-60;
}

/* Are there so few?  (NaN may be among them.) */
static int are_tame(size_t n, size_t step, const double *x)
{
  double most = 1, least = 1;
  for (size_t i = 0; n < CHAINS_FROM && i < n; i++) {
    double a = fabs(x[i * step]);
    most = a > most ? a : most;
    least = a < least ? a : least;
  }
  return n < CHAINS_FROM && is_tame(most) && is_tame(least);
}

/* The product of the factors that are not 0, as fraction 2^power. */
typedef struct scaled {
  double fraction;
  long power;
  size_t zeros;
} scaled;

static scaled scaled_of(size_t n, size_t step, const double *x)
{
  scaled v = {1, 0, 0};
  for (size_t i = 0, tame; i < n; i += tame + 1) {
    int power = 0, more = 0;
    double product = v.fraction;
    for (tame = 0; i + tame < n && tame + 1 < CHAINS_FROM &&
                   is_tame(x[(i + tame) * step]);
         tame++)
      product *= x[(i + tame) * step];
    v.fraction = frexp(product, &more);
    v.power += more;
    if (i + tame == n)
      break;
    double factor = frexp(x[(i + tame) * step], &power);
    if (factor == 0) {
      v.zeros++;
      continue;
    }
    v.fraction = frexp(v.fraction * factor, &more);
    v.power += power + more;
  }
  return v;
}

static double unscaled(double fraction, long power)
{
  long most = 4000; /* beyond, all is 0 or infinite                         */
  return ldexp(fraction, (int)(power > most    ? most
                               : power < -most ? -most
                                               : power));
}

/* work[i] = product of all x but x[i].  Of factors that are not 0 a fraction
   can be taken out again: it is never lost in the product.  (Where all stays
   within the range, without frexp and ldexp: the same, and faster.) */
static void scaled_partials(size_t n, size_t step, const double *x, scaled v,
                            double *work)
{
  int near = v.zeros == 0 && labs(v.power) <= 900;
  double scale = near ? unscaled(1, v.power) : 0;
  for (size_t i = 0; i < n; i++) {
    int power = 0;
    if (near && is_tame(x[i * step])) {
      work[i] = v.fraction / x[i * step] * scale;
      continue;
    }
    double factor = frexp(x[i * step], &power);
    int is_zero = factor == 0;
    work[i] = v.zeros > (is_zero ? 1u : 0u) ? 0
              : is_zero                     ? unscaled(v.fraction, v.power)
                        : unscaled(v.fraction / factor, v.power - power);
  }
}

/* Makes *v where that is so, and all factors are finite. */
static int is_scaled(size_t n, size_t step, const double *x, scaled *v)
{
  if (are_tame(n, step, x) || !is_wide(n, step, x))
    return 0;
  *v = scaled_of(n, step, x);
  return isfinite(v->fraction);
}

static double prod_of(size_t n, size_t step, const double *x)
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
static void prod_partials(size_t n, size_t step, const double *x, double v,
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
