/* SPDX-License-Identifier: GPL-3.0-or-later
   Forms into nodes of a builder.  Internal; read form.h before. */
#ifndef AD_FORM_LOWER_H
#define AD_FORM_LOWER_H

#include "graph/builder.h"
#include "symbolic/form.h"

/* Builds forms[n], and what they need, behind the nodes of b, the builder
   whose graph w is over; out[i] has the shape shapes[i], a literal 1 as there.
   The failure of w, or of b; out is AD_NO_REF then. */
ad_status ad_sym_lower(ad_algebra *w, ad_builder *b, size_t n,
                       const ad_sym *forms, const ad_shape *shapes,
                       ad_ref *out);

#endif
