/* SPDX-License-Identifier: GPL-3.0-or-later
   See fd.h.  The graph is evaluated through memo.h, which also says what is
   wrong with a point (stencil.h); here are the choice of the step and the
   calls of GSL. */
#include "fd_data.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_deriv.h>

#include "stencil.h"

ad_status ad_fd_new(const ad_graph *g, ad_fd **out, ad_error *err)
{
  *out = NULL;
  ad_fd *fd = calloc(1, sizeof *fd);
  if (!fd)
    return ad_fail_memory(err, sizeof *fd);
  ad_status status = ad_memo_init(&fd->memo, g, err);
  if (status != AD_OK) {
    ad_fd_free(fd);
    return status;
  }
  *out = fd;
  return AD_OK;
}

void ad_fd_free(ad_fd *fd)
{
  if (fd)
    ad_memo_free(&fd->memo);
  free(fd);
}

void ad_fd_set(ad_fd *fd, size_t leaf, const double *x)
{
  ad_memo_set(&fd->memo, leaf, x);
}

/* --- GSL ------------------------------------------------------------------ */

static double value_at(double t, void *state)
{
  ad_fd *fd = state;
  fd->nearest = fmin(fd->nearest, fabs(t - fd->memo.x));
  return ad_memo_value(&fd->memo, t, fd->of);
}

typedef int deriv_rule(const gsl_function *f, double x, double h,
                       double *result, double *abserr);

/* Runs a rule from step h; false where its result is not finite. */
static int run_rule(ad_fd *fd, deriv_rule *rule, double h, double *value,
                    double *error)
{
  gsl_function f = {value_at, fd};
  fd->nearest = (double)INFINITY;
  return rule(&f, fd->memo.x, h, value, error) == 0 && isfinite(*value) &&
         isfinite(*error);
}

static int run_central(ad_fd *fd, double h, ad_fd_estimate *out)
{
  double value, error;
  if (!run_rule(fd, gsl_deriv_central, h, &value, &error))
    return 0;
  out->value = value;
  out->error = error;
  out->step = h;
  out->least_step = 2 * fd->nearest; /* its inner points are at h/2        */
  return 1;
}

/* --- the step ------------------------------------------------------------- */

/* Step number k, so that x + h is a double; 0 past the last. */
static double step_of(double x, size_t k)
{
  double h = 1e-2 * fmax(1, fabs(x));
  for (size_t i = 0; i < k; i++)
    h /= 10;
  if (k >= AD_FD_STEPS || h < 1000 * DBL_EPSILON * fabs(x))
    return 0;
  volatile double moved = x + h; /* rounded, whatever registers hold       */
  h = moved - x;
  return isfinite(h) ? h : 0;
}

/* What is wrong with the two points x +- h. */
static unsigned pair_dirt(ad_fd *fd, double h)
{
  double x = fd->memo.x;
  return ad_memo_dirt(&fd->memo, x + h, fd->of) |
         ad_memo_dirt(&fd->memo, x - h, fd->of);
}

/* The slope to one side: at the first step without dirt but the tie. */
static double slope(ad_fd *fd, double sign, deriv_rule *rule)
{
  double h, value, error;
  for (size_t k = 0; (h = step_of(fd->memo.x, k)) > 0; k++)
    if (!(ad_memo_dirt(&fd->memo, fd->memo.x + sign * h, fd->of) &
          ~(unsigned)AD_DIRT_TIE) &&
        run_rule(fd, rule, h, &value, &error))
      return value;
  return (double)NAN;
}

static ad_fd_reason reason_of(unsigned dirt)
{
  if (dirt & AD_DIRT_TIE && !(dirt & AD_DIRT_BRANCH))
    return AD_FD_KINK;
  if (dirt & AD_DIRT_DOMAIN)
    return AD_FD_DOMAIN;
  return dirt & AD_DIRT_WIDTH ? AD_FD_WIDTH : AD_FD_KINK;
}

/* A tie with no other kink between will be there at every step. */
static void search(ad_fd *fd, ad_fd_estimate *out)
{
  unsigned dirt = AD_DIRT_DOMAIN;
  double h;
  for (size_t k = 0; (h = step_of(fd->memo.x, k)) > 0; k++) {
    dirt = pair_dirt(fd, h);
    if (!dirt)
      dirt = pair_dirt(fd, h / 2);
    if (!dirt && run_central(fd, h, out)) {
      out->reason = AD_FD_CLEAN;
      return;
    }
    if (!dirt)
      dirt = AD_DIRT_DOMAIN;
    if (dirt & AD_DIRT_TIE && !(dirt & AD_DIRT_BRANCH))
      break;
  }
  out->reason = reason_of(dirt);
  if (out->reason == AD_FD_KINK) {
    out->left = slope(fd, -1, gsl_deriv_backward);
    out->right = slope(fd, 1, gsl_deriv_forward);
  }
}

void ad_fd_aim(ad_fd *fd, const ad_fd_estimate *e)
{
  if (e->along)
    ad_memo_aim_along(&fd->memo, e->along);
  else
    ad_memo_aim(&fd->memo, e->by);
  fd->of = e->of;
}

static void estimate(ad_fd *fd, size_t of, size_t by, const double *d,
                     ad_fd_estimate *out)
{
  size_t before = fd->memo.evaluations;
  *out = (ad_fd_estimate){.value = (double)NAN, .error = (double)INFINITY,
                          .reason = AD_FD_DOMAIN, .left = (double)NAN,
                          .right = (double)NAN, .fd = fd, .of = of, .by = by,
                          .along = d};
  ad_fd_aim(fd, out);
  if (isfinite(fd->memo.x) && isfinite(ad_memo_base(&fd->memo, of)))
    search(fd, out);
  out->evaluations = fd->memo.evaluations - before;
}

void ad_fd_entry(ad_fd *fd, size_t of, size_t by, ad_fd_estimate *out)
{
  estimate(fd, of, by, NULL, out);
}

void ad_fd_direction(ad_fd *fd, size_t of, const double *d,
                     ad_fd_estimate *out)
{
  estimate(fd, of, 0, d, out);
}

/* --- single points -------------------------------------------------------- */

static ad_fd_reason reason_at(unsigned dirt)
{
  return dirt ? reason_of(dirt) : AD_FD_CLEAN;
}

double ad_fd_base(ad_fd *fd, size_t by)
{
  ad_memo_aim(&fd->memo, by);
  return fd->memo.x;
}

double ad_fd_at(ad_fd *fd, size_t of, size_t by, double t,
                ad_fd_reason *reason)
{
  ad_memo_aim(&fd->memo, by);
  if (reason)
    *reason = reason_at(ad_memo_dirt(&fd->memo, t, of));
  return ad_memo_value(&fd->memo, t, of);
}

/* The dirt of an output is that of all its entries together. */
void ad_fd_displace(ad_fd *fd, double h, const double *d, double *y,
                    ad_fd_reason *reasons)
{
  const ad_graph *g = fd->memo.program.g;
  ad_memo_aim_along(&fd->memo, d);
  for (size_t i = 0, of = 0; i < g->n_outputs; i++) {
    unsigned dirt = 0;
    size_t end = of + ad_entries(&g->nodes[g->outputs[i]]);
    for (; of < end; of++) {
      dirt |= ad_memo_dirt(&fd->memo, h, of);
      y[of] = ad_memo_value(&fd->memo, h, of);
    }
    reasons[i] = reason_at(dirt);
  }
  ad_memo_turn_away(&fd->memo);
}
