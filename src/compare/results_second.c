/* SPDX-License-Identifier: GPL-3.0-or-later
   Second derivatives do not hang on their order: H(i, j) against H(j, i), each
   of which another sweep has found.  Read results.h before. */
#include <math.h>

#include "compare/results.h"

struct symmetry results_symmetry(const struct results *r)
{
  struct symmetry found = {0};
  size_t blocks = ad_sheet_is_hessian(r->sheet) && r->n > 0 ? r->m / r->n : 0;
  for (size_t at = 0; at < blocks * r->n * r->n; at++) {
    size_t first = at / (r->n * r->n) * r->n, i = at / r->n % r->n;
    size_t j = at % r->n;
    double x = r->reverse[(first + i) * r->n + j];
    double y = r->reverse[(first + j) * r->n + i];
    if (i >= j || !isfinite(x) || !isfinite(y))
      continue;
    double off = results_off(r, first + i, j) + results_off(r, first + j, i);
    found.pairs++;
    found.apart += fabs(x - y) > off;
  }
  return found;
}
