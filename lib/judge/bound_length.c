/* SPDX-License-Identifier: GPL-3.0-or-later
   How many terms an entry's sums have, and how many sums it goes into: W of
   rule R1 counts them.  Read bound_parts.h before. */
#include <math.h>

#include "graph/entry.h"
#include "judge/bound_factored.h"
#include "judge/bound_parts.h"

double ad_bound_sum_length(const ad_graph *g, const ad_node *x)
{
  size_t edges = 0;
  for (size_t k = 0; k < x->arity; k++)
    edges += ad_edge_active(g, x, k) != 0;
  const ad_node *a = ad_operand_of(g, x, 0);
  switch (ad_row_of(x)->form) {
  case AD_FORM_product:
    return (double)edges * (double)(x->at[0] ? a->rows : a->cols);
  case AD_FORM_reduce:
    return (double)(ad_entries(a) / ad_entries(x));
  case AD_FORM_running:
    return (double)ad_entry_runs(x).length;
  case AD_FORM_none:
    return (double)edges;
  case AD_FORM_scalar:
  case AD_FORM_logarithm:
  case AD_FORM_square:
  case AD_FORM_system:
    return ad_bound_factored_sums(g, x);
  default:
    return 1;
  }
}

/* How often the list names what it names most often. */
static double most_listed(ad_bound *b, const ad_node *x)
{
  const ad_graph *g = b->program.g;
  const double *list = ad_bound_operands(b, x, b->memory->value)[1];
  size_t n = ad_entries(ad_operand_of(g, x, 1)), size = ad_entry_axis(g, x);
  double most = 0;
  for (size_t i = 0; i < size; i++)
    b->work[i] = 0;
  for (size_t i = 0; i < n; i++) {
    size_t at = ad_entry_listed(list[i], size);
    if (at != SIZE_MAX)
      most = fmax(most, ++b->work[at]);
  }
  return most;
}

double ad_bound_use_length(ad_bound *b, const ad_node *x, size_t k)
{
  const ad_graph *g = b->program.g;
  size_t entries = ad_entries(ad_operand_of(g, x, k));
  switch (ad_row_of(x)->form) {
  case AD_FORM_product:
    return (double)(k == 0 ? x->cols : x->rows);
  case AD_FORM_none:
  case AD_FORM_stretch:
    return (double)(ad_entries(x) / entries);
  case AD_FORM_running:
    return (double)ad_entry_runs(x).length;
  case AD_FORM_list:
    return most_listed(b, x);
  case AD_FORM_scalar:
  case AD_FORM_logarithm:
  case AD_FORM_square:
  case AD_FORM_system:
    return ad_bound_factored_uses(g, x, k);
  default:
    return 1;
  }
}
