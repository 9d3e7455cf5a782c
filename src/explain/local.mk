# SPDX-License-Identifier: GPL-3.0-or-later
# The command explain.

program_sources += \
  %D%/cmd_explain.c \
  %D%/directions.c \
  %D%/directions.h \
  %D%/exercises.c \
  %D%/exercises.h \
  %D%/explain.c \
  %D%/explain.h \
  %D%/explain_again.c \
  %D%/explain_formulas.c \
  %D%/explain_read.c \
  %D%/explain_read.h \
  %D%/explain_write.c \
  %D%/flow.c \
  %D%/flow.h \
  %D%/gates.c \
  %D%/gates.h \
  %D%/kept.c \
  %D%/kept.h \
  %D%/ledger.c \
  %D%/ledger.h \
  %D%/local_rules.c \
  %D%/local_rules.h \
  %D%/paths.c \
  %D%/paths.h \
  %D%/plot_flow.c \
  %D%/readers.c \
  %D%/readers.h \
  %D%/section_lines.c \
  %D%/sections.c \
  %D%/sections.h \
  %D%/show_flow.c \
  %D%/show_formulas.c \
  %D%/show_gates.c \
  %D%/show_kept.c \
  %D%/show_ledger.c \
  %D%/show_paths.c \
  %D%/show_shapes.c \
  %D%/show_sweeps.c \
  %D%/show_symbols.c \
  %D%/show_trace.c \
  %D%/trace_rules.c \
  %D%/trace_rules.h
