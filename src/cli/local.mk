# SPDX-License-Identifier: GPL-3.0-or-later
# Options and commands.

program_sources += \
  %D%/cmd.c \
  %D%/cmd.h \
  %D%/option_rows.c \
  %D%/option_rows.h \
  %D%/option_training.c \
  %D%/option_values.c \
  %D%/option_values.h \
  %D%/options.c \
  %D%/options.h
