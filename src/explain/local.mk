# SPDX-License-Identifier: GPL-3.0-or-later
# The command explain.

program_sources += \
  %D%/cmd_explain.c \
  %D%/explain.c \
  %D%/explain.h \
  %D%/explain_again.c \
  %D%/explain_write.c \
  %D%/show_explain.c
