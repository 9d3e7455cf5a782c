/* SPDX-License-Identifier: GPL-3.0-or-later
   The verdicts of rules R1 and R2: S and W, which come from bound.h, and
   differences become judgements.  Read agree.h and agree_data.h before. */
#include <float.h>
#include <math.h>

#include "judge/agree_known.h"
#include "judge/fd_wide.h"
#include "judge/ladder.h"

/* u, and the factors of rule R2. */
static const double unit = DBL_EPSILON / 2;
static const double times_error = 3, times_noise = 8, times_sum = 64;
static const double times_wide = 1.5;
static const double resolution = 1e-3; /* coarser is inconclusive          */
static const double weak_from = 1e-6;
static const double times_off = 8, times_engines = 4;
/* Measured on chaotic maps: up to there, E has never been exceeded. */
static const double first_order = 1.0 / 32;
/* E is made of a sum's own rounding if it is at most so many times that. */
static const double times_terms = 16;

/* Of forward and reverse, the one that is farther from x: a difference that
   agrees has to agree with both. */
static double farther(double forward, double reverse, double x)
{
  return fabs(forward - x) > fabs(reverse - x) ? forward : reverse;
}

/* A quotient of step h is off by this divided by h, by rounding. */
static double rounding_of(const ad_known *k, double noise)
{
  return times_noise * DBL_EPSILON * (noise + k->moved) + DBL_MIN;
}

/* And the derivatives of both modes by this: the sum over paths is an upper
   bound, which in deep graphs is far too large. */
static double sum_of(const ad_known *k)
{
  double sum = times_sum * DBL_EPSILON * k->S;
  double sharp = times_sum * DBL_EPSILON * k->size + times_off * k->E;
  double off = isfinite(k->E) ? k->E : 0;
  return fmax(off, fmin(sum, sharp)) + k->lost;
}

static double tolerance_of(const ad_fd_estimate *fd, const ad_known *k,
                           double noise)
{
  return times_error * fd->error + rounding_of(k, noise) / fd->least_step +
         sum_of(k);
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

/* Is what is off too much to speak of agreement?  Of a 0 it is beside the
   leaf's largest entry; least doubles are no doubt. */
static int is_weak(const ad_known *k, double largest)
{
  if (k->size == 0)
    return k->E + k->lost > fmax(weak_from * largest, DBL_MIN);
  return k->E + k->lost > weak_from * k->size;
}

/* Of a 0 all of whose terms cancelled to the last bit, first-order terms say
   nothing: what is left is of second order in u. */
static double second_order(const ad_known *k)
{
  double wu = k->W * unit;
  return k->engines == 0 ? wu * wu * k->S : 0;
}

/* Beyond the bound, which is a proof, or four times the estimate; where both
   overflow, only equal numbers agree. */
static void judge_engines(ad_agree *a, const ad_known *k, double forward,
                          double reverse, double largest, ad_judgement *out)
{
  double proof = k->W * unit * k->S + k->lost + DBL_MIN;
  double likely = times_engines * k->engines + second_order(k) + k->lost +
                  DBL_MIN;
  out->estimated = !(proof <= likely);
  out->bound = out->estimated ? likely : proof;
  out->off = k->E + k->lost;
  out->decided = ad_sharp_decides(&a->sharp, a->of, &a->stencil);
  if (forward == reverse)
    out->engines = AD_AGREE;
  else if (isfinite(out->bound))
    out->engines = fabs(forward - reverse) <= out->bound ? AD_AGREE
                                                         : AD_DISAGREE;
  int hangs = k->S > 0 && out->decided;
  out->weak = out->engines != AD_DISAGREE && (is_weak(k, largest) || hangs);
  out->lost = out->weak && (hangs || !(k->E <= first_order * k->size));
}

/* The terms that cancel in a derivative which is 0 within the rounding of
   their sum.  0 where the derivative is another, or where its terms are lost
   themselves: E is then more than what adding them up rounds. */
static double cancelling(const ad_known *k, double ad, double bound)
{
  if (ad > fmax(bound, k->E) || k->E > times_terms * k->engines ||
      !isfinite(k->engines))
    return 0;
  return fmin(k->S, k->engines / unit);
}

/* Within the tolerance: is that small enough to tell anything?  Of zero, such
   as the derivative of x - x, it is beside the terms that cancel. */
static void judge_resolution(const ad_known *k, double forward, double reverse,
                             double quotient, double largest,
                             ad_judgement *out)
{
  double ad = fmax(fabs(forward), fabs(reverse));
  double size = fmax(ad, fabs(quotient));
  double beside = isfinite(largest) ? fabs(largest) : 0;
  beside = fmax(beside, cancelling(k, ad, out->bound));
  int is_zero = k->S == 0 && ad == 0 &&
                fabs(quotient) <= out->tolerance - k->lost;
  if (k->S == 0 && is_weak(k, beside)) /* saturation: nothing is known      */
    out->reason = k->lost > k->E ? AD_REASON_UNDERFLOW : AD_REASON_NOISE;
  else if (is_zero || out->tolerance <= resolution * size)
    out->differences = AD_AGREE;
  else if (out->tolerance <= resolution * beside) {
    out->differences = AD_AGREE;
    out->faint = 1;
  } else
    out->reason = k->lost > out->tolerance / 2 ? AD_REASON_UNDERFLOW
                                               : AD_REASON_NOISE;
}

/* What is judged, for more differences of it. */
static ad_fd_aim aim_at(const ad_agree *a, const ad_known *k)
{
  return (ad_fd_aim){.fd = a->fd, .of = a->of, .by = k->by, .along = k->d};
}

/* Beyond the tolerance: what do quotients settle on, if they do? */
static void judge_doubt(const ad_agree *a, const ad_known *k, double noise,
                        double forward, double reverse,
                        const ad_fd_estimate *fd, double largest,
                        ad_judgement *out)
{
  ad_fd_aim aim = aim_at(a, k);
  ad_ladder ladder;
  ad_ladder_known told = {rounding_of(k, noise), sum_of(k),
                          farther(forward, reverse, fd->value),
                          fmax(fabs(forward), fabs(reverse))};
  ad_ladder_climb(&aim, fd, &told, &ladder);
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

/* The five-point formula's quotient is off by at most 3 N u / h. */
static double wide_rounding(const ad_known *k, double noise)
{
  return times_wide * DBL_EPSILON * (noise + k->moved) + DBL_MIN;
}

/* Drowned by rounding: a wide stencil may agree. */
static void judge_wide(ad_agree *a, const ad_known *k, double forward,
                       double reverse, const ad_fd_estimate *fd,
                       double largest, ad_judgement *out)
{
  double size = fmax(fabs(forward), fabs(reverse)), sum = sum_of(k);
  ad_judgement wide = *out;
  ad_fd_aim aim = aim_at(a, k);
  ad_fd_wide w;
  ad_fd_look_wide(&aim, fd, wide_rounding(k, a->sharp.noise),
                  resolution * size - sum, &w);
  out->evaluations += w.evaluations;
  if (w.step == 0)
    return;
  double noise = ad_known_noise(a, k, w.step);
  wide.evaluations = out->evaluations;
  wide.reason = AD_REASON_NONE;
  wide.quotient = w.value;
  wide.error = w.error;
  wide.tolerance = ad_fd_wide_bar(&w, wide_rounding(k, noise)) + sum;
  if (fabs(farther(forward, reverse, w.value) - w.value) <= wide.tolerance)
    judge_resolution(k, forward, reverse, w.value, largest, &wide);
  if (wide.differences == AD_AGREE)
    *out = wide;
}

/* Noise may be larger at the ends of the stencil than at its centre; it is
   worth finding out only before a disagreement is declared. */
static void judge_differences(ad_agree *a, const ad_known *k, double forward,
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
  if (!isfinite(sum_of(k) + rounding_of(k, noise))) {
    out->reason = AD_REASON_OVERFLOW;
    return;
  }
  if (off > out->tolerance) {
    noise = ad_known_noise(a, k, fd->step);
    out->tolerance = tolerance_of(fd, k, noise);
  }
  if (off <= out->tolerance)
    judge_resolution(k, forward, reverse, fd->value, largest, out);
  else if (a->fd)
    judge_doubt(a, k, noise, forward, reverse, fd, largest, out);
  else
    out->differences = AD_DISAGREE;
  if (out->differences == AD_INCONCLUSIVE && out->reason == AD_REASON_NOISE &&
      a->fd)
    judge_wide(a, k, forward, reverse, fd, largest, out);
}

/* May the slope to one side be what both modes give?  differences says whether
   it is, reason why that cannot be told. */
static int fits_side(const ad_known *k, double noise, double forward,
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
  out->differences = AD_INCONCLUSIVE;
  judge_resolution(k, forward, reverse, slope, largest, out);
  return 1;
}

/* A kink whose slopes are both the derivative is none of the function's: a
   square took it away, or a factor of 0.  Nor are slopes too coarse to be told
   from it a kink that one sees. */
static void judge_kink(ad_agree *a, const ad_known *k, double forward,
                       double reverse, const ad_fd_estimate *fd,
                       double largest, ad_judgement *out)
{
  double noise = a->sharp.noise;
  ad_judgement left = *out, right = *out;
  if (fits_side(k, noise, forward, reverse, fd, 0, largest, &left) &&
      fits_side(k, noise, forward, reverse, fd, 1, largest, &right)) {
    *out = left.differences == AD_AGREE ? right : left;
    out->smooth = out->differences == AD_AGREE;
  } else {
    out->reason = AD_REASON_KINK;
  }
}

/* Rounding may look like a jump. */
static int is_jump(ad_agree *a, const ad_known *k, const ad_fd_estimate *fd)
{
  double low = fmin(fd->at, fmin(fd->side_value[0], fd->side_value[1]));
  double high = fmax(fd->at, fmax(fd->side_value[0], fd->side_value[1]));
  return high - low > rounding_of(k, a->sharp.noise);
}

/* The engines agree: what do differences say? */
static void judge_estimate(ad_agree *a, const ad_known *k, double forward,
                           double reverse, const ad_fd_estimate *fd,
                           double largest, ad_judgement *out)
{
  if (fd->reason == AD_FD_KINK ||
      (fd->reason == AD_FD_JUMP && !is_jump(a, k, fd)))
    judge_kink(a, k, forward, reverse, fd, largest, out);
  else if (fd->reason != AD_FD_CLEAN)
    out->reason = ad_agree_reason(fd->reason);
  else
    judge_differences(a, k, forward, reverse, fd, largest, out);
}

static void judge(ad_agree *a, ad_known *k, double forward, double reverse,
                  const ad_fd_estimate *fd, double largest, ad_judgement *out)
{
  *out = (ad_judgement){.engines = AD_INCONCLUSIVE,
                        .differences = AD_INCONCLUSIVE,
                        .bound = (double)INFINITY,
                        .tolerance = (double)INFINITY,
                        .quotient = (double)NAN,
                        .error = (double)INFINITY};
  if (k->singular || !isfinite(forward) || !isfinite(reverse)) {
    out->reason = AD_REASON_SINGULAR;
    return;
  }
  k->differences = fd != NULL;
  ad_known_estimate(a, k, fmax(fabs(forward), fabs(reverse)));
  judge_engines(a, k, forward, reverse, largest, out);
  if (out->engines == AD_INCONCLUSIVE)
    out->reason = AD_REASON_OVERFLOW;
  else if (fd)
    judge_estimate(a, k, forward, reverse, fd, largest, out);
}

void ad_agree_judge(ad_agree *a, size_t by, double forward,
                    double reverse, const ad_fd_estimate *fd, double largest,
                    ad_judgement *out)
{
  ad_known k = ad_known_by(a, by);
  judge(a, &k, forward, reverse, fd, largest, out);
}

void ad_agree_judge_direction(ad_agree *a, const double *d, double forward,
                              double reverse, const ad_fd_estimate *fd,
                              ad_judgement *out)
{
  ad_known k = ad_known_along(a, d);
  judge(a, &k, forward, reverse, fd, 0, out);
}
