# SPDX-License-Identifier: GPL-3.0-or-later
# The commands export and import.

program_sources += \
  %D%/adjoints.c \
  %D%/adjoints.h \
  %D%/c_body.c \
  %D%/c_body.h \
  %D%/c_call.c \
  %D%/c_entry.c \
  %D%/c_functions.c \
  %D%/c_functions.def \
  %D%/c_functions.h \
  %D%/c_header.c \
  %D%/c_lanes.c \
  %D%/c_lines.c \
  %D%/c_loop.c \
  %D%/c_main.c \
  %D%/c_others.c \
  %D%/c_place.c \
  %D%/c_place.h \
  %D%/c_program.h \
  %D%/c_rows.c \
  %D%/c_rows.h \
  %D%/c_rows_write.c \
  %D%/c_softmax.c \
  %D%/c_sweeps.c \
  %D%/c_twins.c \
  %D%/cmd_export.c \
  %D%/cmd_import.c \
  %D%/code.c \
  %D%/code.h \
  %D%/code_leaves.c \
  %D%/code_parts.c \
  %D%/code_parts.h \
  %D%/export_c.c \
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
