/* SPDX-License-Identifier: GPL-3.0-or-later
   A form that is linear in one symbol, taken apart from there outward.
   Internal; read locals.h and form.h before. */
#ifndef AD_ACTS_H
#define AD_ACTS_H

#include "locals.h"
#include "symbolic/form.h"

/* A factor as a form, and the form up to there; of OTHER `factor` is the call
   with `hole` for what it acts on. */
typedef struct ad_act_form {
  ad_act act;
  ad_axis axis;
  ad_sym factor, gives;
} ad_act_form;

typedef struct ad_acts {
  size_t n, room;
  ad_act_form *of;
} ad_acts;

/* The node of a symbol that stands for what is there so far, in the shape of
   x; `node`: what it is the adjoint of. */
ad_sym ad_acts_hole(ad_algebra *w, ad_sym x, uint32_t node);

/* Is everything between `seed` and x done entry by entry, in one shape? */
int ad_acts_entrywise(const ad_algebra *w, ad_sym x, ad_sym seed);

/* The steps from `seed` to x, in order; n is 0, and all is one step, where
   seed is read more than once.  AD_ENOMEM. */
ad_status ad_acts_find(ad_algebra *w, ad_sym x, ad_sym seed, ad_acts *acts);
void ad_acts_free(ad_acts *acts);

#endif
