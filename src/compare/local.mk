# SPDX-License-Identifier: GPL-3.0-or-later
# The command compare.

program_sources += \
  %D%/against.c \
  %D%/against.h \
  %D%/choice.c \
  %D%/choice.h \
  %D%/cmd_compare.c \
  %D%/compare.h \
  %D%/compare_csv.c \
  %D%/compare_json.c \
  %D%/compare_json.h \
  %D%/compare_json_blocks.c \
  %D%/compare_json_data.c \
  %D%/compare_json_faults.c \
  %D%/compare_json_nodes.c \
  %D%/compare_words.c \
  %D%/fault_words.c \
  %D%/faults.c \
  %D%/faults.h \
  %D%/results.c \
  %D%/results.h \
  %D%/results_along.c \
  %D%/results_costs.c \
  %D%/results_entries.c \
  %D%/results_forward.c \
  %D%/results_gather.h \
  %D%/results_judged.c \
  %D%/results_second.c \
  %D%/results_tally.c \
  %D%/show_against.c \
  %D%/show_agreement.c \
  %D%/show_compare.h \
  %D%/show_cost.c \
  %D%/show_faults.c \
  %D%/show_gradients.c \
  %D%/show_jacobian.c \
  %D%/show_second.c \
  %D%/show_values.c \
  %D%/verdict.c \
  %D%/verdict.h
