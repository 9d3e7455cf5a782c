# SPDX-License-Identifier: GPL-3.0-or-later
# From statements to a worksheet.

library_sources += \
  %D%/activation.c \
  %D%/activation.h \
  %D%/sheet.c \
  %D%/sheet_ask.c \
  %D%/sheet_coding.c \
  %D%/sheet_draw.c \
  %D%/sheet_end.c \
  %D%/sheet_file.c \
  %D%/sheet_file.h \
  %D%/sheet_file_leaf.c \
  %D%/sheet_given.c \
  %D%/sheet_labels.c \
  %D%/sheet_leaf.c \
  %D%/sheet_line.c \
  %D%/sheet_loop.c \
  %D%/sheet_lost.c \
  %D%/sheet_names.c \
  %D%/sheet_net.c \
  %D%/sheet_path.c \
  %D%/sheet_read.h \
  %D%/sheet_resize.c \
  %D%/sheet_second.c \
  %D%/sheet_shift.c \
  %D%/sheet_statements.c \
  %D%/sheet_sweep.c \
  %D%/sheet_train.c
