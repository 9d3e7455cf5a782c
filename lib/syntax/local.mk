# SPDX-License-Identifier: GPL-3.0-or-later
# From text to tree: scanner, parser, its actions and messages.

library_sources += \
  %D%/actions.c \
  %D%/actions_data.c \
  %D%/expr.c \
  %D%/expr_print.c \
  %D%/keywords.c \
  %D%/logical_line.c \
  %D%/mend.c \
  %D%/mend.h \
  %D%/mend_head.c \
  %D%/messages.c \
  %D%/messages.h \
  %D%/messages_file.c \
  %D%/messages_operand.c \
  %D%/messages_stray.c \
  %D%/parse.c \
  %D%/parse.h \
  %D%/slip_functions.def \
  %D%/slip_letters.def \
  %D%/slips.c \
  %D%/slips.def \
  %D%/slips.h \
  %D%/statement.c

libgrammar_la_SOURCES = %D%/parser.y %D%/scanner.l
libgrammar_la_CPPFLAGS = $(plain_cppflags)
libgrammar_la_CFLAGS = $(base_cflags) -w
BUILT_SOURCES = %D%/parser.h
