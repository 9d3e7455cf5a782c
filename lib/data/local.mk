# SPDX-License-Identifier: GPL-3.0-or-later
# CSV files, columns, random draws.

library_sources += \
  %D%/csv.c \
  %D%/csv_data.h \
  %D%/csv_field.c \
  %D%/csv_field.h \
  %D%/csv_field_slip.c \
  %D%/csv_read.c \
  %D%/csv_read.h \
  %D%/csv_text.c \
  %D%/frame.c \
  %D%/frame_coding.c \
  %D%/frame_column.c \
  %D%/frame_column.h \
  %D%/frame_scale.c \
  %D%/frame_scale.h \
  %D%/random.c \
  %D%/random.h
