# SPDX-License-Identifier: GPL-3.0-or-later
# Finite differences, bounds, agreement, counts.

library_sources += \
  %D%/agree.c \
  %D%/agree_data.h \
  %D%/agree_judge.c \
  %D%/agree_known.c \
  %D%/agree_known.h \
  %D%/bound.c \
  %D%/bound.h \
  %D%/bound_factored.c \
  %D%/bound_factored.h \
  %D%/bound_length.c \
  %D%/bound_loss.c \
  %D%/bound_parts.h \
  %D%/bound_singular.c \
  %D%/cost.c \
  %D%/cost_nodes.c \
  %D%/cost_rows.c \
  %D%/cost_rows.h \
  %D%/dense.h \
  %D%/fd.c \
  %D%/fd_data.h \
  %D%/fd_points.c \
  %D%/fd_points.h \
  %D%/fd_sides.c \
  %D%/fd_steps.c \
  %D%/fd_wide.c \
  %D%/fd_wide.h \
  %D%/ladder.c \
  %D%/ladder.h \
  %D%/sharp.c \
  %D%/sharp.h \
  %D%/sharp_factored.c \
  %D%/sharp_nodes.c \
  %D%/sharp_nodes.h \
  %D%/sharp_parts.h \
  %D%/sharp_reduce.c \
  %D%/sharp_rows.c \
  %D%/sharp_shake.c \
  %D%/sharp_text.c \
  %D%/sharp_text.h \
  %D%/stencil.c \
  %D%/stencil.h \
  %D%/stencil_elementwise.c \
  %D%/stencil_spread.c \
  %D%/stencil_structured.c \
  %D%/stencil_view.h
