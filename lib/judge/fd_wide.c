/* SPDX-License-Identifier: GPL-3.0-or-later
   See fd_wide.h. */
#include "judge/fd_wide.h"

#include <math.h>

#include "judge/stencil.h"

static const double times_error = 3;

double ad_fd_wide_bar(const ad_fd_wide *w, double noise)
{
  return times_error * w->error + (w->measured ? 0 : noise / w->step);
}

/* May the stencil of h be looked at?  At x +- h operands may have moved too
   far, since those of h / 2, which are clean, show what comes of that. */
static int is_clean(ad_fd *fd, double h)
{
  return !(ad_fd_dirt(fd, h) & ~(unsigned)AD_DIRT_WIDTH) &&
         !ad_fd_dirt(fd, h / 2) && !ad_fd_dirt(fd, h / 4);
}

/* The quotient of h, where it may be taken. */
static int take(ad_fd *fd, double h, ad_fd_wide *w)
{
  if (!is_clean(fd, h))
    return 0;
  *w = (ad_fd_wide){.step = h, .value = ad_fd_five_points(fd, h)};
  w->error = fabs(w->value - ad_fd_five_points(fd, h / 2));
  return isfinite(w->error);
}

/* --- many points ---------------------------------------------------------- */

/* Twice as many points, the odd powers that are fitted to them, and the
   standard errors that count: 59 numbers are free, so five are never met by
   chance. */
enum { PAIRS = 64, POWERS = 3 };
static const double times_standard = 5;
/* Worth so many points is a bound that is too large by so much. */
static const double times_room = 4;
static const double most_sizes = 8;

/* One power, less what the lower ones have of it. */
typedef struct power {
  double at[PAIRS], slope; /* at the pairs, and at 0                       */
  double square;           /* the sum of at^2                              */
} power;

static double product(const double *a, const double *b)
{
  double sum = 0;
  for (size_t i = 0; i < PAIRS; i++)
    sum += a[i] * b[i];
  return sum;
}

static void make_powers(power *p)
{
  for (size_t k = 0; k < POWERS; k++) {
    p[k].slope = k == 0;
    for (size_t i = 0; i < PAIRS; i++)
      p[k].at[i] = pow((double)(i + 1) / PAIRS, (double)(2 * k + 1));
    for (size_t j = 0; j < k; j++) {
      double part = product(p[k].at, p[j].at) / p[j].square;
      p[k].slope -= part * p[j].slope;
      for (size_t i = 0; i < PAIRS; i++)
        p[k].at[i] -= part * p[j].at[i];
    }
    p[k].square = product(p[k].at, p[k].at);
  }
}

/* The slope at 0 of the polynomial nearest to half[PAIRS], the halves of
   f(x + t) - f(x - t), t from h / PAIRS to h, and what is known of it: how
   far the points lie from the polynomial, which is how far rounding throws
   them, and what the highest power adds. */
static void fit(double *half, double h, ad_fd_wide *w)
{
  power p[POWERS];
  double slope = 0, last = 0, spread = 0;
  make_powers(p);
  for (size_t k = 0; k < POWERS; k++) {
    double part = product(half, p[k].at) / p[k].square;
    last = part * p[k].slope;
    slope += last;
    spread += p[k].slope * p[k].slope / p[k].square;
    for (size_t i = 0; i < PAIRS; i++)
      half[i] -= part * p[k].at[i];
  }
  double rest = product(half, half) / (PAIRS - POWERS);
  double standard = sqrt(rest * spread);
  *w = (ad_fd_wide){.step = h, .value = slope / h, .measured = 1};
  w->error = (times_standard * standard + fabs(last)) / h / times_error;
}

static int take_many(ad_fd *fd, double h, ad_fd_wide *w)
{
  double half[PAIRS];
  if (!is_clean(fd, h))
    return 0;
  for (size_t i = 0; i < PAIRS; i++) {
    double t = h * (double)(i + 1) / PAIRS;
    half[i] = (ad_memo_value(&fd->memo, fd->memo.x + t, fd->of) -
               ad_memo_value(&fd->memo, fd->memo.x - t, fd->of)) / 2;
  }
  fit(half, h, w);
  return isfinite(w->error);
}

void ad_fd_look_wide(const ad_fd_aim *aim, const ad_fd_estimate *first,
                     double noise, double room, ad_fd_wide *out)
{
  ad_fd *fd = aim->fd;
  ad_fd_wide now;
  *out = (ad_fd_wide){.step = 0};
  ad_fd_turn(aim);
  ad_fd_scale s = ad_fd_scale_of(fd);
  size_t before = fd->memo.evaluations;
  double bar = room; /* of the best so far                                 */
  for (double h = s.size; h > first->step && noise / h <= bar; h /= 2)
    if (take(fd, h, &now) && ad_fd_wide_bar(&now, noise) <= bar) {
      *out = now;
      bar = ad_fd_wide_bar(&now, noise);
    }
  double top = most_sizes * s.size;
  for (double h = top; out->step == 0 && h > first->step &&
                       noise / h <= times_room * room; h /= 2)
    if (take_many(fd, h, &now) && ad_fd_wide_bar(&now, noise) <= room)
      *out = now;
  out->evaluations = fd->memo.evaluations - before;
}
