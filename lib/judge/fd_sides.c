/* SPDX-License-Identifier: GPL-3.0-or-later
   Kinks and jumps: what the function does on either side of the point.  Read
   fd_data.h before. */
#include <float.h>
#include <math.h>

#include "judge/fd_data.h"
#include "judge/stencil.h"

static const double sign[2] = {-1, 1};

/* --- slopes --------------------------------------------------------------- */

/* The slope to one side: at the first step without dirt but the tie. */
static void take_slope(ad_fd *fd, const ad_fd_scale *s, int side,
                       ad_fd_estimate *out)
{
  static ad_deriv_rule *const rules[2] = {gsl_deriv_backward,
                                          gsl_deriv_forward};
  const unsigned harmless = AD_DIRT_TIE | AD_DIRT_JUMP;
  double h, value, error;
  for (size_t k = 0; (h = ad_fd_step(s, k)) > 0; k++) {
    unsigned dirt = ad_memo_dirt(&fd->memo, s->x + sign[side] * h, fd->of);
    if (dirt & ~harmless || !ad_fd_run(fd, rules[side], h, &value, &error) ||
        !isfinite(error))
      continue;
    *(side ? &out->right : &out->left) = value;
    out->side_error[side] = error;
    out->side_step[side] = 4 * fd->nearest; /* of points h/4 apart         */
    return;
  }
}

/* --- jumps ---------------------------------------------------------------- */

/* The value at the point as it is approached from one side, from `distance`
   along the slope, where there is one. */
static double limit(ad_fd *fd, int side, double distance,
                    const ad_fd_estimate *e)
{
  double slope = side ? e->right : e->left;
  double d = sign[side] * distance;
  double value = ad_memo_value(&fd->memo, fd->memo.x + d, fd->of);
  return isfinite(slope) ? value - slope * d : value;
}

/* How far the values on both sides and at the point lie apart. */
static double spread(ad_fd *fd, double distance, const ad_fd_estimate *e,
                     double value[2])
{
  double at = ad_memo_base(&fd->memo, fd->of);
  for (int side = 0; side < 2; side++)
    value[side] = limit(fd, side, distance, e);
  return fmax(fabs(value[1] - value[0]),
              fmax(fabs(value[0] - at), fabs(value[1] - at)));
}

/* What rounding may make of a gap: beside the values, the point itself is
   rounded, and the slope carries that on. */
static double rounding_of(const ad_fd_scale *s, double step, double size,
                          const ad_fd_estimate *e)
{
  double slope = fmax(isfinite(e->left) ? fabs(e->left) : 0,
                      isfinite(e->right) ? fabs(e->right) : 0);
  return 64 * DBL_EPSILON * fmax(size, slope * fmax(fabs(s->x), step));
}

/* Are both gaps, from the point to either side, the same a little farther
   away?  What rounding makes is another at every distance.  One that grows on
   the way to the point has no bound: its value becomes infinite. */
static int stays(ad_fd *fd, double near, double value[2], double gap,
                 const ad_fd_estimate *e)
{
  double at = ad_memo_base(&fd->memo, fd->of);
  double here[2] = {value[0], value[1]}, there[2];
  for (double times = 3; times < 400; times *= 5) {
    spread(fd, times * near, e, there);
    for (int side = 0; side < 2; side++) {
      double change = here[side] - there[side];
      if (fabs(here[side] - at) > fabs(there[side] - at) &&
          change * (here[side] - at) > 0 && fabs(change) > 0.01 * gap)
        value[side] = copysign((double)INFINITY, change);
      else if (!(fabs(change) <= 0.01 * gap) || isinf(value[side]))
        return 0;
      here[side] = there[side];
    }
  }
  return 1;
}

/* A jump stays as it is however near one looks; what bends or rises steeply
   comes together. */
static void find_jump(ad_fd *fd, const ad_fd_scale *s, ad_fd_estimate *out)
{
  double step = fmin(isfinite(out->side_step[0]) ? out->side_step[0] : s->first,
                     isfinite(out->side_step[1]) ? out->side_step[1]
                                                 : s->first);
  double near = fmax(1e-7 * step, s->least), value[2], farther[2];
  double gap = spread(fd, near, out, value);
  double before = spread(fd, fmax(1e-3 * step, 1e3 * near), out, farther);
  double at = ad_memo_base(&fd->memo, fd->of);
  double size = fmax(fabs(at), fmax(fabs(value[0]), fabs(value[1])));
  if (!isfinite(gap) || !(gap > rounding_of(s, step, size, out)) ||
      gap < 0.1 * before || !stays(fd, near, value, gap, out))
    return;
  out->reason = AD_FD_JUMP;
  out->at = at;
  for (int side = 0; side < 2; side++)
    out->side_value[side] = isinf(value[side])                   ? value[side]
                            : fabs(value[side] - at) <= 1e-12 * size ? at
                            : fabs(value[side]) <= 1e-12 * size    ? 0
                                                                : value[side];
}

void ad_fd_look_aside(ad_fd *fd, const ad_fd_scale *s, unsigned dirt,
                      ad_fd_estimate *out)
{
  take_slope(fd, s, 0, out);
  take_slope(fd, s, 1, out);
  if (dirt & AD_DIRT_JUMP)
    find_jump(fd, s, out);
}

/* By halving: the half with the larger change has the jump, which stays, while
   what is continuous comes together. */
int ad_fd_jumps(ad_fd *fd, double t)
{
  enum { HALVINGS = 24 };
  double low = fd->memo.x, high = t;
  double below = ad_memo_base(&fd->memo, fd->of);
  double above = ad_memo_value(&fd->memo, high, fd->of);
  double change = fabs(above - below);
  for (int i = 0; i < HALVINGS; i++) {
    double middle = low + (high - low) / 2;
    double value = ad_memo_value(&fd->memo, middle, fd->of);
    if (fabs(value - below) >= fabs(above - value)) {
      high = middle;
      above = value;
    } else {
      low = middle;
      below = value;
    }
  }
  return fabs(above - below) > 0.01 * change && change > 0;
}
