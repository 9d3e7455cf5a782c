# SPDX-License-Identifier: GPL-3.0-or-later
# The command sweep.

program_sources += \
  %D%/cmd_sweep.c \
  %D%/plot_sweep.c \
  %D%/plot_sweep.h \
  %D%/plot_sweep_data.c \
  %D%/plot_sweep_heat.c \
  %D%/plot_sweep_marks.c \
  %D%/plot_sweep_picture.h \
  %D%/plot_sweep_script.c \
  %D%/show_sweep.c \
  %D%/show_sweep.h \
  %D%/show_sweep_conclusion.c \
  %D%/show_sweep_growth.c \
  %D%/show_sweep_tables.c \
  %D%/sweep.c \
  %D%/sweep.h \
  %D%/sweep_csv.c \
  %D%/sweep_fit.c \
  %D%/sweep_gather.h \
  %D%/sweep_json.c \
  %D%/sweep_write.h \
  %D%/vary.c \
  %D%/vary.h
