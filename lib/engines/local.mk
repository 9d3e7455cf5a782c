# SPDX-License-Identifier: GPL-3.0-or-later
# Plain evaluation, forward mode, reverse mode, dual numbers, reach.

library_sources += \
  %D%/dual.c \
  %D%/edges.c \
  %D%/edges.h \
  %D%/forward.c \
  %D%/origin.c \
  %D%/reach.c \
  %D%/reach.h \
  %D%/reach_sweep.c \
  %D%/tape.c \
  %D%/trace.c \
  %D%/trace_apart.c \
  %D%/trace_data.h \
  %D%/value.c \
  %D%/value_data.h
