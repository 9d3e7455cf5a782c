# SPDX-License-Identifier: GPL-3.0-or-later
# The commands export and import.

program_sources += \
  %D%/adjoints.c \
  %D%/adjoints.h \
  %D%/cmd_export.c \
  %D%/cmd_import.c \
  %D%/code.c \
  %D%/code.h \
  %D%/code_leaves.c \
  %D%/code_parts.c \
  %D%/code_parts.h \
  %D%/export_jax.c \
  %D%/export_numpy.c \
  %D%/export_pytorch.c \
  %D%/export_worksheet.c \
  %D%/graph_json.c \
  %D%/graph_json.h \
  %D%/graph_read.c \
  %D%/languages.c \
  %D%/languages.h \
  %D%/python.c \
  %D%/python.h \
  %D%/script.c \
  %D%/script.h \
  %D%/words.def
