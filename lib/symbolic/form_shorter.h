/* SPDX-License-Identifier: GPL-3.0-or-later
   What the files that write formulas shorter share: form_shorter.c (what is
   tried), form_factored.c (factors in front of sums).  Internal; read form.h
   before. */
#ifndef AD_FORM_SHORTER_H
#define AD_FORM_SHORTER_H

#include "symbolic/form.h"

/* The shorter of two forms of one value; x where y failed. */
ad_sym ad_sym_shorter_of(const ad_algebra *w, ad_sym x, ad_sym y);

/* The exponent of base in the product, or the lone factor, x; 0: it is none. */
double ad_sym_exponent(const ad_algebra *w, ad_sym x, ad_sym base);

/* The sum, each term times y. */
ad_sym ad_sym_distributed(ad_algebra *w, ad_sym sum, ad_sym y);

/* The sum (AD_SYM_MOST terms at most) with the factor in front that some of its
   terms have in common, the one that saves most; itself where there is none. */
ad_sym ad_sym_grouped(ad_algebra *w, ad_sym sum);

/* The same with a matrix that products of matrices have on one side. */
ad_sym ad_sym_gathered(ad_algebra *w, ad_sym sum);

/* Is x of this kind, with AD_SYM_MOST operands at most? */
static inline int ad_sym_is_small(const ad_algebra *w, ad_sym x,
                                  ad_sym_kind kind)
{
  return w->cells[x].kind == kind && w->cells[x].n <= AD_SYM_MOST;
}

#endif
