# SPDX-License-Identifier: GPL-3.0-or-later
# The command draw.

program_sources += \
  %D%/boxes.c \
  %D%/boxes.h \
  %D%/boxes_loops.c \
  %D%/cmd_draw.c \
  %D%/dot_edges.c \
  %D%/dot_label.c \
  %D%/dot_write.c \
  %D%/dot_write.h \
  %D%/picture.c \
  %D%/picture.h
