/* SPDX-License-Identifier: GPL-3.0-or-later
   The verdicts of rules R1 and R2: S and W, which come from bound.h, and
   differences become judgements.  Read agree.h and agree_data.h before. */
#include <float.h>
#include <math.h>

#include "agree_data.h"
#include "ladder.h"

/* u, and the factors of rule R2. */
static const double unit = DBL_EPSILON / 2;
static const double times_error = 3, times_noise = 8, times_sum = 64;
static const double resolution = 1e-3; /* coarser is inconclusive          */
static const double weak_from = 1e-6, fine_from = 1e-7;
static const double times_off = 8, times_engines = 4;

/* So many entries of a row are estimated one by one; of others, the upper
   bound has to do. */
enum { MOST_ESTIMATES = 2000 };

/* Of forward and reverse, the one that is farther from x: a difference that
   agrees has to agree with both. */
static double farther(double forward, double reverse, double x)
{
  return fabs(forward - x) > fabs(reverse - x) ? forward : reverse;
}

/* What is differentiated by, and what is known of it. */
typedef struct known {
  size_t by;       /* a wrt entry,                                         */
  const double *d; /* or, where not NULL, a direction d[n]                 */
  double S, W;
  double engines; /* E1f + E1r of sharp.h, or INFINITY                     */
  double E;       /* what the derivative may be off by                     */
  double size;    /* the larger of |forward| and |reverse|                 */
  double lost;  /* to underflow, by either engine                          */
  double moved; /* S |x| of the entries that x + t d rounds                */
} known;

static known known_of(const ad_agree *a, size_t by)
{
  if (!ad_agree_has(a, by))
    return (known){.by = by, .S = (double)NAN};
  double lost = a->bound.lost + a->bound.reach[ad_agree_place(a, by)];
  return (known){.by = by, .S = ad_agree_S(a, by), .W = ad_agree_W(a, by),
                 .lost = lost * AD_LEAST_DOUBLE};
}

/* Adds a leaf's entries, along d, to what is known of the direction. */
static void add_leaf(const ad_agree *a, uint32_t leaf, const double *d,
                     known *k)
{
  size_t at = a->bound.program.value[leaf];
  size_t n = ad_entries(&a->bound.program.g->nodes[leaf]);
  for (size_t i = 0; i < n; i++) {
    if (d[i] == 0)
      continue;
    double S = a->bound.bar[at + i];
    k->S += S * fabs(d[i]);
    k->moved += S * a->bound.size[at + i];
    k->lost += (a->bound.reach[at + i] * fabs(d[i]) + 2) * AD_LEAST_DOUBLE;
    k->W = fmax(k->W, a->bound.W[leaf]);
  }
}

/* The product with d rounds once an entry, and so does every sum of it. */
static known known_along(const ad_agree *a, const double *d)
{
  const ad_graph *g = a->bound.program.g;
  known k = {.d = d, .lost = a->bound.lost * AD_LEAST_DOUBLE};
  size_t n = 0;
  if (!a->swept)
    k.S = (double)NAN;
  for (size_t w = 0; w < g->n_wrt && a->swept; w++) {
    add_leaf(a, g->wrt[w], d + n, &k);
    n += ad_entries(&g->nodes[g->wrt[w]]);
  }
  k.W += (double)n + 1;
  return k;
}

/* A quotient of step h is off by this divided by h, by rounding. */
static double rounding_of(const known *k, double noise)
{
  return times_noise * DBL_EPSILON * (noise + k->moved) + DBL_MIN;
}

/* And the derivatives of both modes by this: the sum over paths is an upper
   bound, which in deep graphs is far too large. */
static double sum_of(const known *k)
{
  double sum = times_sum * DBL_EPSILON * k->S;
  double sharp = times_sum * DBL_EPSILON * k->size + times_off * k->E;
  double off = isfinite(k->E) ? k->E : 0;
  return fmax(off, fmin(sum, sharp)) + k->lost;
}

static double tolerance_of(const ad_fd_estimate *fd, const known *k,
                           double noise)
{
  return times_error * fd->error + rounding_of(k, noise) / fd->least_step +
         sum_of(k);
}

/* Sets the wrt leaves to the point moved by h: along the direction, or by
   one entry. */
static void move(ad_agree *a, const known *k, double h)
{
  const ad_program *p = &a->bound.program;
  for (size_t w = 0, i = 0; w < p->g->n_wrt; w++) {
    double *to = a->bound.memory.value + p->value[p->g->wrt[w]];
    double *end = to + ad_entries(&p->g->nodes[p->g->wrt[w]]);
    for (; to < end; to++, i++)
      *to = a->x[i] + (k->d ? h * k->d[i] : i == k->by ? h : 0);
  }
}

/* The noise of the output's value there. */
static double noise_at(ad_agree *a, const known *k, double h)
{
  move(a, k, h);
  ad_bound_evaluate(&a->bound);
  ad_bound_sweep(&a->bound, a->of);
  return ad_sharp_noise(&a->sharp, a->of);
}

/* The most of it at the base point and both ends of a stencil. */
static double noise_around(ad_agree *a, const known *k, double h)
{
  double noise = fmax(noise_at(a, k, h), noise_at(a, k, -h));
  return fmax(noise, noise_at(a, k, 0));
}

ad_reason ad_agree_reason(ad_fd_reason reason)
{
  static const ad_reason reasons[] = {[AD_FD_CLEAN] = AD_REASON_NONE,
                                      [AD_FD_KINK] = AD_REASON_KINK,
                                      [AD_FD_DOMAIN] = AD_REASON_DOMAIN,
                                      [AD_FD_WIDTH] = AD_REASON_WIDTH,
                                      [AD_FD_JUMP] = AD_REASON_JUMP,
                                      [AD_FD_UNDERFLOW] = AD_REASON_UNDERFLOW};
  return (size_t)reason < sizeof reasons / sizeof *reasons
           ? reasons[reason]
           : AD_REASON_NONE;
}

/* What is off at the derivative: by the upper bound where that is small
   enough, else by the estimate. */
static void estimate(ad_agree *a, known *k)
{
  k->engines = (double)INFINITY;
  k->E = ad_sharp_coarse(&a->sharp, k->d, k->by);
  if (k->E > fine_from * k->size && a->n_estimates < MOST_ESTIMATES) {
    ad_sharp_error e = ad_sharp_estimate(&a->sharp, k->d, k->by);
    a->n_estimates++;
    k->engines = e.engines;
    k->E = fmin(k->E, e.all);
  }
}

/* Is what is off too much to speak of agreement?  Of a 0 it is beside the
   leaf's largest entry; least doubles are no doubt. */
static int is_weak(const known *k, double largest)
{
  if (k->size == 0)
    return k->E > fmax(weak_from * largest, DBL_MIN);
  return k->E > weak_from * k->size;
}

/* Beyond the bound, which is a proof, or four times the estimate. */
static void judge_engines(ad_agree *a, const known *k, double forward,
                          double reverse, double largest, ad_judgement *out)
{
  double likely = times_engines * k->engines + k->lost + DBL_MIN;
  out->estimated = likely < out->bound;
  out->bound = fmin(out->bound, likely);
  out->engines = fabs(forward - reverse) <= out->bound ? AD_AGREE
                                                       : AD_DISAGREE;
  out->off = k->E;
  out->decided = ad_sharp_decides(&a->sharp, a->of, a->varying);
  out->weak = out->engines == AD_AGREE &&
              (is_weak(k, largest) || (k->S > 0 && out->decided));
}

/* Within the tolerance: is that small enough to tell anything?  Of zero, such
   as the derivative of x - x, it is beside the terms that cancel. */
static void judge_resolution(const known *k, double forward, double reverse,
                             double quotient, double largest,
                             ad_judgement *out)
{
  double ad = fmax(fabs(forward), fabs(reverse));
  double size = fmax(ad, fabs(quotient));
  double beside = isfinite(largest) ? fabs(largest) : 0;
  if (ad <= fmax(out->bound, k->E))
    beside = fmax(beside, k->S);
  int is_zero = k->S == 0 && ad == 0 &&
                fabs(quotient) <= out->tolerance - k->lost;
  if (k->S == 0 && is_weak(k, beside)) /* saturation: nothing is known      */
    out->reason = AD_REASON_NOISE;
  else if (is_zero || out->tolerance <= resolution * size)
    out->differences = AD_AGREE;
  else if (out->tolerance <= resolution * beside) {
    out->differences = AD_AGREE;
    out->faint = 1;
  } else
    out->reason = AD_REASON_NOISE;
}

/* Beyond the tolerance: what do quotients settle on, if they do? */
static void judge_doubt(const known *k, double noise, double forward,
                        double reverse, const ad_fd_estimate *fd,
                        double largest, ad_judgement *out)
{
  ad_ladder ladder;
  ad_ladder_known told = {rounding_of(k, noise), sum_of(k),
                          fmax(fabs(forward), fabs(reverse))};
  ad_ladder_climb(fd, &told, &ladder);
  out->evaluations = ladder.evaluations;
  if (!ladder.settled) {
    out->reason = AD_REASON_UNSETTLED;
    return;
  }
  out->settled = 1;
  out->quotient = ladder.value;
  out->error = ladder.error;
  out->tolerance = ladder.tolerance;
  double ad = farther(forward, reverse, ladder.value);
  if (fabs(ad - ladder.value) > ladder.tolerance)
    out->differences = AD_DISAGREE;
  else
    judge_resolution(k, forward, reverse, ladder.value, largest, out);
}

/* Noise may be larger at the ends of the stencil than at its centre; it is
   worth finding out only before a disagreement is declared. */
static void judge_differences(ad_agree *a, const known *k, double forward,
                              double reverse,
                              const ad_fd_estimate *fd, double largest,
                              ad_judgement *out)
{
  double noise = a->sharp.noise;
  double ad = farther(forward, reverse, fd->value);
  double off = fabs(ad - fd->value);
  out->quotient = fd->value;
  out->error = fd->error;
  out->tolerance = tolerance_of(fd, k, noise);
  if (off > out->tolerance) {
    noise = noise_around(a, k, fd->step);
    out->tolerance = tolerance_of(fd, k, noise);
  }
  if (off <= out->tolerance)
    judge_resolution(k, forward, reverse, fd->value, largest, out);
  else if (fd->fd)
    judge_doubt(k, noise, forward, reverse, fd, largest, out);
  else
    out->differences = AD_DISAGREE;
}

/* Is the slope to one side what both modes give? */
static int fits_side(const known *k, double noise, double forward,
                     double reverse, const ad_fd_estimate *fd, int side,
                     double largest, ad_judgement *out)
{
  double slope = side ? fd->right : fd->left;
  double tolerance = times_error * fd->side_error[side] +
                     rounding_of(k, noise) / fd->side_step[side] + sum_of(k);
  if (!(fabs(farther(forward, reverse, slope) - slope) <= tolerance))
    return 0;
  out->quotient = slope;
  out->error = fd->side_error[side];
  out->tolerance = tolerance;
  judge_resolution(k, forward, reverse, slope, largest, out);
  return out->differences == AD_AGREE;
}

/* A kink whose slopes are both the derivative is none of the function's: a
   square took it away, or a factor of 0. */
static void judge_kink(ad_agree *a, const known *k, double forward,
                       double reverse, const ad_fd_estimate *fd,
                       double largest, ad_judgement *out)
{
  double noise = a->sharp.noise;
  ad_judgement was = *out;
  if (fits_side(k, noise, forward, reverse, fd, 0, largest, out) &&
      fits_side(k, noise, forward, reverse, fd, 1, largest, out)) {
    out->smooth = 1;
    return;
  }
  *out = was;
  out->reason = AD_REASON_KINK;
}

/* Rounding may look like a jump. */
static int is_jump(ad_agree *a, const known *k, const ad_fd_estimate *fd)
{
  double low = fmin(fd->at, fmin(fd->side_value[0], fd->side_value[1]));
  double high = fmax(fd->at, fmax(fd->side_value[0], fd->side_value[1]));
  return high - low > rounding_of(k, a->sharp.noise);
}

static void judge(ad_agree *a, known *k, double forward, double reverse,
                  const ad_fd_estimate *fd, double largest, ad_judgement *out)
{
  *out = (ad_judgement){.engines = AD_INCONCLUSIVE,
                        .differences = AD_INCONCLUSIVE,
                        .bound = (double)INFINITY,
                        .tolerance = (double)INFINITY,
                        .quotient = (double)NAN,
                        .error = (double)INFINITY};
  double bound = k->W * unit * k->S + DBL_MIN + k->lost;
  if (!isfinite(k->S) || !isfinite(forward) || !isfinite(reverse) ||
      isnan(bound)) {
    out->reason = AD_REASON_SINGULAR;
    return;
  }
  out->bound = bound;
  k->size = fmax(fabs(forward), fabs(reverse));
  estimate(a, k);
  judge_engines(a, k, forward, reverse, largest, out);
  if (!fd)
    return;
  if (fd->reason == AD_FD_KINK ||
      (fd->reason == AD_FD_JUMP && !is_jump(a, k, fd)))
    judge_kink(a, k, forward, reverse, fd, largest, out);
  else if (fd->reason != AD_FD_CLEAN)
    out->reason = ad_agree_reason(fd->reason);
  else
    judge_differences(a, k, forward, reverse, fd, largest, out);
}

void ad_agree_judge(ad_agree *a, size_t by, double forward,
                    double reverse, const ad_fd_estimate *fd, double largest,
                    ad_judgement *out)
{
  known k = known_of(a, by);
  judge(a, &k, forward, reverse, fd, largest, out);
}

void ad_agree_judge_direction(ad_agree *a, const double *d, double forward,
                              double reverse, const ad_fd_estimate *fd,
                              ad_judgement *out)
{
  known k = known_along(a, d);
  judge(a, &k, forward, reverse, fd, 0, out);
}
