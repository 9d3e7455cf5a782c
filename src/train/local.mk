# SPDX-License-Identifier: GPL-3.0-or-later
# The command train.

program_sources += \
  %D%/batch.c \
  %D%/batch.h \
  %D%/cmd_train.c \
  %D%/curves.h \
  %D%/fault.c \
  %D%/plot_training.c \
  %D%/samples.c \
  %D%/samples.h \
  %D%/show_pass.c \
  %D%/show_training.c \
  %D%/trainer.c \
  %D%/trainer.h \
  %D%/training.h \
  %D%/training_csv.c \
  %D%/training_files.c \
  %D%/training_json.c
