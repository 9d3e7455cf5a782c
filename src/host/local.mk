# SPDX-License-Identifier: GPL-3.0-or-later
# What the program asks of the machine.

program_sources += \
  %D%/deadline.c \
  %D%/deadline.h \
  %D%/exits.c \
  %D%/exits.h \
  %D%/files.c \
  %D%/files.h \
  %D%/inputs.c \
  %D%/inputs.h \
  %D%/interrupt.c \
  %D%/interrupt.h \
  %D%/jobs.c \
  %D%/jobs.h \
  %D%/limit.c \
  %D%/limit.h \
  %D%/machine.c \
  %D%/machine.h \
  %D%/near_file.c \
  %D%/near_file.h \
  %D%/output.c \
  %D%/output.h \
  %D%/progress.c \
  %D%/progress.h \
  %D%/spawn.c \
  %D%/spawn.h \
  %D%/spawn_words.c \
  %D%/threads.c \
  %D%/threads.h \
  %D%/timer.c \
  %D%/timer.h \
  %D%/written.c \
  %D%/written.h
