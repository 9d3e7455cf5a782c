/* SPDX-License-Identifier: GPL-3.0-or-later
   See hand.h. */
#include "hand.h"

#include <math.h>

#include "bench.h"

void hand_expect(const struct problem *p, size_t n, size_t m, size_t rows,
                 size_t cols)
{
  if (p->n != n || p->m != m || p->rows != rows || p->cols != cols)
    bench_stop("%s: the worksheet has other sizes than the code by hand",
               p->w->name);
}

double hand_logsumexp(size_t n, const double *t, double *e, double *sum)
{
  double largest = t[0];
  for (size_t k = 1; k < n; k++)
    if (t[k] > largest)
      largest = t[k];
  *sum = 0;
  for (size_t k = 0; k < n; k++) {
    e[k] = exp(t[k] - largest);
    *sum += e[k];
  }
  return largest + log(*sum);
}
