# SPDX-License-Identifier: GPL-3.0-or-later
# The command draw.

program_sources += \
  %D%/cmd_draw.c \
  %D%/dot_write.c \
  %D%/dot_write.h \
  %D%/figure.c \
  %D%/figure.h \
  %D%/graph_figure.c \
  %D%/graph_figure.h \
  %D%/graph_partial.c \
  %D%/graph_text.c \
  %D%/layout.c \
  %D%/layout.h \
  %D%/picture.c \
  %D%/picture.h \
  %D%/scheme.c \
  %D%/scheme.h \
  %D%/scheme_figure.c \
  %D%/tikz_write.c \
  %D%/tikz_write.h
