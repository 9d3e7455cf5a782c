/* SPDX-License-Identifier: GPL-3.0-or-later
   Forms as expressions of the worksheet language, which can be printed and read
   again.  Internal; read form.h and expr.h before. */
#ifndef AD_FORM_EXPR_H
#define AD_FORM_EXPR_H

#include "expr.h"
#include "symbolic/form.h"

/* How cuts are called: a name, which lives as long as the expression, or NULL
   where a cut is written out. */
typedef struct ad_form_names {
  const char *(*cut)(const void *state, ad_sym x);
  const void *state;
} ad_form_names;

/* The form as an expression; the caller frees it with ad_expr_free.  AD_EINPUT
   where it has no text: it is too long, or reads a large unnamed matrix.
   AD_ENOMEM. */
ad_status ad_form_expr(const ad_algebra *w, ad_sym x,
                       const ad_form_names *names, ad_expr **out,
                       ad_error *err);

#endif
