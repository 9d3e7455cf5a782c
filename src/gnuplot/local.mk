# SPDX-License-Identifier: GPL-3.0-or-later
# Scripts for gnuplot.

program_sources += \
  %D%/contour.c \
  %D%/contour.h \
  %D%/plot.c \
  %D%/plot.h \
  %D%/plot_axis.c \
  %D%/plot_axis.h \
  %D%/plot_labels.c \
  %D%/plot_run.c \
  %D%/plot_style.c
