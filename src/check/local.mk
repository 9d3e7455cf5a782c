# SPDX-License-Identifier: GPL-3.0-or-later
# The command check.

program_sources += \
  %D%/answers_judge.c \
  %D%/answers_list.c \
  %D%/answers_pack.c \
  %D%/check.c \
  %D%/check.h \
  %D%/check_lint.c \
  %D%/check_write.c \
  %D%/class.c \
  %D%/class.h \
  %D%/class_show.c \
  %D%/class_write.c \
  %D%/cmd_check.c \
  %D%/marks.c \
  %D%/notes.c \
  %D%/seen.c \
  %D%/show_check.c \
  %D%/tasks.c
