/* SPDX-License-Identifier: GPL-3.0-or-later
   The two branches of an error against the step, truncation and rounding, and
   the best step between them.  Read stepsize_gather.h before. */
#include "stepsize/stepsize_gather.h"

#include <math.h>

/* The smallest steps of the branch that are fitted: two decades. */
enum { FITTED = 2 * STEPSIZE_DECADE };
/* Steps to either side whose errors count at a step: the rounding branch has
   lucky points, which are no advice. */
enum { AROUND = 2 };

double stepsize_rounding(const struct stepsize *s, double step)
{
  return s->noise / step;
}

int stepsize_is_truncation(const struct stepsize *s,
                           const struct stepsize_point *p,
                           enum stepsize_method method)
{
  return p->step > 0 && isfinite(p->error[method]) &&
         p->error[method] >
             STEPSIZE_CLEAR * (stepsize_rounding(s, p->step) + s->floor);
}

int stepsize_is_lost(const struct stepsize *s, enum stepsize_method method)
{
  return s->best[method].at < STEPSIZE_POINTS && s->reverse != 0 &&
         s->best[method].error >= 0.5 * fabs(s->reverse);
}

size_t stepsize_first_clean(const struct stepsize *s)
{
  size_t i = STEPSIZE_POINTS;
  while (i > 0 && (s->points[i - 1].step == 0 ||
                   (s->points[i - 1].near == AD_FD_CLEAN &&
                    s->points[i - 1].far == AD_FD_CLEAN)))
    i--;
  return i;
}

static int is_clean(const struct stepsize_point *p,
                    enum stepsize_method method)
{
  return p->near == AD_FD_CLEAN &&
         (method != STEPSIZE_FIVE_POINT || p->far == AD_FD_CLEAN);
}

/* Of the clean points above the best step that are truncation alone, those
   of the smallest steps: there the leading term rules. */
static void fit_truncation(struct stepsize *s, enum stepsize_method method)
{
  double h[FITTED], error[FITTED];
  size_t n = 0;
  for (size_t i = s->best[method].at; i-- > 0 && n < FITTED;) {
    const struct stepsize_point *p = &s->points[i];
    if (!is_clean(p, method) || !stepsize_is_truncation(s, p, method))
      continue;
    h[n] = p->step;
    error[n++] = p->error[method];
  }
  s->best[method].truncation = loglog_fit(h, error, n);
}

/* The points from half a decade below the best step on, as long as the error
   is smaller than the derivative: beyond, no digit is left to be lost. */
static void fit_rounding(struct stepsize *s, enum stepsize_method method)
{
  double h[STEPSIZE_POINTS], error[STEPSIZE_POINTS];
  size_t n = 0;
  for (size_t i = s->best[method].at + STEPSIZE_DECADE / 2;
       i < STEPSIZE_POINTS; i++) {
    const struct stepsize_point *p = &s->points[i];
    double e = p->error[method];
    if (p->step == 0 || (s->reverse != 0 && e > 0.5 * fabs(s->reverse)))
      break;
    if (!(e > 0) || !is_clean(p, method))
      continue;
    h[n] = p->step;
    error[n++] = e;
  }
  s->best[method].rounding = loglog_fit(h, error, n);
}

/* The largest error around a step; NAN where one is missing. */
static double worst_around(const struct stepsize *s, size_t at,
                           enum stepsize_method method)
{
  size_t first = at < AROUND ? 0 : at - AROUND;
  size_t last = at + AROUND < STEPSIZE_POINTS ? at + AROUND
                                              : STEPSIZE_POINTS - 1;
  double worst = 0;
  for (size_t i = first; i <= last; i++) {
    double error = s->points[i].error[method];
    worst = isnan(error) || error > worst ? error : worst;
    if (isnan(worst))
      break;
  }
  return worst;
}

static void find_best(struct stepsize *s, enum stepsize_method method)
{
  struct stepsize_best *best = &s->best[method];
  best->at = STEPSIZE_POINTS;
  best->error = (double)NAN;
  for (size_t i = 0; i < STEPSIZE_POINTS; i++) {
    double worst = worst_around(s, i, method);
    if (isfinite(worst) &&
        (best->at == STEPSIZE_POINTS || worst < best->error)) {
      best->at = i;
      best->error = worst;
    }
  }
}

void stepsize_fit(struct stepsize *s)
{
  for (int k = 0; k < STEPSIZE_METHODS; k++) {
    find_best(s, (enum stepsize_method)k);
    fit_truncation(s, (enum stepsize_method)k);
    fit_rounding(s, (enum stepsize_method)k);
  }
}
