/* SPDX-License-Identifier: GPL-3.0-or-later
   What underflow on the way to an output may cost.  Read bound_parts.h
   before. */
#include <math.h>

#include "judge/bound_factored.h"
#include "judge/bound_parts.h"

/* What a matrix that is singular within rounding gives: like entries whose S
   is not finite. */
static int is_lost(const ad_bound *b, size_t i, double size)
{
  const ad_node *x = &b->program.g->nodes[i];
  return !isfinite(size) &&
         ad_row_of(x)->kind == AD_KIND_factored;
}

/* A tangent's products may each lose one least double, on which S of the
   node still acts. */
void ad_bound_add_losses(ad_bound *b, size_t i)
{
  const ad_node *x = &b->program.g->nodes[i];
  const double *bar = b->bar + b->program.value[i];
  int factored = ad_row_of(x)->kind == AD_KIND_factored;
  double length = ad_bound_sum_length(b->program.g, x);
  for (size_t e = 0; e < ad_entries(x); e++) {
    if (bar[e] == 0 || !isfinite(bar[e]))
      continue;
    if (factored)
      length = ad_bound_factored_loss(b, i, e);
    if (!is_lost(b, i, length))
      b->lost += bar[e] * length;
  }
}
