# SPDX-License-Identifier: GPL-3.0-or-later
# The command ops.

program_sources += \
  %D%/cmd_ops.c \
  %D%/op_choice.c \
  %D%/op_choice.h \
  %D%/op_math.c \
  %D%/op_record.c \
  %D%/op_record.h \
  %D%/op_text.c \
  %D%/op_text.h \
  %D%/ops_csv.c \
  %D%/ops_json.c
