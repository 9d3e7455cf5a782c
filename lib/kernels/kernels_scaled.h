/* SPDX-License-Identifier: GPL-3.0-or-later
   Products that leave the range of doubles on the way, and may come back.
   Included by kernels_all.h only; read kernels_prod.h, and what stands there
   above its include line, before. */

/* x = 2^exponent fraction with fraction in [0.5, 1), of a normal x. */
static inline uint64_t bits_of(double x)
{
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static inline int exponent_of(double x)
{
  return (int)(bits_of(x) >> 52 & 0x7ff) - 1022;
}

static inline double fraction_of(double x)
{
  uint64_t bits =
    (bits_of(x) & ~((uint64_t)0x7ff << 52)) | (uint64_t)1022 << 52;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* A tame factor takes away so little of the range of doubles that DEPTH of
   them, and a fraction, do not leave it. */
enum { TAME = 60, DEPTH = CHAINS_FROM - 1, TAME_BLOCK = CHAINS * DEPTH };

/* --- is there need? ------------------------------------------------------- */

/* Is 2^-power <= |x| < 2^power for all of x[n], power <= 1020?  Magnitudes are
   ordered as their bits are, and the sign is shifted out. */
static inline int are_within(uint64_t power, size_t n, size_t step,
                             const double *x)
{
  const uint64_t low = (1023 - power) << 53, width = power << 54;
  uint64_t outside = 0;
  for (size_t i = 0; i < n; i++)
    outside |= (bits_of(x[i * step]) << 1) - low >= width;
  return outside == 0;
}

/* Are they so few, and of such a size, that no product of some of them leaves
   the range?  (Of few factors, for which a division would take long.) */
static inline int are_few_tame(size_t n, size_t step, const double *x)
{
  if (n >= CHAINS_FROM)
    return 0;
  for (size_t i = 0; i < n; i++)
    if (!are_within(TAME, 1, step, x + i * step))
      return 0;
  return 1;
}

static int are_tame(size_t n, size_t step, const double *x)
{
  enum { RANGE = 1020 };
  if (n < CHAINS_FROM || n > RANGE)
    return 0;
  return step == 1 ? are_within(RANGE / n, n, 1, x)
                   : are_within(RANGE / n, n, step, x);
}

/* Each factor takes its part away from a double's range; together the large
   ones may overflow, or the small ones underflow.  (Once they do, it stays
   so.) */
static int is_wide(size_t n, size_t step, const double *x)
{
  enum { LOOK = 1024 };
  double large[CHAINS], small[CHAINS];
  int wide = 0;
  for (size_t b = 0; b < CHAINS; b++)
    large[b] = small[b] = 1;
  for (size_t i = 0, m; i < n && !wide; i += m) {
    m = n - i < CHAINS ? n - i : CHAINS;
    for (size_t b = 0; b < m; b++) {
      double a = fabs(x[(i + b) * step]);
      large[b] *= a > 1 ? a : 1;
      small[b] *= a < 1 && a > 0 ? a : 1;
    }
    if ((i + m) % LOOK == 0 || i + m == n)
      wide = !(chain_of(CHAINS, 1, large) <= DBL_MAX &&
               chain_of(CHAINS, 1, small) >= DBL_MIN);
  }
  return wide;
}

/* --- the product ---------------------------------------------------------- */

/* Of the factors that are not 0, as fraction 2^power. */
typedef struct scaled {
  double fraction;
  long power;
  size_t zeros;
} scaled;


static inline int is_tame_block(size_t step, const double *x)
{
  return are_within(TAME, TAME_BLOCK, step, x);
}

/* A block of tame factors, on CHAINS fractions side by side. */
static inline void times_block(size_t step, const double *x,
                               double fraction[CHAINS], long *power)
{
  for (size_t i = 0; i < TAME_BLOCK; i += CHAINS)
    for (size_t b = 0; b < CHAINS; b++)
      fraction[b] *= x[(i + b) * step];
  for (size_t b = 0; b < CHAINS; b++) {
    *power += exponent_of(fraction[b]);
    fraction[b] = fraction_of(fraction[b]);
  }
}

/* Factors of any kind, one after the other. */
static void times_each(size_t n, size_t step, const double *x, scaled *v)
{
  for (size_t i = 0; i < n; i++) {
    int power = 0, more = 0;
    double factor = frexp(x[i * step], &power);
    if (factor == 0) {
      v->zeros++;
      continue;
    }
    v->fraction = frexp(v->fraction * factor, &more);
    v->power += power + more;
  }
}

static inline scaled scaled_of(size_t n, size_t step, const double *x)
{
  scaled v = {1, 0, 0};
  double fraction[CHAINS] = {1, 1, 1, 1, 1, 1, 1, 1};
  for (size_t i = 0, m; i < n; i += m) {
    m = n - i < TAME_BLOCK ? n - i : TAME_BLOCK;
    if (m == TAME_BLOCK && is_tame_block(step, x + i * step))
      times_block(step, x + i * step, fraction, &v.power);
    else
      times_each(m, step, x + i * step, &v);
  }
  times_each(CHAINS, 1, fraction, &v);
  return v;
}

static int is_many_scaled(size_t n, size_t step, const double *x, scaled *v)
{
  if (are_tame(n, step, x) || !is_wide(n, step, x))
    return 0;
  *v = step == 1 ? scaled_of(n, 1, x) : scaled_of(n, step, x);
  return isfinite(v->fraction);
}

/* Makes *v where it is needed, and all factors are finite. */
static inline int is_scaled(size_t n, size_t step, const double *x, scaled *v)
{
  return !are_few_tame(n, step, x) && is_many_scaled(n, step, x, v);
}

static double unscaled(double fraction, long power)
{
  long most = 4000; /* beyond, all is 0 or infinite                         */
  return ldexp(fraction, (int)(power > most    ? most
                               : power < -most ? -most
                                               : power));
}

/* --- partials ------------------------------------------------------------- */

/* work[i] = product of all x but x[i].  Of factors that are not 0 a fraction
   can be taken out again: it is never lost in the product. */
static void partials_each(size_t n, size_t step, const double *x, scaled v,
                          double *work)
{
  for (size_t i = 0; i < n; i++) {
    int power = 0;
    double factor = frexp(x[i * step], &power);
    int is_zero = factor == 0;
    work[i] = v.zeros > (is_zero ? 1u : 0u) ? 0
              : is_zero                     ? unscaled(v.fraction, v.power)
                        : unscaled(v.fraction / factor, v.power - power);
  }
}

/* Where all stays within the range, without frexp and ldexp: the same, and
   faster. */
static inline void partials_block(size_t step, const double *x,
                                  double fraction, double scale, double *work)
{
  for (size_t i = 0; i < TAME_BLOCK; i++)
    work[i] = fraction / x[i * step] * scale;
}

static void scaled_partials(size_t n, size_t step, const double *x, scaled v,
                            double *work)
{
  int near = v.zeros == 0 && labs(v.power) <= 900;
  double scale = near ? unscaled(1, v.power) : 0;
  for (size_t i = 0, m; i < n; i += m) {
    const double *at = x + i * step;
    m = n - i < TAME_BLOCK ? n - i : TAME_BLOCK;
    if (!near || m < TAME_BLOCK || !is_tame_block(step, at))
      partials_each(m, step, at, v, work + i);
    else if (step == 1)
      partials_block(1, at, v.fraction, scale, work + i);
    else
      partials_block(step, at, v.fraction, scale, work + i);
  }
}
