# SPDX-License-Identifier: GPL-3.0-or-later
# Wrong claims, and what went wrong.

library_sources += \
  %D%/constant.c \
  %D%/edit.c \
  %D%/edit_kinds.c \
  %D%/known.c \
  %D%/mistakes.c \
  %D%/mistakes_data.h \
  %D%/mistakes_image.c \
  %D%/repair.c \
  %D%/suspects.c
