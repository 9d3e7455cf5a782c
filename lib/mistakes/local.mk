# SPDX-License-Identifier: GPL-3.0-or-later
# Wrong claims, and what went wrong.

library_sources += \
  %D%/constant.c \
  %D%/edit.c \
  %D%/edit_kinds.c \
  %D%/edited.c \
  %D%/known.c \
  %D%/mistakes.c \
  %D%/mistakes_data.h \
  %D%/mistakes_image.c \
  %D%/slips.c \
  %D%/slips.def \
  %D%/slips.h \
  %D%/slips_entrywise.c \
  %D%/slips_matrix.c \
  %D%/slips_rules.c \
  %D%/slips_rules.def \
  %D%/suspects.c \
  %D%/whole.c \
  %D%/words.c
