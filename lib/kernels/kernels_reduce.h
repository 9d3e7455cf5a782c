/* SPDX-License-Identifier: GPL-3.0-or-later
   Kernels of the reductions: sum, prod (with kernels_prod.h), amax, amin,
   norm.  Each entry of the result belongs to a group of operand entries.
   Included by kernels_all.h only; read kernels.h before. */

/* Group g of a reduction: `count` entries, `step` apart, from `start`. */
typedef struct groups {
  size_t n, count, step, start_step;
} groups;

static groups groups_of(const ad_call *c)
{
  const ad_node *a = ad_operand_of(c->g, c->node, 0);
  if (c->node->at[0] == AD_OVER_ROWS)
    return (groups){a->cols, a->rows, a->cols, 1};
  if (c->node->at[0] == AD_OVER_COLS)
    return (groups){a->rows, a->cols, 1, a->cols};
  return (groups){1, a->rows * a->cols, 1, 0};
}

/* Sum of x[n] in eight lanes. */
static double lanes_sum(size_t n, const double *x)
{
  double lane[8] = {0};
  size_t j = 0;
  for (; j + 8 <= n; j += 8)
    for (size_t l = 0; l < 8; l++)
      lane[l] += x[j + l];
  for (size_t l = 0; j < n; j++, l++)
    lane[l] += x[j];
  return ((lane[0] + lane[4]) + (lane[2] + lane[6])) +
         ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

/* The same for any n: block by block, as chains do it. */
static double blocks_sum(size_t n, const double *x)
{
  double sum = lanes_sum(n < AD_CHAIN_WORDS ? n : AD_CHAIN_WORDS, x);
  for (size_t i = AD_CHAIN_WORDS; i < n; i += AD_CHAIN_WORDS)
    sum += lanes_sum(n - i < AD_CHAIN_WORDS ? n - i : AD_CHAIN_WORDS, x + i);
  return sum;
}

static void add_block(size_t n, double *to, const double *from)
{
  move(n, 0, to, from);
}

static void spread_block(size_t n, int first, double *to, const double *x)
{
  fill_rows(1, n, first, to, x);
}

/* All bits of the exponent are set in what is not: whole numbers, whose order
   nobody minds, so that there are no lanes to add up. */
static int all_finite(size_t n, const double *x)
{
  const uint64_t exponent = (uint64_t)0x7ff << 52;
  uint64_t found = 0;
  for (size_t j = 0; j < n; j++)
    found |= (bits_of(x[j]) & exponent) == exponent;
  return !found;
}

/* The same for narrow rows. */
static void narrow_total(size_t n, size_t width, double *restrict v,
                         const double *x)
{
  double sum[NARROW_WORDS] = {0};
  size_t rows = NARROW_WORDS / width, i = 0;
  for (; i < n; i += rows) {
    size_t words = (rows < n - i ? rows : n - i) * width;
    for (size_t j = 0; j < words; j++)
      sum[j] += x[i * width + j];
  }
  memset(v, 0, width * sizeof *v);
  fold_rows(rows, width, v, sum);
}

/* v[width] = sum of n rows of x[n x width], in order. */
static void sum_few(size_t n, size_t width, double *restrict v,
                    const double *x)
{
  memcpy(v, x, width * sizeof *v);
  for (size_t i = 1; i < n; i++)
    for (size_t j = 0; j < width; j++)
      v[j] += x[i * width + j];
}

/* The same in the order that is fastest. */
static void sum_rows(size_t n, size_t width, double *restrict v,
                     const double *x)
{
  if (width == 1) {
    *v = blocks_sum(n, x);
    return;
  }
  if (width <= NARROW_WORDS / 8 && n >= 8) {
    narrow_total(n, width, v, x);
    return;
  }
  sum_few(n, width, v, x);
}

/* A group whose entries lie side by side, in an order that does not hang on
   k. */
static void group_sum(size_t n, int few, size_t k, double *v, const double *x)
{
  if (few)
    sum_few(n, k, v, x);
  else if (k == 1)
    *v = blocks_sum(n, x);
  else
    tangents_sum(n, k, v, x);
}

static void sum_apply(const ad_call *c, size_t k, double *v, const double *x)
{
  groups z = groups_of(c);
  int rows = c->node->at[0] == AD_OVER_ROWS, few = z.count < 16 && !rows;
  if (rows && z.n > 1)
    sum_rows(z.count, z.n * k, v, x);
  else if (k == 1 && few)
    narrow_sums(z.n, z.count, 1, v, x);
  else
    for (size_t g = 0; g < z.n; g++)
      group_sum(z.count, few, k, v + g * k, x + g * z.count * k);
}

/* bar (+)= vbar of its group, for every entry. */
static void sum_return(const ad_call *c, size_t k, int first, double *bar,
                       const double *vbar)
{
  groups z = groups_of(c);
  size_t rows = z.count, width = z.n * k;
  if (k == 1 && c->node->at[0] != AD_OVER_ROWS) {
    for (size_t g = 0; g < z.n && z.count >= 16; g++)
      fill_rows(1, z.count, first, bar + g * z.count, vbar + g);
    if (z.count < 16)
      fill_rows(z.n, z.count, first, bar, vbar);
    return;
  }
  if (c->node->at[0] == AD_OVER_ROWS)
    z.n = 1;
  else
    width = k;
  for (size_t g = 0; g < z.n; g++)
    for (size_t i = 0; i < rows; i++)
      move(width, first, bar + (g * rows + i) * width, vbar + g * width);
}
LINEAR_KERNELS(sum)

/* The curved reductions share their loops: id_partials fills
   work[entries of a group] with dv/da for the group at x. */
#define CURVED_KERNELS(id)                                                   \
  static void id##_value(const ad_call *c, double *v,                        \
                         const double *const *x)                             \
  {                                                                          \
    groups z = groups_of(c);                                                 \
    for (size_t g = 0; g < z.n; g++)                                         \
      v[g] = id##_of(z.count, z.step, x[0] + g * z.start_step);              \
  }                                                                          \
  static void id##_tangent(const ad_call *c, size_t k, double *d,            \
                           const double *const *xd, const double *v,         \
                           const double *const *x)                           \
  {                                                                          \
    groups z = groups_of(c);                                                 \
    for (size_t g = 0; g < z.n; g++) {                                       \
      size_t start = g * z.start_step;                                       \
      id##_partials(z.count, z.step, x[0] + start, v[g], c->work);           \
      for (size_t l = 0; l < k; l++)                                         \
        d[g * k + l] = 0;                                                    \
      for (size_t i = 0; i < z.count; i++)                                   \
        for (size_t l = 0; l < k; l++)                                       \
          d[g * k + l] += id##_TIMES(                                        \
            c->work[i], xd[0][(start + i * z.step) * k + l]);                \
    }                                                                        \
  }                                                                          \
  static void id##_adjoint(const ad_call *c, size_t o, size_t k, int first,  \
                           double *bar, const double *vbar,                  \
                           const double *v, const double *const *x)          \
  {                                                                          \
    groups z = groups_of(c);                                                 \
    (void)o;                                                                 \
    for (size_t g = 0; g < z.n; g++) {                                       \
      size_t start = g * z.start_step;                                       \
      id##_partials(z.count, z.step, x[0] + start, v[g], c->work);           \
      if (k == 1 && z.step == 1 && first) {                                  \
        for (size_t i = 0; i < z.count; i++)                                 \
          bar[start + i] = id##_TIMES(c->work[i], vbar[g]);                  \
        continue;                                                            \
      }                                                                      \
      for (size_t i = 0; i < z.count; i++)                                   \
        for (size_t l = 0; l < k; l++) {                                     \
          double *to = bar + (start + i * z.step) * k + l;                   \
          *to = (first ? 0 : *to) +                                          \
                id##_TIMES(c->work[i], vbar[g * k + l]);                     \
        }                                                                    \
    }                                                                        \
  }

#define factors_TIMES AD_TIMES_product
CURVED_KERNELS(factors)
#define prod_value factors_value
#define prod_tangent factors_tangent

/* Few factors by themselves: the partials go straight to where they are paid,
   and the way there is short. */
static void prod_adjoint(const ad_call *c, size_t o, size_t k, int first,
                         double *bar, const double *vbar, const double *v,
                         const double *const *x)
{
  size_t n = ad_entries(ad_operand_of(c->g, c->node, 0));
  if (k == 1 && first && ad_entries(c->node) == 1 && are_few_tame(n, 1, x[0]))
    few_adjoint(n, x[0], *vbar, bar);
  else
    factors_adjoint(c, o, k, first, bar, vbar, v, x);
}

/* The largest entry of sign * x; NaN where there is one. */
static double extreme(size_t n, size_t step, const double *x, double sign)
{
  double v = x[0];
  for (size_t i = 1; i < n; i++) {
    double y = x[i * step];
    v = sign * y > sign * v ? y : v == v && y == y ? v : v + y;
  }
  return v;
}

/* Ties share equally; NaN everywhere where v is NaN. */
static void share(size_t n, size_t step, const double *x, double v,
                  double *work)
{
  double ties = 0;
  for (size_t i = 0; i < n; i++)
    ties += x[i * step] == v;
  for (size_t i = 0; i < n; i++)
    work[i] = v == v ? (x[i * step] == v) / ties : v;
}

static double amax_of(size_t n, size_t step, const double *x)
{
  return extreme(n, step, x, 1);
}

static double amin_of(size_t n, size_t step, const double *x)
{
  return extreme(n, step, x, -1);
}
#define amax_partials share
#define amin_partials share
#define amax_TIMES AD_TIMES_select
#define amin_TIMES AD_TIMES_select
CURVED_KERNELS(amax)
CURVED_KERNELS(amin)

/* Scaled by the largest magnitude: no overflow at 1e200, no underflow. */
static double norm_of(size_t n, size_t step, const double *x)
{
  double largest = 0, sum = 0;
  for (size_t i = 0; i < n; i++) {
    double y = fabs(x[i * step]);
    largest = y > largest || y != y ? y : largest;
    if (y != y)
      return y;
  }
  if (largest == 0 || !isfinite(largest))
    return largest;
  for (size_t i = 0; i < n; i++) {
    double y = x[i * step] / largest;
    sum += y * y;
  }
  return largest * sqrt(sum);
}

static void norm_partials(size_t n, size_t step, const double *x, double v,
                          double *work)
{
  for (size_t i = 0; i < n; i++)
    work[i] = v == 0 ? 0 : x[i * step] / v;
}
#define norm_TIMES AD_TIMES_product
CURVED_KERNELS(norm)
