# SPDX-License-Identifier: GPL-3.0-or-later
# Engines side by side: counts, times, fits.

program_sources += \
  %D%/engine_set.c \
  %D%/engine_set.h \
  %D%/fit.c \
  %D%/fit.h \
  %D%/measure.c \
  %D%/measure.h \
  %D%/measure_times.c \
  %D%/sample.c \
  %D%/sample.h \
  %D%/slopes.c \
  %D%/slopes.h
