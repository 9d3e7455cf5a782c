/* SPDX-License-Identifier: GPL-3.0-or-later
   The inside of an ad_fd, for the files that take differences: fd.c (its
   interface), fd_steps.c (which steps), fd_sides.c (kinks and jumps) and
   ladder.c (whether quotients settle).  Internal; read fd.h before. */
#ifndef AD_FD_DATA_H
#define AD_FD_DATA_H

#include "fd.h"
#include "memo.h"

struct ad_fd {
  ad_memo memo;
  size_t of;      /* the output entry that GSL sees                        */
  double nearest; /* the least |t - x| that GSL asked for                  */
};

/* Turns to what an estimate is of: an output entry, by a wrt entry or along a
   direction. */
void ad_fd_aim(ad_fd *fd, const ad_fd_estimate *e);

#endif
