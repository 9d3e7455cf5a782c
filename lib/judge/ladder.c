/* SPDX-License-Identifier: GPL-3.0-or-later
   See ladder.h. */
#include "judge/ladder.h"

#include <float.h>
#include <math.h>

static const double stride = 7;
/* Rounding of x + h and of the formula itself, in units of eps. */
static const double least_step = 16, formula = 4;
static const double times_bar = 3;
/* Of the values: more rounding, and they tell nothing. */
static const double witness = 0.01;
/* The five-point formula's error falls by 7^4 a level, what it differs from
   the three-point one by 7^2. */
static const double fall = 8;
/* Quotients that bear the derivative out, by its size. */
static const double alike = 1e-3;

/* A quotient, and what it may be off by: truncation and rounding. */
typedef struct level {
  double value, truncation, rounding;
} level;

static double bar(const level *l)
{
  return l->truncation + l->rounding;
}

/* --- levels --------------------------------------------------------------- */

/* Both formulas on x +- h, x +- h/2; false where a value is not finite. */
static int take(ad_fd *fd, double h, double noise, level *l)
{
  ad_memo *m = &fd->memo;
  double outer = (ad_memo_value(m, m->x + h, fd->of) -
                  ad_memo_value(m, m->x - h, fd->of)) / (2 * h);
  double inner = (ad_memo_value(m, m->x + h / 2, fd->of) -
                  ad_memo_value(m, m->x - h / 2, fd->of)) / h;
  l->value = inner + (inner - outer) / 3;
  l->truncation = fabs(l->value - outer);
  l->rounding = noise / h + formula * DBL_EPSILON * fabs(l->value);
  return isfinite(l->value) && isfinite(l->truncation);
}

static int is_witness(ad_fd *fd, double h, double noise)
{
  ad_memo *m = &fd->memo;
  return noise <= witness * fmax(fabs(ad_memo_value(m, m->x + h, fd->of)),
                                 fabs(ad_memo_value(m, m->x - h, fd->of)));
}

/* The levels from step h downwards, until rounding drowns them all. */
static size_t climb(ad_fd *fd, double h, const ad_ladder_known *known,
                    level levels[AD_LADDER_LEVELS])
{
  double x = fd->memo.x;
  size_t n = 0;
  for (; n < AD_LADDER_LEVELS; h /= stride) {
    volatile double moved = x + h; /* rounded, whatever registers hold     */
    double step = moved - x;
    if (!(h >= least_step * DBL_EPSILON * fabs(x)) || !(step > 0) ||
        !take(fd, step, known->noise, &levels[n]))
      break;
    const level *l = &levels[n++];
    if (n >= 3 && l->rounding > fmax(10 * fabs(l->value), known->size))
      break;
  }
  return n;
}

/* --- runs of three -------------------------------------------------------- */

static int are_near(const level *a, const level *b)
{
  return fabs(a->value - b->value) <= bar(a) + bar(b);
}

static int falls(const level *a, const level *b)
{
  return b->truncation <= a->truncation / fall ||
         b->truncation <= 2 * b->rounding;
}

static int is_run(const level *l)
{
  return are_near(&l[0], &l[1]) && are_near(&l[1], &l[2]) &&
         falls(&l[0], &l[1]) && falls(&l[1], &l[2]);
}

/* Do the levels after a run bear it out?  (A function that swings may settle
   on what it looks like from afar.) */
static int is_lasting(const level *later, size_t n, double value,
                      double tolerance)
{
  for (size_t i = 0; i < n; i++)
    if (fabs(later[i].value - value) > times_bar * bar(&later[i]) + tolerance)
      return 0;
  return 1;
}

/* Are both what the derivative is, though it is not this value? */
static int bear_out(const level *l, double derivative, double value)
{
  double near = alike * fabs(derivative);
  return fabs(value - derivative) > 10 * near &&
         fabs(l[0].value - derivative) <= near &&
         fabs(l[1].value - derivative) <= near;
}

static int is_borne_out(const level *later, size_t n, double derivative,
                        double value)
{
  for (size_t i = 0; i + 2 <= n; i++)
    if (bear_out(later + i, derivative, value))
      return 1;
  return 0;
}

static void judge_run(const level *l, size_t later,
                      const ad_ladder_known *known, ad_ladder *out)
{
  const level *best = bar(&l[1]) < bar(&l[2]) ? &l[1] : &l[2];
  double tolerance = times_bar * bar(best) + known->sum;
  if (!is_run(l) || !(tolerance < out->tolerance) ||
      !is_lasting(l + 3, later, best->value, tolerance) ||
      is_borne_out(l + 3, later, known->derivative, best->value))
    return;
  out->settled = 1;
  out->value = best->value;
  out->error = bar(best);
  out->tolerance = tolerance;
}

void ad_ladder_climb(const ad_fd_aim *aim, const ad_fd_estimate *first,
                     const ad_ladder_known *known, ad_ladder *out)
{
  level levels[AD_LADDER_LEVELS];
  ad_fd *fd = aim->fd;
  size_t before = fd->memo.evaluations;
  *out = (ad_ladder){.value = (double)NAN, .error = (double)INFINITY,
                     .tolerance = (double)INFINITY};
  ad_fd_turn(aim);
  size_t n = is_witness(fd, first->step, known->noise)
               ? climb(fd, first->step, known, levels)
               : 0;
  for (size_t i = 0; i + 3 <= n; i++)
    judge_run(levels + i, n - i - 3, known, out);
  out->evaluations = fd->memo.evaluations - before;
}
