/* SPDX-License-Identifier: GPL-3.0-or-later
   Read range.h before. */
#include "graph/range.h"

#include <float.h>
#include <math.h>

/* So near to 1 that no function leaves the range of doubles, but 0 is still 0,
   a sign a sign, and what is larger is larger: poles, differences of equal
   numbers and sides of kinks stay what they are. */
static double nearer(double x)
{
  double size = fabs(x);
  return x == 0 ? x
                : copysign(size < 1 ? 1 / (1 - log(size)) : 1 + log(size), x);
}

ad_left_range ad_range_of(const ad_op_row *row, const double of[3], double v)
{
  if (isfinite(v) && fabs(v) >= DBL_MIN)
    return AD_RANGE_KEPT;
  double near = row->value(nearer(of[0]), nearer(of[1]), nearer(of[2]), 0);
  if (isinf(v) && isfinite(near))
    return AD_RANGE_ABOVE;
  return isfinite(v) && near != 0 ? AD_RANGE_BELOW : AD_RANGE_KEPT;
}
