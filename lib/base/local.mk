# SPDX-License-Identifier: GPL-3.0-or-later
# Statuses, messages, numbers and names as text, arrays that grow.

library_sources += \
  %D%/grow.c \
  %D%/grow.h \
  %D%/name_table.c \
  %D%/name_table.h \
  %D%/nearest.c \
  %D%/number.c \
  %D%/number.h \
  %D%/report.c \
  %D%/status.c \
  %D%/stream.c \
  %D%/stream.h \
  %D%/text_scan.c \
  %D%/text_scan.h \
  %D%/utf8.c \
  %D%/utf8.h
