/* SPDX-License-Identifier: GPL-3.0-or-later
   Kernels for the tangents of many directions at once: what operands hand on
   to entries, given the partials, and sums over entries.  (Loops that know
   the number of directions at compile time were not faster, and of 8 and 16
   half as fast.)  Included by kernels_all.h only; read kernels.h before. */

/* d = partial * tangent of one operand.  The 0 makes -0 a 0, as adding to
   zeros would. */
static void hand_one(size_t n, size_t k, double *restrict d, const ad_share *s)
{
  for (size_t i = 0; i < n; i++) {
    const double p = s->partial[i], *x = s->tangent + i * s->step;
    for (size_t l = 0; l < k; l++)
      d[i * k + l] = 0 + p * x[l];
  }
}

/* The same for two operands, in one pass. */
static void hand_two(size_t n, size_t k, double *restrict d, const ad_share *s)
{
  for (size_t i = 0; i < n; i++) {
    const double p = s[0].partial[i], *x = s[0].tangent + i * s[0].step;
    const double q = s[1].partial[i], *y = s[1].tangent + i * s[1].step;
    for (size_t l = 0; l < k; l++)
      d[i * k + l] = (0 + p * x[l]) + q * y[l];
  }
}

/* One operand more. */
static void hand_more(size_t n, size_t k, double *restrict d, const ad_share *s)
{
  for (size_t i = 0; i < n; i++) {
    const double p = s->partial[i], *x = s->tangent + i * s->step;
    for (size_t l = 0; l < k; l++)
      d[i * k + l] += p * x[l];
  }
}

/* One operand more where a partial that is 0 cuts the edge. */
static void hand_selected(size_t n, size_t k, double *restrict d,
                          const ad_share *s)
{
  for (size_t i = 0; i < n; i++) {
    const double p = s->partial[i], *x = s->tangent + i * s->step;
    for (size_t l = 0; p != 0 && l < k; l++)
      d[i * k + l] += p * x[l];
  }
}

static void hand_on(size_t n, size_t k, int select, size_t shares, double *d,
                    const ad_share *s)
{
  size_t done = shares > 1 ? 2 : 1;
  if (select || shares == 0) {
    memset(d, 0, n * k * sizeof *d);
    done = 0;
  } else if (shares > 1)
    hand_two(n, k, d, s);
  else
    hand_one(n, k, d, s);
  for (; done < shares; done++)
    if (select)
      hand_selected(n, k, d, s + done);
    else
      hand_more(n, k, d, s + done);
}

static void lanes_add(size_t n, size_t k, size_t row, double *restrict lane,
                      const double *x)
{
  for (size_t i = 0; i < n; i++)
    for (size_t l = 0; l < k; l++)
      lane[i % 8 * k + l] += x[i * row + l];
}

static void lanes_total(size_t k, int first, double *restrict to,
                        const double *lane)
{
  for (size_t l = 0; l < k; l++) {
    const double *x = lane + l;
    double sum = ((x[0] + x[4 * k]) + (x[2 * k] + x[6 * k])) +
                 ((x[k] + x[5 * k]) + (x[3 * k] + x[7 * k]));
    to[l] = first ? sum : to[l] + sum;
  }
}

/* Directions that are summed side by side. */
enum { TANGENTS_SUMMED = 32 };

/* to[k] = the sum of x[n x k]: for each direction the order that blocks_sum
   has for one. */
static void tangents_sum(size_t n, size_t k, double *to, const double *x)
{
  double lane[8 * TANGENTS_SUMMED];
  for (size_t c = 0, w; c < k; c += w) {
    w = k - c < TANGENTS_SUMMED ? k - c : TANGENTS_SUMMED;
    for (size_t i = 0, rows; i < n; i += rows) {
      rows = n - i < AD_CHAIN_WORDS ? n - i : AD_CHAIN_WORDS;
      memset(lane, 0, 8 * w * sizeof *lane);
      lanes_add(rows, w, k, lane, x + i * k + c);
      lanes_total(w, i == 0, to + c, lane);
    }
  }
}
