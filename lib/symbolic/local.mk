# SPDX-License-Identifier: GPL-3.0-or-later
# Derivatives as graphs.

library_sources += \
  %D%/acts.c \
  %D%/acts.h \
  %D%/cofactors.c \
  %D%/derivation.c \
  %D%/derivation.h \
  %D%/derivative.c \
  %D%/expr_latex.c \
  %D%/expr_latex.h \
  %D%/form.c \
  %D%/form.h \
  %D%/form_call.c \
  %D%/form_call_expr.c \
  %D%/form_diagonal.c \
  %D%/form_expr.c \
  %D%/form_expr.h \
  %D%/form_factored.c \
  %D%/form_identity.c \
  %D%/form_lower.c \
  %D%/form_lower.h \
  %D%/form_matrix.c \
  %D%/form_matrix_expr.c \
  %D%/form_mean_expr.c \
  %D%/form_place_expr.c \
  %D%/form_product.c \
  %D%/form_shorter.c \
  %D%/form_shorter.h \
  %D%/form_sign_expr.c \
  %D%/form_sum.c \
  %D%/form_terms.h \
  %D%/form_total.c \
  %D%/form_where.c \
  %D%/formulas.c \
  %D%/gradient.h \
  %D%/identities.def \
  %D%/locals.c \
  %D%/name_latex.c \
  %D%/others.c \
  %D%/pullback.c \
  %D%/ratio.c \
  %D%/ratio.h \
  %D%/rule.c \
  %D%/rule.h \
  %D%/sweep_forward.c \
  %D%/sweep_reverse.c \
  %D%/sweep_rule.c \
  %D%/sweep_rule.h \
  %D%/text_latex.c \
  %D%/text_strength.c
