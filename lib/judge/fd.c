/* SPDX-License-Identifier: GPL-3.0-or-later
   See fd.h.  The graph is evaluated through fd_points.h, which also says what
   is wrong with a point (stencil.h); steps are chosen in fd_steps.c, kinks and
   jumps looked at in fd_sides.c. */
#include "judge/fd_data.h"

#include <math.h>
#include <stdlib.h>

#include "engines/value_data.h"
#include "judge/stencil.h"

static ad_status make(const ad_graph *g, ad_value *beside, ad_fd **out,
                      ad_error *err)
{
  *out = NULL;
  ad_fd *fd = calloc(1, sizeof *fd);
  if (!fd)
    return ad_fail_memory(err, sizeof *fd);
  ad_status status = ad_memo_init(&fd->memo, g, beside, err);
  if (status != AD_OK) {
    ad_fd_free(fd);
    return status;
  }
  *out = fd;
  return AD_OK;
}

ad_status ad_fd_new(const ad_graph *g, ad_fd **out, ad_error *err)
{
  return make(g, NULL, out, err);
}

ad_status ad_fd_new_beside(ad_value *e, ad_fd **out, ad_error *err)
{
  return make(e->program.g, e, out, err);
}

void ad_fd_free(ad_fd *fd)
{
  if (fd)
    ad_memo_free(&fd->memo);
  free(fd);
}

ad_status ad_fd_set(ad_fd *fd, size_t leaf, const double *x)
{
  return ad_memo_set(&fd->memo, leaf, x);
}

void ad_fd_turn(const ad_fd_aim *aim)
{
  if (aim->along)
    ad_memo_aim_along(&aim->fd->memo, aim->along);
  else
    ad_memo_aim(&aim->fd->memo, aim->by);
  aim->fd->of = aim->of;
}

static int has(const ad_fd *fd, size_t of, size_t by)
{
  const ad_graph *g = fd->memo.program.g;
  return of < ad_graph_output_entries(g) && by < ad_graph_wrt_entries(g);
}

static void estimate(const ad_fd_aim *aim, ad_fd_estimate *out)
{
  ad_fd *fd = aim->fd;
  size_t before = fd->memo.evaluations;
  *out = (ad_fd_estimate){.value = (double)NAN, .error = (double)INFINITY,
                          .reason = AD_FD_DOMAIN, .left = (double)NAN,
                          .right = (double)NAN,
                          .side_error = {(double)INFINITY, (double)INFINITY},
                          .side_step = {(double)NAN, (double)NAN},
                          .side_value = {(double)NAN, (double)NAN}};
  if (!has(fd, aim->of, aim->by))
    return;
  ad_fd_turn(aim);
  if (isfinite(fd->memo.x) && isfinite(ad_memo_base(&fd->memo, aim->of)))
    ad_fd_search(fd, out);
  out->evaluations = fd->memo.evaluations - before;
}

void ad_fd_entry(ad_fd *fd, size_t of, size_t by, ad_fd_estimate *out)
{
  estimate(&(ad_fd_aim){.fd = fd, .of = of, .by = by}, out);
}

void ad_fd_direction(ad_fd *fd, size_t of, const double *d,
                     ad_fd_estimate *out)
{
  estimate(&(ad_fd_aim){.fd = fd, .of = of, .along = d}, out);
}

/* --- single points -------------------------------------------------------- */

/* Of a point t of a stencil. */
static ad_fd_reason reason_at(ad_fd *fd, double t, unsigned dirt)
{
  ad_fd_reason reason = dirt ? ad_fd_reason_of(dirt) : AD_FD_CLEAN;
  return reason == AD_FD_KINK && dirt & AD_DIRT_JUMP && ad_fd_jumps(fd, t)
           ? AD_FD_JUMP
           : reason;
}

double ad_fd_base(ad_fd *fd, size_t by)
{
  if (!has(fd, 0, by))
    return (double)NAN;
  ad_memo_aim(&fd->memo, by);
  return fd->memo.x + ad_fd_offset(fd);
}

double ad_fd_at(ad_fd *fd, size_t of, size_t by, double t,
                ad_fd_reason *reason)
{
  if (!has(fd, of, by)) {
    if (reason)
      *reason = AD_FD_DOMAIN;
    return (double)NAN;
  }
  ad_memo_aim(&fd->memo, by);
  fd->of = of;
  t -= ad_fd_offset(fd);
  if (reason)
    *reason = reason_at(fd, t, ad_memo_dirt(&fd->memo, t, of));
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
      unsigned found = ad_memo_dirt(&fd->memo, h, of);
      if (found && !dirt)
        fd->of = of; /* the entry that is asked whether it jumps */
      dirt |= found;
      y[of] = ad_memo_value(&fd->memo, h, of);
    }
    reasons[i] = reason_at(fd, h, dirt);
  }
  ad_memo_turn_away(&fd->memo);
}
