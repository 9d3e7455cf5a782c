# SPDX-License-Identifier: GPL-3.0-or-later
# A worksheet as a command sees it: loading, parts, names, heading.

program_sources += \
  %D%/autograd.c \
  %D%/autograd.h \
  %D%/conventions.c \
  %D%/conventions.h \
  %D%/data_words.c \
  %D%/data_words.h \
  %D%/entry_name.c \
  %D%/entry_name.h \
  %D%/failure.c \
  %D%/failure.h \
  %D%/heading.c \
  %D%/heading.h \
  %D%/label.c \
  %D%/label.h \
  %D%/load.c \
  %D%/load.h \
  %D%/matrix_words.c \
  %D%/matrix_words.h \
  %D%/node_json.c \
  %D%/node_json.h \
  %D%/name_list.c \
  %D%/name_list.h \
  %D%/nonzero.c \
  %D%/nonzero.h \
  %D%/order.c \
  %D%/order.h \
  %D%/parts.c \
  %D%/parts.h \
  %D%/read_text.c \
  %D%/read_text.h \
  %D%/reason_words.c \
  %D%/reason_words.h \
  %D%/sheet_command.c \
  %D%/sheet_command.h
