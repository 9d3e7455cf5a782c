# SPDX-License-Identifier: GPL-3.0-or-later
# What worksheets claim, judged.

library_sources += \
  %D%/answers.c \
  %D%/claims.c \
  %D%/claims_branches.c \
  %D%/claims_chain.c \
  %D%/claims_circular.c \
  %D%/claims_compare.c \
  %D%/claims_data.h \
  %D%/claims_derive.c \
  %D%/claims_line.c \
  %D%/claims_links.c \
  %D%/claims_manner.c \
  %D%/claims_names.c \
  %D%/claims_overflow.c \
  %D%/claims_path.c \
  %D%/claims_points.c \
  %D%/claims_product.c \
  %D%/claims_resized.c \
  %D%/claims_scale.c \
  %D%/claims_side.c \
  %D%/claims_sizes.c \
  %D%/claims_sizes.h \
  %D%/claims_structure.c \
  %D%/claims_value.c \
  %D%/claims_verdict.c \
  %D%/claims_versions.c \
  %D%/claims_world.c \
  %D%/claims_world.h
