# SPDX-License-Identifier: GPL-3.0-or-later
# The rows of the op set, nodes, shapes, the builder.

library_sources += \
  %D%/behind.c \
  %D%/behind.h \
  %D%/block.c \
  %D%/builder.c \
  %D%/builder.h \
  %D%/continue.c \
  %D%/entry.h \
  %D%/graph.c \
  %D%/graph_data.h \
  %D%/ops.c \
  %D%/range.c \
  %D%/range.h \
  %D%/row_words.def \
  %D%/rowmath.h \
  %D%/shape.c \
  %D%/sizes.c \
  %D%/sizes.h
