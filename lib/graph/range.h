/* SPDX-License-Identifier: GPL-3.0-or-later
   What leaves the range of doubles, though nothing in the function is infinite
   or 0 there.  Internal. */
#ifndef AD_RANGE_H
#define AD_RANGE_H

#include "ops.h"

/* Its value is exp(1000), or exp(-1000): too large, or too small, to be told
   from infinity, or from 0.  1/0, 1 - 1 and 1 > 2 are what they are. */
typedef enum ad_left_range {
  AD_RANGE_KEPT,
  AD_RANGE_BELOW,
  AD_RANGE_ABOVE
} ad_left_range;

/* Of v, the value of an elementwise row at of[3]. */
ad_left_range ad_range_of(const ad_op_row *row, const double of[3], double v);

#endif
