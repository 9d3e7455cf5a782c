# SPDX-License-Identifier: GPL-3.0-or-later
# From tree to graph.

library_sources += \
  %D%/lower.c \
  %D%/lower_call.c \
  %D%/lower_derivative.c \
  %D%/lower_item.h \
  %D%/lower_matrix.c \
  %D%/lower_memo.c \
  %D%/lower_special.c \
  %D%/lower_term.c \
  %D%/lower_warn.c
