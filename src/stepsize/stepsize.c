/* SPDX-License-Identifier: GPL-3.0-or-later
   The truth about a derivative, and its quotients at every step.  Read
   stepsize_gather.h before. */
#include "stepsize/stepsize_gather.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_deriv.h>

#include "host/exits.h"

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

void stepsize_reverse(struct engines *e, const ad_graph *g, size_t of,
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

double stepsize_scale(double x)
{
  return x != 0 && fabs(x) < 1e-6 ? fabs(x) : fmax(1, fabs(x));
}

static void find_truth(struct stepsize *s, struct engines *e,
                       const ad_graph *g)
{
  double *row = memory_new(ad_graph_wrt_entries(g), sizeof *row);
  stepsize_reverse(e, g, s->of, row);
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

void stepsize_gather(struct stepsize *s, struct engines *e, const ad_graph *g,
                     size_t of, size_t by)
{
  *s = (struct stepsize){.of = of, .by = by};
  s->x = ad_fd_base(e->fd, by);
  s->scale = stepsize_scale(s->x);
  find_truth(s, e, g);
  struct function f = {e->fd, of, by, s->x, (double)INFINITY};
  s->f = value(&f, s->x);
  for (size_t i = 0; i < STEPSIZE_POINTS; i++)
    measure(s, &f, i);
  stepsize_fit(s);
}
