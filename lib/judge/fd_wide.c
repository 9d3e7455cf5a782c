/* SPDX-License-Identifier: GPL-3.0-or-later
   See fd_wide.h. */
#include "judge/fd_wide.h"

#include <math.h>

#include "judge/stencil.h"

static const double times_error = 3;

double ad_fd_wide_bar(const ad_fd_wide *w, double noise)
{
  return times_error * w->error + noise / w->step;
}

/* The quotient of h; false where a point of h / 2 is not clean.  At x +- h
   operands may have moved too far, since the quotient of h / 2, which is
   clean, shows what comes of that. */
static int take(ad_fd *fd, double h, ad_fd_wide *w)
{
  if (ad_fd_dirt(fd, h) & ~(unsigned)AD_DIRT_WIDTH || ad_fd_dirt(fd, h / 2) ||
      ad_fd_dirt(fd, h / 4))
    return 0;
  w->step = h;
  w->value = ad_fd_five_points(fd, h);
  w->error = fabs(w->value - ad_fd_five_points(fd, h / 2));
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
  out->evaluations = fd->memo.evaluations - before;
}
