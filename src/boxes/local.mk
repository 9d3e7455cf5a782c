# SPDX-License-Identifier: GPL-3.0-or-later
# What is drawn of a graph, and which nodes of it share a box.

program_sources += \
  %D%/boxes.c \
  %D%/boxes.h \
  %D%/boxes_rounds.c \
  %D%/scene.c \
  %D%/scene.h \
  %D%/scene_gradient.c
