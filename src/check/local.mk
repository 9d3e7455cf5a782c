# SPDX-License-Identifier: GPL-3.0-or-later
# The command check.

program_sources += \
  %D%/check.c \
  %D%/check.h \
  %D%/check_write.c \
  %D%/cmd_check.c \
  %D%/notes.c \
  %D%/show_check.c
