/* SPDX-License-Identifier: GPL-3.0-or-later
   What second derivatives take, also by forward mode over forward mode.  Read
   show_compare.h before. */
#include "compare/show_compare.h"
#include "page/number_format.h"

void show_second_cost(struct page *page, const struct results *r,
                      const struct method_cost costs[METHODS])
{
  double n = (double)r->n, pairs = n * (n + 1) / 2;
  char a[FORMAT_SIZE], b[FORMAT_SIZE], c[FORMAT_SIZE], d[FORMAT_SIZE];
  page_print(page, "A sweep over the gradient gives a column of H by forward "
                   "mode, a row by reverse mode: %s of either.",
             format_count(a, n));
  if (r->twice_flops > 0)
    page_print(page,
               "Forward over forward gives one entry a sweep: %s of %s flops, "
               "%s in all; forward over reverse takes %s.",
               format_count(a, pairs), format_count(b, r->twice_flops),
               format_count(c, pairs * r->twice_flops),
               format_count(d, costs[METHOD_FORWARD].flops));
}
