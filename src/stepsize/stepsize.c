/* SPDX-License-Identifier: GPL-3.0-or-later
   See stepsize.h. */
#include "stepsize/stepsize.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_deriv.h>

#include "host/exits.h"

/* Errors count as free of rounding from so many times its size on. */
static const double CLEAR = 4;
/* The smallest steps of the branch that are fitted: two decades. */
enum { FITTED = 2 * STEPSIZE_DECADE };
/* Steps to either side whose errors count at a step: the rounding branch has
   lucky points, which are no advice. */
enum { AROUND = 2 };

static const struct {
  const char *name;
  int power;
} methods[] = {[STEPSIZE_ONE_SIDED] = {"one-sided", 1},
               [STEPSIZE_CENTRAL] = {"central", 2},
               [STEPSIZE_FIVE_POINT] = {"five-point", 4},
               [STEPSIZE_GSL] = {"GSL", 0}};

const char *stepsize_name(enum stepsize_method method)
{
  return methods[method].name;
}

int stepsize_power(enum stepsize_method method)
{
  return methods[method].power;
}

double stepsize_theory(enum stepsize_method method)
{
  return pow(DBL_EPSILON, 1.0 / (methods[method].power + 1));
}

/* --- the truth ------------------------------------------------------------ */

/* Fills row[n] with the gradient of output entry `of` by reverse mode. */
static void reverse_row(struct engines *e, const ad_graph *g, size_t of,
                        double *row)
{
  ad_tape_record(e->tape);
  engines_pull(e, g, of, row);
}

/* Entry `of` among those of all outputs. */
static double forward_entry(struct engines *e, const ad_graph *g, size_t of)
{
  for (size_t i = 0;; i++) {
    ad_shape shape = ad_graph_shape(g, ad_graph_output(g, i));
    if (of < shape.rows * shape.cols)
      return ad_forward_tangent(e->single, i)[of];
    of -= shape.rows * shape.cols;
  }
}

/* The largest of row[first .. first + n) that is not taken yet; first + n:
   none is left.  Those that are not finite come last. */
static size_t largest_of(const double *row, size_t first, size_t n,
                         const unsigned char *taken)
{
  size_t best = first + n;
  for (size_t i = first; i < first + n; i++)
    if (!taken[i - first] &&
        (best == first + n ||
         (isfinite(row[i]) &&
          (!isfinite(row[best]) || fabs(row[i]) > fabs(row[best])))))
      best = i;
  return best;
}

/* Small variables have steps of their own size. */
static double scale_of(double x)
{
  return x != 0 && fabs(x) < 1e-6 ? fabs(x) : fmax(1, fabs(x));
}

/* How well truncation would show in the V of an entry: 2 for the central
   formula, 1 for the one-sided alone, 0 for none. */
static int shows_truncation(struct engines *e, size_t of, size_t by,
                            double derivative, double noise)
{
  static const double PART = 1e-6, STEP = 0.01;
  double x = ad_fd_base(e->fd, by), h = STEP * scale_of(x);
  ad_fd_reason a, b;
  double right = ad_fd_at(e->fd, of, by, x + h, &a);
  double left = ad_fd_at(e->fd, of, by, x - h, &b);
  double f = ad_fd_at(e->fd, of, by, x, NULL);
  double seen = PART * fabs(derivative) + CLEAR * DBL_EPSILON * noise / h;
  if (a != AD_FD_CLEAN || b != AD_FD_CLEAN || !isfinite(derivative))
    return 0;
  if (fabs((right - left) / (2 * h) - derivative) > seen)
    return 2;
  return fabs((right - f) / h - derivative) > seen;
}

/* Of the TRIED largest the first that shows most. */
size_t stepsize_choose(struct engines *e, const ad_graph *g, size_t of,
                       size_t first, size_t n)
{
  enum { TRIED = 32, MOST = 2 };
  double *row = memory_new(ad_graph_wrt_entries(g), sizeof *row);
  unsigned char *taken = memory_new(n, 1);
  reverse_row(e, g, of, row);
  ad_agree_sweep(e->agree, of);
  double noise = ad_agree_noise(e->agree);
  size_t best = largest_of(row, first, n, taken);
  int most = -1;
  for (size_t k = 0; k < TRIED && k < n && most < MOST; k++) {
    size_t i = largest_of(row, first, n, taken);
    int shows = row[i] != 0
                    ? shows_truncation(e, of, i, row[i], noise) : 0;
    taken[i - first] = 1;
    if (shows > most) {
      most = shows;
      best = i;
    }
  }
  free(taken);
  free(row);
  return best;
}

static void find_truth(struct stepsize *s, struct engines *e,
                       const ad_graph *g)
{
  double *row = memory_new(ad_graph_wrt_entries(g), sizeof *row);
  reverse_row(e, g, s->of, row);
  s->reverse = row[s->by];
  ad_forward_sweep_unit(e->single, s->by, 1);
  s->forward = forward_entry(e, g, s->of);
  ad_agree_sweep(e->agree, s->of);
  ad_agree_judge(e->agree, s->by, s->forward, s->reverse, NULL, 0, &s->judged);
  s->floor = fmax(s->judged.bound, s->judged.off);
  s->noise = DBL_EPSILON * ad_agree_noise(e->agree);
  ad_fd_entry(e->fd, s->of, s->by, &s->estimate);
  ad_agree_judge(e->agree, s->by, s->forward, s->reverse, &s->estimate, 0,
                 &s->compared);
  free(row);
}

double stepsize_off(const struct stepsize *s)
{
  return s->judged.engines == AD_DISAGREE
             ? 0
             : fmax(fabs(s->forward - s->reverse), s->judged.off);
}

/* --- quotients ------------------------------------------------------------ */

struct function {
  ad_fd *fd;
  size_t of, by;
  double x, nearest; /* the least |t - x| that was asked for               */
};

static double value_at(double t, void *state)
{
  struct function *f = state;
  f->nearest = fmin(f->nearest, fabs(t - f->x));
  return ad_fd_at(f->fd, f->of, f->by, t, NULL);
}

static double value(const struct function *f, double t)
{
  return ad_fd_at(f->fd, f->of, f->by, t, NULL);
}

/* What is wrong with x +- h; a kink or an edge rather than the width. */
static ad_fd_reason judge_pair(const struct function *f, double h)
{
  ad_fd_reason right, left;
  ad_fd_at(f->fd, f->of, f->by, f->x + h, &right);
  ad_fd_at(f->fd, f->of, f->by, f->x - h, &left);
  if (right == AD_FD_CLEAN || (left != AD_FD_CLEAN && left < right))
    return left;
  return right;
}

/* The five-point rule on x +- h, x +- h/2, which is GSL's first result. */
static double gsl_first(const struct function *f, double h)
{
  double outer = value(f, f->x + h) - value(f, f->x - h);
  double inner = value(f, f->x + h / 2) - value(f, f->x - h / 2);
  return (4.0 / 3 * inner - outer / 6) / h;
}

/* GSL gives its first result, or one of a smaller step if it made one and
   found it better. */
static void run_gsl(struct stepsize_point *p, struct function *f)
{
  gsl_function function = {value_at, f};
  double result, bar, h = p->step;
  f->nearest = (double)INFINITY;
  if (gsl_deriv_central(&function, f->x, h, &result, &bar) != 0 ||
      !isfinite(result) || !isfinite(bar))
    return;
  double first = gsl_first(f, h);
  int is_first = fabs(result - first) <= 8 * DBL_EPSILON * fabs(first);
  p->value[STEPSIZE_GSL] = result;
  p->bar = bar;
  p->chosen = is_first ? h : 2 * f->nearest;
}

static void run_plain(struct stepsize_point *p, const struct function *f,
                      double f0)
{
  double h = p->step, x = f->x;
  double right = value(f, x + h), left = value(f, x - h);
  double farther = value(f, x - 2 * h) - value(f, x + 2 * h);
  p->value[STEPSIZE_ONE_SIDED] = (right - f0) / h;
  p->value[STEPSIZE_CENTRAL] = (right - left) / (2 * h);
  p->value[STEPSIZE_FIVE_POINT] = (farther + 8 * (right - left)) / (12 * h);
}

/* 10^(-1 - i/8); the decades exactly as they are written. */
static double relative_step(size_t i)
{
  static const double parts[STEPSIZE_DECADE] = {
      1,
      0.74989420933245583,
      0.56234132519034908,
      0.42169650342858224,
      0.31622776601683794,
      0.23713737056616552,
      0.17782794100389229,
      0.13335214321633240};
  double power = 10; /* powers of ten are exact up to 1e22                 */
  for (size_t k = 0; k < i / STEPSIZE_DECADE; k++)
    power *= 10;
  return parts[i % STEPSIZE_DECADE] / power;
}

static void measure(struct stepsize *s, struct function *f, size_t i)
{
  struct stepsize_point *p = &s->points[i];
  *p = (struct stepsize_point){.h = relative_step(i), .bar = (double)NAN,
                               .chosen = (double)NAN};
  for (int k = 0; k < STEPSIZE_METHODS; k++)
    p->value[k] = p->error[k] = (double)NAN;
  volatile double moved = s->x + p->h * s->scale; /* rounded to a double    */
  p->step = moved - s->x;
  if (!isfinite(p->step) || !(p->step > 0)) {
    p->step = 0;
    return;
  }
  p->near = judge_pair(f, p->step);
  p->far = judge_pair(f, 2 * p->step);
  run_plain(p, f, s->f);
  run_gsl(p, f);
  for (int k = 0; k < STEPSIZE_METHODS; k++)
    p->error[k] = fabs(p->value[k] - s->reverse);
}

/* --- branches ------------------------------------------------------------- */

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
             CLEAR * (stepsize_rounding(s, p->step) + s->floor);
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

void stepsize_gather(struct stepsize *s, struct engines *e, const ad_graph *g,
                     size_t of, size_t by)
{
  *s = (struct stepsize){.of = of, .by = by};
  s->x = ad_fd_base(e->fd, by);
  s->scale = scale_of(s->x);
  find_truth(s, e, g);
  struct function f = {e->fd, of, by, s->x, (double)INFINITY};
  s->f = value(&f, s->x);
  for (size_t i = 0; i < STEPSIZE_POINTS; i++)
    measure(s, &f, i);
  for (int k = 0; k < STEPSIZE_METHODS; k++) {
    find_best(s, (enum stepsize_method)k);
    fit_truncation(s, (enum stepsize_method)k);
    fit_rounding(s, (enum stepsize_method)k);
  }
}
