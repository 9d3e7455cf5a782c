/* SPDX-License-Identifier: GPL-3.0-or-later
   The reverse pass as a graph of its own, for languages in which it is written
   out: line by line as the formulas have it, else as the symbolic engine's
   sweep does.  Read formulas.h and symbolic.h before. */
#ifndef ADJOINTS_H
#define ADJOINTS_H

#include "formulas.h"
#include "sheet.h"

/* One output, differentiated: a graph that goes on where the sheet's ends. */
struct adjoints {
  ad_ref y;
  ad_ref seed;     /* a leaf for the adjoint of y; AD_NO_INDEX: it is 1     */
  size_t n;
  ad_ref *x, *bar; /* x[n]: nodes in the order of the sweep; bar[n]: their
                      adjoints                                              */
  size_t *leaf;    /* leaf[wrt]: which x is the one differentiated by       */
  ad_graph *g;
  ad_formulas *formulas; /* whose lines the x are; NULL: none               */
};

/* Is the worksheet's point on no kink?  On one the sweep follows a convention,
   and a formula its rounding. */
ad_status adjoints_smooth(const ad_sheet *sheet, int *smooth, ad_error *err);

/* Of the output y of the sheet, by formulas where the point is smooth.
   AD_ENOMEM, AD_ELIMIT.  The caller calls adjoints_free in any case. */
ad_status adjoints_make(struct adjoints *a, const ad_sheet *sheet, ad_ref y,
                        int smooth, ad_error *err);
void adjoints_free(struct adjoints *a);

#endif
