# SPDX-License-Identifier: GPL-3.0-or-later
# The command export.

program_sources += \
  %D%/adjoints.c \
  %D%/adjoints.h \
  %D%/cmd_export.c \
  %D%/code.c \
  %D%/code.h \
  %D%/code_parts.c \
  %D%/code_parts.h \
  %D%/export_jax.c \
  %D%/export_numpy.c \
  %D%/export_pytorch.c \
  %D%/languages.c \
  %D%/languages.h \
  %D%/python.c \
  %D%/python.h \
  %D%/script.c \
  %D%/script.h \
  %D%/words.def
