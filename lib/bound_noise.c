/* SPDX-License-Identifier: GPL-3.0-or-later
   The rounding noise of an output's value, and what underflow on the way may
   cost.  Read bound_parts.h before. */
#include <float.h>
#include <math.h>

#include "bound_factored.h"
#include "bound_parts.h"
#include "entry.h"

/* v = max + log(sum), both within log n of v, and the logarithm of a rounded
   sum is off by eps, however small it is. */
static const double *logsumexp_sizes(ad_bound *b, size_t i)
{
  const ad_node *x = &b->program.g->nodes[i];
  const double *size = b->size + b->program.value[i];
  for (size_t e = 0; e < ad_entries(x); e++) {
    ad_group z = ad_group_of(b->program.g, x, e);
    b->work[e] = 1 + log((double)z.count) + size[e];
  }
  return b->work;
}

/* What the roundings inside a node are relative to: |v|, or for sums of
   products the sum of their magnitudes; NULL where nothing is rounded. */
static const double *magnitudes(ad_bound *b, size_t i)
{
  const ad_node *x = &b->program.g->nodes[i];
  const ad_op_row *row = ad_op_get((ad_op)x->op);
  if (row->kind == AD_KIND_factored)
    return ad_bound_factored_noise(b, i);
  if (x->op == AD_OP_logsumexp)
    return logsumexp_sizes(b, i);
  if (row->form != AD_FORM_none && row->form != AD_FORM_product &&
      row->form != AD_FORM_reduce)
    return NULL;
  if (row->kind != AD_KIND_linear && row->kind != AD_KIND_bilinear)
    return b->size + b->program.value[i];
  ad_call c = ad_bound_call(b, x);
  ad_program_kernels(&b->program, x)
    ->value(&c, b->work, ad_bound_operands(b, x, b->size));
  return b->work;
}

/* What a matrix that is singular within rounding gives: like entries whose S
   is not finite. */
static int is_lost(const ad_bound *b, size_t i, double size)
{
  const ad_node *x = &b->program.g->nodes[i];
  return !isfinite(size) &&
         ad_op_get((ad_op)x->op)->kind == AD_KIND_factored;
}

/* A subnormal is rounded as the least normal number is.
   (Entries whose S is not finite are not on the path of any leaf that is
   compared: their rounding does not move.) */
void ad_bound_add_noise(ad_bound *b, size_t i)
{
  const double *size = magnitudes(b, i);
  const double *bar = b->bar + b->program.value[i];
  size_t n = ad_entries(&b->program.g->nodes[i]);
  for (size_t e = 0; size && e < n; e++)
    if (bar[e] != 0 && isfinite(bar[e]) && !is_lost(b, i, size[e]))
      b->noise += bar[e] * fmax(size[e], DBL_MIN);
}

/* A tangent's products may each lose one least double, on which S of the
   node still acts. */
void ad_bound_add_losses(ad_bound *b, size_t i)
{
  const ad_node *x = &b->program.g->nodes[i];
  const double *bar = b->bar + b->program.value[i];
  int factored = ad_op_get((ad_op)x->op)->kind == AD_KIND_factored;
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
