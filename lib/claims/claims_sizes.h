/* SPDX-License-Identifier: GPL-3.0-or-later
   The worksheet at other sizes, and what is tried there.  Internal;
   read claims_world.h before. */
#ifndef AD_CLAIMS_SIZES_H
#define AD_CLAIMS_SIZES_H

#include "claims/claims_world.h"

/* claims_sizes.c: sheets like that of the judge at other sizes, judges of their
   own, are made, where there are such.  AD_ENOMEM. */
ad_status ad_judge_add_sizes(ad_judge *judge, ad_error *err);
/* at[shape] of a model: x in, its numbers again and again. */
void ad_size_stretch(const ad_leaf_model *model, double *x);
/* claims_resized.c: holds what is right at all points against these sheets. */
ad_status ad_claims_resize(ad_claims *c, const ad_judge *judge, ad_error *err);
/* "n = 3, d = 5" of a judge at other sizes. */
void ad_size_text(const ad_judge *at, char *text, size_t size);

enum { AD_VERSIONS = 160 }; /* of a right side, at most                    */

/* A right side in several versions: terms are owned. */
typedef struct ad_versions {
  size_t n;
  ad_expr of[AD_VERSIONS];
} ad_versions;

/* claims_versions.c: of the right side, those that it may have where the sheet
   has the sizes of `at`; the caller drops *out, which begins empty, in any
   case.  AD_ENOMEM. */
ad_status ad_versions_list(const ad_judge *at, const ad_expr *expr,
                           ad_versions *out, ad_error *err);
void ad_versions_drop(ad_versions *all);

#endif
