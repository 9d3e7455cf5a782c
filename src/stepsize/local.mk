# SPDX-License-Identifier: GPL-3.0-or-later
# The command stepsize.

program_sources += \
  %D%/cmd_stepsize.c \
  %D%/plot_errors.c \
  %D%/plot_stepsize.c \
  %D%/plot_stepsize.h \
  %D%/plot_stepsize_parts.c \
  %D%/plot_stepsize_parts.h \
  %D%/plot_taylor.c \
  %D%/show_best_steps.c \
  %D%/show_stepsize.c \
  %D%/show_stepsize.h \
  %D%/show_taylor.c \
  %D%/stepsize.c \
  %D%/stepsize.h \
  %D%/stepsize_branches.c \
  %D%/stepsize_choose.c \
  %D%/stepsize_claims.c \
  %D%/stepsize_claims.h \
  %D%/stepsize_csv.c \
  %D%/stepsize_gather.h \
  %D%/stepsize_json.c \
  %D%/stepsize_write.h \
  %D%/taylor.c \
  %D%/taylor.h
