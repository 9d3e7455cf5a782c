/* SPDX-License-Identifier: GPL-3.0-or-later
   Expressions into graphs: each term of a postfix array becomes a node, or
   is folded where it holds only numbers and sizes.  Read expr.h and graph.h
   before. */
#ifndef AD_LOWER_H
#define AD_LOWER_H

#include "expr.h"
#include "nodes.h"

AD_BEGIN_C

/* What terms of earlier expressions became in one builder, under one scope.
   The texts of those expressions must outlive it.  NULL without memory. */
typedef struct ad_lower_memo ad_lower_memo;
AD_API ad_lower_memo *ad_lower_memo_new(void);
AD_API void ad_lower_memo_free(ad_lower_memo *memo);

/* What names mean beside the builder's own. */
typedef struct ad_scope {
  /* A named size or loop variable: its value and whether it counts as a
     literal; 0 where the name is none.  May be NULL. */
  int (*number)(const void *state, const char *name, double *value);
  const void *state;
  /* Says more of an unknown name than `err` does, or takes its text away where
     another message has caused it; may be NULL. */
  void (*unknown)(const void *state, const char *name, ad_error *err);
  ad_report *report; /* takes warnings; may be NULL                        */
  /* Makes dy/dx, as ad_derivative in symbolic.h; NULL: derivatives may not
     stand here. */
  ad_status (*derive)(ad_builder *b, ad_ref y, ad_ref x, ad_ref *out,
                      ad_error *err);
  ad_lower_memo *memo; /* where many expressions have the same parts; or NULL */
} ad_scope;

/* Builds expr; *out is its node.  *written (may be NULL) is the outermost
   operation as written, a static string.  On failure err holds the place of
   the term; the builder's own error is cleared.  AD_EINPUT, AD_ENOMEM,
   AD_ELIMIT. */
AD_API ad_status ad_lower(ad_builder *b, const ad_expr *expr,
                          const ad_scope *scope, ad_ref *out,
                          const char **written, ad_error *err);

/* Parses and builds text, for C programs. */
AD_API ad_status ad_lower_text(ad_builder *b, const char *text,
                               const ad_scope *scope, ad_ref *out,
                               ad_error *err);

/* The value of an expression of numbers and sizes: any number, or a whole
   one of at least `least`.  AD_EINPUT with place where it is not one. */
AD_API ad_status ad_lower_number(const ad_expr *expr, const ad_scope *scope,
                                 double *out, ad_error *err);
AD_API ad_status ad_lower_size(const ad_expr *expr, const ad_scope *scope,
                               size_t least, size_t *out, ad_error *err);

/* Is the name taken by the language: a function, or pi, inf? */
AD_API int ad_lower_reserved(const char *name);

AD_END_C

#endif
