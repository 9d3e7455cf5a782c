/* SPDX-License-Identifier: GPL-3.0-or-later
   Which derivative shows most: a large one, whose differences have truncation
   errors that can be seen.  Read stepsize_gather.h before. */
#include "stepsize/stepsize_gather.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "host/exits.h"

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

/* How well truncation would show in the V of an entry: 2 for the central
   formula, 1 for the one-sided alone, 0 for none. */
static int shows_truncation(struct engines *e, size_t of, size_t by,
                            double derivative, double noise)
{
  static const double PART = 1e-6, STEP = 0.01;
  double x = ad_fd_base(e->fd, by), h = STEP * stepsize_scale(x);
  ad_fd_reason a, b;
  double right = ad_fd_at(e->fd, of, by, x + h, &a);
  double left = ad_fd_at(e->fd, of, by, x - h, &b);
  double f = ad_fd_at(e->fd, of, by, x, NULL);
  double seen = PART * fabs(derivative) +
                STEPSIZE_CLEAR * DBL_EPSILON * noise / h;
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
  stepsize_reverse(e, g, of, row);
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
