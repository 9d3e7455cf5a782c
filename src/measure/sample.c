/* SPDX-License-Identifier: GPL-3.0-or-later
   Samples of long work.  Read sample.h before. */
#include "measure/sample.h"

static const double SHARE = 1.0 / 12; /* of the budget, for one repeat     */

size_t sample_size(size_t pieces, double seconds, double budget)
{
  if (pieces <= 1 || seconds * (double)pieces <= budget)
    return pieces;
  double fit = budget * SHARE / seconds;
  if (fit < 1)
    return 1;
  return fit < (double)pieces ? (size_t)fit : pieces;
}

/* floor((2i + 1) pieces / (2 taken)), without a product that overflows. */
size_t sample_place(size_t i, size_t taken, size_t pieces)
{
  size_t stretch = pieces / taken, rest = pieces % taken;
  return i * stretch +
         (size_t)(((double)stretch +
                   ((double)i * 2 + 1) * (double)rest / (double)taken) / 2);
}

double sample_scale(double seconds, double all_flops, double taken_flops,
                    size_t pieces, size_t taken)
{
  if (taken == pieces)
    return seconds;
  if (taken_flops > 0)
    return seconds * (all_flops / taken_flops);
  return seconds * ((double)pieces / (double)taken);
}
